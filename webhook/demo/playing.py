"""What colleagues in the demo do to a draft before they send it.

Each change is an operation and its text, applied in order to a letter whose first paragraph
is the greeting and whose last one is the sign-off.
"""

import re
from collections.abc import Callable, Iterable, Mapping

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


def play(draft: str, change: Iterable[tuple[str, str]]) -> str:
    """Return the reply a colleague sends; empty where there is nothing to send.

    Operations: ``instead`` writes another text, ``greet`` and ``sign`` change the first word
    and the last line, ``drop`` takes out the last sentence of the answer, ``add`` puts a
    sentence behind the answer.  A change of no draft is no reply, unless it is ``instead``.
    """
    text = draft.strip()
    for name, words in change:
        if text or name == "instead":
            text = _OPERATIONS[name](text, words)
    return text


def _instead(_text: str, words: str) -> str:
    return words


def _greet(text: str, words: str) -> str:
    return re.sub(r"^\w+", words, text, count=1)


def _sign(text: str, words: str) -> str:
    has_sign_off = "\n" in text.rpartition("\n\n")[2]  # a chat's last paragraph is the answer
    return f"{text.rpartition(chr(10))[0]}\n{words}" if has_sign_off else f"{text}\n\n{words}"


def _drop(text: str, _words: str) -> str:
    paragraphs = text.split("\n\n")
    at = _answer_place(paragraphs)
    sentences = _SENTENCE_END.split(paragraphs[at])
    if len(sentences) < 2:
        return text
    paragraphs[at] = " ".join(sentences[:-1])
    return "\n\n".join(paragraphs)


def _add(text: str, words: str) -> str:
    paragraphs = text.split("\n\n")
    at = _answer_place(paragraphs)
    paragraphs[at] = f"{paragraphs[at]} {words}"
    return "\n\n".join(paragraphs)


def _answer_place(paragraphs: list[str]) -> int:
    """The longest paragraph is the answer: greeting, closing and sign-off are short."""
    return max(range(len(paragraphs)), key=lambda at: len(paragraphs[at]))


_OPERATIONS: Mapping[str, Callable[[str, str], str]] = {
    "instead": _instead,
    "greet": _greet,
    "sign": _sign,
    "drop": _drop,
    "add": _add,
}
