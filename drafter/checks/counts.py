"""How many of an item a draft states: never more than the order has of it."""

import re

from drafter.orders import Order, OrderItem
from knowledge_base.facts import Fact, FactKind
from knowledge_base.wording import stems_of

_REACH = 60  # characters after a number in which its noun stands
_BREAK = re.compile(r"[.,;:()!?]\s|\)|\s(?:and|or|und|oder|et|ou|y|o)\s")
_TIMES = re.compile(
    r"^\s?[x×]\s|^\s(?:pieces?|pcs|units?|copies|pairs?|stück|exemplaires?)\s(?:of\s|de\s)?(?:the\s)?", re.I
)
_SHARE = 0.6  # of an item's words that name it


def find_too_many(fact: Fact, text: str, order: Order | None) -> OrderItem | None:
    """Return the order's item of which a draft states more pieces than were bought; None where nothing clashes."""
    if order is None or fact.kind is not FactKind.QUANTITY or fact.unit or fact.number is None or fact.top is not None:
        return None
    if fact.number != fact.number.to_integral_value():
        return None
    after = text[fact.end : fact.end + _REACH]
    after = _BREAK.split(_TIMES.sub(" ", after))[0]
    if not after.startswith(" ") or not after[1:2].isalnum():
        return None
    following = stems_of(after)
    for item in order.items:
        name = stems_of(item.name)
        named = following[: len(name) + 1]
        if len(name) >= 2 and len({*name} & {*named}) >= _SHARE * len({*name}):
            return item if fact.number > item.quantity else None
    return None
