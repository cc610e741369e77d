"""Like tickets that got unlike replies: the pairs that a person should look at side by side."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TypeVar

T = TypeVar("T", str, Decimal)

SAME_AMOUNT = Decimal("0.02")  # amounts within 2 % are alike: rounding, shipping cents


@dataclass(frozen=True)
class ComparedReply:
    """A reply that went out, as far as it can be compared.

    ``revision_ids`` are the policy wordings it rests on; ``order_facts`` the order's facts that
    decide (age in bands, status, seller), None where no order is known.  ``resolution`` is what
    was decided, ``amount`` what it gave away in the order's currency.
    """

    key: str
    agent: str
    brand_id: str
    intent: str
    revision_ids: frozenset[str]
    resolution: str
    sent_at: datetime
    amount: Decimal | None = None
    order_facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def like(self) -> tuple[object, ...]:
        """What two tickets must share to be called alike."""
        return self.brand_id, self.intent, self.revision_ids, frozenset(self.order_facts.items())


@dataclass(frozen=True)
class UnlikePair:
    """Two replies to like tickets that decided differently; ``first`` is the rarer one in its group.

    ``differs`` is ``resolution`` or ``amount``; ``alike`` counts the like tickets there are.
    """

    first: ComparedReply
    second: ComparedReply
    differs: str
    alike: int


@dataclass(frozen=True)
class Comparison:
    """What comparing found: how many replies had a like one, in how many groups, and which pairs differ."""

    replies: int
    groups: int
    pairs: tuple[UnlikePair, ...]


def compare(replies: Sequence[ComparedReply]) -> Comparison:
    """Return each reply that decided otherwise than most of its like ones, beside the nearest in time that did not.

    Each odd reply is listed once, not against every other: a list of all pairs of a group of
    100 would have thousands that say the same.  Replies of one agent are compared too, since an
    agent may be unlike themselves; a pair is never one reply twice.
    """
    groups: dict[object, list[ComparedReply]] = {}
    for reply in replies:
        groups.setdefault(reply.like, []).append(reply)
    compared = [group for group in groups.values() if len(group) > 1]
    pairs = [pair for group in compared for pair in _unlike(group)]
    pairs.sort(key=lambda pair: (pair.first.sent_at, pair.first.key), reverse=True)
    return Comparison(sum(len(group) for group in compared), len(compared), tuple(pairs))


def _unlike(group: Sequence[ComparedReply]) -> list[UnlikePair]:
    usual = _commonest([reply.resolution for reply in group])
    like = [reply for reply in group if reply.resolution == usual]
    odd = [reply for reply in group if reply.resolution != usual]
    found = [UnlikePair(reply, _nearest(reply, like), "resolution", len(group)) for reply in odd]
    amounts = [reply.amount for reply in like if reply.amount is not None]
    if amounts:
        most = _commonest(amounts)
        same = [reply for reply in like if reply.amount is not None and _same(reply.amount, most)]
        unlike = [reply for reply in like if reply.amount is not None and not _same(reply.amount, most)]
        found += [UnlikePair(reply, _nearest(reply, same), "amount", len(group)) for reply in unlike]
    return found


def _commonest(values: Sequence[T]) -> T:
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], str(value)))


def _same(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) <= SAME_AMOUNT * max(abs(a), abs(b))


def _nearest(reply: ComparedReply, others: Sequence[ComparedReply]) -> ComparedReply:
    return min(others, key=lambda other: (abs(other.sent_at - reply.sent_at), other.key))
