"""A value that the sources do have, but of something else: the 3,90 € of a parcel shop said of home delivery.

Each place where a value stands is weighed by what it shares with the place in the draft, zone
by zone (``surroundings``).  A rival value that shares clearly more than every place of the
draft's own value is what the draft's words are about.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from math import inf

from drafter.checks.anchors import bound_of
from drafter.checks.context import CheckContext, Source
from drafter.checks.support import supports
from drafter.checks.surroundings import Surroundings, Words, core_text_of, surroundings_in, surroundings_of, words_of
from drafter.orders import Order
from knowledge_base.facts import Fact, FactKind
from knowledge_base.units import base_of
from knowledge_base.wording import sentences_of

_BOUND_KINDS = frozenset({FactKind.MONEY, FactKind.PERCENT, FactKind.DURATION})
_CONTINUES = re.compile(  # a clause that speaks of what the one before it named
    r"(?<!\w)(?:extra|additional|further|more|each|per|apiece|otherwise|else|after that|then|weitere\w*|zusätzlich\w*"
    r"|jede\w*|sonst|danach|je|pro|supplémentaires?|ensuite|puis|sinon|chaque|chacune?|adicional\w*|después|luego"
    r"|cada|si no|ones?|others?|rest|larger|smaller|longer|bigger|größere\w*|kleinere\w*|übrige\w*|autres|resto|demás"
    r"|otros|mayores|menores)(?!\w)",
    re.I,
)
_SHORT = frozenset({"minutes", "hours"})
_WEIGHTS = (
    *(3.4, 2.1, 0.6, 0.4, 0.3),  # of the draft's core: what the place has in its core, way, lead, tail, before
    *(2.1, 1.3, 0.4, 0.5, 0.9),  # of what leads to it
    *(0.7, 0.9, 0.2, 0.8, 0.7),  # of the rest of its sentence
    *(0.9, 0.6, 0.2, 0.3, 0.3),  # of the sentence before
    *(0.2, 0.4, 0.0, 0.3, 0.0),  # of what was asked
    *(1.7, 1.5, 2.1, 1.0),  # facts beside it, facts along it, same unit, both ranges or both not
)
"""What each sign counts, fitted to clean replies: there the value's own place must come before its rivals."""
_PRICED = frozenset({"@paid", "@price", "@total", "@return", "@voucher", "@free", "@fee"})
_OF_ORDER = (3.3, 1.5)  # for a value of the order, round which stand few words; where words speak of a price
_MOST_PLACES, _MOST_BESIDE, _MOST_STRAYS = 300, 12, 6
_MOST_CHARS = 20_000  # of one passage
_CLEARLY, _BY_WORDS, _BY_WORDS_ALONE, _IN_A_LIST, _BESIDE_IT = 2.2, 1.4, 0.5, -1.0, -4.0
_CONTINUED, _NEARLY = 2.5, 0.5
"""By how much a rival must lead, for how its words are shared; in 631 facts of clean replies three do."""
_TOWARDS = re.compile(r"(?<!\w)(?:nach|after|après|tras|past|dès réception)\s(?:\w+\s){0,3}$", re.I)
_PART_END = re.compile(r"[.!?;\n](?:\s|$)|\s[—–]\s")


Rarities = Mapping[FactKind, Mapping[str, float]]


@dataclass(frozen=True)
class Place:
    """Where a source has a value: what stands round it there, and what the source says before."""

    fact: Fact
    sentence: str
    origin: str
    around: Surroundings
    earlier: Words = frozenset()
    is_least: bool = False
    source: str = ""
    is_of_order: bool = False
    is_sum: bool = False  # of the order: its total, or several pieces of one item

    @property
    def zones(self) -> tuple[Words, ...]:
        """The place's zones, nearest first; one that names no topic is of those that were named before it."""
        near = self.around.core | self.around.way
        before = (self.around.lead | self.earlier) - near
        told = frozenset() if _topics_of(near) else _topics_of(before)
        rest = near | told | self.around.lead | self.around.tail
        return (
            self.around.core, self.around.way | told, self.around.lead - told, self.around.tail - told,
            self.earlier - rest,
        )  # fmt: skip


def _topics_of(words: Words) -> Words:
    return frozenset(word for word in words if word.startswith("@") and word not in _PRICED)


@dataclass(frozen=True)
class Spot:
    """Where a draft has a value: what stands round it, the sentence before, what was asked.

    ``others`` are the words of other values of its kind.
    """

    around: Surroundings
    previous: Words
    asked: Words
    is_least: bool
    others: Words = frozenset()

    @property
    def zones(self) -> tuple[Words, ...]:
        """The draft's zones, nearest first; no word is in two of them."""
        near = self.around.core | self.around.way
        rest = (self.around.lead | self.around.tail) - self.others
        previous = self.previous - near - rest
        return (self.around.core, self.around.way, rest, previous, self.asked - near - rest - previous)


@dataclass(frozen=True)
class Places:
    """Every place of a value in the sources and the order, and what words weigh among those of a kind."""

    places: Sequence[Place]
    rarities: Rarities


@dataclass(frozen=True)
class Stated:
    """The facts of a draft, and those among them that no source has and nobody said."""

    facts: Sequence[Fact]
    nobodys: Sequence[Fact]


def find_places(sources: Iterable[Source], order: Order | None, dollar: str) -> Places:
    """Return every place of a value in the sources and the order."""
    found = [place for source in sources for place in _of_source(source.text, source.heading, dollar)]
    places = [*(_of_order(order) if order else ()), *found][:_MOST_PLACES]
    return Places(places, rarities_of(places))


@lru_cache(maxsize=512)
def _of_source(text: str, heading: str, dollar: str) -> tuple[Place, ...]:
    places, earlier = [], words_of(heading)
    origin = f"“{heading}”" if heading else "the passage"
    for sentence in sentences_of(text[:_MOST_CHARS]):
        for fact, around in surroundings_in(sentence, dollar):
            places.append(Place(fact, sentence, origin, around, earlier, _is_least(sentence, fact), text))
        earlier |= words_of(sentence)
    return tuple(places)


def _of_order(order: Order) -> Iterator[Place]:
    for item in order.items:
        if item.price is not None:
            about = words_of(item.name) | {"@price", "@paid"}
            yield _priced(item.price, order, about)
            if item.quantity > 1:
                yield _priced(item.price * item.quantity, order, about, is_sum=True)
    if order.total is not None:
        yield _priced(order.total, order, frozenset({"@total", "@paid"}), is_sum=True)
    for amount in order.discounts:
        yield _priced(abs(amount), order, frozenset({"@voucher"}), is_sum=True)


def _priced(amount: Decimal, order: Order, about: Words, *, is_sum: bool = False) -> Place:
    unit = order.currency or ""
    none: Words = frozenset()
    around = Surroundings(about, none, none, none, frozenset(), frozenset())
    fact = Fact(FactKind.MONEY, f"{unit} {amount:.2f}", 0, 0, f"{amount:.2f} {unit}".strip(), amount, None, unit)
    return Place(fact, "", "the order", around, is_of_order=True, is_sum=is_sum)


def spot_of(fact: Fact, context: CheckContext, facts: Sequence[Fact]) -> Spot:
    """Return what stands round a fact of the draft; ``facts`` are all of the draft."""
    text = context.text
    ends = [found.end() for found in _PART_END.finditer(text, max(0, fact.start - 900), fact.start)]
    start = ends[-1] if ends else max(0, fact.start - 900)
    behind = _PART_END.search(text, fact.end, fact.end + 600)
    end = behind.start() if behind else min(len(text), fact.end + 600)
    near = [one for one in facts if start <= one.start and one.end <= end]
    near.sort(key=lambda one: abs(one.start - fact.start))
    inside = sorted((_moved(one, -start) for one in near[:_MOST_BESIDE]), key=lambda one: one.start)
    part = text[start:end]
    around = surroundings_of(part, _moved(fact, -start), inside)
    alike = [one for one in inside if one.kind is fact.kind and one.start != fact.start - start]
    others: Words = frozenset().union(*(words_of(core_text_of(part, one, inside)) for one in alike))
    before = ends[-2] if len(ends) > 1 else max(0, start - 400)
    ticket = context.ticket
    asked = " ".join((ticket.subject, *(message.text for message in ticket.messages)))[:2000] if ticket else ""
    return Spot(around, words_of(text[before:start]), words_of(asked), _is_least(text, fact), others)


def _is_least(text: str, fact: Fact) -> bool:
    """Whether a value is said to be the least; "to Austria 9,90 €" is no bound of money."""
    if fact.kind is FactKind.MONEY and _TOWARDS.search(text, max(0, fact.start - 40), fact.start):
        return False
    return bound_of(text, fact) == "least"


def _moved(fact: Fact, by: int) -> Fact:
    return replace(fact, start=fact.start + by, end=fact.end + by)


def signs_of(spot: Spot, fact: Fact, place: Place, rarities: Rarities) -> list[float]:
    """Return how much a place shares with a spot, one number for each pair of zones, and what else tells."""
    around, rarity = place.around, rarities.get(fact.kind, {})
    mine, theirs = spot.zones, place.zones
    pairs = [[one & other for other in theirs] for one in mine]
    pairs[0][0] |= (mine[0] & around.tails) | (spot.around.tails & theirs[0])
    shared = [sum(rarity.get(word, 1.0) for word in words) for row in pairs for words in row]
    return [
        *shared,
        float(len(spot.around.beside & around.beside)),
        float(len(spot.around.along & around.along)),
        float(base_of(place.fact.unit)[0] == base_of(fact.unit)[0]),
        float((place.fact.top is None) is (fact.top is None)),
    ]


def rarities_of(places: Sequence[Place]) -> dict[FactKind, dict[str, float]]:
    """Return for each kind of value what a word weighs: less, the more places of that kind have it near."""
    counts: dict[FactKind, Counter[str]] = {}
    for one in places:
        if not one.is_of_order:
            counts.setdefault(one.fact.kind, Counter()).update(one.around.core | one.around.way)
    return {kind: {word: 1 / count**0.5 for word, count in found.items()} for kind, found in counts.items()}


def split(fact: Fact, spot: Spot, places: Sequence[Place], stated: Sequence[Fact]) -> tuple[list[Place], list[Place]]:
    """Return the places of a fact's own value, and those of its rivals that the draft does not state."""
    alike = [one for one in places if one.fact.kind is fact.kind and (one.fact.unit in _SHORT) is (fact.unit in _SHORT)]
    own = [one for one in alike if supports(one.fact, fact, is_lowest=True)]
    if not own or len(own) == len(alike):
        return own, []
    rivals = [
        one
        for one in alike
        if one not in own
        and one.is_least is spot.is_least
        and not any(supports(one.fact, other, is_lowest=True) for other in stated)
        and (not one.is_of_order or _may_be_price(spot, one, own))
    ]
    return own, rivals


def _may_be_price(spot: Spot, price: Place, own: Sequence[Place]) -> bool:
    """Whether words name an item of the order, and nothing that the value's own place is about."""
    if price.is_sum or any(one.is_sum for one in own):
        return False
    near = frozenset(word for word in spot.around.core | spot.around.way if not word.startswith("@"))
    about = (one.around.core | one.around.way | one.around.lead | one.earlier for one in own)
    return bool(near & price.around.core) and not any(near & words for words in about)


def find_other_binding(fact: Fact, context: CheckContext, sources: Places, draft: Stated) -> Place | None:
    """Return the place of the value that a draft's words are about where it has another one; None where none is.

    What the draft gives a value of its own is no rival, nor is what should stand where it has
    a value that nobody knows.
    """
    if fact.kind not in _BOUND_KINDS:
        return None
    spot = spot_of(fact, context, draft.facts)
    own, rivals = split(fact, spot, sources.places, [one for one in draft.facts if one != fact])
    if not own or not rivals:
        return None
    best = max(_score(spot, fact, one, sources.rarities) + _bonus(spot, one) for one in own)
    leads = {one: _score(spot, fact, one, sources.rarities) - best for one in rivals}
    clear = [one for one in rivals if leads[one] > _needed(spot, own, one)]
    if not clear:
        return None
    rival = max(clear, key=lambda one: leads[one])
    return None if _belongs_to_another(rival, leads[rival] + best, context, sources, draft) else rival


def _needed(spot: Spot, own: Sequence[Place], rival: Place) -> float:
    """Return by how much a rival must lead: less where words are its alone, least beside its neighbour in a list."""
    near, of_rival = spot.around.core | spot.around.way, rival.around.near
    of_own = frozenset().union(*(one.around.near for one in own))
    more = _CONTINUED if any(_continues(one) for one in own) else 0.0
    is_alone = any(not word.startswith("@") for word in near & of_rival - of_own)
    with_own = any(spot.around.beside & one.around.beside - rival.around.beside for one in own)
    siblings = [one for one in own if _are_listed(one, rival)]
    if siblings:
        with_rival = all(spot.around.beside & rival.around.beside - one.around.beside for one in own)
        if more:
            return inf
        if with_rival and not with_own and not any(near & one.around.core - rival.around.core for one in siblings):
            return _BESIDE_IT
        if any(not one.around.core - rival.around.core for one in siblings if one.sentence):
            return _CLEARLY + 2  # "100 or more 30%" is of what its neighbour names, too
        covered = max(_covered(near, one, rival) for one in siblings)
        if with_own or covered >= _covered(near, rival, siblings[0]):
            return _CLEARLY + 2
        if is_alone:
            return _BESIDE_IT
    if not is_alone:
        return _CLEARLY + more
    if near & of_own - of_rival - _told_of(rival) or with_own:
        return _BY_WORDS + more
    return more + (_IN_A_LIST if any(one.source and one.source == rival.source for one in own) else _BY_WORDS_ALONE)


def _told_of(place: Place) -> Words:
    """Return the topics that a place is of because they were named before it, and what every price is of."""
    return _topics_of(place.earlier | place.around.lead) | {"@price"}


def _are_listed(place: Place, other: Place) -> bool:
    """Whether two values stand in one sentence, or are prices of the order's items."""
    if place.is_of_order:
        return other.is_of_order and not place.is_sum and not other.is_sum
    return bool(place.sentence) and place.sentence == other.sentence


def _covered(near: Words, place: Place, other: Place) -> float:
    """Return which share of the words that tell a place from its neighbour stands by the draft's value.

    Of "a check is £65 for mowers, £95 for ride-ons" both are checks: where the neighbour starts
    with its value, what stands before this one is of both.
    """
    telling = place.around.core - other.around.core
    if place.around.behind and other.around.behind >= other.around.core:
        telling &= place.around.behind
    found = sum(word in near for word in telling) + len(near & place.around.tails - place.around.core)
    return min(1.0, found / len(telling)) if telling else 0.0


def _belongs_to_another(rival: Place, score: float, context: CheckContext, sources: Places, draft: Stated) -> bool:
    """Whether a rival is what another value of the draft, one that nobody has, should have been."""
    alike = [one for one in sources.places if one.fact.kind is rival.fact.kind]
    for stray in [one for one in draft.nobodys if one.kind is rival.fact.kind][:_MOST_STRAYS]:
        spot = spot_of(stray, context, draft.facts)
        scores = [_score(spot, stray, place, sources.rarities) for place in alike]
        best = alike[scores.index(max(scores))]
        if best.fact.key == rival.fact.key and max(scores) > score - _NEARLY:
            return True
    return False


def _bonus(spot: Spot, place: Place) -> float:
    if "@fee" in spot.around.core | spot.around.way:
        return 0.0
    return place.is_of_order * (_OF_ORDER[0] + _OF_ORDER[1] * (place.is_sum or is_price_there(spot, place)))


def is_price_there(spot: Spot, place: Place) -> bool:
    """Whether words speak of what an amount of the order may be: a price, what was paid, or an item by name."""
    near = spot.around.core | spot.around.way | spot.around.lead | spot.around.tail
    return place.is_of_order and bool(near & (_PRICED | place.around.core) - {"@fee"})


def _score(spot: Spot, fact: Fact, place: Place, rarities: Rarities) -> float:
    return sum(weight * sign for weight, sign in zip(_WEIGHTS, signs_of(spot, fact, place, rarities), strict=True))


def _continues(place: Place) -> bool:
    return bool(place.sentence and _CONTINUES.search(core_text_of(place.sentence, place.fact, ())))
