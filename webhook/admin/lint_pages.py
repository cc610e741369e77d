"""The linter beside the editor: what it notices about the wording as typed."""

from flask import render_template, request, url_for

from knowledge_base.errors import ImportSourceError
from knowledge_base.linting import LintedPolicy, lint, linted
from knowledge_base.policies import in_force
from knowledge_base.store.policies import published_revisions
from webhook.accounts.roles import Role
from webhook.admin.actions import PolicyCase
from webhook.admin.blueprint import case_of, pages, today_of
from webhook.admin.fields import Typed, read_form, read_typed, typed_of
from webhook.admin.lint_view import WarningView, warning_views
from webhook.errors import RequestFieldsError
from webhook.http.context import require, services


@pages.post("/admin/policies/<policy_id>/lint")
@require(Role.ADMIN)
def lint_typed(policy_id: str) -> str:
    """Answer the panel with what the linter notices about the text in the form."""
    case = case_of(policy_id)
    found = warnings_of(case, read_form(request.form, typed_of(case.newest)))
    return render_template("admin/lint.html", warnings=found, policy_id=policy_id)


def warnings_of(case: PolicyCase, typed: Typed) -> tuple[WarningView, ...]:
    """Return what the linter notices about a wording beside the brand's other policies that hold today."""
    today = today_of(case.brand)
    with services().database.reading() as session:
        published = published_revisions(session, case.brand.id)
    by_policy: dict[str, list[int]] = {}
    for place, one in enumerate(published):
        by_policy.setdefault(one.policy_id, []).append(place)
    current = (in_force([published[place] for place in places], today) for places in by_policy.values())
    others = [linted(one) for one in current if one and one.policy_id != case.policy.id]
    found = lint([*others, _as_typed(case, typed)], today=today, focus=case.policy.id)
    return warning_views(found, case.policy.id, link=lambda one: url_for("admin.policy", policy_id=one))


def _as_typed(case: PolicyCase, typed: Typed) -> LintedPolicy:
    try:
        document = read_typed(typed)
    except (ImportSourceError, RequestFieldsError):  # half a word, half a date: the text alone is looked at
        return LintedPolicy(case.policy.id, typed.title or case.policy.title, typed.text, case.newest.meta)
    return LintedPolicy(case.policy.id, document.title, document.text, document.meta, source=case.policy.source)
