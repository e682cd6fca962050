/**
 * What the browsers' fake microphone hears instead of its own beeps. On a machine that stood still two of them come at
 * once, which is as long as a syllable, and the answer that a test waits for is interrupted.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SAMPLE_RATE_HZ = 48_000;
const SECONDS = 2;
/** −60 dB: a microphone that works is never quite silent, and this is nobody's voice. */
const PEAK = 33;
const HEADER_BYTES = 44;

/** Flags for a browser whose microphone hears a room where nobody speaks; the file is gone when this process ends. */
export function stillRoomFlags(): readonly string[] {
  file ??= writeRoom();
  // The sound process of a sandboxed browser may open no file.
  return [`--use-file-for-fake-audio-capture=${file}`, '--disable-features=AudioServiceSandbox'];
}

let file: string | undefined;

function writeRoom(): string {
  const folder = mkdtempSync(join(tmpdir(), 'nutrina-voice-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'room.wav');
  writeFileSync(path, wave(SAMPLE_RATE_HZ * SECONDS));
  return path;
}

/** Mono, 16 bits. */
function wave(samples: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES + samples * 2);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(SAMPLE_RATE_HZ, 24);
  bytes.writeUInt32LE(SAMPLE_RATE_HZ * 2, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(samples * 2, 40);
  for (let index = 0; index < samples; index += 1)
    bytes.writeInt16LE(Math.round((Math.random() * 2 - 1) * PEAK), HEADER_BYTES + index * 2);
  return bytes;
}
