import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin, type InlineConfig } from 'vite';
import { inlinedRuntime } from './scripts/inlined-runtime.js';
import { shortInternalNames } from './scripts/internal-names.js';
import { secondMinifier } from './scripts/second-minifier.js';
import { templateWhitespace } from './scripts/template-whitespace.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Everything that is loaded before the visitor's first intent. It goes into one hashed chunk, and the entry only
 * imports it: a page that loads the entry twice, or with a query, then still has one Lit and one element, and a
 * lazy chunk never reaches back to an entry whose address does not say which release it is.
 */
const SHELL =
  /node_modules(?!.*\/directive)|\/widget\/(element\/(?!parts\/|text\/en\.)|controllers\/(load|no)-session\.|session\/errors\.)/;

const SPEECH = /\/widget\/(create-native-call|session\/native-(?!part)|adapters\/remote-audio)/;

const WEB_SOCKET = /\/widget\/adapters\/web-socket-link/;

const shared: InlineConfig = {
  configFile: false,
  logLevel: 'warn',
  resolve: { conditions: ['production', 'module', 'browser'] },
};

/**
 * Vite wraps every `import()` to fetch style sheets first, 1 kB of code for what our chunks do not have; switching
 * `modulePreload` off leaves the wrapper in. This leaves only the call.
 */
const barePreload: Plugin = {
  name: 'bare-preload',
  enforce: 'pre',
  load(id) {
    return id.endsWith('vite/preload-helper.js')
      ? 'export const __vitePreload = (load) => load();'
      : undefined;
  },
};

/** The script tag's files: `nutrina-voice.js` and its chunks, Lit included. */
export const widgetBuild: InlineConfig = {
  ...shared,
  base: './',
  publicDir: false,
  plugins: [barePreload, templateWhitespace(), shortInternalNames(), inlinedRuntime(), secondMinifier()],
  build: {
    target: 'es2022',
    outDir: at('dist/widget'),
    emptyOutDir: true,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      // terser takes two of the build's three seconds, which needs no warning in every build's output.
      checks: { bundlerTimings: false },
      input: at('widget/define.ts'),
      preserveEntrySignatures: false,
      output: {
        entryFileNames: 'nutrina-voice.js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        codeSplitting: {
          groups: [
            { name: 'element', test: SHELL, priority: 1 },
            // What only the mode `speech` needs, and few calls at all: by themselves, or the first of them would take what
            // they share with the call along, and be loaded with it.
            { name: 'speech', test: SPEECH, priority: 1, includeDependenciesRecursively: false },
            { name: 'web-socket', test: WEB_SOCKET, priority: 1, includeDependenciesRecursively: false },
            // One lazy file: all of it is wanted at the same moment, and together it compresses better.
            { name: 'call', test: /\/widget\/(?!define)|node_modules/ },
          ],
        },
      },
    },
  },
};

/**
 * The npm package: the same modules, Lit left to the site's own bundler. As a library, in which Vite leaves every
 * `import()` as it is: a site's Vite refuses a file in which an earlier one has already put its wrapper.
 */
export const packageBuild: InlineConfig = {
  ...shared,
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: at('dist/npm'),
    emptyOutDir: true,
    minify: false,
    reportCompressedSize: false,
    lib: { entry: { index: at('widget/index.ts'), define: at('widget/define-package.ts') }, formats: ['es'] },
    rolldownOptions: {
      external: /^lit($|\/)/,
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
};

/** The demo's page and what it loads. */
export const demoBuild: InlineConfig = {
  ...shared,
  root: at('demo'),
  base: './',
  publicDir: at('demo/public'),
  build: {
    target: 'es2022',
    outDir: at('dist/demo'),
    emptyOutDir: true,
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: { input: at('demo/realtime.html') },
  },
};

export default defineConfig(widgetBuild);
