/** A link that carries worse and worse: the visitor knows before it breaks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Conversation, inCall } from '../testing/conversation.js';

/** Checks every half second, all of them answered, each after `roundTripMs`. */
async function checks(
  talk: Conversation,
  { roundTripMs, seconds }: { roundTripMs: number; seconds: number },
) {
  for (let half = 0; half < seconds * 2; half++) {
    const count = (talk.link.counters?.requestsSent ?? 0) + 1;
    talk.link.counters = {
      requestsSent: count,
      responsesReceived: count,
      roundTripMs,
      packets: 0,
      packetsLost: 0,
    };
    await talk.clock.advance(500);
  }
}

test('a link whose delay has grown is weak, and not when it is quick again', async () => {
  const talk = await inCall({ mode: 'text' });
  await checks(talk, { roundTripMs: 50, seconds: 5 });
  assert.deepEqual([talk.session.snapshot.weak, talk.session.snapshot.degraded], [undefined, false]);
  await checks(talk, { roundTripMs: 700, seconds: 5 });
  assert.deepEqual([talk.session.snapshot.weak, talk.session.snapshot.degraded], [true, true]);
  assert.equal(talk.state, 'listening', 'it carries');
  await checks(talk, { roundTripMs: 50, seconds: 15 });
  assert.deepEqual([talk.session.snapshot.weak, talk.session.snapshot.degraded], [undefined, false]);
  await talk.assertNothingLeft();
});

test('what is said of a weak link ends with it', async () => {
  const talk = await inCall({ mode: 'text' });
  await checks(talk, { roundTripMs: 50, seconds: 5 });
  await checks(talk, { roundTripMs: 700, seconds: 5 });
  talk.api.expectExchange();
  talk.link.peerState('failed');
  assert.equal(talk.state, 'reconnecting');
  assert.equal(talk.session.snapshot.weak, undefined, 'it is worse than weak');
  await talk.clock.advance(0);
  assert.equal(talk.state, 'listening');
  assert.equal(talk.session.snapshot.weak, undefined);
  await talk.assertNothingLeft();
});
