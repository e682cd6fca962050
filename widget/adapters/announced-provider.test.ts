import assert from 'node:assert/strict';
import { test } from 'node:test';
import { announcedProvider } from './announced-provider.js';

const SERVER = 'https://voice.example';
const calls = { name: 'calls', description: 'https://provider.example' };

test('finds what the backend wrote beside its script, whatever else was loaded', () => {
  const loaded = [
    { name: 'https://page.example/style.css' },
    {
      name: 'https://page.example/nutrina-voice.js',
      serverTiming: [{ ...calls, description: 'https://other.example' }],
    },
    { name: `${SERVER}/nutrina-voice.js?v=3`, serverTiming: [{ name: 'cdn', description: 'hit' }, calls] },
  ];
  assert.equal(announcedProvider(SERVER, loaded), 'https://provider.example');
});

test('knows nothing where nothing was written, or a browser does not tell', () => {
  const script = `${SERVER}/nutrina-voice.js`;
  assert.equal(announcedProvider(SERVER, [{ name: script }, { name: script, serverTiming: [] }]), undefined);
  assert.equal(
    announcedProvider('https://else.example', [{ name: script, serverTiming: [calls] }]),
    undefined,
  );
});
