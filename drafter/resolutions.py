"""Resolution: what a reply commits to, on which rung of a ladder, with amount and conditions; and the steps to do."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

ANY_AGENT, LEAD = 1, 3
AUTHORITIES = {1: "any agent", 2: "senior agent", 3: "lead"}


def needs_words(authority: int) -> str:
    """Return what a rung of this authority needs, in words: "needs a lead"."""
    return f"needs a {AUTHORITIES.get(authority, f'person of authority {authority}')}"


class RungKind(StrEnum):
    """What a rung offers."""

    EXPLAIN = "explain"
    REPLACE = "replace"
    EXCHANGE = "exchange"
    CREDIT = "credit"
    PARTIAL_REFUND = "partial_refund"
    REFUND = "refund"
    ESCALATE = "escalate"

    @property
    def label(self) -> str:
        """The kind as pages write it."""
        return self.value.replace("_", " ").capitalize()


GOODS = frozenset({RungKind.REPLACE, RungKind.EXCHANGE})
MONEY = frozenset({RungKind.CREDIT, RungKind.PARTIAL_REFUND, RungKind.REFUND})
CONCESSIONS = GOODS | MONEY


@dataclass(frozen=True)
class Part:
    """A part of an amount and the payment method it goes back to."""

    method: str
    amount: Decimal


@dataclass(frozen=True)
class Step:
    """One thing to do: in words, with the order and amount it is about.  ``source`` says who asks for it.

    ``does`` is what a reply says of it once it is done: ``refund``, ``replace``, ``label``, ``tag``, ``note``
    or nothing known.
    """

    number: int
    text: str
    source: str
    does: str | None = None
    order_number: str | None = None
    amount: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True)
class Resolution:
    """What a draft commits to.

    ``rung`` and ``kind`` are its ladder's; ``wording`` has to stand in the reply;
    ``authority`` is what a person needs to grant it.  ``reason`` says why this one.
    """

    kind: RungKind
    rung: str
    amount: Decimal | None = None
    currency: str | None = None
    deadline: date | None = None
    conditions: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    wording: str = ""
    steps: tuple[str, ...] = ()
    authority: int = ANY_AGENT
    reason: str = ""
    intent: str = ""
    ladder_id: str = ""
    version: int = 0

    @property
    def label(self) -> str:
        """Kind and amount in words: "Refund, 44.00 USD"."""
        money = f", {self.amount} {self.currency or ''}".rstrip() if self.amount is not None else ""
        return f"{self.kind.label}{money}"


@dataclass(frozen=True)
class Alternative:
    """Another rung of the same ladder: whether the brand's agents may choose it, and why or why not.

    ``needs`` is the authority that it lacks, where only that is short: who has it may choose it.
    """

    rung: str
    kind: RungKind
    fits: bool
    reason: str
    amount: Decimal | None = None
    currency: str | None = None
    authority: int = ANY_AGENT
    needs: int | None = None

    def is_open_to(self, authority: int) -> bool:
        """Whether a person of this authority may choose it."""
        return (self.fits and self.authority <= authority) or (self.needs is not None and self.needs <= authority)
