import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { PcmDecoder } from './pcm-decoder.js';

test('decodes signed 16-bit little-endian samples', () => {
  const samples = new PcmDecoder().decode(new Uint8Array([0, 0, 0, 0x40, 0, 0x80, 0xff, 0x7f, 0xff, 0xff]));
  assert.deepEqual([...samples], [0, 0.5, -1, 32_767 / 32_768, -1 / 32_768]);
});

test('decodes the same however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), fc.array(fc.nat(7), { maxLength: 40 }), (bytes, sizes) => {
      const decoder = new PcmDecoder();
      const samples: number[] = [];
      let at = 0;
      for (const size of [...sizes, bytes.length]) {
        samples.push(...decoder.decode(bytes.subarray(at, at + size)));
        at += size;
      }
      assert.deepEqual(samples, [...new PcmDecoder().decode(bytes)]);
    }),
  );
});

test('reads bytes that lie inside a larger buffer', () => {
  const bytes = new Uint8Array([9, 9, 9, 0, 0x40, 9]).subarray(3, 5);
  assert.deepEqual([...new PcmDecoder().decode(bytes)], [0.5]);
});
