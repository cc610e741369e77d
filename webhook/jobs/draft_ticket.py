"""The job that writes a queued draft: a short transaction, ``draft_reply``, a short transaction.

When the model fails, the composer's draft stands at once and the job asks the model again
later; its draft then takes the composed one's place, unless somebody decided meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import structlog
from sqlalchemy.orm import Session

from drafter import handling
from drafter.brands import Brand
from drafter.drafting import DraftingKit, draft_reply
from drafter.drafts import Draft, DraftStatus, Provenance
from drafter.errors import ModelUnavailableError
from drafter.store.brands import find_brand
from drafter.store.decisions import standing_decision
from drafter.store.tickets import get_ticket
from drafter.tickets import Ticket
from knowledge_base.foundation.clock import Clock
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.errors import ServiceError
from knowledge_base.foundation.ids import NewId
from webhook.delivering import Delivering
from webhook.jobs.base import JobContext

WRITTEN = frozenset({DraftStatus.READY, DraftStatus.ABSTAINED})

log = structlog.get_logger()


@dataclass(frozen=True)
class _Task:
    """What is to be written, and whether a composed draft stands in the meantime."""

    draft: Draft
    ticket: Ticket
    brand: Brand


@dataclass(frozen=True)
class DraftTicket:
    """Handles ``draft_ticket``; the subject is a draft.  ``model_attempts`` counts the first try too."""

    database: Database
    delivering: Delivering
    kit: Callable[[Brand], DraftingKit]
    clock: Clock
    new_id: NewId
    model_attempts: int

    def __call__(self, draft_id: str, context: JobContext) -> None:
        """Write the draft, or ask the model again for one that the composer wrote.

        Raises whatever ``draft_reply`` raises, and ModelUnavailableError to be called again.
        """
        structlog.contextvars.bind_contextvars(draft_id=draft_id)
        with self.database.writing() as session:
            task = self._begin(session, draft_id)
        if task is None:
            return
        written = self._replace(task) if task.draft.status in WRITTEN else self._write(task)
        self._ask_again_later(written, context)

    def _begin(self, session: Session, draft_id: str) -> _Task | None:
        draft = handling.start_drafting(session, draft_id, now=self.clock())
        if draft.status in WRITTEN:
            if not _is_stopgap(draft) or standing_decision(session, draft_id):
                return None
        elif draft.status is not DraftStatus.DRAFTING:
            return None
        ticket = get_ticket(session, draft.ticket_id)
        return _Task(draft, ticket, find_brand(session, ticket.brand_id))

    def _write(self, task: _Task) -> Draft:
        try:
            drafted = self._draft(task)
        except ServiceError as error:
            if not error.retryable:
                self._fail(task.draft.id, error)
            raise
        with self.database.writing() as session:
            written = handling.finish_draft(session, task.draft.id, drafted, now=self.clock())
            self.delivering.plan_draft(session, written, task.ticket)
        provenance = written.provenance
        log.info("drafted", status=written.status.value, **_log_fields(provenance))
        return written

    def _replace(self, task: _Task) -> Draft:
        """Ask the model once more; return its draft, or the composed one where it failed again."""
        drafted = self._draft(task)
        if drafted.provenance and drafted.provenance.fallback_reason:
            return drafted
        with self.database.writing() as session:
            successor = handling.replace_draft(session, task.draft.id, drafted, now=self.clock(), new_id=self.new_id)
            if successor:
                self.delivering.plan_draft(session, successor, task.ticket)
        return successor or drafted

    def _draft(self, task: _Task) -> Draft:
        kit, asked = self.kit(task.brand), task.draft
        if asked.authority is not None:
            kit = replace(kit, authority=max(kit.authority, asked.authority))
        return draft_reply(task.ticket, kit, now=self.clock(), new_id=self.new_id, steer=asked.steer, rung=asked.rung)

    def _fail(self, draft_id: str, error: ServiceError) -> None:
        with self.database.writing() as session:
            handling.fail_draft(session, draft_id, error.message, now=self.clock())

    def _ask_again_later(self, written: Draft, context: JobContext) -> None:
        """End this try as failed, so that the engine queues the next, while the model may still answer."""
        provenance = written.provenance
        if not _is_stopgap(written) or provenance is None or context.attempt + 1 >= self.model_attempts:
            return
        raise ModelUnavailableError(provenance.fallback_reason or "", retry_after_s=provenance.retry_after_s)


def _log_fields(provenance: Provenance | None) -> dict[str, Any]:
    """What is told of a draft's making; of a prompt that left, what stayed here and its hash, never a text."""
    if provenance is None:
        return {}
    left = {"masked": dict(provenance.masked), "prompt_sha256": provenance.prompt_sha256}
    return {"seconds": provenance.seconds, "model": provenance.model_id, **(left if provenance.prompt_sha256 else {})}


def _is_stopgap(draft: Draft) -> bool:
    """Whether the composer wrote in the place of a model that may answer later."""
    provenance = draft.provenance
    return provenance is not None and provenance.retry_after_s is not None
