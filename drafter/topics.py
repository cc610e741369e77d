"""What a sentence of a retail ticket or reply is about, and which kind of answer a question wants.

Topics are word lists in English, German, French, Spanish and Dutch; facets are the forms of
asking (when, how much, who pays, ...) and of answering them.  Both are coarse on purpose: they
only have to tell one ask of a message from the next.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from knowledge_base.languages import SMALL_WORDS
from knowledge_base.wording import stem, stems_of


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.I)


TOPICS: Mapping[str, re.Pattern[str]] = {
    "refund": _any(
        r"refund\w*|money(?! order)|paid back|pay (?:you )?back|go(?:es)? back to your card|reimburs\w*"
        r"|credited back|issued|repa(?:y|id)|cash|returned the \w+ payment",
        r"\d+ ?% of the price back|\w*erstatt\w*|rückzahl\w*|geld\w*|der betrag|rembours\w*|argent|reembols\w*"
        r"|dinero",
        r"terugbetal\w*|terugbetaling|back (?:on|to) your (?:card|account)",
    ),
    "exchange": _any(
        r"exchang\w*|swap\w*|switch\w*|trade|umtausch\w*|umgetauscht|\w*tausch\w*|échang\w*|ruilen|omruil\w*"
        r"|(?:larger|smaller|bigger|different) (?:size|one)|(?:for|into) (?:a|the) (?:larger|smaller|bigger"
        r"|different|other) \w+|cambi(?:o|ar|arlo|arla) de talla"
    ),
    "replacement": _any(
        r"replac\w*|(?:a |the )?new (?:one|\w+)|another one|(?:the )?(?:right|correct) one"
        r"|(?:re)?send(?:ing)? (?:you )?"
        r"(?:a|the) \w+(?! (?:\w+ )?back)|(?:we'll|we're|we will|we are|i'll|i will) (?:send|ship)\w*"
        r"|an? \w+ one is on its way|spare|ersatz\w*|ersetz\w*|neue[ns]? \w+|remplac\w*|nouveau|sustitu\w*|nuevo"
        r"|vervang\w*|nieuwe"
    ),
    "return": _any(
        r"return(?!ed the)\w*|(?:send|sent|sending|ship|goes|go|bring|mail)(?: \w+){0,3} back|keep|drop \w+ off"
        r"|prepaid label|rücksend\w*|rückgabe|zurück(?:schick|send|geb)\w*|retour\w*|renvo\w*|devolv\w*|devoluci\w*"
        r"|terugstur\w*|retourner\w*"
    ),
    "cancellation": _any(
        r"cancel\w*|call(?:ed)? off|stop(?:ped)?|storn\w*|annul\w*|anul\w*|too late|abbestell\w*|can't be stopped"
    ),
    "refuse": _any(r"refus\w*|decline|at the door|annahme|verweiger\w*"),
    "address": _any(r"address\w*|\w*adress\w*|direcci[oó]n|moved house|street|adres"),
    "parcel": _any(
        r"parcels?|packages?|orders?|deliver\w*|shipments?|ship(?:s|ped|ping)?|arriv\w*|tracking|on (?:its|the) way"
        r"|warehouse|dispatch\w*|in transit|depot|nothing is here|pakete?s?|liefer\w*|zugestellt|versand\w*|versendet"
        r"|bestellung\w*|colis|livr\w*|commande|en route|pedidos?|paquetes?|lleg\w*|envi\w*|pakket\w*|bezorg\w*"
        r"|bestelling|onderweg"
    ),
    "destination": _any(
        r"(?:ship|deliver|send)\w* to [A-Z]\w+|international\w*|abroad|overseas|countr(?:y|ies)|ausland"
    ),
    "carrier": _any(r"carriers?|couriers?|dhl|ups|fedex|usps|dpd|gls|royal mail|which service|versanddienst"),
    "lost": _any(r"lost|went missing|missing(?! from)|trac(?:e|ed|ing) it|verloren|perdue?|perdid[oa]|kwijt"),
    "incomplete": _any(
        r"missing from|(?:is|are|was) missing|incomplete|not in the box|the missing \w+|fehl(?:t|en|end\w*)"
    ),
    "express": _any(
        r"express|next[- ]day|(?:the )?(?:next|following) (?:business )?day|overnight|before noon|faster|rush"
    ),
    "postage": _any(
        r"postage|shipping (?:costs?|fees?)|(?:the|pays?(?: the)?|return) shipping|versandkosten|porto"
        r"|rücksendekosten"
        r"|frais de (?:port|retour|livraison)|le retour est|die rücksendung ist|gastos de envío|verzendkosten"
    ),
    "cost": _any(
        r"costs?|price[sd]?|fees?|charges?|charged|free(?: of charge)?|how much|pay|extra|[$€£] ?\d[\d.,]*"
        r"|\d[\d.,]* ?[$€£]|kosten\w*|kostet|gebühr\w*|gratuite?|prix|frais|combien coûte|precio|cuesta|gratis|prijs"
        r"|kost"
    ),
    "restocking": _any(r"re-?stocking|handling fee"),
    "opened": _any(r"opened|unused|unopened|worn|used|geöffnet|ungetragen|ouvert|abierto|geopend"),
    "price match": _any(r"price[- ]match\w*|match prices?|cheaper|competitor|preisgarantie"),
    "sale": _any(r"sale|reduced|clearance|outlet|discounted|reduzierte?\w*|soldes?|rebajas?|uitverkoop"),
    "warranty": _any(r"warrant\w*|guarantee\w*|garantie\w*|garant[ií]a\w*|gewährleistung|covered|cover(?! the)"),
    "water": _any(r"water\w*|rain\w*|wasser\w*"),
    "receipt": _any(
        r"receipts?|proof of purchase|order number is enough|kassenbon|beleg|ticket de caisse|recibo|bonnetje"
    ),
    "invoice": _any(r"invoices?|bill|rechnung\w*|facture|factura|factuur"),
    "packaging": _any(r"(?:original )?box|packag(?:ing|ed)|verpackung|karton|emballage|embalaje|doos|verpakking"),
    "payment means": _any(
        r"paypal|klarna|apple pay|(?:credit |debit )?cards?(?! with)|payment method|bank(?: account)?|account(?! has)"
        r"|statement|mein konto|ihr konto|zahlungsart|zahlungs\w+|carte(?: bancaire)?|tarjeta|rekening|way you paid"
    ),
    "instalments": _any(r"instal+ments?|in parts|raten\w*|pay later|plusieurs fois|plazos|termijnen"),
    "voucher": _any(r"store credit|vouchers?|gift cards?|gutschein\w*|bon d'achat|avoir|vales?|cadeaubon"),
    "code": _any(r"(?:promo|discount|coupon)?[ -]?codes?|coupons?|promo\w*|rabattcode|código|kortingscode"),
    "combining": _any(r"combin\w*|together|stack\w*|two codes|at the same time|only one|kombinier\w*|cumul\w*"),
    "discount": _any(r"discounts?|\d+ ?% off|per ?cent off|rabatt\w*|remise|réduction|descuento|korting"),
    "double charge": _any(
        r"(?:charged|billed) (?:me )?twice|second payment|double|duplicate|doppelt|deux fois|dos veces"
    ),
    "declined": _any(r"declin\w* (?:the|my|your) (?:payment|card)|bank|payment failed"),
    "stock": _any(
        r"(?:in|back in|out of) stock|availab\w*|sold out|restocked|reserved|auf lager|verfügbar"
        r"|disponible"
    ),
    "size": _any(r"sizes?|larger|bigger|smaller|size [smlx]+|größe\w*|taille|talla|maat|[SMX]?L"),
    "colour": _any(r"colou?rs?|farbe|couleur|color|kleur"),
    "care": _any(r"wash\w*|machine|clean(?:ing|ed)?|iron|tumble|wasch\w*|lav\w+|wassen|\d+ degrees"),
    "material": _any(r"material\w*|fabric|cotton|wool|leather|vegan|animal|stoff|tissu|tejido|stof"),
    "origin": _any(r"made(?= in|\b)|come from|produced|manufactur\w*|hergestellt|fabriqué|fabricad[oa]|gemaakt"),
    "weight": _any(r"weigh\w*|heavy|\d[\d.,]* ?(?:kg|g|lbs?)|gewicht|wiegt|poids|pesa|peso|weegt"),
    "capacity": _any(r"fits?(?! you)|sleeps?|persons?|people|adults?|dimensions?|litres?|passt"),
    "battery": _any(r"batter(?:y|ies)|charge runs|akku|pile|pila|batterij"),
    "store": _any(
        r"(?:our |a |your |the )?(?:store|shop|branch|showroom)s?(?! credit)|filiale|laden|magasin|tienda|winkel"
    ),
    "opening hours": _any(
        r"opening hours|open (?:from|until|on)|we(?:'re| are) open|closing time|öffnungszeiten|horaires"
    ),
    "pickup": _any(
        r"pick(?:ing)?(?: \w+){0,3} up|pick-?up|collect\w*|counter|abhol\w*|retirer|recoger|ophalen|afhalen"
    ),
    "identity": _any(r"ID|passport|licen[cs]e|identification|ausweis|pièce d'identité"),
    "password": _any(
        r"password\w*|sign(?:ing)?[- ]in|log(?:ging)?[- ]?in|passwort|mot de passe|contraseña"
        r"|wachtwoord"
    ),
    "email": _any(r"e-?mails?|inbox|confirmation|bestätigung|courriel"),
    "account": _any(
        r"(?:delete|close|erase) (?:my|your) (?:account|data)|account (?:has been|is|was) \w+|erased|konto löschen"
    ),
    "newsletter": _any(r"newsletter|unsubscrib\w*|mailing list|marketing|abmeld\w*|désabonn\w*"),
    "points": _any(r"points|loyalty|punkte|puntos|punten"),
    "expiry": _any(r"expir\w*|valid\w*|until|ablauf\w*|gültig|valable|caduc\w*|geldig"),
    "gift": _any(r"gift(?! cards?)\w*|wrap\w*|as a present|geschenk\w*|cadeau|regalo"),
    "note": _any(r"card with|put in a card|message|grußkarte|greeting"),
    "customs": _any(r"customs|dut(?:y|ies)|import|tax(?:es)?|vat|zoll\w*|douane|aduana"),
    "phone": _any(r"phone|call us|telefon\w*|téléphone|teléfono|telefoon"),
    "app": _any(r"app|crash\w*|website|browser|checkout|check out|version"),
    "repair": _any(r"repair\w*|fix(?:ed|es)?|reparier\w*|répar\w*|repara\w*|reparat\w*"),
    "damage": _any(
        r"broken?|broke|crack\w*|damag\w*|defect\w*|faulty|hole|flicker\w*|stopped working|torn|kaputt|defekt"
        r"|beschädigt"
        r"|cassée?|abîmée?|rot[oa]|dañad[oa]|stuk|kapot|doesn'?t work|not working|isn'?t working"
    ),
    "registration": _any(r"regist\w*|registrier\w*|enregistr\w*"),
    "change": _any(r"chang\w*|updat\w*|correct(?:ed)?|edit|ändern|geändert|modifi\w*|changer|cambiar|wijzig\w*"),
    "partial": _any(r"partial\w*|part of|\d+ ?% of the price|teilweise|partiel\w*|parcial\w*"),
    "delay": _any(
        r"late|delay\w*|still waiting|hasn'?t (?:moved|arrived|come)|no update|verspät\w*|retard\w*|retras\w*"
    ),
    "order placing": _any(r"order (?:by|over|again|it)|take the order|place (?:a|an|the) (?:new )?order"),
    "who is paid": _any(r"person who paid|instead of me|original payer|she|your sister|whoever paid"),
}
VAGUE = frozenset({"parcel", "cost", "change"})  # nearly every ticket is about these; alone they tell little

FACETS: Mapping[str, re.Pattern[str]] = {
    "who pays": _any(
        r"who (?:pays?|covers?|bears?)|do i (?:have to )?pay for|at whose (?:cost|expense)|wer (?:zahlt|trägt"
        r"|übernimmt)",
        r"qui (?:paie|paye|prend)|quién paga|wie betaalt",
    ),
    "how much": _any(
        r"how much|(?:what|whats) (?:does|do|is|are|'s|will)? ?(?:it|the|that)? ?(?:\w+ ){0,3}(?:costs?|price|fee)"
        r"|how expensive"
        r"|(?:cost|charge) (?:me )?extra|is there a \w+ fee|wie ?viel|was kostet|combien(?! de temps)"
        r"|cuánto (?:cuesta|es|vale)"
        r"|hoeveel|wat kost"
    ),
    "when": _any(
        r"when(?! i\b)(?=(?:'s| (?:is|are|will|do|does|did|can|could|should|would|was|were|may|my|the|it|you"
        r"|your|they|exactly|about)\b|[?]|$))"
        r"|how (?:long|soon|fast|quick\w*)|deadline|by when|(?:what|which) da(?:te|y)|delivery date|eta"
        r"|until when",
        r"by (?:mon|tues|wednes|thurs|fri|satur|sun)day|wann|(?:bis )?wie lange|quand|combien de temps|quel délai",
        r"cu[aá]ndo|cu[aá]nto (?:tarda|tiempo)|wanneer|hoe ?lang",
    ),
    "where": _any(r"where|whereabouts|wo(?:hin)?|où|d[oó]nde|waar"),
    "why": _any(r"why|how come|warum|wieso|pourquoi|por qué|waarom"),
    "how": _any(
        r"how (?:do|can|should|would|does|to)|what (?:do|should) i (?:need to |have to )?do|wie (?:kann|muss|soll"
        r"|gebe|geht|funktioniert)"
        r"|comment|c[oó]mo|hoe (?:kan|moet|werkt)|how that works|how does that work"
    ),
    "which": _any(r"which|what|who|how many|welche\w*|was|quel(?:le)?s?|cuál\w*|qué|welke|wat"),
}
_DAYS = (
    r"mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|today|tomorrow"
    r"|tonight"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|heute|morgen|lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|dimanche"
    r"|demain|aujourd'hui|lunes|martes|miércoles|jueves|viernes|sábado|domingo|mañana|hoy|maandag|dinsdag|woensdag"
    r"|donderdag|vrijdag|zaterdag|zondag|vandaag"
)
_MONTHS = (
    r"\d{1,2}(?:st|nd|rd|th)?\.? may|jan(?:uary)?|feb(?:ruary)?|march|april|may(?= \d)|june|july|aug(?:ust)?"
    r"|sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?"
    r"|dec(?:ember)?|januar|märz|juni|juli|dezember|oktober|janvier|février|mars|avril|mai|juin|juillet|août"
    r"|septembre"
    r"|octobre|novembre|décembre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre"
    r"|diciembre"
)
_SPANS = (
    r"(?:business |working |calendar )?(?:days?|weeks?|months?|years?|hours?|minutes?|seconds?)|(?:werk"
    r"|arbeits)?tage?n?"
    r"|wochen?|monate?n?"
    r"|stunden?|minuten?|sekunden?|jahre?n?|jours?|semaines?|mois|heures?|ans?|días?|semanas?|mes(?:es)?|horas?"
    r"|años?|dagen?|weken?"
    r"|maanden?|uur"
)
_NUMBERS = (
    r"four|five|six|seven|eight|nine|ten|twelve|fourteen|thirty|eine[mnrs]?|zwei|drei|vier|fünf|sechs|sieben"
    r"|acht|neun|zehn|zwölf|vierzehn"
    r"|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|quinze|una?|dos|tres|cuatro|cinco|seis|siete|ocho"
    r"|nueve|diez|quince"
    r"|een|één|twee|drie|vier|vijf|zes|zeven|tien|some|unos|einige[nr]?|quelques|enkele"
)
ANSWERS: Mapping[str, re.Pattern[str]] = {
    "when": re.compile(
        rf"(?<!\w)(?:{_DAYS}|{_MONTHS}|(?:\d+|an?|one|two|three|{_NUMBERS}|a few|few|several)(?:[-\s–]+(?:to "
        rf"|bis |à |a "
        rf"|tot )?\d+)?"
        rf"[\s-]+(?:{_SPANS})|\d{{4}}-\d\d-\d\d|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|immediately|at once|right away"
        rf"|shortly|soon"
        r"|end of the (?:week|month|year)|next (?:week|month)|\d{1,2}(?::\d\d)? ?(?:am|pm|uhr|h)|overnight|lifelong"
        r"|no deadline"
        r"|don't expire|never expires?)(?!\w)",
        re.I,
    ),
    "how much": re.compile(
        r"[$€£] ?\d|\b(?:usd|eur|gbp|chf|cad|aud) ?\d|\d[\d.,]* ?(?:[$€£]|usd|eur|gbp|euros?|dollars?|pounds?|%)"
        r"|(?<!\w)(?:free"
        r"|no (?:\w+ ){0,2}(?:charge|fee|cost)s?"
        r"|costs? nothing|included|kostenlos|gratuite?s?|gratis|without (?:extra )?charge|at no cost"
        r"|charge no)(?!\w)",
        re.I,
    ),
    "who pays": re.compile(
        r"(?<!\w)(?:free|prepaid|we(?:'ll| will)? (?:pay|cover)|you(?:'ll| will)? (?:pay|cover)|at (?:our"
        r"|your)(?: own)? (?:cost|expense)"
        r"|on us|übernehm\w*|prenons|prend|asum\w*|pagamos|betalen wij|nemen wij|voor onze|deduct\w*|no (?:cost"
        r"|charge|fee)s?|charge|costs?|kostenlos|trag\w*|zu (?:ihren|unseren) lasten"
        r"|gratuite?s?"
        r"|à (?:notre|votre) charge|gratis|a (?:nuestro|su) cargo|rekening|postage)(?!\w)",
        re.I,
    ),
    "how": re.compile(
        r"(?:^|[,;:]\s|\band |\bthen |\bplease |\bjust |\bsimply )(?:open|choose|print|drop|send|bring|pack|go|click"
        r"|tap|log|sign|select"
        r"|fill|enter|call|use|follow|scan|reply|attach|put|write|order|start|request|add|pick|hand)\b"
        r"|\bprepaid label|\byou can\b"
        r"|\bbitte\b|\bklicken|\bveuillez\b|\bcliquez|\bhaga\b|\bpuede\b|\bklik\b",
        re.I | re.M,
    ),
    "why": re.compile(
        r"(?<!\w)(?:because|due to|since|reason\w*|caused|so|as (?:the|we|your|it)|declined|weil|wegen|grund|da"
        r"|parce que|car|raison"
        r"|porque|debido|omdat|wegens|meant|failed|by mistake)(?!\w)",
        re.I,
    ),
    "where": re.compile(
        r"(?<!\w)(?:at|in|on|with|from|near|under|on its way|en route|left|arriv\w*|in|im|am|bei|unterwegs|dans|à"
        r"|chez|en|camino|onderweg"
        r"|https?://\S+)(?!\w)",
        re.I,
    ),
}


@lru_cache(maxsize=8192)
def topics_of(text: str) -> frozenset[str]:
    """Return the topics a sentence touches."""
    return frozenset(name for name, pattern in TOPICS.items() if pattern.search(text))


@lru_cache(maxsize=8192)
def words_of(text: str) -> frozenset[str]:
    """Return the stems of a sentence's telling words: no small words of any language we know."""
    return frozenset(one for one in stems_of(text) if one not in _SMALL_STEMS)


def facet_of(text: str) -> str | None:
    """Return the form of answer a question wants: ``when``, ``how much``, ...; None for yes or no and for requests."""
    return next((name for name, pattern in FACETS.items() if pattern.search(text)), None)


def answers_facet(text: str, facet: str) -> bool:
    """Whether a sentence has the form of an answer to a facet; True for facets that any statement may answer."""
    pattern = ANSWERS.get(facet)
    return pattern is None or bool(pattern.search(text))


_COMMON = (
    "order buy item product thing one get got take make give go come use let see look back new day time long much "
    "many work"
    " send sent even did since also anymore already yet soon sure possible unfortunately sorry happy glad money us"
)
_SMALL_STEMS = frozenset(stem(word) for words in SMALL_WORDS.values() for word in words) | frozenset(
    stem(word) for word in _COMMON.split()
)
