import assert from 'node:assert/strict';
import { test } from 'node:test';

import { settingsFrom } from './settings.js';

const DEFAULTS = {
  port: 3001,
  host: '127.0.0.1',
  admin: false,
  faults: false,
  limitSeconds: 3600,
  seed: 1,
  speechPace: {},
};

test('without settings the defaults of the README hold', () => {
  assert.deepEqual(settingsFrom({}), DEFAULTS);
});

test('an empty value counts as not set', () => {
  const names = ['PORT', 'HOST', 'ADMIN', 'FAULTS', 'RELAY', 'API_KEY', 'LIMIT_SECONDS', 'SEED'];
  const empty = names.map((name) => [`REALTIME_PEER_${name}`, '']);
  const pace = { REALTIME_PEER_TTS_FIRST_BYTE_MS: ' ', REALTIME_PEER_TTS_REAL_TIME_FACTOR: '' };
  assert.deepEqual(settingsFrom({ ...Object.fromEntries(empty), ...pace, CHAT_BASE_URL: '' }), DEFAULTS);
});

test('each setting arrives', () => {
  const settings = settingsFrom({
    REALTIME_PEER_PORT: '0',
    REALTIME_PEER_HOST: '::1',
    REALTIME_PEER_ADMIN: 'true',
    REALTIME_PEER_FAULTS: 'true',
    REALTIME_PEER_RELAY: 'true',
    REALTIME_PEER_API_KEY: 'sk-only',
    REALTIME_PEER_LIMIT_SECONDS: '5',
    REALTIME_PEER_SEED: '7',
    REALTIME_PEER_TTS_FIRST_BYTE_MS: '80',
    REALTIME_PEER_TTS_REAL_TIME_FACTOR: '0.2',
  });
  assert.deepEqual(settings, {
    port: 0,
    host: '::1',
    admin: true,
    faults: true,
    network: {},
    apiKey: 'sk-only',
    limitSeconds: 5,
    seed: 7,
    speechPace: { timeToFirstByteMs: 80, realTimeFactor: 0.2 },
  });
});

test('a chat endpoint takes the place of the script', () => {
  const { createBrain } = settingsFrom({ CHAT_BASE_URL: 'http://localhost:8080/v1' });
  assert.equal(typeof createBrain, 'function');
});

test('each wrong setting is named in a line of its own', () => {
  const wrong = {
    REALTIME_PEER_PORT: '65536',
    REALTIME_PEER_ADMIN: 'yes',
    REALTIME_PEER_LIMIT_SECONDS: '0',
    CHAT_BASE_URL: 'not an address',
    REALTIME_PEER_SEED: 'x',
  };
  assert.throws(
    () => settingsFrom(wrong),
    (error) => {
      assert.ok(error instanceof Error);
      const named = error.message.split('\n').map((line) => line.split(':')[0] ?? '');
      assert.equal(named.length, Object.keys(wrong).length);
      assert.deepEqual(new Set(named), new Set(Object.keys(wrong)));
      return true;
    },
  );
});
