"""One ticket's life in a database, act by act: what tests of handling, pairing and jobs share."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from drafter import handling
from drafter.decisions import Action, Decision
from drafter.drafts import Draft, DraftStatus
from drafter.store import decisions, drafts, edits, tickets
from drafter.store.decisions import Reply
from drafter.store.edits import EditRecord
from drafter.tickets import Author, Message, Ticket
from knowledge_base.foundation.actors import Actor
from knowledge_base.foundation.database import Database
from tests.makers import make_draft, make_ticket
from tests.tools.clocks import SettableClock

AGENT = Actor("usr_dani", "agent")


@dataclass
class Acts:
    """Acts on tickets of brand ``brd_1``, each in a transaction of its own, at the clock's moment."""

    database: Database
    clock: SettableClock
    new_id: Callable[[str], str]
    sent: int = 0

    def record(self, ticket: Ticket | None = None, *, connection_id: str | None = "con_1", **changes: Any) -> Ticket:
        """Record a ticket, new or known."""
        given = ticket or make_ticket(**changes)
        with self.database.writing() as session:
            return handling.record_ticket(
                session, given, brand_id="brd_1", connection_id=connection_id, now=self.clock(), new_id=self.new_id
            )

    def write_again(self, ticket: Ticket, text: str = "And one more question?", *, id: str = "m2") -> Ticket:
        """Let the requester write another message."""
        message = Message(id, Author.REQUESTER, text)
        return self.record(replace(ticket, messages=(*ticket.messages, message)))

    def ask(self, ticket: Ticket, **options: Any) -> Draft | None:
        """Ask for a draft."""
        with self.database.writing() as session:
            return handling.request_draft(session, ticket, now=self.clock(), new_id=self.new_id, **options)

    def write(self, draft: Draft, *parts: Any, **changes: Any) -> Draft:
        """Write a queued draft, ready unless ``changes`` says otherwise."""
        with self.database.writing() as session:
            handling.start_drafting(session, draft.id, now=self.clock())
            return handling.finish_draft(session, draft.id, make_draft(*parts, **changes), now=self.clock())

    def ready(self, ticket: Ticket, *parts: Any, **options: Any) -> Draft:
        """Ask for a draft and write it."""
        draft = self.ask(ticket, **options)
        assert draft is not None
        return self.write(draft, *parts)

    def abstained(self, ticket: Ticket) -> Draft:
        """Ask for a draft that then has no text."""
        draft = self.ask(ticket)
        assert draft is not None
        return self.write(draft, "", text="", sentences=(), status=DraftStatus.ABSTAINED, reason="No policy.")

    def decide(self, draft: Draft, action: Action, text: str | None = None, **options: Any) -> Decision:
        """Decide as Dani, the agent."""
        with self.database.writing() as session:
            return handling.decide(
                session, draft.id, action, actor=AGENT, text=text, now=self.clock(), new_id=self.new_id, **options
            )

    def send(
        self,
        ticket: Ticket,
        text: str,
        *,
        id: str | None = None,
        at: datetime | None = None,
        agent: str | None = "a-7",
    ) -> EditRecord | None:
        """Let the helpdesk report that an agent sent a reply."""
        self.sent += 1
        with self.database.writing() as session:
            return handling.record_reply(
                session,
                ticket.id,
                external_id=id or f"r{self.sent}",
                text=text,
                agent_id=agent,
                agent_name="Dani",
                sent_at=at or self.clock(),
                now=self.clock(),
                new_id=self.new_id,
            )

    def end(self, ticket: Ticket) -> tuple[Decision, ...]:
        """Let the ticket end without a send."""
        with self.database.writing() as session:
            return handling.mark_ignored(
                session, ticket.id, now=self.clock(), new_id=self.new_id, reason="The ticket was solved."
            )

    def draft(self, draft_id: str) -> Draft:
        """The draft as it stands."""
        with self.database.reading() as session:
            return drafts.get_draft(session, draft_id)

    def drafts(self, ticket: Ticket) -> tuple[Draft, ...]:
        """The ticket's drafts, oldest first."""
        with self.database.reading() as session:
            return drafts.drafts_of_ticket(session, ticket.id)

    def decision(self, draft: Draft) -> Decision | None:
        """The decision in force."""
        with self.database.reading() as session:
            return decisions.standing_decision(session, draft.id)

    def decisions(self, draft: Draft) -> tuple[Decision, ...]:
        """Every decision there was."""
        with self.database.reading() as session:
            return decisions.decisions_of(session, draft.id)

    def edit(self, draft: Draft) -> EditRecord | None:
        """The edit that counts."""
        with self.database.reading() as session:
            return edits.edit_of_draft(session, draft.id)

    def replies(self, ticket: Ticket) -> dict[str, Reply]:
        """The ticket's replies by the helpdesk's ids."""
        with self.database.reading() as session:
            return {reply.external_id: reply for reply in decisions.replies_of(session, ticket.id)}

    def no_draft_reason(self, ticket: Ticket) -> str | None:
        """Why the ticket wants no draft."""
        with self.database.reading() as session:
            return tickets.no_draft_reason_of(session, ticket.id)
