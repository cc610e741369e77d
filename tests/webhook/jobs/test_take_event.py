"""An event taken: the rows it leaves, also when it comes twice, late or in another order."""

from datetime import timedelta
from typing import Any

import pytest

from drafter.decisions import DecisionKind
from drafter.drafts import DraftStatus
from drafter.edits import Outcome
from drafter.outcomes import Happening
from drafter.store.brands import insert_brand
from drafter.store.outcomes_stories import read_stories
from drafter.store.tickets import list_tickets
from drafter.tickets import Ticket, TicketStatus
from tests.makers import make_brand
from tests.tools.lines import Line
from tests.tools.sending import SECRET, ticket_data
from webhook.errors import ConnectionNotFoundError
from webhook.helpdesks.base import Connection
from webhook.jobs.take_event import forget_late_news
from webhook.store.connections import insert_connection
from webhook.store.events import get_event
from webhook.store.jobs import JobState

LONG = "Hi Maya,\n\nYou have 60 days to return your boots, counted from the day of delivery.\n\nWarm regards"


def reply_data(text: str = LONG, *, id: str = "r1", sent_at: str | None = None, ticket: str = "T-1") -> dict[str, Any]:
    agent = {"id": "a-7", "name": "Dani"}
    return {**ticket_data(ticket), "reply": {"id": id, "text": text, "agent": agent, "sent_at": sent_at}}


def messages(*texts: str, id: str = "T-1") -> list[dict[str, Any]]:
    return [{"id": f"{id}-m{n}", "author": "requester", "text": text} for n, text in enumerate(texts, start=1)]


def ready(line: Line, ticket: Ticket) -> str:
    draft = line.drafts(ticket)[-1]
    return line.acts.write(draft, LONG).id


def test_new_ticket_is_recorded_and_its_draft_enqueued(line: Line) -> None:
    ticket = line.take()

    (draft,) = line.drafts(ticket)
    job = line.job_of(draft)
    assert job
    assert (ticket.brand_id, ticket.connection_id, draft.status) == ("brd_1", "con_1", DraftStatus.QUEUED)
    assert job.state is JobState.QUEUED


def test_event_taken_twice_changes_nothing(line: Line) -> None:
    ticket = line.take()
    line.take_event("evt_con_1_e1")

    assert len(line.drafts(ticket)) == 1


def test_silent_ticket_gets_no_draft(line: Line) -> None:
    ticket = line.take(data=ticket_data(headers={"Auto-Submitted": "auto-replied"}))

    assert line.drafts(ticket) == ()
    assert line.acts.no_draft_reason(ticket)


def test_another_message_asks_for_another_draft(line: Line) -> None:
    ticket = line.take()
    former = ready(line, ticket)
    line.services.clock.advance(minutes=5)  # type: ignore[attr-defined]

    line.take("ticket.replied", ticket_data(messages=messages("How long?", "And gift cards?")), id="e2")

    old, new = line.drafts(ticket)
    assert (old.id, old.status) == (former, DraftStatus.SUPERSEDED)
    assert (new.status, new.newest_message_id) == (DraftStatus.QUEUED, "T-1-m2")


def test_earlier_event_that_comes_late_is_harmless(line: Line) -> None:
    data = ticket_data(messages=messages("How long?", "And gift cards?"))
    ticket = line.take("ticket.replied", data, id="e2", at="2026-03-10T08:59:50Z")

    line.take("ticket.created", ticket_data(subject="Boots"), id="e1", at="2026-03-10T08:59:00Z")

    (draft,) = line.drafts(ticket)
    assert draft.newest_message_id == "T-1-m2"


def test_late_creation_does_not_reopen_a_solved_ticket(line: Line) -> None:
    line.take("ticket.solved", {"id": "T-1"}, id="e2", at="2026-03-10T08:59:50Z")

    ticket = line.take("ticket.created", id="e1", at="2026-03-10T08:59:00Z")

    assert ticket.status is TicketStatus.SOLVED
    assert line.drafts(ticket) == ()


def test_agents_reply_is_paired_and_measured(line: Line) -> None:
    ticket = line.take()
    draft_id = ready(line, ticket)
    line.services.clock.advance(minutes=2)  # type: ignore[attr-defined]

    line.take("agent.replied", reply_data(LONG.replace("60", "90"), sent_at="2026-03-10T09:01:00Z"), id="e2")

    draft = line.acts.draft(draft_id)
    edit = line.acts.edit(draft)
    assert edit
    assert (edit.edit.outcome, edit.actor_id, edit.actor_name) == (Outcome.EDITED, "a-7", "Dani")
    assert line.acts.decision(draft).kind is DecisionKind.EDITED  # type: ignore[union-attr]


def test_reply_event_repeated_under_another_id_is_one_reply(line: Line) -> None:
    ticket = line.take()
    ready(line, ticket)

    for event_id in ("e2", "e3"):
        line.take("agent.replied", reply_data(), id=event_id)

    assert len(line.replies(ticket)) == 1


def test_reply_makes_the_ticket_wait_for_no_draft(line: Line) -> None:
    ticket = line.take()
    ready(line, ticket)

    line.take("agent.replied", reply_data(), id="e2")

    assert len(line.drafts(ticket)) == 1
    assert "already ours" in (line.acts.no_draft_reason(ticket) or "")


def test_reply_to_an_unknown_ticket_makes_no_draft(line: Line) -> None:
    ticket = line.take("agent.replied", reply_data(), id="e2")

    assert line.drafts(ticket) == ()
    assert line.replies(ticket)[0].pairing == "alone"


@pytest.mark.parametrize("sent_at", ["2026-03-01T09:00:00Z", "2027-01-01T00:00:00Z"], ids=["long ago", "to come"])
def test_time_of_sending_that_cannot_be_is_not_believed(line: Line, sent_at: str) -> None:
    ticket = line.take()
    draft_id = ready(line, ticket)

    line.take("agent.replied", reply_data(sent_at=sent_at), id="e2")

    assert line.acts.edit(line.acts.draft(draft_id))


def test_reply_whose_event_was_lost_is_found_in_the_ticket(line: Line) -> None:
    ticket = line.take()
    draft_id = ready(line, ticket)
    line.services.clock.advance(minutes=9)  # type: ignore[attr-defined]
    said = {"id": "r1", "author": "agent", "text": LONG, "created_at": "2026-03-10T09:03:00Z", "author_id": "a-7"}
    talk = [*messages("How long?"), said, {"id": "T-1-m2", "author": "requester", "text": "And gift cards?"}]

    line.take("ticket.replied", ticket_data(messages=talk), id="e2")

    assert line.acts.edit(line.acts.draft(draft_id)).edit.outcome is Outcome.AS_IS  # type: ignore[union-attr]
    assert line.drafts(ticket)[-1].newest_message_id == "T-1-m2"


def test_solved_without_a_reply_ignores_the_draft(line: Line) -> None:
    ticket = line.take()
    draft = line.acts.draft(ready(line, ticket))

    line.take("ticket.solved", {"id": "T-1"}, id="e2")

    assert line.acts.decision(draft).kind is DecisionKind.IGNORED  # type: ignore[union-attr]


def test_solved_before_the_reply_of_the_same_act_is_put_right(line: Line) -> None:
    ticket = line.take()
    draft = line.acts.draft(ready(line, ticket))
    line.services.clock.advance(minutes=1)  # type: ignore[attr-defined]
    line.take("ticket.solved", {"id": "T-1"}, id="e3")

    ticket = line.take("agent.replied", reply_data(sent_at="2026-03-10T09:00:58Z"), id="e2", at="2026-03-10T09:00:58Z")

    assert line.acts.decision(draft).kind is DecisionKind.ACCEPTED  # type: ignore[union-attr]


def test_event_of_another_connection_leaves_the_ticket_alone(line: Line) -> None:
    mine = line.take()
    other = Connection(id="con_2", kind="generic", brand_id="brd_2", name="other", secrets=(SECRET,))
    with line.database.writing() as session:
        insert_brand(session, make_brand(id="brd_2", slug="other", name="Other"), now=line.services.clock())
        insert_connection(session, other, now=line.services.clock())

    theirs = line.take("ticket.solved", {"id": "T-1"}, connection=other)

    assert (theirs.id != mine.id, theirs.brand_id) == (True, "brd_2")
    assert line.acts.draft(line.drafts(mine)[0].id).status is DraftStatus.QUEUED


def test_event_that_was_deleted_is_no_error(line: Line) -> None:
    line.take_event("evt_gone")

    with line.services.database.reading() as session:
        assert list_tickets(session) == ()


def test_kind_that_is_not_built_in_is_a_dead_letter(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    event_pk = line.arrive()
    monkeypatch.setattr(line.services, "helpdesk", lambda kind: None)

    with pytest.raises(ConnectionNotFoundError):
        line.take_event(event_pk)


def happened(line: Line) -> list[tuple[Happening, float | None]]:
    with line.database.reading() as session:
        (story,) = read_stories(session, ["brd_1"])[0]
    return [(one.kind, one.score) for one in story.events]


def test_solving_reopening_and_escalating_are_kept_once(line: Line) -> None:
    line.take()
    told = ("ticket.solved", "ticket.solved", "ticket.reopened", "ticket.escalated")
    for number, kind in enumerate(told, start=2):
        line.services.clock.advance(minutes=5)  # type: ignore[attr-defined]
        line.take(kind, ticket_data(), id=f"e{number}")
    line.take_event("evt_con_1_e5")

    assert sorted(kind for kind, _ in happened(line)) == ["escalated", "reopened", "solved"]


def test_rating_and_refund_are_kept_without_asking_for_a_draft(line: Line) -> None:
    order = {"order_number": "A-1", "currency": "USD"}
    ticket = line.take(data=ticket_data(order=order))
    for id, kind, data in (
        ("e2", "ticket.rated", {"id": "T-1", "rating": {"score": 4, "of": 5}}),
        ("e3", "order.refunded", {"order": order, "amount": "5.00"}),
        ("e4", "order.refunded", {"order": {"order_number": "A-9"}, "amount": "5.00"}),
        ("e5", "ticket.rated", {"id": "T-9", "rating": {"score": 4, "of": 5}}),
    ):
        line.take_event(line.arrive(kind, data, id=id))

    line.take_event("evt_con_1_e3")  # a job that ran to its end and is run again

    assert sorted(happened(line), key=str) == [(Happening.RATED, 0.8), (Happening.REFUNDED, None)]
    assert len(line.drafts(ticket)) == 1


EARLY = (
    ("ticket.rated", {"id": "T-1", "rating": {"score": 4, "of": 5}}),
    ("order.refunded", {"order": {"order_number": "A-1"}, "amount": "5.00"}),
    ("order.placed", {"order": {"order_number": "A-7"}, "requester": {"email": "MAYA@example.com"}, "amount": "9.00"}),
    ("order.placed", {"order": {"order_number": "A-9"}, "requester": {"email": "stranger@example.com"}}),
)


@pytest.mark.parametrize("is_first", [True, False], ids=["before its ticket", "after its ticket"])
def test_news_is_kept_once_in_whatever_order_it_comes(line: Line, is_first: bool) -> None:
    data = ticket_data(order={"order_number": "A-1"}, requester={"email": "maya@example.com"})
    if not is_first:
        line.take(data=data)
    news = [line.arrive(kind, told, id=f"n{number}") for number, (kind, told) in enumerate(EARLY)]
    for event_pk in (*news, *news):
        line.take_event(event_pk)
    if is_first:
        line.take(data=data)
    line.take("ticket.replied", data, id="again")
    line.take_event(news[0])

    assert sorted(happened(line), key=str) == [(Happening.RATED, 0.8), (Happening.REFUNDED, None)]
    with line.database.reading() as session:
        (story,) = read_stories(session, ["brd_1"])[0]
    assert len(story.purchases) == 1


def test_news_whose_ticket_never_comes_is_forgotten(line: Line) -> None:
    for number, (kind, told) in enumerate(EARLY):
        line.take_event(line.arrive(kind, told, id=f"n{number}"))

    kept = [forget_late_news(line.database, line.services.clock() + timedelta(days=days)) for days in (2, 4, 31)]

    assert kept == [0, 5, 1]


def test_body_of_an_order_event_goes_once_it_is_taken(line: Line) -> None:
    data = {"order": {"order_number": "A-9"}, "requester": {"email": "stranger@example.com"}, "amount": "5.00"}
    event_pk = line.arrive("order.refunded", data, id="e2")

    line.take_event(event_pk)

    with line.database.reading() as session:
        stored = get_event(session, event_pk)
    assert stored is not None
    assert stored.event.data == {}
