"""``drafter connection app``: the app that shows the side panel inside a helpdesk."""

from pathlib import Path

import click

from webhook import connecting
from webhook.apps.building import app_files, zip_of
from webhook.cli.common import json_option, open_services, print_fields
from webhook.errors import RequestFieldsError

ZIP = ".zip"


@click.command("app")
@click.argument("name")
@click.option("--output", type=click.Path(path_type=Path), help="A folder, or a file ending in .zip.")
@click.option("--url", help="Where browsers reach Drafter; DRAFTER_PUBLIC_URL if left out.")
@json_option
def app(name: str, output: Path | None, url: str | None, as_json: bool) -> None:
    """Write the app for a connection's helpdesk, ready to upload; its README says the steps.

    Example: drafter connection app shop --output shop-app.zip
    """
    with open_services() as services:
        with services.database.reading() as session:
            found = connecting.find_connection(session, name)
        try:
            files = app_files(found, url or services.settings.public_url)
        except RequestFieldsError as error:
            raise click.ClickException(error.message) from error
    target = output or Path(f"drafter-{found.kind}")
    try:
        _write(target, files)
    except OSError as error:
        raise click.ClickException(f"Could not write {str(target)!r}: {error.strerror or error}.") from error
    row = {"connection": found.name, "kind": found.kind, "output": str(target), "files": sorted(files)}
    if as_json:
        print_fields(row, as_json=True)
        return
    print_fields({**row, "files": ", ".join(sorted(files))}, as_json=False)
    click.echo(files["README.md"].decode())


def _write(target: Path, files: dict[str, bytes]) -> None:
    if target.suffix == ZIP:
        target.write_bytes(zip_of(files))
        return
    for name, content in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
