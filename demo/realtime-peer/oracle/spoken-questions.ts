import type { Voice } from '../speech/voice.js';
import { wordErrors } from '../speech/word-errors.js';
import type { OraclePage } from './browser.js';
import type { OpenAiPage } from './page/openai-webrtc.js';
import { pcmBase64, SENTENCES } from './speech.js';

/** How one sentence fared that was spoken into a browser's microphone. */
export interface SpokenQuestion {
  readonly said: string;
  readonly heard: string;
  readonly errors: number;
  readonly words: number;
  /** From `speech_stopped` at the page to the first audible moment of the answer. */
  readonly stoppedToAnswerMs: number;
}

/** What a session needs for {@link askAloud}: turns found by the peer, and what it heard. */
export const SPOKEN_SESSION = {
  type: 'realtime',
  output_modalities: ['audio'],
  audio: {
    input: {
      transcription: { model: 'gpt-realtime-whisper' },
      turn_detection: { type: 'server_vad', silence_duration_ms: 500 },
    },
  },
} as const;

/** Speaks the ten sentences one by one and cuts each answer off once it is heard. `page` is connected. */
export async function askAloud(page: OraclePage<OpenAiPage>, voice: Voice): Promise<SpokenQuestion[]> {
  const results: SpokenQuestion[] = [];
  for (const [index, { text, voice: name }] of SENTENCES.entries()) {
    const nth = index + 1;
    const audible = page.call('onset');
    await page.call('say', await pcmBase64(voice, text, name));
    const stopped = await page.call('nth', 'input_audio_buffer.speech_stopped', nth);
    const completed = await page.call('nth', 'conversation.item.input_audio_transcription.completed', nth);
    const stoppedToAnswerMs = (await audible) - stopped.atMs;
    const heard = transcriptOf(completed.event);
    results.push({ said: text, heard, ...wordErrors(text, heard), stoppedToAnswerMs });
    await page.call('send', JSON.stringify({ type: 'response.cancel' }));
    await page.call('send', JSON.stringify({ type: 'output_audio_buffer.clear' }));
    await page.call('nth', 'output_audio_buffer.cleared', nth);
    await page.call('silence', 300);
  }
  return results;
}

/** The ratio over all sentences, 0 is perfect. */
export function wordErrorRate(questions: readonly SpokenQuestion[]): number {
  const sum = (of: (question: SpokenQuestion) => number): number =>
    questions.reduce((total, question) => total + of(question), 0);
  return sum(({ errors }) => errors) / sum(({ words }) => words);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

function transcriptOf(event: unknown): string {
  const isTranscript = typeof event === 'object' && event !== null && 'transcript' in event;
  return isTranscript ? String(event.transcript) : '';
}
