import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TtsFormat } from '../../server/contract/session.js';
import { ManualClock } from '../testing/manual-clock.js';
import { ScriptedPlayer } from '../testing/scripted-player.js';
import { ScriptedSynthesiser, streamOf } from '../testing/scripted-synthesiser.js';
import { settled } from '../testing/settled.js';
import { soundOf } from '../testing/spoken-sound.js';
import { VoiceError } from './errors.js';
import type { PcmStream } from './ports.js';
import { SpeechFormat } from './speech-format.js';
import { SpeechQueue, type SpeechQueueEvent } from './speech-queue.js';

/** Sound at the speed of a human speaker, 60 ms a character. */
function unhurried(text: string): Uint8Array<ArrayBuffer> {
  return soundOf(Array.from(text, (sign) => sign.repeat(6)).join(''));
}

function setUp(options: { readonly maxCharacters?: number; readonly formats?: readonly TtsFormat[] } = {}) {
  const clock = new ManualClock();
  const player = new ScriptedPlayer(clock, () => Promise.resolve());
  const synthesiser = new ScriptedSynthesiser();
  const lifetime = new AbortController();
  const events: SpeechQueueEvent[] = [];
  let ids = 0;
  const queue = new SpeechQueue({
    clock,
    synthesiser,
    decodeSpeech: (parts) => synthesiser.decode(parts),
    format: new SpeechFormat({ clock, offered: () => options.formats ?? ['pcm'] }),
    player,
    token: () => 'token-1',
    lang: () => 'en-GB',
    voice: 'slt',
    maxCharacters: options.maxCharacters ?? 4096,
    signal: lifetime.signal,
    createId: (prefix) => `${prefix}_${ids++}`,
    onEvent: (event) => events.push(event),
  });
  return {
    clock,
    player,
    synthesiser,
    queue,
    events,
    lifetime,
    types: () =>
      events.flatMap((event) =>
        event.type === 'mark' ? [event.name] : event.type === 'sentence' ? [] : [event.type],
      ),
    sentences: () => events.flatMap((event) => (event.type === 'sentence' ? [[event.text, event.atMs]] : [])),
    /** Says a whole answer of one item. */
    say(text: string) {
      queue.push('item_1', text);
      queue.finishItem('item_1');
      queue.finishAnswer();
    },
    async end() {
      lifetime.abort();
      await settled();
      assert.equal(clock.running, 0, 'a timer is left');
      assert.equal(player.listeners, 0, 'a listener is left');
      for (const { signal, text } of synthesiser.requests)
        assert.ok(signal.aborted, `"${text}" is left open`);
    },
  };
}

/** A synthesiser's answer that the test completes. */
function held(): { readonly stream: PcmStream; send(text: string): void; close(): void; break(): void } {
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>> | undefined;
  const stream: PcmStream = new ReadableStream({ start: (given) => void (controller = given) });
  return {
    stream,
    send: (text) => controller?.enqueue(soundOf(text)),
    close: () => controller?.close(),
    break: () => controller?.error(new TypeError('network error')),
  };
}

test('speaks the first sentence while the rest is still being written', async () => {
  const { queue, player, synthesiser, types, end } = setUp();
  queue.push('item_1', 'Eat more beans. T');
  await player.playUntil('beans.');
  assert.deepEqual(synthesiser.texts, ['Eat more beans.']);
  assert.deepEqual(types(), ['first-sentence', 'first-byte', 'audible']);
  queue.push('item_1', 'hey are cheap.');
  queue.finishItem('item_1');
  await player.playUntil('cheap.');
  assert.equal(player.heard, 'Eat more beans.They are cheap.');
  await end();
});

test('does not keep a sentence back while the writing pauses behind it', async () => {
  const { queue, synthesiser, clock, end } = setUp();
  queue.push('item_1', 'Let me look');
  await clock.advance(150);
  queue.push('item_1', ' that up.');
  await clock.advance(199);
  assert.deepEqual(synthesiser.texts, []);
  await clock.advance(1);
  assert.deepEqual(synthesiser.texts, ['Let me look that up.']);
  await end();
});

test('begins with the first clause of a long sentence, and only there', async () => {
  const { say, player, synthesiser, end } = setUp();
  say('Before you buy any of these oats, read what the packet says, because some are sweet.');
  await player.playAll();
  assert.deepEqual(synthesiser.texts, [
    'Before you buy any of these oats,',
    'read what the packet says, because some are sweet.',
  ]);
  await end();
});

test('sends the words without their markdown, with the token, the language and the voice', async () => {
  const { say, synthesiser, end } = setUp();
  say('**Eat** [beans](https://example.com)! 🎉');
  const [request] = synthesiser.requests;
  assert.equal(request?.text, 'Eat beans!');
  assert.equal(request.token, 'token-1');
  assert.equal(request.lang, 'en-GB');
  assert.equal(request.voice, 'slt');
  await end();
});

test('tells when the answer becomes audible and when all of it has been heard', async () => {
  const { say, player, events, types, clock, end } = setUp();
  say('Eat beans. They are good.');
  await player.playAll();
  assert.deepEqual(types(), ['first-sentence', 'first-byte', 'audible', 'silent']);
  assert.equal(player.heard, 'Eat beans.They are good.');
  const atMs = events.flatMap((event) => ('atMs' in event && event.type !== 'mark' ? [event.atMs] : []));
  assert.deepEqual([atMs[0], atMs.at(-1)], [0, clock.now()]);
  await end();
});

test('tells each sentence as it is pronounced when it becomes audible', async () => {
  const { say, player, sentences, end } = setUp();
  say('Eat **beans**. They are good.');
  await player.playUntil('Eat');
  assert.deepEqual(sentences(), [['Eat beans.', 0]]);
  await player.playAll();
  assert.deepEqual(sentences().slice(1), [['They are good.', 100]]);
  await end();
});

test('is not silent before the answer is finished', async () => {
  const { queue, player, types, end } = setUp();
  queue.push('item_1', 'Eat beans.');
  queue.finishItem('item_1');
  await player.playAll();
  assert.ok(!types().includes('silent'));
  queue.finishAnswer();
  assert.equal(types().at(-1), 'silent');
  await end();
});

test('is silent at once after an answer without words', async () => {
  const { queue, types, end } = setUp();
  queue.finishAnswer();
  assert.deepEqual(types(), ['silent']);
  queue.push('item_2', '🎉');
  queue.finishAnswer();
  assert.deepEqual(types(), ['silent', 'silent']);
  await end();
});

test('speaks several items in their order and reports each', async () => {
  const { queue, player, end } = setUp();
  queue.push('item_1', 'Eat beans.');
  queue.finishItem('item_1');
  queue.push('item_2', 'Drink more water.');
  queue.finishItem('item_2');
  await player.playUntil('Drink more');
  assert.deepEqual(queue.stop(), [
    { itemId: 'item_1', heard: 'Eat beans.', complete: true },
    { itemId: 'item_2', heard: 'Drink more', complete: false },
  ]);
  await end();
});

test('does not pay for a sentence long before it is needed', async () => {
  const { say, player, synthesiser, clock, end } = setUp();
  synthesiser.answer = ({ text }) => Promise.resolve(streamOf(unhurried(text)));
  say('Oats are very cheap and they keep for months if you store them. Beans too. Nuts too.');
  await player.playUntil('O');
  await clock.advance(2000);
  assert.equal(synthesiser.requests.length, 1, 'nearly two seconds are left');
  await clock.advance(500);
  assert.equal(synthesiser.requests.length, 2, 'the next sentence is due');
  await end();
});

test('estimates what is left while the sound is still arriving', async () => {
  const { say, player, synthesiser, clock, end } = setUp();
  const sound = held();
  synthesiser.answer = ({ text }) => (text.startsWith('Oats') ? Promise.resolve(sound.stream) : undefined);
  say('Oats are very cheap and they keep for months if you store them. Beans too.');
  // 63 characters are guessed to last 4.2 s, and 1.5 s of them in hand are enough.
  sound.send('O');
  await player.playUntil('O');
  await clock.advance(2600);
  assert.equal(synthesiser.requests.length, 1);
  await clock.advance(200);
  assert.equal(synthesiser.requests.length, 2);
  await end();
});

test('asks for more at a time when sound arrives slower than it is spoken', async () => {
  const { say, synthesiser, clock, end } = setUp();
  const slow = held();
  synthesiser.answer = ({ text }) =>
    text.startsWith('Oats') ? Promise.resolve(slow.stream) : new Promise(() => undefined);
  say('Oats are very cheap and they keep for months if you store them. Beans too. Nuts too. Peas too.');
  slow.send('x'.repeat(30));
  await clock.advance(1000);
  assert.equal(synthesiser.requests.length, 1);
  slow.send('x'.repeat(30));
  await settled();
  assert.equal(synthesiser.requests.length, 3);
  await end();
});

test('never has more than three requests open', async () => {
  const { say, synthesiser, end } = setUp();
  synthesiser.answer = () => new Promise(() => undefined);
  say('One. Two. Three. Four. Five. Six.');
  await settled();
  assert.deepEqual(synthesiser.texts, ['One.', 'Two.', 'Three.']);
  await end();
});

test('tries a sentence once more when no byte of it has come', async () => {
  const { say, player, synthesiser, types, end } = setUp();
  let failures = 0;
  synthesiser.answer = () => (failures++ === 0 ? Promise.reject(new TypeError('network error')) : undefined);
  say('Eat beans.');
  await player.playAll();
  assert.equal(player.heard, 'Eat beans.');
  assert.ok(!types().includes('failed'));
  await end();
});

for (const [title, answer] of [
  ['its request fails twice', () => Promise.reject(new VoiceError('speech-failed', 'no'))],
  [
    'its stream breaks twice before the first byte',
    () => Promise.resolve(streamOf(new Uint8Array(), new Error())),
  ],
  ['its answer holds no sound', () => Promise.resolve(streamOf(new Uint8Array()))],
] as const) {
  test(`goes on with the next sentence when ${title}`, async () => {
    const { say, player, synthesiser, events, types, end } = setUp();
    synthesiser.answer = ({ text }) => (text === 'Two.' ? answer() : undefined);
    say('One. Two. Three.');
    await player.playAll();
    assert.equal(player.heard, 'One.Three.');
    assert.equal(synthesiser.texts.filter((text) => text === 'Two.').length, 2);
    assert.equal(types().filter((type) => type === 'failed').length, 1);
    const failure = events.find((event) => event.type === 'failed');
    assert.equal(failure?.error.code, 'speech-failed');
    assert.equal(types().at(-1), 'silent');
    await end();
  });
}

test('plays what had come of a sentence that breaks off, says so, and goes on', async () => {
  const { say, player, synthesiser, types, end } = setUp();
  const sound = held();
  synthesiser.answer = ({ text }) => (text.startsWith('One') ? Promise.resolve(sound.stream) : undefined);
  say('One apple. Two pears.');
  sound.send('One ap');
  await settled();
  sound.break();
  await player.playAll();
  assert.equal(player.heard, 'One apTwo pears.');
  assert.equal(types().filter((type) => type === 'failed').length, 1);
  assert.equal(synthesiser.texts.filter((text) => text.startsWith('One')).length, 1, 'it was tried again');
  await end();
});

test('does not repeat a request that was told to wait or to show another token', async () => {
  for (const code of ['rate-limited', 'session-expired'] as const) {
    const { say, synthesiser, events, end } = setUp();
    synthesiser.answer = () => Promise.reject(new VoiceError(code, 'no'));
    say('One.');
    await settled();
    assert.equal(synthesiser.requests.length, 1);
    assert.equal(events.find((event) => event.type === 'failed')?.error.code, code);
    await end();
  }
});

test('gives up on a sentence of which nothing comes for seven seconds, twice', async () => {
  const { say, synthesiser, types, clock, end } = setUp();
  synthesiser.answer = () => new Promise(() => undefined);
  say('One.');
  await clock.advance(6999);
  assert.equal(synthesiser.requests.length, 1);
  await clock.advance(1);
  assert.equal(synthesiser.requests.length, 2);
  assert.equal(synthesiser.requests[0]?.signal.aborted, true);
  await clock.advance(7000);
  assert.ok(types().includes('failed'));
  await end();
});

test('gives up on a sound that stops coming for four seconds', async () => {
  const { say, player, synthesiser, types, clock, end } = setUp();
  const sound = held();
  synthesiser.answer = () => Promise.resolve(sound.stream);
  say('One apple.');
  sound.send('One');
  await clock.advance(3999);
  assert.ok(!types().includes('failed'));
  await clock.advance(1);
  assert.ok(types().includes('failed'));
  await player.playAll();
  assert.equal(types().at(-1), 'silent');
  await end();
});

test('tells of the silence while no sentence had been written', async () => {
  const { queue, player, events, clock, end } = setUp();
  queue.push('item_1', 'Eat beans. T');
  await player.playAll();
  await clock.advance(700);
  queue.push('item_1', 'hey are good.');
  queue.finishItem('item_1');
  await player.playUntil('good.');
  assert.deepEqual(
    events.filter(({ type }) => type === 'gap'),
    [{ type: 'gap', gapMs: 700 }],
  );
  await end();
});

test('counts no gap between two answers', async () => {
  const { say, queue, player, types, clock, end } = setUp();
  say('Eat beans.');
  await player.playAll();
  await clock.advance(60_000);
  queue.push('item_2', 'You are welcome.');
  queue.finishAnswer();
  await player.playAll();
  const once = ['first-sentence', 'first-byte', 'audible', 'silent'];
  assert.deepEqual(types(), [...once, ...once]);
  await end();
});

test('falls silent at once, aborts its requests and says what was heard', async () => {
  const { queue, player, synthesiser, types, clock, end } = setUp();
  queue.push('item_1', '**Eat** more [beans](https://example.com). They are cheap. And so on. ');
  await player.playUntil('They are');
  const heard = queue.stop();
  assert.deepEqual(heard, [
    { itemId: 'item_1', heard: '**Eat** more [beans](https://example.com). They are', complete: false },
  ]);
  assert.ok(synthesiser.requests.every(({ signal }) => signal.aborted));
  assert.equal(clock.running, 0);
  const before = types();
  await player.playAll();
  assert.deepEqual(types(), before, 'something was told after the stop');
  assert.deepEqual(queue.stop(), [], 'a second stop has nothing to tell');
  await end();
});

test('says that nothing was heard when it is stopped before the first sample', async () => {
  const { queue, end } = setUp();
  queue.push('item_1', 'Eat beans. They');
  await settled();
  assert.deepEqual(queue.stop(), [{ itemId: 'item_1', heard: '', complete: false }]);
  await end();
});

test('leaves out of what was heard a sentence that could not be spoken', async () => {
  const { queue, player, synthesiser, end } = setUp();
  synthesiser.answer = ({ text }) =>
    text === 'Two pears.' ? Promise.reject(new VoiceError('rate-limited', 'no')) : undefined;
  queue.push('item_1', 'One apple. Two pears. Three plums. Four figs.');
  queue.finishItem('item_1');
  await player.playUntil('Three');
  assert.deepEqual(queue.stop(), [{ itemId: 'item_1', heard: 'One apple. Three', complete: false }]);
  await end();
});

test('does not count signs without sound behind the last word as heard', async () => {
  const { queue, player, end } = setUp();
  queue.push('item_1', 'Eat more beans. [1]\n');
  await player.playUntil('Eat');
  assert.deepEqual(queue.stop(), [{ itemId: 'item_1', heard: 'Eat', complete: false }]);
  await end();
});

test('speaks again after a stop', async () => {
  const { queue, player, types, end } = setUp();
  queue.push('item_1', 'Eat beans. They');
  await player.playUntil('Eat');
  queue.stop();
  queue.push('item_2', 'Sorry.');
  queue.finishAnswer();
  await player.playAll();
  assert.equal(player.heard, 'EatSorry.');
  assert.equal(types().at(-1), 'silent');
  await end();
});

test('keeps every request within the limit', async () => {
  const { say, player, synthesiser, end } = setUp({ maxCharacters: 60 });
  say('word '.repeat(50));
  await player.playAll();
  assert.ok(synthesiser.texts.length >= 5);
  assert.ok(synthesiser.texts.every((text) => text.length <= 60));
  await end();
});

test('is silent for good when its signal aborts', async () => {
  const { queue, player, synthesiser, events, end } = setUp();
  queue.push('item_1', 'Eat beans. They');
  await player.playUntil('Eat');
  const before = events.length;
  await end();
  queue.push('item_1', ' are good. Yes.');
  queue.finishAnswer();
  await player.playAll();
  assert.equal(player.heard, 'Eat');
  assert.equal(events.length, before);
  assert.equal(synthesiser.requests.length, 1);
});
