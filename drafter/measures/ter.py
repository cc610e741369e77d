"""Translation edit rate: the fewest word edits and block moves from one text to another.

The search for moves is greedy, as in the paper: take the move that saves most edits, until
none saves any.  Which of several equally good alignments and moves is taken, and where the
search gives up, follows Tercom's habits as sacrebleu shows them, so that both give the same
number.  Tokens become letters of one alphabet, so that a candidate is a string and rapidfuzz
measures it in microseconds; only where its optimum may lie outside Tercom's band around the
diagonal is the banded table filled in.
Source: Snover et al. 2006, "A Study of Translation Edit Rate with Targeted Human Annotation".
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

LONGEST_MOVE = 10  # words in a block, as Tercom
FARTHEST_MOVE = 50  # places between a block's two homes, as Tercom
MOST_CANDIDATES = 1000  # moves tried for one pair in all; sacrebleu's limit
HALF_BAND = 25  # columns on either side of the diagonal, as Tercom

_FAR = 1 << 29  # more edits than any text has, with room to add to
_Table = npt.NDArray[np.int32]


class OutOfTimeError(Exception):
    """The time for one pair is used up before the search ended."""


@dataclass(frozen=True, order=True)
class _Move:
    """A block of the draft put elsewhere.  The greatest is the one Tercom would take."""

    saved: int
    length: int
    minus_start: int
    minus_target: int

    def apply(self, text: str) -> str:
        start, end, target = -self.minus_start, self.length - self.minus_start, -self.minus_target
        rest = text[:start] + text[end:]
        place = target - self.length if target > end else target
        return rest[:place] + text[start:end] + rest[place:]


def count_edits(draft: Sequence[str], sent: Sequence[str], *, has_time: Callable[[], bool] = lambda: True) -> int:
    """Return insertions, deletions, substitutions and block moves from ``draft`` to ``sent``.

    ``has_time`` is asked before each round of the search; when it says no, OutOfTimeError is raised.
    """
    alphabet: dict[str, str] = {}
    text, goal = (_spell(words, alphabet) for words in (draft, sent))
    if not text or not goal:
        return len(text) + len(goal)
    moves = tried = 0
    while True:
        if not has_time():
            raise OutOfTimeError
        table = _banded_table(text, goal)
        candidates = _candidates(text, goal, _Alignment.read(table, text, goal))
        tried += len(candidates)
        edits = int(table[-1, -1])
        if not candidates or tried >= MOST_CANDIDATES:
            return moves + edits
        best = _best_move(text, goal, candidates, edits)
        if best.saved <= 0:
            return moves + edits
        text = best.apply(text)
        moves += 1


def _spell(words: Sequence[str], alphabet: dict[str, str]) -> str:
    return "".join(alphabet.setdefault(word, chr(len(alphabet) + 1)) for word in words)


def _banded_table(text: str, goal: str) -> _Table:
    """Fill the table of edits from each prefix of ``text`` to each prefix of ``goal``, near the diagonal."""
    rows, columns = len(text) + 1, len(goal) + 1
    slope = len(goal) / len(text)
    half = math.ceil(slope / 2 + HALF_BAND) if slope / 2 > HALF_BAND else HALF_BAND
    letters = np.array([ord(letter) for letter in goal], dtype=np.int32)
    steps = np.arange(columns, dtype=np.int32)
    table = np.full((rows, columns), _FAR, dtype=np.int32)
    table[0] = steps
    for row in range(1, rows):
        middle = math.floor(row * slope)
        low = max(0, middle - half)
        high = columns if row == rows - 1 else min(columns, middle + half)
        above = table[row - 1]
        best = above[low:high] + 1
        first = max(low, 1)
        differs = letters[first - 1 : high - 1] != ord(text[row - 1])
        np.minimum(best[first - low :], above[first - 1 : high - 1] + differs, out=best[first - low :])
        best -= steps[low:high]
        table[row, low:high] = np.minimum.accumulate(best) + steps[low:high]
    return table


@dataclass(frozen=True)
class _Alignment:
    """Which draft word stands at each sent word (-1 before the first), and running counts of errors."""

    home: list[int]
    text_errors: list[int]
    goal_errors: list[int]

    @classmethod
    def read(cls, table: _Table, text: str, goal: str) -> "_Alignment":
        """Walk back through the table: a pair before a word left out before a word put in."""
        row, column = len(text), len(goal)
        home = [-1] * column
        text_wrong, goal_wrong = [0] * row, [0] * column
        cells = table.tolist()
        while row or column:
            here = cells[row][column]
            wrong = int(row > 0 and column > 0 and text[row - 1] != goal[column - 1])
            if row and column and cells[row - 1][column - 1] + wrong == here:
                row, column = row - 1, column - 1
                home[column] = row
                text_wrong[row] = goal_wrong[column] = wrong
            elif row and cells[row - 1][column] + 1 == here:
                row -= 1
                text_wrong[row] = 1
            else:
                column -= 1
                home[column] = row - 1
                goal_wrong[column] = 1
        return cls(home, [0, *accumulate(text_wrong)], [0, *accumulate(goal_wrong)])


def _candidates(text: str, goal: str, alignment: _Alignment) -> list[_Move]:
    """List every move of a block that is wrong where it stands to a place that lacks it."""
    home, text_errors, goal_errors = alignment.home, alignment.text_errors, alignment.goal_errors
    found: list[_Move] = []
    for start, goal_start, length in _shared_blocks(text, goal):
        if text_errors[start + length] == text_errors[start]:
            continue
        if goal_errors[goal_start + length] == goal_errors[goal_start]:
            continue
        if start <= home[goal_start] < start + length:
            continue
        before = home[goal_start - 1] + 1 if goal_start else 0
        targets = {before, *(place + 1 for place in home[goal_start : goal_start + length])}
        found.extend(_Move(0, length, -start, -target) for target in targets)
        if len(found) >= MOST_CANDIDATES:
            break
    return found


def _shared_blocks(text: str, goal: str) -> Iterator[tuple[int, int, int]]:
    places: dict[str, list[int]] = {}
    for place, letter in enumerate(goal):
        places.setdefault(letter, []).append(place)
    for start, letter in enumerate(text):
        for goal_start in places.get(letter, ()):
            if abs(goal_start - start) > FARTHEST_MOVE:
                continue
            most = min(LONGEST_MOVE, len(text) - start, len(goal) - goal_start)
            length = 0
            while length < most and text[start + length] == goal[goal_start + length]:
                length += 1
                yield start, goal_start, length


def _best_move(text: str, goal: str, candidates: Sequence[_Move], edits: int) -> _Move:
    """Return the move Tercom would take.

    The true distance is never above the banded one, so a candidate whose true saving ranks
    below the best banded one found so far need not be measured again.
    """
    by_move = {(move.length, move.minus_start, move.minus_target) for move in candidates}
    ranked = []
    for length, minus_start, minus_target in by_move:
        moved = _Move(0, length, minus_start, minus_target).apply(text)
        ranked.append(_Move(edits - Levenshtein.distance(moved, goal), length, minus_start, minus_target))
    ranked.sort(reverse=True)
    best: _Move | None = None
    for move in ranked:
        if best is not None and move <= best:
            break
        if not _surely_in_band(edits - move.saved, text, goal):
            banded = int(_banded_table(move.apply(text), goal)[-1, -1])
            move = _Move(edits - banded, move.length, move.minus_start, move.minus_target)
        if best is None or move > best:
            best = move
    assert best is not None  # candidates is never empty here
    return best


def _surely_in_band(distance: int, text: str, goal: str) -> bool:
    """Whether no path of ``distance`` edits can leave the band: it strays that far at most."""
    return len(goal) < HALF_BAND or (distance + abs(len(goal) - len(text))) // 2 < HALF_BAND
