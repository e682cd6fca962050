import type { TranscriptEntry } from '../../session/snapshot.js';

/** Cuts an interrupted answer where the sound stopped. What was heard is a beginning of the text. */
export function unheardPart({ text, heard = '' }: Pick<TranscriptEntry, 'text' | 'heard'>): {
  readonly heard: string;
  readonly unheard: string;
} {
  const end = text.startsWith(heard) ? heard.length : 0;
  return { heard: text.slice(0, end), unheard: text.slice(end) };
}
