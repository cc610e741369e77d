"""The job that fetches a help centre or page and takes its policies over."""

from dataclasses import dataclass

import structlog

from webhook.importing import PolicyImports
from webhook.jobs.base import JobContext


@dataclass(frozen=True)
class ImportPolicies:
    """Handles ``import_policies``; the subject is an import."""

    imports: PolicyImports

    def __call__(self, run_id: str, context: JobContext) -> None:
        """Fetch and take over.  Raises HelpdeskError, ImportSourceError."""
        structlog.contextvars.bind_contextvars(run_id=run_id)
        self.imports.fetch(run_id)
