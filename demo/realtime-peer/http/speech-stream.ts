import type { Gates } from '../gates.js';
import type { Voice } from '../speech/voice.js';
import { textTokens } from '../conversation/usage.js';
import type { Fault } from '../faults/profile.js';
import type { Exchange } from './exchange.js';
import { CONTENT_TYPES, createSpeechFile, type SpeechFile } from './speech-file.js';
import type { WantedSpeech } from './speech-request.js';

const RATE_HZ = 24_000;
/** 100 ms of sound: small enough to hold a second piece back while the first is heard. */
const PIECE_SAMPLES = RATE_HZ / 10;
/** Longer than any client waits. */
const FOREVER_MS = 3_600_000;

/** Fixed speed, so that a benchmark measures its own side. Absent: as fast as the voice. */
export interface SpeechPace {
  readonly timeToFirstByteMs?: number;
  /** 0.2 = one second of sound takes 0.2 s. */
  readonly realTimeFactor?: number;
}

export interface SpeechService {
  readonly voice: Pick<Voice, 'speak'>;
  readonly gates: Gates;
  readonly pace: SpeechPace;
  readonly delay: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly nowMs: () => number;
}

/** Streams what is said as it is made; stops with the client (OpenAI API: chunked body or SSE). */
export async function streamSpeech(
  exchange: Exchange,
  wanted: WantedSpeech,
  service: SpeechService,
): Promise<void> {
  const { signal } = exchange;
  const startedAt = service.nowMs();
  await service.gates.passed('speech.headers', signal);
  await waitUntil(startedAt + (service.pace.timeToFirstByteMs ?? 0), service, signal);
  const pieces = piecesOf(
    service.voice.speak(wanted.input, { signal, voice: wanted.voice, speed: wanted.speed }),
  );
  const first = await pieces.next();
  exchange.response.writeHead(200, { 'content-type': contentType(wanted) });
  exchange.response.flushHeaders();
  const file = await createSpeechFile(wanted.format);
  try {
    await streamFile({ exchange, wanted, service, file }, first, pieces);
  } finally {
    file.free();
  }
}

interface Streaming {
  readonly exchange: Exchange;
  readonly wanted: WantedSpeech;
  readonly service: SpeechService;
  readonly file: SpeechFile;
}

async function streamFile(
  { exchange, wanted, service, file }: Streaming,
  first: IteratorResult<Int16Array, void>,
  rest: AsyncGenerator<Int16Array, void>,
): Promise<void> {
  const { signal } = exchange;
  const sse = wanted.stream === 'sse';
  const firstByteAt = service.nowMs();
  let sentBytes = 0;
  let saidSamples = 0;
  const write = async (bytes: Buffer): Promise<void> => {
    if (bytes.byteLength === 0) return;
    await exchange.write(sse ? sseDelta(bytes) : bytes);
    sentBytes += bytes.byteLength;
  };
  // A header has no place in events; Ogg is not Ogg without.
  const head = file.begin();
  if (!sse || wanted.format === 'opus') await write(head);
  const headBytes = sentBytes;
  let count = 0;
  for (let piece = first; piece.done !== true; piece = await rest.next()) {
    count += 1;
    await service.gates.passed(`speech.chunk.${count}`, signal);
    const dueMs = (saidSamples / RATE_HZ) * 1000 * (service.pace.realTimeFactor ?? 0);
    await waitUntil(firstByteAt + dueMs, service, signal);
    if (await cutShort(exchange, sentBytes - headBytes, service)) return;
    await write(file.write(piece.value));
    saidSamples += piece.value.length;
  }
  await write(file.end());
  if (sse) await exchange.write(sseDone(wanted.input, saidSamples));
  exchange.response.end();
}

async function waitUntil(atMs: number, service: SpeechService, signal: AbortSignal): Promise<void> {
  const waitMs = atMs - service.nowMs();
  if (waitMs > 0) await service.delay(waitMs, signal);
}

/**
 * Faults of the body: `stall` stops sending after some bytes, for a while or for good,
 * `truncate-audio` ends the body there as if that were all.
 *
 * @returns whether the body has ended.
 */
async function cutShort(exchange: Exchange, sentBytes: number, service: SpeechService): Promise<boolean> {
  const due = exchange.faults.filter((fault) => bytesBefore(fault) <= sentBytes);
  exchange.faults = exchange.faults.filter((fault) => !due.includes(fault));
  for (const fault of due) {
    if (fault.do === 'stall') await service.delay(fault.ms ?? FOREVER_MS, exchange.signal);
    if (fault.do === 'truncate-audio') {
      exchange.response.end();
      return true;
    }
  }
  return false;
}

function bytesBefore(fault: Fault): number {
  if (fault.do === 'stall' || fault.do === 'truncate-audio') return fault.bytes ?? 0;
  return Number.POSITIVE_INFINITY;
}

/** Cuts the voice's blocks into pieces of at most 100 ms. */
async function* piecesOf(blocks: AsyncIterable<Int16Array>): AsyncGenerator<Int16Array, void> {
  for await (const block of blocks) {
    for (let at = 0; at < block.length; at += PIECE_SAMPLES) {
      yield block.subarray(at, at + PIECE_SAMPLES);
    }
  }
}

function contentType({ format, stream }: WantedSpeech): string {
  if (stream === 'sse') return 'text/event-stream';
  return CONTENT_TYPES[format];
}

function sseDelta(piece: Buffer): string {
  const event = { type: 'speech.audio.delta', audio: piece.toString('base64') };
  return `data: ${JSON.stringify(event)}\n\n`;
}

function sseDone(input: string, saidSamples: number): string {
  const inputTokens = textTokens(input);
  // One token per 50 ms, as for assistant speech elsewhere.
  const outputTokens = Math.ceil((saidSamples / RATE_HZ) * 20);
  const usage = {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
  return `data: ${JSON.stringify({ type: 'speech.audio.done', usage })}\n\n`;
}
