"""E-mail addresses in a folded text, also disguised ones ("name (at) shop dot com")."""
# ruff: noqa: E501 - a pattern is easier to compare on one line

import re
from collections.abc import Iterator

from drafter.redacting.contexts import Contexts, Label

Span = tuple[int, int]

_LOCAL = re.compile(r"[\w.+%'&~!#$*?^`{|}-]")
_LONGEST_LOCAL, _LONGEST_DOMAIN = 64, 253
_DOMAIN = re.compile(r"\s?(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.)+(?:xn--[\w-]{2,59}|[^\W\d_]{2,63})")
_LITERAL = re.compile(r"\[[0-9.:a-fA-F]{3,45}\]")
_AT = r"(?:at|ät|arroba|arobase|apenstaartje|klammeraffe|@)"
_DOT = r"(?:dot|punkt|punto|point|punt)"
_TLD = (
    r"(?:com|net|org|io|co|de|fr|es|uk|eu|nl|be|at|ch|it|pt|ie|us|ca|au|shop|store|info|biz|me|app|dev|example|test|invalid"
    r"|edu|gov|online|email|web)"
)
_WORD_LOCAL = (
    rf"(?P<local>[\w.+-]{{1,64}}(?:(?: {{1,2}}{_DOT} {{1,2}}| ?[(\[{{<] ?{_DOT} ?[)\]}}>] ?)[\w+-]{{1,40}}){{0,3}})"
)
_DOTTED = rf"(?: ?[(\[{{<] ?(?:{_DOT}|\.) ?[)\]}}>] ?| {{1,2}}{_DOT} {{1,2}}| ?\. ?)"
_HOST = rf"[\w-]{{1,63}}(?:{_DOTTED}[\w-]{{1,63}}){{0,4}}?"
_BRACKETED = re.compile(
    rf"(?<![\w.+-]){_WORD_LOCAL} {{0,2}}[(\[{{<] ?(?:{_AT}|a) ?[)\]}}>] {{0,2}}{_HOST}{_DOTTED}[^\W\d_]{{2,24}}(?![\w-])"
    rf"(?: ?[(\[{{<] ?(?:{_DOT}|\.) ?[)\]}}>] ?[^\W\d_]{{2,3}}(?![\w-]))?",
    re.I,
)
_SPOKEN = re.compile(
    rf"(?<![\w.+-]){_WORD_LOCAL} {{1,2}}(?:{_AT}) {{1,2}}{_HOST}(?: {{1,2}}{_DOT} {{1,2}}){_TLD}(?![\w-])", re.I
)
_LOOSE = re.compile(
    rf"(?<![\w.+-]){_WORD_LOCAL} {{1,2}}(?P<at>{_AT}) {{1,2}}[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,3}}\.{_TLD}(?![\w-])",
    re.I,
)
_APART = re.compile(
    rf"(?<![\w.+-])[\w.+-]{{1,64}} ?@ ?[\w-]{{1,63}}(?: ?\. ?[\w-]{{1,63}}){{0,3}} ?\. ?{_TLD}(?![\w-])", re.I
)
_SAYS_AT = re.compile(rf" {_AT} ", re.I)
_OPENING = re.compile(r"[(\[{<]")
_NO_NAMES_WORDS = """
    look looked shop shopped bought buy order ordered me us you it is available found find be them purchase
    purchased sold store stores item items page see seen this that checkout account email mail
"""
_NO_NAMES = frozenset(_NO_NAMES_WORDS.split())


def find_emails(text: str, contexts: Contexts) -> Iterator[Span]:
    """Yield e-mail addresses, in letters of any script, quoted or spelled out."""
    at = text.find("@")
    while at >= 0:
        if span := _address_round(text, at):
            yield span
        at = text.find("@", at + 1)
    # Each look below begins at every word of a text; most texts lack the sign that it cannot do without.
    if _OPENING.search(text):
        yield from (found.span() for found in _BRACKETED.finditer(text))
    if "@" in text:
        yield from (found.span() for found in _APART.finditer(text))
    if not _SAYS_AT.search(text):
        return
    for found in _SPOKEN.finditer(text):
        if found["local"].lower() not in _NO_NAMES:
            yield found.span()
    for found in _LOOSE.finditer(text):
        is_meant = found["at"] == "@" or contexts.has_before(found.start(), Label.EMAIL, within=30)
        if is_meant and found["local"].lower() not in _NO_NAMES:
            yield found.span()


def _address_round(text: str, at: int) -> Span | None:
    domain = _DOMAIN.match(text, at + 1, at + 1 + _LONGEST_DOMAIN) or _LITERAL.match(text, at + 1)
    if domain is None or text[at + 1 : at + 2] == " ":
        return None
    start = _local_start(text, at)
    return (start, domain.end()) if start is not None else None


def _local_start(text: str, at: int) -> int | None:
    if text[at - 1 : at] == '"':
        quote = text.rfind('"', max(0, at - _LONGEST_LOCAL), at - 1)
        return quote if quote >= 0 and "\n" not in text[quote:at] else None
    start = at
    while start > max(0, at - _LONGEST_LOCAL) and _LOCAL.match(text[start - 1]):
        start -= 1
    while start < at and text[start] in ".'&*#!$?^`{|}~-":
        start += 1
    return start if start < at else None
