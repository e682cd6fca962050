import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { SpeechInEvent, TurnDetection } from '../conversation/ports.js';
import { CallEars } from './call-ears.js';
import type { Ears } from './ears.js';

const RATE_HZ = 16_000;
const WINDOW_MS = 32;

const serverVad: TurnDetection = {
  type: 'server_vad',
  threshold: 0.5,
  prefixPaddingMs: 200,
  silenceDurationMs: 320,
};

/** Ears for which every loud sample is speech and a text is the length of the sound in ms. */
interface Arrangement {
  readonly ears?: ReturnType<typeof fakeEars>;
  readonly turnDetection?: TurnDetection | null;
}

function arrange({ ears = fakeEars(), turnDetection = serverVad }: Arrangement = {}) {
  const call = new CallEars(() => Promise.resolve(ears.ears));
  const events: SpeechInEvent[] = [];
  call.listen((event) => events.push(event));
  call.configure({ turnDetection });
  const hear = async (...sounds: readonly Int16Array[]) => {
    for (const sound of sounds) {
      for (let at = 0; at < sound.length; at += 320) call.accept(sound.slice(at, at + 320));
      await turn();
    }
  };
  return { call, events, hear, ears };
}

test('makes a turn of speech: started with padding, stopped after the silence, then its transcript', async () => {
  const { events, hear } = arrange();
  await hear(silence(1000), speech(960), silence(1000));
  assert.deepEqual(types(events), [
    'speech-started',
    'speech-stopped',
    'transcript-delta',
    'transcript-completed',
  ]);
  const [started, stopped] = events;
  const completed = events.at(-1);
  assert.ok(started?.type === 'speech-started' && stopped?.type === 'speech-stopped');
  near(started.audioStartMs, 1000 - 200);
  near(stopped.audioEndMs, 1960 + 320);
  assert.ok(completed?.type === 'transcript-completed');
  near(completed.durationMs, stopped.audioEndMs - started.audioStartMs);
  assert.equal(new Set(events.map(({ segmentId }) => segmentId)).size, 1);
});

test('has the transcript at the end of the turn, for it was made in the pause', async () => {
  const { events, hear, ears } = arrange();
  await hear(silence(300), speech(960), silence(1000));
  assert.equal(ears.recognised.length, 1);
  const completed = events.find((event) => event.type === 'transcript-completed');
  assert.equal(completed?.transcript, `${ears.recognised[0]} ms`);
});

test('recognises anew when the speaker went on after a pause', async () => {
  const { events, hear, ears } = arrange();
  await hear(speech(640), silence(250), speech(640), silence(1000));
  assert.deepEqual(types(events).slice(0, 2), ['speech-started', 'speech-stopped']);
  assert.equal(ears.recognised.length, 2);
  assert.ok(ears.recognised[1]! > 640 + 250 + 640, ears.recognised.join(' '));
});

test('joined deltas are the transcript', async () => {
  const { events, hear } = arrange({ ears: fakeEars('How are you?') });
  await hear(speech(640), silence(1000));
  const deltas = events.flatMap((event) => (event.type === 'transcript-delta' ? [event.delta] : []));
  assert.deepEqual(deltas, ['How', ' are', ' you?']);
});

test('makes no turn of silence and does not even ask the detector', async () => {
  const { events, hear, ears } = arrange();
  await hear(silence(5000));
  assert.deepEqual(events, []);
  assert.equal(ears.asked(), 0);
});

test('without turn detection waits for the commit', async () => {
  const { call, events, hear } = arrange({ turnDetection: null });
  await hear(speech(500));
  assert.equal(events.length, 0);
  const result = call.commit();
  assert.ok(result.committed);
  assert.equal(result.durationMs, 500);
  assert.equal(events.length, 0, 'told from inside commit');
  await turn();
  assert.deepEqual(types(events), ['transcript-delta', 'transcript-completed']);
  assert.equal(events[0]?.segmentId, result.segmentId);
});

test('refuses to commit less than 100 ms, and what was cleared', async () => {
  const { call, hear } = arrange({ turnDetection: null });
  await hear(speech(80));
  assert.deepEqual(call.commit(), { committed: false, bufferedMs: 80 });
  await hear(speech(500));
  call.clear();
  assert.deepEqual(call.commit(), { committed: false, bufferedMs: 0 });
});

test('a commit in mid-speech ends that turn without speech-stopped', async () => {
  const { call, events, hear } = arrange();
  await hear(silence(500), speech(640));
  const result = call.commit();
  await turn();
  assert.ok(result.committed);
  assert.deepEqual(types(events), ['speech-started', 'transcript-delta', 'transcript-completed']);
  assert.ok(events.every(({ segmentId }) => segmentId === result.segmentId));
});

test('a commit after a pause has the words after it, too', async () => {
  const { call, hear, ears } = arrange();
  await hear(speech(640), silence(250), speech(640));
  call.commit();
  await turn();
  assert.ok(ears.recognised.at(-1)! > 640 + 250 + 640 - 3 * WINDOW_MS, ears.recognised.join(' '));
});

test('clear forgets speech under way', async () => {
  const { call, events, hear } = arrange();
  await hear(speech(640));
  call.clear();
  await hear(silence(2000));
  assert.deepEqual(types(events), ['speech-started']);
});

test('keeps the sound of a segment at 24 kHz', async () => {
  const { call, hear } = arrange({ turnDetection: null });
  await hear(speech(500));
  const result = call.commit();
  assert.ok(result.committed);
  assert.equal(call.segmentAudio(result.segmentId)?.length, 12_000);
  assert.equal(call.segmentAudio('another'), undefined);
});

test('takes sound that came as an event, at 24 kHz', async () => {
  const { call } = arrange({ turnDetection: null });
  call.append(new Int16Array(24_000));
  near(call.positionMs(), 1000);
});

test('reports nothing from inside append', async () => {
  const { call, events } = arrange();
  await turn();
  call.append(new Int16Array(24_000).fill(5000));
  await turn();
  call.append(new Int16Array(24_000).fill(5000));
  const before = events.length;
  call.append(new Int16Array(24_000));
  assert.equal(events.length, before);
  await turn();
  assert.equal(events.at(-1)?.type, 'transcript-completed');
});

test('says why there is no transcript', async () => {
  const { call, events, hear } = arrange({ ears: { ...fakeEars(), ears: undefined }, turnDetection: null });
  await hear(speech(500));
  assert.ok(call.commit().committed);
  await turn();
  assert.deepEqual(types(events), ['transcript-failed']);
});

test('hears what came while the models were loading', async () => {
  let finish: (ears: Ears) => void = () => undefined;
  const call = new CallEars(() => new Promise((resolve) => (finish = resolve)));
  const events: SpeechInEvent[] = [];
  call.listen((event) => events.push(event));
  call.configure({ turnDetection: serverVad });
  call.accept(speech(960));
  call.accept(silence(960));
  await turn();
  assert.deepEqual(events, []);
  finish(fakeEars().ears!);
  await turn();
  assert.deepEqual(types(events).slice(0, 2), ['speech-started', 'speech-stopped']);
});

test('gives its detector back when the call ends', async () => {
  const { call, hear, ears } = arrange();
  await hear(speech(640));
  assert.equal(ears.lent(), 1);
  call.close();
  assert.equal(ears.lent(), 0);
});

test('takes another detector for another threshold', async () => {
  const { call, hear, ears } = arrange();
  await hear(speech(640), silence(1000));
  call.configure({ turnDetection: { ...serverVad, threshold: 0.9 } });
  await hear(speech(640));
  assert.deepEqual(ears.thresholds, [0.5, 0.9]);
  assert.equal(ears.lent(), 1);
});

function fakeEars(text?: string) {
  let [lent, asked] = [0, 0];
  const recognised: number[] = [];
  const thresholds: number[] = [];
  const ears: Ears = {
    recognise: (samples) => {
      const ms = Math.round(samples.length / 16);
      recognised.push(ms);
      return Promise.resolve(text ?? `${ms} ms`);
    },
    takeActivity: (threshold) => {
      lent += 1;
      thresholds.push(threshold);
      return {
        threshold,
        isSpeech: (window) => {
          asked += 1;
          return window.some((sample) => sample > 1000);
        },
      };
    },
    releaseActivity: () => (lent -= 1),
  };
  return { ears: ears as Ears | undefined, recognised, thresholds, lent: () => lent, asked: () => asked };
}

function speech(ms: number): Int16Array {
  return new Int16Array((ms * RATE_HZ) / 1000).fill(5000);
}

function silence(ms: number): Int16Array {
  return new Int16Array((ms * RATE_HZ) / 1000);
}

function types(events: readonly SpeechInEvent[]): string[] {
  return events
    .map(({ type }) => type)
    .filter((type, index, all) => type !== 'transcript-delta' || all[index - 1] !== type);
}

/** Turns begin and end on the detector's windows. */
function near(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 3 * WINDOW_MS, `${actual} is not about ${expected}`);
}
