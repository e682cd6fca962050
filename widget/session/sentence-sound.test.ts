/** A sentence in another format than raw samples; what concerns every format is tested in speech-queue.test.ts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../testing/manual-clock.js';
import { ScriptedSynthesiser, streamOf } from '../testing/scripted-synthesiser.js';
import { settled } from '../testing/settled.js';
import { textOf } from '../testing/spoken-sound.js';
import { VoiceError } from './errors.js';
import { sentenceSound } from './sentence-sound.js';
import { SpeechFormat } from './speech-format.js';

const QUICK_VOICE_MS = 100;

/** As Opus, and if that fails as raw samples. */
function setUp(prepare: (synthesiser: ScriptedSynthesiser) => void) {
  const clock = new ManualClock();
  const synthesiser = new ScriptedSynthesiser();
  prepare(synthesiser);
  const unwanted = new AbortController();
  const flow = new SpeechFormat({ clock, offered: () => ['pcm', 'opus'] });
  const ends: (VoiceError | undefined)[] = [];
  let sizeBytes = 0;
  const stream = sentenceSound({
    clock,
    formats: ['opus', 'pcm'],
    flow,
    decode: (parts) => synthesiser.decode(parts),
    request: (format, signal) =>
      synthesiser.synthesise({ text: 'Eat beans.', lang: 'en', token: 't', format, signal }),
    signal: unwanted.signal,
    onBytes: (bytes) => (sizeBytes += bytes),
    onEnd: (error) => ends.push(error),
  });
  return {
    clock,
    unwanted,
    ends,
    /** What there is to hear in the end. */
    heard: async () => {
      const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
      assert.equal(sizeBytes, bytes.length, 'what is told of is what arrives');
      return textOf(bytes);
    },
    /** What the next sentence is asked for as, after one of `sizeBytes` that took `ms`. */
    async nextAfter(sizeBytes: number, ms: number) {
      flow.began(QUICK_VOICE_MS);
      await clock.advance(ms);
      flow.arrived(sizeBytes);
      flow.ended();
      return flow.choose(1000, 1000)[0];
    },
    formats: () => synthesiser.requests.map(({ format }) => format),
  };
}

const cannotDecode = (synthesiser: ScriptedSynthesiser): void => {
  synthesiser.decode = () => Promise.reject(new VoiceError('speech-failed', 'no decoder'));
};

test('compressed sound is heard as the samples it decodes to', async () => {
  const partsAtOnce: number[] = [];
  const { heard, formats, ends, clock, nextAfter } = setUp((synthesiser) => {
    const { decode } = synthesiser;
    synthesiser.answer = ({ text }) => Promise.resolve(chunksOf(text.slice(0, 3), text.slice(3)));
    synthesiser.decode = (parts) => {
      partsAtOnce.push(parts.length);
      return decode(parts);
    };
  });
  assert.equal(await heard(), 'Eat beans.');
  assert.deepEqual(formats(), ['opus']);
  assert.deepEqual(partsAtOnce, [2]);
  assert.deepEqual(ends, [undefined]);
  await clock.advance(60_000);
  assert.equal(await nextAfter(80_000, 1000), 'pcm', 'the minute is not the network’s');
});

test('a sentence that cannot be decoded is asked for once more as raw samples, and the format no more', async () => {
  const { heard, formats, ends, nextAfter } = setUp(cannotDecode);
  assert.equal(await heard(), 'Eat beans.');
  assert.deepEqual(formats(), ['opus', 'pcm']);
  assert.deepEqual(ends, [undefined]);
  assert.equal(await nextAfter(50_000, 5000), 'pcm');
});

test('one that cannot be had as raw samples either has failed', async () => {
  const { heard, formats, ends } = setUp((synthesiser) => {
    cannotDecode(synthesiser);
    synthesiser.answer = ({ format }) =>
      format === 'pcm' ? Promise.reject(new VoiceError('speech-failed', 'no voice')) : undefined;
  });
  assert.equal(await heard(), '');
  assert.deepEqual(formats(), ['opus', 'pcm']);
  assert.deepEqual(
    ends.map((error) => error?.code),
    ['speech-failed'],
  );
});

test('compressed sound that breaks off is asked for again from its beginning', async () => {
  const { heard, formats, nextAfter } = setUp((synthesiser) => {
    synthesiser.answer = ({ format }) =>
      format === 'pcm'
        ? undefined
        : Promise.resolve(streamOf(new TextEncoder().encode('Eat'), new TypeError('network error')));
  });
  assert.equal(await heard(), 'Eat beans.');
  assert.deepEqual(formats(), ['opus', 'pcm']);
  assert.equal(await nextAfter(50_000, 5000), 'opus', 'the format is not to blame');
});

test('a decoder that never ends is not waited for', async () => {
  const { heard, clock, formats } = setUp((synthesiser) => {
    synthesiser.decode = () => new Promise(() => undefined);
  });
  const hearing = heard();
  await settled();
  await clock.advance(4000);
  assert.equal(await hearing, 'Eat beans.');
  assert.deepEqual(formats(), ['opus', 'pcm']);
  assert.equal(clock.running, 0);
});

test('nothing is told any more of a sentence that is not wanted, whatever its decoder does', async () => {
  let finish: (sound: Uint8Array<ArrayBuffer>) => void = () => undefined;
  const { unwanted, clock, ends, formats, nextAfter } = setUp((synthesiser) => {
    synthesiser.decode = () => new Promise((resolve) => (finish = resolve));
  });
  await settled();
  unwanted.abort();
  finish(new Uint8Array(960));
  await settled();
  assert.deepEqual(ends, []);
  assert.deepEqual(formats(), ['opus']);
  assert.equal(await nextAfter(50_000, 5000), 'opus');
  assert.equal(clock.running, 0);
});

function chunksOf(...texts: readonly string[]): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({
    start(controller) {
      for (const text of texts) controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
}
