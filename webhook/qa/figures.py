"""The quality figures as a page shows them: each with its n, its interval, and "too few" where it is so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from drafter.quality.rates import ENOUGH, Mean, QualityFigures, Rate
from drafter.quality.trends import Week
from webhook import charts
from webhook.charts import Estimate, Series, percent

LEAST_WEEKS = 4  # on a chart: a single column says nothing about time
ENOUGH_FOR_CHARTS = 20  # replies; fewer make a chart that shows nothing but chance


@dataclass(frozen=True)
class Kpi:
    """One figure: ``value`` is "too few" under 30 cases, and ``meta`` says what was counted."""

    name: str
    value: str
    meta: str
    unit: str = ""
    is_few: bool = False


@dataclass(frozen=True)
class RateRow:
    """One rate over everything in sight, with a drawing of its interval."""

    name: str
    meaning: str
    value: str
    interval: str
    count: int
    n: int
    is_few: bool
    chart: Markup


@dataclass(frozen=True)
class WeekRow:
    """One week in the table; ``hter`` is the mean of values capped at 1."""

    week: str
    n: int
    as_is: str
    accepted: str
    edited: str
    scratch: str
    rejected: str
    hter: str
    is_few: bool


@dataclass(frozen=True)
class QualityView:
    """The dashboard.  Charts are empty where there are too few replies to draw."""

    n: int
    kpis: tuple[Kpi, ...]
    rates: tuple[RateRow, ...]
    weeks: tuple[WeekRow, ...]
    outcomes: Markup | None = None
    acceptance: Markup | None = None
    first: str = ""
    last: str = ""

    @property
    def missing(self) -> int:
        """How many more replies the charts wait for."""
        return max(0, ENOUGH_FOR_CHARTS - self.n)


def kpis_of(found: QualityFigures) -> tuple[Kpi, ...]:
    """Return the figures on top of the queue."""
    return (
        rate_kpi("Sent as drafted", found.as_is),
        rate_kpi("Accepted", found.acceptance),
        rate_kpi("Rejected", found.rejected),
        mean_kpi("Mean edit rate", found.hter, unit="HTER", meta="capped at 1"),
    )


def quality_view(found: QualityFigures, weeks: Sequence[Week]) -> QualityView:
    """Return the dashboard over all edits in sight and their last weeks."""
    n = found.acceptance.n
    weeks = _since_first(weeks)
    more = (
        rate_kpi("Written anew", found.scratch),
        rate_kpi("A fact was changed", found.fact_changes, of="sent replies"),
        mean_kpi("Edits for each word sent", found.hter_corpus, meta="all edits by all words"),
        mean_kpi("Review score", found.review_score, digits=1, of="reviews", meta="drawn replies"),
    )
    labels = [day_text(week) for week in weeks]
    view = QualityView(
        n=n,
        kpis=(*kpis_of(found), *more),
        rates=tuple(_rate_row(name, meaning, rate) for name, meaning, rate in _rates(found)),
        weeks=tuple(week_row(week) for week in reversed(weeks)),
        first=labels[0] if labels else "",
        last=labels[-1] if labels else "",
    )
    if view.missing:
        return view
    return replace(view, outcomes=_outcomes_chart(weeks, labels), acceptance=_acceptance_chart(weeks, labels))


def rate_kpi(name: str, rate: Rate, *, of: str = "drafts") -> Kpi:
    """Return a rate with its interval; under 30 cases only what was counted."""
    if not rate.is_enough or rate.value is None:
        return Kpi(name, "too few", f"{rate.count} of {rate.n} {of}", is_few=True)
    return Kpi(name, f"{rate.value * 100:.0f}", f"{interval_text(rate)}, {rate.count} of {rate.n}", unit="%")


def mean_kpi(name: str, mean: Mean, *, unit: str = "", digits: int = 2, of: str = "replies", meta: str = "") -> Kpi:
    """Return an average with its n; under 30 values none is shown."""
    if mean.value is None or mean.n < ENOUGH:
        return Kpi(name, "too few", f"n = {mean.n} {of}", is_few=True)
    between = "" if mean.low is None else f"{mean.low:.{digits}f} to {mean.high:.{digits}f}, "
    about = f", {meta}" if meta else ""
    return Kpi(name, f"{mean.value:.{digits}f}", f"{between}n = {mean.n}{about}", unit=unit)


def interval_text(rate: Rate) -> str:
    """Return a rate's 95 % interval in words."""
    return f"{(rate.low or 0) * 100:.0f} to {(rate.high or 0) * 100:.0f}%"


def week_row(week: Week) -> WeekRow:
    """Return one line of the table by week; a week without drafts has dashes, not zeros."""
    found = week.figures
    return WeekRow(
        week=day_text(week),
        n=week.n,
        as_is=_share(found.as_is),
        accepted=_share(found.acceptance),
        edited=_share(found.edited),
        scratch=_share(found.scratch),
        rejected=_share(found.rejected),
        hter="–" if found.hter.value is None else f"{found.hter.value:.2f}",
        is_few=0 < week.n < ENOUGH,
    )


def day_text(week: Week) -> str:
    """Return a week by its Monday."""
    return f"{week.start.day} {week.start:%b}"


def _since_first(weeks: Sequence[Week]) -> Sequence[Week]:
    """Leave out the weeks before the first decision."""
    first = next((place for place, week in enumerate(weeks) if week.n), len(weeks))
    return weeks[min(first, max(0, len(weeks) - LEAST_WEEKS)) :]


def _share(rate: Rate) -> str:
    return "–" if rate.value is None else percent(rate.value)


def _rates(found: QualityFigures) -> tuple[tuple[str, str, Rate], ...]:
    return (
        ("Accepted", "sent as drafted, or changed little (HTER up to 0.3) and in no fact", found.acceptance),
        ("Sent as drafted", "not a word changed", found.as_is),
        ("Edited", "changed before sending", found.edited),
        ("Written anew", "hardly a word of the draft was kept", found.scratch),
        ("Rejected", "pressed reject, or nothing was sent", found.rejected),
    )


def _rate_row(name: str, meaning: str, rate: Rate) -> RateRow:
    value, low, high = rate.value or 0, rate.low or 0, rate.high or 0
    key = "rate-" + name.lower().replace(" ", "-")
    chart = charts.interval(key, name, Estimate(value, low, high), show=percent) if rate.n else Markup("")
    return RateRow(
        name=name,
        meaning=meaning,
        value=_share(rate),
        interval=interval_text(rate) if rate.n else "–",
        count=rate.count,
        n=rate.n,
        is_few=not rate.is_enough,
        chart=chart,
    )


def _outcomes_chart(weeks: Sequence[Week], labels: Sequence[str]) -> Markup:
    def shares(name: str) -> tuple[float, ...]:
        return tuple(getattr(week.figures, name).value or 0.0 for week in weeks)

    series = [Series(css, shares(name)) for css, name in _OUTCOME_SERIES]
    seen = [week for week in weeks if week.n]
    finding = "Share of each outcome in the drafts of a week. " + _from_to(
        "Sent as drafted", [week.figures.as_is for week in seen]
    )
    return charts.stacked("outcomes", "What agents did with drafts, by week", finding, labels, series)


def _acceptance_chart(weeks: Sequence[Week], labels: Sequence[str]) -> Markup:
    rates = [week.figures.acceptance for week in weeks]
    points = [Estimate(rate.value, rate.low or 0, rate.high or 1) if rate.value is not None else None for rate in rates]
    finding = _from_to("Accepted", [rate for rate in rates if rate.n]) + " The band is the 95% interval."
    return charts.trend(
        "acceptance", "Acceptance rate by week", finding, labels, points, ticks=(0, 0.25, 0.5, 0.75, 1), show=percent
    )


def _from_to(name: str, rates: Sequence[Rate]) -> str:
    if not rates:
        return f"{name}: nothing was decided in these weeks."
    first, last = rates[0], rates[-1]
    return f"{name}: {_share(first)} of {first.n} in the first week shown, {_share(last)} of {last.n} in the last."


_OUTCOME_SERIES = (("f1", "as_is"), ("f2", "edited"), ("f3", "scratch"), ("fm", "rejected"))
