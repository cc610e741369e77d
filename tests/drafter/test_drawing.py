"""Replies are drawn from everything sent, each keeps its chance, and estimates use only those drawn."""

from dataclasses import replace
from datetime import timedelta

import pytest

from drafter import disputing, drawing, reviewing
from drafter.decisions import Action
from drafter.errors import DisputeStateError, OwnReplyError
from drafter.estimates import SampledReply, estimate_reviews
from drafter.quality.sampling import Stratum
from drafter.reviewables import Risk, risks_of
from drafter.store import reviewables, samples
from drafter.store.samples import Draw, Sample
from knowledge_base.foundation.actors import Actor
from tests.tools.acting import AGENT, Acts

THEO = Actor("usr_theo", "qa")
LENA = Actor("usr_lena", "qa")
GOOD = {"accuracy": 1.0, "policy": 1.0, "tone": 1.0, "completeness": 1.0, "language": 1.0}


def sent(acts: Acts) -> None:
    """One reply as drafted, one changed, one without a draft."""
    for number, text in enumerate(("You have 60 days.", "You have 30 days.")):
        draft = acts.ready(acts.record(external_id=f"t{number}"), "You have 60 days.")
        acts.clock.now += timedelta(minutes=5)
        acts.decide(draft, Action.ACCEPT if not number else Action.EDIT, text)
    acts.send(acts.record(external_id="t9"), "A reply that nobody drafted.")
    acts.clock.now += timedelta(minutes=1)


def draw(acts: Acts, places: int = 10) -> tuple[Draw, tuple[Sample, ...]] | None:
    with acts.database.writing() as session:
        return drawing.draw_sample(
            session, "brd_1", places=places, reviewers=["usr_theo"], actor=THEO, now=acts.clock(), new_id=acts.new_id
        )


def test_population_is_every_reply_also_one_without_a_draft(acts: Acts) -> None:
    sent(acts)

    found = draw(acts)

    assert found
    made, drawn = found
    assert (made.population, made.places) == (3, 3)
    assert sorted(one.outcome for one in drawn) == ["as_is", "edited", "no_draft"]
    assert [bool(one.draft_id) != bool(one.reply_id) for one in drawn] == [True] * 3
    assert all(one.probability and 0 < one.probability <= 1 for one in drawn)
    assert {one.assigned_to for one in drawn} == {"usr_theo"}


def test_next_draw_begins_where_the_last_ended(acts: Acts) -> None:
    sent(acts)
    draw(acts)

    assert draw(acts) is None
    acts.send(acts.record(external_id="t10"), "One more.")
    acts.clock.now += timedelta(minutes=1)
    found = draw(acts)
    assert found
    assert found[0].population == 1


def test_rejected_and_undecided_drafts_are_no_replies(acts: Acts) -> None:
    acts.ready(acts.record(external_id="t1"), "You have 60 days.")
    acts.decide(acts.ready(acts.record(external_id="t2"), "You have 60 days."), Action.REJECT, reason="wrong_policy")
    acts.clock.now += timedelta(minutes=1)

    assert draw(acts) is None


def test_changed_fact_and_new_agent_are_risks(acts: Acts) -> None:
    sent(acts)

    with acts.database.reading() as session:
        found = reviewables.sent_between(session, "brd_1", acts.clock() - timedelta(days=1), acts.clock())

    edited = next(one for one in found if one.outcome == "edited")
    assert Risk.FACT_CHANGE in risks_of(edited)
    assert Risk.NEW_AGENT in risks_of(edited)


def test_approval_faster_than_reading_is_a_risk(acts: Acts) -> None:
    text = "word " * 200 + "end."
    draft = acts.ready(acts.record(), text)
    acts.clock.now += timedelta(seconds=20)
    acts.decide(draft, Action.ACCEPT)
    acts.clock.now += timedelta(minutes=1)

    with acts.database.reading() as session:
        (one,) = reviewables.sent_between(session, "brd_1", acts.clock() - timedelta(days=1), acts.clock())

    assert Risk.TOO_FAST in risks_of(one)
    assert Risk.TOO_FAST not in risks_of(replace(one, shown_for=timedelta(minutes=2)))


def test_picked_reply_has_no_probability_and_enters_no_average(acts: Acts) -> None:
    sent(acts)
    with acts.database.writing() as session:
        one = reviewables.sent_between(session, "brd_1", acts.clock() - timedelta(days=1), acts.clock())[0]
        picked = drawing.pick(session, one.key, actor=THEO, now=acts.clock(), new_id=acts.new_id)
        assert (picked.stratum, picked.probability) == (Stratum.HAND, None)
        assert reviewing.sampled_replies(session, None) == ()


def test_review_of_a_reply_without_a_draft_keeps_its_probability(acts: Acts) -> None:
    sent(acts)
    found = draw(acts)
    assert found
    sample = next(one for one in found[1] if one.reply_id)

    with acts.database.writing() as session:
        review = reviewing.review_reply(
            session, sample.reply_id or "", GOOD, note=None, actor=THEO, now=acts.clock(), new_id=acts.new_id
        )
        estimates = estimate_reviews(reviewing.sampled_replies(session, None))

    assert (review.probability, review.sample_id, review.draft_id) == (sample.probability, sample.id, None)
    assert (estimates.score.value, estimates.score.n, estimates.drawn) == (100.0, 1, 3)


def test_nobody_reviews_their_own_reply(acts: Acts) -> None:
    sent(acts)
    found = draw(acts)
    assert found
    sample = next(one for one in found[1] if one.outcome == "edited")
    with acts.database.writing() as session:
        edit = reviewables.by_keys(session, [sample.subject_id])[sample.subject_id]
        with pytest.raises(OwnReplyError):
            reviewing.review_edit(
                session, edit.edit_id or "", GOOD, note=None, actor=AGENT, now=acts.clock(), new_id=acts.new_id
            )


def test_dispute_is_decided_by_a_third_person_and_both_scores_stay(acts: Acts) -> None:
    sent(acts)
    found = draw(acts)
    assert found
    sample = next(one for one in found[1] if one.outcome == "edited")
    with acts.database.writing() as session:
        edit = reviewables.by_keys(session, [sample.subject_id])[sample.subject_id]
        given = {**GOOD, "accuracy": 0.0}
        review = reviewing.review_edit(
            session, edit.edit_id or "", given, note=None, actor=THEO, now=acts.clock(), new_id=acts.new_id
        )
        with pytest.raises(OwnReplyError):
            disputing.raise_dispute(session, review.id, "No.", {}, actor=LENA, now=acts.clock(), new_id=acts.new_id)
        dispute = disputing.raise_dispute(
            session, review.id, "It is 30.", {"accuracy": 1.0}, actor=AGENT, now=acts.clock(), new_id=acts.new_id
        )
        with pytest.raises(OwnReplyError):
            disputing.decide_dispute(session, dispute.id, {}, "I was right.", actor=THEO, now=acts.clock())
        decided = disputing.decide_dispute(
            session, dispute.id, {"accuracy": 1.0}, "The policy says 30.", actor=LENA, now=acts.clock()
        )
        with pytest.raises(DisputeStateError):
            disputing.decide_dispute(session, dispute.id, {}, "Again.", actor=LENA, now=acts.clock())
        estimates = estimate_reviews(reviewing.sampled_replies(session, None))

    assert (review.score, decided.score, review.is_wrong, decided.is_wrong) == (0.0, 100.0, True, False)
    assert estimates.score.value == 100.0


def test_estimate_is_hajek_and_not_the_plain_mean() -> None:
    drawn = [
        SampledReply("d", pi, "as_is", 10, True, score, score < 65)
        for pi, score in ((1, 60.0), (1, 80.0), (0.5, 90.0), (0.1, 100.0), (0.1, 70.0))
    ]

    found = estimate_reviews(drawn)

    assert found.score.value == pytest.approx(84.1667, abs=1e-4)  # quality spec, section 7
    assert found.wrong_as_is.value == pytest.approx(1 / 24)
    assert found.score_new.n == 5
    assert found.score_old.n == 0


def test_reviewing_the_risky_first_does_not_shift_the_estimate() -> None:
    risky = [SampledReply("d", 0.5, "as_is", 200, True, 50.0, False)] * 10
    others = [SampledReply("d", 0.1, "as_is", 200, number < 5, 100.0 if number < 5 else None) for number in range(10)]

    found = estimate_reviews([*risky, *others])

    # 20 risky replies at 50 and 100 others at 100
    assert found.score.value == pytest.approx((20 * 50 + 100 * 100) / 120)


def test_draws_of_a_brand_are_listed_newest_only(acts: Acts) -> None:
    sent(acts)
    found = draw(acts)
    assert found
    with acts.database.reading() as session:
        assert samples.last_draws(session) == (found[0],)


def test_no_wrong_reply_in_a_small_sample_does_not_prove_that_there_is_none() -> None:
    found = estimate_reviews([SampledReply("d", 0.1, "as_is", 200, True, 100.0, False)] * 20).wrong_as_is

    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(0.1611, abs=1e-4)  # Wilson 95 % of 0 in 20
