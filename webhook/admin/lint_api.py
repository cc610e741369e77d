"""``/api/v1/policies/lint``: what contradicts, repeats or has passed, for programs."""

from typing import Any

from pydantic import Field

from knowledge_base.lint_decisions import LintVerdict
from knowledge_base.linting import Kind, Severity
from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.admin import lint_actions
from webhook.admin.lint_actions import lint_policies, settle_warning
from webhook.http.api import ApiBlueprint, Fields, Moment, Shown
from webhook.http.context import services
from webhook.lint_json import decision_json, report_json

api = ApiBlueprint("lint_api", __name__)

LINT = "/policies/lint"
REVISION = "/policies/<policy_id>/revisions/<int(max=1000000):number>"


class LintQuery(Fields):
    """Whose policies."""

    brand: str | None = Field(None, max_length=255, description="Name, slug or id; may be left out with one brand.")
    settled: bool = Field(False, description="Also warnings that somebody decided about.")


class LintDecisionBody(Fields):
    """What is decided about a warning."""

    brand: str | None = Field(None, max_length=255)
    decision: LintVerdict
    winner: str | None = Field(None, max_length=64, description="For `this_wins`: the id of the policy that is right.")
    note: str | None = Field(None, max_length=2000)


class PlaceShown(Shown):
    """Where a warning points; `start` and `end` are code points of the policy's text."""

    policy: str
    policy_id: str
    heading: list[str]
    text: str
    start: int
    end: int


class LintDecisionShown(Shown):
    """What was decided about a warning."""

    key: str
    decision: LintVerdict
    winner: str | None
    note: str | None
    by: str
    at: Moment


class WarningShown(Shown):
    """One warning; its key stays until one of the wordings changes."""

    kind: Kind
    severity: Severity
    places: list[PlaceShown]
    message: str
    key: str
    decision: LintDecisionShown | None


class WarningPage(Shown):
    """Warnings, the gravest first."""

    items: list[WarningShown]
    next: str | None


@api.route_for("GET", LINT, act=Act.READ_POLICIES, query=LintQuery, answer=WarningPage)
def list_warnings(who: Principal, query: LintQuery) -> dict[str, Any]:
    """Lint a brand's published policies."""
    report = lint_policies(services(), who, brand=query.brand)
    return {"items": report_json(report, settled=query.settled), "next": None}


@api.route_for("POST", f"{LINT}/<key>/decision", act=Act.EDIT_POLICIES, body=LintDecisionBody, answer=LintDecisionShown)
def decide_warning(who: Principal, key: str, body: LintDecisionBody) -> dict[str, Any]:
    """Decide about a warning: it is not shown again until one of its wordings changes."""
    made = settle_warning(services(), who, key, body.decision, brand=body.brand, winner=body.winner, note=body.note)
    return decision_json(made)


@api.route_for("GET", f"{REVISION}/lint", act=Act.READ_POLICIES, answer=WarningPage)
def lint_revision(who: Principal, policy_id: str, number: int) -> dict[str, Any]:
    """Lint one wording among the brand's published policies, whether it is published or not."""
    report = lint_actions.lint_revision(services(), who, policy_id, number)
    return {"items": report_json(report), "next": None}
