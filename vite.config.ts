import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Everything that is loaded before the visitor's first intent. It goes into one hashed chunk, and the entry only
 * imports it: a page that loads the entry twice, or with a query, then still has one Lit and one element, and a
 * lazy chunk never reaches back to an entry whose address does not say which release it is.
 */
const SHELL = /node_modules|\/widget\/(element\/(?!parts\/|text\/en\.)|controllers\/|session\/errors\.)/;

const shared: UserConfig = {
  configFile: false,
  logLevel: 'warn',
  resolve: { conditions: ['production', 'module', 'browser'] },
};

/** The script tag's files: `nutrina-voice.js` and its chunks, Lit included. */
export const widgetBuild: UserConfig = {
  ...shared,
  base: './',
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: at('dist/widget'),
    emptyOutDir: true,
    modulePreload: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: at('widget/define.ts'),
      preserveEntrySignatures: false,
      output: {
        entryFileNames: 'nutrina-voice.js',
        chunkFileNames: 'chunks/[name]-[hash].js',
        codeSplitting: { groups: [{ name: 'element', test: SHELL }] },
      },
    },
  },
};

/** The npm package: the same modules, Lit left to the site's own bundler. */
export const packageBuild: UserConfig = {
  ...shared,
  base: './',
  publicDir: false,
  build: {
    target: 'es2022',
    outDir: at('dist/npm'),
    emptyOutDir: true,
    modulePreload: false,
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { index: at('widget/index.ts'), define: at('widget/define-package.ts') },
      external: /^lit($|\/)/,
      preserveEntrySignatures: 'strict',
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
};

/** The demo's page and what it loads. */
export const demoBuild: UserConfig = {
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
