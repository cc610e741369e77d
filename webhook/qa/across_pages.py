"""The page across agents.  It ranks nobody: no name stands in it before a pair is judged."""

from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from drafter.comparing import Across
from drafter.quality.rates import rate
from drafter.quality.spread import Share
from drafter.store.judgements import PairVerdict
from webhook import charts
from webhook.accounts.permissions import visible_brands
from webhook.accounts.roles import Role
from webhook.charts import Estimate
from webhook.http.context import principal, require, services
from webhook.http.forms import number_in
from webhook.qa import across as actions
from webhook.qa.across import PairCase
from webhook.qa.calibration_pages import pages
from webhook.qa.figures import Kpi, rate_kpi
from webhook.qa.tone_views import tone_view

VERDICTS = (
    (PairVerdict.FIRST, "A"),
    (PairVerdict.SECOND, "B"),
    (PairVerdict.BOTH, "Both"),
    (PairVerdict.NEITHER, "Neither"),
    (PairVerdict.NOT_ALIKE, "Not alike after all"),
)
__all__ = ["pages"]

OUTCOMES = {"as_is": "sent as drafted", "edited": "edited by the agent", "scratch": "rewritten by the agent"}


@dataclass(frozen=True)
class ShareRow:
    """One share of variance; ``chart`` is empty where there are too few to say."""

    name: str
    of: str
    value: str
    interval: str
    n: str
    chart: Markup | None


@dataclass(frozen=True)
class ReplyView:
    """One of two replies; who sent it is not in it."""

    label: str
    ticket: str
    question: str
    text: str
    decision: str
    amount: str
    how: str
    sent_at: datetime
    href: str


@dataclass(frozen=True)
class PairView:
    """A pair side by side."""

    first_id: str
    second_id: str
    tags: tuple[str, ...]
    alike: int
    replies: tuple[ReplyView, ReplyView]


@pages.get("/qa/consistency", endpoint="across")
@require(Role.QA, Role.ADMIN)
def show_across() -> str:
    """Show unlike replies to like tickets, and what the differences go with."""
    brand = request.args.get("brand", "")[:255]
    report = actions.across(services(), principal(), brand=brand or None)
    place = min(max(number_in(request.args.get("at")) or 1, 1), max(len(report.open), 1))
    with services().database.reading() as session:
        brands = visible_brands(session, principal())
    return render_template(
        "qa/across.html",
        report=report,
        kpis=_kpis(report.found),
        shares=_shares(report.found),
        tone=tone_view(report.found.tone) if report.found.sent else None,
        pair=_pair(report.open[place - 1], {one.id: one.name for one in brands}) if report.open else None,
        place=place,
        verdicts=[(verdict.value, label) for verdict, label in VERDICTS],
        brands=brands,
        brand=brand,
        can_judge=principal().role is Role.QA,
        href=lambda number: url_for("qa.across", brand=brand or None, at=number),
    )


@pages.post("/qa/consistency", endpoint="judge_pair")
@require(Role.QA)
def judge_pair() -> Response:
    """Save which reply follows the policy, and go on."""
    form = request.form
    actions.judge(services(), principal(), form.get("first", ""), form.get("second", ""), form.get("verdict", ""))
    flash("Saved.")
    brand, at = form.get("brand", "")[:255], number_in(form.get("at")) or 1
    return redirect(url_for("qa.across", brand=brand or None, at=at), 303)


def _kpis(found: Across) -> tuple[Kpi, ...]:
    unlike = rate(len(found.comparison.pairs), found.comparison.replies)
    share = found.by_agent
    depends = (
        Kpi("Depends on the agent", f"{100 * share.value:.1f}", f"{_interval(share)} of the differences", "%")
        if share.value is not None and share.is_enough
        else Kpi("Depends on the agent", "too few", f"{share.agents} agents; it takes 20", is_few=True)
    )
    return (
        Kpi("Sent replies", f"{found.sent:,}", f"{found.agents} agents, {found.weeks} weeks"),
        Kpi(
            "With a like ticket",
            f"{found.comparison.replies:,}",
            f"in {found.comparison.groups} groups of like tickets",
        ),
        rate_kpi("Like tickets, unlike replies", unlike),
        depends,
    )


def _shares(found: Across) -> list[ShareRow]:
    return [
        _share("Between agents", "resolutions", found.by_agent),
        _share("Between sites", "resolutions", found.by_site),
        _share("Tenure, 90 days", "resolutions", found.by_tenure),
        _share("Between agents", "review scores", found.reviews_by_agent),
        _share("Between sites", "review scores", found.reviews_by_site),
        _share("Tenure, 90 days", "review scores", found.reviews_by_tenure),
    ]


def _share(name: str, of: str, share: Share) -> ShareRow:
    n = f"n = {share.replies:,} replies of {share.agents} agents"
    if share.value is None or share.low is None or share.high is None:
        return ShareRow(name, of, "too few", "", n, None)
    estimate = Estimate(share.value, share.low, share.high)
    chart = charts.interval(
        f"share-{of}-{name}".replace(" ", "-").replace(",", ""), f"{name}, {of}", estimate, show=_percent
    )
    return ShareRow(name, of, _percent(share.value), _interval(share), n, chart)


def _pair(case: PairCase, brands: dict[str, str]) -> PairView:
    one = case.pair.first
    tags = (
        one.intent,
        brands.get(one.brand_id, ""),
        *(f"{name.replace('_', ' ')}: {_said(value)}" for name, value in one.order_facts.items()),
    )
    return PairView(
        case.first.id,
        case.second.id,
        tuple(tag for tag in tags if tag),
        case.pair.alike,
        (_reply("Reply A", case, first=True), _reply("Reply B", case, first=False)),
    )


def _said(value: str) -> str:
    return {"True": "yes", "False": "no"}.get(value, value)


def _reply(label: str, case: PairCase, *, first: bool) -> ReplyView:
    sent = case.pair.first if first else case.pair.second
    record = case.first if first else case.second
    ticket = case.tickets[record.ticket_id]
    newest = ticket.newest_request
    return ReplyView(
        label=label,
        ticket=ticket.external_id,
        question=newest.text if newest else "",
        text=record.sent_text or "",
        decision=sent.resolution.replace("_", " ").capitalize(),
        amount=f"{sent.amount:,.2f}" if sent.amount is not None else "",
        how=OUTCOMES.get(record.edit.outcome.value, ""),
        sent_at=sent.sent_at,
        href=url_for("qa.review", edit_id=record.id),
    )


def _interval(share: Share) -> str:
    return "" if share.low is None or share.high is None else f"{100 * share.low:.1f} to {100 * share.high:.1f}%"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
