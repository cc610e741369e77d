"""The admin's pages: the list of policies with a test search, one policy with its editor.

Everybody signed in may read; only admins see buttons.  What somebody typed is never lost:
a refused save, a preview and a conflict all show the text again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from drafter.brands import Brand
from drafter.errors import BrandNotFoundError
from knowledge_base.errors import (
    ImportSourceError,
    KnowledgeBaseError,
    PolicyNotFoundError,
    RevisionConflictError,
    SnapshotNotReadyError,
)
from knowledge_base.foundation.errors import ServiceError
from knowledge_base.policies import Revision, Stage, Verdict
from webhook.accounts.people import names_by_id
from webhook.accounts.permissions import visible_brands
from webhook.accounts.roles import Role
from webhook.admin import actions
from webhook.admin.actions import PolicyCase
from webhook.admin.documents import read_document
from webhook.admin.editor import CHANGES, TABS, WRITE, EditorView, NewView, editor_of, tabs_of, with_conflict, with_tab
from webhook.admin.listing import ListChoice, SearchView, list_view
from webhook.admin.views import hit_views, policy_view, usual_revision
from webhook.errors import RequestFieldsError
from webhook.http.context import principal, require, services
from webhook.http.problems import status_of

MOST_POLICIES = 5000  # a list longer than this is cut; finding by words reaches the rest
MOST_HITS = 6
MOST_QUESTION = 2000
MOST_NOTE = 500
MOST_TITLE = 200

pages = Blueprint("admin", __name__)


# -- the list, and a new policy --------------------------------------------------------------


@pages.get("/admin")
@require(Role.ADMIN, Role.AGENT, Role.QA)
def policies() -> str:
    """Show policies by title, and what a test search finds."""
    choice, brands = ListChoice.read(request.args), _brands()
    found = actions.list_policies(
        services(), principal(), brand=choice.brand or None, query=choice.query or None, limit=MOST_POLICIES
    )
    question = request.args.get("ask", "").strip()[:MOST_QUESTION]
    view = list_view(
        found,
        choice,
        brands=brands,
        search=_search(question, request.args.get("as", "")[:255], brands),
        can_edit=_may_edit(),
        today=services().clock().date(),
        link=lambda fields: url_for("admin.policies", **fields),
    )
    return render_template("admin/policies.html", policies=view)


@pages.get("/admin/policies/new")
@require(Role.ADMIN)
def new_policy() -> str:
    """Show an empty form."""
    brands = _brands()
    return render_template("admin/new_policy.html", new=NewView(brands, brand=brands[0].slug if brands else ""))


@pages.post("/admin/policies/new")
@require(Role.ADMIN)
def create_policy() -> Response | tuple[str, int]:
    """Save a new policy as a draft."""
    form = request.form
    typed = NewView(
        _brands(),
        title=form.get("title", "").strip()[:MOST_TITLE],
        brand=form.get("brand", "")[:255],
        text=_lines(form.get("text", "")),
    )
    try:
        document = read_document(typed.text, title=typed.title)
        made = actions.create_policy(
            services(),
            principal(),
            typed.brand,
            title=typed.title or document.title,
            text=document.text,
            meta=document.meta,
        )
    except (ImportSourceError, BrandNotFoundError, RequestFieldsError) as error:
        return render_template("admin/new_policy.html", new=replace(typed, error=error.message)), status_of(error)
    flash("Draft saved. Nothing uses it until it is published.")
    return _back(made.policy_id)


# -- one policy ----------------------------------------------------------------------------


@pages.get("/admin/policies/<policy_id>")
@require(Role.ADMIN, Role.AGENT, Role.QA)
def policy(policy_id: str) -> str:
    """Show one wording of a policy: its text, its preview, or what changed."""
    case = _case(policy_id)
    usual = usual_revision(case, can_edit=_may_edit(), today=services().clock().date())
    revision = _named(case, request.args.get("revision")) or usual
    waits = revision.stage is Stage.IN_REVIEW and len(case.revisions) > 1
    editor = editor_of(revision, request.args.get("tab") or (CHANGES if waits and _may_edit() else WRITE))
    return _policy_page(case, revision, with_tab(editor, case, revision, _number(request.args.get("against"))))


@pages.post("/admin/policies/<policy_id>")
@require(Role.ADMIN)
def save(policy_id: str) -> Response | str | tuple[str, int]:
    """Save what was typed as the next draft; or, by the button, preview it, or ask for a review."""
    case, form = _case(policy_id), request.form
    editor = EditorView(
        tab=WRITE,
        text=_lines(form.get("text", "")),
        base=_number(form.get("base")) or case.newest.number,
        note=form.get("note", "")[:MOST_NOTE],
        is_unsaved=True,
    )
    then = form.get("then", "save")
    if then in TABS:
        return _policy_page(case, case.newest, with_tab(replace(editor, tab=then), case, case.newest))
    try:
        saved = _save(case, editor)
        if then == "submit":
            actions.submit_revision(services(), principal(), policy_id, saved.number, note=editor.note.strip() or None)
    except RevisionConflictError as error:
        fresh = _case(policy_id)
        author = _names().get(fresh.newest.author_id, "Somebody else")
        return _policy_page(fresh, fresh.newest, with_conflict(editor, fresh.newest, author)), status_of(error)
    except KnowledgeBaseError as error:
        return _policy_page(case, case.newest, replace(editor, error=error.message)), status_of(error)
    flash(f"v{saved.number} waits for a review." if then == "submit" else f"Saved as draft v{saved.number}.")
    return _back(policy_id)


@pages.post("/admin/policies/<policy_id>/review")
@require(Role.ADMIN)
def decide(policy_id: str) -> Response | tuple[str, int]:
    """Approve the wording under review, or send it back."""
    verdict = request.form.get("verdict", "")
    note = request.form.get("note", "").strip()[:MOST_NOTE] or None

    def act(number: int) -> str:
        if verdict not in set(Verdict):
            raise RequestFieldsError("Press “Approve” or “Ask for changes”; nothing was decided.")
        actions.review_revision(services(), principal(), policy_id, number, Verdict(verdict), note=note)
        return f"v{number} is approved." if verdict == Verdict.APPROVE else f"v{number} is a draft again."

    return _act(policy_id, act)


@pages.post("/admin/policies/<policy_id>/publish")
@require(Role.ADMIN)
def publish(policy_id: str) -> Response | tuple[str, int]:
    """Publish a wording: a new index is built, and drafts use it from then on."""
    given = request.form.get("effective_at", "").strip()

    def act(number: int) -> str:
        done = actions.publish_revision(services(), principal(), policy_id, number, effective_at=_day(given))
        starts = done.effective_from
        is_later = starts is not None and starts > services().clock().date()
        return f"v{number} is published and holds from {starts}." if is_later else f"v{number} is live."

    return _act(policy_id, act)


@pages.post("/admin/policies/<policy_id>/retire")
@require(Role.ADMIN)
def retire(policy_id: str) -> Response | tuple[str, int]:
    """Take a policy out of use."""
    reason = request.form.get("reason", "").strip()[:MOST_NOTE] or None

    def act(_number: int) -> str:
        actions.retire_policy(services(), principal(), policy_id, reason=reason)
        return "The policy is retired; no draft uses it any more."

    return _act(policy_id, act)


@pages.post("/admin/policies/<policy_id>/restore")
@require(Role.ADMIN)
def restore(policy_id: str) -> Response | tuple[str, int]:
    """Bring an older wording back, as a new draft."""

    def act(number: int) -> str:
        old = actions.get_revision(services(), principal(), policy_id, number)
        made = actions.save_revision(
            services(),
            principal(),
            policy_id,
            text=old.text,
            title=old.title,
            change_meta=lambda _: old.meta,
            note=f"Brought back v{number}.",
        )
        return f"v{number} is back as draft v{made.number}."

    return _act(policy_id, act)


# -- parts ---------------------------------------------------------------------------------


def _search(question: str, brand: str, brands: Sequence[Brand]) -> SearchView:
    view = SearchView(question, brand or (brands[0].slug if brands else ""))
    if not question:
        return view
    try:
        found = actions.search(services(), principal(), question, brand=view.brand, k=MOST_HITS)
    except SnapshotNotReadyError:
        return replace(view, error="Nothing of this brand is published yet, so there is nothing to search.")
    except (KnowledgeBaseError, BrandNotFoundError, RequestFieldsError) as error:
        return replace(view, error=error.message)
    return replace(view, hits=hit_views(found), floor=f"{found.floor:.2f}")


def _save(case: PolicyCase, editor: EditorView) -> Revision:
    """Save the typed document; an unchanged draft is not saved again.

    Raises ImportSourceError, RevisionConflictError.
    """
    newest = case.newest
    document = read_document(editor.text, title=newest.title)
    is_same = (document.title, document.text, document.meta) == (newest.title, newest.text, newest.meta)
    if is_same and newest.stage is Stage.DRAFT and editor.base == newest.number:
        return newest
    return actions.save_revision(
        services(),
        principal(),
        case.policy.id,
        text=document.text,
        title=document.title,
        change_meta=lambda _: document.meta,
        based_on=editor.base,
        note=editor.note.strip() or None,
    )


def _act(policy_id: str, act: Callable[[int], str]) -> Response | tuple[str, int]:
    """Do one act on the revision that the form names; what goes wrong is said on the policy's page."""
    case = _case(policy_id)
    revision = _named(case, request.form.get("revision")) or case.newest
    try:
        flash(act(revision.number))
    except (KnowledgeBaseError, RequestFieldsError) as error:
        return _failed(policy_id, error), status_of(error)
    return _back(policy_id)


def _failed(policy_id: str, error: ServiceError) -> str:
    case = _case(policy_id)
    return _policy_page(case, case.newest, replace(editor_of(case.newest), error=error.message))


def _policy_page(case: PolicyCase, revision: Revision, editor: EditorView) -> str:
    def link(**fields: Any) -> str:
        return url_for("admin.policy", policy_id=case.policy.id, **fields)

    view = policy_view(
        case,
        revision,
        names=_names(),
        viewer_id=principal().id,
        can_edit=_may_edit(),
        today=services().clock().date(),
        link=lambda number: link(revision=number),
    )
    tabs = tabs_of(case, revision, editor, can_save=view.may.save, link=link)
    return render_template("admin/policy.html", policy=view, editor=editor, tabs=tabs)


def _case(policy_id: str) -> PolicyCase:
    return actions.get_policy(services(), principal(), policy_id)


def _named(case: PolicyCase, given: str | None) -> Revision | None:
    """Return the revision with this number, None where none is asked for.  Raises PolicyNotFoundError."""
    if not given:
        return None
    number = _number(given)
    found = next((one for one in case.revisions if one.number == number), None)
    if found is None:
        raise PolicyNotFoundError(f"Policy {case.policy.title!r} has no revision {given[:12]!r}.")
    return found


def _back(policy_id: str) -> Response:
    return redirect(url_for("admin.policy", policy_id=policy_id), 303)


def _may_edit() -> bool:
    return principal().role is Role.ADMIN


def _brands() -> tuple[Brand, ...]:
    with services().database.reading() as session:
        return visible_brands(session, principal())


def _names() -> Mapping[str, str]:
    with services().database.reading() as session:
        return names_by_id(session)


def _number(given: str | None) -> int | None:
    return int(given) if given and given.isascii() and given.isdigit() and len(given) < 10 else None


def _day(given: str) -> date | None:
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        raise RequestFieldsError(f"{given[:20]!r} is no day; write it as 2026-12-01.") from error


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
