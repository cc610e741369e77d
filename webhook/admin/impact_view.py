"""The impact preview in the editor: what the last replay of a wording would have changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from drafter.impacts import Flip, FlipKind, Impact, Replay, ReplayState, tally
from drafter.tickets import Ticket
from webhook.accounts.roles import Principal
from webhook.admin import replay_actions
from webhook.admin.actions import PolicyCase
from webhook.admin.replay_actions import ReplayCase
from webhook.wiring import Services
from webhook.word_diff import WordDiff, compact_words, word_diff

MOST_ITEMS = 3
MOST_TALLIES = 3


@dataclass(frozen=True)
class TallyView:
    """How many replies share one change, and its share of those that change."""

    tickets: int
    text: str
    share: float


@dataclass(frozen=True)
class ImpactItem:
    """One reply that would change; ``badge`` says what it loses."""

    ticket: str
    subject: str
    at: datetime | None
    diff: WordDiff | None
    badge: str
    reason: str


@dataclass(frozen=True)
class ImpactView:
    """The last replay of the wording on the page."""

    replay: Replay
    tallies: tuple[TallyView, ...]
    items: tuple[ImpactItem, ...]
    loses_answer: int
    is_signed: bool

    @property
    def state(self) -> ReplayState:
        """Where it stands."""
        return self.replay.state


def read_impact(services: Services, who: Principal, case: PolicyCase, number: int) -> ImpactView | None:
    """Return the last replay of a wording, None before the first."""
    replays = replay_actions.list_replays(services, who, case.policy.id, number)
    return impact_view(replay_actions.get_replay(services, who, replays[0].id)) if replays else None


def impact_view(found: ReplayCase) -> ImpactView:
    """Return what the editor shows of a replay: the most frequent flips and the first replies."""
    changed = found.report.changed
    counted = tally(changed)[:MOST_TALLIES]
    most = max(len(changed), 1)
    return ImpactView(
        replay=found.replay,
        tallies=tuple(TallyView(one.tickets, flip_words(one.flip), one.tickets / most) for one in counted),
        items=tuple(_item(one, found.tickets.get(one.ticket_id)) for one in _first(changed)),
        loses_answer=sum(one.loses_answer for one in changed),
        is_signed=bool(found.report.signatures),
    )


def flip_words(flip: Flip) -> str:
    """Return what turned, as the end of a sentence about replies."""
    rests = flip.kind is FlipKind.SOURCE
    if flip.before and flip.after:
        return f"rest on “{flip.after}”, not “{flip.before}”" if rests else f"say {flip.after}, not {flip.before}"
    if flip.before:
        return f"lose their source “{flip.before}”" if rests else f"no longer say {flip.before}"
    return f"also rest on “{flip.after}”" if rests else f"now say {flip.after}"


def _first(changed: Sequence[Impact]) -> Sequence[Impact]:
    """Those that lose an answer first, then those whose flips are more than another source."""

    def rank(one: Impact) -> tuple[bool, bool]:
        return not one.loses_answer, all(flip.kind is FlipKind.SOURCE for flip in one.flips)

    return sorted(changed, key=rank)[:MOST_ITEMS]


def _item(one: Impact, ticket: Ticket | None) -> ImpactItem:
    both = one.before.is_answered and one.after.is_answered
    badge = "No answer" if one.loses_answer else "New answer" if not one.before.is_answered else ""
    return ImpactItem(
        ticket=ticket.external_id if ticket else one.ticket_id,
        subject=ticket.subject if ticket else "",
        at=ticket.created_at if ticket else None,
        diff=compact_words(word_diff(one.before.text, one.after.text)) if both else None,
        badge=badge,
        reason=(one.after.reason or "") if one.loses_answer else "",
    )
