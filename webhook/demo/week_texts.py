"""The words of the demo brand's past weeks: who worked there, what people asked, what agents added."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter

from webhook.demo.brand_files import brand_folder


@dataclass(frozen=True)
class Colleague:
    """An agent of the demo brand; ``days_here`` counts back from today."""

    name: str
    site: str
    team: str
    shift: str
    days_here: int

    @property
    def id(self) -> str:
        """The id that Sample Desk gives an agent."""
        return self.name.split()[0].lower()

    @property
    def first_name(self) -> str:
        """How the agent signs."""
        return self.name.split()[0]


@dataclass(frozen=True)
class AskedOften:
    """Something that people ask every week, in several wordings.

    ``adds`` are wordings of one sentence that agents keep adding, ``drops`` says that they keep
    taking the last sentence out, ``by_age`` that the answer depends on how old the order is.
    """

    subject: str
    asks: tuple[str, ...]
    item: str | None = None
    price: str | None = None
    adds: tuple[str, ...] = ()
    drops: bool = False
    by_age: bool = False


@dataclass(frozen=True)
class Unanswered:
    """A question that no policy answers, and what an agent wrote."""

    subject: str
    asks: tuple[str, ...]
    reply: str


@dataclass(frozen=True)
class WeekTexts:
    """Everything the past weeks are told with."""

    agents: tuple[Colleague, ...]
    reviewers: tuple[tuple[str, str], ...]
    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    openings: tuple[str, ...]
    closings: tuple[str, ...]
    intents: tuple[AskedOften, ...]
    gaps: tuple[Unanswered, ...]
    small_adds: tuple[str, ...]
    own_words: tuple[str, ...]
    deviations: Mapping[str, str]
    comments: tuple[str, ...]
    disputes: tuple[str, ...]
    decision: str


@cache
def read_week_texts() -> WeekTexts:
    """Return the words of the past weeks."""
    raw = json.loads((brand_folder() / "weeks.json").read_text(encoding="utf-8"))
    names = ("name", "site", "team", "shift", "days_here")
    raw["agents"] = [dict(zip(names, one, strict=True)) for one in raw["agents"]]
    raw["gaps"] = [dict(zip(("subject", "asks", "reply"), one, strict=True)) for one in raw["gaps"]]
    return TypeAdapter(WeekTexts).validate_python(raw)
