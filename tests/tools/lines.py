"""The jobs between an event and a helpdesk, run by hand, one at a time, and what stands after each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from drafter.backends.composer import Composer
from drafter.brands import Brand
from drafter.completion import Completion, CompletionSentence, LanguageModel, Prompt
from drafter.drafting import DraftingKit
from drafter.drafts import Draft
from drafter.prompts.template import load_template
from drafter.store import drafts, tickets
from drafter.store.decisions import Reply, replies_of
from drafter.tickets import Ticket
from knowledge_base.foundation.database import Database
from knowledge_base.foundation.tokens import estimate_tokens
from tests.makers import make_hit
from tests.tools.acting import Acts
from tests.tools.sending import event_body, signed, ticket_data
from webhook.helpdesks.base import Connection, RawRequest
from webhook.jobs.base import DRAFT_TICKET, StepResult, job_id_for
from webhook.jobs.draft_ticket import DraftTicket
from webhook.jobs.take_event import TakeEvent
from webhook.receiving import lower_headers
from webhook.store.deliveries import Delivery, deliveries_of_ticket
from webhook.store.events import add_event
from webhook.store.jobs import Job, get_job
from webhook.wiring import Services

WINDOW = make_hit("You can return most items within 60 days of delivery.")


@dataclass(frozen=True)
class Try:
    """The context of one try of a job."""

    attempt: int = 0
    job_id: str = "job"

    def step(self, name: str, work: Callable[[], StepResult]) -> Any:
        """Do the work."""
        return work()


@dataclass
class ScriptedModel:
    """A model that gives or raises what it was told to, one thing a call; then it writes."""

    answers: list[Exception] = field(default_factory=list)
    calls: int = 0
    id: str = "scripted-1"

    def complete(self, prompt: Prompt) -> Completion:
        """Raise the next error, or write one sentence."""
        self.calls += 1
        if self.answers:
            raise self.answers.pop(0)
        return Completion(self.id, (CompletionSentence("You have 60 days, says the model.", ("snp_1",)),))


@dataclass
class Line:
    """The jobs, and what stands in the database after each."""

    services: Services
    connection: Connection
    acts: Acts
    model: LanguageModel
    retriever: Any

    @property
    def database(self) -> Database:
        """The test's database."""
        return self.services.database

    def arrive(
        self,
        kind: str = "ticket.created",
        data: Any = None,
        *,
        id: str = "e1",
        at: str | None = None,
        connection: Connection | None = None,
    ) -> str:
        """Record an event as the webhook route does; return our id of it."""
        now = self.services.clock()
        body = event_body(kind, data, at=at or now.isoformat())
        over = connection or self.connection
        helpdesk = self.services.helpdesk("generic")
        assert helpdesk
        request = RawRequest(lower_headers(signed(body, event_id=id, now=now)), body)
        event = helpdesk.parse_event(request, over)
        with self.database.writing() as session:
            add_event(session, event, connection_id=over.id, id=f"evt_{over.id}_{id}", now=now)
        return f"evt_{over.id}_{id}"

    def take(self, kind: str = "ticket.created", data: Any = None, **options: Any) -> Ticket:
        """Record an event and take it; return its ticket."""
        event_pk = self.arrive(kind, data, **options)
        self.take_event(event_pk)
        external_id = (data or ticket_data())["id"]
        over = options.get("connection") or self.connection
        with self.database.reading() as session:
            found = tickets.find_ticket(session, over.id, external_id)
        assert found
        return found

    def take_event(self, event_pk: str) -> None:
        """Run the job of an event."""
        parts = self.services
        job = TakeEvent(
            parts.database,
            parts.jobs,
            parts.delivering,
            parts.helpdesk,
            clock=parts.clock,
            new_id=parts.new_id,
            seconds=parts.monotonic,
        )
        job(event_pk, Try())

    def draft(self, draft_id: str, *, attempt: int = 0, model_attempts: int = 3) -> None:
        """Run one try of a draft's job."""
        parts = self.services
        job = DraftTicket(
            parts.database,
            parts.delivering,
            self.kit,
            clock=parts.clock,
            new_id=parts.new_id,
            model_attempts=model_attempts,
        )
        job(draft_id, Try(attempt))

    def kit(self, brand: Brand) -> DraftingKit:
        """A kit of the line's retriever and model."""
        return DraftingKit(
            self.retriever,
            self.model,
            Composer(),
            brand,
            load_template(),
            estimate_tokens,
            self.services.monotonic,
        )

    def drafts(self, ticket: Ticket) -> tuple[Draft, ...]:
        """The ticket's drafts, oldest first."""
        with self.database.reading() as session:
            return drafts.drafts_of_ticket(session, ticket.id)

    def job_of(self, draft: Draft) -> Job | None:
        """The job that writes a draft."""
        with self.database.reading() as session:
            return get_job(session, job_id_for(DRAFT_TICKET, draft.id))

    def replies(self, ticket: Ticket) -> tuple[Reply, ...]:
        """The ticket's replies."""
        with self.database.reading() as session:
            return replies_of(session, ticket.id)

    def deliveries(self, ticket: Ticket) -> tuple[Delivery, ...]:
        """The ticket's deliveries, oldest first."""
        with self.database.reading() as session:
            return deliveries_of_ticket(session, ticket.id)
