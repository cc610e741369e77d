"""What colleagues do to a draft before they send it."""

from datetime import timedelta

import pytest

from webhook.demo.brand_files import read_history, read_replies, read_tickets
from webhook.demo.playing import play
from webhook.demo.store import DeskStore
from webhook.ticket_json import parse_ticket

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


def test_chat_without_a_sign_off_keeps_its_answer():
    assert play("Hi Maya,\n\nIt is on its way.", (("sign", "Marek"),)) == "Hi Maya,\n\nIt is on its way.\n\nMarek"


def test_nothing_is_sent_without_a_draft_but_an_own_text():
    assert play("", (("add", "Bye."),)) == ""
    assert play("", (("instead", "Own words."), ("sign", "Marek"))) == "Own words.\n\nMarek"


def test_every_planned_reply_answers_a_sample_ticket(clock):
    history = {ticket["id"] for ticket in read_history(clock())}
    tickets = {ticket["id"] for ticket in read_tickets(clock())}

    replies = read_replies()

    answered = [one.ticket for one in replies]
    assert len(set(answered)) == len(answered) >= 30, "fewer than 30 give no figures"
    assert history <= set(answered) <= history | tickets
    assert all(play(DRAFT, one.change) for one in replies)
    assert sum(not one.change for one in replies) >= 4


def test_tickets_of_last_week_are_a_week_old_at_most(clock):
    for data in read_history(clock()):
        (message,) = parse_ticket(data).messages

        assert timedelta(days=4) <= clock() - message.created_at <= timedelta(days=7)


def test_store_is_absent_until_made(tmp_path):
    store = DeskStore(tmp_path / "helpdesk.db")

    assert not store.exists()
    assert store.settings() is None
