"""Points, penalty and score of a draft."""

import pytest

from drafter.measures.scores import draft_score, penalty_per_100
from drafter.measures.verdicts import EditSeverity

ERRORS = [EditSeverity.MINOR, EditSeverity.MINOR, EditSeverity.MAJOR]


def test_score_of_the_published_example() -> None:
    assert penalty_per_100(ERRORS, 84) == pytest.approx(8.3333, abs=1e-4)
    assert draft_score(ERRORS, 84) == pytest.approx(91.6667, abs=1e-4)


def test_score_is_never_below_zero() -> None:
    assert draft_score([EditSeverity.CRITICAL], 10) == 0


def test_draft_without_tokens_has_no_penalty() -> None:
    with pytest.raises(ValueError, match="at least one token"):
        penalty_per_100(ERRORS, 0)
