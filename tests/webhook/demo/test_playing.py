"""What colleagues do to a draft before they send it."""

import pytest

from webhook.demo.brand_files import read_replies, read_tickets
from webhook.demo.playing import play
from webhook.demo.store import DeskStore

DRAFT = "Hi Maya,\n\nThanks. We send the part. It is free of charge.\n\nJust reply.\n\nWarm regards,\nThe team"


@pytest.mark.parametrize(
    ("change", "sent"),
    [
        ((), DRAFT),
        ((("greet", "Dear"),), DRAFT.replace("Hi Maya", "Dear Maya")),
        ((("sign", "Marek"),), DRAFT.replace("The team", "Marek")),
        ((("drop", ""),), DRAFT.replace(" It is free of charge.", "")),
        ((("add", "See you."),), DRAFT.replace("free of charge.", "free of charge. See you.")),
        ((("instead", "No."),), "No."),
        ((("drop", ""), ("greet", "Hello")), DRAFT.replace(" It is free of charge.", "").replace("Hi", "Hello")),
    ],
    ids=["as is", "greet", "sign", "drop", "add", "instead", "in order"],
)
def test_change_gives_the_sent_text(change, sent):
    assert play(DRAFT, change) == sent


def test_only_sentence_is_not_dropped():
    assert play("Hi.", (("drop", ""),)) == "Hi."


def test_nothing_is_sent_without_a_draft_but_an_own_text():
    assert play("", (("add", "Bye."),)) == ""
    assert play("", (("instead", "Own words."), ("sign", "Marek"))) == "Own words.\n\nMarek"


def test_every_planned_reply_answers_a_sample_ticket(clock):
    tickets = {ticket["id"] for ticket in read_tickets(clock())}

    replies = read_replies()

    assert len(replies) >= 12
    assert {one.ticket for one in replies} <= tickets
    assert all(play(DRAFT, one.change) for one in replies)
    assert sum(not one.change for one in replies) >= 4


def test_store_is_absent_until_made(tmp_path):
    store = DeskStore(tmp_path / "helpdesk.db")

    assert not store.exists()
    assert store.settings() is None
