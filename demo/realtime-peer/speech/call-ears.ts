import type { CommitResult, SpeechIn, SpeechInEvent, SpeechInSettings } from '../conversation/ports.js';
import type { Activity, Ears } from './ears.js';
import { Endpointing, patienceOf } from './endpointing.js';
import { Resampler, resample } from './resampler.js';
import { SegmentStore } from './segment-store.js';
import { EARS_RATE_HZ } from './sherpa.js';
import { SoundBuffer } from './sound-buffer.js';
import { Transcriber } from './transcriber.js';
import { VOICE_RATE_HZ } from './voice.js';
import { WINDOW_SAMPLES } from './voice-activity.js';

const SAMPLES_PER_MS = EARS_RATE_HZ / 1000;
const WINDOW_MS = WINDOW_SAMPLES / SAMPLES_PER_MS;

/** OpenAI Realtime refuses to commit less (`input_audio_buffer_commit_empty`). */
const SHORTEST_COMMIT_MS = 100;

/** Sound kept for a commit that may come: while turns are detected, and while the client decides. */
const DETECTING_BUFFER_SAMPLES = 10 * EARS_RATE_HZ;
const LONGEST_BUFFER_SAMPLES = 300 * EARS_RATE_HZ;

/** `semantic_vad` has neither threshold nor padding of its own; these are `server_vad`'s defaults. */
const DEFAULT_THRESHOLD = 0.5;
const DEFAULT_PREFIX_PADDING_MS = 300;

/** The detector says yes two windows after speech began. */
const ONSET_SAMPLES = 2 * WINDOW_SAMPLES;

/** Windows this quiet (−62 dB of full scale: a muted or missing microphone) are not worth a question. */
const SILENT_PEAK = 26;

interface Segment {
  readonly id: string;
  readonly start: number;
}

/** The visitor's voice on one call: sound in, turns and transcripts out. */
export class CallEars implements SpeechIn {
  readonly #loadEars: () => Promise<Ears | undefined>;
  readonly #sound = new SoundBuffer();
  readonly #segments = new SegmentStore();
  readonly #endpointing = new Endpointing();
  readonly #appended = new Resampler(VOICE_RATE_HZ, EARS_RATE_HZ);
  readonly #transcriber = new Transcriber({
    recognise: (samples) => this.#recognise(samples),
    emit: (event) => this.#emit(event),
  });
  #settings: SpeechInSettings = { turnDetection: null };
  #receive: (event: SpeechInEvent) => void = () => undefined;
  #ears: Ears | undefined;
  #activity: Activity | undefined;
  /** First sample that has not been looked at for speech. */
  #checked = 0;
  #speech: Segment | undefined;
  #lastSegment = 0;
  #models: 'unasked' | 'loading' | 'ready' | 'none' = 'unasked';
  #isClosed = false;

  /** `loadEars` may be called often; it answers `undefined` on a platform without the models. */
  constructor(loadEars: () => Promise<Ears | undefined>) {
    this.#loadEars = loadEars;
  }

  /** A turn is under way, or may be found in what came while the models were loading. */
  get mayBeInTurn(): boolean {
    return this.#endpointing.inTurn || this.#models === 'loading';
  }

  configure(settings: SpeechInSettings): void {
    const wasDetecting = this.#settings.turnDetection !== null;
    this.#settings = settings;
    if (settings.turnDetection === null) this.#forgetSpeech();
    // Detection begins with the next sample, not with what was collected for a commit.
    else if (!wasDetecting) this.#checked = this.#sound.end;
    if (this.#activity?.threshold !== this.#threshold()) this.#releaseActivity();
  }

  listen(receive: (event: SpeechInEvent) => void): void {
    this.#receive = receive;
  }

  commit(): CommitResult {
    const start = this.#speech?.start ?? this.#sound.start;
    const durationMs = Math.round((this.#sound.end - start) / SAMPLES_PER_MS);
    if (durationMs < SHORTEST_COMMIT_MS) return { committed: false, bufferedMs: durationMs };
    const segment = this.#speech ?? this.#newSegment(start);
    this.#finish(segment, this.#sound.end);
    return { committed: true, segmentId: segment.id, durationMs };
  }

  clear(): void {
    this.#forgetSpeech();
    this.#sound.dropBefore(this.#sound.end);
    this.#checked = this.#sound.end;
  }

  append(pcm: Int16Array): void {
    this.accept(this.#appended.push(pcm));
  }

  positionMs(): number {
    return Math.round(this.#sound.end / SAMPLES_PER_MS);
  }

  segmentAudio(segmentId: string): Int16Array | undefined {
    const samples = this.#segments.get(segmentId);
    return samples && resample(samples, EARS_RATE_HZ, VOICE_RATE_HZ);
  }

  /** Takes the next sound of the call, 16 kHz mono. `samples` must not be changed afterwards. */
  accept(samples: Int16Array): void {
    this.#sound.append(samples);
    this.#detect();
    this.#trim();
  }

  close(): void {
    this.#isClosed = true;
    this.#receive = () => undefined;
    this.#releaseActivity();
  }

  #detect(): void {
    const detection = this.#settings.turnDetection;
    if (detection === null || this.#isClosed) return;
    if (this.#ears === undefined) {
      this.#awaitEars();
      return;
    }
    const patience = patienceOf(detection);
    while (this.#checked + WINDOW_SAMPLES <= this.#sound.end && this.#settings.turnDetection === detection) {
      const window = this.#sound.slice(this.#checked, this.#checked + WINDOW_SAMPLES);
      this.#checked += WINDOW_SAMPLES;
      const mark = this.#endpointing.push(
        { speech: this.#isSpeech(window), durationMs: WINDOW_MS },
        patience,
      );
      this.#handleMark(mark.type);
    }
  }

  #handleMark(mark: 'none' | 'started' | 'paused' | 'resumed' | 'stopped'): void {
    if (mark === 'none') return;
    if (mark === 'started') {
      const from = this.#checked - ONSET_SAMPLES - this.#prefixPaddingMs() * SAMPLES_PER_MS;
      const segment = this.#newSegment(Math.max(from, this.#sound.start));
      this.#speech = segment;
      this.#emit({
        type: 'speech-started',
        segmentId: segment.id,
        audioStartMs: Math.round(segment.start / SAMPLES_PER_MS),
      });
      return;
    }
    const segment = this.#speech;
    if (segment === undefined) return;
    if (mark === 'resumed') this.#transcriber.dropGuess();
    if (mark === 'paused') {
      const samples = this.#sound.slice(segment.start, this.#checked);
      this.#transcriber.guess(segment.id, samples, (text) => this.#endpointing.heard(text));
    }
    if (mark === 'stopped') {
      const audioEndMs = Math.round(this.#checked / SAMPLES_PER_MS);
      this.#emit({ type: 'speech-stopped', segmentId: segment.id, audioEndMs });
      this.#finish(segment, this.#checked);
    }
  }

  /** Everything from the segment's start to `end` is its sound; the buffer begins anew after it. */
  #finish(segment: Segment, end: number): void {
    const samples = this.#sound.slice(segment.start, end);
    this.#segments.add(segment.id, samples);
    this.#transcriber.finish(segment.id, samples);
    this.#speech = undefined;
    this.#endpointing.reset();
    this.#sound.dropBefore(end);
    this.#checked = Math.max(this.#checked, end);
  }

  #forgetSpeech(): void {
    this.#speech = undefined;
    this.#endpointing.reset();
    this.#transcriber.dropGuess();
  }

  #newSegment(start: number): Segment {
    this.#lastSegment += 1;
    return { id: `segment-${this.#lastSegment}`, start };
  }

  #isSpeech(window: Int16Array): boolean {
    const isLoud = window.some((sample) => Math.abs(sample) > SILENT_PEAK);
    if (!isLoud && !this.#endpointing.inTurn) return false;
    this.#activity ??= this.#ears?.takeActivity(this.#threshold());
    return this.#activity?.isSpeech(window) ?? false;
  }

  async #recognise(samples: Int16Array): Promise<string> {
    const ears = await this.#loadEars();
    if (ears === undefined) throw new Error('This peer has no speech recognition on this platform.');
    return ears.recognise(samples);
  }

  #awaitEars(): void {
    if (this.#models !== 'unasked') return;
    this.#models = 'loading';
    void this.#loadEars().then((ears) => {
      this.#ears = ears;
      this.#models = ears === undefined ? 'none' : 'ready';
      this.#detect();
    });
  }

  #trim(): void {
    if (this.#speech !== undefined) return;
    const kept = this.#settings.turnDetection === null ? LONGEST_BUFFER_SAMPLES : DETECTING_BUFFER_SAMPLES;
    this.#sound.dropBefore(this.#sound.end - kept);
  }

  #threshold(): number {
    const detection = this.#settings.turnDetection;
    return detection?.type === 'server_vad' ? detection.threshold : DEFAULT_THRESHOLD;
  }

  #prefixPaddingMs(): number {
    const detection = this.#settings.turnDetection;
    return detection?.type === 'server_vad' ? detection.prefixPaddingMs : DEFAULT_PREFIX_PADDING_MS;
  }

  #releaseActivity(): void {
    if (this.#activity !== undefined) this.#ears?.releaseActivity(this.#activity);
    this.#activity = undefined;
  }

  /** Later, for the receiver may be in the middle of the call that led here. */
  #emit(event: SpeechInEvent): void {
    queueMicrotask(() => this.#receive(event));
  }
}
