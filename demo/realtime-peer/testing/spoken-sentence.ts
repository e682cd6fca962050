import { createSpeechFile, type SpeechFormat } from '../http/speech-file.js';
import { createVoice } from '../speech/voice.js';

/** What the peer's own voice says, whole, in one of the peer's formats. */
export async function spokenSentence(text: string, format: SpeechFormat): Promise<Buffer> {
  const voice = await createVoice();
  const file = await createSpeechFile(format);
  try {
    const { signal } = new AbortController();
    const parts = [file.begin()];
    for await (const block of voice.speak(text, { signal })) parts.push(file.write(block));
    return Buffer.concat([...parts, file.end()]);
  } finally {
    file.free();
    await voice.close();
  }
}
