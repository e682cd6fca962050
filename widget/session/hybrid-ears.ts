import { EchoGuard } from './echo-guard.js';
import { Endpointer, type EndpointerEvent } from './endpointer.js';
import { Listening, type ListeningEvent } from './listening.js';
import type { Clock, SpeechRecogniser } from './ports.js';
import type { VoiceEvent } from './session-events.js';

/** How late a recogniser's first words are at most: no utterance can have begun earlier. */
const MOST_LAG_MS = 2000;
/** And usually, where no loudness tells when a voice began. */
const USUAL_LAG_MS = 700;

export interface HybridEarsOptions {
  readonly clock: Clock;
  readonly recogniser: SpeechRecogniser;
  /** Asked anew at every use. */
  readonly lang: () => string;
  /** Whether `talk` alone ends a turn. */
  readonly manual: () => boolean;
  /** The echo-cancelled track, if there is one; stays the caller's. Asked anew at every use. */
  readonly track: () => MediaStreamTrack | undefined;
  /** Loudness of what is being played, root mean square of full scale (0–1). */
  readonly playedLevel: () => number;
  readonly createId: (prefix: string) => string;
  /** Ends it for good. */
  readonly signal: AbortSignal;
  readonly dispatch: (event: VoiceEvent) => void;
}

/**
 * The ears of the mode `hybrid`: the browser recognises words, the endpointer says when a turn is over, the echo
 * guard whose words they are.
 */
export class HybridEars {
  readonly #options: HybridEarsOptions;
  readonly #listening: Listening;
  readonly #endpointer: Endpointer;
  readonly #guard = new EchoGuard();
  /** When the recogniser's current utterance began. */
  #startedAtMs: number | undefined;
  #finalAtMs = -Infinity;
  /** Of the turn being heard, and of the last one committed. */
  #id: string;
  #committedId = '';
  #shown = '';

  constructor(options: HybridEarsOptions) {
    const { clock, recogniser, lang, manual, track, signal, createId } = options;
    this.#options = options;
    this.#id = createId('item');
    this.#endpointer = new Endpointer({ lang, manual, onEvent: (event) => this.#decided(event) });
    this.#listening = new Listening({
      clock,
      recogniser,
      lang,
      track,
      signal,
      onEvent: (event) => this.#heard(event),
    });
  }

  /** Hears from now on; the event `hearing` or `ears-lost` follows. Nothing happens while it hears. */
  resume(): void {
    this.#listening.resume();
  }

  /** The track is another one; an unfinished turn goes on. */
  renew(): void {
    this.#listening.renew();
  }

  /** Stops hearing and drops an unfinished turn. */
  pause(): void {
    this.#listening.pause();
    this.#endpointer.reset();
    this.#startedAtMs = undefined;
    this.#shown = '';
  }

  /** Push-to-talk: what is said between the two is a turn; `talked` follows. */
  talk(on: boolean): void {
    if (!on) return this.#listening.finish();
    // Pressed again before the last words had come: what has come of them is the turn.
    this.#endpointer.flush(this.#options.clock.now());
    this.#listening.pause();
    this.#listening.resume();
  }

  /** May be called twice. */
  close(): void {
    this.#listening.close();
  }

  /** About every 20 ms: loudness of the microphone, root mean square of full scale (0–1), and a voice's pitch. */
  level(rms: number, pitchHz: () => number | undefined): void {
    const { clock, playedLevel, dispatch } = this.#options;
    const atMs = clock.now();
    const played = playedLevel();
    this.#guard.playedLevel(played, atMs);
    if (this.#guard.level(rms, atMs)) dispatch({ type: 'onset' });
    // What is left of an echo has the assistant's melody.
    this.#endpointer.level(rms, atMs, played > 0 ? undefined : pitchHz());
  }

  /** A sentence of the assistant became audible. */
  audible(text: string, atMs: number): void {
    this.#guard.audible(text, atMs);
  }

  /** Nothing of the assistant is audible any more. */
  silent(atMs: number): void {
    this.#guard.silent(atMs);
  }

  #heard(event: ListeningEvent): void {
    switch (event.type) {
      case 'hearing':
        return this.#options.dispatch(event);
      case 'interim':
        return this.#result(event.text, false);
      case 'utterance':
        return this.#result(event.text, true);
      case 'finished':
        this.#endpointer.flush(this.#options.clock.now());
        return this.#options.dispatch({ type: 'talked' });
      case 'lost':
        return this.#options.dispatch({ type: 'ears-lost', reason: event.reason });
      default:
        return event satisfies never;
    }
  }

  #result(text: string, final: boolean): void {
    const atMs = this.#options.clock.now();
    const startedAtMs = (this.#startedAtMs ??= Math.max(
      this.#finalAtMs,
      this.#endpointer.voiceSinceMs ?? atMs - USUAL_LAG_MS,
      atMs - MOST_LAG_MS,
    ));
    const verdict = this.#guard.judge({ text, final, startedAtMs, atMs });
    if (final) {
      this.#startedAtMs = undefined;
      this.#finalAtMs = atMs;
    }
    if (verdict.source === 'unsure') return;
    this.#endpointer.heard({ text: verdict.source === 'visitor' ? verdict.text : '', final, atMs });
    if (this.#guard.advisesHalfDuplex) this.#options.dispatch({ type: 'echo' });
    this.#show(this.#endpointer.draft);
  }

  #show(text: string): void {
    if (text === this.#shown) return;
    this.#shown = text;
    this.#options.dispatch({ type: 'interim', id: this.#id, text });
  }

  #decided(event: EndpointerEvent): void {
    const { dispatch, createId } = this.#options;
    const id = this.#id;
    this.#id = createId('item');
    this.#shown = '';
    if (event.type === 'correct') return dispatch({ ...event, id, turnId: this.#committedId });
    this.#committedId = id;
    dispatch({ ...event, type: 'utterance', id });
  }
}
