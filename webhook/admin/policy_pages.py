"""The page of one policy with its editor, and the form for a new one.

Everybody signed in may read; only admins see buttons.  What somebody typed is never lost: a
refused save, a preview and a clash show it again, and it is kept on the server meanwhile.
"""

from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from drafter.errors import BrandNotFoundError
from knowledge_base.errors import ImportSourceError, KnowledgeBaseError, RevisionConflictError
from knowledge_base.foundation.errors import ServiceError
from knowledge_base.policies import Revision, Stage
from knowledge_base.store.catalogue import facets
from webhook.accounts.people import keepers_of
from webhook.accounts.roles import Role
from webhook.admin import actions, keeping
from webhook.admin.actions import PolicyCase
from webhook.admin.blueprint import (
    MOST_NOTE,
    back_to,
    case_of,
    may_edit,
    my_brands,
    named_revision,
    names,
    pages,
    today_of,
)
from webhook.admin.editor import CHANGES, TABS, WRITE, EditorView, NewView, editor_of, tabs_of, with_clash, with_tab
from webhook.admin.fields import Typed, read_form, read_typed, typed_of
from webhook.admin.lint_pages import lint_of
from webhook.admin.policy_view import policy_view, usual_revision
from webhook.admin.reading import PolicyFile, gather
from webhook.errors import RequestFieldsError
from webhook.http.context import principal, require, services
from webhook.http.forms import number_in
from webhook.http.problems import status_of

ASK, LINT, SUBMIT, SAVE = "ask", "lint", "submit", "save"


@pages.get("/admin/policies/new")
@require(Role.ADMIN)
def new_policy() -> str:
    """Show the form for a new policy, with what this person kept of it."""
    brands = my_brands()
    kept = keeping.kept(services(), principal(), keeping.NEW)
    view = NewView(brands, brand=kept.brand if kept else brands[0].slug if brands else "")
    if kept:
        view = replace(view, typed=kept.typed, kept_at=kept.kept_at)
    return _new_page(view)


@pages.post("/admin/policies/new")
@require(Role.ADMIN)
def create_policy() -> Response | tuple[str, int]:
    """Save a new policy as a draft."""
    view = NewView(my_brands(), typed=_new_typed(), brand=request.form.get("brand", "")[:255])
    try:
        document = read_typed(view.typed)
        made = actions.create_policy(
            services(),
            principal(),
            view.brand,
            title=document.title,
            text=document.text,
            meta=document.meta,
        )
    except (ImportSourceError, BrandNotFoundError, RequestFieldsError) as error:
        return _new_page(replace(view, error=error.message)), status_of(error)
    keeping.forget(services(), principal(), keeping.NEW)
    flash("Draft saved. Nothing uses it until it is published.")
    return back_to(made.policy_id)


@pages.get("/admin/policies/<policy_id>")
@require(Role.ADMIN, Role.AGENT, Role.QA)
def policy(policy_id: str) -> str:
    """Show one wording of a policy: its text, its preview, or what changed."""
    case = case_of(policy_id)
    usual = usual_revision(case, can_edit=may_edit(), today=today_of(case.brand))
    named = named_revision(case, request.args.get("revision"))
    revision = named or usual
    waits = revision.stage is Stage.IN_REVIEW and len(case.revisions) > 1
    tab = request.args.get("tab") or (CHANGES if waits and may_edit() else WRITE)
    editor = editor_of(revision, tab)
    if may_edit() and revision is case.newest and revision.stage is not Stage.IN_REVIEW:
        editor = _continued(case, editor)
    if waits and may_edit():
        editor = replace(editor, linted=lint_of(case, editor.typed))
    return policy_page(case, revision, with_tab(editor, case, revision, number_in(request.args.get("against"))))


@pages.post("/admin/policies/<policy_id>")
@require(Role.ADMIN)
def save(policy_id: str) -> Response | str | tuple[str, int]:
    """Save what was typed as the next draft; or, by the button, preview it, check it, or ask for a review."""
    case, then = case_of(policy_id), request.form.get("then", SAVE)
    editor = typed_editor(case)
    if then in (*TABS, ASK, LINT):
        _keep(policy_id, editor)
        tab = then if then in TABS else WRITE
        shown = with_tab(replace(editor, tab=tab, asks_review=then == ASK), case, case.newest)
        if then in (ASK, LINT):
            shown = replace(shown, linted=lint_of(case, editor.typed))
        return policy_page(case, case.newest, shown)
    try:
        saved = _save(case, editor)
        keeping.forget(services(), principal(), policy_id)
        if then == SUBMIT:
            actions.submit_revision(services(), principal(), policy_id, saved.number, note=editor.note.strip() or None)
    except RevisionConflictError as error:
        _keep(policy_id, editor)
        fresh = case_of(policy_id)
        return policy_page(fresh, fresh.newest, _clash(fresh, editor)), status_of(error)
    except (KnowledgeBaseError, RequestFieldsError) as error:
        _keep(policy_id, editor)
        return policy_page(case, case.newest, replace(editor, error=error.message)), status_of(error)
    flash(f"v{saved.number} waits for a review." if then == SUBMIT else f"Saved as draft v{saved.number}.")
    return back_to(policy_id)


@pages.post("/admin/policies/<policy_id>/keep")
@require(Role.ADMIN)
def keep(policy_id: str) -> dict[str, str]:
    """Keep what is being typed, for this person alone; nothing that others see changes."""
    if policy_id == keeping.NEW:
        brand = request.form.get("brand", "")[:255]
        at = keeping.keep(services(), principal(), keeping.NEW, _new_typed(), brand=brand)
    else:
        at = _keep(policy_id, typed_editor(case_of(policy_id)))
    return {"kept_at": at.isoformat()}


@pages.post("/admin/policies/<policy_id>/drop")
@require(Role.ADMIN)
def drop(policy_id: str) -> Response:
    """Throw away what this person typed and did not save."""
    keeping.forget(services(), principal(), policy_id)
    flash("Your unsaved text is thrown away.")
    return redirect(url_for("admin.policies"), 303) if policy_id == keeping.NEW else back_to(policy_id)


# -- parts ---------------------------------------------------------------------------------


def policy_page(case: PolicyCase, revision: Revision, editor: EditorView) -> str:
    """Return the page of a policy with this editor."""

    def link(**fields: Any) -> str:
        return url_for("admin.policy", policy_id=case.policy.id, **fields)

    found = gather(
        services(), principal(), case, revision, asked=request.args, written=_written(case, revision, editor)
    )
    view = policy_view(
        case,
        revision,
        found,
        names=names(),
        viewer_id=principal().id,
        can_edit=may_edit(),
        today=today_of(case.brand),
        link=lambda number: link(revision=number),
    )
    tabs = tabs_of(case, revision, editor, can_save=view.may.save, link=link)
    return render_template(
        "admin/policy.html", policy=view, editor=editor, tabs=tabs, found=found, replay_href=_replay_href(found)
    )


def _written(case: PolicyCase, revision: Revision, editor: EditorView) -> Revision | None:
    """Return the newest wording as it stands unsaved in the editor; None where it is saved or cannot be read."""
    if not editor.is_unsaved or revision.number != case.newest.number:
        return None
    try:
        document = read_typed(editor.typed)
    except (ImportSourceError, RequestFieldsError):
        return None
    return replace(revision, title=document.title, text=document.text, meta=document.meta)


def _replay_href(found: PolicyFile) -> str:
    """Where the whole replay is shown, nothing before the first."""
    return url_for("admin.replay", replay_id=found.impact.id) if found.impact else ""


def failed_page(policy_id: str, error: ServiceError) -> str:
    """Return a policy's page that says what went wrong with a step."""
    case = case_of(policy_id)
    return policy_page(case, case.newest, replace(editor_of(case.newest), error=error.message))


def typed_editor(case: PolicyCase) -> EditorView:
    """Return the editor as the form of this request holds it."""
    form, saved = request.form, typed_of(case.newest)
    typed = read_form(form, saved)
    return EditorView(
        tab=WRITE,
        typed=typed,
        base=number_in(form.get("base")) or case.newest.number,
        note=(form.get("ask_note") or form.get("note", ""))[:MOST_NOTE],
        is_unsaved=typed != saved,
    )


def _continued(case: PolicyCase, editor: EditorView) -> EditorView:
    """Return the editor with what this person typed before and did not save."""
    kept = keeping.kept(services(), principal(), case.policy.id)
    if kept is None or kept.typed == editor.typed:
        return editor
    mine = replace(editor, typed=kept.typed, base=kept.base, note=kept.note, is_unsaved=True, kept_at=kept.kept_at)
    return mine if kept.base == case.newest.number else _clash(case, mine)


def _clash(case: PolicyCase, editor: EditorView) -> EditorView:
    return with_clash(editor, case, names().get(case.newest.author_id, "somebody else"))


def _keep(policy_id: str, editor: EditorView) -> Any:
    return keeping.keep(services(), principal(), policy_id, editor.typed, base=editor.base, note=editor.note)


def _save(case: PolicyCase, editor: EditorView) -> Revision:
    """Save the typed wording; an unchanged draft is not saved again.

    Raises ImportSourceError, RequestFieldsError, RevisionConflictError.
    """
    newest = case.newest
    document = read_typed(editor.typed)
    is_same = (document.title, document.text, document.meta) == (newest.title, newest.text.strip("\n"), newest.meta)
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


def _new_typed() -> Typed:
    typed = read_form(request.form, Typed())
    return replace(typed, title=" ".join(request.form.get("title", "").split())[:200])


def _new_page(view: NewView) -> str:
    with services().database.reading() as session:
        known = facets(session, principal().brand_ids)
        admins = {name for one in view.brands for name in keepers_of(session, one.id).values()}
    shown = replace(view, facets=known, admins=tuple(sorted(admins)))
    return render_template("admin/new_policy.html", new=shown)
