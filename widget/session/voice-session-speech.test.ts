/** The mode `speech`: sound in, sound out, and the words of both in step with what is heard. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation } from '../testing/conversation.js';
import { sessionReply } from '../testing/scripted-api.js';
import { settled } from '../testing/settled.js';
import { answerAloud, inSpeech, msOf } from '../testing/spoken-call.js';
import { VoiceError } from './errors.js';

function modeChanges(talk: Conversation): readonly string[] {
  return talk.moments.flatMap((moment) =>
    moment.type === 'mode-change' ? [`${moment.from} ${moment.to} ${moment.reason}`] : [],
  );
}

test('the peer hears the microphone, and finds the end of turns as the backend says', async () => {
  const talk = await inSpeech();
  assert.equal(talk.state, 'listening');
  assert.equal(talk.session.snapshot.activeMode, 'speech');
  assert.equal(talk.session.snapshot.speech, 'recognising');
  assert.equal(talk.recogniser.running, false);
  assert.notEqual(talk.link.sent, null);
  assert.deepEqual(talk.peer.session, {
    type: 'realtime',
    output_modalities: ['audio'],
    audio: { input: { turn_detection: { type: 'semantic_vad' } } },
  });
  await talk.assertNothingLeft();
});

test('a spoken question is shown as it is written down, and its answer in step with its sound', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  assert.equal(talk.state, 'thinking');
  talk.peer.writes('item_q', ' Is tea', false);
  assert.deepEqual(talk.lines, ['user interim: Is tea']);
  talk.peer.writes('item_q', ' good?', false);
  talk.peer.writes('item_q', 'Is tea good?', true);
  assert.deepEqual(talk.lines, ['user sent: Is tea good?']);

  talk.peer.says('Tea is good for nearly everybody.');
  talk.peer.finish();
  assert.equal(talk.state, 'thinking', 'no sound has been heard yet');
  assert.equal(talk.lines.length, 1);
  await talk.remoteAudio.sounds(msOf('Tea is good'));
  assert.equal(talk.state, 'speaking');
  assert.equal(talk.lines.at(-1), 'assistant streaming: Tea is good');
  await talk.remoteAudio.sounds(msOf(' for nearly everybody.'));
  talk.peer.fallsSilent();
  assert.equal(talk.state, 'speaking', 'the last sample is still on its way');
  await talk.remoteAudio.sounds(200, 0);
  assert.equal(talk.state, 'listening');
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good?',
    'assistant done: Tea is good for nearly everybody.',
  ]);
  await talk.assertNothingLeft();
});

test('the figures of a spoken turn: by the visitor’s own silence, the server’s word and the first sound', async () => {
  const talk = await inSpeech();
  for (let ms = 0; ms < 600; ms += 20) {
    talk.microphone.level(0.001);
    await talk.clock.advance(20);
  }
  for (let ms = 0; ms < 400; ms += 20) {
    talk.microphone.level(0.3);
    await talk.clock.advance(20);
  }
  await talk.clock.advance(500);
  talk.peer.hears('item_q');
  await talk.clock.advance(100);
  talk.peer.says('Tea is good.');
  talk.peer.finish();
  await talk.remoteAudio.sounds(60, 0);
  await talk.remoteAudio.sounds(800);
  // A pause between sentences; the server has not said that it is the end.
  await talk.remoteAudio.sounds(200, 0);
  await talk.remoteAudio.sounds(40);
  talk.peer.fallsSilent();
  await talk.remoteAudio.sounds(200, 0);
  assert.deepEqual(talk.session.snapshot.latency, {
    id: 'item_q',
    endOfSpeechToSent: 520,
    sentToFirstDelta: 100,
    firstDeltaToFirstSentence: 0,
    firstSentenceToFirstByte: 0,
    firstByteToAudible: 80,
    total: 700,
    maxGap: 220,
  });
  await talk.assertNothingLeft();
});

test('a visitor who speaks up is heard by the server: silence at once, and the log knows what was heard', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.says('Tea is good for nearly everybody.');
  await talk.remoteAudio.sounds(msOf('Tea is good'));
  talk.peer.speechStarts('item_q2', msOf('Tea is'));
  await settled();
  assert.equal(talk.remoteAudio.silenced, true);
  assert.equal(talk.state, 'listening');
  assert.equal(talk.lines.at(-1), 'assistant interrupted: Tea is good for nearly everybody. [heard: Tea is]');
  assert.deepEqual(
    talk.moments
      .filter(({ type }) => type === 'interrupt')
      .map((moment) => 'heard' in moment && moment.heard),
    ['Tea is good'],
  );
  assert.deepEqual(talk.told, ['session.update'], 'the server did it all by itself');

  talk.peer.hears('item_q2');
  talk.peer.says('Yes.');
  assert.equal(talk.remoteAudio.silenced, false);
  await talk.remoteAudio.sounds(400);
  assert.equal(talk.lines.at(-1), 'assistant streaming: Yes.');
  await talk.assertNothingLeft();
});

test('the button cancels, clears what the server plays, and asks for no edit of its memory', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.says('Tea is good for nearly everybody.');
  await talk.remoteAudio.sounds(msOf('Tea is'));
  talk.session.interrupt();
  await settled();
  assert.deepEqual(talk.told, ['session.update', 'response.cancel', 'output_audio_buffer.clear']);
  assert.equal(talk.remoteAudio.silenced, true);
  assert.equal(talk.log.at(-1)?.status, 'interrupted');
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('typed turns are answered aloud', async () => {
  const talk = await inSpeech();
  await talk.types('Is tea good for me?');
  assert.deepEqual(talk.peer.journal.at(-1), {
    type: 'response.create',
    event_id: 'command-1',
    response: { output_modalities: ['audio'] },
  });
  talk.peer.says('It is.');
  await talk.remoteAudio.sounds(600);
  talk.peer.finish();
  talk.peer.fallsSilent();
  await talk.remoteAudio.sounds(200, 0);
  assert.deepEqual(talk.lines, ['user answered: Is tea good for me?', 'assistant done: It is.']);
  await talk.assertNothingLeft();
});

test('while muted the track is silent, and the peer goes on', async () => {
  const talk = await inSpeech();
  talk.session.mute(true);
  assert.equal(talk.microphone.enabled, false);
  assert.equal(talk.session.snapshot.audio, 'muted');
  await talk.assertNothingLeft();
});

test('an unplugged microphone is replaced within the call', async () => {
  const talk = await inSpeech();
  const before = talk.link.sent;
  talk.microphone.unplug();
  await settled();
  assert.equal(talk.microphone.opened, 1);
  assert.notEqual(talk.link.sent, before);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('sound that the browser holds back: the answer can be read at once', async () => {
  const talk = await inSpeech({}, (talk) => {
    const load = talk.loadNative;
    talk.loadNative = async () => {
      const create = await load();
      return (options) => {
        const call = create(options);
        talk.remoteAudio.permission = () => Promise.reject(new VoiceError('playback-blocked', 'no gesture'));
        return call;
      };
    };
  });
  assert.equal(talk.noticeCode(), 'playback-blocked');
  talk.peer.hears('item_q');
  talk.peer.says('Yes, it is.');
  assert.equal(talk.lines.at(-1), 'assistant streaming: Yes, it is.');
  await talk.assertNothingLeft();
});

test('the part for speech cannot be had: the next best mode takes over, and the visitor is told', async () => {
  const talk = await inSpeech({}, (talk) => {
    talk.loadNative = () => Promise.reject(new Error('offline'));
  });
  assert.equal(talk.session.snapshot.activeMode, 'hybrid');
  assert.equal(talk.noticeCode(), 'chunk-failed');
  assert.deepEqual(modeChanges(talk), ['speech hybrid chunk-failed']);
  assert.equal(talk.recogniser.running, true);
  await talk.assertNothingLeft();
});

test('a link that carries no sound: the next best mode takes over', async () => {
  const talk = await inSpeech({}, (talk) => {
    talk.link.remoteTrack = undefined;
  });
  assert.deepEqual(modeChanges(talk), ['speech hybrid link-failed']);
  assert.deepEqual(talk.told, []);
  assert.equal(talk.recogniser.running, true);
  await talk.assertNothingLeft();
});

test('auto: a browser without a recogniser talks in speech, and the page is told why', async () => {
  const talk = await inSpeech({ mode: 'auto' }, (talk) => {
    talk.recogniser.available = false;
  });
  assert.equal(talk.session.snapshot.activeMode, 'speech');
  assert.equal(talk.noticeCode(), undefined);
  assert.deepEqual(modeChanges(talk), ['auto speech recognition-unavailable']);
  assert.notEqual(talk.link.sent, null);
  await talk.assertNothingLeft();
});

test('leaving the mode before a word of the answer was heard leaves the answer to read', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.says('Tea is good.');
  await talk.remoteAudio.sounds(20);
  talk.session.switchMode('text');
  await settled();
  assert.equal(talk.lines.at(-1), 'assistant interrupted: Tea is good. [heard: ]');
  await talk.assertNothingLeft();
});

test('auto: a recogniser that fails for good leaves the listening to the server', async () => {
  const talk = await inSpeech({ mode: 'auto' });
  assert.equal(talk.session.snapshot.activeMode, 'hybrid');
  talk.recogniser.fail('unavailable');
  await settled();
  assert.equal(talk.session.snapshot.activeMode, 'speech');
  assert.deepEqual(modeChanges(talk), [
    'auto hybrid recognition-available',
    'auto speech recognition-unavailable',
  ]);
  assert.equal(talk.microphone.opened, 1);
  assert.notEqual(talk.link.sent, null);
  await talk.assertNothingLeft();
});

test('a microphone that gives nothing while the assistant speaks is no dead one, and is one afterwards', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.says('Tea is good for nearly everybody, whatever the hour and the weather. '.repeat(3));
  talk.peer.finish();
  for (let ms = 0; ms < 12_000; ms += 400) {
    talk.microphone.level(0);
    await talk.remoteAudio.sounds(380);
    // Between two words.
    await talk.remoteAudio.sounds(20, 0);
  }
  assert.equal(talk.state, 'speaking');
  assert.equal(talk.noticeCode(), undefined);
  talk.peer.fallsSilent();
  await talk.remoteAudio.sounds(200, 0);
  assert.equal(talk.state, 'listening');
  talk.microphone.level(0);
  await talk.clock.advance(10_000);
  talk.microphone.level(0);
  assert.equal(talk.noticeCode(), 'microphone-busy');
  await talk.assertNothingLeft();
});

test('without a microphone a call in speech becomes one to type in', async () => {
  const talk = await inSpeech({}, (talk) => {
    talk.microphone.permission = () => Promise.reject(new VoiceError('microphone-denied', 'no'));
  });
  assert.equal(talk.session.snapshot.activeMode, 'text');
  assert.equal(talk.noticeCode(), 'microphone-denied');
  await talk.types('Is tea good?');
  await talk.assistantSays('It is.');
  assert.equal(talk.lines.at(-1), 'assistant done: It is.');
  await talk.assertNothingLeft();
});

test('hybrid, speech, text and back: one call, one conversation', async () => {
  const talk = await inSpeech({ mode: 'hybrid' });
  await talk.user('is tea good');
  await talk.assistantSays('It is.');
  talk.session.switchMode('speech');
  await settled();
  assert.equal(talk.state, 'listening');
  assert.equal(talk.recogniser.running, false);
  assert.notEqual(talk.link.sent, null);

  talk.peer.hears('item_q');
  talk.peer.writes('item_q', 'And coffee?', true);
  talk.peer.says('Coffee too.');
  await talk.remoteAudio.sounds(900);
  const { remoteAudio } = talk;
  talk.session.switchMode('text');
  await settled();
  assert.equal(remoteAudio.closed, true);
  assert.equal(talk.link.sent, null);
  assert.equal(talk.microphone.opened, 0);
  assert.deepEqual(talk.peer.session.output_modalities, ['text']);
  assert.equal(talk.session.snapshot.audio, 'none');
  await talk.types('And water?');
  await talk.assistantSays('Water as well.');

  talk.session.switchMode('hybrid');
  await settled();
  assert.equal(talk.recogniser.running, true);
  await talk.user('and milk');
  await talk.assistantSays('Milk also.');
  assert.match(talk.player.heard, /Milk also/);
  assert.equal(talk.link.prepared, 1);
  assert.deepEqual(
    talk.log.map(({ text }) => text),
    [
      'is tea good',
      'It is.',
      'And coffee?',
      'Coffee too.',
      'And water?',
      'Water as well.',
      'and milk',
      'Milk also.',
    ],
  );
  assert.deepEqual(modeChanges(talk), [
    'hybrid speech visitor',
    'speech text visitor',
    'text hybrid visitor',
  ]);
  await talk.assertNothingLeft();
});

test('an answer that the provider broke off was interrupted, however much of it was heard', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.peer.writes('item_q', 'Is tea good?', true);
  talk.peer.says('Tea is good');
  talk.peer.finish('failed', { type: 'failed', error: { code: 'server_error' } });
  await talk.remoteAudio.sounds(msOf('Tea is good'));
  talk.peer.fallsSilent();
  await talk.remoteAudio.sounds(200, 0);
  assert.equal(talk.noticeCode(), 'response-failed');
  assert.deepEqual(talk.lines, ['user answered: Is tea good?', 'assistant interrupted: Tea is good']);
  await talk.assertNothingLeft();
});

test('auto: where neither recogniser nor the part for speech can be had, the visitor types in peace', async () => {
  const talk = await inSpeech({ mode: 'auto' }, (talk) => {
    talk.loadNative = () => Promise.reject(new Error('offline'));
  });
  talk.recogniser.fail('unavailable');
  await settled();
  talk.recogniser.fail('unavailable');
  await settled();
  assert.equal(talk.session.snapshot.activeMode, 'hybrid');
  assert.equal(talk.noticeCode(), 'recognition-unavailable');
  assert.deepEqual(modeChanges(talk), [
    'auto hybrid recognition-available',
    'auto speech recognition-unavailable',
    'speech hybrid chunk-failed',
  ]);
  await talk.types('Is tea good?');
  await talk.assistantSays('It is.');
  await talk.assertNothingLeft();
});

test('an answer stopped before its first word is cleared, too', async () => {
  const talk = await inSpeech();
  talk.peer.hears('item_q');
  talk.session.interrupt();
  assert.deepEqual(talk.told.slice(-2), ['response.cancel', 'output_audio_buffer.clear']);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('leaving the mode in the middle of a sentence keeps its words to be sent again', async () => {
  const talk = await inSpeech();
  talk.peer.speechStarts('item_q');
  talk.peer.writes('item_q', 'Is tea', false);
  talk.session.switchMode('text');
  await settled();
  assert.deepEqual(talk.lines, ['user not-sent: Is tea']);
  await talk.assertNothingLeft();
});

test('what is typed while the server hears a noise is answered at once, and the noise not at all', async () => {
  const talk = await inSpeech();
  talk.peer.speechStarts('item_n');
  await talk.types('Is tea good?');
  assert.equal(talk.peer.responding, true);
  talk.peer.speechStops('item_n');
  talk.peer.writes('item_n', '', true);
  await answerAloud(talk, 'It is.');
  assert.deepEqual(talk.lines, ['user answered: Is tea good?', 'assistant done: It is.']);
  assert.equal(talk.told.filter((type) => type === 'response.create').length, 1);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('an answer asked for as the visitor begins to speak is taken back, and its question answered with theirs', async () => {
  const talk = await inSpeech();
  talk.peer.deafTo.add('response.create');
  await talk.types('Is tea good?');
  talk.peer.speechStarts('item_q');
  assert.deepEqual(talk.told.slice(-2), ['response.cancel', 'output_audio_buffer.clear']);
  talk.peer.speechStops('item_q');
  talk.peer.writes('item_q', 'And coffee?', true);
  await answerAloud(talk, 'Both are.');
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good?',
    'user answered: And coffee?',
    'assistant done: Both are.',
  ]);
  await talk.assertNothingLeft();
});

test('a turn that the server will not answer, as it answers another, is asked about when that was heard', async () => {
  const talk = await inSpeech();
  talk.peer.speechStarts('item_q');
  await talk.types('Is tea good?');
  talk.peer.says('Tea is.');
  talk.peer.speechStops('item_q');
  talk.peer.writes('item_q', 'And coffee?', true);
  await talk.remoteAudio.sounds(msOf('Tea'));
  talk.peer.finish();
  assert.equal(talk.peer.responding, false, 'what is heard is not over');
  await talk.remoteAudio.sounds(msOf(' is.'));
  talk.peer.fallsSilent();
  await talk.remoteAudio.sounds(200, 0);
  assert.equal(talk.peer.responding, true);
  await answerAloud(talk, 'Coffee, too.');
  assert.deepEqual(talk.lines, [
    'user answered: Is tea good?',
    'assistant done: Tea is.',
    'user answered: And coffee?',
    'assistant done: Coffee, too.',
  ]);
  await talk.assertNothingLeft();
});

test('an answer of whose end or sound nothing is told is over by itself', async () => {
  const talk = await inSpeech();
  await talk.types('Is tea good?');
  talk.peer.says('Tea is.');
  await talk.remoteAudio.sounds(msOf('Tea is.'));
  talk.peer.finish();
  await talk.remoteAudio.sounds(2_980, 0);
  assert.equal(talk.state, 'speaking');
  await talk.remoteAudio.sounds(40, 0);
  assert.equal(talk.state, 'listening');
  await talk.types('And coffee?');
  talk.peer.says('Coffee, too.');
  talk.peer.finish();
  await talk.clock.advance(3_000 + msOf('Coffee, too.'));
  assert.deepEqual(talk.lines.slice(-1), ['assistant done: Coffee, too.']);
  assert.equal(talk.state, 'listening');
  await talk.assertNothingLeft();
});

test('a backend without a voice has none after speech either, whatever was being said', async () => {
  const talk = new Conversation({ mode: 'speech' });
  talk.api
    .expectOpen(() => Promise.resolve(sessionReply({ modes: ['hybrid', 'speech', 'text'], tts: null })))
    .expectExchange()
    .expectClose();
  await talk.session.start();
  talk.peer.hears('item_q');
  talk.peer.says('Tea is good for nearly everybody.');
  await talk.remoteAudio.sounds(500);
  talk.session.switchMode('hybrid');
  await settled();
  await talk.types('And coffee?');
  await talk.assistantStreams('Coffee is, too.');
  await talk.assistantFinishes();
  assert.deepEqual(talk.synthesiser.requests, []);
  assert.equal(talk.noticeCode(), undefined);
  await talk.assertNothingLeft();
});

test('an answer that comes before the part that speaks it is told whole, and spoken by nobody else', async () => {
  const talk = await inSpeech({ mode: 'hybrid' });
  const load = talk.loadNative;
  let arrive = (): void => undefined;
  talk.loadNative = () => new Promise<void>((resolve) => (arrive = resolve)).then(load);
  talk.session.switchMode('speech');
  await talk.types('Is tea good?');
  talk.peer.says('It is.');
  talk.peer.finish();
  assert.deepEqual(talk.lines, ['user answered: Is tea good?']);
  arrive();
  await settled();
  await talk.remoteAudio.sounds(msOf('It is.'));
  talk.peer.fallsSilent();
  await talk.remoteAudio.sounds(200, 0);
  assert.deepEqual(talk.lines, ['user answered: Is tea good?', 'assistant done: It is.']);
  assert.equal(talk.state, 'listening');
  assert.deepEqual(talk.synthesiser.requests, []);
  await talk.assertNothingLeft();
});

test('back in the mode, nothing waits for the end of a sentence that was begun before it was left', async () => {
  const talk = await inSpeech();
  talk.peer.speechStarts('item_q');
  talk.session.switchMode('hybrid');
  talk.session.switchMode('speech');
  await settled();
  const expires_at = talk.clock.wallMs() / 1_000 + 10;
  talk.peer.emit({ type: 'session.created', session: { id: 'sess_1', expires_at } });
  talk.api.expectExchange();
  await talk.clock.advance(8_000);
  assert.deepEqual([talk.peers.length, talk.link.open], [2, 1], 'the next conversation is taken');
  await talk.assertNothingLeft();
});

test('sound of an answer that was stopped before the part was here begins no other one', async () => {
  const talk = await inSpeech({ mode: 'hybrid' });
  const load = talk.loadNative;
  let arrive = (): void => undefined;
  talk.loadNative = () => new Promise<void>((resolve) => (arrive = resolve)).then(load);
  talk.session.switchMode('speech');
  await talk.types('Is tea good?');
  talk.peer.says('It is.');
  talk.session.interrupt();
  arrive();
  await settled();
  await talk.types('And coffee?');
  const before = talk.peer.emit.bind(talk.peer);
  talk.peer.emit = (event) => {
    if (event.type !== 'output_audio_buffer.started') before(event);
  };
  talk.peer.says('Coffee is.');
  await talk.remoteAudio.sounds(400);
  assert.equal(talk.state, 'thinking', 'no sound of it has come');
  await talk.assertNothingLeft();
});
