"""Which remedy a reply grants to a request."""

import pytest

from drafter.granting import granted_by


@pytest.mark.parametrize(
    ("sentences", "kind"),
    [
        (["We refund the difference."], "refund"),
        (["We replace the whole item free of charge.", "You can choose a refund."], "replace"),
        (["Refunds take 5 days.", "We refund the fee."], "explain"),
        (["You can ask for a team lead at any time."], "escalate"),
        (["Without an order on record, we refund your return as a Northway gift card."], "credit"),
        ([], "explain"),
    ],
)
def test_decision_is_what_a_reply_leads_with(sentences: list[str], kind: str) -> None:
    assert granted_by(sentences, None) == kind


@pytest.mark.parametrize(
    ("sentence", "decision"),
    [
        ("We refund within 4 business days after your return has reached our workshop.", "explain"),
        ("We refund in 3 days.", "explain"),
        ("We refund the difference within 14 days of your order.", "refund"),
        ("A piece that can’t be repaired is replaced free of charge.", "replace"),
        ("Trees that don’t grow in their first 12 months are replaced once.", "explain"),
    ],
)
def test_when_money_comes_is_told_from_granting_it(sentence: str, decision: str) -> None:
    assert granted_by([sentence], None) == decision


@pytest.mark.parametrize(
    ("request_", "reply", "kind"),
    [
        (
            "My plate came in two pieces. Please send me another one.",
            ["Report it within 5 days.", "We need one photo.", "We send a replacement free of charge."],
            "replace",
        ),
        (
            "I cancelled while it was being engraved. How much do I get back?",
            ["We keep 40% of the price; the chain is refunded in full."],
            "partial_refund",
        ),
        (
            "You now sell the same kettle for $10 less. Can I have the difference?",
            [
                "If a price falls, we credit the difference to your account as store credit.",
                "It is never paid in cash.",
            ],
            "credit",
        ),
        (
            "I bought three sealed filters too many. Can I send them back for my money?",
            ["Sealed filters can be returned within 60 days for a full refund.", "Opened ones cannot be returned."],
            "refund",
        ),
        (
            "The rug came yesterday, I'd rather have the blue one. Can I swap it?",
            ["You can exchange a rug once within 30 days.", "If the new one costs less, we refund the difference."],
            "exchange",
        ),
        (
            "I am not satisfied with that answer. I want a manager to look at it.",
            ["If you disagree with us, we escalate your case to the customer office."],
            "escalate",
        ),
        (
            "How long do I have to send a lamp back?",
            ["Lamps can be returned within 20 days for a full refund."],
            "explain",
        ),
        (
            "You refunded me on Monday. How many days until I see it?",
            ["Refunds appear after 3 days.", "Refunds to a gift card are issued at once."],
            "explain",
        ),
        (
            "The parcel says delivered but nothing is here. What now?",
            ["Please wait 2 days.", "If it stays lost, you can choose a replacement or a refund."],
            "explain",
        ),
        (
            "My parcel was lost. Can you send a replacement?",
            ["A lost parcel counts as lost after 7 days.", "You can choose a replacement or a refund."],
            "replace",
        ),
        (
            "The shelf arrived cracked. What will you do about it?",
            ["A piece that can't be repaired is replaced free of charge.", "We do not refund the delivery."],
            "replace",
        ),
        ("Do you take away my old bed?", ["We take an old bed away when we bring the new one."], "explain"),
        ("", ["We replace it."], "replace"),
        ("Where is my refund?", [], "explain"),
    ],
)
def test_decision_is_the_grant_that_was_asked_for(request_: str, reply: list[str], kind: str) -> None:
    assert granted_by(reply, request_) == kind
