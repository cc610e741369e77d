"""How a sentence uses what the ticket says: as the requester's words, or as what they are owed.

A ticket proves that somebody said something.  "You wrote that you paid $50" needs no more;
"we will refund $50" does.
"""

import re

from knowledge_base.facts import Fact, FactKind
from knowledge_base.wording import stems_of


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.I)


_CLAUSE_END = re.compile(
    r"[.!?;:—–\n]\s|,\s|\s-\s|\s(?:and|but|so|und|aber|mais|et|pero|y)\s(?!\S+\s(?:business|working|days|weeks"
    r"|months))"
)
_NO_MORE_THAN = re.compile(r"\bno (?:later|more|less|fewer) than\b", re.I)
_IF = re.compile(
    r"(?<!\w)(?:if|when|once|unless|should|wenn|falls|sobald|sofern|si|s['’]|lorsque|cuando|als|zodra)\s?$", re.I
)
_AS_SAID = re.compile(r"\s*(?:as|wie|comme|como)\b", re.I)  # "as you said" makes the words our own
_DONE = r"(?!\s(?:\w+\s){0,2}(?:been|paid|bought|sent|spent|\w+ed)\b)"
_DONE_DE = r"(?!\b.{0,80}\b(?:be|ge|er|ver)\w{3,}t\b)"
_DONE_FR = r"(?!\s(?:été\s)?\w+é(?:es?)?\b)"
_SAID = _any(
    r"you(?:'ve| have|'re| are| were)? (?:also |just |already |originally )?(?:said|say|told|tell|mention\w*|wr[io]te"
    r"|written|ask\w*|describ\w*|report\w*|refer\w*|quot\w*|claim\w*|expect\w*|request\w*|suggest\w*|point\w*"
    r"|hop\w*|read|heard|saw|seen|found|notic\w*|thought|believ\w*|want\w*|had hoped|had in mind|were told)",
    r"your (?:message|e-?mail|note|question|claim|request)|customer (?:says|said|wrote|claims)",
    r"sie (?:schreib\w*|schrieb\w*|erwähn\w*|sag\w*|nenn\w*|nannten|frag\w*|bericht\w*|möchten|wünsch\w*)",
    r"du (?:schreibst|schriebst|erwähn\w*|sag\w*|nennst|nanntest|frag\w*|bericht\w*|möchtest|wünsch\w*)"
    r"|wie du schreibst|dein\w* (?:nachricht|frage|e-?mail|anfrage)"
    r"|(?:laut|nach) (?:ihr\w*|dein\w*) (?:nachricht|angabe\w*|mail)",
    r"tu (?:dis|mentionn\w*|écris|indiqu\w*|demand\w*|évoqu\w*|souhait\w*)|(?:vous|tu) (?:nous )?(?:parl\w*|signal\w*)",
    r"(?:me |nos |como )?(?:dices|mencionas|escribes|indicas|preguntas|comentas|cuentas|señala\w*|explica\w*)"
    r"|has (?:mencionado|escrito|dicho|indicado|preguntado|leído|comentado)|tu (?:mensaje|pregunta|consulta|correo)",
    r"sie (?:haben|hatten)\b.{0,60}\b(?:geschrieben|erwähnt|gesagt|genannt|gefragt|gelesen)",
    r"von ihnen (?:genannt\w*|erwähnt\w*)|ihre[rn]? (?:nachricht|frage|e-?mail|anfrage)",
    r"vous (?:dites|mentionn\w*|écriv\w*|indiqu\w*|demand\w*|évoqu\w*|souhait\w*)|votre (?:message|question|demande)",
    r"vous (?:avez|aviez) (?:mentionné|écrit|indiqué|dit|demandé|lu|évoqué)",
    r"(?:usted )?(?:dice|menciona|escribe|indica|pregunta|comenta)|su (?:mensaje|pregunta|consulta|correo)",
    r"(?:ha|has|había) (?:mencionado|escrito|dicho|indicado|preguntado|leído|comentado)",
)
_THEY_SAY = re.compile(  # somebody else, but the shop
    r"(?<!\bwe )(?<!\bwe've )(?<!\bwir )(?<!\bnous )(?<!policy )(?<!policy also )(?<!\bwhich )"
    r"\b(?:says?|said|mentions?|mentioned|told you|claims?|claimed|quotes?|quoted|spoke of|talks? of|heard of"
    r"|had in mind"
    r"|spricht von|sprach von|meinte?|behaupte\w*|nannte|erzählte?|gelesen|gehört|im kopf"
    r"|disait|dit que|parl(?:e|ait|é) de|évoqu\w+|annonc\w+|entendu|lu"
    r"|habl(?:a|aba|ó) de|dijo|decía|menciona(?:ba)?|comentó|le[íy]\w+)\b",
    re.I,
)
_PREMISE = re.compile(
    r"(?<!\w)(?:at|bei|mit|with|à|avec|con|sur|on|bij|met)\s(?:(?:an?|your|the|ihr\w*|dein\w*|eine\w?|votre|un|une|su|tu)"
    r"\s)?(?:only\s|now\s|nur\s|jetzt\s)?$",
    re.I,
)
_OF_A_PRICE = re.compile(
    r"(\w{3,})\s(?:at|for|worth|costing|priced at|für|zu|um|von|à|de|pour|por|a|para|van|voor)\s"
    r"(?:about\s|just\s|etwa\s)?$",
    re.I,
)
_THING = re.compile(r"[\s-](?:(?!per\b|pro\b|par\b|por\b|off\b|for\b|für\b)\w+\s)?([^\W\d_]{3,})")
_LIVED = _any(
    r"you(?:'ve| have| were| had)? (?:\w+ )?(?:order\w*|paid|pay|bought|purchas\w*|charged|billed|receiv\w*|got"
    r"|return\w*|sent|plac\w*|us(?:ed|ing)|tried|spent|wait\w*|enter\w*|call\w*|contact\w*|chose|pick\w*|see)",
    r"charge[sd]?|payments?|debits?|billed|purchase|transaction|are seeing|you're (?:leaving|travelling|planning)",
    r"your (?:order|purchase|payment|parcel|package|card|basket|cart)",
    r"your (?:\w+ ){1,3}(?:is|was|are|were|has|had)|our price",
    r"sorry|apolog\w*|i (?:understand|see|hear)|thank\w*",
    r"sie (?:haben|hatten)\b.{0,60}\b(?:bestellt|bezahlt|gekauft|erhalten|zurückgeschickt|gewartet)",
    r"ihre[rnm]? (?:bestellung|zahlung|einkauf|kauf|lieferung)|abgebucht\w*|belastet\w*|tut (?:mir|uns) leid"
    r"|entschuldig\w*|danke",
    r"vous avez (?:été débité\w*|commandé|payé|acheté|reçu|attendu|retourné)|votre (?:commande|paiement|achat|colis)"
    r"|débit\w*|désolé\w*|merci",
    r"(?:ha|has) (?:pedido|pagado|comprado|recibido|esperado)|su (?:pedido|pago|compra|paquete)|cobr\w+|cargo"
    r"|lament\w*|sent(?:imos|ir)|siento|gracias",
)
_OWED = _any(
    r"refund\w*|reimburs\w*|compensat\w*|credit\w*|goodwill|entitled|eligible|qualif\w*|owed?|discount\w*|voucher"
    r"|coupon|promised|valid|gives?|works?|guarante\w*|takes?|lasts?|cover\w*|costs?|arrives?|there (?:in|within)",
    r"window|period|deadline|warranty|policy|delivery|fees?|postage|labels?|shipping|frist|zeitraum|versand\w*|délai"
    r"|garantie|livraison|frais|plazo|garantía|envío",
    rf"you(?:'ll| will|'re| are)?(?: still| now)? (?:have{_DONE}|get|getting|receive|keep|save|only pay|owed|due)"
    r"|you(?:'ve)? got|you can|you may",
    r"we(?:'ll| will| can| do| have| would| are|'ve|'re)? (?:\w+ )?(?:give|giving|offer\w*|send\w*|issue\w*|pay\w*"
    r"|honou?r\w*|allow\w*|accept\w*|match\w*|extend\w*|appl\w+|add\w*|approv\w*|guarantee\w*|promise\w*"
    r"|provid\w*|arrang\w*|grant\w*)",
    r"erstatt\w*|rückerstatt\w*|gutschr\w*|gutschein\w*|rabatt\w*|nachlass|(?:erhalten|bekommen) sie"
    r"|sie (?:erhalten|bekommen)|anspruch|gilt|gewähr\w*|dauert|kostet",
    rf"(?:sie haben|haben sie){_DONE_DE}",
    rf"rembours\w*|rece(?:vr)?ez|avez droit|remise|réduction|bon d['’]achat|disposez|vous avez{_DONE_FR}|offr\w*"
    r"|accord\w*|valable",
    r"reembols\w*|devolver\w*|recibir\w*|derecho|descuento|vale|tiene|dispone|ofrec\w*|válid\w*|abonar\w*",
)
_DENIED = _any(
    r"not|no|never|cannot|without|unfortunately|afraid|rather than|instead of|unable|beyond|outside|past",
    r"\w+n't|nicht|kein\w*|leider|statt|anstatt|ne|pas|malheureusement|au lieu|lamentablemente|en lugar|tampoco",
)
_DUE = _any(
    r"until|by|before|no later than|deadline|will|\w+'ll|arrives?|ships?|deliver(?:s|y)?|valid|expires?|refund\w*",
    r"bis|spätestens|wird|werden|erhalten|kommt|kommen|trifft|liefer(?:n|t)",
    r"jusqu['’]au|avant|sera|recevrez|arriv(?!é|ed)\w*|hasta|antes|será|lleg(?:a|ar\w*)",
)
_THEIR_OWN = re.compile(  # what stands after an amount that is only the customer's circumstance
    r"[\s-](?:basket|cart|order|purchase|charge|payment|bill|offer|old\b|ago\b|late\b|already|alt\b|warenkorb"
    r"|bestellung"
    r"|abbuchung|panier|commande|cesta|pedido)",
    re.I,
)
_YOURS = re.compile(r"\b(?:your|ihre\w?|votre|su)\s$", re.I)
_YOUR_THING = re.compile(r"\s(?:e-?gift\s?card|gift\s?card|card|giftcard|item|gutscheinkarte|carte|tarjeta)\b", re.I)
_SO_FAR = re.compile(r"(?<!\w)(?:after|at|with|nach|après|tras)\s$", re.I)
_WELL_INSIDE = re.compile(
    r",?\s(?:you(?:'re| are)|it(?:'s| is)|yours (?:is|are)|sie sind|sind sie|bist du|du bist"
    r"|vous êtes|êtes-vous|est[áa]s?)\s(?:\w+\s){0,2}(?:in(?:side)?|within|past|outside"
    r"|beyond|still|over|covered|too|noch|encore|dentro)\b",
    re.I,
)
_IN_TIME = re.compile(  # for the requester's own day: a promise perhaps, but nobody's rule
    r"(?<!\w)(?:in time for|ready for|(?:well|long|comfortably|just) before|rechtzeitig (?:vor|zum|zu|für|bis)"
    r"|(?:noch|deutlich|lange|locker) vor|à temps pour|(?:largement|bien|juste) avant|a tiempo para"
    r"|(?:mucho|bastante|bien) antes de)\s(?:\w+\s){0,2}$",
    re.I,
)
_CLOCK = re.compile(r"^\d{1,2}\s?h$", re.I)
_JOINT = re.compile(r"(?:,|\s(?:and|und|et|y))\s$", re.I)
_LONGEST = 400  # characters of a clause on either side of a fact
_CODE_WORD = re.compile(r"\b(?:code|coupon|voucher|promo\w*|gutschein\w*|código|cupón)\b", re.I)
_FREE_TO_ECHO = frozenset({FactKind.ID, FactKind.EMAIL, FactKind.PHONE, FactKind.QUANTITY})
_STARTED_FROM = frozenset({FactKind.MONEY, FactKind.DURATION, FactKind.PERCENT})
_ITS = re.compile(
    r"(?<!\w)(?:the|your|that|this|an?|der|die|das|ihr\w*|dein\w*|eine?\w?|le|la|votre|ton|ta|un|une|el|su|tu|una)\s$",
    re.I,
)
_DATED = frozenset({FactKind.DATE, FactKind.TIME})


def is_only_said(text: str, fact: Fact, asked: str = "") -> bool:
    """Whether the draft takes up a fact of the ticket as the requester's own words, not as owed to them.

    ``asked`` is what the ticket says: a thing with its price there is the same thing here.
    """
    if fact.kind in _FREE_TO_ECHO:
        return True
    start, end = _clause(text, fact)
    before, clause = text[start : fact.start].replace("’", "'"), text[start:end].replace("’", "'")
    if _is_premise(text, fact, before, asked):
        return True
    told = [*_THEY_SAY.finditer(before)]
    if told and not _OWED.search(before, told[-1].end()) and not _AS_SAID.match(before):
        return True
    if _DENIED.search(clause) and not _NO_MORE_THAN.search(clause):
        return True
    said = _says(before)
    if said and not _AS_SAID.match(before):
        return not _OWED.search(before, 0, said.start())
    if _continues_what_was_said(text, start) and not _OWED.search(clause):
        return True
    if fact.kind in _DATED and _IN_TIME.search(before):
        return True
    if fact.kind in _DATED or _CLOCK.search(fact.text):
        return not _DUE.search(clause) or bool(_LIVED.search(before) and not _DUE.search(before))
    is_owed = bool(_OWED.search(clause))
    if fact.kind is FactKind.CODE and not is_owed:
        return not _CODE_WORD.search(clause) or bool(_LIVED.search(clause) or _SAID.search(clause))
    if not is_owed and _YOURS.search(text, max(0, fact.start - 12), fact.start) and _YOUR_THING.match(text, fact.end):
        return True
    if _SO_FAR.search(text, max(0, fact.start - 12), fact.start) and _WELL_INSIDE.match(
        text[fact.end : fact.end + 60].replace("’", "'")
    ):
        return True
    if _THEIR_OWN.match(text, fact.end) or (not is_owed and _SAID.search(text[fact.end : _sentence_end(text, fact)])):
        return True
    return not is_owed and bool(_LIVED.search(clause) or _SAID.search(clause))


_THE = re.compile(
    r"(?<!\w)(?:the|those|these|your|die|diese|deine|ihre|les|ces|vos|tes|los|las|sus|tus|esos|esas)\s$", re.I
)
_FOR = re.compile(r"(?<!\w)(?:for|für|pour|para|por|each of the|voor)\s(?:the\s|die\s|les\s|los\s)?$", re.I)
_SINCE = re.compile(
    r"|(?:.*\W)?(?:after|nach|après|tras|since|seit|depuis|desde hace|na|sinds)", re.I | re.S
)  # or nothing before it: how long it is by now, not how long it may be
_BOUGHT = re.compile(
    r"(?<!\w)(?:bought|purchased|ordered|kauf\w*|gekauft|bestellt|achet\w+|achat|compr\w+)\s(?:(?:in|im|am|on|en|le|el|de)\s)?$",
    re.I,
)


def _is_premise(text: str, fact: Fact, before: str, asked: str) -> bool:
    """Whether a value is what the requester starts from: "at 7 months", "for a sheet at 65 €", "the $1,899 model"."""
    if fact.kind is FactKind.DATE and _BOUGHT.search(before):
        return True
    if fact.kind not in _STARTED_FROM or _OWED.search(before):
        return False
    is_theirs = _THE.search(before) and not _OWED.search(text, fact.end, fact.end + 30)
    if fact.kind is FactKind.DURATION and (is_theirs or _FOR.search(before) or _SINCE.fullmatch(before[-12:].strip())):
        return True
    after = _THING.match(text, fact.end)
    if after and _OWED.search(after[0]):
        return False
    if fact.kind is FactKind.MONEY and _YOURS.search(before):
        return True
    words = {*stems_of(asked)}
    priced = _OF_A_PRICE.search(before)
    if priced and words & {*stems_of(priced[1])} and not _OWED.search(priced[1]):
        return True
    if after and words & {*stems_of(after[1])} and _ITS.search(before):
        return True
    return bool(_PREMISE.search(before)) and fact.kind is not FactKind.PERCENT


def _says(clause: str) -> re.Match[str] | None:
    """Return where a clause says what the requester said; what they might yet say is nothing said."""
    found = _SAID.finditer(clause)
    return next((one for one in found if not _IF.search(clause, max(0, one.start() - 12), one.start())), None)


def _continues_what_was_said(text: str, start: int) -> bool:
    """Whether a clause hangs on the one before it: "You wrote, the price was $50"."""
    joint = _JOINT.search(text, max(0, start - 8), start)
    if not joint:
        return False
    first = max(0, joint.start() - _LONGEST)
    earlier = max((match.end() for match in _CLAUSE_END.finditer(text, first, joint.start())), default=first)
    clause = text[earlier:start].replace("’", "'")
    return bool(_says(clause)) and not _AS_SAID.match(clause)


def _sentence_end(text: str, fact: Fact) -> int:
    last = min(len(text), fact.end + _LONGEST)
    found = re.search(r"[.!?](?:\s|$)|\n", text[fact.end : last])
    return fact.end + found.start() if found else last


def _clause(text: str, fact: Fact) -> tuple[int, int]:
    """Return the span of the clause round a fact; of an endless one what is near."""
    first, last = max(0, fact.start - _LONGEST), fact.end + _LONGEST
    start = max((match.end() for match in _CLAUSE_END.finditer(text, first, fact.start)), default=first)
    after = _CLAUSE_END.search(text, fact.end, last)
    return start, after.start() if after else min(len(text), last)
