/** Limits that the backend and the provider set, and say how long to wait for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation, inCall } from '../testing/conversation.js';
import { settled } from '../testing/settled.js';
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
  assert.equal(talk.session.snapshot.error?.retryInMs, 7_000);
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
    assert.equal(talk.session.snapshot.error?.retryInMs, undefined);
    await talk.clock.advance(120_000);
    assert.equal(talk.state, 'error');
    assert.equal(talk.api.queries.length, 1);
    await talk.assertNothingLeft();
  });
}

test('what may be tried again at once is not asked for again and again', async () => {
  const talk = new Conversation();
  talk.api.expectOpen(limited(0));
  await assert.rejects(talk.session.connect(), hasCode('rate-limited'));
  assert.equal(talk.session.snapshot.error?.retryInMs, 1_000);
  talk.page.is('visible');
  await talk.clock.advance(999);
  assert.equal(talk.api.queries.length, 1);
  talk.api.expectOpen().expectClose();
  await talk.clock.advance(1);
  assert.equal(talk.state, 'connected');
  await talk.assertNothingLeft();
});

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

/** The provider tells what is left of its limits. */
function leaves(talk: Conversation, remaining: number, resetSeconds: number): void {
  const limits = [{ name: 'requests', limit: 10, remaining, reset_seconds: resetSeconds }];
  talk.peer.emit({ type: 'rate_limits.updated', rate_limits: limits });
}

const asked = (talk: Conversation): number => talk.told.filter((type) => type === 'response.create').length;

test('with a used-up limit the next answer waits, and the visitor is told of a long wait', async () => {
  const talk = await inCall({ mode: 'text' });
  leaves(talk, 0, 5);
  assert.equal(talk.noticeCode(), undefined);
  await talk.types('Is tea good for me?');
  assert.deepEqual([asked(talk), talk.state, talk.noticeCode()], [0, 'thinking', 'rate-limited']);
  talk.session.dismissNotice();
  await talk.types('And coffee?');
  assert.equal(talk.noticeCode(), undefined, 'it is said once');
  await talk.clock.advance(4_999);
  assert.equal(asked(talk), 0);
  await talk.clock.advance(1);
  assert.equal(asked(talk), 1);
  await talk.assistantSays('Both are.');
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good for me?',
    'user answered: And coffee?',
    'assistant done: Both are.',
  ]);
  await talk.assertNothingLeft();
});

test('a short wait for a limit is not told, and over when the provider says so', async () => {
  const talk = await inCall({ mode: 'text' });
  leaves(talk, 0, 2);
  await talk.types('Is tea good for me?');
  assert.deepEqual([asked(talk), talk.noticeCode()], [0, undefined]);
  leaves(talk, 9, 2);
  await settled();
  assert.equal(asked(talk), 1);
  await talk.assertNothingLeft();
});

test('a limit that nobody meets is no news', async () => {
  const talk = await inCall({ mode: 'text' });
  leaves(talk, 0, 30);
  await talk.clock.advance(30_000);
  await talk.types('Is tea good for me?');
  assert.deepEqual([asked(talk), talk.noticeCode()], [1, undefined]);
  await talk.assertNothingLeft();
});

test('an answer refused for a limit is asked for once more a little later, and then told', async () => {
  const talk = await inCall({ mode: 'text' });
  const refuse = (): void =>
    talk.peer.finish('failed', { type: 'failed', error: { type: 'x', code: 'rate_limit_exceeded' } });
  await talk.types('Is tea good for me?');
  refuse();
  await settled();
  assert.deepEqual([asked(talk), talk.state, talk.noticeCode()], [1, 'thinking', 'rate-limited']);
  await talk.clock.advance(5_000);
  assert.deepEqual([asked(talk), talk.noticeCode()], [2, undefined]);
  refuse();
  await settled();
  assert.deepEqual([asked(talk), talk.state, talk.noticeCode()], [2, 'listening', 'rate-limited']);
  await talk.assertNothingLeft();
});

test('a call that waits for a limit to pass is not begun after stop()', async () => {
  const talk = new Conversation();
  talk.api.expectOpen(limited(7_000));
  await assert.rejects(talk.session.start(), hasCode('rate-limited'));
  await talk.session.stop();
  assert.equal(talk.state, 'idle');
  assert.equal(talk.clock.running, 0);
  await talk.clock.advance(7_000);
  assert.equal(talk.api.queries.length, 1);
  assert.equal(talk.microphone.opened, 0);
  await talk.assertNothingLeft();
});
