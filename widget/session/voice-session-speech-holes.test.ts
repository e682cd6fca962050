/** Answers in the mode `speech` whose sound stops for a while, because a network or a system holds it back. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation } from '../testing/conversation.js';
import { settled } from '../testing/settled.js';
import { answerAloud, inSpeech, msOf } from '../testing/spoken-call.js';
import type { SessionOptions } from './snapshot.js';

const LONG =
  'Tea is good for nearly everybody, and coffee is good for those who like to stay awake in the evening.';
const HOLE_MS = 3_300;

/** A long answer, written to its end and heard to its fourth word. */
async function midAnswer(options: Partial<SessionOptions> = {}): Promise<Conversation> {
  const talk = await inSpeech(options);
  await talk.types('Is tea good?');
  talk.peer.says(LONG);
  talk.peer.finish();
  await talk.remoteAudio.sounds(msOf('Tea is good for'));
  return talk;
}

for (const [title, cut] of [
  ['stopped', (talk: Conversation) => talk.session.interrupt()],
  ['talked over with the button', (talk: Conversation) => talk.session.talk(true)],
] as const) {
  test(`an answer whose sound was away for seconds and is back can be ${title}`, async () => {
    const talk = await midAnswer({ pushToTalk: true });
    await talk.remoteAudio.sounds(HOLE_MS, 0);
    await talk.remoteAudio.sounds(400);
    assert.equal(talk.state, 'speaking');
    cut(talk);
    await settled();
    assert.equal(talk.remoteAudio.silenced, true);
    assert.ok(talk.told.includes('output_audio_buffer.clear'));
    talk.session.talk(false);
    await talk.assertNothingLeft();
  });
}

test('of an answer whose link dies with its sound the rest is asked for', async () => {
  const talk = await midAnswer();
  await talk.remoteAudio.sounds(HOLE_MS, 0);
  talk.api.expectExchange();
  talk.link.peerState('failed');
  await settled();
  assert.match(talk.lines.at(-1) ?? '', /^assistant interrupted: .*\[heard: Tea is good for\b/);
  assert.equal(talk.peer.responding, true);
  await answerAloud(talk, 'It is.');
  assert.equal(talk.lines.at(-1), 'assistant done: It is.');
  await talk.assertNothingLeft();
});

test('an answer that the system lets nobody hear yet is not over', async () => {
  const talk = await inSpeech();
  await talk.types('Is tea good?');
  talk.peer.says(LONG);
  talk.peer.finish();
  await talk.clock.advance(HOLE_MS);
  await talk.remoteAudio.sounds(400);
  assert.equal(talk.state, 'speaking');
  talk.peer.fallsSilent();
  await talk.remoteAudio.sounds(200, 0);
  assert.deepEqual(talk.lines.slice(-1), [`assistant done: ${LONG}`]);
  await talk.assertNothingLeft();
});

test('how fast the voice speaks is not learnt from an answer with a hole', async () => {
  const talk = await midAnswer();
  await talk.remoteAudio.sounds(HOLE_MS, 0);
  await talk.remoteAudio.sounds(msOf(LONG));
  talk.peer.fallsSilent();
  await talk.remoteAudio.sounds(200, 0);
  await talk.types('And milk?');
  talk.peer.says('Milk is good for children and for those who like it.');
  talk.peer.finish();
  await talk.remoteAudio.sounds(msOf('Milk is'));
  talk.peer.speechStarts('item_over', msOf('Milk is'));
  assert.match(talk.lines.at(-1) ?? '', /\[heard: Milk is\]$/);
  await talk.assertNothingLeft();
});
