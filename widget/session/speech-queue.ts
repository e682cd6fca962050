import type { VoiceError } from './errors.js';
import type { AudioPlayer, Clock, DecodeSpeech, PlaybackEvent, SpeechSynthesiser } from './ports.js';
import { sentenceSound } from './sentence-sound.js';
import { type Piece, SentenceSplitter } from './sentence-splitter.js';
import type { SpeechFormat } from './speech-format.js';
import { SpeechPace } from './speech-pace.js';
import type { HeardItem, SpokenAnswer, SpokenItem } from './spoken-answer.js';
import { heardOf, newAnswer, openRequests, soundInHandMs } from './spoken-answer.js';
import { SpokenPiece } from './spoken-piece.js';

/** The backend serves three sentences of a session at a time; a fourth would be refused (reliability matrix B12). */
const MOST_REQUESTS = 3;

/** Tokens come every 15 to 40 ms. A longer pause is a tool call or a slow line, and no reason to keep silent. */
const STALL_MS = 200;

export type { HeardItem } from './spoken-answer.js';

export type SpeechQueueEvent =
  /** The first sample of the answer can be heard. Once per answer. */
  | { readonly type: 'audible'; readonly atMs: number }
  /** The first sample of one of its sentences, as it is pronounced, can be heard. */
  | { readonly type: 'sentence'; readonly text: string; readonly atMs: number }
  /** Everything pushed has been played (or could not be), and `finishAnswer()` was called. */
  | { readonly type: 'silent'; readonly atMs: number }
  /** Once per answer each, for the figures of the turn. */
  | { readonly type: 'mark'; readonly name: 'first-sentence' | 'first-byte'; readonly atMs: number }
  /** A silence of `gapMs` inside the answer. */
  | { readonly type: 'gap'; readonly gapMs: number }
  /** One sentence could not be spoken, wholly or in part. The queue goes on with the next. */
  | { readonly type: 'failed'; readonly error: VoiceError };

export interface SpeechQueueOptions {
  readonly clock: Clock;
  readonly synthesiser: SpeechSynthesiser;
  readonly decodeSpeech: DecodeSpeech;
  /** Stays the caller's, as the player. */
  readonly format: SpeechFormat;
  /** Stays the caller's; may serve several queues one after another. */
  readonly player: AudioPlayer;
  readonly token: () => string;
  readonly lang: () => string;
  readonly voice?: string;
  /** The backend's limit for one request. */
  readonly maxCharacters: number;
  /** Aborting disposes of the queue: silence, no request left open, no event any more. */
  readonly signal: AbortSignal;
  readonly createId: (prefix: string) => string;
  readonly onEvent: (event: SpeechQueueEvent) => void;
}

/**
 * Turns the text of an answer into sound while it is still being written. Serves any number of answers one after
 * another: `push…`, `finishItem`, `finishAnswer`, then the next answer's `push`.
 *
 * What is requested and never heard is paid for, a gap is worse: the next sentence is requested when the sound in
 * hand runs short, and as many as are allowed when sentences arrive slower than they are spoken.
 */
export class SpeechQueue {
  readonly #options: SpeechQueueOptions;
  readonly #pace = new SpeechPace();
  #answer: SpokenAnswer | undefined;

  constructor(options: SpeechQueueOptions) {
    this.#options = options;
    const { player, signal } = options;
    player.onEvent((event) => this.#handlePlayback(event), signal);
    signal.addEventListener('abort', () => void this.stop(), { once: true });
  }

  /** Adds text of the item. The first speakable piece is requested at once. Begins a new answer after the last. */
  push(itemId: string, delta: string): void {
    if (this.#options.signal.aborted) return;
    const answer = (this.#answer ??= newAnswer());
    const item = this.#itemOf(answer, itemId);
    item.text += delta;
    item.stall.abort();
    this.#add(answer, item, item.splitter.push(delta));
    item.stall = new AbortController();
    const signal = AbortSignal.any([item.stall.signal, answer.over.signal]);
    this.#options.clock.after(STALL_MS, () => this.#add(answer, item, item.splitter.pause()), signal);
  }

  /** The item's text is complete. Does nothing for an item of which there is no text. */
  finishItem(itemId: string): void {
    const item = this.#answer?.items.find(({ id }) => id === itemId);
    if (this.#answer === undefined || item === undefined || item.finished) return;
    item.finished = true;
    item.stall.abort();
    this.#add(this.#answer, item, item.splitter.finish());
  }

  /** No further item comes; `silent` follows when all has been played, at once if there is nothing to play. */
  finishAnswer(): void {
    if (this.#options.signal.aborted) return;
    const answer = (this.#answer ??= newAnswer());
    for (const { id } of answer.items) this.finishItem(id);
    answer.finished = true;
    this.#endIfSilent(answer, this.#options.clock.now());
  }

  /**
   * Immediate silence, requests aborted. Returns what was heard of every item of this answer, in order; nothing
   * where no answer is under way. Text pushed afterwards is a new answer's.
   */
  stop(): readonly HeardItem[] {
    const answer = this.#answer;
    if (answer === undefined) return [];
    this.#answer = undefined;
    const progress = new Map(this.#options.player.stop().map((segment) => [segment.segmentId, segment]));
    answer.over.abort();
    answer.replan.abort();
    const { charactersPerSecond } = this.#pace;
    return answer.items.map((item) => heardOf(item, { answer, progress, charactersPerSecond }));
  }

  #itemOf(answer: SpokenAnswer, itemId: string): SpokenItem {
    const known = answer.items.find(({ id }) => id === itemId);
    if (known !== undefined) return known;
    const { maxCharacters, lang } = this.#options;
    const splitter = new SentenceSplitter({
      maxCharacters,
      lang: lang(),
      firstClause: answer.items.length === 0,
    });
    const item = { id: itemId, splitter, text: '', finished: false, stall: new AbortController() };
    answer.items.push(item);
    return item;
  }

  #add(answer: SpokenAnswer, item: SpokenItem, pieces: readonly Piece[]): void {
    if (pieces.length === 0) return;
    for (const piece of pieces) {
      const segmentId = this.#options.createId('seg');
      answer.pieces.push(new SpokenPiece(piece, { itemId: item.id, segmentId }));
    }
    this.#plan(answer);
  }

  /** Requests what should be under way by now, and comes back when the sound in hand runs short. */
  #plan(answer: SpokenAnswer): void {
    answer.replan.abort();
    answer.replan = new AbortController();
    for (;;) {
      const next = answer.pieces.find(({ phase }) => phase.name === 'waiting');
      if (next === undefined || openRequests(answer) >= MOST_REQUESTS) return;
      const inHandMs = soundInHandMs(answer, { pace: this.#pace, nowMs: this.#options.clock.now() });
      const spareMs = inHandMs - this.#pace.leadMs;
      if (spareMs > 0 && !this.#pace.isSlow) {
        // Nothing is audible yet: the estimate stands still, and the next event brings us back.
        const isPlaying = answer.pieces.some(({ phase }) => phase.name === 'audible');
        if (isPlaying) this.#options.clock.after(spareMs, () => this.#plan(answer), answer.replan.signal);
        return;
      }
      this.#request(answer, next, inHandMs);
    }
  }

  #request(answer: SpokenAnswer, piece: SpokenPiece, inHandMs: number): void {
    const { clock, synthesiser, decodeSpeech, format, player, token, lang, voice } = this.#options;
    const text = piece.spoken.text;
    const requestedAtMs = clock.now();
    this.#mark(answer, 'first-sentence', requestedAtMs);
    piece.phase = { name: 'requested', atMs: requestedAtMs };
    const stream = sentenceSound({
      clock,
      signal: answer.over.signal,
      flow: format,
      formats: format.choose(this.#pace.durationMs(text), inHandMs),
      decode: decodeSpeech,
      request: (format, signal) =>
        synthesiser.synthesise({
          text,
          lang: lang(),
          token: token(),
          format,
          signal,
          ...(voice === undefined ? {} : { voice }),
        }),
      onBytes: (sizeBytes) => this.#noteBytes(answer, piece, { sizeBytes, requestedAtMs }),
      onEnd: (error) => this.#noteEnd(answer, piece, error),
    });
    player.enqueue({ segmentId: piece.segmentId, stream });
  }

  #noteBytes(
    answer: SpokenAnswer,
    piece: SpokenPiece,
    { sizeBytes, requestedAtMs }: { readonly sizeBytes: number; readonly requestedAtMs: number },
  ): void {
    const nowMs = this.#options.clock.now();
    piece.arrivedBytes += sizeBytes;
    if (piece.firstByteAtMs === undefined) {
      piece.firstByteAtMs = nowMs;
      this.#pace.noteStart(nowMs - requestedAtMs);
    }
    this.#pace.noteArrival(piece.arrivedMs, nowMs - piece.firstByteAtMs);
    if (this.#pace.isSlow) this.#plan(answer);
  }

  #noteEnd(answer: SpokenAnswer, piece: SpokenPiece, error: VoiceError | undefined): void {
    piece.sound = error === undefined ? 'whole' : 'broken';
    if (error === undefined) this.#pace.noteDuration(piece.spoken.text, piece.arrivedMs);
    else this.#options.onEvent({ type: 'failed', error });
    if (this.#answer === answer) this.#plan(answer);
  }

  #handlePlayback(event: PlaybackEvent): void {
    const answer = this.#answer;
    if (answer === undefined || this.#options.signal.aborted) return;
    if (event.type === 'gap') {
      this.#options.onEvent(event);
      return;
    }
    const piece = answer.pieces.find(({ segmentId }) => segmentId === event.segmentId);
    if (piece === undefined) return;
    if (event.type === 'first-byte') this.#mark(answer, 'first-byte', event.atMs);
    else if (event.type === 'audible') this.#handleAudible(answer, piece, event.atMs);
    else if (event.type === 'finished') this.#handleFinished(answer, piece, event.atMs);
  }

  #handleAudible(answer: SpokenAnswer, piece: SpokenPiece, atMs: number): void {
    piece.phase = { name: 'audible', atMs };
    this.#options.onEvent({ type: 'sentence', text: piece.spoken.text, atMs });
    const { idleSinceMs } = answer;
    answer.idleSinceMs = undefined;
    if (!answer.told.has('audible')) {
      answer.told.add('audible');
      this.#options.onEvent({ type: 'audible', atMs });
    } else if (idleSinceMs !== undefined) {
      this.#options.onEvent({ type: 'gap', gapMs: atMs - idleSinceMs });
    }
    if (this.#answer === answer) this.#plan(answer);
  }

  #handleFinished(answer: SpokenAnswer, piece: SpokenPiece, atMs: number): void {
    if (piece.phase.name === 'audible' && !answer.pieces.some(({ phase }) => phase.name === 'requested')) {
      // The player knows of no next sentence, so it cannot tell this silence from the end.
      answer.idleSinceMs = atMs;
    }
    piece.phase = { name: 'played' };
    this.#plan(answer);
    this.#endIfSilent(answer, atMs);
  }

  #endIfSilent(answer: SpokenAnswer, atMs: number): void {
    if (!answer.finished || answer.pieces.some(({ phase }) => phase.name !== 'played')) return;
    answer.over.abort();
    answer.replan.abort();
    this.#answer = undefined;
    this.#options.onEvent({ type: 'silent', atMs });
  }

  #mark(answer: SpokenAnswer, name: 'first-sentence' | 'first-byte', atMs: number): void {
    if (answer.told.has(name)) return;
    answer.told.add(name);
    this.#options.onEvent({ type: 'mark', name, atMs });
  }
}
