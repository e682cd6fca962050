import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '../testing/manual-clock.js';
import { Listening, type ListeningEvent } from './listening.js';
import type { RecogniserEvent, SpeechRecogniser } from './ports.js';

type ListenOptions = Parameters<SpeechRecogniser['listen']>[0];

/** A recogniser whose runs are told by the test; refuses a second run beside an open one. */
class RecordedRuns implements SpeechRecogniser {
  available = true;
  readonly runs: (ListenOptions & { ended: boolean })[] = [];

  listen(options: ListenOptions): void {
    const previous = this.runs.at(-1);
    assert.ok(
      previous === undefined || previous.ended || previous.signal.aborted,
      'restarted before its end',
    );
    this.runs.push({ ...options, ended: false });
  }

  tell(...events: readonly RecogniserEvent[]): void {
    const run = this.runs.at(-1);
    assert.ok(run !== undefined && !run.signal.aborted && !run.ended, 'no run is open');
    for (const event of events) {
      if (event.type === 'ended') run.ended = true;
      run.onEvent(event);
    }
  }
}

function setUp() {
  const clock = new ManualClock();
  const recogniser = new RecordedRuns();
  const lifetime = new AbortController();
  const events: ListeningEvent[] = [];
  let lang = 'en-GB';
  const listening = new Listening({
    clock,
    recogniser,
    lang: () => lang,
    track: () => undefined,
    signal: lifetime.signal,
    onEvent: (event) => events.push(event),
  });
  return {
    clock,
    recogniser,
    listening,
    events,
    setLang: (next: string) => (lang = next),
    /** Nothing may be left behind. */
    end() {
      lifetime.abort();
      assert.equal(clock.running, 0, 'a timer is left');
      assert.ok(
        recogniser.runs.every(({ ended, signal }) => ended || signal.aborted),
        'a run is left open',
      );
    },
  };
}

const started: RecogniserEvent = { type: 'started' };
const ended: RecogniserEvent = { type: 'ended' };
const interim = (text: string): RecogniserEvent => ({ type: 'result', text, final: false });
const final = (text: string): RecogniserEvent => ({ type: 'result', text, final: true });
const failed = (reason: Extract<RecogniserEvent, { type: 'failed' }>['reason']): RecogniserEvent => ({
  type: 'failed',
  reason,
});

test('is hearing once the platform says so, and not before', () => {
  const { listening, recogniser, events, end } = setUp();
  listening.resume();
  assert.deepEqual(events, []);
  recogniser.tell(started);
  assert.deepEqual(events, [{ type: 'hearing' }]);
  end();
});

test('gives interim words, repeated ones too, and then the utterance', () => {
  const { listening, recogniser, events, end } = setUp();
  listening.resume();
  recogniser.tell(started, interim('what is'), interim('what is'), interim('what is quinoa'));
  recogniser.tell(final('what is quinoa'));
  assert.deepEqual(events.slice(1), [
    { type: 'interim', text: 'what is' },
    { type: 'interim', text: 'what is' },
    { type: 'interim', text: 'what is quinoa' },
    { type: 'utterance', text: 'what is quinoa' },
  ]);
  end();
});

test('takes back what was shown when the final is empty', () => {
  const { listening, recogniser, events, end } = setUp();
  listening.resume();
  recogniser.tell(started, interim('uh'), final(''));
  assert.deepEqual(events.slice(1), [
    { type: 'interim', text: 'uh' },
    { type: 'interim', text: '' },
  ]);
  end();
});

test('restarts silently after an end, in the language of the moment', () => {
  const { listening, recogniser, events, setLang, end } = setUp();
  listening.resume();
  recogniser.tell(started, failed('no-speech'));
  assert.equal(recogniser.runs.length, 1, 'a failure alone is no end');
  setLang('de-DE');
  recogniser.tell(ended);
  assert.equal(recogniser.runs.length, 2);
  assert.equal(recogniser.runs[1]?.lang, 'de-DE');
  recogniser.tell(started);
  assert.deepEqual(events, [{ type: 'hearing' }]);
  end();
});

test('keeps the words of a run that ends without a final result', () => {
  const { listening, recogniser, events, end } = setUp();
  listening.resume();
  recogniser.tell(started, interim('two eggs'), ended);
  assert.deepEqual(events.at(-1), { type: 'utterance', text: 'two eggs' });
  end();
});

test('gives up when it ends more than five times in ten seconds', async () => {
  const { listening, recogniser, events, clock, end } = setUp();
  listening.resume();
  for (let run = 0; run < 5; run++) {
    recogniser.tell(started, failed('aborted'), ended);
    await clock.advance(100);
  }
  assert.equal(recogniser.runs.length, 6);
  recogniser.tell(started, ended);
  assert.deepEqual(events.at(-1), { type: 'lost', reason: 'stuck' });
  assert.equal(recogniser.runs.length, 6);
  end();
});

test('goes on for ever when it ends every few seconds', async () => {
  const { listening, recogniser, events, clock, end } = setUp();
  listening.resume();
  for (let run = 0; run < 100; run++) {
    recogniser.tell(started);
    await clock.advance(4000);
    recogniser.tell(ended);
  }
  assert.deepEqual(events, [{ type: 'hearing' }]);
  end();
});

test('asks the network once more after a second, then gives up', async () => {
  const { listening, recogniser, events, clock, end } = setUp();
  listening.resume();
  recogniser.tell(started, interim('how much'), failed('network'), ended);
  await clock.advance(999);
  assert.equal(recogniser.runs.length, 1);
  await clock.advance(1);
  assert.equal(recogniser.runs.length, 2);
  recogniser.tell(started, failed('network'), ended);
  assert.deepEqual(events.at(-1), { type: 'lost', reason: 'network' });
  await clock.advance(60_000);
  assert.equal(recogniser.runs.length, 2);
  end();
});

test('joins what an interrupted run had heard to what the next one hears', async () => {
  const { listening, recogniser, events, clock, end } = setUp();
  listening.resume();
  recogniser.tell(started, interim('how much'), failed('network'), ended);
  await clock.advance(1000);
  recogniser.tell(started, interim('protein'), final('protein'));
  assert.deepEqual(events.slice(-2), [
    { type: 'interim', text: 'how much protein' },
    { type: 'utterance', text: 'how much protein' },
  ]);
  recogniser.tell(failed('network'), ended);
  await clock.advance(1000);
  assert.equal(recogniser.runs.length, 3, 'a result makes up for an earlier failure');
  end();
});

for (const [reason, loss] of [
  ['denied', 'denied'],
  ['no-microphone', 'no-microphone'],
  ['unavailable', 'unavailable'],
] as const) {
  test(`tries nothing more after "${reason}"`, async () => {
    const { listening, recogniser, events, clock, end } = setUp();
    listening.resume();
    recogniser.tell(failed(reason));
    assert.deepEqual(events, [{ type: 'lost', reason: loss }]);
    await clock.advance(60_000);
    assert.equal(recogniser.runs.length, 1);
    end();
  });
}

test('is lost at once where there is no recogniser', () => {
  const { listening, recogniser, events, end } = setUp();
  recogniser.available = false;
  listening.resume();
  assert.deepEqual(events, [{ type: 'lost', reason: 'unavailable' }]);
  end();
});

test('restarts a recogniser that says nothing for eight seconds, and only once', async () => {
  const { listening, recogniser, events, clock, end } = setUp();
  listening.resume();
  await clock.advance(7999);
  assert.equal(recogniser.runs.length, 1);
  await clock.advance(1);
  assert.equal(recogniser.runs.length, 2);
  assert.equal(recogniser.runs[0]?.signal.aborted, true);
  await clock.advance(8000);
  assert.deepEqual(events, [{ type: 'lost', reason: 'stuck' }]);
  end();
});

test('lets a recogniser that has started be silent as long as the visitor is', async () => {
  const { listening, recogniser, events, clock, end } = setUp();
  listening.resume();
  recogniser.tell(started);
  await clock.advance(3_600_000);
  assert.deepEqual(events, [{ type: 'hearing' }]);
  assert.equal(recogniser.runs.length, 1);
  end();
});

test('does not wait for an end event that a failure leaves out', async () => {
  const { listening, recogniser, clock, end } = setUp();
  listening.resume();
  recogniser.tell(failed('other'));
  await clock.advance(999);
  assert.equal(recogniser.runs.length, 1);
  // The platform has gone silent about this run for good.
  const [first] = recogniser.runs;
  assert.ok(first !== undefined);
  first.ended = true;
  await clock.advance(1);
  assert.equal(recogniser.runs.length, 2);
  end();
});

test('hears nothing while it is paused, and tells again that it hears', async () => {
  const { listening, recogniser, events, clock, end } = setUp();
  listening.resume();
  recogniser.tell(started, interim('half a wo'));
  listening.pause();
  assert.equal(recogniser.runs[0]?.signal.aborted, true);
  await clock.advance(60_000);
  assert.equal(recogniser.runs.length, 1);
  listening.resume();
  recogniser.tell(started, final('hello'));
  assert.deepEqual(events.slice(2), [{ type: 'hearing' }, { type: 'utterance', text: 'hello' }]);
  end();
});

test('hands over no words that were dropped by a pause', () => {
  const { listening, recogniser, events } = setUp();
  listening.resume();
  recogniser.tell(started, interim('half a wo'));
  listening.pause();
  listening.resume();
  recogniser.tell(failed('denied'));
  assert.deepEqual(events.at(-1), { type: 'lost', reason: 'denied' });
});

test('may be paused from within its own event', () => {
  const { recogniser, clock } = setUp();
  const heard: ListeningEvent[] = [];
  const listening: Listening = new Listening({
    clock,
    recogniser,
    lang: () => 'en',
    track: () => undefined,
    signal: new AbortController().signal,
    onEvent: (event) => {
      heard.push(event);
      if (event.type === 'utterance') listening.pause();
    },
  });
  listening.resume();
  recogniser.tell(started, interim('stop'), ended);
  assert.equal(recogniser.runs.length, 1, 'it restarted although it was paused');
  listening.close();
  assert.equal(clock.running, 0);
});

test('is over when its signal aborts, whatever is called afterwards', () => {
  const { listening, recogniser, events, end } = setUp();
  listening.resume();
  recogniser.tell(started);
  end();
  listening.resume();
  listening.resume();
  listening.close();
  assert.equal(recogniser.runs.length, 1);
  assert.deepEqual(events, [{ type: 'hearing' }]);
});

test('finishes what an interrupted run had heard when nothing is added to it', async () => {
  const { listening, recogniser, events, clock, end } = setUp();
  listening.resume();
  recogniser.tell(started, interim('how much'), failed('network'), ended);
  await clock.advance(1000);
  recogniser.tell(started);
  await clock.advance(1999);
  assert.deepEqual(events.at(-1), { type: 'interim', text: 'how much' });
  await clock.advance(1);
  assert.deepEqual(events.at(-1), { type: 'utterance', text: 'how much' });
  end();
});

test('finishes nothing that was taken back, went on or was lost', async () => {
  for (const [change, count] of [
    ['pause', 1],
    ['more', 2],
    ['lost', 2],
  ] as const) {
    const { listening, recogniser, events, clock, end } = setUp();
    listening.resume();
    recogniser.tell(started, interim('how much'), failed('network'), ended);
    await clock.advance(1000);
    if (change === 'pause') listening.pause();
    else recogniser.tell(started, change === 'more' ? interim('fat') : failed('denied'));
    await clock.advance(10_000);
    assert.equal(events.slice(1).length, count, change);
    assert.ok(!events.some(({ type }) => type === 'utterance'), change);
    end();
  }
});
