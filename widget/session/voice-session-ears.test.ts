/** Ears and sound: permission, loss, mute, barge-in, echo. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation, inCall } from '../testing/conversation.js';
import { sessionReply } from '../testing/scripted-api.js';
import { settled } from '../testing/settled.js';
import { type ErrorCode, VoiceError } from './errors.js';

async function started(talk: Conversation): Promise<Conversation> {
  talk.api.expectOpen().expectExchange();
  await talk.session.start();
  talk.api.expectClose();
  return talk;
}

for (const code of [
  'microphone-denied',
  'microphone-missing',
  'microphone-busy',
  'insecure-context',
  'policy-blocked',
] as const satisfies readonly ErrorCode[]) {
  test(`${code}: the call opens all the same, typing works, and the visitor is told`, async () => {
    const talk = new Conversation();
    talk.microphone.permission = () => Promise.reject(new VoiceError(code, 'no'));
    await started(talk);
    const { state, notice, degraded, audio, activeMode } = talk.session.snapshot;
    assert.deepEqual(
      { state, code: notice?.code, degraded, audio, activeMode },
      { state: 'listening', code, degraded: true, audio: 'none', activeMode: 'hybrid' },
    );
    assert.equal(talk.recogniser.running, false);
    await talk.types('Is tea good for me?');
    await talk.assistantSays('It is.');
    assert.match(talk.player.heard, /It is/);
    await talk.assertNothingLeft();
  });
}

test('auto: in a browser that recognises speech the call is hybrid, and the page is told once and why', async () => {
  const talk = await started(new Conversation({ mode: 'auto' }));
  assert.deepEqual(talk.moments, [
    { type: 'mode-change', from: 'auto', to: 'hybrid', reason: 'recognition-available' },
  ]);
  await talk.assertNothingLeft();
});

test('auto: without a microphone the call becomes a text call, and the page is told why', async () => {
  const talk = new Conversation({ mode: 'auto' });
  talk.microphone.permission = () => Promise.reject(new VoiceError('microphone-denied', 'no'));
  await started(talk);
  assert.equal(talk.session.snapshot.activeMode, 'text');
  assert.equal(talk.noticeCode(), 'microphone-denied');
  assert.deepEqual(
    talk.moments.filter(({ type }) => type === 'mode-change'),
    [{ type: 'mode-change', from: 'auto', to: 'text', reason: 'microphone-denied' }],
  );
  await talk.types('Is tea good for me?');
  await talk.assistantSays('It is.');
  assert.deepEqual(talk.synthesiser.requests, []);
  await talk.assertNothingLeft();
});

for (const [mode, activeMode] of [
  ['auto', 'text'],
  ['hybrid', 'hybrid'],
] as const) {
  test(`${mode}: a browser without a recogniser is typed to, and nobody asks for a microphone`, async () => {
    const talk = new Conversation({ mode });
    talk.recogniser.available = false;
    talk.microphone.permission = () => Promise.reject(new Error('asked'));
    await started(talk);
    assert.equal(talk.session.snapshot.activeMode, activeMode);
    assert.equal(talk.noticeCode(), 'recognition-unavailable');
    assert.equal(talk.session.snapshot.degraded, true);
    assert.equal(talk.state, 'listening');
    await talk.assertNothingLeft();
  });
}

test('text: neither microphone nor sound is asked for', async () => {
  const talk = new Conversation({ mode: 'text' });
  talk.microphone.permission = () => Promise.reject(new Error('asked'));
  await started(talk);
  assert.equal(talk.noticeCode(), undefined);
  assert.equal(talk.session.snapshot.degraded, false);
  assert.equal(talk.players.length, 0);
  await talk.assertNothingLeft();
});

test('a mode that the backend does not serve becomes the next best, and the page is told', async () => {
  const talk = await started(new Conversation({ mode: 'speech' }));
  assert.equal(talk.session.snapshot.activeMode, 'hybrid');
  assert.deepEqual(
    talk.moments.map((moment) => (moment.type === 'mode-change' ? moment.reason : moment.type)),
    ['not-served'],
  );
  await talk.assertNothingLeft();
});

test('the call listens when the recogniser says so, not before', async () => {
  const talk = new Conversation();
  talk.recogniser.startsAtOnce = false;
  talk.api.expectOpen().expectExchange().expectClose();
  const call = talk.session.start();
  await settled();
  assert.equal(talk.state, 'starting');
  talk.recogniser.started();
  await call;
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('the recogniser ending by itself is not seen', async () => {
  const talk = await inCall();
  const { state } = talk;
  talk.recogniser.end();
  await settled();
  assert.equal(talk.state, state);
  assert.equal(talk.recogniser.running, true);
  assert.equal(talk.states.filter((word) => word === 'listening').length, 1);
  await talk.assertNothingLeft();
});

test('a recogniser that fails for good leaves a call to type in, and a draft of what it had heard', async () => {
  const talk = await inCall();
  talk.recogniser.interim('is tea good');
  talk.recogniser.fail('denied');
  await settled();
  assert.equal(talk.noticeCode(), 'microphone-denied');
  assert.equal(talk.session.snapshot.degraded, true);
  assert.equal(talk.state, 'listening');
  assert.equal(talk.microphone.opened, 0);
  assert.deepEqual(talk.lines, ['user not-sent: is tea good']);
  await talk.session.resend(talk.log[0]?.id ?? '');
  assert.deepEqual(talk.lines, ['user sent: is tea good']);
  await talk.assertNothingLeft();
});

test('a recogniser without a network is given up after its second failure', async () => {
  const talk = await inCall();
  talk.recogniser.fail('network');
  await talk.clock.advance(1_000);
  talk.recogniser.fail('network');
  await talk.clock.advance(10_000);
  assert.equal(talk.noticeCode(), 'recognition-failed');
  assert.equal(talk.session.snapshot.speech, 'idle');
  await talk.assertNothingLeft();
});

test('an unplugged microphone leaves a call to type in', async () => {
  const talk = await inCall();
  talk.microphone.permission = () => Promise.reject(new VoiceError('microphone-missing', 'none left'));
  talk.microphone.unplug();
  await settled();
  assert.equal(talk.noticeCode(), 'microphone-missing');
  assert.equal(talk.session.snapshot.audio, 'none');
  await talk.types('Is tea good for me?');
  await talk.assertNothingLeft();
});

/** What the microphone gives, sample by sample, for a while. */
async function levels(talk: Conversation, rms: number, forMs: number): Promise<void> {
  for (let elapsedMs = 0; elapsedMs < forMs; elapsedMs += 500) {
    await talk.clock.advance(500);
    talk.microphone.level(rms);
  }
}

test('a microphone that gives nothing for ten seconds is told, until it gives something', async () => {
  const talk = await inCall();
  await levels(talk, 0.0001, 20_000);
  assert.equal(talk.noticeCode(), undefined);
  await levels(talk, 0, 9_500);
  assert.equal(talk.noticeCode(), undefined);
  await levels(talk, 0, 1_200);
  assert.equal(talk.noticeCode(), 'microphone-busy');
  assert.equal(talk.state, 'listening');
  await levels(talk, 0.0001, 500);
  assert.equal(talk.noticeCode(), undefined);
  await levels(talk, 0, 10_000);
  assert.equal(talk.noticeCode(), 'microphone-busy');
  talk.recogniser.interim('is tea');
  assert.equal(talk.noticeCode(), undefined);
  await talk.assertNothingLeft();
});

test('neither a muted visitor nor a speaking assistant makes a silent microphone a dead one', async () => {
  const talk = await inCall();
  talk.session.mute(true);
  await levels(talk, 0, 15_000);
  talk.session.mute(false);
  await levels(talk, 0, 8_500);
  assert.equal(talk.noticeCode(), undefined);
  await talk.user('is tea good for me');
  await levels(talk, 0, 1_200);
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'So');
  await talk.player.playUntil('Tea is good');
  await levels(talk, 0, 15_000);
  assert.equal(talk.noticeCode(), undefined);
  await talk.assertNothingLeft();
});

test('another microphone takes the place of an unplugged one, muted if that one was', async () => {
  const talk = await inCall();
  talk.session.mute(true);
  talk.microphone.unplug();
  await settled();
  assert.equal(talk.noticeCode(), undefined);
  assert.equal(talk.microphone.opened, 1);
  assert.equal(talk.microphone.enabled, false);
  talk.session.mute(false);
  await settled();
  await talk.user('is tea good');
  assert.deepEqual(talk.lines, ['user sent: is tea good']);
  await talk.assertNothingLeft();
});

test('a microphone that is replaced in the middle of a sentence loses nothing of it', async () => {
  const talk = await inCall();
  talk.recogniser.interim('is tea');
  talk.microphone.unplug();
  await settled();
  assert.equal(talk.recogniser.running, true);
  await talk.user('good for me');
  assert.deepEqual(talk.lines, ['user sent: is tea good for me']);
  await talk.assertNothingLeft();
});

test('a mode that is left while the microphone is replaced takes no hearing with it', async () => {
  const talk = new Conversation({ mode: 'speech' });
  talk.api
    .expectOpen(() => Promise.resolve(sessionReply({ modes: ['hybrid', 'speech', 'text'] })))
    .expectExchange();
  await talk.session.start();
  talk.api.expectClose();
  await settled();
  let allow = (): void => undefined;
  talk.microphone.permission = () => new Promise((resolve) => (allow = resolve));
  talk.microphone.unplug();
  talk.session.switchMode('hybrid');
  allow();
  await settled();
  assert.equal(talk.recogniser.running, true);
  await talk.user('is tea good');
  assert.deepEqual(talk.lines, ['user sent: is tea good']);
  await talk.assertNothingLeft();
});

test('push-to-talk: a microphone that is replaced while the button is held loses nothing', async () => {
  const talk = await inCall({ pushToTalk: true });
  talk.session.talk(true);
  await settled();
  talk.recogniser.interim('is tea');
  talk.microphone.unplug();
  await settled();
  talk.recogniser.interim('good for me');
  talk.session.talk(false);
  await settled();
  assert.deepEqual(talk.lines, ['user sent: is tea good for me']);
  await talk.assertNothingLeft();
});

test('while muted nothing is heard and nothing recognised; afterwards both go on', async () => {
  const talk = await inCall();
  talk.recogniser.interim('is tea');
  talk.session.mute(true);
  assert.equal(talk.microphone.enabled, false);
  assert.equal(talk.recogniser.running, false);
  assert.equal(talk.session.snapshot.audio, 'muted');
  assert.equal(talk.session.snapshot.speech, 'idle');
  assert.deepEqual(talk.lines, []);
  talk.session.mute(false);
  await settled();
  assert.equal(talk.microphone.enabled, true);
  assert.equal(talk.recogniser.running, true);
  await talk.user('is coffee good');
  assert.deepEqual(talk.lines, ['user sent: is coffee good']);
  await talk.assertNothingLeft();
});

test('a call started while muted is ready without hearing', async () => {
  const talk = new Conversation();
  talk.session.mute(true);
  await started(talk);
  assert.equal(talk.state, 'listening');
  assert.equal(talk.microphone.enabled, false);
  assert.equal(talk.recogniser.running, false);
  talk.session.mute(false);
  await settled();
  assert.equal(talk.recogniser.running, true);
  await talk.assertNothingLeft();
});

test('what the recogniser hears while the assistant speaks is never a turn', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'So');
  await talk.player.playUntil('Tea is');
  await talk.user('tea is', 'tea is good for nearly everybody');
  assert.equal(talk.log.length, 2);
  assert.equal(talk.state, 'speaking');
  await talk.assistantFinishes();
  await talk.player.playAll();
  await talk.clock.advance(1000);
  await talk.user('and coffee');
  assert.equal(talk.lines.at(-1), 'user sent: and coffee');
  await talk.assertNothingLeft();
});

test('a visitor who speaks up interrupts', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'So');
  await talk.player.playUntil('Tea is good');
  await talk.speaksUp();
  assert.equal(talk.state, 'listening');
  assert.equal(talk.log.at(-1)?.heard, 'Tea is good');
  assert.equal(talk.recogniser.running, true);
  await talk.assertNothingLeft();
});

test('sound that the browser holds back is told, and comes with the next gesture', async () => {
  const talk = new Conversation();
  let allowed = false;
  talk.soundPermission = () =>
    allowed ? Promise.resolve() : Promise.reject(new VoiceError('playback-blocked', 'no gesture'));
  await started(talk);
  assert.equal(talk.noticeCode(), 'playback-blocked');
  assert.equal(talk.session.snapshot.degraded, true);
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good.');
  await talk.assistantFinishes();
  assert.equal(talk.state, 'listening');
  assert.deepEqual(talk.synthesiser.requests, []);
  allowed = true;
  talk.session.dismissNotice();
  await settled();
  await talk.types('And coffee?');
  await talk.assistantSays('Coffee too.');
  assert.match(talk.player.heard, /Coffee too/);
  await talk.assertNothingLeft();
});

test('sound that a slow device lets out late is told as held back, and the next answers are heard', async () => {
  const talk = new Conversation();
  let letOut = (): void => undefined;
  talk.soundPermission = () => new Promise((resolve) => (letOut = resolve));
  await started(talk);
  await talk.clock.advance(1999);
  assert.equal(talk.noticeCode(), undefined);
  await talk.clock.advance(1);
  assert.equal(talk.noticeCode(), 'playback-blocked');
  letOut();
  await settled();
  assert.equal(talk.noticeCode(), undefined);
  await talk.user('is tea good for me');
  await talk.assistantSays('Tea is good.');
  assert.match(talk.player.heard, /Tea is good/);
  await talk.assertNothingLeft();
});

test('sound that is let out in time is never told as held back', async () => {
  const talk = new Conversation();
  await started(talk);
  await talk.clock.advance(2000);
  assert.equal(talk.noticeCode(), undefined);
  await talk.assertNothingLeft();
});

test('sound that the browser holds back is asked for again in a mode that has it again', async () => {
  const talk = new Conversation();
  let allowed = false;
  talk.soundPermission = () =>
    allowed ? Promise.resolve() : Promise.reject(new VoiceError('playback-blocked', 'no gesture'));
  await started(talk);
  allowed = true;
  talk.session.switchMode('text');
  talk.session.switchMode('hybrid');
  await settled();
  await talk.user('is tea good for me');
  await talk.assistantSays('Tea is good.');
  assert.match(talk.player.heard, /Tea is good/);
  assert.equal(talk.noticeCode(), undefined);
  await talk.assertNothingLeft();
});

test('the language and the voice of the options are used', async () => {
  const talk = new Conversation({ lang: 'de', voice: 'marin' });
  await started(talk);
  assert.equal(talk.recogniser.lang, 'de');
  await talk.user('ist tee gesund');
  await talk.assistantSays('Tee ist gesund.');
  const [request] = talk.synthesiser.requests;
  assert.deepEqual([request?.lang, request?.voice, request?.token], ['de', 'marin', 'token-1']);
  await talk.assertNothingLeft();
});

test('another language is heard from the moment it is chosen', async () => {
  const talk = await inCall();
  talk.session.configure({ mode: 'hybrid', lang: 'de', microphone: 'processed' });
  await settled();
  assert.deepEqual([talk.recogniser.lang, talk.recogniser.running], ['de', true]);
  await talk.user('ist tee gesund');
  assert.deepEqual(talk.lines, ['user sent: ist tee gesund']);
  await talk.assertNothingLeft();
});
