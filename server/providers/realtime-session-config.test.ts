import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sessionConfig, type RealtimeProfile } from './realtime-session-config.js';

const PROFILE: RealtimeProfile = {
  model: 'gpt-realtime-2.1',
  instructions: 'Be kind.',
  speech: true,
  voice: 'marin',
  turnDetection: 'semantic_vad',
  transcriptionModel: 'gpt-realtime-whisper',
};

for (const mode of ['hybrid', 'text'] as const) {
  test(`${mode}: words in, words out, and no sound may start a turn`, () => {
    assert.deepEqual(sessionConfig({ ...PROFILE, speech: false }, { mode }), {
      type: 'realtime',
      model: 'gpt-realtime-2.1',
      instructions: 'Be kind.',
      output_modalities: ['text'],
      audio: { input: { turn_detection: null } },
    });
  });
}

test('hybrid: a switch to speech finds voice and writing as the owner wants them', () => {
  assert.deepEqual(sessionConfig(PROFILE, { mode: 'hybrid' }).audio, {
    input: { turn_detection: null, transcription: { model: 'gpt-realtime-whisper' } },
    output: { voice: 'marin' },
  });
});

test('speech: sound in, sound out, turns by the provider, and what was said in writing', () => {
  assert.deepEqual(sessionConfig(PROFILE, { mode: 'speech' }), {
    type: 'realtime',
    model: 'gpt-realtime-2.1',
    instructions: 'Be kind.',
    output_modalities: ['audio'],
    audio: {
      input: { turn_detection: { type: 'semantic_vad' }, transcription: { model: 'gpt-realtime-whisper' } },
      output: { voice: 'marin' },
    },
  });
});

test('speech: by silence and without writing, if the owner wants that', () => {
  const profile = { ...PROFILE, turnDetection: 'server_vad', transcriptionModel: undefined } as const;
  assert.deepEqual(sessionConfig(profile, { mode: 'speech' }).audio?.input, {
    turn_detection: { type: 'server_vad' },
  });
});

test("hands on the page's language, to the transcription as ISO 639-1 only", () => {
  const language = (lang: string): unknown =>
    sessionConfig(PROFILE, { mode: 'speech', lang }).audio?.input?.transcription;
  assert.deepEqual(language('de-AT'), { model: 'gpt-realtime-whisper', language: 'de' });
  assert.deepEqual(language('yue'), { model: 'gpt-realtime-whisper' });
  assert.match(
    sessionConfig(PROFILE, { mode: 'hybrid', lang: 'de-AT' }).instructions ?? '',
    /^Be kind\..*"de-AT"/s,
  );
});
