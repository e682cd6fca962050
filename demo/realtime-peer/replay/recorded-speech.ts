import type {
  CommitResult,
  SpeechIn,
  SpeechInEvent,
  SpeechOut,
  SpokenUtterance,
  Utterance,
  UtteranceListener,
} from '../conversation/ports.js';
import { numberOf, textOf } from './recording.js';
import type { RecordedEvent } from './recording.js';

/** Length given to any recorded sound: recordings have theirs cut out. */
const SOME_MS = 1000;

interface Recited {
  readonly utterance: Utterance;
  readonly listener: UtteranceListener;
  stopped: boolean;
  started: boolean;
  drained: boolean;
}

/** A voice whose sound begins, ends and breaks off where it did in the recording. */
export class RecordedVoice implements SpeechOut {
  #spoken: Recited[] = [];
  /** What the next `stop` reports as heard. */
  heardMs = 0;

  speak(utterance: Utterance, listener: UtteranceListener): SpokenUtterance {
    const recited = { utterance, listener, stopped: false, started: false, drained: false };
    this.#spoken.push(recited);
    return {
      append: () => undefined,
      end: () => undefined,
      stop: () => {
        recited.stopped = true;
        return this.heardMs;
      },
      playedAudio: () => new Int16Array(0),
    };
  }

  follow(event: RecordedEvent): void {
    switch (event.type) {
      case 'output_audio_buffer.started':
        for (const recited of this.#sounding()) {
          if (recited.started) continue;
          recited.started = true;
          recited.listener.onStarted();
          break;
        }
        return;
      case 'response.output_audio.delta':
        this.#latest()?.listener.onAudio?.(new Int16Array(16));
        return;
      case 'response.output_audio.done':
        this.#latest()?.listener.onGenerated(SOME_MS);
        return;
      case 'output_audio_buffer.stopped':
        this.#drainAll();
        return;
      default:
    }
  }

  #drainAll(): void {
    for (const recited of this.#sounding()) {
      recited.drained = true;
      recited.listener.onDrained();
    }
  }

  #sounding(): Recited[] {
    return this.#spoken.filter((recited) => !recited.stopped && !recited.drained);
  }

  #latest(): Recited | undefined {
    return this.#sounding().at(-1);
  }
}

/** Ears that hear what was recorded, when the replay comes to it. */
export class RecordedEars implements SpeechIn {
  #receive: (event: SpeechInEvent) => void = () => undefined;
  /** Whether the commit that comes next was accepted in the recording. */
  nextCommitFits = true;
  #committed = 0;
  /** Segments are named by the recorded item id. */
  nextItemId = '';

  configure(): void {}
  clear(): void {}
  append(): void {}

  listen(receive: (event: SpeechInEvent) => void): void {
    this.#receive = receive;
  }

  commit(): CommitResult {
    if (!this.nextCommitFits) return { committed: false, bufferedMs: 0 };
    this.#committed += 1;
    const segmentId = this.nextItemId || `commit ${this.#committed}`;
    return { committed: true, segmentId, durationMs: SOME_MS };
  }

  positionMs(): number {
    return SOME_MS;
  }

  segmentAudio(): Int16Array {
    return new Int16Array(16);
  }

  follow(event: RecordedEvent): void {
    const segmentId = textOf(event, 'item_id');
    switch (event.type) {
      case 'input_audio_buffer.speech_started': {
        const audioStartMs = numberOf(event, 'audio_start_ms');
        this.#receive({ type: 'speech-started', segmentId, audioStartMs });
        return;
      }
      case 'input_audio_buffer.speech_stopped': {
        const audioEndMs = numberOf(event, 'audio_end_ms');
        this.#receive({ type: 'speech-stopped', segmentId, audioEndMs });
        return;
      }
      case 'conversation.item.input_audio_transcription.delta':
        this.#receive({ type: 'transcript-delta', segmentId, delta: textOf(event, 'delta') });
        return;
      case 'conversation.item.input_audio_transcription.completed': {
        const transcript = textOf(event, 'transcript');
        this.#receive({ type: 'transcript-completed', segmentId, transcript, durationMs: SOME_MS });
        return;
      }
      case 'conversation.item.input_audio_transcription.failed': {
        const message = textOf(event, 'error', 'message');
        this.#receive({ type: 'transcript-failed', segmentId, message });
        return;
      }
      default:
    }
  }
}
