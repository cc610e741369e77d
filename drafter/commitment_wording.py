"""The words by which commitments are read: actions, denials, who pays, what sums and days are about."""

import re
from collections.abc import Mapping, Sequence

from knowledge_base.wording import stem


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.I)


UPDATE = _any(
    r"as an exception|exceptionally|after all|(?:i|we) (?:previously|earlier) (?:wrote|said|told|stated)"
    r"|earlier (?:i|we) (?:wrote|said|told)"
    r"|(?:was|were) (?:wrong|mistaken|incorrect|a mistake|an error)|my mistake|our mistake|(?:to )?correct (?:my|our"
    r"|the|myself)|correction"
    r"|(?:have|has|'ve) (?:now )?(?:been )?(?:increased|raised|extended|changed|moved|brought forward|upgraded"
    r"|lowered|reduced|revised|postponed)"
    r"|now (?:increased|raised|extended|changed)|had to (?:move|change|postpone)|rescheduled|contrary to|unlike (?:i"
    r"|we)|no longer the"
    r"|instead of the \S+ (?:i|we)|not .{1,30} as (?:i|we) (?:wrote|said|told)|change of plan|new (?:delivery )?date"
    r"|update:|delayed (?:to|until)",
    r"ausnahmsweise|(?:doch|nun) (?:noch|doch)|korrektur|(?:ich|wir) (?:hatte|hatten) .{0,40}(?:geschrieben|gesagt)"
    r"|war (?:falsch|ein fehler)"
    r"|verlängert|erhöht|verschoben|à titre exceptionnel|finalement|correction|nous (?:avions|avons) (?:écrit"
    r"|indiqué).{0,40}erreur|prolongé|augmenté"
    r"|reporté|excepcionalmente|al final|corrección|(?:fue|era) un error|ampliado|aumentado|aplazado"
    r"|bij uitzondering|toch nog|verlengd|verhoogd",
)
PAST = _any(
    r"(?:was|were|has been|have been|'ve been|got) (?:just |now |already )?\w+(?:ed|en|t|wn)|arrived|(?:we"
    r"|i) (?:have |'ve )?(?:received|shipped|sent|refunded|issued)"
    r"|wurden?|worden|(?:a|ont|avez|avons) été|fue|ha sido|ya salió|werd|is (?:verzonden|bezorgd)"
)
NO = (
    r"(?:not|no longer|never|cannot|can't|won't|couldn't|isn't|aren't|don't|doesn't|wasn't|unable to|not able to"
    r"|nicht(?: mehr)?|kein\w*|ne|n['’]\w+|pas|plus|no|niet|geen)"
)

ACTIONS: Mapping[str, str] = {
    "refund": r"refund(?:s|ed|ing|able)?|reimburse\w*|money back|(?:your "
    r"|the )?money (?:for \S+ \w+ )?will be refunded|erstatte?\w*|rückerstattung\w*"
    r"|rembours\w*|reembols\w*|terugbeta\w*|rückzahlung",
    "credit": r"store credit|credit(?:ed)?(?! card)|vouchers?|gift card|gutschein\w*|gutgeschrieben"
    r"|gutschrift\w*|schreib\w* .{0,40}\bgut|bon d'achat|avoir|vale",
    "replacement": r"replac\w*|(?:send|sending|ship|get|post)(?: (?:you|out))? (?:a|an) new \w+|new (?:one|pair)"
    r"|(?:an?|another) (?:new|fresh|spare|second) \w+ (?:will|is|leaves|ships|goes)|un\w* (?:nouve\w+"
    r"|autre) \w+|un[oa] \w+ nuev[oa]"
    r"|(?:stur\w+|zenden) .{0,16}nieuwe? \w+|neue[nsr]? \w+ (?:geht|ist|kommt|wird)|ersatz\w*|ersetz\w*|remplac\w*"
    r"|reemplaz\w*|sustitu\w*|vervang\w*|neue[ns]? \w+ (?:senden|schicken|zu)",
    "exchange": r"exchang\w*|swap\w*|umtausch\w*|umgetauscht|tausch\w+ .{1,40} um"
    r"|échang\w*|cambi(?:ar|o|amos)\b|(?:ge|om|omge)?ruil\w*",
    "repair": r"repair\w*|fix(?:ed)?|reparier\w*|reparatur|répar\w*|repara\w*",
    "return": r"return(?:ed|s|able)?(?! (?:shipping|label|postage|cost|window|fee))|take (?:it|them|the \w+) back"
    r"|zurück(?:geben|schicken|senden|nehmen)|nehm\w+ .{1,40} zurück"
    r"|rückgabe|retourner|renvoyer|(?:un |le )?retour(?! est grat)|devolver|devoluci[oó]n|retourneren|terugsturen",
    "cancellation": r"cancel\w*|stornier\w*|annul\w*|anul\w*",
    "claim": r"claims?|reklamation|réclamation|reclamaci[oó]n",
    "warranty cover": r"covered(?: by)?|garantiefall|couvert\w*|cubiert\w*",
    "price match": r"price[- ]match\w*|match the price",
}
ACTION = {name: re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.I) for name, words in ACTIONS.items()}
DENIES_BEFORE = re.compile(
    rf"(?<!\w){NO}(?:\s(?:be|been|is|are|to|eligible|entitled|qualify|for|offer|give|issue|make|process|provide"
    rf"|grant|accept|approve|do|send|a|an|any|the|your|you"
    r"|leider|mehr|also|this|kind|of|full|partial|possible|by|us|the\w*|eine?n?|einen|pouvons|peut|peuvent|être"
    r"|podemos|puede|enviar|se|sie|ihnen|die|der|das|den|isn't|un|une|le|la|el|vous|te|nous|lui|les|uns|u|ons))*\s*$",
    re.I,
)
DENIES_AFTER = re.compile(
    r"^\s?(?:\w+\s){0,2}?(?:isn't|aren't|wasn't|is not|are not|was not|can't be|cannot be|can no longer be"
    r"|could not be|is no longer|ist (?:leider )?(?:nicht|ausgeschlossen)|n'est pas|no es)"
    r"\s?(?:possible|made|issued|offered|processed|granted|approved|given|available|eligible|allowed|refundable"
    r"|returnable|returned|refunded|exchanged|replaced|cancell?ed"
    r"|repaired|covered|accepted|möglich|mehr|posible|disponible|$|\.)"
    r"|^\s?(?:request )?(?:was|were|has been|is|had to be)\s(?:\w+\s)?(?:declined|rejected|denied|refused"
    r"|turned down|abgelehnt)"
    r"|^(?:\s\S+){0,5}?\s(?:(?:leider )?nicht (?:zurückgeben|umtauschen|erstatten|mehr|möglich)|senden wir nicht)",
    re.I,
)
REJECTS = _any(
    r"reject\w*|declin\w*|den(?:y|ied)|refus\w*|turn(?:ed)? down|ablehn\w*|abgelehnt|refusée?|rechaz\w*|exclu\w*"
)
NEGATED = _any(NO, r"\w+n't", "unfortunately", "leider", "malheureusement", "lamentablemente", "helaas")
CONDITIONAL = _any(
    "if",
    r"once(?= (?:the|your|it|its|we|you|they|this|that|a|an|our|\w+ (?:is|are|has|have|was|were))\b)",
    "as soon as",
    "unless",
    "when",
    "before",
    "in case",
    "should you",
    "wenn",
    "falls",
    "sobald",
    "si",
    "dès que",
    "cuando",
    "als",
    "would you",
    "do you",
)
COMMITS = _any(
    r"(?:we|i)(?:'ll| will|'re| are|'m| am|'ve| have)(?! able)|you(?:'ll| will) (?:get|have|receive|be)|will be"
    r"|has been|have been|is on its way|approved|accepted|granted"
    r"|issued|your \w+ (?:was|is)|done|wir|ich|sie (?:erhalten|bekommen)|nous|vous (?:serez|recevrez)"
    r"|le (?:reembols\w*|enviar\w*)|(?:reembols|envia|enviare)mos|we (?:refund|send|replace|give|credit)|u (?:krijgt"
    r"|ontvangt)"
)
ALLOWS = _any(
    r"you(?:'re| are)? (?:can|may|eligible|entitled|welcome)|(?:we|i) (?:can|could|are able|'re able)"
    r"|can (?:still )?be|is possible|are possible|eligible"
    r"|sie können|ist möglich|können|vous pouvez|est possible|nous pouvons|puede|es posible|podemos|u kunt"
    r"|is mogelijk|covered|accepted|approved|returnable|refundable"
)
NOT_GRANTED = frozenset({"claim", "warranty cover"})
REMEDIES = frozenset({"refund", "credit", "replacement", "repair", "exchange"})

MONEY_SUBJECTS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("restocking fee", _any(r"re-?stocking|handling fee")),
    ("repair", _any(r"repair\w*|reparatur\w*|répar\w*|repara\w*")),
    ("return label", _any(r"(?:return )?label|return (?:shipping|postage)|rücksende\w*|étiquette|etiqueta")),
    ("express shipping", _any(r"express\w*|overnight|next[- ]day")),
    ("standard shipping", _any(r"(?:standard|regular) (?:shipping|delivery)")),
    ("customs", _any(r"customs|dut(?:y|ies)|zoll|douane|aduana")),
    ("deposit", _any(r"deposit|anzahlung|acompte")),
    ("discount", _any(r"\d+ ?% (?:off|discount|rabatt)|discount|rabatt|remise|réduction|descuento")),
    (
        "credit",
        _any(
            r"credit\w*|voucher|gift card|gutschein\w*|gutgeschrieben|schreib\w* .{0,40}\bgut|bon d'achat|vale|points"
        ),
    ),
    (
        "refund",
        _any(
            r"refund\w*|reimburs\w*|money (?:goes )?back|\w*erstatt\w*|rembours\w*|reembols\w*|(?:te "
            r"|le )?(?:devolv\w+|devuel\w+)"
            r"|terug\w*|back (?:to|on|in(?:to)?) your (?:card|account|bank)|pay you back"
            r"|[$€£]\s?\d[\d.,]* (?:is |are )?back"
            r"|(?:erhalten|bekommen|bekommst|erhältst|kriegst) .{0,50}zurück|geld zurück|zurück(?:überw|gezahlt"
            r"|zahl)\w*"
        ),
    ),
    ("total", _any(r"total|altogether|sum|gesamt\w*|invoice amount")),
    ("shipping", _any(r"shipping|delivery (?:fee|costs?|charge)|postage|versand\w*|livraison|envío")),
)
PERIOD_SUBJECTS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("warranty", _any(r"warrant\w*|guarantee\w*|garantie\w*|garantía|gewährleistung|covered for|garantietermijn")),
    ("claim window", _any(r"claims?|report\w*|reklam\w*|signaler|reclam\w*")),
    ("voucher", _any(r"vouchers?|codes?|coupons?|credit|gift cards?|points|gutschein\w*|bon|vale")),
    (
        "refund time",
        _any(
            r"refund\w*|money|\w*erstatt\w*|rembours\w*|reembols\w*|geld|amount|terug(?:betal"
            r"|stort)\w*"
        ),
    ),
    (
        "return window",
        _any(
            r"return\w*|send (?:it|them|the \w+) back|be back(?: with us)?|rückgabe\w*|zurück\w*|rücksend\w*"
            r"|retour\w*|renvoy\w*|devol\w*|terug\w*"
        ),
    ),
    ("repair time", _any(r"repair\w*|reparatur|répar\w*|repara\w*")),
    ("reply", _any(r"repl(?:y|ies)|answer|hear from|get back to you|antwort\w*|répon\w*|respuesta")),
    (
        "delivery time",
        _any(r"deliver\w*|ship\w*|arriv\w*|liefer\w*|versand\w*|livr\w*|envío|entreg\w*|lleg\w*|bezorg\w*"),
    ),
)
DAY_SUBJECTS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("visit", _any(r"technician\w*|visit\w*|appointment|come by|techniker|termin|technicien|técnico|call you"
    r"|ring you")),
    ("stock", _any(r"(?:in|into) stock|restock\w*|available again|auf lager|lieferbar|en stock")),
    ("return deadline", _any(r"until .{0,40}(?:send|return)|returns? (?:are|is) possible until|return (?:date"
    r"|deadline)|send it back|return (?:it|them) by|rückgabe|retour|devol\w*")),
    ("refund", _any(r"refund\w*|money|erstatt\w*|rembours\w*|reembols\w*")),
    ("reply", _any(r"repl(?:y|ies)|answer|hear from us|get back to you|melden uns|antwort\w*|répon\w*")),
    ("delivery", _any(r"(?:have|get|receive) (?:your|the) (?:parcel|package|order|\w+ on)|arriv\w*|deliver\w*"
    r"|with you|reach you|zugestellt|kommt|komm\w* an|liefer\w*|livr\w*|arriv\w*|lleg\w*|entreg\w*|bezorgd"
    r"|aankom\w*")),
    ("dispatch", _any(r"ship\w*|dispatch\w*|leaves?|sent out|versand\w*|versenden|expéd\w*|envi\w*|verzonden")),
    ("pickup", _any(r"pick\w* up|collect\w*|abhol\w*|recog\w*|ophalen")),
)  # fmt: skip
LEFT = _any(r"left|remaining|more|ago|late|since|already|noch|übrig|restants?|quedan|over")
US = _any(
    r"free(?: of charge)?|we(?:'ll| will)? (?:also )?(?:pay|cover)|prepaid|at our (?:own )?(?:cost|expense)|on us"
    r"|covered by us|costs? you nothing|no (?:cost|charge|fees?)(?: to you| are due)?"
    r"|kostenlos\w*|kostet sie nichts|wir (?:übernehmen|tragen|zahlen|bezahlen)|(?:übernehmen|tragen|zahlen"
    r"|bezahlen) wir|geh(?:t|en) auf uns"
    r"|auf unsere kosten|nous (?:prenons|payons)|pagamos nosotros|(?:wij|we) betalen|betalen wij|voor onze rekening"
    r"|gratuite?s?|à notre charge|gratis|gratuit[oa]s?"
    r"|a nuestro cargo|waive\w*|no customs \w+ (?:is|are) due"
)
THEM = _any(
    r"(?:you(?:'ll| will)?|customers?|buyers?) (?:(?:have|need) to )?(?:pay|cover|bear)s?(?: for)?"
    r"|at your (?:own )?(?:cost|expense)|is yours|(?:is|are) yours to pay|have to be paid by you|(?:zahlt"
    r"|trägt) (?:der|die) (?:käufer\w*|kund\w+)"
    r"|your (?:own )?(?:cost|expense)|deducted|tragen sie|(?:zu|auf) ihre[nr]? (?:eigenen? )?(?:lasten|kosten)"
    r"|à vos frais|(?:por|de) su cuenta|op eigen kosten"
    r"|sie (?:tragen|zahlen|übernehmen)|à votre charge|(?:corren )?a su cargo|voor uw rekening|borne by you"
)
PAYER_SUBJECTS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("customs", _any(r"customs|dut(?:y|ies)|zoll\w*|douane|aduana")),
    ("return shipping", _any(r"return\w*|back|label|rück(?:send|versand|porto)\w*|rückgabe|retour\w*|devoluci[oó]n"
    r"|etiqueta|étiquette|terug\w*")),
    ("shipping", _any(r"shipping|delivery|postage|versand\w*|livraison|envío")),
)  # fmt: skip
KEEP = _any(
    r"(?:you (?:can|may)|please|just) (?:hang|hold) on to|(?:yours|free) to keep|(?:puede|puedes) (?:quedarse"
    r"|conservar)|quédese|quédatel\w"
    r"|(?:mag|kunt|kan|mogen) (?:u |je )?(?:de |het |hem )?(?:\w+ )?(?:gewoon )?houden|hoeft? (?:u |je )?(?:de "
    r"|het |hem )?(?:\w+ )?niet terug"
    r"|inutile de (?:renvoyer|retourner|nous)|(?:nicht|nichts) zurück\w*|gardez|conserver"
    r"|keep (?:it|them|the \w+(?: \w+)?|your \w+)|no need to (?:return|send)|(?:don't|do not|needn't) (?:have to "
    r"|need to )?(?:send|return)|behalten|nicht zurück(?:schicken|senden)"
    r"|pas besoin de (?:renvoyer|retourner)|garder|no (?:hace falta|es necesario) (?:devolver|que)|quedarse|houden"
)
SEND_BACK = _any(
    r"(?:please|kindly) (?:send|return|ship|post|mail|bring)(?: \w+){0,4}(?: back)?|need (?:you to )?(?:return|send)"
    r"|need you to return|(?:must|have to|need to) (?:return|send)|send (?:it|them) (?:back )?to us first"
    r"|merci de (?:nous )?(?:renvoyer|retourner)|(?:stuur|stuurt|zend) (?:\w+ ){0,4}terug|(?:schick"
    r"|send)e? (?:uns )?(?:\w+ ){0,3}zurück"
    r"|(?:renvoyez|retournez|devuélv\w+|envíenos)|bitte (?:senden|schicken) sie|veuillez (?:renvoyer|retourner)"
    r"|(?:por favor,? )?(?:devuelva|envíe)"
)
BACK_WORD = _any(r"terug\w*|retourne[rz]|back|return\w*|zurück|renvoy\w*|retourn\w*|devuelv\w*")
NEEDS: Mapping[str, re.Pattern[str]] = {
    "receipt": _any(r"receipts?|proof of purchase|kassenbon|beleg|ticket de caisse|recibo"),
    "original packaging": _any(r"original (?:box|packag\w+)|originalverpackung|emballage d'origine"),
    "photo": _any(r"photos?|pictures?|foto|photo"),
}
NEEDLESS = _any(
    r"(?:don't|do not|needn't|no|not) (?:\w+ )?(?:need(?:ed)?|required|necessary)|no \w+ is (?:needed|required)"
    r"|nicht (?:nötig|erforderlich)|pas nécessaire|no es necesario|don't need"
)
NEEDED = _any(
    r"required|need(?:ed)?|must|please (?:send|attach|include)|have to|erforderlich|brauchen wir|nécessaire"
    r"|necesario|necesitamos"
)
PAYOUTS: Sequence[tuple[str, re.Pattern[str]]] = (
    ("store credit", _any(r"(?:as|in|by) (?:a )?(?:store credit|voucher|gift card)|als gutschein|en bon d'achat"
    r"|en avoir|en vale"
    r"|als tegoed(?:bon)?")),
    ("how it was paid", _any(r"(?:original|same) (?:payment|card|method)\w*(?: \w+)?|(?:card|account|method"
    r"|way) you (?:paid|used)"
    r"|to your (?:card|bank account|paypal)|back on your card|ursprüngliche\w* zahlungs\w+|auf ihre karte"
    r"|moyen de paiement"
    r"|sur votre carte|(?:misma|su) tarjeta|oorspronkelijke betaal\w+|op uw rekening")),
)  # fmt: skip
GENERIC = """
    refund refunded return returned returns exchange exchanged replace replacement replaced repair repaired send
    sent ship shipped ships shipping postage deliver delivered delivery arrive arrives parcel package order card
    account bank amount full purchase price possible credit voucher discount label cost costs free charge
    expense money claim accepted approved rejected warranty covered damage kind note need needed window receive
    received today tomorrow date day week business working calendar visit technician comes come stock back item
    items like others any larger smaller size still longer cancelled cancel offer unable eligible please keep
    broken faulty first own cover pay customs duty duties fee fees restocking deducted next use holds added
    gesture discussed get include including total express standard would reply hear until valid month year have
    made report must within gift instead nothing anything sending new one agreed prepaid attached extended
    exception issued done original payment method wrote earlier wrong waive sale also unfortunately appear five
    allow way going shop value morning evening balance ready enjoy store entitled approval team accounting news
    good monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december jan feb mar apr jun jul aug sep oct nov dec ihnen ihre ihr kosten
    kostenlos rückgabe rücksendung paket artikel geld erstatten wir tagen tage zeit innerhalb möglich leider
    zurückgeben kommt märz etikett unterwegs senden ersatz kaufpreis beiliegt liegt bei trägt tragen
    rücksendeetikett nichts reklamation erhalten erstattung rückerstattung gutschein sie nous pouvons vous
    retour remboursons remboursé gratuit frais jours échange échanger étiquette jointe serez été reembolso
    reembolsamos devolución devolver gastos cargo días artículo enviaremos enviar reemplazo gratuita corren
    puede camino hemos devuelto devolveremos devolvemos reembolsado reembolsaremos betalen betaald krijgt krijg
    ontvangt gestort storten teruggestort bekommen bekommst erhältst überwiesen avons rendons recevrez verrez
    verás recibirá
    tauschen umtausch umtauschen ruilen geruild échange
    hello hi dear hallo hola bonjour beste guten see soon
"""
GENERIC_STEMS = frozenset(stem(word) for word in GENERIC.split())
