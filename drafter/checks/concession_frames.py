"""The act of granting, read from how a clause is built rather than from fixed sayings.

A clause grants in one of four ways: somebody of ours hands over a good ("we'll get a fresh
one out to you"), the requester is to have it ("you're getting your money back"), the good
itself moves to them ("half of it goes back to your PayPal"), or a burden is lifted from them
("no need to send it back", "das übernehmen wir").  English, German, French, Spanish, Dutch.
"""

import re
from collections.abc import Iterator

from drafter.checks.concession_acts import (
    BY_US,
    COSTS_US_NOTHING,
    FOR_THEM,
    FREE_ACT,
    FREE_OF_CHARGE,
    GENERAL,
    NOT,
    NOT_YET,
    OFFERS,
    OUR_ACT,
    PACKING,
    PAST_FACT,
    REFUND_PLAINLY,
    TO_THEM,
    WORTH,
)
from drafter.checks.concession_burdens import BURDENS, CHARGES, REFUSES
from drafter.checks.concession_goods import GOODS, MOVES
from drafter.checks.concession_lifts import GAINS_IT, LIFTED, MODES
from drafter.checks.concession_wording import Concession

_DELEGATED = re.compile(
    r"(?<!\w)(I|we)(?:'ve| have)? (?:told|asked|instructed|got|had) (?:the |our |my )?(?:\w+ ){1,3}to (?=\w)", re.I
)


def granted_in(clause: str) -> Iterator[Concession]:
    """Yield what a clause grants; nothing where it denies, looks into, tells the past or states a rule."""
    clause = _DELEGATED.sub(r"\1 will ", clause)
    if NOT_YET.search(clause) or PAST_FACT.search(clause) or GENERAL.search(clause) or CHARGES.search(clause):
        return
    lifted = [kind for kind, words in LIFTED.items() if words.search(clause)]
    lifted = [kind for kind in lifted if kind is not Concession.KEEP or not PACKING.search(clause)]
    if NOT.search(clause):
        lifted = [kind for kind in lifted if kind is not Concession.EXCEPTION]  # "we cannot make an exception"
    yield from lifted
    if GAINS_IT.search(clause) and not PACKING.search(clause):
        yield Concession.FAVOUR
    ways = (MOVES, MODES) if REFUSES.search(clause) else (MOVES, MODES, BURDENS)
    moved = [kind for kind in Concession if any(kind in of and of[kind].search(clause) for of in ways)]
    for kind in moved:
        is_packing = kind is Concession.KEEP and PACKING.search(clause)
        needs_no = kind in (Concession.REFUND, Concession.DISCOUNT, Concession.REPLACEMENT, Concession.EXCEPTION)
        if kind not in lifted and not is_packing and not (needs_no and NOT.search(clause)):
            yield kind
    if NOT.search(clause):
        return
    goods = _handed_over(clause)
    yield from goods
    if not (goods or lifted or moved) and _is_favour(clause):
        yield Concession.FAVOUR


def _handed_over(clause: str) -> list[Concession]:
    if not (BY_US.search(clause) or TO_THEM.search(clause) or OFFERS.search(clause)):
        return []
    goods = [kind for kind, words in GOODS.items() if words.search(clause)]
    if Concession.CREDIT in goods and Concession.REFUND in goods and not REFUND_PLAINLY.search(clause):
        goods.remove(Concession.REFUND)  # "$20 of store credit in your account"
    if not goods and FREE_OF_CHARGE.search(clause) and FREE_ACT.search(clause):
        return [Concession.WAIVER]
    return goods


def _is_favour(clause: str) -> bool:
    if COSTS_US_NOTHING.search(clause) or not OUR_ACT.search(clause):
        return False
    return bool(WORTH.search(clause) or FOR_THEM.search(clause))
