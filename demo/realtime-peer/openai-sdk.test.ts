import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import OpenAI from 'openai';

import { startRealtimePeer } from './peer.js';
import type { RealtimePeer } from './peer.js';
import { offerWithoutCandidates } from './testing/offer.js';
import { toneVoice } from './testing/tone-voice.js';

let peer: RealtimePeer;
let client: OpenAI;
before(async () => {
  peer = await startRealtimePeer({ speech: null, voice: toneVoice() });
  client = new OpenAI({ apiKey: 'sk-sdk', baseURL: peer.url, maxRetries: 0 });
});
after(() => peer.close());

test('the SDK mints an ephemeral key with its whole session', async () => {
  const before_s = Math.floor(Date.now() / 1000);
  const secret = await client.realtime.clientSecrets.create({
    expires_after: { anchor: 'created_at', seconds: 60 },
    session: { type: 'realtime', model: 'gpt-realtime-2.1', output_modalities: ['text'] },
  });
  assert.match(secret.value, /^ek_/);
  assert.ok(Math.abs(secret.expires_at - before_s - 60) <= 1);
  assert.deepEqual((secret.session as { output_modalities: string[] }).output_modalities, ['text']);
});

test('the SDK gets typed errors: wrong key, and a life that is too long', async () => {
  const stranger = new OpenAI({ apiKey: 'no-server-key', baseURL: peer.url, maxRetries: 0 });
  await assert.rejects(() => stranger.realtime.clientSecrets.create({}), OpenAI.AuthenticationError);
  await assert.rejects(
    () => client.realtime.clientSecrets.create({ expires_after: { seconds: 7201 } }),
    (error) => error instanceof OpenAI.BadRequestError && error.param === 'expires_after.seconds',
  );
});

test('the SDK makes a unified call and hangs it up', async () => {
  const sdp = await offerWithoutCandidates();
  const response = await client.realtime.calls.create({
    sdp,
    session: { type: 'realtime', model: 'gpt-realtime', output_modalities: ['text'] },
  });
  assert.equal(response.status, 201);
  const callId = response.headers.get('location')?.split('/').at(-1) ?? '';
  assert.match(callId, /^rtc_/);
  assert.match(await response.text(), /a=setup:active/);
  assert.deepEqual(peer.calls.ids(), [callId]);
  await client.realtime.calls.hangup(callId);
  assert.equal(peer.calls.size, 0);
});

test('the SDK streams speech as PCM, as WAV and as Opus', async () => {
  const speech = { model: 'gpt-4o-mini-tts', voice: 'alloy', input: 'Hello.' } as const;
  const pcm = await client.audio.speech.create({ ...speech, response_format: 'pcm' });
  const samples = new Int16Array(await pcm.arrayBuffer());
  assert.equal(samples.length, 24_000 * 0.6);
  const wav = await client.audio.speech.create({ ...speech, response_format: 'wav' });
  const bytes = Buffer.from(await wav.arrayBuffer());
  assert.equal(bytes.toString('ascii', 0, 4), 'RIFF');
  assert.equal(bytes.readUInt32LE(24), 24_000);
  assert.equal(bytes.byteLength, 44 + samples.byteLength);
  const opus = await client.audio.speech.create({ ...speech, response_format: 'opus' });
  assert.equal(opus.headers.get('content-type'), 'audio/ogg');
  const packed = Buffer.from(await opus.arrayBuffer());
  assert.equal(packed.toString('ascii', 0, 4), 'OggS');
  assert.ok(packed.byteLength < samples.byteLength / 5, `${packed.byteLength} of ${samples.byteLength}`);
});

test('the SDK lists models with their shutdown date', async () => {
  const models = await client.models.list();
  const speech = models.data.find((model) => model.id === 'tts-1');
  assert.equal(speech?.shutdown_date, '2027-01-06');
  const realtime = await client.models.retrieve('gpt-realtime-2.1');
  assert.equal(realtime.shutdown_date, null);
});
