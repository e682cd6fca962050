import assert from 'node:assert/strict';
import { test } from 'node:test';
import { language } from './language.js';
import { openingOptions, sessionOptions, type OptionSources } from './session-options.js';

const sources = (change: Partial<OptionSources> = {}): OptionSources => ({
  mode: 'auto',
  link: 'auto',
  microphone: 'processed',
  pushToTalk: false,
  identify: 'email',
  lang: 'en',
  userEmail: null,
  enteredEmail: '',
  server: 'https://voice.example',
  base: 'https://shop.example/',
  ...change,
});

test('prefers the page’s address to the one the visitor entered', () => {
  const both = sources({ userEmail: 'page@example.org', enteredEmail: 'visitor@example.org' });
  assert.equal(sessionOptions(both).email, 'page@example.org');
  assert.equal(sessionOptions(sources({ enteredEmail: 'visitor@example.org' })).email, 'visitor@example.org');
  assert.ok(!('email' in sessionOptions(sources())));
});

test('hands the wanted link to the session', () => {
  assert.equal(sessionOptions(sources({ link: 'websocket' })).link, 'websocket');
});

test('opens nothing without a server or without a wanted e-mail', () => {
  const code = (change: Partial<OptionSources>) => {
    try {
      return openingOptions(sources(change)).server;
    } catch (error) {
      return (error as { code?: string }).code;
    }
  };
  assert.equal(code({ server: undefined, identify: 'none' }), 'config-invalid');
  assert.equal(code({ server: ' ', identify: 'none' }), 'config-invalid');
  assert.equal(code({ server: 'javascript:0', identify: 'none' }), 'config-invalid');
  assert.equal(code({}), 'identity-required');
  assert.equal(code({ identify: 'optional' }), 'https://voice.example');
  assert.equal(code({ identify: 'none' }), 'https://voice.example');
  assert.equal(code({ userEmail: 'ada@example.org' }), 'https://voice.example');
});

test('says which server is none, and no password', () => {
  const message = (server: string | undefined) => {
    try {
      return openingOptions(sources({ server, identify: 'none' })).server;
    } catch (error) {
      return (error as Error).message;
    }
  };
  const needed = 'server="https://…", its backend’s address.';
  assert.equal(message(undefined), `<nutrina-voice> needs ${needed}`);
  assert.equal(message(' '), `<nutrina-voice> needs ${needed}`);
  assert.equal(message('localhost:3000'), `<nutrina-voice server="localhost:3000"> needs ${needed}`);
  assert.equal(
    message('https://ada:secret@voice.example'),
    `<nutrina-voice server="https://…@voice.example"> needs ${needed}`,
  );
});

test('takes the first language that is one', () => {
  assert.equal(language('de-AT', 'en'), 'de-AT');
  assert.equal(language('', undefined, null, 'fr'), 'fr');
  assert.equal(language('not a language', 'x', 'en_US', 'pt-BR'), 'pt-BR');
  assert.equal(language(`en-${'a1-'.repeat(20)}b`), 'en');
  assert.equal(language(), 'en');
});
