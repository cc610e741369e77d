"""``drafter evaluate edits`` and ``checks``: texts in, JSON Lines out, through the product's own measures."""

import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from drafter.checks import CheckContext, Source, run_checks
from drafter.edits import measure
from drafter.errors import TicketFormatError
from drafter.findings import Finding, Severity
from webhook.cli.common import json_option, print_json, print_rows
from webhook.json_lines import read_json_lines
from webhook.ticket_json import parse_ticket

_SCRIPT_NAMES = "facts citations grounding promises personal_data tone language links markup canary"
SCRIPT_CHECKS = frozenset(_SCRIPT_NAMES.split())
"""What scripts know; checks of other names are for our own pages."""
_SHOWN_AS = {"conditions": "facts", "obedience": "canary", "other_brand": "links", "concession": "promises"}
FINDING_FIELDS = ("check", "severity", "start", "end", "text", "message", "fix")
_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
_SURROGATES = re.compile("[\ud800-\udfff]")


@click.command("edits")
@click.argument("pairs", type=_FILE)
@json_option
def edits(pairs: Path, as_json: bool) -> None:
    """Measure what was changed from each draft to what was sent.

    PAIRS holds lines of {"id","draft","sent"}, '-' reads standard input; the answer is always JSON Lines.

    Example: drafter evaluate edits pairs.jsonl --json
    """
    answer_lines(pairs, measure_pair)


@click.command("checks")
@click.argument("cases", type=_FILE)
@click.option("--table", "as_table", is_flag=True, help="Print a table of counts, also into a file or pipe.")
@json_option
def checks(cases: Path, as_table: bool, as_json: bool) -> None:
    """Run every check on each draft.

    CASES holds lines of {"id","ticket","snippets","order","draft"}, '-' reads standard input.  The answer
    is JSON Lines; on a terminal, or with --table, a table that counts findings by check and severity.

    Example: drafter evaluate checks cases.jsonl --json
    """
    if as_json or not (as_table or sys.stdout.isatty()):
        answer_lines(cases, check_case)
        return
    counted: Counter[tuple[str, str]] = Counter()
    times_ms: list[float] = []
    answer_lines(cases, lambda case: _count(case, counted, times_ms), shows=False)
    names = sorted({name for name, _ in counted} | SCRIPT_CHECKS)
    rows = [{"check": name, **{one.value: counted[name, one.value] for one in Severity}} for name in names]
    print_rows(rows, as_json=False, columns=["check", *(one.value for one in Severity)])
    if times_ms:
        p95 = sorted(times_ms)[int(0.95 * (len(times_ms) - 1))]
        click.echo(
            f"{len(times_ms)} draft{'' if len(times_ms) == 1 else 's'}, {p95:.1f} ms p95 for all checks of one draft."
        )


def measure_pair(pair: Mapping[str, Any]) -> dict[str, Any]:
    """Return the measured edit of one pair.  Raises ValueError naming a field of the wrong type."""
    return measure(text_in(pair, "draft"), text_in(pair, "sent")).as_json()


def check_case(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return the findings of one case.  Raises ValueError or TicketFormatError naming a wrong field."""
    written = case.get("ticket")
    if written is not None and not isinstance(written, dict):
        raise ValueError("'ticket' should be an object or missing")
    data = {"id": str(case.get("id") or "case"), **(written or {})}
    if case.get("order"):
        data["order"] = case["order"]
    ticket = parse_ticket(data, needs_message=False)
    context = CheckContext(
        text=text_in(case, "draft") or "", sources=sources_in(case), ticket=ticket, order=ticket.order
    )
    return {"findings": [_finding_json(finding) for finding in run_checks(context) if _name(finding) in SCRIPT_CHECKS]}


def _name(finding: Finding) -> str:
    """Return the name under which scripts know a check: several of ours share one of theirs."""
    return _SHOWN_AS.get(finding.check, finding.check)


def _count(case: Mapping[str, Any], counted: Counter[tuple[str, str]], times_ms: list[float]) -> dict[str, Any]:
    started = perf_counter()
    answer = check_case(case)
    times_ms.append((perf_counter() - started) * 1000)
    counted.update((finding["check"], finding["severity"]) for finding in answer["findings"])
    return answer


def answer_lines(path: Path, answer: Callable[[Mapping[str, Any]], dict[str, Any]], *, shows: bool = True) -> None:
    """Print an answer for each line (``shows``); a line that cannot be answered says so.

    Raises ClickException at the end.
    """
    wrong: list[str] = []
    for number, line in enumerate(read_json_lines(path), start=1):
        if not isinstance(line, dict):
            wrong.append(f"{number} (each line should be one object)")
            continue
        try:
            answered = answer(line)
            if shows:
                print_json({"id": line.get("id"), **answered})
        except (ValueError, TicketFormatError) as error:
            wrong.append(f"{number} ({error})")
            if shows:
                print_json({"id": line.get("id"), "error": str(error)})
    if wrong:
        raise click.ClickException(f"{len(wrong)} lines of '{path}' could not be read, first line {wrong[0]}.")


def text_in(line: Mapping[str, Any], field: str) -> str | None:
    """Return a text of a line, without lone surrogates; None for null.  Raises ValueError naming another type."""
    value = line.get(field)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"'{field}' should be a text or null")
    return None if value is None else _SURROGATES.sub("\ufffd", value)


def sources_in(case: Mapping[str, Any]) -> list[Source]:
    """Return the snippets of a case.  Raises ValueError naming what is no snippet."""
    listed = case.get("snippets") or []
    if not isinstance(listed, list):
        raise ValueError("'snippets' should be a list")
    return [_source(place, snippet) for place, snippet in enumerate(listed)]


def _source(place: int, snippet: object) -> Source:
    if not isinstance(snippet, dict):
        raise ValueError(f"'snippets.{place}' should be an object with 'id' and 'text'")
    heading = snippet.get("heading")
    path: Iterable[Any] = heading if isinstance(heading, list) else [heading or ""]
    text = text_in(snippet, "text") or ""
    return Source(str(snippet.get("id") or f"snippet {place + 1}"), text, " > ".join(map(str, path)))


def _finding_json(finding: Finding) -> dict[str, Any]:
    values = {**asdict(finding), "check": _name(finding)}
    return {name: values[name] for name in FINDING_FIELDS}
