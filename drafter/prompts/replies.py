"""The JSON object in which a model answers a prompt, and reading it forgivingly."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from drafter.completion import CompletionSentence, Prompt
from knowledge_base.wording import sentences_of

SCHEMA: Mapping[str, Any] = {
    "type": "object",
    "properties": {
        "can_answer": {"type": "boolean"},
        "abstain_reason": {"type": "string"},
        "language": {"type": "string"},
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
    "required": ["can_answer", "abstain_reason", "language", "sentences"],
    "additionalProperties": False,
}
REPAIR = (
    "That was not the JSON object that was asked for. Answer with this JSON object only, no text round it: "
    '{"can_answer": true, "abstain_reason": "", "language": "en", "sentences": '
    '[{"text": "…", "snippet_ids": ["…"], "starts_paragraph": false}]}'
)


@dataclass(frozen=True)
class Reply:
    """What a model's answer says: sentences, or a reason to abstain."""

    sentences: tuple[CompletionSentence, ...]
    language: str
    abstain_reason: str | None


def read_reply(text: str, prompt: Prompt) -> Reply | None:
    """Read the reply out of a model's answer; None when it has no such shape.

    Code fences, text round the object, bare strings for sentences and ids in brackets are
    forgiven.  Only ids of the prompt's own hits are kept.
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
    return Reply(sentences, language, None) if sentences else None


def _json_in(text: str) -> dict[str, Any] | None:
    start, end = text.find("{"), text.rfind("}")
    if start < 0 or end < start:
        return None
    try:
        value = json.loads(text[start : end + 1])
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


def _sentences_in(value: dict[str, Any], known: set[str]) -> Iterable[CompletionSentence]:
    listed = value.get("sentences")
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
