"""The job that fetches a help centre or page and takes its policies over, and the clock that queues it."""

from dataclasses import dataclass
from datetime import datetime

import structlog

from webhook.importing import PolicyImports
from webhook.jobs.base import JobContext
from webhook.jobs.sweeping import Sweeps


@dataclass(frozen=True)
class ImportPolicies:
    """Handles ``import_policies``; the subject is an import."""

    imports: PolicyImports

    def __call__(self, run_id: str, context: JobContext) -> None:
        """Fetch and take over.  Raises HelpdeskError, ImportSourceError."""
        structlog.contextvars.bind_contextvars(run_id=run_id)
        self.imports.fetch(run_id)


@dataclass(frozen=True)
class ImportSchedule:
    """A worker's periodic work, and with each sweep the fetches whose time has come."""

    inner: Sweeps
    imports: PolicyImports

    def sweep(self, *, now: datetime) -> int:
        """Take over what dead workers left, and queue what is due."""
        return self.inner.sweep(now=now) + self.imports.enqueue_due()

    def purge(self, *, now: datetime) -> int:
        """Delete what finished long ago."""
        return self.inner.purge(now=now)
