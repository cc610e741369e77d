"""Tone over time as the page across agents shows it: a chart, the same as a table, and by tenure."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from drafter.comparing import NEW, SETTLED
from drafter.quality.rates import Rate
from drafter.quality.tone_weeks import ToneOverTime, ToneWeek
from webhook import charts
from webhook.charts import Estimate, percent
from webhook.qa.figures import interval_text

TICKS = ((0.0, 0.25, 0.5, 0.75, 1.0), (0.5, 0.6, 0.7, 0.8, 0.9, 1.0), (0.75, 0.8, 0.85, 0.9, 0.95, 1.0))


@dataclass(frozen=True)
class ToneCell:
    """A share in words; "too few" under 30 replies, with what was counted, and a dash where nothing was sent."""

    value: str
    interval: str
    counted: str
    is_few: bool


@dataclass(frozen=True)
class ToneRow:
    """One week, or all of them: everybody, newcomers, the others."""

    name: str
    everybody: ToneCell
    new: ToneCell
    settled: ToneCell


@dataclass(frozen=True)
class ToneTenure:
    """One line by tenure; ``chart`` is None where there are too few."""

    name: str
    cell: ToneCell
    chart: Markup | None


@dataclass(frozen=True)
class ToneView:
    """The card; ``chart`` is None where no week has 30 replies, ``tenures`` empty where too few people tell."""

    whole: ToneCell
    chart: Markup | None
    weeks: tuple[ToneRow, ...]
    tenures: tuple[ToneTenure, ...]


def tone_view(found: ToneOverTime) -> ToneView:
    """Return the card of what was sent on tone, week by week."""
    rows = tuple(
        ToneRow(_week(one), _cell(one.shares.everybody), _cell(one.shares.new), _cell(one.shares.settled))
        for one in found.weeks
    )
    tenures = ((NEW, found.whole.new), (SETTLED, found.whole.settled))
    return ToneView(
        whole=_cell(found.whole.everybody),
        chart=_chart(found.weeks),
        weeks=rows,
        tenures=tuple(_tenure(name, share) for name, share in tenures) if found.is_by_tenure else (),
    )


def _chart(weeks: Sequence[ToneWeek]) -> Markup | None:
    """Draw the weeks with enough replies; the others are gaps, and stand in the table."""
    points = [_point(one.shares.everybody) for one in weeks]
    drawn = [(one, point) for one, point in zip(weeks, points, strict=True) if point]
    if not drawn:
        return None
    lowest = min(point.low for _, point in drawn)
    ticks = max((one for one in TICKS if one[0] <= lowest), key=lambda one: one[0])
    (first, start), (last, end) = drawn[0], drawn[-1]
    finding = (
        f"On tone: {percent(start.value)} of {first.shares.everybody.n} in the week of {_week(first)}, "
        f"{percent(end.value)} of {last.shares.everybody.n} in the week of {_week(last)}. "
        "The band is the 95% interval; weeks with fewer than 30 replies are left out."
    )
    labels = [_week(one) for one in weeks]
    return charts.trend(
        "tone", "Share of sent replies on tone by week", finding, labels, points, ticks=ticks, show=percent
    )


def _point(share: Rate) -> Estimate | None:
    if share.value is None or share.low is None or share.high is None or not share.is_enough:
        return None
    return Estimate(share.value, share.low, share.high)


def _tenure(name: str, share: Rate) -> ToneTenure:
    point = _point(share)
    key = "tone-" + name.replace(" ", "-")
    return ToneTenure(
        name.capitalize(),
        _cell(share),
        charts.interval(key, f"On tone, {name}", point, show=percent) if point else None,
    )


def _cell(share: Rate) -> ToneCell:
    if share.value is None:
        return ToneCell("–", "", "0", is_few=False)
    counted = f"{share.count} of {share.n}"
    if not share.is_enough:
        return ToneCell("too few", "", counted, is_few=True)
    return ToneCell(percent(share.value), interval_text(share), counted, is_few=False)


def _week(one: ToneWeek) -> str:
    return f"{one.start.day} {one.start:%b}"
