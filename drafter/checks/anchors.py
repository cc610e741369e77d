"""What a number is tied to in a sentence - from which day, before or after, at least or at most, per what, who pays."""

import re
from collections.abc import Mapping
from enum import StrEnum

from knowledge_base.facts import Fact, FactKind

_REACH = 70  # characters round a number in which its anchor stands
_WINDOW = 400  # characters of an endless sentence that are read round a number
_NEAR = 28  # characters before a number in which its bound stands


class Side(StrEnum):
    """Who pays."""

    SHOP = "the shop"
    CUSTOMER = "the customer"


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.I)


_EVENTS: Mapping[str, re.Pattern[str]] = {
    "the return's arrival": _any(
        r"we (?:have |'ve )?(?:receiv\w+|got|get|scan\w*|inspect\w*)|(?:reach\w*|arriv\w* (?:at|with)|back (?:with"
        r"|to)) us"
        r"|(?:your|the) return(?:ed \w+)? (?:reaches|arrives|has arrived|is received|is here|is scanned)"
        r"|receiv\w+ (?:the|your|it|this)?\s?(?:\w+ )?(?:back|returned \w+|return|parcel back)|(?:getting"
        r"|having) (?:it|them) back"
        r"|receipt of (?:the|your) (?:return\w*|item)|eingang der (?:rücksendung|retoure|ware)|réception (?:du"
        r"|de votre) retour"
        r"|recibamos|recibimos|recepción de la devolución"
    ),
    "sending it back": _any(
        r"you (?:send|post|drop|hand|ship|mail|return)\b(?: \w+)?(?: \w+)?|sending it back|you have sent|einsenden"
        r"|renvo\w+"
    ),
    "delivery": _any(
        r"deliver\w*|receipt|receiv\w+|arriv\w*|reach\w* you|you (?:get|got|have) it|getting it|erhalt|erhalten"
        r"|zustellung"
        r"|zugestellt|lieferung|geliefert|ankunft|livraison|livré\w*|réception|reçu\w*|entrega\w*|recepción|recib\w+"
    ),
    "purchase": _any(
        r"purchas\w*|order(?:ed|ing)?(?: date)?|bought|buying|you buy|kauf\w*|gekauft|bestell\w*|achat|acheté\w*"
        r"|command\w*"
        r"|compr\w+|pedid\w+"
    ),
    "shipping": _any(
        r"ship\w*|dispatch\w*|despatch\w*|we send|sent out|leaves us|versand\w*|versend\w*|expédi\w*|envoi"
        r"|env[ií]\w*|expedición"
    ),
    "sign-up": _any(r"sign(?:ing)?[- ]?up|registr\w+|anmeldung|inscription"),
    "payment": _any(r"pay(?:ment|ing)|zahlung|paiement|pago"),
}
_REFUNDED = re.compile(r"\b(?:refund|reimburs|money back|erstatt|rückerstatt|gutschr|rembours|reembols|abon)", re.I)
_ARRIVAL = _any(r"arrival|receipt|eingang|erhalt|réception|recepción")
_LINK = _any(
    r"of|from|after|since|following|upon|before|prior to|once|when|nach|ab|seit|vor|mit|suivant|après|dès"
    r"|à compter de|depuis"
    r"|avant|desde|tras|después de|antes de|que|on the day"
)
_BEFORE_AFTER = {
    "before": _any(r"before|prior to|ahead of|vor|avant|antes de"),
    "after": _any(r"after|following|of|from|since|once|nach|ab|suivant|après|dès|à compter de|desde|tras|después de"),
}
_AT_MOST = _any(
    r"inferior(?:es)? a|inférieure?s? à|unterhalb(?: von)?|up to|within|under|below|less than|at most"
    r"|maximum(?: of)?|no more than|no later than|until|by|before"
    r"|not exceed\w*"
    r"|lower than|fewer than|bis zu|bis|innerhalb(?: von)?|unter|weniger als|höchstens|maximal|vor|moins de"
    r"|jusqu['’]à|au plus"
    r"|maximum de|avant|dans les|sous|menos de|hasta|como máximo|antes de(?: las)?|máximo"
)
_AT_LEAST = _any(
    r"superior(?:es)? a|supérieure?s? à|oberhalb(?: von)?|exceeding|pas(?:a|ar|e) de|dépass\w+|übersteig\w+|over"
    r"|above|more than|at least|minimum(?: for [\w ]{0,20} is)?(?: of)?|from|starting at|exceed\w*|later than"
    r"|after|beyond|past"
    r"|(?<!not )earlier than|über|mehr als|mindestens|ab|nach|plus de|au moins|à partir de|dès|après|minimum de"
    r"|más de|al menos|desde"
    r"|a partir de|mínimo|después de(?: las)?"
)
_MOST_BEHIND = re.compile(r"\s(?:maximum|at most|or less|or under|or below|and under|oder weniger|maximal)", re.I)
_LEAST_BEHIND = re.compile(
    r"\s?\+|\s(?:minimum|at least|or more|or over|or above|and (?:above|up|over)|oder mehr|et plus|o más)", re.I
)
_LIMIT = _any(r"(?:the )?maximum(?:[\w ]{0,30} is)?|maximal|höchstbetrag|máximo")
_NOT = _any(r"not|cannot|\w+n't|never|no longer|nicht|kein\w*|pas|no(?! (?:later|more|less|fewer|longer than))")
_DEMAND = _any(
    r"needs?|needed|must|requires?|required|minimum|muss|müssen|benötig\w*|brauch\w*|mindest\w*|erforderlich"
    r"|faut|doit|doivent|nécessaire|requis\w*|debe\w*|necesit\w*|requier\w*|mínimo|hace falta"
)
_PENALTY = _any(
    r"charge[sd]?|fees?|damaged|defect\w*|surcharge|refused?|excluded|void|lost?|gebühr\w*|zuschlag|beschädigt|verfällt"
    r"|frais|supplément|refusé\w*|exclus?|recargo|coste|excluid\w*|dañad\w*|pierde\w*"
)
_MOST_WORDS = 2  # between a bound and its number
_PER = {
    "item": _any(
        r"(?:per|for each|each|every|pro|par|por) (?:\w+ )?(?:item|article|piece|product|unit|artikel|stück|artículo"
        r"|pieza)|apiece"
    ),
    "order": _any(r"(?:per|for each|each|every|pro|je|par|por|once per|a|an) (?:order|bestellung|commande|pedido)"),
    "customer": _any(r"(?:per|for each|pro|par|por) (?:customer|person|household|account|kunde|client|cliente)"),
    "parcel": _any(r"(?:per|for each|pro|par|por) (?:parcel|package|shipment|box|paket|colis|paquete)"),
}


def event_of(sentence: str, fact: Fact) -> str | None:
    """Return from which event a length of time runs: delivery, purchase, shipping…; None where it does not say."""
    if fact.kind is not FactKind.DURATION:
        return None
    sentence, start, end = _near(sentence, fact)
    found: list[tuple[int, int, str]] = []
    taken: list[tuple[int, int]] = []
    for rank, (name, pattern) in enumerate(_EVENTS.items()):
        for match in pattern.finditer(sentence):
            if any(first <= match.start() < last for first, last in taken):
                continue
            taken.append(match.span())
            distance = match.start() - end if match.start() >= end else (start - match.end()) * 2
            between = sentence[max(0, match.start() - 32) : match.start()]
            if match.start() >= end:
                between = sentence[max(end, match.start() - 32) : match.start()]
            if distance <= _REACH and _LINK.search(between + match.group()[:3]):
                found.append((distance, rank, name))
    event = min(found)[2] if found else None
    if event == "delivery" and _REFUNDED.search(sentence) and _ARRIVAL.search(sentence):
        return None  # "refund within 5 days of arrival": that of the return, most likely
    return event


def _near(sentence: str, fact: Fact) -> tuple[str, int, int]:
    """Return what stands round a fact in an endless sentence, and where the fact is in it."""
    first = max(0, fact.start - _WINDOW) if len(sentence) > 2 * _WINDOW else 0
    return sentence[first : max(fact.end, first) + _WINDOW], fact.start - first, fact.end - first


def order_of(sentence: str, fact: Fact) -> str | None:
    """Return whether a length of time lies before or after its event: "24 hours before dispatch"."""
    if fact.kind is not FactKind.DURATION:
        return None
    after = sentence[fact.end : fact.end + 12].lstrip()
    return next((name for name, pattern in _BEFORE_AFTER.items() if pattern.match(after)), None)


def bound_of(sentence: str, fact: Fact) -> str | None:
    """Return whether a number is the least or the most: "over $50", "up to 3 days"."""
    found = _plain_bound(sentence, fact)
    if found is None or found[1] < 0:
        return found and found[0]
    clause = re.split(r"[,;:.!?]\s", sentence[: found[1]])[-1]
    return _turned(found[0], bool(_NOT.search(clause)))


def bound_in_whole(sentence: str, fact: Fact) -> str | None:
    """Return the bound of a number where any denial in its sentence turns it round."""
    found = _plain_bound(sentence, fact)
    return _turned(found[0], bool(_NOT.search(sentence))) if found else None


def demands(sentence: str) -> bool:
    """Whether a sentence says what is needed, and so leaves it to others to say what happens below that."""
    return bool(_DEMAND.search(sentence))


def penalises(sentence: str) -> bool:
    """Whether a sentence says what is denied or costs something."""
    return bool(_NOT.search(sentence) or _PENALTY.search(sentence))


def _turned(bound: str, is_denied: bool) -> str:
    return ("least" if bound == "most" else "most") if is_denied else bound


def _plain_bound(sentence: str, fact: Fact) -> tuple[str, int] | None:
    """Return the bound that stands by a number, and where its words end before it (-1: behind it)."""
    if order_of(sentence, fact) == "before":  # three days before at the latest are three days at least
        return None
    before = sentence[max(0, fact.start - _NEAR) : fact.start]
    if _MOST_BEHIND.match(sentence, fact.end):
        return "most", -1
    if _LEAST_BEHIND.match(sentence, fact.end):
        return "least", -1
    most = [match.end() for match in (*_AT_MOST.finditer(before), *_LIMIT.finditer(before))]
    least = [match.end() for match in _AT_LEAST.finditer(before)]
    if not most and not least:
        return None
    near = max([*most, *least])
    if len(before[near:].split()) > _MOST_WORDS:
        return None
    return "most" if near in most else "least", fact.start


def per_of(sentence: str, fact: Fact | None = None) -> str | None:
    """Return what an amount or a right is counted by: item, order, customer or parcel."""
    place = fact.end if fact else 0
    found = [(abs(m.start() - place), name) for name, pattern in _PER.items() for m in pattern.finditer(sentence)]
    return min(found)[1] if found else None


_SHOP_PAYS = _any(
    r"we(?:'ll| will| do| also)? (?:pay|cover|bear)\b|free(?: of charge)?|at no (?:extra )?(?:cost|charge)"
    r"|at our (?:own )?(?:cost|expense)"
    r"|(?:costs?|pay) (?:you )?nothing|no (?:charge|cost|fee)s?|don'?t charge|do not charge|on us|tragen wir"
    r"|übernehmen wir"
    r"|wir (?:tragen|übernehmen)|kostenlos\w*|kostenfrei\w*|gratis|unentgeltlich|gratuit\w*|à notre charge"
    r"|nous prenons en charge|sans frais"
    r"|a nuestro cargo|corren? a cargo nuestro|sin coste"
)
_PAYS_NOTHING = _any(
    r"(?:you|sie|vous) (?:\w+ )?(?:pay|zahlen|bezahlen|payez)(?: \w+)? (?:no|nothing|keine?n?|nichts)|(?:don't"
    r"|do not|won't) (?:have to )?pay"
    r"|we (?:don't|do not|never) charge|nothing to pay"
)
_CUSTOMER_PAYS = _any(
    r"you(?:'ll| will| have to| must| need to)? (?:pay|cover|bear)\b|paid by (?:the )?(?:customer|you|buyer)"
    r"|(?:customers?|buyers?) (?:pays?|covers?|bears?)"
    r"|at (?:your|the customer'?s|their) (?:own )?(?:cost|expense)|(?:your|customer'?s) (?:own )?(?:responsibility"
    r"|expense|cost)|deduct\w*"
    r"|(?:not|\w+n'?t|cannot|never|no longer|nicht|pas|no)\b[^.;]{0,24}\b(?:free|kostenlos|kostenfrei|gratis"
    r"|gratuit\w*)"
    r"|(?:comes? (?:at|with)|carr(?:y|ies)|there(?:'s| is| are)|for) an? (?:extra |additional )?(?:charge|fee)s?"
    r"|costs? (?:you )?extra|(?:fee|charge)s? (?:applies|apply)|müssen sie (?:leider |selbst )?(?:be)?zahlen"
    r"|(?:kostet|kosten) (?:sie|extra)|est (?:facturée?|payante?)|(?:debe|tiene que) pagar(?:la|lo)?"
    r"|tiene (?:un )?coste"
    r"|(?:tragen|zahlen|bezahlen) sie|trägt der (?:kunde|käufer)|sie (?:tragen"
    r"|zahlen|bezahlen|übernehmen)|zu ihren lasten"
    r"|à (?:votre|la) charge(?: du client)?|vous payez|a su cargo|a cargo del cliente|usted paga|kostenpflichtig\w*"
    r"|payants?"
)
_TOPICS: Mapping[str, re.Pattern[str]] = {
    "return": re.compile(
        r"return\w*(?: \w+)? (?:shipping|postage|label|cost|shipment)|rücksend\w*|retoure\w*|frais de retour"
        r"|\bretour\b|devoluci\w+",
        re.I,
    ),
    "exchange": re.compile(r"exchang\w*|swap\w*|umtausch\w*|échang\w*|cambi\w+", re.I),
    "replacement": re.compile(r"replac\w*|ersatz\w*|remplac\w*|reempla\w*|reposici\w*", re.I),
    "repair": re.compile(r"repair\w*|reparatur\w*|répar\w*|repar\w+", re.I),
    "duties": re.compile(r"dut(?:y|ies)|customs|zölle|zollgebühr\w*|douane|aduana\w*", re.I),
    "collection": re.compile(r"pick(?:ing)?[- ]?up|collection|abhol\w*|enlèvement|recogida", re.I),
    "shipping": re.compile(
        r"shipping|ships?\b|deliver\w*|postage|versand\w*|lieferung|livraison|gastos de envío|envío", re.I
    ),
    "return of a thing": re.compile(r"returns?\b|returning", re.I),
}


def payer_of(sentence: str) -> Side | None:
    """Return who pays for what a sentence is about."""
    if _PAYS_NOTHING.search(sentence):
        return Side.SHOP
    if _CUSTOMER_PAYS.search(sentence):
        return Side.CUSTOMER
    return Side.SHOP if _SHOP_PAYS.search(sentence) else None


def topic_of(sentence: str) -> str | None:
    """Return what is paid for: return shipping, exchange, replacement, repair or shipping."""
    return next((name for name, pattern in _TOPICS.items() if pattern.search(sentence)), None)
