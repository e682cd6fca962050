import { JOINED } from './tuning-joined.js';
import { PLAIN } from './tuning-plain.js';
import { SEARCHING } from './tuning-searching.js';

/**
 * What visitors say in `npm run bench -- endpointing`. `|` marks a pause inside a turn, `{food}` and its like a
 * word from the lists below. Every kind has two sets: what endpointing goes by was learned from `tuning` alone, its
 * figures are those of `reporting`.
 */
export type TurnKind =
  /** One breath: questions, requests, statements and short answers. */
  | 'plain'
  /** A pause where a word is looked for. */
  | 'hesitation'
  | 'filler'
  | 'list'
  /** Telephone numbers, amounts and dates, in groups. */
  | 'numbers'
  /** A pause between two clauses or sentences. */
  | 'clauses'
  /** A whole question, and then more: no words tell, so these are expected to be cut short. */
  | 'afterthought';

export interface TurnSet {
  readonly tuning: readonly string[];
  readonly reporting: readonly string[];
}

/** Turns in a hundred. Four in nine have a pause inside. */
export const SHARES: Readonly<Record<TurnKind, number>> = {
  plain: 55,
  hesitation: 13,
  filler: 9,
  list: 7,
  numbers: 7,
  clauses: 8,
  afterthought: 1,
};

export const SLOTS: Readonly<Record<string, readonly string[]>> = {
  food: [
    'lentils',
    'brown rice',
    'salmon',
    'Greek yogurt',
    'almonds',
    'spinach',
    'oatmeal',
    'chicken',
    'tofu',
    'quinoa',
  ],
  drink: ['coffee', 'green tea', 'orange juice', 'milk', 'water', 'soda'],
  nutrient: ['protein', 'iron', 'fiber', 'calcium', 'vitamin C', 'sugar', 'salt', 'magnesium'],
  meal: ['breakfast', 'lunch', 'dinner', 'a snack'],
  person: ['my son', 'my daughter', 'my mother', 'a runner', 'a vegetarian'],
  day: ['Monday', 'Tuesday', 'Friday', 'Sunday'],
  number: ['two', 'three', 'four', 'six', 'eight'],
  color: ['blue', 'black', 'green', 'dark red'],
  place: ['London', 'Paris', 'Chicago', 'New York', 'the coast'],
  product: ['phone', 'camera', 'washing machine', 'laptop', 'printer'],
  doctor: ['the dentist', 'Doctor Miller', 'the eye doctor'],
  medicine: ['ibuprofen', 'aspirin', 'the cough syrup'],
  name: ['Anna', 'Peter', 'Mister Brown'],
};

const TUNING = { plain: PLAIN, ...SEARCHING, ...JOINED };

export const TURNS: Readonly<Record<TurnKind, TurnSet>> = {
  plain: {
    tuning: TUNING.plain,
    reporting: [
      'How many grams of {nutrient} does {person} need?',
      'What is the healthiest oil for frying?',
      'Can I eat {food} raw?',
      'Does cooking destroy {nutrient}?',
      'Is {drink} bad for my teeth?',
      'Where does {food} come from?',
      'When is the best time for {meal}?',
      'Could you recommend a light {meal}?',
      'Are there any vitamins in {drink}?',
      'How do I know if {food} is fresh?',
      'What can I do against {meal} cravings?',
      'Explain what {nutrient} is good for.',
      'Do {food} and {food} have the same calories?',
      'Would you eat {food} every day?',
      'Why do I need {nutrient} at all?',
      'No, not today.',
      'I usually skip {meal}.',
      'My trainer told me to eat {food}.',
    ],
  },
  hesitation: {
    tuning: TUNING.hesitation,
    reporting: [
      'What do you think about the | new {food} diet?',
      'Should I give my baby some | {food} for {meal}?',
      'I was told that I | have too little {nutrient}.',
      'Could you look up how | much {nutrient} is in {food}?',
      'Which of your | recipes has no {nutrient}?',
      'I want to know if | {drink} makes me fat.',
      'How can I get my | children to eat {food}?',
    ],
  },
  filler: {
    tuning: TUNING.filler,
    reporting: [
      'Er, | which foods contain {nutrient}?',
      'My, um, | blood pressure is too high.',
      'I had, you know, | {food} and {drink}.',
      'Hmm, well, | what do you suggest for {meal}?',
      'Can you, um, | say that again?',
    ],
  },
  list: {
    tuning: TUNING.list,
    reporting: [
      'I love {food}, | {food} and {drink}.',
      'Does {food}, | {food} | or {food} have less {nutrient}?',
      'Add {food}, | {food} | and {drink} to my list.',
      'My children only eat {food}, | {food} | and {food}.',
      'Is it better to eat {food} | or {food}?',
    ],
  },
  numbers: {
    tuning: TUNING.numbers,
    reporting: [
      'My membership number is {number} {number} | nine zero | {number} {number}.',
      'I lost {number} | point five kilos.',
      'The recipe says one hundred | and eighty degrees.',
      'Please call me back on six {number} {number}, | {number} one {number}.',
      'I need to eat two thousand | {number} hundred calories.',
    ],
  },
  clauses: {
    tuning: TUNING.clauses,
    reporting: [
      'Whenever I eat {food}, | my stomach hurts.',
      'I am training for a marathon. | How much {nutrient} do I need?',
      'I bought too much {food}, | so what can I do with it?',
      'Before I go to bed, | I always drink {drink}.',
      'My father has diabetes. | Is {food} safe for him?',
      'Unless you tell me otherwise, | I will keep eating {food}.',
    ],
  },
  afterthought: {
    tuning: TUNING.afterthought,
    reporting: ['Is {food} healthy | for small children?', 'What do I do with {food} | when it is old?'],
  },
};
