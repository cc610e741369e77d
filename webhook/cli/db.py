"""``drafter db``: the database's tables."""

import click

from webhook.cli.common import json_option, open_services, print_fields
from webhook.migrating import upgrade


@click.group()
def db() -> None:
    """Create and migrate the database.

    Example: drafter db upgrade
    """


@db.command("upgrade")
@json_option
def upgrade_command(as_json: bool) -> None:
    """Bring the database's tables up to date; harmless to repeat.

    Example: drafter db upgrade
    """
    with open_services() as services:
        before, after = upgrade(services.database)
    print_fields({"before": before, "after": after}, as_json=as_json)
