"""What an event says of a ticket's rating or of an order, in our words; vendors' shapes of a rating side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from drafter.outcomes import Happening
from webhook.helpdesks.base import EventKind, InboundEvent

HAPPENINGS = {
    EventKind.TICKET_ESCALATED: Happening.ESCALATED,
    EventKind.TICKET_RATED: Happening.RATED,
    EventKind.ORDER_PLACED: Happening.PLACED,
    EventKind.ORDER_REFUNDED: Happening.REFUNDED,
    EventKind.ORDER_EXCHANGED: Happening.EXCHANGED,
    EventKind.ORDER_RETURNED: Happening.RETURNED,
    EventKind.ORDER_CHARGED_BACK: Happening.CHARGED_BACK,
}
WITHOUT_TICKET = frozenset(HAPPENINGS) - {EventKind.TICKET_ESCALATED}  # nothing is to be fetched or drafted for them
WORDS = {
    "good": 1.0,
    "great": 1.0,
    "positive": 1.0,
    "satisfied": 1.0,
    "ok": 0.5,
    "okay": 0.5,
    "neutral": 0.5,
    "bad": 0.0,
    "not_good": 0.0,
    "notgood": 0.0,
    "negative": 0.0,
    "unsatisfied": 0.0,
}
# Help Scout sends 1, 2, 3 for great, okay, not good: https://developer.helpscout.com/webhooks/objects/satisfaction/
HELPSCOUT = {1: 1.0, 2: 0.5, 3: 0.0}
NAMES = ("rating", "satisfaction_rating", "conversation_rating", "satisfaction", "survey", "score", "value")
MOST_DEEP = 4
MOST_DECIMALS = 12  # a tiny number such as 1e-999999999 would be written out in a thousand million digits
MOST_CURRENCY = 16


@dataclass(frozen=True)
class Told:
    """What an event says; ``score`` is 0 to 1, None where a rating holds none that we can read."""

    kind: Happening
    order_number: str | None = None
    customer: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    score: float | None = None


def told_of(event: InboundEvent, kind: str) -> Told | None:
    """Return what an event of a helpdesk of this kind says; None where it says nothing of that.  Never raises."""
    happening = HAPPENINGS.get(event.kind)
    if happening is None:
        return None
    if happening is Happening.RATED:
        return Told(happening, score=score_in(event.data, kind))
    order, requester = _mapping(event.data.get("order")), _mapping(event.data.get("requester"))
    email = requester.get("email")
    return Told(
        happening,
        order_number=_text(order.get("order_number")),
        customer=email.strip().lower()[:255] if isinstance(email, str) and email.strip() else None,
        amount=_amount(event.data.get("amount")),
        currency=(_text(order.get("currency")) or "")[:MOST_CURRENCY] or None,
    )


def score_in(data: Mapping[str, Any], kind: str) -> float | None:
    """Return a rating (0 to 1) out of an event's body: a word, a number, or a number of so many."""
    for value, of in _ratings(data, 0):
        score = _score(value, of, kind)
        if score is not None:
            return score
    return None


def _ratings(data: Any, depth: int) -> Iterator[tuple[Any, Any]]:
    """Yield what may be a rating with the best there is, outermost first."""
    if not isinstance(data, Mapping) or depth > MOST_DEEP:
        return
    best = next((data[name] for name in ("of", "scale", "max", "out_of") if name in data), None)
    for name in NAMES:
        if name in data and not isinstance(data[name], Mapping):
            yield data[name], best
    for name, value in data.items():
        if name in NAMES or depth < 2:
            yield from _ratings(value, depth + 1)


def _score(value: Any, of: Any, kind: str) -> float | None:
    if isinstance(value, str):
        word = value.strip().lower().replace(" ", "_")
        if word in WORDS:
            return WORDS[word]
    number, best = _number(value), _number(of)
    if number is None:
        return None
    if kind == "helpscout" and best is None:
        return HELPSCOUT.get(int(number)) if number == int(number) else None
    best = best if best is not None else 5.0
    return number / best if 0 <= number <= best and best > 0 else None


def _number(value: Any) -> float | None:
    amount = _decimal(value)
    return float(amount) if amount is not None else None


def _amount(value: Any) -> Decimal | None:
    amount = _decimal(value)
    exponent = amount.as_tuple().exponent if amount is not None else None
    return amount if isinstance(exponent, int) and exponent >= -MOST_DECIMALS else None


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount < 10**12 else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(value: Any) -> str | None:
    return str(value)[:255] if isinstance(value, str | int) and not isinstance(value, bool) and str(value) else None
