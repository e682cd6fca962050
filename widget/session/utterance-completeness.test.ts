import assert from 'node:assert/strict';
import { test } from 'node:test';
import { completenessOf, type Completeness } from './utterance-completeness.js';

const ENGLISH: Readonly<Record<Completeness, readonly string[]>> = {
  finished: [
    'how much protein is in an egg',
    'What should I eat for breakfast?',
    'is rice healthy',
    'so what is that',
    'can you help me with my diet',
    'I train a lot, what should I eat before that',
    "what's the best source of iron",
    'what happens when I eat oatmeal every day',
    'tell me something about lentils',
    'I would like the recipe please',
    'yes',
    'can I mix spinach with rice',
    'I had tofu and rice yesterday',
    'that sounds good',
    'which has more iron tofu or rice',
    'no thank you',
    "that's all thanks",
    'could you explain what iron does',
    'yes I would like that',
    'I am forty four years old',
    'after I eat rice I always feel tired',
  ],
  open: [
    'I had two eggs for lunch',
    'my son is allergic to nuts',
    'when I drink coffee I cannot sleep',
    'please make a plan with lentils',
    'is it true that',
    'it is about my un',
    'I go running on Friday',
    'I would like some of those',
    'how much iron is in me',
    'how much iron is in this',
  ],
  unfinished: [
    '',
    '…',
    'how much protein is in the',
    'how much protein',
    'um',
    'I wanted to ask uh',
    'I need a recipe with eggs and',
    'today I had eggs,',
    'what about',
    'does the soup',
    'can I eat',
    'is it',
    'is there any sugar',
    'if I eat late at night',
    'because I train a lot',
    'my number is five five two',
    'my order number is free aid',
    'I weigh seventy',
    'what happens when I eat',
    'you know',
    'which has more iron spinach',
    'I want to make',
    'how do I cook',
    'tell me',
    'can I mix spinach',
    'compare rice',
  ],
};

for (const [expected, texts] of Object.entries(ENGLISH)) {
  for (const text of texts) {
    test(`takes "${text}" for ${expected}`, () => assert.equal(completenessOf(text, 'en-GB'), expected));
  }
}

test('judges other languages by their punctuation', () => {
  assert.equal(completenessOf('Wie viel Eiweiß hat ein Ei?', 'de'), 'finished');
  assert.equal(completenessOf('卵にはタンパク質がどれくらいありますか。', 'ja'), 'finished');
  assert.equal(completenessOf('هل الأرز صحي؟', 'ar'), 'finished');
  assert.equal(completenessOf('Wie viel Eiweiß hat', 'de'), 'open');
  assert.equal(completenessOf('Heute hatte ich Eier,', 'de'), 'unfinished');
});
