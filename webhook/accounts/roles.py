"""Role and Principal: who asks, what for, and for which brands."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from drafter.brands import Brand
from drafter.resolutions import LEAD
from knowledge_base.foundation.actors import Actor
from webhook.errors import PermissionDeniedError


class Role(StrEnum):
    """What a person or token is here for."""

    AGENT = "agent"
    ADMIN = "admin"
    QA = "qa"


@dataclass(frozen=True)
class Principal:
    """Whoever made the request: a signed-in person or a token.  ``brand_ids`` None is every brand.

    ``authority`` is what this agent may grant, where it differs from what the brand's agents may.
    """

    id: str
    name: str
    role: Role
    brand_ids: tuple[str, ...] | None = None
    authority: int | None = None

    @property
    def actor(self) -> Actor:
        """The id and role that the inner rooms are told."""
        return Actor(self.id, self.role.value)

    def may_see(self, brand_id: str) -> bool:
        """Whether this brand is one of theirs."""
        return self.brand_ids is None or brand_id in self.brand_ids

    def may_grant(self, brand: Brand) -> int:
        """Return the authority that this person has over a brand's ladders; an admin has a lead's at least."""
        own = brand.agents_authority if self.authority is None else self.authority
        return max(own, LEAD) if self.role is Role.ADMIN else own

    def check_role(self, roles: Sequence[Role]) -> None:
        """Raise PermissionDeniedError unless theirs is among ``roles``."""
        if self.role not in roles:
            wanted = " or ".join(role.value for role in roles)
            raise PermissionDeniedError(f"This needs the role {wanted}; you are signed in as {self.role.value}.")

    def check_brand(self, brand_id: str) -> None:
        """Raise PermissionDeniedError unless this brand is theirs."""
        if not self.may_see(brand_id):
            raise PermissionDeniedError("This belongs to a brand that is not among yours; ask an admin for access.")
