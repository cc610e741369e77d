"""Names of people, for pages that say who did what."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from knowledge_base.foundation.actors import SYSTEM
from webhook.store.accounts import list_users

COMMAND_LINE = "command-line"  # the actor of whoever runs a command on the server


def names_by_id(session: Session) -> Mapping[str, str]:
    """Return everybody's name, also those who can no longer sign in, by id."""
    return {
        SYSTEM.id: "Drafter",
        COMMAND_LINE: "The command line",
        **{user.id: user.name for user in list_users(session)},
    }
