import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LinkQuality, type Quality } from './link-quality.js';

interface Path {
  readonly roundTripMs?: number;
  /** Of ten checks. */
  readonly unanswered?: number;
  /** Of a hundred packets; none: no sound. */
  readonly lost?: number;
}

/** A link looked at twice a second, with two checks and 50 packets in each half. */
function setUp() {
  const quality = new LinkQuality();
  let nowMs = 0;
  let [requestsSent, responsesReceived, packets, packetsLost] = [0, 0, 0, 0];
  return {
    quality,
    /** What is said at the end of each half second. */
    run({ roundTripMs = 40, unanswered = 0, lost }: Path, seconds = 5): Quality[] {
      return Array.from({ length: seconds * 2 }, (_, index) => {
        nowMs += 500;
        requestsSent += 2;
        responsesReceived += index % 5 < unanswered / 2 ? 0 : 2;
        if (lost !== undefined) {
          packets += 50;
          packetsLost += lost / 2;
        }
        const stats = { requestsSent, responsesReceived, roundTripMs, packets, packetsLost };
        return quality.sample(stats, nowMs);
      });
    },
    /** The browser has found another path. */
    changePath() {
      [requestsSent, responsesReceived, packets, packetsLost] = [0, 0, 0, 0];
    },
  };
}

const last = (told: readonly Quality[]): Quality | undefined => told.at(-1);

test('a quick path without loss is good', () => {
  const { run } = setUp();
  assert.deepEqual(new Set(run({ lost: 0 }, 60)), new Set(['good']));
});

test('delay that has grown to more than 400 ms is poor, within five seconds', () => {
  const { run } = setUp();
  run({ roundTripMs: 80 });
  assert.equal(last(run({ roundTripMs: 350 })), 'good');
  assert.equal(last(run({ roundTripMs: 500 })), 'poor');
});

test('one late check is not a slow path', () => {
  const { quality } = setUp();
  const stats = { packets: 0, packetsLost: 0 };
  for (let index = 1; index <= 10; index++) {
    const roundTripMs = index === 9 ? 1000 : 80;
    const told = quality.sample(
      { ...stats, requestsSent: index, responsesReceived: index, roundTripMs },
      index * 500,
    );
    assert.equal(told, 'good');
  }
});

test('a path that has always been long is not poor', () => {
  const { run } = setUp();
  assert.equal(last(run({ roundTripMs: 650 }, 30)), 'good');
});

test('one packet in ten lost is poor, one in twenty is not', () => {
  const { run } = setUp();
  assert.equal(last(run({ lost: 5 }, 10)), 'good');
  assert.equal(last(run({ lost: 12 }, 10)), 'poor');
});

test('without sound the checks tell: two in ten unanswered are poor', () => {
  const { run } = setUp();
  assert.equal(last(run({})), 'good');
  assert.equal(last(run({ unanswered: 2 }, 10)), 'poor');
});

test('a check on its way is not a lost one', () => {
  const { quality } = setUp();
  const stats = { roundTripMs: 40, packets: 0, packetsLost: 0 };
  for (let index = 0; index < 20; index++) {
    const requestsSent = index + 1;
    const responsesReceived = requestsSent - (index % 2);
    const told = quality.sample({ ...stats, requestsSent, responsesReceived }, index * 1000);
    assert.equal(told, 'good');
  }
});

test('stays poor until it has been fine for ten seconds', () => {
  const { run } = setUp();
  run({ roundTripMs: 80 });
  run({ roundTripMs: 600 });
  const told = run({ roundTripMs: 80 }, 20);
  const goodAfter = told.indexOf('good') / 2;
  assert.ok(goodAfter >= 10 && goodAfter <= 13, `${goodAfter} s`);
  assert.equal(last(told), 'good');
});

test('between poor and fine it stays what it was', () => {
  const { run } = setUp();
  assert.deepEqual(new Set(run({ lost: 7 }, 20)), new Set(['good']));
  run({ lost: 20 }, 10);
  assert.equal(last(run({ lost: 7 }, 30)), 'poor');
});

test('another path is judged from its own beginning', () => {
  const { run, changePath } = setUp();
  run({ lost: 0 }, 30);
  changePath();
  assert.equal(last(run({ lost: 30 }, 4)), 'poor');
});

test('a link that counts nothing is good', () => {
  const { quality } = setUp();
  assert.equal(quality.sample(undefined, 500), 'good');
});
