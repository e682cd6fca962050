import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

const { BROWSER_FLAGS, findBrowser } = await tsImport('./scripts/browser.ts', import.meta.url);

/** A sentence in the local peer's voice, as the peer sends it: `/spoken-sentence.pcm`, `/spoken-sentence.opus`. */
const spokenSentences = {
  name: 'spoken-sentences',
  async serve({ path }) {
    const format = /^\/spoken-sentence\.(\w+)$/.exec(path)?.[1];
    if (format === undefined) return undefined;
    const module = './demo/realtime-peer/testing/spoken-sentence.ts';
    const { spokenSentence } = await tsImport(module, import.meta.url);
    return { body: await spokenSentence('Oats and beans are good for you.', format), type: 'audio' };
  },
};

/** Element and adapter tests: everything that needs a real browser and no other program. */
export default {
  files: ['widget/**/*.browser.test.ts'],
  // The production conditions of Lit: a development warning in the console would fail a test.
  nodeResolve: { exportConditions: ['production', 'default'] },
  plugins: [
    spokenSentences,
    esbuildPlugin({
      ts: true,
      target: 'es2022',
      tsconfig: fileURLToPath(new URL('./widget/tsconfig.json', import.meta.url)),
    }),
  ],
  browsers: [chromeLauncher({ launchOptions: { executablePath: findBrowser(), args: [...BROWSER_FLAGS] } })],
  // One at a time: a tab in the background draws no frames, so its scroll events and animations never come.
  concurrency: 1,
  testFramework: { config: { ui: 'bdd', timeout: '10000' } },
};
