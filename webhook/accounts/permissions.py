"""Who may do what: the one table of acts and roles, and which brands a request reaches.

A brand that is not theirs is answered as one that does not exist.
"""

from collections.abc import Mapping
from enum import StrEnum

from sqlalchemy.orm import Session

from drafter.brands import Brand
from drafter.errors import BrandNotFoundError
from drafter.store.brands import find_brand, list_brands
from webhook.accounts.roles import Principal, Role
from webhook.errors import RequestFieldsError

AGENT, ADMIN, QA = Role.AGENT, Role.ADMIN, Role.QA


class Act(StrEnum):
    """What somebody may want to do."""

    READ_DRAFTS = "drafts.read"
    DECIDE = "drafts.decide"
    READ_TICKETS = "tickets.read"
    SUBMIT_TICKETS = "tickets.submit"
    READ_POLICIES = "policies.read"
    EDIT_POLICIES = "policies.edit"
    SEARCH = "policies.search"
    READ_EDITS = "edits.read"
    REVIEW = "edits.review"
    DISPUTE = "reviews.dispute"
    EDIT_SCORECARDS = "scorecards.edit"
    READ_REVIEWS = "reviews.read"
    READ_QUALITY = "quality.read"
    READ_CONNECTIONS = "connections.read"
    EDIT_CONNECTIONS = "connections.edit"
    OPERATE = "operations"
    ERASE = "people.erase"


ROLES_OF: Mapping[Act, tuple[Role, ...]] = {
    Act.READ_DRAFTS: (AGENT, ADMIN, QA),
    Act.DECIDE: (AGENT,),
    Act.READ_TICKETS: (AGENT, ADMIN, QA),
    Act.SUBMIT_TICKETS: (AGENT, ADMIN),
    Act.READ_POLICIES: (AGENT, ADMIN, QA),
    Act.EDIT_POLICIES: (ADMIN,),
    Act.SEARCH: (AGENT, ADMIN, QA),
    Act.READ_EDITS: (ADMIN, QA),
    Act.REVIEW: (QA,),
    Act.DISPUTE: (AGENT,),
    Act.EDIT_SCORECARDS: (ADMIN, QA),
    Act.READ_REVIEWS: (ADMIN, QA),
    Act.READ_QUALITY: (ADMIN, QA),
    Act.READ_CONNECTIONS: (ADMIN,),
    Act.EDIT_CONNECTIONS: (ADMIN,),
    Act.OPERATE: (ADMIN,),
    Act.ERASE: (ADMIN,),
}


def permit(who: Principal, act: Act) -> None:
    """Raise PermissionDeniedError unless the role of ``who`` may do this."""
    who.check_role(ROLES_OF[act])


def brands_in_sight(session: Session, who: Principal, name: str | None = None) -> tuple[str, ...] | None:
    """Return the brand ids a list may show: the named one, else all of theirs; None is every brand.

    Raises BrandNotFoundError.
    """
    return (brand_in_sight(session, who, name).id,) if name else who.brand_ids


def brand_in_sight(session: Session, who: Principal, name: str | None) -> Brand:
    """Return the brand with this name, slug or id; without a name the only one of theirs.

    Raises BrandNotFoundError, RequestFieldsError where a name is needed.
    """
    if not name:
        mine = [brand for brand in list_brands(session) if who.may_see(brand.id)]
        if len(mine) != 1:
            raise RequestFieldsError("Field 'brand' should name one of your brands by name, slug or id.")
        return mine[0]
    brand = find_brand(session, name[:255])
    if not who.may_see(brand.id):
        raise BrandNotFoundError(f"No brand is called {name[:255]!r}; 'drafter brand list' shows them all.")
    return brand


def visible_brands(session: Session, who: Principal) -> tuple[Brand, ...]:
    """Return the brands of this person, by name."""
    return tuple(sorted((one for one in list_brands(session) if who.may_see(one.id)), key=lambda one: one.name.lower()))
