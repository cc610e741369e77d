"""LadderVersion: one wording of a ladder and the stage it is in; the same life as a policy's revision."""

from dataclasses import dataclass
from datetime import datetime

from drafter.errors import LadderStageError
from drafter.ladders import Ladder
from knowledge_base.policies import TRANSITIONS, Stage


@dataclass(frozen=True)
class LadderVersion:
    """One version, immutable but for its stage, which is read off its last event."""

    id: str
    ladder: Ladder
    stage: Stage
    author_id: str
    note: str | None
    created_at: datetime
    approved_by: str | None = None
    published_at: datetime | None = None

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return self.ladder.version


@dataclass(frozen=True)
class LadderOverview:
    """A ladder with its newest version and the published one, newest version first."""

    id: str
    brand_id: str
    versions: tuple[LadderVersion, ...]

    @property
    def newest(self) -> LadderVersion:
        """The version that is edited next."""
        return self.versions[0]

    @property
    def live(self) -> LadderVersion | None:
        """The version that drafts use; None where none was published, or the ladder was retired."""
        return next((one for one in self.versions if one.stage is Stage.PUBLISHED), None)


def check_step(version: LadderVersion, to: Stage) -> None:
    """Raise LadderStageError when a version may not go from its stage to ``to``."""
    if to not in TRANSITIONS[version.stage]:
        raise LadderStageError(
            f"Version {version.number} of ladder {version.ladder.id!r} is in stage '{version.stage}' and cannot become "
            f"'{to}'."
        )


def check_publishable(version: LadderVersion, *, needs_approval: bool) -> None:
    """Raise LadderStageError unless the version may be published: what was submitted waits for another's approval."""
    check_step(version, Stage.PUBLISHED)
    waits = version.stage is Stage.IN_REVIEW or needs_approval
    if waits and version.approved_by in (None, version.author_id):
        raise LadderStageError(
            f"Version {version.number} of ladder {version.ladder.id!r} has no approval; submit it and let somebody "
            "else than its author approve it."
        )
