import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysUntil, isOpenAi, modelState } from './openai-models.js';

const DAY = Date.parse('2026-11-22T15:00:00Z');

const GONE: ReadonlyArray<readonly [model: string, shutdown: string, successor: string]> = [
  ['gpt-4o-realtime-preview-2024-10-01', '2025-10-10', 'gpt-realtime-2.1'],
  ['gpt-4o-realtime-preview', '2026-05-07', 'gpt-realtime-2.1'],
  ['gpt-4o-realtime-preview-2024-12-17', '2026-05-07', 'gpt-realtime-2.1'],
  ['gpt-4o-realtime-preview-2025-06-03', '2026-05-07', 'gpt-realtime-2.1'],
  ['gpt-4o-mini-realtime-preview', '2026-05-07', 'gpt-realtime-2.1-mini'],
  ['gpt-4o-mini-realtime-preview-2024-12-17', '2026-07-23', 'gpt-realtime-2.1-mini'],
  ['gpt-realtime-mini-2025-10-06', '2026-07-23', 'gpt-realtime-2.1-mini'],
];

for (const [model, shutdown, successor] of GONE) {
  test(`${model} is gone since ${shutdown}`, () => {
    assert.deepEqual(modelState(model, DAY), { state: 'gone', shutdown, successor });
  });
}

for (const model of ['gpt-realtime', 'gpt-realtime-2025-08-28', 'gpt-realtime-mini']) {
  test(`${model} is alive until 2027-01-20`, () => {
    const found = modelState(model, DAY);
    assert.equal(found.state === 'ending' && found.daysLeft, 59);
    assert.equal(modelState(model, Date.parse('2027-01-19T23:59:59Z')).state, 'ending');
    assert.equal(modelState(model, Date.parse('2027-01-20T00:00:00Z')).state, 'gone');
  });
}

for (const model of [
  'gpt-realtime-2.1',
  'gpt-realtime-2.1-mini',
  'gpt-realtime-2',
  'constructor',
  'my-own',
]) {
  test(`nothing is known against ${model}`, () => {
    assert.deepEqual(modelState(model, DAY), { state: 'alive' });
  });
}

test('counts days up to the day itself', () => {
  assert.equal(daysUntil('2027-01-06', DAY), 45);
  assert.equal(daysUntil('2026-11-23', DAY), 1);
  assert.ok(daysUntil('2026-11-22', DAY) <= 0);
});

test('takes only the real host for OpenAI', () => {
  assert.equal(isOpenAi('https://api.openai.com/v1'), true);
  assert.equal(isOpenAi('https://api.openai.com.evil.example/v1'), false);
  assert.equal(isOpenAi('https://resource.openai.azure.com/openai/v1'), false);
  assert.equal(isOpenAi('http://127.0.0.1:3001/v1'), false);
});
