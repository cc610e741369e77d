"""Which snippets an agent kept: those of sentences that lived on at least by half."""

import pytest

from drafter.edits import measure
from drafter.kept import kept_citations
from tests.makers import make_draft, make_hit

WINDOW = make_hit("You can return boots within 60 days of delivery.", snippet_id="snp_window")
FEES = make_hit("A return label costs $6.95.", snippet_id="snp_fees", rank=2)
FIRST = "You have 60 days from delivery to send your boots back."
SECOND = "The label costs $6.95 and comes off your refund."
DRAFT = make_draft((FIRST, [WINDOW]), " ", (SECOND, [FEES]))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (DRAFT.text, {"snp_window", "snp_fees"}),
        (f"{FIRST} Let me know!", {"snp_window"}),
        (f"{SECOND} {FIRST}", {"snp_window", "snp_fees"}),
        ("You have 30 days from delivery to return your boots. No label is needed.", {"snp_window"}),
        ("Sorry, please ask the shop that sold them.", set()),
        ("", set()),
    ],
    ids=["as it was", "one sentence gone", "moved", "half of a sentence", "written anew", "nothing sent"],
)
def test_kept_is_what_lived_on_at_least_by_half(sent: str, kept: set[str]) -> None:
    edit = measure(DRAFT.text, sent)

    assert {one.snippet_id for one in kept_citations(DRAFT.text, DRAFT.sentences, edit.spans)} == kept


def test_rejected_draft_kept_nothing() -> None:
    edit = measure(DRAFT.text, None, was_rejected=True)

    assert kept_citations(DRAFT.text, DRAFT.sentences, edit.spans) == ()
