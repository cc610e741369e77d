"""The list of tickets and the conversation."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from drafter.decisions import Decision, DecisionKind
from drafter.store.shelves import Shelf
from drafter.tickets import Author
from tests.makers import make_brand, make_draft, make_finding, make_message, make_ticket
from webhook.agent.threads import conversation_view, describe_state, read_shelf, show_name, thread_view
from webhook.agent.views import PanelCase

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
CASE = PanelCase(make_ticket(), make_brand(), make_draft())


def test_row_shows_the_newest_request_and_its_age() -> None:
    messages = (
        make_message("First.", id="m1", created_at=NOW - timedelta(days=3)),
        make_message("Second,\n\n with   room.", id="m2", created_at=NOW - timedelta(minutes=90)),
        make_message("A note.", id="m3", author=Author.AGENT, is_public=False, created_at=NOW),
    )

    row = thread_view(replace(CASE, ticket=make_ticket(messages=messages)), "/x", now=NOW, is_current=True)

    assert (row.age, row.snippet, row.subject) == ("1h", "Second, with room.", "Without a subject")


def test_row_counts_the_checks_that_are_left() -> None:
    draft = make_draft()
    doubted = replace(draft, findings=(make_finding(draft, "60"), make_finding(draft, "days")))

    assert describe_state(replace(CASE, draft=doubted)) == ("dot-warn", "2 checks")
    assert describe_state(CASE) == ("dot-good", "Draft ready")


def test_row_tells_an_edited_approval_from_a_plain_one() -> None:
    words = [
        describe_state(replace(CASE, decision=Decision("dec_1", "dft_1", kind, "usr_1", "agent", NOW)))[1]
        for kind in (DecisionKind.ACCEPTED, DecisionKind.EDITED)
    ]

    assert words == ["Approved", "Approved with changes"]


def test_conversation_names_who_wrote() -> None:
    messages = (
        make_message("Hi", id="m1"),
        make_message("Note", id="m2", author=Author.AGENT, is_public=False, author_name="Dani"),
        make_message("Hello", id="m3", author=Author.AGENT),
        make_message("Merged", id="m4", author=Author.SYSTEM),
    )

    shown = conversation_view(make_ticket(messages=messages)).messages

    assert [(one.who, one.is_note) for one in shown] == [
        ("Maya Okafor", False),
        ("Dani", True),
        ("Agent", False),
        ("Helpdesk", False),
    ]


@pytest.mark.parametrize("shelf", [*Shelf, None])
def test_shelf_has_one_name_in_an_address(shelf: Shelf | None) -> None:
    assert read_shelf(show_name(shelf)) is shelf


def test_unknown_shelf_is_what_is_to_decide() -> None:
    assert read_shelf("x") is Shelf.TO_DECIDE
