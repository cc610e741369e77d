"""Reading a streamed chat completion: the whole answer as an unstreamed one, sentences as they are done."""

import json
import re
import time
from collections.abc import Callable, Iterable
from typing import Any

from drafter.errors import ModelOutputError, ModelTimeoutError

MAX_CHARS = 1_000_000  # a reply has a few thousand; more is a server gone wrong
_SENTENCE = re.compile(r'"text"\s*:\s*("(?:[^"\\]|\\.)*")')

OnText = Callable[[str], None]
"""Takes each sentence of a reply once it is written; called on the thread that reads."""


def read_stream(chunks: Iterable[Any], deadline: float, on_text: OnText) -> dict[str, Any]:
    """Return the answer as one body.  Raises ModelTimeoutError at the deadline, ModelOutputError on an endless one.

    ``chunks`` are the SDK's; servers leave fields out, so each is read with care.
    """
    parts: list[str] = []
    refusals: list[str] = []
    finish, usage, told, length = None, None, 0, 0
    for chunk in chunks:
        if time.monotonic() > deadline:
            raise ModelTimeoutError("The model did not finish its answer before the deadline.")
        usage = getattr(chunk, "usage", None) or usage
        for choice in (getattr(chunk, "choices", None) or [])[:1]:
            delta = getattr(choice, "delta", None)
            text, refusal = getattr(delta, "content", None), getattr(delta, "refusal", None)
            parts += [text] if isinstance(text, str) else []
            refusals += [refusal] if isinstance(refusal, str) else []
            length += len(text) if isinstance(text, str) else 0
            finish = getattr(choice, "finish_reason", None) or finish
        if length > MAX_CHARS:
            raise ModelOutputError(f"The model's answer is over {MAX_CHARS} characters; a reply has a few thousand.")
        if '"' in (parts[-1] if parts else ""):
            told = _tell("".join(parts), told, on_text)
    message = {"content": "".join(parts), "refusal": "".join(refusals) or None}
    return {"choices": [{"message": message, "finish_reason": finish}], "usage": _counts(usage)}


def _tell(text: str, told: int, on_text: OnText) -> int:
    """Tell the sentences that were finished since; return how many are told."""
    found = _SENTENCE.findall(text)
    for written in found[told:]:
        try:
            sentence = json.loads(written)
        except ValueError:
            continue
        on_text(sentence)
    return len(found)


def _counts(usage: Any) -> dict[str, Any]:
    names = ("prompt_tokens", "completion_tokens")
    return {name: getattr(usage, name, None) for name in names}
