"""A clock that a test sets and ids that count: time and chance taken out of tests."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


class SettableClock:
    """A ``Clock`` that stands still until a test moves it."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the moment it was set to."""
        return self.now

    def advance(self, **length: float) -> datetime:
        """Move on, e.g. ``clock.advance(minutes=5)``, and return the new moment."""
        self.now += timedelta(**length)
        return self.now


def counting_ids() -> Callable[[str], str]:
    """Return a ``NewId`` that gives ``tkt_000001``, ``tkt_000002``…: repeatable, sorted by when they were made."""
    made = 0

    def new_id(prefix: str) -> str:
        nonlocal made
        made += 1
        return f"{prefix}_{made:06d}"

    return new_id
