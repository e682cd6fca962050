import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSync } from 'vite';
import { internalRenames, renamed } from './internal-names.js';

const RENAMES = new Map([['setCall', 'a']]);
const after = (code: string): string => renamed(code, parseSync('source.js', code).program, RENAMES);

test('renames a property wherever it is declared, written and read', () => {
  assert.equal(
    after('class D { setCall() { this.setCall({ setCall: 1 }); } }'),
    'class D { a() { this.a({ a: 1 }); } }',
  );
  assert.equal(after('x?.setCall; const { setCall: y = 1 } = x;'), 'x?.a; const { a: y = 1 } = x;');
});

test('leaves variables, strings, computed and private names alone', () => {
  const code = 'const setCall = x["setCall"] + x[setCall]; class D { #setCall = setCall; }';
  assert.equal(after(code), code);
});

test('parts a shorthand into the property and the variable, with or without a default', () => {
  assert.equal(
    after('f({ setCall }); const { setCall = 2 } = x;'),
    'f({ a:setCall }); const { a:setCall = 2 } = x;',
  );
});

test('shortens what only the session knows, to names that nothing else has', () => {
  const renames = internalRenames();
  for (const name of ['setCall', 'answeredEarly', 'playedSamples', 'synthesiser'])
    assert.ok(renames.has(name), name);
  assert.equal(new Set(renames.values()).size, renames.size);
});

test('touches no name of the page, the backend, the platform, the Realtime protocol or Lit', () => {
  const renames = internalRenames();
  const known = [
    // element and events
    ['snapshot', 'transcript', 'retryAfterMs', 'activeMode', 'endReason', 'firstByteToAudible', 'userEmail'],
    // backend
    ['token', 'callsUrl', 'iceServers', 'ttsCharacters', 'turnCharacters', 'expiresIn', 'email', 'userToken'],
    // platform
    ['sampleRate', 'fftSize', 'echoCancellation', 'latencyHint', 'keepalive', 'interimResults', 'continuous'],
    [
      'isFinal',
      'Authorization',
      'bundlePolicy',
      'credential',
      'outputLatency',
      'replaceTrack',
      'close',
      'signal',
    ],
    // protocol
    ['event_id', 'item_id', 'previous_item_id', 'output_modalities', 'content'],
    // Lit
    ['hostConnected', 'requestUpdate', 'attribute', 'reflect', 'render', 'styles', 'willUpdate'],
  ].flat();
  assert.deepEqual(
    known.filter((name) => renames.has(name)),
    [],
  );
});
