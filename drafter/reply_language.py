"""In which language a reply should be: that of the request, where the brand answers in it."""

from drafter.brands import Brand
from drafter.tickets import Author, Ticket
from drafter.turns import own_words
from knowledge_base.languages import language_of

SURE_CHARS = 60  # a shorter text is told by what the requester wrote before, where that is known


def language_of_ticket(ticket: Ticket) -> str | None:
    """Return the language the requester writes in (``de``), None where nothing tells.

    The newest request decides; a short one only where nothing longer was written in this
    thread and the helpdesk names no language.
    """
    texts = [own_words(m.text) for m in reversed(ticket.messages) if m.author is Author.REQUESTER and m.is_public]
    told = [(len(text), language_of(text)) for text in texts]
    for length, language in told:
        if language and length >= SURE_CHARS:
            return language
    known = (ticket.language or "").partition("-")[0].lower()
    short = next((language for _, language in told if language), None)
    return known or short or language_of(ticket.subject)


def reply_language(ticket: Ticket, brand: Brand) -> str:
    """Return the language to answer in: the requester's, if the brand answers in it, else the brand's first."""
    allowed = [one.partition("-")[0].lower() for one in brand.voice.languages or brand.languages]
    language = language_of_ticket(ticket)
    return language if language in allowed else (allowed[0] if allowed else brand.languages[0])
