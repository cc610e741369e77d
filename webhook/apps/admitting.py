"""From a helpdesk's proof to our agent: by e-mail address, within the connection's brand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from webhook.accounts.permissions import ROLES_OF, Act
from webhook.accounts.roles import Role
from webhook.accounts.secrets import token_hash
from webhook.accounts.signing_in import principal_of_user
from webhook.apps.proofs import Proof
from webhook.errors import FrameProofError, HelpdeskError
from webhook.helpdesks.base import AgentEmails, Connection
from webhook.store.accounts import User, delete_expired, find_user, insert_link, list_users, use_link
from webhook.wiring import Services

MOST_HELPERS = 2


@dataclass(frozen=True)
class Admission:
    """Who came in: ``user``, or None and in ``reason`` why not and who can help."""

    user: User | None = None
    reason: str = ""


def admit(services: Services, connection: Connection, proof: Proof) -> Admission:
    """Find the agent whom a helpdesk vouches for; a proof that counts once is spent.

    Raises FrameProofError for a proof that was spent before.
    """
    now = services.clock()
    email = proof.email or _ask_for_email(services, connection, proof.agent_id)
    with services.database.reading() as session:
        user = find_user(session, email) if email else None
        helpers = _helpers(session, connection.brand_id)
    if user and proof.once:
        _spend(services, proof.once, user, expires_at=proof.expires_at or now + timedelta(hours=1), now=now)
    if user is None or not user.is_active:
        named = f"{email} is" if email else "You are"
        return Admission(reason=f"{named} not an agent here yet. Ask {helpers} to add you.")
    who = principal_of_user(user)
    if not who.may_see(connection.brand_id):
        return Admission(reason=f"This brand is not among yours. Ask {helpers} to add you to it.")
    if who.role not in ROLES_OF[Act.DECIDE]:
        return Admission(reason=f"Drafts are for agents, and {user.email} is {who.role.value} here. Ask {helpers}.")
    return Admission(user)


def _ask_for_email(services: Services, connection: Connection, agent_id: str) -> str | None:
    helpdesk = services.helpdesk(connection.kind)
    try:
        return helpdesk.agent_email(connection, agent_id) if isinstance(helpdesk, AgentEmails) else None
    except HelpdeskError as error:
        raise FrameProofError("The helpdesk did not say who you are; open the ticket again in a moment.") from error


def _spend(services: Services, once: str, user: User, *, expires_at: datetime, now: datetime) -> None:
    """Keep a proof as a sign-in link that was used: the second to come finds it there."""
    key = token_hash(once)
    try:
        with services.database.writing() as session:
            delete_expired(session, now=now)
            insert_link(session, key, user.id, expires_at=expires_at)
            use_link(session, key, now=now)
    except IntegrityError as error:
        raise FrameProofError("The helpdesk's token was used before; open the ticket again.") from error


def _helpers(session: Session, brand_id: str) -> str:
    admins = [
        user.name
        for user in list_users(session)
        if user.role == Role.ADMIN.value and user.is_active and principal_of_user(user).may_see(brand_id)
    ]
    return " or ".join(admins[:MOST_HELPERS]) or "an admin"
