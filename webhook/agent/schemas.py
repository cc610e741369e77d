"""What the API takes and shows about drafts and tickets."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, RootModel

from drafter.decisions import Action
from drafter.drafts import DraftStatus
from webhook.http.api import Fields, Moment, Shown
from webhook.http.pagination import MOST, PAGE
from webhook.ticket_json import MAX_TEXT, TicketShape

MAX_STEER = 2_000
MAX_REASON = 2_000


def _none_if_blank(text: str | None) -> str | None:
    return text if text and text.strip() else None


Steer = Annotated[str | None, Field(max_length=MAX_STEER), AfterValidator(_none_if_blank)]


class PageQuery(Fields):
    """What every list takes."""

    brand: str | None = Field(None, max_length=255, description="A brand's name, slug or id; left out: all of yours.")
    after: str | None = Field(None, max_length=200, description="The `next` of the page before.")
    limit: int = Field(PAGE, ge=1, le=MOST, description="Items on a page.")


class DraftsQuery(PageQuery):
    """What the list of drafts takes."""

    ticket: str | None = Field(None, max_length=255, description="The helpdesk's id of a ticket, or ours.")
    status: DraftStatus | None = Field(None, description="Where the drafts stand.")


class DecisionBody(Fields):
    """What a person does with a draft."""

    action: Action
    text: str | None = Field(None, max_length=MAX_TEXT, description="The reply as the agent leaves it.")
    reason: str | None = Field(None, max_length=MAX_REASON)
    acknowledge: list[Annotated[str, Field(max_length=100)]] = Field(
        default_factory=list, max_length=100, description="Ids of findings, or names of checks, to send it with anyway."
    )


class RegenerateBody(Fields):
    """How a draft should be written again."""

    steer: Steer = Field(None, description="A wish in words, such as “shorter”.")
    tone: str | None = Field(None, max_length=40, description="Name of a tone that the brand has.")
    language: str | None = Field(None, max_length=35, description="Code of a language that the brand answers in.")
    rung: str | None = Field(None, max_length=255, description="Another rung of the ticket's ladder, by its name.")


class PartShown(Shown):
    """A part of an amount and where it goes back to."""

    method: str
    amount: str


class ResolutionShown(Shown):
    """What a draft commits to."""

    rung: str
    kind: str
    amount: str | None
    currency: str | None
    deadline: str | None
    conditions: list[str]
    parts: list[PartShown]
    wording: str = Field(description="What the reply must say.")
    authority: int
    reason: str
    intent: str
    ladder_id: str
    version: int


class AlternativeShown(Shown):
    """Another rung of the same ladder."""

    rung: str
    kind: str
    fits: bool = Field(description="Whether the brand's agents may ask for it by `regenerate`.")
    reason: str
    amount: str | None
    currency: str | None
    authority: int
    needs: int | None = Field(description="The authority it lacks, where only that is short.")


class StepShown(Shown):
    """One thing to do."""

    number: int
    text: str
    source: str
    does: str | None
    order_number: str | None
    amount: str | None
    currency: str | None


class DoneStepShown(StepShown):
    """One thing to do, with whether it is done."""

    done: bool
    done_by: str | None
    done_at: Moment | None


class StepsShown(Shown):
    """What there is to do with a draft."""

    items: list[DoneStepShown]


class StepBody(Fields):
    """Whether a thing to do is done."""

    done: bool = True


class EscalateBody(Fields):
    """Why a ticket is handed over."""

    reason: str | None = Field(None, max_length=MAX_REASON)


class HandoverShown(Shown):
    """A ticket that was handed over, with the note that goes with it."""

    id: str
    ticket: str
    draft_id: str | None
    reason: str | None
    text: str
    created_at: Moment


class TicketBody(TicketShape):
    """The ticket JSON plus the brand that answers."""

    brand: str | None = Field(None, max_length=255, description="Name, slug or id; may be left out with one brand.")


class CitationShown(Shown):
    """The link from a sentence to a passage of a policy."""

    snippet_id: str
    policy: str
    policy_id: str
    revision: int
    revision_id: str
    heading: list[str]
    quote: str = Field(description="The passage's own wording.")


class SentenceShown(Shown):
    """One sentence of a draft; offsets are code points of its text, end exclusive."""

    text: str
    start: int
    end: int
    citations: list[CitationShown]


class FindingShown(Shown):
    """What a check noticed."""

    id: str = Field(description="What `acknowledge` names it by.")
    check: str
    severity: str
    start: int
    end: int
    text: str
    message: str
    fix: str | None = Field(description="Text that could stand in the span's place.")
    reference: str | None = Field(None, description="What a page may show beside it, such as a sentence told before.")


class DecisionShown(Shown):
    """A decision as it stands in the record."""

    id: str
    kind: str
    text: str | None
    reason: str | None
    findings: list[FindingShown] = Field(description="What the checks noticed in the text.")
    acknowledged: list[str] = Field(description="What of that it went out with all the same.")
    actor: str
    role: str
    created_at: Moment


class DraftShown(Shown):
    """A proposed reply with what it rests on."""

    id: str
    ticket: str = Field(description="The helpdesk's id.")
    ticket_id: str
    brand_id: str
    status: DraftStatus
    text: str
    language: str
    sentences: list[SentenceShown]
    questions: list[str]
    findings: list[FindingShown]
    reason: str | None = Field(description="Why there is no text, or why it was superseded.")
    resolution: ResolutionShown | None
    alternatives: list[AlternativeShown]
    steps: list[StepShown]
    suspicious: list[str] = Field(description="Why the ticket looks as if it tried to steer the model.")
    decision: DecisionShown | None
    provenance: dict[str, Any] | None
    newest_message: str
    ordinal: int
    steer: str | None
    created_at: Moment
    ready_at: Moment | None


class DraftPage(Shown):
    """One page of drafts."""

    items: list[DraftShown]
    next: str | None


class RequesterShown(Shown):
    """The person who asks."""

    id: str | None
    name: str | None
    email: str | None


class MessageShown(Shown):
    """One turn of a ticket."""

    id: str
    author: Literal["requester", "agent", "system"]
    public: bool
    text: str
    created_at: Moment | None
    author_id: str | None
    author_name: str | None


class TicketShown(Shown):
    """A ticket as we know it: the documented ticket JSON and what we add."""

    id: str = Field(description="The helpdesk's id.")
    ticket_id: str = Field(description="Ours.")
    brand_id: str
    subject: str
    channel: str
    language: str | None
    status: str
    tags: list[str]
    requester: RequesterShown
    order: dict[str, Any] | None
    messages: list[MessageShown]
    assignee: str | None
    priority: str | None
    due_at: Moment | None
    custom_fields: dict[str, str]
    headers: dict[str, str]
    attachments: list[dict[str, Any]]
    created_at: Moment | None
    updated_at: Moment | None
    no_draft_reason: str | None = Field(description="Why it wants no answer; then no draft exists.")
    draft_id: str | None = Field(description="The newest draft.")
    draft_status: DraftStatus | None


class TicketPage(Shown):
    """One page of tickets."""

    items: list[TicketShown]
    next: str | None


class QueuedShown(DraftShown):
    """The draft of a ticket that was handed in."""

    no_draft_reason: None


class NoDraftShown(Shown):
    """A ticket that was handed in and wants no answer."""

    id: None
    ticket: str
    ticket_id: str
    brand_id: str
    status: None
    no_draft_reason: str | None


class Submitted(RootModel[QueuedShown | NoDraftShown]):
    """What became of a ticket that was handed in."""
