"""The demo brand's files: policies, voice, tickets, message templates, colleagues' replies.

Dates in them are offsets from the moment of loading (``-30h``, ``-9d``), so that a parcel is
always six days late, whenever somebody starts the demo.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from drafter.brands import Brand
from drafter.ladder_values import read_ladder
from drafter.ladders import Ladder

_OFFSET = re.compile(r"-(\d{1,5})([hd])")
_BRAND = TypeAdapter(Brand)


@dataclass(frozen=True)
class Person:
    """Somebody of the demo brand's team."""

    name: str
    email: str


@dataclass(frozen=True)
class Template:
    """A message that a newcomer may send as a customer; its dates are offsets still."""

    label: str
    subject: str
    body: str
    requester: Mapping[str, Any]
    order: Mapping[str, Any] | None = None

    @property
    def sender(self) -> str:
        """Who writes, and about which order."""
        number = (self.order or {}).get("order_number")
        return f"{self.requester['name']}, order {number}" if number else str(self.requester["name"])


@dataclass(frozen=True)
class PlannedReply:
    """How a colleague answers a ticket once its draft is there: ``change`` is applied to the draft.

    ``change`` holds pairs of an operation and its text (see ``playing``); none sends the draft as it is.
    """

    ticket: str
    agent: str
    change: tuple[tuple[str, str], ...] = ()


def policy_folder() -> Path:
    """Return the folder of the demo brand's policies."""
    return Path(str(brand_folder() / "policies"))


def read_brand(brand_id: str) -> Brand:
    """Return the demo brand under this id."""
    raw = {key: value for key, value in _brand_json().items() if key != "team"}
    return _BRAND.validate_python({"id": brand_id, **raw})


def brand_slug() -> str:
    """Return the short name under which the demo brand is found again."""
    return str(_brand_json()["slug"])


def read_ladders(brand_id: str) -> tuple[Ladder, ...]:
    """Return the demo brand's ladders."""
    given = json.loads((brand_folder() / "ladders.json").read_text("utf-8"))
    return tuple(read_ladder(one, brand_id=brand_id) for one in given)


def read_team() -> dict[str, Person]:
    """Return one person for each role."""
    return {role: Person(**person) for role, person in _brand_json()["team"].items()}


def read_tickets(now: datetime) -> list[dict[str, Any]]:
    """Return the sample tickets as ticket JSON, their offsets counted back from ``now``."""
    return _read_tickets("tickets.jsonl", now)


def read_history(now: datetime) -> list[dict[str, Any]]:
    """Return tickets of a week ago, all of which a colleague has answered."""
    return _read_tickets("history.jsonl", now)


def _read_tickets(name: str, now: datetime) -> list[dict[str, Any]]:
    lines = (brand_folder() / name).read_text(encoding="utf-8").splitlines()
    return [resolve_dates(json.loads(line)["ticket"], now) for line in lines if line.strip()]


@cache
def read_templates() -> tuple[Template, ...]:
    """Return the messages a newcomer may start from."""
    raw = json.loads((brand_folder() / "templates.json").read_text(encoding="utf-8"))
    return tuple(Template(**one) for one in raw)


@cache
def read_replies() -> tuple[PlannedReply, ...]:
    """Return how colleagues answered the older tickets."""
    raw = json.loads((brand_folder() / "replies.json").read_text(encoding="utf-8"))
    return tuple(
        PlannedReply(one["ticket"], one["agent"], tuple((name, text) for name, text in one["change"])) for one in raw
    )


def resolve_dates(value: Any, now: datetime) -> Any:
    """Return a JSON value with each offset under a ``…_at`` or ``…_on`` key as a moment or a day."""
    if isinstance(value, Mapping):
        return {key: _dated(key, one, now) for key, one in value.items()}
    if isinstance(value, list):
        return [resolve_dates(one, now) for one in value]
    return value


def _dated(key: str, value: Any, now: datetime) -> Any:
    found = _OFFSET.fullmatch(value) if isinstance(value, str) and key.endswith(("_at", "_on")) else None
    if found is None:
        return resolve_dates(value, now)
    hours = int(found[1]) * (24 if found[2] == "d" else 1)
    moment = now - timedelta(hours=hours)
    return moment.date().isoformat() if key.endswith("_on") else stamp(moment)


def stamp(moment: datetime) -> str:
    """Return an aware UTC moment as ticket JSON writes it."""
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


@cache
def _brand_json() -> dict[str, Any]:
    raw: dict[str, Any] = json.loads((brand_folder() / "brand.json").read_text(encoding="utf-8"))
    return raw


def brand_folder() -> Traversable:
    """Return the folder of the demo brand's files."""
    return files("webhook") / "demo" / "brand"
