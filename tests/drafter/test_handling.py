"""Tickets recorded, drafts asked for and written, replies paired: rows after each act."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from drafter import handling
from drafter.decisions import Action, DecisionKind
from drafter.drafts import DraftStatus
from drafter.edits import Outcome
from drafter.orders import Order
from drafter.quality.holdback import is_held_back
from drafter.sends import Pairing
from drafter.store.brands import change_brand, insert_brand
from drafter.tickets import Author, Requester, Ticket, TicketStatus
from tests.makers import make_brand, make_draft, make_message, make_ticket
from tests.tools.acting import Acts

LONG = "Hi Maya,\n\nYou have 60 days to return your boots, counted from the day of delivery.\n\nWarm regards"


def status(acts: Acts, draft_id: str) -> DraftStatus:
    return acts.draft(draft_id).status


# Tickets


def test_known_ticket_keeps_its_id_and_gains_messages(acts: Acts) -> None:
    first = acts.record()
    second = acts.record(messages=(make_message("Hello?", id="m2"),))

    assert second.id == first.id
    assert [message.id for message in second.messages] == ["m1", "m2"]


def test_same_external_id_on_another_connection_is_another_ticket(acts: Acts) -> None:
    assert acts.record(connection_id="con_1").id != acts.record(connection_id="con_2").id


def test_tickets_without_a_connection_stay_within_their_brand(acts: Acts) -> None:
    mine = acts.record(connection_id=None)
    with acts.database.writing() as session:
        insert_brand(session, make_brand(id="brd_2", slug="other", name="Other"), now=acts.clock())
        other = handling.record_ticket(
            session, make_ticket("Hi?"), brand_id="brd_2", connection_id=None, now=acts.clock(), new_id=acts.new_id
        )

    assert other.id != mine.id
    assert (mine.connection_id, other.brand_id) == (None, "brd_2")


def test_blank_fields_do_not_erase_what_is_known(acts: Acts) -> None:
    order = Order(order_number="A1", total=Decimal("12.50"), currency="USD")
    acts.record(subject="Return", order=order, tags=("vip",))

    ticket = acts.record(subject="", order=None, tags=(), requester=Requester())

    assert (ticket.subject, ticket.order, ticket.tags) == ("Return", order, ("vip",))
    assert ticket.requester.email == "maya@example.com"


def test_late_news_adds_messages_but_keeps_the_status(acts: Acts) -> None:
    told_at = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
    acts.record(messages=(make_message("It came!", id="m2"),), status=TicketStatus.SOLVED, told_at=told_at)

    ticket = acts.record(status=TicketStatus.OPEN, subject="First", told_at=told_at - timedelta(minutes=5))

    assert ticket.status is TicketStatus.SOLVED
    assert [message.id for message in ticket.messages] == ["m1", "m2"]
    assert ticket.subject == "First"


def test_headers_of_an_automatic_mail_go_with_it(acts: Acts) -> None:
    ticket = acts.record(headers={"Auto-Submitted": "auto-replied"})
    assert acts.no_draft_reason(ticket)

    ticket = acts.record(replace(ticket, messages=(make_message("Can I return them?", id="m2"),), headers={}))

    assert acts.no_draft_reason(ticket) is None


def test_headers_stay_while_no_message_is_added(acts: Acts) -> None:
    ticket = acts.record(headers={"Auto-Submitted": "auto-replied"})

    acts.record(replace(ticket, headers={}, messages=()))

    assert acts.no_draft_reason(ticket)


# Drafts


def test_draft_asked_for_twice_is_the_same(acts: Acts) -> None:
    ticket = acts.record()

    first, second = acts.ask(ticket), acts.ask(ticket)

    assert first
    assert second
    assert (first.id, first.ordinal, first.status) == (second.id, 0, DraftStatus.QUEUED)


def test_silent_ticket_gets_no_draft(acts: Acts) -> None:
    ticket = acts.record(make_ticket("Thanks, all good now!"))

    assert acts.ask(ticket) is None


def test_silent_ticket_is_drafted_anyway_when_a_person_asks(acts: Acts) -> None:
    ticket = acts.record(make_ticket("Thanks, all good now!"))

    draft = acts.ask(ticket, again=True, steer="warmly")

    assert draft
    assert (draft.ordinal, draft.steer) == (1, "warmly")


@pytest.fixture
def holding_back(acts: Acts) -> None:
    """Have the brand hold back half its tickets."""
    with acts.database.writing() as session:
        change_brand(session, "brd_1", lambda one: replace(one, hold_back_share=0.5))


def held_and_not(acts: Acts) -> tuple[Ticket, Ticket]:
    tickets = [acts.record(external_id=f"held-{number}") for number in range(30)]
    held = [ticket for ticket in tickets if is_held_back(ticket.id, 0.5, salt="brd_1")]
    return held[0], next(ticket for ticket in tickets if ticket not in held)


@pytest.mark.usefixtures("holding_back")
def test_held_back_ticket_says_so_and_gets_no_draft_by_itself(acts: Acts) -> None:
    held, other = held_and_not(acts)

    assert acts.ask(held) is None
    assert acts.no_draft_reason(held) == handling.HELD_BACK
    assert acts.ask(other)
    assert acts.no_draft_reason(other) is None


@pytest.mark.usefixtures("holding_back")
def test_held_back_ticket_stays_so_when_the_customer_writes_again(acts: Acts) -> None:
    held, _ = held_and_not(acts)

    assert acts.ask(acts.write_again(held)) is None


@pytest.mark.usefixtures("holding_back")
def test_held_back_ticket_drafted_anyway_counts_as_treated(acts: Acts) -> None:
    held, _ = held_and_not(acts)

    assert acts.ask(held, again=True)
    assert acts.ask(acts.write_again(held))
    assert acts.no_draft_reason(held) is None


@pytest.mark.usefixtures("holding_back")
def test_why_no_reply_is_needed_is_said_before_holding_back(acts: Acts) -> None:
    held, _ = held_and_not(acts)
    solved = acts.record(external_id=held.external_id, status=TicketStatus.SOLVED)

    assert solved.id == held.id
    assert acts.no_draft_reason(solved) == "No reply needed: the ticket is solved."


def test_another_draft_supersedes_the_former(acts: Acts) -> None:
    ticket = acts.record()
    former = acts.ready(ticket)

    later = acts.ask(ticket, again=True)

    assert later
    assert later.ordinal == 1
    assert status(acts, former.id) is DraftStatus.SUPERSEDED


def test_new_message_supersedes_an_undecided_draft_and_says_why(acts: Acts) -> None:
    ticket = acts.record()
    former = acts.ready(ticket)

    acts.ask(acts.write_again(ticket))

    assert status(acts, former.id) is DraftStatus.SUPERSEDED
    assert "wrote again" in (acts.draft(former.id).reason or "")


def test_message_that_wants_no_draft_supersedes_the_former_too(acts: Acts) -> None:
    ticket = acts.record()
    former = acts.ready(ticket)
    away = make_message("I am out of office until Monday.", id="m2")
    ticket = acts.record(replace(ticket, messages=(*ticket.messages, away), headers={"Auto-Submitted": "auto-replied"}))

    assert acts.ask(ticket) is None
    assert status(acts, former.id) is DraftStatus.SUPERSEDED


def test_decided_draft_is_not_superseded(acts: Acts) -> None:
    ticket = acts.record()
    former = acts.ready(ticket)
    acts.decide(former, Action.ACCEPT)

    acts.ask(acts.write_again(ticket))

    assert status(acts, former.id) is DraftStatus.READY


def test_finished_draft_keeps_the_id_it_was_asked_for_under(acts: Acts) -> None:
    asked = acts.ask(acts.record())
    assert asked

    written = acts.write(asked, "Hi,\n\nYou have 60 days.")

    assert (written.id, written.status, written.ready_at) == (asked.id, DraftStatus.READY, acts.clock())


def test_draft_is_written_once(acts: Acts) -> None:
    draft = acts.ready(acts.record(), "First words.")

    again = acts.write(draft, "Second words.")

    assert again.text == "First words."


def test_superseded_draft_is_not_written(acts: Acts) -> None:
    ticket = acts.record()
    slow = acts.ask(ticket)
    assert slow
    acts.ask(ticket, again=True)

    written = acts.write(slow, "Too late.")

    assert (written.status, written.text) == (DraftStatus.SUPERSEDED, "")


def test_crashed_try_is_taken_up_again(acts: Acts) -> None:
    asked = acts.ask(acts.record())
    assert asked
    with acts.database.writing() as session:
        handling.start_drafting(session, asked.id, now=acts.clock())

    assert acts.write(asked, "Hi.").status is DraftStatus.READY


def test_failed_draft_says_why(acts: Acts) -> None:
    asked = acts.ask(acts.record())
    assert asked
    with acts.database.writing() as session:
        failed = handling.fail_draft(session, asked.id, "No snapshot.", now=acts.clock())

    assert (failed.status, failed.reason) == (DraftStatus.FAILED, "No snapshot.")


def test_written_draft_does_not_fail_later(acts: Acts) -> None:
    draft = acts.ready(acts.record())
    with acts.database.writing() as session:
        handling.fail_draft(session, draft.id, "Too late.", now=acts.clock())

    assert status(acts, draft.id) is DraftStatus.READY


def replaced(acts: Acts, draft_id: str) -> bool:
    with acts.database.writing() as session:
        made = handling.replace_draft(
            session, draft_id, make_draft("By the model."), now=acts.clock(), new_id=acts.new_id
        )
    return made is not None


def test_model_draft_takes_the_place_of_the_composed_one(acts: Acts) -> None:
    ticket = acts.record()
    composed = acts.ready(ticket)

    assert replaced(acts, composed.id)

    old, new = acts.drafts(ticket)
    assert (old.status, new.status) == (DraftStatus.SUPERSEDED, DraftStatus.READY)
    assert (new.text, new.ordinal) == ("By the model.", 1)


def test_decided_draft_is_not_replaced(acts: Acts) -> None:
    composed = acts.ready(acts.record())
    acts.decide(composed, Action.ACCEPT)

    assert not replaced(acts, composed.id)


# Replies


def test_reply_as_drafted_is_accepted_by_that_agent(acts: Acts) -> None:
    ticket = acts.record()
    draft = acts.ready(ticket, LONG)

    edit = acts.send(ticket, LONG)

    decision = acts.decision(draft)
    assert edit
    assert decision
    assert (edit.edit.outcome, edit.edit.metrics.hter) == (Outcome.AS_IS, 0)
    assert (decision.kind, decision.actor_id) == (DecisionKind.ACCEPTED, "a-7")


def test_changed_reply_is_edited_and_measured(acts: Acts) -> None:
    ticket = acts.record()
    draft = acts.ready(ticket, LONG)

    edit = acts.send(ticket, LONG.replace("60 days", "90 days"))

    assert edit
    assert edit.edit.outcome is Outcome.EDITED
    assert edit.edit.metrics.edit_rate == pytest.approx(1 / edit.edit.metrics.sent_tokens)
    assert acts.decision(draft).kind is DecisionKind.EDITED  # type: ignore[union-attr]


def test_approved_then_changed_is_accepted_with_outcome_edited(acts: Acts) -> None:
    ticket = acts.record()
    draft = acts.ready(ticket, LONG)
    decision = acts.decide(draft, Action.ACCEPT)
    acts.clock.advance(minutes=1)

    edit = acts.send(ticket, LONG.replace("60", "30"))

    assert edit
    assert acts.decision(draft) == decision
    assert (edit.edit.outcome, edit.decision_id) == (Outcome.EDITED, decision.id)
    assert acts.edit(draft) == edit


def test_reply_seen_twice_is_one(acts: Acts) -> None:
    ticket = acts.record()
    draft = acts.ready(ticket, LONG)

    first, second = acts.send(ticket, LONG, id="r1"), acts.send(ticket, LONG, id="r1")

    assert first == second
    assert (len(acts.replies(ticket)), len(acts.decisions(draft))) == (1, 1)


def test_network_retry_under_another_id_is_the_same_send(acts: Acts) -> None:
    ticket = acts.record()
    acts.ready(ticket, LONG)
    acts.send(ticket, LONG, id="r1")
    acts.clock.advance(seconds=20)

    acts.send(ticket, LONG + "\n", id="r2")

    assert list(acts.replies(ticket)) == ["r1"]


def test_draft_ready_after_the_send_does_not_pair(acts: Acts) -> None:
    ticket = acts.record()
    sent_at = acts.clock()
    acts.clock.advance(seconds=30)
    acts.ready(ticket, LONG)

    assert acts.send(ticket, LONG, id="r1", at=sent_at) is None
    assert acts.replies(ticket)["r1"].pairing == Pairing.ALONE


def test_send_cut_to_whole_seconds_still_pairs(acts: Acts) -> None:
    ticket = acts.record()
    acts.clock.advance(milliseconds=700)
    acts.ready(ticket, LONG)

    assert acts.send(ticket, LONG, at=acts.clock().replace(microsecond=0))


def test_last_draft_shown_makes_the_pair(acts: Acts) -> None:
    ticket = acts.record()
    acts.ready(ticket, "An old text.")
    acts.clock.advance(minutes=1)
    later = acts.ready(ticket, LONG, again=True)
    acts.clock.advance(minutes=1)

    edit = acts.send(ticket, LONG)

    assert edit
    assert (edit.draft_id, edit.edit.outcome) == (later.id, Outcome.AS_IS)


def test_draft_not_yet_on_screen_leaves_the_pair_to_the_former(acts: Acts) -> None:
    ticket = acts.record()
    shown = acts.ready(ticket, LONG)
    acts.ask(ticket, again=True)
    acts.clock.advance(minutes=1)

    edit = acts.send(ticket, LONG)

    assert edit
    assert edit.draft_id == shown.id


def test_unseen_draft_is_superseded_when_the_agent_has_answered(acts: Acts) -> None:
    ticket = acts.record()
    unseen = acts.ask(ticket)
    assert unseen
    reply = make_message("You have 60 days.", id="r1", author=Author.AGENT)
    ticket = acts.record(replace(ticket, messages=(*ticket.messages, reply)))

    acts.send(ticket, "You have 60 days.", id="r1")

    assert status(acts, unseen.id) is DraftStatus.SUPERSEDED


def test_later_send_of_the_same_agent_is_a_followup(acts: Acts) -> None:
    ticket = acts.record()
    draft = acts.ready(ticket, LONG)
    first = acts.send(ticket, LONG, id="r1")
    acts.clock.advance(minutes=29)

    assert acts.send(ticket, "Oh, and the label is free.", id="r2") is None
    assert acts.replies(ticket)["r2"].pairing == Pairing.FOLLOWUP
    assert acts.edit(draft) == first


@pytest.mark.parametrize(("minutes", "agent"), [(31, "a-7"), (5, "a-8")], ids=["too late", "other agent"])
def test_other_later_sends_stand_alone(acts: Acts, minutes: int, agent: str) -> None:
    ticket = acts.record()
    acts.ready(ticket, LONG)
    acts.send(ticket, LONG, id="r1")
    acts.clock.advance(minutes=minutes)

    acts.send(ticket, "Something else.", id="r2", agent=agent)

    assert acts.replies(ticket)["r2"].pairing == Pairing.ALONE


def test_reply_after_a_rejected_draft_stands_alone(acts: Acts) -> None:
    ticket = acts.record()
    draft = acts.ready(ticket, LONG)
    acts.decide(draft, Action.REJECT, reason="wrong policy")

    assert acts.send(ticket, "My own words.", id="r1") is None
    assert acts.replies(ticket)["r1"].pairing == Pairing.ALONE
    assert acts.edit(draft).edit.outcome is Outcome.REJECTED  # type: ignore[union-attr]


def test_earlier_send_that_turns_up_late_takes_the_pair(acts: Acts) -> None:
    ticket = acts.record()
    draft = acts.ready(ticket, LONG)
    first_at = acts.clock.advance(minutes=1)
    acts.clock.advance(minutes=2)
    acts.send(ticket, "PS: enjoy!", id="r2")

    edit = acts.send(ticket, LONG, id="r1", at=first_at)

    assert edit
    assert (edit.edit.outcome, acts.edit(draft)) == (Outcome.AS_IS, edit)
    assert {key: one.pairing for key, one in acts.replies(ticket).items()} == {"r1": "pair", "r2": "followup"}


def test_reply_to_an_abstained_draft_counts_as_no_draft(acts: Acts) -> None:
    ticket = acts.record()
    draft = acts.abstained(ticket)

    edit = acts.send(ticket, "I looked it up for you.")

    assert edit
    assert (edit.edit.outcome, acts.decision(draft)) == (Outcome.NO_DRAFT, None)


def test_blank_send_counts_as_rejected_without_a_decision(acts: Acts) -> None:
    ticket = acts.record()
    draft = acts.ready(ticket, LONG)

    edit = acts.send(ticket, "  \n")

    assert edit
    assert (edit.edit.outcome, acts.decision(draft)) == (Outcome.REJECTED, None)


def test_edit_rests_on_the_order_and_the_cited_passages(acts: Acts) -> None:
    ticket = acts.record(order=Order(order_number="A10482", total=Decimal("120.00"), currency="USD"))
    acts.ready(ticket, LONG)

    edit = acts.send(ticket, LONG.replace("\n\nWarm", " Your refund is $120.00.\n\nWarm"))

    assert edit
    assert "accuracy/fact" not in edit.edit.categories
    assert "addition_unsupported" not in edit.edit.categories


# Ends without a send


def test_text_changed_in_the_helpdesk_is_checked_as_it_was_sent(acts: Acts) -> None:
    asked, wrong = acts.record(), "You have 60 days. Write to billing@elsewhere.example or call +1 555 010 4477."
    draft = acts.ready(asked)
    acts.decide(draft, Action.ACCEPT)

    as_drafted = acts.edit(draft)
    acts.send(asked, wrong, id="r1")
    sent = acts.edit(draft)
    acts.send(asked, wrong, id="r1")

    assert as_drafted is not None
    assert as_drafted.findings == draft.findings
    assert sent is not None
    assert sent.sent_text == wrong
    assert sent.findings
    assert {wrong[one.start : one.end] for one in sent.findings} == {one.text for one in sent.findings}
    assert acts.edit(draft) == sent


def test_ticket_that_ends_without_a_send_ignores_its_draft(acts: Acts) -> None:
    ticket = acts.record()
    draft = acts.ready(ticket, LONG)

    acts.end(ticket)

    assert acts.decision(draft).kind is DecisionKind.IGNORED  # type: ignore[union-attr]
    assert acts.edit(draft).edit.outcome is Outcome.REJECTED  # type: ignore[union-attr]


def test_ending_twice_ignores_once(acts: Acts) -> None:
    ticket = acts.record()
    draft = acts.ready(ticket, LONG)

    acts.end(ticket)

    assert acts.end(ticket) == ()
    assert len(acts.decisions(draft)) == 1


def test_solved_that_overtakes_the_reply_is_put_right(acts: Acts) -> None:
    ticket = acts.record()
    draft = acts.ready(ticket, LONG)
    sent_at = acts.clock.advance(seconds=30)
    acts.clock.advance(seconds=2)
    acts.end(ticket)

    edit = acts.send(ticket, LONG, at=sent_at)

    assert edit
    assert edit.edit.outcome is Outcome.AS_IS
    assert [one.kind.value for one in acts.decisions(draft)] == ["ignored", "undone", "accepted"]


def test_reply_long_after_the_end_stands_alone(acts: Acts) -> None:
    ticket = acts.record()
    acts.ready(ticket, LONG)
    acts.end(ticket)
    acts.clock.advance(hours=3)

    assert acts.send(ticket, "Something new.") is None


def test_decided_draft_is_not_ignored(acts: Acts) -> None:
    ticket = acts.record()
    draft = acts.ready(ticket, LONG)
    acts.decide(draft, Action.ESCALATE)

    assert acts.end(ticket) == ()


def test_draft_still_being_written_is_superseded_at_the_end(acts: Acts) -> None:
    ticket = acts.record()
    asked = acts.ask(ticket)
    assert asked

    acts.end(ticket)

    assert status(acts, asked.id) is DraftStatus.SUPERSEDED
