/** English. Every code of the closed list has a sentence and one thing to do; a new code does not compile without. */
import type { ErrorCode } from '../../session/errors.js';
import type { EndReason, PublicState, VoiceSnapshot } from '../../session/snapshot.js';
import type { Choice } from '../options.js';
import { SHELL_STATES, SHELL_TEXT, type StateText } from './shell-en.js';

/** What the one action does when the problem has ended the call. A notice beside a running call is only closed. */
export type Remedy = 'connect' | 'start' | 'identify' | 'reload';

export interface ErrorText {
  readonly title: string;
  readonly sentence: string;
  readonly action: string;
  readonly remedy: Remedy;
}

const ASK_THE_OWNER = 'Please tell the people who run this site.';

export const ERRORS: Readonly<Record<ErrorCode, ErrorText>> = {
  'config-invalid': {
    title: 'The assistant is not set up correctly',
    sentence: `Its settings on this page are wrong. ${ASK_THE_OWNER}`,
    action: 'Try again',
    remedy: 'connect',
  },
  'backend-unreachable': {
    title: 'The assistant cannot be reached',
    sentence: 'Check your internet connection.',
    action: 'Try again',
    remedy: 'connect',
  },
  'backend-not-found': {
    title: 'The assistant was not found',
    sentence: `Nothing answers at the address this page uses. ${ASK_THE_OWNER}`,
    action: 'Try again',
    remedy: 'connect',
  },
  'backend-error': {
    title: 'The assistant has a problem',
    sentence: 'It is not your fault, and it often passes within a minute.',
    action: 'Try again',
    remedy: 'connect',
  },
  'origin-refused': {
    title: 'The assistant does not serve this site',
    sentence: `This site is not on its list. ${ASK_THE_OWNER}`,
    action: 'Try again',
    remedy: 'connect',
  },
  'identity-required': {
    title: 'Your e-mail address is needed',
    sentence: 'Please enter it below and connect again.',
    action: 'Connect',
    remedy: 'identify',
  },
  'identity-refused': {
    title: 'This e-mail address was not accepted',
    sentence: 'Check it for typing errors or use another one.',
    action: 'Connect',
    remedy: 'identify',
  },
  'session-expired': {
    title: 'Your time is up',
    sentence: 'A session lasts a limited time. What was said stays here.',
    action: 'Start again',
    remedy: 'start',
  },
  'rate-limited': {
    title: 'A little too often',
    sentence: 'There were too many attempts in a short time. Wait a little.',
    action: 'Try again',
    remedy: 'start',
  },
  disabled: {
    title: 'The assistant is switched off',
    sentence: 'The people who run this site have switched it off for now.',
    action: 'Try again',
    remedy: 'connect',
  },
  'insecure-context': {
    title: 'This page is not secure',
    sentence: 'Browsers allow a microphone only on https pages. You can type.',
    action: 'Type instead',
    remedy: 'start',
  },
  'policy-blocked': {
    title: 'This page does not allow the microphone',
    sentence: 'The site, or the page it is embedded in, has blocked it. You can type.',
    action: 'Type instead',
    remedy: 'start',
  },
  'microphone-denied': {
    title: 'The microphone is blocked',
    sentence: 'Allow it for this site in your browser’s address bar, or type.',
    action: 'Type instead',
    remedy: 'start',
  },
  'microphone-missing': {
    title: 'No microphone was found',
    sentence: 'Plug one in and call again, or type.',
    action: 'Type instead',
    remedy: 'start',
  },
  'microphone-busy': {
    title: 'The microphone gives no sound',
    sentence: 'It may be switched off, or another program or tab holds it. Change that, or type.',
    action: 'Type instead',
    remedy: 'start',
  },
  'microphone-echo': {
    title: 'The microphone hears the loudspeaker',
    sentence: 'While the assistant speaks nobody listens. Headphones help.',
    action: 'OK',
    remedy: 'start',
  },
  'recognition-unavailable': {
    title: 'This browser cannot understand speech',
    sentence: 'You can type, and still hear the answers.',
    action: 'Type instead',
    remedy: 'start',
  },
  'recognition-failed': {
    title: 'Your words could not be understood',
    sentence: 'The browser’s speech recognition stopped. You can type.',
    action: 'Type instead',
    remedy: 'start',
  },
  'exchange-refused': {
    title: 'The call was refused',
    sentence: `The voice service did not accept it. ${ASK_THE_OWNER}`,
    action: 'Call again',
    remedy: 'start',
  },
  'exchange-failed': {
    title: 'The call could not be set up',
    sentence: 'The voice service did not answer.',
    action: 'Call again',
    remedy: 'start',
  },
  'link-failed': {
    title: 'No connection',
    sentence: 'Your network may block calls. Another network often helps.',
    action: 'Call again',
    remedy: 'start',
  },
  'link-lost': {
    title: 'The connection was lost',
    sentence: 'The call goes on once your network is back. What was said stays here.',
    action: 'Call again',
    remedy: 'start',
  },
  'model-unavailable': {
    title: 'The assistant is not available',
    sentence: `Its voice model cannot be used. ${ASK_THE_OWNER}`,
    action: 'Try again',
    remedy: 'connect',
  },
  'quota-exhausted': {
    title: 'The assistant has used up its allowance',
    sentence: `It cannot answer until that is renewed. ${ASK_THE_OWNER}`,
    action: 'Try again',
    remedy: 'connect',
  },
  'response-failed': {
    title: 'No answer came',
    sentence: 'Ask again, perhaps in other words.',
    action: 'Call again',
    remedy: 'start',
  },
  'speech-failed': {
    title: 'The answer could not be spoken',
    sentence: 'You can read it here.',
    action: 'Call again',
    remedy: 'start',
  },
  'playback-blocked': {
    title: 'The browser blocks sound',
    sentence: 'Allow sound for this site to hear the answers. You can read them here.',
    action: 'Call again',
    remedy: 'start',
  },
  protocol: {
    title: 'The voice service said something unexpected',
    sentence: 'This assistant may be out of date.',
    action: 'Reload the page',
    remedy: 'reload',
  },
  'chunk-failed': {
    title: SHELL_TEXT.chunkTitle,
    sentence: SHELL_TEXT.chunkSentence,
    action: SHELL_TEXT.tryAgain,
    remedy: 'connect',
  },
  aborted: {
    title: 'The call was ended',
    sentence: 'It was ended before it had begun.',
    action: 'Call again',
    remedy: 'start',
  },
};

/** What a problem means beside a running call, where that is another thing than having ended one. */
export const NOTICES: Partial<Readonly<Record<ErrorCode, Pick<ErrorText, 'title' | 'sentence'>>>> = {
  'link-failed': {
    title: 'The call takes another way',
    sentence: 'This network blocks the usual one. The next call tries it again.',
  },
  'link-lost': {
    title: 'Your last words may be lost',
    sentence: 'The connection broke. If you said something, say it again.',
  },
};

export const STATES: Readonly<Record<PublicState, StateText>> = {
  ...SHELL_STATES,
  connected: ['Connected', 'Ready for a call'],
  starting: ['Starting', 'Allow the microphone'],
  listening: ['Listening', ''],
  thinking: ['Thinking', 'One moment'],
  speaking: ['Speaking', 'You can interrupt'],
  reconnecting: ['Reconnecting', 'Your words are kept'],
  ended: ['Ended', 'You can call again'],
};

/** In place of a state's second half, where it depends on how the visitor takes part. */
export const HINTS = {
  wait: 'One moment',
  /** By the microphone, and whether there is a field for typing. */
  listening: {
    live: { on: 'Speak, or type', off: 'Speak' },
    held: { on: 'Hold to talk, or type', off: 'Hold to talk' },
    muted: { on: 'You are muted', off: 'You are muted' },
    none: { on: 'Type a message', off: '' },
  },
} as const satisfies {
  readonly wait: string;
  readonly listening: Readonly<
    Record<VoiceSnapshot['audio'] | 'held', Readonly<Record<Choice<'textInput'>, string>>>
  >;
};

const STILL_HERE = 'Your conversation is still here';

export const TEXT = {
  /** In place of a state's second half. */
  weak: 'Weak connection',
  /** The action of a notice whose own action makes no sense in a running call. */
  dismiss: 'OK',
  triedAgain: (seconds: number): string => `Trying again in ${seconds} s.`,
  startCall: 'Start call',
  startChat: 'Start chat',
  callAgain: 'Call again',
  continue: 'Continue',
  recalled: STILL_HERE,
  starting: 'Starting …',
  hangUp: 'Hang up',
  mute: 'Mute',
  holdToTalk: 'Hold to talk',
  stopSpeaking: 'Stop speaking',
  controls: 'Call',
  mode: 'Talk by',
  modes: { hybrid: 'voice', speech: 'live voice', text: 'text' },
  link: 'Connect by',
  links: { auto: 'what works', webrtc: 'WebRTC', websocket: 'WebSocket' },
  message: 'Message',
  messagePlaceholder: 'Type a message',
  send: 'Send',
  log: 'Conversation',
  newest: 'Newest messages',
  you: 'You',
  assistant: 'Assistant',
  youSaid: 'You said:',
  notHeard: 'not heard:',
  retry: 'Retry',
  interim: 'still listening',
  sending: 'sending …',
  /** Instead of that while there is no call. */
  toBeSent: 'will be sent',
  notSent: 'Not sent',
  interrupted: 'Interrupted',
  status: 'Connection',
  indicators: { webrtc: 'WebRTC', channel: 'Data', audio: 'Mic' },
  values: {
    none: 'off',
    new: 'starting',
    connecting: 'connecting',
    connected: 'connected',
    disconnected: 'interrupted',
    failed: 'failed',
    closed: 'closed',
    open: 'open',
    closing: 'closing',
    live: 'live',
    muted: 'muted',
  },
  ends: {
    visitor: 'You ended the call.',
    // Told of a page that was left in a call and is back as it was.
    page: STILL_HERE,
    expired: 'Your session has run out.',
  },
} as const satisfies {
  readonly values: Readonly<
    Record<VoiceSnapshot['webrtc'] | VoiceSnapshot['channel'] | VoiceSnapshot['audio'], string>
  >;
  readonly ends: Readonly<Record<EndReason, string>>;
  readonly [name: string]: unknown;
};
