"""Sending an approved reply from here, in the name of the person who is signed in, once."""

from sqlalchemy.orm import Session

from drafter.decisions import Decision
from drafter.store.decisions import standing_decision
from drafter.tickets import Ticket
from webhook.accounts.permissions import Act, permit
from webhook.accounts.roles import Principal
from webhook.agent import actions
from webhook.agent.views import SendView
from webhook.delivering import SENDABLE
from webhook.errors import ConnectionNotFoundError, PermissionDeniedError
from webhook.helpdesks.base import Connection, Escalating, Selective, Sending
from webhook.store.accounts import get_user
from webhook.store.connections import get_connection
from webhook.store.deliveries import DeliveryKind, DeliveryState, deliveries_of_ticket
from webhook.wiring import Services

AGENTS_OPTION = "agents"  # "dani@shop.example=17 priya@shop.example=18": who is who in the helpdesk
_STATES = {
    DeliveryState.NEW: "sending",
    DeliveryState.SENT: "sending",
    DeliveryState.CONFIRMED: "sent",
    DeliveryState.UNCONFIRMED: "unknown",
    DeliveryState.FAILED: "failed",
}


def send_reply(services: Services, who: Principal, draft_id: str) -> str:
    """Have the approved text of a draft sent in the agent's own name; return the ticket's id.

    Pressed twice, it goes out once.  Raises DraftNotFoundError, and PermissionDeniedError where
    nothing was approved or the helpdesk can't send as this person.
    """
    permit(who, Act.DECIDE)
    draft, ticket, decision = actions.get_draft(services, who, draft_id)
    with services.database.writing() as session:
        agent_id = _agent_id(session, connection_of(session, ticket), who)
        standing = standing_decision(session, draft.id)
        if standing is None or standing != decision or standing.kind not in SENDABLE:
            raise PermissionDeniedError("Only a reply that was approved can be sent.")
        if agent_id is None or not _can_send(services, connection_of(session, ticket)):
            raise PermissionDeniedError("This helpdesk can’t send in your name from here; send it over there.")
        services.delivering.plan_reply(session, standing, agent_id=agent_id)
    return ticket.id


def sending_of(
    services: Services, session: Session, who: Principal, ticket: Ticket, decision: Decision | None
) -> SendView | None:
    """Return where sending from here stands; None where it can't be done as this person."""
    connection = connection_of(session, ticket)
    if decision is None or decision.kind not in SENDABLE or not _can_send(services, connection):
        return None
    mine = [one for one in deliveries_of_ticket(session, ticket.id) if one.kind is DeliveryKind.REPLY]
    found = next((one for one in mine if one.subject_id == decision.id), None)
    if found:
        return SendView(_STATES[found.state], found.last_error or "")
    return SendView() if _agent_id(session, connection, who) else None


def connection_of(session: Session, ticket: Ticket) -> Connection | None:
    """Return the connection that a ticket came over, None for one that was handed in."""
    if ticket.connection_id is None:
        return None
    try:
        return get_connection(session, ticket.connection_id)
    except ConnectionNotFoundError:
        return None


def escalates_to(services: Services, connection: Connection | None) -> str:
    """Say where a ticket goes when it is handed on."""
    if connection is None or not isinstance(services.helpdesk(connection.kind), Escalating):
        return "The handover note is kept here; your helpdesk can’t be told, so assign the ticket there yourself."
    group, tag = connection.options.get("escalation_group"), connection.options.get("escalation_tag")
    where = f"moves it to the group {group}" if group else f"tags it “{tag or 'escalated'}”"
    return f"Your helpdesk gets a handover note and {where}."


def _can_send(services: Services, connection: Connection | None) -> bool:
    if connection is None or connection.is_paused:
        return False
    helpdesk: object = services.helpdesk(connection.kind)
    if isinstance(helpdesk, Selective) and not helpdesk.wants(connection):
        return False
    return isinstance(helpdesk, Sending)


def _agent_id(session: Session, connection: Connection | None, who: Principal) -> str | None:
    user = get_user(session, who.id)
    if connection is None or user is None:
        return None
    pairs = (pair.rpartition("=") for pair in connection.options.get(AGENTS_OPTION, "").replace(",", " ").split())
    known = {email.strip().lower(): number.strip() for email, _, number in pairs}
    return known.get(user.email.lower()) or None
