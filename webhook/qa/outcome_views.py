"""The outcomes as the page shows them: each figure with n, interval, what is open, and where its tickets are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from drafter.outcomes import Metric, TicketOutcome
from drafter.outcomes_figures import Comparison, Middle, OfferRow, OutcomeFigures, Share
from drafter.quality.rates import ENOUGH, Rate, rate
from webhook import charts
from webhook.charts import Estimate, percent
from webhook.qa.figures import interval_text, mean_kpi
from webhook.qa.outcome_actions import OutcomeChoice, said_of

Link = Callable[..., str]
REPLY_NAMES = {"as_is": "As drafted", "edited": "Edited", "scratch": "Written anew", "no_draft": "No draft"}
ORDER = (Metric.FIRST_CONTACT, Metric.REOPENED, Metric.ESCALATED, Metric.REFUND_AVOIDED, Metric.BOUGHT_AGAIN)
VERDICT_NAMES = {"yes": "Yes", "no": "No", "open": "Open"}
UNITS = {"satisfaction": "points of 100", "first_reply_s": "minutes"}


@dataclass(frozen=True)
class FigureView:
    """One figure on top; ``value`` is "too few" under 30 cases."""

    name: str
    value: str
    unit: str
    meta: str
    href: str
    is_few: bool = False


@dataclass(frozen=True)
class ShareView:
    """One line of the table of shares."""

    name: str
    meaning: str
    value: str
    interval: str
    counted: str
    open: int
    is_few: bool
    chart: Markup
    href: str
    open_href: str


@dataclass(frozen=True)
class CellView:
    """A share in the table by what agents did."""

    value: str
    n: int
    href: str


@dataclass(frozen=True)
class OfferView:
    """What became of one rung's, revision's or brand's offers."""

    name: str
    offered: int
    open: int
    accepted: str
    accepted_interval: str
    conceded: str
    conceded_interval: str
    n: int
    is_few: bool
    href: str


@dataclass(frozen=True)
class CompareView:
    """With drafts less without, in words."""

    name: str
    difference: str
    interval: str
    n: str
    says: str


@dataclass(frozen=True)
class OutcomesView:
    """The whole page."""

    tickets: int
    figures: tuple[FigureView, ...]
    shares: tuple[ShareView, ...]
    replies: tuple[tuple[str, tuple[CellView, ...]], ...]
    offers: tuple[tuple[str, str, tuple[OfferView, ...]], ...]
    comparisons: tuple[CompareView, ...]
    is_causal: bool


@dataclass(frozen=True)
class TicketView:
    """One ticket behind a figure; ``href`` opens its reply, empty where none was made from a draft."""

    ticket: str
    at: datetime
    verdict: str
    reason: str
    reply: str
    href: str


def names_of(choice: OutcomeChoice) -> dict[str, tuple[str, str]]:
    """Return each figure's name and meaning under these windows."""
    contact, purchase = choice.contact_days, choice.purchase_days
    return {
        Metric.FIRST_CONTACT: (
            "Solved at first contact",
            f"solved, and within {contact} days neither reopened nor asked again",
        ),
        Metric.REOPENED: ("Reopened", "solved, and reopened within 7 days"),
        Metric.ESCALATED: ("Escalated", "answered, and handed to a lead or specialist before it was solved"),
        Metric.REFUND_AVOIDED: ("Refunds avoided", "a refund was asked for; none, and no chargeback, within 30 days"),
        Metric.BOUGHT_AGAIN: ("Bought again", f"customers with another order within {purchase} days of solving"),
        "first_reply": ("First reply", "from the first message to the first reply"),
        "satisfaction": ("Satisfaction", "the last rating of each ticket, 0 to 100"),
        "accepted": ("Offer accepted", "nothing more was given within 30 days"),
        "conceded": ("Conceded", "something was given in the end"),
    }


def outcomes_view(found: OutcomeFigures, choice: OutcomeChoice, link: Link) -> OutcomesView:
    """Return the page; ``link(figure=…, verdict=…)`` makes the address of a figure's tickets."""
    names = names_of(choice)
    shares = [(metric, found.shares[metric]) for metric in ORDER]
    return OutcomesView(
        tickets=found.tickets,
        figures=(
            *(_figure(names[metric][0], share, link(figure=metric.value)) for metric, share in shares),
            _wait(found.first_reply, link(figure="first_reply")),
            _satisfaction(found, link(figure="satisfaction")),
            _figure("Offers accepted", _all_offers(found), link(figure="accepted")),
        ),
        shares=tuple(_share(metric.value, *names[metric], share, link) for metric, share in shares),
        replies=tuple(
            (
                names[metric][0],
                tuple(_cell(found.by_reply[reply][metric], metric.value, reply, link) for reply in REPLY_NAMES),
            )
            for metric, _ in shares
        ),
        offers=(
            ("rung", "Rung", tuple(_offer(row, "rung", link) for row in found.by_rung)),
            ("revision", "Policy revision", tuple(_offer(row, "revision", link) for row in found.by_revision)),
            ("brand_name", "Brand", tuple(_offer(row, "brand_name", link) for row in found.by_brand)),
        ),
        comparisons=tuple(_comparison(one, names) for one in found.comparisons),
        is_causal=found.is_causal,
    )


def ticket_view(one: TicketOutcome, figure: str, href: str) -> TicketView:
    """Return one ticket behind a figure."""
    verdict, reason = said_of(one, figure)
    if figure == "first_reply" and one.first_reply_s is not None:
        reason = duration(one.first_reply_s)
    reply = REPLY_NAMES[one.story.reply] if one.story.replies else "Not answered"
    name = VERDICT_NAMES[verdict] if figure not in ("first_reply", "satisfaction") else "Counted"
    return TicketView(one.story.external_id, one.story.created_at, name, reason, reply, href)


def duration(seconds: float) -> str:
    """Return a wait in words: 2 h 5 min, 3 d 4 h, 40 s."""
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    days, hours = divmod(hours, 24)
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def _figure(name: str, share: Share, href: str) -> FigureView:
    found, still = share.rate, f", {share.open} open" if share.open else ""
    if not found.is_enough or found.value is None:
        return FigureView(name, "too few", "", f"{found.count} of {found.n}{still}", href, is_few=True)
    meta = f"{interval_text(found)}, {found.count} of {found.n}{still}"
    return FigureView(name, f"{found.value * 100:.0f}", "%", meta, href)


def _wait(found: Middle, href: str) -> FigureView:
    if found.value is None or found.low is None or found.high is None or found.p90 is None or found.n < ENOUGH:
        return FigureView("First reply", "too few", "", f"n = {found.n} tickets", href, is_few=True)
    meta = f"median, {duration(found.low)} to {duration(found.high)}; 90% in {duration(found.p90)}, n = {found.n}"
    return FigureView("First reply", duration(found.value), "", meta, href)


def _satisfaction(found: OutcomeFigures, href: str) -> FigureView:
    kpi = mean_kpi("Satisfaction", found.satisfaction, digits=0, of="ratings", meta="of 100")
    return FigureView(kpi.name, kpi.value, kpi.unit, kpi.meta, href, is_few=kpi.is_few)


def _share(metric: str, name: str, meaning: str, share: Share, link: Link) -> ShareView:
    counted = share.rate
    is_shown = counted.value is not None and counted.is_enough
    estimate = Estimate(counted.value or 0, counted.low or 0, counted.high or 0)
    return ShareView(
        name=name,
        meaning=meaning,
        value=_percent(counted),
        interval=interval_text(counted) if is_shown else "–",
        counted=f"{counted.count} of {counted.n}",
        open=share.open,
        is_few=not counted.is_enough,
        chart=charts.interval(f"share-{metric}", name, estimate, show=percent) if is_shown else Markup(""),
        href=link(figure=metric),
        open_href=link(figure=metric, verdict="open"),
    )


def _all_offers(found: OutcomeFigures) -> Share:
    rows = found.by_brand
    accepted = rate(sum(row.accepted.count for row in rows), sum(row.accepted.n for row in rows))
    return Share(accepted, sum(row.open for row in rows))


def _percent(found: Rate) -> str:
    return percent(found.value) if found.value is not None and found.is_enough else "too few"


def _cell(share: Share, metric: str, reply: str, link: Link) -> CellView:
    return CellView(_percent(share.rate), share.rate.n, link(figure=metric, reply=reply))


def _offer(row: OfferRow, by: str, link: Link) -> OfferView:
    few = not row.conceded.is_enough
    conceded = row.conceded
    between = f"{(conceded.low or 0) * 100:.0f} to {(conceded.high or 0) * 100:.0f}"
    return OfferView(
        name=row.name,
        offered=row.offered,
        open=row.open,
        accepted=_percent(row.accepted),
        accepted_interval="–" if few else interval_text(row.accepted),
        conceded="too few" if few or conceded.value is None else f"{conceded.value * 100:.0f}",
        conceded_interval="–" if few else between,
        n=row.accepted.n,
        is_few=few,
        href=link(figure="accepted", **{by: row.name}),
    )


def _comparison(one: Comparison, names: dict[str, tuple[str, str]]) -> CompareView:
    effect = one.effect
    name = names["first_reply" if one.name == "first_reply_s" else one.name][0]
    counts = f"{effect.treated} and {effect.untreated}"
    if effect.value is None or effect.low is None or effect.high is None or min(effect.treated, effect.untreated) < 30:
        return CompareView(name, "too few", "–", counts, "")
    scale = 1 / 60 if one.name == "first_reply_s" else 1 if one.name == "satisfaction" else 100
    unit = UNITS.get(one.name, "points")
    clear = effect.low > 0 or effect.high < 0
    more, less = ("later", "sooner") if one.name == "first_reply_s" else ("higher", "lower")
    return CompareView(
        name=name,
        difference=f"{_signed(effect.value * scale)} {unit}",
        interval=f"{_signed(effect.low * scale)} to {_signed(effect.high * scale)}",
        n=counts,
        says=f"{more if effect.value > 0 else less} with drafts" if clear else "no clear difference",
    )


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−")  # a hyphen is hard to see beside a figure
