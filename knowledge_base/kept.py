"""KeptQuestion: a question for which a person kept sections of the policies.  Values only."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Section:
    """A place in the policies that outlives its wording."""

    policy_id: str
    heading: tuple[str, ...]


@dataclass(frozen=True)
class KeptQuestion:
    """What search learns from: one question, and the sections a person kept in the answer to it.

    ``source`` names the answer it was learned from, ``origin`` what the answer belongs to;
    a source teaches one thing, and all that an origin taught can be forgotten together.
    """

    id: str
    brand_id: str
    origin: str
    source: str
    question: str
    sections: tuple[Section, ...]
    kept_at: datetime
    is_used: bool = False
