/**
 * Puts the bundler's own helper into the files that use it. By itself it would be a file of 157 bytes which a browser
 * learns of only when it has the call's: one more round trip before the first call of a visitor who taps at once.
 */
import type { Plugin } from 'vite';

const RUNTIME_FILE = /^chunks\/rolldown-runtime-[\w-]+\.js$/;
const HELPER_EXPORT = /export\s*\{\s*([\w$]+)(?: as ([\w$]+))?\s*\};?\s*$/;

export function inlinedRuntime(): Plugin {
  return {
    name: 'inlined-runtime',
    // A chunk's hash is made before it comes here; the helper's own is part of it by the name of its file.
    augmentChunkHash: () => 'inlined-runtime',
    generateBundle(_options, bundle) {
      const runtime = Object.values(bundle).find(({ fileName }) => RUNTIME_FILE.test(fileName));
      if (runtime?.type !== 'chunk') return;
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk' && file !== runtime) file.code = withRuntime(file.code, runtime);
      }
      delete bundle[runtime.fileName];
    },
  };
}

/** `code` with the helper in place of its import. Throws when it cannot be put there. */
export function withRuntime(
  code: string,
  runtime: { readonly fileName: string; readonly code: string },
): string {
  const file = runtime.fileName.replace(/^.*\//, '');
  if (!code.includes(file)) return code;
  const [helperExport, local = '', exported = local] = HELPER_EXPORT.exec(runtime.code) ?? [];
  const imported = new RegExp(
    `import\\s*\\{\\s*${exported}(?: as ([\\w$]+))?\\s*\\}\\s*from\\s*"\\./${file}";?`,
  );
  const [helperImport, name = exported] = imported.exec(code) ?? [];
  if (helperExport === undefined || helperImport === undefined) throw new Error(`${file} is not one helper.`);
  const helper = `const ${name}=(()=>{${runtime.code.replace(helperExport, '')}return ${local}})();`;
  return code.replace(helperImport, () => helper);
}
