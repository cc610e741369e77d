"""Measure what became of a brand's tickets, read in batches, each in its own short transaction."""

from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

from drafter.outcomes import TicketOutcome, Windows, outcome_of
from drafter.outcomes_figures import OutcomeFigures, figures_of
from drafter.store.outcomes import OutcomeEvent, count_imported, unreconciled
from drafter.store.outcomes_stories import Cursor, read_stories
from knowledge_base.foundation.database import Database

KEPT, MOST_KEPT = timedelta(minutes=10), 64


@dataclass(frozen=True)
class Reconciliation:
    """How many imported events there are, how many belong to a ticket, order or customer, and those that don't."""

    imported: int
    matched: int
    exceptions: tuple[OutcomeEvent, ...]

    @property
    def explained(self) -> int:
        """How many belong to nothing we know; each says why."""
        return self.imported - self.matched


def ticket_outcomes(
    database: Database,
    brand_ids: Sequence[str],
    *,
    now: datetime,
    since: datetime | None = None,
    windows: Windows | None = None,
) -> Iterator[TicketOutcome]:
    """Yield what became of each ticket opened since a moment, oldest first."""
    after: Cursor | None = None
    while True:
        with database.reading() as session:
            stories, after = read_stories(session, brand_ids, since=since, after=after)
        yield from (outcome_of(story, now=now, windows=windows) for story in stories)
        if after is None:
            return


def measure_outcomes(
    database: Database,
    brand_names: Mapping[str, str],
    *,
    now: datetime,
    since: datetime | None = None,
    windows: Windows | None = None,
) -> OutcomeFigures:
    """Return the figures over the tickets of these brands (names by id)."""
    found = ticket_outcomes(database, list(brand_names), now=now, since=since, windows=windows)
    return figures_of(found, brand_names)


@dataclass(frozen=True)
class Computed:
    """Figures, and when they were computed."""

    figures: OutcomeFigures
    at: datetime


@dataclass
class _Place:
    """Where the figures of one choice are kept; who comes while they are computed waits for them."""

    computing: Lock = field(default_factory=Lock)
    state: object = None
    found: Computed | None = None


@dataclass
class RecentOutcomes:
    """``measure_outcomes``, remembered for ten minutes for each choice of brands, period and windows.

    Figures of several brands are kept under all their ids, so who sees other brands never meets them.
    """

    _kept: "OrderedDict[object, _Place]" = field(default_factory=OrderedDict, repr=False)
    _looking: Lock = field(default_factory=Lock, repr=False)

    def measure(
        self,
        database: Database,
        brand_names: Mapping[str, str],
        *,
        now: datetime,
        days: int,
        windows: Windows | None = None,
        state: object = None,
        again: bool = False,
    ) -> Computed:
        """Return the figures over tickets opened within ``days``; anew where ``state`` changed, or when asked to."""
        place = self._place((tuple(sorted(brand_names.items())), days, windows or Windows()))
        with place.computing:
            known = place.found
            if known and not again and place.state == state and timedelta() <= now - known.at < KEPT:
                return known
            since = now - timedelta(days=days)
            figures = measure_outcomes(database, brand_names, now=now, since=since, windows=windows)
            place.state, place.found = state, Computed(figures, now)
            return place.found

    def _place(self, key: object) -> _Place:
        with self._looking:
            place = self._kept.setdefault(key, _Place())
            self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
            return place


def reconcile(database: Database, brand_ids: Sequence[str], *, most: int = 200) -> Reconciliation:
    """Return how imported events stand against what we know, with the newest exceptions."""
    with database.reading() as session:
        imported, matched = count_imported(session, brand_ids)
        return Reconciliation(imported, matched, unreconciled(session, brand_ids, limit=most))
