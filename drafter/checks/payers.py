"""Who pays for what: the shop or the customer, in English, German, French, Spanish and Dutch."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from drafter.checks.content import content_of
from drafter.checks.phrases import WINDOW, Phrase, phrases_of
from drafter.checks.slots import groups_of


class Side(StrEnum):
    """Who pays."""

    SHOP = "the shop"
    CUSTOMER = "the customer"


@dataclass(frozen=True)
class Payment:
    """That someone pays for something: for which of the usual costs (``topic``), or for what the words name.

    ``case`` names what it is limited to and ``groups`` whom, ``has_cause`` where it says why,
    ``has_number`` where it names one; ``is_exception`` where it only follows from "unless it is
    faulty", ``is_price`` from a price.
    """

    payer: Side
    topic: str | None
    words: frozenset[str]
    case: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    has_cause: bool = False
    has_number: bool = False
    is_exception: bool = False
    is_price: bool = False


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.I)


_NO_PAYMENT = _any(r"(?:feel|get|be) free|free (?:time|gift|of (?!charge))|-free|set free")
_WE = r"we|us|our|wir|nous|nosotros|wij"
_YOU = (
    r"you|customers?|buyers?|members?|non-members?|everyone else|sie|du|ihr|der kunde|der käufer|kunden|vous|tu"
    r"|le client|usted(?:es)?|el cliente|los clientes|u|jij|je|de klant"
)
_BEAR = (
    r"pays?|paid|covers?|bears?|trägt|trage[nst]*|übernimmt|übernehmen|übernimmst|zahl(?:en|t|st)|bezahl(?:en|t|st)"
    r"|payez"
    r"|pay(?:e|ons)|prenons|prend|prenez|supporte[zs]?|supportons|pag(?:a|an|amos)|asum(?:e|en|imos)|betaalt|betalen"
    r"|draagt|dragen"
)
_BEARER = re.compile(
    rf"(?<!\w)(?:(?P<we>{_WE})|(?P<you>{_YOU}))(?!\w)(?:\s[\wäöüéè'-]+){{0,3}}?\s(?P<verb>{_BEAR})(?!\w)"
    rf"|(?<!\w)(?P<verb2>{_BEAR})(?!\w)(?:\sby(?: the)?|\s(?!for\b|für\b|pour\b|por\b|the\b)[\w'-]+){{0,4}}?\s"
    rf"(?:(?P<we2>{_WE})|(?P<you2>{_YOU}))(?!\w)",
    re.I,
)
_NOTHING = _any(
    r"(?:pay|pays|paying|zahlen|zahlst|bezahlen|payez|paie|paga|pagar|betaalt|cost|costs|kostet|kosten|coûte|cuesta)"
    r"(?: (?:you|sie|dich|vous|le|u|je))?(?: (?:also|dann|dafür|absolutely|gar|dus))? ?(?:no\b|nothing|nichts|nada"
    r"|niets|keine?n?)",
    r"(?:no |not |never |\w+n't )(?:(?:be|have to|need to|going to) ?)*(?:pay|cost|charged?|billed)\b",
    r"(?:we|wir|nous) (?:don't|do not|won't|never|berechnen (?:\w+ ){0,3}nichts)(?: \w+)? ?(?:charge)?",
    r"(?:ne|n')\s?(?:\w+ )*?(?:coûte\w*|facturée?s?|payez|paierez) (?:pas|rien)|(?:pas|rien) (?:facturée?s?|à payer)",
    r"(?:ne |n')(?:vous |te )?(?:coûte\w*|payez|paierez|sera) (?:pas|rien)(?: facturée?)?",
    r"no (?:tiene|hay|habrá|debe) (?:que )?(?:pag\w+|coste)|no (?:le|te) (?:cuesta|costará|cobramos) ?(?:nada)?"
    r"|no (?:paga|cuesta)\b",
    r"(?:müssen|zahlen|bezahlen) [^,;]{0,30}(?:nicht|nichts)(?: be?zahlen)?|fallen? [^,;]{0,30}keine \w*kosten",
    r"nothing to pay|nichts (?:zu )?(?:be)?zahlen|rien à payer|nada que pagar",
)
_FREE_WORD = (
    r"free(?: of charge)?|kostenlos\w*|kostenfrei\w*|versandkostenfrei|portofrei|gratis|unentgeltlich|gratuit\w*"
    r"|offert\w*|complimentary|included|prepaid"
)
_FREE = _any(
    rf"(?:{_FREE_WORD}|liefern (?:\w+ )?frei|frei haus)",
    r"(?:at |with |without |for )?(?:no|any) (?:extra |additional |further )?(?:costs?|charges?|fees?)"
    r"|without (?:a |extra )?charge",
    r"at our (?:own )?(?:cost|expense)|on (?:us|the house)|on our (?:account|side)",
    r"ohne (?:\w+ )?(?:\w*kosten|aufpreis|gebühr\w*)|keine \w*(?:kosten|gebühren)|auf unsere (?:kosten|rechnung)"
    r"|zu unseren lasten|geh(?:t|en) auf uns",
    r"sans (?:\w+ )?frais|à (?:notre|nos) (?:charge|frais)|aucuns? frais|pas de frais",
    r"sin (?:\w+ )?(?:coste|cargo|gastos?)|(?:a|por) (?:nuestr[oa]) (?:cargo|cuenta)|(?:a )?cargo nuestro"
    r"|por cuenta de la"
    r" tienda",
    r"zonder (?:extra )?kosten|voor onze rekening|op onze kosten",
)
_NOT_FREE = _any(
    rf"(?:not|\w+n't|cannot|never|no longer|nicht|pas|no|niet)\b(?: \w+){{0,2}}? (?:{_FREE_WORD})",
)
_CHARGED = _any(
    r"at (?:your|the customer's|the buyer's|their) (?:own )?(?:cost|expense)|(?:your|the customer's) (?:own )?"
    r"(?:responsibility|expense|cost)|yours to pay",
    r"(?:is|are|be|get|gets) (?:\w+ )?(?:charged|billed)|deduct\w*|costs? (?:you )?extra|(?:fees?"
    r"|charges?) (?:applies|apply)",
    r"(?:for|against|at|with|carr(?:y|ies)|there(?:'s| is| are)) an? (?:\w+ )?(?:charge|fee|surcharge)s?",
    r"kostenpflichtig\w*|(?:zu|auf) (?:ihren|deinen|eigenen|ihre|deine|eigene) (?:lasten|kosten|rechnung)"
    r"|gegen (?:eine )?(?:gebühr|aufpreis|bezahlung|berechnung)|zulasten des (?:kunden|käufers)"
    r"|werden (?:\w+ )?berechnet"
    r"|(?:we charge|wir berechnen|berechnen wir|nous facturons|cobramos|wij rekenen)"
    r"(?!.{0,20}\b(?:nothing|nichts?|kein\w*|rien|pas|nada|niets?|geen)\b)",
    r"à (?:votre|la|ta) charge(?: du client| de l'acheteur)?|à vos (?:propres )?frais|payante?s?|(?:est|sont|sera"
    r"|seront) (?:facturée?s?|déduit\w*)|contre (?:\w+ )?(?:frais|paiement|participation)(?: de \w+)?|moyennant",
    r"(?:a|por) (?:su|tu) (?:propi[oa] )?(?:cargo|cuenta)|a cargo (?:del|de la) client[ea]|por cuenta (?:suya"
    r"|del cliente|de la clienta)|de pago|con coste"
    r"|tiene (?:un )?"
    r"coste|(?:debe|tiene que|tendrá que) pagar\w*|previo pago",
    r"voor (?:uw|eigen|je) (?:eigen )?rekening|op eigen kosten|tegen (?:betaling|meerprijs)|in rekening gebracht",
    r"kostet (?:sie|dich|extra)",
)
_DIGIT = re.compile(r"\d")  # a limit of time or of money makes no case of its own
_PRICE = re.compile(r"[$€£]\s?\d|\d\s?(?:[$€£]|eur\b|euros?\b)|\b(?:US|A|C|NZ)\$\d", re.I)
_TOPICS: Mapping[str, re.Pattern[str]] = {
    "return": re.compile(
        r"return\w*(?: \w+)? (?:shipping|postage|label|cost|shipment|transport|freight)|rücksend\w*|retoure\w*"
        r"|zurück(?:schick|send)\w*|frais de (?:retour|renvoi)|\bretour\b|devoluci\w+|retourkosten|retourzend\w*",
        re.I,
    ),
    "exchange": re.compile(r"exchang\w*|swap\w*|umtausch\w*|échang\w*|\bcambi\w+|omruil\w*", re.I),
    "replacement": re.compile(r"replac\w*|ersatz\w*|remplac\w*|reempla\w*|reposici\w*|vervang\w*", re.I),
    "repair": re.compile(r"repair\w*|repar[ae]\w*|répar\w*", re.I),
    "duties": re.compile(r"\bdut(?:y|ies)\b|customs|zölle|zollgebühr\w*|douane|aduana\w*|invoerrecht\w*", re.I),
    "collection": re.compile(r"pick(?:ing)?[- ]?up|\bcollection|abhol\w*|enlèvement|recogida|ophal\w*", re.I),
    "shipping": re.compile(
        r"shipping|ships?\b|deliver\w*|postage|versand\w*|liefer(?:n|ung)\w*|livraison|gastos de envío|\benvío"
        r"|verzend\w*"
        r"|bezorg\w*",
        re.I,
    ),
    "return of a thing": re.compile(r"returns?\b|returning|retourn\w*", re.I),
}
_COST_WORDS = content_of(
    "free charge cost costs pay fee fees price charged gratis kostenlos kosten bezahlen zahlen gebühr gratuit payer"
    " frais coste pagar gastos cargo gratuitas payantes offert rekening included"
    " inclus incluido inbegriffen enthalten inbegrepen"
)


@lru_cache(maxsize=4096)
def payments_of(sentence: str) -> tuple[Payment, ...]:
    """Return who pays for what, clause by clause; a clause without a topic goes on about the one before."""
    found: list[Payment] = []
    topic, words = None, frozenset[str]()
    sentence = sentence.replace("’", "'")
    for phrase in phrases_of(sentence):
        text = _text_of(sentence, phrase)
        named = WINDOW.sub(" ", text)
        topic, words = topic_of(named) or topic, content_of(named) - _COST_WORDS or words
        payer = payer_of(text)
        is_price = payer is None and bool(_PRICE.search(text))
        if payer or is_price:
            case = frozenset() if _DIGIT.search(phrase.condition) else content_of(phrase.condition)
            found.append(
                Payment(
                    payer or Side.CUSTOMER,
                    topic,
                    words,
                    case,
                    groups_of(text),
                    phrase.has_cause,
                    bool(_DIGIT.search(text)),
                    is_price=is_price,
                )
            )
        if payer and phrase.exception:
            case = content_of(phrase.exception)
            found.append(Payment(_other(payer), topic, words, case, is_exception=True))
    return tuple(found)


def are_comparable(said: Payment, known: Payment, case: frozenset[str]) -> bool:
    """Whether both may be about one case; ``case`` are words of the draft and the ticket."""
    if known.is_exception and not known.case & case:
        return False
    if said.has_cause and known.has_number:  # "as it's below $35"
        return False
    if said.groups and known.groups and not said.groups & known.groups:
        return False
    return not (known.case and (said.has_cause or (said.case and not said.case & known.case)))


def payer_of(clause: str) -> Side | None:
    """Return who pays for what a clause is about."""
    clause = _NO_PAYMENT.sub(" ", clause)
    if _NOT_FREE.search(clause):
        return Side.CUSTOMER
    if _NOTHING.search(clause):
        return Side.SHOP
    bearer = _BEARER.search(clause)
    if bearer:
        return Side.SHOP if bearer["we"] or bearer["we2"] else Side.CUSTOMER
    if _CHARGED.search(clause):
        return Side.CUSTOMER
    return Side.SHOP if _FREE.search(clause) else None


def topic_of(text: str) -> str | None:
    """Return what is paid for: return shipping, exchange, replacement, repair or shipping."""
    return next((name for name, pattern in _TOPICS.items() if pattern.search(text)), None)


def _text_of(sentence: str, phrase: Phrase) -> str:
    """Return a clause with what its phrase left out of its words: costs, comfort."""
    text = sentence[phrase.start : phrase.end]
    at = text.find(phrase.exception) if phrase.exception else -1
    return text[:at] if at > 0 else text


def _other(side: Side) -> Side:
    return Side.CUSTOMER if side is Side.SHOP else Side.SHOP
