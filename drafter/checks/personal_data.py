"""A reply holds no personal data of anyone but the requester, and nobody's whole card, account or person number."""

import re

from drafter.checks.context import CheckContext
from drafter.checks.hosts import is_own, own_hosts
from drafter.findings import Finding, Severity
from drafter.redaction import PersonalSpan, find_personal
from drafter.tickets import Author
from knowledge_base.notations import plain_phone

NAME = "personal_data"
VERSION = "1"

_NEVER = {"CARD": "card number", "IBAN": "account number", "SSN": "person number"}
_NOUNS = {"EMAIL": "e-mail address", "PHONE": "phone number", "IP": "network address", "ADDRESS": "postal address"}
_SOMEBODY = re.compile(
    r"\b(?:neighbou?r|friend|wife|husband|partner|mother|mom|mum|father|dad|sister|brother|son|daughter|aunt|uncle"
    r"|cousin"
    r"|colleague|boss|landlord|roommate|flatmate|driver|courier|seller|buyer|recipient|receiver|someone|somebody"
    r"|another"
    r"|other (?:customer|person|buyer|client)|previous|his|her|their|he|she|they|him|them|nachbar\w*|freund\w*"
    r"|frau|mann|bruder|schwester|mutter|vater|kolleg\w*|empfänger\w*|jemand\w*|voisine?|ami\w*|femme|mari|frère"
    r"|sœur|mère|père"
    r"|collègue|destinataire|vecin[oa]|amig[oa]|espos[oa]|marido|mujer|herman[oa]|madre|padre|destinatari[oa])\b",
    re.IGNORECASE,
)
_TURNED_TO = re.compile(
    r"\b(?:fax|sen[dt]|wrote|write|e-?mail|call|rang|ring|dial|text|phone|schick|schrieb|rief|faxt|mailt|écri|appel"
    r"|envoy|llam|escrib"
    r"|envi|stuur|bel)\w*\b[^.!?\n]{0,40}$",
    re.IGNORECASE,
)
"""What a third person turned to is not that person's own: "she faxed it to 555-0138"."""
_CAP = r"[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'’-]+"
_NAMED = re.compile(
    r"\b(?P<who>(?i:customer|client|neighbou?r|friend|wife|husband|partner|colleague|recipient|buyer|requester|user"
    r"|kunde|kundin|herr|frau|nachbarn?|nachbarin|monsieur|madame|client[ea]?|señora?|cliente)|Mr\.?|Mrs\.?"
    r"|Ms\.?),?\s"
    r"(?!(?:Care|Services?|Support|Team|Relations|Success|Experience|Help|Area|Portal|Reviews?|Account|Order|Number"
    r"|ID)\b)"
    rf"(?P<name>{_CAP}(?:\s{_CAP}){{0,2}})"
)
_RELATION = re.compile(
    r"(?<!\w)(?:neighbou?r|friend|wife|husband|partner|colleague|boss|roommate|flatmate|landlord|Nachbarn?|Nachbarin"
    r"|Freund(?:in)?|Kolleg(?:e|in)|Ehe(?:mann|frau)|Mitbewohner(?:in)?|voisine?|amie?|collègue|vecin[oa]|amig[oa]"
    r"|compañer[oa]|buurman|buurvrouw|vriend(?:in)?)(?:,?\s(?:an?|the|la|el|le|die|der|de|den|het|named|called"
    r"|namens))?"
    r",?\s(?:(?i:mrs?|ms|herrn?|frau|mme|m|madame|monsieur|señora?|dhr|mevrouw)\.?\s)?"
    rf"(?P<name>{_CAP}(?:\s{_CAP})?)"
)
"""Somebody near the requester, by name."""
_OF_ANY_HOME = re.compile(r"(?:192\.168|10|127|172\.(?:1[6-9]|2\d|3[01]))\.")
"""Addresses within any network at home: nobody's in particular."""
_NAME_WORDS = 4
_INTRODUCES = re.compile(
    rf"(?:[Mm]y name is|[Tt]his is|[Ii]ch heiße|[Mm]ein Name ist|[Jj]e m'appelle|[Mm]e llamo|[Mm]ijn naam is)"
    rf" ({_CAP}(?:\s{_CAP})?)"
)
_STREET_KIND = re.compile(r"street|road|avenue|lane|drive|rue|calle|avenida|plaza|via|strasse|straße|weg|platz")
_STREET_REACH = 60
_STREET_WORDS = 3  # number, name and kind of street
_SENTENCE = re.compile(r"[.!?\n]+\s*")


def check_personal_data(context: CheckContext) -> list[Finding]:
    """Return a finding for each piece of personal data that is not the requester's own."""
    text = context.text
    spans = find_personal(text, known_ids=_known_ids(context))
    found = [finding for span in spans if (finding := _weigh(span, context))]
    return found + _names(context)


def _weigh(span: PersonalSpan, context: CheckContext) -> Finding | None:
    words = context.text[span.start : span.end]
    if noun := _NEVER.get(span.type):
        message = f"This is a whole {noun}; a reply never repeats one. Leave the last four signs at most."
        fix = f"ending in {re.sub(r'[^0-9A-Za-z]', '', words)[-4:]}" if span.type == "CARD" else None
        return Finding(NAME, Severity.BLOCK, span.start, span.end, words, message, fix)
    noun = _NOUNS.get(span.type)
    if span.type == "IP" and _OF_ANY_HOME.match(words):
        return None
    if noun is None or _is_brands(span.type, words, context) or _is_requesters(span.type, words, context):
        return None
    message = f"This {noun} is neither the customer's own nor the brand's. Take it out."
    return Finding(NAME, Severity.BLOCK, span.start, span.end, words, message)


def _is_brands(kind: str, words: str, context: CheckContext) -> bool:
    """Whether contact data is the brand's own: a passage or the brand's lines have it, as nobody's in particular."""
    voice = context.brand.voice if context.brand else None
    lines = [voice.opening, voice.closing, voice.sign_off, *voice.required_disclosures] if voice else []
    texts = [*(source.text for source in context.sources), *lines]
    for text in texts:
        place = _place(kind, words, text)
        if place is not None and not _is_somebodys(text, place):
            return True
    return kind == "EMAIL" and is_own(words.lower().rpartition("@")[2], own_hosts(context))


def _is_requesters(kind: str, words: str, context: CheckContext) -> bool:
    ticket = context.ticket
    if ticket is None:
        return False
    if kind == "EMAIL" and words.lower() == (ticket.requester.email or "").lower():
        return True
    texts = [ticket.subject, *(m.text for m in ticket.messages if m.author is Author.REQUESTER)]
    texts += [str(value) for value in ticket.custom_fields.values()]
    return any(
        (place := _place(kind, words, text)) is not None and not _is_somebodys(text, place) for text in texts if text
    )


def _place(kind: str, words: str, text: str) -> int | None:
    """Return where a text has these words, phones in any notation; None where it has not."""
    if kind == "PHONE":
        wanted = plain_phone(words).lstrip("0")
        for span in find_personal(text):
            digits = plain_phone(text[span.start : span.end]).lstrip("0")
            if digits and (digits.endswith(wanted) or wanted.endswith(digits)):
                return span.start
        bare = re.sub(r"\D", "", text)
        return 0 if wanted and wanted in bare and len(wanted) >= 7 else None
    if kind == "ADDRESS" and (place := _same_street(words, text)) is not None:
        return place
    plain = " ".join(words.lower().split())
    known = " ".join(text.lower().split())
    parts = plain.split()
    fewest = _STREET_WORDS if kind == "ADDRESS" else len(parts)  # what follows a street may be the reply's own words
    for count in range(len(parts), min(fewest, len(parts)) - 1, -1):
        place = known.find(" ".join(parts[:count]).rstrip(","))
        if place >= 0:
            return place
    return None


def _same_street(words: str, text: str) -> int | None:
    """Return where a text has a street's own name and number, whatever it calls the street: "C/ Mayor 14"."""
    wanted = [word for word in re.findall(r"\w+", words.lower()) if word.isdigit() or len(word) > 2]
    telling = [word for word in wanted if not _STREET_KIND.fullmatch(word)][:_STREET_WORDS]
    if len(telling) < 2 or not any(map(str.isdigit, telling)):
        return None
    plain = text.lower()
    number = next(word for word in telling if word.isdigit() or any(map(str.isdigit, word)))
    for at in re.finditer(rf"(?<!\w){re.escape(number)}(?!\w)", plain):
        start, end = max(0, at.start() - _STREET_REACH), at.end() + _STREET_REACH
        found = [
            re.compile(rf"(?<!\w){re.escape(word)}").search(plain, start, end) for word in telling if word != number
        ]
        places = [place.start() for place in found if place]
        if len(places) == len(found):
            return min(at.start(), *places) if places else at.start()
    return None


def _is_somebodys(text: str, place: int) -> bool:
    """Whether the sentence round a place speaks of a third person."""
    start = max((m.end() for m in _SENTENCE.finditer(text, 0, place) if m.group().strip() != "."), default=0)
    named = [*_SOMEBODY.finditer(text, max(start, place - 80), place)]
    return bool(named) and not _TURNED_TO.search(text, named[-1].end(), place)


def _own_names(context: CheckContext) -> set[str]:
    """The requester's names: on record, as they sign, and, where nothing is on record, as the reply greets them."""
    ticket = context.ticket
    lines = [(ticket.requester.name or "") if ticket else ""]
    if not lines[0]:
        lines.append(context.text.lstrip().partition("\n")[0])
    for message in ticket.messages if ticket else ():
        if message.author is Author.REQUESTER:
            ending = message.text.rstrip().rpartition("\n")[2]
            lines += [ending if len(ending.split()) <= _NAME_WORDS else "", *_INTRODUCES.findall(message.text)]
    return {word.lower() for line in lines for word in re.findall(r"\w+", line)}


def _names(context: CheckContext) -> list[Finding]:
    """Find the names of third persons that the ticket or a passage introduces."""
    ticket = context.ticket
    own = _own_names(context)
    texts = [source.text for source in context.sources] + ([m.text for m in ticket.messages] if ticket else [])
    introduced = {match["name"] for text in texts for match in _NAMED.finditer(text)}
    introduced |= {match["name"] for match in _NAMED.finditer(context.text) if match["who"].lower() in _OTHERS}
    introduced |= {match["name"] for match in _RELATION.finditer(context.text)}
    found = []
    for name in sorted(introduced):
        words = [word for word in name.split() if word.lower() not in own]
        if not words or len(words) < len(name.split()):
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", context.text):
            message = f"“{name}” is somebody else than the customer. Leave the name out."
            found.append(Finding(NAME, Severity.HIGH, *match.span(), name, message))
    return found


_OTHERS = frozenset({"customer", "client", "user", "buyer", "kunde", "kundin", "cliente"})


def _known_ids(context: CheckContext) -> list[str]:
    order = context.order or (context.ticket.order if context.ticket else None)
    if order is None:
        return []
    ids = [order.order_number, order.tracking, *(item.sku for item in order.items)]
    ids += [parcel.tracking for parcel in order.shipments] + [back.number for back in order.returns]
    return [one for one in ids if one]
