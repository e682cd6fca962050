const lines = (text: string): readonly string[] => text.trim().split('\n');

/** Turns with a pause in which a word is looked for: part of the `tuning` set. One turn a line. */
export const SEARCHING = {
  hesitation: lines(`
How much {nutrient} is in the | {food} you told me about?
I would like to | know more about {nutrient}.
Could you give me a | recipe for {food}?
What happens when I eat | {food} every day?
Is there any {nutrient} in | {food} or {drink}?
I am looking for a | good source of {nutrient}.
Can {person} have | {food} for {meal}?
My daughter wants to | lose some weight.
What would be a | healthy alternative to {food}?
I have been trying to | eat less {nutrient}.
Can I still have my | {drink} in the morning?
How do I cook | {food} without any oil?
I want to make | {food} for {person}.
Should I be worried about the | {nutrient} in {drink}?
Do you have any | ideas for {meal}?
Is it true that | {food} contains a lot of {nutrient}?
My husband does not | eat any {food}.
What kind of {food} should I | buy for {meal}?
I need something that has | a lot of {nutrient}.
Can you tell me whether | {food} is good for {person}?
How long do I have to | cook the {food}?
My doctor wants me to | drink more {drink}.
Does the {food} from your | recipe have any {nutrient}?
I am not sure if I | can eat {food}.
Where do I find the | recipe with {food}?
What do you think about the | new {food} diet?
Should I give my baby some | {food} for {meal}?
I was told that I | have too little {nutrient}.
Could you look up how | much {nutrient} is in {food}?
Which of your | recipes has no {nutrient}?
I want to know if | {drink} makes me fat.
How can I get my | children to eat {food}?
I would like to book a | room for {number} nights.
Do you have this {product} in | {color}?
Can you tell me where the | nearest branch is?
I am trying to | change my password.
What is the difference between the | basic plan and the premium plan?
How do I get from | {place} to the city center?
My {product} is making a | strange noise.
Could you check whether my | order has been shipped?
I have been waiting for | more than two weeks.
Is it possible to | pay by invoice?
We are looking for a | quiet place near the beach.
I need an appointment with | {doctor} this week.
Can I talk to someone from the | billing department?
Please cancel my | reservation for {day}.
The problem is that my | screen does not turn on.
Do I need to bring my | passport?
I would prefer a | window seat.
How much does it cost to | send a parcel to {place}?
I am calling because my | internet is not working.
What time does the | train from {place} arrive?
Would it be possible to | move my appointment to {day}?
I have a question about | the {medicine} you sold me.
Who is responsible for | lost luggage?
My husband and I want to | spend a week in {place}.
There seems to be a problem with | my last payment.
Show me some | {color} shoes for the summer.
I want to transfer | two hundred euros to {name}.
Tell me how I can | close my account.
Does your hotel have a | swimming pool?
Is there anything I can | do about the pain?
Which {product} would you | recommend for a student?
Where do I have to | sign?
I was charged | twice for the same order.
Can you help me find a | birthday present for {person}?
My doctor prescribed | {medicine} for my back.
Did you already | send the confirmation?
I think the | heating is broken.
We arrived in | {place} yesterday.
Turn on the | lights in the bedroom.
I would like to know | how long the delivery takes.
When can I | pick up my {product}?
Has {doctor} | looked at my results?
Can you send the | bill to my office?
I would like a | table by the window.
Do you know if the | museum is open?
What is the name of the | hotel near the beach?
How long does a | transfer usually take?
I am having trouble with | my new router.
I want to speak | to the manager.
Is there a | pharmacy nearby?
Does the price include | breakfast?
Are there any | discounts for students?
I have to | leave at noon.
We need | more time.
My sister bought a | dress in your shop.
I just wanted to | say thank you.
When does your | summer sale begin?
Could we have | another bottle of water?
Where can I | leave my bags?
Why does my | bill say fifty euros?
Should I bring | my own towels?
The doctor told me to | rest for a week.
It started when I | installed the update.
I cannot find the | button you mentioned.
Please change my | delivery address.
Book me a | seat in the front.
Remind me to | water the plants.
How can I | contact the driver?
Which of the | rooms has a balcony?
I was wondering whether you | ship to Canada.
He said that | the part is not in stock.
They told me | it would arrive today.
Is this the | right number for complaints?
I paid with | my old card.
Can she | use my ticket?
What if I | lose the key?
The reason I am calling is | my broken heater.
`),
  filler: lines(`
Um, | how much {nutrient} do I need?
I wanted to ask, uh, | is {food} okay for {person}?
Well, | I usually eat {food} for {meal}.
So, | what should I have for {meal}?
It is about my, um, | weight.
Can I, uh, | replace {food} with {food}?
Uh, | what does {nutrient} do for my body?
I was wondering, um, | can {person} eat {food}?
Okay, so, | what about {drink}?
I think, um, | I had {food} yesterday.
Maybe, you know, | something with {food}?
Is there, uh, | a vegan version of that?
Um, | can you help me with my {meal}?
I would like, uh, | something without {nutrient}.
So, um, | how do I cook {food}?
It is for my, uh, | grandmother.
You see, I mean, | is {drink} really healthy?
Well, um, | I do not eat {food}.
Er, | which foods contain {nutrient}?
My, um, | blood pressure is too high.
I had, you know, | {food} and {drink}.
Hmm, well, | what do you suggest for {meal}?
Can you, um, | say that again?
Um, | I would like to cancel my order.
Uh, | where do I find my invoice?
Well, | it stopped working yesterday.
So, um, | when does the store open on {day}?
I am looking for, um, | a {product} for {person}.
Can you, uh, | check my balance?
Hmm, | I am not sure.
Well, you know, | it is quite expensive.
It is, uh, | the {color} one.
I mean, | can I get my money back?
My name is, um, | {name}.
We wanted to go to, uh, | {place}.
Let me think, | I would say on {day}.
Do you have, um, | something cheaper?
Okay, um, | I will take it.
The appointment was, uh, | with {doctor}.
Er, | I forgot my password.
What was the, um, | price again?
Oh, well, | what about {day} then?
Is it, you know, | safe to take {medicine} every day?
Actually, um, | I changed my mind.
I guess, uh, | two weeks is fine.
Uh, | my {product} is broken.
Um, | could you say that again?
Um, | do you have any vacancies?
Well, | the thing is very heavy.
It was, um, | last {day}.
I need, uh, | a new battery.
So, uh, | can you fix it?
Could I, um, | get a discount?
My address is, uh, | twelve Park Avenue.
Uh, | never mind.
I think, uh, | it was a Monday.
Where is, um, | the nearest station?
Hmm, | let me see the other one.
You know, | I would rather wait.
Is it, uh, | too late to book?
I would say, um, | a medium size.
`),
};
