import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressKey } from './client-address.js';

const CASES: ReadonlyArray<readonly [address: string | undefined, key: string]> = [
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['::FFFF:cb00:7107', '203.0.113.7'],
  ['2001:db8:1:2::1', '2001:db8:1::/56'],
  ['2001:db8:1:ff:ffff:ffff:ffff:ffff', '2001:db8:1::/56'],
  ['2001:db8:1:100::1', '2001:db8:1:100::/56'],
  ['2001:0DB8:0001:01ab::9', '2001:db8:1:100::/56'],
  ['::1', '::/56'],
  ['fe80::1%eth0', 'fe80::/56'],
  ['203.0.113.7:40000', '203.0.113.7'],
  ['[2001:db8:1:2::1]:443', '2001:db8:1::/56'],
  ['[2001:db8:1:2::1]', '2001:db8:1::/56'],
  ['not an address', 'unknown'],
  ['', 'unknown'],
  [undefined, 'unknown'],
];

for (const [address, key] of CASES) {
  test(`limits ${address ?? 'a lost connection'} as ${key}`, () => {
    assert.equal(addressKey(address), key);
  });
}

test('gives 256 networks of /64 in one /56 one key, and the next /56 another', () => {
  const keys = new Set(
    Array.from({ length: 256 }, (_, index) => addressKey(`2001:db8:5:${index.toString(16)}::1`)),
  );
  assert.deepEqual([...keys], ['2001:db8:5::/56']);
  assert.notEqual(addressKey('2001:db8:5:100::1'), '2001:db8:5::/56');
});
