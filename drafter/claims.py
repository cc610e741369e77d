"""Whether a request is about an own order, or only asks how something works.

A ladder decides what may be offered for an order.  Who asks "How long does a PayPal refund
take?" wants no decision: it would only be escalated for want of an order.  English, German,
French, Spanish and Dutch.
"""

import re
from collections.abc import Sequence

# Something went wrong with goods or money of one's own, or is asked for.
_TROUBLE = re.compile(
    r"\b(?:i|we)(?: still)? (?:haven't|have not|didn't|did not|never) (?:got|get|gotten|receiv\w+|see\w*|been)\b"
    r"|\bmy (?:\w+ ){0,2}(?:hasn't|has not|never|isn't|didn't|arrived|came|is (?:late|missing|lost|broken|damaged|wrong"
    r"|torn|faulty)|was (?:charged|damaged|broken|stolen))\b|\bwhere(?:'s| is| are) my\b"
    r"|\b(?:arrived|came|showed up|turned up) (?:\w+ )?(?:broken|damaged|cracked|torn|wrong|late|without|defective)\b"
    r"|\bcharged (?:me|us)\b|\bcharged? (?:twice|2x|double)\b|\b(?:two|double|identical) charges? (?:on|for|to)\b"
    r"|\byou (?:sent|charged|shipped|took|billed|promised) (?:me|us|the)\b|\bdelivered[, ]+(?:but|yet|and) (?!free\b)"
    r"|\b(?:not|never|nothing) (?:yet )?(?:received|arrived|come|delivered|is here|at my door|moved)\b"
    r"|\b(?:i|we)(?:'d| would)? (?:want|need|like|demand)\w* (?:to (?:exchange|cancel)|my money|a refund|it back)\b"
    r"|\brefund me\b|\bgive me\b|\bsend me\b"
    r"|\b(?:kaputt|defekt|beschädigt|doppelt abgebucht|nicht angekommen|noch nicht da)\b"
    r"|\b(?:cassée?|abîmée?|débité deux fois|jamais (?:reçue?|arrivée?)|pas (?:encore )?(?:reçue?|arrivée?))\b"
    r"|\b(?:rot[oa]|dañad[oa]|cobrado dos veces|no ha llegado|no he recibido|no me ha llegado)\b"
    r"|\b(?:kapot|beschadigd|dubbel afgeschreven|niet (?:aangekomen|ontvangen))\b",
    re.I,
)
_OWN_CASE = re.compile(
    r"\b(?:i|we)(?:'ve| have|'d| had)? (?:just |already |only |still |recently |was |were |got |been )*"
    r"(?:ordered|bought|purchased|received|returned|paid|sent|shipped|charged|billed|cancell?ed|opened|placed"
    r"|waiting|mailed|dropped|promised)\b|\b(?:i|we)(?:'d| would)? (?:want|need|like) to (?:return|send)\b"
    r"|\bmy (?:order|parcel|package|delivery|shipment|tracking)\b"
    r"|\b(?:ich|wir) (?:habe|haben|warte|warten|möchte|will)\b|\bmeine? (?:bestellung|paket|lieferung|sendung)\b"
    r"|\bj'ai\b|\bnous avons\b|\bma (?:commande|livraison)\b|\bmon colis\b|\bje (?:veux|voudrais)\b"
    r"|\b(?:he|hemos) (?:recibido|pedido|comprado|pagado|devuelto)\b|\bmi (?:pedido|paquete|envío)\b|\bquiero\b"
    r"|\bik (?:heb|wil)\b|\bmijn (?:bestelling|pakket)\b",
    re.I,
)
_ASKS_HOW = re.compile(
    r"\bhow (?:long|many days|much|soon|do refunds|does)\b|\bhow (?:do|can) i (?:pay|use|find)\b"
    r"|\b(?:within|in|by) (?:how many|what|which)\b"
    r"|\bwhen (?:will|do|does|is|can) (?:\w+ ){1,4}(?:show|refund|appear|see)"
    r"|\bwhat(?:'s| is| are) (?:your|the)\b|\bdo you (?:offer|have|charge|ship|accept|refund)\b|\b(?:is|are) there a\b"
    r"|\bwie (?:lange|viel|viele|hoch)\b|\bwas kostet\b|\bcombien\b|\bquel(?:le)? est\b"
    r"|\bcu[aá]nt[oa]s?\b|\bcu[aá]l es\b"
    r"|\bhoe (?:lang|veel|duur)\b",
    re.I,
)
_NUMBERED = re.compile(
    r"(?:#|\b(?:order|bestellung|commande|pedido|bestelling)\b\W{0,12}(?:no\W{0,3}|nr\W{0,3}|number )?)"
    r"[A-Z]{0,4}-?\d{4,}|\b[A-Z]{1,4}-?\d{5,}\b",
    re.I,
)


def concerns_an_order(requests: Sequence[str]) -> bool:
    """Whether a request tells of trouble with something of the requester's own, names an order, or asks for a case.

    "I paid by PayPal, how long does it take?" asks how something works.  Never raises.
    """
    return any(_concerns(text.replace("’", "'")) for text in requests)


def _concerns(text: str) -> bool:
    if _NUMBERED.search(text) or _TROUBLE.search(text):
        return True
    return bool(_OWN_CASE.search(text)) and not _ASKS_HOW.search(text)
