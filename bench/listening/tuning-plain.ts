/** What visitors say in one breath, in shops, travel, banking, health and at home: part of the `tuning` set. One sentence a line. */
export const PLAIN: readonly string[] = `
How much {nutrient} is in a cup of {food}?
Is {food} good for you?
What should I eat for {meal}?
Can you tell me more about {nutrient}?
How many calories are in {food}?
What is the best time to eat {food}?
Do I need more {nutrient} every day?
Which foods have a lot of {nutrient}?
Can I drink {drink} in the evening?
Tell me something about {food}.
Please show me a recipe with {food}.
Does {food} have more {nutrient} than {food}?
Should I take a supplement for {nutrient}?
Yes, please.
I had {food} and {drink} today.
No, thank you.
My doctor says I need more {nutrient}.
What are good sources of {nutrient}?
Is it healthy to drink {drink} every morning?
How often should I eat {food}?
Can you suggest something for {meal}?
Why is {nutrient} so important?
Are there any side effects of too much {nutrient}?
How long does {food} keep in the fridge?
What can I eat instead of {food}?
Would {food} be a good choice for {meal}?
Where can I buy organic {food}?
Give me a simple plan for {meal}.
Could you explain what {nutrient} does?
Who should not eat {food}?
That sounds good.
I do not like {food} very much.
Okay, thanks.
We usually have {food} on {day}.
What does {nutrient} do for the body?
How many eggs can I eat in a week?
Is there a lot of {nutrient} in {food}?
Could I replace {food} with {food}?
Which fruit has the least sugar?
How do I store {food}?
Can {person} drink {drink}?
Do you know a good recipe for {meal}?
Should I eat before or after training?
Why am I always hungry after {meal}?
What is the difference between {food} and {food}?
How can I lose weight slowly?
Are {food} and {food} good together?
Show me something quick for {meal}.
Tell me how to cook {food}.
Yes, I would like that.
My wife cooks {food} for {meal}.
I drink {drink} every morning.
How many grams of {nutrient} does {person} need?
What is the healthiest oil for frying?
Can I eat {food} raw?
Does cooking destroy {nutrient}?
Is {drink} bad for my teeth?
Where does {food} come from?
When is the best time for {meal}?
Could you recommend a light {meal}?
Are there any vitamins in {drink}?
How do I know if {food} is fresh?
What can I do against {meal} cravings?
Explain what {nutrient} is good for.
Do {food} and {food} have the same calories?
Would you eat {food} every day?
Why do I need {nutrient} at all?
No, not today.
I usually skip {meal}.
My trainer told me to eat {food}.
What time does the store close on {day}?
Do you have this jacket in {color}?
How much is shipping to {place}?
Where is my order?
Can I return something I bought last week?
Is the {product} still under warranty?
Which of these {product}s has the longest battery life?
I want to cancel my subscription.
Please send me the invoice again.
My package never arrived.
The {product} I ordered is broken.
Do you accept credit cards?
Show me the cheapest {product} you have.
How do I reset my password?
Why was my card declined?
What is the exchange rate today?
I lost my credit card.
Can you block my card, please?
How much money is left in my account?
I need to speak to a real person.
Is there a fee for using your card abroad?
When will the transfer arrive?
What documents do I need to open an account?
A table for two, please.
Do you have any rooms free this weekend?
Is breakfast included?
How far is the hotel from the airport?
I have a reservation under the name {name}.
Can we check in early?
Two tickets to {place}, please.
When does the next train to {place} leave?
Is there a direct flight from {place} to {place}?
My flight was cancelled.
What is the weather like in {place}?
How long does it take to get there?
Can I bring my dog?
Where can I park my car?
I would like to make an appointment with {doctor}.
Is {doctor} available on {day}?
My tooth hurts.
I have had a headache since yesterday.
What are the side effects of {medicine}?
Can I take {medicine} with alcohol?
How often should I take these pills?
Do I need a prescription for {medicine}?
Can I reschedule my appointment?
I cannot log in.
The app keeps crashing.
It does not work.
That is too expensive.
No, I meant the other one.
What did you say?
Could you repeat that, please?
Sorry, I did not understand you.
Who are you?
How are you today?
Tell me a joke.
What is the capital of {place}?
Who wrote this book?
How old is the universe?
Turn off the lights in the kitchen.
Play some music.
Set a timer for {number} minutes.
Remind me to call {name} tomorrow.
I am just looking around.
Good morning.
That's all, thank you.
The first one.
I am fine, thanks.
Maybe later.
I think that is right.
We are moving to {place} next month.
My daughter starts school in September.
What happens if I miss a payment?
Does it come in a smaller size?
Are you open on public holidays?
Has my refund been processed?
Will it rain tomorrow?
Could someone call me back this afternoon?
Am I too late to change my order?
Delete my account.
Compare the two plans for me.
Add it to my cart.
Find me a hotel near the station.
Let's start over.
I really like the {color} one.
What should I wear to a wedding?
Which one would you recommend?
How do I get to the museum from here?
It was delivered to the wrong address.
The screen stays black when I turn it on.
I forgot my password.
Do I have to pay in advance?
Who can help me with my taxes?
Yes, that's correct.
I am calling about my last bill.
Why is my internet so slow?
What languages do you speak?
There is a mistake in my order.
Can you translate this for me?
Is it far from here?
Is the water safe to drink?
Do you deliver on Sundays?
Are you a robot?
Is this seat taken?
Can I pay in cash?
Do I need a visa?
Did you get my email?
Was my payment received?
Does it hurt?
Have you seen my keys?
Is parking free?
Could I have the menu?
Will my data be deleted?
Should I be worried?
Can you hear me?
May I ask you something?
Is it open now?
Does this bus stop at the station?
Do you offer gift cards?
Are pets allowed in the rooms?
How do I turn it off?
How much does it cost?
How long is the warranty?
Where do I sign up?
Where are you located?
When do you close?
Why is it so expensive?
What do you mean?
What else do you have?
What is your return policy?
What size should I get?
What happens next?
Who is the manager?
Which platform does it leave from?
How many people work here?
I need help with my order.
I have a question.
I would like to order a pizza.
I want to change my address.
I am looking for a gift.
I did not receive a receipt.
I already paid for it.
I have an account with you.
I am allergic to cats.
I feel much better now.
My battery is dead.
My baby has a fever.
Our room is too cold.
The food was cold.
There is no signal here.
It is too late now.
It was a birthday present.
That would be perfect.
This is not what I ordered.
We had a great time.
We need two more chairs.
You were very helpful.
Cancel my order.
Call me tomorrow.
Open the door.
Read my messages.
Change the language to Spanish.
Turn the volume down.
Show me my last invoice.
Tell me more about it.
Give me an example.
Try again.
Forget it.
Not today.
Never mind.
Of course.
Two adults and one child.
About three weeks ago.
In the morning, please.
Next {day} at ten.
Tomorrow afternoon.
At the airport.
For my sister.
Just a coffee.
`
  .trim()
  .split('\n');
