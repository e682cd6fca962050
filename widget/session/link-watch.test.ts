import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LinkVerdict, LinkWatch } from './link-watch.js';
import type { LinkStats } from './ports.js';

const SAMPLE_MS = 500;

/** A watch with samples every half second, each told as [requests sent, responses received]. */
class Watching {
  readonly watch = new LinkWatch();
  nowMs = 0;
  /** The last that was told. */
  verdict = 'good';

  sees(...samples: readonly (readonly [sent: number, received: number] | undefined)[]): string {
    for (const sample of samples) {
      this.nowMs += SAMPLE_MS;
      this.#hear(this.watch.sample(sample && stats(...sample), this.nowMs));
    }
    return this.verdict;
  }

  frame(): void {
    this.#hear(this.watch.frame());
  }

  #hear(verdict: LinkVerdict | undefined): void {
    if (verdict) assert.notEqual(verdict, this.verdict, 'only what has changed is told');
    this.verdict = verdict ?? this.verdict;
  }

  /** The machine sleeps; the next sample comes `ms` later than it should. */
  sleeps(ms: number): this {
    this.nowMs += ms;
    return this;
  }
}

function stats(requestsSent: number, responsesReceived: number): LinkStats {
  return { requestsSent, responsesReceived, packets: 0, packetsLost: 0 };
}

test('a link whose checks are answered is good', () => {
  assert.equal(new Watching().sees([10, 10], [12, 11], [14, 13], [40, 39]), 'good');
});

test('eight checks without an answer make a link suspect, seven do not', () => {
  const watching = new Watching();
  assert.equal(watching.sees([10, 10], [17, 10]), 'good');
  assert.equal(watching.sees([18, 10]), 'suspect');
});

test('answers that were missing from the beginning do not count', () => {
  assert.equal(new Watching().sees([30, 10], [31, 11], [37, 11]), 'good');
});

test('one answer makes a suspect link good again', () => {
  const watching = new Watching();
  assert.equal(watching.sees([10, 10], [40, 10]), 'suspect');
  assert.equal(watching.sees([44, 10]), 'suspect');
  assert.equal(watching.sees([45, 11]), 'good');
  assert.equal(watching.sees([52, 11]), 'good');
  assert.equal(watching.sees([53, 11]), 'suspect');
});

test('a frame makes a suspect link good again, and counting begins anew', () => {
  const watching = new Watching();
  assert.equal(watching.sees([10, 10], [40, 10]), 'suspect');
  watching.frame();
  assert.equal(watching.sees([42, 10], [49, 10]), 'good');
  assert.equal(watching.sees([50, 10]), 'suspect');
});

test('another path is counted from its own beginning', () => {
  const watching = new Watching();
  assert.equal(watching.sees([100, 100], [3, 100], [10, 100]), 'good');
  assert.equal(watching.sees([11, 100]), 'suspect');
});

test('after a sleep a link is suspect until an answer comes, whatever had come before', () => {
  const watching = new Watching();
  assert.equal(watching.sees([10, 10]), 'good');
  assert.equal(watching.sleeps(2_501).sees([20, 20]), 'suspect');
  assert.equal(watching.sees([21, 20]), 'suspect');
  assert.equal(watching.sees([22, 21]), 'good');
});

test('three seconds between two samples are no sleep yet', () => {
  const watching = new Watching();
  assert.equal(watching.sees([10, 10]), 'good');
  assert.equal(watching.sleeps(2_500).sees([16, 16]), 'good');
});

test('a sleeping machine that was suspect before stays so', () => {
  const watching = new Watching();
  assert.equal(watching.sees([10, 10], [40, 10]), 'suspect');
  assert.equal(watching.sleeps(30_000).sees([40, 10], [41, 10]), 'suspect');
});

test('a path that counts nothing is never suspect, however long it is silent', () => {
  const watching = new Watching();
  assert.equal(watching.sees([0, 0]), 'good');
  assert.equal(watching.sleeps(30_000).sees([0, 0]), 'good');
});

test('a link without checks is suspect after a sleep, until a frame comes', () => {
  const watching = new Watching();
  assert.equal(watching.sees(undefined, undefined), 'good');
  assert.equal(watching.sleeps(2_500).sees(undefined), 'good');
  assert.equal(watching.sleeps(2_501).sees(undefined), 'suspect');
  assert.equal(watching.sees(undefined, undefined), 'suspect');
  watching.frame();
  assert.equal(watching.sees(undefined), 'good');
});

test('a path that is gone leaves the verdict as it was', () => {
  const watching = new Watching();
  assert.equal(watching.sees([10, 10], [40, 10], undefined), 'suspect');
});
