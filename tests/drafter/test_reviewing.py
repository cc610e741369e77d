"""A filled scorecard is scored and recorded beside the edit it judges."""

import pytest

from drafter import reviewing
from drafter.decisions import Action
from drafter.errors import EditNotFoundError, ReviewFormatError
from drafter.quality.reviews import Review
from drafter.store import edits
from drafter.store.edits import EditRecord
from knowledge_base.foundation.actors import Actor
from tests.tools.acting import Acts

THEO = Actor("usr_theo", "qa")
RATINGS = {"accuracy": 1.0, "policy": 1.0, "tone": 0.5, "completeness": None, "language": 1.0}


def edited(acts: Acts) -> EditRecord:
    draft = acts.ready(acts.record(), "Hi,\n\nYou have 60 days.")
    acts.decide(draft, Action.EDIT, "Hi,\n\nYou have 30 days.")
    edit = acts.edit(draft)
    assert edit
    return edit


def review(acts: Acts, edit_id: str, ratings: dict[str, float | None], note: str | None = None) -> Review:
    with acts.database.writing() as session:
        return reviewing.review_edit(
            session, edit_id, ratings, note=note, actor=THEO, now=acts.clock(), new_id=acts.new_id
        )


def test_review_is_scored_by_the_scorecard(acts: Acts) -> None:
    edit = edited(acts)

    made = review(acts, edit.id, RATINGS, "  Good, but stiff.  ")

    assert made.score == pytest.approx(91.1765, abs=1e-4)
    assert (made.draft_id, made.brand_id, made.note) == (edit.draft_id, edit.brand_id, "Good, but stiff.")


def test_wrong_fact_fails_the_whole_review(acts: Acts) -> None:
    assert review(acts, edited(acts).id, {**RATINGS, "accuracy": 0.0}).score == 0


def test_second_review_stands_beside_the_first(acts: Acts) -> None:
    edit = edited(acts)
    made = [review(acts, edit.id, RATINGS), review(acts, edit.id, {**RATINGS, "tone": 1.0})]

    with acts.database.reading() as session:
        assert edits.reviews_of_drafts(session, [edit.draft_id])[edit.draft_id] == tuple(made)


def test_review_of_an_unknown_edit_is_refused(acts: Acts) -> None:
    with pytest.raises(EditNotFoundError):
        review(acts, "edt_none", RATINGS)


def test_incomplete_ratings_are_refused_and_nothing_is_kept(acts: Acts) -> None:
    edit = edited(acts)

    with pytest.raises(ReviewFormatError):
        review(acts, edit.id, {"accuracy": 1.0})

    with acts.database.reading() as session:
        assert edits.list_reviews(session) == ()
