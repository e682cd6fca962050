import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverAddress } from './server-address.js';

const BASE = 'https://shop.example/pages/one.html';

for (const [given, meant] of [
  ['https://voice.example', 'https://voice.example'],
  ['https://voice.example/', 'https://voice.example'],
  ['https://voice.example/voice/?x=1#y', 'https://voice.example/voice'],
  ['http://localhost:3000', 'http://localhost:3000'],
  ['/voice', 'https://shop.example/voice'],
  ['voice', 'https://shop.example/pages/voice'],
  ['//voice.example', 'https://voice.example'],
  [' https://voice.example ', 'https://voice.example'],
  ['javascript:alert(1)', undefined],
  ['JaVaScRiPt:alert(1)', undefined],
  ['java\nscript:alert(1)', undefined],
  ['data:text/html,hello', undefined],
  ['blob:https://shop.example/1', undefined],
  ['file:///etc/passwd', undefined],
  ['ws://voice.example', undefined],
  ['https://ada:secret@voice.example', undefined],
  ['https://ada@voice.example', undefined],
  ['https://', undefined],
] as const) {
  test(`reads the server “${given.replaceAll('\n', '\\n')}” as ${meant ?? 'none'}`, () => {
    assert.equal(serverAddress(given, BASE), meant);
  });
}
