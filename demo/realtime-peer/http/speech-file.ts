import { OggOpusWriter } from '../speech/ogg-opus.js';
import { VOICE_RATE_HZ } from '../speech/voice.js';

export const SPEECH_FORMATS = ['pcm', 'wav', 'opus'] as const;
export type SpeechFormat = (typeof SPEECH_FORMATS)[number];

/** One spoken text in the making, as the bytes of its format. `free` at last, whatever happened. */
export interface SpeechFile {
  begin(): Buffer;
  write(samples: Int16Array): Buffer;
  end(): Buffer;
  free(): void;
}

export const CONTENT_TYPES = {
  pcm: 'audio/pcm',
  wav: 'audio/wav',
  opus: 'audio/ogg',
} as const satisfies Record<SpeechFormat, string>;

export async function createSpeechFile(format: SpeechFormat): Promise<SpeechFile> {
  if (format === 'opus') return OggOpusWriter.create();
  const begin = (): Buffer => (format === 'wav' ? wavHeader() : Buffer.alloc(0));
  return { begin, write: littleEndian, end: () => Buffer.alloc(0), free: () => undefined };
}

function littleEndian(samples: Int16Array): Buffer {
  const bytes = Buffer.alloc(samples.length * 2);
  samples.forEach((sample, index) => bytes.writeInt16LE(sample, index * 2));
  return bytes;
}

/** Length of a WAV header whose sizes are not known yet. */
const UNKNOWN_SIZE = 0xffff_ffff;

/** RIFF/WAVE, 24 kHz mono 16 bit, of unknown length because it is streamed. */
function wavHeader(): Buffer {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'ascii');
  header.writeUInt32LE(UNKNOWN_SIZE, 4);
  header.write('WAVEfmt ', 8, 'ascii');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(VOICE_RATE_HZ, 24);
  header.writeUInt32LE(VOICE_RATE_HZ * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'ascii');
  header.writeUInt32LE(UNKNOWN_SIZE, 40);
  return header;
}
