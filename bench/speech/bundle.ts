import { build } from 'vite';
import { fileURLToPath } from 'node:url';

/** What `entry` and all it imports become as one script for a page; its names stay its own. */
export async function bundleForPage(entry: URL): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rollupOptions: { input: fileURLToPath(entry), output: { format: 'iife' } },
    },
  });
  const outputs = 'output' in result ? [result] : Array.isArray(result) ? result : [];
  for (const { output } of outputs) {
    for (const file of output) if (file.type === 'chunk' && file.isEntry) return file.code;
  }
  throw new Error('The page of the benchmark was not built.');
}
