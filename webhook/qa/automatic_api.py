"""``/api/v1/quality/automatic`` and ``/replies/<id>/automatic``: automatic scores, for programs."""

from typing import Any

from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.automatic_json import blinded_json, report_json
from webhook.http.api import ApiBlueprint
from webhook.http.context import services
from webhook.qa import automatic as actions
from webhook.qa.automatic import ReplyAutomatic, State
from webhook.qa.automatic_schemas import (
    AutomaticShown,
    BlindShareBody,
    BlindShareShown,
    ReplyAutomaticShown,
    RowsQuery,
    RowsShown,
)
from webhook.qa.schemas import BrandQuery

api = ApiBlueprint("qa_automatic_api", __name__)


@api.route_for("GET", "/quality/automatic", act=Act.READ_QUALITY, query=BrandQuery, answer=AutomaticShown)
def get_automatic(who: Principal, query: BrandQuery) -> dict[str, Any]:
    """Return where a brand's automatic score stands: fit, gates, drift, blind against shown."""
    return report_json(actions.report(services(), who, brand=query.brand))


@api.route_for("GET", "/quality/automatic/reviews", act=Act.READ_REVIEWS, query=RowsQuery, answer=RowsShown)
def list_automatic_reviews(who: Principal, query: RowsQuery) -> dict[str, Any]:
    """List the reviews that blind is compared with shown by, newest first."""
    return {"items": [blinded_json(one) for one in actions.rows(services(), who, brand=query.brand, seen=query.seen)]}


@api.route_for(
    "PUT", "/quality/automatic/blind-share", act=Act.EDIT_SCORECARDS, body=BlindShareBody, answer=BlindShareShown
)
def set_blind_share(who: Principal, body: BlindShareBody) -> dict[str, Any]:
    """Say which share of a brand's replies hides its automatic score until it is rated."""
    return {"blind_share": actions.set_blind_share(services(), who, body.brand, body.blind_share)}


@api.route_for("GET", "/replies/<subject_id>/automatic", act=Act.READ_REVIEWS, answer=ReplyAutomaticShown)
def get_reply_automatic(who: Principal, subject_id: str) -> dict[str, Any]:
    """Return the automatic score of a sent reply, as this person may see it."""
    return _of_reply(actions.of_reply(services(), who, subject_id))


def _of_reply(found: ReplyAutomatic) -> dict[str, Any]:
    scored = found.score.scored if found.score and found.state is State.SHOWN else None
    fit = found.fit
    total = scored is not None and fit is not None and fit.is_total_shown
    lines = [one.key for one in fit.lines if one.is_shown] if fit and scored else []
    return {
        "state": found.state.value,
        "is_blind": found.is_blind,
        "rated": found.rated,
        "total": scored.total if scored and total else None,
        "low": scored.low if scored and total else None,
        "high": scored.high if scored and total else None,
        "fit": fit.id if fit else None,
        "lines": [
            {"key": key, "rating": scored.lines[key].rating, "level": scored.lines[key].level}
            for key in lines
            if scored and key in scored.lines
        ],
    }
