"""The job that replays past tickets with a candidate, ticket by ticket, in steps.

Each ticket is noted in a transaction of its own together with where the run stands, so a
crash costs the one ticket that was being written, and stopping takes effect at the next one.
The same runs in the process of a command, without a worker.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import structlog

from drafter.brands import Brand
from drafter.drafting import DraftingKit
from drafter.errors import PromptTooLongError
from drafter.impacts import Impact, Redraft, Replay, ReplayState
from drafter.replaying import Sides, as_asked, is_touched, look_up_both, pinned, replay_ticket
from drafter.store import replays
from drafter.store.brands import find_brand
from drafter.store.tickets import get_ticket
from drafter.tickets import Ticket
from knowledge_base.errors import SnapshotNotReadyError
from knowledge_base.foundation.clock import Clock
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.ids import NewId
from knowledge_base.publishing import CANDIDATE, Publisher
from knowledge_base.search.loading import LoadedSnapshot, SnapshotLoader
from knowledge_base.search.retrieving import SnapshotRetriever
from webhook.jobs.base import JobContext

TICKETS_A_STEP = 10
Progress = Callable[[int, int], None]

log = structlog.get_logger()


@dataclass(frozen=True)
class Searching:
    """What snapshots come from and are searched with."""

    loader: SnapshotLoader
    publisher: Publisher
    retriever: SnapshotRetriever

    def begun_with(self, replay: Replay) -> LoadedSnapshot:
        """Return the snapshot that was active when a replay began; before the first one, one without policies."""
        recorded = replay.active_snapshot_id
        if recorded and not recorded.startswith(CANDIDATE):
            return self.loader.load(recorded)
        try:
            return self.loader.active(replay.brand_id)
        except SnapshotNotReadyError:
            return self.publisher.candidate(replay.brand_id, [])


@dataclass(frozen=True)
class ReplayImpact:
    """Handles ``replay_impact``; the subject is a replay.

    ``kit`` is asked for a brand and whether its model writes, else the composer does;
    ``searching`` is made when the first replay begins.
    """

    database: Database
    searching: Callable[[], Searching]
    kit: Callable[[Brand, bool], DraftingKit]
    clock: Clock
    new_id: NewId

    def __call__(self, replay_id: str, context: JobContext) -> None:
        """Run a replay to its end, or go on where a former try broke off.

        Raises SnapshotNotReadyError, EmbeddingError.
        """
        structlog.contextvars.bind_contextvars(replay_id=replay_id)
        sides = self._begin(replay_id)
        if sides is None:
            return
        number = 0
        while context.step(f"tickets {number}", lambda: self._some(replay_id, sides)):
            number += 1

    def run(self, replay_id: str, progress: Progress = lambda done, total: None) -> Replay:
        """Run a replay here and now; a run that breaks, or is broken off, is recorded as stopped."""
        try:
            sides = self._begin(replay_id)
            while sides and self._some(replay_id, sides, progress):
                pass
        finally:
            # Nobody would take it up again: it has no job.
            with self.database.writing() as session:
                replays.end_replay(session, replay_id, ReplayState.CANCELLED, now=self.clock())
        with self.database.reading() as session:
            return replays.get_replay(session, replay_id)

    def _begin(self, replay_id: str) -> Sides | None:
        with self.database.reading() as session:
            replay = replays.get_replay(session, replay_id)
            brand = find_brand(session, replay.brand_id)
            total = min(replay.tickets, replays.count_past_tickets(session, replay.brand_id))
        if not replay.is_open:
            return None
        searching = self.searching()
        active = searching.begun_with(replay)
        candidate = searching.publisher.candidate(brand.id, [replay.revision_id], on_every_day=True)
        if replay.state is ReplayState.QUEUED:
            with self.database.writing() as session:
                replays.begin_replay(session, replay_id, total=total, active_snapshot_id=active.id)
        kit = self.kit(brand, replay.uses_model)
        over = partial(searching.retriever.retrieve_in, active), partial(searching.retriever.retrieve_in, candidate)
        return Sides(pinned(kit, over[0]), pinned(kit, over[1]), replay.policy_id)

    def _some(self, replay_id: str, sides: Sides, progress: Progress = lambda done, total: None) -> bool:
        """Look at the next few tickets; False at the end, or when the replay was stopped."""
        with self.database.reading() as session:
            replay = replays.get_replay(session, replay_id)
            room = min(TICKETS_A_STEP, (replay.total or 0) - replay.looked_at)
            ids = replays.past_ticket_ids(session, replay.brand_id, before=replay.last_ticket_id, limit=max(room, 0))
        if replay.state is not ReplayState.RUNNING:
            return False
        for ticket_id in ids:
            if not self._look_at(replay, ticket_id, sides):
                return False
            replay = replace(replay, last_ticket_id=ticket_id, looked_at=replay.looked_at + 1)
            progress(replay.looked_at, replay.total or 0)
        return bool(ids) or self._finish(replay)

    def _look_at(self, replay: Replay, ticket_id: str, sides: Sides) -> bool:
        with self.database.reading() as session:
            ticket = as_asked(get_ticket(session, ticket_id))
            had_cited = replays.had_cited(session, ticket_id, replay.policy_id)
        impact, skipped = None, False
        if ticket:
            try:
                impact = self._impact(ticket, sides)
            except PromptTooLongError:
                skipped = True
        if impact:
            impact = replace(impact, had_cited=had_cited)
        with self.database.writing() as session:
            return replays.advance_replay(session, replay, ticket_id, impact, skipped=skipped)

    def _impact(self, ticket: Ticket, sides: Sides) -> Impact | None:
        now = self.clock()
        found = look_up_both(ticket, sides, now=now)
        if not is_touched(found, sides.policy_id):
            return None
        kept = _Kept(self.database, ticket.id, self.clock)
        return replay_ticket(ticket, found, sides, kept, now=now, new_id=self.new_id)

    def _finish(self, replay: Replay) -> bool:
        with self.database.writing() as session:
            replays.end_replay(session, replay.id, ReplayState.DONE, now=self.clock())
            ended = replays.get_replay(session, replay.id)
        log.info("replayed", looked_at=ended.looked_at, found=ended.found, changed=ended.changed)
        return False


@dataclass(frozen=True)
class _Kept:
    """The redrafts in the database, for one ticket; a short transaction each."""

    database: Database
    ticket_id: str
    clock: Clock

    def find(self, key: str) -> Redraft | None:
        with self.database.reading() as session:
            return replays.find_redraft(session, key)

    def keep(self, key: str, redraft: Redraft) -> None:
        with self.database.writing() as session:
            replays.keep_redraft(session, key, self.ticket_id, redraft, now=self.clock())
