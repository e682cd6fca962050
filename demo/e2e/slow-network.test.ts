/** Speech over a line that is slower than its raw samples are spoken. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'puppeteer-core';
import type { Script } from '../realtime-peer/brain/script.js';
import { openSlowLine, type SlowLine } from './slow-line.js';
import { findSound, fromPcm16, trimSilence } from './sound.js';
import { startBrowser, visit, type Visitor } from './visitor.js';
import { startWorld, type World } from './world.js';

/** Below the 48 kB that a second of raw samples has. */
const SLOW_BYTES_PER_SECOND = 40_000;

/** An answer with gaps takes twice as long as it should, on a busy machine. */
const PATIENCE_MS = 60_000;

const ANSWER = [
  'Oats with berries keep you full until lunch.',
  'Add a spoon of yogurt for some protein.',
  'A handful of nuts brings the fat that vitamins need.',
] as const;

const SCRIPT: Script = {
  name: 'slow network',
  turns: [],
  fallback: [ANSWER.join(' ')],
  opening: 'Hello there.',
  afterFunction: 'Done.',
};

const SAMPLES_PER_MS = 24;

/** The events come a frame or two from the samples. */
const MOST_STALL_MS = 150;

interface Talk {
  readonly world: World;
  readonly line: SlowLine;
  readonly visitor: Visitor;
  /** A whole turn. */
  ask(question: string): Promise<Turn>;
  close(): Promise<void>;
}

interface Turn {
  readonly formats: readonly string[];
  /** How much longer than its sound the answer took, from the first sample to the last. */
  readonly stalledMs: number;
}

async function startTalk(browser: Browser, ttsFormats: string): Promise<Talk> {
  const world = await startWorld({ peer: { script: SCRIPT }, env: { TTS_FORMATS: ttsFormats } });
  const line = await openSlowLine(world.backendUrl);
  const visitor = await visit(browser, world.hostPage('', { scripts: [`${line.url}/nutrina-voice.js`] }));
  visitor.page.setDefaultTimeout(PATIENCE_MS);
  const sounds = await Promise.all(ANSWER.map((sentence) => speechOf(world, sentence)));
  const soundMs = sounds.reduce((sum, { length }) => sum + length, 0) / SAMPLES_PER_MS;
  await visitor.startCall();
  return {
    world,
    line,
    visitor,
    ask: async (question) => {
      const before = visitor.requests.length;
      const speaking = visitor.page.evaluate(timeSpeech);
      await visitor.type('textbox', 'Message', question);
      await visitor.page.keyboard.press('Enter');
      const spokenMs = await speaking;
      await visitor.state('listening');
      const spoken = visitor.requests.slice(before).filter((request) => request.method() === 'POST');
      return {
        formats: spoken.map((request) => formatOf(request.postData())),
        stalledMs: spokenMs - soundMs,
      };
    },
    close: async () => {
      await visitor.close();
      await line.close();
      await world.close();
    },
  };
}

/** In the page: milliseconds from the first audible sample of the next answer to its last. */
function timeSpeech(): Promise<number> {
  return new Promise((resolve) => {
    document.addEventListener(
      'nutrina-speech-start',
      () => {
        const startedAtMs = window.instruments.soundClockMs();
        const end = (): void => resolve(window.instruments.soundClockMs() - startedAtMs);
        document.addEventListener('nutrina-speech-end', end, { once: true });
      },
      { once: true },
    );
  });
}

function formatOf(body: string | undefined): string {
  return new URLSearchParams(body).get('format') ?? '';
}

describe('a network slower than speech', () => {
  let browser: Browser;
  before(async () => {
    browser = await startBrowser();
  });
  after(async () => {
    await browser.close();
  });

  test('raw samples alone would leave gaps in it', async (context) => {
    const talk = await startTalk(browser, 'pcm');
    await talk.ask('What should I eat?');
    talk.line.bytesPerSecond = SLOW_BYTES_PER_SECOND;
    const { formats, stalledMs } = await talk.ask('And tomorrow?');
    context.diagnostic(`${stalledMs.toFixed(0)} ms of silence`);
    assert.deepEqual(new Set(formats), new Set(['pcm']));
    assert.ok(stalledMs > 1000, `${stalledMs} ms`);
    await talk.close();
  });

  test('compressed sound leaves none, and is heard as the raw samples are', async (context) => {
    const talk = await startTalk(browser, 'pcm,opus');
    const fast = await talk.ask('What should I eat?');
    assert.deepEqual(new Set(fast.formats), new Set(['pcm']));
    talk.line.bytesPerSecond = SLOW_BYTES_PER_SECOND;
    const surprised = await talk.ask('And tomorrow?');
    context.diagnostic(
      `at first: ${surprised.formats.join(' ')}, ${surprised.stalledMs.toFixed(0)} ms of silence`,
    );
    assert.deepEqual([surprised.formats[0], surprised.formats.at(-1)], ['pcm', 'opus']);
    const { formats, stalledMs } = await talk.ask('And the day after?');
    context.diagnostic(`then: ${formats.join(' ')}, ${stalledMs.toFixed(0)} ms of silence`);
    assert.deepEqual(new Set(formats), new Set(['opus']));
    assert.ok(stalledMs < MOST_STALL_MS, `${stalledMs} ms`);
    const recording = Float32Array.from(
      await talk.visitor.page.evaluate(() => window.instruments.recording()),
    );
    const spoken = trimSilence(await speechOf(talk.world, ANSWER[2]));
    const { correlation } = findSound(recording, spoken, Math.floor(recording.length / 2));
    assert.ok(correlation >= 0.9, `correlation ${correlation.toFixed(3)}`);
    await talk.close();
  });
});

/** A sentence as the voice says it. */
async function speechOf(world: World, text: string): Promise<Float32Array> {
  const response = await fetch(`${world.peer.url}/audio/speech`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer sk-local-peer' },
    body: JSON.stringify({ model: 'gpt-4o-mini-tts', voice: 'marin', input: text, response_format: 'pcm' }),
  });
  return fromPcm16(new Uint8Array(await response.arrayBuffer()));
}
