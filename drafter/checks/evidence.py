"""What a draft may rest on: the facts of its passages and order, and what the ticket says, each with its origin."""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import combinations

from drafter.checks.context import CheckContext, Source
from drafter.checks.days import days_between, says_opening_days
from drafter.orders import Order
from knowledge_base.facts import Fact, FactKind, describe_number, find_facts
from knowledge_base.wording import sentences_of

_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "HKD", "SGD"})
_MOST_CHARS = 20_000  # of one text; a longer one is a pasted log, not a passage
_MAY_BE_CUT = re.compile(r"[.!?:]\s+[^A-ZÀ-Þ\s(\"“„*_#-]|\d\.\s|[^.!?:\s]\s*\n", re.ASCII)
"""Where a sentence may end in the middle of a fact: "No. 4711"."""
_MOST_PRICED = 60  # facts of passages whose shares are worked out
_BOUND = re.compile(
    r"(?<!\w)(?:from|at least|up to|over|above|minimum of|more than|ab|mindestens|bis zu|über|à partir de|au moins"
    r"|jusqu['’]à|plus de|a partir de|desde|al menos|hasta|más de)\s$",
    re.I,
)
"""Before a number that a rule sets: how many were ordered proves no rule."""
_TAX = re.compile(r"(?<!\w)(?:vat|tax\w*|mwst|ust|mehrwertsteuer|tva|iva)(?!\w)", re.I)
_IN = re.compile(r"\b(?:in|within|after|innerhalb von|nach|sous|en|dans|après|tras)\s$", re.I)
_NO_NOUN = re.compile(r"\s?(?:[.,;)]|$)")
_MOST_SAID = 1000  # facts of a ticket
_MOST_PIECES = 20  # of an order, up to which a fee for each is worth working out
_MOST_DAYS = 3650  # of a deadline worth working out


@dataclass(frozen=True)
class Known:
    """A fact that something proves or somebody said, where, and the sentence it stands in.

    ``basis`` is what a passage gave to a value that was worked out: the length, price or share.
    ``step`` says how where a reply must say so, too: ``sum``, ``rest``, or the count it was multiplied with.
    """

    fact: Fact
    origin: str
    sentence: str = ""
    basis: "Known | None" = None
    step: str = ""


@dataclass(frozen=True)
class Evidence:
    """All that a draft's facts are held against.

    ``cited`` and ``uncited`` come from passages, ``ours`` from the order and the brand's own
    lines, ``said`` from the ticket's messages.  ``dollar`` is what a bare ``$`` stands for,
    ``rests_on`` the sources that are cited, ``asked`` what the ticket says.
    """

    cited: tuple[Known, ...]
    uncited: tuple[Known, ...]
    ours: tuple[Known, ...]
    said: tuple[Known, ...]
    derived: tuple[Known, ...]
    dollar: str = "USD"
    rests_on: tuple[Source, ...] = ()
    asked: str = ""

    @property
    def proven(self) -> tuple[Known, ...]:
        """What passages that are cited, the order and the brand prove."""
        return (*self.cited, *self.ours)

    def proven_of(self, fact: Fact, text: str) -> tuple[Known, ...]:
        """What proves a fact of a draft: opening days are never proven by the day of an order."""
        if fact.kind is FactKind.DATE and says_opening_days(text, fact):
            return tuple(known for known in self.proven if known.origin != "the order")
        if fact.kind is FactKind.QUANTITY and _BOUND.search(text, max(0, fact.start - 20), fact.start):
            return tuple(known for known in self.proven if known.origin != "the order" or known.sentence)
        return self.proven


def order_of(context: CheckContext) -> Order | None:
    """Return the order that a draft is about."""
    return context.order or (context.ticket.order if context.ticket else None)


def gather_evidence(context: CheckContext) -> Evidence:
    """Collect the facts that a draft may rest on."""
    order = order_of(context)
    dollar = order.currency if order and order.currency in _DOLLARS else "USD"
    named = {citation.snippet_id for sentence in context.sentences for citation in sentence.citations}
    is_cited = {source.id: not context.sentences or source.id in named for source in context.sources}
    passages = [(source, known) for source in context.sources for known in _of_source(source, dollar)]
    cited = tuple(known for source, known in passages if is_cited[source.id])
    ours = (*_of_order(order, dollar), *_of_brand(context, dollar))
    return Evidence(
        cited=_each_once(cited),
        uncited=_each_once(known for source, known in passages if not is_cited[source.id]),
        ours=ours,
        said=_each_once(replace(known, sentence="") for known in _said(context, dollar))[:_MOST_SAID],
        derived=(*_derived(order, _each_once(cited)), *_priced(cited)),
        dollar=dollar,
        rests_on=tuple(source for source in context.sources if is_cited[source.id]),
        asked=_asked(context),
    )


def _asked(context: CheckContext) -> str:
    ticket = context.ticket
    return "\n".join((ticket.subject, *(message.text for message in ticket.messages)))[:_MOST_CHARS] if ticket else ""


def _each_once(known: Iterable[Known]) -> tuple[Known, ...]:
    """Drop what says the same in the same words and sentence."""
    return tuple({(one.fact.key, one.fact.text, one.sentence): one for one in known}.values())


def _of_source(source: Source, dollar: str) -> list[Known]:
    origin = f"“{source.heading}”" if source.heading else "the passage"
    return _of_text(f"{source.text}\n{source.heading}", origin, dollar)


def _of_text(text: str, origin: str, dollar: str) -> list[Known]:
    return [
        Known(fact, origin, sentence)
        for sentence, facts in _facts_by_sentence(text[:_MOST_CHARS], dollar)
        for fact in (*facts, *days_between(sentence, facts), *_cut_short(sentence, facts))
    ]


def _cut_short(sentence: str, facts: Iterable[Fact]) -> Iterator[Fact]:
    """Yield lengths of time whose unit stands only with the one before: "in 2 business days, with cylinder in 5"."""
    unit = ""
    for fact in facts:
        if fact.kind is FactKind.DURATION:
            unit = fact.unit
        is_plain = fact.kind is FactKind.QUANTITY and not fact.unit and fact.number is not None
        is_in = _IN.search(sentence, max(0, fact.start - 10), fact.start) and _NO_NOUN.match(sentence, fact.end)
        if unit and is_plain and is_in:
            yield replace(fact, kind=FactKind.DURATION, unit=unit, value=f"{fact.value} {unit}")


@lru_cache(maxsize=512)
def _facts_by_sentence(text: str, dollar: str) -> tuple[tuple[str, tuple[Fact, ...]], ...]:
    whole = find_facts(text, dollar=dollar, with_shares=True) if _MAY_BE_CUT.search(text) else []
    parts = [
        (sentence, tuple(find_facts(sentence, dollar=dollar, with_shares=True))) for sentence in sentences_of(text)
    ]
    seen = {fact.key for _, facts in parts for fact in facts}
    return (*parts, ("", tuple(fact for fact in whole if fact.key not in seen)))


def _of_order(order: Order | None, dollar: str) -> Iterator[Known]:
    if order is None:
        return
    for amount in _amounts(order):
        yield _money(amount, order.currency or "", "the order")
    for text in _order_texts(order):
        yield from _of_text(text, "the order", dollar)
    for number in _order_numbers(order):
        yield Known(Fact(FactKind.ID, number.upper(), 0, 0, number), "the order")
    for day in _order_days(order):
        yield from _of_day(day, "the order")
    counts = [item.quantity for item in order.items]
    for count in {*counts, sum(counts), len(order.items), len(order.shipments)} - {0}:
        yield Known(_plain(count), "the order")


def _order_texts(order: Order) -> Iterator[str]:
    yield from (item.name for item in order.items)
    yield from (payment.method for payment in order.payments if payment.method)
    yield from (text for text in (order.status, order.carrier, order.seller, order.fulfilled_by) if text)
    yield from (one for one in order.facts.values() if isinstance(one, str))


def _order_numbers(order: Order) -> Iterator[str]:
    for number in (order.order_number, order.tracking, *(item.sku for item in order.items)):
        if number:
            yield number
    yield from (shipment.tracking for shipment in order.shipments if shipment.tracking)
    yield from (back.number for back in order.returns if back.number)


def _order_days(order: Order) -> Iterator[date]:
    days = [order.ordered_on, order.delivered_on]
    days += [day for shipment in order.shipments for day in (shipment.shipped_on, shipment.delivered_on)]
    yield from (day for day in days if day)


def _amounts(order: Order) -> list[Decimal]:
    found = [order.total, *(item.price for item in order.items), *order.refunds, *order.discounts]
    found += [one for one in order.facts.values() if isinstance(one, Decimal)]
    found += [amount for paid in order.payments for amount in (paid.authorised, paid.captured, paid.refunded)]
    return [*dict.fromkeys(amount for amount in found if amount is not None)]


def _of_brand(context: CheckContext, dollar: str) -> Iterator[Known]:
    if context.brand is None:
        return
    voice = context.brand.voice
    lines = [voice.opening, voice.closing, voice.sign_off, voice.greeting, *voice.empathy.values()]
    for text in (*lines, *voice.required_disclosures, *context.brand.links, context.brand.name):
        yield from _of_text(text, "the brand’s own lines", dollar)


def _said(context: CheckContext, dollar: str) -> Iterator[Known]:
    if context.ticket is None:
        return
    requester = context.ticket.requester
    texts = [context.ticket.subject, *(message.text for message in context.ticket.messages)]
    texts += [text for text in (requester.email, requester.name) if text]
    for text in texts:
        yield from _of_text(text, "the ticket", dollar)


def _derived(order: Order | None, cited: Iterable[Known]) -> Iterator[Known]:
    """Yield what one step makes of the order's amounts and days: sums, multiples, shares, deadlines."""
    if order is None:
        return
    amounts = _amounts(order)
    cited = [*cited]
    origin = "worked out from the order"
    unit = order.currency or ""
    lines = [item.price * n for item in order.items if item.price is not None for n in range(2, item.quantity + 1)]
    results = [*lines, sum(lines, Decimal(0))]
    results += [total for left, right in combinations(amounts, 2) for total in (left + right, abs(left - right))]
    results += [amount for whole in lines for other in amounts for amount in (whole + other, abs(whole - other))]
    goods = sum((item.price * item.quantity for item in order.items if item.price), Decimal(0))
    results += [goods, abs(order.total - goods) if order.total is not None else goods]  # shipping, or what was off
    for amount in dict.fromkeys(results):
        if amount > 0:
            yield _money(amount, unit, origin)
    for known in cited:
        for amount, step in dict.fromkeys(_of_rule(order, known, [*amounts, *lines])):
            if amount > 0:
                yield replace(_money(amount, unit, origin), basis=known, step=step)
    for start in _order_days(order):
        for known in cited:
            for last in _ends_of(start, known.fact):
                yield Known(Fact(FactKind.DATE, last.isoformat(), 0, 0, last.isoformat()), origin, basis=known)


def _of_rule(order: Order, known: Known, amounts: Iterable[Decimal]) -> Iterator[tuple[Decimal, str]]:
    """Yield what a passage's percentage or price makes of the order's amounts."""
    number = known.fact.number
    if number is None:
        return
    if known.fact.kind is FactKind.PERCENT:
        for whole in amounts:
            yield from ((whole * number / 100, ""), (whole * (100 - number) / 100, ""))
            if _TAX.search(known.sentence):  # what a price has of it, and the price without it
                yield from ((whole * number / (100 + number), ""), (whole * 100 / (100 + number), ""))
    if known.fact.kind is FactKind.MONEY:
        for whole in amounts:
            if whole != number:
                yield from ((whole + number, "sum"), (abs(whole - number), "rest"))
        yield from ((number * count, str(count)) for count in range(2, min(_pieces(order), _MOST_PIECES) + 1))


def _priced(cited: Iterable[Known]) -> Iterator[Known]:
    """Yield what a passage's percentage makes of a passage's amount."""
    origin = "worked out from the passages"
    known = _each_once(cited)[:_MOST_PRICED]
    shares = [one for one in known if one.fact.kind is FactKind.PERCENT and one.fact.number is not None]
    for one in known:
        if one.fact.kind is FactKind.MONEY and one.fact.number is not None:
            for share in shares:
                number = share.fact.number or Decimal(0)
                for amount in (one.fact.number * number / 100, one.fact.number * (100 - number) / 100):
                    yield replace(_money(amount, one.fact.unit, origin), basis=share)


def _ends_of(start: date, length: Fact) -> Iterator[date]:
    """Yield the last day of a length of time from a day of the order on, for either end of a range."""
    for number in (length.number, length.top):
        if number is None or length.kind is not FactKind.DURATION:
            continue
        count = min(int(number), _MOST_DAYS)
        if length.unit == "days":
            yield start + timedelta(days=count)
        elif length.unit == "months":
            years, month = divmod(start.month - 1 + count, 12)
            last = min(start.day, monthrange(start.year + min(years, 100), month + 1)[1])
            yield date(start.year + min(years, 100), month + 1, last)
        elif length.unit == "business days":
            weeks, rest = divmod(count, 5)
            day = start + timedelta(days=weeks * 7)
            while rest:
                day += timedelta(days=1)
                rest -= day.weekday() < 5
            yield day


def _pieces(order: Order) -> int:
    return sum(item.quantity for item in order.items)


def _money(amount: Decimal, currency: str, origin: str) -> Known:
    value = f"{currency} {amount:.2f}"
    return Known(Fact(FactKind.MONEY, value, 0, 0, value.strip(), amount, None, currency), origin)


def _of_day(day: date, origin: str) -> Iterator[Known]:
    yield Known(Fact(FactKind.DATE, day.isoformat(), 0, 0, day.isoformat()), origin)
    yield Known(Fact(FactKind.DATE, f"{day:%A}".lower(), 0, 0, f"{day:%A}"), origin)


def _plain(count: int) -> Fact:
    number = Decimal(count)
    return Fact(FactKind.QUANTITY, describe_number(number), 0, 0, str(count), number)
