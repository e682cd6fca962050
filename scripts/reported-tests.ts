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

/** How many tests of each file failed in a TAP report, by the file's whole path; suites are no tests. */
export function failuresByFile(tap: string): ReadonlyMap<string, number> {
  const files = new Map<string, number>();
  for (const block of tap.split(/^(?=\s*(?:not )?ok \d+)/m)) {
    const file = /^\s*not ok[^]*?^\s*location: '(.*?):\d+:\d+'$/m.exec(block)?.[1];
    if (file === undefined || /^\s*type: 'suite'$/m.test(block)) continue;
    files.set(file, (files.get(file) ?? 0) + 1);
  }
  return files;
}
