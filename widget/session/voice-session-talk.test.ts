/** Push-to-talk: the visitor holds a button to speak. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation, inCall } from '../testing/conversation.js';
import { sessionReply } from '../testing/scripted-api.js';
import { settled } from '../testing/settled.js';
import { answerAloud } from '../testing/spoken-call.js';
import { VoiceError } from './errors.js';

const ROOM = 0.001;
const VOICE = 0.1;

test('hybrid: nothing is heard before the button is held', async () => {
  const talk = await inCall({ pushToTalk: true });
  assert.equal(talk.session.snapshot.talking, false);
  assert.equal(talk.recogniser.running, false);
  assert.equal(talk.microphone.enabled, false);
  talk.session.talk(true);
  await settled();
  assert.equal(talk.session.snapshot.talking, true);
  assert.equal(talk.recogniser.running, true);
  assert.equal(talk.microphone.enabled, true);
  await talk.assertNothingLeft();
});

test('hybrid: what was said is sent when the button is let go, however long the pauses were', async () => {
  const talk = await inCall({ pushToTalk: true });
  talk.session.talk(true);
  await talk.hears(VOICE, 400);
  talk.recogniser.interim('is tea good');
  await talk.hears(ROOM, 4000);
  assert.deepEqual(talk.lines, ['user interim: is tea good']);
  talk.recogniser.finishesAtOnce = false;
  talk.session.talk(false);
  assert.equal(talk.session.snapshot.talking, false);
  assert.equal(talk.recogniser.finishing, true);
  talk.recogniser.final('is tea good for me');
  talk.recogniser.end();
  await settled();
  assert.deepEqual(talk.lines, ['user sent: is tea good for me']);
  assert.equal(talk.recogniser.running, false);
  assert.equal(talk.microphone.enabled, false);
  await talk.assistantSays('It is.');
  await talk.assertNothingLeft();
});

test('hybrid: a recogniser that never ends is waited for no longer than a second and a half', async () => {
  const talk = await inCall({ pushToTalk: true });
  talk.session.talk(true);
  talk.recogniser.interim('is tea good');
  talk.recogniser.finishesAtOnce = false;
  talk.session.talk(false);
  await talk.clock.advance(1499);
  assert.deepEqual(talk.lines, ['user interim: is tea good']);
  await talk.clock.advance(1);
  assert.deepEqual(talk.lines, ['user sent: is tea good']);
  await talk.assertNothingLeft();
});

test('hybrid: the button pressed again before the last words came sends what had come, and hears on', async () => {
  const talk = await inCall({ pushToTalk: true });
  talk.session.talk(true);
  talk.recogniser.interim('is tea good');
  talk.recogniser.finishesAtOnce = false;
  talk.session.talk(false);
  talk.session.talk(true);
  await settled();
  assert.deepEqual(talk.lines, ['user sent: is tea good']);
  assert.equal(talk.recogniser.running, true);
  assert.equal(talk.session.snapshot.talking, true);
  await talk.assertNothingLeft();
});

test('hybrid: pressing the button interrupts', async () => {
  const talk = await inCall({ pushToTalk: true });
  await talk.types('Is tea good for me?');
  await talk.assistantStreams('Tea is good for nearly everybody. ', 'So');
  await talk.player.playUntil('Tea is good');
  talk.session.talk(true);
  await settled();
  assert.equal(talk.log.at(-1)?.heard, 'Tea is good');
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('nothing is heard while muted, button or not', async () => {
  const talk = await inCall({ pushToTalk: true });
  talk.session.mute(true);
  talk.session.talk(true);
  assert.equal(talk.session.snapshot.talking, false);
  assert.equal(talk.recogniser.running, false);
  await talk.assertNothingLeft();
});

for (const [what, finishesAtOnce] of [
  ['held', true],
  ['let go a moment ago', false],
] as const) {
  test(`hybrid: a button ${what} when the visitor is muted is up when they are not any more`, async () => {
    const talk = await inCall({ pushToTalk: true });
    talk.session.talk(true);
    talk.recogniser.interim('half a wo');
    talk.recogniser.finishesAtOnce = finishesAtOnce;
    if (!finishesAtOnce) talk.session.talk(false);
    talk.session.mute(true);
    assert.deepEqual(talk.lines, []);
    assert.equal(talk.session.snapshot.talking, false);
    talk.session.mute(false);
    await settled();
    assert.equal(talk.microphone.enabled, false);
    assert.equal(talk.recogniser.running, false);
    await talk.assertNothingLeft();
  });
}

test('a button held when the microphone goes is up when it is back', async () => {
  const talk = await inCall({ pushToTalk: true });
  talk.session.talk(true);
  talk.microphone.permission = () => Promise.reject(new VoiceError('microphone-missing', 'none left'));
  talk.microphone.unplug();
  await settled();
  talk.microphone.permission = () => Promise.resolve();
  talk.microphone.appear();
  await settled();
  assert.equal(talk.session.snapshot.audio, 'live');
  assert.equal(talk.session.snapshot.talking, false);
  assert.equal(talk.microphone.enabled, false);
  assert.equal(talk.recogniser.running, false);
  await talk.assertNothingLeft();
});

test('a button held when the call ends is up in the next one', async () => {
  const talk = await inCall({ pushToTalk: true });
  talk.session.talk(true);
  await talk.session.stop();
  talk.api.expectExchange();
  await talk.session.start();
  assert.equal(talk.session.snapshot.talking, false);
  assert.equal(talk.microphone.enabled, false);
  await talk.assertNothingLeft();
});

test('it can be switched on and off within a call', async () => {
  const talk = await inCall();
  const options = { mode: 'hybrid', lang: 'en', microphone: 'processed' } as const;
  talk.recogniser.interim('half a wo');
  talk.session.configure({ ...options, pushToTalk: true });
  await settled();
  assert.deepEqual(talk.lines, []);
  assert.equal(talk.recogniser.running, false);
  talk.session.configure(options);
  await settled();
  assert.equal(talk.session.snapshot.talking, undefined);
  assert.equal(talk.recogniser.running, true);
  await talk.user('is tea good for me');
  assert.deepEqual(talk.lines, ['user sent: is tea good for me']);
  await talk.assertNothingLeft();
});

async function speaking(): Promise<Conversation> {
  const talk = new Conversation({ mode: 'speech', pushToTalk: true });
  talk.api
    .expectOpen(() =>
      Promise.resolve(sessionReply({ modes: ['hybrid', 'speech', 'text'], turnDetection: 'semantic_vad' })),
    )
    .expectExchange();
  await talk.session.start();
  talk.api.expectClose();
  await settled();
  return talk;
}

test('speech: the button clears, commits and asks; the server is told not to find turns by itself', async () => {
  const talk = await speaking();
  assert.deepEqual(talk.peer.session.audio, { input: { turn_detection: null } });
  assert.equal(talk.microphone.enabled, false);
  talk.session.talk(true);
  assert.equal(talk.microphone.enabled, true);
  await talk.clock.advance(800);
  talk.session.talk(false);
  await settled();
  assert.equal(talk.microphone.enabled, false);
  assert.deepEqual(talk.told.slice(-3), [
    'input_audio_buffer.clear',
    'input_audio_buffer.commit',
    'response.create',
  ]);
  assert.equal(talk.state, 'thinking');
  await talk.assertNothingLeft();
});

test('speech: a touch by mistake asks nothing', async () => {
  const talk = await speaking();
  talk.session.talk(true);
  await talk.clock.advance(100);
  talk.session.talk(false);
  await settled();
  assert.equal(talk.told.includes('response.create'), false);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('speech: switching it off lets the server find turns again', async () => {
  const talk = await speaking();
  talk.session.configure({ mode: 'speech', lang: 'en', microphone: 'processed' });
  await settled();
  assert.deepEqual(talk.peer.session.audio, { input: { turn_detection: { type: 'semantic_vad' } } });
  assert.equal(talk.microphone.enabled, true);
  await talk.assertNothingLeft();
});

test('speech: a button pressed again before the server has the first turn brings one answer to both', async () => {
  const talk = await speaking();
  const { peer } = talk;
  const late = ['input_audio_buffer.commit', 'response.create'] as const;
  for (const type of late) peer.deafTo.add(type);
  talk.session.talk(true);
  await talk.clock.advance(800);
  talk.session.talk(false);
  talk.session.talk(true);
  peer.deafTo.clear();
  // What the visitor's side says to the news of the first turn is on its way meanwhile.
  peer.deafTo.add('response.cancel');
  for (const type of late) peer.receive(JSON.stringify({ type }));
  peer.deafTo.clear();
  assert.ok(talk.told.includes('response.cancel'));
  peer.receive(JSON.stringify({ type: 'response.cancel' }));
  await settled();
  assert.equal(peer.responding, false, 'nobody is answered while the button is held');
  await talk.clock.advance(800);
  talk.session.talk(false);
  await settled();
  const asked = talk.told.length;
  await answerAloud(talk, 'Both are.');
  assert.deepEqual(talk.lines, ['assistant done: Both are.']);
  assert.equal(talk.state, 'listening');
  assert.equal(talk.told.length, asked, 'and asked nothing more');
  await talk.assertNothingLeft();
});

test('speech: nobody is moved to another conversation while the button is held', async () => {
  const talk = await speaking();
  const expires_at = talk.clock.wallMs() / 1_000 + 10;
  talk.peer.emit({ type: 'session.created', session: { id: 'sess_1', expires_at } });
  talk.session.talk(true);
  talk.api.expectExchange();
  await talk.clock.advance(8_000);
  assert.equal(talk.link.open, 2);
  talk.session.talk(false);
  await settled();
  talk.peer.says('It is.');
  talk.peer.finish();
  await talk.remoteAudio.sounds(450);
  talk.peer.fallsSilent();
  assert.equal(talk.link.open, 2);
  await talk.remoteAudio.sounds(200, 0);
  assert.equal(talk.link.open, 1);
  await talk.assertNothingLeft();
});

const ENDINGS_WITHOUT_A_TURN: readonly (readonly [string, (talk: Conversation) => void])[] = [
  [
    'let go without a sound',
    (talk) => {
      talk.peer.deafTo.add('input_audio_buffer.commit').add('response.create');
      talk.session.talk(false);
      talk.peer.error({ code: 'input_audio_buffer_commit_empty' });
    },
  ],
  ['muted', (talk) => talk.session.mute(true)],
  ['switched off', (talk) => talk.session.configure({ mode: 'speech', lang: 'en', microphone: 'processed' })],
];
for (const [title, end] of ENDINGS_WITHOUT_A_TURN) {
  test(`speech: nothing waits for the end of a turn whose button was ${title}`, async () => {
    const talk = await speaking();
    talk.session.talk(true);
    await talk.clock.advance(800);
    end(talk);
    await settled();
    const expires_at = talk.clock.wallMs() / 1_000 + 10;
    talk.peer.emit({ type: 'session.created', session: { id: 'sess_1', expires_at } });
    talk.api.expectExchange();
    await talk.clock.advance(8_000);
    assert.deepEqual([talk.peers.length, talk.link.open], [2, 1], 'the next conversation is taken');
    await talk.assertNothingLeft();
  });
}

test('hybrid: a mode that is left before the last words came leaves the microphone closed', async () => {
  const talk = new Conversation({ mode: 'hybrid', pushToTalk: true });
  talk.api
    .expectOpen(() => Promise.resolve(sessionReply({ modes: ['hybrid', 'speech', 'text'] })))
    .expectExchange()
    .expectClose();
  await talk.session.start();
  await settled();
  talk.session.talk(true);
  talk.recogniser.interim('is tea good');
  talk.recogniser.finishesAtOnce = false;
  talk.session.talk(false);
  assert.equal(talk.microphone.enabled, true);
  talk.session.switchMode('speech');
  await settled();
  assert.equal(talk.microphone.enabled, false);
  await talk.assertNothingLeft();
});

test('hybrid: pressed again before the answer’s first word, the question is answered with what is said then', async () => {
  const talk = await inCall({ pushToTalk: true });
  talk.session.talk(true);
  await settled();
  talk.recogniser.interim('is tea good for me');
  talk.session.talk(false);
  await settled();
  talk.session.talk(true);
  await talk.clock.advance(300);
  const asked = () => talk.told.filter((type) => type === 'response.create').length;
  assert.equal(asked(), 1, 'nobody is answered while they hold the button');
  talk.session.talk(false);
  await settled();
  assert.equal(asked(), 2);
  await talk.assistantSays('It is.');
  await talk.player.playAll();
  assert.deepEqual(talk.lines, ['user answered: is tea good for me', 'assistant done: It is.']);
  await talk.assertNothingLeft();
});
