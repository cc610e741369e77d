"""``/api/v1/placements``: where agents work, for a staff system that keeps it up to date."""

from typing import Any

from pydantic import Field

from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.admin.placing_actions import MOST_CHARS, place_agent, placement_of
from webhook.http.api import ApiBlueprint, Fields, Shown
from webhook.http.context import services

api = ApiBlueprint("placing_api", __name__)

DAY = r"^\d{4}-\d{2}-\d{2}$"


class PlacementBody(Fields):
    """Where an agent works from a day on."""

    agent: str = Field(min_length=1, max_length=255, description="An account's id or address, else the helpdesk's id.")
    site: str = Field("", max_length=MOST_CHARS)
    team: str = Field("", max_length=MOST_CHARS)
    shift: str = Field("", max_length=MOST_CHARS)
    started_on: str | None = Field(None, pattern=DAY, description="First day at work; left out: as it was.")
    since: str | None = Field(None, pattern=DAY, description="From which day on this holds; left out: today.")


class PlacementShown(Shown):
    """What was recorded, and under which names replies are recognised by it."""

    agents: list[str]
    site: str
    team: str
    shift: str
    started_on: str | None
    since: str


@api.route_for("POST", "/placements", act=Act.OPERATE, body=PlacementBody, answer=PlacementShown, status=201)
def place_agents(who: Principal, body: PlacementBody) -> dict[str, Any]:
    """Say where an agent works from a day on; what was sent before that day keeps the place it had."""
    given = {name: value for name, value in body.model_dump().items() if value is not None}
    placement = placement_of(body.agent, given, today=services().clock().date())
    names = place_agent(services(), who, placement)
    return {
        "agents": list(names),
        "site": placement.site,
        "team": placement.team,
        "shift": placement.shift,
        "started_on": placement.started_on.isoformat() if placement.started_on else None,
        "since": placement.since.isoformat(),
    }
