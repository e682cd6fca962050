import type { PcmStream, SpeechSynthesiser } from '../session/ports.js';
import { soundOf } from './spoken-sound.js';

type Request = Parameters<SpeechSynthesiser['synthesise']>[0];

/** Speaks at once and in full, unless a test says otherwise for a text. */
export class ScriptedSynthesiser implements SpeechSynthesiser {
  readonly requests: Request[] = [];
  /** Takes the place of the answer to requests for which it gives one. */
  answer: (request: Request) => Promise<PcmStream> | undefined = () => undefined;

  synthesise(request: Request): Promise<PcmStream> {
    this.requests.push(request);
    return this.answer(request) ?? Promise.resolve(streamOf(soundOf(request.text)));
  }

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
