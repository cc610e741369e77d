"""The import page and the result of one import; every button is a form, so they work without scripts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from drafter.errors import BrandNotFoundError
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.foundation.actors import SYSTEM
from knowledge_base.foundation.errors import ServiceError
from knowledge_base.origins import ImportRun, ItemKind, Origin, OriginKind, RunState
from webhook.accounts.roles import Role
from webhook.admin import actions, importing
from webhook.admin.blueprint import my_brands, names, pages
from webhook.errors import HelpdeskError, RequestFieldsError
from webhook.http.context import principal, require, services
from webhook.http.problems import status_of

EVERY = ((1, "every hour"), (6, "every 6 hours"), (24, "every day"), (168, "every week"))
KIND_NAMES: Mapping[OriginKind, str] = {
    OriginKind.FOLDER: "Folder",
    OriginKind.FILE: "File",
    OriginKind.ARCHIVE: "Archive",
    OriginKind.PAGE: "Page",
    OriginKind.HELP_CENTRE: "Help centre",
}
OUTCOMES: Mapping[ItemKind, tuple[str, str]] = {
    ItemKind.REFUSED: ("Refused", "dot-bad"),
    ItemKind.VANISHED: ("Vanished", "dot-warn"),
    ItemKind.REVISED: ("Changed", "dot-accent"),
    ItemKind.CREATED: ("New", "dot-good"),
    ItemKind.LEFT_OUT: ("Left out", "dot-ring"),
    ItemKind.UNCHANGED: ("Unchanged", "dot-ring"),
}
STATES: Mapping[RunState, tuple[str, str]] = {
    RunState.QUEUED: ("Waiting", "dot-ring"),
    RunState.RUNNING: ("Running", "dot-accent"),
    RunState.DONE: ("Done", "dot-good"),
    RunState.FAILED: ("Failed", "dot-bad"),
}
STARTERS: Mapping[str, str] = {SYSTEM.id: "the schedule", "command-line": "the command line"}
MOST_ROWS = 500
REFUSED = (KnowledgeBaseError, HelpdeskError, RequestFieldsError, BrandNotFoundError)


@dataclass(frozen=True)
class RunView:
    """One import, in words."""

    id: str
    name: str
    kind: str
    state: str
    dot: str
    by: str
    started_at: datetime
    counts: tuple[tuple[str, int], ...]
    figures: tuple[tuple[str, int, str], ...]
    error: str
    is_open: bool


@dataclass(frozen=True)
class ItemView:
    """One line of a result."""

    outcome: str
    dot: str
    title: str
    policy_id: str | None
    detail: str
    key: str


@pages.get("/admin/import")
@require(Role.ADMIN)
def imports() -> str:
    """Show where policies can come from, what vanished, and the last imports."""
    return _page()


@pages.post("/admin/import")
@require(Role.ADMIN)
def import_file() -> Response | tuple[str, int]:
    """Import an uploaded file or .zip."""

    def act() -> str:
        sent = request.files.get("file")
        if sent is None or not sent.filename:
            raise RequestFieldsError("Choose a file first: Markdown, HTML, CSV, Word, PDF, help-centre JSON or a .zip.")
        name = PurePosixPath(sent.filename.replace("\\", "/")).name[:200]
        result = importing.import_file(services(), principal(), request.form.get("brand"), name, sent.read())
        return result.run.id

    return _led_to_run(act, "file")


@pages.post("/admin/import/page")
@require(Role.ADMIN)
def import_page() -> Response | tuple[str, int]:
    """Import a public page."""

    def act() -> str:
        url = request.form.get("url", "")
        return importing.import_page(services(), principal(), request.form.get("brand"), url).run.id

    return _led_to_run(act, "page")


@pages.post("/admin/import/sources")
@require(Role.ADMIN)
def add_source() -> Response | tuple[str, int]:
    """Add a help centre, and fetch it at once."""

    def act() -> str:
        form = request.form
        origin = importing.add_source(
            services(),
            principal(),
            form.get("brand"),
            form.get("address", ""),
            locale=form.get("locale", "")[:40],
            every_hours=_hours(form.get("every", "")),
        )
        return importing.fetch_source(services(), principal(), origin.id).id

    return _led_to_run(act, "source")


@pages.post("/admin/import/sources/<origin_id>")
@require(Role.ADMIN)
def change_source(origin_id: str) -> Response | tuple[str, int]:
    """Fetch a source now, change how often it is fetched, or remove it, by the button."""
    then = request.form.get("then", "")

    def act() -> str:
        if then == "fetch":
            return importing.fetch_source(services(), principal(), origin_id).id
        if then == "remove":
            importing.remove_source(services(), principal(), origin_id)
            flash("It is fetched no more; its policies stay.")
        else:
            every = _hours(request.form.get("every", ""))
            importing.schedule_source(services(), principal(), origin_id, every)
            flash(f"It is fetched {dict(EVERY)[every]}." if every else "It is fetched when you ask.")
        return ""

    return _led_to_run(act, "source")


@pages.get("/admin/export")
@require(Role.ADMIN)
def export() -> Response:
    """Send a brand's policies as a .zip that an import reads as unchanged."""
    slug, packed = importing.export_policies(services(), principal(), request.args.get("brand"))
    named = {"Content-Disposition": f"attachment; filename={slug}-policies.zip"}
    return Response(packed, mimetype="application/zip", headers=named)


@pages.get("/admin/import/runs/<run_id>")
@require(Role.ADMIN)
def import_run(run_id: str) -> str:
    """Show what one import did."""
    return _run_page(run_id)


@pages.post("/admin/import/runs/<run_id>/publish")
@require(Role.ADMIN)
def publish_import(run_id: str) -> Response | tuple[str, int]:
    """Publish the new policies of an import."""
    try:
        count, is_live = importing.publish_new(services(), principal(), run_id)
    except KnowledgeBaseError as error:
        return _run_page(run_id, error), status_of(error)
    noun = "policy" if count == 1 else "policies"
    flash(f"{count} {noun} {'published' if is_live else 'put up for review: this brand asks for two people'}.")
    return redirect(url_for("admin.import_run", run_id=run_id), 303)


@pages.post("/admin/import/vanished/<policy_id>")
@require(Role.ADMIN)
def decide_vanished(policy_id: str) -> Response | tuple[str, int]:
    """Retire a policy whose source no longer has it, or keep it."""

    def act() -> str:
        if request.form.get("then") == "keep":
            importing.keep_policy(services(), principal(), policy_id)
            flash("It stays, and stands by itself now.")
        else:
            actions.retire_policy(services(), principal(), policy_id, reason="Its source no longer has it.")
            flash("The policy is retired; no draft uses it any more.")
        return ""

    return _led_to_run(act, "vanished")


def _led_to_run(act: Callable[[], str], part: str) -> Response | tuple[str, int]:
    """Do one act; go to the import it names, else back, and say what went wrong beside its form."""
    try:
        run_id = act()
    except REFUSED as error:
        return _page(error, part), status_of(error)
    return redirect(url_for("admin.import_run", run_id=run_id) if run_id else url_for("admin.imports"), 303)


def _page(error: ServiceError | None = None, part: str = "") -> str:
    desk, people = importing.show_imports(services(), principal()), names()
    brands = my_brands()
    return render_template(
        "admin/imports.html",
        brands=brands,
        brand_names={one.id: one.name for one in brands},
        sources=desk.origins,
        kinds={kind.value: name for kind, name in KIND_NAMES.items()},
        every=EVERY,
        vanished=desk.vanished,
        runs=[_run_view(run, people) for run in desk.runs],
        error=error.message if error else "",
        part=part,
        typed=request.form,
    )


def _run_page(run_id: str, error: ServiceError | None = None) -> str:
    run = importing.get_run(services(), principal(), run_id)
    drafts = importing.drafts_of(services(), principal(), run_id)
    return render_template(
        "admin/import_run.html",
        run=_run_view(run, names()),
        items=[_item_view(run, number) for number in range(min(len(run.items), MOST_ROWS))],
        more=max(0, sum(count for kind, count in run.counts if kind is not ItemKind.UNCHANGED) - MOST_ROWS),
        drafts=len(drafts),
        at_once=importing.MOST_PUBLISHED,
        error=error.message if error else "",
    )


def _run_view(run: ImportRun, people: Mapping[str, str]) -> RunView:
    state, dot = STATES[run.state]
    is_partly = run.state is RunState.DONE and run.count(ItemKind.REFUSED)
    return RunView(
        id=run.id,
        name=_name(run.origin),
        kind=KIND_NAMES[run.origin.kind],
        state=state,
        dot="dot-warn" if is_partly else dot,
        by=STARTERS.get(run.actor_id) or people.get(run.actor_id, "a program"),
        started_at=run.started_at,
        counts=tuple((OUTCOMES[kind][0], run.count(kind)) for kind in ItemKind),
        figures=_figures(run),
        error=run.error or "",
        is_open=run.state in (RunState.QUEUED, RunState.RUNNING),
    )


def _figures(run: ImportRun) -> tuple[tuple[str, int, str], ...]:
    """Return the four figures of a result, each with what else belongs to it."""
    unchanged, left_out = run.count(ItemKind.UNCHANGED), run.count(ItemKind.LEFT_OUT)
    return (
        ("New", run.count(ItemKind.CREATED), "arrived as drafts"),
        ("Changed", run.count(ItemKind.REVISED), f"{unchanged:,} unchanged"),
        ("Vanished", run.count(ItemKind.VANISHED), "put up for retirement"),
        ("Refused", run.count(ItemKind.REFUSED), f"{left_out:,} left out" if left_out else "could not be read"),
    )


def _item_view(run: ImportRun, number: int) -> ItemView:
    item = run.items[number]
    outcome, dot = OUTCOMES[item.kind]
    details = {
        ItemKind.CREATED: "arrived as a draft",
        ItemKind.REVISED: f"v{item.revision} holds the new wording",
        ItemKind.VANISHED: "its source no longer has it; retire it or keep it",
    }
    return ItemView(outcome, dot, item.title, item.policy_id, item.reason or details.get(item.kind, ""), item.key)


def _name(origin: Origin) -> str:
    if origin.kind in (OriginKind.FOLDER, OriginKind.FILE, OriginKind.ARCHIVE):
        return PurePosixPath(origin.location).name or origin.location
    return origin.location.partition("://")[2] + (f" ({origin.locale})" if origin.locale else "")


def _hours(given: str) -> int | None:
    return int(given) if given in {str(hours) for hours, _ in EVERY} else None
