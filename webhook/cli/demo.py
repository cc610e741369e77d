"""``drafter demo``: a brand with policies, people and tickets, and a simulated helpdesk."""

import subprocess
import sys
from dataclasses import asdict

import click

from webhook.cli.common import json_option, open_services, print_fields
from webhook.progress import progress_bar
from webhook.settings import child_environment, load_settings
from webhook.telemetry import configure_logging
from webhook.wiring import wire


@click.group()
def demo() -> None:
    """A demo brand and a simulated helpdesk, to see the whole product in five minutes.

    Example: drafter demo run
    """


@demo.command("load")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Address that this service gets.")
@json_option
def load(url: str, as_json: bool) -> None:
    """Load the demo; harmless to repeat.  Its tickets arrive once the server runs.

    Example: drafter demo load --url http://127.0.0.1:8123
    """
    from webhook.demo.loading import load_demo
    from webhook.demo.telling import load_weeks
    from webhook.migrating import upgrade

    with open_services() as services:
        upgrade(services.database)
        with progress_bar("Reading the policies of the demo brand") as progress:
            loaded = load_demo(services, base_url=url.rstrip("/"), progress=progress)
        with progress_bar("Telling the demo brand's past weeks") as progress:
            load_weeks(services, loaded.brand_id, loaded.connection_id, progress=progress)
    print_fields(asdict(loaded), as_json=as_json)


@demo.command("run")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@json_option
def run(host: str, port: int, as_json: bool) -> None:
    """Load the demo, serve it and print a sign-in link for each role, until stopped by Ctrl-C.

    Example: drafter demo run --port 8123
    """
    from webhook.demo.loading import is_published, load_demo, make_links
    from webhook.demo.telling import has_weeks
    from webhook.migrating import upgrade
    from webhook.serving import Serving, check_port, local_url, serve

    check_port(host, port)
    settings = load_settings()
    configure_logging(settings.log_level)
    url = local_url(host, port)
    services = wire(settings)
    upgrade(services.database)
    if not (is_published(services) and has_weeks(services)):
        # In a process of its own: one that embedded must not fork the server afterwards.
        click.echo("Loading the demo brand, its policies and its past weeks …", err=True)
        command = [sys.executable, "-m", "webhook", "demo", "load", "--url", url, "--json"]
        done = subprocess.run(command, env=child_environment(), stdout=subprocess.DEVNULL, check=False)  # noqa: S603
        if done.returncode:
            raise click.exceptions.Exit(done.returncode)
    load_demo(services, base_url=url)
    links = make_links(services, base_url=url)
    services.close()  # children make their own connections
    serving = Serving(host, port, slots=None, only=None, with_worker=True)
    raise click.exceptions.Exit(serve(settings, serving, on_up=lambda: _announce(links, url, as_json=as_json)))


def _announce(links: dict[str, str], url: str, *, as_json: bool) -> None:
    if as_json:
        print_fields(links, as_json=True)
    else:
        width = max(len(role) for role in links)
        for role, link in links.items():
            click.echo(f"{role.ljust(width)}  {link}")
        click.echo(f"Each link signs in once. Begin as agent at {url}/demo/helpdesk")
        click.echo("Stop with Ctrl-C.")
    sys.stdout.flush()
