"""``/api/v1/prompt``: a brand's wording of its prompt, for programs."""

from typing import Any

from pydantic import Field

from drafter.prompts.template import LONGEST_TEMPLATE_CHARS
from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.admin.prompt_actions import PromptWording, change_prompt, read_prompt, restore_prompt, try_prompt
from webhook.draft_json import moment_json
from webhook.http.api import ApiBlueprint, Fields, Moment, Shown
from webhook.http.context import services

api = ApiBlueprint("prompt_api", __name__)

PROMPT = "/prompt"
_BRAND = Field(None, max_length=255, description="Name, slug or id; may be left out with one brand.")


class PromptQuery(Fields):
    """Whose prompt."""

    brand: str | None = _BRAND


class PromptBody(Fields):
    """A new wording; null goes back to the shipped one."""

    brand: str | None = _BRAND
    text: str | None = Field(max_length=LONGEST_TEMPLATE_CHARS)


class PromptShown(Shown):
    """The prompt a brand drafts with."""

    brand_id: str
    id: str = Field(description="Name and content hash, as a draft's provenance has it.")
    text: str
    is_own: bool
    changed_at: Moment | None
    changed_by: str | None


class PromptMessageShown(Shown):
    """One message that a model is given."""

    role: str
    content: str


class PromptPreview(Shown):
    """What a model would be given for a made-up ticket."""

    id: str
    tokens: int = Field(description="An estimate.")
    messages: list[PromptMessageShown]


@api.route_for("GET", PROMPT, act=Act.EDIT_POLICIES, query=PromptQuery, answer=PromptShown)
def get_prompt(who: Principal, query: PromptQuery) -> dict[str, Any]:
    """Show the prompt that a brand drafts with."""
    return _shown(read_prompt(services(), who, brand=query.brand))


@api.route_for("POST", PROMPT, act=Act.EDIT_POLICIES, body=PromptBody, answer=PromptShown)
def edit_prompt(who: Principal, body: PromptBody) -> dict[str, Any]:
    """Give a brand its own prompt, or the shipped one again."""
    if body.text is None:
        return _shown(restore_prompt(services(), who, brand=body.brand))
    return _shown(change_prompt(services(), who, body.text, brand=body.brand))


@api.route_for("POST", f"{PROMPT}/preview", act=Act.EDIT_POLICIES, body=PromptBody, answer=PromptPreview)
def preview_prompt(who: Principal, body: PromptBody) -> dict[str, Any]:
    """Show what a model would be given for a made-up ticket."""
    made = try_prompt(services(), who, body.text, brand=body.brand)
    messages = [{"role": one.role, "content": one.content} for one in made.messages]
    return {"id": made.id, "tokens": made.tokens, "messages": messages}


def _shown(wording: PromptWording) -> dict[str, Any]:
    return {
        "brand_id": wording.brand.id,
        "id": wording.template.id,
        "text": wording.template.text,
        "is_own": wording.is_own,
        "changed_at": moment_json(wording.changed_at),
        "changed_by": wording.changed_by,
    }
