"""Automatic scores of a brand with 600 reviewed replies, through the real store; the worker does the work."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drafter import reviewing, scoring, scoring_report
from drafter.edits import Outcome
from drafter.quality.automatic import score
from drafter.quality.automatic_blindness import Seen, is_blind
from drafter.quality.reviews import Review
from drafter.quality.scorecards import DEFAULT_SCORECARD, Criterion, Scorecard
from drafter.reviewables import Reviewable
from drafter.scoring_features import FEATURE_NAMES, features_of
from drafter.store import automatic as store
from drafter.store.brands import insert_brand
from drafter.store.edits import list_reviews
from drafter.store.erasure import erase_ticket
from drafter.store.reviewables import by_keys
from drafter.store.scorecards import CardVersion, save_version
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.database import Database, make_engine
from tests.makers import make_brand
from tests.tools.clocks import START, counting_ids
from tests.tools.reviewed import Reviewed, add_reviewed
from webhook.jobs.score_replies import AutomaticScores

NOW = START
BRAND = make_brand()
YES = {one.key: 1.0 for one in DEFAULT_SCORECARD.criteria}


@pytest.fixture(scope="module")
def fitted_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Reviewed]:
    """A database with 600 reviewed replies and the fit made of them, to be copied and never opened."""
    path = tmp_path_factory.mktemp("fitted") / "drafter.db"
    shutil.copy(sqlite_template, path)
    database, new_id = Database(make_engine(f"sqlite:///{path}")), counting_ids()
    with database.writing() as session:
        insert_brand(session, BRAND, now=NOW)
        made = add_reviewed(session, BRAND.id, 600, now=NOW - timedelta(days=1), new_id=new_id, apart=0.7)
    assert AutomaticScores(database, new_id).refit(BRAND.id, NOW)
    database.engine.dispose()
    return path, made


@pytest.fixture
def fitted(fitted_file: tuple[Path, Reviewed], tmp_path: Path) -> Iterator[Database]:
    """This test's own copy."""
    shutil.copy(fitted_file[0], tmp_path / "fitted.db")
    database = Database(make_engine(f"sqlite:///{tmp_path / 'fitted.db'}"))
    yield database
    database.engine.dispose()


@pytest.fixture
def worker(fitted: Database) -> AutomaticScores:
    """The periodic work over the copy."""
    count = counting_ids()
    return AutomaticScores(fitted, lambda prefix: count(prefix).replace("_", "_9", 1))  # after the copied ones


def _add(worker: AutomaticScores, count: int, **changes: object) -> Reviewed:
    values: dict[str, object] = {"now": NOW, "new_id": worker.new_id, "seed": 5, "doubled": 0, **changes}
    with worker.database.writing() as session:
        return add_reviewed(session, BRAND.id, count, **values)  # type: ignore[arg-type]


def _review(worker: AutomaticScores, made: Reviewed, place: int, *, share: float, person: str = "usr_q") -> Review:
    with worker.database.writing() as session:
        review = reviewing.review_edit(
            session, made.edit_ids[place], YES, note=None, actor=Actor(person, "qa"), now=NOW, new_id=worker.new_id
        )
        scoring.note_review(session, review, share, now=NOW, new_id=worker.new_id)
    return review


def test_fit_is_calibrated_and_shows_what_passes_its_gate(fitted: Database) -> None:
    with fitted.reading() as session:
        found = scoring_report.report(session, BRAND.id, 0.2)

    assert found.fit is not None
    assert (found.rated, found.missing, found.fit.n, found.fit.human) == (600, 0, 600, 60)
    assert all(line.ece is not None and line.ece <= 0.06 for line in found.fit.lines)
    assert found.fit.is_total_shown
    assert any(line.is_shown for line in found.fit.lines)
    assert found.fit.covered / found.fit.tried == pytest.approx(0.9, abs=0.05)


def test_scores_follow_what_was_changed(fitted: Database, fitted_file: tuple[Path, Reviewed]) -> None:
    with fitted.reading() as session:
        material = scoring.gather(session, BRAND.id)
        assert material.last is not None
        totals = {one.key: score(material.last, material.card, one.inputs).total or 0 for one in material.rated}
    changed = fitted_file[1].changed
    untouched = [totals[key] for key in totals if changed[key] < 0.1]
    rewritten = [totals[key] for key in totals if changed[key] > 0.8]

    assert min(untouched) > max(rewritten)


def test_replies_drawn_since_are_scored_once(worker: AutomaticScores) -> None:
    made = _add(worker, 12, rate=False)

    assert worker.work(NOW + timedelta(hours=1)) == 12
    assert worker.work(NOW + timedelta(hours=2)) == 0
    with worker.database.reading() as session:
        kept = store.scores_of(session, made.subjects)
        (fit,) = store.fits_by_id(session, [kept[made.subjects[0]][0].fit_id]).values()
    assert {len(kept[key]) for key in made.subjects} == {1}
    assert kept[made.subjects[0]][0].inputs != ()
    assert fit.number == 1


def test_fit_is_made_at_most_once_a_day_and_kept(worker: AutomaticScores) -> None:
    _add(worker, 80)
    hour, day = NOW + timedelta(hours=1), NOW + timedelta(days=1)

    assert not worker.refit(BRAND.id, hour)
    with worker.database.reading() as session:
        before = store.last_fit(session, BRAND.id, DEFAULT_SCORECARD.id, 1)
    assert worker.refit(BRAND.id, day)
    assert not worker.refit(BRAND.id, day + timedelta(hours=23))

    assert before is not None
    with worker.database.reading() as session:
        after = store.last_fit(session, BRAND.id, DEFAULT_SCORECARD.id, 1)
        assert store.fits_by_id(session, [before.id])[before.id] == before
    assert after is not None
    assert (after.number, after.n) == (2, 680)


def test_nothing_new_makes_no_fit(worker: AutomaticScores) -> None:
    assert not worker.refit(BRAND.id, NOW + timedelta(days=3))


def test_blind_share_hides_and_the_rest_is_shown(worker: AutomaticScores) -> None:
    made = _add(worker, 40, rate=False)
    blind = next(place for place, key in enumerate(made.subjects) if is_blind(BRAND.id, key, 0.2))
    open_one = next(place for place, key in enumerate(made.subjects) if not is_blind(BRAND.id, key, 0.2))

    hidden, shown = (_review(worker, made, place, share=0.2) for place in (blind, open_one))
    again = _review(worker, made, blind, share=0.2)
    other = _review(worker, made, blind, share=0.2, person="usr_r")

    with worker.database.reading() as session:
        sights = store.sights_of(session, [one.id for one in (hidden, shown, again, other)])
        rows = scoring_report.compared_rows(session, BRAND.id)
    assert [sights[one.id].seen for one in (hidden, shown, again, other)] == [
        Seen.BLIND,
        Seen.SHOWN,
        Seen.SHOWN,
        Seen.BLIND,
    ]
    assert {one.share for one in sights.values()} == {0.2}
    assert len({sights[one.id].score_id for one in (hidden, again, other)}) == 1
    assert sorted(one.review_id for one in rows) == sorted(one.id for one in (hidden, shown, other))


def test_ratings_after_seeing_the_score_teach_nothing(worker: AutomaticScores) -> None:
    made = _add(worker, 30, rate=False)
    for place in range(30):
        _review(worker, made, place, share=0.2)
    blind = sum(is_blind(BRAND.id, key, 0.2) for key in made.subjects)

    with worker.database.reading() as session:
        assert scoring.rated_count(session, BRAND.id) == 600 + blind
        assert len(scoring.gather(session, BRAND.id).rated) == 600 + blind


def test_reviewed_reply_gets_no_score_that_learned_from_it(
    fitted: Database, fitted_file: tuple[Path, Reviewed]
) -> None:
    key = fitted_file[1].subjects[0]

    with fitted.reading() as session:
        assert scoring.beside(session, by_keys(session, [key])[key], 0.2) is None


def test_old_fit_never_scores_a_new_version(worker: AutomaticScores) -> None:
    made = _add(worker, 3, rate=False)
    card = Scorecard("scd_2", "Ours", 2, (Criterion("right", "Right", 100, steps=2),))
    with worker.database.writing() as session:
        save_version(session, CardVersion(card, BRAND.id, "usr_q", NOW, published_at=NOW))

    assert worker.work(NOW + timedelta(days=2)) == 0
    with worker.database.reading() as session:
        found = scoring_report.report(session, BRAND.id, 0.2)
        assert scoring.beside(session, by_keys(session, made.subjects[:1])[made.subjects[0]], 0.2) is None
    assert (found.fit, found.drift, found.rated, found.missing) == (None, None, 0, 50)


def test_erased_words_leave_scores_and_inputs(worker: AutomaticScores) -> None:
    made = _add(worker, 2, rate=False)
    worker.work(NOW + timedelta(hours=1))
    with worker.database.reading() as session:
        before = store.scores_of(session, made.subjects)
        inputs = features_of(by_keys(session, made.subjects)[made.subjects[0]])
    with worker.database.writing() as session:
        erase_ticket(session, before[made.subjects[0]][0].ticket_id, now=NOW)

    with worker.database.reading() as session:
        one = by_keys(session, made.subjects)[made.subjects[0]]
        assert one.text == ""
        assert features_of(one) == inputs
        assert store.scores_of(session, made.subjects) == before
        found = scoring.beside(session, one, 0.2)
    assert found is not None
    assert found.score == before[made.subjects[0]][0]


def test_brands_are_fitted_apart(worker: AutomaticScores) -> None:
    other = replace(BRAND, id="brd_2", slug="other", name="Other")
    with worker.database.writing() as session:
        insert_brand(session, other, now=NOW)
        add_reviewed(session, other.id, 49, now=NOW, new_id=worker.new_id, doubled=0)

    assert not worker.refit(other.id, NOW + timedelta(days=1))
    with worker.database.reading() as session:
        found = scoring_report.report(session, other.id, 0.2)
    assert (found.fit, found.rated, found.missing) == (None, 49, 1)
    with worker.database.writing() as session:
        add_reviewed(session, other.id, 1, now=NOW, new_id=worker.new_id, doubled=0, seed=9)
    assert worker.refit(other.id, NOW + timedelta(days=1))
    with worker.database.reading() as session:
        made = scoring_report.report(session, other.id, 0.2).fit
    assert made is not None
    assert (made.n, made.number, made.brand_id) == (50, 1, other.id)


def test_moved_replies_raise_the_alarm(worker: AutomaticScores) -> None:
    _add(worker, 60, rate=False, shift=0.5)
    worker.work(NOW + timedelta(hours=1))

    with worker.database.reading() as session:
        drift = scoring_report.alarm_of(session, BRAND.id)
    assert drift is not None
    assert "edit_rate" in [one.name for one in drift.moved]


def test_like_replies_raise_none(worker: AutomaticScores) -> None:
    _add(worker, 60, rate=False)
    worker.work(NOW + timedelta(hours=1))

    with worker.database.reading() as session:
        assert scoring_report.alarm_of(session, BRAND.id) is None


def test_reviews_stay_as_they_are(worker: AutomaticScores) -> None:
    """The score stands beside: nothing of it is in a review or in the estimates made of reviews."""
    made = _add(worker, 1, rate=False)
    review = _review(worker, made, 0, share=0.0)

    with worker.database.reading() as session:
        kept = next(one for one in list_reviews(session, brand_ids=[BRAND.id]) if one.id == review.id)
        sampled = reviewing.sampled_replies(session, [BRAND.id])
    assert kept.score == 100
    assert next(one.score for one in sampled if one.sent_at and one.score == 100) == 100


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_input_of_any_reply_is_a_finite_number(outcome: Outcome) -> None:
    bare = Reviewable(BRAND.id, "tkt_1", NOW, "", None, None, "", outcome, shown_for=timedelta(seconds=-3))

    inputs = features_of(bare)

    assert len(inputs) == len(FEATURE_NAMES)
    assert all(-100 < one < 100 for one in inputs)
