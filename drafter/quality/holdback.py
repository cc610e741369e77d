"""Hold-back: a share of tickets without a draft, so that what drafts do can be told from what goes with them.

Which tickets is fixed by a hash of the ticket's id, so that no person and no event picks
them.  Without a hold-back a comparison is an association and is called one.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, variance

from drafter.quality.rates import Rate, rate

HELD_BACK = (
    "Held back, write it yourself: your team compares replies with and without a draft, and chance chose this ticket. "
    "A draft can still be written on request; the comparison goes by what chance chose, so nothing is spoiled."
)
"""Why such a ticket has no draft, in a sentence an agent can read."""

_HASHES = 1 << 64


@dataclass(frozen=True)
class Effect:
    """Treated less untreated, with its 95 % interval; None where one side has too few.

    ``is_causal`` says that chance decided who was treated; else it is an association.
    """

    value: float | None
    low: float | None
    high: float | None
    treated: int
    untreated: int
    is_causal: bool


def is_held_back(ticket_id: str, share: float, *, salt: str = "") -> bool:
    """Whether a ticket gets no draft; ``share`` 0 to 1 of all tickets, always the same for one id.

    A larger share holds back the same tickets and more.
    """
    digest = hashlib.sha256(f"hold-back:{salt}:{ticket_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * _HASHES


def effect_on_mean(treated: Sequence[float], untreated: Sequence[float], *, is_causal: bool) -> Effect:
    """Return the difference of two means with Welch's interval (normal quantile, so for 30 values and more a side)."""
    if len(treated) < 2 or len(untreated) < 2:
        return Effect(None, None, None, len(treated), len(untreated), is_causal)
    value = fmean(treated) - fmean(untreated)
    half = 1.959963984540054 * math.sqrt(variance(treated) / len(treated) + variance(untreated) / len(untreated))
    return Effect(value, value - half, value + half, len(treated), len(untreated), is_causal)


def effect_on_rate(treated: tuple[int, int], untreated: tuple[int, int], *, is_causal: bool) -> Effect:
    """Return the difference of two shares, given as (count, n), with Newcombe's interval.

    Source: Newcombe 1998, "Interval estimation for the difference between independent proportions", method 10.

    >>> found = effect_on_rate((56, 70), (48, 80), is_causal=True)
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    a, b = rate(*treated), rate(*untreated)
    if a.value is None or b.value is None:
        return Effect(None, None, None, a.n, b.n, is_causal)
    value = a.value - b.value
    low = value - math.hypot(a.value - _low(a), _high(b) - b.value)
    high = value + math.hypot(_high(a) - a.value, b.value - _low(b))
    return Effect(value, low, high, a.n, b.n, is_causal)


def _low(found: Rate) -> float:
    return 0.0 if found.low is None else found.low


def _high(found: Rate) -> float:
    return 1.0 if found.high is None else found.high
