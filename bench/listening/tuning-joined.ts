const lines = (text: string): readonly string[] => text.trim().split('\n');

/** Turns said part by part: part of the `tuning` set. One turn a line. */
export const JOINED = {
  list: lines(`
Today I had {food}, | {food}, | and {drink}.
I need a recipe with {food} and | {food}.
Compare {food}, | {food} and {food}.
I bought {food}, | {drink} and | some {food}.
For {meal} I ate {food}, | a little {food}, | and a glass of {drink}.
Which has more {nutrient}, {food}, | {food}, | or {food}?
We have {food}, | {food} and | {drink} at home.
I am allergic to {food}, | {food} and | {food}.
Please make a plan with {food}, | {food} and {drink}.
In my fridge there is {food}, | some {food} | and {drink}.
Can I mix {food}, | {food} | and {food}?
I cannot eat {food}, | {food} or | {food}.
Yesterday I ate {food} and | {food} and | {food}.
I love {food}, | {food} and {drink}.
Does {food}, | {food} | or {food} have less {nutrient}?
Add {food}, | {food} | and {drink} to my list.
My children only eat {food}, | {food} | and {food}.
Is it better to eat {food} | or {food}?
I need a {product}, | a {product}, | and a charger.
We want to visit {place}, | {place} and {place}.
Do you sell {product}s, | {product}s | or {product}s?
I ordered two shirts, | a jacket | and a pair of shoes.
I have a headache, | a sore throat | and a fever.
Is it cheaper by train, | by bus | or by plane?
I can come on {day}, | {day} | or {day}.
The colors are {color}, | {color} | and {color}.
It is for me, | my wife | and our two children.
Please add milk, | bread | and butter to my cart.
Book a flight, | a hotel | and a rental car.
I speak English, | Spanish | and a little French.
My allergies are pollen, | dust | and cats.
Send it to {name}, | {name} | and {name}.
Can I get it in {color} | or {color}?
Which is better, the {product} | or the {product}?
There is rice, | beans | and salad on the menu.
I play football, | tennis | and the piano.
I like apples, | pears | and bananas.
We have two dogs, | a cat | and a parrot.
Do you have it in small, | medium | or large?
I need a towel, | soap | and some shampoo.
Can I pay with cash, | a card | or my phone?
She speaks German, | French | and Italian.
Is the room for one | or two people?
We would like the soup, | the fish | and a salad.
I sent you an email, | a letter | and a fax.
Call my mother, | my sister | and my brother.
Remove the shoes, | the hat | and the gloves.
Should I take the bus, | the train | or a taxi?
My hobbies are reading, | cooking | and hiking.
We visited Rome, | Florence | and Venice.
There is a gym, | a pool | and a sauna.
I am free on Monday, | Tuesday | and Friday.
He wants a burger, | fries | and a cola.
I have pain in my neck, | my back | and my shoulders.
Do you offer yoga, | pilates | or boxing?
It comes with a cable, | a case | and a manual.
What is cheaper, the bus | or the train?
Bring a pen, | paper | and your passport.
`),
  numbers: lines(`
My number is {number} {number} five, | {number} one {number}, | nine {number}.
I weigh seventy | {number} kilos.
I ate about two hundred | and fifty grams of {food}.
My order number is {number} {number} | nine {number} | five.
You can call me at five five {number}, | {number} {number} | seven nine.
I am one meter | eighty {number} tall.
My customer number is {number} zero | {number} {number} | one.
I was born on the twenty | {number} of May.
It says {number} hundred | and twenty calories on the label.
The code is {number} {number} | {number} nine | zero.
My phone number is seven {number} {number}, | five {number} | {number} one.
I eat about eighteen hundred | and fifty calories a day.
I am forty | {number} years old.
My appointment is on the twenty | {number} of June.
My membership number is {number} {number} | nine zero | {number} {number}.
I lost {number} | point five kilos.
The recipe says one hundred | and eighty degrees.
Please call me back on six {number} {number}, | {number} one {number}.
I need to eat two thousand | {number} hundred calories.
My account number is {number} {number} | zero {number} | {number} seven.
The total was one hundred | and {number} euros.
My zip code is nine {number} | {number} one {number}.
I am one hundred | and seventy {number} centimeters tall.
The flight leaves at {number} | thirty.
Our booking code is {number} five {number} | zero one.
My card ends in {number} {number} | {number} nine.
We are {number} adults | and two children.
I paid three hundred | and fifty dollars for it.
My temperature is thirty eight | point {number}.
The tracking number is zero {number} {number} | {number} five {number} | one one.
My birthday is the twenty | {number} of July.
It costs nineteen | ninety nine.
I live at {number} | hundred Main Street.
Call me on zero {number} {number}, | nine {number} five, | {number} {number}.
My policy number is {number} {number} {number} | {number} one zero.
I need a room from the {number}th | to the twenty first of August.
Set the alarm for {number} | forty five.
I would like to transfer two thousand | five hundred dollars.
It is about forty | miles from here.
My invoice number is seven {number} | {number} {number}.
Between twenty | and thirty people will come.
My pin is {number} {number} | {number} one.
The reference is zero {number} | nine {number} {number}.
It was about twenty | five dollars.
The meeting is at {number} | fifteen.
I have been here for thirty | {number} years.
We need one hundred | and twenty chairs.
My room is four | hundred and {number}.
I drove two hundred | kilometers.
My number is zero one {number} | {number} {number} nine.
He is sixty | {number}.
`),
  clauses: lines(`
If I eat late at night, | do I gain weight?
I am a vegetarian. | How do I get enough {nutrient}?
I go running on {day}, | so what should I eat before that?
My son is allergic to nuts. | Can he have {food}?
When I drink {drink}, | I cannot sleep.
Because I train a lot, | I need more {nutrient}.
After I eat {food}, | I always feel tired.
I have a cold at the moment. | Should I drink more {drink}?
If I stop eating {food}, | will I get enough {nutrient}?
I started a new diet last week. | Is {food} still allowed?
I do not eat meat, | but I like {food}.
Since it is {day}, | we are having {food}.
When I wake up, | I drink a glass of {drink}.
I want to gain weight. | What should I eat for {meal}?
Although I like {food}, | I never cook it.
My daughter does not like {food}. | What can I give her?
Because it is so hot, | I only want {drink}.
If I eat {food} every day, | is that too much {nutrient}?
I tried your recipe, | but it needs more salt.
Whenever I eat {food}, | my stomach hurts.
I am training for a marathon. | How much {nutrient} do I need?
I bought too much {food}, | so what can I do with it?
Before I go to bed, | I always drink {drink}.
My father has diabetes. | Is {food} safe for him?
Unless you tell me otherwise, | I will keep eating {food}.
My {product} arrived today, | but it does not work.
I ordered the wrong size. | Can I exchange it?
If I cancel today, | do I get a refund?
I lost my phone, | so how can I log in?
When I open the app, | it crashes.
We are in {place} next week. | What should we see?
I was at the dentist yesterday | and now my tooth hurts again.
Because I work late, | I can only come on {day}.
I do not have a car. | Is there a bus to the hotel?
I tried to pay, | but my card was declined.
My mother is eighty years old. | Is {medicine} safe for her?
Since the last update | my {product} is very slow.
I have never flown before. | What do I need to bring?
If it rains on {day}, | can we change the date?
Before I order, | how long is the warranty?
I called yesterday | and nobody answered.
My train is late. | Will I miss my connection?
Once the money arrives, | please send me a message.
The website says it is sold out. | When will it be back?
It was raining all day, | so we stayed at home.
While I am in {place}, | where should I eat?
I like the {color} one, | but it is too big.
My name is {name}. | I have an appointment with {doctor}.
You sent me a letter. | What does it mean?
I hurt my knee, | so I cannot run.
I paid twice. | Please give me my money back.
Even though I slept well, | I am tired.
I called twice, | but nobody helped me.
I am new here. | Where do I start?
It is raining, | so we will stay inside.
My key is lost. | What can I do?
I have a fever | and my head hurts.
If you have time, | call me back.
When the bus came, | it was already full.
I moved to a new house. | Can I keep my number?
The box was open | and one piece was missing.
I am not hungry, | but I am thirsty.
As soon as I know, | I will tell you.
I have two kids. | Are there family rooms?
The door is locked. | Who has the key?
I forgot my bag, | so I have to go back.
We liked the food, | but the music was too loud.
If it is not too late, | I want to cancel.
My card is blocked. | Can you help me?
She is sick, | so she cannot come.
You were closed | when I came.
I wear glasses | because I cannot see well.
I want to return this shirt. | It does not fit.
Thank you for your help. | I will call again tomorrow.
`),
  afterthought: lines(`
Can I eat {food} | every single day?
How much {nutrient} do I need | when I am pregnant?
Is {food} good for you | in the evening?
What can I cook with {food} | for four people?
How do I cook {food} | for two people?
Should I drink {drink} | after training?
Is {food} healthy | for small children?
What do I do with {food} | when it is old?
What time do you open | on {day}?
Can I cancel my booking | without paying a fee?
Do you have any tables free | for tonight?
How much is a ticket | for a child?
Is it safe to travel to {place} | at the moment?
Can I have this | in {color}?
Where can I buy a {product} | near here?
Can you help me | with my homework?
Is there a bus | to the airport?
When is the next train | to {place}?
What is the price | for two people?
`),
};
