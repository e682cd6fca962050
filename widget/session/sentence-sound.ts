import type { TtsFormat } from '../../server/contract/session.js';
import { VoiceError } from './errors.js';
import type { Clock, DecodeSpeech, PcmStream, SpokenSentence } from './ports.js';
import type { SpeechFormat } from './speech-format.js';

/** A slow provider's median is 2.3 s (performance baselines §4e, tts-1-hd): three times that is a dead request. */
const FIRST_BYTE_WITHIN_MS = 7000;
/** Speech arrives faster than it is spoken: four seconds without a byte is a broken line (reliability matrix A1). */
const NEXT_BYTE_WITHIN_MS = 4000;

export interface SentenceSoundOptions {
  readonly clock: Clock;
  /** One attempt. */
  readonly request: (format: TtsFormat, signal: AbortSignal) => Promise<SpokenSentence>;
  /** One for every attempt. */
  readonly formats: readonly TtsFormat[];
  /** Learns from what arrives. */
  readonly flow: SpeechFormat;
  readonly decode: DecodeSpeech;
  /** Ends it at any stage; nothing is told and nothing arrives any more. */
  readonly signal: AbortSignal;
  /** Bytes of PCM. */
  readonly onBytes: (sizeBytes: number) => void;
  /** All sound there is has arrived; with `error`, some or all of it is missing. */
  readonly onEnd: (error: VoiceError | undefined) => void;
}

/**
 * The sound of one sentence as a stream that exists before the request is answered and never breaks: a request
 * of which no byte has come is tried once more, and what cannot be had is missing from the stream's end.
 */
export function sentenceSound(options: SentenceSoundOptions): PcmStream {
  const unwanted = new AbortController();
  const signal = AbortSignal.any([options.signal, unwanted.signal]);
  return new ReadableStream({
    async start(controller) {
      const error = await deliver({ ...options, signal }, (bytes) => {
        controller.enqueue(bytes);
        options.onBytes(bytes.length);
      });
      if (signal.aborted) return;
      controller.close();
      options.onEnd(error);
    },
    cancel: () => unwanted.abort(),
  });
}

type Deliver = (bytes: Uint8Array<ArrayBuffer>) => void;

async function deliver(options: SentenceSoundOptions, onBytes: Deliver): Promise<VoiceError | undefined> {
  let arrived = false;
  let error: VoiceError | undefined;
  for (const format of options.formats) {
    try {
      await attemptOnce(options, format, (bytes) => {
        arrived = true;
        if (!options.signal.aborted) onBytes(bytes);
      });
      return undefined;
    } catch (cause) {
      error = asVoiceError(cause);
      if (options.signal.aborted || arrived || !isWorthRepeating(error)) break;
    }
  }
  return error;
}

/** @throws what went wrong; resolves when a sound of at least one byte has ended. */
async function attemptOnce(
  options: SentenceSoundOptions,
  format: TtsFormat,
  onBytes: Deliver,
): Promise<void> {
  const { clock, request, signal, decode, flow } = options;
  const attempt = new AbortController();
  const settled = new AbortController();
  signal.addEventListener('abort', () => attempt.abort(VoiceError.aborted()), { signal: settled.signal });
  try {
    const watch = { clock, attempt };
    const sentence = await within(FIRST_BYTE_WITHIN_MS, watch, request(format, attempt.signal));
    const reader = sentence.stream.getReader();
    // Also a source that takes no notice of the signal must not be left open.
    attempt.signal.addEventListener('abort', () => void reader.cancel().catch(() => undefined), settled);
    const parts: Uint8Array<ArrayBuffer>[] = [];
    flow.began(sentence.voiceMsPerSecond);
    const receive: Deliver = (bytes) => {
      flow.arrived(bytes.length);
      if (format === 'pcm') onBytes(bytes);
      else parts.push(bytes);
    };
    await readAll(reader, watch, receive).finally(() => flow.ended());
    if (format === 'pcm') return;
    const decoding = decode(parts).catch((error: unknown) => {
      flow.cannotPlay(format);
      throw error;
    });
    onBytes(await within(NEXT_BYTE_WITHIN_MS, watch, decoding));
  } finally {
    settled.abort();
    // Whatever went wrong on our side of it, the request is not left open.
    attempt.abort();
  }
}

async function readAll(
  reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>,
  watch: Watch,
  onBytes: Deliver,
): Promise<void> {
  let waitMs = FIRST_BYTE_WITHIN_MS;
  for (;;) {
    const { done, value } = await within(waitMs, watch, reader.read());
    if (done) break;
    if (value.length === 0) continue;
    waitMs = NEXT_BYTE_WITHIN_MS;
    onBytes(value);
  }
  if (waitMs === FIRST_BYTE_WITHIN_MS) throw new VoiceError('speech-failed', 'The answer held no sound.');
}

interface Watch {
  readonly clock: Clock;
  readonly attempt: AbortController;
}

async function within<T>(delayMs: number, { clock, attempt }: Watch, step: Promise<T>): Promise<T> {
  const settled = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    const { signal } = attempt;
    const fail = (): void => reject(asVoiceError(signal.reason));
    if (signal.aborted) fail();
    signal.addEventListener('abort', fail, { signal: settled.signal });
  });
  const late = new VoiceError('speech-failed', `No sound came for ${delayMs} ms.`);
  clock.after(delayMs, () => attempt.abort(late), settled.signal);
  try {
    const result = await Promise.race([step, aborted]);
    // Cancelling the reader ends its stream, which would look like the sound's own end.
    if (attempt.signal.aborted) throw asVoiceError(attempt.signal.reason);
    return result;
  } finally {
    settled.abort();
  }
}

/** Who has been told to wait, or to show another token, is not helped by asking again at once. */
function isWorthRepeating({ code }: VoiceError): boolean {
  return code === 'speech-failed';
}

function asVoiceError(cause: unknown): VoiceError {
  if (cause instanceof VoiceError) return cause;
  return new VoiceError('speech-failed', 'The sound of a sentence broke off.', { cause });
}
