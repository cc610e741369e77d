"""What agents teach the policies: sentences they keep adding or taking out, questions that nothing answers.

A proposal is evidence for a person, who writes the policy or says no (quality spec, section 12).
Pure functions: vectors are handed in.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from drafter.clustering import ALIKE, Vectors, cluster, most_central
from drafter.insertions import Insertion, Removal
from knowledge_base.facts import find_facts

WITHIN = timedelta(days=30)
FEWEST_TICKETS = 5
FEWEST_AGENTS = 2
RELATED = 0.35  # cosine under which the snippet cited most is about something else
MOST_EXAMPLES = 8


class ProposalKind(StrEnum):
    """What is proposed."""

    EXTEND = "extend"
    NEW_POLICY = "new_policy"
    REVIEW = "review"
    GAP = "gap"


@dataclass(frozen=True)
class Evidence:
    """One ticket behind a proposal: what was added, taken out or asked."""

    ticket_id: str
    text: str
    at: datetime
    agent: str | None = None
    edit_id: str | None = None


@dataclass(frozen=True)
class Place:
    """The snippet that a proposal is about, as it stood when its drafts cited it."""

    snippet_id: str
    policy_id: str
    policy: str
    revision: int
    heading: tuple[str, ...]
    text: str
    score: float | None = None


@dataclass(frozen=True)
class Proposal:
    """What should be written, extended or looked at again.

    ``text`` is the wording nearest to all others, ``marked`` the same with its facts replaced;
    ``facts`` are the values that occur in it, commonest first, each with its number of tickets.
    ``snippet_id`` is where to extend, or what to review; ``place`` shows it, where its wording is
    known.  ``tickets`` and ``agents`` are counts.
    """

    key: str
    kind: ProposalKind
    text: str
    marked: str
    tickets: int
    agents: int
    evidence: tuple[Evidence, ...]
    snippet_id: str | None = None
    facts: tuple[tuple[str, int], ...] = ()
    place: Place | None = None


@dataclass(frozen=True)
class Question:
    """A question that no policy answered; ``nearest`` are snippets that came closest."""

    ticket_id: str
    text: str
    at: datetime
    nearest: tuple[str, ...] = ()


Likeness = Callable[[int, str], float]


def propose_additions(
    insertions: Sequence[Insertion], vectors: Vectors, *, now: datetime, likeness: Likeness
) -> tuple[Proposal, ...]:
    """Cluster added sentences; propose each that enough tickets of enough agents carry, the commonest first.

    ``vectors`` (n, d) belong to ``insertions`` by ``marked``.  ``likeness(row, snippet_id)`` is
    the cosine of a row and a snippet, by which a related snippet is told from one that was only cited.
    """
    kept = [row for row, one in enumerate(insertions) if now - one.at <= WITHIN]
    found = []
    for group in cluster(vectors[kept]):
        rows = [kept[place] for place in group]
        members = [insertions[row] for row in rows]
        tickets, agents = {one.ticket_id for one in members}, {one.agent for one in members}
        if len(tickets) < FEWEST_TICKETS or len(agents) < FEWEST_AGENTS:
            continue
        centre = most_central(vectors, rows)
        snippet_id = _related(members, partial(likeness, centre))
        found.append(
            Proposal(
                key=_key(ProposalKind.EXTEND, insertions[centre].marked),
                kind=ProposalKind.EXTEND if snippet_id else ProposalKind.NEW_POLICY,
                text=insertions[centre].text,
                marked=insertions[centre].marked,
                tickets=len(tickets),
                agents=len(agents),
                evidence=_newest(Evidence(one.ticket_id, one.text, one.at, one.agent, one.edit_id) for one in members),
                snippet_id=snippet_id,
                facts=_facts(members),
            )
        )
    return tuple(found)


def propose_reviews(removals: Sequence[Removal], *, now: datetime) -> tuple[Proposal, ...]:
    """Propose to look again at each snippet whose sentences enough agents take out, the commonest first."""
    by_snippet: dict[str, list[Removal]] = {}
    for one in removals:
        if now - one.at <= WITHIN:
            for snippet_id in dict.fromkeys(one.snippet_ids):
                by_snippet.setdefault(snippet_id, []).append(one)
    found = []
    for snippet_id, members in by_snippet.items():
        tickets, agents = {one.ticket_id for one in members}, {one.agent for one in members}
        if len(tickets) < FEWEST_TICKETS or len(agents) < FEWEST_AGENTS:
            continue
        text = Counter(one.text for one in members).most_common(1)[0][0]
        found.append(
            Proposal(
                key=_key(ProposalKind.REVIEW, snippet_id),
                kind=ProposalKind.REVIEW,
                text=text,
                marked=text,
                tickets=len(tickets),
                agents=len(agents),
                evidence=_newest(Evidence(one.ticket_id, one.text, one.at, one.agent, one.edit_id) for one in members),
                snippet_id=snippet_id,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.tickets, one.key)))


def find_gaps(questions: Sequence[Question], vectors: Vectors, *, fewest: int = 1) -> tuple[Proposal, ...]:
    """Cluster questions that no policy answered, the commonest first; ``vectors`` (n, d) belong to them.

    ``snippet_id`` is the snippet that most of them came near to, if any.
    """
    found = []
    for rows in cluster(vectors):
        members = [questions[row] for row in rows]
        tickets = {one.ticket_id for one in members}
        if len(tickets) < fewest:
            continue
        centre = most_central(vectors, rows)
        near = Counter(snippet for one in members for snippet in one.nearest[:1])
        found.append(
            Proposal(
                key=_key(ProposalKind.GAP, questions[centre].text),
                kind=ProposalKind.GAP,
                text=questions[centre].text,
                marked=questions[centre].text,
                tickets=len(tickets),
                agents=0,
                evidence=_newest(Evidence(one.ticket_id, one.text, one.at) for one in members),
                snippet_id=near.most_common(1)[0][0] if near else None,
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.tickets, one.key)))


@dataclass(frozen=True)
class Refused:
    """A proposal somebody said no to, with how many tickets stood behind it then."""

    kind: ProposalKind
    marked: str
    tickets: int
    snippet_id: str | None = None


def still_open(
    proposals: Sequence[Proposal],
    refused: Sequence[Refused],
    *,
    is_same: Callable[[Proposal, Refused], bool],
) -> tuple[Proposal, ...]:
    """Leave out what was refused, until twice as many tickets stand behind it."""

    def is_silent(proposal: Proposal) -> bool:
        return any(proposal.tickets < 2 * one.tickets for one in refused if is_same(proposal, one))

    return tuple(one for one in proposals if not is_silent(one))


def is_same_subject(likeness: Mapping[tuple[str, str], float]) -> Callable[[Proposal, Refused], bool]:
    """Return whether a proposal repeats a refused one; ``likeness`` has cosines by (marked, refused marked)."""

    def is_same(proposal: Proposal, refused: Refused) -> bool:
        if ProposalKind.REVIEW in (proposal.kind, refused.kind):
            return proposal.kind is refused.kind and proposal.snippet_id == refused.snippet_id
        if (proposal.kind is ProposalKind.GAP) != (refused.kind is ProposalKind.GAP):
            return False
        return likeness.get((proposal.marked, refused.marked), 0.0) >= ALIKE

    return is_same


def _related(members: Sequence[Insertion], likeness: Callable[[str], float]) -> str | None:
    """Return the snippet that most of these drafts cite, where it is about the same thing."""
    cited = Counter(snippet for one in members for snippet in one.snippet_ids)
    if not cited:
        return None
    most = max(cited.values())
    # Drafts cite several snippets; among those cited about as often, the nearest caused the addition.
    often = [snippet for snippet, count in cited.items() if count >= max(FEWEST_AGENTS, most / 2)]
    best = max(often or list(cited), key=lambda snippet: (likeness(snippet), cited[snippet], snippet))
    return best if likeness(best) >= RELATED else None


def _facts(members: Sequence[Insertion]) -> tuple[tuple[str, int], ...]:
    counts = Counter(fact.text for one in members for fact in find_facts(one.text))
    return tuple(counts.most_common(MOST_EXAMPLES))


def _newest(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return one piece of evidence a ticket, the newest first."""
    seen: dict[str, Evidence] = {}
    for one in sorted(evidence, key=lambda one: one.at, reverse=True):
        seen.setdefault(one.ticket_id, one)
    return tuple(seen.values())


def _key(kind: ProposalKind, text: str) -> str:
    return hashlib.sha256(f"{kind}:{text.lower()}".encode()).hexdigest()[:16]
