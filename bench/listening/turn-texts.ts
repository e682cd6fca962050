import { readFileSync } from 'node:fs';

/** What a turn of `npm run bench -- endpointing` is like. */
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

/**
 * What is said in turns of each kind. `|` marks a pause inside a turn, `{food}` and its like a word from {@link SLOTS}.
 */
export type Sentences = Readonly<Record<TurnKind, readonly string[]>>;

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

/** What endpointing goes by was learned from these, each of which another writer wrote. */
export const TUNING: readonly Sentences[] = [1, 2, 3, 4, 5, 6].map((writer) =>
  sentencesOf(`tuning-${writer}`),
);

/** The sentences that figures are of: nothing was learned from them. Two of the writers wrote them, not knowing what is. */
export const HELD_OUT: Sentences = sentencesOf('held-out');

/** All of them, by kind. */
export function joinedSentences(all: readonly Sentences[]): Sentences {
  return byKind((kind) => all.flatMap((sentences) => sentences[kind]));
}

/** Reads a file of `visitors/`: a turn a line, its kind before it. */
function sentencesOf(name: string): Sentences {
  const file = readFileSync(new URL(`visitors/${name}.txt`, import.meta.url), 'utf8');
  const turns = [...file.matchAll(/^(\w+): (.+)$/gm)];
  return byKind((kind) => turns.flatMap(([, own, sentence = '']) => (own === kind ? [sentence] : [])));
}

function byKind(of: (kind: TurnKind) => readonly string[]): Sentences {
  return {
    plain: of('plain'),
    hesitation: of('hesitation'),
    filler: of('filler'),
    list: of('list'),
    numbers: of('numbers'),
    clauses: of('clauses'),
    afterthought: of('afterthought'),
  };
}
