"""``/api/v1/samples``, ``/scorecards``, ``/disputes``, comments, verdicts and estimates, for programs."""

from dataclasses import asdict
from typing import Any

from drafter.quality.scorecards import Criterion, Scorecard
from drafter.store.disputes import Comment, Dispute
from drafter.store.samples import Draw, Sample
from drafter.store.scorecards import CardVersion
from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.draft_json import moment_json
from webhook.http.api import ApiBlueprint
from webhook.http.context import services
from webhook.http.pagination import page, read_cursor
from webhook.qa import card_actions, sample_actions
from webhook.qa.sample_schemas import (
    AssignBody,
    CardBody,
    CardShown,
    CardsShown,
    CommentBody,
    CommentList,
    CommentShown,
    DecisionBody,
    DisputeBody,
    DisputePage,
    DisputeShown,
    DrawBody,
    DrawShown,
    EstimatesShown,
    PickBody,
    PublishCardBody,
    SamplePage,
    SampleShown,
    SamplesQuery,
    VerdictBody,
    VerdictShown,
)
from webhook.qa.schemas import BrandQuery, ReviewsQuery

api = ApiBlueprint("qa_samples_api", __name__)


@api.route_for("GET", "/samples", act=Act.READ_REVIEWS, query=SamplesQuery, answer=SamplePage)
def list_samples(who: Principal, query: SamplesQuery) -> dict[str, Any]:
    """List replies to review, newest first."""
    found = sample_actions.list_samples(
        services(),
        who,
        brand=query.brand,
        stratum=query.stratum.value if query.stratum else None,
        assigned_to=query.assigned_to,
        before=read_cursor(query.after),
        limit=query.limit + 1,
    )
    return page(
        found, query.limit, id_of=lambda one: one.sample.id, show=lambda one: sample_json(one.sample, bool(one.reviews))
    )


@api.route_for("POST", "/samples/draw", act=Act.REVIEW, body=DrawBody, answer=DrawShown, status=201)
def draw_samples(who: Principal, body: DrawBody) -> dict[str, Any]:
    """Draw a brand's next sample from every reply sent since the last one."""
    return draw_json(sample_actions.draw(services(), who, body.brand, body.places, body.since))


@api.route_for("POST", "/samples", act=Act.REVIEW, body=PickBody, answer=SampleShown, status=201)
def pick_sample(who: Principal, body: PickBody) -> dict[str, Any]:
    """Put a reply into the queue by hand; it never enters an average."""
    return sample_json(sample_actions.pick(services(), who, body.subject_id), False)


@api.route_for("PATCH", "/samples/<sample_id>", act=Act.REVIEW, body=AssignBody, answer=SampleShown)
def assign_sample(who: Principal, sample_id: str, body: AssignBody) -> dict[str, Any]:
    """Say who reviews a sample, and by when."""
    return sample_json(sample_actions.assign(services(), who, sample_id, body.assigned_to, body.due_at), False)


@api.route_for("PUT", "/replies/<subject_id>/verdict", act=Act.REVIEW, body=VerdictBody, answer=VerdictShown)
def judge_edit(who: Principal, subject_id: str, body: VerdictBody) -> dict[str, Any]:
    """Say what an edit was; the suggestion stays beside it."""
    made = sample_actions.judge(services(), who, subject_id, body.categories, body.severity)
    return {
        "draft_id": made.draft_id,
        "categories": list(made.categories),
        "severity": made.severity.value,
        "actor": made.actor_id,
        "created_at": moment_json(made.created_at),
    }


@api.route_for("GET", "/replies/<subject_id>/comments", act=Act.READ_REVIEWS, answer=CommentList)
def list_comments(who: Principal, subject_id: str) -> dict[str, Any]:
    """List the comments under a reply, oldest first."""
    return {"items": [_comment(one) for one in sample_actions.comments_on(services(), who, subject_id)]}


@api.route_for(
    "POST", "/replies/<subject_id>/comments", act=Act.REVIEW, body=CommentBody, answer=CommentShown, status=201
)
def add_comment(who: Principal, subject_id: str, body: CommentBody) -> dict[str, Any]:
    """Comment on a reply, or answer a comment."""
    return _comment(sample_actions.add_comment(services(), who, subject_id, body.text, body.parent_id))


@api.route_for("GET", "/quality/reviews", act=Act.READ_QUALITY, query=BrandQuery, answer=EstimatesShown)
def estimate_quality(who: Principal, query: BrandQuery) -> dict[str, Any]:
    """Return what sampled reviews say of all replies, by Hájek."""
    return asdict(sample_actions.review_estimates(services(), who, brand=query.brand))


@api.route_for("GET", "/scorecards", act=Act.READ_REVIEWS, query=BrandQuery, answer=CardsShown)
def get_scorecard(who: Principal, query: BrandQuery) -> dict[str, Any]:
    """Return a brand's scorecard with all its versions."""
    found = card_actions.cards(services(), who, query.brand)
    used = next((one for one in found.versions if one.card == found.current), None)
    return {
        "brand_id": found.brand_id,
        "current": _card(found.current, used),
        "versions": [_card(one.card, one) for one in found.versions],
    }


@api.route_for("PUT", "/scorecards", act=Act.EDIT_SCORECARDS, body=CardBody, answer=CardShown)
def save_scorecard(who: Principal, body: CardBody) -> dict[str, Any]:
    """Save a draft of a brand's next scorecard; the one in use stays."""
    criteria = [Criterion(**{**one.model_dump(), "rubric": tuple(one.rubric)}) for one in body.criteria]
    saved = card_actions.save_card(services(), who, body.brand, body.name, criteria)
    return _card(saved.card, saved)


@api.route_for(
    "POST", "/scorecards/publish", act=Act.EDIT_SCORECARDS, body=PublishCardBody, answer=CardShown, conflicts=True
)
def publish_scorecard(who: Principal, body: PublishCardBody) -> dict[str, Any]:
    """Put a draft in use; reviews that were filled stay on their version."""
    made = card_actions.publish_card(services(), who, body.brand, body.version)
    return _card(made.card, made)


@api.route_for("GET", "/disputes", act=Act.READ_REVIEWS, query=ReviewsQuery, answer=DisputePage)
def list_disputes(who: Principal, query: ReviewsQuery) -> dict[str, Any]:
    """List disputes, newest first."""
    before = read_cursor(query.after)
    found = card_actions.list_disputes(services(), who, brand=query.brand, before=before, limit=query.limit + 1)
    return page(found, query.limit, id_of=lambda one: one.dispute.id, show=lambda one: _dispute(one.dispute))


@api.route_for("POST", "/disputes", act=Act.DISPUTE, body=DisputeBody, answer=DisputeShown, status=201, conflicts=True)
def raise_dispute(who: Principal, body: DisputeBody) -> dict[str, Any]:
    """Answer a review of one's own reply."""
    return _dispute(card_actions.raise_dispute(services(), who, body.review_id, body.text, body.wanted))


@api.route_for(
    "POST", "/disputes/<dispute_id>/decide", act=Act.REVIEW, body=DecisionBody, answer=DisputeShown, conflicts=True
)
def decide_dispute(who: Principal, dispute_id: str, body: DecisionBody) -> dict[str, Any]:
    """Decide on a dispute: neither the reviewer nor the agent may."""
    return _dispute(card_actions.decide_dispute(services(), who, dispute_id, body.ratings, body.reason))


def sample_json(sample: Sample, is_reviewed: bool) -> dict[str, Any]:
    """Return a sample as plain JSON."""
    values = {**sample.__dict__, "reasons": list(sample.reasons), "stratum": sample.stratum.value}
    del values["agent_id"], values["tenure_days"]
    return values | {
        "drawn_at": moment_json(sample.drawn_at),
        "due_at": moment_json(sample.due_at),
        "is_reviewed": is_reviewed,
    }


def draw_json(draw: Draw | None) -> dict[str, Any]:
    """Return a draw as plain JSON; without one, nothing was sent since the last."""
    if draw is None:
        return {"id": None, "brand_id": None, "since": None, "until": None, "population": 0, "places": 0}
    return {
        "id": draw.id,
        "brand_id": draw.brand_id,
        "since": moment_json(draw.since),
        "until": moment_json(draw.until),
        "population": draw.population,
        "places": draw.places,
    }


def _comment(one: Comment) -> dict[str, Any]:
    return {
        "id": one.id,
        "subject_id": one.subject_id,
        "parent_id": one.parent_id,
        "text": one.text,
        "actor": one.actor_id,
        "created_at": moment_json(one.created_at),
    }


def _card(card: Scorecard, version: CardVersion | None) -> dict[str, Any]:
    return {
        "id": card.id,
        "name": card.name,
        "version": card.version,
        "criteria": [{**asdict(one), "rubric": list(one.rubric)} for one in card.criteria],
        "published_at": moment_json(version.published_at) if version else None,
    }


def _dispute(one: Dispute) -> dict[str, Any]:
    values = {**one.__dict__, "wanted": dict(one.wanted), "ratings": dict(one.ratings) if one.ratings else None}
    del values["is_wrong"]
    return values | {name: moment_json(values[name]) for name in ("raised_at", "due_at", "decided_at")}
