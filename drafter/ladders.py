"""Ladder and Rung: what a brand may offer for an intent, in order; and the walk that finds the first rung that fits.

A rung fits when its condition holds, no limit of ``boundaries`` stands against it, its cap and
the authority at hand suffice.  What is not known never makes a rung fit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from drafter.boundaries import Limits, limits_of, parts_of
from drafter.conditions import CENT, amount, holds, read_amount, read_condition
from drafter.errors import ConditionError, LadderFormatError
from drafter.order_facts import Facts, FactValue
from drafter.orders import Order
from drafter.resolutions import ANY_AGENT, AUTHORITIES, CONCESSIONS, GOODS, MONEY, Alternative, Resolution, RungKind

MOST_RUNGS = 30
MOST_CASES = 500
MOST_TEXT = 2_000


@dataclass(frozen=True)
class Cap:
    """The most a rung concedes: an amount, or percent of what it is about."""

    amount: Decimal | None = None
    percent: int | None = None


@dataclass(frozen=True)
class Rung:
    """One thing that may be offered.

    ``condition`` and ``pays`` are in the language of ``conditions``; ``pays`` says of which
    amount money is given (left out: the price of the item in question, else the order's total
    where the order has one item).  ``wording`` has to stand in the reply, ``steps`` are to do.
    """

    name: str
    kind: RungKind
    condition: str = ""
    cap: Cap = Cap()
    authority: int = ANY_AGENT
    wording: str = ""
    steps: tuple[str, ...] = ()
    pays: str = ""
    summary: str = ""


@dataclass(frozen=True)
class LadderCase:
    """A test case: facts, the rung that has to come out, and the amount where it matters."""

    name: str
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    rung: str = ""
    amount: Decimal | None = None
    note: str = ""


@dataclass(frozen=True)
class Ladder:
    """What a brand may offer for an intent, first to last.  ``examples`` are words of tickets with that intent.

    ``policies`` are the titles of the policies that tickets of this intent are answered from.
    """

    id: str
    brand_id: str
    intent: str
    rungs: tuple[Rung, ...]
    cases: tuple[LadderCase, ...] = ()
    examples: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    version: int = 0


@dataclass(frozen=True)
class RungResult:
    """What became of one rung in a walk.  ``needs`` is the authority it lacks, where only that is short."""

    rung: Rung
    fits: bool
    reason: str
    amount: Decimal | None = None
    needs: int | None = None


@dataclass(frozen=True)
class Walk:
    """One walk over a ladder: a result for each rung, in order.  ``chosen`` is None where none fits."""

    results: tuple[RungResult, ...]
    chosen: RungResult | None

    @property
    def alternatives(self) -> tuple[RungResult, ...]:
        """The other rungs that fit too, in order."""
        return tuple(one for one in self.results if one.fits and one is not self.chosen)

    @property
    def reasons(self) -> Mapping[str, str]:
        """Why each rung fits or not, by its name."""
        return {one.rung.name: one.reason for one in self.results}


def walk(ladder: Ladder, facts: Facts, *, order: Order | None = None, authority: int = ANY_AGENT) -> Walk:
    """Try each rung in order; the first that fits is chosen.  Never raises.

    ``order`` gives the limits what facts alone don't say (parcels' contents, amounts taken
    back); ``authority`` is what the person at hand may grant.
    """
    limits = limits_of(facts, order)
    results = tuple(try_rung(rung, facts, limits, authority) for rung in ladder.rungs)
    return Walk(results, next((one for one in results if one.fits), None))


def try_rung(rung: Rung, facts: Facts, limits: Limits, authority: int) -> RungResult:
    """Return whether one rung fits, and why or why not, in one line."""
    try:
        held = holds(read_condition(rung.condition), facts)
    except ConditionError as error:
        return RungResult(rung, False, error.message)
    if held.holds is not True:
        return RungResult(rung, False, held.why)
    refusal = limits.refusal(rung.kind)
    if refusal:
        return RungResult(rung, False, refusal)
    if rung.kind in CONCESSIONS and not facts.get("order_known", True):
        return RungResult(rung, False, "no order is known")
    paid, why_not = _pay(rung, facts, limits)
    if why_not:
        return RungResult(rung, False, why_not, paid)
    if rung.authority > authority:
        who = AUTHORITIES.get(rung.authority, f"authority {rung.authority}")
        return RungResult(rung, False, f"would fit, but needs a {who}", paid, rung.authority)
    return RungResult(rung, True, held.why, paid)


def resolution_of(ladder: Ladder, result: RungResult, order: Order | None) -> Resolution:
    """Return what a reply on this rung commits to."""
    rung = result.rung
    parts = parts_of(result.amount, order) if result.amount is not None and rung.kind is not RungKind.CREDIT else ()
    return Resolution(
        kind=rung.kind,
        rung=rung.name,
        amount=result.amount,
        currency=order.currency if order and result.amount is not None else None,
        conditions=tuple(f"{part.amount} back to {part.method}" for part in parts),
        parts=parts,
        wording=rung.wording,
        steps=rung.steps,
        authority=rung.authority,
        reason=result.reason,
        intent=ladder.intent,
        ladder_id=ladder.id,
        version=ladder.version,
    )


def alternatives_of(found: Walk, order: Order | None) -> tuple[Alternative, ...]:
    """Return every rung but the chosen one, as an agent is shown them."""
    return tuple(
        Alternative(
            rung=one.rung.name,
            kind=one.rung.kind,
            fits=one.fits,
            reason=one.reason,
            amount=one.amount,
            currency=order.currency if order and one.amount is not None else None,
            authority=one.rung.authority,
            needs=one.needs,
        )
        for one in found.results
        if one is not found.chosen
    )


def check_ladder(ladder: Ladder) -> None:
    """Raise LadderFormatError or ConditionError unless each rung can be read; the message names the rung."""
    if not ladder.intent.strip():
        raise LadderFormatError("The ladder has no intent; give it a name such as “Damaged or defective”.")
    if not ladder.rungs or len(ladder.rungs) > MOST_RUNGS or len(ladder.cases) > MOST_CASES:
        raise LadderFormatError(f"A ladder has 1 to {MOST_RUNGS} rungs and at most {MOST_CASES} test cases.")
    names = [rung.name.strip() for rung in ladder.rungs]
    if "" in names or len(set(names)) != len(names):
        raise LadderFormatError("Each rung needs a name of its own, because agents choose it by that.")
    for number, rung in enumerate(ladder.rungs, start=1):
        _check_rung(number, rung)
    for case in ladder.cases:
        if case.rung not in names:
            raise LadderFormatError(f"Test case {case.name!r} expects the rung {case.rung!r}, which is not there.")


def _check_rung(number: int, rung: Rung) -> None:
    place = f"Rung {number} ({rung.name}): "
    try:
        read_condition(rung.condition)
        if rung.pays:
            read_amount(rung.pays)
    except ConditionError as error:
        raise ConditionError(f"{place}{error.message}", fix=error.fix, near=error.near) from error
    cap = rung.cap
    if (cap.amount is not None and cap.amount <= 0) or (cap.percent is not None and not 0 < cap.percent <= 100):
        raise LadderFormatError(f"{place}a cap is more than 0, and in percent at most 100.")
    if rung.kind is RungKind.PARTIAL_REFUND and cap == Cap():
        raise LadderFormatError(f"{place}a partial refund needs a cap, or it would be a whole one.")
    if rung.kind is RungKind.CREDIT and cap == Cap() and not rung.pays:
        raise LadderFormatError(f"{place}a credit needs a cap or the amount it pays.")
    if rung.authority < ANY_AGENT or max(map(len, (rung.name, rung.wording, rung.summary, *rung.steps))) > MOST_TEXT:
        raise LadderFormatError(
            f"{place}authority is {ANY_AGENT} or more, and texts have at most {MOST_TEXT} characters."
        )


def _pay(rung: Rung, facts: Facts, limits: Limits) -> tuple[Decimal | None, str | None]:
    """Return the amount a rung concedes, or why it can't."""
    base = _base(rung, facts)
    cap = rung.cap.amount
    if rung.kind in GOODS:
        if cap is not None and base is None:
            return None, "the price is not known, and the rung has a cap"
        over = cap is not None and base is not None and base > cap
        return None, f"{base} is more than the cap of {cap}" if over else None
    if rung.kind not in MONEY:
        return None, None
    if base is None:
        return None, "the amount is not known"
    wanted = base
    if rung.cap.percent is not None:
        wanted = (base * rung.cap.percent / 100).quantize(CENT, rounding=ROUND_HALF_UP)
    if rung.kind is not RungKind.REFUND and cap is not None:
        wanted = min(wanted, cap)
    if limits.most is None:
        return None, "it is not known how much was paid"
    paid = min(wanted, limits.most)
    if paid <= 0:
        return None, f"nothing is left of {limits.why_most}"
    if cap is not None and paid > cap:
        return paid, f"{paid} is more than the cap of {cap}"
    return paid, None


def _base(rung: Rung, facts: Facts) -> Decimal | None:
    if rung.pays:
        try:
            return amount(read_amount(rung.pays), facts)
        except ConditionError:
            return None
    price = facts.get("item_price")
    if isinstance(price, Decimal):
        return price
    total = facts.get("total")
    return total if isinstance(total, Decimal) and facts.get("item_count") in (None, 1) else None


@dataclass(frozen=True)
class CaseResult:
    """What a test case came out as; ``as_expected`` compares the rung, and the amount where one is asked for."""

    case: LadderCase
    rung: str | None
    amount: Decimal | None
    reason: str

    @property
    def as_expected(self) -> bool:
        """Whether rung and amount are those the case expects."""
        return self.rung == self.case.rung and (self.case.amount is None or self.case.amount == self.amount)


def run_cases(ladder: Ladder, cases: tuple[LadderCase, ...] | None = None) -> tuple[CaseResult, ...]:
    """Walk a ladder for each test case (its own unless others are given), with an agent's authority."""
    results = []
    for case in ladder.cases if cases is None else cases:
        chosen = walk(ladder, case.facts).chosen
        named = chosen.rung.name if chosen else None
        results.append(CaseResult(case, named, chosen.amount if chosen else None, chosen.reason if chosen else ""))
    return tuple(results)
