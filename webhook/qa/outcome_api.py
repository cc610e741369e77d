"""``/api/v1/outcomes``: business outcomes for programs."""

from typing import Any

from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.draft_json import moment_json
from webhook.http.api import ApiBlueprint
from webhook.http.context import services
from webhook.outcome_rows import figures_json, outcome_row
from webhook.qa import outcome_actions as actions
from webhook.qa.outcome_actions import OutcomeFilter
from webhook.qa.outcome_schemas import OutcomesQuery, OutcomesShown, OutcomeTicketsQuery, OutcomeTicketsShown

api = ApiBlueprint("qa_outcomes_api", __name__)


@api.route_for("GET", "/outcomes", act=Act.READ_QUALITY, query=OutcomesQuery, answer=OutcomesShown)
def get_outcomes(who: Principal, query: OutcomesQuery) -> dict[str, Any]:
    """Return what became of tickets, each figure with its n, interval and what is open; at most ten minutes old."""
    report = actions.outcomes(services(), who, query.choice, again=query.again)
    return {"computed_at": moment_json(report.computed_at), **figures_json(report.figures, report.against)}


@api.route_for("GET", "/outcomes/tickets", act=Act.READ_QUALITY, query=OutcomeTicketsQuery, answer=OutcomeTicketsShown)
def list_outcome_tickets(who: Principal, query: OutcomeTicketsQuery) -> dict[str, Any]:
    """List the tickets behind one figure, newest first."""
    wanted = OutcomeFilter(query.figure, query.verdict.value if query.verdict else "")
    found, total = actions.tickets_behind(services(), who, query.choice, wanted)
    return {"items": [outcome_row(one) for one in found], "total": total}
