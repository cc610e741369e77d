"""Edit: what an agent changed between the draft and the reply that was sent.

``measure`` is the whole of it: outcome class, edit rate, HTER, chrF, changed facts, suggested
categories and severity, aligned spans.  Definitions: quality spec, sections 1 to 5.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from rapidfuzz.distance import LCSseq, Levenshtein

from drafter.measures.alignment import Span, align
from drafter.measures.categories import suggest
from drafter.measures.chrf import chrf
from drafter.measures.ter import OutOfTimeError, count_edits
from drafter.measures.verdicts import EditSeverity
from drafter.measures.words import collapse_blanks, normal_form, tokens
from knowledge_base.facts import changed_facts

__all__ = [
    "Edit",
    "EditMetrics",
    "EditSeverity",
    "Outcome",
    "WordTags",
    "classify_outcome",
    "edit_rate",
    "hter",
    "measure",
    "tag_words",
]

HTER_MAX_TOKENS = 400  # draft and sent together; beyond it the search for moves takes too long
HTER_BUDGET_S = 1.0
SCRATCH_KEPT_SHARE = 0.2  # an agent who keeps less than this wrote the reply anew
SCRATCH_MIN_TOKENS = 10  # a shorter draft is too short to tell rewriting from editing


class Outcome(StrEnum):
    """Class of a draft and what was sent (quality spec, section 1)."""

    NO_DRAFT = "no_draft"
    REJECTED = "rejected"
    AS_IS = "as_is"
    SCRATCH = "scratch"
    EDITED = "edited"


@dataclass(frozen=True)
class EditMetrics:
    """Distances from draft to sent reply; None where a pair has no such value.

    ``hter`` and ``edit_rate`` may pass 1.  ``char_norm_distance`` is 0 to 1, ``chrf`` 0 to
    100, ``bad_rate`` the share of draft tokens that were not kept.  ``hter_exact`` is False
    where ``hter`` is the edit rate because the search for moves was left out or cut short.
    """

    hter: float | None
    edit_rate: float | None
    char_norm_distance: float | None
    chrf: float | None
    bad_rate: float | None
    draft_tokens: int
    sent_tokens: int
    hter_exact: bool = True


@dataclass(frozen=True)
class Edit:
    """The difference from draft to sent reply, measured.

    ``categories``, ``severity`` and ``reasons`` are suggestions that a person may override.
    Facts are in normal form, one entry for each occurrence.  Spans hold offsets, no text.
    """

    outcome: Outcome
    metrics: EditMetrics
    categories: tuple[str, ...] = ()
    severity: EditSeverity = EditSeverity.NONE
    facts_added: tuple[str, ...] = ()
    facts_removed: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what scripts read: interfaces.md, ``drafter evaluate edits``."""
        names = (
            "hter",
            "edit_rate",
            "char_norm_distance",
            "chrf",
            "draft_tokens",
            "sent_tokens",
            "bad_rate",
            "hter_exact",
        )
        return {
            "outcome": self.outcome.value,
            "metrics": {name: getattr(self.metrics, name) for name in names},
            "categories": [*self.categories],
            "severity": self.severity.value,
            "facts_added": [*self.facts_added],
            "facts_removed": [*self.facts_removed],
            "reasons": [*self.reasons],
        }


def measure(
    draft_text: str | None,
    sent_text: str | None,
    *,
    was_rejected: bool = False,
    was_cleared: bool = False,
    evidence: Sequence[str] = (),
    seconds: Callable[[], float] | None = None,
) -> Edit:
    """Measure what an agent changed from the draft to the reply that was sent.

    ``sent_text`` None or blank means that nothing was sent.  ``was_rejected`` and
    ``was_cleared`` are what a person pressed.  ``evidence`` are texts (snippets, order) that
    an added fact may rest on.  ``seconds`` is a running clock: with it the search for moves
    ends after HTER_BUDGET_S; without it only the token limit holds.
    """
    draft, sent = draft_text or "", sent_text or ""
    outcome = classify_outcome(draft, sent, was_rejected=was_rejected, was_cleared=was_cleared)
    if outcome in (Outcome.NO_DRAFT, Outcome.REJECTED):
        return Edit(outcome, EditMetrics(None, None, None, None, None, len(tokens(draft)), len(tokens(sent))))
    added, removed = changed_facts(draft, sent)
    edit = Edit(
        outcome,
        _metrics(draft, sent, seconds),
        facts_added=tuple(fact.value for fact in added),
        facts_removed=tuple(fact.value for fact in removed),
        spans=align(draft, sent),
    )
    if outcome is Outcome.AS_IS:
        return edit
    is_rewritten = outcome is Outcome.SCRATCH
    found = suggest(draft, sent, is_rewritten=is_rewritten, evidence=evidence)
    return replace(edit, categories=found.categories, severity=found.severity, reasons=found.reasons)


def classify_outcome(draft: str, sent: str, *, was_rejected: bool = False, was_cleared: bool = False) -> Outcome:
    """Return the class of a pair, by the first rule that holds."""
    if not draft.strip():
        return Outcome.NO_DRAFT
    if was_rejected or not sent.strip():
        return Outcome.REJECTED
    if collapse_blanks(draft) == collapse_blanks(sent):
        return Outcome.AS_IS
    ours = tokens(draft)
    kept = LCSseq.similarity(ours, tokens(sent)) / len(ours)
    if was_cleared or (kept < SCRATCH_KEPT_SHARE and len(ours) >= SCRATCH_MIN_TOKENS):
        return Outcome.SCRATCH
    return Outcome.EDITED


def edit_rate(draft: str, sent: str) -> float:
    """Return word edits (insert, delete, substitute) divided by the tokens of ``sent``.

    The live measure; may pass 1.  Raises ValueError when ``sent`` has no tokens.
    """
    ours, theirs = tokens(draft), tokens(sent)
    return Levenshtein.distance(ours, theirs) / _count(theirs)


def hter(draft: str, sent: str) -> float:
    """Return the edit rate from the draft to the reply that was sent, with moves of blocks.

    Insertions, deletions, substitutions and block moves of words, divided by the tokens of
    ``sent``.  0.0 means sent as drafted; more than 1.0 is possible when the draft was much
    longer.  Exact at any length, so slow on long texts: ``measure`` has the limits.

    Raises ValueError when ``sent`` has no tokens.
    Source: Snover et al. 2006, "A Study of Translation Edit Rate with Targeted Human
    Annotation".

    >>> hter("You can return it within 30 days.", "You can return it within 14 days.")
    0.125
    """
    ours, theirs = tokens(draft), tokens(sent)
    return count_edits(ours, theirs) / _count(theirs)


@dataclass(frozen=True)
class WordTags:
    """Which draft tokens were kept, and at which of the gaps round them something was inserted."""

    words_ok: tuple[bool, ...]
    gaps_ok: tuple[bool, ...]

    @property
    def bad_rate(self) -> float:
        """Share of draft tokens that were not kept; 0 for a draft without any."""
        return self.words_ok.count(False) / len(self.words_ok) if self.words_ok else 0.0


def tag_words(draft: str, sent: str) -> WordTags:
    """Tag each draft token OK or BAD, and each of the gaps before, between and after them."""
    ours, theirs = tokens(draft), tokens(sent)
    words, gaps = [False] * len(ours), [True] * (len(ours) + 1)
    for step in Levenshtein.opcodes(ours, theirs):
        if step.tag == "equal":
            words[step.src_start : step.src_end] = [True] * (step.src_end - step.src_start)
        elif step.tag == "insert":
            gaps[step.src_start] = False
    return WordTags(tuple(words), tuple(gaps))


def _metrics(draft: str, sent: str, seconds: Callable[[], float] | None) -> EditMetrics:
    ours, theirs = tokens(draft), tokens(sent)
    rate = Levenshtein.distance(ours, theirs) / _count(theirs)
    with_moves = _hter_in_time(ours, theirs, seconds)
    left, right = normal_form(draft), normal_form(sent)
    return EditMetrics(
        hter=rate if with_moves is None else with_moves,
        edit_rate=rate,
        char_norm_distance=Levenshtein.distance(left, right) / max(len(left), len(right)),
        chrf=chrf(left, right),
        bad_rate=tag_words(draft, sent).bad_rate,
        draft_tokens=len(ours),
        sent_tokens=len(theirs),
        hter_exact=with_moves is not None,
    )


def _hter_in_time(ours: Sequence[str], theirs: Sequence[str], seconds: Callable[[], float] | None) -> float | None:
    if len(ours) + len(theirs) > HTER_MAX_TOKENS:
        return None
    if seconds is None:
        return count_edits(ours, theirs) / len(theirs)
    end = seconds() + HTER_BUDGET_S
    try:
        return count_edits(ours, theirs, has_time=lambda: seconds() < end) / len(theirs)
    except OutOfTimeError:
        return None


def _count(sent_tokens: Sequence[str]) -> int:
    if not sent_tokens:
        raise ValueError("The sent text has no tokens; a rate needs at least one to divide by.")
    return len(sent_tokens)
