import type { DecodeSpeech, PcmStream, SpeechSynthesiser, SpokenSentence } from '../session/ports.js';
import { soundOf } from './spoken-sound.js';

type Request = Parameters<SpeechSynthesiser['synthesise']>[0];

/**
 * Speaks at once and in full, unless a test says otherwise for a text. Its compressed sound is the text itself,
 * a byte a character instead of `soundOf`'s 480.
 */
export class ScriptedSynthesiser implements SpeechSynthesiser {
  readonly requests: Request[] = [];
  /** How often an answer was said to be on its way. */
  warmed = 0;
  /** Takes the place of the answer to requests for which it gives one. */
  answer: (request: Request) => Promise<PcmStream> | undefined = () => undefined;
  /** What the backend says of its voice's speed; nothing: nothing. */
  voiceMsPerSecond: number | undefined;

  warm(): void {
    this.warmed++;
  }

  async synthesise(request: Request): Promise<SpokenSentence> {
    this.requests.push(request);
    const { format, text } = request;
    const sound = format === 'pcm' ? soundOf(text) : new TextEncoder().encode(text);
    const stream = await (this.answer(request) ?? Promise.resolve(streamOf(sound)));
    const { voiceMsPerSecond } = this;
    return { stream, ...(voiceMsPerSecond === undefined ? {} : { voiceMsPerSecond }) };
  }

  /** What the browser makes of compressed sound. */
  decode: DecodeSpeech = async (parts) => soundOf(await new Blob(parts).text());

  get texts(): readonly string[] {
    return this.requests.map(({ text }) => text);
  }
}

/** A stream of these chunks; with `error` it breaks after them. */
export function streamOf(chunk: Uint8Array<ArrayBuffer>, error?: Error): PcmStream {
  let delivered = false;
  return new ReadableStream({
    pull(controller) {
      if (!delivered) {
        delivered = true;
        controller.enqueue(chunk);
      } else if (error) controller.error(error);
      else controller.close();
    },
  });
}
