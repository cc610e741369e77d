"""What is cut from a sent reply before it is measured: what was added, never what was said."""

import pytest

from drafter.canned import written_text

DRAFT = "Hi Maya,\n\nYou have 60 days to return the boots.\n\nKind regards,\nNorthway"
FOOTER = "Northway Ltd · 1 Harbour Street · Registered in England 1234567"
LEGAL = "This message is confidential. If you received it in error, please delete it and tell us at once."


def reply(text: str, *ends: str) -> str:
    return "\n\n".join([text, *ends])


EARLIER = [
    reply(
        "Hi Ben,\n\nYour parcel left us on Monday and should be with you soon.\n\nKind regards,\nNorthway",
        FOOTER,
        LEGAL,
    ),
    reply("Hi Ida,\n\nWe have refunded the label as you asked us to.\n\nKind regards,\nNorthway", FOOTER, LEGAL),
]


def test_reply_as_drafted_comes_back_whole() -> None:
    assert written_text(DRAFT, draft=DRAFT, earlier=EARLIER) == DRAFT


def test_repeated_footer_is_cut() -> None:
    assert written_text(reply(DRAFT, FOOTER, LEGAL), draft=DRAFT, earlier=EARLIER) == DRAFT


def test_footer_seen_once_is_kept() -> None:
    sent = reply(DRAFT, FOOTER, LEGAL)

    assert written_text(sent, draft=DRAFT, earlier=EARLIER[:1]) == sent


def test_last_sentence_that_differs_is_kept() -> None:
    sent = reply(DRAFT, "PS: enjoy the coast!")

    assert written_text(sent, draft=DRAFT, earlier=EARLIER) == sent


def test_marked_signature_is_cut() -> None:
    assert written_text(f"{DRAFT}\n\n-- \nSam\nNorthway support", draft=DRAFT) == DRAFT


@pytest.mark.parametrize(
    "quote",
    [
        "On Tue, 10 Mar 2026 at 09:00, Maya <maya@cust.example> wrote:\n> How long can I return boots?",
        "Am 10.03.2026 um 09:00 schrieb Maya Okafor:\n> Wie lange kann ich zurückgeben?",
        "-----Original Message-----\nFrom: Maya <maya@cust.example>\n\nHow long can I return boots?",
        "> How long can I return boots?",
    ],
)
def test_quoted_history_is_cut(quote: str) -> None:
    assert written_text(f"{DRAFT}\n\n{quote}", draft=DRAFT) == DRAFT


def test_end_that_the_draft_has_is_kept() -> None:
    draft = reply(DRAFT, FOOTER)

    assert written_text(draft, draft=draft, earlier=EARLIER) == draft


def test_macro_sent_often_is_not_taken_for_a_footer() -> None:
    macro = "Hi {},\n\nYou can send it back within thirty days, unused and complete.\n\nBest,\nSam"
    earlier = [macro.format(name) for name in ("Ben", "Ida", "Kai")]
    sent = macro.format("Maya")

    assert "thirty days" in written_text(sent, draft=DRAFT, earlier=earlier)


def test_signature_of_one_helpdesk_is_cut_whatever_stands_before() -> None:
    sign = "Your ticket: https://desk.example/t/17"
    earlier = [reply(f"Reply number {n} says something else again.", sign) for n in range(3)]

    assert written_text(reply(DRAFT, sign), draft=DRAFT, earlier=earlier) == DRAFT


@pytest.mark.parametrize(
    "sent", ["", " ", "> only a quote", "--\nSam", "\n\n\n", "On x wrote:", "\x00" * 9, "a" * 200_000]
)
def test_anything_is_taken(sent: str) -> None:
    assert isinstance(written_text(sent, draft=DRAFT, earlier=[sent, sent, *EARLIER]), str)


def test_windows_line_ends_change_nothing() -> None:
    assert written_text(f"{DRAFT}\n\n--\nSam".replace("\n", "\r\n"), draft=DRAFT) == DRAFT
