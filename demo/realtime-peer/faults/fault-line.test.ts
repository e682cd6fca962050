import assert from 'node:assert/strict';
import { test } from 'node:test';

import { seededRandom } from '../conversation/ids.js';
import { ManualClock } from '../testing/manual-clock.js';
import { FaultLine } from './fault-line.js';
import { FaultProfile } from './profile.js';

function setUp(faults: readonly unknown[], { ofPeer = 1, ofProfile = 1 } = {}) {
  const clock = new ManualClock();
  const out: string[] = [];
  const done: string[] = [];
  const act = (name: string) => () => void done.push(name);
  const line = new FaultLine(
    {
      profile: FaultProfile.parse({ seed: ofProfile, faults }),
      random: seededRandom(ofPeer),
      clock,
      actions: {
        closeChannel: act('close-channel'),
        closePeer: act('close-peer'),
        expire: act('expire'),
        failNextResponse: (code) => void done.push(`fail ${code}`),
        sendError: (code) => void done.push(`error ${code}`),
        truncateAudio: act('truncate-audio'),
        blackhole: (on) => void done.push(`blackhole ${on}`),
        note: () => undefined,
      },
    },
    { out: (text) => out.push(text), in: (text) => out.push(`in:${text}`) },
  );
  line.start();
  const pass = (...texts: string[]) => {
    for (const text of texts) line.pass('out', 'delta', text);
  };
  return { clock, out, done, line, pass };
}

const TOUCHES = [
  { do: 'drop', expected: ['a', 'c', 'd'] },
  { do: 'duplicate', expected: ['a', 'b', 'b', 'c', 'd'] },
  { do: 'reorder', expected: ['a', 'c', 'b', 'd'] },
];
for (const { do: what, expected } of TOUCHES) {
  test(`${what} touches the second of four events only`, () => {
    const { out, pass } = setUp([{ at: 'delta', nth: 2, do: what }]);
    pass('a', 'b', 'c', 'd');
    assert.deepEqual(out, expected);
  });
}

test('garble leaves text that is no JSON', () => {
  const { out, pass } = setUp([{ at: 'delta', do: 'garble' }]);
  pass('{"type":"x"}');
  assert.throws(() => JSON.parse(out[0]!));
});

test('delay lets later events overtake, stall does not', () => {
  const late = setUp([{ at: 'delta', do: 'delay', ms: 50 }]);
  late.pass('a', 'b');
  late.clock.advance(50);
  assert.deepEqual(late.out, ['b', 'a']);
  const stalled = setUp([{ at: 'delta', do: 'stall', ms: 50 }]);
  stalled.pass('a', 'b');
  assert.deepEqual(stalled.out, []);
  stalled.clock.advance(50);
  assert.deepEqual(stalled.out, ['a', 'b']);
});

test('a blackhole swallows both directions for its time', () => {
  const { clock, out, done, line, pass } = setUp([{ at: 100, do: 'blackhole', ms: 50 }]);
  clock.advance(100);
  pass('lost');
  line.pass('in', 'x', 'lost too');
  clock.advance(50);
  pass('through');
  assert.deepEqual(out, ['through']);
  assert.deepEqual(done, ['blackhole true', 'blackhole false']);
});

const ACTIONS = [
  { fault: { do: 'close-channel' }, expected: 'close-channel' },
  { fault: { do: 'close-peer' }, expected: 'close-peer' },
  { fault: { do: 'expire' }, expected: 'expire' },
  { fault: { do: 'fail-response', code: 'insufficient_quota' }, expected: 'fail insufficient_quota' },
  { fault: { do: 'error', code: 'oops' }, expected: 'error oops' },
  { fault: { do: 'truncate-audio' }, expected: 'truncate-audio' },
];
for (const { fault, expected } of ACTIONS) {
  test(`${fault.do} happens at its time`, () => {
    const { clock, done } = setUp([{ at: 250, ...fault }]);
    clock.advance(249);
    assert.deepEqual(done, []);
    clock.advance(1);
    assert.deepEqual(done, [expected]);
  });
}

test('chance is decided by both seeds: the same twice, another with another of either', () => {
  const texts = Array.from({ length: 40 }, (_, index) => String(index));
  const fault = { at: 'delta', count: 'all', chance: 0.5, do: 'drop' };
  const passed = (seeds: { ofPeer?: number; ofProfile?: number }) => {
    const { out, pass } = setUp([fault], seeds);
    pass(...texts);
    return out;
  };
  const one = passed({ ofPeer: 7, ofProfile: 7 });
  assert.deepEqual(passed({ ofPeer: 7, ofProfile: 7 }), one);
  assert.notDeepEqual(passed({ ofPeer: 8, ofProfile: 7 }), one);
  assert.notDeepEqual(passed({ ofPeer: 7, ofProfile: 8 }), one);
  assert.ok(one.length > 5 && one.length < 35);
});

test('a disposed line holds no timer', () => {
  const { clock, line } = setUp([{ at: 250, do: 'expire' }]);
  line.dispose();
  assert.equal(clock.pending, 0);
});
