import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { SplitterOptions } from './sentence-splitter.js';
import { SentenceSplitter } from './sentence-splitter.js';

const PLAIN: SplitterOptions = { maxCharacters: 4096, firstClause: false, lang: 'en' };

function split(deltas: Iterable<string>, options: Partial<SplitterOptions> = {}): string[] {
  const splitter = new SentenceSplitter({ ...PLAIN, ...options });
  const pieces = [...deltas].flatMap((delta) => [...splitter.push(delta)]);
  return [...pieces, ...splitter.finish()].map(({ text }) => text);
}

interface Stream {
  readonly tokens: readonly (readonly [number, string])[];
  readonly sentences: readonly string[];
}
const streams = JSON.parse(
  readFileSync(new URL('../../bench/fixtures/token-streams.json', import.meta.url), 'utf8'),
) as Record<string, Record<string, Stream>>;

for (const [profile, answers] of Object.entries(streams)) {
  for (const [answer, { tokens, sentences }] of Object.entries(answers)) {
    test(`splits the recorded answer ${answer} (${profile}) into its reference sentences`, () => {
      assert.deepEqual(split(tokens.map(([, token]) => token)), sentences);
    });
  }
}

/** [what it shows, the sentences: the text is their concatenation with the white space they carry] */
const TABLE: readonly (readonly [string, readonly string[]])[] = [
  ['plain sentences', ['One is here. ', 'Two is there! ', 'Is three? ', 'Yes.']],
  ['a title before a name', ['Ask Dr. Alvarez or Prof. Kim. ', 'They know.']],
  ['titles: Mr., Mrs., Ms.', ['Mr. and Mrs. Hill met Ms. Lee. ', 'Fine.']],
  ['e.g. and i.e.', ['Take nuts, e.g. Almonds, i.e. a handful. ', 'Good.']],
  ['a.m. before a small letter', ['Until 6 p.m. today. ', 'Closed then.']],
  ['p.m. before a capital ends the sentence', ['We close at 6 p.m. ', 'Come early.']],
  ['a.m. before a number does not', ['From 8 a.m. 7 days a week.']],
  ['etc. before a capital ends the sentence', ['Eat peas, beans, etc. ', 'They are cheap.']],
  ['etc. before a small letter does not', ['Eat peas, beans, etc. every day.']],
  ['decimal numbers', ['It has 1.3 g of protein. ', 'Or 0.8 g.']],
  ['numbers with separators', ['That is 1,250.75 kcal. ', 'A lot.']],
  ['a number at the end', ['It was founded in 2019. ', 'The rest is history.']],
  ['a number at the beginning', ['It is ripe. ', '5 days are enough.']],
  ['number abbreviations', ['See No. 5 and Fig. 3 on p. 12. ', 'Done.']],
  ['"no." as an answer', ['Oh no. ', 'I forgot.']],
  ['version numbers', ['Use version 2.1.3 now. ', 'It is new.']],
  ['times and ratios', ['At 10:30. ', 'Mix 1:2.']],
  ['a title before initials', ['Dr. J. R. Smith and Prof. A. Kim wrote it. ', 'Read it.']],
  ['initials', ['J. R. Smith wrote it. ', 'George W. Bush read it.']],
  ['a vitamin is no initial', ['Oranges have vitamin C. ', 'Carrots have vitamin A. ', 'Fine.']],
  ['dotted acronyms', ['The U.S. Department of Agriculture agrees. ', 'Good.']],
  ['Ph.D.', ['She has a Ph.D. in nutrition. ', 'She knows.']],
  ['company names', ['Made by Foods Inc. in Ohio. ', 'Tasty.']],
  ['units', ['Add 2 tbsp. olive oil and 3 oz. cheese. ', 'Stir.']],
  ['months', ['It ends on Nov. 27. ', 'Hurry.']],
  ['an ellipsis before a small letter', ['Well... maybe not. ', 'Or yes.']],
  ['an ellipsis before a capital', ['Wait... ', 'It works.']],
  ['the ellipsis sign', ['Hm… let me see… ', 'Yes.']],
  ['several marks', ['Really?! ', 'Yes!!! ', 'No way...']],
  ['closing quotes', ['He said "Eat more." ', 'I did.']],
  ['a quoted question inside a sentence', ['"Why?" she asked. ', 'Nobody knew.']],
  ['curly quotes', ['“Is it ripe?” ', '“Yes.”']],
  ['brackets', ['(It is cheap.) ', 'Buy it.']],
  ['a bracket inside a sentence', ['Beans (dried, not canned!) are best. ', 'Soak them.']],
  ['a URL', ['See https://example.com/a.b?c=1.5&d for more. ', 'Bye.']],
  ['a URL at the end', ['Go to https://example.com/plan. ', 'Then sign in.']],
  ['a domain', ['Visit example.com or www.example.org. ', 'Bye.']],
  ['an e-mail address', ['Write to me.too@example.co.uk today. ', 'Thanks.']],
  [
    'a link with a sentence in it',
    ['See [Is tea good? What we know](https://example.com/tea?x=1). ', 'Bye.'],
  ],
  ['a link at the end', ['See [Tea. Coffee.](https://example.com). ', 'Bye.']],
  ['a bracket that is not closed', ['Press [ for help. ', 'Then go. ', 'Bye.']],
  ['a file name', ['Open plan.pdf and menu.docx. ', 'Print.']],
  ['emoji behind the mark', ['Great!🎉 ', 'Next one.']],
  ['emoji behind a space', ['Great! ', '🎉 Next one.']],
  ['emoji with joiners', ['Family time!👨‍👩‍👧 ', 'Cook together.']],
  ['bold', ['**Protein.** ', 'You need it. ', '*Really.* ', 'Yes.']],
  ['a heading', ['# Breakfast\n', 'Oats are good.']],
  ['a bullet list', ['You need:\n', '- oats\n', '- milk\n', '- honey']],
  ['a numbered list', ['Steps:\n\n', '1. Boil water.\n', '2. Add oats.\n', '3. Stir.']],
  ['a numbered list with brackets', ['1) Boil water.\n', '2) Add oats.']],
  ['two sentences in a list item', ['1. Boil water. ', 'Wait.\n', '2. Add oats.']],
  ['a bold list', ['1. **Oats.** Cheap and good.\n', '2. **Eggs.** Also good.']],
  ['paragraphs', ['One\n\n', 'Two\n\n', 'Three']],
  ['lines of signs alone wait for words', ['---\nAfter the rule. ', 'Yes.']],
  ['Chinese', ['你好。', '今天吃什么？', '吃面条！', '好的。']],
  ['Japanese', ['朝ご飯は大切です。', '卵を食べましょう！']],
  ['a full-width stop before Latin', ['吃 oats。', 'Good。']],
  ['Arabic', ['كم سعرة حرارية في الموز؟ ', 'حوالي مئة وخمس. ', 'شكرا.']],
  ['Urdu', ['یہ کیلا ہے۔ ', 'اچھا ہے۔']],
  ['Hindi', ['यह केला है। ', 'अच्छा है।']],
  ['Spanish', ['¿Qué comes? ', '¡Fruta! ', 'La Sra. López también.']],
  ['French', ['Voici M. Durand. ', 'Il mange bien !']],
  ['Russian', ['Это банан. ', 'Он полезен.']],
];

for (const [title, sentences] of TABLE) {
  const expected = sentences.map((sentence) => sentence.trim());
  test(`splits ${title}`, () => {
    assert.deepEqual(split([sentences.join('')]), merged(title, expected), 'in one delta');
  });
  test(`splits ${title} the same sign by sign`, () => {
    assert.deepEqual(split(sentences.join('')), merged(title, expected));
  });
}

/** A bold lead-in is one sentence more than the table's line shows. */
function merged(title: string, expected: readonly string[]): readonly string[] {
  if (title !== 'a bold list') return expected;
  return ['1. **Oats.**', 'Cheap and good.', '2. **Eggs.**', 'Also good.'];
}

test('keeps German ordinals and abbreviations together', () => {
  assert.deepEqual(split(['Am 3. Mai gibt es z. B. Spargel. Guten Appetit.'], { lang: 'de-DE' }), [
    'Am 3. Mai gibt es z. B. Spargel.',
    'Guten Appetit.',
  ]);
});

test('gives a sentence as soon as the next one begins, and not before', () => {
  const splitter = new SentenceSplitter(PLAIN);
  assert.deepEqual(splitter.push('It has 1.'), []);
  assert.deepEqual(splitter.push('3 g.'), []);
  assert.deepEqual(splitter.push(' '), []);
  assert.deepEqual(
    splitter.push('Y').map(({ text }) => text),
    ['It has 1.3 g.'],
  );
});

test('waits for nothing behind an ordinary word, a mark and a space', () => {
  for (const sentence of ['Eat beans. ', 'Eat beans! ', 'Beans? ']) {
    assert.equal(new SentenceSplitter(PLAIN).push(sentence).length, 1, sentence);
  }
  for (const open of ['Ask Dr. ', 'Beans etc. ', 'In 2019. ', 'Well... ', 'He said "Why?" ', 'Eat beans.']) {
    assert.equal(new SentenceSplitter(PLAIN).push(open).length, 0, open);
  }
});

test('takes a pause behind a mark for the end of a sentence, but not behind an abbreviation', () => {
  for (const [text, pieces] of [
    ['Let me look that up.', 1],
    ['It was in 2019.', 1],
    ['It has 105 kcal. ', 1],
    ['He said "Why?"', 1],
    ['Ask Dr.', 0],
    ['Take nuts, e.g.', 0],
    ['Then 1.', 1],
    ['1.', 0],
    ['and so on', 0],
  ] as const) {
    const splitter = new SentenceSplitter(PLAIN);
    splitter.push(text);
    assert.equal(splitter.pause().length, pieces, text);
  }
});

test('waits for nothing behind a line break or a full-width stop', () => {
  assert.deepEqual(
    new SentenceSplitter(PLAIN).push('One line\n').map(({ text }) => text),
    ['One line'],
  );
  assert.deepEqual(
    new SentenceSplitter(PLAIN).push('好吃。').map(({ text }) => text),
    ['好吃。'],
  );
});

test('lets the first piece be a clause of 30 characters, and only the first', () => {
  const text =
    'To reset the thermostat without losing your schedule, first make sure that the unit is powered, then hold the button.';
  assert.deepEqual(split(text, { firstClause: true }), [
    'To reset the thermostat without losing your schedule,',
    'first make sure that the unit is powered, then hold the button.',
  ]);
});

test('takes a later comma where the first comes too early', () => {
  assert.deepEqual(split('Yes, we are open today until six, and tomorrow too.', { firstClause: true }), [
    'Yes, we are open today until six,',
    'and tomorrow too.',
  ]);
});

test('does not take the comma of a number for the end of a clause', () => {
  assert.deepEqual(split('The whole menu of the day has about 1,250 calories.', { firstClause: true }), [
    'The whole menu of the day has about 1,250 calories.',
  ]);
});

test('counts ten Chinese signs as a clause', () => {
  assert.deepEqual(split('每天早上吃一碗燕麦粥，对身体很好。', { firstClause: true }), [
    '每天早上吃一碗燕麦粥，',
    '对身体很好。',
  ]);
});

test('cuts an endless sentence after a clause, else between words, else anywhere', () => {
  const clauses = `${'word '.repeat(10)}end, ${'more '.repeat(10)}`;
  assert.deepEqual(split([clauses], { maxCharacters: 80 })[0], `${'word '.repeat(10)}end,`);
  const words = split(['word '.repeat(40)], { maxCharacters: 52 });
  assert.ok(
    words.every((piece) => piece.length <= 52 && /^(word )*word$/.test(piece)),
    words.join('|'),
  );
  assert.deepEqual(split(['a'.repeat(25)], { maxCharacters: 10 }), ['a'.repeat(10), 'a'.repeat(10), 'aaaaa']);
});

test('begins no sentence with a quote that comes after a sure boundary', () => {
  assert.deepEqual(split(['他说：「好吃。」我同意。']), ['他说：「好吃。」', '我同意。']);
  assert.deepEqual(split('他说：「好吃。」我同意。'), ['他说：「好吃。', '我同意。']);
});

test('keeps to the limit also where the sentence ends right behind it', () => {
  assert.deepEqual(split(['aaaaaaaaaa。'], { maxCharacters: 10 }), ['aaaaaaaaaa', '。']);
});

test('never cuts a surrogate pair', () => {
  for (const piece of split(['😀a'.repeat(20)], { maxCharacters: 10 }))
    assert.doesNotMatch(piece, /^[\udc00-\udfff]|[\ud800-\udbff]$/);
});

test('loses nothing but white space, whatever is written in whatever deltas', () => {
  const text = fc.string({ unit: fc.constantFrom(...Array.from('aB1 .,!?\n"*。，😀')), maxLength: 120 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), fc.boolean(), (deltas, firstClause) => {
      const splitter = new SentenceSplitter({ maxCharacters: 40, firstClause, lang: 'en' });
      const pieces = [...deltas.flatMap((delta) => splitter.push(delta)), ...splitter.finish()];
      const whole = deltas.join('');
      let at = 0;
      for (const { text, start, end } of pieces) {
        assert.equal(whole.slice(start, end), text);
        assert.ok(text.length <= 40);
        assert.match(whole.slice(at, start), /^[\s"]*$/);
        at = end;
      }
      assert.equal(whole.slice(at).replace(/^["]+/, '').trim(), '');
    }),
  );
});
