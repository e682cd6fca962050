import { chromeLauncher } from '@web/test-runner-chrome';
import * as puppeteer from 'puppeteer-core';
import { tsImport } from 'tsx/esm/api';
import chromium from './web-test-runner.config.mjs';

const { FIREFOX_PREFERENCES, findFirefox } = await tsImport('./scripts/browser.ts', import.meta.url);

/** The same tests in Firefox, by WebDriver BiDi. What Firefox or the protocol lacks, the tests skip by asking for it. */
export default {
  ...chromium,
  browsers: [
    chromeLauncher({
      puppeteer,
      launchOptions: {
        browser: 'firefox',
        executablePath: findFirefox(),
        extraPrefsFirefox: FIREFOX_PREFERENCES,
      },
    }),
  ],
};
