"""Days that a draft states of the order: ordered, shipped, delivered - the right day for the right thing."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from drafter.orders import Order
from knowledge_base.facts import Fact, FactKind
from knowledge_base.notations import WEEKDAY_WORDS, day_and_month

_TAIL = r"(?:\s(?:to|at|by|with|from)\s[\w ]{1,20})?\s(?:on|am|le|el|den)?\s?(?:the\s)?(?:\w+,\s?)?$"
_VERBS: Mapping[str, str] = {
    "ordered": r"you ordered(?: it| them)?|ordered|placed|bought|purchased|bestellt|commandée?|pedido",
    "shipped": r"shipped|dispatched|sent out|left (?:us|our warehouse)|versandt|verschickt|expédiée?|enviado",
    "delivered": r"delivered|arrived|reached you|zugestellt|geliefert|livrée?|entregado",
}
_STATED = {role: re.compile(rf"(?<!\bbe )(?<!\bbe re)\b(?:{verbs}){_TAIL}", re.I) for role, verbs in _VERBS.items()}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY_NAMES = "|".join((*WEEKDAYS, *WEEKDAY_WORDS))
_TO = re.compile(r"s?\s?(?:[-–—]|to|through|until|till|bis|au|al?|à)\s?", re.I)
_IN_A_LIST = re.compile(r"[,/+&]|\b(?:und|and|et|y)\b", re.I)
_DAILY = re.compile(
    r"\b(?:daily|every day|seven days a week|7 days a week|24/7|7/7|7j/7|täglich|jeden tag|tous les jours|a diario"
    r"|(?:sieben|7) tage die woche|(?:sept|7) jours sur (?:sept|7)|(?:(?:los )?(?:siete|7) )días de la semana"
    r"|todos los días|cada día|chaque jour)",
    re.I,
)
_A_WEEK = re.compile(r"\s(?:a|per|die|pro|in der|sur|de la|por|à la)\s(?:week|woche|7|sept|semana|semaine)\b", re.I)
_WEEKEND = re.compile(r"\b(?:weekends?|wochenende\w*|fins? de semana)\b", re.I)
_WEEKDAYS = re.compile(r"\b(?:on weekdays|weekdays|werktags|wochentags|en semaine|entre semana)\b", re.I)
_OPEN = re.compile(
    r"\b(?:open|closed?|(?:opening|business|office) hours|available|geöffnet|geschlossen|erreich\w+"
    r"|ouverte?|fermée?|ouvr\w+|abr\w+|abierto|cerrado|cerramos|atend\w+|atiend\w+)\b",
    re.I,
)
_REACH = 60  # characters before a day in which its verb stands


@dataclass(frozen=True)
class WrongDay:
    """A day that the order contradicts: what it is said of, and the day on record."""

    role: str
    right: date


def find_wrong_day(fact: Fact, text: str, order: Order | None) -> WrongDay | None:
    """Return what the order has instead of a day that the draft states of it; None where nothing clashes."""
    if order is None or fact.kind is not FactKind.DATE:
        return None
    before = text[max(0, fact.start - _REACH) : fact.start]
    for role, pattern in _STATED.items():
        known = _known_days(order)[role]
        if known and pattern.search(before) and not any(_says(fact.value, day) for day in known):
            return WrongDay(role, known[0])
    return None


def clashes_with_its_date(weekday: Fact, others: Sequence[Fact]) -> bool | None:
    """Whether a weekday is not that of the full date beside it; None when no date stands beside it."""
    if weekday.kind is not FactKind.DATE or weekday.value[:1].isdigit():
        return None
    for other in others:
        gap = min(abs(other.start - weekday.end), abs(weekday.start - other.end))
        if gap <= len(", the ") and re.fullmatch(r"\d{4}-\d\d-\d\d", other.value):
            return f"{date.fromisoformat(other.value):%A}".lower() != weekday.value
    return None


def days_between(text: str, facts: Sequence[Fact]) -> Iterator[Fact]:
    """Yield the weekdays inside a range of them, and all seven where a text says daily: what "Mon-Fri" covers."""
    if _DAILY.search(text):
        yield from (_weekday(day) for day in WEEKDAYS)
    named = [fact for fact in facts if fact.kind is FactKind.DATE and fact.value in WEEKDAYS]
    for first, last in pairwise(named):
        is_one = (first.start, first.end) == (last.start, last.end) and not _IN_A_LIST.search(first.text)
        if not is_one and not _TO.fullmatch(text, first.end, last.start):
            continue
        place = WEEKDAYS.index(first.value)
        count = (WEEKDAYS.index(last.value) - place) % len(WEEKDAYS)
        yield from (_weekday(WEEKDAYS[(place + step) % len(WEEKDAYS)]) for step in range(1, count))
    if _WEEKEND.search(text):
        yield from (_weekday(day) for day in WEEKDAYS[5:])
    if _WEEKDAYS.search(text):
        yield from (_weekday(day) for day in WEEKDAYS[:5])


def is_every_day(fact: Fact, text: str, known: Iterable[Fact]) -> bool:
    """Whether "six days a week" is said of what is known to be open on as many."""
    if fact.kind is not FactKind.DURATION or fact.unit != "days" or not _A_WEEK.match(text, fact.end):
        return False
    return len({*WEEKDAYS} & {one.value for one in known if one.kind is FactKind.DATE}) == fact.number


def says_opening_days(text: str, fact: Fact) -> bool:
    """Whether a weekday is one of those that come every week: of a range or in the plural."""
    if fact.value not in WEEKDAYS:
        return False
    is_last = re.search(rf"(?:{_DAY_NAMES})\.?{_TO.pattern}$", text[max(0, fact.start - 25) : fact.start], re.I)
    is_first = re.match(rf"{_TO.pattern}(?:{_DAY_NAMES})", text[fact.end : fact.end + 25], re.I)
    near = text[max(0, fact.start - _REACH) : fact.end + _REACH]
    return bool(
        _OPEN.search(near)
        or is_last
        or is_first
        or text[fact.end : fact.end + 1] == "s"
        or re.search(r"[-–]", fact.text)
    )


def _weekday(name: str) -> Fact:
    return Fact(FactKind.DATE, name, 0, 0, name.capitalize())


def _known_days(order: Order) -> Mapping[str, list[date]]:
    shipped = [shipment.shipped_on for shipment in order.shipments]
    delivered = [order.delivered_on, *(shipment.delivered_on for shipment in order.shipments)]
    every = {"ordered": [order.ordered_on], "shipped": shipped, "delivered": delivered}
    return {role: [day for day in days if day] for role, days in every.items()}


def _says(value: str, day: date) -> bool:
    return value in (day.isoformat(), day_and_month(day), f"{day:%A}".lower(), f"{day:%Y-%m}")
