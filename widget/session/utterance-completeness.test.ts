import assert from 'node:assert/strict';
import { test } from 'node:test';
import { oddsOfMore } from './utterance-completeness.js';

const WHOLE = [
  'how much protein is in an egg',
  'how much rice is good for you in the evening',
  'What should I have for breakfast tomorrow?',
  'can you help me with my diet please',
  'is brown rice good for you at night',
  'what happens when I eat oatmeal every day',
  'which has more iron tofu or rice',
  'after I eat rice I always feel tired',
  'I would like to book a room for tomorrow',
  'where can I buy a ticket for the museum',
  'yes',
  'no thank you',
  'yes I would like that',
  "that's all thanks",
];

const HALF = [
  '',
  '…',
  'um',
  'I wanted to ask uh',
  'how much protein is in the',
  'I need a recipe with eggs and',
  'today I had eggs,',
  'what about',
  'can I eat',
  'is it',
  'if I eat late at night',
  'because I train a lot',
  'my number is five five two',
  'I weigh seventy',
  'you know',
  'which has more iron spinach',
  'I want to make',
  'could you tell me when the',
  'how much rice is good for you at',
];

for (const text of WHOLE) {
  test(`takes "${text}" for whole where the voice has fallen`, () =>
    assert.ok(oddsOfMore(text, 'en-GB', { endHeight: -3 }) <= -3));
}

for (const text of HALF) {
  test(`expects more after "${text}"`, () => assert.ok(oddsOfMore(text, 'en-GB') >= 0));
}

for (const [whole, half] of [
  ['when I drink coffee I cannot sleep', 'when I drink coffee'],
  ['so we are staying in London next week', 'so we are staying in'],
  ['my daughter starts school in September', 'my daughter starts'],
  ['is rice good for you', 'is rice'],
] as const) {
  test(`expects less after "${whole}" than after "${half}"`, () =>
    assert.ok(oddsOfMore(whole, 'en') < oddsOfMore(half, 'en')));
}

test('judges English by its words, whether the recogniser writes signs or not', () => {
  assert.equal(oddsOfMore('Is rice good for you?', 'en'), oddsOfMore('is rice good for you', 'en'));
  assert.equal(oddsOfMore('I weigh seventy.', 'en'), oddsOfMore('i weigh seventy', 'en'));
});

test('judges other languages by their punctuation', () => {
  for (const [text, lang] of [
    ['Wie viel Eiweiß hat ein Ei?', 'de'],
    ['卵にはタンパク質がどれくらいありますか。', 'ja'],
    ['هل الأرز صحي؟', 'ar'],
  ] as const) {
    assert.ok(oddsOfMore(text, lang) <= -3);
  }
  const open = oddsOfMore('Wie viel Eiweiß hat', 'de');
  assert.ok(open > -3 && open < 0);
  assert.ok(oddsOfMore('Heute hatte ich Eier,', 'de') > 0);
});

test('expects more the higher a voice ends, and as much after a rise as after a fall', () => {
  const [low, level, high, risen] = [-5, 0.3, 2, 6].map((endHeight) =>
    oddsOfMore('I eat a lot of fruit every day', 'en', { endHeight }),
  );
  assert.ok(Number(low) < Number(level) && Number(level) < Number(high), `${low}, ${level}, ${high}`);
  assert.equal(risen, low);
});

test('never takes a whole question for half a clause, however the voice ends', () => {
  assert.ok(oddsOfMore('is it going to rain tomorrow', 'en', { endHeight: 2 }) < -2);
});

test('expects an item after a comma, and no more after the one that follows an “and”', () => {
  const open = oddsOfMore('I had eggs, beans', 'en');
  assert.ok(open > oddsOfMore('I had eggs, beans and rice', 'en'));
});
