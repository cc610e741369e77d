"""Draw each brand's sample of replies to review once a week, with the worker's other periodic work."""

from dataclasses import dataclass
from datetime import datetime

from drafter import drawing
from drafter.store.brands import list_brands
from drafter.store.samples import last_draw
from knowledge_base.foundation.actors import SYSTEM
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.ids import NewId
from webhook.jobs.sweeping import Sweeps
from webhook.store.accounts import reviewers_of


@dataclass(frozen=True)
class WeeklyDraw:
    """A worker's periodic work, and a draw for each brand whose last one is a week old."""

    inner: Sweeps
    database: Database
    new_id: NewId

    def sweep(self, *, now: datetime) -> int:
        """Take over what dead workers left."""
        return self.inner.sweep(now=now)

    def purge(self, *, now: datetime) -> int:
        """Delete what finished long ago, and draw what is due, each brand in a transaction of its own."""
        return self.inner.purge(now=now) + self.draw(now=now)

    def draw(self, *, now: datetime) -> int:
        """Draw for the brands where it is due; return for how many there was something to draw from."""
        with self.database.reading() as session:
            due = [one.id for one in list_brands(session) if drawing.is_due(last_draw(session, one.id), now)]
        drawn = 0
        for brand_id in due:
            with self.database.writing() as session:
                reviewers = reviewers_of(session, brand_id)
                made = drawing.draw_sample(
                    session, brand_id, reviewers=reviewers, actor=SYSTEM, now=now, new_id=self.new_id
                )
                drawn += made is not None
        return drawn
