"""Words that are near to each other though not the same: to hold, to reserve and to put aside.

Wider and looser than the concepts: two statements that share only kin are never alike for it
alone, but a statement said again in other words has kin for most of its words.  A word may
stand in several groups.
"""

from functools import lru_cache

from knowledge_base.linting.concepts import concepts_of_words

KIN, STEM_KIN = 0.8, 0.7  # what a near word counts beside the same one
MIN_STEM = 5  # letters that two stems have in common at their start: "repair", "repairer"

_GROUPS = """
    hold reserve reserved aside book deposit keep save secure
    deposit security down prepayment advance prepaid
    deposit hold block blocked preauthorize freeze release freed unblock unfreeze
    return refund exchange repay reimburse money
    refund repay credit payout transfer reimbursement
    cancel terminate quit leave stop end withdraw unsubscribe resign leaving revoke abort call-off
    renew renewal extend prolong continue resume rollover
    pause rest suspend freeze interrupt break hold skip
    skip omit postpone delay leave-out
    postpone reschedule move rebook shift change switch swap
    exchange swap replace replacement switch substitute
    replace replacement substitute renew resend reissue
    deliver dispatch ship transport send carriage freight courier parcel post mail
    courier carrier driver postman messenger
    parcel box carton package shipment consignment
    attempt try tries tried attempts visit
    lost missing vanish disappear untraceable stolen gone
    steal stolen theft thief thieves robbery robbed
    damage break broken crack cracked crash crashed accident fault defect flaw faulty
    scratch dent mark scuff wear
    crash accident fall collision
    repair service maintenance fix mend overhaul job tune workshop
    workshop mechanic garage technician
    service servicing maintenance overhaul check-up check-over
    clean wash washing dirty cleaning laundry dirt
    guarantee warranty cover protection insurance insured insure
    insurance insured insure cover liability
    inspect check examine test look verify assess checked
    measure fit fitting size fitter measured
    build assemble built tune assembly mount install installation
    install installation fitted set-up setup connect
    trial try test tryout sample demo taster
    ride ridden drive use used
    hire rent rental lease loan borrow lend hirer lent renter
    late overdue delay delayed arrears behind
    late miss missed
    appointment booking slot reservation session visit
    no-show miss absent missed appear
    fee cost price charge rate bill billed tariff
    cost bill billed invoice owe owed due
    penalty fee fine surcharge
    free gratis complimentary nothing
    cheap discount reduction reduced saving save dear cheaper off dearer expensive rebate
    price amount sum total bill
    estimate quote quotation estimated
    basket cart order purchase spend total
    order purchase buy bought customer
    finance instalment installment credit loan month months spread
    interest apr
    pay payment settle paid payable
    repay payoff settle redeem
    points reward rewards loyalty bonus
    points expire lapse forfeit
    expire lapse valid good run last end forfeit void
    lose lost forfeit forfeited forfeits
    rest remainder balance left remaining remain unused leftover
    partial remaining part pro-rata
    voucher promocode giftcard certificate card
    giftcard voucher card
    storecredit credit voucher
    cash money banknote
    cheque check
    member club membership subscriber plan
    subscribe plan membership contract
    join sign enrol register registration signup
    notice tell inform notify report warn
    contact reach write mail email message call phone
    answer reply respond hear response feedback
    phone call ring line hotline telephone
    chat message live
    social instagram facebook twitter whatsapp message
    advice help support advise assistance
    complaint complain dispute unhappy dissatisfied objection
    claim report complaint case
    photo picture image
    receipt invoice proof bill
    account profile login sign
    delete remove erase close removed
    publish show display appear public
    data information details record records
    share disclose pass sell forward third
    age old older year years
    child children kid kids minor young under
    adult parent guardian
    family families household
    guest friend visitor companion
    transfer pass hand give owner resell
    owner buyer holder bought
    open opening hours closed close shut
    weekend saturday sunday
    advance ahead beforehand before
    deadline cut-off latest
    home house door address
    signature sign signed
    neighbour neighbor
    warehouse depot stock store
    stock available availability inventory
    discontinue discontinued old
    spare part parts component
    unused new unworn unopened sealed original
    worn used wear opened
    tag label
    wrapping packaging box original carton
    collect pickup fetch picked
    storage store stored keep kept
    sold sell sale resale
    sale reduced clearance finalsale discount outlet
    custom bespoke engraved personalised
    elsewhere other others competitor another shop
    match pricematch same lower
    review rating testimonial
    photo id identity identification passport licence
    licence license permit
    cancel call
    battery accumulator charge
    screen display
    plant tree flower
    pot planter container
    seed seeds bulb
    water watering
    lesson course class session workshop training
    teacher trainer coach instructor
    gym club studio
    instrument guitar piano violin
    book title
    food meal dish
    fresh freshness best keep shelf
    opened open
    drink drunk consume eat finish use
    temperature heat cold frost
    weather rain storm snow
    illness ill sick medical doctor
    seat place spot
    group party
    ticket booking
    room stay night
    dispute chargeback
    password login credentials
    export download copy
    backup restore recover
    trash bin deleted
    uptime availability downtime outage
    user seat person people
    team company business firm organisation organization
    student teacher school
    charity nonprofit
    upgrade downgrade switch
    terminate abuse violate violation breach
    abuse misuse harassment
    law legal statute court
    tax vat duty customs
    country region abroad international
    island remote
    region state mainland
    recycle recycling dispose disposal
    old used second-hand secondhand
    trade-in trade tradein buy used
    decision decide decided answer
    approve approval sign
    combine combined together top cumulate addition stack
    helmet protective
    limit maximum most cap largest
    minimum least smallest
    automatically automatic itself
    attachment attach file document upload
    delete discard throw erase wipe
    idle unused inactive visit visited
    proof prove status document certificate letterhead
    report flag complaint abuse
    trial try start
    reader viewer guest
    audience visitor
    announce announcement tell inform hear
    hear answer reply response
    wait delay
"""


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for at, line in enumerate(_GROUPS.strip().splitlines()):
        for concept in concepts_of_words(line):
            found.setdefault(concept, set()).add(at)
    return {one: frozenset(groups) for one, groups in found.items()}


def groups_of(concept: str) -> frozenset[int]:
    """Return the groups that a concept stands in."""
    return _groups().get(concept, frozenset())


@lru_cache(maxsize=200_000)
def nearness(one: str, other: str) -> float:
    """Return how near two concepts are: 1 the same, ``KIN`` of one group, 0 strangers."""
    if one == other:
        return 1.0
    if groups_of(one) & groups_of(other):
        return KIN
    shorter, longer = sorted((one, other), key=len)
    return STEM_KIN if len(shorter) >= MIN_STEM and longer.startswith(shorter[: max(MIN_STEM, len(shorter) - 1)]) else 0
