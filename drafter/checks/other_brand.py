"""A reply speaks for one brand: no name, link, address or sign-off of another brand of the same operator."""

import re
from collections.abc import Iterator

from drafter.brands import Brand
from drafter.checks.context import CheckContext
from drafter.checks.hosts import find_links, is_own
from drafter.findings import Finding, Severity
from knowledge_base.facts import FactKind, find_facts

NAME = "other_brand"
VERSION = "1"

_ANYBODYS = (
    "kind best warm regards wishes many thanks thank you sincerely yours truly cheers team the your our customer"
    " care "
    "service support all from with love greetings mit freundlichen besten viele liebe grüßen grüße cordialement "
    "bien à vous un saludo saludos atentamente met vriendelijke groet"
)
_GENERIC = frozenset(_ANYBODYS.split())
_EMAIL = re.compile(r"[\w.+%-]+@(?P<host>[\w-]+(?:\.[\w-]+)+)")
_DESCRIBES = re.compile(
    r"(?<!\w)(?:an?|very|so|too|more|some|really|quite|eine?[nmrs]?|sehr|une?|très|plus|una?|muy|más|een|zeer"
    r"|heel)\s$",
    re.IGNORECASE,
)
"""Before a word that describes a thing."""
Span = tuple[int, int]


def check_other_brand(context: CheckContext) -> list[Finding]:
    """Return a block for each place that is another brand's."""
    found: dict[Span, Finding] = {}
    own = context.brand
    for other in context.other_brands:
        if own is not None and other.id == own.id:
            continue
        for (start, end), what in _places(context, other):
            message = f"This is the {what} of {other.name}, another brand. Take it out."
            fix = own.name if own is not None and what == "name" else None
            one = Finding(NAME, Severity.BLOCK, start, end, context.text[start:end], message, fix)
            found.setdefault((start, end), one)
    return [found[span] for span in sorted(found)]


def _places(context: CheckContext, other: Brand) -> Iterator[tuple[Span, str]]:
    text, own = context.text, context.brand
    hosts = _hosts(other) - (_hosts(own) if own else frozenset())
    for link in find_links(text):
        if link.host and is_own(link.host, hosts):
            yield (link.start, link.end), "link"
    for mail in _EMAIL.finditer(text):
        if is_own(mail["host"].lower(), hosts):
            yield mail.span(), "address"
    for line in _signs_off(other) - (_signs_off(own) if own else frozenset()):
        yield from ((match.span(), "sign-off") for match in _loosely(line).finditer(text))
    for code in _codes(other) - (_codes(own) if own else frozenset()):
        yield from ((m.span(), "code") for m in re.finditer(rf"(?<!\w){re.escape(code)}(?!\w)", text, re.I))
    for name in {other.name, other.slug} - {""}:
        yield from ((span, "name") for span in _named(context, name))


def _named(context: CheckContext, name: str) -> Iterator[Span]:
    """Yield where a brand's name stands, save inside the own brand's longer name or as a word of the passages."""
    own = [match.span() for match in _loosely(context.brand.name).finditer(context.text)] if context.brand else []
    is_word = " " not in name and any(
        re.search(rf"(?<!\w){re.escape(name.lower())}(?!\w)", s.text) for s in context.sources
    )
    for match in _loosely(name).finditer(context.text):
        if any(start <= match.start() and match.end() <= end for start, end in own):
            continue
        if not (match.group().islower() and (is_word or (" " not in name and _is_a_word(context.text, match)))):
            yield match.span()


def _is_a_word(text: str, match: re.Match[str]) -> bool:
    """Whether a name in small letters is used as the word it is: "a brisk walk"."""
    before, after = text[max(0, match.start() - 12) : match.start()], text[match.end() : match.end() + 2]
    return bool(_DESCRIBES.search(before) and re.match(r"\s[a-zà-ÿ]", after))


def _loosely(words: str) -> re.Pattern[str]:
    """Match words in any case, with any blank or hyphen, or none, between them."""
    parts = [re.escape(part) for part in re.split(r"[\s_-]+", words.strip()) if part]
    words = r"[\s_-]*".join(parts)
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE) if parts else re.compile(r"(?!)")


def _hosts(brand: Brand) -> frozenset[str]:
    lines = (*brand.links, brand.voice.opening, brand.voice.closing, *brand.voice.required_disclosures)
    links = {link.host for line in lines for link in find_links(line) if link.host}
    return frozenset(links | {mail["host"].lower() for line in lines for mail in _EMAIL.finditer(line)})


def _signs_off(brand: Brand) -> frozenset[str]:
    """Return the lines of a sign-off that are a brand's own, not anybody's "Kind regards"."""
    lines = (line.strip(" ,") for line in brand.voice.sign_off.splitlines())
    return frozenset(line for line in lines if any(w not in _GENERIC for w in re.findall(r"\w+", line.lower())))


def _codes(brand: Brand) -> frozenset[str]:
    voice = brand.voice
    lines = (voice.opening, voice.closing, voice.sign_off, *voice.do, *voice.required_disclosures)
    return frozenset(fact.text for line in lines for fact in find_facts(line) if fact.kind is FactKind.CODE)
