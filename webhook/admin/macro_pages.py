"""The page on which an admin chooses which saved replies of a helpdesk the language model may be shown."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from drafter.errors import MacroConflictError, MacroNotFoundError
from webhook.accounts.roles import Role
from webhook.admin import macro_actions as actions
from webhook.admin.blueprint import field_in_form, my_brands, names, pages
from webhook.http.context import principal, require, services
from webhook.macro_fetching import MacrosFetched


@pages.get("/admin/macros")
@require(Role.ADMIN)
def macros() -> str:
    """Show a brand's macros, those approved first."""
    brands = my_brands()
    asked = request.args.get("brand", "")[:255].replace("\x00", "")
    slug = asked or (brands[0].slug if brands else "")
    brand, found = actions.read_macros(services(), principal(), slug) if slug else (None, ())
    return render_template(
        "admin/macros.html",
        brands=brands,
        brand=brand,
        macros=sorted(found, key=lambda one: one.approved_by is None),
        approved=sum(one.approved_by is not None for one in found),
        names=names(),
    )


@pages.post("/admin/macros/fetch")
@require(Role.ADMIN)
def fetch_macros() -> Response:
    """Fetch what the helpdesks keep now."""
    brand, found = actions.fetch_macros(services(), principal(), field_in_form("brand", 255) or None)
    flash(_said(found))
    return redirect(url_for("admin.macros", brand=brand.slug), 303)


@pages.post("/admin/macros/<macro_id>/approval")
@require(Role.ADMIN)
def approve_macro(macro_id: str) -> Response:
    """Let prompts show a macro as it stands, or not."""
    is_approved = request.form.get("approved") == "yes"
    try:
        words = field_in_form("words", 64) or None
        one = actions.approve_macro(services(), principal(), macro_id, is_approved=is_approved, words=words)
    except MacroNotFoundError:
        flash("That macro is gone: its helpdesk has it no more.")
    except MacroConflictError as error:
        flash(error.message)
    else:
        flash(f"{one.title} may be shown to the model." if is_approved else f"{one.title} is not shown any more.")
    return redirect(url_for("admin.macros", brand=field_in_form("brand", 255) or None), 303)


def _said(found: MacrosFetched) -> str:
    if not found.merged and not found.failed:
        return "No helpdesk of this brand has saved replies that can be read."
    parts = [
        f"{name}: {one.added} new, {one.changed} changed, {one.removed} gone" for name, one in found.merged.items()
    ]
    parts += [f"{name} could not be asked ({error.rstrip('.')})" for name, error in found.failed.items()]
    again = sum(one.unapproved for one in found.merged.values())
    return ". ".join(parts) + "." + (f" {again} to approve again, because their words changed." if again else "")
