import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import tokenizer from 'llama-tokenizer-js';
import { EARS_RATE_HZ, toFloat, type Sherpa, type SherpaRecognizer } from './sherpa.js';

/** Moonshine's vocabulary is Llama's 32,000 pieces and 768 more that its English model never speaks. */
const VOCABULARY_SIZE = 32_768;

/** The model was trained on pieces up to half a minute and invents text for longer ones. */
const LONGEST_PIECE_SECONDS = 25;

/** With no quiet before the first word its first consonant is often misheard. */
const LEAD_IN_SAMPLES = EARS_RATE_HZ / 5;

/** Speech to English text: Moonshine tiny on sherpa-onnx, off the event loop, one text at a time. */
export class Recogniser {
  readonly #recognizer: SherpaRecognizer;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(recognizer: SherpaRecognizer) {
    this.#recognizer = recognizer;
  }

  /** Reads 28 MB of model. */
  static async load(sherpa: Sherpa): Promise<Recogniser> {
    const model = join(
      dirname(fileURLToPath(import.meta.resolve('@moonshine-ai/moonshine-js'))),
      'model/tiny/quantized',
    );
    const folder = await mkdtemp(join(tmpdir(), 'realtime-peer-'));
    try {
      // sherpa-onnx takes the vocabulary as a file only, and reads it while it is created.
      const tokens = join(folder, 'tokens.txt');
      await writeFile(tokens, tokenLines());
      const recognizer = await sherpa.OfflineRecognizer.createAsync({
        featConfig: { sampleRate: EARS_RATE_HZ, featureDim: 80 },
        modelConfig: {
          moonshine: {
            encoder: join(model, 'encoder_model.onnx'),
            mergedDecoder: join(model, 'decoder_model_merged.onnx'),
          },
          tokens,
          // One is as fast as two for sentences, and leaves the other core to the calls.
          numThreads: 1,
          provider: 'cpu',
        },
      });
      return new Recogniser(recognizer);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** What is said in `samples` (16 kHz mono); '' when nothing is. Calls are served in order. */
  recognise(samples: Int16Array): Promise<string> {
    const text = this.#last.then(() => this.#recogniseAll(samples));
    this.#last = text.catch(() => undefined);
    return text;
  }

  async #recogniseAll(samples: Int16Array): Promise<string> {
    const texts: string[] = [];
    const longest = LONGEST_PIECE_SECONDS * EARS_RATE_HZ;
    for (let from = 0; from < samples.length; from += longest) {
      texts.push(await this.#recognisePiece(samples.subarray(from, from + longest)));
    }
    return texts.filter((text) => text !== '').join(' ');
  }

  async #recognisePiece(samples: Int16Array): Promise<string> {
    const padded = new Float32Array(LEAD_IN_SAMPLES + samples.length);
    padded.set(toFloat(samples), LEAD_IN_SAMPLES);
    const stream = this.#recognizer.createStream();
    stream.acceptWaveform({ samples: padded, sampleRate: EARS_RATE_HZ });
    const { text } = await this.#recognizer.decodeAsync(stream);
    return text.trim();
  }
}

/** One line a token, as sherpa-onnx reads it: the piece in base64, then its number. */
function tokenLines(): string {
  return Array.from({ length: VOCABULARY_SIZE }, (_, id) => {
    const piece = tokenizer.vocabById[id] ?? `<unused-${id}>`;
    return `${Buffer.from(piece).toString('base64')} ${id}\n`;
  }).join('');
}
