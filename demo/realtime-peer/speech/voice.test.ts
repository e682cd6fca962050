import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createVoice, VOICE_RATE_HZ } from './voice.js';

const voice = await createVoice();
after(() => voice.close());

const never = new AbortController().signal;

test('speaks a sentence at about the pace people do, loud enough and without clipping', async () => {
  const pcm = await whole('Porridge with berries keeps you full for a long time.');
  const seconds = pcm.length / VOICE_RATE_HZ;
  assert.ok(seconds > 2 && seconds < 5, `${seconds} s for ten words`);
  const peak = pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  assert.ok(peak > 8000 && peak < 32_767, `peak ${peak}`);
});

for (const text of [
  'Hello.',
  'About one litre.',
  'Eggs on toast.',
  'Think of your plate.',
  'Beans are cheap.',
]) {
  test(`lets nobody wait for “${text}” to be heard`, async () => {
    const pcm = await whole(text);
    // −40 dB of full scale.
    const audible = pcm.findIndex((sample) => Math.abs(sample) >= 328);
    assert.ok(
      audible >= 0 && audible < 0.06 * VOICE_RATE_HZ,
      `silent for ${(audible / VOICE_RATE_HZ) * 1000} ms`,
    );
  });
}

test('ends without a pause where the text has none', async () => {
  const lastSound = (pcm: Int16Array): number =>
    (pcm.length - pcm.findLastIndex((sample) => Math.abs(sample) >= 100)) / VOICE_RATE_HZ;
  assert.ok(lastSound(await whole('Think of your')) < 0.03);
  assert.ok(lastSound(await whole('Think of your.')) > 0.1);
});

test('delivers a long text clause by clause', async () => {
  const pieces: number[] = [];
  for await (const pcm of voice.speak('One apple. Two pears. Three plums.', { signal: never }))
    pieces.push(pcm.length);
  assert.equal(pieces.length, 3);
});

test('stops after the clause in which it is aborted', async () => {
  const abort = new AbortController();
  let pieces = 0;
  for await (const _pcm of voice.speak('One apple. Two pears. Three plums.', { signal: abort.signal })) {
    pieces += 1;
    abort.abort();
  }
  assert.equal(pieces, 1);
});

test('speaks slower and faster when asked', async () => {
  const [slow, normal, fast] = [
    await whole('Beans are cheap.', { speed: 0.5 }),
    await whole('Beans are cheap.'),
    await whole('Beans are cheap.', { speed: 2 }),
  ];
  assert.ok(slow.length > 1.7 * normal.length && fast.length < 0.6 * normal.length);
});

test('gives a male Realtime voice another sound, and an unknown one its own', async () => {
  const own = await whole('Beans are cheap.');
  assert.notDeepEqual(await whole('Beans are cheap.', { voice: 'cedar' }), own);
  assert.deepEqual(await whole('Beans are cheap.', { voice: 'marin' }), own);
});

test('serves several speakers at once without mixing them', async () => {
  const texts = ['One apple.', 'Two very long pears.', 'Three.'];
  const alone: Int16Array[] = [];
  for (const text of texts) alone.push(await whole(text));
  assert.deepEqual(await Promise.all(texts.map((text) => whole(text))), alone);
});

test('is silent for a text with nothing to say', async () => {
  assert.equal((await whole('…')).length, 0);
});

async function whole(text: string, manner: { voice?: string; speed?: number } = {}): Promise<Int16Array> {
  const samples: number[] = [];
  for await (const pcm of voice.speak(text, { signal: never, ...manner })) samples.push(...pcm);
  return Int16Array.from(samples);
}
