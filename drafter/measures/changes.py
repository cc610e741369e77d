"""What changed from draft to sent reply, sentence by sentence: greeting and ending apart, moves left out."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz.distance import LCSseq

from drafter.measures.cues import GREETING, SIGN_OFF
from drafter.measures.layout import mends_spelling
from drafter.measures.words import tokens
from knowledge_base.wording import overlap, sentences_keeping_days, stems_of

ALIKE = 0.5  # share of the longer sentence's tokens that two wordings of one sentence keep
LIKELY = 0.75  # below it, and with sentences left over, a stretch was put into other words as a whole
MERGED = 0.6  # share of a sentence's content words that is found again in its neighbours
_NO_ENDING = re.compile(r"[.:;?]\s*$|^\W*[-*•\d]")  # a sentence, a question, a list
_ENDING_LINES, _ENDING_WORDS = 3, 6
LONGEST_SIGNATURE = 8  # lines from the sign-off to the end


@dataclass(frozen=True)
class Change:
    """One sentence that was reworded, taken out (``sent`` empty) or put in (``draft`` empty)."""

    draft: str
    sent: str


@dataclass(frozen=True)
class Frame:
    """A reply cut into greeting, body and ending."""

    greeting: str
    body: str
    ending: str


@dataclass(frozen=True)
class Comparison:
    """Two replies side by side: their frames, the changed sentences, and whether others only moved."""

    draft: Frame
    sent: Frame
    changes: tuple[Change, ...]
    has_moves: bool


def compare(draft: str, sent: str) -> Comparison:
    """Compare two replies sentence by sentence."""
    ours, theirs = cut_frame(draft), cut_frame(sent)
    if ours.body != theirs.body and mends_spelling(ours.body, theirs.body):  # slips may hide where sentences end
        return Comparison(ours, theirs, (Change(ours.body, theirs.body),), False)
    left, right = sentences_keeping_days(ours.body), sentences_keeping_days(theirs.body)
    kept = Counter(map(_key, left)) & Counter(map(_key, right))
    regions = list(_regions(left, right))
    changes, moved = [], False
    waiting = Counter(kept)
    in_place = Counter(_key(s) for old, new, _ in regions if [*map(_key, old)] == [*map(_key, new)] for s in old)
    waiting -= in_place
    gone, new = Counter(waiting), Counter(waiting)
    for old, fresh, is_equal in regions:
        if is_equal:
            continue
        old, fresh = _without(old, gone), _without(fresh, new)
        changes.extend(_changes(old, fresh))
    moved = bool(waiting)
    return Comparison(ours, theirs, tuple(changes), moved)


def cut_frame(text: str) -> Frame:
    """Cut off the greeting at the start and everything from the sign-off on."""
    text = text.strip()
    greeting = GREETING.match(text)
    start = greeting.end() if greeting else 0
    for found in SIGN_OFF.finditer(text, start):
        if found.start() > start and text[found.start() :].count("\n") <= LONGEST_SIGNATURE:
            return Frame(text[:start].strip(), text[start : found.start()].strip(), text[found.start() :].strip())
    end = _ending_of(text, start)
    return Frame(text[:start].strip(), text[start:end].strip(), text[end:].strip())


def _ending_of(text: str, start: int) -> int:
    """Return where an unusual ending begins: a last block of a few short lines that are no sentences ("Woof,\\nJo")."""
    gap = text.rfind("\n\n", start)
    lines = text[gap:].strip().split("\n") if gap > start else []
    last = lines[-1] if lines else ""
    are_short = all(
        len(line.split()) <= _ENDING_WORDS and not re.search(r"[.:;?]\s*$|^\W*[-*•\d]", line) for line in lines
    )
    is_ending = 0 < len(lines) <= _ENDING_LINES and are_short and (len(lines) > 1 or not last.endswith("!"))
    return gap if is_ending else len(text)


def _key(sentence: str) -> tuple[str, ...]:
    """What two sentences share that are the same but for marks and the first letter, which a move may change."""
    words = re.findall(r"\w+", sentence)
    return (words[0].lower(), *words[1:]) if words else ()


def _regions(left: Sequence[str], right: Sequence[str]) -> Iterator[tuple[list[str], list[str], bool]]:
    ours, theirs = [*map(_key, left)], [*map(_key, right)]
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        is_equal = tag == "equal" and list(left[a:b]) == list(right[c:d])
        if tag == "equal" and not is_equal:  # the same words, other marks
            yield from (([old], [new], old == new) for old, new in zip(left[a:b], right[c:d], strict=True))
        else:
            yield [*left[a:b]], [*right[c:d]], is_equal


def _without(sentences: Sequence[str], moved: Counter[tuple[str, ...]]) -> list[str]:
    rest = []
    for sentence in sentences:
        if moved[_key(sentence)] > 0:
            moved[_key(sentence)] -= 1
        else:
            rest.append(sentence)
    return rest


def _changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """Pair the sentences of a changed stretch; what is left over was taken out, put in, or put into other words."""
    if not old or not new:
        return [Change(sentence, "") for sentence in old] + [Change("", sentence) for sentence in new]
    pairs = _pairs(old, new)
    left = [sentence for n, sentence in enumerate(old) if n not in pairs]
    right = [sentence for n, sentence in enumerate(new) if n not in pairs.values()]
    is_new = bool(left or right) and all(_likeness(old[n], new[m]) < LIKELY for n, m in pairs.items())
    if is_new or _is_within(left, new) or _is_within(right, old):
        return [Change(" ".join(old), " ".join(new))]
    changes = [Change(old[n], new[m]) for n, m in sorted(pairs.items())]
    if left and right:
        return [*changes, Change(" ".join(left), " ".join(right))]
    return changes + [Change(sentence, "") for sentence in left] + [Change("", sentence) for sentence in right]


def _pairs(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    scored = [(_likeness(a, b), -n, -m) for n, a in enumerate(old) for m, b in enumerate(new)]
    pairs: dict[int, int] = {}
    for likeness, n, m in sorted(scored, reverse=True):
        if likeness >= ALIKE and -n not in pairs and -m not in pairs.values():
            pairs[-n] = -m
    return pairs


def _likeness(left: str, right: str) -> float:
    ours, theirs = tokens(left), tokens(right)
    in_order = LCSseq.normalized_similarity(ours, theirs)
    return max(in_order, 0.8 * overlap(stems_of(left), stems_of(right)))


def _is_within(left_over: Sequence[str], others: Sequence[str]) -> bool:
    """Whether left-over sentences live on in the other text's sentences: joined or split, not lost."""
    if not left_over:
        return False
    there = {*stems_of(" ".join(others))}
    own = {*stems_of(" ".join(left_over))}
    return bool(own) and len(own & there) / len(own) >= MERGED
