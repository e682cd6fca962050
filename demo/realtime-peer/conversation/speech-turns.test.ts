import assert from 'node:assert/strict';
import { test } from 'node:test';

import { setUpDesk } from '../testing/desk.js';
import type { Desk } from '../testing/desk.js';

function error(desk: Desk) {
  return (desk.last('error') as never as { error: { code: string; message: string } }).error;
}

/** An assistant that says ten words, all of them generated. */
function speaking(setup: Parameters<typeof setUpDesk>[0] = {}): Desk {
  const desk = setUpDesk(setup);
  desk.send({ type: 'response.create' });
  desk.brain.say('one two three four five six seven eight nine ten');
  desk.voice.last.listener.onStarted();
  return desk;
}

test('an audio turn runs its transcript ahead of the sound and ends when the sound ends', () => {
  const desk = setUpDesk();
  desk.send({ type: 'response.create' });
  desk.brain.hand({ type: 'message', key: 0 });
  desk.brain.hand({ type: 'text', key: 0, delta: 'Hello' });
  desk.voice.last.listener.onStarted();
  desk.brain.hand({ type: 'text', key: 0, delta: ' there.' });
  desk.brain.hand({ type: 'item-end', key: 0 });
  desk.brain.hand({ type: 'end' });
  assert.deepEqual(desk.takeTypes(), [
    'response.created',
    'response.output_item.added',
    'conversation.item.added',
    'response.content_part.added',
    'response.output_audio_transcript.delta',
    'output_audio_buffer.started',
    'response.output_audio_transcript.delta',
  ]);
  assert.equal(desk.voice.last.text, 'Hello there.');
  desk.voice.last.listener.onGenerated(900);
  assert.deepEqual(desk.takeTypes(), [
    'response.output_audio.done',
    'response.output_audio_transcript.done',
    'response.content_part.done',
    'conversation.item.done',
    'response.output_item.done',
    'response.done',
  ]);
  desk.clock.advance(900);
  desk.voice.last.listener.onDrained();
  assert.deepEqual(desk.takeTypes(), ['rate_limits.updated', 'output_audio_buffer.stopped']);
});

test('a spoken turn becomes an item and is answered once its words are known', () => {
  const desk = setUpDesk({ session: { audio: { input: { transcription: { model: 'whisper-1' } } } } });
  desk.ears.hear({ type: 'speech-started', segmentId: 's', audioStartMs: 120.4 });
  desk.ears.hear({ type: 'transcript-delta', segmentId: 's', delta: 'Good' });
  desk.ears.hear({ type: 'speech-stopped', segmentId: 's', audioEndMs: 1500 });
  assert.deepEqual(desk.takeTypes(), [
    'input_audio_buffer.speech_started',
    'conversation.item.input_audio_transcription.delta',
    'input_audio_buffer.speech_stopped',
    'input_audio_buffer.committed',
    'conversation.item.added',
    'conversation.item.done',
    'response.created',
  ]);
  assert.equal(desk.brain.requests.length, 0);
  desk.ears.hear({
    type: 'transcript-completed',
    segmentId: 's',
    transcript: 'Good morning.',
    durationMs: 1380,
  });
  const completed = desk.last('conversation.item.input_audio_transcription.completed');
  assert.deepEqual(completed['usage'], { type: 'duration', seconds: 2 });
  assert.deepEqual(desk.brain.lastRequest.history, [
    { type: 'message', role: 'user', text: 'Good morning.' },
  ]);
  const ids = ['input_audio_buffer.speech_started', 'input_audio_buffer.committed'].map(
    (type) => desk.last(type)['item_id'],
  );
  assert.equal(ids[0], ids[1], 'speech_started names the item to come');
});

test('without transcription nothing is told of the words, but the brain still has them', () => {
  const desk = setUpDesk();
  desk.ears.hear({ type: 'speech-started', segmentId: 's', audioStartMs: 0 });
  desk.ears.hear({ type: 'speech-stopped', segmentId: 's', audioEndMs: 900 });
  desk.takeTypes();
  desk.ears.hear({ type: 'transcript-completed', segmentId: 's', transcript: 'Hi.', durationMs: 900 });
  assert.deepEqual(desk.takeTypes(), []);
  assert.equal(desk.brain.requests.length, 1);
});

test('a failed transcription is told, and the answer comes all the same', () => {
  const desk = setUpDesk({ session: { audio: { input: { transcription: { model: 'whisper-1' } } } } });
  desk.ears.hear({ type: 'speech-started', segmentId: 's', audioStartMs: 0 });
  desk.ears.hear({ type: 'speech-stopped', segmentId: 's', audioEndMs: 900 });
  desk.ears.hear({ type: 'transcript-failed', segmentId: 's', message: 'no ears' });
  desk.last('conversation.item.input_audio_transcription.failed');
  assert.equal(desk.brain.requests.length, 1);
});

test('barge-in while generating cancels first, then clears, then truncates', () => {
  const desk = setUpDesk();
  desk.send({ type: 'response.create' });
  desk.brain.hand({ type: 'message', key: 0 });
  desk.brain.hand({ type: 'text', key: 0, delta: 'A long answer begins' });
  desk.voice.last.listener.onStarted();
  desk.voice.last.heardMs = 400;
  desk.takeTypes();
  desk.ears.hear({ type: 'speech-started', segmentId: 's', audioStartMs: 5000 });
  const types = desk.takeTypes();
  assert.deepEqual(types.slice(0, 1), ['input_audio_buffer.speech_started']);
  assert.deepEqual(types.slice(-3), [
    'response.done',
    'output_audio_buffer.cleared',
    'conversation.item.truncated',
  ]);
  const { response } = desk.last('response.done') as never as { response: { status_details: unknown } };
  assert.deepEqual(response.status_details, { type: 'cancelled', reason: 'turn_detected' });
  assert.equal(desk.last('conversation.item.truncated')['audio_end_ms'], 400);
  assert.ok(desk.voice.last.stopped);
});

test('barge-in after response.done cuts only the sound, and the brain knows what was heard', () => {
  const desk = speaking();
  desk.voice.last.listener.onGenerated(4800);
  desk.voice.last.heardMs = 2400;
  desk.takeTypes();
  desk.ears.hear({ type: 'speech-started', segmentId: 's', audioStartMs: 0 });
  assert.deepEqual(desk.takeTypes(), [
    'input_audio_buffer.speech_started',
    'output_audio_buffer.cleared',
    'conversation.item.truncated',
  ]);
  desk.ears.hear({ type: 'speech-stopped', segmentId: 's', audioEndMs: 800 });
  desk.ears.hear({ type: 'transcript-completed', segmentId: 's', transcript: 'Stop.', durationMs: 800 });
  const [answer] = desk.brain.lastRequest.history;
  assert.deepEqual(answer, { type: 'message', role: 'assistant', text: 'one two three four five' });
  const count = desk.sent.filter((event) => event.type === 'output_audio_buffer.stopped').length;
  assert.equal(count, 0, 'cleared sound is not stopped sound');
});

test('with interrupt_response off the assistant speaks on', () => {
  const vad = { type: 'server_vad', interrupt_response: false, create_response: false };
  const desk = speaking({ session: { audio: { input: { turn_detection: vad } } } });
  desk.takeTypes();
  desk.ears.hear({ type: 'speech-started', segmentId: 's', audioStartMs: 0 });
  desk.ears.hear({ type: 'speech-stopped', segmentId: 's', audioEndMs: 500 });
  assert.equal(desk.voice.last.stopped, false);
  assert.ok(!desk.takeTypes().includes('response.created'));
});

test('cancel alone lets the generated sound play on; clear silences it and truncates', () => {
  const desk = setUpDesk();
  desk.send({ type: 'response.create' });
  desk.brain.hand({ type: 'message', key: 0 });
  desk.brain.hand({ type: 'text', key: 0, delta: 'Some words' });
  desk.voice.last.listener.onStarted();
  desk.send({ type: 'response.cancel' });
  assert.equal(desk.voice.last.stopped, false);
  desk.takeTypes();
  desk.send({ type: 'output_audio_buffer.clear' });
  assert.deepEqual(desk.takeTypes(), ['output_audio_buffer.cleared', 'conversation.item.truncated']);
  assert.ok(desk.voice.last.stopped);
});

test('clear without a cancel: the answer ends with its words, and the next can be asked for', () => {
  const desk = setUpDesk();
  desk.send({ type: 'response.create' });
  desk.brain.hand({ type: 'message', key: 0 });
  desk.brain.hand({ type: 'text', key: 0, delta: 'Some words' });
  desk.voice.last.listener.onStarted();
  desk.takeTypes();
  desk.send({ type: 'output_audio_buffer.clear' });
  assert.deepEqual(desk.takeTypes(), ['output_audio_buffer.cleared', 'conversation.item.truncated']);
  desk.brain.hand({ type: 'item-end', key: 0 });
  desk.brain.hand({ type: 'end' });
  const { response } = desk.last('response.done') as never as { response: { status: string } };
  assert.equal(response.status, 'completed');
  desk.takeTypes();
  desk.send({ type: 'response.create' });
  assert.deepEqual(desk.takeTypes(), ['response.created']);
});

test('clear when only sound is missing ends the answer at once', () => {
  const desk = speaking();
  desk.takeTypes();
  desk.send({ type: 'output_audio_buffer.clear' });
  const types = desk.takeTypes();
  assert.equal(types[0], 'output_audio_buffer.cleared');
  assert.equal(types.filter((type) => type === 'response.done').length, 1);
});

test('sound that is still being made can be truncated, and so can that of a cancelled answer', () => {
  const desk = setUpDesk();
  for (const isCancelled of [false, true]) {
    desk.send({ type: 'response.create' });
    desk.brain.hand({ type: 'message', key: 0 });
    desk.brain.hand({ type: 'text', key: 0, delta: 'one two three four' });
    desk.voice.last.listener.onAudio?.(new Int16Array(24_000));
    if (isCancelled) desk.send({ type: 'response.cancel' });
    const { item } = desk.last('response.output_item.added') as never as { item: { id: string } };
    const truncate = (audio_end_ms: number): void => {
      const address = { item_id: item.id, content_index: 0, audio_end_ms };
      desk.send({ type: 'conversation.item.truncate', ...address });
    };
    truncate(1001);
    assert.equal(error(desk).message, 'Audio content of 1000ms is already shorter than 1001ms');
    truncate(500);
    assert.equal(desk.last('conversation.item.truncated')['item_id'], item.id);
    // More of it is made, and nothing of that was heard.
    desk.voice.last.listener.onAudio?.(new Int16Array(24_000));
    truncate(501);
    assert.equal(error(desk).message, 'Audio content of 500ms is already shorter than 501ms');
    if (!isCancelled) desk.send({ type: 'response.cancel' });
  }
});

test('clear with nothing to hear is silent', () => {
  const desk = setUpDesk();
  desk.send({ type: 'output_audio_buffer.clear' });
  assert.deepEqual(desk.takeTypes(), []);
});

test('an item can be truncated to what was heard, not beyond its length, and only spoken ones', () => {
  const desk = speaking();
  desk.voice.last.listener.onGenerated(3000);
  desk.voice.last.listener.onDrained();
  const { item } = desk.last('response.output_item.done') as never as { item: { id: string } };
  const truncate = (audio_end_ms: number, item_id = item.id) =>
    desk.send({ type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms });
  truncate(3001);
  assert.equal(error(desk).message, 'Audio content of 3000ms is already shorter than 3001ms');
  truncate(1500);
  assert.equal(desk.last('conversation.item.truncated')['audio_end_ms'], 1500);
  desk.send({ type: 'conversation.item.retrieve', item_id: item.id });
  const retrieved = desk.last('conversation.item.retrieved') as never as {
    item: { content: { transcript: string; audio: string }[] };
  };
  assert.equal(retrieved.item.content[0]?.transcript, '');
  desk.say('text');
  truncate(0, (desk.last('conversation.item.added') as never as { item: { id: string } }).item.id);
  assert.equal(error(desk).message, 'Only model output audio messages can be truncated');
});

test('push to talk: clear, commit, and the answer only when asked for', () => {
  const desk = setUpDesk({ session: { audio: { input: { turn_detection: null } } } });
  assert.equal(desk.ears.settings.at(-1)?.turnDetection, null);
  desk.send({ type: 'input_audio_buffer.clear' });
  desk.ears.bufferedMs = 99;
  desk.send({ type: 'input_audio_buffer.commit', event_id: 'short' });
  assert.equal(error(desk).code, 'input_audio_buffer_commit_empty');
  assert.match(error(desk).message, /buffer only has 99\.00ms of audio/);
  desk.ears.bufferedMs = 1200;
  desk.takeTypes();
  desk.send({ type: 'input_audio_buffer.commit' });
  assert.deepEqual(desk.takeTypes(), [
    'input_audio_buffer.committed',
    'conversation.item.added',
    'conversation.item.done',
  ]);
  desk.send({ type: 'response.create' });
  assert.deepEqual(desk.takeTypes(), ['response.created']);
  desk.ears.hear({
    type: 'transcript-completed',
    segmentId: 'commit-1',
    transcript: 'Push.',
    durationMs: 1200,
  });
  assert.equal(desk.brain.requests.length, 1);
});

test('without ears a commit is empty', () => {
  const desk = setUpDesk({ ears: false });
  desk.send({ type: 'input_audio_buffer.commit' });
  assert.equal(error(desk).code, 'input_audio_buffer_commit_empty');
});

test('appended sound reaches the ears, and what is no base64 is refused', () => {
  const desk = setUpDesk();
  desk.send({ type: 'input_audio_buffer.append', audio: Buffer.alloc(480).toString('base64') });
  assert.equal(desk.ears.appended, 240);
  desk.send({ type: 'input_audio_buffer.append', audio: 'not base64!' });
  assert.equal(error(desk).code, 'invalid_value');
});

test('silence for idle_timeout_ms after the answer has ended makes an empty turn', () => {
  const vad = { type: 'server_vad', idle_timeout_ms: 6000 };
  const desk = speaking({ session: { audio: { input: { turn_detection: vad } } } });
  desk.voice.last.listener.onGenerated(1000);
  desk.clock.advance(7000);
  desk.voice.last.listener.onDrained();
  desk.takeTypes();
  desk.clock.advance(5999);
  assert.deepEqual(desk.takeTypes(), []);
  desk.clock.advance(1);
  assert.deepEqual(desk.takeTypes(), [
    'input_audio_buffer.timeout_triggered',
    'input_audio_buffer.committed',
    'conversation.item.added',
    'conversation.item.done',
    'response.created',
  ]);
});

test('a call that ends while speaking stops the voice and leaves no timer', () => {
  const desk = speaking();
  desk.conversation.end();
  assert.ok(desk.voice.last.stopped);
  assert.equal(desk.brain.stops, 1);
  assert.equal(desk.clock.pending, 0);
});

test('the unheard voice takes as long as speech does and can be cut', () => {
  const desk = setUpDesk({ voice: 'timed' });
  desk.send({ type: 'response.create' });
  desk.brain.say('one two three four five six');
  desk.clock.advance(20_000);
  const types = desk.takeTypes();
  assert.equal(types.at(-1), 'output_audio_buffer.stopped');
  assert.ok(types.indexOf('output_audio_buffer.started') < types.indexOf('response.output_audio.done'));
  desk.send({ type: 'response.create' });
  desk.brain.say('one two three four five six');
  desk.clock.advance(500);
  desk.send({ type: 'output_audio_buffer.clear' });
  assert.equal(desk.last('conversation.item.truncated')['audio_end_ms'], 500);
});
