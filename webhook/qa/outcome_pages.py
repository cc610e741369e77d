"""The page of business outcomes, the tickets behind each figure, and the same as a file."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as RedirectResponse

from drafter.outcomes import CONTACT_DAYS, PURCHASE_DAYS
from drafter.quality.rates import ENOUGH
from webhook.accounts.permissions import visible_brands
from webhook.accounts.roles import Role
from webhook.errors import RequestFieldsError
from webhook.http.context import principal, require, services
from webhook.http.forms import number_in
from webhook.outcome_rows import Row, csv_text, lines_text
from webhook.parquet import write_parquet
from webhook.qa import outcome_actions as actions
from webhook.qa.automatic_pages import pages
from webhook.qa.outcome_actions import FIGURES, PERIODS, OutcomeChoice, OutcomeFilter
from webhook.qa.outcome_views import VERDICT_NAMES, names_of, outcomes_view, ticket_view

__all__ = ["pages"]
CHUNK = 64 * 1024
MIMETYPES = {"csv": "text/csv", "jsonl": "application/jsonl", "parquet": "application/vnd.apache.parquet"}
FILTERS = ("reply", "rung", "revision", "brand_name")


@pages.get("/qa/outcomes")
@require(Role.QA, Role.ADMIN)
def outcomes() -> str:
    """Show what became of tickets, and what drafts go with."""
    choice = _choice()
    report = actions.outcomes(services(), principal(), choice)
    with services().database.reading() as session:
        brands = visible_brands(session, principal())
    return render_template(
        "qa/outcomes.html",
        view=outcomes_view(report.figures, choice, lambda **more: _to_tickets(choice, more)),
        against=report.against,
        computed_at=report.computed_at,
        choice=choice,
        brands=brands,
        held=[one for one in brands if one.hold_back_share and choice.brand in (None, one.slug)],
        enough=ENOUGH,
        fields=_fields(choice),
        periods=PERIODS,
        contact_days=CONTACT_DAYS,
        purchase_days=PURCHASE_DAYS,
        formats=[(name, url_for("qa.export_outcomes", **_fields(choice), format=name)) for name in MIMETYPES],
    )


@pages.post("/qa/outcomes")
@require(Role.QA, Role.ADMIN)
def compute_outcomes() -> RedirectResponse:
    """Compute the figures anew, and show them."""
    choice = _choice()
    actions.outcomes(services(), principal(), choice, again=True)
    return redirect(url_for("qa.outcomes", **_fields(choice)), 303)


@pages.get("/qa/outcomes/tickets")
@require(Role.QA, Role.ADMIN)
def outcome_tickets() -> str:
    """Show the tickets behind one figure."""
    choice, wanted = _choice(), _filter()
    found, total = actions.tickets_behind(services(), principal(), choice, wanted)
    rows = [
        ticket_view(
            one,
            wanted.figure,
            url_for("qa.review", edit_id=one.story.edit_id) if one.story.edit_id else "",
        )
        for one in found
    ]
    name, meaning = names_of(choice)[wanted.figure]
    kept = {**_given(), "figure": wanted.figure}
    tabs = [
        (text, _to_tickets(choice, {**kept, "verdict": value}), value == wanted.verdict)
        for value, text in (("", "All"), *VERDICT_NAMES.items())
    ]
    return render_template(
        "qa/outcome_tickets.html",
        name=name,
        meaning=meaning,
        rows=rows,
        total=total,
        tabs=() if wanted.figure in actions.VALUES else tabs,
        of=wanted.rung or wanted.revision or wanted.brand_name,
        back=url_for("qa.outcomes", **_fields(choice)),
    )


@pages.get("/qa/outcomes/export")
@require(Role.QA, Role.ADMIN)
def export_outcomes() -> Response:
    """Answer with a row for each ticket, as a file that is written while it is read."""
    form = request.args.get("format", "csv")
    if form not in MIMETYPES:
        raise RequestFieldsError("Field 'format' should be csv, jsonl or parquet.")
    rows = actions.rows(services(), principal(), _choice())
    body = _parquet(rows) if form == "parquet" else csv_text(rows) if form == "csv" else lines_text(rows)
    headers = {"Content-Disposition": f'attachment; filename="outcomes.{form}"'}
    return Response(body, mimetype=MIMETYPES[form], headers=headers)


def _parquet(rows: Iterator[Row]) -> Iterator[bytes]:
    """Write the file aside, which Parquet needs, and hand it out in pieces."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "outcomes.parquet"
        for _ in write_parquet(path, rows):
            pass
        with path.open("rb") as file:
            while piece := file.read(CHUNK):
                yield piece


def _choice() -> OutcomeChoice:
    """Read what the address asks for; what is none of the choices is the usual one."""

    def pick(name: str, of: tuple[int, ...], usual: int) -> int:
        given = number_in(request.args.get(name))
        return given if given in of else usual

    return OutcomeChoice(
        brand=request.args.get("brand", "")[:255] or None,
        days=pick("days", PERIODS, 180),
        contact_days=pick("contact", CONTACT_DAYS, 7),
        purchase_days=pick("purchase", PURCHASE_DAYS, 30),
    )


def _given() -> dict[str, str]:
    return {name: value for name in FILTERS if (value := request.args.get(name, "")[:600])}


def _filter() -> OutcomeFilter:
    figure, verdict = request.args.get("figure", ""), request.args.get("verdict", "")
    return OutcomeFilter(
        figure=figure if figure in FIGURES else FIGURES[0],
        verdict=verdict if verdict in VERDICT_NAMES else "",
        **_given(),
    )


def _fields(choice: OutcomeChoice) -> dict[str, Any]:
    usual = OutcomeChoice()
    given = {
        "brand": choice.brand,
        "days": choice.days if choice.days != usual.days else None,
        "contact": choice.contact_days if choice.contact_days != usual.contact_days else None,
        "purchase": choice.purchase_days if choice.purchase_days != usual.purchase_days else None,
    }
    return {name: value for name, value in given.items() if value}


def _to_tickets(choice: OutcomeChoice, more: dict[str, str]) -> str:
    fields: dict[str, Any] = {**_fields(choice), **{name: value for name, value in more.items() if value}}
    return url_for("qa.outcome_tickets", **fields)
