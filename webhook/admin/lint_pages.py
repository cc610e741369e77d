"""The linter beside the editor: what it notices about the wording as typed, and what people decide about that."""

from flask import flash, render_template, request, url_for
from werkzeug.wrappers import Response

from knowledge_base.errors import ImportSourceError, WarningNotFoundError
from knowledge_base.lint_decisions import LintVerdict
from knowledge_base.linting import LintedPolicy
from webhook.accounts.roles import Role
from webhook.admin import keeping, lint_actions
from webhook.admin.actions import PolicyCase
from webhook.admin.blueprint import back_to, case_of, note_in_form, pages
from webhook.admin.documents import Document
from webhook.admin.fields import Typed, read_form, read_typed, typed_of
from webhook.admin.lint_view import Linted, warning_views
from webhook.errors import RequestFieldsError
from webhook.http.context import principal, require, services
from webhook.http.forms import number_in

SAID = {
    LintVerdict.THIS_WINS: "Remembered: this one wins. Change the other policy next.",
    LintVerdict.NOT_A_CONFLICT: "Remembered: not a conflict, until one of the two wordings changes.",
}


@pages.post("/admin/policies/<policy_id>/lint")
@require(Role.ADMIN)
def lint_typed(policy_id: str) -> str:
    """Answer the panel with what the linter notices about the text in the form."""
    case = case_of(policy_id)
    found = lint_of(case, read_form(request.form, typed_of(case.newest)))
    return render_template("admin/lint.html", linted=found, policy_id=policy_id, can_type=True)


@pages.post("/admin/policies/<policy_id>/lint/decide")
@require(Role.ADMIN)
def decide_lint(policy_id: str) -> Response:
    """Remember that one wording wins, or that two do not contradict; what was typed is kept."""
    case = case_of(policy_id)
    saved = typed_of(case.newest)
    typed = read_form(request.form, saved) if "text" in request.form else saved
    said, _, key = request.form.get("decision", "").partition(" ")
    if said not in (LintVerdict.THIS_WINS, LintVerdict.NOT_A_CONFLICT):
        raise RequestFieldsError("Press “This one wins” or “Not a conflict”; nothing was decided.")
    if typed != saved:
        base = number_in(request.form.get("base")) or case.newest.number
        keeping.keep(services(), principal(), policy_id, typed, base=base, note=note_in_form() or "")
    try:
        _settle(case, typed, key, LintVerdict(said))
    except WarningNotFoundError:
        flash("The text has changed since, so that warning is no more.")
    else:
        flash(SAID[LintVerdict(said)])
    return back_to(policy_id)


def lint_of(case: PolicyCase, typed: Typed) -> Linted:
    """Return what the linter notices about a wording beside the brand's published policies."""
    document = _as_typed(case, typed)
    report = lint_actions.lint_text(
        services(),
        principal(),
        title=document.title,
        text=document.text,
        meta=document.meta,
        policy_id=case.policy.id,
    )
    views = warning_views(report.open, case.policy.id, link=lambda one: url_for("admin.policy", policy_id=one))
    return Linted(views, len(report.settled))


def _settle(case: PolicyCase, typed: Typed, key: str, verdict: LintVerdict) -> None:
    document, policy = _as_typed(case, typed), case.policy
    lint_actions.settle_warning(
        services(),
        principal(),
        key,
        verdict,
        brand=case.brand.id,
        winner=policy.id if verdict is LintVerdict.THIS_WINS else None,
        wording=LintedPolicy(policy.id, document.title, document.text, document.meta, source=policy.source),
    )


def _as_typed(case: PolicyCase, typed: Typed) -> Document:
    """Read the form; half a word or half a date: the text alone is looked at."""
    try:
        return read_typed(typed)
    except (ImportSourceError, RequestFieldsError):
        return Document(typed.title or case.policy.title, typed.text, case.newest.meta)
