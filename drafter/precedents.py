"""Precedents: near-identical tickets that were answered from the same wordings, and where a draft departs from them.

Of an earlier ticket only its number, day, decision and typed facts are told, never its words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from drafter.consistency import Outcome, outcome_of
from drafter.drafts import Draft
from drafter.relevance import Scores
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.wording import overlap, stems_of

NEAR_IDENTICAL = 0.85  # cosine; paraphrases of one topic of banking77 lie at .6 to .8, rewordings of one question above
LEAST_WORDS = 0.4  # share of the shorter question's words that both have; saves embedding the rest
MOST_COMPARED = 5
MOST = 2


class Meanings(Protocol):
    """Compares questions by meaning."""

    def alike(self, question: str, others: Sequence[str]) -> Scores:
        """Return cosines, float32 (n).  Raises KnowledgeBaseError."""
        ...


@dataclass(frozen=True)
class Decided:
    """A draft that a person sent, with its ticket's number in the helpdesk and when it was decided."""

    draft: Draft
    ticket: str
    at: datetime


@dataclass(frozen=True)
class Precedent:
    """What an earlier, near-identical ticket was told: ``likeness`` is the cosine of the two questions."""

    draft_id: str
    ticket: str
    at: datetime
    outcome: Outcome
    likeness: float


def precedents_of(draft: Draft, past: Sequence[Decided], meanings: Meanings | None) -> tuple[Precedent, ...]:
    """Return the nearest precedents among past drafts; none where meanings can't be had.

    One whose wordings have changed since is no precedent.
    """
    if meanings is None or not draft.questions:
        return ()
    question = draft.questions[0]
    stems, known = {*stems_of(question)}, {hit.revision_id for hit in draft.hits}
    close = [
        one
        for one in past
        if one.draft.ticket_id != draft.ticket_id
        and one.draft.questions
        and _revisions(one.draft) <= known
        and overlap(stems, stems_of(one.draft.questions[0])) >= LEAST_WORDS
    ][:MOST_COMPARED]
    if not close:
        return ()
    try:
        cosines = meanings.alike(question, [one.draft.questions[0] for one in close])
    except KnowledgeBaseError:
        return ()
    found = [
        Precedent(one.draft.id, one.ticket, one.at, outcome_of(one.draft), float(cosine))
        for one, cosine in zip(close, cosines, strict=True)
        if cosine >= NEAR_IDENTICAL
    ]
    return tuple(sorted(found, key=lambda one: -one.likeness)[:MOST])


def departure(outcome: Outcome, precedent: Precedent) -> str | None:
    """Say in words how a draft departs from a precedent; None where it does not.

    Facts depart where both state some of one kind and each states one that the other does not:
    saying less or more is no contradiction.
    """
    then = precedent.outcome
    if outcome.decision != then.decision:
        return f"it was {_words(then.decision)} there, it is {_words(outcome.decision)} here"
    kinds = {fact.partition(":")[0] for fact in outcome.facts - then.facts}
    other = sorted(fact for fact in then.facts - outcome.facts if fact.partition(":")[0] in kinds)
    if not other:
        return None
    here = sorted(fact for fact in outcome.facts - then.facts if fact.partition(":")[0] == other[0].partition(":")[0])
    return f"it said {_value(other[0])} there, it says {_value(here[0])} here"


def _revisions(draft: Draft) -> set[str]:
    return {cited.revision_id for one in draft.sentences for cited in one.citations}


def _words(decision: str) -> str:
    return f"“{decision.replace('_', ' ')}”"


def _value(fact: str) -> str:
    return fact.partition(":")[2]
