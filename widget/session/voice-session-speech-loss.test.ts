/** A lost link in the mode `speech`: its sound is gone, its words are not. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conversation } from '../testing/conversation.js';
import { settled } from '../testing/settled.js';
import { inSpeech, msOf } from '../testing/spoken-call.js';

test('a lost link takes its sound with it: what was heard counts, and the next link is asked to go on', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.writes('item_q', 'Is tea good?', true);
  talk.peer.says('Tea is good for nearly everybody.');
  talk.peer.finish();
  await talk.remoteAudio.sounds(msOf('Tea is good'));
  talk.link.sent = null;
  talk.api.expectExchange();
  talk.link.peerState('failed');
  await settled();
  assert.notEqual(talk.link.sent, null, 'the next peer hears the microphone');
  assert.deepEqual(talk.told, [
    'session.update',
    'conversation.item.create',
    'conversation.item.create',
    'conversation.item.create',
    'response.create',
  ]);
  assert.deepEqual(
    talk.peer.items.map(({ role, text }) => (role === 'system' ? role : text)),
    ['Is tea good?', 'Tea is good', 'system'],
  );
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good?',
    'assistant interrupted: Tea is good for nearly everybody. [heard: Tea is good]',
  ]);
  talk.peer.says('For nearly everybody.');
  await talk.remoteAudio.sounds(msOf('For nearly everybody.'));
  assert.equal(talk.lines.at(-1), 'assistant streaming: For nearly everybody.');
  await talk.assertNothingLeft();
});

test('of a turn that was spoken when the link was lost, the words that were understood are kept', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.writes('item_q', 'Is tea good?', true);
  talk.api.expectExchange();
  talk.link.peerState('failed');
  await settled();
  assert.deepEqual(
    talk.peer.items.map(({ role, text }) => (role === 'system' ? role : text)),
    ['Is tea good?', 'system'],
  );
  assert.equal(talk.peer.responding, true);
  await talk.assertNothingLeft();
});

async function loseLink(talk: Conversation, stateThen = 'listening'): Promise<void> {
  talk.api.expectExchange();
  talk.link.peerState('failed');
  await settled();
  assert.equal(talk.state, stateThen);
}

test('link-lost: a question that was lost with its link is to be asked again, and is no news then', async () => {
  const talk = await inSpeech();
  await talk.hears(0.001, 600);
  talk.peer.hears('item_q');
  await loseLink(talk);
  assert.equal(talk.noticeCode(), 'link-lost');
  assert.equal(talk.peer.responding, false, 'there is nothing to answer');
  talk.peer.hears('item_q2');
  assert.equal(talk.noticeCode(), undefined);
  await talk.assertNothingLeft();
});

test('link-lost: words that the server never heard are to be said again', async () => {
  const talk = await inSpeech();
  await talk.hears(0.001, 600);
  await talk.hears(0.3, 400);
  await loseLink(talk);
  assert.equal(talk.noticeCode(), 'link-lost');
  await talk.assertNothingLeft();
});

test('words spoken while the button was held are to be said again, too', async () => {
  const talk = await inSpeech({ pushToTalk: true });
  await talk.hears(0.001, 600);
  talk.session.talk(true);
  await talk.hears(0.3, 400);
  talk.peer.deafTo.add('input_audio_buffer.commit').add('response.create');
  talk.session.talk(false);
  await loseLink(talk);
  assert.equal(talk.noticeCode(), 'link-lost');
  await talk.assertNothingLeft();
});

test('a link lost while nobody speaks is none of the visitor’s business', async () => {
  const talk = await inSpeech();
  await talk.hears(0.001, 600);
  await talk.hears(0.3, 400);
  talk.peer.hears('item_unwritten');
  talk.peer.says('It is.');
  talk.peer.finish();
  await talk.remoteAudio.sounds(msOf('It is.'));
  talk.peer.fallsSilent();
  await talk.remoteAudio.sounds(200, 0);
  for (const [rms, durationMs] of [
    [0.001, 600],
    [0.3, 200],
    [0.001, 600],
  ] as const)
    await talk.hears(rms, durationMs);
  await loseLink(talk);
  assert.equal(talk.noticeCode(), undefined, 'a question with its answer, and then a door');
  await talk.assertNothingLeft();
});

test('neither is one that is lost while the answer is heard, by the microphone, too', async () => {
  const talk = await inSpeech();
  await talk.hears(0.001, 600);
  await talk.hears(0.3, 400);
  talk.peer.hears('item_q');
  talk.peer.writes('item_q', 'Is tea good?', true);
  talk.peer.says('Tea is good for nearly everybody.');
  for (let ms = 0; ms < 800; ms += 20) {
    talk.remoteAudio.level(0.2);
    talk.microphone.level(0.1);
    await talk.clock.advance(20);
  }
  await loseLink(talk, 'thinking');
  assert.equal(talk.noticeCode(), undefined);
  await talk.assertNothingLeft();
});

test('what was heard in the room before a planned change of links were no words', async () => {
  const talk = await inSpeech();
  const expires_at = talk.clock.wallMs() / 1_000 + 10;
  talk.peer.emit({ type: 'session.created', session: { id: 'sess_1', expires_at } });
  await talk.hears(0.001, 600);
  await talk.hears(0.3, 400);
  talk.api.expectExchange();
  await talk.clock.advance(8_000);
  assert.equal(talk.link.open, 1);
  assert.equal(talk.noticeCode(), undefined);
  await talk.assertNothingLeft();
});

test('nobody is moved to another conversation in the middle of a spoken turn', async () => {
  const talk = await inSpeech();
  const expires_at = talk.clock.wallMs() / 1_000 + 10;
  talk.peer.emit({ type: 'session.created', session: { id: 'sess_1', expires_at } });
  talk.peer.speechStarts('item_q');
  talk.api.expectExchange();
  await talk.clock.advance(8_000);
  assert.equal(talk.link.open, 2);
  talk.peer.hears('item_q');
  talk.peer.writes('item_q', 'Is tea good?', true);
  talk.peer.says('It is.');
  talk.peer.finish();
  await talk.remoteAudio.sounds(msOf('It is.'));
  talk.peer.fallsSilent();
  assert.equal(talk.link.open, 2);
  await talk.remoteAudio.sounds(200, 0);
  assert.equal(talk.link.open, 1);
  assert.deepEqual(talk.lines, ['user answered: Is tea good?', 'assistant done: It is.']);
  await talk.assertNothingLeft();
});
