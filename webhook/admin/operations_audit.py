"""The audit log: who did what, filtered, by pages, and as a file."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

from flask import Response, request, url_for

from drafter.store.decisions import helpdesk_names
from webhook.accounts.roles import Role
from webhook.admin import account_actions
from webhook.admin import operations_actions as actions
from webhook.admin.blueprint import my_brands, names, pages
from webhook.admin.operations_views import ActView, act_view
from webhook.http.context import principal, require, services
from webhook.json_values import clean_text
from webhook.store.audit import SOURCES, AuditEntry, AuditQuery

PAGE, MOST_EXPORTED = 50, 10_000
DAYS = {"1": "Last day", "7": "Last 7 days", "30": "Last 30 days", "365": "Last year", "": "All of it"}
SOURCE_NAMES = {
    "act": "Connections, jobs, access",
    "decision": "Decisions on drafts",
    "policy": "Policies",
    "ladder": "Ladders",
    "prompt": "Prompts",
    "review": "Reviews",
}
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@pages.get("/admin/operations/audit.csv")
@require(Role.ADMIN)
def export_audit() -> Response:
    """Answer with the acts that the filters leave, the newest first, as CSV."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["when", "who", "actor_id", "did", "brand", "entry"])
    for entry, shown in _shown(_query(limit=MOST_EXPORTED)):
        row = [shown.at.isoformat(), shown.who, entry.actor_id, shown.did, shown.brand, shown.entry]
        writer.writerow([_plain(cell) for cell in row])
    headers = {"Content-Disposition": 'attachment; filename="audit.csv"'}
    return Response(out.getvalue(), mimetype="text/csv", headers=headers)


def audit_values() -> dict[str, Any]:
    """Return what the tab shows: a page of acts, the filters as they stand, and where the next page is."""
    query = _query(limit=PAGE + 1)
    found = _shown(query)
    more = ""
    if len(found) > PAGE:
        last = found[PAGE - 1][0]
        after = f"{last.at.isoformat()}|{last.source}|{last.key}"
        more = url_for("admin.operations", **{**_filters(), "tab": "audit", "after": after})
    return {
        "acts": [shown for _, shown in found[:PAGE]],
        "older": more,
        "q": _filters().get("q", ""),
        "source": query.source or "",
        "days": _days(),
        "sources": SOURCE_NAMES,
        "all_days": DAYS,
        "is_filtered": bool(query.words or query.source or query.after),
        "export_url": url_for("admin.export_audit", **_filters()),
    }


def _shown(query: AuditQuery) -> list[tuple[AuditEntry, ActView]]:
    brands, known = {brand.id: brand.name for brand in my_brands()}, _names()
    found = actions.read_audit(services(), principal(), query)
    decided = {one.subject_id for one in found if one.source == "decision" and one.actor_id not in known}
    with services().database.reading() as session:
        # An agent without an account is known by the name that the helpdesk gives them.
        known = {**helpdesk_names(session, sorted(one for one in decided if one)), **known}
    return [(one, act_view(one, known, brands)) for one in found]


def _query(*, limit: int) -> AuditQuery:
    words, days = _filters().get("q", ""), _days()
    source = request.args.get("what", "")
    wanted = words.casefold()
    return AuditQuery(
        brand_ids=principal().brand_ids,
        source=source if source in SOURCES else None,
        since=services().clock() - timedelta(days=int(days)) if days else None,
        words=words,
        named=[id for id, name in _names().items() if wanted in name.casefold()] if words else (),
        after=_after(request.args.get("after", "")),
        limit=limit,
    )


def _names() -> dict[str, str]:
    tokens = account_actions.list_tokens(services(), principal())
    people = {one.user.email: one.user.name for one in account_actions.list_people(services(), principal())}
    return {**people, **names(), **{token.id: f"{token.name} (token)" for token in tokens}}


def _filters() -> dict[str, Any]:
    given = {name: clean_text(request.args.get(name, "")).strip()[:120] for name in ("q", "what", "days")}
    return {name: value for name, value in given.items() if value or (name == "days" and name in request.args)}


def _days() -> str:
    days = request.args.get("days", "7")
    return days if days in DAYS else "7"


def _after(given: str) -> tuple[datetime, str, str] | None:
    at, _, rest = clean_text(given)[:200].partition("|")
    source, _, key = rest.partition("|")
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment, source, key) if moment.tzinfo and source in SOURCES and key else None


def _plain(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA_SIGNS) else cell
