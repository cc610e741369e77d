"""What agents keep is handed on to search, in the transaction that measures the edit."""

from typing import Any

import pytest

from drafter.decisions import Action
from drafter.drafts import Draft
from knowledge_base.kept import KeptQuestion
from knowledge_base.store.kept import list_kept, pending_of
from tests.makers import make_hit
from tests.tools.acting import Acts

WINDOW = make_hit("You can return boots within 60 days of delivery.", snippet_id="snp_window", heading=("Returns",))
FEES = make_hit("A return label costs $6.95.", snippet_id="snp_fees", rank=2, heading=("Fees",))
FIRST = "You have 60 days from delivery to send your boots back."
SECOND = "The label costs $6.95 and comes off your refund."
ASKED = "How long do I have to return boots?"


@pytest.fixture
def draft(acts: Acts) -> Draft:
    """A ready draft with two sentences, each with a source of its own."""
    return written(acts)


def written(acts: Acts, **changes: Any) -> Draft:
    asked = acts.ask(acts.record())
    assert asked
    return acts.write(asked, (FIRST, [WINDOW]), " ", (SECOND, [FEES]), questions=("short", ASKED), **changes)


def kept(acts: Acts) -> tuple[KeptQuestion, ...]:
    with acts.database.reading() as session:
        return list_kept(session, None)


def headings(acts: Acts) -> list[tuple[str, ...]]:
    return [section.heading for one in kept(acts) for section in one.sections]


def test_accepted_draft_teaches_what_it_cites(acts: Acts, draft: Draft) -> None:
    acts.decide(draft, Action.ACCEPT)

    [one] = kept(acts)
    assert (one.brand_id, one.origin, one.source, one.question) == ("brd_1", draft.ticket_id, draft.id, ASKED)
    assert headings(acts) == [("Returns",), ("Fees",)]
    with acts.database.reading() as session:
        assert pending_of(session, draft.id) == one.id


def test_edited_draft_teaches_only_what_was_kept(acts: Acts, draft: Draft) -> None:
    acts.decide(draft, Action.EDIT, f"{FIRST} Anything else?")

    assert headings(acts) == [("Returns",)]


def test_what_was_really_sent_replaces_what_was_decided(acts: Acts, draft: Draft) -> None:
    acts.decide(draft, Action.ACCEPT)
    acts.send(acts.record(), f"{SECOND} Warm regards")

    assert headings(acts) == [("Fees",)]


@pytest.mark.parametrize("action", [Action.REJECT, Action.ESCALATE])
def test_draft_that_was_not_sent_teaches_nothing(acts: Acts, draft: Draft, action: Action) -> None:
    acts.decide(draft, action)

    assert kept(acts) == ()


def test_undone_decision_takes_back_what_it_taught(acts: Acts, draft: Draft) -> None:
    acts.decide(draft, Action.ACCEPT)
    acts.decide(draft, Action.UNDO)

    assert kept(acts) == ()


def test_reply_written_anew_teaches_nothing(acts: Acts, draft: Draft) -> None:
    acts.send(acts.record(), "Please write to the shop that sold them; we only made them. Sorry about that!")

    assert kept(acts) == ()
