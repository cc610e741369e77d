"""What a number is tied to in a sentence - from which day, before or after, at least or at most, per what."""

import re
from collections.abc import Mapping

from drafter.checks.phrases import Phrase, phrases_of
from knowledge_base.facts import Fact, FactKind

_REACH = 70  # characters round a number in which its anchor stands
_WINDOW = 400  # characters of an endless sentence that are read round a number
_NEAR = 28  # characters before a number in which its bound stands


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.I)


_EVENTS: Mapping[str, re.Pattern[str]] = {
    "the return's arrival": _any(
        r"recib\w+ nosotros|(?:nos|que) (?:llegue|llega)|"
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
    "collection": _any(
        r"collection|collect(?:ed|ing)|pick(?:ing|ed)?[- ]?up|abhol\w*|abgeholt|retrait|retiré\w*|enlèvement|recogid\w*"
        r"|recoger\w*|ophal\w*|afhal\w*|opgehaald"
    ),
    "delivery": _any(
        r"deliver\w*|receipt|receiv\w+|arriv\w*|reach\w* you|you (?:get|got|have) it|getting it|erhalt|erhalten"
        r"|zustell\w*|zugestellt|(?:an)?liefer(?:ung|datum|tag|termin)|geliefert|ankunft|livraison|livré\w*|réception"
        r"|reçu\w*|entrega\w*|recepción|recib\w+|(?:af)?levering|geleverd|ontvang\w*|bezorg\w*"
    ),
    "purchase": _any(
        r"purchas\w*|order(?:ed|ing)?(?: date)?|bought|buying|you buy|invoice(?: date)?|kauf\w*|gekauft|bestell\w*"
        r"|rechnung\w*|achat|acheté\w*|command\w*|factur\w*|compr\w+|pedid\w+|aankoop\w*|aankopen|gekocht|bestel\w*"
        r"|factuur\w*"
    ),
    "shipping": _any(
        r"ship\w*|dispatch\w*|despatch\w*|we send|sent out|leaves us|versand\w*|versend\w*|expédi\w*|envoi"
        r"|env[ií]\w*|expedición|verzend\w*|verzonden"
    ),
    "sign-up": _any(r"sign(?:ing)?[- ]?up|registr\w+|anmeldung|inscription|aanmeld\w*"),
    "payment": _any(r"pay(?:ment|ing)|zahlung|paiement|pago|betaling"),
    "issue": _any(r"issue(?:d)?|ausstellung|émission|emisión|uitgifte"),
    "activation": _any(r"activat\w*|aktivier\w*|activación"),
    "opening": _any(r"opening|öffn(?:en|ung)|ouverture|apertura|openen"),
    "installation": _any(r"install\w*|montage|einbau|instalación"),
    "inspection": _any(r"inspect(?:ion|ed|ing)|prüfung|geprüft|inspección|contrôle|controle"),
}
_REFUNDED = re.compile(r"\b(?:refund|reimburs|money back|erstatt|rückerstatt|gutschr|rembours|reembols|abon)", re.I)
_ARRIVAL = _any(r"arrival|receipt|eingang|erhalt|réception|recepción")
_LINK = _any(
    r"of|from|after|since|following|upon|before|prior to|once|when|(?:starts?|starting|begins?|beginning|counted) (?:on"
    r"|with|at|from)|nach|ab|seit|vor|mit|suivant|après|dès|vanaf|na|sinds"
    r"|à compter d[eu]|depuis"
    r"|avant|desde|tras|después del?|antes del?|que|on the day"
)
_BEFORE_AFTER = {
    "before": _any(r"before|prior to|ahead of|vor|avant|antes del?|voor"),
    "after": _any(
        r"after|following|of|from|since|once|nach|ab|suivant|après|dès|à compter d[eu]|desde|tras|después del?|na|vanaf"
    ),
}
_NAMED = re.compile(
    r"\s(?:of|from|after|since|following|nach|ab|seit|suivant|après|à compter d[eu]|desde|tras|después del?|vanaf|na)\s"
    r"(?:(?:the|der|dem|den|la|le|les|el|los|de|het|your|ihrer?|votre|su|date|day|of|tag|fecha|jour|first|last"
    r"|ersten|letzten|première?|primera?|eerste) |l')*"
    r"(?!(?:date|initial|original|getting|having|being|which|whichever|today|there|heute|datum|fecha)\b)"
    r"(?P<event>[^\W\d_]{5,})(?=\s*(?:[,.;:!)]|$|(?:and|or|und|et|y|en|if|wenn|si)\b))",
    re.I,
)
_OR = _any(r"or|oder|ou|o|whichever")
_AT_MOST = _any(
    r"inferior(?:es)? a|inférieure?s? à|unterhalb(?: von)?|up to|within|under|below|less than|at most"
    r"|maximum(?: of)?|no more than|no later than|until|by|before"
    r"|not exceed\w*"
    r"|lower than|fewer than|bis zu|bis|innerhalb(?: von)?|unter|weniger als|höchstens|maximal|vor|moins de"
    r"|jusqu['’]à|au plus"
    r"|maximum de|avant|dans les|sous|menos de|hasta|como máximo|antes del?(?: las)?|máximo"
)
_AT_LEAST = _any(
    r"superior(?:es)? a|supérieure?s? à|oberhalb(?: von)?|exceeding|pas(?:a|ar|e) de|dépass\w+|übersteig\w+|over"
    r"|above|more than|at least|minimum(?: for [\w ]{0,20} is)?(?: of)?|from|starting at|exceed\w*|later than"
    r"|after|beyond|past"
    r"|(?<!not )earlier than|über|mehr als|mindestens|ab|nach|plus de|au moins|à partir de|dès|après|minimum de"
    r"|más de|al menos|desde"
    r"|a partir de|mínimo|después del?(?: las)?"
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


_PER_TIME = {  # of amounts alone: "$6 a day"
    name: _any(rf"(?:per|each|every|a|an|pro|je|par|por|al|elke?) (?:{words})")
    for name, words in {
        "hour": "hour|stunde|heure|hora|uur",
        "day": "day|night|tag|nacht|jour|nuit|día|noche|dag",
        "week": "week|woche|semaine|semana",
        "month": "month|monat|mois|mes|maand",
        "year": "year|annum|jahr|an|año|jaar",
    }.items()
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


def may_run_from(event: str, sentence: str, fact: Fact) -> bool:
    """Whether a length of time runs from an event among others: "30 days of collection or delivery"."""
    after = sentence[fact.end : fact.end + _REACH]
    return bool(_OR.search(after)) and event in _EVENTS and bool(_EVENTS[event].search(after))


def named_event_of(sentence: str, fact: Fact) -> str | None:
    """Return the word for the event from which a length of time runs, where it is none of the usual: "roasting"."""
    found = _NAMED.match(sentence, fact.end) if fact.kind is FactKind.DURATION else None
    if not found or any(pattern.search(found["event"]) for pattern in _EVENTS.values()):
        return None
    return found["event"].lower()


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
    phrase = _phrase_of(sentence, fact)
    before = phrase.text[: fact.start - phrase.start] if phrase else sentence[: found[1]]
    return _turned(found[0], bool(_NOT.search(re.split(r"[,;:.!?]\s", before)[-1])))


def bound_in_whole(sentence: str, fact: Fact) -> str | None:
    """Return the bound of a number where any denial in its sentence turns it round."""
    found = _plain_bound(sentence, fact)
    return _turned(found[0], bool(_NOT.search(_clause_of(sentence, fact)))) if found else None


def _clause_of(sentence: str, fact: Fact) -> str:
    phrase = _phrase_of(sentence, fact)
    return sentence[phrase.start : phrase.end] if phrase else sentence


def _phrase_of(sentence: str, fact: Fact) -> Phrase | None:
    return next((one for one in phrases_of(sentence) if one.start <= fact.start < one.end), None)


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
    if fact and fact.kind is FactKind.MONEY:
        time = next((name for name, pattern in _PER_TIME.items() if pattern.match(sentence, place + 1)), None)
        if time:
            return time
    found = [(abs(m.start() - place), name) for name, pattern in _PER.items() for m in pattern.finditer(sentence)]
    return min(found)[1] if found else None
