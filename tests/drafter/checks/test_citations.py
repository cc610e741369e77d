"""Which sentences need a citation."""

import pytest

from drafter.checks.citations import check_citations, claims_something
from drafter.checks.context import CheckContext, Source
from drafter.drafts import Citation, Sentence

CITATION = Citation("snp_1", "pol_1", "Returns", "rev_1", 1, (), "")


def context(text: str, *citations: Citation) -> CheckContext:
    """Make a context of one sentence."""
    return CheckContext(text, [Source("snp_1", "…")], [Sentence(text, 0, len(text), citations)])


@pytest.mark.parametrize(
    "text",
    [
        "You can return it within 30 days.",
        "Refunds go back to the original payment method.",
        "Final-sale items can’t be exchanged.",
        "Gift cards never expire.",
        "Sie können den Artikel kostenlos zurücksenden.",
        "La livraison est gratuite.",
        "We’re sorry, but the label costs $7.50.",
    ],
)
def test_claim_without_citation_is_found(text: str) -> None:
    (finding,) = check_citations(context(text))

    assert finding.check == "citations"
    assert finding.text == text


@pytest.mark.parametrize(
    "text",
    [
        "Hi Maya,",
        "I’m sorry your parcel is late.",
        "Thanks for the photos.",
        "I understand how frustrating this is.",
        "Could you send us a photo of the box?",
        "Just reply to this message if anything is unclear.",
        "If you have any other questions about your return, let us know.",
        "Es tut mir leid, dass Ihr Paket verspätet ist.",
        "Warm regards",
    ],
)
def test_courtesy_needs_no_citation(text: str) -> None:
    assert check_citations(context(text)) == []


def test_cited_claim_is_fine() -> None:
    assert check_citations(context("You can return it within 30 days.", CITATION)) == []


def test_citation_of_a_passage_that_was_not_looked_up_is_found() -> None:
    stranger = Citation("snp_9", "pol_9", "Other", "rev_9", 1, (), "")

    assert len(check_citations(context("You can return it.", stranger))) == 1


def test_edit_without_sentences_is_asked_for_nothing() -> None:
    assert check_citations(CheckContext("You can return it within 30 days.")) == []


def test_fact_makes_a_courtesy_a_claim() -> None:
    assert claims_something("Thanks for waiting 30 days.")
