import { REPORTING } from './reporting-texts.js';
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

type Texts = Readonly<Record<TurnKind, readonly string[]>>;

export interface TurnSet {
  readonly tuning: Texts;
  readonly reporting: Texts;
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

const TUNING: Texts = { plain: PLAIN, ...SEARCHING, ...JOINED };

/** What visitors say, of every kind and for each of the two purposes. */
export const TURNS: TurnSet = { tuning: TUNING, reporting: REPORTING };
