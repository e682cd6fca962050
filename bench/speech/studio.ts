import { readFileSync } from 'node:fs';
import { launch, type Browser, type Page } from 'puppeteer-core';
import { BROWSER_FLAGS, findBrowser } from '../../scripts/browser.js';
import type { Closable } from '../connect/closing.js';
import { bundleForPage } from './bundle.js';
import type { SpeechPage, SpeechResult, SpeechRun, TokenStream } from './runs.js';
import { ToneServer } from './tone-server.js';

/** A browser with the speech pipeline in it, and a synthesiser for it to speak with. */
export class Studio implements Closable {
  readonly synthesiser: ToneServer;
  readonly #browser: Browser;
  readonly #page: Page;

  static async open(): Promise<Studio> {
    const synthesiser = await ToneServer.start(await bundleForPage(new URL('page.ts', import.meta.url)));
    try {
      const browser = await launch({
        executablePath: findBrowser(),
        // There is nobody to click: the sound is let out without a gesture.
        args: [...BROWSER_FLAGS, '--autoplay-policy=no-user-gesture-required'],
      });
      const page = await browser.newPage();
      await page.goto(synthesiser.url);
      await page.waitForFunction('globalThis.speechPage !== undefined');
      return new Studio({ synthesiser, browser, page });
    } catch (error) {
      await synthesiser.close();
      throw error;
    }
  }

  private constructor(parts: {
    readonly synthesiser: ToneServer;
    readonly browser: Browser;
    readonly page: Page;
  }) {
    this.synthesiser = parts.synthesiser;
    this.#browser = parts.browser;
    this.#page = parts.page;
  }

  speak(run: SpeechRun): Promise<SpeechResult> {
    return this.#call('speak', run);
  }

  speakNaively(run: SpeechRun): Promise<SpeechResult> {
    return this.#call('speakNaively', run);
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.synthesiser.close();
  }

  async #call(method: keyof SpeechPage, run: SpeechRun): Promise<SpeechResult> {
    this.synthesiser.forget();
    const result: unknown = await this.#page.evaluate(`speechPage.${method}(${JSON.stringify(run)})`);
    if (!isResult(result)) throw new Error(`The page answered ${JSON.stringify(result)}.`);
    return result;
  }
}

function isResult(value: unknown): value is SpeechResult {
  return typeof value === 'object' && value !== null && 'firstAudibleMs' in value;
}

/** The recorded answers, under the names of their profiles and of themselves. */
export function tokenStreams(): readonly (TokenStream & {
  readonly profileName: string;
  readonly answer: string;
})[] {
  const file = new URL('../fixtures/token-streams.json', import.meta.url);
  const profiles: unknown = JSON.parse(readFileSync(file, 'utf8'));
  return entriesOf(profiles).flatMap(([profileName, answers]) =>
    entriesOf(answers).flatMap(([answer, stream]) =>
      isStream(stream) ? [{ ...stream, profileName, answer }] : [],
    ),
  );
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function isStream(value: unknown): value is TokenStream {
  return typeof value === 'object' && value !== null && 'tokens' in value && 'profile' in value;
}
