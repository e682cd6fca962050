import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latencyOf, mark } from './turn-latency.js';

test('the legs of a spoken turn add up to its total', () => {
  const latency = latencyOf({
    turnId: 'turn',
    endedAtMs: 100,
    sentAtMs: 110,
    firstDeltaAtMs: 300,
    firstSentenceAtMs: 350,
    firstByteAtMs: 500,
    audibleAtMs: 530,
    maxGapMs: 12,
  });
  assert.deepEqual(latency, {
    id: 'turn',
    endOfSpeechToSent: 10,
    sentToFirstDelta: 190,
    firstDeltaToFirstSentence: 50,
    firstSentenceToFirstByte: 150,
    firstByteToAudible: 30,
    total: 430,
    maxGap: 12,
  });
});

test('a typed turn that is only read ends at its first text, with zeros for what did not happen', () => {
  assert.deepEqual(latencyOf({ turnId: 'turn', sentAtMs: 10, firstDeltaAtMs: 200, maxGapMs: 0 }), {
    id: 'turn',
    sentToFirstDelta: 190,
    firstDeltaToFirstSentence: 0,
    firstSentenceToFirstByte: 0,
    firstByteToAudible: 0,
    total: 190,
    maxGap: 0,
  });
});

test('an unanswered turn has no figures', () => {
  assert.equal(latencyOf({ turnId: 'turn', sentAtMs: 10, maxGapMs: 0 }), undefined);
});

test('only the first of its kind is marked', () => {
  const once = mark({ turnId: 'turn', sentAtMs: 0, maxGapMs: 0 }, 'audibleAtMs', 5);
  assert.equal(mark(once, 'audibleAtMs', 9), once);
});
