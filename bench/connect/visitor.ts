import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import { BROWSER_FLAGS, findBrowser } from '../../scripts/browser.js';
import type { Place } from './network.js';
import { PAGE_DOMAIN } from './ports.js';

export interface VisitorOptions {
  readonly place: Place;
  /** Where the pages are. */
  readonly pagesAddress: string;
  /** For the browser's starter; the caller's. */
  readonly folder: string;
  /** See `Certificate.spkiHash`. */
  readonly trustedKey: string;
}

/** A headless Chromium in the visitor's place. Its microphone is a tone, allowed without a prompt. */
export async function startBrowser(options: VisitorOptions): Promise<Browser> {
  const { place, folder, pagesAddress, trustedKey } = options;
  return puppeteer.launch({
    executablePath: await writeStarter(place, folder),
    pipe: true,
    // A signal closes everything in order (`withClosing`); puppeteer would end the process at once.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    args: [
      ...BROWSER_FLAGS,
      `--ignore-certificate-errors-spki-list=${trustedKey}`,
      `--host-resolver-rules=MAP *${PAGE_DOMAIN} ${pagesAddress}`,
    ],
  });
}

/** Puppeteer starts one program with arguments of its own; this one is the browser in another network. */
async function writeStarter(place: Place, folder: string): Promise<string> {
  const starter = join(folder, 'browser');
  const words = place.command(findBrowser(), []).map((word) => `'${word.replaceAll("'", "'\\''")}'`);
  await writeFile(starter, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`);
  await chmod(starter, 0o755);
  return starter;
}
