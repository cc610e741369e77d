"""``drafter draft``: one draft on the command line, no helpdesk and no worker needed."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from drafter.brands import Brand
from drafter.drafting import draft_reply
from drafter.drafts import Draft, DraftStatus
from drafter.silence import no_draft_reason
from drafter.tickets import Ticket
from webhook.cli.common import brand_named, json_option, open_services, print_json
from webhook.draft_json import draft_json
from webhook.errors import MalformedEventError
from webhook.json_values import read_json
from webhook.ticket_json import parse_ticket
from webhook.wiring import Services

MAX_TICKET_BYTES = 16 * 1024 * 1024


@click.command()
@click.argument("ticket_file", metavar="TICKET.json", type=click.Path(path_type=Path, allow_dash=True, dir_okay=False))
@click.option("--brand", "brand_name", required=True, metavar="B", help="Name, slug or id of the brand.")
@click.option("--steer", metavar="WISH", help="A wish in words, such as “shorter”.")
@click.option("--anyway", is_flag=True, help="Draft also a ticket that wants no answer.")
@json_option
def draft(ticket_file: Path, brand_name: str, steer: str | None, anyway: bool, as_json: bool) -> None:
    """Draft the reply to a ticket and print it with its citations; nothing is stored.

    TICKET.json holds the documented ticket JSON; “-” reads standard input.

    Example: drafter draft ticket.json --brand northway
    """
    ticket = _read_ticket(ticket_file)
    with open_services() as services:
        brand = brand_named(services, brand_name)
        ticket = replace(ticket, brand_id=brand.id)
        silent = no_draft_reason(ticket)
        made = (
            _not_drafted(services, ticket, silent)
            if silent and not anyway
            else _drafted(services, ticket, brand, steer)
        )
    if as_json:
        print_json({**draft_json(made, ticket), "no_draft_reason": silent})
    else:
        click.echo(describe_draft(made, ticket))


def describe_draft(made: Draft, ticket: Ticket) -> str:
    """Return a draft as a person reads it in a terminal: text with numbered citations, sources, findings."""
    numbers: dict[str, int] = {}
    for sentence in made.sentences:
        for citation in sentence.citations:
            numbers.setdefault(citation.snippet_id, len(numbers) + 1)
    parts = [_headline(made, ticket), _marked_text(made, numbers) or (made.reason or "")]
    if numbers:
        parts.append("Sources\n" + "\n".join(_sources(made, numbers)))
    elif made.hits:
        nearest = [f"  {hit.policy} › {' › '.join(hit.heading)} ({hit.similarity:.2f})" for hit in made.hits[:3]]
        parts.append("Nearest passages\n" + "\n".join(nearest))
    if made.findings:
        parts.append(
            "Findings\n" + "\n".join(f"  {one.severity}: {one.message} (“{one.text}”)" for one in made.findings)
        )
    if made.provenance and made.provenance.fallback_reason:
        parts.append(f"The composer stepped in: {made.provenance.fallback_reason}")
    return "\n\n".join(parts)


def _read_ticket(path: Path) -> Ticket:
    stream = sys.stdin.buffer if str(path) == "-" else path.open("rb")
    with stream:
        body = stream.read(MAX_TICKET_BYTES + 1)
    if len(body) > MAX_TICKET_BYTES:
        raise click.ClickException(f"File '{path}' is larger than {MAX_TICKET_BYTES} bytes; give one ticket.")
    try:
        return parse_ticket(read_json(body))
    except MalformedEventError as error:
        raise click.ClickException(f"File '{path}' is no ticket JSON. {error.message}") from error


def _drafted(services: Services, ticket: Ticket, brand: Brand, steer: str | None) -> Draft:
    return draft_reply(ticket, services.kit(brand), now=services.clock(), new_id=services.new_id, steer=steer)


def _not_drafted(services: Services, ticket: Ticket, reason: str) -> Draft:
    newest = ticket.newest_request
    return Draft(
        id=services.new_id("dft"),
        ticket_id=ticket.id,
        status=DraftStatus.ABSTAINED,
        created_at=services.clock(),
        reason=reason,
        newest_message_id=newest.id if newest else "",
    )


def _headline(made: Draft, ticket: Ticket) -> str:
    facts: list[Any] = [made.status.value, f"ticket {ticket.external_id}"]
    if made.provenance:
        model = made.provenance.model_id + (f" ({made.provenance.note})" if made.provenance.note else "")
        facts += [model, f"{made.provenance.seconds:.1f} s"]
    return " · ".join(facts)


def _marked_text(made: Draft, numbers: dict[str, int]) -> str:
    text = made.text
    for sentence in sorted(made.sentences, key=lambda one: one.end, reverse=True):
        marks = "".join(f"[{n}]" for n in sorted({numbers[one.snippet_id] for one in sentence.citations}))
        text = f"{text[: sentence.end]} {marks}{text[sentence.end :]}" if marks else text
    return text


def _sources(made: Draft, numbers: dict[str, int]) -> list[str]:
    cited = {c.snippet_id: c for sentence in reversed(made.sentences) for c in reversed(sentence.citations)}
    return [
        f"  [{number}] {' › '.join([cited[key].policy, *cited[key].heading])}, revision {cited[key].revision}\n"
        f"      “{' '.join(cited[key].quote.split())}”"
        for key, number in numbers.items()
    ]
