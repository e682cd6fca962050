import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'puppeteer-core';
import { fromPcm16, trimSilence } from '../../demo/e2e/sound.js';
import { startBrowser } from '../../demo/e2e/visitor.js';
import { startWorld, type World } from '../../demo/e2e/world.js';
import type { Closable } from '../connect/closing.js';
import { bundleForPage } from '../speech/bundle.js';
import type { TokenStream } from '../speech/runs.js';
import { ToneServer } from '../speech/tone-server.js';
import type { InterruptPage, Interruption, WayOfVisitor } from './interruption.js';
import { recitingBrain } from './reciting-brain.js';

/** What visitors say into an answer. */
const INTERJECTIONS = ['Stop.', 'Wait.', 'No, tomorrow.', 'Excuse me.'];
/** A voice that begins softer than this begins before it is loud. */
const LOUD = 0.05;
const PATIENCE_MS = 20_000;
/** The path under which the provider speaks; what it speaks like changes from answer to answer. */
const VOICE = 'voice';

interface Parts {
  readonly provider: ToneServer;
  readonly world: World;
  readonly browser: Browser;
}

export type Answers = ReadonlyMap<string, TokenStream>;

/**
 * One long hybrid call of the built element with the built backend, whose answers are recorded ones and whose voice
 * is a tone. `provider` sees what the backend has it speak: what is closed there is closed everywhere.
 */
export class Call implements Closable {
  readonly provider: ToneServer;
  readonly #parts: Parts;
  readonly #page: Page;
  readonly #answers: Answers;
  readonly #interjections: readonly string[];
  #spoken = 0;

  static async open(answers: Answers): Promise<Call> {
    const opened: Closable[] = [];
    const keep = <T extends Closable>(thing: T): T => {
      opened.push(thing);
      return thing;
    };
    try {
      const provider = keep(await ToneServer.start());
      const world = keep(
        await startWorld({
          peer: { speech: null, createBrain: recitingBrain(answers) },
          env: { TTS_BASE_URL: `${provider.url}${VOICE}`, TTS_FORMATS: 'pcm' },
        }),
      );
      // There is nobody to click: the sound is let out without a gesture.
      const browser = keep(await startBrowser(['--autoplay-policy=no-user-gesture-required']));
      const page = await openPage(browser, world);
      const interjections = await Promise.all(INTERJECTIONS.map((words) => spoken(world, words)));
      return new Call({ provider, world, browser }, { page, answers, interjections });
    } catch (error) {
      for (const thing of opened.toReversed()) await thing.close();
      throw error;
    }
  }

  private constructor(
    parts: Parts,
    talk: { readonly page: Page; readonly answers: Answers; readonly interjections: readonly string[] },
  ) {
    this.provider = parts.provider;
    this.#parts = parts;
    this.#page = talk.page;
    this.#answers = talk.answers;
    this.#interjections = talk.interjections;
  }

  /** Has one answer given, and interrupts it `afterMs` after its first audible sample. */
  async interrupt(
    by: WayOfVisitor,
    { answer, afterMs }: { readonly answer: string; readonly afterMs: number },
  ): Promise<Interruption | undefined> {
    const stream = this.#answers.get(answer);
    if (stream === undefined) throw new Error(`There is no answer ${answer}.`);
    this.provider.speakingAt(VOICE, stream.profile);
    this.provider.forget();
    await this.#run('ask', answer);
    const button = await this.#page.waitForSelector('::-p-aria([role="button"][name="Stop speaking"])');
    await sleep(afterMs);
    const said = by === 'onset' ? this.#run('speakUp', this.#nextInterjection()) : undefined;
    if (by === 'button') await button?.click();
    if (by === 'method') await this.#run('callMethod');
    const outcome = await this.#run('outcome');
    await said;
    if (outcome !== undefined && !isInterruption(outcome)) {
      throw new Error(`The page answered ${JSON.stringify(outcome)}.`);
    }
    return outcome;
  }

  async close(): Promise<void> {
    await this.#parts.browser.close();
    await this.#parts.world.close();
    await this.#parts.provider.close();
  }

  #nextInterjection(): string {
    this.#spoken += 1;
    return this.#interjections[this.#spoken % this.#interjections.length] ?? '';
  }

  #run(method: keyof InterruptPage, ...args: readonly string[]): Promise<unknown> {
    return this.#page.evaluate(`interruptPage.${method}(${args.map((arg) => JSON.stringify(arg)).join()})`);
  }
}

async function openPage(browser: Browser, world: World): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  await page.evaluateOnNewDocument(await bundleForPage(new URL('page.ts', import.meta.url)));
  await page.goto(world.hostPage('user-email="ada@example.org" mode="hybrid"'));
  await page.evaluate('interruptPage.open()');
  return page;
}

/** A visitor's words from their first loud sample on: 24 kHz mono 16-bit PCM in base64. */
async function spoken(world: World, words: string): Promise<string> {
  const response = await fetch(`${world.peer.url}/audio/speech`, {
    method: 'POST',
    headers: { authorization: 'Bearer sk-local-peer', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini-tts', voice: 'marin', input: words, response_format: 'pcm' }),
  });
  if (!response.ok) throw new Error(`The visitor’s voice failed with ${response.status}.`);
  const samples = trimSilence(fromPcm16(new Uint8Array(await response.arrayBuffer())), LOUD);
  const pcm = Int16Array.from(samples, (sample) => Math.round(sample * 32_767));
  return Buffer.from(pcm.buffer).toString('base64');
}

function isInterruption(value: unknown): value is Interruption {
  return typeof value === 'object' && value !== null && 'lastAudibleAtMs' in value;
}
