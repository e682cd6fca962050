import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Endpointer, type EndpointerEvent } from './endpointer.js';

const ROOM = 0.001;
const VOICE = 0.1;

/** A visitor before a microphone: everything advances the same simulated time in steps of 20 ms. */
class Scene {
  readonly events: EndpointerEvent[] = [];
  readonly endpointer: Endpointer;
  atMs = 0;

  constructor(lang = 'en-US') {
    this.endpointer = new Endpointer({ lang: () => lang, onEvent: (event) => this.events.push(event) });
  }

  quiet(forMs: number): this {
    return this.#level(ROOM, forMs);
  }

  speaks(forMs: number, pitchHz?: number): this {
    return this.#level(VOICE, forMs, pitchHz);
  }

  interim(text: string): this {
    this.endpointer.heard({ text, final: false, atMs: this.atMs });
    return this;
  }

  final(text: string): this {
    this.endpointer.heard({ text, final: true, atMs: this.atMs });
    return this;
  }

  #level(rms: number, forMs: number, pitchHz?: number): this {
    for (const endMs = this.atMs + forMs; this.atMs < endMs;) {
      this.atMs += 20;
      this.endpointer.level(rms, this.atMs, pitchHz);
    }
    return this;
  }
}

/** Half a second of room, then a voice that falls and ends at 1,500 ms, with `text` heard 100 ms later. */
function said(text: string, lang?: string): Scene {
  return ended(100, text, lang);
}

/** The same at another pitch in the end, where it is at 120 Hz before. */
function ended(pitchHz: number, text: string, lang?: string): Scene {
  return new Scene(lang).quiet(500).speaks(800, 120).speaks(200, pitchHz).quiet(100).interim(text);
}

function commitDelayMs(scene: Scene): number | undefined {
  const [event] = scene.quiet(3000).events;
  return event?.type === 'commit' ? event.atMs - event.endedAtMs : undefined;
}

test('commits a whole question within 450 ms', () => {
  const scene = said('how much protein is in an egg').quiet(2000);
  assert.deepEqual(scene.events, [
    { type: 'commit', text: 'how much protein is in an egg', endedAtMs: 1500, atMs: 1920 },
  ]);
});

test('gives a statement more time than a question, and half a clause more still', () => {
  const question = commitDelayMs(said('how much rice is good for you')) ?? Number.NaN;
  const statement = commitDelayMs(said('I think that is enough for me')) ?? Number.NaN;
  const half = commitDelayMs(said('I had rice and')) ?? Number.NaN;
  assert.ok(question < statement && statement < half, `${question}, ${statement}, ${half}`);
  assert.ok(half <= 1700, `${half}`);
});

test('waits through a pause of 900 ms after words that cannot be the last', () => {
  const scene = said('how much protein is in the').quiet(800).speaks(500).quiet(100);
  assert.deepEqual(scene.events, []);
  scene.interim('how much protein is in the soup').quiet(1700);
  assert.deepEqual(
    scene.events.map(({ text }) => text),
    ['how much protein is in the soup'],
  );
});

test('commits nothing while the voice goes on, however whole the text', () => {
  const scene = new Scene().quiet(500).speaks(600).interim('how much rice is good for you').speaks(1000);
  assert.deepEqual(scene.events, []);
});

test('does not commit into the first moment of the next word', () => {
  const scene = said('how much rice is good for you').quiet(280).speaks(40);
  assert.deepEqual(scene.events, []);
});

test('waits for the recogniser when it has said nothing since the voice ended', () => {
  const scene = new Scene().quiet(500).speaks(800, 120).speaks(200, 100);
  scene.interim('how much rice is good for you').quiet(500);
  assert.deepEqual(scene.events, []);
  scene.interim('is brown rice good for you at night').quiet(20);
  assert.deepEqual(
    scene.events.map(({ text }) => text),
    ['is brown rice good for you at night'],
  );
});

test('grows more patient with a visitor who pauses', () => {
  const text = 'I want to lose some weight before summer';
  const fluent = new Scene().quiet(500).speaks(1000).quiet(100).interim(text);
  const halting = new Scene().quiet(500).speaks(400).quiet(500).speaks(300).quiet(500).speaks(300).quiet(100);
  assert.ok((commitDelayMs(halting.interim(text)) ?? 0) > (commitDelayMs(fluent) ?? Number.NaN));
});

test('waits longer after a voice that stays up than after one that has fallen', () => {
  const text = 'I want to lose some weight before summer';
  const held = commitDelayMs(ended(135, text)) ?? Number.NaN;
  const fallen = commitDelayMs(ended(100, text)) ?? Number.NaN;
  const untold = commitDelayMs(new Scene().quiet(500).speaks(1000).quiet(100).interim(text)) ?? Number.NaN;
  assert.ok(fallen < untold && untold < held, `${fallen}, ${untold}, ${held}`);
});

test('goes by the melody of the turn, not by that of the one before', () => {
  const scene = ended(100, 'how much rice is good for you').quiet(600).final('how much rice is good for you');
  const text = 'I want to lose some weight before summer';
  scene.speaks(800, 180).quiet(100).interim(text);
  const fresh = new Scene().quiet(500).speaks(800, 180).quiet(100).interim(text);
  const [, second] = scene.quiet(3000).events;
  assert.equal(second?.type === 'commit' && second.atMs - second.endedAtMs, commitDelayMs(fresh));
});

test('does not wait for more after half a clause any less for how it was sung', () => {
  assert.equal(commitDelayMs(ended(90, 'I had rice and')), commitDelayMs(said('I had rice and')));
});

test('goes by no melody in other languages, where pitch belongs to the word in some', () => {
  const text = 'ich esse meistens Reis';
  assert.equal(commitDelayMs(ended(120, text, 'de')), commitDelayMs(ended(90, text, 'de')));
});

test('says nothing more when the final only differs in its signs', () => {
  const scene = said('how much rice is good for you')
    .quiet(500)
    .final('How much rice is good for you?')
    .quiet(3000);
  assert.equal(scene.events.length, 1);
});

test('corrects what it committed when the final differs', () => {
  const scene = said('how much ice is good for you')
    .quiet(500)
    .final('how much rice is good for you')
    .quiet(3000);
  assert.deepEqual(scene.events.slice(1), [
    { type: 'correct', text: 'how much rice is good for you', rest: '', endedAtMs: 1500, atMs: 2100 },
  ]);
});

test('tells what was added by a visitor who went on after all', () => {
  const scene = said('how much rice is good for you').quiet(500).speaks(600).quiet(100);
  scene.interim('How much rice is good for you in the evening').quiet(1000);
  assert.deepEqual(
    scene.events.slice(1).map((event) => (event.type === 'correct' ? [event.text, event.rest] : undefined)),
    [['How much rice is good for you in the evening', 'in the evening']],
  );
});

test('keeps the turns of two utterances apart', () => {
  const scene = said('how much rice is good for you')
    .quiet(500)
    .final('how much rice is good for you')
    .quiet(2000);
  scene.speaks(800).quiet(100).interim('and what about beans is that better').quiet(2000);
  assert.deepEqual(
    scene.events.map(({ type, text }) => `${type}: ${text}`),
    ['commit: how much rice is good for you', 'commit: and what about beans is that better'],
  );
});

test('joins utterances that the recogniser closed inside a sentence', () => {
  const scene = said('how much protein is in the').final('how much protein is in the').quiet(300);
  scene.speaks(400).quiet(100).final('soup').quiet(1000);
  assert.deepEqual(
    scene.events.map(({ text }) => text),
    ['how much protein is in the soup'],
  );
});

test('waits less for more once the recogniser has closed the utterance', () => {
  const open = commitDelayMs(said('coffee')) ?? Number.NaN;
  const closed = commitDelayMs(said('coffee').final('coffee')) ?? Number.NaN;
  assert.ok(closed <= 1020 && closed < open, `${closed}, ${open}`);
});

test('commits each final at once where the microphone reports no level', () => {
  const scene = new Scene();
  scene.atMs = 700;
  scene.interim('I had rice and').final('I had rice and beans');
  assert.deepEqual(scene.events, [
    { type: 'commit', text: 'I had rice and beans', endedAtMs: 700, atMs: 700 },
  ]);
});

test('ends a turn by its unchanged text in a room as loud as the voice', () => {
  const scene = new Scene().quiet(500).speaks(1500).interim('how much rice is good for you').speaks(2600);
  assert.deepEqual(
    scene.events.map(({ type, text }) => `${type}: ${text}`),
    ['commit: how much rice is good for you'],
  );
});

test('ends a closed turn among beeps and barks that bring no words', () => {
  const scene = said('I had rice').final('I had rice');
  for (let beeps = 0; beeps < 6; beeps++) scene.quiet(350).speaks(150, 400);
  assert.deepEqual(
    scene.events.map(({ type, text, atMs }) => `${type}: ${text} at ${atMs}`),
    ['commit: I had rice at 3600'],
  );
});

test('does not end a closed turn while the recogniser has words for what is heard', () => {
  const scene = said('I had rice and').final('I had rice and').quiet(500);
  for (const words of ['beans', 'beans and', 'beans and then', 'beans and then some']) {
    scene.speaks(700).interim(words);
  }
  assert.deepEqual(scene.events, []);
});

test('gives a voice that is too soft to be measured its time, too', () => {
  const scene = new Scene().quiet(3000).interim('I had rice and').quiet(1000);
  assert.deepEqual(scene.events, []);
  scene.interim('I had rice and beans for lunch today').quiet(700);
  assert.deepEqual(
    scene.events.map(({ text }) => text),
    ['I had rice and beans for lunch today'],
  );
});

test('commits what a microphone that has stopped telling its loudness had heard', () => {
  const scene = said('I had rice and');
  scene.atMs += 5000;
  scene.final('I had rice and');
  assert.equal(scene.events.length, 1);
});

test('ends a turn by an unfinished text, too, when the recogniser is done with it in a loud room', () => {
  const scene = new Scene().quiet(500).speaks(1500).final('how much rice is good for the').speaks(2600);
  assert.equal(scene.events.length, 1);
});

test('tells what is not committed yet', () => {
  const scene = said('how much rice is good for you');
  assert.equal(scene.endpointer.draft, 'how much rice is good for you');
  scene.quiet(1000);
  assert.equal(scene.endpointer.draft, '');
  scene.interim('how much rice is good for you at');
  assert.equal(scene.endpointer.draft, 'at');
});

for (const [before, text, rest] of [
  ['is oatmeal good', 'is oat meal good', ''],
  ['is oat meal good', 'is oatmeal good raw', 'raw'],
  ['how much iron is in lentil', 'how much iron is in lentils and beans', 'and beans'],
  ['is rice good', 'rice good', ''],
] as const) {
  test(`takes “${rest}” for what was added to “${before}” by “${text}”`, () => {
    const scene = said(before).quiet(1500).interim(text);
    assert.equal(scene.endpointer.draft, rest);
  });
}

test('forgets a turn when told to', () => {
  const scene = said('how much rice is good for you');
  scene.endpointer.reset();
  assert.deepEqual(scene.quiet(3000).events, []);
});

test('commits without English rules in other languages', () => {
  assert.ok(commitDelayMs(said('wie viel Eiweiß hat ein Ei', 'de-DE')) !== undefined);
});
