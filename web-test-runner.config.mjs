import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import { fileURLToPath } from 'node:url';
import { tsImport } from 'tsx/esm/api';

const { BROWSER_FLAGS, findBrowser } = await tsImport('./scripts/browser.ts', import.meta.url);

/** Element and adapter tests: everything that needs a real browser and no other program. */
export default {
  files: ['widget/**/*.browser.test.ts'],
  // The production conditions of Lit: a development warning in the console would fail a test.
  nodeResolve: { exportConditions: ['production', 'default'] },
  plugins: [
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
