"""A ticket as search, covering and the composer read it: what the requester newly wrote, its slips mended.

People and models read the words as they came.
"""

from collections.abc import Callable
from dataclasses import replace

from drafter.common_questions import QUESTIONS, STATEMENTS
from drafter.common_topics import COMMON_TOPICS
from drafter.glossing import gloss
from drafter.tickets import Author, Ticket
from drafter.turns import own_words
from knowledge_base.languages import language_of
from knowledge_base.spelling import words_of

_WORDS = words_of((*QUESTIONS, *STATEMENTS, *COMMON_TOPICS))  # what shops are asked about
_MENDED = (None, "en")  # languages whose words the vocabulary knows; a short text's can't be told


def read_ticket(ticket: Ticket, mend: Callable[[str, frozenset[str]], str]) -> Ticket:
    """Return a ticket with the requester's slips of spelling mended; in another language it stays as it is."""
    asked = [m.text for m in ticket.messages if m.author is Author.REQUESTER]
    if language_of("\n".join((ticket.subject, *asked))) not in _MENDED:
        return ticket
    messages = tuple(
        replace(one, text=mend(own_words(one.text), _WORDS)) if one.author is Author.REQUESTER else one
        for one in ticket.messages
    )
    return replace(ticket, subject=mend(ticket.subject, _WORDS), messages=messages)


def read_in_english(ticket: Ticket) -> Ticket | None:
    """Return a ticket in another language put into English word by word; None where too little of it is known."""
    asked = "\n".join(own_words(m.text) for m in ticket.messages if m.author is Author.REQUESTER)
    language = language_of(asked)
    if language is None or gloss(asked, language) is None:
        return None
    messages = tuple(
        replace(one, text=gloss(own_words(one.text), language) or one.text) if one.author is Author.REQUESTER else one
        for one in ticket.messages
    )
    return replace(ticket, subject=gloss(ticket.subject, language) or ticket.subject, messages=messages)
