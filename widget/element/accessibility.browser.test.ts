import 'axe-core/axe.min.js';
import type Axe from 'axe-core';
import { assert } from '@open-wc/testing';
import { NO_SESSION } from '../controllers/no-session.js';
import { removeAll, stage, stageWith } from '../testing/stage.js';
import { SAMPLES } from '../testing/sample-snapshots.js';

/** Its file is a script that leaves its name on the window. */
declare const axe: typeof Axe;

describe('<nutrina-voice> for everyone', () => {
  afterEach(removeAll);

  for (const scheme of ['light', 'dark']) {
    for (const [name, snapshot] of SAMPLES) {
      it(`has no accessibility violation in ${name}, ${scheme}`, async () => {
        const element =
          snapshot.state === 'idle'
            ? await stage({ 'color-scheme': scheme })
            : (await stageWith({ ...NO_SESSION, ...snapshot }, { 'color-scheme': scheme })).element;
        const { violations, passes } = await axe.run(element);
        const problems = violations.flatMap(({ id, nodes }) =>
          nodes.map(({ html, any }) => `${id}: ${html} ${any[0]?.message ?? ''}`),
        );
        assert.deepEqual(problems, []);
        assert.isAbove(passes.length, 5);
      });
    }
  }
});
