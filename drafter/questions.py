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


# Words of sentences that tell a mood, or are polite, and nothing of what is asked: search and covering read past them,
# so that an angry and a kind message about the same thing get the same answer.
_MOODS = """
    angry annoyed annoying furious upset mad livid fuming outraged disappointed disappointing frustrated frustrating
    ridiculous unacceptable terrible horrible awful worst joke disgrace disgraceful shame outrageous nightmare rubbish
    fed sick tired unbelievable incredible scandal pathetic disgusting useless damn hell wtf omg seriously really very
    absolutely totally completely extremely
    answer reply respond response immediately now today asap urgent urgently hurry quick quickly soon once possible
    patience patient
    help helping assist appreciate appreciated appreciation grateful kind kindly advance great nice lovely wonderful
    hope hoping doing well find finding good weekend day week evening morning afternoon regards wishes best cheers
    customer customers client loyal long longtime year years couple always happy love loved loving gear products shop
    company service team sorry bother bothering trouble question questions quick another just writing write wondering
    thank thanks hello dear sir madam expect expecting forward hearing time
    ärgerlich wütend unverschämt sauer enttäuscht frechheit unmöglich furieux furieuse inadmissible scandaleux honte
    déçu enfadado indignante vergüenza inaceptable harto belachelijk woedend schande boos
"""
_MOOD_STEMS = frozenset(stems_of(_MOODS))


def without_mood(text: str) -> str:
    """Return a text without the sentences that only tell a mood or are only polite; all of it if nothing is left.

    >>> without_mood("This is ridiculous, I am really annoyed. Do your gift cards expire? Answer me NOW!!")
    'Do your gift cards expire?'
    """
    kept = [sentence for sentence in sentences_of(text) if not tells_only_mood(sentence)]
    return " ".join(kept) or text


def tells_only_mood(sentence: str) -> bool:
    """Whether a sentence has content words, and all of them tell a mood or are polite."""
    stems = stems_of(sentence)
    return bool(stems) and all(stem in _MOOD_STEMS for stem in stems)


def questions_of(ticket: Ticket) -> list[Question]:
    """Return what to look up for a masked ticket; weights sum to 1, none when nothing was written."""
    turns = [(m.author is Author.REQUESTER, own_words(m.text)) for m in ticket.messages if m.is_public]
    spoken = [text for _, text in turns if text]
    newest = without_mood(request_text(ticket))
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
