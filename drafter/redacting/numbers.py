"""Payment cards, bank accounts, social security numbers, network addresses in a folded text."""

import re
from collections.abc import Iterator
from ipaddress import AddressValueError, IPv6Address

from drafter.redacting.contexts import Contexts, Label

Span = tuple[int, int]

_DIGIT_RUN = re.compile(r"\d(?:[ \t\n._/,*|~-]{0,3}\d)*")
_GROUP = re.compile(r"\d+")
_CLASSIC = {
    *((size,) for size in range(13, 20)),
    (4, 4, 4, 4),
    (4, 6, 5),
    (4, 6, 4),
    (4, 4, 4, 4, 3),
    (4, 4, 4, 4, 2),
    (4, 4, 4, 4, 1),
    (4, 4, 5),
    (8, 8),
}
_EXPIRY = re.compile(r"(?:exp|cvv|cvc|val)", re.I)
_SHORT_MAESTRO = re.compile(r"50(?:18|20|38)|5612|5893|6304|67(?:59|6[1-3])")
_LEAST_CARD, _MOST_CARD = 13, 19  # ISO/IEC 7812
_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}[ .-]?\d[ ]?\d")
_IBAN_SIGN = re.compile(r"[ .\-/\n]{0,2}([A-Za-z0-9])")
_LENGTHS = """
    AL:28 AD:24 AT:20 AZ:28 BH:22 BY:28 BE:16 BA:20 BR:29 BG:22 BI:27 CR:22 HR:21 CY:28 CZ:24 DK:18 DJ:27 DO:28
    EE:20 EG:29 FO:18 FI:18 FK:18 FR:27 GE:22 DE:22 GI:23 GR:27 GL:18 GT:28 HN:28 HU:28 IS:26 IQ:23 IE:22 IL:23
    IT:27 JO:30 KZ:20 XK:20 KW:30 LC:32 LV:21 LB:28 LI:21 LT:20 LU:20 LY:25 MK:19 MT:31 MR:27 MU:30 MC:27 MD:24
    ME:22 MN:20 NI:28 NL:18 NO:15 OM:23 PK:24 PS:29 PL:28 PT:25 QA:29 RO:24 RU:33 SM:27 SA:24 RS:22 SC:31 SD:18
    SK:24 SI:19 SO:23 ES:24 ST:25 SV:28 SE:24 CH:21 TN:24 TR:26 UA:29 AE:23 GB:22 VA:22 VG:24 YE:30
"""  # SWIFT, IBAN registry
_IBAN_LENGTHS = {entry[:2]: int(entry[3:]) for entry in _LENGTHS.split()}
_SSN = re.compile(
    r"(?<![\dA-Za-z])(?<![A-Za-z0-9][-./])(\d{3})(?P<mark>\s?[-.]\s?| )(\d{2})(?P=mark)(\d{4})(?![-./]?[A-Za-z0-9])"
)
_BARE_SSN = re.compile(r"(?<![\dA-Za-z.,-])(\d{3})(\d{2})(\d{4})(?![-.]?[A-Za-z0-9])")
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_V4 = re.compile(rf"(?<![\w.])(?<![A-Za-z][-/]){_OCTET}(?:\.{_OCTET}){{3}}(?!\.?\w)(?::\d{{1,5}}|/\d{{1,2}})?(?![\w])")
_DEFANGED = re.compile(rf"(?<![\w.]){_OCTET}(?: ?[\[({{] ?(?:\.|dot) ?[\])}}] ?{_OCTET}){{3}}(?!\w)", re.I)
_NOT_NET = re.compile(r" (?:release|version|update|firmware|build|upgrade)", re.I)
_NAMED = re.compile(r"(?<!\w)(?:mod[eè]l\w*|part|p/n|sku|serial|type?)(?: (?:no|nr|number|code))?[.:]? ?$", re.I)
_V6 = re.compile(
    r"(?<![\w:.])(?P<bracket>\[)?(?P<ip>(?=[0-9a-fA-F:]{0,39}:)[0-9a-fA-F:]{2,39}(?:(?:\.\d{1,3}){3})?)"
    r"(?:%\w{1,16})?(?(bracket)\](?::\d{1,5})?|(?:/\d{1,3})?)(?!\w)"
)


def find_cards(text: str, contexts: Contexts) -> Iterator[Span]:
    """Yield payment card numbers: 13 to 19 digits, in any groups, with a right check digit.

    Beside a word for a card also one with a slip in it, in the usual groups.
    """
    for run in _DIGIT_RUN.finditer(text):
        if run.end() - run.start() >= _LEAST_CARD:
            yield from _cards_in(text, run.start(), run.end(), contexts)


def _cards_in(text: str, start: int, end: int, contexts: Contexts) -> Iterator[Span]:
    groups = [m.span() for m in _GROUP.finditer(text, start, end)]
    at = 0
    while at < len(groups):
        last = _card_from(text, groups, at, contexts)
        if last is None:
            at += 1
        else:
            yield groups[at][0], groups[last][1]
            at = last + 1


def _card_from(text: str, groups: list[Span], first: int, contexts: Contexts) -> int | None:
    """The index of the last group of the card that begins at a group, None where none does."""
    start = groups[first][0]
    if start and (text[start - 1].isalnum() or text[start - 1] == "+"):
        return None
    if text[start] not in "234568" and contexts.before(start) is not Label.CARD:
        return None
    sizes: list[int] = []
    best: int | None = None
    is_usual = False  # a usual grouping wins over a longer, odd one
    for at in range(first, min(first + _MOST_CARD, len(groups))):
        sizes.append(groups[at][1] - groups[at][0])
        total = sum(sizes)
        if total > _MOST_CARD:
            break
        end = groups[at][1]
        goes_on = end < len(text) and text[end].isalpha() and not _EXPIRY.match(text, end)
        if total < _LEAST_CARD or (goes_on and contexts.before(start) is not Label.CARD):
            continue
        if _is_card(text[start:end], tuple(sizes), contexts, start):
            best, is_usual = (at, True) if tuple(sizes) in _CLASSIC else (best if is_usual else at, is_usual)
    return best


def _is_card(written: str, sizes: tuple[int, ...], contexts: Contexts, start: int) -> bool:
    digits = "".join(sign for sign in written if sign.isdigit())
    label = contexts.before(start)
    if len(set(digits)) == 1 or (("," in written or "\n" in written) and min(sizes) < 3):
        return False
    if label is Label.ARTICLE:
        return False
    if label is Label.ID and len(sizes) > 1 and sizes not in _CLASSIC:
        return False
    if label is Label.ID and len(sizes) == 1 and not (_has_issuer(digits) and _has_length_of_issuer(digits)):
        return False
    if len(sizes) == 1 and label is not Label.CARD and digits[0] != "4" and _is_ean(digits):
        return False
    if is_luhn(digits):
        return _has_issuer(digits) or label is Label.CARD
    return label is Label.CARD and sizes in _CLASSIC and _has_issuer(digits)


def is_luhn(digits: str) -> bool:
    """Whether the check digit is right.  Source: ISO/IEC 7812-1, annex B (Luhn)."""
    values = [int(sign) for sign in reversed(digits)]
    return sum(v if at % 2 == 0 else sum(divmod(2 * v, 10)) for at, v in enumerate(values)) % 10 == 0


def _has_issuer(digits: str) -> bool:
    return digits[0] in "3456" or "2200" <= digits[:4] <= "2720" or digits[:2] in ("81", "82")


def _has_length_of_issuer(digits: str) -> bool:
    """Whether the scheme that such numbers begin with gives out numbers of this length, unlike an IMEI's."""
    count = len(digits)
    if digits[0] == "4":
        return count in (13, 16, 18, 19)
    if digits[0] == "3" and digits[1] != "5":
        return count == (15 if digits[1] in "47" else 14)
    return count >= 16 or bool(_SHORT_MAESTRO.match(digits))


def _is_ean(digits: str) -> bool:
    """Whether it is as an article's bar code: 13 digits with their own check digit (GS1 General Specifications)."""
    values = [int(sign) for sign in digits]
    return len(values) == 13 and sum(v * (3 if at % 2 else 1) for at, v in enumerate(values)) % 10 == 0


def find_ibans(text: str, contexts: Contexts) -> Iterator[Span]:
    """Yield account numbers of the right length for their country whose check digits are right (mod 97).

    Behind the word IBAN also one with a slip in it.
    """
    done = 0
    for begin in _IBAN_START.finditer(text):
        start = begin.start()
        length = _IBAN_LENGTHS.get(text[start : start + 2].upper())
        if length is None or start < done:
            continue
        end, signs = _read_signs(text, start, length)
        if end is None or (end < len(text) and text[end].isalnum()):
            continue
        if _is_iban(signs) or contexts.before(start, within=12) is Label.IBAN:
            done = end
            yield start, end


def _read_signs(text: str, start: int, count: int) -> tuple[int | None, str]:
    """Read so many letters and digits, with at most two spaces, dots or dashes between; their end and themselves."""
    signs: list[str] = []
    at = start
    while len(signs) < count:
        found = _IBAN_SIGN.match(text, at)
        if found is None:
            return None, ""
        signs.append(found[1].upper())
        at = found.end()
    return at, "".join(signs)


def _is_iban(signs: str) -> bool:
    """Source: ISO 13616, check by ISO/IEC 7064 (mod 97-10)."""
    turned = signs[4:] + signs[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def find_ssns(text: str, contexts: Contexts) -> Iterator[Span]:
    """Yield US social security numbers of a range that is given out; without marks only behind their name."""
    for found in _SSN.finditer(text):
        is_other = contexts.before(found.start()) in (Label.ID, Label.ARTICLE, Label.PHONE) and not contexts.has_before(
            found.start(), Label.SSN
        )
        if not is_other and _is_issued(found[1], found[3], found[4]):
            yield found.span()
    for found in _BARE_SSN.finditer(text):
        if contexts.before(found.start()) is Label.SSN and _is_issued(found[1], found[2], found[3]):
            yield found.span()


def _is_issued(area: str, group: str, serial: str) -> bool:
    """Source: SSA, areas 000, 666 and 900 to 999, group 00 and serial 0000 are never given."""
    return area not in ("000", "666") and area < "900" and group != "00" and serial != "0000"


def find_ips(text: str, contexts: Contexts) -> Iterator[Span]:
    """Yield IPv4 and IPv6 addresses with their port, network size or zone; no version numbers, no times."""
    quads = [*_V4.finditer(text)]
    versions = {_network_of(one) for one in quads if _is_version(one, text, contexts)}
    for found in quads:
        is_other = _network_of(found) in versions and contexts.before(found.start(), within=20) is not Label.IP
        if not is_other and not _is_version(found, text, contexts):
            yield found.span()
    yield from (found.span() for found in _DEFANGED.finditer(text))
    if text.count(":") < 2:
        return
    for found in _V6.finditer(text):
        if _is_network(found["ip"], found.start(), contexts) and (span := _v6_span(found)):
            yield span


def _is_version(found: re.Match[str], text: str, contexts: Contexts) -> bool:
    """Whether four numbers are called a version or a model."""
    if contexts.before(found.start(), within=20) is Label.VERSION or _NOT_NET.match(text, found.end()):
        return True
    return _NAMED.search(text, max(0, found.start() - 20), found.start()) is not None


def _network_of(found: re.Match[str]) -> str:
    """The first number, by which versions of one thing are told: "10" of "10.4.2.1"."""
    return found[0].partition(".")[0]


def _is_network(ip: str, start: int, contexts: Contexts) -> bool:
    """Whether it is more than two numbers with colons between, as a time may be written, or is called an address."""
    if not any(sign.isdigit() for sign in ip):
        return False
    parts = [part for part in ip.split(":") if part]
    is_plain = len(parts) == 2 and ip.replace(":", "").isdigit()
    return not is_plain or contexts.before(start) is Label.IP


def _v6_span(found: re.Match[str]) -> Span | None:
    ip, start, end = found["ip"], found.start(), found.end()
    if ip.endswith(":") and not ip.endswith("::"):  # the colon of a sentence
        if end != found.end("ip"):
            return None
        ip, end = ip[:-1], end - 1
    try:
        IPv6Address(ip)
    except (AddressValueError, ValueError):
        return None
    return start, end
