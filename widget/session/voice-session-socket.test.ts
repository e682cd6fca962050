/** Calls over a WebSocket: chosen, or because WebRTC found no way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SessionReply } from '../../server/contract/session.js';
import { Conversation } from '../testing/conversation.js';
import { sessionReply } from '../testing/scripted-api.js';
import { VoiceError } from './errors.js';
import type { SessionOptions } from './snapshot.js';

const URL = 'wss://realtime.example/v1/realtime?model=m';
const OFFERED = { webSocketUrl: URL, modes: ['hybrid', 'speech', 'text'] } satisfies Partial<SessionReply>;

/** A link that is a WebSocket from the start, or becomes one because WebRTC has failed. */
function overSocket(options: Partial<SessionOptions>, because?: VoiceError): Conversation {
  const talk = new Conversation(options);
  talk.link.isSocket = true;
  talk.link.beforeOpen = () => {
    talk.link.report({ type: 'link-kind', kind: 'websocket', ...(because ? { because } : {}) });
    return Promise.resolve();
  };
  return talk;
}

function offering(talk: Conversation, change: Partial<SessionReply> = {}): Conversation {
  talk.api.expectOpen(() => Promise.resolve(sessionReply({ ...OFFERED, ...change }))).expectClose();
  return talk;
}

const NO_WAY = new VoiceError('link-failed', 'No path to the peer was found.');
const withoutKey = (): SessionReply => {
  const { key: _, ...reply } = sessionReply({ ...OFFERED, signaling: 'proxy' });
  return reply;
};

test('a call over a chosen WebSocket has no peer connection, answers, and needs no notice', async () => {
  const talk = offering(overSocket({ link: 'websocket' }));
  await talk.session.start();
  const { webrtc, channel, degraded, notice, activeMode } = talk.session.snapshot;
  assert.deepEqual(
    { webrtc, channel, degraded, notice, activeMode },
    { webrtc: 'none', channel: 'open', degraded: false, notice: undefined, activeMode: 'hybrid' },
  );
  assert.deepEqual(talk.link.places, [{ url: URL, key: 'ek_1' }]);
  assert.equal(talk.api.queries[0]?.link, 'websocket');
  await talk.user('Is tea good for me?');
  await talk.assistantSays('It is.');
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant done: It is.']);
  await talk.assertNothingLeft();
});

test('a WebSocket because WebRTC found no way is told in a notice that can be dismissed', async () => {
  const talk = offering(overSocket({}, NO_WAY));
  await talk.session.start();
  assert.equal(talk.noticeCode(), 'link-failed');
  assert.equal(talk.session.snapshot.degraded, true);
  assert.equal(talk.session.snapshot.webrtc, 'none');
  talk.session.dismissNotice();
  assert.equal(talk.session.snapshot.degraded, false);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('speech, which a WebSocket cannot carry, becomes hybrid, says so, and is not offered meanwhile', async () => {
  const talk = offering(overSocket({ mode: 'speech' }, NO_WAY));
  await talk.session.start();
  assert.equal(talk.session.snapshot.activeMode, 'hybrid');
  assert.deepEqual(talk.session.snapshot.modes, ['hybrid', 'text']);
  assert.deepEqual(
    talk.moments.filter(({ type }) => type === 'mode-change'),
    [{ type: 'mode-change', from: 'speech', to: 'hybrid', reason: 'websocket' }],
  );
  await talk.user('Is tea good for me?');
  await talk.assistantSays('It is.');
  assert.equal(talk.lines.length, 2);
  await talk.session.stop();
  assert.deepEqual(talk.session.snapshot.modes, ['hybrid', 'speech', 'text']);
  await talk.assertNothingLeft();
});

test('speech over a WebSocket that was asked for is never begun', async () => {
  const talk = offering(overSocket({ mode: 'speech', link: 'websocket' }));
  await talk.session.start();
  assert.equal(talk.session.snapshot.activeMode, 'hybrid');
  assert.equal(talk.moments.filter(({ type }) => type === 'mode-change').length, 1);
  await talk.assertNothingLeft();
});

test('with proxy signalling the key is fetched for the WebSocket alone', async () => {
  const talk = overSocket({}, NO_WAY);
  talk.api.expectOpen(() => Promise.resolve(withoutKey()));
  talk.api.expectRenew(() =>
    Promise.resolve(sessionReply({ ...OFFERED, key: { value: 'ek_2', expiresIn: 600 } })),
  );
  talk.api.expectClose();
  await talk.session.start();
  assert.deepEqual(talk.api.renewals, ['websocket']);
  assert.deepEqual(talk.link.places, [{ url: URL, key: 'ek_2' }]);
  await talk.assertNothingLeft();
});

test('a key that is refused is replaced once', async () => {
  const talk = offering(overSocket({ link: 'websocket' }));
  talk.api.expectRenew(() =>
    Promise.resolve(sessionReply({ ...OFFERED, key: { value: 'ek_2', expiresIn: 600 } })),
  );
  let refusals = 0;
  talk.link.beforeOpen = () => {
    refusals += 1;
    return refusals === 1
      ? Promise.reject(new VoiceError('exchange-refused', 'invalid_api_key'))
      : Promise.resolve();
  };
  await talk.session.connect();
  await talk.clock.advance(60_000);
  await talk.session.start();
  assert.deepEqual(
    talk.link.places.map(({ key }) => key),
    ['ek_1', 'ek_2'],
  );
  await talk.assertNothingLeft();
});

test('a backend that offers no WebSocket cannot be reached over one', async () => {
  const talk = new Conversation({ link: 'websocket' });
  talk.link.isSocket = true;
  talk.api.expectOpen().expectClose();
  await assert.rejects(
    talk.session.start(),
    (error) => error instanceof VoiceError && error.code === 'link-failed',
  );
  assert.equal(talk.state, 'error');
  await talk.assertNothingLeft();
});
