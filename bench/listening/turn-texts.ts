/**
 * What visitors say in `npm run bench -- endpointing`. `|` marks a pause inside a turn, `{food}` and its like a
 * word from the lists below. Every kind has two sets that share no sentence: rules were tuned on `tuning` alone.
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
};

export const TURNS: Readonly<Record<TurnKind, TurnSet>> = {
  plain: {
    tuning: [
      'How much {nutrient} is in a cup of {food}?',
      'Is {food} good for you?',
      'What should I eat for {meal}?',
      'Can you tell me more about {nutrient}?',
      'How many calories are in {food}?',
      'What is the best time to eat {food}?',
      'Do I need more {nutrient} every day?',
      'Which foods have a lot of {nutrient}?',
      'Can I drink {drink} in the evening?',
      'Tell me something about {food}.',
      'Please show me a recipe with {food}.',
      'Does {food} have more {nutrient} than {food}?',
      'Should I take a supplement for {nutrient}?',
      'Yes, please.',
      'I had {food} and {drink} today.',
      'No, thank you.',
      'My doctor says I need more {nutrient}.',
      'What are good sources of {nutrient}?',
      'Is it healthy to drink {drink} every morning?',
      'How often should I eat {food}?',
      'Can you suggest something for {meal}?',
      'Why is {nutrient} so important?',
      'Are there any side effects of too much {nutrient}?',
      'How long does {food} keep in the fridge?',
      'What can I eat instead of {food}?',
      'Would {food} be a good choice for {meal}?',
      'Where can I buy organic {food}?',
      'Give me a simple plan for {meal}.',
      'Could you explain what {nutrient} does?',
      'Who should not eat {food}?',
      'That sounds good.',
      'I do not like {food} very much.',
      'Okay, thanks.',
      'We usually have {food} on {day}.',
    ],
    reporting: [
      'What does {nutrient} do for the body?',
      'How many eggs can I eat in a week?',
      'Is there a lot of {nutrient} in {food}?',
      'Could I replace {food} with {food}?',
      'Which fruit has the least sugar?',
      'How do I store {food}?',
      'Can {person} drink {drink}?',
      'Do you know a good recipe for {meal}?',
      'Should I eat before or after training?',
      'Why am I always hungry after {meal}?',
      'What is the difference between {food} and {food}?',
      'How can I lose weight slowly?',
      'Are {food} and {food} good together?',
      'Show me something quick for {meal}.',
      'Tell me how to cook {food}.',
      'Yes, I would like that.',
      'My wife cooks {food} for {meal}.',
      'I drink {drink} every morning.',
    ],
  },
  hesitation: {
    tuning: [
      'How much {nutrient} is in the | {food} you told me about?',
      'I would like to | know more about {nutrient}.',
      'Could you give me a | recipe for {food}?',
      'What happens when I eat | {food} every day?',
      'Is there any {nutrient} in | {food} or {drink}?',
      'I am looking for a | good source of {nutrient}.',
      'Can {person} have | {food} for {meal}?',
      'My daughter wants to | lose some weight.',
      'What would be a | healthy alternative to {food}?',
      'I have been trying to | eat less {nutrient}.',
      'Can I still have my | {drink} in the morning?',
      'How do I cook | {food} without any oil?',
      'I want to make | {food} for {person}.',
      'Should I be worried about the | {nutrient} in {drink}?',
      'Do you have any | ideas for {meal}?',
      'Is it true that | {food} contains a lot of {nutrient}?',
      'My husband does not | eat any {food}.',
    ],
    reporting: [
      'What kind of {food} should I | buy for {meal}?',
      'I need something that has | a lot of {nutrient}.',
      'Can you tell me whether | {food} is good for {person}?',
      'How long do I have to | cook the {food}?',
      'My doctor wants me to | drink more {drink}.',
      'Does the {food} from your | recipe have any {nutrient}?',
      'I am not sure if I | can eat {food}.',
      'Where do I find the | recipe with {food}?',
    ],
  },
  filler: {
    tuning: [
      'Um, | how much {nutrient} do I need?',
      'I wanted to ask, uh, | is {food} okay for {person}?',
      'Well, | I usually eat {food} for {meal}.',
      'So, | what should I have for {meal}?',
      'It is about my, um, | weight.',
      'Can I, uh, | replace {food} with {food}?',
      'Uh, | what does {nutrient} do for my body?',
      'I was wondering, um, | can {person} eat {food}?',
      'Okay, so, | what about {drink}?',
      'I think, um, | I had {food} yesterday.',
      'Maybe, you know, | something with {food}?',
      'Is there, uh, | a vegan version of that?',
    ],
    reporting: [
      'Um, | can you help me with my {meal}?',
      'I would like, uh, | something without {nutrient}.',
      'So, um, | how do I cook {food}?',
      'It is for my, uh, | grandmother.',
      'You see, I mean, | is {drink} really healthy?',
      'Well, um, | I do not eat {food}.',
    ],
  },
  list: {
    tuning: [
      'Today I had {food}, | {food}, | and {drink}.',
      'I need a recipe with {food} and | {food}.',
      'Compare {food}, | {food} and {food}.',
      'I bought {food}, | {drink} and | some {food}.',
      'For {meal} I ate {food}, | a little {food}, | and a glass of {drink}.',
      'Which has more {nutrient}, {food}, | {food}, | or {food}?',
      'We have {food}, | {food} and | {drink} at home.',
      'I am allergic to {food}, | {food} and | {food}.',
    ],
    reporting: [
      'Please make a plan with {food}, | {food} and {drink}.',
      'In my fridge there is {food}, | some {food} | and {drink}.',
      'Can I mix {food}, | {food} | and {food}?',
      'I cannot eat {food}, | {food} or | {food}.',
      'Yesterday I ate {food} and | {food} and | {food}.',
    ],
  },
  numbers: {
    tuning: [
      'My number is {number} {number} five, | {number} one {number}, | nine {number}.',
      'I weigh seventy | {number} kilos.',
      'I ate about two hundred | and fifty grams of {food}.',
      'My order number is {number} {number} | nine {number} | five.',
      'You can call me at five five {number}, | {number} {number} | seven nine.',
      'I am one meter | eighty {number} tall.',
      'My customer number is {number} zero | {number} {number} | one.',
      'I was born on the twenty | {number} of May.',
      'It says {number} hundred | and twenty calories on the label.',
    ],
    reporting: [
      'The code is {number} {number} | {number} nine | zero.',
      'My phone number is seven {number} {number}, | five {number} | {number} one.',
      'I eat about eighteen hundred | and fifty calories a day.',
      'I am forty | {number} years old.',
      'My appointment is on the twenty | {number} of June.',
    ],
  },
  clauses: {
    tuning: [
      'If I eat late at night, | do I gain weight?',
      'I am a vegetarian. | How do I get enough {nutrient}?',
      'I go running on {day}, | so what should I eat before that?',
      'My son is allergic to nuts. | Can he have {food}?',
      'When I drink {drink}, | I cannot sleep.',
      'Because I train a lot, | I need more {nutrient}.',
      'After I eat {food}, | I always feel tired.',
      'I have a cold at the moment. | Should I drink more {drink}?',
      'If I stop eating {food}, | will I get enough {nutrient}?',
      'I started a new diet last week. | Is {food} still allowed?',
      'I do not eat meat, | but I like {food}.',
      'Since it is {day}, | we are having {food}.',
    ],
    reporting: [
      'When I wake up, | I drink a glass of {drink}.',
      'I want to gain weight. | What should I eat for {meal}?',
      'Although I like {food}, | I never cook it.',
      'My daughter does not like {food}. | What can I give her?',
      'Because it is so hot, | I only want {drink}.',
      'If I eat {food} every day, | is that too much {nutrient}?',
      'I tried your recipe, | but it needs more salt.',
    ],
  },
  afterthought: {
    tuning: [
      'Can I eat {food} | every single day?',
      'How much {nutrient} do I need | when I am pregnant?',
      'Is {food} good for you | in the evening?',
      'What can I cook with {food} | for four people?',
    ],
    reporting: ['How do I cook {food} | for two people?', 'Should I drink {drink} | after training?'],
  },
};
