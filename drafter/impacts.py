"""Replay and its impact: what a wording that is not published yet would have changed in past replies.

Values and pure functions; ``flips`` compares two redrafts, ``replaying`` writes them.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from drafter.drafts import Draft, DraftStatus

HEADING_SIGN = " › "


class FlipKind(StrEnum):
    """What turned: money or a share of it, days, what is decided, or the passage it rests on."""

    AMOUNT = "amount"
    DAYS = "days"
    DECISION = "decision"
    SOURCE = "source"


class ReplayState(StrEnum):
    """Where a replay stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN_STATES = (ReplayState.QUEUED, ReplayState.RUNNING)


@dataclass(frozen=True)
class Flip:
    """One thing that turned; ``before`` or ``after`` is None where it came or went."""

    kind: FlipKind
    before: str | None
    after: str | None


@dataclass(frozen=True)
class RestsOn:
    """A section that a redraft cites."""

    policy_id: str
    policy: str
    heading: tuple[str, ...]

    @property
    def label(self) -> str:
        """Policy and headings as a person reads them."""
        return HEADING_SIGN.join((self.policy, *self.heading))


@dataclass(frozen=True)
class Redraft:
    """A reply written again under one snapshot; it goes to nobody.

    Without a text, ``reason`` says why there is none.
    """

    text: str
    reason: str | None
    rests_on: tuple[RestsOn, ...]
    model_id: str
    cost_usd_micros: int = 0

    @property
    def is_answered(self) -> bool:
        """Whether there is a text, not an abstention."""
        return bool(self.text)


@dataclass(frozen=True)
class Impact:
    """What a candidate changes in one ticket that it touches.

    ``had_cited``: a former draft of the ticket cited the policy, so it could have been found
    without search.
    """

    ticket_id: str
    before: Redraft
    after: Redraft
    flips: tuple[Flip, ...] = ()
    had_cited: bool = False

    @property
    def is_changed(self) -> bool:
        """Whether the reply would read otherwise, or rest on something else."""
        return bool(self.flips) or self.before.text != self.after.text

    @property
    def loses_answer(self) -> bool:
        """Whether there was a reply and would be none."""
        return self.before.is_answered and not self.after.is_answered


@dataclass(frozen=True)
class Replay:
    """One run over past tickets.  ``tickets`` is how many are looked at at most, newest first.

    ``looked_at`` of ``total`` are done, ``found`` of these are touched, ``changed`` of these
    would read otherwise, ``skipped`` could not be drafted again.  ``last_ticket_id`` is where
    a broken run goes on.
    """

    id: str
    brand_id: str
    policy_id: str
    revision_id: str
    tickets: int
    uses_model: bool
    state: ReplayState
    actor_id: str
    created_at: datetime
    total: int | None = None
    looked_at: int = 0
    found: int = 0
    changed: int = 0
    skipped: int = 0
    cost_usd_micros: int = 0
    active_snapshot_id: str | None = None
    last_ticket_id: str | None = None
    error: str | None = None
    finished_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN_STATES


@dataclass(frozen=True)
class Signature:
    """Somebody has read a replay."""

    replay_id: str
    actor_id: str
    actor_role: str
    note: str | None
    created_at: datetime


@dataclass(frozen=True)
class ImpactReport:
    """What a replay found, so far: its touched tickets in the order they were looked at."""

    replay: Replay
    impacts: tuple[Impact, ...]
    signatures: tuple[Signature, ...] = ()

    @property
    def changed(self) -> tuple[Impact, ...]:
        """The tickets whose reply would change."""
        return tuple(one for one in self.impacts if one.is_changed)


@dataclass(frozen=True)
class Tally:
    """How many tickets share one flip."""

    flip: Flip
    tickets: int


def redraft_of(draft: Draft) -> Redraft:
    """Return what a replay keeps of a draft."""
    cited = (citation for sentence in draft.sentences for citation in sentence.citations)
    places = dict.fromkeys(RestsOn(one.policy_id, one.policy, one.heading) for one in cited)
    is_ready = draft.status is DraftStatus.READY
    provenance = draft.provenance
    return Redraft(
        text=draft.text if is_ready else "",
        reason=None if is_ready else draft.reason,
        rests_on=tuple(places) if is_ready else (),
        model_id=provenance.model_id if provenance else "",
        cost_usd_micros=provenance.cost_usd_micros if provenance else 0,
    )


def tally(impacts: Iterable[Impact], kinds: Sequence[FlipKind] = tuple(FlipKind)) -> tuple[Tally, ...]:
    """Count flips over tickets, the most frequent first; in one ticket the same flip counts once."""
    counted = Counter(flip for one in impacts for flip in dict.fromkeys(one.flips) if flip.kind in kinds)
    order = list(FlipKind)
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], order.index(pair[0].kind), repr(pair[0])))
    return tuple(Tally(flip, number) for flip, number in ranked)
