"""``drafter evaluate injection``: the prompt a ticket ends up in, what looks odd in it, and what a completion did."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from drafter.brands import Brand
from drafter.checks import CheckContext, run_checks
from drafter.completion import Completion, Prompt
from drafter.drafts import Sentence
from drafter.injection import suspicions
from drafter.letters import write_letter
from drafter.prompts.assembly import assemble
from drafter.prompts.replies import read_reply
from drafter.prompts.template import load_template
from drafter.redaction import mask_ticket
from drafter.settings import DraftingSettings
from drafter.tickets import Ticket
from knowledge_base.foundation.tokens import estimate_tokens
from knowledge_base.wording import sentences_of
from webhook.cli.common import json_option
from webhook.cli.evaluate_texts import FINDING_FIELDS, answer_lines, text_in
from webhook.ticket_json import parse_ticket

_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
_TICKET_FIELDS = ("subject", "body", "messages", "requester", "order", "custom_fields", "attachments", "channel")


@click.command("injection")
@click.argument("tickets", type=_FILE)
@json_option
def injection(tickets: Path, as_json: bool) -> None:
    """Build the prompt for each ticket, and check a completion as if the model had said it.

    TICKETS holds lines of {"id","subject","body"} or whole tickets, with a "completion" where one is to be checked; '-'
    reads standard input.  The answer is always JSON Lines; the marker round the ticket differs each time.

    Example: drafter evaluate injection tickets.jsonl --json
    """
    answer_lines(tickets, answer_case)


def answer_case(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return prompt, suspicions and findings of one case.  Raises ValueError or TicketFormatError on a wrong field."""
    fields = {name: case[name] for name in _TICKET_FIELDS if case.get(name) is not None}
    for name in ("subject", "body"):
        if name in fields:
            fields[name] = text_in(case, name)
    brand = Brand("brd_case", "shop", "the shop")
    ticket = replace(
        parse_ticket({"id": str(case.get("id") or "case"), **fields}, needs_message=False), brand_id=brand.id
    )
    masked, restore = mask_ticket(ticket)
    settings = DraftingSettings()
    prompt = assemble(
        masked,
        (),
        brand,
        template=load_template(settings.template),
        budget_tokens=settings.max_prompt_tokens,
        counter=estimate_tokens,
        marker=secrets.token_hex(8),
    )
    reasons, completion = suspicions(ticket), text_in(case, "completion")
    return {
        "messages": [{"role": message.role, "content": message.content} for message in prompt.messages],
        "suspicious": bool(reasons),
        "reasons": list(reasons),
        "findings": _findings(restore(completion), prompt, ticket, brand) if completion else [],
    }


def _findings(completion: str, prompt: Prompt, ticket: Ticket, brand: Brand) -> list[dict[str, Any]]:
    """What the checks say of a reply in the model's JSON, or of bare text; offsets count in the completion's letter."""
    reply = read_reply(completion, prompt)
    if reply is None or reply.abstain_reason:
        sentences = tuple(Sentence(text, 0, 0) for text in sentences_of(completion))
        text = completion
    else:
        letter = write_letter(Completion("case", reply.sentences), ticket, brand.voice)
        sentences, text = (
            tuple(Sentence(one.sentence.text, one.start, one.end) for one in letter.sentences),
            letter.text,
        )
    context = CheckContext(
        text=text,
        sentences=_placed(sentences, text),
        ticket=ticket,
        order=ticket.order,
        brand=brand,
        canary=prompt.canary,
        template=load_template().text,
    )
    return [{name: getattr(finding, name) for name in FINDING_FIELDS} for finding in run_checks(context)]


def _placed(sentences: tuple[Sentence, ...], text: str) -> tuple[Sentence, ...]:
    """Find where each sentence stands; one that was joined over a line break is left out."""
    placed, at = [], 0
    for sentence in sentences:
        start = text.find(sentence.text, at)
        if start >= 0:
            at = start + len(sentence.text)
            placed.append(Sentence(sentence.text, start, at))
    return tuple(placed)
