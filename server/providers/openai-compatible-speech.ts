import {
  Agent as HttpAgent,
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { TtsFormat } from '../contract/session.js';
import type { SpeechProvider, SpeechRequest } from '../services/speech-provider.js';
import { UpstreamError, upstreamReason } from '../services/upstream-error.js';

/** How much of a refusal is read to find its code. */
const MAX_ERROR_BYTES = 8_192;

export interface OpenAiCompatibleSpeechOptions {
  /** The root to which `/audio/speech` is appended. */
  readonly baseUrl: string;
  /** None for servers that want none. */
  readonly apiKey?: string | undefined;
  readonly model: string;
  /** Best first. */
  readonly voices: readonly string[];
  /** Best first; `pcm` is the one that is heard from its first sample on. */
  readonly formats: readonly TtsFormat[];
  /** Milliseconds to the first byte of sound. */
  readonly firstByteMs: number;
}

const ErrorBody = z.object({ error: z.object({ code: z.string().nullish() }) });

/**
 * `POST /audio/speech` as OpenAI defined it and many servers copied it, sound passed through as it is made.
 * `node:http` instead of `fetch`: it moves about twice as much under load and its first byte is earlier.
 */
export class OpenAiCompatibleSpeech implements SpeechProvider {
  readonly formats: readonly TtsFormat[];
  readonly voices: readonly string[];
  readonly #options: OpenAiCompatibleSpeechOptions;
  readonly #url: URL;
  readonly #agent: HttpAgent | HttpsAgent;

  constructor(options: OpenAiCompatibleSpeechOptions) {
    this.#options = options;
    this.voices = options.voices;
    this.formats = options.formats;
    this.#url = new URL(`${options.baseUrl}/audio/speech`);
    this.#agent =
      this.#url.protocol === 'https:'
        ? new HttpsAgent({ keepAlive: true })
        : new HttpAgent({ keepAlive: true });
  }

  async open(request: SpeechRequest): Promise<Readable> {
    const opening = new AbortController();
    const deadline = setTimeout(() => opening.abort(LATE), this.#options.firstByteMs);
    const signal = AbortSignal.any([request.signal, opening.signal]);
    try {
      const response = await this.#post(request, signal);
      // Whoever reads the stream learns of its errors by reading; one that comes before must not end the process.
      response.on('error', () => undefined);
      if (response.statusCode !== 200) throw await refusal(response);
      requireSound(response);
      await firstByte(response);
      return response;
    } catch (error) {
      opening.abort();
      if (request.signal.aborted) throw new UpstreamError('aborted', { cause: error });
      if (opening.signal.reason === LATE) throw new UpstreamError('timeout', { cause: error });
      throw error instanceof UpstreamError ? error : new UpstreamError('failed', { cause: error });
    } finally {
      clearTimeout(deadline);
    }
  }

  async #post(request: SpeechRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const first = this.#send(request, signal);
    try {
      return await first.response;
    } catch (error) {
      // The provider may close an idle connection in the moment we use it again; nothing was processed then
      // (Node.js: request.reusedSocket). The next on a connection of its own: other kept ones may have ended, too.
      if (!first.request.reusedSocket || signal.aborted || !isReset(error)) throw error;
      return this.#send(request, signal, false).response;
    }
  }

  /** @param agent `false` opens a connection for this request alone. */
  #send(
    { text, voice, format }: SpeechRequest,
    signal: AbortSignal,
    agent: HttpAgent | false = this.#agent,
  ): Sent {
    const { apiKey, model } = this.#options;
    const body = JSON.stringify({ model, voice, input: text, response_format: format });
    const start = this.#url.protocol === 'https:' ? httpsRequest : httpRequest;
    const outgoing = start(this.#url, {
      method: 'POST',
      agent,
      // Also after the response has come: an abort destroys the connection, and with it the synthesis.
      signal,
      headers: {
        accept: 'application/octet-stream',
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
      },
    });
    const response = new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.on('response', resolve).on('error', reject);
      // The end of one that neither answered nor failed: 101 changes to a protocol that nobody here speaks.
      outgoing.on('close', () => reject(new UpstreamError('failed')));
    });
    outgoing.end(body);
    return { request: outgoing, response };
  }
}

interface Sent {
  readonly request: ClientRequest;
  readonly response: Promise<IncomingMessage>;
}

/** Tells our own deadline from every other reason to abort. */
const LATE = Symbol('late');

function isReset(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

/** Redirects count as refusals too: nothing here follows them. */
async function refusal(response: IncomingMessage): Promise<UpstreamError> {
  const status = response.statusCode;
  return new UpstreamError(upstreamReason(status, await errorCode(response)), { status });
}

async function errorCode(response: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > MAX_ERROR_BYTES) break;
  }
  const body = ErrorBody.safeParse(parseJson(Buffer.concat(chunks).toString('utf8')));
  return body.success ? (body.data.error.code ?? undefined) : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No JSON, no code: the status decides.
    return undefined;
  }
}

/** A login page or an error dressed as 200 must not be played as noise. */
function requireSound(response: IncomingMessage): void {
  const type = response.headers['content-type'] ?? '';
  if (/^(audio\/|application\/octet-stream)/i.test(type)) return;
  throw new UpstreamError('failed', { status: response.statusCode });
}

async function firstByte(response: IncomingMessage): Promise<void> {
  if (response.readableLength === 0 && !response.destroyed) {
    // An empty or broken response may have been over before anybody listened: it still says `close`.
    await new Promise<void>((resolve) => {
      const over = (): void => resolve();
      response.once('readable', over).once('end', over).once('close', over);
    });
  }
  if (response.readableLength === 0) throw new UpstreamError('failed', { status: response.statusCode });
}
