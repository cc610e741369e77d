"""Precedents: near-identical tickets under the same wordings, and where a draft departs from them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from drafter.checks import CheckContext
from drafter.checks.consistency import check_consistency
from drafter.consistency import Outcome, outcome_of
from drafter.drafts import Draft
from drafter.precedents import Decided, Precedent, departure, precedents_of
from knowledge_base.errors import EmbeddingError
from tests.makers import make_draft, make_hit

WINDOW = make_hit("You can return most items within 60 days of delivery.")
OLDER = make_hit("You can return most items within 30 days of delivery.", revision_id="rev_0")
AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


class FixedLikeness:
    """Finds every question as alike as it is told."""

    def __init__(self, cosine: float) -> None:
        self._cosine = cosine

    def alike(self, question: str, others: Sequence[str]) -> np.ndarray:
        """The fixed cosine for each."""
        return np.full(len(others), self._cosine, dtype=np.float32)


def asked(question: str, sentence: str, *, ticket_id: str = "tkt_1", hit: Any = WINDOW) -> Draft:
    """A draft that answers a question with one sentence."""
    return replace(make_draft((sentence, [hit])), ticket_id=ticket_id, questions=(question,), hits=(hit,))


def decided(question: str, sentence: str, **changes: Any) -> Decided:
    """The same, sent for another ticket."""
    return Decided(asked(question, sentence, **{"ticket_id": "tkt_0", **changes}), "NW-0901", AT)


NEW = asked("How long can I return boots?", "You can return most items within 60 days of delivery.")


def test_near_identical_ticket_is_a_precedent() -> None:
    past = [decided("How long can I return my boots?", "You have 60 days.")]

    [found] = precedents_of(NEW, past, FixedLikeness(0.9))

    assert (found.ticket, found.at) == ("NW-0901", AT)


@pytest.mark.parametrize(
    ("past", "cosine"),
    [
        (decided("How long can I return boots?", "You have 60 days."), 0.7),
        (decided("How long can I return boots?", "You have 30 days.", hit=OLDER), 0.95),
        (decided("Where is my parcel?", "It is on its way."), 0.95),
        (decided("How long can I return boots?", "You have 60 days.", ticket_id="tkt_1"), 0.95),
    ],
    ids=["unlike", "older wording", "other words", "same ticket"],
)
def test_others_are_no_precedents(past: Decided, cosine: float) -> None:
    assert precedents_of(NEW, [past], FixedLikeness(cosine)) == ()


class _Failing:
    def alike(self, question: str, others: Sequence[str]) -> np.ndarray:
        raise EmbeddingError("The embedder is away.")


def test_no_precedents_when_the_embedder_fails() -> None:
    past = [decided("How long can I return boots?", "You have 60 days.")]

    assert precedents_of(NEW, past, _Failing()) == ()
    assert precedents_of(NEW, past, None) == ()


def precedent(sentence: str) -> Precedent:
    """A precedent that said this."""
    return Precedent("dft_0", "NW-0901", AT, outcome_of(asked("How long?", sentence)), 0.9)


def test_other_figure_departs() -> None:
    here = Outcome("explain", outcome_of(NEW).facts)

    assert departure(here, precedent("You can return most items within 60 days of delivery.")) is None
    assert "30 days" in (departure(here, precedent("You can return most items within 30 days of delivery.")) or "")


def test_saying_less_is_no_departure() -> None:
    assert departure(Outcome("explain", frozenset()), precedent("You have 30 days.")) is None


def test_other_decision_is_found_with_its_ticket_and_without_its_words() -> None:
    before = precedent("We refund the full price of the kettle.")
    context = CheckContext(NEW.text, sentences=NEW.sentences, precedents=(before,))

    [finding] = check_consistency(context)

    assert "NW-0901" in finding.message
    assert "3 March 2026" in finding.message
    assert "kettle" not in finding.message
    assert (finding.check, finding.reference) == ("consistency", "dft_0")
    assert NEW.text[finding.start : finding.end] == finding.text


def test_text_without_precedents_or_sentences_is_left_alone() -> None:
    assert check_consistency(CheckContext("You have 60 days.")) == []
    assert check_consistency(CheckContext("", precedents=(precedent("We refund it."),))) == []
