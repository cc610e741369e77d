"""Words to concepts: what a shop's policies call by several names, and the words that set cases apart.

"Send back" and "return" are one concept.  Gold and Silver, Express and Standard, Canada and
Alaska are values of one dimension: statements with different values are about different
cases.  English; words of other languages are compared as they are.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge_base.wording import stem, stems_of


class Dimension(StrEnum):
    """What kind of case a word sets apart."""

    MEMBER = "member"
    SPEED = "speed"
    REGION = "region"
    PAYMENT = "payment"
    CHANNEL = "channel"
    DAY = "day"
    ORDINAL = "ordinal"
    PERIOD = "period"
    PARTY = "party"
    AUDIENCE = "audience"
    STEP = "step"


_PHRASES: tuple[tuple[str, str], ...] = (
    (r"\b(?:send|sends|sent|sending|bring|brought|ship|shipped|mail|mailed|come|comes|hand|handed)\b"
     r"(?P<keep>(?:\s\w+){0,3}?)\sback\b", "return"),
    (r"\b(?:get|have|receive)\s(?:your|their|the)\smoney\sback\b|\bmoney[ -]back\b"
        r"|\bgive\w*\sback\sthe\smoney\b", "refund"),
    (r"\bgift[ -](?:cards?|vouchers?|certificates?)\b|\be-?gift\b", "giftcard"),
    (r"\b(?:store|shop|account|merchandise)\scredits?\b", "storecredit"),
    (r"\b(?:promo(?:tion(?:al)?)?|discount|coupon|voucher)[ -]?codes?\b|\bcoupons?\b|\bvouchers?\b|\bpromos?\b",
        "promocode"),
    (r"\b(?:return|returns|prepaid)[ -](?:shipping\s)?(?:labels?|postage|shipping|fee)\b|\bpostage\b"
        r"|\bshipping labels?\b", "returnlabel"),
    (r"\blasts\b|(?<!the )(?<!its )(?<!their )(?<!your )\blast\s(?=(?:for\s|up to\s|only\s)*(?:\d|an?\s|one|two"
        r"|three|six|until))", "valid "),
    (r"\bshipping\b", "delivery"),
    (r"\bshipments?\b|\bpackages?\b", "parcel"),
    (r"\b(?:after|from|since)\s(?:it|they|this|that|we|you)\s(?:is|are|was|were|has been"
        r"|have been)?\s?(?:issued|approved|confirmed|received|checked|placed)\b", " "),
    (r"\bgift[ -]wrap\w*\b", "giftwrap"),
    (r"\bprice[ -]?match\w*\b|\bmatch\w*\s(?:the\s|a\s|any\s|their\s|lower\s)*(?:\w+['’]s?\s)?prices?\b", "pricematch"),
    (r"\b(?:two|2)[ -]factor\b|\btwo[ -]step\b|\b2fa\b", "twofactor"),
    (r"\bmade[ -]to[ -](?:measure|order)\b|\bcustom[ -]made\b|\bpersonali[sz]ed\b", "custom"),
    (r"\bfinal[ -]sale\b|\bclearance\b|\bsale\s(?:goods|items?|products?)\b", "finalsale"),
    (r"\bpre-?orders?\b|\bpre-?ordered\b", "preorder"),
    (r"\bback-?orders?\b|\bback-?ordered\b", "backorder"),
    (r"\bfree\strial\b|\btrial\s(?:period|month)\b", "trial"),
    (r"\b(?:auto|automatic(?:ally)?)[ -]?renew\w*\b", "renew"),
    (r"\bcredit\scards?\b|\bdebit\scards?\b", "card"),
    (r"\bbank\s(?:transfer|account)\b|\bwire\stransfer\b", "transfer"),
    (r"\bon\shold\b", "hold"),
    (r"\bcarr(?:y|ies)\b", " "),
    (r"\bpick(?:ed|s|ing)?\s(?:\w+\s){0,3}?up\b|\bpick(?:ed|ing)?\sup\b|\bcollect(?:ed)?\sin\b", "pickup"),
    (r"\b(?:check|checking)[ -]in\b", "checkin"),
    (r"\b(?:check|checking)[ -]out\b", "checkout"),
)  # fmt: skip
_CONCEPTS = """
    return: return returned returning returnable returns
    refund: refund refunded refunding refundable refunds reimburse reimbursed reimbursement repay repaid repayment
    exchange: exchange exchanged exchanging swap swapped swapping
    cancel: cancel cancelled canceled cancelling cancellation cancellations
    deliver: deliver delivered delivery deliveries delivering arrive arrives arrived arriving arrival shipping
    dispatch: ship ships shipped dispatch dispatched leave leaves dispatches
    order: order orders ordered ordering purchase purchases purchased purchasing buy buys bought buying
    warranty: warranty warranties guarantee guarantees guaranteed
    valid: valid validity expire expires expired expiry expiration usable redeemable runs
    cost: cost costs costing price priced fee fees charge charges charged pay pays paid paying payment surcharge
    free: free complimentary waive waived waives gratis
    member: member members membership memberships
    subscribe: subscription subscriptions subscribe subscriber subscribed
    damage: damage damaged damages broken defective defect defects faulty fault
    wrong: wrong incorrect mistaken
    missing: missing incomplete
    report: report reported reporting notify notified claim claims tell telling
    complain: complain complains complaint complaints
    answer: answer answers answered reply replies replied respond responds responded response
    label: label labels
    photo: photo photos photograph photographs picture pictures image images
    replace: replace replaced replacement replacements replaces
    repair: repair repaired repairs repairing fix fixed
    earn: earn earned earns collect collected
    redeem: redeem redeemed
    points: point points
    password: password passwords passcode passcodes
    link: link links
    account: account accounts profile
    data: data
    keep: keep kept keeps retain retained retention store stored stores save saved
    delete: delete deleted deletes deletion erase erased erasure
    open: open opens opened opening reachable staffed hours
    close: close closed closes closing
    check: check checked checks inspect inspected inspection inspections
    check: review reviewed examine examined verify verified
    issue: issue issued issues credited
    appear: appear appears appeared show shows shown
    statement: statement statements
    change: change changed changes changing modify modified update updated edit edited amend amended
    address: address addresses
    approve: approve approved approval approvals
    escalate: escalate escalated escalates escalation
    receipt: receipt receipts proof invoice invoices
    package: packaging package box
    hygiene: hygiene hygienic
    seal: seal seals sealed
    price: pricematch
    available: available availability offered offer offers unavailable
    include: include included includes including contain contains exclude excluded excludes
    cover: cover covered covers coverage
    combine: combine combined stack stacked together
    transfer: transfer transferred transferable
    deposit: deposit deposits
    book: book booked booking bookings reserve reserved reservation reservations
    guest: guest guests
    pet: pet pets dog dogs cat cats animal animals
    allow: accept accepted accepts accepting allow allowed allows permit permitted permits welcome
    unused: unused unworn unwashed new
    tag: tag tags
    weight: weigh weighs weight
    tax: tax taxes vat
    duty: duty duties
    restock: restocking restock
    require: require required requires requirement
    redirect: redirect redirected reroute rerouted divert diverted
    withhold: withhold deduct deducted deducts
    sell: sell sells sold selling
    cash: cash
    card: card cards
    paypal: paypal
"""
_NEUTRAL = """
    item items product products good goods article articles merchandise thing things piece pieces customer customers
    client clients shopper shoppers buyer buyers anyone everyone everybody anybody person people someone somebody people
    most any all every each day days month months year years week weeks hour hours minute minutes business working
    calendar date time times period window term terms limit deadline full whole within maximum minimum amount total
    monday tuesday wednesday thursday friday saturday sunday weekday weekdays
    spend spends spent spending cannot can't neither nor possible travel well able ability option
    case cases event rule rules policy policies please note always ever never usually
    normally generally otherwise also still even only just already however therefore instead unless until within without
    may might shall can could will would must should need needs do does did be been being have has had get gets got
    give gives given make makes made want wants wish wishes like start starts started begin begins began use used uses
    using let take takes taken taking go goes went come comes put send sends sent receive receives received entitled
    eligible request requests requested ask asks asked way ways simply long later latest earliest early soon once
    charge extra own self ourselves yourself themselves same different new old other another here there exception
    exceptions exceptional exceptionally we us you they it value worth number numbers part customer's buyer's under over
    up at least more less than about around after before during from to into onto between among against through per
    standardly currently present previously following above below online shop team help desk agent
    kind type sort example flat rate fixed additional separate separately nothing nobody none
    original originally enough almost nearly quickly right away immediately mail find found happy
    reason reasons directly anyway actually works work working process processed processing
"""
_LIGHT = frozenset(("cost", "order", "deliver", "parcel", "email", "account", "appear", "issue", "available",
        "parcel", "require", "keep", "member", "unused"))  # fmt: skip
LIGHT = 0.4  # these stand in so many sentences that sharing one says little
_PARCEL = frozenset(stem(word) for word in ["parcel", "parcels", "consignment"])


def _read_concepts() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _CONCEPTS.strip().splitlines():
        name, _, words = line.strip().partition(": ")
        found.update({stem(word): name for word in words.split()})
    return found | dict.fromkeys(_PARCEL, "parcel")


_CONCEPT_OF = _read_concepts()
_KNOWN = frozenset(_CONCEPT_OF.values()) | {stem(name) for _, name in _PHRASES}
_NEUTRAL_STEMS = frozenset(stem(word) for word in _NEUTRAL.split()) - frozenset(_CONCEPT_OF)

_STATES = """
    alabama alaska arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois
    indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana
    nebraska nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia wisconsin wyoming
"""
US_STATES = frozenset(_STATES.split())
_REGIONS = {
    "us": r"(?-i:US|U\.S\.(?:A\.)?|USA)|united states|american?|contiguous|domestic(?:ally)?|mainland",
    "ca": r"canada|canadian?s?",
    "gb": r"uk|u\.k\.|united kingdom|britain|british|england|scotland|wales|northern ireland",
    "eu": r"eu|european union|europe(?:an)?", "de": r"germany|german", "fr": r"france|french", "es": r"spain|spanish",
    "it": r"italy|italian", "at": r"austrian?|austria", "ch": r"switzerland|swiss", "nl": r"netherlands|dutch",
    "be": r"belgium|belgian", "ie": r"(?<!northern )ireland|irish", "mx": r"mexic(?:o|an)",
    "au": r"australian?|australia",
    "nz": r"new zealand", "jp": r"japan|japanese", "cn": r"china|chinese", "in": r"indian?", "br": r"brazil(?:ian)?",
    "se": r"sweden|swedish", "no": r"norway|norwegian", "dk": r"denmark|danish", "pl": r"poland|polish",
    "pr": r"puerto rico", "abroad": r"abroad|international(?:ly)?|overseas|worldwide|foreign",
    **{state: state for state in _STATES.split()}, "pobox": r"po box(?:es)?|p\.o\. box(?:es)?", "apo":
        r"apo|fpo|military",
    "island": r"islands?|remote", "city": r"city centre|metro(?:politan)?|rural|suburbs?",
}  # fmt: skip
_VALUES: dict[Dimension, dict[str, str]] = {
    Dimension.REGION: _REGIONS,
    Dimension.SPEED: {
        "standard": r"standard|regular delivery|normal delivery", "express": r"express|expedited",
        "overnight": r"overnight|next[ -]day", "sameday": r"same[ -]day (?:delivery|shipping|courier)",
        "priority": r"priority", "economy": r"economy|slow(?:er)?", "freight": r"freight|oversized?|bulky"
        r"|furniture|large items",
        "pickup": r"pick-?up|collection|click (?:and|&) collect|locker", "scheduled": r"scheduled|evening slot",
    },
    Dimension.PAYMENT: {
        "card": r"(?:credit |debit |bank )cards?|cards?(?! number)|visa|mastercard", "paypal": r"paypal|pay pal",
        "giftcard": r"giftcard", "storecredit": r"storecredit", "cash": r"cash", "cheque": r"cheques?"
        r"|checks? (?:by|in) mail|paper checks?",
        "transfer": r"transfer", "invoice": r"by invoice|on invoice|on account", "points": r"points",
        "installments": r"instal+ments?|klarna|afterpay", "wallet": r"apple pay|google pay|wallet",
    },
    Dimension.CHANNEL: {
        "email": r"e-?mails?", "chat": r"(?:live )?chat", "phone": r"phones?|telephone|calls?|hotline", "sms":
        r"sms|text messages?",
        "letter": r"letters?|by post", "store": r"in[ -]store|showroom|boutique", "social": r"twitter|instagram"
        r"|facebook|whatsapp",
    },
    Dimension.DAY: {
        "week": r"weekdays?|mon(?:day)?s?\s?(?:to|-|–|through)\s?fri(?:day)?s?|business days only", "saturday":
        r"saturdays?|sat",
        "sunday": r"sundays?|sun", "holiday": r"(?:public|bank|federal) holidays?", "weekend": r"weekends?",
        "daily": r"every day|daily|seven days|all week|mon(?:day)?s?\s?(?:to|-|–|through)\s?sun(?:day)?s?",
        "to_saturday": r"mon(?:day)?s?\s?(?:to|-|–|through)\s?sat(?:urday)?s?",
    },
    Dimension.ORDINAL: {
        "first": r"first|initial", "second": r"second|another", "third": r"third", "last": r"final (?:notice|reminder)",
    },
    Dimension.PERIOD: {
        "hour": r"(?:an?|per|each|every|/)\s?hour|hourly", "day": r"(?:a|per|each|every|/)\s?day|per night"
        r"|a night|each night|nightly",
        "week": r"(?:a|per|each|every|/)\s?week|weekly", "month": r"(?:a|per|each|every|/)\s?month|monthly",
        "year": r"(?:a|per|each|every|/)\s?(?:calendar )?year|yearly|annual(?:ly)?|per annum",
    },
    Dimension.PARTY: {
        "seller": r"sellers?|marketplace|third[ -]part(?:y|ies)|vendors?", "maker": r"makers?|manufacturers?",
        "bank": r"(?:your|the|their) banks?|card issuer", "landlord": r"landlord",
        "supplier": r"suppliers?", "host": r"hosts?", "insurer": r"insurers?|insurance",
    },
    Dimension.STEP: {
        "issued": r"(?:is|are|be|been) (?:issued|initiated|started|sent out|released)|we issue|we (?:start"
        r"|send) (?:the |a |your )?refund",
        "arrived": r"(?:shipping|delivery|parcels?) takes?|arrives?|appears?|shows? up|reach(?:es)?|posted"
        r"|lands?|is there|are there|on (?:your|the) (?:card |bank )?(?:statement|account)",
        "checked": r"(?:is|are|be|we) (?:check|inspect|examine)(?:ed)?", "decided": r"decides?|decided|decision",
        "dispatched": r"(?:ships?|dispatch\w*|leaves?|goes out|send out|shipped) (?=[\w ]{0,30}(?:within|in"
        r"|the same|on the|\d))|leaves our",
        "confirmed": r"confirms?|confirmed|acknowledged?",
    },
    Dimension.AUDIENCE: {
        "business": r"business(?:es)? (?:customers?|accounts?|clients?|buyers?|orders?)|compan(?:y|ies)"
        r"|wholesale|corporate|trade customers?|resellers?|hotels?",
        "student": r"students?|teachers?", "child": r"child(?:ren)?(?:'s|’s)?|kids?(?:'s|’s|’)?|infants?"
        r"|minors?|under 1[268]",
        "senior": r"seniors?|pensioners?", "group": r"groups?", "employee": r"employees?|staff discount|co-?workers?",
        "newcustomer": r"new customers?|first[ -]time", "military": r"veterans?",
    },
}  # fmt: skip
_DIMENSIONS = tuple(
    (dimension, value, re.compile(rf"(?<![\w-])(?:{words})(?!\w)", re.IGNORECASE))
    for dimension, values in _VALUES.items()
    for value, words in values.items()
)
_NAMED_CASES = tuple(
    pattern
    for dimension, _, pattern in _DIMENSIONS
    if dimension in (Dimension.REGION, Dimension.SPEED, Dimension.ORDINAL)
)  # these are compared as cases, and count for nothing besides
_TIERS = re.compile(
    r"\b(?P<name>gold|silver|bronze|platinum|diamond|basic|premium|plus|pro|enterprise|starter|vip|elite|free plan"
    r"|non-?members?|guests?(?= \(|s? (?:have|may|can|do|pay|without|who))|(?:team|family|essential"
    r"|unlimited)(?= (?:plan|tier|account|members?)))\b",
    re.IGNORECASE,
)
_NAMED_TIER = re.compile(
    r"\b(?P<names>[A-Z]\w+(?:(?:,| and| or|, and) [A-Z]\w+)*) (?:members?|tier|plan|level|subscribers?)\b"
)
_MEMBER = re.compile(r"\b(?:members?(?:hip)?|subscribers?)\b", re.IGNORECASE)
_WITHOUT = re.compile(
    r"\b(?:without (?:a |any )?(?:membership|subscription|account)|who are not members|everyone else)\b", re.IGNORECASE
)
_PREPARED = tuple((re.compile(pattern, re.IGNORECASE), name) for pattern, name in _PHRASES)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")

Values = frozenset[tuple[Dimension, str]]


@dataclass(frozen=True)
class Meaning:
    """What some words are about: their concepts, and the cases they are limited to."""

    concepts: frozenset[str]
    cases: Values

    def __or__(self, other: "Meaning") -> "Meaning":
        return Meaning(self.concepts | other.concepts, self.cases | other.cases)

    def values(self, dimension: Dimension) -> frozenset[str]:
        """The values of one dimension."""
        return frozenset(value for one, value in self.cases if one is dimension)


NOTHING = Meaning(frozenset(), frozenset())


@lru_cache(maxsize=20_000)
def meaning_of(text: str) -> Meaning:
    """Return the concepts and cases that a text names."""
    named = plain(text)
    cases = frozenset(_cases(text, named))
    return Meaning(frozenset(_concepts(named)), cases)


def plain(text: str) -> str:
    """Return a text with what is said in several words written as one concept."""
    text = text.replace("’", "'")
    for pattern, name in _PREPARED:
        text = pattern.sub(lambda found, name=name: f" {name}{found.groupdict().get('keep') or ''} ", text)  # type: ignore[misc]
    return " ".join(text.split())


def concepts_of_words(words: str) -> frozenset[str]:
    """Return the concept of each of some single words, also of those that say nothing in a sentence."""
    return frozenset(_CONCEPT_OF.get(one, one) for one in stems_of(words.replace("-", "")))


def is_known(concept: str) -> bool:
    """Whether a concept is one of ours, not just a word that no list names."""
    return concept in _KNOWN


def weight_of(concept: str) -> float:
    """How much it says that two statements share a concept, before counting how common it is."""
    return LIGHT if concept in _LIGHT else 1.0


def _concepts(named: str) -> Iterator[str]:
    for pattern in _NAMED_CASES:
        named = pattern.sub(" ", named)
    for word in stems_of(" ".join(_WORD.findall(named))):
        if word in _CONCEPT_OF:
            yield _CONCEPT_OF[word]
        elif word not in _NEUTRAL_STEMS and not word.isdigit():
            yield word


def _cases(text: str, named: str) -> Iterator[tuple[Dimension, str]]:
    for dimension, value, pattern in _DIMENSIONS:
        if pattern.search(named):
            yield dimension, value
    if _WITHOUT.search(text):
        yield Dimension.MEMBER, "none"
        return
    for found in _TIERS.finditer(text):
        name = found["name"].lower().rstrip("s")
        yield Dimension.MEMBER, "none" if name.startswith(("non", "guest")) else name
    for found in _NAMED_TIER.finditer(text):
        for name in re.split(r",? (?:and|or) |, ", found["names"]):
            yield Dimension.MEMBER, name.lower()
    if _MEMBER.search(text):
        yield Dimension.MEMBER, "member"
