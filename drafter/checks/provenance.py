"""How a sentence uses what the ticket says: as the requester's words, or as what they are owed.

A ticket proves that somebody said something.  "You wrote that you paid $50" needs no more;
"we will refund $50" does.
"""

import re

from drafter.facts import Fact, FactKind

_CLAUSE_END = re.compile(
    r"[.!?;:—–\n]\s|,\s|\s-\s|\s(?:and|but|so|und|aber|mais|et|pero|y)\s(?!\S+\s(?:business|working|days|weeks"
    r"|months))"
)
_SAID = re.compile(
    r"\b(?:you(?:'ve| have|'re| are| were)? (?:also |just |already |originally )?(?:said|say|told|tell"
    r"|mention\w*|wr[io]te"
    r"|written|ask\w*|describ\w*|report\w*|refer\w*|quot\w*|claim\w*|expect\w*|request\w*|suggest\w*|point\w*|hop\w*"
    r"|read|heard|saw|seen|found|notic\w*|thought|believ\w*|want\w*|had hoped|had in mind)"
    r"|your (?:message|e-?mail|note|question|claim|request)|customer (?:says|said|wrote|claims)"
    r"|sie (?:schreib\w*|schrieb\w*|erwähn\w*|sag\w*|nenn\w*|nannten|frag\w*|bericht\w*)"
    r"|sie haben\b.{0,60}\b(?:geschrieben"
    r"|erwähnt|gesagt|genannt|gefragt|gelesen)|von ihnen (?:genannt\w*|erwähnt\w*)|ihre (?:nachricht|frage|e-?mail)"
    r"|vous (?:dites|mentionn\w*|écriv\w*|indiqu\w*|demand\w*|évoqu\w*|avez (?:mentionné|écrit|indiqué|dit"
    r"|demandé|lu))"
    r"|votre (?:message|question|demande|e-?mail)"
    r"|(?:usted )?(?:dice|menciona|escribe|indica|pregunta|comenta)\b|(?:ha|has|había) (?:mencionado|escrito"
    r"|dicho|indicado"
    r"|preguntado|leído|comentado)|su (?:mensaje|pregunta|consulta|correo))\b",
    re.I,
)
_LIVED = re.compile(
    r"\b(?:you(?:'ve| have| were| had)? (?:first |only |already |been )?(?:order\w*|paid|pay|bought|purchas\w*"
    r"|charged|billed|receiv\w*|got"
    r"|return\w*|sent|plac\w*|us(?:ed|ing)|tried|spent|wait\w*|enter\w*|call\w*|contact\w*|chose|pick\w*|see\b"
    r"|are seeing)"
    r"|(?:charge[sd]?|payments?|debits?|billed|purchase|transaction)\b|your (?:order|purchase|payment|parcel"
    r"|package|card)"
    r"|sorry|apolog\w*|i (?:understand|see|hear)|thank\w*"
    r"|sie (?:haben|hatten)\b.{0,60}\b(?:bestellt|bezahlt|gekauft|erhalten|zurückgeschickt|gewartet)"
    r"|ihre[rn]? (?:bestellung|zahlung"
    r"|einkauf|kauf|lieferung)|abgebucht\w*|belastet\w*|tut (?:mir|uns) leid|entschuldig\w*|danke"
    r"|vous avez (?:été débité\w*|commandé|payé|acheté|reçu|attendu|retourné)|votre (?:commande|paiement|achat|colis)"
    r"|débit\w*|désolé\w*|merci"
    r"|(?:ha|has) (?:pedido|pagado|comprado|recibido|esperado)|su (?:pedido|pago|compra|paquete)|cobr\w+|cargo"
    r"|lament\w*"
    r"|sent(?:imos|ir)|siento|gracias)\b",
    re.I,
)
_OWED = re.compile(
    r"\b(?:refund\w*|reimburs\w*|compensat\w*|credit\w*|goodwill|entitled|eligible|qualif\w*|owed?|discount\w*"
    r"|voucher|coupon"
    r"|you(?:'ll| will|'re| are)?(?: still| now)? (?:have|get|getting|receive|keep|save|only pay|owed|due)"
    r"|you(?:'ve)? got"
    r"|you can|you may|we(?:'ll| will| can| do| have| would| are| 've|'re)? (?:\w+ )?(?:give|giving|offer\w*"
    r"|send\w*|issue\w*"
    r"|pay\w*|honou?r\w*|allow\w*|accept\w*|match\w*|extend\w*|appl\w+|add\w*|approv\w*|guarantee\w*|promise\w*"
    r"|provid\w*"
    r"|arrang\w*|grant\w*)|promised|valid|gives?|works?|guarante\w*|takes?|lasts?|cover\w*|costs?|arrives?"
    r"|erstatt\w*|rückerstatt\w*|gutschr\w*|gutschein\w*|rabatt\w*|nachlass|erhalten sie|bekommen sie|sie (?:erhalten"
    r"|bekommen|haben)|haben sie|anspruch|gilt|gewähr\w*|dauert|kostet"
    r"|rembours\w*|recevrez|recevez|avez droit|remise|réduction|bon d['’]achat|disposez|vous avez|offr\w*"
    r"|accord\w*|valable"
    r"|reembols\w*|devolver\w*|recibir\w*|derecho|descuento|vale|tiene\b|dispone|ofrec\w*|válid\w*|abonar\w*)\b",
    re.I,
)
_DENIED = re.compile(
    r"\b(?:not|no|never|cannot|without|unfortunately|afraid|rather than|instead of|unable|beyond|outside|past"
    r"|nicht|kein\w*|leider|statt|anstatt|ne|pas|malheureusement|au lieu|lamentablemente|en lugar|tampoco)\b|n't\b",
    re.I,
)
_DUE = re.compile(
    r"\b(?:until|by|before|no later than|deadline|will|'ll|arrives?|ships?|deliver(?:s|y)?|valid|expires?|refund\w*"
    r"|bis|spätestens|wird|werden|erhalten|jusqu['’]au|avant|sera|recevrez|arriv\w*|hasta|antes|será|llegar\w*)\b",
    re.I,
)
_CODE_WORD = re.compile(r"\b(?:code|coupon|voucher|promo\w*|gutschein\w*|código|cupón)\b", re.I)
_FREE_TO_ECHO = frozenset({FactKind.ID, FactKind.EMAIL, FactKind.PHONE, FactKind.QUANTITY})
_DATED = frozenset({FactKind.DATE, FactKind.TIME})


def is_only_said(text: str, fact: Fact) -> bool:
    """Whether the draft takes up a fact of the ticket as the requester's own words, not as owed to them."""
    if fact.kind in _FREE_TO_ECHO:
        return True
    start, end = _clause(text, fact)
    before, clause = text[start : fact.start].replace("’", "'"), text[start:end].replace("’", "'")
    if _DENIED.search(clause) and not re.search(r"\bno (?:later|more|less) than\b", clause, re.I):
        return True
    said = _SAID.search(before)
    if said and not re.match(r"\s*(?:as|wie|comme|como)\b", before, re.I):
        return not _OWED.search(before, 0, said.start())
    if _continues_what_was_said(text, start) and not _OWED.search(clause):
        return True
    if fact.kind in _DATED:
        return not _DUE.search(clause) or bool(_LIVED.search(before) and not _DUE.search(before))
    is_owed = bool(_OWED.search(clause))
    if fact.kind is FactKind.CODE and not is_owed:
        return not _CODE_WORD.search(clause) or bool(_LIVED.search(clause) or _SAID.search(clause))
    return not is_owed and bool(_LIVED.search(clause) or _SAID.search(clause))


def _continues_what_was_said(text: str, start: int) -> bool:
    """Whether a clause hangs on the one before it: "You wrote, the price was $50"."""
    if not re.search(r",\s$", text[:start]):
        return False
    earlier = max((match.end() for match in _CLAUSE_END.finditer(text, 0, start - 2)), default=0)
    clause = text[earlier:start].replace("’", "'")
    return bool(_SAID.search(clause)) and not re.match(r"\s*(?:as|wie|comme|como)\b", clause, re.I)


def _clause(text: str, fact: Fact) -> tuple[int, int]:
    """Return the span of the clause round a fact."""
    start = max((match.end() for match in _CLAUSE_END.finditer(text, 0, fact.start)), default=0)
    after = _CLAUSE_END.search(text, fact.end)
    return start, after.start() if after else len(text)
