/**
 * Sound that tests can read: every character is 10 ms of samples that hold its code, so that a fake player knows
 * which words it has played.
 */
export const SAMPLES_PER_CHARACTER = 240;
export const MS_PER_CHARACTER = 10;

export function soundOf(text: string): Uint8Array<ArrayBuffer> {
  const samples = new Int16Array(text.length * SAMPLES_PER_CHARACTER);
  for (let at = 0; at < text.length; at++) {
    samples.fill(text.charCodeAt(at), at * SAMPLES_PER_CHARACTER, (at + 1) * SAMPLES_PER_CHARACTER);
  }
  return new Uint8Array(samples.buffer);
}

export function textOf(sound: Uint8Array): string {
  const samples = new Int16Array(sound.slice().buffer);
  let text = '';
  for (let at = 0; at < samples.length; at += SAMPLES_PER_CHARACTER) {
    text += String.fromCharCode(samples[at] ?? 0);
  }
  return text;
}
