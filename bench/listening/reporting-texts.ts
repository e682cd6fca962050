const lines = (text: string): readonly string[] => text.trim().split('\n');

/** The `reporting` set: written by somebody who did not know what endpointing goes by. One turn a line. */
export const REPORTING = {
  plain: lines(`
Is frozen fruit as nutritious as fresh?
Can I freeze cooked {food}?
What temperature is best for roasting {food}?
Does decaf have any caffeine left in it?
Is intermittent fasting safe for {person}?
What makes {food} so filling?
How much water should I be drinking?
Am I getting enough sleep?
Do you have anything gluten free?
Could low {nutrient} be making me dizzy?
Who came up with this recipe?
Which is cheaper, {food} or {food}?
What can I season {food} with?
Does {food} count as one of my five a day?
Can {person} donate blood?
Are these numbers per serving or per package?
What should I do about heartburn?
How come my bread never rises?
What kind of exercise is best for someone with a bad knee?
Will {drink} interfere with my medication?
Can you find me a soup that takes less than half an hour?
What time do you close on {day}?
Do you ship to Canada?
Is there a later train?
How much does delivery cost?
Can {person} come along?
Where is the nearest bus stop?
Do you have this in a smaller size?
Can I get an appointment before {day}?
What's my balance?
When does the next flight to Madrid leave?
Who am I speaking to?
Are there any seats left for {day}?
Is parking included in the price?
How was your weekend?
Why was my card declined?
Did my payment go through?
How do I reset my password?
Which platform does it go from?
Is Doctor Patel in on {day}?
Would {number} o'clock work for you?
Remind me to buy {food}.
Book a table for {number} on {day}.
Read me the next step.
Let me speak to someone in sales.
Cancel my booking, please.
I burned the {food} again.
My knee has been hurting since {day}.
I'm allowed to have {drink} but nothing solid.
I'm just looking around.
There's a mistake on my bill.
I'm flying to Lisbon on {day} and I still don't have a seat.
The parcel was left with {number} of our neighbors.
Not really.
Sure, go ahead.
Around {number}.
Just the {food}.
On {day}, I think.
A window seat for {day}.
Something without dairy.
`),
  hesitation: lines(`
I read somewhere that | {food} can help with sleep.
Do you happen to know the | name of that Italian cheese?
I have been feeling really | tired since {day}.
Is there a way to make | {food} taste better?
Could I marinate the | {food} overnight?
We need to find a | lunch that {person} can take to work.
I'm trying to get off | sleeping pills.
I keep forgetting to | take my pills after {meal}.
The nurse gave me a | leaflet about {nutrient}.
Does this soup work with | frozen vegetables?
I wonder why my | skin is so dry lately.
The {food} I made on {day} was | a bit too dry.
I get a rash from | strawberries.
Would it help to | cut down on {drink}?
They tested my blood for | {nutrient} and a few other things.
I'd like to book a room for | {number} nights.
Where can I find the | gift cards?
I want to change my | flight to {day}.
Do you sell | hiking boots for kids?
My sister is getting | married in August.
Could you put me through to | the billing department?
I'm calling about the | jacket I ordered last week.
Is it possible to | pay in {number} installments?
What do I need to bring to | my appointment on {day}?
There was a charge on my account from | some hotel in Boston.
Is the museum | open on {day}?
I left my | umbrella in your store.
Which bus goes | from the airport to the old town?
Can I send it back without | the original box?
The man at the desk told us | the pool was closed.
`),
  filler: lines(`
Uh, | do you have a table for {number}?
I need, um, | a doctor's note.
Is it, like, um, | safe during pregnancy?
Well, you know, | I'm more of a {drink} person.
We were thinking of, uh, | going to Portugal in May.
Um, | where do I enter the code?
I'm looking for, uh, | a present for {person}.
My back, um, | hurts when I sit.
Could you, uh, | make it {day} instead?
I feel, you know, | kind of bloated after {food}.
Hmm, | I'm not so sure about the {food}.
So, uh, | the package was open when I got it.
Do I have to take it, uh, | before or after {meal}?
The, uh, | blue one, please.
Well, | that depends on the price.
How much is | um, the family ticket?
I forgot my, uh, | password again.
Does it come with, you know, | a salad or something?
Er, | no, I meant the {food}.
There's | uh, too much {nutrient} in it for me.
`),
  list: lines(`
I'll take {food}, | {drink}, | and a banana.
We want to see Rome, | Florence | and Venice.
Do you have it in red, | green, | or navy?
I've tried yoga, | swimming | and acupuncture.
For the salad I used {food}, | tomatoes, | some olives | and a bit of feta.
I'm free on Wednesday, | Thursday | or {day}.
My symptoms are a headache, | a sore throat | and a slight fever.
The label lists {nutrient}, | {nutrient} | and some preservatives.
I need two shirts, | a belt | and some black socks.
Can I swap the fries for {food}, | rice | or a side salad?
There will be me, | my husband | and {number} kids.
Do you take cash, | credit cards, | or only checks?
The recipe calls for flour, | butter, | {number} eggs | and sugar.
My father takes aspirin, | a statin | and something for his blood pressure.
Please deliver {food}, | {number} lemons, | and a crate of {drink}.
I eat {food} in the morning, | {food} at noon, | and hardly anything at night.
I like jazz, | old movies | and long walks.
Are the trains on {day} | and Saturday just as full?
`),
  numbers: lines(`
The flight number is {number} one | seven {number}.
It came to forty {number} dollars | and ninety cents.
I drink about one | point {number} liters of {drink} a day.
My account ends in {number} {number} | seven one.
I'd like to transfer one thousand | five hundred dollars.
We arrive on the third | of September.
My blood pressure was one hundred thirty {number} | over ninety.
My blood sugar was a hundred | and forty this morning.
The clinic is on eight zero {number}, | five five five, | {number} one | {number} nine.
We were married on June sixth, | nineteen | eighty {number}.
I run about thirty | {number} miles a week.
It's patient number seven seven | one four | nine zero.
The pack contains a hundred | and twenty tablets.
Can I come at {number} | forty five?
The insurance number is three nine nine, | zero two, | one one.
I paid three hundred | and sixty euros for the room.
Her temperature is a hundred and one | point {number}.
I walked twelve thousand | six hundred steps on {day}.
`),
  clauses: lines(`
I ordered the wrong size. | Can I exchange it?
When I stand up too fast, | everything goes black.
My flight got canceled, | so I need a hotel for tonight.
I made {food} on {day}, | and it's still in the fridge.
If it rains on {day}, | is the tour still on?
It's my birthday tomorrow. | Do I get a discount?
I gave up {drink}, | but I still get headaches.
Even though I sleep eight hours, | I wake up exhausted.
I'd rather come on {day}, | if that works for you.
We're {number} adults and a baby. | Which room would you recommend?
Once the {food} is done, | what do I do with the sauce?
I tried to log in, | but it says my account is locked.
Hi there. | I have a question about {nutrient}.
While I was on vacation, | someone used my credit card.
That's too expensive. | Do you have anything cheaper?
I threw the {food} away, | because it smelled funny.
As long as there's no {nutrient} in it, | I'm happy.
My dentist is away this week. | Who can I see instead?
Either I eat too fast, | or my stomach is just sensitive.
I heard {nutrient} helps with cramps. | Is that true?
`),
  afterthought: lines(`
Do you have a table free | by the window?
How long does delivery take | if I order on {day}?
Is it safe to reheat {food} | in the microwave?
Can {person} go swimming | with an ear infection?
Where can I park | near the clinic?
`),
};
