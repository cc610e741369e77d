"""What people write to a shop about, in general: 195 topics in our own words.

Covering compares a question with them: a passage that answers it is about the question's
own topic ("We rent gear by the day"), not only about the goods that it names ("tents").
They say nothing about what any brand promises, and no draft quotes them.
"""

_LINES = """
You can return an item within a number of days after delivery.
Returned items must be unused and in their original packaging.
Start a return online and print the return label.
A fee is deducted from your refund for the return label.
Sale items and personalised items can't be returned.
You can return an item without a receipt for store credit.
Gifts can be returned with a gift receipt.
Refunds are paid back to your card within several days.
PayPal refunds take a few days to arrive.
Refunds go back to the original payment method.
We may reduce the refund if the item was used or damaged.
You can exchange an item for another size or color.
The exchange is free and ships when we have your return.
If the item arrived broken, send us a photo and we replace it.
If something is missing from your parcel, we send it free of charge.
If we sent you the wrong item, we ship the right one.
Standard delivery takes a few business days.
Express and next-day delivery cost extra.
Shipping is free on orders above a certain amount.
We ship to other countries and customs duties may apply.
We deliver to PO boxes and military addresses.
Large and heavy items are delivered by freight.
You can collect your order in a store or at a pickup point.
Choose a delivery day and time slot for your parcel.
Leave the parcel with a neighbor or in a safe place.
Orders placed before noon ship the same day.
Track your parcel with the link in the shipping email.
Your parcel is late and has not moved for several days.
A parcel that is marked delivered but was not received is investigated.
Lost parcels are replaced or refunded.
A signature is needed at delivery.
You can change your delivery address before the order ships.
You can cancel your order before it ships.
You can change the items or the size in your order.
You can't add items to an order that was placed already.
You receive an order confirmation by email.
What the statuses of an order mean.
Order by phone.
We accept credit cards, PayPal and digital wallets.
We don't accept checks, cash or cryptocurrency.
Your card is charged when the order ships.
Pay in installments.
Your payment was declined by your bank.
Two charges on your card are a pending authorization.
You see a charge on your card that you don't recognize.
Sales tax is calculated at checkout.
Tax-exempt organizations can buy without sales tax.
You can download an invoice with your company name and tax number.
Schools and companies can pay by purchase order and invoice.
Ask for a quote for a large order.
We have our own store credit card.
Financing over several years.
Benefit cards and health savings accounts as payment.
Gift cards are sent by email and can be bought for any amount.
Gift cards don't expire.
Check the balance of a gift card.
A lost or stolen gift card can be replaced.
A gift card email that never arrived is sent again.
Beware of scams that ask for gift cards.
Enter your promo code at checkout.
Promo codes can't be combined.
If you forgot the promo code, we refund the difference.
New subscribers receive a welcome discount.
Students, teachers and the military get a discount.
Seniors and members of clubs get a discount.
Our seasonal sales and Black Friday deals.
Refer a friend and get a reward.
A birthday reward for members.
We refund the difference if our price drops.
We match the price of another store.
You earn points for each dollar spent.
Points can be redeemed for a discount.
Points expire after some months.
Membership tiers and their benefits.
Missing points are added to your account.
Points can't be transferred to another person.
Reset your password with the link on the sign-in page.
Your account is locked after too many wrong passwords.
Use a code from your phone to sign in.
Somebody else used your account.
Close your account.
Change the email address of your account.
Change your name or saved address.
Add a guest order to your account.
Ask for a copy of your personal data.
Ask us to delete your personal data.
We don't sell your personal data.
How we use cookies.
Unsubscribe from our newsletter.
Stop text messages.
Cancel the paper catalog.
Report a phishing email.
Our phone hours and how to contact us.
We answer emails within a day.
Where our stores are and when they open.
Ask for a manager or supervisor.
Make a complaint.
Ask for a call back.
Our website works with screen readers.
Letters from lawyers and authorities.
Size charts and how to measure.
Which size to choose and whether it runs small.
Sizes for children.
How many people a product is made for.
Personal advice on what to buy.
The item is sold out and will be back in stock.
Get an email when an item is available again.
Pre-orders ship when the product is released.
Back-ordered items ship later.
We can't reserve items for you.
Discontinued products and whether they come back.
The warranty covers defects for some years.
Make a warranty claim.
Repairs outside the warranty cost a fixed price.
Buy spare parts.
Lifetime guarantee.
Products that are recalled for safety.
Report an accident or an injury.
Dangerous goods can't be sent by air.
You must be of age to buy some products.
Limits on how many of an item you can buy.
Items sold by marketplace sellers are shipped by the seller.
Contact the seller about an item.
We step in when a seller does not answer.
Become a seller on our marketplace and pay a commission.
We rent gear by the day or weekend.
We lend you a replacement while yours is repaired.
Guided tours and trips.
Courses and training.
Events, volunteering and clean-ups.
Jobs and how to apply.
Pay, references and human resources for employees.
Sponsorship of athletes and teams.
Donations to schools and charities.
Press and media enquiries.
Investor relations and shares.
The history and owners of the company.
Our head office, factory and warehouse tours.
Wholesale and reselling our products.
Suppliers and their invoices.
Affiliate and influencer program.
Trade in or sell your used items to us.
Recycling of old products.
Take away your old item on delivery.
Sustainability, carbon footprint and recycled packaging.
Where and how our products are made.
Materials, chemicals and animal welfare in our products.
Vegan, organic and fair trade products.
Ingredients, allergens and nutrition.
Shelf life and best-before dates.
How to wash and care for a product.
How to clean, store and maintain equipment.
How to repair something yourself.
How to set up and use a product.
User manuals and firmware updates.
Pairing a device by Bluetooth.
Weight and dimensions of a product.
Technical specifications, capacity and brightness.
Is it waterproof, warm and windproof.
Is a product compatible with another one.
Temperature rating and insulation.
Is it safe for babies and children.
Do we carry this brand or kind of product.
New products we plan to make.
Custom-made, engraved or embroidered products.
Logo printing for clubs and companies.
Gift wrapping and greeting cards.
Plain packaging without a logo.
Samples of materials and colors.
Try items at home before you pay.
Video appointments and personal fitting.
Assembly and installation service.
Workshop services for things that you own.
Insurance for travel and theft.
Extended protection plans.
Register your product and its serial number.
Write and publish a product review.
Wish lists and wedding registries.
Share your cart.
Our mobile app.
Change the language or appearance of the website.
A problem with the website or app.
Hiking trails, permits and campsites.
Weather and conditions outdoors.
Advice on survival, first aid and wild animals.
What to pack for a trip.
Find people to travel with.
Photos, copyright and trademarks.
Ideas and inventions you want to offer us.
Music and actors in our advertising.
Parking and charging at our sites.
Parties, camps and venues.
Rules about dogs and pets.
Opening a bank account or a loan.
Subscriptions that renew every month.
"""

COMMON_TOPICS: tuple[str, ...] = tuple(line for line in _LINES.split("\n") if line)
