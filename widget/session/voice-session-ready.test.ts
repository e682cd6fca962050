/** What is kept ready for the next call while there is none: the key, the link, the socket. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation } from '../testing/conversation.js';
import { sessionReply } from '../testing/scripted-api.js';

test('a key is renewed before it runs out, again and again, and no call waits for one', async () => {
  const talk = new Conversation();
  talk.api.expectOpen();
  await talk.session.connect();
  for (const value of ['ek_2', 'ek_3']) {
    const before = talk.api.renewals.length;
    await talk.clock.advance(569_999);
    assert.equal(talk.api.renewals.length, before);
    talk.api.expectRenew(() => Promise.resolve(sessionReply({ key: { value, expiresIn: 600 } })));
    await talk.clock.advance(1);
    assert.equal(talk.api.renewals.length, before + 1);
  }
  talk.api.expectExchange().expectClose();
  await talk.session.start();
  assert.deepEqual(talk.api.keys, ['ek_3']);
  await talk.assertNothingLeft();
});

test('a key that lives for seconds is renewed half way, not all the time', async () => {
  const talk = new Conversation();
  const short = sessionReply({ key: { value: 'ek_1', expiresIn: 10 } });
  talk.api.expectOpen(() => Promise.resolve(short));
  await talk.session.connect();
  await talk.clock.advance(4_999);
  talk.api.expectRenew(() => Promise.resolve(short));
  await talk.clock.advance(1);
  assert.equal(talk.api.renewals.length, 1);
  talk.api.expectClose();
  await talk.assertNothingLeft();
});

test('nothing is renewed where no key is for calls, or after the end', async () => {
  const proxied = new Conversation();
  proxied.api.expectOpen(() => Promise.resolve(sessionReply({ signaling: 'proxy' })));
  await proxied.session.connect();
  const ended = new Conversation();
  ended.api.expectOpen().expectClose();
  await ended.session.connect();
  await ended.session.disconnect();
  for (const talk of [proxied, ended]) {
    await talk.clock.advance(700_000);
    assert.equal(talk.api.renewals.length, 0);
  }
  await ended.assertNothingLeft();
  proxied.api.expectClose();
  await proxied.assertNothingLeft();
});

test('what ages while the visitor reads is made fresh when they come near, and nothing else', async () => {
  const talk = new Conversation();
  talk.session.approach();
  talk.api.expectOpen();
  await talk.session.connect();
  assert.deepEqual(talk.api.warmed, [sessionReply().callsUrl]);
  talk.session.approach();
  assert.deepEqual([talk.link.prepared, talk.api.warmed.length], [1, 2]);
  await talk.clock.advance(120_001);
  talk.session.approach();
  assert.deepEqual([talk.link.prepared, talk.link.open], [2, 1]);
  talk.api.expectExchange().expectClose();
  await talk.session.start();
  const before = talk.api.warmed.length;
  talk.session.approach();
  assert.deepEqual([talk.link.prepared, talk.api.warmed.length], [2, before]);
  await talk.session.stop();
  talk.session.approach();
  assert.deepEqual([talk.link.prepared, talk.link.open], [2, 0], 'after a call nothing is open');
  await talk.assertNothingLeft();
});
