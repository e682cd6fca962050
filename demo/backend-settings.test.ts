import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backendSettings, localSettings } from './backend-settings.js';

const PEER = 'http://localhost:3001/v1';

test('says that development is meant, and makes a secret for this run alone', () => {
  const first = backendSettings({ SESSION_SECRET: '', NODE_ENV: ' ' });
  assert.deepEqual(
    [first['NODE_ENV'], first['LOG_LEVEL'], first['NUTRINA_DEMO_PAGE'], first['ALLOWED_ORIGINS']],
    ['development', 'warn', 'true', 'self'],
  );
  assert.ok((first['SESSION_SECRET'] ?? '').length >= 32);
  assert.notEqual(first['SESSION_SECRET'], backendSettings({})['SESSION_SECRET']);
});

test('leaves what was set for the server itself as it is', () => {
  const secret = 'x'.repeat(32);
  const settings = backendSettings({ NODE_ENV: 'production', SESSION_SECRET: secret, LOG_LEVEL: 'debug' });
  assert.deepEqual(
    [settings['NODE_ENV'], settings['SESSION_SECRET'], settings['LOG_LEVEL']],
    ['production', secret, 'debug'],
  );
});

test('settings for another provider do not reach the peer', () => {
  const settings = localSettings({ TTS_MODEL: 'kokoro', TTS_VOICE: 'af_sky' }, PEER);
  assert.deepEqual(
    [settings['TTS_BASE_URL'], settings['OPENAI_REALTIME_BASE_URL'], settings['ICE_SERVERS']],
    [PEER, PEER, '[]'],
  );
  for (const name of [
    'OPENAI_REALTIME_MODEL',
    'OPENAI_REALTIME_PUBLIC_URL',
    'TTS_MODEL',
    'TTS_VOICE',
    'TTS_VOICES',
  ])
    assert.equal(settings[name], '', name);
});

test('a peer that takes one key is given that one', () => {
  assert.equal(localSettings({}, PEER)['OPENAI_API_KEY'], 'sk-local-peer');
  const settings = localSettings({ REALTIME_PEER_API_KEY: 'sk-only' }, PEER);
  assert.deepEqual([settings['OPENAI_API_KEY'], settings['TTS_API_KEY']], ['sk-only', 'sk-only']);
});
