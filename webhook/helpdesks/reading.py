"""What vendors send, read with patience: numbers as text, moments in three notations, missing parts.

Also how a ticket is put together from its turns, the same for every vendor: whose words a
message is, what of it is ours, and which turns are replies that a person sent.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from drafter.measures.words import collapse_blanks
from drafter.tickets import Attachment, Author, Message, Requester, Ticket, TicketStatus, merge_messages
from webhook.errors import HelpdeskRejectedError, HelpdeskUnavailableError, MalformedEventError
from webhook.helpdesks.base import Connection, FetchedTicket, SentReply
from webhook.helpdesks.notes import is_note
from webhook.json_values import MAX_ID, MAX_NAME, MAX_SUBJECT, YEARS, read_json
from webhook.ticket_json import MAX_MESSAGES, MAX_TEXT

LEAST_MILLISECONDS = 100_000_000_000  # 1973 in milliseconds, the year 5138 in seconds


@dataclass(frozen=True)
class Turn:
    """One message as a vendor tells it, read.  ``is_automatic``: a rule or bot wrote it, no person."""

    id: str
    author: Author
    text: str
    is_public: bool = True
    created_at: datetime | None = None
    author_id: str | None = None
    author_name: str | None = None
    attachments: tuple[Attachment, ...] = ()
    is_automatic: bool = False


@dataclass(frozen=True)
class Head:
    """A ticket without its turns."""

    external_id: str
    subject: str = ""
    channel: str = "email"
    status: TicketStatus = TicketStatus.OPEN
    tags: tuple[str, ...] = ()
    requester: Requester = field(default_factory=Requester)
    assignee: str | None = None
    priority: str | None = None
    language: str | None = None
    custom_fields: Mapping[str, str] | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class OwnAccounts:
    """Who we are at each connection: as configured, else asked once from the vendor and remembered."""

    def __init__(self, ask: Callable[[Connection], str | None]) -> None:
        self._ask = ask
        self._known: dict[str, str | None] = {}

    def known(self, connection: Connection) -> str | None:
        """Return what is known without a call."""
        return connection.options.get("own_user_id") or self._known.get(connection.id)

    def find(self, connection: Connection) -> str | None:
        """Return our account's id; None where the vendor does not say.  Never raises."""
        given = self.known(connection)
        if given or connection.id in self._known:
            return given
        try:
            self._known[connection.id] = self._ask(connection)
        except HelpdeskRejectedError:
            self._known[connection.id] = None  # its token may not ask; our notes tell who we are
        except HelpdeskUnavailableError:
            return None  # asked again with the next ticket
        return self._known[connection.id]


def event_body(body: bytes) -> dict[str, Any]:
    """Return a request's body, an object.  Raises MalformedEventError."""
    value = read_json(body)
    if not isinstance(value, dict):
        raise MalformedEventError("The body should be a JSON object.")
    return value


def ident(value: Any) -> str | None:
    """Return an id as text: a number, or a short printable text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = str(value).strip()
    return text if text and len(text) <= MAX_ID and text.isprintable() else None


def needed(value: Any, field: str) -> str:
    """Return an id that has to be there.  Raises MalformedEventError naming the field."""
    found = ident(value)
    if found is None:
        raise MalformedEventError(f"Field '{field}' should be an id.")
    return found


def moment(value: Any) -> datetime | None:
    """Return a moment written as ISO 8601, or in seconds or milliseconds since 1970; None for anything else."""
    try:
        if isinstance(value, str) and value.strip().replace(".", "", 1).isdigit():
            value = float(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value / 1000 if value >= LEAST_MILLISECONDS else value
            found = datetime.fromtimestamp(seconds, UTC)
        else:
            found = datetime.fromisoformat(value.strip().replace(" UTC", "+00:00"))
    except (ValueError, TypeError, AttributeError, OverflowError, OSError):
        return None
    if found.year not in YEARS:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def mapping(value: Any) -> Mapping[str, Any]:
    """Return an object, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def objects(value: Any) -> list[Mapping[str, Any]]:
    """Return the objects in a list, none for anything else."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def words(value: Any, limit: int = MAX_NAME) -> str | None:
    """Return a text, or a number as text, cut to ``limit``; None for a blank and for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return str(value).strip()[:limit] or None


def named(value: Any) -> str | None:
    """Return what a value is called: itself as text, or an object's ``name``."""
    return words(value.get("name")) if isinstance(value, dict) else words(value)


def labels(value: Any) -> tuple[str, ...]:
    """Return tags given as a list of texts or of objects with a name, or as one text with commas."""
    if isinstance(value, str):
        value = value.split(",")
    listed = value if isinstance(value, list) else []
    return tuple(
        dict.fromkeys(tag for one in listed if (tag := named(one) or words(mapping(one).get("tag"))) is not None)
    )


def custom_fields(value: Any) -> dict[str, str]:
    """Return an object's plain values as texts."""
    return {
        str(key)[:MAX_NAME]: text
        for key, one in mapping(value).items()
        if (text := words(one, MAX_SUBJECT)) is not None
    }


def is_ours(turn: Turn, own_id: str | None) -> bool:
    """Whether a turn was written by our own account, or holds a note of ours."""
    return (own_id is not None and turn.author_id == own_id) or is_note(turn.text)


def put_together(
    head: Head,
    turns: Iterable[Turn],
    *,
    own_id: str | None,
    reply_id: str | None = None,
    is_from_event: bool = False,
) -> FetchedTicket:
    """Return the ticket: our notes left out, replies those that people sent in public.

    ``reply_id`` is the turn that the event is about.
    """
    listed = [one for one in turns if not (is_note(one.text) or (is_ours(one, own_id) and not one.is_public))]
    listed = listed[-MAX_MESSAGES:]
    messages = merge_messages((), [_message(one) for one in listed if one.text.strip() or one.attachments])
    replies = tuple(_reply(one) for one in listed if is_reply(one, own_id))
    ticket = Ticket(
        id="",
        external_id=head.external_id,
        brand_id="",
        messages=messages,
        subject=head.subject[:MAX_SUBJECT],
        channel=head.channel,
        language=head.language,
        status=head.status,
        tags=head.tags,
        requester=head.requester,
        assignee=head.assignee,
        priority=head.priority,
        custom_fields=head.custom_fields or {},
        attachments=tuple(file for one in listed if one.author is Author.REQUESTER for file in one.attachments),
        created_at=head.created_at,
        updated_at=head.updated_at,
    )
    reply = next((one for one in replies if one.external_id == reply_id), None)
    return FetchedTicket(ticket, replies, reply, is_from_event)


def is_reply(turn: Turn, own_id: str | None) -> bool:
    """Whether a turn is a person's public answer to the requester."""
    is_said = turn.author is Author.AGENT and turn.is_public and bool(turn.text.strip())
    return is_said and not turn.is_automatic and not is_ours(turn, own_id)


def sent_already(turns: Sequence[Turn], text: str) -> str | None:
    """Return the id of a public answer with these words after the newest request: a send whose answer was lost."""
    wanted = collapse_blanks(text)
    for turn in reversed(turns):
        if turn.author is Author.REQUESTER and turn.is_public:
            return None
        if turn.author is Author.AGENT and turn.is_public and collapse_blanks(turn.text) == wanted:
            return turn.id
    return None


def _message(turn: Turn) -> Message:
    return Message(
        turn.id, turn.author, turn.text[:MAX_TEXT], turn.is_public, turn.created_at, turn.author_id, turn.author_name
    )


def _reply(turn: Turn) -> SentReply:
    return SentReply(turn.id, turn.text[:MAX_TEXT], turn.author_id, turn.author_name, turn.created_at)
