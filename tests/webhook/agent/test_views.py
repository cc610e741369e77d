"""What the panel shows, from ticket, draft, decision and edit."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from drafter.decisions import Decision, DecisionKind
from drafter.drafts import Draft, DraftStatus
from drafter.edits import measure
from drafter.findings import Severity
from drafter.quality.holdback import HELD_BACK
from tests.makers import make_brand, make_draft, make_finding, make_hit, make_ticket
from webhook.agent.checking import PanelChoice
from webhook.agent.passages import Quoted
from webhook.agent.sources import confirmed_sources
from webhook.agent.threads import describe_state
from webhook.agent.views import (
    PanelCase,
    PanelState,
    PanelView,
    describe_edit,
    panel_state,
    panel_view,
    settled_text,
)
from webhook.word_diff import word_diff

NOW = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
WINDOW = make_hit("You have 60 days.")
LABEL = make_hit("", snippet_id="snp_2", policy="Labels", internal="No label under $50.", rank=2)


def test_held_back_ticket_needs_a_reply_written_by_hand() -> None:
    case = _case(draft=None, no_draft_reason=HELD_BACK)

    assert panel_state(case) is PanelState.HELD_BACK
    assert describe_state(case) == ("dot-warn", "Held back, write it yourself")


def test_ticket_without_a_draft_needs_no_reply() -> None:
    assert panel_state(_case(draft=None, no_draft_reason="A bounce.")) is PanelState.NO_REPLY
    assert _view(_case(draft=None, no_draft_reason="A bounce.")).reason == "A bounce."


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (DraftStatus.QUEUED, PanelState.LOADING),
        (DraftStatus.DRAFTING, PanelState.LOADING),
        (DraftStatus.READY, PanelState.READY),
        (DraftStatus.ABSTAINED, PanelState.UNCOVERED),
        (DraftStatus.FAILED, PanelState.FAILED),
        (DraftStatus.SUPERSEDED, PanelState.NO_REPLY),
    ],
)
def test_state_follows_the_drafts_status(status: DraftStatus, state: PanelState) -> None:
    assert panel_state(_case(draft=make_draft(status=status))) is state


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        (DecisionKind.ACCEPTED, PanelState.APPROVED),
        (DecisionKind.EDITED, PanelState.APPROVED),
        (DecisionKind.REJECTED, PanelState.REJECTED),
        (DecisionKind.ESCALATED, PanelState.ESCALATED),
        (DecisionKind.IGNORED, PanelState.NO_REPLY),
    ],
)
def test_decision_goes_before_status_and_a_send_before_both(kind: DecisionKind, state: PanelState) -> None:
    case = _case(decision=_decision(kind))

    assert panel_state(case) is state
    assert panel_state(replace(case, sent_text="Hi.")) is PanelState.SENT


def test_sources_are_numbered_by_first_mention() -> None:
    draft = make_draft(("One.", (LABEL,)), " ", ("Two.", (WINDOW, LABEL)))

    sources = confirmed_sources(draft)

    assert [(one.number, one.policy, one.quote) for one in sources] == [
        (1, "Labels", (Quoted("No label under $50."),)),
        (2, "Returns", (Quoted("You have 60 days.", is_cited=True),)),
    ]
    assert [one.is_internal for one in sources] == [True, False]


def test_grave_findings_are_checks_and_mild_ones_notices() -> None:
    view = _view(_case(draft=_doubted()))

    assert [(one.number, one.must_settle, one.fix) for one in view.checks] == [(0, True, "$38.00")]
    assert [one.number for one in view.notices] == [1]
    assert view.open_checks == view.checks


def test_taken_fix_stands_in_the_text_and_its_check_is_gone() -> None:
    view = _view(_case(draft=_doubted()), fixed="0")

    assert view.text == "We refund $38.00 by Friday."
    assert view.is_changed
    assert view.checks == ()
    assert view.form == {"next": "/panel", "fixed": "0"}


def test_check_links_add_to_what_was_chosen_before() -> None:
    draft = _doubted()
    draft = replace(draft, findings=(*draft.findings, make_finding(draft, "refund", fix="repay")))

    view = _view(_case(draft=draft), settled="0")

    assert [(one.fix_url, one.settle_url) for one in view.checks] == [
        ("/panel?fixed=2&settled=0", "/panel?settled=0.2"),
    ]


def test_settled_text_says_what_is_left() -> None:
    draft = _doubted()

    as_drafted, left = settled_text(draft, PanelChoice())
    mended, none_left = settled_text(draft, PanelChoice(fixed=frozenset({0})))

    assert (as_drafted, [one.text for one in left]) == (draft.text, ["$45"])
    assert (mended, none_left) == ("We refund $38.00 by Friday.", ())


def test_confidence_is_full_only_when_every_claim_has_a_source() -> None:
    sourced = _view(_case(draft=make_draft(("One.", (WINDOW,)))))
    mixed = _view(_case(draft=_partly_sourced()))
    bare = _view(_case(draft=make_draft(("Hello.", ()))))

    assert [(v.claims.sourced, v.claims.total, v.confidence) for v in (sourced, mixed, bare)] == [
        (1, 1, 3),
        (1, 2, 2),
        (0, 0, 1),
    ]


def test_uncovered_question_shows_the_nearest_quotable_passages() -> None:
    hits = (WINDOW, LABEL, *(make_hit(f"Passage {n}", snippet_id=f"snp_{n}", rank=n) for n in range(3, 6)))
    draft = replace(make_draft(""), status=DraftStatus.ABSTAINED, hits=hits, reason="Nothing is close.")

    view = _view(_case(draft=draft))

    assert [one.quote[0].text for one in view.nearest] == ["You have 60 days.", "Passage 3", "Passage 4"]
    assert view.reason == "Nothing is close."


def test_approved_text_is_what_the_agent_left() -> None:
    view = _view(_case(decision=_decision(DecisionKind.EDITED, text="Hi. Yours.")))

    assert view.text == "Hi. Yours."


def test_wishes_are_offered_where_a_model_is_configured() -> None:
    composed = make_draft()
    assert composed.provenance
    modelled = replace(composed, provenance=replace(composed.provenance, note=None))

    stopgap = replace(
        composed, provenance=replace(composed.provenance, fallback_reason="Timed out.", retry_after_s=2.0)
    )

    assert not _view(_case(draft=composed)).takes_wishes
    assert _view(_case(draft=modelled)).takes_wishes
    assert _view(_case(draft=stopgap)).takes_wishes
    assert _view(_case(draft=stopgap)).is_stopgap


@pytest.mark.parametrize(
    ("draft", "sent", "words"),
    [
        ("You have 60 days.", "You have 60 days.", "Sent as drafted, without a change."),
        ("You have 60 days.", "You have 45 days.", "1 word added and 1 taken out. Facts: added “45 days”"),
        ("Bring it to any of our stores and we refund it.", "Please call us tomorrow.", "Written anew"),
        ("", "Please call us tomorrow.", "Written without a draft."),
    ],
    ids=["as is", "edited", "anew", "no draft"],
)
def test_edit_is_told_in_words(draft: str, sent: str, words: str) -> None:
    edit = measure(draft, sent)

    assert describe_edit(edit, word_diff(draft, sent, edit.spans)).startswith(words)


@pytest.mark.parametrize("text", ["", "x", "1.x.-3", "99999", "1" * 5000])
def test_choice_reads_numbers_and_nothing_else(text: str) -> None:
    assert PanelChoice.read({"fixed": text}).fixed <= {1}


def _case(draft: Draft | None = ..., **changes: Any) -> PanelCase:  # type: ignore[assignment]
    ready = make_draft() if draft is ... else draft
    return PanelCase(**{"ticket": make_ticket(), "brand": make_brand(), "draft": ready, **changes})


def _view(case: PanelCase, **choice: str) -> PanelView:
    def link(fields: Mapping[str, str]) -> str:
        return "/panel" + ("?" + "&".join(f"{k}={v}" for k, v in fields.items()) if fields else "")

    return panel_view(case, PanelChoice.read(choice), link=link)


def _decision(kind: DecisionKind, text: str | None = None) -> Decision:
    return Decision("dec_1", "dft_1", kind, "usr_1", "agent", NOW, text=text)


def _doubted() -> Draft:
    draft = make_draft(("We refund $45 by Friday.", ()))
    mild = make_finding(draft, "Friday", check="tone", severity=Severity.NOTICE)
    return replace(draft, findings=(make_finding(draft, "$45", fix="$38.00"), mild))


def _partly_sourced() -> Draft:
    draft = make_draft(("One.", (WINDOW,)), " ", ("We refund $45.", ()))
    return replace(draft, findings=(make_finding(draft, "$45", severity=Severity.HIGH),))
