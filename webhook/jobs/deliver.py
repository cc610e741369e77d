"""The job that makes one delivery: a draft shown, or a decision told, in its helpdesk."""

from dataclasses import dataclass

import structlog

from webhook.delivering import Delivering
from webhook.jobs.base import JobContext


@dataclass(frozen=True)
class Deliver:
    """Handles ``deliver``; the subject is a delivery."""

    delivering: Delivering

    def __call__(self, delivery_id: str, context: JobContext) -> None:
        """Make the delivery unless it is made.  Raises HelpdeskError."""
        structlog.contextvars.bind_contextvars(delivery_id=delivery_id)
        self.delivering.deliver(delivery_id)
