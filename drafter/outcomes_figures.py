"""Business outcomes as figures: each share with n, interval and what is still open; and what drafts go with."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import floor, sqrt
from statistics import median

from drafter.outcomes import Metric, OfferVerdict, TicketOutcome, Verdict
from drafter.quality.holdback import Effect, effect_on_mean, effect_on_rate
from drafter.quality.rates import Z_95, Mean, Rate, rate

REPLIES = ("as_is", "edited", "scratch", "no_draft")


@dataclass(frozen=True)
class Share:
    """A rate over complete windows; ``open`` counts what is left out because its window is not over."""

    rate: Rate
    open: int


@dataclass(frozen=True)
class Middle:
    """A median in seconds with its 95 % interval by order statistics, and the 90th percentile; None without values."""

    value: float | None
    low: float | None
    high: float | None
    p90: float | None
    n: int


@dataclass(frozen=True)
class OfferRow:
    """What became of one rung's, revision's or brand's offers, complete windows of 30 days only.

    ``conceded`` is the share of those tickets on which anything was given in the end: ×100 is per 100 tickets.
    """

    name: str
    offered: int
    accepted: Rate
    conceded: Rate
    open: int


@dataclass(frozen=True)
class Comparison:
    """A figure with drafts less without: by chance where tickets are held back, else an association.

    Shares are in parts of 1, satisfaction in points of 100, the first reply in seconds.
    """

    name: str
    effect: Effect


@dataclass(frozen=True)
class OutcomeFigures:
    """Everything of the outcomes page.  ``by_reply`` are the shares by what agents did with the draft."""

    tickets: int
    shares: Mapping[Metric, Share]
    first_reply: Middle
    satisfaction: Mean
    by_reply: Mapping[str, Mapping[Metric, Share]]
    by_rung: tuple[OfferRow, ...]
    by_revision: tuple[OfferRow, ...]
    by_brand: tuple[OfferRow, ...]
    comparisons: tuple[Comparison, ...]
    is_causal: bool


@dataclass
class _Count:
    yes: int = 0
    n: int = 0
    open: int = 0

    def add(self, verdict: Verdict) -> None:
        if verdict is Verdict.OUT:
            return
        if verdict is Verdict.OPEN:
            self.open += 1
            return
        self.n += 1
        self.yes += verdict is Verdict.YES

    @property
    def share(self) -> Share:
        return Share(rate(self.yes, self.n), self.open)


@dataclass
class _Offers:
    offered: int = 0
    accepted: _Count = field(default_factory=_Count)
    conceded: _Count = field(default_factory=_Count)

    def add(self, one: OfferVerdict) -> None:
        self.offered += 1
        self.accepted.add(one.accepted)
        self.conceded.add(one.conceded)


@dataclass
class _Group:
    """The tickets of one side of a comparison, or all of them."""

    counts: dict[Metric, _Count] = field(default_factory=lambda: {metric: _Count() for metric in Metric})
    waits: "array[float]" = field(default_factory=lambda: array("d"))
    scores: "array[float]" = field(default_factory=lambda: array("d"))
    customers: set[str] = field(default_factory=set)

    def add(self, one: TicketOutcome) -> None:
        for metric, verdict in one.verdicts.items():
            if metric is not Metric.BOUGHT_AGAIN or self._is_new(one.story.customer, verdict):
                self.counts[metric].add(verdict)
        if one.first_reply_s is not None:
            self.waits.append(one.first_reply_s)
        if one.satisfaction is not None:
            self.scores.append(one.satisfaction)

    def _is_new(self, customer: str | None, verdict: Verdict) -> bool:
        """Whether this customer was not counted yet: purchases are counted by customer, not by ticket."""
        if verdict is Verdict.OUT or customer is None or customer in self.customers:
            return False
        self.customers.add(customer)
        return True

    @property
    def shares(self) -> dict[Metric, Share]:
        return {metric: count.share for metric, count in self.counts.items()}


def figures_of(outcomes: Iterable[TicketOutcome], brand_names: Mapping[str, str]) -> OutcomeFigures:
    """Return the figures over these tickets, oldest first; read once, so they may come from a stream."""
    every, sides = _Group(), {True: _Group(), False: _Group()}
    used = {True: _Group(), False: _Group()}
    replies = {name: _Group() for name in REPLIES}
    rungs: dict[str, _Offers] = {}
    revisions: dict[str, _Offers] = {}
    brands: dict[str, _Offers] = {}
    tickets = 0
    for one in outcomes:
        tickets += 1
        every.add(one)
        if one.story.replies:
            replies.get(one.story.reply, replies["no_draft"]).add(one)
            used[one.story.reply in ("as_is", "edited")].add(one)
        if one.story.is_held_back is not None:
            sides[not one.story.is_held_back].add(one)
        if one.offer:
            offer = one.offer.offer
            name = f"{offer.intent}: {offer.rung}" if offer.intent else offer.rung
            rungs.setdefault(name, _Offers()).add(one.offer)
            revisions.setdefault(offer.revision or "No policy cited", _Offers()).add(one.offer)
            brands.setdefault(brand_names.get(one.story.brand_id, one.story.brand_id), _Offers()).add(one.offer)
    is_causal = any(sides[False].counts[metric].n for metric in Metric) or bool(sides[False].waits)
    return OutcomeFigures(
        tickets=tickets,
        shares=every.shares,
        first_reply=middle_of(every.waits),
        satisfaction=_mean_of(every.scores),
        by_reply={name: group.shares for name, group in replies.items()},
        by_rung=_rows(rungs),
        by_revision=_rows(revisions),
        by_brand=_rows(brands),
        comparisons=_compare(sides if is_causal else used, is_causal),
        is_causal=is_causal,
    )


def middle_of(values: Iterable[float]) -> Middle:
    """Return the median with its distribution-free interval.

    Source: Conover 1999, "Practical Nonparametric Statistics", 3.2: ranks n/2 ± z√n/2.

    >>> found = middle_of(range(1, 101))
    >>> found.value, found.low, found.high
    (50.5, 40.0, 61.0)
    """
    ordered = sorted(values)
    n = len(ordered)
    if not n:
        return Middle(None, None, None, None, 0)
    half = Z_95 * sqrt(n) / 2
    low = floor(n / 2 - half)
    high = n - low + 1
    is_bounded = low >= 1
    return Middle(
        value=float(median(ordered)),
        low=float(ordered[low - 1]) if is_bounded else None,
        high=float(ordered[high - 1]) if is_bounded else None,
        p90=float(ordered[min(n - 1, floor(0.9 * n))]),
        n=n,
    )


def _mean_of(values: "array[float]") -> Mean:
    n = len(values)
    if n < 2:
        return Mean(values[0] if n else None, n)
    middle = sum(values) / n
    half = Z_95 * sqrt(sum((value - middle) ** 2 for value in values) / (n - 1) / n)
    return Mean(middle, n, max(0.0, middle - half), min(100.0, middle + half))


def _rows(found: Mapping[str, _Offers]) -> tuple[OfferRow, ...]:
    """Return the rows, most offered first, then by name."""
    return tuple(
        OfferRow(name, one.offered, one.accepted.share.rate, one.conceded.share.rate, one.accepted.open)
        for name, one in sorted(found.items(), key=lambda pair: (-pair[1].offered, pair[0]))
    )


def _compare(sides: Mapping[bool, _Group], is_causal: bool) -> tuple[Comparison, ...]:
    with_drafts, without = sides[True], sides[False]
    shares = [
        Comparison(
            metric.value,
            effect_on_rate(
                (with_drafts.counts[metric].yes, with_drafts.counts[metric].n),
                (without.counts[metric].yes, without.counts[metric].n),
                is_causal=is_causal,
            ),
        )
        for metric in Metric
    ]
    return (
        *shares,
        Comparison("satisfaction", effect_on_mean(with_drafts.scores, without.scores, is_causal=is_causal)),
        Comparison("first_reply_s", effect_on_mean(with_drafts.waits, without.waits, is_causal=is_causal)),
    )
