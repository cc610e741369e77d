"""``/api/v1/erasures``: blank what a requester wrote, for programs that answer such requests."""

from typing import Any

from pydantic import Field

from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.erasing import erase
from webhook.http.api import ApiBlueprint, Fields, Shown
from webhook.http.context import services

api = ApiBlueprint("erasing_api", __name__)


class ErasureBody(Fields):
    """Whose texts go: a requester's, or those of one ticket."""

    brand: str | None = Field(None, max_length=255, description="A brand's name, slug or id; left out: all of yours.")
    requester: str | None = Field(None, max_length=255, description="The requester's mail address.")
    ticket: str | None = Field(None, max_length=255, description="One ticket instead: our id or the helpdesk's.")


class ErasureShown(Shown):
    """What was erased."""

    tickets: list[str] = Field(description="Our ids of the tickets whose texts are gone.")


@api.route_for("POST", "/erasures", act=Act.ERASE, body=ErasureBody, answer=ErasureShown)
def erase_texts(who: Principal, body: ErasureBody) -> dict[str, Any]:
    """Blank the texts of tickets, drafts, replies and reviews for good; ids and figures stay."""
    found = erase(services(), who, brand=body.brand, requester=body.requester, ticket=body.ticket)
    return {"tickets": list(found)}
