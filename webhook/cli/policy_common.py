"""What the commands on policies share: who acts, and how a wording is printed."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from knowledge_base.policies import Revision
from webhook.accounts.roles import Principal, Role
from webhook.accounts.signing_in import principal_of_user
from webhook.cli.common import print_fields
from webhook.policy_json import revision_json
from webhook.store.accounts import find_user
from webhook.wiring import Services

OPERATOR = Principal("command-line", "Command line", Role.ADMIN)
F = TypeVar("F", bound=Callable[..., Any])

brand_option = click.option("--brand", "brand_name", required=True, metavar="B", help="Name, slug or id of the brand.")
note_option = click.option("--note", help="Why, for the record.")


def person_option(command: F) -> F:
    """Add ``--as``: a step on the command line may be somebody's."""
    return click.option("--as", "email", metavar="EMAIL", help="Whose step; else the command line's.")(command)


def acting(services: Services, email: str | None) -> Principal:
    """Return who acts: the person with this address, else the command line."""
    if email is None:
        return OPERATOR
    with services.database.reading() as session:
        user = find_user(session, email)
    if user is None:
        raise click.UsageError(f"Nobody has the address {email!r}; 'drafter user list' shows everybody.")
    return principal_of_user(user)


def print_revision(revision: Revision, *, as_json: bool) -> None:
    """Print a wording: all of it as JSON, else the line that says where it stands."""
    shown = revision_json(revision)
    if not as_json:
        names = ("policy_id", "number", "title", "stage", "author", "approved_by", "effective_from", "note")
        shown = {name: shown[name] for name in names}
    print_fields(shown, as_json=as_json)
