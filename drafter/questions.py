"""Ticket -> the questions to look up, and the separate asks a reply must cover."""

import re

from drafter.tickets import Author, Ticket
from drafter.turns import own_words
from knowledge_base.search.hits import Question
from knowledge_base.wording import sentences_of, stems_of

MAX_ASKS = 5
MAX_QUESTION_CHARS = 2000  # the embedder reads 256 tokens; the rest only costs time

_ASKS = re.compile(
    r"\?|\b(?:can|could|would|will) (?:you|u|i|we)\b|\b(?:please|pls|plz)\b|\bneed to know\b|^(?:need|want)\b"
    r"|\b(?:i|we)(?:'d| would) (?:like|love|rather|appreciate)\b|\b(?:i|we) (?:want|need|demand)\b"
    r"|\b(?:how|what|when|where|which|who|whats|hows|wheres)\b.{0,60}\bcan\b"
    r"|^(?:how|what|when|where|which|why|who|is|are|do|does|did|can|could|should|may|will|whats|hows|also can)\b"
    r"|^(?:cancel|refund|change|send|fix|delete|remove|take|stop|replace|return|exchange|swap|put|tell|confirm"
    r"|check)\b"
    r"|\b(?:bitte|wann|wie|können sie|kann ich|puedo|pueden|quiero|cuándo|cómo|pouvez-vous|puis-je|je voudrais|quand"
    r"|comment|kunnen jullie|kan ik|graag|wanneer)\b",
    re.I,
)
_NEXT_ASK = re.compile(
    r"(?:,|;)?\s(?:and|or|also|plus|but)\s(?=(?:also\s)?(?:how|what|when|where|which|who|why|can|could|do|does"
    r"|did|is|are|will|would"
    r"|should|may)\s(?!\w+\s?[,.!]))"
    r"|,\s(?=(?:how (?:long|much|many|do|can|does)|what|when|where|which|will i|can i|do i|is there|are there)\s)",
    re.I,
)
SHORTEST_ASK_WORDS = 3
_GREETING_LINE = re.compile(
    r"^\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen)|hola|bonjour"
    r"|beste)\b"
    r"[^\n?]{0,40}[,!.:]?\s*$",
    re.I,
)


def questions_of(ticket: Ticket) -> list[Question]:
    """Return what to look up for a masked ticket; weights sum to 1, none when nothing was written."""
    turns = [(m.author is Author.REQUESTER, own_words(m.text)) for m in ticket.messages if m.is_public]
    spoken = [text for _, text in turns if text]
    newest = request_text(ticket)
    subject = ticket.subject.strip()
    first = f"{subject}\n{newest}".strip()[:MAX_QUESTION_CHARS]
    if not first:
        return []
    if len(spoken) <= 1:
        return [Question(first)]
    return [Question(first, 0.3), Question("\n".join(spoken[-3:])[-MAX_QUESTION_CHARS:], 0.7)]


def request_text(ticket: Ticket) -> str:
    """Return what the requester newly asks: all their public messages since the last answer, as one text."""
    waiting: list[str] = []
    for message in reversed([m for m in ticket.messages if m.is_public and m.author is not Author.SYSTEM]):
        if message.author is not Author.REQUESTER:
            break
        waiting.insert(0, own_words(message.text))
    return "\n\n".join(text for text in waiting if text)


def asks_of(ticket: Ticket) -> list[str]:
    """Return the requester's separate asks in their own words, in order; the whole request if none stands out."""
    text = request_text(ticket) or ticket.subject
    sentences = [s for s in sentences_of(text) if not _GREETING_LINE.match(s)]
    asks = [ask for s in sentences if is_asking(s) and stems_of(s) for ask in _parted(s)]
    return asks[:MAX_ASKS] or ([" ".join(sentences)] if sentences else [])


def _parted(sentence: str) -> list[str]:
    """Part a sentence that asks several things: "how much is it, and when does it ship?"."""
    parts = [part.strip() for part in _NEXT_ASK.split(sentence)]
    if len(parts) == 1 or any(len(part.split()) < SHORTEST_ASK_WORDS for part in parts):
        return [sentence]
    return parts


def is_asking(text: str) -> bool:
    """Whether a text asks for or about anything."""
    return bool(_ASKS.search(text.replace("’", "'")))
