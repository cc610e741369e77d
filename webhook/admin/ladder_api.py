"""``/api/v1/ladders``: what a brand may offer, for programs."""

from typing import Any, Literal

from pydantic import Field

from drafter.ladder_values import facts_value, ladder_value
from drafter.ladder_versions import LadderOverview, LadderVersion
from drafter.laddering import find_version
from drafter.ladders import run_cases
from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.admin import ladder_actions
from webhook.admin.ladder_actions import Trial
from webhook.draft_json import moment_json
from webhook.http.api import ApiBlueprint, Fields, Moment, Shown
from webhook.http.context import services

api = ApiBlueprint("ladder_api", __name__)

ONE = "/ladders/<ladder_id>"
VERSION = f"{ONE}/versions/<int(max=1000000):number>"
_NOTE = Field(None, max_length=500)


class LaddersQuery(Fields):
    """Whose ladders."""

    brand: str | None = Field(None, max_length=255, description="Name, slug or id; left out: all of yours.")


class LadderBody(Fields):
    """A ladder as documented in docs/ladders.md."""

    brand: str | None = Field(None, max_length=255)
    ladder: dict[str, Any]
    note: str | None = _NOTE


class LadderVersionBody(Fields):
    """The next wording of a ladder."""

    ladder: dict[str, Any]
    based_on: int | None = Field(None, ge=1, description="Number of the version that was edited; must be the newest.")
    note: str | None = _NOTE


class LadderNoteBody(Fields):
    """A remark for the record; publishing needs one where test cases come out otherwise."""

    note: str | None = _NOTE


class LadderReviewBody(LadderNoteBody):
    """What a reviewer says."""

    verdict: Literal["approve", "request_changes"]


class LadderTryBody(Fields):
    """An order that a ticket brought, or facts by name."""

    order_number: str | None = Field(None, max_length=100)
    facts: dict[str, Any] = Field(default_factory=dict)
    version: int | None = Field(None, ge=1, description="Left out: the newest.")
    authority: int = Field(1, ge=1, le=1000)


class LadderVersionShown(Shown):
    """One version."""

    number: int
    stage: str
    author: str
    note: str | None
    created_at: Moment
    approved_by: str | None
    published_at: Moment | None
    cases: int
    cases_failing: int


class LadderShown(Shown):
    """A ladder: the newest wording and where each version stands."""

    id: str
    brand_id: str
    intent: str
    live: int | None = Field(description="The version that drafts use.")
    ladder: dict[str, Any]
    versions: list[LadderVersionShown]


class LadderList(Shown):
    """A page of ladders."""

    items: list[LadderShown]
    next: str | None


class RungTriedShown(Shown):
    """What became of one rung."""

    rung: str
    kind: str
    fits: bool
    reason: str
    amount: str | None
    needs_authority: int | None


class LadderTriedShown(Shown):
    """The rung that a draft would use, and why or why not each."""

    chosen: str | None
    facts: dict[str, Any]
    rungs: list[RungTriedShown]


@api.route_for("GET", "/ladders", act=Act.READ_POLICIES, query=LaddersQuery, answer=LadderList)
def list_ladders(who: Principal, query: LaddersQuery) -> dict[str, Any]:
    """List ladders by brand and intent."""
    found = ladder_actions.list_ladders(services(), who, brand=query.brand)
    return {"items": [ladder_json(one) for one in found], "next": None}


@api.route_for("POST", "/ladders", act=Act.EDIT_POLICIES, body=LadderBody, answer=LadderShown, status=201)
def create_ladder(who: Principal, body: LadderBody) -> dict[str, Any]:
    """Write a ladder; its first version is a draft."""
    return ladder_json(ladder_actions.create_ladder(services(), who, body.ladder, brand=body.brand, note=body.note))


@api.route_for("GET", ONE, act=Act.READ_POLICIES, answer=LadderShown)
def get_ladder(who: Principal, ladder_id: str) -> dict[str, Any]:
    """Show a ladder with its versions."""
    return ladder_json(ladder_actions.get_ladder(services(), who, ladder_id).overview)


@api.route_for("POST", f"{ONE}/versions", act=Act.EDIT_POLICIES, body=LadderVersionBody, answer=LadderShown, status=201)
def save_ladder(who: Principal, ladder_id: str, body: LadderVersionBody) -> dict[str, Any]:
    """Write the next version, a draft; the same content again changes nothing."""
    saved = ladder_actions.save_ladder(services(), who, ladder_id, body.ladder, based_on=body.based_on, note=body.note)
    return ladder_json(saved)


@api.route_for("POST", f"{VERSION}/submit", act=Act.EDIT_POLICIES, body=LadderNoteBody, answer=LadderShown)
def submit_ladder(who: Principal, ladder_id: str, number: int, body: LadderNoteBody) -> dict[str, Any]:
    """Ask for a review of a draft."""
    return ladder_json(ladder_actions.submit_ladder(services(), who, ladder_id, number, note=body.note))


@api.route_for("POST", f"{VERSION}/review", act=Act.EDIT_POLICIES, body=LadderReviewBody, answer=LadderShown)
def review_ladder(who: Principal, ladder_id: str, number: int, body: LadderReviewBody) -> dict[str, Any]:
    """Approve a version, never one's own, or send it back."""
    return ladder_json(ladder_actions.review_ladder(services(), who, ladder_id, number, body.verdict, note=body.note))


@api.route_for("POST", f"{VERSION}/publish", act=Act.EDIT_POLICIES, body=LadderNoteBody, answer=LadderShown)
def publish_ladder(who: Principal, ladder_id: str, number: int, body: LadderNoteBody) -> dict[str, Any]:
    """Let drafts use a version from now on."""
    return ladder_json(ladder_actions.publish_ladder(services(), who, ladder_id, number, note=body.note))


@api.route_for("POST", f"{VERSION}/discard", act=Act.EDIT_POLICIES, body=LadderNoteBody, answer=LadderShown)
def discard_ladder(who: Principal, ladder_id: str, number: int, body: LadderNoteBody) -> dict[str, Any]:
    """Throw a draft away, or take the published version out of use."""
    return ladder_json(ladder_actions.discard_ladder(services(), who, ladder_id, number, note=body.note))


@api.route_for("POST", f"{ONE}/try", act=Act.READ_POLICIES, body=LadderTryBody, answer=LadderTriedShown)
def try_ladder(who: Principal, ladder_id: str, body: LadderTryBody) -> dict[str, Any]:
    """Say per rung why it fits an order or not; nothing is stored."""
    case = ladder_actions.get_ladder(services(), who, ladder_id)
    version = find_version(case.overview, body.version) if body.version else case.overview.newest
    tried = ladder_actions.try_ladder(
        services(),
        who,
        version.ladder,
        case.brand,
        order_number=body.order_number,
        facts=body.facts,
        authority=body.authority,
    )
    return trial_json(tried)


def ladder_json(overview: LadderOverview) -> dict[str, Any]:
    """Return a ladder as the API and the command line show it."""
    return {
        "id": overview.id,
        "brand_id": overview.brand_id,
        "intent": overview.newest.ladder.intent,
        "live": overview.live.number if overview.live else None,
        "ladder": ladder_value(overview.newest.ladder),
        "versions": [_version_json(one) for one in overview.versions],
    }


def trial_json(tried: Trial) -> dict[str, Any]:
    """Return a walk as the API and the command line show it."""
    return {
        "chosen": tried.walk.chosen.rung.name if tried.walk.chosen else None,
        "facts": facts_value(tried.facts),
        "rungs": [
            {
                "rung": one.rung.name,
                "kind": one.rung.kind.value,
                "fits": one.fits,
                "reason": one.reason,
                "amount": str(one.amount) if one.amount is not None else None,
                "needs_authority": one.needs,
            }
            for one in tried.walk.results
        ],
    }


def _version_json(version: LadderVersion) -> dict[str, Any]:
    results = run_cases(version.ladder)
    return {
        "number": version.number,
        "stage": version.stage.value,
        "author": version.author_id,
        "note": version.note,
        "created_at": moment_json(version.created_at),
        "approved_by": version.approved_by,
        "published_at": moment_json(version.published_at),
        "cases": len(results),
        "cases_failing": sum(not one.as_expected for one in results),
    }
