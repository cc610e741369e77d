"""``drafter serve``: pages, API, webhooks and, with the embedded database, a job worker."""

from typing import TYPE_CHECKING, cast

import click

from webhook.cli.common import json_option
from webhook.errors import SettingsError
from webhook.settings import load_settings
from webhook.telemetry import configure_logging
from webhook.wiring import wire

if TYPE_CHECKING:
    from webhook.app import Part


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", "slots", type=click.IntRange(1, 512), help="Jobs that the worker runs at once.")
@click.option("--only", type=click.Choice(["webhooks", "pages"]), help="Serve one part, for a split behind a proxy.")
@click.option("--no-worker", is_flag=True, help="Start no job worker.")
@json_option
def serve(host: str, port: int, slots: int | None, only: str | None, no_worker: bool, as_json: bool) -> None:
    """Serve until stopped by Ctrl-C or SIGTERM.

    With the embedded database a job worker runs beside the web process; with PostgreSQL
    start workers with 'drafter worker'.

    Example: drafter serve --port 8080
    """
    from webhook.migrating import is_current, upgrade
    from webhook.serving import Serving
    from webhook.serving import serve as run

    settings = load_settings()
    configure_logging(settings.log_level)
    services = wire(settings)
    if settings.is_embedded:
        upgrade(services.database)
    elif not is_current(services.database):
        raise SettingsError("The database's tables are missing or older than this program; run 'drafter db upgrade'.")
    services.close()  # children make their own connections
    serving = Serving(
        host, port, slots, cast("Part | None", only), settings.is_embedded and not no_worker and only != "pages"
    )
    raise click.exceptions.Exit(run(settings, serving))
