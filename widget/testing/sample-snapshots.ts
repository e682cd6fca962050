/** One snapshot for everything an element can look like: for accessibility checks and for pictures. */
import { NO_SESSION } from '../controllers/no-session.js';
import { VoiceError, type ErrorCode } from '../session/errors.js';
import type { Problem, TranscriptEntry, VoiceSnapshot } from '../session/snapshot.js';

const TALK: readonly TranscriptEntry[] = [
  { id: 'u1', role: 'user', status: 'answered', text: 'Which foods are rich in iron?' },
  {
    id: 'a1',
    role: 'assistant',
    status: 'done',
    text: 'Lentils, beans, tofu and dark leafy greens are good plant sources. Liver and beef have the most. Something with vitamin C beside them helps you take the iron up.',
  },
  { id: 'u2', role: 'user', status: 'answered', text: 'And what should I not have with it?' },
];

const CALL: Partial<VoiceSnapshot> = {
  activeMode: 'hybrid',
  modes: ['hybrid', 'speech', 'text'],
  links: ['webrtc', 'websocket'],
  webrtc: 'connected',
  channel: 'open',
  audio: 'live',
  transcript: TALK,
};

export function problem(code: ErrorCode): Problem {
  const { message, retryable } = new VoiceError(code, `sample of ${code}`);
  return { code, message, retryable };
}

const STREAMING: TranscriptEntry = {
  id: 'a2',
  role: 'assistant',
  status: 'streaming',
  text: 'Tea and coffee slow it down, so leave an hour',
};

const CHANGES = {
  idle: {},
  connecting: { state: 'connecting' },
  connected: {
    state: 'connected',
    modes: ['hybrid', 'speech', 'text'],
    links: ['webrtc', 'websocket'],
  },
  starting: { state: 'starting', webrtc: 'connecting', channel: 'connecting', audio: 'none' },
  first: { ...CALL, state: 'listening', speech: 'recognising', transcript: [] },
  listening: {
    ...CALL,
    state: 'listening',
    speech: 'recognising',
    transcript: [
      ...TALK,
      {
        ...STREAMING,
        status: 'interrupted',
        text: `${STREAMING.text} between them and your meal.`,
        heard: 'Tea and coffee slow it down,',
      },
      { id: 'u3', role: 'user', status: 'interim', text: 'how about' },
    ],
  },
  thinking: { ...CALL, state: 'thinking' },
  speaking: { ...CALL, state: 'speaking', speech: 'speaking', transcript: [...TALK, STREAMING] },
  muted: { ...CALL, state: 'listening', audio: 'muted', muted: true },
  text: { ...CALL, state: 'listening', activeMode: 'text', audio: 'none' },
  reconnecting: {
    ...CALL,
    state: 'reconnecting',
    webrtc: 'disconnected',
    channel: 'closed',
    transcript: [
      ...TALK,
      { id: 'u3', role: 'user', status: 'sent', text: 'Is spinach better raw or cooked?' },
      { id: 'u4', role: 'user', status: 'sending', text: 'I mean for iron.' },
    ],
  },
  'not-sent': {
    ...CALL,
    state: 'listening',
    transcript: [
      ...TALK,
      { id: 'u3', role: 'user', status: 'not-sent', text: 'Is spinach better raw or cooked?' },
      { id: 'u4', role: 'user', status: 'sending', text: 'I mean for iron.' },
    ],
  },
  notice: {
    ...CALL,
    state: 'listening',
    activeMode: 'text',
    audio: 'none',
    degraded: true,
    notice: problem('microphone-denied'),
  },
  ended: { state: 'ended', endReason: 'expired', transcript: TALK, webrtc: 'closed', channel: 'closed' },
  away: { state: 'ended', endReason: 'page', transcript: TALK },
  error: {
    state: 'error',
    error: problem('link-lost'),
    transcript: TALK,
    webrtc: 'failed',
    channel: 'closed',
  },
  'identity-error': { state: 'error', error: problem('identity-refused') },
} as const satisfies Readonly<Record<string, Partial<VoiceSnapshot>>>;

export type SampleName = keyof typeof CHANGES;

export const SAMPLES: ReadonlyMap<SampleName, VoiceSnapshot> = new Map(
  (Object.keys(CHANGES) as SampleName[]).map((name) => [name, { ...NO_SESSION, ...CHANGES[name] }]),
);
