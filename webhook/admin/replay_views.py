"""What the replay's page shows: plain values made from a replay and its touched tickets."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from drafter.flips import NO_ANSWER
from drafter.impacts import Flip, FlipKind, Impact, Replay, ReplayState, tally
from drafter.signing import USUAL_TICKETS
from webhook.admin.replay_actions import ReplayCase
from webhook.word_diff import DiffPart, WordDiff, word_diff

ITEMS_A_PAGE = 50
WORDS_AROUND = 9  # of the unchanged text beside a change
GROUPS = 3  # colours of the bar; the rest is one more
OTHER_WORDS = "other words, the same commitments"
CHANGED, UNCHANGED = "changed", "unchanged"
FILTERS: Mapping[str, str] = {
    CHANGED: "Would change",
    FlipKind.AMOUNT.value: "Amounts",
    FlipKind.DAYS.value: "Days",
    FlipKind.DECISION.value: "Decisions",
    FlipKind.SOURCE.value: "Sources",
    UNCHANGED: "Stay as they are",
}


@dataclass(frozen=True)
class GroupView:
    """One colour of the bar: how many tickets, and what turns in them.  ``start`` and ``share`` are percents."""

    tickets: int
    text: str
    start: float
    share: float


@dataclass(frozen=True)
class FilterView:
    """A link that shows only some of the touched tickets."""

    key: str
    text: str
    count: int
    is_current: bool


@dataclass(frozen=True)
class ItemView:
    """One touched ticket: what turns, an excerpt of the word diff, and the whole of it."""

    ticket_id: str
    external_id: str
    subject: str
    flips: tuple[str, ...]
    loses_source: bool
    had_cited: bool
    reason: str
    excerpt: tuple[DiffPart, ...]
    whole: tuple[DiffPart, ...]


@dataclass(frozen=True)
class SignatureView:
    """Who read it, when, and what they noted."""

    name: str
    at: datetime
    note: str


@dataclass(frozen=True)
class ReplayView:
    """One replay as the page shows it.  ``mark`` changes whenever there is something new to show."""

    id: str
    policy_id: str
    policy: str
    brand: str
    number: int
    state: ReplayState
    looked_at: int
    total: int
    found: int
    changed: int
    skipped: int
    never_cited: int
    tickets: int
    uses_model: bool
    cost: str
    error: str
    by: str
    at: datetime
    finished_at: datetime | None
    groups: tuple[GroupView, ...]
    filters: tuple[FilterView, ...]
    items: tuple[ItemView, ...]
    earlier: int
    later: int | None
    signatures: tuple[SignatureView, ...]
    is_signed_by_me: bool
    needs_replay: bool

    @property
    def is_open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in (ReplayState.QUEUED, ReplayState.RUNNING)

    @property
    def is_done(self) -> bool:
        """Whether it came to its end."""
        return self.state is ReplayState.DONE

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1."""
        return self.looked_at / self.total if self.total else 0.0

    @property
    def mark(self) -> str:
        """What a watching page compares."""
        return f"{self.state.value}-{self.looked_at}-{len(self.signatures)}"


@dataclass(frozen=True)
class StartView:
    """The form that asks for a replay of a wording."""

    policy_id: str
    policy: str
    number: int
    runs: tuple[Replay, ...]
    tickets: int = USUAL_TICKETS
    has_model: bool = False


def replay_view(
    case: ReplayCase,
    *,
    names: Mapping[str, str],
    viewer_id: str,
    show: str = CHANGED,
    start: int = 0,
    size: int = ITEMS_A_PAGE,
) -> ReplayView:
    """Return what a page shows of a replay: ``size`` tickets from ``start`` on; ``show`` is a key of FILTERS."""
    run, report = case.replay, case.report
    show = show if show in FILTERS else CHANGED
    chosen = [one for one in report.impacts if _is_shown(one, show)]
    later = start + size
    page = chosen[start:later]
    return ReplayView(
        id=run.id,
        policy_id=case.policy.id,
        policy=case.policy.title,
        brand=case.brand.name,
        number=case.revision.number,
        state=run.state,
        looked_at=run.looked_at,
        total=run.total or 0,
        found=run.found,
        changed=run.changed,
        skipped=run.skipped,
        never_cited=sum(not one.had_cited for one in report.impacts),
        tickets=run.tickets,
        uses_model=run.uses_model,
        cost=f"${run.cost_usd_micros / 1_000_000:,.2f}" if run.cost_usd_micros else "",
        error=run.error or "",
        by=names.get(run.actor_id, "the command line"),
        at=run.created_at,
        finished_at=run.finished_at,
        groups=groups_of(report.changed),
        filters=tuple(_filter(key, report.impacts, show) for key in FILTERS),
        items=tuple(_item(one, case) for one in page),
        earlier=start,
        later=later if later < len(chosen) else None,
        signatures=tuple(
            SignatureView(names.get(one.actor_id, one.actor_id), one.created_at, one.note or "")
            for one in report.signatures
        ),
        is_signed_by_me=any(one.actor_id == viewer_id for one in report.signatures),
        needs_replay=case.brand.needs_replay,
    )


def groups_of(changed: Sequence[Impact]) -> tuple[GroupView, ...]:
    """Return the colours of the bar: each ticket belongs to its most frequent flip."""
    rank = {one.flip: place for place, one in enumerate(tally(changed))}
    first = Counter(min(one.flips, key=rank.__getitem__) if one.flips else None for one in changed)
    ordered = sorted(first.items(), key=lambda pair: (pair[0] is None, -pair[1], rank[pair[0]] if pair[0] else 0))
    named = [(number, flip_words(flip) if flip else OTHER_WORDS) for flip, number in ordered]
    if len(named) > GROUPS + 1:
        named = [*named[:GROUPS], (sum(number for number, _ in named[GROUPS:]), "change in other ways")]
    groups, start = [], 0.0
    for number, text in named:
        share = 100 * number / len(changed)
        groups.append(GroupView(number, text, start, share))
        start += share
    return tuple(groups)


def flip_words(flip: Flip) -> str:
    """Return a flip as the rest of a sentence that begins with a number of replies.

    >>> flip_words(Flip(FlipKind.DAYS, "30 days", "45 days"))
    'say 45 days, not 30 days'
    """
    before, after = flip.before, flip.after
    if flip.kind is FlipKind.SOURCE:
        if before is None:
            return f"rest on “{after}” too"
        return f"rest on “{after}”, not on “{before}”" if after else f"lose their source “{before}”"
    if flip.kind is FlipKind.DECISION:
        if NO_ANSWER in (before, after):
            return "get no reply any more" if after == NO_ANSWER else "get a reply now"
        if before is None:
            return f"offer: {after}"
        return f"decide: {after}, not {before}" if after else f"no longer offer: {before}"
    if before is None:
        return f"say {after} now"
    return f"say {after}, not {before}" if after else f"no longer say {before}"


def excerpt(diff: WordDiff, words: int = WORDS_AROUND) -> tuple[DiffPart, ...]:
    """Return a word diff with only a few words of unchanged text round each change."""
    last = len(diff.parts) - 1
    return tuple(
        _shortened(part, words if place else 0, words if place < last else 0) if part.kind == "same" else part
        for place, part in enumerate(diff.parts)
    )


def _shortened(part: DiffPart, first: int, final: int) -> DiffPart:
    text = part.text.split()
    if len(text) <= first + final:
        return part
    head = " ".join(text[:first])
    tail = " ".join(text[len(text) - final :]) if final else ""
    begins = " " if part.text[:1].isspace() and head else ""
    ends = " " if part.text[-1:].isspace() and tail else ""
    return DiffPart("same", f"{begins}{head} … {tail}{ends}".rstrip() + ends)


def _item(impact: Impact, case: ReplayCase) -> ItemView:
    ticket = case.tickets.get(impact.ticket_id)
    diff = word_diff(impact.before.text, impact.after.text)
    return ItemView(
        ticket_id=impact.ticket_id,
        external_id=ticket.external_id if ticket else impact.ticket_id,
        subject=ticket.subject if ticket else "",
        flips=tuple(dict.fromkeys(_badge(one) for one in impact.flips)),
        loses_source=impact.loses_answer or any(one.kind is FlipKind.SOURCE and not one.after for one in impact.flips),
        had_cited=impact.had_cited,
        reason=(impact.after.reason or "") if not impact.after.is_answered else "",
        excerpt=excerpt(diff) if diff.edits else (),
        whole=diff.parts,
    )


def _badge(flip: Flip) -> str:
    if flip.kind is FlipKind.SOURCE and flip.after is None:
        return f"Loses source: {flip.before}"
    return f"{flip.before or 'nothing'} → {flip.after or 'nothing'}"


def _filter(key: str, impacts: Sequence[Impact], show: str) -> FilterView:
    return FilterView(key, FILTERS[key], sum(_is_shown(one, key) for one in impacts), key == show)


def _is_shown(impact: Impact, show: str) -> bool:
    if show == UNCHANGED:
        return not impact.is_changed
    return impact.is_changed if show == CHANGED else any(flip.kind.value == show for flip in impact.flips)
