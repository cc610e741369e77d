"""A policy owner at work: writes, publishes and searches in a few words."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.editing import create_policy, start_revision
from knowledge_base.foundation.actors import Actor
from knowledge_base.importing import Imported, import_sources
from knowledge_base.policies import Revision
from knowledge_base.search.hits import Hit, Question
from knowledge_base.snapshots import Snapshot
from knowledge_base.sources import read_sources
from webhook.wiring import Services

OWNER = Actor("usr_owner", "admin")
BRAND = "brd_1"
RETURNS = "## Return window\n\nYou can return boots within 60 days of delivery.\n"


class Keeper:
    """Keeps one brand's policies through the wired services."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def write(self, text: str = RETURNS, *, title: str = "Returns", **more: Any) -> Revision:
        """Create a policy; its first revision is a draft."""
        with self.services.database.writing() as session:
            return create_policy(
                session,
                **{"brand_id": BRAND, "title": title, "text": text, "actor": OWNER, **more},
                now=self.services.clock(),
                new_id=self.services.new_id,
            )

    def rewrite(self, revision: Revision, text: str, **more: Any) -> Revision:
        """Start the next revision of a policy."""
        with self.services.database.writing() as session:
            return start_revision(
                session,
                revision.policy_id,
                **{"text": text, "actor": OWNER, **more},
                now=self.services.clock(),
                new_id=self.services.new_id,
            )

    def publish(self, *revisions: Revision, **more: Any) -> Snapshot:
        """Publish revisions together."""
        return self.services.publisher.publish([one.id for one in revisions], actor=OWNER, **more)

    def take_over(self, path: Path) -> tuple[Imported, ...]:
        """Import a file or folder."""
        with self.services.database.writing() as session:
            return import_sources(
                session,
                read_sources(path).sources,
                brand_id=BRAND,
                actor=OWNER,
                now=self.services.clock(),
                new_id=self.services.new_id,
            )

    def search(self, question: str, *, on: date | None = None, k: int = 5, brand_id: str = BRAND) -> Sequence[Hit]:
        """Return the hits for one question."""
        return self.services.retriever.retrieve([Question(question)], brand_id=brand_id, k=k, on=on).hits

    def texts(self, question: str, *, on: date | None = None) -> list[str]:
        """Return the texts of the hits for one question."""
        return [hit.text for hit in self.search(question, on=on)]


@pytest.fixture
def keeper(services: Services) -> Keeper:
    """A policy owner of brand ``brd_1``."""
    return Keeper(services)
