import { PassThrough, type Readable } from 'node:stream';
import type { TtsFormat } from '../contract/session.js';
import type { SpeechProvider, SpeechRequest } from '../services/speech-provider.js';

/** A voice whose every sentence is a stream in the test's hands. */
export class FakeSpeech implements SpeechProvider {
  readonly formats: readonly TtsFormat[] = ['pcm', 'opus'];
  readonly voices = ['one', 'two'];
  readonly requests: SpeechRequest[] = [];
  readonly streams: PassThrough[] = [];
  /** Set to make `open` reject. */
  failure: Error | undefined;

  async open(request: SpeechRequest): Promise<Readable> {
    this.requests.push(request);
    if (this.failure !== undefined) throw this.failure;
    const stream = new PassThrough();
    stream.on('error', () => undefined);
    request.signal.addEventListener('abort', () => stream.destroy(), { once: true });
    this.streams.push(stream);
    stream.write(Buffer.from('first'));
    return stream;
  }
}
