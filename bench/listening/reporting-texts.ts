const lines = (text: string): readonly string[] => text.trim().split('\n');

/** The `reporting` set: written by somebody who did not know what endpointing goes by. One turn a line. */
export const REPORTING = {
  plain: lines(`
Is the pool heated in October?
Cancel my cut and colour on Thursday, please.
What goes in the blue bin?
My toddler has had a fever since last night.
Do you know whether the castle takes dogs?
Yes, that's fine.
How many calories are in a bowl of lentil soup?
Will it snow?
We're getting married in a barn outside Ludlow.
Who's playing in goal on Saturday?
Could you tell me when the last parcel collection is?
Put me through to a human.
Which episode did I stop watching halfway through?
Stop the music.
I'd like a taxi to the station at half past five tomorrow morning.
Can egg boxes be recycled?
Why is my sourdough so flat?
The van turned up an hour late and one of the wardrobes was scratched.
Are under fives free?
Not today, thanks.
Remind me to defrost the chicken.
I was wondering if you could squeeze me in for a fringe trim this afternoon.
How long does it take to post a letter to Canada?
Ooh, the cottage with the hot tub looks lovely.
Does the membership include the climbing wall?
Swap the salmon for something vegetarian.
Nobody's come to collect our garden waste for three weeks.
Should I take this tablet with food?
What time does sunset hit the terrace in late June?
Find me a film under ninety minutes that won't scare the kids.
Have you got anything by the sea?
Whose turn is it to bring the oranges?
Mum's coming on Friday and she can't do stairs.
Is there a cloakroom?
Turn on the subtitles.
Any idea how I get candle wax out of a tablecloth?
How much would a half head of highlights set me back?
My redirection runs out at the end of the month.
Would a three-bedroom house fit into one lorry?
Let's make it a quarter to nine.
Do I need a signature for that?
Tell the driver I'm waiting by the fountain.
I've gone right off dairy.
When are the mummies on display again?
Can my nan stay on my family plan if she lives abroad?
Somebody's nicked our recycling box.
How early can we get into the flat on arrival day?
What's the difference between a sitting fee and a booking fee?
It's leaking all over the kitchen floor!
Is hail likely up on the moors?
We need a bigger marquee.
Could I possibly hand the keys back on Sunday evening instead of Monday?
Who do I ring about a missed bin?
Sign my daughter up for under-tens netball.
Did my blood test results come back?
Can you explain why I've been charged twice for the same ride?
The picture keeps freezing on my telly.
Show me the seating plan.
What should I wear for a windy hike along the cliffs?
Is it too late to change the flowers?
Absolutely.
My hairdresser moved away and I'm after someone who understands curls.
Do old paint tins count as hazardous waste?
Book me a court for Wednesday lunchtime.
How do I get a refund on a parcel that never arrived?
Sorry, I meant Tuesday.
Are the audio guides available in Polish?
We'd rather have a band than a DJ.
Which removal firms will pack for you?
Please don't ring before ten.
Does anyone there speak Portuguese?
I'm trying to cut down on salt because of my blood pressure.
May I bring my own lunch into the museum?
Set a timer for the rice.
Where do I leave the key when we check out?
Was there a goal after I left?
Honestly, it was the worst perm of my life.
Can you find out if the chapel holds more than eighty guests?
Add washing-up liquid to the list.
What's the pollen like today?
Our sofa won't go through the door.
Isn't there a cheaper plan without adverts?
To the hospital, quickly please.
How far is the lodge from the nearest village shop?
She's allergic to nuts.
Am I covered if the movers drop my piano?
Post it second class.
Who painted the big one in the entrance hall?
I've been on hold for ages and I just want my money back.
Is your cab big enough for a wheelchair?
Try the next weekend.
Do you happen to know if the ferry runs in strong winds?
Our best man has pulled out.
What would you recommend for dry, frizzy hair?
Fewer carbs, more protein.
Could we hire a cot and a high chair for the week?
Skip the intro.
There's mould behind the washing machine again.
How often should I descale a kettle?
Compare the gold membership with the student one for me.
When's half term?
I'll pay cash.
Has the kickoff been moved because of the frost?
Give me five minutes.
Where on earth do I take a broken fridge?
The invitations have our surname spelt wrong.
Are you able to tell me which branch is holding my package?
Check whether grandad's prescription is ready.
Must children wear helmets on the ice?
It said sunny and we got absolutely soaked.
Can I download shows to watch on the plane?
No idea, sorry.
Has anyone handed in a black umbrella?
I want to move my broadband to the new address before the fourteenth.
Wouldn't it be quicker to go round the ring road?
`),
  hesitation: lines(`
I'm looking for a | cottage that sleeps eight.
Does the swimming club have a | waiting list?
My wife's been getting these | cramps in her calves.
Can I put | pizza boxes in the green one?
I'd like to book a | balayage for Friday.
How do I turn off the | parental controls?
Send the driver to the | back entrance of the hotel.
We were hoping for a | string quartet at the ceremony.
What's the | temperature going to be in Oslo?
Is there a special rate for | pensioners?
The movers forgot to bring the | mattress covers.
Where can I buy | customs forms?
Could you order some more | dishwasher tablets?
My brother and I share the | premium subscription.
Who runs the | beginners' badminton on Mondays?
I left my scarf in the | Egyptian gallery.
Are there any | seaside chalets left in August?
It's to do with my | cholesterol medication.
Please cancel the | second taxi.
Would you recommend | oat milk for a child?
The lid of my | compost bin has blown off.
Do you deliver to a | post box in Spain?
We've decided to go with the | ivory napkins.
Play that | documentary about octopuses.
How long will the | toner last on my hair?
There's a weird smell coming from the | airing cupboard.
I need to know the | wind speed at the harbour.
When does the | dinosaur exhibition finish?
Can grandparents be added to the | family calendar?
I'm calling on behalf of | my father-in-law.
Is parking included at the | villa in Tuscany?
We're moving from a | second-floor flat with no lift.
Which wines go with | sea bass?
He picked up someone else's | suitcase from the boot.
I sent it by | special delivery.
Have you any | gluten-free recipes for packed lunches?
Take me to | Victoria Road, please.
Are batteries collected at the | household tip?
She wants her hair in a | French plait for the wedding.
The name on the booking is | Henderson.
Could someone come and look at the | boiler?
Why does my account say | payment declined?
I think I've pulled my | hamstring.
What day do you empty the | glass bank?
You'll find it under | my husband's email.
Do the rowers train on the | canal?
Our caterer can't make | vegan canapés.
I'd need insurance for | a grandfather clock.
Is there a storm coming over the | Pennines?
I've lost the | tracking slip.
Does my ticket cover the | planetarium as well?
Look for a comedy with | Olivia Colman in it.
My mother is on | blood thinners.
The house we rented had no | hot water for two days.
Can I pay the driver with | vouchers?
We'd like to arrive on | the Saturday.
How do you get | turmeric off a worktop?
I'm meant to be | giving a speech at the reception.
Was the match | postponed?
`),
  filler: lines(`
I'd like, er, | a dry cut on Saturday.
Um, | is the steam room open yet?
So we're, uh, | looking for a venue with a garden.
Can you, um, | tell me what to do with old carpets?
The thing is, er, | my parcel's gone to next door.
Well, | I suppose Tuesday might work.
Do you have any, like, | quieter gyms nearby?
It was, you know, | that series with the lighthouse.
Uh, | where would I catch a cab at this hour?
My daughter has, um, | a rash on her tummy.
Hmm, | how wet will it be on the coast?
We'd be, er, | six adults and a baby.
I mean, | can't they just bring smaller boxes?
Is it, uh, | okay to take photos in the museum?
Er, | no, we haven't picked the cake yet.
Let me see, | I think it was the yellow cottage.
Could I get, um, | twenty stamps for Europe?
He plays, uh, | left back for the juniors.
Right, so, | the tumble dryer is making a banging noise.
How do I, erm, | remove a profile from our account?
`),
  list: lines(`
Does the house have a dishwasher, | a barbecue, | and a cot?
Add flour, | butter | and brown sugar.
I'm allergic to penicillin, | latex | and bee stings.
Do you take bottles, | jars, | or broken glass?
We've got two beds, | a piano | and about forty boxes.
Could I have a wash, | a trim, | and a blow-dry?
Will it be rainy, | cloudy, | or clear on Sunday?
My kids like football, | judo | and trampolining.
Is it better to send it by courier, | by airmail, | or by sea?
Put Anna, | Josh | and my mum on the plan.
For the bouquet we want roses, | eucalyptus, | and a bit of lavender.
Are you open on Mondays | or Tuesdays?
Show me thrillers, | westerns, | anything with subtitles.
I've tried keto, | fasting, | and counting points.
Four people, | three suitcases | and a pushchair.
Can we see the Romans, | the Vikings | and the railway hall in one morning?
Monday's swimming, | Wednesday's choir | and Friday's cubs.
The hoover, | the toaster | and the kettle all stopped at once.
Would you go for the lake, | the mountains, | or the beach?
I need bubble wrap, | tape, | and a marker pen.
Is the chicken, | the beef, | or the risotto more popular with guests?
Pick me up from work, | then stop at the chemist, | then home.
What's the charge for adults, | students | and carers?
He's got a cough, | a runny nose, | and no appetite.
Do you do beards, | children's cuts, | or wedding hair?
Change the gas, | the water | and the council tax to our new address.
Plastic trays, | yoghurt pots, | foil, | what goes where?
Give me the forecast for Leeds, | York | and Whitby.
Can I watch on my phone, | my tablet | and the telly at once?
We'd like a photographer, | a harpist, | and somebody to do the make-up.
Rugby, | hockey, | or netball?
The envelope's got a passport, | two photos | and a form in it.
Is there a lift, | a café, | or somewhere to sit down?
My shoulder, | my elbow | and my wrist are all stiff.
Remind Dad to feed the cat, | water the tomatoes | and lock the shed.
Should I book a saloon, | an estate, | or a minibus?
Either the twelfth | or the nineteenth of May.
I want it shorter at the back, | longer on top, | and no clippers.
Bring your own towels, | bedding | and firewood, is that right?
Which is healthiest, | butter, | margarine, | or olive oil?
The church, | the hall, | the cars, | it's all booked.
Does the club lend out rackets, | shoes | and balls?
They broke a lamp, | a mirror | and my favourite vase.
Can old phones, | cables, | and chargers be dropped off there?
Snow, | ice | and fog by the morning.
I can do before school, | at lunch, | or after six.
Are stamps sold singly, | in books, | or by the sheet?
Play some jazz, | a bit of soul, | whatever's mellow.
Paintings, | pottery | and old maps are what we're after.
We need a plumber, | a plasterer | and probably a miracle.
`),
  numbers: lines(`
My booking reference is seven four nine | double two one.
The postcode is L S six | three H N.
Call me on oh seven seven double one | four five six | nine eight three.
My membership number's three eight | six oh five.
It's order one nine four | seven seven two.
The tracking code starts R M | five five | eight oh three.
We're at number sixty-two, | flat nine B.
Is the taxi with the plate K T | one seven yours?
My date of birth is the third of March | nineteen seventy-one.
The card ends in eight oh | double six.
Can you check invoice two two nine | one four?
My blood pressure was one forty-two | over ninety-one.
The code for the key safe is four nine | three oh, right?
Our wedding's on the twenty-second of June, | twenty twenty-seven.
It's zero two zero | seven nine four six | one one eight five.
My PIN for the family profile was six six | one nine.
Ticket numbers one oh four | to one oh seven.
Patient number nine eight one | four four | two three six.
Did you say three five two | or three five nine?
The parcel weighs two point | four five kilos.
`),
  clauses: lines(`
My cab never came. | Who do I complain to?
If we book for a fortnight, | do we get a discount?
I've just dyed it at home | and it's gone green.
The bins weren't emptied. | Will you come back this week?
When I click on play, | nothing happens.
It's my first visit, | so where should I start?
I missed the postman. | Can he try again tomorrow?
Since I gave up coffee, | I've been getting headaches.
Hello. | I'd like to join the tennis club.
We're moving on the first | but the new house won't be ready.
Before I forget, | could you add bin bags?
Although it's sunny now, | isn't there rain on the way?
She's doing the flowers | and I'm sorting the music.
I'm diabetic. | Is that soup all right for me?
Do we leave the sheets on | or should we strip the beds?
You said ten minutes. | That was half an hour ago.
Unless there's a refund, | I'm not booking again.
The tap's dripping | because someone forced it.
Thanks for that. | What about Sunday?
If my son turns twelve in May, | which team will he be in?
I want to pause my subscription | while we're travelling.
We've found a dress. | Now, who does alterations?
As soon as the van's loaded, | give me a ring.
Good morning, | is that the box office?
My stylist is on leave, | so can somebody else do it?
I put the wrong address on it. | What happens now?
Once the snow clears, | will training be back on?
That sounds lovely, | but is it near the beach?
He won't eat vegetables. | How do I hide them in a sauce?
Either you send another car | or I'm walking.
I know it's short notice, | but have you a table for the rehearsal dinner?
After the wash finished, | the door wouldn't open.
Do the twins need their own tickets | or are they free?
Whatever the weather does, | we're having the party outside.
It isn't glass, | it's plastic.
I cancelled in June | and you're still charging me.
Let me check with my husband. | Can you hold the dates?
Even if I pay extra, | can't it get there by Friday?
The exhibit was closed, | which was a shame.
Okay, | then book the earlier one.
`),
  afterthought: lines(`
Can you send someone round | before the weekend?
We need a taxi | for six people.
Is there anywhere to eat | inside the museum?
I'd like my hair cut | by Rosa, if she's in.
Will it stay dry | for the ceremony?
`),
};
