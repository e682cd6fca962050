import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { startRealtimePeer, type RealtimePeer } from '../peer.js';
import { createVoice } from '../speech/voice.js';
import { OraclePage } from './browser.js';
import { mintKey } from './mint.js';
import type { AgentsPage } from './page/agents.js';
import { pcmBase64 } from './speech.js';

const voice = await createVoice();
let peer: RealtimePeer;
let page: OraclePage<AgentsPage>;

before(async () => {
  peer = await startRealtimePeer();
  page = await OraclePage.open<AgentsPage>('agents');
});

after(async () => {
  await page.close();
  await peer.close();
  await voice.close();
});

async function connect(modality: 'text' | 'audio'): Promise<number> {
  await page.call('close');
  const key = await mintKey(peer.url);
  return page.call('connect', { url: `${peer.url}/realtime/calls`, key, modality });
}

test(
  'holds a text conversation, remembers it, runs a tool and edits its history',
  { timeout: 60_000 },
  async () => {
    await connect('text');
    await page.call('sendMessage', 'Hello, I like porridge.');
    await page.call('nth', 'response.done', 1);
    await page.call('sendMessage', 'What did I just say?');
    await page.call('nth', 'response.done', 2);
    const [said, , asked, answered] = await page.call('history');
    assert.deepEqual([said?.role, asked?.role, answered?.role], ['user', 'user', 'assistant']);
    assert.match(answered!.text, /I like porridge/);

    await page.call('replaceItem', said!.itemId, 'Hello, I like mangos.');
    await page.call('nth', 'conversation.item.deleted', 1);
    const edited = await waitForHistory((entries) => entries.some(({ text }) => text.includes('mangos')));
    assert.ok(!edited.some(({ itemId }) => itemId === said!.itemId));
    assert.equal(edited[0]?.text, 'Hello, I like mangos.', 'it is not where the old one was');

    await page.call('sendMessage', 'Please look up the calories of an apple.');
    await page.call('nth', 'response.done', 4);
    assert.deepEqual(
      (await page.call('toolCalls')).map((call) => Object.keys(JSON.parse(call))),
      [['query', 'per']],
    );
    const last = (await page.call('history')).at(-1);
    assert.match(last!.text, /52 kilocalories/);
    await assertAllUnderstood();
  },
);

test('holds an audio conversation and is interrupted', { timeout: 60_000 }, async () => {
  await connect('audio');
  const audible = page.call('onset');
  await page.call('say', await pcmBase64(voice, 'How much water should I drink every day?'));
  await page.call('nth', 'output_audio_buffer.started', 1);
  await audible;
  const transcript = await page.call('nth', 'conversation.item.input_audio_transcription.completed', 1);
  assert.match(JSON.stringify(transcript.event), /water/);

  await page.call('interrupt');
  const cleared = await page.call('nth', 'output_audio_buffer.cleared', 1);
  const silentAtMs = await page.call('silence', 300);
  // What a busy machine has buffered is played out; the answer itself would go on for several seconds.
  assert.ok(silentAtMs - cleared.atMs < 1500, `heard for another ${silentAtMs - cleared.atMs} ms`);
  await page.call('nth', 'conversation.item.truncated', 1);

  // Now by voice: speaking while it speaks.
  await page.call('say', await pcmBase64(voice, 'What should I cook for dinner tonight?'));
  await page.call('nth', 'output_audio_buffer.started', 2);
  await page.call('say', await pcmBase64(voice, 'Please give me an idea for breakfast.'));
  await page.call('nth', 'output_audio_buffer.cleared', 2);
  await page.call('nth', 'output_audio_buffer.started', 3);
  const roles = (await page.call('history')).map(({ role }) => role);
  assert.deepEqual(roles.filter((role) => role === 'user').length, 3);
  await assertAllUnderstood();
});

async function waitForHistory(fits: (entries: Awaited<ReturnType<AgentsPage['history']>>) => boolean) {
  for (let count = 1; ; count += 1) {
    const entries = await page.call('history');
    if (fits(entries)) return entries;
    // The client changes its history when the server has answered.
    await page.call('nth', 'conversation.item.added', count);
  }
}

/** Every event the client has received fits one of its own schemas, and it has reported no error. */
async function assertAllUnderstood(): Promise<void> {
  const parse = await ownParser();
  const events = await page.call('events');
  assert.ok(events.length > 20);
  const generic = events.filter(({ event }) => parse({ data: JSON.stringify(event) }).isGeneric);
  assert.deepEqual(
    generic.map(({ event }) => event),
    [],
  );
  assert.deepEqual(
    events.filter(({ type }) => type === 'error').map(({ event }) => event),
    [],
  );
  assert.deepEqual(await page.call('errors'), []);
}

type Parse = (message: { readonly data: string }) => { readonly isGeneric: boolean };

/** The client's own parser; its package does not export it. */
async function ownParser(): Promise<Parse> {
  const main = createRequire(import.meta.url).resolve('@openai/agents-realtime');
  const file = join(dirname(main), 'openaiRealtimeEvents.mjs');
  const { parseRealtimeEvent } = (await import(pathToFileURL(file).href)) as { parseRealtimeEvent: Parse };
  assert.equal(parseRealtimeEvent({ data: '{"type":"nobody.knows"}' }).isGeneric, true);
  return parseRealtimeEvent;
}
