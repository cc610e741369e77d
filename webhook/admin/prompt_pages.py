"""The page on which an admin reads, tries and changes what a brand tells the language model."""

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from drafter.completion import Prompt
from drafter.errors import TemplateFormatError
from drafter.prompts.template import LONGEST_TEMPLATE_CHARS, MANDATORY_SLOTS
from webhook.accounts.roles import Role
from webhook.admin import prompt_actions
from webhook.admin.blueprint import my_brands, names, pages
from webhook.http.context import principal, require, services


@pages.route("/admin/prompt", methods=["GET", "POST"])
@require(Role.ADMIN)
def prompt() -> Response | str | tuple[str, int]:
    """Show the prompt that a brand drafts with; by POST try a wording, keep it, or go back to the shipped one."""
    if request.method != "POST":
        return _page(request.args.get("brand", "")[:255] or None)
    return _change()


def _change() -> Response | str | tuple[str, int]:
    brand, step = request.form.get("brand", "")[:255] or None, request.form.get("step", "")
    text = request.form.get("text", "")[: LONGEST_TEMPLATE_CHARS + 1]
    try:
        if step == "preview":
            return _page(brand, text=text, made=prompt_actions.try_prompt(services(), principal(), text, brand=brand))
        if step == "reset":
            kept = prompt_actions.restore_prompt(services(), principal(), brand=brand)
            flash("Drafts use the shipped prompt again.")
        else:
            kept = prompt_actions.change_prompt(services(), principal(), text, brand=brand)
            flash("Kept. The next draft uses this wording.")
    except TemplateFormatError as error:
        return _page(brand, text=text, wrong=error.message), 422
    return redirect(url_for("admin.prompt", brand=kept.brand.slug), 303)


def _page(brand: str | None, *, text: str | None = None, made: Prompt | None = None, wrong: str = "") -> str:
    brands = my_brands()
    slug = brand or (brands[0].slug if brands else "")
    standing = prompt_actions.read_prompt(services(), principal(), brand=slug) if slug else None
    return render_template(
        "admin/prompt.html",
        brands=brands,
        slug=standing.brand.slug if standing else "",
        standing=standing,
        text=text if text is not None or standing is None else standing.template.text,
        made=made,
        wrong=wrong,
        mandatory=[f"{{{{{slot}}}}}" for slot in MANDATORY_SLOTS],
        by=names().get(standing.changed_by or "", standing.changed_by) if standing else "",
    )
