"""What contradicts, repeats or has passed among all published policies of a brand, to be settled one by one."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from knowledge_base.errors import WarningNotFoundError
from knowledge_base.lint_decisions import LintVerdict
from webhook.accounts.roles import Role
from webhook.admin import lint_actions
from webhook.admin.blueprint import may_edit, my_brands, pages
from webhook.admin.lint_view import warning_views
from webhook.errors import RequestFieldsError
from webhook.http.context import principal, require, services

MOST_SHOWN = 100


@pages.get("/admin/conflicts")
@require(Role.ADMIN, Role.AGENT, Role.QA)
def conflicts() -> str:
    """Show the open warnings about a brand's published policies, the gravest first."""
    brands = my_brands()
    slug = request.args.get("brand", "")[:255] or (brands[0].slug if brands else "")
    report = lint_actions.lint_policies(services(), principal(), brand=slug) if slug else None
    found = report.open if report else ()
    return render_template(
        "admin/conflicts.html",
        warnings=warning_views(found[:MOST_SHOWN], "", link=lambda one: url_for("admin.policy", policy_id=one)),
        count=len(found),
        settled=len(report.settled) if report else 0,
        brands=brands,
        slug=slug,
        can_edit=may_edit(),
    )


@pages.post("/admin/conflicts")
@require(Role.ADMIN)
def settle_conflict() -> Response:
    """Remember which policy wins, or that two do not contradict."""
    form = request.form
    slug, winner = form.get("brand", "")[:255], form.get("winner", "")[:64]
    verdict = LintVerdict.THIS_WINS if winner else LintVerdict.NOT_A_CONFLICT
    if not form.get("key"):
        raise RequestFieldsError("Choose a warning first; nothing was decided.")
    try:
        lint_actions.settle_warning(
            services(), principal(), form["key"][:64], verdict, brand=slug, winner=winner or None
        )
    except WarningNotFoundError:
        flash("The wording has changed since, so that warning is no more.")
    else:
        flash("Remembered, until one of the wordings changes.")
    return redirect(url_for("admin.conflicts", brand=slug), 303)
