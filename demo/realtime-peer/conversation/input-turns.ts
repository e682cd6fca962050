import type { Ids } from './ids.js';
import type { Entry, ItemList } from './item-list.js';
import type { Clock, SpeechIn, SpeechInEvent } from './ports.js';
import { ProtocolError } from './protocol-error.js';
import { detectionPort } from './session-config.js';
import type { SessionConfig } from './session-config.js';
import { transcriptionUsage } from './usage.js';
import type { ContentPart, ServerEventBody } from './wire.js';

export interface TurnHost {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly items: ItemList;
  session(): SessionConfig;
  readonly emit: (event: ServerEventBody) => void;
  /** Speech began and may interrupt: stop the answer and its sound. */
  bargeIn(): void;
  /** A turn is complete and wants an answer. */
  answer(): void;
  /** Nothing is generated and nothing sounds. */
  quiet(): boolean;
}

interface Segment {
  readonly itemId: string;
  transcript: string;
  heard: boolean;
  committed: boolean;
}

/** The visitor's spoken turns: from the ears' reports to items, transcripts and answers. */
export class InputTurns {
  readonly #speechIn: SpeechIn | undefined;
  readonly #host: TurnHost;
  readonly #segments = new Map<string, Segment>();
  #waiting: (() => void)[] = [];
  #cancelIdle: (() => void) | undefined;
  #speaking = false;

  constructor(speechIn: SpeechIn | undefined, host: TurnHost) {
    this.#speechIn = speechIn;
    this.#host = host;
    speechIn?.listen((event) => this.#take(event));
  }

  /** The words of a segment as far as they are known. */
  transcript(segmentId: string): string {
    return this.#segments.get(segmentId)?.transcript ?? '';
  }

  segmentAudio(segmentId: string): Int16Array | undefined {
    return this.#speechIn?.segmentAudio(segmentId);
  }

  /** Takes over the session's turn detection; call after every change of the session. */
  configure(): void {
    const { input } = this.#host.session().audio;
    const language = input.transcription?.['language'];
    this.#speechIn?.configure({
      turnDetection: detectionPort(input.turn_detection),
      ...(typeof language === 'string' ? { language } : {}),
    });
    this.watchSilence();
  }

  /** Calls back now, or once every committed segment has its words. */
  whenHeard(run: () => void): void {
    if (this.#allHeard()) run();
    else this.#waiting.push(run);
  }

  /** @throws ProtocolError when less than 100 ms are buffered. */
  commit(): void {
    const result = this.#speechIn?.commit() ?? { committed: false as const, bufferedMs: 0 };
    if (!result.committed) throw ProtocolError.emptyCommit(result.bufferedMs);
    this.#speaking = false;
    this.#commitSegment(result.segmentId, result.durationMs);
  }

  clear(): void {
    this.#speechIn?.clear();
    this.#speaking = false;
    for (const [id, segment] of this.#segments) if (!segment.committed) this.#segments.delete(id);
    this.#host.emit({ type: 'input_audio_buffer.cleared' });
    this.#flushWaiting();
  }

  append(base64: string): void {
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) {
      throw new ProtocolError("Invalid 'audio'. Expected base64-encoded audio bytes.", {
        code: 'invalid_value',
        param: 'audio',
      });
    }
    const bytes = Buffer.from(base64, 'base64');
    const pcm = new Int16Array(Math.floor(bytes.length / 2));
    for (let i = 0; i < pcm.length; i++) pcm[i] = bytes.readInt16LE(i * 2);
    this.#speechIn?.append(pcm);
  }

  /** Starts or stops the `idle_timeout_ms` watch; call when an answer has ended or fallen silent. */
  watchSilence(): void {
    this.#cancelIdle?.();
    this.#cancelIdle = undefined;
    const detection = this.#host.session().audio.input.turn_detection;
    if (detection?.type !== 'server_vad' || detection.idle_timeout_ms === null) return;
    if (this.#speaking || !this.#host.quiet() || this.#speechIn === undefined) return;
    const from = this.#speechIn.positionMs();
    this.#cancelIdle = this.#host.clock.after(detection.idle_timeout_ms, () => this.#timeOut(from));
  }

  dispose(): void {
    this.#cancelIdle?.();
    this.#waiting = [];
  }

  #take(event: SpeechInEvent): void {
    switch (event.type) {
      case 'speech-started':
        this.#started(event.segmentId, event.audioStartMs);
        return;
      case 'speech-stopped':
        this.#stopped(event.segmentId, event.audioEndMs);
        return;
      case 'transcript-delta':
        this.#tellDelta(event.segmentId, event.delta);
        return;
      case 'transcript-completed':
        this.#completed(event);
        return;
      case 'transcript-failed':
        this.#failed(event.segmentId, event.message);
        return;
      default:
        event satisfies never;
    }
  }

  #started(segmentId: string, audioStartMs: number): void {
    this.#speaking = true;
    this.#cancelIdle?.();
    const { itemId } = this.#segment(segmentId);
    this.#host.emit({
      type: 'input_audio_buffer.speech_started',
      audio_start_ms: Math.round(audioStartMs),
      item_id: itemId,
    });
    if (this.#host.session().audio.input.turn_detection?.interrupt_response) this.#host.bargeIn();
  }

  #stopped(segmentId: string, audioEndMs: number): void {
    this.#speaking = false;
    const { itemId } = this.#segment(segmentId);
    this.#host.emit({
      type: 'input_audio_buffer.speech_stopped',
      audio_end_ms: Math.round(audioEndMs),
      item_id: itemId,
    });
    this.#commitSegment(segmentId);
    if (this.#host.session().audio.input.turn_detection?.create_response) this.#host.answer();
  }

  #timeOut(audioStartMs: number): void {
    this.#cancelIdle = undefined;
    const itemId = this.#host.ids.next('item');
    this.#host.emit({
      type: 'input_audio_buffer.timeout_triggered',
      audio_start_ms: Math.round(audioStartMs),
      audio_end_ms: Math.round(this.#speechIn?.positionMs() ?? audioStartMs),
      item_id: itemId,
    });
    this.#addItem(itemId, {});
    this.#host.answer();
  }

  #segment(segmentId: string): Segment {
    const known = this.#segments.get(segmentId);
    if (known !== undefined) return known;
    const itemId = this.#host.ids.next('item');
    const segment = { itemId, transcript: '', heard: false, committed: false };
    this.#segments.set(segmentId, segment);
    return segment;
  }

  #commitSegment(segmentId: string, durationMs?: number): void {
    const segment = this.#segment(segmentId);
    segment.committed = true;
    this.#addItem(segment.itemId, {
      segmentId,
      ...(durationMs === undefined ? {} : { audioMs: durationMs }),
    });
  }

  #addItem(itemId: string, known: Omit<Entry, 'item'>): void {
    const { items, emit } = this.#host;
    const content: ContentPart[] = [{ type: 'input_audio', transcript: null }];
    const item = {
      id: itemId,
      type: 'message' as const,
      status: 'completed' as const,
      role: 'user' as const,
      content,
    };
    const previous = items.insert({ ...known, item });
    emit({ type: 'input_audio_buffer.committed', previous_item_id: previous, item_id: itemId });
    const echo = structuredClone(item);
    emit({ type: 'conversation.item.added', previous_item_id: previous, item: echo });
    emit({ type: 'conversation.item.done', previous_item_id: previous, item: echo });
  }

  #tellDelta(segmentId: string, delta: string): void {
    const segment = this.#segment(segmentId);
    if (!segment.heard) segment.transcript += delta;
    if (this.#host.session().audio.input.transcription === null) return;
    this.#host.emit({
      type: 'conversation.item.input_audio_transcription.delta',
      item_id: segment.itemId,
      content_index: 0,
      delta,
      obfuscation: this.#host.ids.obfuscation(delta),
    });
  }

  #completed(event: Extract<SpeechInEvent, { type: 'transcript-completed' }>): void {
    const segment = this.#segment(event.segmentId);
    segment.transcript = event.transcript;
    segment.heard = true;
    const entry = this.#host.items.find(segment.itemId);
    if (entry !== undefined) entry.audioMs = event.durationMs;
    const { transcription } = this.#host.session().audio.input;
    if (transcription !== null) {
      this.#writeTranscript(entry, event.transcript);
      this.#host.emit({
        type: 'conversation.item.input_audio_transcription.completed',
        item_id: segment.itemId,
        content_index: 0,
        transcript: event.transcript,
        usage: transcriptionUsage(String(transcription['model']), event),
      });
    }
    this.#flushWaiting();
  }

  #writeTranscript(entry: Entry | undefined, transcript: string): void {
    if (entry?.item.type !== 'message') return;
    const [part] = entry.item.content;
    if (part?.type === 'input_audio') part.transcript = transcript;
  }

  #failed(segmentId: string, message: string): void {
    const segment = this.#segment(segmentId);
    segment.heard = true;
    if (this.#host.session().audio.input.transcription !== null) {
      this.#host.emit({
        type: 'conversation.item.input_audio_transcription.failed',
        item_id: segment.itemId,
        content_index: 0,
        error: { type: 'server_error', code: 'audio_unintelligible', message },
      });
    }
    this.#flushWaiting();
  }

  #allHeard(): boolean {
    for (const segment of this.#segments.values()) {
      if (segment.committed && !segment.heard) return false;
    }
    return true;
  }

  #flushWaiting(): void {
    if (!this.#allHeard()) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const run of waiting) run();
  }
}
