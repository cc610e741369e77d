"""What an admin can do with a brand's prompt: read it, try it on a made-up ticket, change it, go back.

A brand that is not theirs is answered as unknown.
"""

from dataclasses import dataclass
from datetime import datetime

from drafter.brands import Brand
from drafter.completion import Prompt
from drafter.prompts.template import Template
from drafter.store.prompt_templates import newest_template
from drafter.templating import edit_template, preview_template, reset_template, template_of
from knowledge_base.foundation.tokens import estimate_tokens
from webhook.accounts.permissions import Act, brand_in_sight, permit
from webhook.accounts.roles import Principal
from webhook.wiring import Services


@dataclass(frozen=True)
class PromptWording:
    """A brand's prompt as it stands: whose wording, and since when where it is the brand's own."""

    brand: Brand
    template: Template
    is_own: bool
    changed_at: datetime | None = None
    changed_by: str | None = None


def read_prompt(services: Services, who: Principal, *, brand: str | None = None) -> PromptWording:
    """Return the prompt that a brand drafts with.  Raises BrandNotFoundError, RequestFieldsError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.reading() as session:
        found = brand_in_sight(session, who, brand)
        template = template_of(session, found, services.settings.drafting.template)
        kept = newest_template(session, found.id)
    if kept is None:
        return PromptWording(found, template, False)
    return PromptWording(found, template, kept.text is not None, kept.created_at, kept.actor_id)


def try_prompt(services: Services, who: Principal, text: str | None, *, brand: str | None = None) -> Prompt:
    """Return what a model would be given for a made-up ticket; ``text`` None: with the wording that stands.

    Raises TemplateFormatError, BrandNotFoundError.
    """
    standing = read_prompt(services, who, brand=brand)
    template = standing.template if text is None else Template("preview", text.replace("\r\n", "\n"))
    return preview_template(template, standing.brand, estimate_tokens)


def change_prompt(services: Services, who: Principal, text: str, *, brand: str | None = None) -> PromptWording:
    """Give a brand its own wording.  Raises TemplateFormatError, BrandNotFoundError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        found = brand_in_sight(session, who, brand)
        edit_template(session, found, text, actor=who.actor, now=services.clock())
    return read_prompt(services, who, brand=found.slug)


def restore_prompt(services: Services, who: Principal, *, brand: str | None = None) -> PromptWording:
    """Let a brand draft with the shipped wording again.  Raises BrandNotFoundError."""
    permit(who, Act.EDIT_POLICIES)
    with services.database.writing() as session:
        found = brand_in_sight(session, who, brand)
        reset_template(session, found, actor=who.actor, now=services.clock())
    return read_prompt(services, who, brand=found.slug)
