"""``drafter evaluate injection``: the prompt a ticket ends up in, what looks odd in it, and what a completion did."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from drafter.brands import Brand, Voice
from drafter.checks import CheckContext, Source, run_checks
from drafter.completion import Completion, Prompt
from drafter.drafts import Sentence
from drafter.findings import Finding, Severity
from drafter.injection import suspicions
from drafter.letters import write_letter
from drafter.prompts.assembly import assemble
from drafter.prompts.replies import read_reply
from drafter.prompts.template import load_template
from drafter.redaction import mask_ticket
from drafter.reply_language import language_of_ticket
from drafter.settings import DraftingSettings
from drafter.tickets import Ticket
from knowledge_base.foundation.tokens import estimate_tokens
from knowledge_base.languages import language_of
from webhook.cli.common import json_option
from webhook.cli.evaluate_texts import FINDING_FIELDS, answer_lines, sources_in, text_in
from webhook.ticket_json import parse_ticket

_FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
_SUPPORTED = "answered citations concession conditions consistency facts grounding promises told"
_REST_ON_POLICY = frozenset(_SUPPORTED.split())
_TICKET_FIELDS = ("subject", "body", "messages", "requester", "order", "custom_fields", "attachments", "channel")


@click.command("injection")
@click.argument("tickets", type=_FILE)
@json_option
def injection(tickets: Path, as_json: bool) -> None:
    """Build the prompt for each ticket, and check a completion as if the model had said it.

    TICKETS holds lines of {"id","subject","body"} or whole tickets, with a "completion" where one is to be checked,
    "snippets" ({"id","text"}) it may rest on, and a "brand" ({"name","sign_off","languages","links"}); '-' reads
    standard input.  Without snippets only signs of obedience count as high.  The answer is always JSON Lines; the
    marker round the ticket differs each time.

    Example: drafter evaluate injection tickets.jsonl --json
    """
    answer_lines(tickets, answer_case)


def answer_case(case: Mapping[str, Any]) -> dict[str, Any]:
    """Return prompt, suspicions and findings of one case.  Raises ValueError or TicketFormatError on a wrong field."""
    fields = {name: case[name] for name in _TICKET_FIELDS if case.get(name) is not None}
    for name in ("subject", "body"):
        if name in fields:
            fields[name] = text_in(case, name)
    completion = text_in(case, "completion")
    ticket = parse_ticket({"id": str(case.get("id") or "case"), **fields}, needs_message=False)
    brand = _brand_in(case, language_of_ticket(ticket) or language_of(completion or "") or "en")
    ticket = replace(ticket, brand_id=brand.id)
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
    reasons = suspicions(ticket)
    return {
        "messages": [{"role": message.role, "content": message.content} for message in prompt.messages],
        "suspicious": bool(reasons),
        "reasons": list(reasons),
        "findings": _findings(restore(completion), prompt, ticket, brand, sources_in(case)) if completion else [],
    }


def _brand_in(case: Mapping[str, Any], language: str) -> Brand:
    """Return the brand a case tells of, or one of no name that answers in the ticket's language."""
    told = case.get("brand") or {}
    told = {"name": told} if isinstance(told, str) else told
    if not isinstance(told, dict):
        raise ValueError("'brand' should be a name, an object or missing")
    sign_off = text_in(told, "sign_off")
    voice = Voice(sign_off=sign_off) if sign_off else Voice()
    languages, links = _texts_in(told, "languages"), _texts_in(told, "links")
    return Brand("brd_case", "shop", text_in(told, "name") or "the shop", voice, languages or (language,), links)


def _texts_in(told: Mapping[str, Any], field: str) -> tuple[str, ...]:
    listed = told.get(field) or []
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        raise ValueError(f"'brand.{field}' should be a list of texts")
    return tuple(listed)


def _findings(
    completion: str, prompt: Prompt, ticket: Ticket, brand: Brand, sources: list[Source]
) -> list[dict[str, Any]]:
    """What the checks say of a reply in the model's JSON, or of bare text; offsets count in the completion's letter."""
    reply = read_reply(completion, prompt)
    sentences: tuple[Sentence, ...] = ()
    text = completion
    if reply is not None and not reply.abstain_reason:
        letter = write_letter(Completion("case", reply.sentences), ticket, brand.voice)
        text = letter.text
        if sources:  # a reply in bare text names no passage, and one without passages has none to name
            sentences = tuple(Sentence(one.sentence.text, one.start, one.end) for one in letter.sentences)
    context = CheckContext(
        text=text,
        sources=sources,
        sentences=_placed(sentences, text),
        ticket=ticket,
        order=ticket.order,
        brand=brand,
        canary=prompt.canary,
        template=load_template().text,
    )
    found = run_checks(context)
    return [{name: getattr(one, name) for name in FINDING_FIELDS} for one in (found if sources else map(_eased, found))]


def _eased(finding: Finding) -> Finding:
    """Lower what only says that no passage supports something, where none was given that could."""
    is_about_support = finding.check in _REST_ON_POLICY and finding.severity in (Severity.BLOCK, Severity.HIGH)
    return replace(finding, severity=Severity.LOW) if is_about_support else finding


def _placed(sentences: tuple[Sentence, ...], text: str) -> tuple[Sentence, ...]:
    """Find where each sentence stands; one that was joined over a line break is left out."""
    placed, at = [], 0
    for sentence in sentences:
        start = text.find(sentence.text, at)
        if start >= 0:
            at = start + len(sentence.text)
            placed.append(Sentence(sentence.text, start, at))
    return tuple(placed)
