"""The pages of automatic scores: the rows behind blind and shown, and the share that stays blind."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from drafter.quality.automatic_blindness import Seen
from drafter.scoring_report import Row
from drafter.store.tickets import tickets_by_id
from webhook.accounts.roles import Role
from webhook.automatic_words import difference_text
from webhook.errors import RequestFieldsError
from webhook.http.context import principal, require, services
from webhook.http.forms import decimal_in
from webhook.qa import automatic as actions
from webhook.qa.card_pages import pages
from webhook.qa.views import score_text

__all__ = ["pages"]

NAMES = {Seen.BLIND: "Blind", Seen.SHOWN: "Shown"}


@dataclass(frozen=True)
class RowView:
    """One review beside the automatic score of its reply; whose it is stands nowhere."""

    href: str
    ticket: str
    at: datetime
    seen: str
    automatic: str
    human: str
    difference: str


@pages.get("/qa/quality/automatic")
@require(Role.QA, Role.ADMIN)
def automatic_rows() -> str:
    """Show the reviews that blind is compared with shown by."""
    asked = request.args.get("seen", "")
    seen = Seen(asked) if asked in (Seen.BLIND.value, Seen.SHOWN.value) else None
    slug = request.args.get("brand", "")[:255]
    found = actions.rows(services(), principal(), brand=slug or None, seen=seen)
    with services().database.reading() as session:
        tickets = tickets_by_id(session, {one.sighted.score.ticket_id for one in found})
    rows = [_row(one, tickets[one.sighted.score.ticket_id].external_id) for one in found]
    links = [
        (text, url_for("qa.automatic_rows", **_fields(slug, kind)), kind == (seen.value if seen else ""))
        for text, kind in (("All", ""), ("Blind", Seen.BLIND.value), ("Shown", Seen.SHOWN.value))
    ]
    return render_template("qa/automatic_rows.html", rows=rows, links=links, brand=slug)


@pages.post("/qa/quality/automatic/share")
@require(Role.QA, Role.ADMIN)
def set_blind_share() -> Response:
    """Say which share of a brand's replies hides its automatic score until it is rated."""
    slug = request.form.get("brand", "")[:255]
    share = decimal_in(request.form.get("share"))
    try:
        if share is None:
            raise RequestFieldsError("Write the blind share as a number from 0 to 100; nothing was changed.")
        kept = actions.set_blind_share(services(), principal(), slug or None, share / 100)
        flash(f"{kept:.0%} of replies hide their automatic score until they are rated.")
    except RequestFieldsError as error:
        flash(error.message)
    return redirect(url_for("qa.quality", **_fields(slug)) + "#automatic", 303)


def _row(one: Row, ticket: str) -> RowView:
    review = one.sighted.review
    return RowView(
        href=url_for("qa.review", edit_id=review.edit_id or review.subject_id),
        ticket=ticket,
        at=review.created_at,
        seen=NAMES[one.seen],
        automatic="hidden" if one.automatic is None else score_text(one.automatic),
        human=score_text(one.human),
        difference="" if one.automatic is None else difference_text(one.human - one.automatic),
    )


def _fields(slug: str, kind: str = "") -> dict[str, Any]:
    return {name: value for name, value in {"brand": slug, "seen": kind}.items() if value}
