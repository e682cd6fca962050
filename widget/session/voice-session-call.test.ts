/** Sessions and calls: how they begin, how they end, and what keeps them from doing so. */
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Conversation, inCall } from '../testing/conversation.js';
import { sessionReply } from '../testing/scripted-api.js';
import { settled } from '../testing/settled.js';
import { type ErrorCode, VoiceError } from './errors.js';

function hasCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof VoiceError && error.code === code;
}

test('connecting opens a session and makes the offer of a call, and nothing else', async () => {
  const talk = new Conversation({ mode: 'auto', lang: 'de-AT' });
  talk.api.expectOpen().expectClose();
  await talk.session.connect();
  assert.equal(talk.state, 'connected');
  assert.deepEqual(talk.states, ['connecting', 'connected']);
  assert.deepEqual(talk.api.queries, [{ mode: 'hybrid', lang: 'de-AT', email: 'a@example.org' }]);
  assert.equal(talk.link.prepared, 1);
  assert.deepEqual([talk.session.snapshot.webrtc, talk.session.snapshot.channel], ['none', 'none']);
  assert.equal(talk.players.length, 0);
  await talk.session.connect();
  await talk.assertNothingLeft();
});

test('a call goes through connecting, starting and listening', async () => {
  const talk = await inCall();
  assert.deepEqual(talk.states, ['connecting', 'starting', 'listening']);
  assert.deepEqual(
    { ...talk.session.snapshot, transcript: [] },
    {
      state: 'listening',
      activeMode: 'hybrid',
      modes: ['hybrid', 'text'],
      links: ['webrtc'],
      turnCharacters: 2000,
      webrtc: 'connected',
      channel: 'open',
      audio: 'live',
      speech: 'recognising',
      muted: false,
      degraded: false,
      transcript: [],
    },
  );
  await talk.session.stop();
  assert.equal(talk.state, 'connected');
  assert.equal(talk.link.open, 0);
  await talk.session.disconnect();
  assert.equal(talk.state, 'idle');
  assert.deepEqual(talk.api.closedTokens, ['token-1']);
  await talk.assertNothingLeft();
});

test('an event that cannot be taken in is lost alone: those after it are taken', async () => {
  const talk = await inCall();
  const broken = mock.method(talk.clock, 'now', () => {
    throw new Error('No time.');
  });
  assert.throws(() => talk.session.mute(true), /No time/);
  broken.mock.restore();
  talk.session.mute(true);
  assert.equal(talk.session.snapshot.muted, true);
  await talk.session.disconnect();
  await talk.assertNothingLeft();
});

test('sound is unlocked and the microphone asked for before start() returns, within the gesture', async () => {
  const talk = new Conversation();
  const asked: string[] = [];
  talk.soundPermission = async () => void asked.push('sound');
  talk.microphone.permission = async () => void asked.push('microphone');
  talk.api.expectOpen().expectExchange().expectClose();
  const started = talk.session.start();
  assert.deepEqual(asked, ['sound', 'microphone']);
  await started;
  await talk.assertNothingLeft();
});

test('a microphone prompt left open does not keep the link waiting, and typing works meanwhile', async () => {
  const talk = new Conversation();
  let allow = (): void => undefined;
  talk.microphone.permission = () => new Promise((resolve) => (allow = resolve));
  talk.api.expectOpen().expectExchange().expectClose();
  const started = talk.session.start();
  await settled();
  assert.equal(talk.state, 'starting');
  assert.equal(talk.session.snapshot.channel, 'open');
  await talk.types('Is tea good for me?');
  await talk.assistantStreams('It is.');
  await talk.assistantFinishes();
  await talk.player.playAll();
  allow();
  await started;
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('words typed before the link is open are sent as soon as it is', async () => {
  const talk = new Conversation({ mode: 'text' });
  let open = (): void => undefined;
  talk.link.beforeOpen = () => new Promise((resolve) => (open = resolve));
  talk.api.expectOpen().expectExchange().expectClose();
  const started = talk.session.start();
  const sent = talk.session.send('Is tea good for me?');
  await settled();
  assert.deepEqual(talk.lines, ['user sending: Is tea good for me?']);
  open();
  await Promise.all([started, sent]);
  assert.deepEqual(talk.lines, ['user sent: Is tea good for me?']);
  await talk.assertNothingLeft();
});

for (const code of [
  'backend-not-found',
  'origin-refused',
  'identity-required',
  'identity-refused',
  'rate-limited',
  'disabled',
  'model-unavailable',
  'quota-exhausted',
] as const) {
  test(`a backend that answers ${code} is told with that word, and can be tried again`, async () => {
    const talk = new Conversation();
    const error = new VoiceError(code, 'refused', { retryAfterMs: 1_000 });
    talk.api.expectOpen(() => Promise.reject(error));
    await assert.rejects(talk.session.connect(), hasCode(code));
    assert.equal(talk.state, 'error');
    assert.equal(talk.session.snapshot.error?.code, code);
    const isAskedAgain = code === 'rate-limited';
    assert.equal(talk.session.snapshot.error?.retryInMs, isAskedAgain ? 1_000 : undefined);
    assert.equal(talk.session.snapshot.reason, code);
    talk.api.expectOpen().expectClose();
    await talk.session.connect();
    assert.equal(talk.state, 'connected');
    await talk.assertNothingLeft();
  });
}

for (const code of ['backend-unreachable', 'backend-error'] as const) {
  test(`a backend that answers ${code} is asked three times before it is told, and can be tried again`, async () => {
    const talk = new Conversation();
    const refuse = () => Promise.reject(new VoiceError(code, 'refused'));
    talk.api.expectOpen(refuse).expectOpen(refuse).expectOpen(refuse);
    const connected = talk.session.connect();
    const told = assert.rejects(connected, hasCode(code));
    await talk.clock.advance(300);
    assert.equal(talk.state, 'connecting');
    await talk.clock.advance(1_700);
    await told;
    assert.equal(talk.session.snapshot.error?.code, code);
    talk.api.expectOpen(refuse).expectOpen().expectClose();
    const again = talk.session.connect();
    await talk.clock.advance(300);
    await again;
    assert.deepEqual(talk.states, ['connecting', 'error', 'connecting', 'connected']);
    await talk.assertNothingLeft();
  });
}

test('leaving while a backend that fails is asked again ends the asking', async () => {
  const talk = new Conversation();
  talk.api.expectOpen(() => Promise.reject(new VoiceError('backend-error', 'busy')));
  const connected = assert.rejects(talk.session.connect(), hasCode('aborted'));
  await settled();
  await talk.session.disconnect();
  await connected;
  await talk.clock.advance(60_000);
  assert.equal(talk.state, 'idle');
  await talk.assertNothingLeft();
});

test('a provider that fails for a moment is sent another offer before anybody hears of it', async () => {
  const talk = new Conversation();
  const fail = () => Promise.reject(new VoiceError('exchange-failed', 'busy'));
  talk.api.expectOpen().expectExchange(fail).expectExchange();
  await talk.session.start();
  assert.deepEqual(talk.states, ['connecting', 'starting', 'listening']);
  assert.equal(talk.link.prepared, 2);
  assert.equal(talk.link.open, 1);
  talk.api.expectClose();
  await talk.assertNothingLeft();
});

test('hanging up during the second offer ends it', async () => {
  const talk = new Conversation();
  const fail = () => Promise.reject(new VoiceError('exchange-failed', 'busy'));
  talk.api
    .expectOpen()
    .expectExchange(fail)
    .expectExchange(() => new Promise(() => undefined));
  const started = assert.rejects(talk.session.start(), hasCode('aborted'));
  await settled();
  await talk.session.stop();
  await started;
  assert.equal(talk.link.open, 0);
  talk.api.expectClose();
  await talk.assertNothingLeft();
});

for (const code of ['exchange-refused', 'exchange-failed', 'link-failed'] as const) {
  test(`a call that ends in ${code} keeps the session, and can be made again`, async () => {
    const talk = new Conversation();
    const fail = () => Promise.reject(new VoiceError(code, 'refused'));
    talk.api.expectOpen().expectExchange(fail);
    if (code === 'exchange-failed') talk.api.expectExchange(fail);
    await assert.rejects(talk.session.start(), hasCode(code));
    assert.equal(talk.session.snapshot.error?.code, code);
    assert.equal(talk.link.open, 0);
    assert.equal(talk.microphone.opened, 0);
    assert.equal(talk.player.closed, true);
    talk.api.expectExchange();
    await talk.session.start();
    assert.equal(talk.state, 'listening');
    assert.equal(talk.session.snapshot.error, undefined);
    talk.api.expectClose();
    await talk.assertNothingLeft();
  });
}

test('an error that is no VoiceError becomes one', async () => {
  const talk = new Conversation();
  talk.api.expectOpen(() => Promise.reject(new TypeError('a mistake')));
  await assert.rejects(talk.session.connect(), hasCode('backend-error'));
  await talk.assertNothingLeft();
});

test('hanging up while the call is being set up ends everything, and start() says so', async () => {
  const talk = new Conversation();
  talk.api.expectOpen().expectExchange(() => new Promise(() => undefined));
  const started = talk.session.start();
  await settled();
  await talk.session.stop();
  await assert.rejects(started, hasCode('aborted'));
  assert.equal(talk.state, 'connected');
  assert.deepEqual(talk.moments, []);
  talk.api.expectClose();
  await talk.assertNothingLeft();
});

test('disconnecting while the session is being opened ends the attempt', async () => {
  const talk = new Conversation();
  talk.api.expectOpen(() => new Promise(() => undefined));
  const connected = talk.session.connect();
  await talk.session.disconnect();
  await assert.rejects(connected, hasCode('aborted'));
  assert.equal(talk.state, 'idle');
  await talk.assertNothingLeft();
});

test('disconnecting leaves nothing of what was said, and the next conversation knows nothing of it', async () => {
  const talk = await inCall({ mode: 'text' });
  await talk.types('Is tea good for me?');
  await talk.assistantSays('It is.');
  await talk.types('And coffee?');
  await talk.session.disconnect();
  assert.deepEqual(talk.session.snapshot.transcript, []);
  talk.api.expectOpen().expectExchange().expectClose();
  await talk.session.start();
  await settled();
  assert.deepEqual(talk.peer.items, []);
  assert.equal(talk.peer.responding, false);
  await talk.assertNothingLeft();
});

test('words that disconnect() threw away count as sent by nobody', async () => {
  const talk = await inCall({ mode: 'text' });
  talk.peer.deafTo.add('conversation.item.create');
  const sent = assert.rejects(talk.session.send('Is tea good for me?'), hasCode('aborted'));
  await talk.session.disconnect();
  await sent;
  await talk.assertNothingLeft();
});

test('a microphone allowed after the call was ended is closed at once', async () => {
  const talk = new Conversation();
  let allow = (): void => undefined;
  talk.microphone.permission = () => new Promise((resolve) => (allow = resolve));
  talk.api.expectOpen().expectExchange();
  const started = talk.session.start();
  await settled();
  await talk.session.stop();
  await assert.rejects(started, hasCode('aborted'));
  allow();
  await settled();
  assert.equal(talk.microphone.opened, 0);
  talk.api.expectClose();
  await talk.assertNothingLeft();
});

test('a disposed session lets go of everything, tells nobody, and starts nothing again', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'So');
  await talk.player.playUntil('Tea');
  const heardOf = talk.snapshots.length;
  await talk.assertNothingLeft();
  assert.equal(talk.snapshots.length, heardOf);
  await assert.rejects(talk.session.start(), hasCode('aborted'));
  await assert.rejects(talk.session.connect(), hasCode('aborted'));
  assert.equal(talk.link.prepared, 1);
});

test('hanging up in the middle of an answer keeps what was heard of it', async () => {
  const talk = await inCall();
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'So');
  await talk.player.playUntil('Tea is good');
  await talk.session.stop();
  assert.deepEqual(talk.lines, [
    'user answered: is tea good for me',
    'assistant interrupted: Tea is good for nearly everybody. So [heard: Tea is good]',
  ]);
  await talk.assertNothingLeft();
});

test('a key that has run out is renewed without a word', async () => {
  const talk = new Conversation();
  talk.api
    .expectOpen()
    .expectRenew(() => Promise.reject(new VoiceError('backend-unreachable', 'no network')));
  await talk.session.connect();
  await talk.clock.advance(595_000);
  assert.equal(talk.state, 'connected');
  talk.api
    .expectRenew(() => Promise.resolve(sessionReply({ key: { value: 'ek_2', expiresIn: 600 } })))
    .expectExchange()
    .expectClose();
  await talk.session.start();
  assert.deepEqual(talk.api.keys, ['ek_2']);
  assert.deepEqual(talk.moments, []);
  await talk.assertNothingLeft();
});

test('a key refused before its time is renewed once', async () => {
  const talk = new Conversation();
  talk.api.expectOpen();
  await talk.session.connect();
  await talk.clock.advance(60_000);
  talk.api
    .expectExchange(() => Promise.reject(new VoiceError('exchange-refused', '401')))
    .expectRenew(() => Promise.resolve(sessionReply({ key: { value: 'ek_2', expiresIn: 600 } })))
    .expectExchange(() => Promise.reject(new VoiceError('exchange-refused', '401')));
  await assert.rejects(talk.session.start(), hasCode('exchange-refused'));
  assert.deepEqual(talk.api.keys, ['ek_1', 'ek_2']);
  talk.api.expectClose();
  await talk.assertNothingLeft();
});

test('a session that the backend has forgotten is opened anew', async () => {
  const talk = new Conversation();
  const forgotten = () => Promise.reject(new VoiceError('session-expired', 'restarted'));
  talk.api.expectOpen().expectRenew(forgotten);
  await talk.session.connect();
  await talk.clock.advance(595_000);
  talk.api
    .expectRenew(forgotten)
    .expectOpen(() =>
      Promise.resolve(sessionReply({ session: { id: 's2', token: 'token-2', expiresIn: 3600 } })),
    )
    .expectExchange()
    .expectClose();
  await talk.session.start();
  assert.equal(talk.state, 'listening');
  await talk.session.disconnect();
  assert.deepEqual(talk.api.closedTokens, ['token-2']);
  await talk.assertNothingLeft();
});

test('a session that the backend has forgotten when it passes on the offer is opened anew, once', async () => {
  const talk = new Conversation();
  const forgotten = () => Promise.reject(new VoiceError('session-expired', 'restarted'));
  const again = sessionReply({ session: { id: 's2', token: 'token-2', expiresIn: 3600 } });
  talk.api
    .expectOpen()
    .expectExchange(forgotten)
    .expectOpen(() => Promise.resolve(again))
    .expectExchange()
    .expectClose();
  await talk.session.start();
  assert.equal(talk.state, 'listening');
  await talk.session.disconnect();
  assert.deepEqual(talk.api.closedTokens, ['token-2']);
  talk.api
    .expectOpen()
    .expectExchange(forgotten)
    .expectOpen(() => Promise.resolve(again))
    .expectExchange(forgotten)
    .expectClose();
  await assert.rejects(talk.session.start(), hasCode('session-expired'));
  await talk.assertNothingLeft();
});

test('a backend without a voice gives an answer to read', async () => {
  const talk = new Conversation();
  talk.api
    .expectOpen(() => Promise.resolve(sessionReply({ tts: null })))
    .expectExchange()
    .expectClose();
  await talk.session.start();
  await talk.user('is tea good for me');
  await talk.assistantStreams('Tea is good.');
  await talk.assistantFinishes();
  assert.deepEqual(talk.synthesiser.requests, []);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('a backend that serves no hybrid calls gets a text call, and the page is told', async () => {
  const talk = new Conversation();
  talk.api
    .expectOpen(() => Promise.resolve(sessionReply({ modes: ['text'] })))
    .expectExchange()
    .expectClose();
  await talk.session.start();
  assert.equal(talk.session.snapshot.activeMode, 'text');
  assert.equal(talk.session.snapshot.audio, 'none');
  assert.deepEqual(talk.moments, [{ type: 'mode-change', from: 'hybrid', to: 'text', reason: 'not-served' }]);
  await talk.assertNothingLeft();
});

test('a listener that throws does not stop the call', async () => {
  const talk = await inCall({ mode: 'text' });
  const watching = new AbortController();
  talk.session.subscribe(() => {
    throw new Error('the page is wrong');
  }, watching.signal);
  await talk.types('Is tea good for me?');
  assert.equal(talk.state, 'thinking');
  assert.ok(talk.warnings.splice(0).length > 0);
  watching.abort();
  await talk.assertNothingLeft();
});
