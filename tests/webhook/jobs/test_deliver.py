"""A delivery made over real HTTP: recorded before the call, repeated under the same marker, given up aloud."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from drafter.decisions import Action
from drafter.drafts import Draft
from drafter.tickets import Ticket
from tests.tools.lines import Line
from tests.tools.listening import Listener, listening
from tests.tools.sending import SECRET
from webhook.delivering import Delivering
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError
from webhook.helpdesks.base import Connection, Shown
from webhook.jobs.deliver import Deliver
from webhook.store.connections import update_options
from webhook.store.deliveries import Delivery, DeliveryState, move_delivery
from webhook.store.tables import ConnectionRow
from webhook.working import make_worker


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening(SECRET) as made:
        yield made


@pytest.fixture
def ticket(line: Line, listener: Listener) -> Ticket:
    """A ticket of a connection that listens on loopback, as its operator said."""
    heard = replace(line.connection, options={"callback_url": listener.url})
    with line.database.writing() as session:
        update_options(session, heard)
        session.get_one(ConnectionRow, heard.id).operator_given = ["callback_url"]
    return line.take()


def deliver(line: Line, delivery: Delivery) -> None:
    Deliver(line.services.delivering)(delivery.id, None)  # type: ignore[arg-type]


def written(line: Line, ticket: Ticket) -> tuple[Draft, Delivery]:
    line.draft(line.drafts(ticket)[-1].id)
    return line.drafts(ticket)[-1], line.deliveries(ticket)[-1]


def stands(line: Line, ticket: Ticket) -> Delivery:
    return line.deliveries(ticket)[-1]


def test_draft_ready_is_signed_and_confirmed(line: Line, ticket: Ticket, listener: Listener) -> None:
    draft, delivery = written(line, ticket)

    deliver(line, delivery)

    (event,) = listener.heard
    assert (event.type, event.data["id"], event.data["ticket"]) == ("draft.ready", draft.id, "T-1")
    assert (event.data["text"], event.id) == (draft.text, delivery.marker)
    assert stands(line, ticket).state is DeliveryState.CONFIRMED


def test_confirmed_delivery_is_not_made_again(line: Line, ticket: Ticket, listener: Listener) -> None:
    _, delivery = written(line, ticket)
    deliver(line, delivery)

    deliver(line, delivery)

    assert len(listener.heard) == 1


def test_failed_call_is_made_again_under_the_same_marker(line: Line, ticket: Ticket, listener: Listener) -> None:
    listener.answers = [503, 0]
    _, delivery = written(line, ticket)
    for _ in range(2):
        with pytest.raises(HelpdeskUnavailableError):
            deliver(line, delivery)
        assert stands(line, ticket).state is DeliveryState.SENT

    deliver(line, delivery)

    assert {event.id for event in listener.heard} == {delivery.marker}
    assert stands(line, ticket).state is DeliveryState.CONFIRMED


def test_refused_delivery_has_failed(line: Line, ticket: Ticket, listener: Listener) -> None:
    listener.answers = [410]
    _, delivery = written(line, ticket)

    with pytest.raises(HelpdeskRejectedError):
        deliver(line, delivery)

    assert stands(line, ticket).state is DeliveryState.FAILED
    assert "410" in (stands(line, ticket).last_error or "")


def test_delivery_whose_answers_stay_lost_is_unconfirmed(line: Line, ticket: Ticket, listener: Listener) -> None:
    attempts = line.services.settings.jobs.max_attempts
    listener.answers = [0] * attempts
    _, delivery = written(line, ticket)
    worker = make_worker(line.services, "worker-1")

    for attempt in range(attempts):
        worker.run(f"deliver:{delivery.id}", attempt)

    assert stands(line, ticket).state is DeliveryState.UNCONFIRMED


def test_superseded_draft_is_not_shown_any_more(line: Line, ticket: Ticket, listener: Listener) -> None:
    _, delivery = written(line, ticket)
    line.acts.ask(ticket, again=True)

    deliver(line, delivery)

    assert listener.heard == []
    assert stands(line, ticket).state is DeliveryState.FAILED


def test_decision_follows_with_the_text_to_send(line: Line, ticket: Ticket, listener: Listener) -> None:
    draft, _ = written(line, ticket)
    decision = line.acts.decide(draft, Action.EDIT, "Hi Maya, you have 60 days.")
    with line.database.writing() as session:
        line.services.delivering.plan_decision(session, decision)

    deliver(line, stands(line, ticket))

    (event,) = listener.heard
    assert (event.type, event.data["decision"]["kind"]) == ("draft.decided", "edited")
    assert event.data["decision"]["text"] == "Hi Maya, you have 60 days."


def test_decision_taken_back_in_time_is_not_told(line: Line, ticket: Ticket, listener: Listener) -> None:
    draft, _ = written(line, ticket)
    decision = line.acts.decide(draft, Action.ACCEPT)
    with line.database.writing() as session:
        line.services.delivering.plan_decision(session, decision)
    line.acts.decide(draft, Action.UNDO)

    deliver(line, stands(line, ticket))

    assert listener.heard == []
    assert stands(line, ticket).state is DeliveryState.FAILED


def test_decision_is_told_once(line: Line, ticket: Ticket) -> None:
    draft, _ = written(line, ticket)
    decision = line.acts.decide(draft, Action.ACCEPT)

    with line.database.writing() as session:
        first = line.services.delivering.plan_decision(session, decision)
        second = line.services.delivering.plan_decision(session, decision)

    assert first is not None
    assert second is None


class Notes:
    """A helpdesk that keeps notes and remembers where each stands; it hears of no decisions."""

    kind = "generic"

    def __init__(self) -> None:
        self.shown: list[tuple[str, str | None]] = []

    def retract_draft(self, ticket: Ticket, connection: Connection, *, marker: str, ref: str | None) -> Shown:
        self.shown.append(("out of date", ref))
        return Shown(ref)

    def show_draft(
        self, ticket: Ticket, draft: Draft, connection: Connection, *, marker: str, ref: str | None
    ) -> Shown:
        self.shown.append((draft.id, ref))
        return Shown(ref or "note-1")


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def delivering(line: Line, notes: Notes) -> Delivering:
    parts = line.services
    return Delivering(
        parts.database, lambda kind: notes, enqueue=lambda *_: None, clock=parts.clock, new_id=parts.new_id
    )


def retraction(line: Line, delivering: Delivering, ticket: Ticket) -> Delivery | None:
    with line.database.writing() as session:
        return delivering.plan_retraction(session, ticket)


def test_later_draft_is_written_over_the_earlier_note(
    line: Line, ticket: Ticket, notes: Notes, delivering: Delivering
) -> None:
    first = written(line, ticket)
    delivering.deliver(first[1].id)
    line.acts.ask(ticket, again=True)
    second = written(line, ticket)

    delivering.deliver(second[1].id)

    assert notes.shown == [(first[0].id, None), (second[0].id, "note-1")]


def test_helpdesk_without_an_ear_is_not_told_of_decisions(line: Line, ticket: Ticket, delivering: Delivering) -> None:
    draft, _ = written(line, ticket)
    decision = line.acts.decide(draft, Action.ACCEPT)

    with line.database.writing() as session:
        assert delivering.plan_decision(session, decision) is None


def test_note_of_a_superseded_draft_says_so(line: Line, ticket: Ticket, notes: Notes, delivering: Delivering) -> None:
    draft, delivery = written(line, ticket)
    delivering.deliver(delivery.id)
    line.acts.ask(line.acts.write_again(ticket, id="T-1-m2"))

    planned = retraction(line, delivering, ticket)
    assert planned
    delivering.deliver(planned.id)

    assert notes.shown == [(draft.id, None), ("out of date", "note-1")]
    assert retraction(line, delivering, ticket) is None


def test_standing_draft_is_not_retracted(line: Line, ticket: Ticket, delivering: Delivering) -> None:
    delivering.deliver(written(line, ticket)[1].id)

    assert retraction(line, delivering, ticket) is None


def test_retraction_never_lands_on_the_newer_draft(
    line: Line, ticket: Ticket, notes: Notes, delivering: Delivering
) -> None:
    delivering.deliver(written(line, ticket)[1].id)
    line.acts.ask(line.acts.write_again(ticket, id="T-1-m2"))
    planned = retraction(line, delivering, ticket)
    assert planned
    newer, delivery = written(line, ticket)

    delivering.deliver(delivery.id)
    delivering.deliver(planned.id)

    assert notes.shown[-1] == (newer.id, "note-1")


def test_newer_draft_waits_for_a_retraction_under_way(line: Line, ticket: Ticket, delivering: Delivering) -> None:
    delivering.deliver(written(line, ticket)[1].id)
    line.acts.ask(line.acts.write_again(ticket, id="T-1-m2"))
    planned = retraction(line, delivering, ticket)
    assert planned
    _, delivery = written(line, ticket)
    with line.database.writing() as session:
        move_delivery(session, planned.id, DeliveryState.SENT, now=line.services.clock())

    with pytest.raises(HelpdeskUnavailableError, match="out of date"):
        delivering.deliver(delivery.id)


def test_paused_connection_is_left_in_peace(line: Line, ticket: Ticket, listener: Listener) -> None:
    _, delivery = written(line, ticket)
    with line.database.writing() as session:
        session.get_one(ConnectionRow, line.connection.id).is_paused = True

    deliver(line, delivery)

    assert listener.heard == []
    assert stands(line, ticket).state is DeliveryState.FAILED
