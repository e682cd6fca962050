import assert from 'node:assert/strict';
import { test } from 'node:test';

test('the package can be imported where there is no document, and registers nothing', async () => {
  assert.equal(typeof globalThis.document, 'undefined');
  const { NutrinaVoice, NutrinaEvent, registerNutrinaVoice } = await import('./index.js');
  assert.equal(typeof NutrinaVoice, 'function');
  assert.equal(typeof registerNutrinaVoice, 'function');
  const event = new NutrinaEvent('nutrina-end', { reason: 'page' });
  assert.deepEqual([event.bubbles, event.composed, event.detail.reason], [true, true, 'page']);
});
