"""When a ticket wants no draft, and why."""

from typing import Any

import pytest

from drafter.silence import no_draft_reason
from drafter.tickets import Attachment, Author, TicketStatus
from tests.makers import make_message, make_ticket

FILE = (Attachment("photo.jpg"),)


@pytest.mark.parametrize(
    ("text", "changes", "why"),
    [
        ("Back on Monday.", {"headers": {"auto-submitted": "auto-replied"}}, "machine"),
        ("Back on Monday.", {"headers": {"X-Loop": "shop"}}, "machine"),
        ("Hello", {"headers": {"Return-Path": "<>"}}, "Return-Path"),
        ("I am out of office until Monday.", {}, "out-of-office"),
        ("Ich bin derzeit nicht im Büro.", {}, "out-of-office"),
        ("Hello", {"subject": "Automatic reply: your order"}, "automatic"),
        ("Thank you so much, it works now!", {}, "thank-you"),
        ("", {}, "empty"),
        ("", {"attachments": FILE}, "attachment"),
        ("Where is it?", {"status": TicketStatus.CLOSED}, "closed"),
        ("Where is it?", {"messages": (make_message("Hi", author=Author.AGENT),)}, "no public message"),
        (
            "x",
            {"messages": (make_message("Where?", id="m1"), make_message("Here.", id="m2", author=Author.AGENT))},
            "already ours",
        ),
    ],
)
def test_ticket_without_need_of_an_answer_says_why(text: str, changes: dict[str, Any], why: str) -> None:
    assert why in (no_draft_reason(make_ticket(text, **changes)) or "")


def test_thing_that_somebody_got_is_no_thank_you() -> None:
    assert no_draft_reason(make_ticket("The thermos leaks from the bottom. I got it last week.")) is None
    assert "thank-you" in (no_draft_reason(make_ticket("Got it!")) or "")


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("Where is my parcel?", {}),
        ("Thanks, but the zip is broken again.", {}),
        ("Thanks! Can I also exchange the socks?", {}),
        ("", {"subject": "Can I exchange my boots?"}),
        ("My out of office chair is broken, please help.", {}),
        ("Where is it?", {"headers": {"Auto-Submitted": "no"}}),
    ],
)
def test_ticket_that_asks_gets_a_draft(text: str, changes: dict[str, Any]) -> None:
    assert no_draft_reason(make_ticket(text, **changes)) is None


@pytest.mark.parametrize(
    "text",
    [
        "This mailbox is not monitored. Your message will be answered within 48 hours.",
        "Ik ben tot maandag afwezig.",
        "Your message could not be delivered to the following recipients: a@b.example",
        "Out of office: back on 3 June",
        "I'm on vacation until Monday. For urgent matters please contact Jane.",
    ],
)
def test_machines_words_get_no_draft(text: str) -> None:
    assert no_draft_reason(make_ticket(text))


@pytest.mark.parametrize(
    "text", ["thanks for nothing, where is it", "I'm on vacation next week, please delay shipping"]
)
def test_person_who_is_away_or_angry_gets_a_draft(text: str) -> None:
    assert no_draft_reason(make_ticket(text)) is None


def test_our_own_reply_sent_back_gets_no_draft() -> None:
    reply = "Hi Maya,\n\nWe have refunded $45.00 to your card today."
    messages = (
        make_message("Please refund me.", id="m1"),
        make_message(reply, id="m2", author=Author.AGENT),
        make_message(reply, id="m3"),
    )

    assert "mail loop" in (no_draft_reason(make_ticket(messages=messages)) or "")
