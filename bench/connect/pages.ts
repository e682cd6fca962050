import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The minimal clients, each a page with one button. */
export type ClientName = (typeof CLIENTS)[number];

const CLIENTS = ['console-order', 'agents-realtime', 'element', 'json-speech'] as const;

/**
 * Builds the pages as a site would ship them.
 *
 * @param folder gets `CLIENT.html` and its scripts; the caller's.
 */
export async function buildPages(folder: string): Promise<void> {
  await mkdir(folder);
  await build({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: folder,
      target: 'es2022',
      rollupOptions: {
        input: Object.fromEntries(['marks', ...CLIENTS].map((name) => [name, source(name)])),
        output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
      },
    },
  });
  for (const client of CLIENTS) await writeFile(join(folder, `${client}.html`), html(client));
}

function source(name: string): string {
  return fileURLToPath(new URL(`pages/${name}.ts`, import.meta.url));
}

/** Modules run in the order of the page: the marks are in place before the client. */
function html(client: ClientName): string {
  return `<!doctype html>
<meta charset="utf-8">
<title>${client}</title>
<link rel="icon" href="data:,">
<body>
<script type="module" src="marks.js"></script>
<script type="module" src="${client}.js"></script>
`;
}
