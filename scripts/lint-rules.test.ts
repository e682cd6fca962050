/** The architecture's import table holds only as long as the linter bites: each forbidden import is tried here. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

const FORBIDDEN: readonly (readonly [folder: string, code: string, rule: string])[] = [
  ['widget/session', `import { html } from 'lit'; export const x = html;`, 'no-restricted-imports'],
  ['widget/session', `export { a } from '../../adapters/clock.js';`, 'no-restricted-imports'],
  [
    'widget/session',
    `import { Mode } from '../../../server/contract/session.js'; export const x = Mode;`,
    'no-restricted-imports',
  ],
  [
    'widget/session',
    `import { a } from '../../../server/services/x.js'; export const x = a;`,
    'no-restricted-imports',
  ],
  ['widget/session', `import O from 'openai'; export const x = O;`, 'no-restricted-imports'],
  ['widget/session', `export const x = window.name;`, 'no-restricted-globals'],
  ['widget/session', `export const x = fetch('/');`, 'no-restricted-globals'],
  ['widget/session', `export const x = setTimeout(String, 1);`, 'no-restricted-globals'],
  ['widget/session', `export const x = Date.now();`, 'no-restricted-globals'],
  [
    'widget/adapters',
    `import { a } from '../../session/voice-session.js'; export const x = a;`,
    'no-restricted-imports',
  ],
  [
    'widget/adapters',
    `import { a } from '../../element/view.js'; export const x = a;`,
    'no-restricted-imports',
  ],
  [
    'widget/element',
    `import { a } from '../../adapters/clock.js'; export const x = a;`,
    'no-restricted-imports',
  ],
  [
    'widget/element',
    `import { a } from '../../session/voice-session.js'; export const x = a;`,
    'no-restricted-imports',
  ],
  [
    'widget/controllers',
    `import { a } from '../../create-session.js'; export const x = a;`,
    'no-restricted-imports',
  ],
  ['server/services', `import express from 'express'; export const x = express;`, 'no-restricted-imports'],
  ['server/services', `import O from 'openai'; export const x = O;`, 'no-restricted-imports'],
  [
    'server/providers',
    `import { a } from '../../routes/tts.js'; export const x = a;`,
    'no-restricted-imports',
  ],
  [
    'server/routes',
    `import { a } from '../../providers/openai.js'; export const x = a;`,
    'no-restricted-imports',
  ],
  [
    'demo/realtime-peer',
    `import { a } from '../../../widget/index.js'; export const x = a;`,
    'no-restricted-imports',
  ],
  [
    'demo/realtime-peer',
    `import { a } from '../../../server/app.js'; export const x = a;`,
    'no-restricted-imports',
  ],
  ['demo/realtime-peer', `import O from 'openai'; export const x = O;`, 'no-restricted-imports'],
];

test('every import and global the architecture forbids is refused by the linter', () => {
  // A house of its own, with our rules: in ours, other tests read what stands there.
  const house = mkdtempSync(join(tmpdir(), 'lint-rules-'));
  try {
    copyFileSync(join(ROOT, '.oxlintrc.json'), join(house, '.oxlintrc.json'));
    symlinkSync(join(ROOT, 'node_modules'), join(house, 'node_modules'));
    const cases = FORBIDDEN.map(([folder, code, rule], number) => {
      const file = join(folder, `forbidden-${number}`, 'case.ts');
      mkdirSync(join(house, folder, `forbidden-${number}`), { recursive: true });
      writeFileSync(join(house, file), `${code}\n`);
      return { file, code, rule };
    });
    const { stdout } = spawnSync(
      join(ROOT, 'node_modules/.bin/oxlint'),
      ['--format=json', ...cases.map(({ file }) => file)],
      { cwd: house, encoding: 'utf8' },
    );
    const report = JSON.parse(stdout) as { diagnostics: { filename: string; code: string }[] };
    for (const { file, code, rule } of cases) {
      const bitten = report.diagnostics.some(
        (found) => file.endsWith(found.filename) && found.code.includes(rule),
      );
      assert.ok(bitten, `${rule} let this pass in ${file}: ${code}`);
    }
  } finally {
    rmSync(house, { recursive: true });
  }
});
