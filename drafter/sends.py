"""What a sent reply is to the drafts of its ticket: the pair that is measured, a follow-up, or neither.

A pair is the last draft on screen before a send and the first send after it (quality spec,
section 1).  The answer depends on when things were sent, never on the order in which we
heard of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

FOLLOWUP = timedelta(minutes=30)
WHOLE_SECONDS = timedelta(seconds=1)  # helpdesks cut the time of a send to the second
LATE_NEWS = timedelta(minutes=5)  # "solved" may overtake the reply that was sent with it


class Pairing(StrEnum):
    """What a send is to a draft."""

    PAIR = "pair"
    FOLLOWUP = "followup"
    ALONE = "alone"


@dataclass(frozen=True)
class ShownDraft:
    """A draft that was on screen ``since``; rejected ones and those ignored at a moment pair no more."""

    id: str
    since: datetime
    is_rejected: bool = False
    ignored_at: datetime | None = None

    def pairs_at(self, moment: datetime) -> bool:
        """Whether a reply sent at ``moment`` may have been made from this draft."""
        return not self.is_rejected and (self.ignored_at is None or moment <= self.ignored_at + LATE_NEWS)


@dataclass(frozen=True)
class Send:
    """One message that an agent sent."""

    id: str
    sent_at: datetime
    agent_id: str | None = None


@dataclass(frozen=True)
class Paired:
    """What a send turned out to be; ``draft_id`` names its draft, None when it stands alone."""

    pairing: Pairing
    draft_id: str | None = None


ALONE = Paired(Pairing.ALONE)


def pair_sends(shown: Sequence[ShownDraft], sends: Sequence[Send]) -> Mapping[str, Paired]:
    """Return what each send is, by its id.

    The first send after a draft makes the pair; a later one within half an hour by the same
    agent is a follow-up of it; every other one stands alone.
    """
    drafts = sorted(shown, key=lambda draft: (draft.since, draft.id))
    taken: dict[str, Send] = {}
    last: tuple[str, Send] | None = None
    found: dict[str, Paired] = {}
    for send in sorted(sends, key=lambda one: (one.sent_at, one.id)):
        draft = _on_screen(drafts, send)
        if draft and draft.id not in taken and draft.pairs_at(send.sent_at):
            taken[draft.id] = send
            last = (draft.id, send)
            found[send.id] = Paired(Pairing.PAIR, draft.id)
        elif last and _follows(last[1], send):
            found[send.id] = Paired(Pairing.FOLLOWUP, last[0])
        else:
            found[send.id] = ALONE
    return found


def _on_screen(drafts: Sequence[ShownDraft], send: Send) -> ShownDraft | None:
    """The last draft that was shown before the send, whatever became of it."""
    seen = [draft for draft in drafts if draft.since <= send.sent_at + WHOLE_SECONDS]
    return seen[-1] if seen else None


def _follows(first: Send, later: Send) -> bool:
    return later.agent_id == first.agent_id and later.sent_at - first.sent_at <= FOLLOWUP
