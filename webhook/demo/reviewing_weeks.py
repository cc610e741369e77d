"""Review the demo brand's past weeks: weekly draws, reviews with human noise, calibration, disputes, comments.

All by the acts that people's clicks do, on the days when they would have happened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy.orm import Session

from drafter import calibrating, reviewing, scoring
from drafter.disputing import decide_dispute, raise_dispute
from drafter.drawing import draw_sample
from drafter.quality.reviews import Review
from drafter.quality.scorecards import DEFAULT_SCORECARD
from drafter.store.brands import find_brand
from drafter.store.edits import EditRecord, edits_of_drafts
from drafter.store.samples import Sample
from knowledge_base.foundation.actors import SYSTEM, Actor
from knowledge_base.foundation.ids import NewId, id_at
from webhook.demo.brand_files import read_team
from webhook.demo.week_texts import WeekTexts
from webhook.demo.weeks import SEED, WORLD, PastReply
from webhook.store.accounts import User, find_user

PLACES = 44  # replies a week
LAST_DRAW = timedelta(days=2)  # before now
LEANS = (0.0, 0.05, -0.08)  # how far each reviewer is lenient or strict
CLEAN, FLAW = 0.95, 0.38  # what a line is worth without a flaw, and what a flaw takes off
IMPRESSION = 0.25  # how much of the simulator's score shows on every line
NOISE = 0.14
GOOD, POOR = 0.78, 0.42  # where the scorecard's steps begin and end
CATCHES = 0.92  # the share of wrong replies that a reviewer notices
REVIEWED_NOW = 0.45  # of the newest draw
HELD = (("Delivery and exchanges", timedelta(days=23)), ("Refunds and deadlines", timedelta(days=9)))  # how long ago
SESSION_REPLIES, OPEN_REPLIES = 36, 10


@dataclass(frozen=True)
class _Desk:
    """The session, who reviews, chance, and the replies by draft or reply."""

    session: Session
    brand_id: str
    blind_share: float
    reviewers: tuple[User, ...]
    truth: Mapping[str, PastReply]
    chance: np.random.Generator

    def ratings(self, past: PastReply, reviewer: int) -> dict[str, float | None]:
        """Return what a reviewer gives: the reply's flaws and the impression it makes, their own lean and noise."""
        missed = past.is_wrong and self.chance.random() > CATCHES
        found: dict[str, float | None] = {}
        for criterion in DEFAULT_SCORECARD.criteria:
            value = _worth(past, criterion.key) + LEANS[reviewer % len(LEANS)] + float(self.chance.normal(0, NOISE))
            step = 1.0 if value >= GOOD else 0.5 if value >= POOR else 0.0
            found[criterion.key] = max(0.5, step) if criterion.is_auto_fail else step
        if past.is_wrong and not missed:
            found["accuracy"] = 0.0
        return found


def _worth(past: PastReply, key: str) -> float:
    """Return what a careful reviewer thinks of one line of the scorecard, 0 to 1: the planted truth."""
    return CLEAN + IMPRESSION * (past.score - WORLD.mean_score) / 100 - FLAW * (key in past.flaws)


def review_weeks(
    session: Session, texts: WeekTexts, planned: Sequence[PastReply], *, brand_id: str, now: datetime, weeks: int
) -> None:
    """Draw and review each past week, the newest in part; hold two calibration sessions; dispute a few reviews."""
    emails = (read_team()["qa"].email, *(email for _, email in texts.reviewers))
    reviewers = tuple(user for email in emails if (user := find_user(session, email)))
    truth = {(one.draft.id if one.draft and one.draft.text else _reply_id(one)): one for one in planned}
    desk = _Desk(
        session, brand_id, find_brand(session, brand_id).blind_share, reviewers, truth, np.random.default_rng(SEED)
    )
    begin, reviews = now - timedelta(weeks=weeks), []
    for week in range(1, weeks + 1):
        until = begin + timedelta(weeks=week) - LAST_DRAW
        if week == weeks:
            _hold_sessions(desk, now)
            _fit(desk, until)
        drawn = draw_sample(
            session,
            brand_id,
            places=PLACES,
            since=begin,
            reviewers=[one.id for one in reviewers],
            actor=SYSTEM,
            now=until,
            new_id=_ids(until, f"draw {week}"),
        )
        for number, sample in enumerate(drawn[1] if drawn else ()):
            if week < weeks or desk.chance.random() < REVIEWED_NOW:
                review = _review(desk, sample, until + timedelta(hours=2 + number))
                reviews += [review] if review else []
    _hold_open_session(desk, now)
    _talk(desk, texts, reviews, now)


def _review(desk: _Desk, sample: Sample, at: datetime) -> Review | None:
    past = desk.truth.get(sample.subject_id)
    place = next((i for i, one in enumerate(desk.reviewers) if one.id == sample.assigned_to), None)
    if past is None or place is None:
        return None
    actor, ids = Actor(desk.reviewers[place].id, "qa"), _ids(at, sample.id)
    ratings = desk.ratings(past, place)
    if sample.reply_id:
        review = reviewing.review_reply(
            desk.session, sample.reply_id, ratings, note=None, actor=actor, now=at, new_id=ids
        )
    else:
        edit = edits_of_drafts(desk.session, [sample.subject_id])[sample.subject_id]
        review = reviewing.review_edit(desk.session, edit.id, ratings, note=None, actor=actor, now=at, new_id=ids)
    scoring.note_review(desk.session, review, desk.blind_share, now=at, new_id=ids)
    return review


def _fit(desk: _Desk, at: datetime) -> None:
    """Fit the automatic score to what was reviewed so far; the reviews of the newest draw are made beside it."""
    fit = scoring.make_fit(scoring.gather(desk.session, desk.brand_id), now=at, new_id=_ids(at, "fit"))
    if fit:
        scoring.save_fit(desk.session, fit)


def _hold_sessions(desk: _Desk, now: datetime) -> None:
    """Two sessions that are over, the newer one talked through."""
    for name, ago in HELD:
        over, edits = _hold(desk, name, now - ago)
    _talk_through(desk, over, edits, now - ago + timedelta(days=6))


def _hold_open_session(desk: _Desk, now: datetime) -> None:
    """One session in which raters still score alone."""
    planned_at = now - timedelta(days=1)
    edits = _edits(desk, before=planned_at)[-OPEN_REPLIES:]
    still_open = _plan(desk, "Tone of short replies", edits, planned_at, now + timedelta(days=4))
    for place, rater in enumerate(desk.reviewers[1:], start=1):
        for edit in edits[: len(edits) // place]:
            _rate(desk, still_open, edit, place, rater, planned_at + timedelta(hours=place))


def _hold(desk: _Desk, name: str, held: datetime) -> tuple[str, list[EditRecord]]:
    """Let every reviewer score the newest replies alone; return the session and what was scored."""
    edits = _edits(desk, before=held)[-SESSION_REPLIES:]
    over = _plan(desk, name, edits, held, held + timedelta(days=5))
    for place, rater in enumerate(desk.reviewers):
        for edit in edits:
            _rate(desk, over, edit, place, rater, held + timedelta(hours=1 + place))
    return over, edits


def _talk_through(desk: _Desk, session_id: str, edits: Sequence[EditRecord], at: datetime) -> None:
    for edit in edits:
        truth = desk.truth[edit.draft_id]
        for criterion in DEFAULT_SCORECARD.criteria:
            is_clean = _worth(truth, criterion.key) >= GOOD
            rating = 0.0 if truth.is_wrong and criterion.is_auto_fail else 1.0 if is_clean else 0.5
            calibrating.agree(
                desk.session,
                session_id,
                edit.id,
                criterion.key,
                rating,
                reason=None,
                actor=Actor(desk.reviewers[0].id, "qa"),
                now=at,
            )


def _plan(desk: _Desk, name: str, edits: Sequence[EditRecord], at: datetime, due_at: datetime) -> str:
    return calibrating.plan_session(
        desk.session,
        desk.brand_id,
        name=name,
        edit_ids=[one.id for one in edits],
        rater_ids=[one.id for one in desk.reviewers],
        scorecard=DEFAULT_SCORECARD,
        due_at=due_at,
        actor=Actor(desk.reviewers[0].id, "qa"),
        now=at,
        new_id=_ids(at, name),
    ).id


def _rate(desk: _Desk, session_id: str, edit: EditRecord, place: int, rater: User, at: datetime) -> None:
    calibrating.rate_blind(
        desk.session,
        session_id,
        edit.id,
        desk.ratings(desk.truth[edit.draft_id], place),
        note=None,
        actor=Actor(rater.id, "qa"),
        now=at,
    )


def _talk(desk: _Desk, texts: WeekTexts, reviews: Sequence[Review], now: datetime) -> None:
    """Agents dispute some of the newest reviews, one of which is decided; reviewers comment."""
    poor = [one for one in reviews if one.edit_id and one.draft_id and (one.score or 0) < 70][-len(texts.disputes) :]
    for place, (review, words) in enumerate(zip(poor, texts.disputes, strict=False)):
        edit = edits_of_drafts(desk.session, [review.draft_id or ""])[review.draft_id or ""]
        at = min(now, review.created_at + timedelta(hours=20))
        raised = raise_dispute(
            desk.session,
            review.id,
            words,
            {"completeness": 1.0},
            actor=Actor(edit.actor_id, "agent"),
            now=at,
            new_id=_ids(at, review.id),
        )
        if place == 0:
            other = next(one for one in desk.reviewers if one.id != review.actor_id)
            later = min(now, at + timedelta(hours=30))
            changed = {"accuracy": 1.0, "completeness": 1.0}
            decide_dispute(desk.session, raised.id, changed, texts.decision, actor=Actor(other.id, "qa"), now=later)
    for place, (review, words) in enumerate(zip(poor, texts.comments, strict=False)):
        at = min(now, review.created_at + timedelta(hours=3))
        reviewing.comment(
            desk.session,
            brand_id=desk.brand_id,
            ticket_id=review.ticket_id or "",
            subject_id=review.subject_id,
            text=words,
            parent_id=None,
            actor=Actor(desk.reviewers[place % len(desk.reviewers)].id, "qa"),
            now=at,
            new_id=_ids(at, f"comment {place}"),
        )


def _edits(desk: _Desk, *, before: datetime) -> list[EditRecord]:
    """Return the replies sent from a draft before a moment, oldest first."""
    ids = [key for key, one in desk.truth.items() if one.draft and one.draft.text and one.at < before]
    found = edits_of_drafts(desk.session, ids[-3 * SESSION_REPLIES :])
    return sorted((one for one in found.values() if one.sent_text), key=lambda one: (one.created_at, one.id))


def _reply_id(past: PastReply) -> str:
    return id_at("rpl", past.at, past.ticket.external_id)


def _ids(at: datetime, seed: str) -> NewId:
    """Return ids of things made at a moment, each another."""
    made = 0

    def new_id(prefix: str) -> str:
        nonlocal made
        made += 1
        return id_at(prefix, at, f"{seed} {made}")

    return new_id
