"""What sampled reviews say of all replies, as rows of a table: each with its n, its interval and its replies."""

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from drafter.edits import Outcome
from drafter.estimates import ReviewEstimates
from drafter.quality.rates import ENOUGH
from drafter.quality.sampling import Estimate
from webhook import charts

Link = Callable[[dict[str, str]], str]
"""The queue's address with these filters."""

_WHO = (("", "Everybody", ""), ("_new", "Agents under 90 days", "new"), ("_old", "Agents of 90 days and more", "old"))


@dataclass(frozen=True)
class EstimateRow:
    """One estimate; ``value`` is "too few" and ``chart`` empty under 30 reviewed replies."""

    name: str
    who: str
    value: str
    interval: str
    n: int
    n_effective: str
    is_few: bool
    chart: Markup
    href: str


@dataclass(frozen=True)
class EstimatesView:
    """The score's rows, then the wrong replies'; ``drawn`` and ``reviewed`` count replies of all draws."""

    rows: tuple[EstimateRow, ...]
    drawn: int
    reviewed: int


def estimates_view(found: ReviewEstimates, link: Link) -> EstimatesView:
    """Return the estimates as the page shows them; ``link`` makes the address of a figure's replies."""
    scores = tuple(_score_row(who, getattr(found, f"score{end}"), link(_fields(tenure))) for end, who, tenure in _WHO)
    wrongs = tuple(
        _wrong_row(who, getattr(found, f"wrong_as_is{end}"), link({**_fields(tenure), "outcome": Outcome.AS_IS.value}))
        for end, who, tenure in _WHO
    )
    return EstimatesView((*scores, *wrongs), found.drawn, found.reviewed)


def _fields(tenure: str) -> dict[str, str]:
    return {"tenure": tenure} if tenure else {}


def _score_row(who: str, found: Estimate, href: str) -> EstimateRow:
    return _row("Review score", who, found, href, unit=1.0, show=lambda share: f"{share * 100:.1f}")


def _wrong_row(who: str, found: Estimate, href: str) -> EstimateRow:
    return _row("Wrong, sent as drafted", who, found, href, unit=100.0, show=lambda share: f"{share * 100:.1f}%")


def _row(name: str, who: str, found: Estimate, href: str, *, unit: float, show: Callable[[float], str]) -> EstimateRow:
    """Return one row; ``unit`` brings a value (0 to 100 or 0 to 1) to per cent, which the charts' scale is in."""
    few = EstimateRow(name, who, "too few", "–", found.n, f"{found.n_effective:.1f}", True, Markup(""), href)
    if found.n < ENOUGH or found.value is None or found.low is None or found.high is None:
        return few
    value, low, high = (number * unit / 100 for number in (found.value, found.low, found.high))
    key = "-".join(f"estimate {name} {who}".lower().replace(",", "").split())
    chart = charts.interval(key, f"{name}, {who}", charts.Estimate(value, low, high), show=show)
    interval = f"{show(low).rstrip('%')} to {show(high)}"
    return EstimateRow(name, who, show(value), interval, found.n, few.n_effective, False, chart, href)
