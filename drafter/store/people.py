"""Placements of agents: written once, read as they stood on a day."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from drafter.people import Placement
from drafter.store.people_tables import PlacementRow

AT_ONCE = 500  # ids in one query


def add_placement(session: Session, placement: Placement, *, actor_id: str, now: datetime) -> None:
    """Record where an agent works from a day on; what was recorded before stays."""
    session.add(PlacementRow(**placement.__dict__, actor_id=actor_id, created_at=now))
    session.flush()


def placements_of(session: Session, agent_ids: Collection[str]) -> Mapping[str, tuple[Placement, ...]]:
    """Return the placements of each of these agents that has any, as they were written, by agent.

    One that leaves out the start date has that of the one before, or else of the first that tells it:
    filled in here, so that two written at once lose none.
    """
    found: dict[str, tuple[Placement, ...]] = {}
    ids = sorted(agent_ids)
    for start in range(0, len(ids), AT_ONCE):
        some = ids[start : start + AT_ONCE]
        query = select(PlacementRow).where(PlacementRow.agent_id.in_(some)).order_by(PlacementRow.seq)
        for row in session.scalars(query):
            found[row.agent_id] = (*found.get(row.agent_id, ()), _placement(row))
    return {agent: _with_start(ones) for agent, ones in found.items()}


def _with_start(placements: tuple[Placement, ...]) -> tuple[Placement, ...]:
    started = next((one.started_on for one in placements if one.started_on), None)
    filled = []
    for one in placements:
        started = one.started_on or started
        filled.append(replace(one, started_on=started))
    return tuple(filled)


def _placement(row: PlacementRow) -> Placement:
    return Placement(**{name: getattr(row, name) for name in Placement.__dataclass_fields__})
