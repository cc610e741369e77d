"""A replay as a job: in steps, resumed after a crash, stopped by a person, kept away from helpdesks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import func, select

from drafter import signing
from drafter.brands import Brand
from drafter.impacts import Flip, FlipKind, ImpactReport, Replay, ReplayState
from drafter.store import replays, tickets
from drafter.store.tables import DraftRow, RedraftRow
from drafter.tickets import Author
from knowledge_base.editing import create_policy, start_revision
from knowledge_base.errors import EmbeddingError
from knowledge_base.foundation.actors import Actor
from knowledge_base.policies import Revision
from tests.makers import make_message, make_ticket
from tests.tools.lines import Try
from webhook.jobs.base import REPLAY_IMPACT, StepResult, job_id_for
from webhook.jobs.replay_impact import TICKETS_A_STEP
from webhook.store.jobs import JobState, get_job
from webhook.store.tables import DeliveryRow
from webhook.wiring import Services
from webhook.working import make_worker

PRIYA = Actor("usr_priya", "admin")
RETURNS = "## Return window\n\nYou can return boots within 30 days of delivery.\n"
SHIPPING = "## Delivery times\n\nParcels take 3 to 5 business days.\n"


class CrashError(Exception):
    """The process went away."""


@dataclass
class Crashing:
    """A job context whose process goes away in the middle of one step, after some tickets of it were noted."""

    at: int
    attempt: int = 0
    job_id: str = "job"
    steps: list[str] = field(default_factory=list)

    def step(self, name: str, work: Callable[[], StepResult]) -> Any:
        if len(self.steps) == self.at:
            raise CrashError
        self.steps.append(name)
        return work()


@dataclass
class Desk:
    """A brand with two policies, and past tickets about both."""

    services: Services

    def publish(self, title: str, text: str) -> Revision:
        with self.services.database.writing() as session:
            made = create_policy(session, brand_id="brd_1", title=title, text=text, actor=PRIYA, **self._made())
        self.services.publisher.publish([made.id], actor=PRIYA)
        return made

    def rewrite(self, revision: Revision, text: str) -> Revision:
        with self.services.database.writing() as session:
            return start_revision(session, revision.policy_id, text=text, actor=PRIYA, **self._made())

    def take(self, *texts: str) -> list[str]:
        with self.services.database.writing() as session:
            ids = [self.services.new_id("tkt") for _ in texts]
            for ticket_id, text in zip(ids, texts, strict=True):
                asked = (make_message(text), make_message("Sure.", id="m2", author=Author.AGENT))
                ticket = make_ticket(id=ticket_id, external_id=ticket_id.upper(), messages=asked)
                tickets.save_ticket(session, ticket, now=self.services.clock())
        return ids

    def ask(self, revision: Revision, **options: Any) -> Replay:
        with self.services.database.writing() as session:
            asked = signing.ask_for_replay(
                session, revision, brand_id="brd_1", actor=PRIYA, **{**self._made(), **options}
            )
            self.services.jobs.enqueue(session, REPLAY_IMPACT, asked.id)
        return asked

    def report(self, replay: Replay) -> ImpactReport:
        with self.services.database.reading() as session:
            return replays.read_report(session, replay.id)

    def count(self, table: Any) -> int:
        with self.services.database.reading() as session:
            return session.scalars(select(func.count()).select_from(table)).one()

    def _made(self) -> dict[str, Any]:
        return {"now": self.services.clock(), "new_id": self.services.new_id}


@pytest.fixture
def desk(services: Services, brand: Brand) -> Desk:
    return Desk(services)


@pytest.fixture
def candidate(desk: Desk) -> Revision:
    """A draft of the returns policy with another window."""
    desk.publish("Shipping", SHIPPING)
    return desk.rewrite(desk.publish("Returns", RETURNS), RETURNS.replace("30", "45"))


def test_touched_tickets_are_redrafted_under_both_wordings(desk: Desk, candidate: Revision) -> None:
    desk.take("How long can I return boots?", "When does my parcel come, how many business days?")
    asked = desk.ask(candidate)

    desk.services.replaying(asked.id, Try())

    report = desk.report(asked)
    changed = report.changed
    assert (report.replay.state, report.replay.looked_at, report.replay.total) == (ReplayState.DONE, 2, 2)
    assert [one.flips for one in changed] == [(Flip(FlipKind.DAYS, "30 days", "45 days"),)]
    assert ("30 days" in changed[0].before.text, "45 days" in changed[0].after.text) == (True, True)
    assert report.replay.changed == 1


def test_wording_that_begins_later_is_replayed_as_if_it_held(desk: Desk) -> None:
    first = desk.publish("Returns", RETURNS)
    later = desk.rewrite(first, f"---\neffective_from: 2030-01-01\n---\n{RETURNS.replace('30', '45')}")
    desk.take("How long can I return boots?")
    asked = desk.ask(later)

    desk.services.replaying(asked.id, Try())

    assert desk.report(asked).replay.changed == 1


def test_first_wording_of_a_brand_is_replayed_against_nothing(desk: Desk) -> None:
    with desk.services.database.writing() as session:
        first = create_policy(session, brand_id="brd_1", title="Returns", text=RETURNS, actor=PRIYA, **desk._made())
    desk.take("How long can I return boots?")
    asked = desk.ask(first)

    desk.services.replaying(asked.id, Try())

    (impact,) = desk.report(asked).impacts
    assert Flip(FlipKind.DECISION, "no answer", "an answer") in impact.flips


def test_redrafts_reach_no_ticket_and_no_helpdesk(desk: Desk, candidate: Revision) -> None:
    desk.take("How long can I return boots?")

    desk.services.replaying(desk.ask(candidate).id, Try())

    assert desk.count(RedraftRow) == 2
    assert desk.count(DraftRow) == desk.count(DeliveryRow) == 0


def test_run_after_a_crash_goes_on_where_it_stopped(desk: Desk, candidate: Revision) -> None:
    desk.take(*["How long can I return boots?"] * (2 * TICKETS_A_STEP + 3))
    asked = desk.ask(candidate)
    with pytest.raises(CrashError):
        desk.services.replaying(asked.id, Crashing(at=1))
    assert desk.report(asked).replay.looked_at == TICKETS_A_STEP

    again = Crashing(at=99)
    desk.services.replaying(asked.id, again)

    report = desk.report(asked)
    assert report.replay.state is ReplayState.DONE
    assert len({one.ticket_id for one in report.impacts}) == report.replay.looked_at == 2 * TICKETS_A_STEP + 3
    assert len(again.steps) == 3  # two with tickets, one that found none left


def test_crash_within_a_step_repeats_no_ticket(desk: Desk, candidate: Revision, monkeypatch: Any) -> None:
    desk.take(*["How long can I return boots?"] * 5)
    asked = desk.ask(candidate)
    calls = []
    advance = replays.advance_replay

    def advance_until(*arguments: Any, **options: Any) -> bool:
        calls.append(arguments[2])
        if len(calls) == 3:
            raise CrashError
        return advance(*arguments, **options)

    monkeypatch.setattr("webhook.jobs.replay_impact.replays.advance_replay", advance_until)
    with pytest.raises(CrashError):
        desk.services.replaying(asked.id, Try())

    desk.services.replaying(asked.id, Try())

    report = desk.report(asked)
    assert (report.replay.looked_at, report.replay.found, len(report.impacts)) == (5, 5, 5)
    assert calls.count(calls[2]) == 2


def test_stopped_replay_ends_at_the_next_ticket_and_keeps_what_it_found(desk: Desk, candidate: Revision) -> None:
    desk.take(*["How long can I return boots?"] * (TICKETS_A_STEP + 1))
    asked = desk.ask(candidate)

    class Stopping(Crashing):
        def step(self, name: str, work: Callable[[], StepResult]) -> Any:
            result = super().step(name, work)
            with desk.services.database.writing() as session:
                signing.cancel_replay(session, asked.id, now=desk.services.clock())
            return result

    desk.services.replaying(asked.id, Stopping(at=99))

    report = desk.report(asked)
    assert (report.replay.state, report.replay.looked_at) == (ReplayState.CANCELLED, TICKETS_A_STEP)
    assert len(report.impacts) == TICKETS_A_STEP


def test_ticket_that_came_after_the_start_is_left_out(desk: Desk, candidate: Revision) -> None:
    desk.take("How long can I return boots?", "Can I return boots after a month?")
    asked = desk.ask(candidate, tickets=1)

    desk.services.replaying(asked.id, Try())

    assert (desk.report(asked).replay.total, desk.report(asked).replay.looked_at) == (1, 1)


def test_failing_embedder_fails_the_job_at_last_and_says_so(desk: Desk, candidate: Revision, monkeypatch: Any) -> None:
    desk.take("How long can I return boots?")
    asked = desk.ask(candidate)

    def fail(*_: Any, **__: Any) -> Any:
        raise EmbeddingError("The embedder is out of order.")

    monkeypatch.setattr(type(desk.services.publisher), "candidate", fail)
    worker = make_worker(desk.services, "worker-1")
    for attempt in range(desk.services.settings.jobs.max_attempts):
        worker.run(job_id_for(REPLAY_IMPACT, asked.id), attempt)

    replay = desk.report(asked).replay
    assert (replay.state, replay.error) == (ReplayState.FAILED, "embedding.failed")
    with desk.services.database.reading() as session:
        job = get_job(session, job_id_for(REPLAY_IMPACT, asked.id))
    assert job is not None
    assert job.state is JobState.FAILED


def test_run_without_a_worker_that_is_broken_off_counts_as_stopped(desk: Desk, candidate: Revision) -> None:
    desk.take("How long can I return boots?", "Can I return boots?")
    asked = desk.ask(candidate)

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.services.replaying.run(asked.id, interrupt)

    assert desk.report(asked).replay.state is ReplayState.CANCELLED
