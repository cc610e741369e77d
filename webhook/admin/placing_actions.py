"""What an admin says of where people work: site, team, shift, start date."""

from dataclasses import replace
from datetime import date

from drafter.people import Placement
from webhook.accounts.permissions import Act, permit
from webhook.accounts.placing import MOST_CHARS, find_account, place
from webhook.accounts.roles import Principal
from webhook.errors import RequestFieldsError
from webhook.store.audit import note_act
from webhook.wiring import Services

__all__ = ["MOST_CHARS", "place_agent", "placement_of"]


def place_agent(services: Services, who: Principal, placement: Placement) -> tuple[str, ...]:
    """Record where an agent works from a day on; return the names under which it was recorded.

    Only an admin of all brands places who has no account here: a helpdesk's id says nothing of
    brands.  Raises RequestFieldsError.
    """
    permit(who, Act.OPERATE)
    now = services.clock()
    agent = placement.agent_id.strip()
    if not agent:
        raise RequestFieldsError("Say whose place it is: an address, or the helpdesk's id of the agent.")
    if placement.started_on and placement.started_on > placement.since:
        raise RequestFieldsError("Nobody works somewhere before their start date; check both days.")
    with services.database.writing() as session:
        user = find_account(session, agent)
        brands = user.brand_ids if user else None
        if who.brand_ids is not None and (not brands or any(not who.may_see(one) for one in brands)):
            raise RequestFieldsError("There is no such account; the list shows them all.")
        names = place(session, replace(placement, agent_id=agent), actor_id=who.id, now=now)
        text = f"placed {user.email if user else agent} at {placement.site or 'no site'}"
        brand_id = user.only_brand_id if user else None
        note_act(session, "account.placed", text, actor_id=who.id, now=now, subject_id=names[0], brand_id=brand_id)
    return names


def placement_of(agent: str, given: dict[str, str], *, today: date) -> Placement:
    """Return what a form or a program says of an agent.  Raises RequestFieldsError for a day that is none."""
    return Placement(
        agent_id=agent,
        since=_day(given.get("since", "")) or today,
        site=given.get("site", "").strip(),
        team=given.get("team", "").strip(),
        shift=given.get("shift", "").strip(),
        started_on=_day(given.get("started_on", "")),
    )


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError:
        raise RequestFieldsError(f"{given[:40]!r} is no day; write it as 2026-03-31.") from None
