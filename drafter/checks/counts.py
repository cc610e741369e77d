"""How many of an item a draft states, never more than the order has of it; and whose price it would pay back."""

import re

from drafter.checks.content import content_of
from drafter.checks.surroundings import clause_of, words_of
from drafter.orders import Order, OrderItem
from knowledge_base.facts import Fact, FactKind
from knowledge_base.wording import stems_of

_REACH = 60  # characters after a number in which its noun stands
_BREAK = re.compile(r"[.,;:()!?]\s|\)|\s(?:and|or|und|oder|et|ou|y|o)\s")
_TIMES = re.compile(
    r"^\s?[x×]\s|^\s(?:pieces?|pcs|units?|copies|pairs?|stück|exemplaires?)\s(?:of\s|de\s)?(?:the\s)?", re.I
)
_SHARE = 0.6  # of an item's words that name it


_REFUND = re.compile(
    r"(?<!\w)(?:refund\w*|reimburs\w*|money back|\w*erstatt\w*|rembours\w*|reembols\w*|devol\w+|terugbeta\w*)(?!\w)",
    re.I,
)
_WHOLE = re.compile(
    r"(?<!\w)(?:whole|entire|complete|all|both|everything|total\w*|order|gesamt\w*|ganze\w*|alle\w*|beide\w*|bestell\w*"
    r"|tou(?:te?|s|tes)|entière?|commande|deux|tod[oa]s?|pedido|enter[oa]|complet\w*|amb[oa]s)(?!\w)",
    re.I,
)


def find_wrong_refund(fact: Fact, text: str, asked: str, order: Order | None) -> OrderItem | None:
    """Return the one item that somebody asks to return where a refund is said to be of the whole order."""
    if order is None or fact.kind is not FactKind.MONEY or fact.number != order.total or len(order.items) < 2:
        return None
    clause = clause_of(text, fact.start, fact.end)
    if (
        "@return" not in words_of(text[: fact.start])
        or not _REFUND.search(clause)
        or _WHOLE.search(clause)
        or fact.number in {item.price for item in order.items}
    ):
        return None
    words = content_of(asked)
    names = [content_of(item.name) for item in order.items]
    named = [item for item, name in zip(order.items, names, strict=True) if words & name]
    return named[0] if len(named) == 1 and named[0].price is not None else None


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
