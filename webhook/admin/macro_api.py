"""``/api/v1/macros``: the helpdesks' saved replies, and which of them prompts may show, for programs."""

from typing import Any

from pydantic import Field

from drafter.macros import Macro
from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.admin import macro_actions as actions
from webhook.draft_json import moment_json
from webhook.http.api import ApiBlueprint, Fields, Moment, Shown
from webhook.http.context import services

api = ApiBlueprint("macro_api", __name__)

MACROS = "/macros"
_BRAND = Field(None, max_length=255, description="Name, slug or id; may be left out with one brand.")


class MacrosQuery(Fields):
    """Whose macros."""

    brand: str | None = _BRAND


class MacrosFetchBody(Fields):
    """Whose macros to fetch."""

    brand: str | None = _BRAND


class MacroApprovalBody(Fields):
    """Whether prompts may show it."""

    approved: bool
    words: str | None = Field(None, max_length=64, description="The macro's, as it was read; another is refused.")


class MacroShown(Shown):
    """A saved reply as its helpdesk last showed it."""

    id: str
    connection_id: str
    title: str
    folder: str | None
    text: str
    words: str = Field(description="A mark of title and text, to be given with an approval.")
    approved_by: str | None = Field(description="Who let prompts show it, with these words; null: nobody.")
    approved_at: Moment | None
    seen_at: Moment | None


class MacroPage(Shown):
    """Macros, by title."""

    items: list[MacroShown]
    next: str | None


class MacrosMergedShown(Shown):
    """What a look at one helpdesk changed."""

    connection: str
    added: int
    changed: int
    removed: int
    unapproved: int


class MacrosFailedShown(Shown):
    """A helpdesk that could not be asked; its macros stay as they were."""

    connection: str
    error: str


class MacrosFetchedShown(Shown):
    """What came of looking."""

    merged: list[MacrosMergedShown]
    failed: list[MacrosFailedShown]


@api.route_for("GET", MACROS, act=Act.READ_CONNECTIONS, query=MacrosQuery, answer=MacroPage)
def list_macros(who: Principal, query: MacrosQuery) -> dict[str, Any]:
    """List a brand's macros and which are approved."""
    _, found = actions.read_macros(services(), who, query.brand)
    return {"items": [macro_json(one) for one in found], "next": None}


@api.route_for("POST", f"{MACROS}/fetch", act=Act.EDIT_CONNECTIONS, body=MacrosFetchBody, answer=MacrosFetchedShown)
def fetch_macros(who: Principal, body: MacrosFetchBody) -> dict[str, Any]:
    """Fetch what a brand's helpdesks keep now.

    A macro that changed has to be approved again.
    """
    _, found = actions.fetch_macros(services(), who, body.brand)
    return {
        "merged": [
            {
                "connection": name,
                "added": one.added,
                "changed": one.changed,
                "removed": one.removed,
                "unapproved": one.unapproved,
            }
            for name, one in found.merged.items()
        ],
        "failed": [{"connection": name, "error": error} for name, error in found.failed.items()],
    }


@api.route_for(
    "POST", f"{MACROS}/<macro_id>/approval", act=Act.EDIT_POLICIES, body=MacroApprovalBody, answer=MacroShown
)
def approve_macro(who: Principal, macro_id: str, body: MacroApprovalBody) -> dict[str, Any]:
    """Let prompts show a macro with the words that it has now, or not."""
    return macro_json(actions.approve_macro(services(), who, macro_id, is_approved=body.approved, words=body.words))


def macro_json(one: Macro) -> dict[str, Any]:
    """Return a macro as JSON."""
    return {
        "id": one.id,
        "connection_id": one.connection_id,
        "title": one.title,
        "folder": one.folder,
        "text": one.text,
        "words": one.words,
        "approved_by": one.approved_by,
        "approved_at": moment_json(one.approved_at),
        "seen_at": moment_json(one.seen_at),
    }
