"""What stands round a value: the words of its own clause, of what leads to it, of the rest; and the facts beside it.

Two values are told apart by these zones.  "Delivery costs 3,90 € to a shop and 6,50 € to your
home" says "home" of the second in its own clause, and "delivery" of it in what leads there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from drafter.checks.content import content_of, tails_of
from knowledge_base.facts import Fact, find_facts

Words = frozenset[str]
Key = tuple[str, str]

_CLAUSE_END = re.compile(
    r"[.!?;—–\n](?:\s|$)|,\s|\s-\s|[()|]"
    r"|\s(?:and|but|or|und|aber|oder|sonst|otherwise|mais|et|ou|sinon|pero|y|o|maar)\s"
)
_HARD_END = re.compile(r"[.!?;—–\n](?:\s|$)|\|\s\||\s-\s")
_SENTENCE_END = re.compile(r"[.!?\n]\s?$")
_LABEL = re.compile(r"[^:.;!?]{2,60}:\s")
_MOST_FACTS = 40  # of one sentence: a longer list is a table of its own
_LONGEST = 300  # characters of a clause on either side
_INITIALS = re.compile(r"\b[A-Z]{2,4}\b|(?<=[a-z] )(?:[B-HJ-Z]\b(?!['’.])|A\b(?= [\d$€£(,.]))")
_CONCEPTS = tuple(
    (f"@{name}", re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE))
    for name, words in (
        ("warranty", r"warrant\w*|\w*garant\w*|gewährleist\w*"),
        ("return", r"return\w*|send\w* back|rückgab\w*|rücksend\w*|retour\w*|zurück\w*|renvo\w*|devol\w*|devuel\w*"),
        ("pickup", r"pick\w*[- ]?up|collect\w*|abhol\w*|retrait|recog\w*|point relais|afhal\w*|afhaal\w*"),
        ("express", r"express\w*|next[- ]day|priority|overnight|same[- ]day|urgente?"),
        ("free", r"free|gratis|\w*kostenlos\w*|\w*frei|gratuit\w*|offert\w*"),
        ("voucher", r"vouchers?|coupons?|codes?|discount\w*|off|rabatt\w*|gutschein\w*|remise|réduction|descuento\w*"
                    r"|cup[oó]n\w*|korting\w*"),
        ("member", r"members?\w*|club|subscri\w*|mitglied\w*|abonn\w*|abo|membres?|socios?|suscri\w*"),
        ("deposit", r"deposit\w*|anzahl\w*|acompte|arrhes|señal|depósito|kaution|pfand|aanbetaling"),
        ("gift", r"gifts?|geschenk\w*|cadeaux?|regalos?"),
        ("custom", r"custom\w*|personali[sz]\w*|engrav\w*|gravur\w*|sur mesure|a medida|maßanfert\w*|brod\w*"),
        ("repair", r"repair\w*|repar\w*|répar\w*"),
        ("exchange", r"exchang\w*|swap\w*|umtausch\w*|échang\w*|cambi\w*|ruil\w*|omruil\w*"),
        ("shipping", r"ship\w*|deliver\w*|postage|\w*versand\w*|versend\w*|versch\w*|\w*liefer\w*|livr\w*|expédi\w*"
                     r"|envois?|port|env[ií]\w*|entreg\w*|verzend\w*|lever\w*|bezorg\w*"),
        ("total", r"total\w*|orders?|ordered|gesamt\w*|insgesamt|bestell\w*|command\w*|pedidos?|en tout|altogether"
                  r"|bought|purchase\w*|achats?|compra"),
        ("paid", r"paid|pay\w*|charg\w*|refund\w*|\w*erstatt\w*|\w*zahl\w*|rembours\w*|pag\w*|reembols\w*|cobr\w*"
                 r"|betaal\w*|terugbeta\w*|money back"),
        ("fee", r"fees?|flat|surcharges?|\w*gebühr\w*|\w*pauschal\w*|frais|forfait\w*|recargo|gastos|toeslag"),
        ("price", r"prices?|costs?|\w*preis\w*|kost\w*|prix|coût\w*|precios?|cuest\w*|coste|tarifs?|tarifas?|prijs"),
    )
)  # fmt: skip
"""What a shop's amounts and times are said of, in five languages: a reply may use another than its passage."""


@dataclass(frozen=True)
class Surroundings:
    """What stands round a value in one sentence; the words of each zone are in no zone before it.

    ``core`` is its clause as far as no value of its kind stands between, ``way`` what leads to
    that from the value before, ``lead`` what is earlier in the sentence and ``tail`` what is
    later.  ``tails`` are what the core's compounds may end with, ``behind`` what of it stands behind
    the value.  ``beside`` are the facts of
    its core and way, ``along`` all of the sentence.
    """

    core: Words
    way: Words
    lead: Words
    tail: Words
    beside: frozenset[Key]
    along: frozenset[Key]
    tails: Words = frozenset()
    behind: Words = frozenset()

    @property
    def near(self) -> Words:
        """The words of its core and of the way there, with what long ones of the core end with."""
        return self.core | self.way | self.tails


@lru_cache(maxsize=8192)
def words_of(text: str) -> Words:
    """Return what a text is about: content words, initials and, for what shops' rules are about, concepts."""
    initials = {found.lower() for found in _INITIALS.findall(text)}
    concepts = {name for name, pattern in _CONCEPTS if pattern.search(text)}
    for name, pattern in _CONCEPTS:
        text = pattern.sub(" ", text) if name in concepts else text
    return frozenset({*content_of(text), *initials, *concepts})


@lru_cache(maxsize=2048)
def surroundings_in(sentence: str, dollar: str) -> tuple[tuple[Fact, Surroundings], ...]:
    """Return each fact of a sentence with what stands round it."""
    facts = find_facts(sentence, dollar=dollar, with_shares=True)[:_MOST_FACTS]
    return tuple((fact, surroundings_of(sentence, fact, facts)) for fact in facts)


def surroundings_of(sentence: str, fact: Fact, facts: Sequence[Fact]) -> Surroundings:
    """Return what stands round one fact of a sentence; ``facts`` are all of the sentence."""
    first, start, end = _spans(sentence, fact, facts)
    label = _label_end(sentence, facts)
    core_text = f"{sentence[max(start, label) : fact.start]} {sentence[fact.end : end]}"
    core = words_of(core_text)
    way = words_of(sentence[first:start]) | words_of(sentence[:label])
    if all(word.startswith("@") for word in core):  # "and takes 3 days" is of what stands before it
        core, way = core | way, words_of("")
    way -= core
    lead = words_of(sentence[max(0, first - _LONGEST) : first]) - core - way
    tail = words_of(sentence[end : end + _LONGEST]) - core - way - lead
    others = [one for one in facts if one.key != fact.key]
    beside = frozenset(one.key for one in others if first <= one.start and one.end <= end)
    return Surroundings(
        core,
        way,
        lead,
        tail,
        beside,
        frozenset(one.key for one in others),
        tails_of(core_text),
        words_of(sentence[fact.end : end]),
    )


def core_text_of(sentence: str, fact: Fact, facts: Sequence[Fact]) -> str:
    """Return the words of a fact's own clause, without the fact."""
    _, start, end = _spans(sentence, fact, facts)
    return f"{sentence[start : fact.start]} {sentence[fact.end : end]}"


def _label_end(sentence: str, facts: Sequence[Fact]) -> int:
    """Return where a heading ends that all values of its sentence are of: "Spare poles: 2P £24, 3P £28"; 0 for none."""
    found = _LABEL.match(sentence)
    return found.end() if found and not any(one.start < found.end() for one in facts) else 0


def _spans(sentence: str, fact: Fact, facts: Sequence[Fact]) -> tuple[int, int, int]:
    """Return where the way to a fact starts, and where its core starts and ends."""
    first = max(0, fact.start - _LONGEST)
    hard = max((found.end() for found in _HARD_END.finditer(sentence, first, fact.start)), default=first)
    alike = [one for one in facts if one.kind is fact.kind]
    before = max((one.end for one in alike if one.end <= fact.start), default=0)
    ends = [found.end() for found in _CLAUSE_END.finditer(sentence, first, fact.start)]
    way = max(hard, before)
    if before and before >= hard:  # what ends the clause of the value before is the end of its words
        way = next((end for end in ends if end > before), before)
    start = max([way, *ends])
    behind = _CLAUSE_END.search(sentence, fact.end, fact.end + _LONGEST)
    after = min((one.start for one in alike if one.start >= fact.end), default=len(sentence))
    end = min(behind.start() if behind else min(len(sentence), fact.end + _LONGEST), after)
    return way, start, max(end, fact.end)


def clause_of(text: str, start: int, end: int) -> str:
    """Return the clause round a span of a text, without the span; with those before it where it says nothing alone."""
    first = max(0, start - _LONGEST)
    behind = _CLAUSE_END.search(text, end, end + _LONGEST)
    after = text[end : behind.start() if behind else end + _LONGEST]
    places = [match.end() for match in _CLAUSE_END.finditer(text, first, start)]
    for place in (*reversed(places), first):
        clause = f"{text[place:start]} {after}"
        if content_of(clause) or _SENTENCE_END.search(text, max(0, place - 2), place):
            return clause
    return f"{text[first:start]} {after}"
