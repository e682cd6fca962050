import type { RealtimeClientEvent } from 'openai/resources/realtime/realtime';
import type { TurnDetection } from '../../server/contract/session.js';
import { entryOf } from './conversation.js';
import type { Draft } from './draft.js';
import { decodeNative, type NativeEvent } from './native-events.js';
import {
  bargeIn,
  heardByServer,
  type Place,
  textHeard,
  turnSpoken,
  unaskedResponse,
  wordsLost,
  wordsHeard,
} from './native-transitions.js';
import { NativeVoice, type NativeVoiceEvent } from './native-voice.js';
import type { NativeCall, NativeCallOptions, OpenMicrophone, PreparedLink, RemoteAudio } from './ports.js';
import { SilenceMeter } from './silence-meter.js';
import type { HeardItem } from './spoken-answer.js';

/** A link without the peer's voice is the caller's to refuse. `audio` becomes the call's and is closed with it. */
export function createNativeCall(audio: RemoteAudio, options: NativeCallOptions): NativeCall {
  return new SpokenCall(audio, options);
}

const SHORTEST_TALK_MS = 200;
/** A cough or a door is shorter than words. */
const SHORTEST_WORDS_MS = 300;
/** So long after a sound of the answer a microphone may still hear it. */
const ECHO_MS = 300;

interface SpokenTurn {
  afterId: Place['afterId'];
  text: string;
}

class SpokenCall implements NativeCall {
  readonly #options: NativeCallOptions;
  readonly #audio: RemoteAudio;
  readonly #voice: NativeVoice;
  readonly #closed = new AbortController();
  readonly #silence = new SilenceMeter();
  readonly #turns = new Map<string, SpokenTurn>();
  #link: PreparedLink | undefined;
  /** The visitor's last turn, until its answer was sent to its end. */
  #asked = '';
  /** When the server last said anything. */
  #frameAtMs = 0;
  /** Until when the visitor spoke while nothing was played, as far as the microphone tells. */
  #spokeAtMs = 0;
  #talkSinceMs = 0;
  /** When the button was let go, until the server has the turn. */
  #talkedAtMs: number | undefined;

  constructor(audio: RemoteAudio, options: NativeCallOptions) {
    this.#options = options;
    this.#audio = audio;
    this.#voice = new NativeVoice({
      clock: options.clock,
      audio,
      signal: this.#closed.signal,
      onEvent: (event) => this.#voiced(event),
    });
  }

  unlock(): Promise<void> {
    return this.#audio.unlock();
  }

  open(link: PreparedLink, type: TurnDetection | null): void {
    if (this.#link && this.#link !== link) this.#forgetTurns();
    this.#link = link;
    if (link.remoteTrack) this.#audio.play(link.remoteTrack);
    // Said whatever the session was minted for: the visitor may have chosen otherwise since.
    this.#send({
      type: 'session.update',
      session: {
        type: 'realtime',
        output_modalities: ['audio'],
        audio: { input: { turn_detection: type && { type } } },
      },
    });
  }

  async listen({ track }: OpenMicrophone): Promise<void> {
    await this.#link?.replaceTrack(track);
  }

  frame(data: string): void {
    this.#frameAtMs = this.#options.clock.now();
    const event = decodeNative(data);
    if (event && (!this.#isClosed || isWriting(event))) this.#handle(event);
  }

  level(rms: number): void {
    const nowMs = this.#options.clock.now();
    const isVoice = this.#silence.level(rms, nowMs);
    const isLong = nowMs - (this.#silence.voiceSinceMs ?? nowMs) >= SHORTEST_WORDS_MS;
    const isEcho = nowMs - (this.#voice.lastSoundAtMs ?? -Infinity) < ECHO_MS;
    if (isVoice && isLong && !isEcho) this.#spokeAtMs = nowMs;
  }

  push(itemId: string, delta: string): void {
    this.#voice.push(itemId, delta);
  }

  finishItem(itemId: string): void {
    this.#voice.finishItem(itemId);
  }

  finishAnswer(): void {
    this.#voice.finishAnswer();
  }

  stop(): readonly HeardItem[] {
    return this.#voice.stop();
  }

  talk(on: boolean): void {
    const nowMs = this.#options.clock.now();
    if (on) this.#talkSinceMs = nowMs;
    // A touch by mistake; less than 100 ms of sound the server refuses, too.
    const isTouch = !on && nowMs - this.#talkSinceMs < SHORTEST_TALK_MS;
    if (isTouch) this.#apply((draft) => draft.setCall({ talking: false }));
    if (on || isTouch) return this.#send({ type: 'input_audio_buffer.clear' });
    this.#talkedAtMs = nowMs;
    this.#send({ type: 'input_audio_buffer.commit' });
    this.#send({ type: 'response.create' });
  }

  leave(): void {
    this.#send({
      type: 'session.update',
      session: {
        type: 'realtime',
        output_modalities: ['text'],
        audio: { input: { turn_detection: null } },
      },
    });
    // A link that is ending sends nothing anyway.
    this.#link?.replaceTrack(null).catch(() => undefined);
  }

  close(): void {
    this.#closed.abort();
    this.#audio.close();
  }

  get #isClosed(): boolean {
    return this.#closed.signal.aborted;
  }

  /** The link is another one, whose server knows nothing of what was said into the first. */
  #forgetTurns(): void {
    const isUnwritten = this.#turns.get(this.#asked)?.text === '';
    if (isUnwritten || this.#spokeAtMs > this.#frameAtMs) this.#apply(wordsLost);
    this.#turns.clear();
    this.#talkedAtMs = undefined;
  }

  #send(event: RealtimeClientEvent): void {
    this.#link?.send(JSON.stringify(event));
  }

  #apply(handle: (draft: Draft) => void): void {
    this.#options.dispatch({ type: 'native', handle });
  }

  #handle(event: NativeEvent): void {
    const { clock } = this.#options;
    switch (event.type) {
      case 'speech-started':
        this.#asked = event.itemId;
        return this.#apply((draft) => {
          if (!this.#turns.has(event.itemId)) this.#place(event.itemId, draft);
          bargeIn(draft);
        });
      case 'committed': {
        const endedAtMs = this.#talkedAtMs;
        this.#talkedAtMs = undefined;
        this.#asked = event.itemId;
        return this.#apply((draft) => {
          // Here the server has put it, behind what was typed while it was spoken.
          if (!this.#turns.get(event.itemId)?.text) this.#place(event.itemId, draft);
          if (endedAtMs !== undefined) turnSpoken(draft, { itemId: event.itemId, endedAtMs });
        });
      }
      case 'speech-stopped': {
        const endedAtMs = Math.min(clock.now(), this.#silence.lastVoiceAtMs ?? clock.now());
        this.#voice.overtake();
        return this.#apply((draft) => turnSpoken(draft, { itemId: event.itemId, endedAtMs }));
      }
      case 'words':
        return this.#words(event);
      case 'unwritten':
        return this.#words({ ...event, text: this.#turns.get(event.itemId)?.text ?? '', final: true });
      case 'response-created':
        this.#voice.overtake();
        return this.#apply(unaskedResponse);
      case 'sound-started':
        return this.#voice.soundStarted();
      case 'sound-stopped':
        this.#asked = '';
        return this.#voice.soundStopped();
      case 'truncated': {
        const heard = (text: string): string => this.#voice.heardText(text, event.heardMs);
        return this.#apply((draft) => heardByServer(draft, { itemId: event.itemId, heard }));
      }
      default:
        return event satisfies never;
    }
  }

  /**
   * A turn comes behind the newest entry; an answer that is not shown before it is cut counts as one, and so does a turn
   * whose words are not known yet, unless its answer can be read already.
   */
  #place(itemId: string, draft: Draft): void {
    this.#turns.delete(itemId);
    const { state, call } = draft;
    const { transcript } = state;
    const newest = transcript.at(-1)?.id;
    const [waiting] = [...this.#turns].findLast(([, { text }]) => text === '') ?? [];
    const isLast = waiting !== undefined && this.#shownBefore({ afterId: waiting }, draft) === newest;
    const unshown = call?.answer?.items.findLast(
      ({ text, itemId: id }) => text !== '' && !entryOf(transcript, id),
    );
    this.#turns.set(itemId, {
      afterId: unshown?.itemId ?? (isLast ? waiting : newest),
      text: '',
    });
  }

  #words({ itemId, text, final }: Omit<Extract<NativeEvent, { type: 'words' }>, 'type'>): void {
    const isKnown = this.#turns.has(itemId);
    if (!isKnown) this.#apply((draft) => this.#place(itemId, draft));
    const turn = this.#turns.get(itemId) ?? { afterId: undefined, text: '' };
    turn.text = final ? text : turn.text + text;
    // Words that still change are for ears that are the only ones.
    if (!final && this.#isClosed) return;
    const said = turn.text.trim();
    this.#apply((draft) => {
      wordsHeard(draft, { itemId, text: said, final, afterId: this.#shownBefore(turn, draft) });
    });
    if (!final) return;
    this.#turns.delete(itemId);
    if (said !== '') return;
    // Not a word of it will be shown for another turn to stand behind.
    for (const other of this.#turns.values()) if (other.afterId === itemId) other.afterId = turn.afterId;
  }

  /** No further than there are turns: ids that a server uses again may lead in a circle. */
  #shownBefore({ afterId }: Place, draft: Draft, stepsLeft = this.#turns.size): string | undefined {
    const isShown = draft.state.transcript.some(({ id }) => id === afterId);
    const before = afterId === undefined || isShown ? undefined : this.#turns.get(afterId);
    return before && stepsLeft > 0 ? this.#shownBefore(before, draft, stepsLeft - 1) : afterId;
  }

  #voiced(event: NativeVoiceEvent): void {
    const { dispatch } = this.#options;
    switch (event.type) {
      case 'audible':
        return dispatch({ type: 'audible', atMs: event.atMs });
      case 'silent':
        return dispatch({ type: 'silent' });
      case 'first-byte':
        return dispatch({ type: 'speech-mark', name: 'first-byte', atMs: event.atMs });
      case 'gap':
        return dispatch({ type: 'speech-gap', gapMs: event.gapMs });
      case 'heard':
        return this.#apply((draft) => {
          textHeard(draft, { ...event, lastShown: (afterId) => this.#shownBefore({ afterId }, draft) });
        });
      default:
        return event satisfies never;
    }
  }
}

/** What the server writes down of a turn comes when the turn is over, and maybe the mode, too. */
function isWriting({ type }: NativeEvent): boolean {
  return type === 'words' || type === 'unwritten';
}
