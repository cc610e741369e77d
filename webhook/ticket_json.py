"""The documented ticket JSON: a stranger's ticket to ours, and back.

``parse_ticket`` checks the fields and names each wrong one by its path.  Everything but
``id`` and one message (or ``body``) may be missing; unknown fields are ignored.
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from drafter.errors import TicketFormatError
from drafter.tickets import Attachment, Author, Message, Requester, Ticket, TicketStatus, merge_messages
from webhook.json_values import (
    MAX_SUBJECT,
    Id,
    Moment,
    Name,
    Names,
    Shape,
    describe_errors,
    moment_text,
    or_empty,
    or_no_items,
    plain_mapping,
    text_of,
    true_if_none,
)
from webhook.order_json import OrderShape, order_json, parse_order

MAX_TEXT = 100_000  # longer messages are cut; a model reads far less
MAX_MESSAGES = 500  # the newest are kept


def parse_ticket(data: Any, *, message_id: str = "m1", needs_message: bool = True) -> Ticket:
    """Return the ticket in ``data``; ``id`` and ``brand_id`` are empty, ``external_id`` is its ``id``.

    ``message_id`` is the id of a message that has none.  Raises TicketFormatError naming the
    path of each wrong field.
    """
    try:
        shape = TicketShape.model_validate(data)
    except ValidationError as error:
        raise TicketFormatError(describe_errors(error)) from error
    messages = _messages(shape, message_id)
    if needs_message and not messages:
        raise TicketFormatError("Ticket field 'messages' holds no message; give one, or its text as 'body'.")
    return Ticket(
        id="",
        external_id=shape.id,
        brand_id="",
        messages=messages,
        subject=shape.subject or "",
        channel=shape.channel or "email",
        language=shape.language,
        status=shape.status or TicketStatus.OPEN,
        tags=tuple(shape.tags),
        requester=Requester(shape.requester.id, shape.requester.name, shape.requester.email),
        order=parse_order(shape.order) if shape.order else None,
        assignee=shape.assignee,
        priority=shape.priority,
        due_at=shape.due_at,
        custom_fields=shape.custom_fields,
        headers=shape.headers,
        attachments=tuple(Attachment(a.name or "file", a.size, a.content_type) for a in shape.attachments),
        created_at=shape.created_at,
        updated_at=shape.updated_at,
    )


def ticket_json(ticket: Ticket) -> dict[str, Any]:
    """Return a ticket as the documented JSON; ``id`` is the helpdesk's own."""
    return {
        "id": ticket.external_id,
        "subject": ticket.subject,
        "channel": ticket.channel,
        "language": ticket.language,
        "status": ticket.status.value,
        "tags": list(ticket.tags),
        "requester": {"id": ticket.requester.id, "name": ticket.requester.name, "email": ticket.requester.email},
        "order": order_json(ticket.order) if ticket.order else None,
        "messages": [message_json(message) for message in ticket.messages],
        "assignee": ticket.assignee,
        "priority": ticket.priority,
        "due_at": moment_text(ticket.due_at),
        "custom_fields": dict(ticket.custom_fields),
        "headers": dict(ticket.headers),
        "attachments": [
            {"name": file.name, "size": file.size, "content_type": file.content_type} for file in ticket.attachments
        ],
        "created_at": moment_text(ticket.created_at),
        "updated_at": moment_text(ticket.updated_at),
    }


def message_json(message: Message) -> dict[str, Any]:
    """Return one message as the documented JSON."""
    return {
        "id": message.id,
        "author": message.author.value,
        "public": message.is_public,
        "text": message.text,
        "created_at": moment_text(message.created_at),
        "author_id": message.author_id,
        "author_name": message.author_name,
    }


class RequesterShape(Shape):
    """The person who asks."""

    id: Id | None = None
    name: Name | None = None
    email: Name | None = None


class MessageShape(Shape):
    """One turn."""

    id: Id | None = None
    author: Author = Author.REQUESTER
    public: Annotated[bool, BeforeValidator(true_if_none)] = True
    text: Annotated[str, text_of(MAX_TEXT)]
    created_at: Moment = None
    author_id: Id | None = None
    author_name: Name | None = None


class AttachmentShape(Shape):
    """A file sent along."""

    name: Name | None = None
    size: Annotated[int, Field(ge=0, le=2**53)] | None = None
    content_type: Name | None = None


class TicketShape(Shape):
    """The whole."""

    id: Id
    subject: Annotated[str, text_of(MAX_SUBJECT)] | None = None
    channel: Name | None = None
    language: Name | None = None
    status: TicketStatus | None = None
    tags: Names = Field(default_factory=list)
    requester: Annotated[RequesterShape, BeforeValidator(or_empty)] = RequesterShape()
    order: OrderShape | None = None
    messages: Annotated[list[MessageShape], BeforeValidator(or_no_items)] = Field(default_factory=list)
    body: Annotated[str, text_of(MAX_TEXT)] | None = None
    assignee: Name | None = None
    priority: Name | None = None
    due_at: Moment = None
    custom_fields: Annotated[dict[str, str], BeforeValidator(plain_mapping)] = Field(default_factory=dict)
    headers: Annotated[dict[str, str], BeforeValidator(plain_mapping)] = Field(default_factory=dict)
    attachments: Annotated[list[AttachmentShape], BeforeValidator(or_no_items)] = Field(default_factory=list)
    created_at: Moment = None
    updated_at: Moment = None

    @model_validator(mode="before")
    @classmethod
    def _assignee_may_be_an_object(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("assignee"), dict):
            person = data["assignee"]
            return {**data, "assignee": person.get("name") or person.get("id")}
        return data


class AgentShape(Shape):
    """Who replied."""

    id: Id | None = None
    name: Name | None = None


class ReplyShape(Shape):
    """What an agent sent."""

    id: Id | None = None
    text: Annotated[str, text_of(MAX_TEXT)]
    agent: Annotated[AgentShape, BeforeValidator(or_empty)] = AgentShape()
    sent_at: Moment = None


class _WithReply(Shape):
    reply: ReplyShape


def check_reply(data: Any) -> ReplyShape:
    """Return the reply in an ``agent.replied`` event's data.  Raises TicketFormatError."""
    try:
        return _WithReply.model_validate(data).reply
    except ValidationError as error:
        raise TicketFormatError(describe_errors(error)) from error


def _messages(shape: TicketShape, message_id: str) -> tuple[Message, ...]:
    messages = []
    nameless = 0
    for given in shape.messages[-MAX_MESSAGES:]:
        own_id = given.id
        if own_id is None:
            own_id = message_id if not nameless else f"{message_id}:{nameless}"
            nameless += 1
        messages.append(
            Message(
                own_id, given.author, given.text, given.public, given.created_at, given.author_id, given.author_name
            )
        )
    if shape.body and shape.body.strip() and not messages:
        messages.append(Message(message_id, Author.REQUESTER, shape.body, True, shape.created_at))
    return merge_messages((), messages)
