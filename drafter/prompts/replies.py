"""The JSON object in which a model answers a prompt, and reading it forgivingly."""

import ast
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from drafter.completion import CompletionResolution, CompletionSentence, Prompt
from knowledge_base.wording import sentences_of

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "can_answer": {"type": "boolean"},
        "abstain_reason": {"type": "string"},
        "language": {"type": "string"},
        "resolution": {
            "anyOf": [
                {
                    "type": "object",
                    "properties": {
                        "rung": {"type": ["string", "null"]},
                        "amount": {"type": ["string", "null"]},
                        "currency": {"type": ["string", "null"]},
                        "deadline": {"type": ["string", "null"]},
                        "conditions": {"type": "array", "items": {"type": "string"}},
                    },
                    "required": ["rung", "amount", "currency", "deadline", "conditions"],
                    "additionalProperties": False,
                },
                {"type": "null"},
            ]
        },
        "asks_back": {"type": "array", "items": {"type": "string"}},
        "sentences": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "text": {"type": "string"},
                    "snippet_ids": {"type": "array", "items": {"type": "string"}},
                    "starts_paragraph": {"type": "boolean"},
                },
                "required": ["text", "snippet_ids", "starts_paragraph"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["can_answer", "abstain_reason", "language", "sentences", "resolution", "asks_back"],
    "additionalProperties": False,
}
REPAIR = (
    "That was not the JSON object that was asked for. Answer with this JSON object only, no text round it: "
    '{"can_answer": true, "abstain_reason": "", "language": "en", "sentences": '
    '[{"text": "…", "snippet_ids": ["…"], "starts_paragraph": false}], "resolution": null, "asks_back": []}'
)
LONGEST_RUNG_CHARS = 60
_WHOLE_TEXTS = ("reply", "text", "answer", "response")
_IS_REPLY = frozenset({"sentences", "can_answer", *_WHOLE_TEXTS})
_MOST_STARTS = 20
_LONGEST_LOOSE = 100_000


@dataclass(frozen=True)
class Reply:
    """What a model's answer says: sentences, or a reason to abstain."""

    sentences: tuple[CompletionSentence, ...]
    language: str
    abstain_reason: str | None
    resolution: CompletionResolution | None = None
    asks_back: tuple[str, ...] = ()


def read_reply(text: str, prompt: Prompt) -> Reply | None:
    """Read the reply out of a model's answer; None when it has no such shape.

    Code fences, text round the object, single quotes, closing commas, missing fields, one
    text in place of sentences, bare strings for sentences and ids in brackets are forgiven.
    Only ids of the prompt's own hits are kept.
    """
    value = _json_in(text)
    if value is None:
        return None
    known = {hit.snippet_id for hit in prompt.hits}
    language = value.get("language")
    language = (
        language if isinstance(language, str) and re.fullmatch(r"[a-z]{2}", language) else prompt.brand.languages[0]
    )
    reason = value.get("abstain_reason")
    reason = reason.strip() if isinstance(reason, str) else ""
    if value.get("can_answer") is False:
        return Reply((), language, reason or "The model found no answer in the policies.")
    sentences = tuple(_sentences_in(value, known))
    if not sentences:
        return None
    return Reply(sentences, language, None, _resolution_in(value.get("resolution")), _asks_in(value))


def _json_in(text: str) -> dict[str, Any] | None:
    """The first object that is a reply; a note round it, or another object before it, is passed over."""
    decoder = json.JSONDecoder(strict=False)
    start = text.find("{")
    for _ in range(_MOST_STARTS):
        if start < 0:
            break
        try:
            value, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            start = text.find("{", start + 1)
            continue
        if isinstance(value, dict) and _IS_REPLY & value.keys():
            return value
        start = text.find("{", end)  # what stands inside another object is not the reply
    return _loose_json_in(text)


def _loose_json_in(text: str) -> dict[str, Any] | None:
    """An object as Python writes it, or with closing commas; None for one that is cut off."""
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start or end - start > _LONGEST_LOOSE:
        return None
    written = re.sub(r",(\s*[}\]])", r"\1", text[start : end + 1])
    written = re.sub(r"\bnull\b", "None", re.sub(r"\btrue\b", "True", re.sub(r"\bfalse\b", "False", written)))
    try:
        value = ast.literal_eval(written)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, dict) and _IS_REPLY & value.keys() else None


def _resolution_in(value: object) -> CompletionResolution | None:
    """What a reply commits to, field by field; a field that is not what it should be is left empty."""
    if not isinstance(value, dict):
        return None
    conditions = value.get("conditions")
    found = CompletionResolution(
        rung=_short(value.get("rung")),
        amount=_amount(value.get("amount")),
        currency=_currency(value.get("currency")),
        deadline=_day(value.get("deadline")),
        conditions=tuple(c.strip() for c in conditions if isinstance(c, str) and c.strip())
        if isinstance(conditions, list)
        else (),
    )
    return found if found.rung or found.amount is not None or found.deadline else None


def _short(value: object) -> str | None:
    return value.strip() if isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_RUNG_CHARS else None


def _currency(value: object) -> str | None:
    return value.strip().upper() if isinstance(value, str) and re.fullmatch(r"\s*[A-Za-z]{3}\s*", value) else None


def _amount(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        amount = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None


def _asks_in(value: Mapping[str, Any]) -> tuple[str, ...]:
    listed = value.get("asks_back")
    asked = [one.strip() for one in listed if isinstance(one, str)] if isinstance(listed, list) else []
    return tuple(one for one in asked if one.endswith("?"))


def _sentences_in(value: dict[str, Any], known: set[str]) -> Iterable[CompletionSentence]:
    listed = value.get("sentences")
    if listed is None:
        listed = next((value[name] for name in _WHOLE_TEXTS if isinstance(value.get(name), str)), None)
    listed = [listed] if isinstance(listed, str) else listed
    for item in listed if isinstance(listed, list) else []:
        entry = item if isinstance(item, dict) else {"text": item}
        text, ids = entry.get("text"), entry.get("snippet_ids")
        if not isinstance(text, str) or not text.strip():
            continue
        named = [i for i in ids if isinstance(i, str)] if isinstance(ids, list) else []
        marked = [i for i in re.findall(r"\[([^\[\]\s]+)\]", text) if i in known]
        bare = re.sub(r"\s*\[([^\[\]\s]+)\]", lambda found: "" if found[1] in known else found[0], text).strip()
        cited = tuple(dict.fromkeys(i for i in (*named, *marked) if i in known))
        for at, sentence in enumerate(sentences_of(bare)):
            yield CompletionSentence(sentence, cited, entry.get("starts_paragraph") is True and at == 0)
