"""A queued draft written; a model that fails, and what stands meanwhile and afterwards."""

import pytest

from drafter.decisions import Action
from drafter.drafts import COMPOSED_NOTE, Draft, DraftStatus
from drafter.errors import ModelError, ModelTimeoutError, ModelUnavailableError
from drafter.tickets import Ticket
from knowledge_base.errors import EmbeddingError, SnapshotNotReadyError
from tests.tools.lines import Line, ScriptedModel
from tests.tools.sending import ticket_data
from webhook.jobs.base import DRAFT_TICKET
from webhook.jobs.durable import DbosWorker
from webhook.store.connections import update_options
from webhook.store.jobs import JobState
from webhook.wiring import Services
from webhook.working import make_worker


@pytest.fixture
def ticket(line: Line) -> Ticket:
    return line.take()


def only(line: Line, ticket: Ticket) -> Draft:
    (draft,) = line.drafts(ticket)
    return draft


class BrokenSearch:
    """A retriever that fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def retrieve(self, *_: object, **__: object) -> object:
        raise self._error

    def mend(self, brand_id: str, text: str, words: frozenset[str] = frozenset()) -> str:
        """Return the text as it is."""
        return text


def test_draft_is_written_from_the_snippets(line: Line, ticket: Ticket) -> None:
    line.draft(only(line, ticket).id)

    draft = only(line, ticket)
    assert draft.status is DraftStatus.READY
    assert "60 days" in draft.text
    assert draft.provenance.note == COMPOSED_NOTE  # type: ignore[union-attr]


def test_steer_reaches_the_draft(line: Line, ticket: Ticket) -> None:
    asked = line.acts.ask(ticket, again=True, steer="Shorter, please.")
    assert asked
    line.draft(asked.id)

    assert line.acts.draft(asked.id).provenance.steer == "Shorter, please."  # type: ignore[union-attr]


def test_job_run_again_writes_nothing_new(line: Line, ticket: Ticket) -> None:
    line.draft(only(line, ticket).id)
    before = only(line, ticket)

    line.draft(before.id, attempt=1)

    assert only(line, ticket) == before


def test_superseded_draft_is_left_alone(line: Line, ticket: Ticket) -> None:
    former = only(line, ticket)
    line.acts.ask(ticket, again=True)

    line.draft(former.id)

    assert line.acts.draft(former.id).text == ""


def test_nothing_published_fails_the_draft_and_says_why(line: Line, ticket: Ticket) -> None:
    line.retriever = BrokenSearch(SnapshotNotReadyError("Brand 'brd_1' has published nothing yet."))

    with pytest.raises(SnapshotNotReadyError):
        line.draft(only(line, ticket).id)

    draft = only(line, ticket)
    assert (draft.status, draft.reason) == (DraftStatus.FAILED, "Brand 'brd_1' has published nothing yet.")


def test_error_that_may_pass_leaves_the_draft_to_the_next_try(line: Line, ticket: Ticket) -> None:
    working = line.retriever
    line.retriever = BrokenSearch(EmbeddingError("The embedder is out of memory."))
    with pytest.raises(EmbeddingError):
        line.draft(only(line, ticket).id)

    line.retriever = working
    line.draft(only(line, ticket).id, attempt=1)

    assert only(line, ticket).status is DraftStatus.READY


def test_composed_draft_stands_while_the_model_fails(line: Line, ticket: Ticket) -> None:
    line.model = ScriptedModel([ModelTimeoutError("No answer within 30 s.")])

    with pytest.raises(ModelUnavailableError):
        line.draft(only(line, ticket).id)

    draft = only(line, ticket)
    assert draft.status is DraftStatus.READY
    assert draft.provenance.fallback_reason == "No answer within 30 s."  # type: ignore[union-attr]
    assert draft.provenance.note == COMPOSED_NOTE  # type: ignore[union-attr]


def test_wait_that_the_server_asked_for_is_passed_on(line: Line, ticket: Ticket) -> None:
    line.model = ScriptedModel([ModelUnavailableError("Busy.", retry_after_s=7.0)])

    with pytest.raises(ModelUnavailableError) as caught:
        line.draft(only(line, ticket).id)

    assert caught.value.retry_after_s == 7.0


def test_models_later_draft_takes_the_composed_ones_place(line: Line, ticket: Ticket) -> None:
    line.model = ScriptedModel([ModelTimeoutError("Slow.")])
    composed = only(line, ticket)
    with pytest.raises(ModelUnavailableError):
        line.draft(composed.id)

    line.draft(composed.id, attempt=1)

    old, new = line.drafts(ticket)
    assert (old.status, new.status, new.ordinal) == (DraftStatus.SUPERSEDED, DraftStatus.READY, 1)
    assert "says the model" in new.text
    assert new.provenance.fallback_reason is None  # type: ignore[union-attr]


def test_decided_draft_is_not_asked_for_again(line: Line, ticket: Ticket) -> None:
    line.model = ScriptedModel([ModelTimeoutError("Slow.")])
    composed = only(line, ticket)
    with pytest.raises(ModelUnavailableError):
        line.draft(composed.id)
    line.acts.decide(composed, Action.ACCEPT)

    line.draft(composed.id, attempt=1)

    assert line.model.calls == 1
    assert len(line.drafts(ticket)) == 1


def test_model_is_asked_so_often_and_no_more(line: Line, ticket: Ticket) -> None:
    line.model = ScriptedModel([ModelTimeoutError("Slow.")] * 9)
    draft = only(line, ticket)
    for attempt in range(2):
        with pytest.raises(ModelUnavailableError):
            line.draft(draft.id, attempt=attempt, model_attempts=3)

    line.draft(draft.id, attempt=2, model_attempts=3)

    assert line.model.calls == 3
    assert only(line, ticket).status is DraftStatus.READY


def test_refusing_model_is_not_asked_again(line: Line, ticket: Ticket) -> None:
    line.model = ScriptedModel([ModelError("The model declined.")])

    line.draft(only(line, ticket).id)

    assert only(line, ticket).provenance.fallback_reason == "The model declined."  # type: ignore[union-attr]


def test_draft_is_delivered_where_somebody_listens(line: Line, ticket: Ticket) -> None:
    heard = line.connection.__class__(**{**line.connection.__dict__, "options": {"callback_url": "http://x.example"}})
    with line.database.writing() as session:
        update_options(session, heard)

    line.draft(only(line, ticket).id)

    (delivery,) = line.deliveries(ticket)
    assert (delivery.kind.value, delivery.state.value, delivery.subject_id) == ("draft", "new", only(line, ticket).id)


def test_nothing_is_delivered_where_nobody_listens(line: Line, ticket: Ticket) -> None:
    line.draft(only(line, ticket).id)

    assert line.deliveries(ticket) == ()


@pytest.fixture
def worker(services: Services) -> DbosWorker:
    return make_worker(services, "worker-1")


def test_job_that_is_given_up_fails_its_draft(line: Line, ticket: Ticket, worker: DbosWorker) -> None:
    draft = only(line, ticket)
    line.services.__dict__["_search"] = (None, BrokenSearch(EmbeddingError("Out of memory.")))
    job_id = f"{DRAFT_TICKET}:{draft.id}"

    for attempt in range(line.services.settings.jobs.max_attempts):
        worker.run(job_id, attempt)

    assert line.job_of(draft).state is JobState.FAILED  # type: ignore[union-attr]
    assert only(line, ticket).status is DraftStatus.FAILED
    assert "embedding.failed" in (only(line, ticket).reason or "")


def test_worker_runs_the_whole_of_an_events_line(line: Line, worker: DbosWorker) -> None:
    line.services.__dict__["_search"] = (None, line.retriever)
    event_pk = line.arrive(data=ticket_data("T-9"), id="e9")
    with line.database.writing() as session:
        job_id = line.services.jobs.enqueue(session, "take_event", event_pk)

    worker.run(job_id, 0)
    ticket = line.acts.record(connection_id="con_1", external_id="T-9", messages=())
    worker.run(f"{DRAFT_TICKET}:{only(line, ticket).id}", 0)

    assert only(line, ticket).status is DraftStatus.READY
