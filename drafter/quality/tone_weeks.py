"""Tone over time: of the replies sent in each week, how many keep every rule of tone; of everybody, never by name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from drafter.quality.rates import Rate, rate
from drafter.quality.trends import monday

LEAST_AGENTS = 3  # a share of fewer people's replies would be a share of somebody's


@dataclass(frozen=True)
class ToneReply:
    """One sent reply: when, by whom, whether they were new then, and whether it keeps every rule of tone."""

    sent_at: datetime
    agent: str
    is_new: bool
    is_on: bool


@dataclass(frozen=True)
class ToneShares:
    """The share of replies on tone: of all of them, of newcomers' and of the others'."""

    everybody: Rate
    new: Rate
    settled: Rate


@dataclass(frozen=True)
class ToneWeek:
    """The shares of one week; ``start`` is its Monday (UTC)."""

    start: date
    shares: ToneShares


@dataclass(frozen=True)
class ToneOverTime:
    """The shares of the weeks, oldest first, and of all of them together.

    ``is_by_tenure``: enough people stand on either side of 90 days that a figure is nobody's own.
    """

    weeks: tuple[ToneWeek, ...]
    whole: ToneShares
    is_by_tenure: bool


def tone_over_time(replies: Iterable[ToneReply], *, until: datetime, weeks: int) -> ToneOverTime:
    """Return the shares of the ``weeks`` weeks that end with the one of ``until``.

    A week without replies is among them, with n 0: missing is not zero.  Intervals are Wilson's, over
    replies: those of one agent are more alike than chance, so the truth may lie further out.
    """
    last = monday(until.astimezone(UTC).date())
    grouped: dict[date, list[ToneReply]] = {last - timedelta(weeks=back): [] for back in range(weeks - 1, -1, -1)}
    for one in replies:
        start = monday(one.sent_at.astimezone(UTC).date())
        if start in grouped:
            grouped[start].append(one)
    counted = [one for some in grouped.values() for one in some]
    sides = [{one.agent for one in counted if one.is_new is is_new} for is_new in (True, False)]
    return ToneOverTime(
        weeks=tuple(ToneWeek(start, _shares(some)) for start, some in grouped.items()),
        whole=_shares(counted),
        is_by_tenure=all(len(agents) >= LEAST_AGENTS for agents in sides),
    )


def _shares(replies: Sequence[ToneReply]) -> ToneShares:
    new = [one for one in replies if one.is_new]
    settled = [one for one in replies if not one.is_new]
    return ToneShares(_share(replies), _share(new), _share(settled))


def _share(replies: Sequence[ToneReply]) -> Rate:
    return rate(sum(one.is_on for one in replies), len(replies))
