"""``drafter brand voice``: how a brand sounds, in versions, and what a text breaks of it."""

import json
import sys
from pathlib import Path
from typing import Any

import click

from drafter.brands import Brand
from drafter.findings import Finding
from drafter.store.voices import voices_of
from drafter.voice_trying import made_up_ticket, try_text
from drafter.voice_values import read_voice, voice_value
from drafter.voicing import publish_voice, roll_back, save_voice
from webhook.cli.common import brand_named, json_option, open_services, print_json, print_rows
from webhook.cli.policy_common import OPERATOR
from webhook.wiring import Services

_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.command("voice")
@click.argument("name")
@click.option("--file", type=_FILE, help="Save this JSON as the draft; '-' reads standard input.")
@click.option("--publish", "publishes", is_flag=True, help="Let drafts use the draft from now on.")
@click.option("--back-to", type=click.IntRange(1), metavar="N", help="Publish version N again, as a new version.")
@click.option("--check", type=_FILE, help="Say what the reply in this file breaks of the newest version.")
@click.option("--channel", default="email", show_default=True, help="Channel of the reply to check.")
@click.option("--versions", is_flag=True, help="List the versions.")
@click.option("--note", help="What changed, in a few words.")
@json_option
def voice(
    name: str,
    file: Path | None,
    publishes: bool,
    back_to: int | None,
    check: Path | None,
    channel: str,
    versions: bool,
    note: str | None,
    as_json: bool,
) -> None:
    """Print how a brand sounds, as JSON; save, publish or bring back a version; check a text.

    With --check it exits with 1 when the text breaks a rule.

    Example: drafter brand voice northway --file voice.json --publish
    """
    if back_to and (file or publishes):
        raise click.UsageError("Either go back to a version, or save and publish another.")
    with open_services() as services:
        brand = brand_named(services, name)
        if file or publishes or back_to:
            _change(services, brand, _json(file) if file else None, publishes, back_to, note)
            brand = brand_named(services, name)
        if check:
            findings = _check(services, brand, _read(check), channel)
            _print_findings(findings, as_json=as_json)
            if findings:
                sys.exit(1)
        else:
            _print(services, brand, versions=versions, as_json=as_json)


def _change(
    services: Services, brand: Brand, given: Any, publishes: bool, back_to: int | None, note: str | None
) -> None:
    now = services.clock()
    wanted = None if given is None else read_voice(given)
    with services.database.writing() as session:
        if wanted is not None:
            save_voice(session, brand, wanted, actor=OPERATOR.actor, now=now, note=note)
        if back_to:
            roll_back(session, brand, back_to, actor=OPERATOR.actor, now=now, note=note)
        elif publishes:
            newest = voices_of(session, brand).newest
            publish_voice(session, brand, newest.number, actor=OPERATOR.actor, now=now, note=note)


def _check(services: Services, brand: Brand, text: str, channel: str) -> tuple[Finding, ...]:
    with services.database.reading() as session:
        newest = voices_of(session, brand).newest
    return try_text(text, brand, newest.voice, made_up_ticket(brand, channel)).findings


def _print(services: Services, brand: Brand, *, versions: bool, as_json: bool) -> None:
    with services.database.reading() as session:
        voices = voices_of(session, brand)
    if not versions:
        newest = voices.newest
        print_json(voice_value(newest.voice)) if as_json else click.echo(
            json.dumps(voice_value(newest.voice), ensure_ascii=False, indent=2)
        )
        return
    rows = [
        {
            "version": one.number,
            "stage": one.stage.value,
            "is_live": one == voices.live,
            "saved_at": one.saved_at,
            "published_at": one.published_at,
            "note": one.note,
        }
        for one in voices.versions
    ]
    print_rows(rows, as_json=as_json, columns=["version", "stage", "is_live", "published_at", "note"])


def _print_findings(findings: tuple[Finding, ...], *, as_json: bool) -> None:
    rows = [
        {"start": one.start, "end": one.end, "text": one.text, "message": one.message, "fix": one.fix}
        for one in findings
    ]
    if as_json or rows:
        print_rows(rows, as_json=as_json, columns=["start", "end", "text", "message", "fix"])
    else:
        click.echo("Keeps every rule.")


def _json(file: Path) -> Any:
    try:
        return json.loads(_read(file))
    except ValueError as error:
        raise click.UsageError(f"{file} holds no JSON: {error}") from error


def _read(file: Path) -> str:
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file} is no UTF-8 text.") from error
