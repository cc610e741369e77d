"""Consistency: the same question, however it is worded, gets the same decision and facts; and they are right.

A group holds tickets that ask the same.  Always abstaining is consistent and worth nothing,
so what counts is the share that is answered, decides as the gold does and states its facts.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from drafter.drafts import Draft, DraftStatus
from drafter.granting import granted_by
from drafter.resolutions import Resolution, RungKind
from knowledge_base.facts import find_facts

ABSTAINED = "abstained"


@dataclass(frozen=True)
class Outcome:
    """What a draft says: its decision (a kind of resolution, or ``abstained``), its facts in normal form, its words."""

    decision: str
    facts: frozenset[str]
    text: str = ""

    @property
    def answered(self) -> bool:
        """Whether there is a draft to send."""
        return self.decision != ABSTAINED


@dataclass(frozen=True)
class Gold:
    """What is right: the decision an answer must make (None: not judged), the facts and the words it must have."""

    decision: str | None = None
    facts: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()

    def judges(self, outcome: Outcome) -> bool:
        """Whether an outcome is answered and right."""
        decides = self.decision is None or outcome.decision == self.decision
        said = outcome.text.casefold()
        return outcome.answered and decides and self.facts <= outcome.facts and all(one in said for one in self.words)


@dataclass(frozen=True)
class GroupScore:
    """Figures of one group, shares from 0 to 1; ``right`` is None without gold.

    ``decision`` is the share of the commonest decision, ``pairwise`` of pairs that decide
    alike, ``facts`` the mean Jaccard index of the facts of pairs (two without facts: 1).
    """

    group: str
    n: int
    answered: float
    decision: float
    pairwise: float
    facts: float
    right: float | None


@dataclass(frozen=True)
class Summary:
    """Means over groups; ``right`` over those with gold: answered, consistent and right."""

    groups: int
    n: int
    answered: float
    decision: float
    facts: float
    right: float | None
    all_alike: float
    flips: float | None = None
    swaps: int = field(default=0)


def outcome_of(draft: Draft, *, to_request: bool = False) -> Outcome:
    """Read what a draft decides and states; its ladder's resolution where there is one, else its own words.

    ``to_request`` reads what it grants of what its ticket asks for, not only what it leads with.
    """
    if draft.status is not DraftStatus.READY:
        return Outcome(ABSTAINED, frozenset())
    said = [one.text for one in draft.sentences]
    request = draft.questions[0] if to_request and draft.questions else None
    return Outcome(decision_of(draft.resolution, said, request), facts_of(said), " ".join(said))


def decision_of(resolution: Resolution | None, sentences: Sequence[str], request: str | None = None) -> str:
    """Return what a reply decides: its ladder's kind, or the remedy that its own words grant to this request.

    A ladder that escalates, for want of an order say, does not make an escalation of a reply that answers.
    """
    if resolution and resolution.kind is not RungKind.ESCALATE:
        return resolution.kind.value
    return granted_by(sentences, request).value


def facts_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the typed facts of texts in one notation: ``duration:60 days``."""
    return frozenset(f"{fact.kind.value}:{fact.value}" for text in texts for fact in find_facts(text))


def gold_of(decision: str | None, facts: Iterable[str]) -> Gold:
    """Return what is right; a text with typed facts stands for them, one without any for its words."""
    listed = [(text, facts_of([text])) for text in facts if text.strip()]
    words = tuple(text.strip().casefold() for text, found in listed if not found)
    return Gold(decision, frozenset(fact for _, found in listed for fact in found), words)


def score_group(group: str, outcomes: Sequence[Outcome], gold: Gold | None) -> GroupScore:
    """Score the outcomes of tickets that ask the same.  Raises ValueError for none.

    Right are those that are answered, decide as most of the group does, and as the gold does,
    and state its facts; so a group that always abstains has none.
    """
    if not outcomes:
        raise ValueError(f"Group {group!r} has no ticket.")
    decisions = Counter(one.decision for one in outcomes)
    commonest, count = decisions.most_common(1)[0]
    pairs = [*combinations(outcomes, 2)]
    right = None
    if gold is not None:
        right = sum(gold.judges(one) and one.decision == commonest for one in outcomes) / len(outcomes)
    return GroupScore(
        group,
        len(outcomes),
        sum(one.answered for one in outcomes) / len(outcomes),
        count / len(outcomes),
        _mean([float(one.decision == other.decision) for one, other in pairs]),
        _mean([jaccard(one.facts, other.facts) for one, other in pairs]),
        right,
    )


def summarise(scores: Sequence[GroupScore]) -> Summary:
    """Return means over groups and the share of groups that are wholly alike.  Raises ValueError for none."""
    if not scores:
        raise ValueError("There is no group to summarise.")
    judged = [one.right for one in scores if one.right is not None]
    return Summary(
        len(scores),
        sum(one.n for one in scores),
        _mean([one.answered for one in scores]),
        _mean([one.decision for one in scores]),
        _mean([one.facts for one in scores]),
        _mean(judged) if judged else None,
        _mean([float(one.decision == one.facts == 1.0) for one in scores]),
    )


def flips(outcomes: Sequence[Outcome]) -> tuple[int, int]:
    """Return how many swaps changed the decision, and how many there were; the first outcome is unswapped."""
    first, *swapped = outcomes or [Outcome(ABSTAINED, frozenset())]
    return sum(one.decision != first.decision for one in swapped), len(swapped)


def jaccard(one: frozenset[str], other: frozenset[str]) -> float:
    """Return the share of facts that both have; 1 where neither has any."""
    return len(one & other) / len(one | other) if one | other else 1.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 1.0
