"""Preference pairs: what an agent sent is preferred to what was drafted, for training a model of one's own.

Only where the brand consented, the reply passes the checks, and enough was changed (quality
spec, section 12).  Everything is redacted: there is no way back to a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from drafter.blanking import blank
from drafter.brands import Brand
from drafter.drafts import Draft
from drafter.edits import Outcome
from drafter.findings import Severity
from drafter.prompts.assembly import assemble
from drafter.prompts.template import Template
from drafter.rechecking import check_edit
from drafter.redaction import mask_ticket
from drafter.store.edits import EditRecord
from drafter.tickets import Ticket
from knowledge_base.foundation.tokens import estimate_tokens

LEAST_HTER = 0.05  # less is no preference but a slip of the pen
PROMPT_TOKENS = 6000
MARKER = "ticket"  # no secret in data that is read at rest; the same in each row
_STOPS = (Severity.BLOCK, Severity.HIGH)


class Layout(StrEnum):
    """How a row is laid out: TRL's conversational preference, OpenAI's DPO file, or plain fine-tuning."""

    TRL = "trl"
    OPENAI = "openai"
    SFT = "sft"


@dataclass(frozen=True)
class Preference:
    """One row: what was asked (``system``, ``user``), what was sent and what had been drafted."""

    system: str
    user: str
    sent: str
    draft: str


def preference_of(
    session: Session, record: EditRecord, draft: Draft, ticket: Ticket, brand: Brand, template: Template, layout: Layout
) -> Preference | None:
    """Return the pair that an edit makes; None where it may not or should not be learned from."""
    sent = record.sent_text
    if not brand.allows_training or not sent or not draft.text or not ticket.messages:
        return None
    if not _is_wanted(record, layout):
        return None
    if any(one.severity in _STOPS for one in check_edit(session, draft, ticket, sent)):
        return None
    masked, _ = mask_ticket(ticket)
    prompt = assemble(
        masked,
        [hit for hit in draft.hits if hit.above_floor and hit.excluded is None],
        brand,
        template=template,
        budget_tokens=PROMPT_TOKENS,
        counter=estimate_tokens,
        marker=MARKER,
        language=draft.language,
    )
    system, user = (blank(message.content, ticket.requester) for message in prompt.messages)
    return Preference(system, user, blank(sent, ticket.requester), blank(draft.text, ticket.requester))


def preference_json(one: Preference, layout: Layout) -> Mapping[str, Any]:
    """Return a pair in a layout (quality spec, section 12)."""
    asked = [{"role": "system", "content": one.system}, {"role": "user", "content": one.user}]
    chosen = [{"role": "assistant", "content": one.sent}]
    rejected = [{"role": "assistant", "content": one.draft}]
    if layout is Layout.SFT:
        return {"messages": [*asked, *chosen]}
    if layout is Layout.OPENAI:
        given = {"messages": asked, "tools": [], "parallel_tool_calls": True}
        return {"input": given, "preferred_output": chosen, "non_preferred_output": rejected}
    return {"prompt": asked, "chosen": chosen, "rejected": rejected}


def _is_wanted(record: EditRecord, layout: Layout) -> bool:
    outcome, hter = record.edit.outcome, record.edit.metrics.hter
    if layout is Layout.SFT:
        return outcome in (Outcome.AS_IS, Outcome.EDITED)
    return outcome in (Outcome.EDITED, Outcome.SCRATCH) and hter is not None and hter > LEAST_HTER
