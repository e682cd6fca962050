import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fieldOf, readRecording } from './recording.js';
import { replay } from './replay.js';

const RECORDINGS = [
  'ga-webrtc-sideband-text-turn.jsonl',
  'ga-webrtc-sideband-audio-turn.jsonl',
  'ga-ws-history-seeding-openai-current-model.jsonl',
  'ga-errors.jsonl',
];

for (const name of RECORDINGS) {
  test(`${name}: the peer sends the same events with the same keys and types`, async () => {
    const lines = await readRecording(new URL(`../fixtures/${name}`, import.meta.url));
    const result = replay(lines);
    assert.ok(result.recorded.length > 0);
    assert.deepEqual(result.differences, []);
  });
}

test('recorded errors have the recorded code, parameter and message', async () => {
  const lines = await readRecording(new URL('../fixtures/ga-errors.jsonl', import.meta.url));
  const { recorded, peer } = replay(lines);
  const facts = (event: unknown) =>
    ['type', 'code', 'message', 'param'].map((field) => fieldOf(event, 'error', field));
  assert.equal(peer.length, 5);
  assert.deepEqual(peer.map(facts), recorded.map(facts));
});

test('a difference in order, in keys and in types is found', async () => {
  const file = new URL('../fixtures/ga-webrtc-sideband-text-turn.jsonl', import.meta.url);
  const lines = await readRecording(file);
  const swapped = [...lines];
  const at = lines.findIndex(({ event }) => event.type === 'response.created');
  [swapped[at], swapped[at + 1]] = [swapped[at + 1]!, swapped[at]!];
  assert.notEqual(replay(swapped).differences.length, 0);

  const changed = lines.map((line) =>
    line.event.type === 'response.created' ? { ...line, event: { ...line.event, surprise: 1 } } : line,
  );
  assert.deepEqual(replay(changed).differences, [
    {
      at: 4,
      recorded: 'response.created.surprise: number',
      peer: 'response.created.surprise: absent',
    },
  ]);
});
