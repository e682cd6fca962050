import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createEncoder } from 'libopus-wasm';
import type { SpeechInEvent } from '../conversation/ports.js';
import type { RtpPacket } from '../link/media.js';
import { createSpeechEngine } from './engine.js';
import { FakeMedia } from './testing/fake-media.js';
import { ManualClock } from './testing/manual-clock.js';
import { createVoice, VOICE_RATE_HZ } from './voice.js';
import { wordErrors } from './word-errors.js';

const voice = await createVoice();
const engine = await createSpeechEngine({ voice, report: (line) => assert.fail(line) });
after(async () => {
  await engine.close();
  await voice.close();
});

const FRAME = VOICE_RATE_HZ / 50;

test('understands spoken sentences that arrive as Opus, and knows when each is over', async () => {
  const call = attach();
  call.speechIn.configure({
    turnDetection: { type: 'server_vad', threshold: 0.5, prefixPaddingMs: 300, silenceDurationMs: 500 },
  });
  const sentences = ['What should I cook for dinner tonight?', 'How much water should I drink every day?'];
  const sound = [silence(500)];
  for (const sentence of sentences) sound.push(await speak(sentence), silence(1200));
  await call.arrive(join(sound));
  await call.completed(2);
  assert.deepEqual(
    call.transcripts().map((heard, index) => wordErrors(sentences[index]!, heard).errors),
    [0, 0],
    call.transcripts().join(' | '),
  );
  const turns = call.events.filter(({ type }) => type.startsWith('speech-')).map(({ type }) => type);
  assert.deepEqual(turns, ['speech-started', 'speech-stopped', 'speech-started', 'speech-stopped']);
});

test('ends a turn whose sound breaks off in the middle', async () => {
  const call = attach();
  call.speechIn.configure({
    turnDetection: { type: 'server_vad', threshold: 0.5, prefixPaddingMs: 300, silenceDurationMs: 300 },
  });
  const sentence = await speak('I like apples, pears and bananas.');
  // Loaded by now; the first packets only wake the decoder.
  await call.arrive(silence(200));
  await call.arrive(sentence.slice(0, Math.floor(sentence.length * 0.7)));
  assert.equal(call.events.at(-1)?.type, 'speech-started');
  const arrivedMs = call.speechIn.positionMs();
  call.clock.advance(390);
  assert.equal(call.speechIn.positionMs(), arrivedMs, 'a short stall is no end');
  call.clock.advance(5000);
  await call.completed(1);
});

test('ends a turn whose sound broke off before the models were loaded', async () => {
  const cold = await createSpeechEngine({ voice });
  const call = attach(cold);
  call.speechIn.configure({
    turnDetection: { type: 'server_vad', threshold: 0.5, prefixPaddingMs: 300, silenceDurationMs: 500 },
  });
  const begun = call.told();
  await call.arrive(await speak('I like apples, pears and bananas.'));
  assert.equal(call.events.length, 0);
  await begun;
  call.clock.advance(5000);
  await call.completed(1);
});

test('understands what a client commits by itself', async () => {
  const call = attach();
  call.speechIn.configure({ turnDetection: null });
  const sentence = 'I would like some soup with my bread.';
  await call.arrive(join([silence(300), await speak(sentence), silence(300)]));
  assert.ok(call.speechIn.commit().committed);
  await call.completed(1);
  assert.equal(wordErrors(sentence, call.transcripts()[0]!).errors, 0, call.transcripts()[0]);
});

function attach(to = engine) {
  const clock = new ManualClock();
  const media = new FakeMedia(clock);
  after(() => media.hangUp());
  const { speechIn } = to.attach(media, clock);
  const events: SpeechInEvent[] = [];
  let tell: () => void = () => undefined;
  const told = (): Promise<void> => new Promise((resolve) => (tell = resolve));
  speechIn.listen((event) => {
    events.push(event);
    tell();
  });
  const completed = async (count: number): Promise<void> => {
    while (events.filter(({ type }) => type === 'transcript-completed').length < count) {
      await told();
    }
  };
  let next = 0;
  /** Plays sound in as a browser's microphone would, as fast as possible; done when it has been listened to. */
  const arrive = async (pcm: Int16Array): Promise<void> => {
    const before = speechIn.positionMs();
    const packets = await rtpOf(pcm, next);
    next += packets.length;
    for (const packet of packets) media.arrive(packet);
    while (speechIn.positionMs() < before + packets.length * 20) await nextTurn();
  };
  const transcripts = (): string[] =>
    events.flatMap((event) => (event.type === 'transcript-completed' ? [event.transcript] : []));
  return { clock, speechIn, events, transcripts, arrive, told, completed };
}

async function rtpOf(pcm: Int16Array, first: number): Promise<RtpPacket[]> {
  const encoder = await createEncoder({ sampleRate: VOICE_RATE_HZ, channels: 1 });
  const packets = Array.from({ length: Math.floor(pcm.length / FRAME) }, (_, index) => ({
    payloadType: 111,
    sequenceNumber: (first + index) & 0xffff,
    timestamp: (first + index) * 960,
    ssrc: 5,
    marker: false,
    payload: encoder.encode(pcm.slice(index * FRAME, (index + 1) * FRAME)),
  }));
  encoder.free();
  return packets;
}

async function speak(text: string): Promise<Int16Array> {
  const pieces: Int16Array[] = [];
  for await (const pcm of voice.speak(text, { signal: new AbortController().signal })) pieces.push(pcm);
  return join(pieces);
}

function join(pieces: readonly Int16Array[]): Int16Array {
  return Int16Array.from(pieces.flatMap((piece) => [...piece]));
}

function silence(ms: number): Int16Array {
  return new Int16Array((ms * VOICE_RATE_HZ) / 1000);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
