"""Sentences and content words of a text: what wordings are compared by."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

WORDS_REMEMBERED = 32_768  # stems of words; the same few thousand come back in every ticket

_ABBREVIATED = """
    mr mrs ms dr prof st no nr vs etc approx inc ltd co e.g i.e a.m p.m u.s u.k z.b d.h bzw ca usw p.ej ej sr sra
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun fig dept ext max min
"""
_ABBREVIATIONS = frozenset(_ABBREVIATED.split())
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？]+")
_DAY_ENDS = re.compile(r"\b\d{1,2}\.$")
_MONTH_BEGINS = re.compile(
    r"(?:januar|jänner|februar|märz|april|mai|juni|juli|august|september|oktober|november|dezember|jan|feb|mär|apr|aug"
    r"|sep|okt|nov|dez)\b",
    re.I,
)
_BULLET = re.compile(r"^\s*(?:[-*•–·]|\(?\d{1,2}[.)]|[a-z]\))\s+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_ENDINGS = "ations ation ments ment ingly edly ings ing ied ies ers ed ly es er s"
_SUFFIXES = tuple(_ENDINGS.split())
_FUNCTIONAL = """
    a about after again all also am an and any are as at be because been before being but by can could did do does
    doing down during each few for from further get gets got had has have having he her here hers him his how i if in
    into is it its itself just let me more most my no nor not now of off on once only or other our ours out over own
    please same she should so some such than that the their theirs them then there these they this those through to too
    under until up us very want was we were what when where which while who whom why will with would you your yours
    hi hello hey dear thanks thank ok yes ive im dont cant didnt doesnt isnt wasnt id ill youre pls u ur tell know need
    like still really much may might must shall via per one
"""
_FUNCTION_WORDS = frozenset(_FUNCTIONAL.split())


def sentences_of(text: str) -> list[str]:
    """Split a text into sentences; list items and lines are ends, abbreviations are not.

    A lead-in that ends with a colon stays together with its list ("You can return: tents; boots.").
    """
    found: list[str] = []
    for block in re.split(r"\n\s*\n", text):
        for line in _joined_lines(block.split("\n")):
            found += _split_line(line)
    return [sentence for sentence in found if _WORD.search(sentence)]


def sentences_keeping_days(text: str) -> list[str]:
    """Split a text into sentences as ``sentences_of`` does, but keep German days whole: "am 14. März"."""
    joined: list[str] = []
    for sentence in sentences_of(text):
        if joined and _DAY_ENDS.search(joined[-1]) and _MONTH_BEGINS.match(sentence):
            joined[-1] += f" {sentence}"
        else:
            joined.append(sentence)
    return joined


@lru_cache(maxsize=WORDS_REMEMBERED)
def stem(word: str) -> str:
    """Cut a word to a stem good enough for matching English policy wording; other languages by prefix."""
    word = _bare(word)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith("ss"):
            word = word[: -len(suffix)]
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeiouls":
        word = word[:-1]
    return word.rstrip("eyi")[:9] or word


def stems_of(text: str) -> list[str]:
    """Return the stems of a text's content words in order, numbers included."""
    words = (_bare(word) for word in _WORD.findall(text))
    return [stem(word) for word in words if word not in _FUNCTION_WORDS and (len(word) > 1 or word.isdigit())]


def overlap(left: Iterable[str], right: Iterable[str]) -> float:
    """Share of the smaller stem set that both have, 0 to 1."""
    a, b = set(left), set(right)
    return len(a & b) / min(len(a), len(b)) if a and b else 0.0


def best_quote(sentence: str, passage: str) -> str:
    """Return the passage's own sentence that supports a sentence best; its first one if none does."""
    wanted = set(stems_of(sentence))
    candidates = sentences_of(passage)
    if not candidates:
        return passage.strip()

    def support(candidate: str) -> float:
        have = set(stems_of(candidate))
        return 2 * len(wanted & have) / (len(wanted) + len(have)) if have else 0.0

    return max(candidates, key=support)


def _joined_lines(lines: list[str]) -> list[str]:
    joined: list[str] = []
    listing = False
    for line in lines:
        bullet, bare = bool(_BULLET.match(line)), _BULLET.sub("", line).strip()
        if not bare:
            continue
        if bullet and joined and (joined[-1].endswith(":") or listing) and not _is_sentence(bare):
            joined[-1] += ("; " if listing else " ") + bare.rstrip(";,.")
            listing = True
        elif not bullet and joined and not listing and not _ends(joined[-1]):
            joined[-1] += " " + bare
        else:
            joined.append(bare)
            listing = False
    return [line if _ends(line) or line.endswith(":") else line + ("." if "; " in line else "") for line in joined]


def _is_sentence(text: str) -> bool:
    return text[-1] in ".!?" and len(text.split()) > 3


def _ends(text: str) -> bool:
    return bool(re.search(r"[.!?…:。！？][\"'”’»)\]]*$", text))


def _split_line(line: str) -> list[str]:
    parts, start = [], 0
    for found in _SENTENCE_END.finditer(line):
        before = line[start : found.start()].rsplit(None, 1)[-1:] or [""]
        word = before[0].lower().lstrip("(\"'“‘")
        rest = line[found.end() :].lstrip()
        if line[found.start()] == "." and (word in _ABBREVIATIONS or re.fullmatch(r"[A-Za-z]", before[0])) and rest:
            continue
        if rest[:1].islower() and line[found.start()] != "?":
            continue
        parts.append(line[start : found.end()].strip())
        start = found.end()
    return [part for part in (*parts, line[start:].strip()) if part]


@lru_cache(maxsize=WORDS_REMEMBERED)
def _bare(word: str) -> str:
    flat = unicodedata.normalize("NFKD", word.lower().replace("’", "'"))
    return "".join(sign for sign in flat if not unicodedata.combining(sign)).removesuffix("'s").replace("'", "")
