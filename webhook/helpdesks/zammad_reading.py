"""What Zammad's JSON means: articles, tickets, states, shared drafts.  Pure functions."""

from collections.abc import Mapping
from typing import Any

from drafter.tickets import Attachment, Author, Requester, TicketStatus
from webhook.helpdesks.reading import Head, Turn, ident, mapping, moment, named, objects, words
from webhook.helpdesks.texts import plain
from webhook.json_values import MAX_SUBJECT

SENDERS = {1: Author.AGENT, 2: Author.REQUESTER, 3: Author.SYSTEM}
AUTHORS = {"agent": Author.AGENT, "customer": Author.REQUESTER, "system": Author.SYSTEM}
PER_PAGE = 100
SAME_ACT_S = 5.0  # a ticket and its first article are made in one act
OLD_ARTICLE_S = 60.0  # triggers run at once; an article older than this was not what pulled them


def read_turn(raw: Mapping[str, Any]) -> Turn:
    """Return one article."""
    said = str(named(raw.get("sender")) or "").lower()
    author = AUTHORS.get(said) or SENDERS.get(whole(raw.get("sender_id")), Author.SYSTEM)
    person = raw.get("created_by")
    return Turn(
        ident(raw.get("id")) or "",
        author,
        plain(str(raw.get("body") or ""), content_type=words(raw.get("content_type"))),
        raw.get("internal") is not True,
        moment(raw.get("created_at")),
        ident(raw.get("created_by_id")) or ident(mapping(person).get("id")),
        words(raw.get("from")) if author is Author.REQUESTER else _person(person) or words(raw.get("from")),
        tuple(_file(one) for one in objects(raw.get("attachments"))) if author is Author.REQUESTER else (),
    )


def read_head(number: str, raw: Mapping[str, Any], tags: tuple[str, ...]) -> Head:
    """Return a ticket without its articles."""
    customer = raw.get("customer")
    known = mapping(customer)
    address = words(known.get("email")) or (words(customer) if "@" in str(customer) else None)
    return Head(
        number,
        subject=words(raw.get("title"), MAX_SUBJECT) or "",
        status=read_status(raw),
        tags=tags,
        requester=Requester(
            ident(raw.get("customer_id")) or ident(known.get("id")) or address, _person(customer), address
        ),
        assignee=_person(raw.get("owner")) if named(raw.get("owner")) != "-" else None,
        priority=named(raw.get("priority")),
        created_at=moment(raw.get("created_at")),
        updated_at=moment(raw.get("updated_at")),
    )


def read_status(raw: Mapping[str, Any]) -> TicketStatus:
    """Read a state by the words in its name: administrators add states of their own."""
    state = raw.get("state")
    kind = named(mapping(state).get("state_type")) or named(raw.get("state_type"))
    name = (kind or named(state) or "").lower()
    if name.startswith("pending") or "wart" in name or "wait" in name:
        return TicketStatus.PENDING
    if "merged" in name or "removed" in name:
        return TicketStatus.CLOSED
    if any(word in name for word in ("closed", "solved", "resolved", "geschlossen", "gelöst", "done")):
        return TicketStatus.SOLVED
    return TicketStatus.NEW if name == "new" else TicketStatus.OPEN


def is_first(ticket: Mapping[str, Any], article: Mapping[str, Any]) -> bool:
    """Whether the ticket was made by this article."""
    if ticket.get("article_count") is not None:
        return whole(ticket["article_count"]) <= 1
    made, said = moment(ticket.get("created_at")), moment(article.get("created_at"))
    return bool(made and said and abs((said - made).total_seconds()) < SAME_ACT_S)


def is_old(ticket: Mapping[str, Any], article: Mapping[str, Any]) -> bool:
    """Whether the hook is about a later change of the ticket, its newest article sent along."""
    changed, said = moment(ticket.get("updated_at")), moment(article.get("created_at"))
    return bool(changed and said and (changed - said).total_seconds() > OLD_ARTICLE_S)


def tells_of_state(trigger: str) -> bool:
    """Whether a trigger's name says that it watches the state."""
    return any(word in trigger.lower() for word in ("clos", "solv", "state", "status", "done", "geschlossen"))


def _person(value: Any) -> str | None:
    known = mapping(value)
    name = " ".join(part for key in ("firstname", "lastname") if (part := words(known.get(key))))
    return name or words(known.get("login")) or words(known.get("email")) or (None if known else words(value))


def _file(raw: Mapping[str, Any]) -> Attachment:
    kind = words(mapping(raw.get("preferences")).get("Content-Type"))
    return Attachment(words(raw.get("filename")) or "file", whole(raw.get("size")) or None, kind)


def rows(answer: Any, kind: str) -> list[Mapping[str, Any]]:
    """Return the things in a list, or those that an answer carries as assets."""
    return objects(answer) or objects(list(mapping(mapping(mapping(answer).get("assets")).get(kind)).values()))


def draft_in(answer: Any) -> Mapping[str, Any] | None:
    """Return the shared draft in an answer; None where the ticket has none."""
    told = mapping(answer)
    number = ident(told.get("shared_draft_id"))
    if number is None:
        return told if told.get("new_article") else None
    drafts = mapping(mapping(told.get("assets")).get("TicketSharedDraftZoom"))
    return mapping(drafts.get(number)) or {"id": number}


def marker_of(article: Mapping[str, Any]) -> str | None:
    """Return the marker of ours that an article carries out of sight."""
    return words(mapping(article.get("preferences")).get("drafter"))


def further(page: Any, number: int) -> dict[str, Any] | None:
    """Return the query of the next page of a list."""
    return {"per_page": PER_PAGE, "page": number + 1} if len(objects(page)) == PER_PAGE else None


def whole(value: Any) -> int:
    """Return an id as a number, 0 where it is none."""
    text = ident(value) or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
