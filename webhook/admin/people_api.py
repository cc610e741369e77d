"""``/api/v1/people``: who may sign in and what they may grant, for programs."""

from typing import Any

from pydantic import Field

from webhook.accounts.authorities import authority_name, read_authority
from webhook.accounts.permissions import Act
from webhook.accounts.roles import Principal
from webhook.admin import account_actions as actions
from webhook.http.api import ApiBlueprint, Fields, Shown
from webhook.http.context import services
from webhook.store.accounts import User

api = ApiBlueprint("people_api", __name__)


class PersonBody(Fields):
    """What changes."""

    authority: str = Field(max_length=40, description="default (as the brand's agents), agent, senior, lead, a number.")


class PersonShown(Shown):
    """Somebody who may sign in; ``brand_ids`` null is every brand."""

    id: str
    email: str
    name: str
    role: str
    brand_ids: list[str] | None
    is_active: bool
    authority: str = Field(description="What an agent may grant on a ladder; default is what the brand's agents may.")


class PeoplePage(Shown):
    """People, by address."""

    items: list[PersonShown]
    next: str | None


@api.route_for("GET", "/people", act=Act.OPERATE, answer=PeoplePage)
def list_people(who: Principal) -> dict[str, Any]:
    """List who may sign in."""
    return {"items": [person_json(one.user) for one in actions.list_people(services(), who)], "next": None}


@api.route_for("PATCH", "/people/<person_id>", act=Act.OPERATE, body=PersonBody, answer=PersonShown)
def change_person(who: Principal, person_id: str, body: PersonBody) -> dict[str, Any]:
    """Say what an agent may grant."""
    return person_json(actions.set_authority(services(), who, person_id, read_authority(body.authority)))


def person_json(user: User) -> dict[str, Any]:
    """Return a person as JSON, without how they sign in."""
    return {
        "id": user.id,
        "email": user.email,
        "name": user.name,
        "role": user.role,
        "brand_ids": list(user.brand_ids) if user.brand_ids else None,
        "is_active": user.is_active,
        "authority": authority_name(user.authority),
    }
