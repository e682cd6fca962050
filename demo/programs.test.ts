import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { runTask, startProgram, type TaskOptions } from './programs.js';

const READY = /ready: (\S+)/;
/** Says that it is ready and stays until somebody ends it. */
const STAYS = `console.log('ready: http://here'); setInterval(() => {}, 1e6);`;
/** The same, but ends only when killed. */
const STUBBORN = `process.on('SIGTERM', () => {}); ${STAYS}`;

function world() {
  const asked = new AbortController();
  const forced = new AbortController();
  const exits: (number | null)[] = [];
  const task = (code: string): TaskOptions => ({
    title: 'The program',
    args: ['-e', code],
    ending: { asked: asked.signal, forced: forced.signal },
  });
  const start = (code: string) =>
    startProgram({ ...task(code), ready: READY, onExit: (status) => exits.push(status) });
  return { asked, forced, exits, task, start };
}

test('a program is ready when it says so, and is ended when asked, which is no accident', async () => {
  const { start, exits } = world();
  const program = await start(STAYS);
  assert.equal(program.url, 'http://here');
  await program.stop();
  await program.stop();
  assert.deepEqual(exits, []);
});

test('a program that ends before it is ready fails by its title and status', async () => {
  await assert.rejects(world().start('process.exit(78)'), {
    message: 'The program ended with status 78 before it was ready.',
  });
});

test('a program that ends by itself is reported', async () => {
  const status = await new Promise((resolve) => {
    const { task } = world();
    const code = `console.log('ready: x'); setImmediate(() => process.exit(3))`;
    void startProgram({ ...task(code), ready: READY, onExit: resolve });
  });
  assert.equal(status, 3);
});

test('a signal ends a program that is still starting', async () => {
  const { asked, start } = world();
  const starting = start('setInterval(() => {}, 1e6)');
  asked.abort();
  await assert.rejects(starting, /before it was ready/);
});

test('a second signal ends one that does not want to end', { timeout: 5_000 }, async () => {
  const { asked, forced, start } = world();
  const program = await start(STUBBORN);
  asked.abort();
  const stopped = program.stop();
  forced.abort();
  await stopped;
});

test('a task that fails and one that is interrupted reject; one that succeeds does not', async () => {
  const { asked, task } = world();
  await runTask(task(''));
  await assert.rejects(runTask(task('process.exit(1)')), { message: 'The program failed.' });
  const interrupted = runTask(task(STAYS));
  asked.abort();
  await assert.rejects(interrupted, { message: 'The program failed.' });
});

test('a program ends when its parent is killed', { timeout: 20_000 }, async () => {
  const programs = new URL('programs.ts', import.meta.url).href;
  const parentCode = `
    import { startProgram } from '${programs}';
    const never = new AbortController().signal;
    await startProgram({
      title: 'The program',
      args: ['-e', ${JSON.stringify(STAYS)}],
      ready: ${String(READY)},
      onExit: () => {},
      ending: { asked: never, forced: never },
    });
    console.log('started');
  `;
  const parent = spawn(process.execPath, ['--import=tsx', '--input-type=module', '-e', parentCode], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [line]: unknown[] = await once(createInterface({ input: parent.stdout }), 'line');
  assert.equal(line, 'started');
  // The program has inherited standard error: the pipe closes when the last of both has ended.
  const closed = once(parent.stderr.resume(), 'close');
  parent.kill('SIGKILL');
  await closed;
});
