"""``/api/v1/edits``, ``/reviews`` and ``/quality``: the QA desk for programs."""

from typing import Any

from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.draft_json import edit_json, review_json
from webhook.http.api import ApiBlueprint
from webhook.http.context import services
from webhook.http.pagination import page, read_cursor
from webhook.qa import actions, sample_actions
from webhook.qa.actions import EditCase
from webhook.qa.schemas import (
    BrandQuery,
    EditDetailShown,
    EditPage,
    EditsQuery,
    QualityShown,
    ReviewBody,
    ReviewPage,
    ReviewShown,
    ReviewsQuery,
)
from webhook.quality_json import quality_json

api = ApiBlueprint("qa_api", __name__)


@api.route_for("GET", "/edits", act=Act.READ_EDITS, query=EditsQuery, answer=EditPage)
def list_edits(who: Principal, query: EditsQuery) -> dict[str, Any]:
    """List the edits that count, newest first."""
    found = actions.list_edits(
        services(),
        who,
        brand=query.brand,
        outcome=query.outcome.value if query.outcome else None,
        before=read_cursor(query.after),
        limit=query.limit + 1,
    )
    return page(found, query.limit, id_of=lambda case: case.record.id, show=_edit)


@api.route_for("GET", "/edits/<edit_id>", act=Act.READ_EDITS, answer=EditDetailShown)
def get_edit(who: Principal, edit_id: str) -> dict[str, Any]:
    """Return an edit with its draft's text and its reviews."""
    found = actions.get_edit(services(), who, edit_id)
    return {
        **edit_json(found.record, found.ticket),
        "draft_text": found.draft.text,
        "reviews": [review_json(one) for one in found.reviews],
    }


@api.route_for("GET", "/reviews", act=Act.READ_REVIEWS, query=ReviewsQuery, answer=ReviewPage)
def list_reviews(who: Principal, query: ReviewsQuery) -> dict[str, Any]:
    """List filled scorecards, newest first."""
    before = read_cursor(query.after)
    found = actions.list_reviews(services(), who, brand=query.brand, before=before, limit=query.limit + 1)
    return page(found, query.limit, id_of=lambda one: one.id, show=review_json)


@api.route_for("POST", "/reviews", act=Act.REVIEW, body=ReviewBody, answer=ReviewShown, status=201)
def add_review(who: Principal, body: ReviewBody) -> dict[str, Any]:
    """Fill the scorecard for a reply: one made from a draft, or one written without."""
    if body.reply_id and not body.edit_id:
        return review_json(sample_actions.review_reply(services(), who, body.reply_id, body.ratings, body.note))
    return review_json(actions.review(services(), who, body.edit_id or "", body.ratings, body.note))


@api.route_for("GET", "/quality", act=Act.READ_QUALITY, query=BrandQuery, answer=QualityShown)
def quality(who: Principal, query: BrandQuery) -> dict[str, Any]:
    """Return the quality figures, each with its n and Wilson 95 % interval."""
    return quality_json(actions.quality(services(), who, brand=query.brand))


def _edit(case: EditCase) -> dict[str, Any]:
    return edit_json(case.record, case.ticket)
