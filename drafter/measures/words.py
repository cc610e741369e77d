"""The normal form of a text and its tokens, as all edit measures see them (quality spec, section 2)."""

import re
from dataclasses import dataclass

_LINE_BREAK = re.compile(r"\r\n?")
_LINE_END_BLANKS = re.compile(r"[^\S\n]+$", re.MULTILINE)
_TOKEN = re.compile(
    r"""https?://[^\s<>"')\]]*[^\s<>"')\].,;:!?]"""
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
    r"|[^\W_]+(?:[.,:/'\u2019_-][^\W_]+)*"
    r"|[^\w\s]|_"
)


@dataclass(frozen=True)
class Token:
    """One token: lower-case ``text`` and its span in code points, end exclusive."""

    text: str
    start: int
    end: int


def normal_form(text: str) -> str:
    """Return the text with LF line ends, no blanks at line ends and none at either end."""
    return _LINE_END_BLANKS.sub("", _LINE_BREAK.sub("\n", text)).strip()


def tokens(text: str) -> list[str]:
    """Return the lower-case tokens: URLs, e-mails, single CJK signs, words, single marks.

    >>> tokens("It costs $5.95 (4-6 days)")
    ['it', 'costs', '$', '5.95', '(', '4-6', 'days', ')']
    """
    return [match.lower() for match in _TOKEN.findall(text)]


def located_tokens(text: str) -> list[Token]:
    """Return the tokens with the place of each in the text."""
    return [Token(m.group().lower(), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def collapse_blanks(text: str) -> str:
    """Return the text with every run of white space made one blank, case kept."""
    return " ".join(text.split())
