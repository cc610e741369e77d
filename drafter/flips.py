"""What turns from one redraft to another: amounts, days, decisions, sources.

Only what a reply commits to counts; other words for the same are no flip.  Facts and
decisions are read where they changed, sentence by sentence, so that "30 days" that became "45
days" is one flip and not two facts.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from drafter.impacts import Flip, FlipKind, Redraft
from drafter.measures.changes import Change, compare
from drafter.measures.cues import SIDES, stance_of
from knowledge_base.facts import Fact, FactKind, changed_facts

ANSWER, NO_ANSWER = "an answer", "no answer"
_KINDS = {
    FactKind.MONEY: FlipKind.AMOUNT,
    FactKind.PERCENT: FlipKind.AMOUNT,
    FactKind.DURATION: FlipKind.DAYS,
    FactKind.DATE: FlipKind.DAYS,
}
RESOLUTIONS = frozenset({"refund", "store credit", "replacement", "exchange", "repair", "cancellation"})
# What a change from one side of a question to the other is called.
_SIDE_NAMES = {
    "who pays": ("free of charge", "at the customer’s cost"),
    "approved or rejected": ("approved", "rejected"),
    "possible or not": ("possible", "not possible"),
    "needed or not": ("needed", "not needed"),
    "who keeps it": ("sent back", "kept by the customer"),
    "how much": ("in full", "in part"),
    "who decides": ("a manager decides", "the agent decides"),
    "counted from": ("from purchase", "from delivery"),
    "state of the goods": ("unused only", "used too"),
}


def find_flips(before: Redraft, after: Redraft) -> tuple[Flip, ...]:
    """Return what turned, each once: decisions, then amounts and days, then sources."""
    if before.is_answered != after.is_answered:
        names = (ANSWER, NO_ANSWER) if before.is_answered else (NO_ANSWER, ANSWER)
        return (Flip(FlipKind.DECISION, *names), *_sources(before, after))
    if before.text == after.text:
        return tuple(_sources(before, after))
    ours, theirs = before.text.replace("’", "'"), after.text.replace("’", "'")
    changes = compare(ours, theirs).changes
    found = [*_decisions(changes), *_facts(ours, theirs, changes), *_sources(before, after)]
    return tuple(dict.fromkeys(found))


def _facts(before: str, after: str, changes: Sequence[Change]) -> Iterator[Flip]:
    """Pair what went with what came: inside a sentence first, then over the whole reply."""
    came, went = changed_facts(before, after)
    gone, new = _Left(went), _Left(came)
    for change in changes:
        added, removed = changed_facts(change.draft, change.sent)
        yield from _pairs(gone.take(removed), new.take(added), gone, new)
    yield from _pairs(gone.rest(), new.rest(), gone, new, same_unit=True)
    yield from (Flip(_KINDS[one.kind], one.text, None) for one in gone.rest())
    yield from (Flip(_KINDS[one.kind], None, one.text) for one in new.rest())


class _Left:
    """Facts of the kinds that count, until each was given its place."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts = [fact for fact in facts if fact.kind in _KINDS]

    def take(self, wanted: Sequence[Fact]) -> list[Fact]:
        """Return those of ``wanted`` that are still left."""
        left = Counter(fact.key for fact in self._facts)
        found = []
        for fact in wanted:
            if left[fact.key] > 0:
                left[fact.key] -= 1
                found.append(fact)
        return found

    def drop(self, fact: Fact) -> None:
        """Take one with this key out."""
        self._facts.remove(next(one for one in self._facts if one.key == fact.key))

    def rest(self) -> list[Fact]:
        """Return what is left."""
        return list(self._facts)


def _pairs(
    removed: Sequence[Fact], added: Sequence[Fact], gone: _Left, new: _Left, *, same_unit: bool = False
) -> Iterator[Flip]:
    """Pair facts of one kind in their order, those of one unit first: days with days, dollars with dollars."""
    waiting = list(added)
    for old in removed:
        alike = [one for one in waiting if _KINDS[one.kind] is _KINDS[old.kind]]
        like_unit = next((one for one in alike if one.unit == old.unit), None)
        twin = like_unit if same_unit else like_unit or next(iter(alike), None)
        if twin is None:
            continue
        waiting.remove(twin)
        gone.drop(old)
        new.drop(twin)
        yield Flip(_KINDS[old.kind], old.text, twin.text)


def _decisions(changes: Sequence[Change]) -> Iterator[Flip]:
    granted: tuple[set[str], set[str]] = (set(), set())
    for change in changes:
        before, after = stance_of(change.draft), stance_of(change.sent)
        for action in sorted(before.granted & after.denied - after.granted):
            yield Flip(FlipKind.DECISION, action, f"no {action}")
        for action in sorted(before.denied & after.granted - after.denied):
            yield Flip(FlipKind.DECISION, f"no {action}", action)
        yield from _sides(change)
        granted[0].update(before.granted & RESOLUTIONS)
        granted[1].update(after.granted & RESOLUTIONS)
    lost, gained = granted[0] - granted[1], granted[1] - granted[0]
    if lost or gained:
        yield Flip(FlipKind.DECISION, _listed(lost), _listed(gained))


def _sides(change: Change) -> Iterator[Flip]:
    """Questions whose answer went from the one side to the other within a sentence."""
    before, after = stance_of(change.draft).sides, stance_of(change.sent).sides
    for question in (name for name in SIDES if name in _SIDE_NAMES):
        here = {side for name, side in before if name == question}
        there = {side for name, side in after if name == question}
        if len(here) == len(there) == 1 and here != there:
            names = _SIDE_NAMES[question]
            yield Flip(FlipKind.DECISION, names[here.pop()], names[there.pop()])


def _sources(before: Redraft, after: Redraft) -> Iterator[Flip]:
    lost = [one.label for one in before.rests_on if one not in after.rests_on]
    gained = [one.label for one in after.rests_on if one not in before.rests_on]
    for place in range(max(len(lost), len(gained))):
        was = lost[place] if place < len(lost) else None
        yield Flip(FlipKind.SOURCE, was, gained[place] if place < len(gained) else None)


def _listed(names: set[str]) -> str | None:
    return ", ".join(sorted(names)) or None
