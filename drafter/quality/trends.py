"""Quality figures over time: one set for each week, with the counts they were made of."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from drafter.edits import Edit
from drafter.quality.rates import QualityFigures, figures

WEEKS = 12


@dataclass(frozen=True)
class Week:
    """The figures of one week; ``start`` is its Monday (UTC)."""

    start: date
    figures: QualityFigures

    @property
    def n(self) -> int:
        """Drafts that somebody decided on in this week."""
        return self.figures.acceptance.n


def by_week(measured: Iterable[tuple[datetime, Edit]], *, until: date, weeks: int = WEEKS) -> tuple[Week, ...]:
    """Return the figures of the ``weeks`` weeks that end with the one of ``until``, oldest first.

    A week in which nothing was decided is among them, with ``n`` 0: missing is not zero.
    """
    last = monday(until)
    grouped: Mapping[date, list[Edit]] = {last - timedelta(weeks=back): [] for back in range(weeks - 1, -1, -1)}
    for at, edit in measured:
        start = monday(at.astimezone(UTC).date())
        if start in grouped:
            grouped[start].append(edit)
    return tuple(Week(start, figures(edits)) for start, edits in grouped.items())


def monday(day: date) -> date:
    """Return the first day of a day's week."""
    return day - timedelta(days=day.weekday())
