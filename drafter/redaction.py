"""Masking: personal data gives way to placeholders before anything leaves for a remote model, and comes back after.

``⟦EMAIL_1⟧`` stands for the same value wherever it is written; what comes back is the
original, byte for byte.  Order numbers and other ids we know survive.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from drafter.orders import Order
from drafter.redacting.contexts import Contexts
from drafter.redacting.emails import find_emails
from drafter.redacting.folding import Folded, fold
from drafter.redacting.numbers import find_cards, find_ibans, find_ips, find_ssns
from drafter.redacting.people import find_addresses, find_known_names, find_told_names
from drafter.redacting.phones import find_phones
from drafter.redacting.placeholders import Placeholders
from drafter.tickets import Attachment, Message, Requester, Ticket

SHORTEST_KNOWN_ID = 5  # shorter ones are like a group of any longer number
_ADDRESS_FIELDS = ("address", "adres", "anschrift", "direcc", "street", "stra", "ship_to", "lieferan", "postal")


@dataclass(frozen=True)
class PersonalSpan:
    """Where a text has personal data: code points of the original, end exclusive."""

    type: str
    start: int
    end: int


@dataclass(frozen=True)
class Masked:
    """A text with placeholders, where they stand for what, and the way back."""

    text: str
    spans: tuple[PersonalSpan, ...]
    placeholders: Placeholders

    def restore(self, text: str) -> str:
        """Return a text with the values put back; made-up placeholders stay as they are."""
        return self.placeholders(text)


def mask_text(text: str, *, known_ids: Sequence[str] = (), requester: Requester | None = None) -> Masked:
    """Return a text without personal data.  ``restore(masked.text)`` is the original, byte for byte.

    >>> mask_text("Mail ana@example.com or +49 30 901820.").text
    'Mail ⟦EMAIL_1⟧ or ⟦PHONE_1⟧.'
    """
    person = requester or Requester()
    spans = find_personal(text, known_ids=known_ids, names=_names_of(person), emails=_emails_of(person))
    placeholders = Placeholders([text])
    return Masked(_replace(text, spans, placeholders), tuple(spans), placeholders)


def mask_ticket(ticket: Ticket, *, known_ids: Sequence[str] = ()) -> tuple[Ticket, Placeholders]:
    """Return the ticket without personal data in any of its texts, and what restores an answer.

    The requester's own name, address and e-mail are known from the record; the order's
    numbers, parcels and articles stay.
    """
    known = [*known_ids, *_ids_of(ticket)]
    names = [*_names_of(ticket.requester), *(m.author_name or "" for m in ticket.messages if m.author == "requester")]
    emails, lines = _emails_of(ticket.requester), _address_lines(ticket)
    placeholders = Placeholders(_texts_of(ticket))

    def mask(text: str) -> str:
        found = find_personal(text, known_ids=known, names=names, emails=emails, addresses=lines)
        return _replace(text, found, placeholders)

    placeholders.mask = mask
    requester = Requester(
        mask(ticket.requester.id) if ticket.requester.id else None,
        placeholders.hide("PERSON", ticket.requester.name) if ticket.requester.name else None,
        placeholders.hide("EMAIL", ticket.requester.email) if ticket.requester.email else None,
    )
    masked = replace(
        ticket,
        subject=mask(ticket.subject),
        requester=requester,
        messages=tuple(_masked_message(message, mask) for message in ticket.messages),
        custom_fields={
            mask(name): _masked_field(name, value, mask, placeholders) for name, value in ticket.custom_fields.items()
        },
        headers={name: mask(value) for name, value in ticket.headers.items()},
        attachments=tuple(Attachment(mask(one.name), one.size, one.content_type) for one in ticket.attachments),
        tags=tuple(mask(tag) for tag in ticket.tags),
        order=_masked_order(ticket.order, mask) if ticket.order else None,
    )
    return masked, placeholders


def find_personal(
    text: str,
    *,
    known_ids: Iterable[str] = (),
    names: Sequence[str] = (),
    emails: Sequence[str] = (),
    addresses: Sequence[str] = (),
) -> list[PersonalSpan]:
    """Return where a text has personal data, in order and without overlaps.

    What comes first in this list wins where two overlap: addresses of mail, accounts,
    cards, numbers of persons, of networks, of phones; names; postal addresses.
    """
    folded = fold(text)
    chosen: list[tuple[int, int, str]] = []
    rest = _take(folded, chosen, "EMAIL", find_emails(folded.text, Contexts(folded.text)))
    rest = _take(rest, chosen, "EMAIL", _literally(rest.text, emails))
    kept = sorted([*_known_places(rest.text, known_ids), *(found.span() for found in _PARCEL.finditer(rest.text))])
    for kind, find in _FINDERS:
        rest = _take(rest, chosen, kind, _outside(find(rest.text, Contexts(rest.text)), kept))
    rest = rest.without(kept)
    rest = _take(rest, chosen, "ADDRESS", find_addresses(rest.text, addresses))
    rest = _take(rest, chosen, "PERSON", find_known_names(rest.text, names))
    _take(rest, chosen, "PERSON", find_told_names(rest.text))
    return [PersonalSpan(kind, *folded.span(start, end)) for start, end, kind in sorted(chosen)]


_PARCEL = re.compile(r"(?<!\w)1Z ?(?:[0-9A-Z] ?){15}[0-9A-Z](?!\w)")  # UPS; its groups look like phones
_GOES_BACK = re.compile(r"\d[ .()/-]{1,3}$")
_GOES_ON = re.compile(r"[ ./-]{1,2}\d")
_FINDERS: tuple[tuple[str, Callable[[str, Contexts], Iterable[tuple[int, int]]]], ...] = (
    ("IBAN", find_ibans),
    ("CARD", find_cards),
    ("IP", find_ips),
    ("SSN", find_ssns),
    ("PHONE", find_phones),
)


def digest(text: str) -> str:
    """Return the sha256 of a text, in hex: proof of what left without the text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _take(folded: Folded, chosen: list[tuple[int, int, str]], kind: str, spans: Iterable[tuple[int, int]]) -> Folded:
    """Add spans that do not overlap; return the text with them blanked."""
    taken: list[tuple[int, int]] = []
    done = -1
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start >= done and start < end:
            taken.append((start, end))
            chosen.append((start, end, kind))
            done = end
    return folded.without(taken)


def _literally(text: str, values: Iterable[str]) -> Iterable[tuple[int, int]]:
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text
    for value in values:
        wanted = fold(value).text.lower()
        at = lowered.find(wanted) if len(wanted) > 3 else -1
        while at >= 0:
            yield at, at + len(wanted)
            at = lowered.find(wanted, at + len(wanted))


def _known_places(text: str, known_ids: Iterable[str]) -> list[tuple[int, int]]:
    """Where the text has an id that we know, with whatever marks between its signs, as a word of its own."""
    wanted = {plain for one in known_ids if len(plain := _plain_id(one)) >= SHORTEST_KNOWN_ID}
    if not wanted:
        return []
    places = [at for at, sign in enumerate(text) if sign.isalnum()]
    joined = "".join(text[at] for at in places).upper()
    if len(joined) != len(places):
        return []
    found = []
    for one in wanted:
        at = joined.find(one)
        while at >= 0:
            start, end = places[at], places[at + len(one) - 1] + 1
            is_whole = not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum()
            is_spaced = end - start > len(one)
            if is_spaced and (_GOES_BACK.search(text, max(0, start - 5), start) or _GOES_ON.match(text, end)):
                is_whole = False  # in a phone number that has the same digits
            if is_whole and end - start <= 2 * len(one) + 4:
                found.append((start, end))
            at = joined.find(one, at + 1)
    return sorted(found)


def _plain_id(value: str) -> str:
    plain = "".join(sign for sign in fold(value).text if sign.isalnum())
    return plain.upper()


def _outside(spans: Iterable[tuple[int, int]], kept: list[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """Leave out what is a known id; a longer number that only contains one is no such thing."""
    for start, end in spans:
        inside = [(a, b) for a, b in kept if a < end and b > start] if kept else []
        if not inside or sum(b - a for a, b in inside) * 2 < end - start:
            yield start, end


def _replace(text: str, spans: Sequence[PersonalSpan], placeholders: Placeholders) -> str:
    parts, done = [], 0
    for span in spans:
        parts += [text[done : span.start], placeholders.hide(span.type, text[span.start : span.end])]
        done = span.end
    return "".join([*parts, text[done:]])


def _masked_message(message: Message, mask: Callable[[str], str]) -> Message:
    name = mask(message.author_name) if message.author_name else None
    return replace(message, text=mask(message.text), author_name=name)


def _masked_field(name: str, value: str, mask: Callable[[str], str], placeholders: Placeholders) -> str:
    is_address = any(part in name.lower() for part in _ADDRESS_FIELDS) and any(sign.isalpha() for sign in value)
    return placeholders.hide("ADDRESS", value) if is_address else mask(value)


def _masked_order(order: Order, mask: Callable[[str], str]) -> Order:
    """Mask what people write in an order; its numbers are ids that we know."""
    return replace(
        order,
        items=tuple(replace(item, name=mask(item.name)) for item in order.items),
        payments=tuple(replace(one, method=mask(one.method) if one.method else None) for one in order.payments),
        seller=mask(order.seller) if order.seller else None,
    )


def _names_of(requester: Requester) -> list[str]:
    return [fold(requester.name).text] if requester.name else []


def _emails_of(requester: Requester) -> list[str]:
    return [requester.email] if requester.email else []


def _address_lines(ticket: Ticket) -> list[str]:
    fields = ticket.custom_fields.items()
    return [fold(str(value)).text for name, value in fields if any(part in name.lower() for part in _ADDRESS_FIELDS)]


def _ids_of(ticket: Ticket) -> list[str]:
    order = ticket.order
    if order is None:
        return [ticket.external_id]
    parcels = [one.tracking for one in order.shipments]
    returns = [one.number for one in order.returns]
    skus = [item.sku for item in order.items]
    ids = [ticket.external_id, order.order_number, order.tracking, *parcels, *returns, *skus]
    return [one for one in ids if one]


def _texts_of(ticket: Ticket) -> list[str]:
    texts = [ticket.subject, *(message.text for message in ticket.messages), *ticket.custom_fields.values()]
    return [*texts, *ticket.headers.values(), *(one.name for one in ticket.attachments), *ticket.tags]
