import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startRealtimePeer, type RealtimePeer } from '../peer.js';
import { createVoice } from '../speech/voice.js';
import { OraclePage } from './browser.js';
import { mintKey } from './mint.js';
import type { OpenAiPage } from './page/openai-webrtc.js';
import { askAloud, median, SPOKEN_SESSION, wordErrorRate } from './spoken-questions.js';

const voice = await createVoice();
let peer: RealtimePeer;
let page: OraclePage<OpenAiPage>;

before(async () => {
  peer = await startRealtimePeer();
  page = await OraclePage.open<OpenAiPage>('openai-webrtc');
});

after(async () => {
  await page.close();
  await peer.close();
  await voice.close();
});

test('the class connects and holds a text turn', { timeout: 30_000 }, async () => {
  await connect({ output_modalities: ['text'] });
  const item = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hello!' }] };
  await page.call('send', JSON.stringify({ type: 'conversation.item.create', item }));
  await page.call('send', JSON.stringify({ type: 'response.create' }));
  const done = await page.call('nth', 'response.done', 1);
  assert.match(JSON.stringify(done.event), /"status":"completed".*"text":"Hello/);
  const types = (await page.call('events')).map(({ type }) => type);
  assert.equal(types[0], 'session.created');
  assert.ok(!types.includes('error'));
  assert.deepEqual(await page.call('errors'), []);
  await page.call('close');
});

test('understands ten spoken sentences and answers each aloud', { timeout: 120_000 }, async (t) => {
  await connect(SPOKEN_SESSION);
  const questions = await askAloud(page, voice);
  const rate = wordErrorRate(questions);
  const answerMs = median(questions.map(({ stoppedToAnswerMs }) => stoppedToAnswerMs));
  for (const { said, heard, stoppedToAnswerMs } of questions) {
    t.diagnostic(`${Math.round(stoppedToAnswerMs)} ms  ${said} → ${heard}`);
  }
  // How prompt it is depends on what else the machine does: `npm run bench -- peer` measures that.
  t.diagnostic(`word error rate ${rate.toFixed(3)}, median ${Math.round(answerMs)} ms`);
  assert.ok(rate <= 0.15, `word error rate ${rate}`);
  assert.deepEqual(await page.call('errors'), []);
});

async function connect(session: object): Promise<void> {
  const key = await mintKey(peer.url, session);
  await page.call('connect', { url: `${peer.url}/realtime/calls`, key });
}
