"""When a ticket wants no draft, and why, in a sentence an agent can read."""

import re
from collections.abc import Mapping

from drafter.questions import asks_of, is_asking, request_text
from drafter.tickets import Author, Ticket, TicketStatus
from drafter.turns import own_words
from knowledge_base.wording import stems_of

SHORTEST_LOOP = 30  # characters; people do repeat "Thank you"
MAX_THANKS_WORDS = 60  # a longer note usually asks for something, however kindly

_AUTO_SUBJECT = re.compile(
    r"^\s*(?:automatic reply|auto(?:matic)?[- ]?(?:reply|response|antwort)|automatische antwort"
    r"|out of (?:the )?office"
    r"|abwesenheit\w*|abwesend|réponse automatique|absence du bureau|respuesta automática|fuera de (?:la )?oficina"
    r"|automatisch antwoord|afwezig\w*|undeliverable|undelivered mail|delivery status notification"
    r"|mail delivery (?:failed|subsystem)|returned mail|failure notice|unzustellbar)\b",
    re.I,
)
_AUTO_TEXT = re.compile(
    r"\b(?:(?:i am|i'm|i will be) (?:currently )?(?:out of (?:the )?office|on (?:annual |parental |sick )?leave|"
    r"away from (?:the office|my desk)|on vacation|on holiday)"
    r"|this (?:mailbox|inbox|address) is not monitored|(?:your )?message (?:could not be|was not"
    r"|couldn't be) delivered"
    r"|(?:^|\n)\s*out of (?:the )?office\b|tot \w+ (?:afwezig|niet aanwezig)"
    r"|this is an automat(?:ic|ed) (?:reply|response|message)|do not reply to this (?:e-?mail|message)"
    r"|ich bin (?:derzeit |zurzeit |momentan )?(?:nicht im büro|abwesend|im urlaub)"
    r"|je suis (?:actuellement )?absente?"
    r"|estoy fuera de la oficina|ik ben (?:momenteel )?(?:afwezig|niet op kantoor))\b",
    re.I,
)
_THANKS = re.compile(
    r"\b(?:thanks?|thank you|thx|cheers|appreciate(?:d)?|danke|vielen dank|merci|gracias|bedankt|dank je|perfect"
    r"|great"
    r"|awesome|wonderful|solved|all good|all sorted|sorted now|works now|erledigt|parfait|perfecto"
    r"|(?<!\bi )got it(?! (?:on|last|this|today|yesterday|from|for|at|in|a|two|the|mon|tue|wed|thu|fri|sat|sun)))\b",
    re.I,
)
_BUT = re.compile(
    r"\b(?:for nothing|but|however|still|though|except|unfortunately|problem|issue|wrong|not (?:working|arrived"
    r"|received)|again"
    r"|refund|cancel|aber|leider|mais|pero|maar)\b",
    re.I,
)


def no_draft_reason(ticket: Ticket) -> str | None:
    """Say why a ticket wants no draft now; None when it does.

    Automatic and bounced mails, closed tickets, tickets that wait for nobody, empty and
    attachment-only messages, and plain thanks.
    """
    if sign := _automatic_sign(ticket.headers):
        return f"No reply needed: the message was sent by a machine ({sign})."
    newest = ticket.newest_request
    if newest is None:
        return "No reply needed: the customer has written no public message yet."
    if ticket.status in (TicketStatus.SOLVED, TicketStatus.CLOSED):
        return f"No reply needed: the ticket is {ticket.status.value}."
    if not ticket.awaits_reply:
        return "No reply needed: the newest public message is already ours."
    text = request_text(ticket)
    if _AUTO_SUBJECT.match(ticket.subject) or _is_automatic(text[:600].replace("’", "'")):
        return "No reply needed: the message is an automatic or out-of-office reply."
    if _is_ours(ticket, text):
        return "No reply needed: the message only brings our own words back, as a mail loop does."
    if not re.search(r"\w", text):
        return _wordless(ticket)
    if _is_thanks(text):
        return "No reply needed: the last message is a thank-you and asks nothing."
    return None


def _is_automatic(text: str) -> bool:
    """Whether a text is an automatic reply; somebody who is away and asks for something is none."""
    found = _AUTO_TEXT.search(text)
    if found is None:
        return False
    return not (_AWAY.match(found.group()) and is_asking(_REFERS.sub(" ", text)))


_AWAY = re.compile(r"(?:i am|i'm|i will be) (?:currently )?(?:on |away)", re.I)
_REFERS = re.compile(
    r"(?:for|in) (?:urgent|case of)[^.!?\n]*|(?:please|kindly) (?:contact|write to|call|reach)[^.!?\n]*", re.I
)


def _is_ours(ticket: Ticket, text: str) -> bool:
    """Whether the requester's newest words are a reply of ours, sent back unchanged."""
    mine = [m for m in ticket.messages if m.is_public and m.author is Author.AGENT]
    words = " ".join(text.split())
    return len(words) > SHORTEST_LOOP and any(" ".join(own_words(m.text).split()) == words for m in mine)


def _automatic_sign(headers: Mapping[str, str]) -> str | None:
    """The header that marks a mail as automatic (RFC 3834 and what mail servers add), if any."""
    given = {name.lower(): (name, value.strip().lower()) for name, value in headers.items()}
    name, value = given.get("auto-submitted", ("", "no"))
    if value.split(";")[0].strip() not in ("no", ""):
        return f"{name}: {value}"
    for key in ("x-autoreply", "x-autorespond", "x-auto-reply", "x-autoresponse", "x-failed-recipients", "x-loop"):
        if key in given and given[key][1] not in ("no", "false", ""):
            return given[key][0]
    name, value = given.get("x-auto-response-suppress", ("", ""))
    if "all" in value or "autoreply" in value:
        return f"{name}: {value}"
    name, value = given.get("precedence", ("", ""))
    if value in ("auto_reply", "auto-reply", "bulk", "junk", "list"):
        return f"{name}: {value}"
    if given.get("return-path", ("", ""))[1] == "<>":
        return "an empty Return-Path"
    return None


def _wordless(ticket: Ticket) -> str | None:
    if stems_of(ticket.subject) and asks_of(ticket) and not ticket.attachments:
        return None  # people do write the whole question into the subject line
    if ticket.attachments:
        return "No draft: the message is only an attachment; please look at it and ask what is needed."
    return "No draft: the message is empty; please ask what is needed."


def _is_thanks(text: str) -> bool:
    if len(text.split()) > MAX_THANKS_WORDS or is_asking(text):
        return False
    return bool(_THANKS.search(text)) and not _BUT.search(text)
