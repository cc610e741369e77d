"""What stands round a draft: resolution, steps, asks, promises, how it was made."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from drafter.drafts import Provenance
from drafter.findings import Finding, Severity
from drafter.resolutions import Alternative, Resolution, RungKind, Step
from drafter.steps import StepTick
from drafter.told import EarlierReply, told_by
from tests.makers import make_brand, make_draft, make_ticket
from webhook.agent.around import Surroundings, around, asks_in
from webhook.agent.checking import PanelChoice, checks_of, checks_of_edit, mend
from webhook.agent.sources import age_of

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
BRAND = make_brand()
TICKET = make_ticket()
REPLACE = Resolution(kind=RungKind.REPLACE, rung="Replace", reason="reported in time", intent="Damaged")
REFUND = Alternative("Refund", RungKind.REFUND, True, "paid by card", Decimal("44"), "USD")
LEAD = Alternative("Refund all", RungKind.REFUND, False, "would fit, but needs a lead", Decimal("189"), "USD", 3)


def test_chosen_rung_and_the_next_two_have_keys_and_the_rest_says_why_not() -> None:
    draft = replace(make_draft(), resolution=REPLACE, alternatives=(REFUND, LEAD))

    found = around(draft, TICKET, BRAND, Surroundings(), draft.text).resolution

    assert found is not None
    assert (found.chosen.key, found.chosen.label, found.is_wished) == (1, "Replace", False)
    assert [(one.name, one.key, one.label) for one in found.open] == [("Refund", 2, "Refund $44.00")]
    assert [(one.name, one.key, one.needs) for one in found.closed] == [("Refund all", None, "needs a lead")]


def test_only_three_resolutions_have_a_key() -> None:
    many = tuple(replace(REFUND, rung=f"Refund {n}") for n in range(4))
    draft = replace(make_draft(), resolution=REPLACE, alternatives=many)

    found = around(draft, TICKET, BRAND, Surroundings(), "").resolution

    assert found is not None
    assert [one.key for one in found.open] == [2, 3, None, None]


def test_ladder_on_which_nothing_fits_says_that_nothing_may_be_offered() -> None:
    found = around(replace(make_draft(), alternatives=(LEAD,)), TICKET, BRAND, Surroundings(), "").resolution

    assert found is not None
    assert (found.chosen.name, found.chosen.key, found.open) == ("Nothing may be offered", None, ())


def test_draft_without_a_ladder_has_no_resolution() -> None:
    assert around(make_draft(), TICKET, BRAND, Surroundings(), "").resolution is None


def test_step_says_what_it_is_about_and_who_ticked_it() -> None:
    step = Step(1, "Refund it", "Returns", "refund", "NW-1", Decimal("6.5"), "USD")
    draft = replace(make_draft(), steps=(step, Step(2, "Note it", "Returns")))
    known = Surroundings(ticks={1: StepTick(1, True, "usr_1", NOW)}, people={"usr_1": "Dani"})

    found = around(draft, TICKET, BRAND, known, "")

    shown = [(one.about, one.is_done, one.by) for one in found.steps]
    assert shown == [("NW-1 · $6.50", True, "Dani"), ("", False, "")]
    assert found.left == 1


def test_tick_that_was_taken_back_leaves_a_step_open() -> None:
    draft = replace(make_draft(), steps=(Step(1, "Refund it", "Returns"),))

    found = around(draft, TICKET, BRAND, Surroundings(ticks={1: StepTick(1, False, "usr_1", NOW)}), "")

    assert (found.left, found.steps[0].at) == (1, None)


def test_asks_say_what_the_reply_does_about_each() -> None:
    ticket = make_ticket("How long do I have to return the boots? And do you sell gift cards?")

    found = asks_in(ticket, "You have 60 days to return the boots.")

    assert [(one.word, one.is_settled) for one in found] == [("Answered", True), ("Not answered", False)]


def test_overdue_promises_are_told_apart_from_what_else_was_told() -> None:
    reply = EarlierReply("m2", "tkt_0", "We will dispatch it by 2 March 2026. We will refund $45.00.", NOW, "T-0")
    told = told_by([replace(reply, sent_at=datetime(2026, 2, 20, tzinfo=UTC))])
    sentences = {one.reference: reply.text[one.commitment.start : one.commitment.end] for one in told}
    known = Surroundings(told=told, sentences=sentences, today=date(2026, 3, 10))

    found = around(make_draft(), TICKET, BRAND, known, "")

    assert [(one.sentence, one.due) for one in found.overdue] == [
        ("We will dispatch it by 2 March 2026.", date(2026, 3, 2))
    ]
    assert "We will refund $45.00." in [one.sentence for one in found.told]


def test_told_record_whose_reply_is_gone_is_not_shown() -> None:
    told = told_by([EarlierReply("m2", "tkt_0", "We will refund $45.00.", NOW)])

    assert around(make_draft(), TICKET, BRAND, Surroundings(told=told), "").told == ()


def test_making_shows_cost_and_what_stayed_here_without_any_text() -> None:
    provenance = Provenance(
        "snp", "reply-1", "gpt", prompt_tokens=900, completion_tokens=100, cost_usd_micros=1200, masked={"email": 2}
    )
    provenance = replace(provenance, missed=("the order (OrderSourceError)", "earlier drafts (OSError)"))

    made = dict(around(replace(make_draft(), provenance=provenance), TICKET, BRAND, Surroundings(), "").made)

    assert (made["Written by"], made["Cost"], made["Tokens"]) == ("gpt", "$0.0012", "1,000")
    assert made["Kept from the model"] == "2 × email"
    assert made["Could not be looked up"] == "the order (OrderSourceError); earlier drafts (OSError)"


def test_composer_takes_a_tone_but_no_language_and_says_which_it_writes() -> None:
    found = around(make_draft(), TICKET, BRAND, Surroundings(), "")

    assert found.tones[0].is_current
    assert (found.languages, found.composed_in) == ((), "English")


def test_checks_stand_in_order_of_their_gravity_whatever_their_place() -> None:
    given = {n: _finding(severity, start=9 - n) for n, severity in enumerate(reversed(Severity))}

    shown = checks_of(given, PanelChoice(), lambda fields: "?" + str(fields))

    assert [given[one.number].severity for one in shown] == list(Severity)
    assert [one.must_settle for one in shown] == [True, False, False, False]


def test_same_thing_found_twice_in_an_edit_is_shown_once() -> None:
    asks = [Finding("answered", Severity.LOW, 0, 0, "", message) for message in ("No answer to A.", "No answer to B.")]

    assert len(checks_of_edit([_finding(Severity.HIGH), _finding(Severity.HIGH, start=40)])) == 1
    assert len(checks_of_edit(asks)) == 2


@pytest.mark.parametrize(
    ("finding", "mended"),
    [
        (Finding("facts", Severity.BLOCK, 4, 7, "$45", "No.", "$38"), "Pay $38 now"),
        (Finding("facts", Severity.BLOCK, 4, 8, "$45 ", "No.", ""), "Pay now"),
        (Finding("facts", Severity.BLOCK, 4, 7, "$45", "No."), "Pay $45 now"),
        (Finding("facts", Severity.BLOCK, 40, 70, "$45", "No.", "$38"), "Pay $45 now"),
    ],
    ids=["replaced", "taken out", "no fix", "out of the text"],
)
def test_fix_goes_into_the_agents_own_words(finding: Finding, mended: str) -> None:
    assert mend("Pay $45 now", [finding], finding.id) == mended
    assert mend("Pay $45 now", [finding], "facts:other") == "Pay $45 now"


@pytest.mark.parametrize(
    ("since", "words"),
    [
        (date(2026, 3, 10), "new today"),
        (date(2026, 3, 9), "1 day old"),
        (date(2026, 2, 20), "2 weeks old"),
        (date(2025, 10, 1), "5 months old"),
        (date(2024, 3, 1), "2 years old"),
        (date(2026, 4, 1), ""),
        (None, ""),
    ],
)
def test_age_of_a_wording_in_words(since: date | None, words: str) -> None:
    assert age_of(since, date(2026, 3, 10)) == words


def _finding(severity: Severity, *, start: int = 0) -> Finding:
    return Finding("facts", severity, start, start + 3, "$45", "No source.")
