"""Draw each brand's sample of replies to review once a week, with the worker's other periodic work."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from drafter import drawing
from drafter.store.brands import list_brands
from drafter.store.samples import last_draw
from knowledge_base.foundation.actors import SYSTEM
from webhook.jobs.sweeping import Sweeps

if TYPE_CHECKING:
    from webhook.wiring import Services


@dataclass(frozen=True)
class WeeklyDraw:
    """A worker's periodic work, and a draw for each brand whose last one is a week old."""

    inner: Sweeps
    services: "Services"

    def sweep(self, *, now: datetime) -> int:
        """Take over what dead workers left."""
        return self.inner.sweep(now=now)

    def purge(self, *, now: datetime) -> int:
        """Delete what finished long ago, and draw what is due, each brand in a transaction of its own."""
        return self.inner.purge(now=now) + self.draw(now=now)

    def draw(self, *, now: datetime) -> int:
        """Draw for the brands where it is due; return for how many there was something to draw from."""
        from webhook.qa.sample_actions import draw_for

        with self.services.database.reading() as session:
            due = [one.id for one in list_brands(session) if drawing.is_due(last_draw(session, one.id), now)]
        drawn = 0
        for brand_id in due:
            with self.services.database.writing() as session:
                drawn += draw_for(session, self.services, brand_id, drawing.PLACES, actor=SYSTEM) is not None
        return drawn
