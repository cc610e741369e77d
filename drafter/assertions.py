"""What a sentence asserts of its things, whatever they are: what they cost, a term, or that something is (not) so.

Where a sentence fits no kind of commitment with a subject of its own ("Engraving is free",
"Your trial ends on 30 June", "We don't ship to Norway"), two of them are comparable when they
speak of the same things.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from drafter.commitment_wording import CONDITIONAL, KEEP, NEEDED, NEEDLESS, NO, SEND_BACK, THEM, US
from drafter.topics import VAGUE, topics_of, words_of
from knowledge_base.facts import Fact, FactKind, find_facts
from knowledge_base.wording import stem

_TOPIC = "topic "
_PREFIX = 5  # letters by which words of one family are alike: "devolver", "devolución"


_DUTCH_WORDS = (
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag jaar jaren maand maanden weken werkdagen dagen"
    " dag uur"
    " één twee drie vier vijf zes zeven acht negen tien twaalf veertien dertig"
)
_ENGLISH_WORDS = (
    "Monday,Tuesday,Wednesday,Thursday,Friday,Saturday,Sunday,years,years,month,months,weeks,business"
    " days,days,day,hours"
    ",one,two,three,four,five,six,seven,eight,nine,ten,twelve,fourteen,thirty"
)
_DUTCH = dict(zip(_DUTCH_WORDS.split(), _ENGLISH_WORDS.split(","), strict=True))
_DUTCH_WORD = re.compile(rf"(?<!\w)(?:{'|'.join(_DUTCH)})(?!\w)", re.I)


@dataclass(frozen=True)
class Assertion:
    """``aspect`` is "cost", "claim" or a kind of fact; ``things`` are prefixes of its telling words, and its"
    " topics."""

    aspect: str
    values: frozenset[str]
    things: frozenset[str]


_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|dear|hallo|hoi|guten tag|liebe[rs]?|beste|bonjour|hola|estimad[oa]"
    r"|sehr geehrte[rs]?)\b[^,.!:]{0,30}[,!:]\s*",
    re.I,
)
_REASON = re.compile(  # why it is so is no part of what is so
    r"\s(?:because|weil|parce qu\w*|puisqu\w*|porque|ya que|omdat|aangezien|as(?= (?:it|you|the|they"
    r"|this)\b))\s[^;:.!?]*",
    re.I,
)
_WORD = re.compile(r"\w+")
_BACK = re.compile(
    r"(?<!\w)(?:zurück\w*|rück(?:gabe|send|nahme)\w*|terug\w*|retour\w*|renvo\w*|repren\w*|devol\w*|devuel\w*"
    r"|return\w*"
    r"|(?:take|took|taking|send|sent|bring|come)\b.{0,40}\bback)(?!\w)",
    re.I,
)
_CONTRACTED = re.compile(r"(?<=\w)'(?:ll|ve|re|m|d|s)\b", re.I)
_PAID = re.compile(
    r"(?<!\w)(?:costs?|charge[ds]?|fees?|price[ds]?|priced|pay(?:able|ing)?|quoted|is|are|kostet|kosten|beträgt"
    r"|zahlen|fallen"
    r"|coûte\w*|est|sont|payer|à votre charge|s'élève\w*|cuesta\w*|vale|son|pagar|kost|betaalt|betalen|bedraagt"
    r"|bedragen)(?!\w)",
    re.I,
)
_UNPAID = re.compile(
    rf"(?<!\w){NO}\s(?:\w+\s){{0,4}}?(?:pay|charged?|costs?|fees?|bill|zahlen|bezahlen|kosten|gebühren"
    rf"|berechnet|payer|frais"
    r"|facturé\w*|pagar|cobr\w+|coste|betalen|kosten|niets)(?!\w)|(?<!\w)(?:cost you (?:nothing|a thing"
    r"|anything)|pay nothing"
    r"|we(?:'re| are| will|'ll) (?:covering|cover|pay\w*)|u betaalt niets|niets voor"
    r"|included(?: in the (?:price|total))?|im preis|inbegriffen|inklusive|compris\w*|inclus\w*|incluid[oa]"
    r"|inbegrepen|rien à|ne payez (?:pas|rien)"
    r"|übernehmen|at our expense|on us)(?!\w)",
    re.I,
)
_DENIES = re.compile(
    rf"(?<!\w)(?:{NO}|\w+n't|impossible|unable|out of stock|unavailable|sold out|ausverkauft|unmöglich|épuisée?"
    rf"|ausgeschlossen|exclue?s?|excluid[oa]s?|uitgesloten|agotad[oa]"
    r"|uitverkocht|onmogelijk|imposible|refused?|declined?)(?!\w)",
    re.I,
)
_NO_MATTER = re.compile(
    r"(?<!\w)(?:no (?:need|problem|worries|longer than)|not only|don't (?:worry|hesitate|forget)|kein problem"
    r"|keine sorge"
    r"|pas de (?:souci|problème)|n'hésitez|no (?:se preocupe|dude|hay problema)|geen (?:probleem|zorgen)"
    r"|nothing|sorry)(?!\w)",
    re.I,
)
# What shuts a door for good ("can't be changed once it has shipped") leaves a denial a denial.
_CLOSES = re.compile(
    r"(?<!\w)(?:once|after|before|as soon as|sobald|nachdem|dès que|una vez|zodra"
    r"|nadat)(?!\w)",
    re.I,
)
_MODAL_WORDS = (
    "can could possi able offer allow unfor afrai sadly gladl natur helaa leide gerne könne kann kunne kunt"
    " podem pued puede"
    " pouvo pouve malhe lamen volon bien claro mogel mögli welco pleas still alrea mentio wrote told as hi"
    " thank clear write"
    " team reply today tomor morge heute demai hoy mañan vanda accep acept nehme neem time whene thing way like"
    " cost costs free"
    " charg fee price pay koste kost grati coûte frais payer cuest paga betaa betal dolla euro kein keine nicht"
    " niet geen"
    " cover quote sure cours rest fine happy glad good news note fuer für über sein sind wird werde worde será"
    " serán sera"
)
_WHOLE_WORDS = (
    "free pay pays paid end month year day week hour ask asked within well youll until once after before gern"
    " gerne hemos han"
    " krijgt krijg heeft loopt duurt läuft haben hat dure dura tiene tendrá vamos avons avez as mentioned"
    " promised total only just"
    " now then next first time parcel order package yours arrange arranged add added arrive arrives arrived arriving"
    " comes leaves leave takes take lasts last starts start begins komt kommt llega llegará arrivera gratuit gratuite"
    " gratuita coûte coûtera coûtent kostenlos kostenfrei kostet included enthalten begint dauert comienza commence"
)
_MODAL = frozenset(word[:_PREFIX] for word in _MODAL_WORDS.split()) | frozenset(
    stem(word)[:_PREFIX] for word in (*_MODAL_WORDS.split(), *_WHOLE_WORDS.split())
)


def assertions_in(sentence: str) -> Iterator[Assertion]:
    """Yield what a sentence asserts; nothing of questions and conditions."""
    plain = _REASON.sub("", _GREETING.sub("", sentence.replace("’", "'")))
    is_denied = bool(_DENIES.search(plain))
    if plain.rstrip().endswith("?") or CONDITIONAL.search(_CLOSES.sub(" ", plain) if is_denied else plain):
        return
    facts = facts_in(plain)
    things = _things(_without(plain, facts))
    if not things:
        return
    money = frozenset(fact.value for fact in facts if fact.kind is FactKind.MONEY)
    is_free = bool(_UNPAID.search(plain) or (US.search(plain) and not money))
    if is_free:
        yield Assertion("cost", frozenset({"free"}), things)
    elif (money and _PAID.search(plain) and not US.search(plain)) or THEM.search(plain):
        yield Assertion("cost", money or frozenset({"to be paid"}), things)
    for kind in (FactKind.MONEY, FactKind.PERCENT, FactKind.DURATION, FactKind.DATE, FactKind.TIME):
        values = frozenset(_in_days(fact.value) for fact in facts if fact.kind is kind)
        if values:
            yield Assertion(kind.value, values, things)
    has_own = (
        KEEP.search(plain)
        or SEND_BACK.search(plain)
        or NEEDLESS.search(plain)
        or NEEDED.search(plain)
        or _NO_MATTER.search(plain)
    )
    if not (is_free or money or has_own) and len(things) > 1:
        yield Assertion("claim", frozenset({"not so" if is_denied else "so"}), things)


def facts_in(sentence: str) -> list[Fact]:
    """Return the facts of a sentence, of a Dutch one too; their places are those of ``in_english_units``."""
    return find_facts(in_english_units(sentence))


def in_english_units(sentence: str) -> str:
    """Return a sentence with its Dutch days, counts and units in English: "vijf jaar" is "five years"."""
    return _DUTCH_WORD.sub(lambda found: _DUTCH[found[0].lower()], sentence)


def _without(sentence: str, facts: list[Fact]) -> str:
    text = in_english_units(sentence)
    for fact in sorted(facts, key=lambda one: -one.start):
        text = f"{text[: fact.start]} {text[fact.end :]}"
    return text


def is_same_thing(left: frozenset[str], right: frozenset[str], *, aspect: str) -> bool:
    """Whether two assertions speak of the same: a claim needs nearly all of its words, a term one in two."""
    shared = len(left & right)
    words = [{one for one in side if not one.startswith(_TOPIC)} for side in (left, right)]
    if all(words) and not words[0] & words[1]:
        return False
    if aspect == "claim":
        return shared >= 2 and shared >= 0.6 * min(len(left), len(right))
    return bool(shared) and shared >= 0.5 * min(len(left), len(right))


def _in_days(value: str) -> str:
    number, _, unit = value.partition(" ")
    if unit != "hours" or not number.isdigit() or int(number) % 24:
        return value
    return f"{int(number) // 24} days"


def _things(sentence: str) -> frozenset[str]:
    plain = _CONTRACTED.sub(" ", sentence)
    topics = {*(topics_of(plain) - VAGUE - {"cost", "postage"})} | ({"return"} if _BACK.search(plain) else set())
    words = {one for one in _WORD.findall(plain) if not _is_topical(one.lower())}
    stems = {stem[:_PREFIX] for stem in words_of(" ".join(words)) if not any(sign.isdigit() for sign in stem)}
    return frozenset(stems - _MODAL) | frozenset(f"{_TOPIC}{one}" for one in topics)


@lru_cache(maxsize=4096)
def _is_topical(word: str) -> bool:
    return bool(topics_of(word) - VAGUE) or bool(_BACK.search(word))
