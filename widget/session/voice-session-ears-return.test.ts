/** Ears that were lost within a call, and how they come back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation, inCall } from '../testing/conversation.js';
import { settled } from '../testing/settled.js';
import { type ErrorCode, VoiceError } from './errors.js';

/** A call that began without a microphone. */
async function withoutMicrophone(
  code: ErrorCode,
  options: ConstructorParameters<typeof Conversation>[0] = {},
): Promise<Conversation> {
  const talk = new Conversation(options);
  talk.microphone.permission = () => Promise.reject(new VoiceError(code, 'no'));
  talk.api.expectOpen().expectExchange();
  await talk.session.start();
  talk.api.expectClose();
  assert.equal(talk.noticeCode(), code);
  return talk;
}

function allow(talk: Conversation): void {
  talk.microphone.permission = () => Promise.resolve();
}

for (const code of ['microphone-denied', 'microphone-missing'] as const) {
  test(`${code}: a microphone that can be had later is taken, and the notice goes`, async () => {
    const talk = await withoutMicrophone(code);
    allow(talk);
    talk.microphone.appear();
    await settled();
    assert.equal(talk.noticeCode(), undefined);
    assert.equal(talk.session.snapshot.degraded, false);
    assert.equal(talk.session.snapshot.audio, 'live');
    await talk.user('is tea good');
    assert.deepEqual(talk.lines, ['user sent: is tea good']);
    await talk.assertNothingLeft();
  });
}

test('auto: the text call that a missing microphone made becomes a spoken one again with it', async () => {
  const talk = await withoutMicrophone('microphone-denied', { mode: 'auto' });
  assert.equal(talk.session.snapshot.activeMode, 'text');
  talk.session.mute(true);
  allow(talk);
  talk.microphone.appear();
  await settled();
  assert.equal(talk.session.snapshot.activeMode, 'hybrid');
  assert.equal(talk.session.snapshot.audio, 'muted');
  assert.equal(talk.microphone.enabled, false);
  assert.deepEqual(talk.moments.filter(({ type }) => type === 'mode-change').at(-1), {
    type: 'mode-change',
    from: 'auto',
    to: 'hybrid',
    reason: 'microphone',
  });
  talk.session.mute(false);
  await settled();
  await talk.user('is tea good');
  await talk.assistantSays('It is.');
  assert.match(talk.player.heard, /It is/);
  await talk.assertNothingLeft();
});

/** The microphone goes, and there is no other. */
async function unplugged(options: ConstructorParameters<typeof Conversation>[0] = {}): Promise<Conversation> {
  const talk = await inCall(options);
  talk.session.mute(true);
  talk.microphone.permission = () => Promise.reject(new VoiceError('microphone-missing', 'none left'));
  talk.microphone.unplug();
  await settled();
  assert.equal(talk.session.snapshot.audio, 'none');
  return talk;
}

test('a visitor who unmutes while the microphone is away is heard when it is back', async () => {
  const talk = await unplugged();
  talk.session.mute(false);
  allow(talk);
  talk.microphone.appear();
  await settled();
  assert.equal(talk.microphone.enabled, true);
  assert.equal(talk.recogniser.running, true);
  await talk.user('is tea good');
  assert.deepEqual(talk.lines, ['user sent: is tea good']);
  await talk.assertNothingLeft();
});

test('a microphone in place of one that was muted before it went away is not muted', async () => {
  const talk = await unplugged();
  talk.session.mute(false);
  allow(talk);
  talk.microphone.appear();
  await settled();
  talk.microphone.unplug();
  await settled();
  assert.equal(talk.microphone.opened, 1);
  assert.equal(talk.microphone.enabled, true);
  await talk.assertNothingLeft();
});

test('a visitor who mutes while the microphone is away is not heard when it is back', async () => {
  const talk = await unplugged();
  talk.session.mute(false);
  talk.session.mute(true);
  allow(talk);
  talk.microphone.appear();
  await settled();
  assert.equal(talk.session.snapshot.audio, 'muted');
  assert.equal(talk.microphone.enabled, false);
  assert.equal(talk.recogniser.running, false);
  await talk.assertNothingLeft();
});

test('push-to-talk switched off while the microphone is away: the visitor is heard when it is back', async () => {
  const talk = await unplugged({ pushToTalk: true });
  talk.session.mute(false);
  talk.session.configure({ mode: 'hybrid', lang: 'en', microphone: 'processed' });
  allow(talk);
  talk.microphone.appear();
  await settled();
  assert.equal(talk.recogniser.running, true);
  await talk.user('is tea good');
  assert.deepEqual(talk.lines, ['user sent: is tea good']);
  await talk.assertNothingLeft();
});

test('a visitor who goes from a voice that drowns theirs to typing, and back, is heard', async () => {
  const talk = await inCall();
  talk.echoes(0.3);
  await talk.user('how much iron is in lentils');
  await talk.assistantStreams('Lentils contain a lot of iron, and so does spinach. ', 'So');
  await talk.player.playUntil('lot of iron,');
  for (let nth = 0; nth < 4; nth++) talk.recogniser.final('lentils contain a lot of iron');
  await settled();
  assert.equal(talk.recogniser.running, false);
  talk.session.switchMode('text');
  await settled();
  talk.session.switchMode('hybrid');
  await settled();
  assert.equal(talk.recogniser.running, true);
  await talk.user('is tea good');
  assert.equal(talk.lines.at(-1), 'user sent: is tea good');
  await talk.assertNothingLeft();
});

test('a microphone that cannot be had after all is no news', async () => {
  const talk = await withoutMicrophone('microphone-missing', { mode: 'auto' });
  talk.session.dismissNotice();
  const { state } = talk;
  talk.microphone.appear();
  await settled();
  assert.equal(talk.noticeCode(), undefined);
  assert.equal(talk.session.snapshot.degraded, true);
  assert.equal(talk.session.snapshot.activeMode, 'text');
  assert.equal(talk.state, state);
  allow(talk);
  talk.microphone.appear();
  await settled();
  assert.equal(talk.session.snapshot.activeMode, 'hybrid');
  await talk.assertNothingLeft();
});

test('a visitor who chose to type is not listened to when a microphone appears', async () => {
  const talk = await withoutMicrophone('microphone-missing');
  talk.session.switchMode('text');
  allow(talk);
  assert.equal(talk.microphone.waiting, 0);
  await talk.clock.advance(60_000);
  assert.equal(talk.microphone.opened, 0);
  await talk.assertNothingLeft();
});

test('a recogniser that lost its network is tried every 30 s, without a word until it hears again', async () => {
  const talk = await inCall();
  const fail = async (): Promise<void> => {
    talk.recogniser.fail('network');
    await talk.clock.advance(1_000);
    talk.recogniser.fail('network');
    await settled();
  };
  await fail();
  assert.equal(talk.noticeCode(), 'recognition-failed');
  assert.equal(talk.microphone.opened, 0);
  talk.session.dismissNotice();
  talk.recogniser.startsAtOnce = false;
  await talk.clock.advance(29_999);
  assert.equal(talk.recogniser.running, false);
  await talk.clock.advance(1);
  assert.equal(talk.recogniser.running, true);
  await fail();
  assert.equal(talk.noticeCode(), undefined);
  assert.equal(talk.session.snapshot.degraded, true);
  assert.equal(talk.microphone.opened, 0);
  talk.recogniser.startsAtOnce = true;
  await talk.clock.advance(30_000);
  assert.equal(talk.session.snapshot.degraded, false);
  await talk.user('is tea good');
  assert.deepEqual(talk.lines, ['user sent: is tea good']);
  await talk.assertNothingLeft();
});

test('a microphone that another program held is tried for again', async () => {
  const talk = await withoutMicrophone('microphone-busy');
  await talk.clock.advance(30_000);
  assert.equal(talk.noticeCode(), 'microphone-busy');
  allow(talk);
  await talk.clock.advance(30_000);
  assert.equal(talk.noticeCode(), undefined);
  assert.equal(talk.session.snapshot.audio, 'live');
  await talk.assertNothingLeft();
});

test('a call that ends while its ears are away tries nothing more', async () => {
  const talk = await withoutMicrophone('microphone-busy');
  await talk.session.stop();
  allow(talk);
  await talk.clock.advance(60_000);
  assert.equal(talk.microphone.opened, 0);
  await talk.assertNothingLeft();
});
