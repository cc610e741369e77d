"""Measure what became of a brand's tickets, read in batches, each in its own short transaction."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from drafter.outcomes import TicketOutcome, Windows, outcome_of
from drafter.outcomes_figures import OutcomeFigures, figures_of
from drafter.store.outcomes import OutcomeEvent, count_imported, unreconciled
from drafter.store.outcomes_stories import Cursor, read_stories
from knowledge_base.foundation.database import Database


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


def reconcile(database: Database, brand_ids: Sequence[str], *, most: int = 200) -> Reconciliation:
    """Return how imported events stand against what we know, with the newest exceptions."""
    with database.reading() as session:
        imported, matched = count_imported(session, brand_ids)
        return Reconciliation(imported, matched, unreconciled(session, brand_ids, limit=most))
