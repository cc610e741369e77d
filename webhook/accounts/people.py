"""Names of people, for pages that say who did what."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from knowledge_base.foundation.actors import SYSTEM
from webhook.accounts.roles import Role
from webhook.store.accounts import list_users

COMMAND_LINE = "command-line"  # the actor of whoever runs a command on the server


def keepers_of(session: Session, brand_id: str) -> Mapping[str, str]:
    """Return the names of the admins who keep a brand's policies, by id."""
    return {
        user.id: user.name
        for user in list_users(session)
        if user.role == Role.ADMIN and user.is_active and (user.brand_ids is None or brand_id in user.brand_ids)
    }


def names_by_id(session: Session) -> Mapping[str, str]:
    """Return everybody's name, also those who can no longer sign in, by id."""
    return {
        SYSTEM.id: "Drafter",
        COMMAND_LINE: "The command line",
        **{user.id: user.name for user in list_users(session)},
    }
