import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Heard } from './heard-text.js';
import { heardLength, USUAL_CHARACTERS_PER_SECOND } from './heard-text.js';
import { pronounceable } from './pronounceable.js';

function heard(source: string, sound: Partial<Omit<Heard, 'spoken'>>): string {
  const usual = { sampleRateHz: 1000, charactersPerSecond: USUAL_CHARACTERS_PER_SECOND, totalSamples: 100 };
  const spoken = pronounceable(source);
  return source.slice(0, heardLength({ spoken, playedSamples: 0, ...usual, ...sound }));
}

test('cuts at the last word that was played to its end', () => {
  const source = 'Eat more nuts.';
  assert.equal(heard(source, { playedSamples: 0 }), '');
  assert.equal(heard(source, { playedSamples: 20 }), '', 'two and a half letters are no word');
  assert.equal(heard(source, { playedSamples: 22 }), 'Eat');
  assert.equal(heard(source, { playedSamples: 55 }), 'Eat');
  assert.equal(heard(source, { playedSamples: 60 }), 'Eat more');
  assert.equal(heard(source, { playedSamples: 99 }), 'Eat more nuts');
  assert.equal(heard(source, { playedSamples: 100 }), 'Eat more nuts.');
});

test('never cuts a number, a contraction or a compound', () => {
  assert.equal(heard('It is 12.5 g', { playedSamples: 70 }), 'It is');
  assert.equal(heard('We don’t know', { playedSamples: 50 }), 'We');
  assert.equal(heard('Send e-mail soon', { playedSamples: 45 }), 'Send');
});

test('parts Chinese between any two signs', () => {
  assert.equal(heard('每天吃燕麦粥。', { playedSamples: 50 }), '每天吃');
});

test('refers to the text on the screen, with its signs', () => {
  assert.equal(heard('**Eat** [more](https://example.com) nuts', { playedSamples: 65 }), '**Eat** [more');
});

test('estimates by speed while the length of the sound is unknown', () => {
  const sound = { totalSamples: undefined, playedSamples: 600 };
  assert.equal(heard('Eat more nuts.', sound), 'Eat more', '0.6 s at 15 characters a second are 9');
  assert.equal(heard('Eat more nuts.', { ...sound, charactersPerSecond: 30 }), 'Eat more nuts.');
});

test('hears nothing of a sound without samples', () => {
  assert.equal(heard('Eat more nuts.', { totalSamples: 0, playedSamples: 0 }), '');
});
