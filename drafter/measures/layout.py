"""Changes below the words: layout, capitals, punctuation, typing slips."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from rapidfuzz.distance import OSA

from drafter.measures.cues import LIGHT_WORDS, NEGATION
from drafter.measures.languages import small_words
from knowledge_base.wording import stem

_MARKUP = re.compile(
    r"^[ \t]*(?:[-*•–·]|#{1,6}|>|\(?\d{1,2}[.)])[ \t]+|\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)", re.M
)
_WORD = re.compile(r"\w+(?:['’]\w+)?")
_PIECE = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
_SMALL_WORDS = """
    a an the is are was were has have had do does did it its it's be been to of in on at for and your you're their there
    they're too than then that der die das den dem ein eine einen le la les un une des el los las una
"""
_SMALL = frozenset(_SMALL_WORDS.split())
_SHORT_FORMS = {
    "n't": " not",
    "'re": " are",
    "'ve": " have",
    "'ll": " will",
    "'m": " am",
    "it's": "it is",
    "can't": "can not",
}
_FIRST_EMOJI = 0x1F000
SLIPS = 2  # letters that a mistyped word has wrong, at most
SLIP_SHARE = 0.4
_SHORTEST_NEGATION = 2
_LIKE_NEGATIONS = frozenset({"ever", "note", "knot", "nota", "echt", "nichte"})


def has_same_words(draft: str, sent: str) -> Literal["layout", "marks"] | None:
    """Say what differs when the words are the same: ``layout``, or ``marks`` and capitals; None when words differ."""
    if _letters(draft) != _letters(sent):
        return None
    if _is_laid_out(draft) != _is_laid_out(sent) or (_words(draft) == _words(sent) and _marks(draft) == _marks(sent)):
        return "layout"
    return "marks"


def shouts(text: str) -> tuple[bool, bool]:
    """Whether a text has exclamation marks, and whether it has emoji."""
    return "!" in text, any(ord(sign) >= _FIRST_EMOJI for sign in text)


def is_short_form(draft: str, sent: str) -> bool:
    """Whether only short forms were written out, or the other way round: "don't", "do not"."""
    return _written_out(draft) == _written_out(sent)


def mends_spelling(draft: str, sent: str) -> bool:
    """Whether all changes are slips: letters in a word, a form of it, a small word, a mark."""
    left, right = _PIECE.findall(draft), _PIECE.findall(sent)
    ours, theirs = ([piece.lower() for piece in pieces] for pieces in (left, right))
    mended = False
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag == "equal":
            mended |= left[a:b] != right[c:d]
            continue
        is_doubled = _is_doubled(ours, a, b) if tag == "delete" else tag == "insert" and _is_doubled(theirs, c, d)
        if not is_doubled and not _is_slip(left[a:b], right[c:d]):
            return False
        mended = True
    return mended


def is_near(left: str, right: str) -> bool:
    """Whether two words, in small letters, are one, its form or its misspelling."""
    if left == right or {left, right} <= _SMALL:
        return True
    if denials := [word for word in (left, right) if NEGATION.fullmatch(word)]:
        other = right if denials[0] == left else left
        return len(denials) == 1 and OSA.distance(left, right) == 1 and _is_no_word(other)
    if min(len(left), len(right)) > 3 and stem(left) == stem(right):
        return True
    distance = OSA.distance(left, right)
    if f"h{left}" == right or left == f"h{right}":  # the letter that nobody hears: "herror", "oy"
        return True
    return left[0] == right[0] and distance <= SLIPS and distance <= SLIP_SHARE * max(len(left), len(right))


def _is_slip(old: Sequence[str], new: Sequence[str]) -> bool:
    gone = [word for word in old if word[0].isalnum()]
    come = [word for word in new if word[0].isalnum()]
    if any(sign.isdigit() for word in (*gone, *come) for sign in word):
        return False
    if _run_on(gone) == _run_on(come):
        return True
    if gone and come and _ends_sentence(old) != _ends_sentence(new):
        return False  # sentences were joined or parted
    if len(gone) == len(come):
        return all(is_near(left.lower(), right.lower()) for left, right in zip(gone, come, strict=True))
    return all(word.lower() in _SMALL for word in (*gone, *come)) and abs(len(gone) - len(come)) <= 1


def _is_doubled(words: Sequence[str], start: int, end: int) -> bool:
    """Whether a stretch only says its neighbour's words again: "the the"."""
    size, stretch = end - start, words[start:end]
    return stretch in (words[max(0, start - size) : start], words[end : end + size])


def _ends_sentence(pieces: Sequence[str]) -> bool:
    return any(piece in ".!?" for piece in pieces)


def _run_on(words: Sequence[str]) -> str:
    return re.sub(r"['’]", "", "".join(words)).lower()


def _is_no_word(word: str) -> bool:
    """Whether a word next to a "not" is that, mistyped ("nich", "nto"), and not another word ("now", "one")."""
    return len(word) > _SHORTEST_NEGATION and word not in small_words() | LIGHT_WORDS | _LIKE_NEGATIONS


def _letters(text: str) -> str:
    words = [word for word in _words(_MARKUP.sub("", text)) if word.lower() not in ("and", "und", "et", "y")]
    return " ".join(words).lower()


def _words(text: str) -> list[str]:
    return _WORD.findall(_MARKUP.sub("", text))


def _marks(text: str) -> list[str]:
    return re.findall(r"[^\w\s]", _MARKUP.sub("", text))


def _is_laid_out(text: str) -> tuple[int, int]:
    return text.strip().count("\n"), len(_MARKUP.findall(text))


def _written_out(text: str) -> str:
    text = text.lower().replace("’", "'").replace("cannot", "can not").replace("won't", "will not")
    for short, long in reversed(_SHORT_FORMS.items()):
        text = text.replace(short, long)
    return " ".join(_WORD.findall(text))
