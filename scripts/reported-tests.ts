/** The titles of a test file as they are written, in whichever quotes; those made of parts are left out. */
export function writtenTitles(source: string): readonly string[] {
  const calls = source.matchAll(/^ *test\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|`([^`$]*)`)/gm);
  return [...calls].map(([, single, double, plain]) =>
    (single ?? double ?? plain ?? '').replace(/\\(['"`\\])/g, '$1'),
  );
}

/** Titles that a TAP report does not know: results that were cut off, when a file's process was ended early. */
export function missingFrom(tap: string, titles: readonly string[]): readonly string[] {
  const lines = tap.matchAll(/^\s*(?:not )?ok \d+ - (.*?)(?: # (?:SKIP|TODO).*)?$/gm);
  const reported = new Set([...lines].map(([, name = '']) => name.replace(/\\([#\\])/g, '$1')));
  return titles.filter((title) => !reported.has(title));
}
