import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse as parseDotenv } from 'dotenv';
import { parseConfig, type Config } from './config.js';
import { Environment } from './settings/environment.js';

const NOW = Date.parse('2026-11-22T12:00:00Z');
const AFTER_SPEECH = Date.parse('2027-01-06T00:00:00Z');
type Env = Readonly<Record<string, string | undefined>>;

const PRODUCTION: Env = {
  NODE_ENV: 'production',
  OPENAI_API_KEY: 'sk-canary-key',
  SESSION_SECRET: 'canary-secret-canary-secret-canary-secret',
  ALLOWED_ORIGINS: 'https://shop.example',
};

function accepted(env: Env, now = NOW): { config: Config; warnings: readonly string[] } {
  const result = parseConfig(env, now);
  assert.ok(result.ok, result.ok ? '' : result.problems.join('\n'));
  return {
    config: result.config,
    warnings: result.warnings.map(({ setting, message }) => `${setting} ${message}`),
  };
}

function problems(env: Env, now = NOW): readonly string[] {
  const result = parseConfig(env, now);
  assert.ok(!result.ok, 'was accepted');
  return result.problems;
}

test('needs a key and nothing else in development', () => {
  const { config, warnings } = accepted({ OPENAI_API_KEY: 'sk-1' });
  assert.equal(config.http.port, 3000);
  assert.equal(config.realtime?.profile.model, 'gpt-realtime-2.1');
  assert.equal(config.realtime.callsUrl, 'https://api.openai.com/v1/realtime/calls');
  assert.equal(config.realtime.webSocketUrl, 'wss://api.openai.com/v1/realtime?model=gpt-realtime-2.1');
  assert.equal(config.realtime.signaling, 'direct');
  assert.equal(config.realtime.profile.speech, true);
  assert.equal(config.realtime.keySeconds, 600);
  assert.equal(config.session.seconds, 3600);
  assert.equal(config.session.identify, 'email');
  assert.deepEqual(config.http.origins, { allowed: [], allowSelf: true, allowMissing: true });
  assert.equal(config.http.trustProxy, false);
  assert.equal(config.http.demoPage, false);
  assert.deepEqual(
    warnings.map((line) => line.split(' ')[0]),
    ['NODE_ENV', 'SESSION_SECRET', 'TTS_PROVIDER'],
  );
});

test('has nothing to warn of where development was meant', () => {
  const { config, warnings } = accepted({
    ...PRODUCTION,
    NODE_ENV: 'development',
    TTS_BASE_URL: 'http://127.0.0.1:3001/v1',
  });
  assert.deepEqual([config.production, warnings], [false, []]);
});

test('needs a key and a secret in production, where no request comes without Origin', () => {
  assert.equal(accepted(PRODUCTION).config.http.origins.allowMissing, false);
});

test('takes an empty value for no value', () => {
  assert.equal(
    accepted({ ...PRODUCTION, PORT: '', TTS_VOICES: '  ', ALLOWED_ORIGINS: '' }).config.http.port,
    3000,
  );
});

const ROOTS: ReadonlyArray<readonly [given: string, calls: string]> = [
  ['https://api.openai.com/v1', 'https://api.openai.com/v1/realtime/calls'],
  ['https://api.openai.com/v1/', 'https://api.openai.com/v1/realtime/calls'],
  ['https://api.openai.com/v1/realtime', 'https://api.openai.com/v1/realtime/calls'],
  ['https://api.openai.com/v1/realtime/', 'https://api.openai.com/v1/realtime/calls'],
  ['http://localhost:3001/v1', 'http://localhost:3001/v1/realtime/calls'],
  ['http://localhost:3001/v1/realtime', 'http://localhost:3001/v1/realtime/calls'],
  ['https://r.openai.azure.com/openai/v1', 'https://r.openai.azure.com/openai/v1/realtime/calls'],
];
for (const [given, calls] of ROOTS) {
  test(`reads ${given} as a /v1 root`, () => {
    const { config } = accepted({ ...PRODUCTION, OPENAI_REALTIME_BASE_URL: given });
    assert.equal(config.realtime?.callsUrl, calls);
    assert.equal(`${config.realtime.baseUrl}/realtime/calls`, calls);
  });
}

test('offers no WebSocket where the owner wants none', () => {
  const { config } = accepted({ ...PRODUCTION, OPENAI_REALTIME_WEBSOCKET: 'false' });
  assert.equal(config.realtime?.webSocketUrl, undefined);
});

test('sends browsers to the public address where there is one', () => {
  const { config } = accepted({
    ...PRODUCTION,
    OPENAI_REALTIME_BASE_URL: 'http://peer.internal:3001/v1',
    OPENAI_REALTIME_PUBLIC_URL: 'https://peer.example/v1',
  });
  assert.equal(config.realtime?.baseUrl, 'http://peer.internal:3001/v1');
  assert.equal(config.realtime.callsUrl, 'https://peer.example/v1/realtime/calls');
  assert.equal(
    config.realtime.webSocketUrl,
    'wss://peer.example/v1/realtime?model=gpt-realtime-2.1',
    'the address that browsers reach',
  );
});

test('warns of a key that travels unencrypted, but not on this machine', () => {
  const far = accepted({
    ...PRODUCTION,
    OPENAI_REALTIME_BASE_URL: 'http://peer.internal/v1',
    TTS_PROVIDER: 'none',
  });
  assert.equal(far.warnings.length, 1);
  assert.match(far.warnings[0] ?? '', /^OPENAI_REALTIME_BASE_URL is not https/);
  for (const host of ['localhost', '127.0.0.1', '[::1]']) {
    const near = { ...PRODUCTION, OPENAI_REALTIME_BASE_URL: `http://${host}:3001/v1` };
    assert.deepEqual(accepted(near).warnings, []);
  }
});

test('replaces a model that OpenAI has shut down in development, naming both', () => {
  const { config, warnings } = accepted({
    OPENAI_API_KEY: 'sk-1',
    OPENAI_REALTIME_MODEL: 'gpt-4o-realtime-preview-2025-06-03',
  });
  assert.equal(config.realtime?.profile.model, 'gpt-realtime-2.1');
  const warning = warnings.find((line) => line.startsWith('OPENAI_REALTIME_MODEL'));
  assert.match(warning ?? '', /gpt-4o-realtime-preview-2025-06-03.*2026-05-07.*gpt-realtime-2\.1 /);
});

test('refuses a model that OpenAI has shut down in production, naming its successor', () => {
  assert.deepEqual(problems({ ...PRODUCTION, OPENAI_REALTIME_MODEL: 'gpt-4o-mini-realtime-preview' }), [
    'OPENAI_REALTIME_MODEL names gpt-4o-mini-realtime-preview, which OpenAI shut down on 2026-05-07; set gpt-realtime-2.1-mini',
  ]);
});

test('keeps a model that OpenAI will shut down, with the days that are left', () => {
  const { config, warnings } = accepted({ ...PRODUCTION, OPENAI_REALTIME_MODEL: 'gpt-realtime' });
  assert.equal(config.realtime?.profile.model, 'gpt-realtime');
  assert.match(warnings.join('\n'), /OPENAI_REALTIME_MODEL names gpt-realtime.*2027-01-20 \(in 59 days\)/);
});

test('lets an owner call a deployment elsewhere whatever they like', () => {
  const { config, warnings } = accepted({
    ...PRODUCTION,
    OPENAI_REALTIME_MODEL: 'gpt-4o-realtime-preview',
    OPENAI_REALTIME_BASE_URL: 'https://r.openai.azure.com/openai/v1',
  });
  assert.equal(config.realtime?.profile.model, 'gpt-4o-realtime-preview');
  assert.deepEqual(warnings, []);
});

test("counts the days of OpenAI's /audio/speech and refuses it when they are over", () => {
  assert.match(accepted(PRODUCTION).warnings.join('\n'), /TTS_PROVIDER.*2027-01-06 \(in 45 days\)/);
  assert.match(problems(PRODUCTION, AFTER_SPEECH).join('\n'), /^TTS_PROVIDER .*shut down on 2027-01-06/);
  accepted({ ...PRODUCTION, TTS_PROVIDER: 'none' }, AFTER_SPEECH);
  accepted({ ...PRODUCTION, TTS_BASE_URL: 'https://speech.example/v1' }, AFTER_SPEECH);
});

test('sends a key to the server it was given for and to no other', () => {
  const key = (env: Env): string | undefined => accepted({ ...PRODUCTION, ...env }).config.tts?.apiKey;
  assert.equal(key({}), 'sk-canary-key');
  assert.equal(key({ TTS_BASE_URL: 'https://api.openai.com/v1' }), 'sk-canary-key');
  assert.equal(key({ TTS_BASE_URL: 'https://speech.example/v1' }), undefined);
  assert.equal(key({ TTS_BASE_URL: 'https://speech.example/v1', TTS_API_KEY: 'other' }), 'other');
});

test('offers the configured voice first', () => {
  const voices = (env: Env): readonly string[] | undefined =>
    accepted({ ...PRODUCTION, ...env }).config.tts?.voices;
  assert.equal(voices({})?.[0], 'marin');
  assert.equal(voices({})?.length, 13);
  assert.equal(voices({ TTS_VOICE: 'nova' })?.[0], 'nova');
  assert.equal(voices({ TTS_VOICE: 'nova' })?.length, 13);
  assert.deepEqual(voices({ TTS_VOICE: 'slt', TTS_BASE_URL: 'https://speech.example/v1' }), ['slt']);
  assert.deepEqual(voices({ TTS_VOICES: 'slt, kal', TTS_VOICE: 'kal' }), ['kal', 'slt']);
});

test('offers raw samples first and compressed sound after, unless told otherwise', () => {
  const formats = (env: Env): readonly string[] | undefined =>
    accepted({ ...PRODUCTION, ...env }).config.tts?.formats;
  assert.deepEqual(formats({}), ['pcm', 'opus', 'mp3']);
  assert.deepEqual(formats({ TTS_FORMATS: ' mp3 , pcm' }), ['mp3', 'pcm']);
  const [problem] = problems({ ...PRODUCTION, TTS_FORMATS: 'pcm,aac' });
  assert.match(problem ?? '', /TTS_FORMATS.*must be among: pcm, mp3, opus, wav/);
});

test('has no voice with TTS_PROVIDER=none', () => {
  assert.equal(accepted({ ...PRODUCTION, TTS_PROVIDER: 'none' }).config.tts, null);
});

test('looks at the end of the model that writes down speech, too', () => {
  const env = { ...PRODUCTION, OPENAI_REALTIME_TRANSCRIPTION_MODEL: 'gpt-4o-transcribe' };
  const after = Date.parse('2027-03-01T00:00:00Z');
  const about = /^OPENAI_REALTIME_TRANSCRIPTION_MODEL .*2027-02-26/;
  assert.ok(accepted(env).warnings.some((line) => about.test(line)));
  const later = { ...env, TTS_PROVIDER: 'none' };
  assert.match(problems(later, after)[0] ?? '', about);
  const development = accepted({ ...later, NODE_ENV: 'development' }, after);
  assert.equal(development.config.realtime?.profile.transcriptionModel, 'gpt-realtime-whisper');
  assert.ok(
    !accepted({ ...later, OPENAI_REALTIME_SPEECH: 'false' }, after).warnings.some((line) => about.test(line)),
  );
});

test('says that it has nothing to do with a Redis', () => {
  const { warnings } = accepted({ ...PRODUCTION, REDIS_URL: 'redis://canary' });
  assert.ok(warnings.some((line) => /^REDIS_URL .*this process/.test(line)));
});

test('needs no key when it is switched off', () => {
  const { config } = accepted({ ...PRODUCTION, OPENAI_API_KEY: undefined, OPENAI_REALTIME_ENABLED: 'false' });
  assert.equal(config.realtime, null);
});

test('reads origins, own origin included, exactly as written', () => {
  const origins = (list: string) => accepted({ ...PRODUCTION, ALLOWED_ORIGINS: list }).config.http.origins;
  assert.deepEqual(origins('https://a.example, http://b.example:8080'), {
    allowed: ['https://a.example', 'http://b.example:8080'],
    allowSelf: false,
    allowMissing: false,
  });
  assert.deepEqual(origins('self,https://a.example').allowSelf, true);
});

test('reads ICE servers, none among them', () => {
  const servers = (list: string) => accepted({ ...PRODUCTION, ICE_SERVERS: list }).config.session.iceServers;
  assert.deepEqual(servers('[]'), []);
  assert.deepEqual(servers('[{"urls":"turn:t.example","username":"u","credential":"c"}]'), [
    { urls: 'turn:t.example', username: 'u', credential: 'c' },
  ]);
  assert.equal(accepted(PRODUCTION).config.session.iceServers.length, 1);
});

test('believes proxies by number or by address', () => {
  const trust = (value: string) => accepted({ ...PRODUCTION, TRUST_PROXY: value }).config.http.trustProxy;
  assert.equal(trust('0'), false);
  assert.equal(trust('false'), false);
  assert.equal(trust('2'), 2);
  assert.deepEqual(trust('10.0.0.0/8, loopback, ::1'), ['10.0.0.0/8', 'loopback', '::1']);
});

const MUTANTS: ReadonlyArray<readonly [name: string, value: string | undefined]> = [
  ['NODE_ENV', 'prod-canary'],
  ['PORT', 'canary'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', '80.5'],
  ['PORT', '0x50'],
  ['PORT', '1e3'],
  ['LOG_LEVEL', 'canary'],
  ['NUTRINA_DEMO_PAGE', 'canary'],
  ['SHUTDOWN_SECONDS', '601'],
  ['DRAIN_SECONDS', '601'],
  ['OPENAI_API_KEY', undefined],
  ['OPENAI_API_KEY', 'sk canary'],
  ['OPENAI_API_KEY', 'sk-canary\nX: y'],
  ['OPENAI_API_KEY', 'sk-cänary'],
  ['OPENAI_REALTIME_ENABLED', 'canary'],
  ['OPENAI_REALTIME_MODEL', 'canary model'],
  ['OPENAI_REALTIME_MODEL', 'gpt-4o-realtime-preview'],
  ['OPENAI_REALTIME_BASE_URL', 'canary'],
  ['OPENAI_REALTIME_BASE_URL', '//canary.example/v1'],
  ['OPENAI_REALTIME_BASE_URL', 'wss://canary.example/v1'],
  ['OPENAI_REALTIME_BASE_URL', 'file:///canary'],
  ['OPENAI_REALTIME_BASE_URL', 'javascript:canary'],
  ['OPENAI_REALTIME_BASE_URL', 'https://user:canary@x.example/v1'],
  ['OPENAI_REALTIME_BASE_URL', 'https://x.example/v1?key=canary'],
  ['OPENAI_REALTIME_BASE_URL', 'https://x.example/v1#canary'],
  ['OPENAI_REALTIME_PUBLIC_URL', 'canary'],
  ['OPENAI_REALTIME_SIGNALING', 'canary'],
  ['OPENAI_REALTIME_INSTRUCTIONS', 'canary '.repeat(3000)],
  ['OPENAI_REALTIME_SPEECH', 'canary'],
  ['OPENAI_REALTIME_VOICE', 'canary voice'],
  ['OPENAI_REALTIME_TURN_DETECTION', 'canary'],
  ['OPENAI_REALTIME_TRANSCRIPTION_MODEL', 'canary model'],
  ['OPENAI_EPHEMERAL_KEY_SECONDS', '9'],
  ['OPENAI_EPHEMERAL_KEY_SECONDS', '7201'],
  ['SESSION_SECONDS', '59'],
  ['SESSION_SECONDS', '86401'],
  ['SESSION_SECRET', undefined],
  ['SESSION_SECRET', 'canary, but far too short'],
  ['IDENTIFY', 'canary'],
  ['ALLOWED_ORIGINS', '*'],
  ['ALLOWED_ORIGINS', ','],
  ['ALLOWED_ORIGINS', 'canary.example'],
  ['ALLOWED_ORIGINS', 'https://canary.example/'],
  ['ALLOWED_ORIGINS', 'https://*.canary.example'],
  ['ALLOWED_ORIGINS', 'https://Canary.example'],
  ['ALLOWED_ORIGINS', 'https://canary.example:443'],
  ['ALLOWED_ORIGINS', 'https://canary.example/page'],
  ['ALLOWED_ORIGINS', 'null'],
  ['ALLOWED_ORIGINS', 'https://a.example https://canary.example'],
  ['TRUST_PROXY', 'true'],
  ['TRUST_PROXY', '10'],
  ['TRUST_PROXY', 'canary'],
  ['TRUST_PROXY', '0.0.0.0/0'],
  ['TRUST_PROXY', '::/0'],
  ['ICE_SERVERS', 'canary'],
  ['ICE_SERVERS', '{}'],
  ['ICE_SERVERS', '[{}]'],
  ['ICE_SERVERS', '[{"urls":"https://canary.example"}]'],
  ['ICE_SERVERS', '[{"urls":[]}]'],
  ['ICE_SERVERS', '[{"urls":"turn:canary.example"}]'],
  ['ICE_SERVERS', '[{"urls":["stun:canary.example","turns:canary.example"],"username":"canary"}]'],
  ['ICE_SERVERS', '[{"urls":"stun:canary.example?transport=udp"}]'],
  ['ICE_SERVERS', '[{"urls":"stun://canary.example"}]'],
  ['TTS_PROVIDER', 'canary'],
  ['TTS_BASE_URL', 'canary'],
  ['TTS_API_KEY', 'can ary'],
  ['TTS_MODEL', 'canary model'],
  ['TTS_VOICE', 'canary voice'],
  ['TTS_VOICES', 'a,canary voice'],
  ['LIMIT_TURN_CHARACTERS', '0'],
  ['LIMIT_TTS_CHARACTERS', '4097'],
  ['LIMIT_TTS_STREAMS', '0'],
  ['LIMIT_TTS_STREAMS_PER_SESSION', '0'],
  ['LIMIT_TTS_CHARACTERS_PER_SESSION', 'canary'],
  ['LIMIT_TTS_CHARACTERS_PER_ADDRESS_AND_DAY', '-5'],
  ['LIMIT_TTS_CHARACTERS_PER_DAY', '1.5'],
  ['LIMIT_MINTS_PER_SESSION', '0'],
  ['LIMIT_MINTS_PER_IDENTITY_AND_HOUR', '0'],
  ['LIMIT_MINTS_PER_ADDRESS_AND_HOUR', '0'],
  ['LIMIT_MINTS_PER_DAY', '0'],
];
for (const [name, value] of MUTANTS) {
  test(`refuses ${name}=${value?.slice(0, 40).replaceAll('\n', '\\n') ?? '(nothing)'} in one line that names it`, () => {
    const lines = problems({ ...PRODUCTION, [name]: value });
    assert.equal(lines.length, 1);
    assert.ok(lines[0]?.startsWith(`${name} `), lines[0]);
    assert.doesNotMatch(lines[0] ?? '', /canary|\n/);
  });
}

for (const [list, why] of [
  ['https://canary.example/', 'entry 1 has more than scheme, host and port: take away what follows them'],
  ['https://a.example,https://canary.example/shop', 'entry 2 has more than'],
  ['self, canary.example', 'entry 2 does not begin with https:// or http://'],
  ['canary.example:8080', 'entry 1 does not begin with https:// or http://'],
  ['*', 'entry 1 has a *'],
  ['https://a.example; https://canary.example', 'entry 1 has a space or semicolon where a comma belongs'],
  ['https://Canary.example', 'entry 1 is not as browsers write it: lower case'],
  ['https://canary.example:443', 'entry 1 is not as browsers write it'],
  ['https://cänary.example', 'entry 1 is not as browsers write it'],
] as const) {
  test(`says what is wrong in the origins ${list}`, () => {
    const [line = ''] = problems({ ...PRODUCTION, ALLOWED_ORIGINS: list });
    assert.ok(
      line.startsWith('ALLOWED_ORIGINS must be comma-separated origins such as https://shop.example'),
    );
    assert.ok(line.includes(`; ${why}`), line);
  });
}

test('asks for settings without the quotes that a container’s env file leaves on, once for each', () => {
  const lines = problems({ ...PRODUCTION, OPENAI_API_KEY: '"sk-canary"', PORT: "'3000'", IDENTIFY: 'x' });
  assert.deepEqual(lines, [
    'PORT must be written without the quotes around it',
    'OPENAI_API_KEY must be written without the quotes around it',
    'IDENTIFY must be one of: email, optional, none',
  ]);
  accepted({ ...PRODUCTION, OPENAI_REALTIME_INSTRUCTIONS: '"Hello" comes first, and last "Bye"' });
});

test('says of a setting that it does not know that nobody reads it', () => {
  const about = (env: Env) =>
    accepted({ ...PRODUCTION, ...env }).warnings.filter((line) => !line.startsWith('TTS_PROVIDER'));
  assert.deepEqual(about({ ALLOWED_ORIGIN: 'https://canary.example', TTS_URL: 'x', NODE_OPTIONS: '' }), [
    'ALLOWED_ORIGIN is no setting of this server: .env.example has them all',
    'TTS_URL is no setting of this server: .env.example has them all',
  ]);
  assert.deepEqual(about({ HOME: '/root', SESSION_MANAGER: 'x', OPENAI_ORG_ID: 'x', NODE_OPTIONS: 'x' }), []);
});

test('says in production that no other site may use it while none is named', () => {
  const about = (env: Env) =>
    accepted({ ...PRODUCTION, ...env }).warnings.filter((line) => line.startsWith('ALLOWED_ORIGINS'));
  assert.deepEqual(about({ ALLOWED_ORIGINS: undefined }), [
    'ALLOWED_ORIGINS is not set: only pages that come from this server may use it',
  ]);
  assert.deepEqual(about({}), []);
  assert.deepEqual(about({ ALLOWED_ORIGINS: 'self' }), []);
  assert.deepEqual(about({ ALLOWED_ORIGINS: undefined, NODE_ENV: 'development' }), []);
});

for (const name of ['OPENAI_REALTIME_BASE_URL', 'OPENAI_REALTIME_PUBLIC_URL', 'TTS_BASE_URL']) {
  test(`refuses another root of OpenAI than its own as ${name}`, () => {
    for (const root of ['https://api.openai.com', 'https://api.openai.com/v1/chat']) {
      assert.deepEqual(problems({ ...PRODUCTION, [name]: root }), [
        `${name} names OpenAI by another root than https://api.openai.com/v1`,
      ]);
    }
    accepted({ ...PRODUCTION, [name]: 'https://other.example' });
  });
}

test('refuses a voice that is not among the voices', () => {
  const lines = problems({ ...PRODUCTION, TTS_VOICE: 'marin', TTS_VOICES: 'slt,kal' });
  assert.deepEqual(lines, ['TTS_VOICE is not among TTS_VOICES']);
});

test('says everything that is wrong at once', () => {
  const lines = problems({ ...PRODUCTION, PORT: 'x', IDENTIFY: 'x', ICE_SERVERS: 'x' });
  assert.deepEqual(
    lines.map((line) => line.split(' ')[0]),
    ['PORT', 'IDENTIFY', 'ICE_SERVERS'],
  );
});

test('.env.example explains every setting, sets none, and boots as it is once a key is filled in', () => {
  const text = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');
  const named = [...text.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name);
  assert.deepEqual(new Set(named), new Set(Object.keys(Environment.shape)));
  assert.equal(new Set(named).size, named.length);
  accepted({ ...parseDotenv(text), OPENAI_API_KEY: 'sk-1' });
  // The values shown in comments must be good ones, too.
  const shown = parseDotenv(text.replace(/^# ([A-Z][A-Z_]+=)/gm, '$1'));
  accepted({ ...shown, OPENAI_API_KEY: 'sk-1', SESSION_SECRET: undefined });
});
