"""Who did it: an id and a role, passed inwards.  Accounts stay outside."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """The person, token or job that acts.  ``role`` is a plain word such as ``admin``."""

    id: str
    role: str


SYSTEM = Actor("system", "system")
