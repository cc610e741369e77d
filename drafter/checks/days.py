"""Days that a draft states of the order: ordered, shipped, delivered - the right day for the right thing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from drafter.orders import Order
from knowledge_base.facts import Fact, FactKind
from knowledge_base.notations import day_and_month

_TAIL = r"(?:\s(?:to|at|by|with|from)\s[\w ]{1,20})?\s(?:on|am|le|el|den)?\s?(?:the\s)?(?:\w+,\s?)?$"
_VERBS: Mapping[str, str] = {
    "ordered": r"you ordered(?: it| them)?|ordered|placed|bought|purchased|bestellt|commandée?|pedido",
    "shipped": r"shipped|dispatched|sent out|left (?:us|our warehouse)|versandt|verschickt|expédiée?|enviado",
    "delivered": r"delivered|arrived|reached you|zugestellt|geliefert|livrée?|entregado",
}
_STATED = {role: re.compile(rf"(?<!\bbe )(?<!\bbe re)\b(?:{verbs}){_TAIL}", re.I) for role, verbs in _VERBS.items()}
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


def clashes_with_its_date(weekday: Fact, others: list[Fact]) -> bool | None:
    """Whether a weekday is not that of the full date beside it; None when no date stands beside it."""
    if weekday.kind is not FactKind.DATE or weekday.value[:1].isdigit():
        return None
    for other in others:
        gap = min(abs(other.start - weekday.end), abs(weekday.start - other.end))
        if gap <= len(", the ") and re.fullmatch(r"\d{4}-\d\d-\d\d", other.value):
            return f"{date.fromisoformat(other.value):%A}".lower() != weekday.value
    return None


def _known_days(order: Order) -> Mapping[str, list[date]]:
    shipped = [shipment.shipped_on for shipment in order.shipments]
    delivered = [order.delivered_on, *(shipment.delivered_on for shipment in order.shipments)]
    every = {"ordered": [order.ordered_on], "shipped": shipped, "delivered": delivered}
    return {role: [day for day in days if day] for role, days in every.items()}


def _says(value: str, day: date) -> bool:
    return value in (day.isoformat(), day_and_month(day), f"{day:%A}".lower(), f"{day:%Y-%m}")
