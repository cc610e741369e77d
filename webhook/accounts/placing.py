"""Say where somebody works: site, team, shift and start date, under each name they send replies by."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from drafter.people import Placement, placed_at
from drafter.store.people import add_placement, placements_of
from webhook.store.accounts import User, find_user, get_user

MOST_CHARS = 120


def place(session: Session, placement: Placement, *, actor_id: str, now: datetime) -> tuple[str, ...]:
    """Record where an agent works from a day on; return the names under which it was recorded.

    Somebody with an account sends replies under its id here and under its address in most
    helpdesks, so both are placed; another ``agent_id`` is taken as a helpdesk's own.  A start date
    that is left out stays what it was.
    """
    user = find_account(session, placement.agent_id)
    names = (user.id, user.email) if user else (placement.agent_id,)
    for name in names:
        add_placement(session, replace(placement, agent_id=name), actor_id=actor_id, now=now)
    return names


def find_account(session: Session, name: str) -> User | None:
    """Return the account with this id or address."""
    return get_user(session, name) or find_user(session, name)


def places_of(session: Session, users: tuple[User, ...], *, now: datetime) -> dict[str, Placement]:
    """Return where each of these people works today, by account id; who was never placed is left out."""
    found = placements_of(session, [user.id for user in users])
    current = ((user_id, placed_at(ones, now)) for user_id, ones in found.items())
    return {user_id: one for user_id, one in current if one}
