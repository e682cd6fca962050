/**
 * What is said in `npm run bench -- echo`: the assistant's answers, and what visitors say into them. The two sets
 * share no sentence; the guard was tuned on `tuning` alone. Slots are those of the turns.
 */
export interface EchoTexts {
  /** Sentences are parted by `|`, as the speech queue parts them. */
  readonly answers: readonly string[];
  readonly bargeIns: readonly string[];
}

export const ECHO_TEXTS: Readonly<Record<'tuning' | 'reporting', EchoTexts>> = {
  tuning: {
    answers: [
      'A cup of {food} has about {number} grams of {nutrient}.',
      'Yes, {food} is a very good choice for {meal}.',
      'You could try {food} with a little lemon. | It is ready in ten minutes.',
      'Most adults need about eight hundred milligrams a day.',
      'I would not drink {drink} late in the evening, because it may keep you awake.',
      'That depends on your weight. | Can you tell me how much you weigh?',
      'For {person}, I recommend {number} small meals a day.',
      'Both {food} and {food} contain plenty of {nutrient}.',
      'Sorry, I did not understand that. | Could you say it again?',
      'Good morning, how can I help you today?',
      'Try to eat more vegetables, and drink at least two liters of water.',
      'There is no need to give up {drink} completely.',
      'Of course. | First, wash the {food} and cut it into small pieces.',
    ],
    bargeIns: [
      'Stop.',
      'Wait a moment.',
      'No, I mean {food}.',
      'What about {food}?',
      'Hold on, I have a question.',
      'Can you say that again?',
      'Is that a lot?',
      'Thank you, that is enough.',
      'I am allergic to {food}.',
      'How many calories is that?',
      'Sorry, did you say {number} grams?',
      'Tell me about {drink} instead.',
      'Okay, and for my daughter?',
    ],
  },
  reporting: {
    answers: [
      'You will find a lot of {nutrient} in {food}.',
      'No, {food} does not contain any {nutrient}.',
      'A glass of {drink} has roughly one hundred calories. | That is not much.',
      'Children should have about {number} portions of fruit and vegetables every day.',
      'I suggest {food} for {meal}, since it keeps you full for hours.',
      'Thanks for asking. | Do you have any allergies that I should know about?',
      'Cook the {food} for twenty minutes, then add some salt and pepper.',
      'If you train in the evening, have a light {meal} about two hours before.',
      'I am sorry to hear that. | Please talk to your doctor first.',
      'Hello, and welcome to Nutrina. | What would you like to know?',
      'Too much {nutrient} may raise your blood pressure.',
      'It is fine to have {drink} once in a while.',
      'Let me explain. | Your body turns {nutrient} into energy.',
    ],
    bargeIns: [
      'Wait.',
      'Stop, please.',
      'No, not {food}.',
      'Excuse me, one question.',
      'That is not what I asked.',
      'And how about {food}?',
      'Could you repeat the last part?',
      'Okay, I got it.',
      'I do not like {food}.',
      'Is {food} better?',
      'Did you say {number} portions?',
      'Let us talk about {drink}.',
      'My doctor told me something else.',
      'Why is that?',
    ],
  },
};
