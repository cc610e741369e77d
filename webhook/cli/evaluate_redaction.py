"""``drafter evaluate redaction``: what is masked in a text before it leaves, and that it comes back."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from drafter.redaction import mask_text
from drafter.tickets import Requester
from webhook.cli.common import json_option
from webhook.cli.evaluate_texts import answer_lines, text_in

_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)


@click.command("redaction")
@click.argument("cases", type=_FILE)
@json_option
def redaction(cases: Path, as_json: bool) -> None:
    """Mask the personal data of each text and restore it.

    CASES holds lines of {"id","text","known_ids"}, '-' reads standard input; a line may also name the
    "requester" ({"name","email"}).  The answer is always JSON Lines; offsets are code points of the text.

    Example: drafter evaluate redaction cases.jsonl --json
    """
    answer_lines(cases, redact_case)


def redact_case(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return the masked text of one case.  Raises ValueError naming a field of the wrong type."""
    known = case.get("known_ids") or []
    if not isinstance(known, list):
        raise ValueError("'known_ids' should be a list of texts")
    written = case.get("requester") or {}
    if not isinstance(written, dict):
        raise ValueError("'requester' should be an object with 'name' and 'email'")
    requester = Requester(name=text_in(written, "name"), email=text_in(written, "email"))
    masked = mask_text(text_in(case, "text") or "", known_ids=[str(one) for one in known], requester=requester)
    return {
        "masked": masked.text,
        "restored": masked.restore(masked.text),
        "spans": [asdict(span) for span in masked.spans],
    }
