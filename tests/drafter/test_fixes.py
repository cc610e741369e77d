"""Putting the offered values into a draft's text."""

from datetime import UTC, datetime

from drafter.drafts import Citation, Draft, DraftStatus, Sentence
from drafter.findings import Finding, Severity
from drafter.fixes import apply_fixes, count_claims

TEXT = "It takes 45 days. It costs $9.00."
CITATION = Citation("snp_1", "pol_1", "Returns", "rev_1", 1, (), "")


def finding(text: str, fix: str | None) -> Finding:
    """Make a blocking finding at a piece of TEXT."""
    start = TEXT.index(text)
    return Finding("facts", Severity.BLOCK, start, start + len(text), text, "…", fix)


def draft() -> Draft:
    """Make a draft with two wrong values."""
    sentences = (Sentence(TEXT[:17], 0, 17, (CITATION,)), Sentence(TEXT[18:], 18, len(TEXT), (CITATION,)))
    return Draft(
        "dft_1",
        "tkt_1",
        DraftStatus.READY,
        datetime(2026, 3, 10, tzinfo=UTC),
        text=TEXT,
        sentences=sentences,
        findings=(finding("45 days", "30 days only"), finding("$9.00", "$7.50")),
    )


def test_chosen_fixes_are_put_in_and_everything_still_points_right() -> None:
    mended = apply_fixes(draft(), [0, 1])

    assert mended.text == "It takes 30 days only. It costs $7.50."
    assert [mended.text[s.start : s.end] for s in mended.sentences] == ["It takes 30 days only.", "It costs $7.50."]
    assert [mended.text[f.start : f.end] for f in mended.findings] == ["30 days only", "$7.50"]


def test_other_findings_move_with_their_words() -> None:
    mended = apply_fixes(draft(), [0, 7, -1])

    assert mended.text[mended.findings[1].start : mended.findings[1].end] == "$9.00"


def test_claims_are_counted_with_their_sources() -> None:
    counted = count_claims(draft(), settled=[0])

    assert (counted.sourced, counted.total) == (1, 2)
