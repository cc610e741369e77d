"""Origin, ImportRun: where policies are imported from, and what one import did.

An origin is a folder, a file, a page or a help centre; each policy knows the last one it
was seen in, so that what is no longer there can be put up for retirement.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePosixPath

SEVERAL_IN_ONE = frozenset({".csv", ".tsv", ".json"})


class OriginKind(StrEnum):
    """What an import reads."""

    FOLDER = "folder"
    FILE = "file"
    ARCHIVE = "archive"
    PAGE = "page"
    HELP_CENTRE = "help_centre"


class RunState(StrEnum):
    """Where an import stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class ItemKind(StrEnum):
    """What an import did with one thing that it found, or no longer found."""

    CREATED = "created"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    VANISHED = "vanished"
    REFUSED = "refused"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Origin:
    """Somewhere a brand's policies come from.

    ``location`` is a path, a file's name or an address.  ``every_hours`` is how often it is
    fetched, None: when somebody asks.  ``is_operator_given`` says that the address was given
    on the command line, so that it may be an inner one.
    """

    id: str
    brand_id: str
    kind: OriginKind
    location: str
    locale: str = ""
    every_hours: int | None = None
    next_at: datetime | None = None
    is_operator_given: bool = False

    @property
    def holds_many(self) -> bool:
        """Whether it is a set of policies, so that one that is missing from it has vanished."""
        is_table = self.kind is OriginKind.FILE and PurePosixPath(self.location).suffix.lower() in SEVERAL_IN_ONE
        return is_table or self.kind in (OriginKind.FOLDER, OriginKind.ARCHIVE, OriginKind.HELP_CENTRE)


@dataclass(frozen=True)
class RunItem:
    """One line of an import's result; ``reason`` says why something was refused or left out."""

    kind: ItemKind
    key: str
    title: str = ""
    policy_id: str | None = None
    revision: int | None = None
    reason: str = ""


@dataclass(frozen=True)
class ImportRun:
    """One import: who started it when, how it ended, and what it did; unchanged ones are only counted."""

    id: str
    origin: Origin
    state: RunState
    actor_id: str
    started_at: datetime
    finished_at: datetime | None = None
    counts: tuple[tuple[ItemKind, int], ...] = ()
    items: tuple[RunItem, ...] = ()
    error: str | None = None

    def count(self, kind: ItemKind) -> int:
        """Return how many of a kind there were."""
        return dict(self.counts).get(kind, 0)


@dataclass(frozen=True)
class Vanished:
    """A policy whose origin no longer has it: a person decides whether it is retired."""

    policy_id: str
    title: str
    key: str
    brand_id: str
    origin: Origin
    since: datetime
