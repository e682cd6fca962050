import type { Script } from './script.js';

/** The default conversation: a friendly assistant for food and nutrition. */
export const NUTRITION: Script = {
  name: 'nutrition',
  opening:
    'Hello, I am your nutrition assistant. Ask me about meals, snacks or a single food. ' +
    'What would you like to know?',
  afterFunction: 'Here is what I found. {output} Shall I look up anything else?',
  turns: [
    {
      when: [
        ['said', 'say'],
        ['just', 'before', 'last'],
      ],
      answers: ['You said: {last} Is there anything you would like to add?'],
    },
    {
      when: ['repeat'],
      answers: ['Of course. I said: {said}'],
    },
    {
      when: ['my', 'name', ['what', "what's", 'know', 'remember']],
      answers: ['Your name is {name}. I am glad we can talk about food.'],
    },
    {
      when: ['my', 'name', 'is'],
      answers: ['Nice to meet you, {name}. What would you like to know about food today?'],
    },
    {
      when: [
        ['look', 'lookup', 'search', 'find'],
        ['calories', 'recipe', 'nutrients'],
      ],
      answers: [
        [
          { say: 'Let me look that up for you.', phase: 'commentary' },
          { call: 'lookup_food', arguments: { query: 'apple', per: '100 g' }, beside: true },
        ],
      ],
    },
    {
      when: [['hello', 'hi', 'hey', 'morning', 'evening']],
      answers: [
        'Hello! It is good to hear from you. I can help with breakfast ideas, snacks, or a whole ' +
          'week of meals. Where shall we begin?',
      ],
    },
    {
      when: [['breakfast']],
      answers: [
        'A good breakfast joins protein, fibre and some fruit. Try oats with yogurt, berries and ' +
          'a spoon of nuts. It keeps you full until noon. If you are in a hurry, prepare it the ' +
          'evening before.',
        'Eggs on wholegrain toast with a tomato make a quick breakfast. They bring about fifteen ' +
          'grams of protein. Add an orange for vitamin C.',
      ],
    },
    {
      when: [['lunch', 'dinner', 'supper', 'meal']],
      answers: [
        'Think of your plate in three parts. Half of it is vegetables, a quarter is protein such ' +
          'as fish or beans, and a quarter is wholegrain. A little olive oil helps you take up ' +
          'the vitamins. Would you like a recipe for that?',
      ],
    },
    {
      when: [['protein']],
      answers: [
        'Most adults need about zero point eight grams of protein per kilogram of body weight a ' +
          'day. Beans, lentils, fish, eggs and yogurt are good sources. Spread it over your meals, ' +
          'because your body uses it best that way.',
      ],
    },
    {
      when: [['vitamin', 'vitamins', 'supplement', 'supplements']],
      answers: [
        'A varied diet covers most vitamins. Vitamin D in winter, and B twelve if you eat no ' +
          'animal food, are the usual exceptions. Ask your doctor before you take supplements for ' +
          'a long time.',
      ],
    },
    {
      when: [['sugar', 'sweet', 'sweets', 'chocolate', 'dessert']],
      answers: [
        'You do not have to give up sweets. Keep added sugar below fifty grams a day, and twenty ' +
          'five is better. Fruit with a piece of dark chocolate often settles the wish. Drinks are ' +
          'where most hidden sugar sits.',
      ],
    },
    {
      when: [['vegan', 'vegetarian', 'plant', 'plants']],
      answers: [
        'A plant based diet can give you nearly everything. Combine beans with grains for complete ' +
          'protein. Look after B twelve, iron, iodine and omega three. Lentil soup with bread and ' +
          'an orange is a lovely start.',
      ],
    },
    {
      when: [['water', 'drink', 'drinks', 'coffee', 'tea']],
      answers: [
        'About one and a half litres of water a day suits most people. You need more when it is ' +
          'hot or when you exercise. Unsweetened tea counts too. Three or four cups of coffee are ' +
          'fine for most adults.',
      ],
    },
    {
      when: [['weight', 'diet', 'lose', 'slim']],
      answers: [
        'Slow change lasts longest. Half a kilogram a week is a healthy pace. Eat more vegetables ' +
          'and protein, sleep well, and move every day. Please speak with a doctor if you plan to ' +
          'lose a lot.',
      ],
    },
    {
      when: [['snack', 'snacks', 'hungry']],
      answers: [
        'Take a handful of nuts, carrots with hummus, or an apple with peanut butter. These keep ' +
          'your blood sugar steady. A glass of water first shows whether it was really hunger.',
      ],
    },
    {
      when: [['fibre', 'fiber', 'digestion', 'gut']],
      answers: [
        'Aim for thirty grams of fibre a day. Oats, beans, vegetables and wholegrain bread bring ' +
          'you there. Add it slowly and drink enough, or your belly will complain. Yogurt and ' +
          'kimchi feed the good bacteria too.',
      ],
    },
    {
      when: [['apple', 'apples', 'fruit', 'banana', 'berries', 'orange']],
      answers: [
        'Fruit is a fine choice. An apple has about fifty kilocalories per hundred grams, with ' +
          'fibre and vitamin C. Eat it with the skin, where much of the good sits. Two portions a ' +
          'day are a sensible aim.',
      ],
    },
    {
      when: [['story', 'long', 'everything', 'explain']],
      answers: [
        'Gladly, that takes a moment. Food gives us energy, building material and protection. ' +
          'Energy comes from carbohydrates and fat, and wholegrain gives it slowly. Building ' +
          'material is protein, from beans, fish, eggs or milk. Protection comes from vitamins, ' +
          'minerals and the colours of vegetables. Eat many colours in a week. Cook at home when ' +
          'you can, because then you know what is inside. Eat slowly, since fullness needs twenty ' +
          'minutes to arrive. And enjoy it, because a meal with friends is good for the heart too.',
      ],
    },
    {
      when: [['thanks', 'thank', 'bye', 'goodbye']],
      answers: ['You are welcome. Eat well, and come back whenever you like.'],
    },
  ],
  fallback: [
    'That is a good question. I know most about food and nutrition. Tell me what you like to eat, ' +
      'and I will suggest something that does you good.',
    'I am not sure that I can answer that. I can help with meals, snacks, vitamins or a shopping ' +
      'list. Which of these shall we take?',
  ],
};
