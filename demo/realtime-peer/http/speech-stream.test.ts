import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Gates } from '../gates.js';
import { toneVoice } from '../testing/tone-voice.js';
import { createPeerServer } from './server.js';
import { parseSpeechRequest } from './speech-request.js';
import type { SpeechPace } from './speech-stream.js';
import { streamSpeech } from './speech-stream.js';

/** 100 ms of sound a character. */
const TEXT = 'Hello there';

/** What is waited for while `TEXT` is streamed, by a clock that moves with the waiting alone. */
async function waitsOf(pace: SpeechPace): Promise<number[]> {
  const waits: number[] = [];
  let now = 1000;
  const service = {
    voice: toneVoice(),
    gates: new Gates(),
    pace,
    nowMs: () => now,
    delay: (ms: number) => {
      waits.push(Math.round(ms));
      now += ms;
      return Promise.resolve();
    },
  };
  const wanted = parseSpeechRequest({ model: 'tts-1', voice: 'alloy', input: TEXT, response_format: 'pcm' });
  const server = createPeerServer(
    [{ method: 'POST', path: /^\/$/, handle: (exchange) => streamSpeech(exchange, wanted, service) }],
    { onOver: () => undefined, before: () => Promise.resolve([]) },
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' });
  assert.equal((await response.arrayBuffer()).byteLength, TEXT.length * 4800);
  await new Promise((resolve) => server.close(resolve));
  return waits;
}

test('without a pace nothing is waited for', async () => {
  assert.deepEqual(await waitsOf({}), []);
});

test('the first byte comes when the pace says', async () => {
  assert.deepEqual(await waitsOf({ timeToFirstByteMs: 80 }), [80]);
});

test('a real-time factor of 0.2 sends each 100 ms of sound 20 ms after the piece before', async () => {
  const waits = await waitsOf({ timeToFirstByteMs: 80, realTimeFactor: 0.2 });
  assert.deepEqual(waits, [80, ...Array.from({ length: 10 }, () => 20)]);
});
