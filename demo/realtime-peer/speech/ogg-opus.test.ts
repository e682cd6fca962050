import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createDecoder } from 'libopus-wasm';
import { toneVoice } from '../testing/tone-voice.js';
import { OggOpusWriter } from './ogg-opus.js';

interface Page {
  readonly flags: number;
  readonly granule: number;
  readonly sequence: number;
  readonly packets: readonly Buffer[];
}

/** Reads what a writer wrote, as RFC 3533 says it. */
function pagesOf(file: Buffer): Page[] {
  const pages: Page[] = [];
  for (let at = 0; at < file.length;) {
    assert.equal(file.toString('ascii', at, at + 4), 'OggS');
    const lacing = file.subarray(at + 27, at + 27 + file.readUInt8(at + 26));
    const packets: Buffer[] = [];
    let from = at + 27 + lacing.length;
    let length = 0;
    for (const segment of lacing) {
      length += segment;
      if (segment === 255) continue;
      packets.push(file.subarray(from, from + length));
      from += length;
      length = 0;
    }
    const granule = Number(file.readBigInt64LE(at + 6));
    pages.push({ flags: file.readUInt8(at + 5), granule, sequence: file.readUInt32LE(at + 18), packets });
    at = from;
  }
  return pages;
}

async function tone(text: string): Promise<Int16Array[]> {
  const { signal } = new AbortController();
  const blocks: Int16Array[] = [];
  for await (const block of toneVoice().speak(text, { signal, voice: 'x', speed: 1 })) blocks.push(block);
  return blocks;
}

async function written(blocks: readonly Int16Array[]): Promise<Buffer> {
  const writer = await OggOpusWriter.create();
  const bytes = [writer.begin(), ...blocks.map((block) => writer.write(block)), writer.end()];
  writer.free();
  return Buffer.concat(bytes);
}

test('what is written decodes to the sound it was made of, to the sample', async () => {
  const blocks = await tone('Hello there');
  // A length that no frame divides.
  blocks.unshift((blocks[0] ?? new Int16Array()).subarray(0, 777));
  const sound = Int16Array.from(blocks.flatMap((block) => [...block]));
  const [head, tags, ...pages] = pagesOf(await written(blocks));
  const preSkip = (head?.packets[0]?.readUInt16LE(10) ?? 0) / 2;
  assert.equal(tags?.packets[0]?.toString('ascii', 0, 8), 'OpusTags');
  assert.ok(pages.length > 3, 'it is written while it grows');
  const decoder = await createDecoder({ channels: 1, sampleRate: 24_000 });
  const packets = pages.flatMap((page) => page.packets);
  const decoded = packets.flatMap((packet) => [...decoder.decode(packet)]);
  decoder.free();
  const end = (pages.at(-1)?.granule ?? 0) / 2;
  assert.equal(end - preSkip, sound.length);
  assert.ok(decoded.length >= end);
  assert.ok(correlation(sound, decoded.slice(preSkip, end)) > 0.95);
});

test('the pages are numbered, and say which is the first and which the last', async () => {
  const pages = pagesOf(await written(await tone('Hello there')));
  assert.deepEqual(
    pages.map(({ sequence }) => sequence),
    pages.map((_, index) => index),
  );
  assert.deepEqual(
    pages.map(({ flags }) => flags),
    pages.map((_, index) => (index === 0 ? 2 : index === pages.length - 1 ? 4 : 0)),
  );
  assert.deepEqual(
    pages.slice(2, -1).map(({ granule }) => granule),
    pages.slice(2, -1).map((_, index) => (index + 1) * 9600),
  );
});

test('nothing said is still a file', async () => {
  const pages = pagesOf(await written([]));
  assert.equal(pages.length, 3);
  assert.ok((pages[2]?.packets.length ?? 0) > 0);
});

function correlation(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let product = 0;
  let ones = 0;
  let others = 0;
  for (let index = 0; index < one.length; index++) {
    const a = one[index] ?? 0;
    const b = other[index] ?? 0;
    product += a * b;
    ones += a * a;
    others += b * b;
  }
  return product / Math.sqrt(ones * others);
}
