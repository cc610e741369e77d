"""Draw each brand's sample of replies to review once a week."""

from dataclasses import dataclass
from datetime import datetime

from drafter import drawing
from drafter.store.brands import list_brands
from drafter.store.samples import last_draw
from knowledge_base.foundation.actors import SYSTEM
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.ids import NewId
from webhook.store.accounts import reviewers_of


@dataclass(frozen=True)
class WeeklyDraw:
    """A draw for each brand whose last one is a week old."""

    database: Database
    new_id: NewId

    def draw(self, now: datetime) -> int:
        """Draw for the brands where it is due, each in a transaction of its own.

        Returns for how many there was something to draw from.
        """
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
