import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EchoGuard, type EchoVerdict } from './echo-guard.js';

/** A guard while the assistant says, from 1,000 ms on, where the iron is. */
function whileSpeaking(): EchoGuard {
  const guard = new EchoGuard();
  guard.audible('You will find a lot of iron in lentils and spinach.', 1000);
  return guard;
}

function judge(
  guard: EchoGuard,
  text: string,
  { final = false, startedAtMs = 1200, atMs = 2000 } = {},
): EchoVerdict {
  return guard.judge({ text, final, startedAtMs, atMs });
}

test('takes the words being spoken for echo', () => {
  const guard = whileSpeaking();
  assert.deepEqual(judge(guard, 'you will find'), { source: 'echo' });
  assert.deepEqual(judge(guard, 'You will find a lot of iron in lentils', { final: true }), {
    source: 'echo',
  });
});

test('waits for a second look at words that were not spoken', () => {
  const guard = whileSpeaking();
  assert.deepEqual(judge(guard, 'you will find that is not what I asked'), { source: 'unsure' });
  assert.deepEqual(judge(guard, 'you will find that is not what I asked for', { atMs: 2250 }), {
    source: 'visitor',
    text: 'that is not what I asked for',
  });
});

test('does not believe what a second look takes back', () => {
  const guard = whileSpeaking();
  judge(guard, 'let your friends on the phone');
  assert.deepEqual(judge(guard, 'you will find a lot', { atMs: 2250 }), { source: 'echo' });
});

test('hears a visitor who repeats a word of the answer', () => {
  const guard = whileSpeaking();
  judge(guard, 'do lentils taste any good');
  assert.deepEqual(judge(guard, 'do lentils taste any good raw', { atMs: 2250 }), {
    source: 'visitor',
    text: 'do lentils taste any good raw',
  });
});

test('lets a single word interrupt when it can only mean that', () => {
  const guard = whileSpeaking();
  judge(guard, 'stop');
  assert.deepEqual(judge(guard, 'Stop.', { atMs: 2250 }), { source: 'visitor', text: 'Stop.' });
});

test('believes fewer words when the microphone was louder than the echo', () => {
  const guard = whileSpeaking();
  let loud = false;
  for (let atMs = 1000; atMs <= 2500; atMs += 20) {
    guard.playedLevel(0.1, atMs);
    loud = guard.level(atMs < 2000 ? 0.02 : 0.2, atMs) || loud;
  }
  assert.equal(loud, true);
  assert.deepEqual(judge(guard, 'a lot of beans', { final: true, startedAtMs: 1950, atMs: 2600 }), {
    source: 'visitor',
    text: 'beans',
  });
});

test('believes an utterance during which the microphone became louder', () => {
  const guard = whileSpeaking();
  judge(guard, 'you will find');
  for (let atMs = 1000; atMs <= 2500; atMs += 20) {
    guard.playedLevel(0.1, atMs);
    guard.level(atMs < 2000 ? 0.02 : 0.2, atMs);
  }
  assert.deepEqual(judge(guard, 'you will find more beans', { final: true, atMs: 2600 }), {
    source: 'visitor',
    text: 'more beans',
  });
});

test('believes no word while the microphone is no louder than the echo', () => {
  const guard = whileSpeaking();
  for (let atMs = 1000; atMs <= 2500; atMs += 20) {
    guard.playedLevel(0.1, atMs);
    guard.level(0.02, atMs);
  }
  judge(guard, 'the more name the more name');
  assert.deepEqual(judge(guard, 'the more name the more name', { final: true }), { source: 'echo' });
});

test('does not take a few garbled words for the visitor’s by words alone', () => {
  const guard = whileSpeaking();
  judge(guard, 'you will find a lot the ripe pig');
  assert.deepEqual(judge(guard, 'you will find a lot the ripe pig'), { source: 'unsure' });
  judge(guard, 'you will stop wait find a lot of iron');
  assert.deepEqual(judge(guard, 'you will stop wait find a lot of iron'), { source: 'unsure' });
});

test('says nothing of loudness while the assistant is silent', () => {
  const guard = new EchoGuard();
  for (let atMs = 0; atMs <= 2500; atMs += 20) {
    // A sound of the page's own, which nobody called the assistant's.
    guard.playedLevel(0.1, atMs);
    assert.equal(guard.level(atMs < 1000 ? 0.001 : 0.3, atMs), false);
  }
});

test('takes every word for the visitor’s once the echo has died away', () => {
  const guard = whileSpeaking();
  guard.silent(4000);
  assert.deepEqual(judge(guard, 'lentils and spinach', { startedAtMs: 4200, atMs: 5000 }).source, 'echo');
  assert.deepEqual(judge(guard, 'lentils and spinach', { startedAtMs: 4301, atMs: 5300 }), {
    source: 'visitor',
    text: 'lentils and spinach',
  });
});

test('knows what may be audible', () => {
  const guard = new EchoGuard();
  assert.equal(guard.isAudible(0), false);
  guard.audible('Yes.', 1000);
  assert.equal(guard.isAudible(9000), true);
  guard.silent(9000);
  assert.equal(guard.isAudible(9299), true);
  assert.equal(guard.isAudible(9300), false);
});

test('advises half-duplex when echo is all that is heard, four times over', () => {
  const guard = whileSpeaking();
  for (const startedAtMs of [1200, 2200, 3200]) judge(guard, 'a lot of iron', { final: true, startedAtMs });
  assert.equal(guard.advisesHalfDuplex, false);
  judge(guard, 'in lentils and spinach', { final: true, startedAtMs: 4200 });
  assert.equal(guard.advisesHalfDuplex, true);
});
