"""VoiceVersion: one version of how a brand sounds, and the stage it is in."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from drafter.brands import Voice
from knowledge_base.policies import Stage


@dataclass(frozen=True)
class VoiceVersion:
    """One version: a draft, which is changed in place, or published, which never changes again.

    The published one with the highest number is live.  ``saved_at`` is None for a voice that
    a brand came with and that nobody has saved since.
    """

    brand_id: str
    number: int
    voice: Voice
    stage: Stage
    actor_id: str
    saved_at: datetime | None = None
    note: str | None = None
    published_at: datetime | None = None
    publisher_id: str | None = None

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.stage is Stage.DRAFT

    @property
    def mark(self) -> str:
        """What two people's copies are told apart by: number and content hash."""
        content = json.dumps(asdict(self.voice), sort_keys=True, ensure_ascii=False)
        return f"{self.number}.{hashlib.sha256(content.encode()).hexdigest()[:12]}"


@dataclass(frozen=True)
class BrandVoices:
    """All versions of a brand's voice, newest first; one at least is published."""

    versions: tuple[VoiceVersion, ...]

    @property
    def live(self) -> VoiceVersion:
        """The version that drafts and checks use."""
        return next(one for one in self.versions if not one.is_draft)

    @property
    def draft(self) -> VoiceVersion | None:
        """The version being worked on, None where there is none."""
        newest = self.versions[0]
        return newest if newest.is_draft else None

    @property
    def newest(self) -> VoiceVersion:
        """The version that is edited next."""
        return self.versions[0]
