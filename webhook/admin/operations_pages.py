"""The operations page: work in the background, money, access, and who did what."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from webhook.accounts.authorities import NAMED, authority_name, authority_words
from webhook.accounts.roles import Role
from webhook.admin import account_actions
from webhook.admin import operations_actions as actions
from webhook.admin.blueprint import field_in_form, my_brands, pages
from webhook.admin.operations_audit import audit_values
from webhook.admin.operations_views import (
    dead_letter_view,
    month_views,
    queue_views,
    spend_view,
    unconfirmed_view,
)
from webhook.automatic_words import alarms_of
from webhook.errors import RequestFieldsError
from webhook.http.context import principal, require, services
from webhook.model_choice import ModelState

TABS = {"jobs": "Jobs", "spend": "Spend", "accounts": "Accounts and tokens", "audit": "Audit log"}
ROLES = {Role.AGENT: "Agent", Role.QA: "Quality", Role.ADMIN: "Admin"}


@pages.get("/admin/operations")
@require(Role.ADMIN)
def operations() -> str:
    """Show one of the tabs."""
    tab = request.args.get("tab", "")
    return operations_page(tab if tab in TABS else "jobs")


@pages.get("/admin/jobs")
@require(Role.ADMIN)
def jobs() -> str:
    """Show the queues and the dead letters."""
    return operations_page("jobs")


@pages.post("/admin/jobs/retry")
@require(Role.ADMIN)
def retry_job() -> Response:
    """Try a job again that was given up, or all of them."""
    given = field_in_form("job", 140)
    if not given:
        count = actions.retry_all(services(), principal())
        flash(f"{count} {'job is' if count == 1 else 'jobs are'} queued again.")
        return _back_to("jobs")
    return _settled(lambda: actions.retry_job(services(), principal(), given), "Queued again.", "jobs")


@pages.post("/admin/jobs/discard")
@require(Role.ADMIN)
def discard_job() -> Response:
    """Let a job rest that was given up."""
    given, why = field_in_form("job", 140), field_in_form("why", 200)
    said = "Discarded. Tickets and drafts stay as they are."
    return _settled(lambda: actions.discard_job(services(), principal(), given, why=why), said, "jobs")


@pages.post("/admin/jobs/settle")
@require(Role.ADMIN)
def settle_delivery() -> Response:
    """Say whether a delivery whose answer was lost is there."""
    given, verdict = field_in_form("delivery", 64), field_in_form("verdict", 20)
    said = "It goes out again." if verdict == "again" else "Remembered."
    return _settled(lambda: actions.settle_delivery(services(), principal(), given, verdict), said, "jobs")


def operations_page(tab: str, **more: Any) -> str:
    """Render one tab; ``more`` are what one answer alone shows, such as a link made just now."""
    values: Mapping[str, Callable[[], dict[str, Any]]] = {
        "jobs": _jobs,
        "spend": _spend,
        "accounts": _accounts,
        "audit": audit_values,
    }
    shown = {"wrong": "", "link": "", "link_for": "", "token": "", "token_name": "", "open_dialog": ""}
    asked = request.args.get("open", "")
    if asked in ("invite", "token") or asked.startswith(("place-", "grant-")):
        shown["open_dialog"] = asked
    return render_template(
        f"admin/operations_{tab}.html",
        tab=tab,
        tabs=[(key, text, url_for("admin.operations", tab=key)) for key, text in TABS.items()],
        now=services().clock(),
        **{**shown, **values[tab](), **more},
    )


def _jobs() -> dict[str, Any]:
    backlog, now = actions.read_backlog(services(), principal()), services().clock()
    return {
        "health": backlog.health,
        "queues": queue_views(backlog, now=now),
        "dead": [dead_letter_view(one) for one in backlog.dead],
        "unconfirmed": [unconfirmed_view(one) for one in backlog.unconfirmed],
        "events_waiting": backlog.health.jobs.get("queued", 0),
        "most": actions.MOST_SHOWN,
        "score_alarms": [
            (one.brand.name, alarms_of(one.drift), url_for("qa.quality", brand=one.brand.slug) + "#automatic")
            for one in actions.score_alarms(services(), principal())
        ],
    }


def _spend() -> dict[str, Any]:
    parts = services()
    found, now, status = actions.read_spend(parts, principal()), parts.clock(), parts.model_status()
    default = "none" if status.state is ModelState.OFFLINE else status.model_id or "the endpoint’s own"
    micros, count = sum(one.spent.usd_micros for one in found), sum(one.spent.completions for one in found)
    return {
        "spends": [spend_view(one, default_model=default, now=now) for one in found],
        "months": month_views(found),
        "average": f"${micros / count / 1_000_000:.4f}" if count else "",
        "completions": count,
        "is_offline": status.state is ModelState.OFFLINE,
        "model_url": "admin.model" if "admin.model" in current_app.view_functions else "",
    }


def _accounts() -> dict[str, Any]:
    brands = {brand.id: brand.name for brand in my_brands()}
    who = principal()
    return {
        "people": account_actions.list_people(services(), who),
        "api_tokens": account_actions.list_tokens(services(), who),
        "brand_names": brands,
        "brands": my_brands(),
        "roles": {role.value: text for role, text in ROLES.items()},
        "me": who.id,
        "authorities": {name: authority_words(number) for name, number in NAMED.items()},
        "authority_words": authority_words,
        "authority_name": authority_name,
        "sees_all": who.brand_ids is None,
        "hours": services().settings.sessions.link_hours,
    }


def _settled(act: Callable[[], object], said: str, tab: str) -> Response:
    try:
        act()
    except RequestFieldsError as error:
        flash(error.message)
    else:
        flash(said)
    return _back_to(tab)


def _back_to(tab: str) -> Response:
    return redirect(url_for("admin.operations", tab=tab), 303)
