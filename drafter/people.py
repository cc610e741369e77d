"""Placement: where an agent worked, and since when: site, team, shift, start date."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime


@dataclass(frozen=True)
class Placement:
    """Where an agent works from the day ``since`` on, until the next placement of that agent.

    ``agent_id`` is the name under which replies are sent: an account's id or address, or the
    helpdesk's own id of the agent.  ``started_on`` is the agent's first day at work.
    """

    agent_id: str
    since: date
    site: str = ""
    team: str = ""
    shift: str = ""
    started_on: date | None = None


def placed_at(placements: Sequence[Placement], moment: datetime) -> Placement | None:
    """Return the placement in force at a moment, in UTC; ``placements`` are one agent's, as they were written.

    Of two from the same day the later written one counts, so that a correction is a new row.
    Before the first one its start date is known already, its place is not.
    """
    day = moment.astimezone(UTC).date()
    current: Placement | None = None
    for one in placements:
        if one.since <= day and (current is None or one.since >= current.since):
            current = one
    if current or not placements:
        return current
    first = min(placements, key=lambda one: one.since)
    return Placement(first.agent_id, first.since, started_on=first.started_on) if first.started_on else None
