import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';

import { Gates } from '../gates.js';
import { seededRandom } from '../conversation/ids.js';
import { ManualClock } from '../testing/manual-clock.js';
import type { BrainEvent, BrainRequest, HistoryEntry } from './brain.js';
import { chatBrain } from './chat-brain.js';
import { NUTRITION } from './nutrition.js';
import { tokensOf } from './script.js';
import type { Script } from './script.js';
import { scriptedBrain } from './scripted-brain.js';

function request(history: readonly HistoryEntry[], tools: BrainRequest['tools'] = []): BrainRequest {
  return {
    responseId: 'resp_test',
    instructions: 'Be kind.',
    history,
    tools,
    toolChoice: 'auto',
    maxOutputTokens: 'inf',
    metadata: {},
  };
}

const user = (text: string): HistoryEntry => ({ type: 'message', role: 'user', text });
const assistant = (text: string): HistoryEntry => ({ type: 'message', role: 'assistant', text });

function recite(script: Script, gates = new Gates()) {
  const clock = new ManualClock();
  const brain = scriptedBrain({ script, gates })({ clock, random: seededRandom(1) });
  const ask = (asked: BrainRequest) => {
    const events: BrainEvent[] = [];
    const stop = brain.respond(asked, (event) => events.push(event));
    return { events, stop };
  };
  const textOf = (events: readonly BrainEvent[]) =>
    events.map((event) => (event.type === 'text' ? event.delta : '')).join('');
  return { clock, ask, textOf };
}

test('tokens join to the text and never exceed what padding can hide', () => {
  const text = 'Hello there! Donaudampfschifffahrtsgesellschaft, 2.5 kg…\n Ünïcode 🍏  end ';
  const tokens = tokensOf(text);
  assert.equal(tokens.join(''), text);
  assert.ok(tokens.every((token) => token.length <= 15));
});

test('the first token comes after 150 ms and an answer has several sentences', () => {
  const { clock, ask, textOf } = recite(NUTRITION);
  const { events } = ask(request([user('What is a good breakfast?')]));
  clock.advance(149);
  assert.deepEqual(events, []);
  clock.advance(1);
  assert.equal(events.filter(({ type }) => type === 'text').length, 1);
  clock.advance(60_000);
  assert.deepEqual(events.at(-1), { type: 'end' });
  assert.ok(textOf(events).split('. ').length >= 3);
});

test('every topic is reached by its own words and the rest falls back', () => {
  for (const turn of NUTRITION.turns) {
    const words = turn.when.map((word) => (typeof word === 'string' ? word : word[0])).join(' ');
    const { clock, ask, textOf } = recite(NUTRITION);
    const { events } = ask(request([user(words)], [{ name: 'lookup_food' }]));
    clock.advance(200_000);
    assert.notEqual(textOf(events), '', words);
    assert.ok(!NUTRITION.fallback.includes(textOf(events)), words);
  }
});

test('it answers from the conversation: what was said, heard, and the name', () => {
  const { clock, ask, textOf } = recite(NUTRITION);
  const history = [user('My name is Ada.'), assistant('Nice to meet'), user('What did I just say?')];
  const said = ask(request(history)).events;
  const repeated = ask(request([...history, user('Please repeat that')])).events;
  const named = ask(request([...history, user("What's my name?")])).events;
  clock.advance(60_000);
  assert.match(textOf(said), /^You said: My name is Ada\./);
  assert.match(textOf(repeated), /I said: Nice to meet$/);
  assert.match(textOf(named), /^Your name is Ada\./);
});

test('a tool is called only where the session offers it, and its output is used', () => {
  const { clock, ask, textOf } = recite(NUTRITION);
  const asked = [user('Please look up the calories of an apple')];
  const without = ask(request(asked)).events;
  const offered = ask(request(asked, [{ name: 'lookup_food' }])).events;
  const output: HistoryEntry = { type: 'function-output', callId: 'c', output: '52 kcal.' };
  const after = ask(request([...asked, output])).events;
  clock.advance(60_000);
  assert.ok(!without.some(({ type }) => type === 'function-call'));
  assert.ok(offered.some(({ type }) => type === 'function-call'));
  assert.match(textOf(after), /52 kcal\./);
});

test('the second sentence waits at its gate, and a stopped answer says nothing more', () => {
  const gates = new Gates();
  gates.hold('response.sentence.2');
  const script: Script = { ...NUTRITION, turns: [], fallback: ['One. Two. Three.'] };
  const { clock, ask, textOf } = recite(script, gates);
  const { events, stop } = ask(request([user('x')]));
  clock.advance(60_000);
  assert.equal(textOf(events), 'One.');
  assert.equal(gates.waitingAt('response.sentence.2'), 1);
  gates.release('response.sentence.2');
  clock.advance(1);
  assert.match(textOf(events), /^One\. Two/);
  stop();
  const count = events.length;
  clock.advance(60_000);
  assert.equal(events.length, count);
});

test('a chat endpoint is asked with the whole conversation and its stream is spoken', async () => {
  let body: { messages: unknown[]; model: string } | undefined;
  const server = createServer((incoming, response) => {
    let text = '';
    incoming.on('data', (chunk: Buffer) => (text += chunk.toString()));
    incoming.on('end', () => {
      body = JSON.parse(text) as typeof body;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const chunk = (delta: object) => `data: ${JSON.stringify({ choices: [{ delta }] })}\n\n`;
      response.end(`${chunk({ content: 'Eat ' })}${chunk({ content: 'well.' })}data: [DONE]\n\n`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const events: BrainEvent[] = [];
  const brain = chatBrain({ baseUrl: `http://127.0.0.1:${port}/v1`, model: 'local' })({
    clock: new ManualClock(),
    random: () => 0,
  });
  await new Promise<void>((resolve) => {
    brain.respond(request([user('Hello'), assistant('Hi'), user('Advice?')]), (event) => {
      events.push(event);
      if (event.type === 'end' || event.type === 'failed') resolve();
    });
  });
  server.close();
  assert.equal(events.map((event) => (event.type === 'text' ? event.delta : '')).join(''), 'Eat well.');
  assert.deepEqual(body?.messages, [
    { role: 'system', content: 'Be kind.' },
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'Hi' },
    { role: 'user', content: 'Advice?' },
  ]);
});

test('an unreachable chat endpoint fails the response', async () => {
  const brain = chatBrain({ baseUrl: 'http://127.0.0.1:9/v1', model: 'x' })({
    clock: new ManualClock(),
    random: () => 0,
  });
  const event = await new Promise<BrainEvent>((resolve) => {
    brain.respond(request([user('Hello')]), resolve);
  });
  assert.equal(event.type, 'failed');
});
