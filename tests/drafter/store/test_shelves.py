"""Shelves: where tickets lie on the agent's desk."""

from datetime import timedelta

import pytest

from drafter.decisions import Decision, DecisionKind
from drafter.drafts import DraftStatus
from drafter.quality.holdback import HELD_BACK
from drafter.store import decisions, drafts
from drafter.store.decisions import Reply
from drafter.store.shelves import Shelf, count_shelves, ids_on_shelf
from drafter.store.tables import MessageRow, TicketRow
from drafter.store.tickets import set_no_draft_reason
from knowledge_base.foundation.database import Database
from tests.tools.clocks import SettableClock
from tests.tools.databases import BOTH
from tests.tools.seeding import Seeds, seed_desk

pytestmark = pytest.mark.parametrize("database_url", BOTH, indirect=True)


@pytest.fixture
def seeds(database: Database, clock: SettableClock, new_id: object) -> Seeds:
    return seed_desk(database, now=clock(), new_id=new_id)  # type: ignore[arg-type]


def test_every_ticket_lies_on_one_shelf(database: Database, seeds: Seeds) -> None:
    with database.reading() as session:
        counts = count_shelves(session)
        decided = ids_on_shelf(session, Shelf.DECIDED)
        silent = ids_on_shelf(session, Shelf.NO_REPLY)

    assert counts == {Shelf.TO_DECIDE: 5, Shelf.DECIDED: 2, Shelf.NO_REPLY: 1}
    assert set(decided) == {seeds.tickets["as_is"], seeds.tickets["edited"]}
    assert silent == (seeds.tickets["silent"],)


def test_held_back_ticket_waits_with_those_to_decide(database: Database, seeds: Seeds) -> None:
    with database.writing() as session:
        set_no_draft_reason(session, seeds.tickets["silent"], HELD_BACK)

    with database.reading() as session:
        counts, due = count_shelves(session), ids_on_shelf(session, Shelf.TO_DECIDE)

    assert counts[Shelf.NO_REPLY] == 0
    assert seeds.tickets["silent"] in due


def test_undone_decision_puts_a_ticket_back(database: Database, seeds: Seeds, clock: SettableClock) -> None:
    for number, kind in enumerate((DecisionKind.REJECTED, DecisionKind.UNDONE), start=1):
        with database.writing() as session:
            made = Decision(f"dec_x{number}", seeds.drafts["ready"], kind, "usr_1", "agent", clock())
            decisions.add_decision(session, made, idempotency_key=None)
        with database.reading() as session:
            is_due = seeds.tickets["ready"] in ids_on_shelf(session, Shelf.TO_DECIDE)

        assert is_due is (kind is DecisionKind.UNDONE)


def test_reply_to_no_draft_is_a_reply_until_the_customer_writes_again(
    database: Database, seeds: Seeds, clock: SettableClock
) -> None:
    uncovered = seeds.tickets["uncovered"]
    with database.writing() as session:
        reply = Reply("rpl_x1", uncovered, "r-x1", "Yes, at any store.", clock(), "no_draft", None, "a-7", "Dani")
        decisions.add_reply(session, reply, now=clock())
        later = MessageRow(ticket_id=seeds.tickets["ready"], external_id="m-x1", position=9, author="requester")
        later.text, later.is_public, later.created_at = "Any news?", True, clock() + timedelta(hours=2)
        session.add(later)  # of another ticket
    with database.reading() as session:
        assert uncovered in ids_on_shelf(session, Shelf.DECIDED)

    with database.writing() as session:
        asked = session.get_one(TicketRow, uncovered)
        again = MessageRow(ticket_id=asked.id, external_id="m-x2", position=9, author="requester", is_public=True)
        again.text, again.created_at = "Which one is near Bend?", clock() + timedelta(hours=1)
        session.add(again)
    with database.reading() as session:
        assert uncovered in ids_on_shelf(session, Shelf.TO_DECIDE)


def test_draft_nobody_will_want_needs_no_reply(database: Database, seeds: Seeds, clock: SettableClock) -> None:
    with database.writing() as session:
        drafts.add_event(session, seeds.drafts["loading"], DraftStatus.SUPERSEDED, at=clock(), reason="Answered.")
        ignored = Decision("dec_x1", seeds.drafts["ready"], DecisionKind.IGNORED, "system", "system", clock())
        decisions.add_decision(session, ignored, idempotency_key=None)

    with database.reading() as session:
        silent = ids_on_shelf(session, Shelf.NO_REPLY)

    assert {seeds.tickets["loading"], seeds.tickets["ready"]} < set(silent)


def test_pages_follow_each_other_newest_message_first(database: Database, seeds: Seeds) -> None:
    with database.reading() as session:
        whole = ids_on_shelf(session, None)
        first = ids_on_shelf(session, None, limit=3)
        second = ids_on_shelf(session, None, limit=3, before=first[-1])

    assert whole[0] == seeds.tickets["checked"]
    assert len(whole) == 8
    assert first + second == whole[:6]


def test_other_brands_are_left_out(database: Database, seeds: Seeds) -> None:
    with database.reading() as session:
        counts = count_shelves(session, brand_ids=["brd_other"])
        found = ids_on_shelf(session, None, brand_ids=["brd_other"])

    assert sum(counts.values()) == 0
    assert found == ()
