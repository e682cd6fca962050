/**
 * How soon there is silence when the visitor wants it: the product's speech pipeline in a real browser is stopped
 * in the middle of an answer; the last audible sample is taken at a tap before the destination.
 */
import { withClosing } from './connect/closing.js';
import { median } from './connect/statistics.js';
import type { BenchOptions, Report } from './report.js';
import { percentile } from './speech/percentile.js';
import { Studio, tokenStreams } from './speech/studio.js';

const RUNS = 40;
const QUICK_RUNS = 10;
/** After the first byte the first word is certain to be heard; then on into the sentences that follow. */
const AFTER_FIRST_BYTE_MS = 1000;
const LATEST_MS = 4000;
/** When no request may be open any more. */
const CLOSED_WITHIN_MS = 100;
/** A stop that falls into a pause between two sentences has nothing to silence. */
const STILL_AUDIBLE_MS = 20;

export async function interrupt(report: Report, { quick }: BenchOptions): Promise<void> {
  await withClosing(async (keep) => {
    const studio = keep(await Studio.open());
    const answers = tokenStreams().filter(({ profileName }) => profileName !== 'slowLLM');
    const silences: number[] = [];
    let open = 0;
    const runs = quick ? QUICK_RUNS : RUNS;
    for (let run = 0; run < runs; run++) {
      const stream = answers[run % answers.length];
      if (stream === undefined) throw new Error('There are no recorded token streams.');
      const server = studio.synthesiser.speakingAt(stream.profileName, stream.profile);
      const earliestMs = AFTER_FIRST_BYTE_MS + stream.profile.ttsTtfb + stream.profile.rtt;
      const spanMs = Math.min(LATEST_MS, lastsMs(stream)) - earliestMs;
      // Spread evenly over the answer: chance would need more runs to reach every moment.
      const interruptAtMs = earliestMs + (spanMs * (run + 0.5)) / runs;
      const result = await studio.speak({ server, tokens: stream.tokens, interruptAtMs });
      open = Math.max(open, studio.synthesiser.openAt((result.interruptedAtMs ?? 0) + CLOSED_WITHIN_MS));
      const silenceMs = result.lastAudibleMs - (result.interruptedMs ?? Infinity);
      if (silenceMs > -STILL_AUDIBLE_MS) silences.push(Math.max(0, silenceMs));
    }
    report({
      name: 'interrupt.silence-p95',
      value: tenth(percentile(silences, 95)),
      unit: 'ms',
      runs: silences.length,
      median: tenth(median(silences)),
      worst: tenth(Math.max(...silences)),
    });
    report({
      name: 'interrupt.open-requests',
      value: open,
      unit: 'requests',
      kind: `most, ${CLOSED_WITHIN_MS} ms later`,
      runs,
    });
  });
}

/** A moment before which the answer is certainly still being spoken. */
function lastsMs({ sentences, profile }: ReturnType<typeof tokenStreams>[number]): number {
  return 900 + (sentences.join(' ').length / profile.cps) * 1000;
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
