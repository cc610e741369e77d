"""Automatic scores on both databases: fits, scores and sights come back as they were kept."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from drafter import reviewing, scoring, scoring_report
from drafter.brands import Brand
from drafter.calibrating import plan_session
from drafter.quality.automatic_blindness import Seen
from drafter.quality.scorecards import DEFAULT_SCORECARD
from drafter.quality.sessions import BlindRating
from drafter.store import automatic as store
from drafter.store.calibrations import add_rating
from drafter.store.tables import EditRow
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.ids import NewId
from tests.tools.clocks import SettableClock
from tests.tools.databases import BOTH
from tests.tools.reviewed import add_reviewed
from webhook.jobs.score_replies import AutomaticScores

pytestmark = pytest.mark.parametrize("database_url", BOTH, indirect=True)
YES = {one.key: 1.0 for one in DEFAULT_SCORECARD.criteria}


def test_fit_scores_and_sights_come_back(database: Database, brand: Brand, clock: SettableClock, new_id: NewId) -> None:
    with database.writing() as session:
        add_reviewed(session, brand.id, 50, now=clock() - timedelta(days=1), new_id=new_id, doubled=20)
    worker = AutomaticScores(database, new_id)
    assert worker.refit(brand.id, clock())
    with database.writing() as session:
        made = add_reviewed(session, brand.id, 2, now=clock(), new_id=new_id, seed=3, rate=False)
    assert worker.work(clock.advance(minutes=1)) == 2

    with database.writing() as session:
        review = reviewing.review_edit(
            session, made.edit_ids[0], YES, note=None, actor=Actor("usr_q", "qa"), now=clock(), new_id=new_id
        )
        sight = scoring.note_review(session, review, 0.5, now=clock(), new_id=new_id)

    with database.reading() as session:
        assert store.sights_of(session, [review.id, "rvw_x"]) == {review.id: sight}
        (kept,) = store.scores_of(session, made.subjects)[made.subjects[0]]
        assert store.scores_by_id(session, [sight.score_id or ""]) == {kept.id: kept}
        fit = store.last_fit(session, brand.id, DEFAULT_SCORECARD.id, 1)
        assert fit is not None
        assert len(store.drawn_inputs(session, fit, limit=10)) == 2
        found = store.sighted_reviews(session, brand.id, seen=tuple(Seen), fit_id=fit.id, limit=10)
        assert [one.review.id for one in found] == [review.id]
        assert scoring_report.report(session, brand.id, 0.5).fit == fit


def test_fit_is_never_written_twice(database: Database, brand: Brand, clock: SettableClock, new_id: NewId) -> None:
    with database.writing() as session:
        add_reviewed(session, brand.id, 50, now=clock(), new_id=new_id, doubled=0)
        material = scoring.gather(session, brand.id)
    fit = scoring.make_fit(material, now=clock(), new_id=new_id)
    assert fit is not None
    with database.writing() as session:
        scoring.save_fit(session, fit)

    with pytest.raises(IntegrityError), database.writing() as session:
        scoring.save_fit(session, fit)


def test_ratings_of_sessions_count_as_people_who_rated(
    database: Database, brand: Brand, clock: SettableClock, new_id: NewId
) -> None:
    with database.writing() as session:
        made = add_reviewed(session, brand.id, 3, now=clock(), new_id=new_id, doubled=0)
        planned = plan_session(
            session,
            brand.id,
            name="March",
            edit_ids=made.edit_ids[:2],
            rater_ids=["usr_a", "usr_c"],
            scorecard=DEFAULT_SCORECARD,
            due_at=clock() + timedelta(days=1),
            actor=Actor("usr_a", "qa"),
            now=clock(),
            new_id=new_id,
        )
        for rater, edit in (("usr_c", made.edit_ids[0]), ("usr_a", made.edit_ids[1])):
            add_rating(session, planned.id, BlindRating(edit, rater, YES), now=clock())
        assert session.scalar(select(EditRow.draft_id).where(EditRow.id == made.edit_ids[0])) == made.subjects[0]

        human = scoring.gather(session, brand.id).human

    assert [len(one) for one in human] == [2]
