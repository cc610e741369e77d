"""The words by which a reply concedes something, in English, German, French and Spanish."""

import re
from collections.abc import Mapping
from enum import StrEnum


class Concession(StrEnum):
    """What may be conceded."""

    REFUND = "refund"
    CREDIT = "credit"
    REPLACEMENT = "replacement"
    EXCHANGE = "exchange"
    DISCOUNT = "discount"
    WAIVER = "waiver"
    EXCEPTION = "exception"
    GIFT = "gift"
    KEEP = "keep"
    FAVOUR = "favour"

    @property
    def words(self) -> str:
        """It with its article."""
        if self is Concession.KEEP:
            return "that they keep the goods"
        return f"{'an' if self.value[0] in 'aeiou' else 'a'} {self.value}"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.I)


KIND_WORDS: Mapping[Concession, re.Pattern[str]] = {
    Concession.REFUND: _any(
        r"\brefund(?:ed|ing|s)?\b(?!\s+request)|\breimburs\w+|\bmoney back\b|\b(?:pay|send|give|get|have"
        r"|transfer)\b.{0,30}"
        r"[$€£]\s?\d[\d.,]*.{0,12}\bback\b|\brepa(?:y|id)\b|(?:\bmoney\b|\bamount\b|\bprice\b|\bpayment\b"
        r"|[$€£]\s?\d[\d.,]*)"
        r"(?!.{0,20}(?:gift|credit|voucher)).{0,40}\b(?:back|returned|reversed|on (?:its|the) way to your"
        r"|to your (?:card|account|visa|paypal|bank))\b"
        r"|\b(?:return|revers|send)\w*\b.{0,20}\b(?:money|amount|payment|charges?)\b|\bcompensat\w+"
        r"|\bmake you whole\b",
        r"\b(?:rück)?erstatt\w*|\bGeld\b.{0,20}\bzurück|(?:\bBetrag\b|€).{0,40}\bzurück|\bzurück(?:zahl|überweis"
        r"|gezahlt|überwiesen)\w*",
        r"\brembours\w*|\brendons\b.{0,20}\b(?:argent|montant)|\bargent\b.{0,30}\b(?:rendu|retour|restitu\w+)",
        r"\breembols\w*|\bdevolv\w+\b.{0,20}\b(?:dinero|importe)|\bdevuelto\b.{0,20}\b(?:dinero|importe)",
    ),
    Concession.CREDIT: _any(
        r"\bstore credit\b|\bgift cards?\b|\bvouchers?\b|\bcredit(?:ed|ing)?\b(?!\s+(?:card|or debit))|\bgoodwill\b",
        r"\bGutschein\w*|\bGuthaben\b|\bgut(?:schreib|geschrieben)\w*|\bschreib\w*\b.{0,40}\bgut\b",
        r"\bbons? d'achat\b|\bavoirs?\b(?=\s+de\b)|\bcartes?[- ]cadeaux?\b",
        r"\bvales?\b|\btarjetas? (?:de )?regalo\b|\bcupón\w*",
    ),
    Concession.REPLACEMENT: _any(
        r"\breplacements?\b(?!\s+is out of stock)|\breplac(?:e|ed|ing)\b|\b(?:send|sending|ship|shipping"
        r"|sent)\b.{0,20}"
        r"\b(?:new|another|second)\b\s+(?!e-?mail|link|message|code|parcel|copy)\w+|\bnew one\b",
        r"\bErsatz(?!teil\w* kosten)\w*|\bneu(?:e|en|es)?\s+(?:Artikel|Gerät|Produkt)\b",
        r"\bremplac\w*|\b(?:nouvel|nouvelle|nouveau)\s+(?!d[ée]lai|date)\w+|\bun autre\b",
        r"\breemplaz\w*|\bsustitu\w*|\breposición\b|\b(?:envi|mand)\w+\s+(?:otr[oa]|un[oa]? nuev[oa])\b",
    ),
    Concession.EXCHANGE: _any(
        r"\bexchang\w*|\bswap\w*",
        r"\bumtausch\w*|\btausch\w*|\baus?tausch\w*",
        r"\béchang\w*",
        r"\bcambi(?:o|amos|aremos|ado)\b",
    ),
    Concession.DISCOUNT: _any(
        r"\bdiscounts?\b(?!\s+code you)|\b\d{1,2}\s?% off\b|\bpromo(?:tional)? code\b|\bprice (?:cut|reduction)\b"
        r"|\boff your next\b|\bhalf price\b",
        r"\bRabatt\w*|\bNachlass\b|\bermäßig\w*",
        r"\b(?:remise|rabais|réduction)s?\b|\bcode promo\b",
        r"\bdescuento\w*|\brebaja\b",
    ),
    Concession.WAIVER: _any(
        r"\bwaiv\w+|\bwon't (?:be charged|have to pay|charge you)\b|\b(?:cover|pay for)\b.{0,20}\b(?:shipping"
        r"|postage|return|label|fee|cost)"
        r"|\bon us\b|\bon the house\b|\bcomplimentary\b",
        r"\berlass(?:en|e)\b|\berlässt\b|\b(?:übernehmen|übernehme)\b.{0,40}\b(?:kosten|gebühr|versand|porto)\w*",
        r"\bexonér\w*|\bfaisons grâce\b|\bprenons en charge\b|\bfrais\b.{0,20}\b(?:offerts|à notre charge)",
        r"\bcondon\w+|\beximi\w+|\bcorre(?:n|mos)\b.{0,20}\bcuenta\b|\basumimos\b.{0,20}\b(?:gastos|coste)",
    ),
    Concession.EXCEPTION: _any(
        r"\bexceptions?\b|\bbend the rules\b|\bjust this once\b|\bextend(?:ed|ing)?\b.{0,20}\b(?:window|deadline"
        r"|period)\b",
        r"\bAusnahme\w*",
        r"\bà titre exceptionnel\b|\bexceptions?\b|\bexceptionnellement\b",
        r"\bexcepci[oó]n\w*|\bexcepcionalmente\b",
    ),
}

# Ways to concede that need no "we": they say by themselves that it is so, and some have a "no" in them.
IDIOMS: Mapping[Concession, re.Pattern[str]] = {
    Concession.WAIVER: _any(
        r"\b(?:it|this(?: one)?|that(?: one)?|shipping|the \w+)(?:'s| is| will be|'ll be) (?:on (?:the house|us)"
        r"|our treat|a gift"
        r"|free for you)\b|\bmy treat\b|\bour treat\b",
        r"\b(?:I|we)(?:'ll| will|'re| are|'ve| have)? (?:not |\w+ )?(?:swallow|absorb|eat|foot|pick(?:ed)? up"
        r"|tak\w+ care of|wav\w+"
        r"|drop\w*|forg\w+)\b.{0,24}\b(?:fee|costs?|bill|postage|shipping|label|charge|tab)\b",
        r"\b(?:we|I) won't (?:charge|bill) you\b|\byou (?:don't|do not) owe\b|\byou owe us nothing\b",
        r"\b(?:geht|gehen)\b.{0,12}\b(?:aufs Haus|auf uns|auf unsere (?:Kosten|Rechnung))\b"
        r"|(?:kosten|gebühr\w*|porto)\b.{0,20}\b(?:übernehmen|tragen|übernehme)\b.{0,20}\bwir\b|\bSie (?:müssen"
        r"|brauchen) nichts"
        r" (?:zu )?(?:be)?zahlen\b|\bverzichten wir\b|\bwir verzichten\b",
        r"\b(?:c'est|sont|est) (?:cadeau|offerts?|pour nous)\b|\boffr\w+\b.{0,20}\b(?:frais|livraison|port"
        r"|retour)\b|\brien à payer\b"
        r"|\bà nos frais\b",
        r"\b(?:corre|va) por (?:nuestra cuenta|cuenta nuestra)\b|\binvitamos nosotros\b|\bno (?:le|te"
        r"|les) cobrar\w+\b"
        r"|\bno tiene que pagar\b",
    ),
    Concession.REFUND: _any(
        r"\brefund\b.{0,12}\b(?:is|was|'s) (?:all |now |already )?(?:set|done|in motion|under way|through|complete"
        r"|sorted|issued)\b"
        r"|\bexpect\b.{0,12}[$€£]\s?\d[\d.,]*.{0,24}\b(?:statement|card|account)\b|\b(?:both|the"
        r"|your) charges? (?:is|are|was|were)"
        r" (?:reversed|cancelled)\b",
        r"\b(?:Geld|Betrag)\b.{0,30}\b(?:auf dem Weg|unterwegs)\b|\b(?:bekommen|erhalten)\b.{0,12}\b(?:Ihr "
        r"|das )?Geld\b",
        r"\b(?:I|we)(?:'ve)? (?:just )?(?:push|put|rush|send)\w*\b.{0,16}\brefund\b.{0,12}\bthrough\b"
        r"|\b(?:I|we)(?:'ve)? (?:just )?(?:sent|transferred|paid|wired)\b.{0,12}[$€£]\s?\d",
        r"\bremboursement\b.{0,12}\best (?:lancé|parti|fait|validé|en cours)\b|\bargent\b.{0,20}\b(?:est en route"
        r"|arrive)\b|\bvotre compte sera crédité\b",
        r"\b(?:acab\w+ de|voy a|vamos a|he|hemos)\b.{0,12}\b(?:tramit|gestion|proces|orden|autoriz"
        r"|hacer?)\w*\b.{0,12}\breembolso\b"
        r"|\b(?:dinero|reembolso)\b.{0,12}\bestá en (?:camino|marcha)\b|\bestá en (?:camino"
        r"|marcha)\b.{0,8}\breembolso\b"
        r"|\b(?:le|te|les) (?:abon\w+|devolv\w+|ingres\w+)\b.{0,12}\d",
    ),
    Concession.REPLACEMENT: _any(
        r"\b(?:an?|another)\s(?:(?:brand[- ]?)?new|fresh|replacement)\b.{0,24}\b(?:ships|leaves|goes out"
        r"|is (?:already )?(?:packed"
        r"|on (?:its|the) way|coming|heading)|will (?:ship|leave|be with you|arrive)|heads)\b",
        r"\b(?:dispatch|rush|expedit)\w*\b.{0,8}\b(?:another|(?:a|an) (?:\w+ )?(?:new|fresh|replacement))\b"
        r"|\bun\w* autre\b.{0,20}\b(?:part|partira)\b",
        r"\b(?:putting|dropping|popping|getting|mailing|posting)\b.{0,8}\b(?:(?:brand[- ]?)?new|fresh|another"
        r"|replacement)\b",
        r"\blassen\b.{0,12}\bIhnen\b.{0,12}\bneu\w*\b.{0,24}\bzukommen\b|\bein\w* neu\w*\b.{0,24}\b(?:geht"
        r"|ist)\b.{0,16}"
        r"\b(?:raus|heraus|unterwegs|ab)\b",
        r"\bune? (?:nouve\w+|autre)\b.{0,24}\b(?:part|partira|arrive|est en route)\b",
        r"\bsale\b.{0,24}\bun[oa]? \w*\s?nuev[oa]\b|\b(?:otr[oa]|un[oa]? \w+ nuev[oa])\b.{0,20}\b(?:sale|va"
        r"|está) (?:de|en|para|hoy|ya"
        r"|mañana|hacia)\b",
    ),
    Concession.CREDIT: _any(
        r"\b(?:vous ai|vous avons|avons|ai) crédité\b|\bcréditons votre compte\b",
        r"\bgutgeschrieben\b.{0,4}$",
    ),
    Concession.DISCOUNT: _any(
        r"\b(?:I|we)(?:'ve|'ll| have| will)? (?:just )?(?:shav|knock|t(?:ook|ake)|cut"
        r"|slic)\w*\b.{0,12}\d.{0,6}\boff\b",
    ),
    Concession.EXCEPTION: _any(
        r"\bausnahmsweise\b|\baus Kulanz\b|\bà titre (?:exceptionnel|commercial)\b|\bpor esta vez\b"
        r"|\bde forma excepcional\b",
    ),
}

COMMITS = _any(
    r"\b(?:I|we)\s+(?:just |already |also |now )?(?:took the liberty|decided|processed|arranged|approved"
    r"|authori[sz]ed|applied|added"
    r"|booked|set up|knocked|put)\b|\bconsider (?:it|that|this|your)\b",
    r"\b(?:acabo|acabamos) de\b|\b(?:voy|vamos) a\b",
    # somebody of ours does, did or will do it
    r"\b(?:I|we)(?:'ve|'ll|'m|'re|'d| have| has| will| shall| am| are| can| would)\b(?!\s+(?:see|understand|know"
    r"|check|look|"
    r"ask|sorry|unable|not)\b)",
    r"\b(?:I|we)\s+(?:just |already |now |also )?(?:refund|reimburse|credit|send|replace|exchange|waive|offer|give"
    r"|issue|swap|"
    r"extend|ship|grant|make)(?:ed|d)?\b",
    r"\b(?:let me|allow me to|let us)\b|\bplease accept\b|\bhere(?:'s| is)\b|\benjoy\b|\bconsider it\b"
    r"|\bas a (?:one-time |goodwill )|\btake\b|\buse (?:the )?code\b"
    r"|\b(?:who|they|lead|colleague|team|warehouse)\b.{0,20}\bwill (?:refund|replace|send|credit|exchange|reimburse"
    r"|waive)\b"
    r"|\byou won't (?:be charged|have to pay)\b",
    r"^\s*(?:giving|give|refunding|sending)\b|^\s*(?:refund|send|replace|exchange) (?:your|the|it|you)\b",
    r"\byou(?:'ll| will|'re going to| are going to)\s+(?:also |now |then )?(?:receive|get|find|see|be (?:refunded"
    r"|credited|reimbursed)|have)\b",
    r"\b(?:wir|ich)\b.{0,60}|\b(?:erstatte|erstatten|überweise|überweisen|schicke|sende)\b.{0,20}\b(?:wir|ich)\b",
    r"\bSie (?:erhalten|bekommen|kriegen)\b|\b(?:erhalten|bekommen) Sie\b",
    r"\b(?:nous|je|j')\b|\bvoici\b|\bj'ai\b|\bvous (?:recevrez|allez recevoir|serez rembours\w+)\b",
    r"\b(?:le|les|te|os)\s+(?:he|hemos|enviaremos|enviamos|ofrecemos|abonamos|abonaremos|hacemos|damos|reembols\w+"
    r"|devolv\w+|"
    r"cambi\w+|mandamos|haremos|daremos)\b|\b(?:hemos|he)\s+\w+(?:ado|ido|hecho)\b|\bhemos hecho\b|\brecibirá\b"
    r"|\b(?:haremos|hacemos) una\b",
)

DONE_TO_IT = _any(
    r"\b(?:refund|replacement|credit|gift card|voucher|exchange|discount|reimbursement)\b.{0,40}\b(?:(?:has"
    r"|have) (?:already |just |now )?"
    r"been|is being|was|will be|is on (?:its|the) way|ships|is (?:approved|confirmed))\b"
    r"|\b(?:has|have) (?:already |just |now )?been (?:credited|refunded|reimbursed|waived|replaced|reversed)\b"
    r"|(?:\bmoney\b|\bamount\b|\bprice\b|[$€£]\s?\d[\d.,]*)[^,;]{0,20}\b(?:is|are|will be|comes?|goes?|was"
    r"|has been)\b.{0,30}\b(?:back|returned|on (?:its|the) way|to your)\b",
    r"\b(?:Erstattung|Rückerstattung|Ersatz\w*|Gutschein|Gutschrift)\b.{0,30}\b(?:wurde|ist (?:bereits "
    r"|schon )?(?:veranlasst|unterwegs)|wird)\b"
    r"|(?:€|\bGeld\b|\bBetrag\b).{0,12}\b(?:ist|sind|wurde)\b.{0,40}\bzurück\b",
    r"\b(?:remboursement|remplacement|avoir|bon d'achat)\b.{0,30}\b(?:a (?:déjà )?été|est en cours|sera)\b",
    r"\b(?:reembolso|reemplazo|vale)\b.{0,30}\b(?:(?:ya )?se ha|ha sido|está en camino|será)\b",
)

CONDITIONAL = _any(
    r"^\W*(?:if|once|when|after|before|unless|as soon as|should you|in case|until)\b|\b(?:if|once|unless|as soon as"
    r"|in case|provided(?: that)?|until)\b"
    r"|\bwhen (?:your|the|we|it)\b|\b(?:after|within [\w ]{1,24} after) (?:your|the|we|it)\b|\bwhether\b|\b(?:who"
    r"|that|which) can decide\b|\bso that we can\b",
    r"\b(?:wenn|falls|sobald|sofern|nachdem|bevor|ob|bis wir)\b",
    r"\b(?:si|dès(?! (?:demain|aujourd|maintenant|lundi|mardi|mercredi|jeudi|vendredi|ce|cette)\b)|lorsque"
    r"|quand|une fois"
    r"|après réception|à condition)\b",
    r"\b(?:si|cuando|una vez|en cuanto|tan pronto|siempre que)\b(?!\w)",
    r"\b(?:zodra|indien|mits|tenzij|nadat|voordat|wanneer|als (?:je|u|de|het|wij|we))\b",
)

OTHERS_SAY = _any(
    r"\byou(?:'ve)? (?:have )?(?:asked|want|requested|told|mentioned|wrote|said|wanted|would like|were promised)\b"
    r"|\bthat you would like\b|\byour request for\b"
    r"|\brefund request\b|\bby your bank\b|\byour bank (?:has|will)\b|\byou used\b",
    r"\bSie (?:haben|hatten) (?:um|eine\w*)\b.{0,40}\bgebeten\b|\bIhre (?:Anfrage|Bitte)\b|\bSie möchten\b",
    r"\bvous (?:avez demandé|souhaitez|voulez)\b|\bvotre demande\b",
    r"\b(?:ha|había) (?:pedido|solicitado)\b|\bsu solicitud\b|\busted (?:desea|quiere)\b",
)

NEGATED = _any(
    r"\b(?:not|never|no|cannot|without|unable|neither|nor)\b(?!\s+(?:only|cost|charge|extra cost|problem|worry"
    r"|need))|n't\b(?!\s+(?:worry|need|have to|be charged|charge you))",
    r"\b(?:nicht|kein\w*|nie|leider nicht|weder)\b",
    r"\b(?:ne|n')\s?\w+.{0,12}\b(?:pas|plus|jamais|aucun\w*)\b|\baucun\w*\b|\bimpossible\b",
    r"(?:^|\s)no (?:podemos|puedo|es posible|se|le|ofrecemos|hay)\b|\bning(?:ún|una)\b|\bimposible\b",
)

# How the policy speaks of everybody: nothing is promised to this customer by it alone.
RULE = _any(
    r"^\W*(?:refunds|replacements|exchanges|discounts|gift cards|credits|returns)\b|^\W*the refund (?:appears"
    r"|arrives|takes|goes)\b",
    r"^\W*(?:Rückerstattungen|Erstattungen|Gutscheine)\b",
    r"^\W*les (?:remboursements|échanges|bons)\b",
    r"^\W*los (?:reembolsos|cambios|vales)\b",
)

WHOLE = _any(
    r"\bfull\b|\bin full\b|\b(?:whole|entire) (?:amount|order|price)\b",
    r"\bvoll\w*\b",
    r"\bintégral\w*\b|\btotalité\b",
    r"\bcomplet[oa]\b|\bíntegro\b",
)
