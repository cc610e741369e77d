"""Units that the frames of granting are made of: money, shares, costs, who we are; in five languages."""

import re


def any_of(*wordings: str) -> re.Pattern[str]:
    """Make a pattern of whole wordings in any case."""
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.I)


MONEY = r"(?:[$€£¥]\s?\d[\d.,]*|\d[\d.,]*\s?(?:[$€£¥]|euros?|dollars?|pounds?|EUR|USD|GBP))"
SHARE = r"(?:\d{1,3}\s?(?:%|percent|per cent|Prozent|pour cent|por ciento|procent))"
NOT_GOODS = (
    r"(?!(?:\w+ )?\S*(?:e-?mail|mail|link|password|invoice|estimate|confirmation|date|time|slot|address"
    r"|appointment|account"
    r"|message|ticket|term|season|collection|information|info|page|rechnung|termin|passwor|adresse|nachricht"
    r"|bestätigung"
    r"|dat[ue]m|facture|lien|mot de|mensaje|enlace|factura|fecha|contraseña|correo|factuur|wachtwoord|afspraak"
    r"|bericht"
    r"|photo|foto|fois|vez|keer|mal|year|day|week|month|tage|wochen|jours|semaines|días|semanas|dagen|weken"
    r"|délai|plazo"
    r"|e-?mail|parcel|package|box|batch|stock|saved|person|paket|colis|paquete|pakket|question|frage|pregunta"
    r"|vraag|code|one else"
    r"|customers?|kund\w+|clients?|clientes?|klanten))"
)

COSTS = (
    r"(?:\w*(?:fees?|costs?|charges?|postage|shipping|freight|deposit|delivery|label|courier|invoice|bill"
    r"|return|repairs?"
    r"|repair|difference|kosten\w*|gebühr\w*|porto|versand\w*|rücksendung|rückversand|reparatur|fracht"
    r"|transport\w*|frais"
    r"|port|retour|livraison|réparation|gastos|envío|transporte|portes|devolución|reparación|coste|verzending"
    r"|retourzending|reparatie))"
)
FREE = (
    r"(?:free of charge|for free|free|at no (?:extra |additional )?(?:cost|charge)(?: to you)?"
    r"|without (?:extra |any )?"
    r"(?:cost|charge)|at our (?:own )?(?:cost|expense)|with our compliments|on us|on the house"
    r"|kostenlos\w*|kostenfrei\w*|gratis|umsonst|unentgeltlich|ohne (?:\w+)?kosten|auf unsere (?:kosten"
    r"|rechnung)|aufs haus"
    r"|gratuit\w*|sans frais|offerte?s?|à nos frais|sin (?:coste|cargo|costo)(?: alguno| adicional)?|gratuitamente"
    r"|por nuestra cuenta|a nuestro cargo|kosteloos|zonder kosten|op onze kosten|voor onze rekening)"
)
OURS = (
    r"(?:I|we|(?:my|our|the) (?:\w+ )?(?:colleagues?|team|manager|supervisor|warehouse|workshop|accounts?"
    r"|accounting|boss"
    r"|lead|depot|store|shop))"
)
