"""Warning: something in the policies that contradicts, repeats, has passed or leads nowhere.

The key of a warning is made of its kind and the words it points at, so that what somebody
decided about it holds until one of the wordings changes, and not longer.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong."""

    CONFLICT = "conflict"
    NUMBER = "number"
    DUPLICATE = "duplicate"
    UNREACHABLE = "unreachable"
    ESCALATION = "escalation"
    STALE = "stale"
    DEAD_LINK = "dead_link"
    LONG = "long"


class Severity(StrEnum):
    """How bad it is to publish with it."""

    HIGH = "high"  # a customer may be told something false
    LOW = "low"  # somebody will have to search, or to change two places
    NOTICE = "notice"  # worth a look


SEVERITY = {
    Kind.CONFLICT: Severity.HIGH,
    Kind.NUMBER: Severity.HIGH,
    Kind.UNREACHABLE: Severity.HIGH,
    Kind.STALE: Severity.LOW,
    Kind.DUPLICATE: Severity.LOW,
    Kind.DEAD_LINK: Severity.LOW,
    Kind.ESCALATION: Severity.LOW,
    Kind.LONG: Severity.NOTICE,
}


@dataclass(frozen=True)
class Place:
    """Where a warning points: a policy, the headings above, the words, and their span in its text."""

    policy_id: str
    policy: str
    heading: tuple[str, ...]
    text: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Warning:
    """One thing to look at, with the place or the two places it is about."""

    kind: Kind
    severity: Severity
    places: tuple[Place, ...]
    message: str
    key: str


def warn(kind: Kind, places: Sequence[Place], message: str) -> Warning:
    """Make a warning; its key does not depend on the order of its places or on blanks."""
    parts = sorted(f"{one.policy_id}\x1f{' '.join(one.text.split())}" for one in places)
    digest = hashlib.sha256("\x1e".join([kind.value, *parts]).encode()).hexdigest()
    return Warning(kind, SEVERITY[kind], tuple(places), message, f"lint_{digest[:24]}")
