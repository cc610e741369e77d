"""Settle what nobody will touch any more: a draft without a reply for a week counts as ignored.

The quality figures need an end for each draft (quality spec, section 1); helpdesks do not
always tell that a ticket was closed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from drafter import handling
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.ids import NewId

WITHOUT_A_REPLY = timedelta(days=7)
REASON = "Nobody replied from this draft for seven days."
AT_ONCE = 200  # tickets in one round; the next comes within the hour


@dataclass(frozen=True)
class Settling:
    """Settles drafts that were left."""

    database: Database
    new_id: NewId

    def settle(self, now: datetime) -> int:
        """Mark drafts ignored that have had no reply for a week, each ticket in a transaction of its own."""
        with self.database.reading() as session:
            left = handling.tickets_left_alone(session, before=now - WITHOUT_A_REPLY, limit=AT_ONCE)
        for ticket_id in left:
            with self.database.writing() as session:
                handling.mark_ignored(
                    session, ticket_id, now=now, new_id=self.new_id, reason=REASON, before=now - WITHOUT_A_REPLY
                )
        return len(left)
