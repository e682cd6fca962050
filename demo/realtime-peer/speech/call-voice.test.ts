import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { createDecoder, createEncoder } from 'libopus-wasm';
import type { UtteranceListener } from '../conversation/ports.js';
import { CallVoice } from './call-voice.js';
import { FakeMedia } from './testing/fake-media.js';
import { ManualClock } from './testing/manual-clock.js';
import { VOICE_RATE_HZ, type Voice } from './voice.js';

const CLAUSE_MS = 200;

/** Speaks every clause as a tone of 200 ms, at once. */
const toneVoice: Voice = {
  async *speak(text) {
    if (text.includes('unspeakable')) throw new Error('no such word');
    await Promise.resolve();
    yield tone(CLAUSE_MS);
  },
  warm: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

async function arrange({ voice = toneVoice }: { voice?: Voice } = {}) {
  const clock = new ManualClock();
  const media = new FakeMedia(clock);
  const encoder = await createEncoder({ sampleRate: VOICE_RATE_HZ, channels: 1 });
  const decoder = await createDecoder({ sampleRate: VOICE_RATE_HZ, channels: 1 });
  const freed: string[] = [];
  const codec = {
    encoder: { encode: (frame: Int16Array) => encoder.encode(frame), free: () => freed.push('encoder') },
    decoder: { decode: (packet: Uint8Array) => decoder.decode(packet), free: () => freed.push('decoder') },
  };
  const out = new CallVoice({ clock, media, voice, createCodec: () => Promise.resolve(codec) });
  const log: string[] = [];
  const startMs = clock.nowMs();
  const speak = (id: string) =>
    out.speak({ responseId: 'r', itemId: id, voice: 'marin', speed: 1 }, listenerInto(log, id));
  /** Lets what is under way finish, then time pass in small steps. */
  const pass = async (ms: number) => {
    for (let left = ms; left > 0; left -= 10) {
      await turn();
      clock.advance(Math.min(10, left));
    }
    await turn();
  };
  return { clock, media, log, freed, speak, pass, startMs };
}

test('reports the life of an utterance in order, drained when its sound has been played', async () => {
  const { log, speak, pass } = await arrange();
  const spoken = speak('a');
  spoken.append('One. Two');
  spoken.end();
  assert.deepEqual(log, [], 'told from inside a method');
  await pass(390);
  assert.deepEqual(log, ['a started', 'a generated 400']);
  await pass(40);
  assert.deepEqual(log, ['a started', 'a generated 400', 'a drained']);
});

test('begins with the first clause while the text still grows', async () => {
  const { log, speak, pass } = await arrange();
  const spoken = speak('a');
  spoken.append('One. T');
  await pass(100);
  assert.deepEqual(log, ['a started']);
  spoken.append('wo.');
  spoken.end();
  await pass(600);
  assert.deepEqual(log, ['a started', 'a generated 400', 'a drained']);
});

test('plays utterances one after the other', async () => {
  const { log, speak, pass } = await arrange();
  const [first, second] = [speak('a'), speak('b')];
  second.append('Two.');
  second.end();
  await pass(100);
  assert.deepEqual(log, []);
  first.append('One.');
  first.end();
  await pass(1000);
  assert.deepEqual(log, [
    'a started',
    'a generated 200',
    'a drained',
    'b started',
    'b generated 200',
    'b drained',
  ]);
});

test('stop silences at once, tells the ms heard and calls no listener afterwards', async () => {
  const { log, media, speak, pass, clock } = await arrange();
  const spoken = speak('a');
  spoken.append('One. Two. Three.');
  spoken.end();
  await pass(107);
  const begunAtMs = media.sent[0]!.atMs;
  const before = media.sent.length;
  const heardMs = spoken.stop();
  assert.equal(heardMs, clock.nowMs() - begunAtMs);
  const told = log.length;
  await pass(1000);
  assert.equal(log.length, told);
  assert.equal(spoken.stop(), heardMs);
  const decoder = await createDecoder({ sampleRate: VOICE_RATE_HZ, channels: 1 });
  const later = media.sent.map(({ frame }) => peak(decoder.decode(frame))).slice(before + 1);
  assert.ok(later.length > 0 && Math.max(...later) < 200, `still sounding: ${later.join(' ')}`);
  decoder.free();
});

test('stop before the first sample means nothing was heard', async () => {
  const { log, media, speak, pass } = await arrange();
  const spoken = speak('a');
  spoken.append('One. Two.');
  assert.equal(spoken.stop(), 0);
  await pass(500);
  assert.deepEqual(log, []);
  assert.ok(media.sent.length <= 11, 'only silence may follow');
});

test('a stopped utterance lets the next one sound', async () => {
  const { log, speak, pass } = await arrange();
  const [first, second] = [speak('a'), speak('b')];
  first.append('One. Two. Three. Four.');
  second.append('Five.');
  second.end();
  await pass(50);
  first.stop();
  await pass(500);
  assert.deepEqual(log, ['a started', 'b started', 'b generated 200', 'b drained']);
});

test('keeps what was played', async () => {
  const { speak, pass } = await arrange();
  const spoken = speak('a');
  spoken.append('One. Two.');
  spoken.end();
  await pass(130);
  const heardMs = spoken.stop();
  const audio = spoken.playedAudio();
  assert.equal(audio.length, heardMs * 24);
  assert.ok(peak(audio.slice(1000)) > 5000);
});

test('what cannot be spoken fails instead of hanging', async () => {
  const { log, speak, pass } = await arrange();
  const spoken = speak('a');
  spoken.append('unspeakable');
  spoken.end();
  await pass(300);
  assert.deepEqual(log, ['a failed no such word']);
});

test('a text without words begins and ends', async () => {
  const { log, speak, pass } = await arrange();
  speak('a').end();
  await pass(300);
  assert.deepEqual(log, ['a started', 'a generated 0', 'a drained']);
});

test('sends nothing after the call has ended, and frees its codec', async () => {
  const { log, clock, media, freed, speak, pass } = await arrange();
  const spoken = speak('a');
  spoken.append('One. Two.');
  await pass(60);
  media.hangUp();
  const told = log.length;
  await pass(500);
  assert.equal(log.length, told);
  assert.equal(clock.pendingTimers, 0);
  assert.deepEqual(freed, ['encoder', 'decoder']);
});

function listenerInto(log: string[], id: string): UtteranceListener {
  return {
    onStarted: () => log.push(`${id} started`),
    onGenerated: (durationMs) => log.push(`${id} generated ${durationMs}`),
    onDrained: () => log.push(`${id} drained`),
    onFailed: (message) => log.push(`${id} failed ${message}`),
  };
}

function tone(ms: number): Int16Array {
  return Int16Array.from({ length: (ms * VOICE_RATE_HZ) / 1000 }, (_, n) =>
    Math.round(12_000 * Math.sin((2 * Math.PI * 440 * n) / VOICE_RATE_HZ)),
  );
}

function peak(samples: Int16Array): number {
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
}
