import type { Gates } from '../gates.js';
import type { Voice } from '../speech/voice.js';
import { textTokens } from '../conversation/usage.js';
import type { Fault } from '../faults/profile.js';
import type { Exchange } from './exchange.js';
import type { WantedSpeech } from './speech-request.js';

const RATE_HZ = 24_000;
const BYTES_PER_SECOND = RATE_HZ * 2;
/** 100 ms of sound: small enough to hold a second piece back while the first is heard. */
const PIECE_BYTES = BYTES_PER_SECOND / 10;
/** Length of a WAV header whose sizes are not known yet. */
const UNKNOWN_SIZE = 0xffff_ffff;

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
  const sse = wanted.stream === 'sse';
  await service.gates.passed('speech.headers', signal);
  await waitUntil(startedAt + (service.pace.timeToFirstByteMs ?? 0), service, signal);
  const pieces = piecesOf(
    service.voice.speak(wanted.input, { signal, voice: wanted.voice, speed: wanted.speed }),
  );
  const first = await pieces.next();
  exchange.response.writeHead(200, { 'content-type': contentType(wanted) });
  exchange.response.flushHeaders();
  if (!sse && wanted.format === 'wav') await exchange.write(wavHeader());
  const firstByteAt = service.nowMs();
  let sentBytes = 0;
  let count = 0;
  for (let piece = first; piece.done !== true; piece = await pieces.next()) {
    count += 1;
    await service.gates.passed(`speech.chunk.${count}`, signal);
    const dueMs = (sentBytes / BYTES_PER_SECOND) * 1000 * (service.pace.realTimeFactor ?? 0);
    await waitUntil(firstByteAt + dueMs, service, signal);
    if (await cutShort(exchange, sentBytes, service)) return;
    await exchange.write(sse ? sseDelta(piece.value) : piece.value);
    sentBytes += piece.value.byteLength;
  }
  if (sse) await exchange.write(sseDone(wanted.input, sentBytes));
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
async function* piecesOf(blocks: AsyncIterable<Int16Array>): AsyncGenerator<Buffer, void> {
  for await (const block of blocks) {
    const bytes = littleEndian(block);
    for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES) {
      yield bytes.subarray(at, at + PIECE_BYTES);
    }
  }
}

function littleEndian(pcm: Int16Array): Buffer {
  const bytes = Buffer.alloc(pcm.length * 2);
  pcm.forEach((sample, index) => bytes.writeInt16LE(sample, index * 2));
  return bytes;
}

function contentType({ format, stream }: WantedSpeech): string {
  if (stream === 'sse') return 'text/event-stream';
  return format === 'wav' ? 'audio/wav' : 'audio/pcm';
}

/** RIFF/WAVE, 24 kHz mono 16 bit, of unknown length because it is streamed. */
function wavHeader(): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'ascii');
  header.writeUInt32LE(UNKNOWN_SIZE, 4);
  header.write('WAVEfmt ', 8, 'ascii');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE_HZ, 24);
  header.writeUInt32LE(BYTES_PER_SECOND, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'ascii');
  header.writeUInt32LE(UNKNOWN_SIZE, 40);
  return header;
}

function sseDelta(piece: Buffer): string {
  const event = { type: 'speech.audio.delta', audio: piece.toString('base64') };
  return `data: ${JSON.stringify(event)}\n\n`;
}

function sseDone(input: string, sentBytes: number): string {
  const inputTokens = textTokens(input);
  // One token per 50 ms, as for assistant speech elsewhere.
  const outputTokens = Math.ceil((sentBytes / BYTES_PER_SECOND) * 20);
  const usage = {
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
  return `data: ${JSON.stringify({ type: 'speech.audio.done', usage })}\n\n`;
}
