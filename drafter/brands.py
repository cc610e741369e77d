"""Brand: the name under which a team answers, and its voice."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Voice:
    """How a brand sounds.  ``{first_name}`` in the greeting is the requester's.

    ``empathy`` maps a kind of trouble (``late``, ``damaged``, ``charged``, ``general``) to a
    one-sentence opener; ``length_words`` maps a channel to its shortest and longest reply.
    """

    greeting: str = "Hi {first_name},"
    greeting_without_name: str = "Hi,"
    opening: str = "Thanks for getting in touch."
    empathy: Mapping[str, str] = field(default_factory=dict)
    closing: str = "If anything is unclear, just reply to this message."
    sign_off: str = "Kind regards"
    formality: str = "warm"
    do: tuple[str, ...] = ()
    dont: tuple[str, ...] = ()
    required_disclosures: tuple[str, ...] = ()
    emoji: str = "never"
    length_words: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Brand:
    """Scopes policies, tickets and voice.  ``languages`` are the policies' own, first is the default."""

    id: str
    slug: str
    name: str
    voice: Voice = Voice()
    languages: tuple[str, ...] = ("en",)
    links: tuple[str, ...] = ()
