/** Limits that the backend and the provider set, and say how long to wait for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation } from '../testing/conversation.js';
import { type ErrorCode, VoiceError } from './errors.js';

function hasCode(code: ErrorCode): (error: unknown) => boolean {
  return (error) => error instanceof VoiceError && error.code === code;
}

const limited = (retryAfterMs?: number) => (): Promise<never> =>
  Promise.reject(
    new VoiceError('rate-limited', 'too often', retryAfterMs === undefined ? {} : { retryAfterMs }),
  );

test('a session refused for a while is opened when that is over', async () => {
  const talk = new Conversation();
  talk.api.expectOpen(limited(7_000));
  await assert.rejects(talk.session.connect(), hasCode('rate-limited'));
  assert.equal(talk.session.snapshot.error?.retryAfterMs, 7_000);
  talk.page.is('visible');
  await talk.clock.advance(6_999);
  assert.equal(talk.state, 'error');
  talk.api.expectOpen(limited(2_000));
  await talk.clock.advance(1);
  assert.deepEqual(talk.states, ['connecting', 'error', 'connecting', 'error']);
  talk.api.expectOpen().expectClose();
  await talk.clock.advance(2_000);
  assert.equal(talk.state, 'connected');
  await talk.assertNothingLeft();
});

test('a call refused for a while begins when that is over, with what was typed meanwhile', async () => {
  const talk = new Conversation({ mode: 'text' });
  talk.api.expectOpen(limited(7_000));
  const started = assert.rejects(talk.session.start(), hasCode('rate-limited'));
  await assert.rejects(talk.session.send('Is tea good for me?'), hasCode('rate-limited'));
  await started;
  assert.deepEqual(talk.lines, ['user not-sent: Is tea good for me?']);
  talk.page.is('visible');
  talk.api.expectOpen().expectExchange().expectClose();
  await talk.clock.advance(7_000);
  assert.equal(talk.state, 'thinking');
  assert.deepEqual(talk.lines, ['user sent: Is tea good for me?']);
  await talk.assertNothingLeft();
});

test('an exchange refused for a while is tried again within its session', async () => {
  const talk = new Conversation({ mode: 'text' });
  talk.api.expectOpen().expectExchange(limited(3_000)).expectExchange().expectClose();
  await assert.rejects(talk.session.start(), hasCode('rate-limited'));
  await talk.clock.advance(3_000);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

for (const [title, retryAfterMs] of [
  ['without saying for how long', undefined],
  ['for longer than a minute', 60_001],
] as const) {
  test(`what is refused ${title} waits for the visitor`, async () => {
    const talk = new Conversation();
    talk.api.expectOpen(limited(retryAfterMs));
    await assert.rejects(talk.session.connect(), hasCode('rate-limited'));
    await talk.clock.advance(120_000);
    assert.equal(talk.state, 'error');
    assert.equal(talk.api.queries.length, 1);
    await talk.assertNothingLeft();
  });
}

test('a visitor who does not wait, or leaves, is not followed', async () => {
  const talk = new Conversation({ mode: 'text' });
  talk.api.expectOpen(limited(7_000));
  await assert.rejects(talk.session.start(), hasCode('rate-limited'));
  talk.api.expectOpen().expectExchange();
  await talk.session.start();
  talk.api.expectClose();
  await talk.clock.advance(7_000);
  assert.equal(talk.link.prepared, 1);
  await talk.session.disconnect();
  talk.api.expectOpen(limited(7_000));
  await assert.rejects(talk.session.connect(), hasCode('rate-limited'));
  await talk.session.disconnect();
  await talk.clock.advance(7_000);
  assert.equal(talk.state, 'idle');
  talk.api.expectOpen(limited(7_000));
  await assert.rejects(talk.session.connect(), hasCode('rate-limited'));
  talk.api.expectOpen(() => Promise.reject(new VoiceError('identity-refused', 'no')));
  await assert.rejects(talk.session.connect(), hasCode('identity-refused'));
  await talk.clock.advance(7_000);
  assert.equal(talk.session.snapshot.error?.code, 'identity-refused');
  assert.equal(talk.api.queries.length, 5);
  await talk.assertNothingLeft();
});
