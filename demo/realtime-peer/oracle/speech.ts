import type { Voice } from '../speech/voice.js';

/** Sentences as visitors of a food site say them, five for each of two voices. */
export const SENTENCES: readonly { readonly text: string; readonly voice: 'slt' | 'rms' }[] = [
  { voice: 'slt', text: 'What should I cook for dinner tonight?' },
  { voice: 'slt', text: 'How much water should I drink every day?' },
  { voice: 'slt', text: 'I would like a quick recipe with rice and vegetables.' },
  { voice: 'slt', text: 'Is it healthy to eat eggs every morning?' },
  { voice: 'slt', text: 'My children do not like fish, so what can I give them?' },
  { voice: 'rms', text: 'Can you tell me how many calories are in an apple?' },
  { voice: 'rms', text: 'Which fruit has the most vitamin C?' },
  { voice: 'rms', text: 'I am trying to eat less sugar and more protein.' },
  { voice: 'rms', text: 'Please give me an idea for a small breakfast.' },
  { voice: 'rms', text: 'Do you know a good soup for a cold winter evening?' },
];

/** Says a text and returns it as base64 of 24 kHz mono PCM. */
export async function pcmBase64(voice: Voice, text: string, name = 'slt'): Promise<string> {
  const pieces: Buffer[] = [];
  const { signal } = new AbortController();
  for await (const pcm of voice.speak(text, { signal, voice: name })) {
    pieces.push(Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength));
  }
  return Buffer.concat(pieces).toString('base64');
}
