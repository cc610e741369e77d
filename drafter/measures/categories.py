"""Suggested categories and severity of an edit, with reasons a person can check (quality spec, section 5).

Each changed sentence is read by what it states before how it sounds: private data, facts,
links, decisions and promises first, then tone, spelling and style.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

from drafter.measures.changes import Change, Comparison, compare
from drafter.measures.cues import CLOSER
from drafter.measures.languages import guess_language
from drafter.measures.layout import has_same_words, mends_spelling, shouts
from drafter.measures.statements import judge_added, judge_removed, judge_reworded
from drafter.measures.verdicts import Category, EditSeverity, Verdict
from drafter.measures.weighing import weigh
from drafter.measures.words import tokens
from knowledge_base.facts import changed_facts, find_facts

_RANK = [*EditSeverity]
REDONE_TOKENS = 15  # of a body; below, a new wording is no new reply
REDONE_SHARE = 0.3  # of a body's tokens that are kept, in their order


@dataclass(frozen=True)
class Suggestion:
    """What an edit seems to be: categories in the order of the spec's list, the gravest severity, why."""

    categories: tuple[str, ...] = ()
    severity: EditSeverity = EditSeverity.NONE
    reasons: tuple[str, ...] = ()


def suggest(
    draft: str,
    sent: str,
    *,
    is_rewritten: bool = False,
    evidence: Sequence[str] = (),
) -> Suggestion:
    """Suggest what kind of errors an edit mended, and how grave the gravest is.

    ``is_rewritten`` says that the agent wrote the reply anew, ``evidence`` are texts that an
    added fact may rest on.
    """
    verdicts = list(_verdicts(draft, sent, is_rewritten, evidence))
    if not verdicts:
        verdicts = [Verdict(Category.STYLE, EditSeverity.NONE, "Other words for the same.")]
    kinds = {verdict.category for verdict in verdicts}
    severity = max((verdict.severity for verdict in verdicts), key=_RANK.index)
    return Suggestion(
        tuple(category.value for category in Category if category in kinds),
        severity,
        tuple(dict.fromkeys(verdict.reason for verdict in verdicts)),
    )


def _verdicts(draft: str, sent: str, is_rewritten: bool, evidence: Sequence[str]) -> Iterable[Verdict]:
    draft, sent = (text.replace("’", "'") for text in (draft, sent))
    before, after = guess_language(draft), guess_language(sent)
    if before and after and before != after:
        yield Verdict(Category.LANGUAGE, EditSeverity.CRITICAL, f"The language changed from {before} to {after}.")
        return
    if has_same_words(draft, sent) is not None and changed_facts(draft, sent) == ((), ()):
        yield from _layout(draft, sent)
        return
    comparison = compare(draft, sent)
    known = frozenset(fact.key for text in evidence for fact in find_facts(text))
    verdicts = [*_of_frame(comparison)]
    for change in comparison.changes:
        verdicts += _of_change(change, comparison, known)
    is_grave = any(verdict.severity is EditSeverity.CRITICAL for verdict in verdicts)
    if is_rewritten or (not is_grave and _is_redone(comparison)):
        grave = [one for one in verdicts if one.category in _KEPT_IN_REWRITES and not one.is_guess]
        yield Verdict(Category.REWRITE, EditSeverity.MAJOR, "The reply was written anew.")
        yield from grave
        return
    if comparison.has_moves and not verdicts:
        verdicts.append(Verdict(Category.STYLE, EditSeverity.NONE, "Sentences changed places."))
    yield from _settled(verdicts)


def _is_redone(comparison: Comparison) -> bool:
    """Whether next to nothing of the body is left, and as much is said as before."""
    ours, theirs = tokens(comparison.draft.body), tokens(comparison.sent.body)
    if min(len(ours), len(theirs)) < REDONE_TOKENS or len(theirs) < len(ours) / 2:
        return False
    return LCSseq.similarity(ours, theirs) < REDONE_SHARE * len(ours)


_KEPT_IN_REWRITES = frozenset({Category.POLICY_DECISION, Category.PRIVACY, Category.PROMISE})


def _layout(draft: str, sent: str) -> Iterable[Verdict]:
    if has_same_words(draft, sent) == "layout":
        yield Verdict(Category.FORMAT, EditSeverity.MINOR, "The same words in another layout.")
    elif shouts(draft) != shouts(sent):
        yield Verdict(Category.TONE, EditSeverity.MINOR, "Exclamation marks or emoji came or went.")
    else:
        yield Verdict(Category.SPELLING_GRAMMAR, EditSeverity.MINOR, "Only capitals or punctuation changed.")


def _of_frame(comparison: Comparison) -> Iterable[Verdict]:
    ours, theirs = comparison.draft, comparison.sent
    if ours.greeting != theirs.greeting or ours.ending != theirs.ending:
        if (ours.greeting + ours.ending).lower() == (theirs.greeting + theirs.ending).lower():
            yield Verdict(Category.SPELLING_GRAMMAR, EditSeverity.MINOR, "A name or greeting got its capitals.")
        else:
            yield Verdict(Category.GREETING_CLOSING, EditSeverity.MINOR, "Greeting or ending changed.")
        had, has = len(ours.greeting.split()), len(theirs.greeting.split())
        if ours.greeting and had < has and had <= 1 and ours.ending == theirs.ending:
            yield Verdict(Category.PERSONALISATION, EditSeverity.NONE, "The greeting names the person.")


def _of_change(change: Change, comparison: Comparison, known: frozenset[tuple[str, str]]) -> list[Verdict]:
    verdicts = judge_by_rules(change, comparison, known)
    return weigh(change, rest_of(change, comparison), verdicts)


def judge_by_rules(change: Change, comparison: Comparison, known: frozenset[tuple[str, str]]) -> list[Verdict]:
    """Judge a change by rules alone; ``known`` are the keys of facts that have a source."""
    if not change.draft:
        return judge_added(change.sent, known)
    if not change.sent:
        return judge_removed(change.draft, comparison.sent.body)
    are_closers = CLOSER.search(change.draft) and CLOSER.search(change.sent)
    if are_closers and not find_facts(change.sent) and not mends_spelling(change.draft, change.sent):
        return [Verdict(Category.GREETING_CLOSING, EditSeverity.MINOR, "The closing line changed.")]
    if comparison.has_moves and change.draft[1:] == change.sent[1:]:
        return []  # a first letter that another place in the text asks for
    return judge_reworded(change.draft, change.sent, known)


def rest_of(change: Change, comparison: Comparison) -> str:
    """Return the body of the text that a sentence is not in, to see whether that says it too."""
    return comparison.draft.body if not change.draft else comparison.sent.body


_LIGHT = frozenset({Category.STYLE, Category.CONCISION})


def _settled(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Leave out what only comes along: new wording beside an error of substance is no finding of its own."""
    kinds = {verdict.category for verdict in verdicts}
    heavy = kinds - _LIGHT
    return [v for v in verdicts if v.category is not Category.STYLE or not heavy]
