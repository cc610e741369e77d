"""Past tickets under two snapshots: which of them a candidate touches, and what it changes in their replies.

A ticket is touched by retrieval, not by what was cited then: where the policy's snippets
are among the hits in either snapshot, or where the hits differ that a reply may rest on.
Among the nearest also a hit somewhat under the floor counts: it is what an agent is shown
in place of a reply, and a clearer wording may lift it.  The same line that drafts
(``draft_reply``) writes both replies; what it would work from alike in both is written once.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

from pydantic import TypeAdapter

from drafter.brands import Brand
from drafter.drafting import DraftingKit, draft_reply, look_up
from drafter.drafts import Draft
from drafter.flips import find_flips
from drafter.impacts import Impact, Redraft, redraft_of
from drafter.order_sources import TicketOrders
from drafter.silence import no_draft_reason
from drafter.tickets import Author, Ticket, TicketStatus
from knowledge_base.foundation.ids import NewId
from knowledge_base.scopes import Scope
from knowledge_base.search.hits import Hit, Question, Retrieval

# Of 48 tickets about one policy of 29, two thirds have it above the floor; with these bounds nearly all are found.
NEAREST = 5
NEAR_SHARE = 0.55  # of the floor's similarity

_TICKET, _BRAND = TypeAdapter(Ticket), TypeAdapter(Brand)


class Redrafts(Protocol):
    """Redrafts that were written before, by key."""

    def find(self, key: str) -> Redraft | None:
        """Return the redraft with this key, None when it was never written."""
        ...

    def keep(self, key: str, redraft: Redraft) -> None:
        """Keep a redraft for the next time."""
        ...


@dataclass(frozen=True)
class Lookups:
    """What one ticket's questions found in the active and in the candidate snapshot."""

    active: Retrieval
    candidate: Retrieval


@dataclass(frozen=True)
class Sides:
    """The same kit over both snapshots, and the policy whose wording is tried."""

    active: DraftingKit
    candidate: DraftingKit
    policy_id: str


@dataclass(frozen=True)
class _Given:
    """A retriever that was asked already."""

    found: Retrieval

    def retrieve(
        self,
        questions: Sequence[Question],
        *,
        brand_id: str,
        k: int,
        on: date | None = None,
        scope: Scope | None = None,
        explain: bool = False,
    ) -> Retrieval:
        return self.found


def as_asked(ticket: Ticket) -> Ticket | None:
    """Return a ticket as it stood when a reply was due the last time; None when none ever was.

    What came after is left out: our answers, and the thanks for them.
    """
    public = [at for at, m in enumerate(ticket.messages) if m.is_public and m.author is not Author.SYSTEM]
    for place in reversed(range(len(public))):
        at, following = public[place], public[place + 1 : place + 2]
        is_last_word = not following or ticket.messages[following[0]].author is not Author.REQUESTER
        if ticket.messages[at].author is not Author.REQUESTER or not is_last_word:
            continue
        asked = replace(ticket, messages=ticket.messages[: at + 1], status=TicketStatus.OPEN)
        if no_draft_reason(asked) is None:
            return asked
    return None


def look_up_both(ticket: Ticket, sides: Sides, *, now: datetime) -> Lookups:
    """Ask a ticket's questions of both snapshots.  Raises EmbeddingError."""
    return Lookups(look_up(ticket, sides.active, now=now), look_up(ticket, sides.candidate, now=now))


def is_touched(found: Lookups, policy_id: str) -> bool:
    """Whether the policy's snippets are among the hits of either snapshot, or the hits differ."""
    for side in (found.active, found.candidate):
        if any(hit.policy_id == policy_id and _counts(hit, side) for hit in side.hits):
            return True
    before, after = _usable(found.active), _usable(found.candidate)
    return {_words(hit) for hit in before} != {_words(hit) for hit in after}


def replay_ticket(
    ticket: Ticket, found: Lookups, sides: Sides, redrafts: Redrafts, *, now: datetime, new_id: NewId
) -> Impact:
    """Write a touched ticket's reply under both snapshots and compare them.

    A reply that a failing model left to the composer is compared with the composer's, never
    with the model's.  Raises PromptTooLongError.
    """
    write = _Writer(ticket, redrafts, now, new_id).write
    before, after = write(sides.active, found.active), write(sides.candidate, found.candidate)
    if before.model_id != after.model_id:
        offline = [replace(kit, model=kit.fallback) for kit in (sides.active, sides.candidate)]
        before, after = write(offline[0], found.active), write(offline[1], found.candidate)
    return Impact(ticket.id, before, after, find_flips(before, after))


@dataclass(frozen=True)
class _Writer:
    ticket: Ticket
    redrafts: Redrafts
    now: datetime
    new_id: NewId

    def write(self, kit: DraftingKit, found: Retrieval) -> Redraft:
        key = redraft_key(self.ticket, kit, found)
        known = self.redrafts.find(key)
        if known is not None:
            return known
        drafted = draft_reply(self.ticket, replace(kit, retriever=_Given(found)), now=self.now, new_id=self.new_id)
        made = redraft_of(drafted)
        if not _fell_back(drafted):
            self.redrafts.keep(key, made)
        return made


def redraft_key(ticket: Ticket, kit: DraftingKit, found: Retrieval) -> str:
    """Return the name of the reply that follows from this ticket, kit and hits.

    The snapshot is not in it: another one with the same passages for this ticket gives the same reply.
    """
    hits = _usable(found) or found.hits[:1]
    parts = (
        _TICKET.dump_json(replace(ticket, updated_at=None, told_at=None)),
        _BRAND.dump_json(kit.brand),
        repr((kit.template.id, kit.model.id, kit.settings)).encode(),
        repr([_words(hit) for hit in hits]).encode(),
    )
    return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()


def pinned(kit: DraftingKit, retrieve: Callable[..., Retrieval]) -> DraftingKit:
    """Return a kit whose searches go to ``retrieve(questions, k=, …)``: one snapshot, whatever is active.

    A past ticket's order is the one it came with: no shop is asked.
    """
    return replace(kit, retriever=_Pinned(retrieve), orders=TicketOrders())


@dataclass(frozen=True)
class _Pinned:
    """A retriever of one snapshot."""

    search: Callable[..., Retrieval]

    def retrieve(
        self,
        questions: Sequence[Question],
        *,
        brand_id: str,
        k: int,
        on: date | None = None,
        scope: Scope | None = None,
        explain: bool = False,
    ) -> Retrieval:
        return self.search(questions, k=k, on=on, scope=scope, explain=explain)


def _usable(found: Retrieval) -> list[Hit]:
    return [hit for hit in found.hits if hit.above_floor and hit.excluded is None]


def _counts(hit: Hit, found: Retrieval) -> bool:
    """Whether a hit is above the floor or near it; where nothing is above, the nearest are all an agent is shown."""
    least = NEAR_SHARE * found.floor if found.covered else 0.0
    is_near = hit.rank <= NEAREST and hit.similarity >= least
    return hit.excluded is None and (hit.above_floor or is_near)


def _words(hit: Hit) -> tuple[str, ...]:
    """What a reply could take from a hit; a wording that only got another number is the same."""
    return (hit.policy_id, hit.policy, *hit.heading, hit.text, str(hit.internal), *hit.steps)


def _fell_back(draft: Draft) -> bool:
    return draft.provenance is not None and draft.provenance.fallback_reason is not None
