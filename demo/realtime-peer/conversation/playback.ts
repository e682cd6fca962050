import type { Entry } from './item-list.js';
import type { SpeechOut, SpokenUtterance, Utterance } from './ports.js';
import type { ServerEventBody } from './wire.js';

/** At 24 kHz. */
const SAMPLES_PER_MS = 24;

interface Sounding {
  readonly entry: Entry;
  readonly contentIndex: number;
  readonly spoken: SpokenUtterance;
  readonly listener: SpokenPartListener;
  generated: boolean;
  /** The words so far; what was heard of them is cut from here. */
  text: string;
  textEnded: boolean;
  drained: boolean;
}

interface ResponseSound {
  readonly responseId: string;
  readonly utterances: Sounding[];
  started: boolean;
  /** `response.done` has been sent; `stopped` may follow. */
  settled: boolean;
}

/** What the response wants to know about one spoken part. */
export interface SpokenPartListener {
  onGenerated(): void;
  onFailed(message: string): void;
  onAudio(pcm: Int16Array): void;
}

/** One spoken part as its response feeds it. */
export interface SpokenPart {
  append(text: string): void;
  end(): void;
}

export interface PlaybackRequest extends Utterance {
  readonly entry: Entry;
  readonly contentIndex: number;
}

/**
 * The truth about what the visitor hears: turns the voice's reports into `output_audio_buffer.*`
 * and, when sound is cut, into `conversation.item.truncated`.
 */
export class Playback {
  readonly #out: SpeechOut;
  readonly #emit: (event: ServerEventBody) => void;
  readonly #onSilence: () => void;
  #sounds: ResponseSound[] = [];

  /** `onSilence` is called when the last sound has been played or cleared. */
  constructor(out: SpeechOut, emit: (event: ServerEventBody) => void, onSilence: () => void) {
    this.#out = out;
    this.#emit = emit;
    this.#onSilence = onSilence;
  }

  /** Sound is playing or waiting to. */
  get busy(): boolean {
    return this.#sounds.length > 0;
  }

  speak(request: PlaybackRequest, listener: SpokenPartListener): SpokenPart {
    const sound = this.#soundOf(request.responseId);
    const spoken = this.#out.speak(request, {
      onStarted: () => this.#start(sound),
      onAudio: (pcm) => {
        made(request.entry, (request.entry.audioMs ?? 0) + pcm.length / SAMPLES_PER_MS);
        listener.onAudio(pcm);
      },
      onGenerated: (durationMs) => {
        made(request.entry, durationMs);
        part.generated = true;
        listener.onGenerated();
      },
      onDrained: () => this.#drain(sound, part),
      onFailed: (message) => {
        listener.onFailed(message);
        this.#drain(sound, part);
      },
    });
    const part: Sounding = {
      entry: request.entry,
      contentIndex: request.contentIndex,
      spoken,
      listener,
      generated: false,
      text: '',
      textEnded: false,
      drained: false,
    };
    request.entry.playedAudio = () => spoken.playedAudio();
    sound.utterances.push(part);
    return {
      append: (text) => {
        part.text += text;
        spoken.append(text);
      },
      end: () => {
        part.textEnded = true;
        spoken.end();
      },
    };
  }

  /** Length of an item's sound so far known, ms; 0 for an unknown item. */
  generatedMs(itemId: string): number {
    for (const sound of this.#sounds) {
      for (const part of sound.utterances) {
        if (part.entry.item.id === itemId) return part.entry.audioMs ?? 0;
      }
    }
    return 0;
  }

  /** Tells that `response.done` has been sent. */
  settle(responseId: string): void {
    const sound = this.#sounds.find((candidate) => candidate.responseId === responseId);
    if (sound === undefined) return;
    sound.settled = true;
    this.#stopIfOver(sound);
  }

  /**
   * Silence at once. Reports each response that sounded, and each item that was cut short. Of a part that was still
   * being made no more sound is made: its response ends with its words (OpenAI Realtime §3.2: exactly one
   * `response.done` for every response).
   */
  clear(): void {
    const cut = this.#sounds;
    this.#sounds = [];
    for (const sound of cut) {
      const heard = sound.utterances.map((part) => ({ part, heardMs: part.spoken.stop() }));
      if (!sound.started) continue;
      this.#emit({ type: 'output_audio_buffer.cleared', response_id: sound.responseId });
      for (const { part, heardMs } of heard) if (!part.drained) this.#truncate(part, heardMs);
    }
    for (const part of cut.flatMap(({ utterances }) => utterances)) {
      if (part.generated) continue;
      part.generated = true;
      part.listener.onGenerated();
    }
    if (cut.length > 0) this.#onSilence();
  }

  /** Ends all sound without a word: the call is over. */
  dispose(): void {
    for (const sound of this.#sounds) for (const part of sound.utterances) part.spoken.stop();
    this.#sounds = [];
  }

  #truncate(part: Sounding, heardMs: number): void {
    const wholeMs = part.entry.audioMs;
    part.entry.heardText = heardPart(part.text, wholeMs === undefined ? 0 : heardMs / wholeMs);
    part.entry.audioMs = heardMs;
    eraseTranscript(part.entry, part.contentIndex);
    this.#emit({
      type: 'conversation.item.truncated',
      item_id: part.entry.item.id,
      content_index: part.contentIndex,
      audio_end_ms: Math.round(heardMs),
    });
  }

  #soundOf(responseId: string): ResponseSound {
    const known = this.#sounds.find((sound) => sound.responseId === responseId);
    if (known !== undefined) return known;
    const sound: ResponseSound = { responseId, utterances: [], started: false, settled: false };
    this.#sounds.push(sound);
    return sound;
  }

  #start(sound: ResponseSound): void {
    if (sound.started) return;
    sound.started = true;
    this.#emit({ type: 'output_audio_buffer.started', response_id: sound.responseId });
  }

  #drain(sound: ResponseSound, part: Sounding): void {
    part.drained = true;
    this.#stopIfOver(sound);
  }

  #stopIfOver(sound: ResponseSound): void {
    if (!sound.settled || !sound.utterances.every((part) => part.drained)) return;
    if (!this.#sounds.includes(sound)) return;
    this.#sounds = this.#sounds.filter((other) => other !== sound);
    if (sound.started) {
      this.#emit({ type: 'output_audio_buffer.stopped', response_id: sound.responseId });
    }
    if (!this.busy) this.#onSilence();
  }
}

/** So much of an item's sound exists; a cut one has as much as was heard. */
function made(entry: Entry, audioMs: number): void {
  if (entry.heardText === undefined) entry.audioMs = audioMs;
}

/** OpenAI Realtime: truncation deletes the transcript, so that no unheard words stay in context. */
export function eraseTranscript(entry: Entry, contentIndex: number): void {
  if (entry.item.type !== 'message') return;
  const part = entry.item.content[contentIndex];
  if (part?.type === 'output_audio') part.transcript = '';
}

/** The whole words within `share` (0–1) of the text. */
export function heardPart(text: string, share: number): string {
  if (share >= 1) return text;
  const cut = text.slice(0, Math.floor(text.length * Math.max(0, share)));
  const lastSpace = cut.lastIndexOf(' ');
  return lastSpace < 0 ? '' : cut.slice(0, lastSpace);
}
