"""How customers ask about common topics, in our own words: a question's topic is told by questions like it.

Customers and policies use different words ("Can I live with it for a while before I decide?",
"You can return an item within 30 days"), and a question is more like another question than
like its answer.  Each block holds a statement, as policies make it, and questions that it answers.
They say nothing about what any brand promises, and no draft quotes them.
"""

_BLOCKS = """
You can return an item within a number of days after delivery.
    How long do I have to send something back? | Until when can I return this? | What is your return window? |
    I don't like it, can I give it back? | I changed my mind about what I bought. |
    Can I try it out first and decide later? | It was delivered two weeks ago, is it too late to return it?
Returned items must be unused and in their original packaging.
    Can I return it if I have used it? | I threw away the box, can it still go back? |
    I opened the package, will you take it back? | Does it matter that I took the tags off?
Some items are final sale and can't be returned.
    Can I send back something that was on sale? | Is this made-to-order piece returnable? |
    Can underwear be returned? | Are there things you don't take back?
Start a return online and print the return label.
    How do I send something back? | Where do I get a return label? | What are the steps for returning an order? |
    Do I need to print anything for a return?
A fee is deducted from your refund for the return.
    What does a return cost me? | Who pays for sending it back? | Is returning free? |
    Do you charge for picking up a return? | How much will you take off my refund? | Return fee?
We collect large items that you return from your home.
    Do you pick up returns? | Somebody has to fetch this from my house, it's too big to mail. |
    How do I return something heavy? | What does it cost when you collect a big item?
Returns without a receipt or order number get store credit.
    I lost my receipt, can I still return it? | Can I bring it back without proof of purchase? |
    It was a gift and I have no order number, what can I do?
We refund your money within several days after your return arrives.
    When do I get my money back? | How long does a refund take? | You received my return, where is my refund? |
    How quickly do you process refunds?
The bank takes several days to show the refund on your card.
    The refund isn't on my card yet. | When will the refund be in my bank account? |
    You said you refunded me, but I see nothing. | How many days until the money shows up?
The refund goes back to the payment method that you used.
    Can I get the refund on another card? | How will I be refunded? |
    I paid with a gift card, where does my refund go? | My card was closed, where does the money go?
Delivery costs are not refunded unless it was our mistake.
    Do I get the shipping back too? | Is the delivery fee refunded when I return everything?
We deduct something if a returned item was used, damaged or incomplete.
    Will you lower the refund because of a scratch? | One part is missing from my return, what happens?
You can exchange an item for another size, color or model.
    Can I swap it for a different size? | It's too small, I need a larger one. | I'd like the blue one instead. |
    Does an exchange cost anything? | How do I exchange something?
Send us photos of the damage within some days of delivery.
    My order arrived damaged, what do you need from me? | How do I report something broken? |
    It has a dent, how many days do I have to tell you? | Where do I send pictures of the damage?
If an item arrives damaged or broken, we replace or repair it free of charge.
    It came broken, I want a new one. | The box was crushed and the thing inside is cracked. |
    It arrived smashed, will you replace it? | It's damaged, what will you do about it? |
    One part was split when I unpacked it. | Everything leaked in the box.
If the item can't be replaced, you get your money back.
    It's damaged and I'd rather have my money back. | What if you have no replacement?
If something is missing from your parcel, we send it to you.
    One item wasn't in the box. | The order is incomplete. | I only got two of the three things. |
    Something is missing from my delivery. | There's a part missing.
Small parts, screws and accessories are sent to you free of charge.
    A screw is missing. | Where can I get a replacement part? | The bag with the fittings wasn't there. |
    I lost a small piece, can I get a new one?
If we sent you the wrong item, we send you the right one.
    I got the wrong color. | This isn't what I ordered. | You sent me somebody else's order. |
    Wrong size in the box.
Standard delivery takes some days.
    How long does shipping take? | When will my order arrive? | When can I expect my package? |
    I ordered today, when will it be here? | Will it get here by Friday? | What's the delivery time? |
    I need it by next week, is that possible?
Delivery costs a fixed fee.
    How much is shipping? | What do you charge for delivery? | Is delivery included in the price? |
    What does it cost to have it brought to me? | Delivery fee?
Delivery is free on orders above a certain amount.
    When is shipping free? | How much must I spend for free delivery? | Is there a minimum for free shipping?
There is a minimum order value.
    What's the smallest order I can place? | Can I order just one thing?
Express and next-day delivery cost extra.
    Can I get it tomorrow? | Is there a faster option? | Do you do overnight shipping? | What does express cost?
Large and heavy items are delivered by truck on an agreed day.
    How is a big item delivered? | When will the heavy stuff come? | What does delivery of a large piece cost? |
    Do you make an appointment for the delivery? | When will my bulky order be here?
Items made to order take several weeks.
    How long does a custom piece take? | When will my personalised order be finished? | What's the lead time?
You choose a delivery day and a time window.
    At what time will you come? | Can I pick a delivery slot? | Will you let me know when the driver comes? |
    Do I have to wait at home the whole day?
If nobody is home, we try again or charge for another trip.
    I won't be at home when you deliver, what happens? | I missed the delivery. |
    Nobody was in when the driver came. | Is there a charge for a second delivery attempt? | What if I'm out?
We carry the item into your home and up the stairs.
    Will you bring it upstairs? | I live on the top floor without an elevator. | Do the drivers carry it inside? |
    Will it be left at the curb?
The driver leaves the order at your door or in a safe place.
    Can you leave it with my neighbor? | Can it be left on the porch? | Do I need to sign for it? |
    Must somebody be there to accept it?
We deliver to certain states and regions.
    Do you deliver to my area? | Do you ship to Alaska? | Where do you deliver? | Is my zip code covered?
We ship to other countries, or we don't.
    Do you ship abroad? | Can you send it to Canada? | I live in Europe, can I order? |
    Will I have to pay customs?
We deliver to PO boxes and military addresses, or we don't.
    Can you ship to a PO box? | Do you send to APO addresses?
You can collect your order in a store.
    Can I pick up my order? | How long do you hold an order for pickup? | What do I need to bring to collect it?
Track your order with the link in the shipping email.
    Where is my order? | How do I track my package? | I have no tracking number.
Your parcel is late and we start a search with the carrier.
    My parcel hasn't moved for a week. | My order is overdue. | My package seems stuck. |
    It should have been here days ago.
A parcel that is marked delivered but was not received is investigated.
    It says delivered but there's nothing here. | Tracking shows it was handed over, I never got it. |
    Somebody stole my package from the porch.
Lost parcels are replaced or refunded.
    My package got lost. | The carrier lost my order, can you send it again?
Unpacking and taking away the packaging is included.
    Do you take the packaging with you? | What do I do with all the cardboard?
We take your old item away when we deliver the new one.
    Can you take my old one with you? | How do I get rid of the old appliance? | Do you haul away the old one? |
    What does removal cost?
We assemble or install it at your home.
    Can you put it together for me? | What does assembly cost? | Do you install it? |
    I'm not good with tools, do you set it up?
You can change the delivery address or day before the order ships.
    I entered the wrong address. | Can you deliver on another day? | I've moved, please send it to my new home. |
    Can I reschedule my delivery?
You can change the items of your order until it is packed.
    Can I add something to my order? | I ordered the wrong size, can you change it? |
    Please remove one item from my order.
You can cancel your order until it ships.
    How do I cancel my order? | Can I still cancel? | I don't want it any more, stop the order. |
    Until when can I cancel for free?
A custom order can be cancelled for a short time only, and a fee is kept.
    Can I call off something that's made for me? | Do I lose my deposit if I cancel?
You get an order confirmation by email.
    I got no confirmation. | Did my order go through?
We accept credit cards and digital wallets.
    Which cards do you take? | Can I pay with PayPal? | Do you take American Express? | How can I pay?
We don't accept checks, cash or cryptocurrency.
    Can I pay cash? | Do you accept checks? | Can I pay with bitcoin?
Your card is charged when the order ships.
    When will you take the money? | Am I charged right away?
A deposit is due when you order.
    Do I have to pay everything upfront? | How big is the down payment? | When do I pay the rest?
Pay in installments or finance your order.
    Can I pay monthly? | Do you offer financing? | What's the interest rate? | Can I spread the cost?
Your payment was declined.
    My card doesn't work on your site. | Why was my payment rejected?
Two charges on your card are usually a pending authorization.
    I was charged twice. | Why are there two charges on my statement?
Companies can pay by invoice after a credit check.
    Can my company pay by invoice? | Do you give net 30 terms? | We'd like to pay by purchase order.
You can download an invoice for your order.
    I need an invoice. | Where do I find my receipt? | Can you put our company name on the invoice?
Sales tax and tax exemption.
    Do you charge tax? | We're tax exempt, what do we do?
Gift cards are sent by email and can be bought for any amount.
    Can I buy a gift card? | Can you send a gift card on a certain day? | What amounts do gift cards come in? |
    My gift card didn't arrive.
Gift cards are valid for some years or never expire.
    How long is a gift card good for? | Do gift cards run out? | I found an old voucher, is it still valid?
How gift cards can be used.
    Can I use two gift cards at once? | Can I get cash for a gift card? | What's left on my gift card? |
    I lost my gift card.
Enter your promo code at checkout.
    My code doesn't work. | I forgot to use my coupon. | Can I use two codes together?
Students, teachers, the military and seniors get a discount.
    Is there a student discount? | Do you give veterans a discount? | I'm a nurse, do I get something off? |
    Any discount for older people?
Designers, trade customers and businesses get a discount.
    Do you have a trade program? | I'm a professional, do I get better prices? |
    What terms do you offer companies? | How do I apply for a business account?
We make offers for large orders.
    I need fifty of them, is there a bulk price? | Can I get a quote?
New subscribers receive a welcome discount.
    Do I get something for signing up to the newsletter? | First order discount?
Refer a friend and get a reward.
    Do I get anything for inviting a friend?
We refund the difference if our price drops after your order.
    The price fell right after I bought it. | It's cheaper now than what I paid, do I get the difference? |
    Do you have price protection? | It went on sale a week after my order.
We match the price of another store, or we don't.
    Another shop sells it for less. | Do you price match? | I found it cheaper elsewhere.
Sales, clearance and outlet offers.
    When is the next sale? | Do you sell display models? | Is there an outlet?
You earn points and redeem them for a discount.
    How do I earn points? | What are my points worth? | How do I use my points? | Do points expire?
A membership costs a yearly fee and has benefits.
    What does the membership cost? | What do members get? | Is the club worth it?
A membership or subscription renews and can be cancelled or paused.
    How do I cancel my membership? | Stop my subscription. | Can I skip a month? |
    I was charged for a renewal I didn't want.
Reset your password or get a sign-in link by email.
    I can't log in. | I forgot my password. | The link to sign in doesn't work. |
    How long is the reset link valid? | How do I get into my account?
Your account is locked after too many wrong passwords.
    My account is blocked. | It says too many attempts. | How long until I can try again?
Somebody else used your account.
    My account was hacked. | There's an order I never made.
Change your email address, name or phone number in your account.
    How do I change my email? | My name is wrong in my account.
Ask us to delete your account and data, or for a copy.
    Delete my account. | What data do you have about me? | I want my data erased.
Unsubscribe from our newsletter.
    Stop sending me emails. | How do I get off your mailing list? | Too many newsletters!
How to contact us and when we are there.
    How can I reach you? | What's your phone number? | When is your hotline open? |
    How long does it take you to reply?
Where our stores are and when they open.
    When are you open? | Are you open on Sundays? | Where is your shop? | Can I come and see it?
Make a complaint or ask for a manager.
    I want to speak to your boss. | How do I file a complaint?
Bring your dog; rules about pets in our stores.
    Are dogs allowed? | Can my dog come along?
Parking at our sites.
    Where can I park? | Is there parking?
Our stores are accessible with a wheelchair.
    Can I get in with a wheelchair? | Is there a ramp?
Personal advice on what to buy.
    Can somebody help me choose? | Do you offer a consultation? | What does an appointment with an expert cost?
Move or cancel an appointment.
    Can I reschedule my appointment? | I can't make it to my booking.
Size charts and how to measure.
    Which size do I need? | Does it run small? | How do I measure myself?
The item is sold out and will be back in stock.
    When will it be available again? | Can you tell me when it's back?
Pre-ordered and back-ordered items ship later.
    My item is on back order, when does it ship? | Can I order it before it's out?
We choose a similar item when something is not available.
    What if an item is out of stock? | I don't want substitutes. | You replaced my item with another brand.
Our guarantee covers faults of material and workmanship for some years.
    How long is the warranty? | It broke after a year, is that covered? | What guarantee do I get? |
    Is it still under warranty? | It stopped working, can you help?
What the guarantee does not cover.
    Is wear and tear covered? | Does the warranty pay for accidents? |
    I bought it second-hand, does the warranty count? | Is it covered if I use it for business?
Make a guarantee claim with your order number and photos.
    How do I make a warranty claim? | What do you need for a claim?
Repairs and service cost a fixed price.
    Do you repair it? | What does a repair cost? | How long does a repair take?
We lend you a replacement during the repair.
    Do I get something to use meanwhile?
Buy spare parts.
    Can I buy a spare part? | Where do I get a new lid?
Wash and care for a product.
    Can I put it in the washing machine? | How do I clean it? | How often must it be treated?
Samples of materials and colors are sent to you.
    Can I get a sample? | I'd like to see the color first. | What do samples cost?
Custom-made, engraved or embroidered products.
    Can you make it in another size? | Can I have my name on it? | Can I use my own material?
Try items at home before you pay.
    Can I test it at home?
Where and how our products are made.
    Where is it made? | What is it made of? | Is the material certified?
Safety, age limits and maximum weight.
    Is it safe for children? | How much weight does it hold? | From what age is it? |
    How do I keep it from falling over?
Chemicals, ingredients and allergens.
    Does it contain nuts? | Is it free of chemicals? | Is it gluten free?
Freshness and best-before dates.
    How long does it keep? | The food was spoiled. | It's past its date.
Products that are recalled for safety.
    Was this recalled? | I heard there's a recall.
You must be of age to buy some products.
    Do you check IDs? | How old must I be?
Deposits on bottles and reusable containers.
    Can I give the empty bottles back? | How do I get my deposit back? | What do I do with the empty boxes?
Tips for drivers and staff.
    Can I tip the driver?
Dangerous goods and batteries.
    Can you ship batteries? | Can I send a battery back by mail?
Items sold by other sellers.
    It was sold by another seller, who helps me? | The seller doesn't answer.
Trade in or sell your used items to us.
    Do you buy used things? | What do I get for my old one? | How does trade-in work? |
    How long is your offer valid?
Recycling of old products and packaging.
    Where can I recycle it? | How do I dispose of it?
We rent items.
    Can I rent one? | Do you lend it for a weekend?
Storage until you need it.
    Can you keep it for me until I move in? | Can you store my order for a while?
Insurance and protection plans.
    Can I insure it? | Do you offer a protection plan?
Gift wrapping and greeting cards.
    Can you wrap it? | Can I add a card?
Jobs and how to apply.
    Are you hiring? | How do I apply for a job?
Sponsorship, donations and partnerships.
    Do you sponsor events? | Would you donate to our school? | I'd like to work with you as an influencer.
Wholesale and reselling our products.
    Can I sell your products in my shop?
Product measurements, weight and technical data.
    How heavy is it? | What are the dimensions? | How bright is it? | What's the capacity?
Compatibility with other products.
    Does it fit my old one? | Will it work with another brand?
Assembly instructions and manuals.
    Where do I find the manual? | Is there a video that shows how?
Whether we carry a kind of product.
    Do you sell outdoor things? | Do you have this in stock in your stores? | Will you make a bigger version?
The company, its owners and tax number.
    Who owns you? | What's your VAT number? | Where is your factory?
Our app and website.
    Do you have an app? | The website shows an error.
Reviews of products.
    How do I write a review?
Courses and events.
    Do you offer classes? | Is there an event this month?
Languages we speak.
    Does somebody speak Spanish?
Service during holidays and bad weather.
    Are you open on Thanksgiving? | Do you deliver on holidays? | Will the snow delay my order?
"""


def _parsed() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Part the blocks: a statement at the margin, its questions under it."""
    found: list[tuple[str, str]] = []
    for line in _BLOCKS.strip("\n").split("\n"):
        if line.startswith(" "):
            statement, asked = found.pop()
            found.append((statement, asked + line))
        else:
            found.append((line, ""))
    return tuple((statement, tuple(one.strip() for one in asked.split("|"))) for statement, asked in found)


_PARSED = _parsed()

STATEMENTS: tuple[str, ...] = tuple(statement for statement, _ in _PARSED)
QUESTIONS: tuple[str, ...] = tuple(text for _, asked in _PARSED for text in asked)
ANSWERED_BY: tuple[int, ...] = tuple(place for place, (_, asked) in enumerate(_PARSED) for _ in asked)
"""For each question, the place of the statement that answers it."""
