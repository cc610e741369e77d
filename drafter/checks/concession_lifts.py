"""Burdens that a reply lifts from a requester, and other ways of granting that name no good."""

import re
from collections.abc import Mapping

from drafter.checks.concession_units import COSTS, MONEY, SHARE, any_of
from drafter.checks.concession_wording import Concession

_HANDLES = (
    r"(?:cover\w*|absorb\w*|waiv\w+|drop(?:ped)?|cancel\w*|remov\w+|scrap\w*|writ\w+ off|wip\w+|eras\w+|foot(?:ed)?"
    r"|pick(?:ed)? up|tak\w+ (?:care of|over|on)|took (?:care of|over|on)|settl\w*|pay(?:ing)?(?: for)?|paid(?: for)?"
    r"|forg[ao]\w+|deduct\w* no|not charge|won't charge|bear\w*)"
)

# A burden lifted: such clauses carry their "no" with them, and need no further subject.
LIFTED: Mapping[Concession, re.Pattern[str]] = {
    Concession.KEEP: any_of(
        r"(?:no need|needn't|don't (?:need|have|bother)|do not (?:need|have)|not necessary|(?:don't"
        r"|do not) worry about)"
        r"\b.{0,12}\b(?:send|return|ship|post|mail|bring)\w*\b.{0,40}?(?:\bback|(?<=return )\w+|\breturn\w*)",
        r"no need to return|(?:you (?:can|may|are welcome to|'re welcome to|should|get to)|please|just"
        r"|feel free to|simply"
        r"|do) (?:just |simply |of course |still |also |happily )*(?:keep|hang on to|hold on to)",
        r"^\W*(?:\w+ \w+, )?(?:keep|hang on to) (?:it|them|the|both|your)|(?:is|are|it's) yours to keep|keep it",
        r"(?:kannst|können|darfst|dürfen|könnt)(?!\w).{0,50}\bbehalten|behalten Sie (?:es|ihn|sie|die|den"
        r"|das)(?!\w).{0,20}"
        r"(?:einfach|gern\w*|ruhig)|(?:müssen|musst|brauchen|brauchst)(?!\w).{0,50}\bnicht (?:zurück|wieder)\w*"
        r"|(?:rücksendung|zurückschicken|zurücksenden) ist nicht (?:nötig|notwendig|erforderlich)"
        r"|behalte (?:\w+ )?gern\w*",
        r"(?:inutile|pas besoin|pas la peine|pas nécessaire|n'avez pas|n'as pas)(?!\w).{0,40}\b(?:renvoyer"
        r"|retourner|rendre)"
        r"|(?:pouvez|peux) (?:\w+ )?(?:le |la |les |l')?(?:garder|conserver)|gardez(?:-l\w+| \w+)|garde-l\w+",
        r"no (?:hace falta|es necesario|necesit\w+|tien\w+ que|hay que)(?!\w).{0,40}\b(?:devuelv\w+|devolv\w+"
        r"|envi\w+|enví\w+)"
        r"|qu[eé]d(?:ate|ese|átel\w|esel\w|eselo|eos)\w*|(?:puede|puedes) (?:quedár\w+|quedarse|quedarte|conserv\w+)",
        r"(?:mag|mogen|kunt|kan)(?!\w).{0,40}\b(?:houden|behouden)|(?:hoef\w*|niet nodig)(?!\w).{0,40}\bterug\w*"
        r"|terug\w+ (?:hoeft|is) niet(?: nodig)?|houd \w+ (?:gerust|maar|gewoon)",
    ),
    Concession.WAIVER: any_of(
        rf"(?:I|we)(?:'ve|'ll|'re|'m| have| will| are| am| can)?(?: \w+)? {_HANDLES} .{{0,30}}{COSTS}",
        rf"{COSTS}\b.{{0,24}}\b(?:is|are|was|were|has been|have been|will be) (?:now |already )?(?:waived"
        rf"|dropped|cancelled"
        r"|removed|covered|on us|taken care of|written off|scrapped)",
        r"(?:you )?(?:won't|will not|don't|do not|needn't)(?: need to| have to)? (?:be (?:charged|billed"
        r"|out of pocket)"
        r"|pay|owe)(?! (?:until|twice|before|again))|(?:costs?|charged?) (?:you )?(?:nothing|zero)|you (?:pay"
        r"|owe) nothing"
        r"|nothing to pay",
        rf"(?:(?<!that's )(?<!that is )(?<!was )on us|my treat|our treat|on the house"
        rf"|with our compliments)(?! to)|ignore (?:the|that) (?:bill|invoice|{COSTS})"
        rf"|(?:don't|do not) worry about (?:the|any|that) (?:\w+ )?{COSTS}",
        r"(?:we|I)(?:'ve| have)?(?:'ll| will)? (?:got|get|have) (?:this|that|it) (?:one )?covered"
        r"|(?:this|that|it)(?:'s| is) covered(?= by us)|consider (?:it|this|the (?:whole )?\w+|that)"
        r" (?:all )?(?:taken care of|settled|covered|paid|sorted|done)",
        r"(?:das|dies|die kosten|kosten|\w*kosten|\w*gebühr\w*|porto|reparatur|rechnung)(?!\w).{0,24}\b(?:übernehm\w+"
        r"|übernimmt|erlass\w*|schenk\w+|trag\w+) (?:wir|ich)",
        r"(?:wir|ich) (?:übernehm\w+|erlass\w*|trag\w+|streich\w*|storniere\w*|verzichte\w*)(?!\w).{0,50}"
        r"(?:kosten|gebühr|porto|versand|rücksend|reparatur|fracht|das|rechnung|alles)\w*",
        r"(?:versand|rück|reparatur|\w*kosten|\w*gebühr\w*|porto|fracht|das|es)\w*\b.{0,24}\b(?:geht|gehen"
        r"|erlass\w+|schenk\w+"
        r"|übernehm\w+)(?!\w).{0,16}\b(?:uns|wir|ich|haus|unsere)|(?:müssen|musst|brauchen"
        r"|brauchst)(?!\w).{0,24}\bnichts"
        r"(?: dafür| mehr)? (?:zu )?(?:be)?zahlen|entstehen (?:Ihnen|dir) keine",
        r"(?:frais|port|livraison|retour|réparation|c')\w*\b.{0,30}\b(?:pour nous|à notre charge|offerte?s?|cadeau)"
        r"|prenons\b.{0,40}\bcharge|prends\b.{0,40}\bcharge|(?:ne|n')\s?(?:paie|paye|pai|aur|débours"
        r"|dev)\w* (?:rien|pas de"
        r" frais)|rien à (?:payer|débourser|régler)|vous (?:fais|faisons|offre|offrons|offrirons) (?:grâce|cadeau)?"
        rf".{{0,12}}{COSTS}|(?:annul|supprim)\w+ (?:les|vos|ces) frais|on s'en (?:charge|occupe)(?= financ)"
        rf"|c'est pour nous",
        r"(?:corre|va|corren|van) (?:de|por) (?:nuestra|cuenta)(?!\w).{0,20}|no (?:tiene|tienes|tendrá|tendrás"
        r"|hay) que (?:pagar"
        rf"|abonar)|no (?:paga|pagas|pagará|pagarás) nada|{COSTS}\b.{{0,16}}\b(?:encargamos|asumimos|pagamos"
        rf"|encargo|asumo)"
        rf"|(?:asum|cubr|pag|perdon|anul|elimin|encarg)(?:o|imos|amos|aremos|iremos|ado)(?!\w).{{0,24}}{COSTS}"
        r"|no (?:te|le|les) (?:cobra|cuesta)\w*",
        rf"{COSTS}\b.{{0,24}}\b(?:nemen|betalen|dragen|neem|betaal) (?:wij|we|ik)|(?:nemen|betalen|dragen|neem"
        rf"|betaal)"
        rf"\b.{{0,6}}\b(?:wij|we|ik)?\b.{{0,24}}{COSTS}\b.{{0,24}}|(?:betaal|betaalt|hoeft"
        rf"|hoef)(?!\w).{{0,16}}\bniets"
        rf"(?: te betalen)?|(?:{COSTS}|dat|die)(?!\w).{{0,20}}\b(?:geschrapt|kwijtgescholden|van ons)"
        rf"|{COSTS}\b.{{0,16}}\b(?:voor onze rekening)",
    ),
    Concession.EXCEPTION: any_of(
        r"(?:accept|take|honou?r|allow|process|refund|exchange|replace)\w*\b.{0,50}\b(?:anyway|regardless|nonetheless"
        r"|nevertheless|after all|this once|just this time)|(?:although|even though|despite"
        r"|even if)(?!\w).{0,60},? (?:I|we)"
        r"(?:'ll|'ve| will| are happy to| can| have)(?! (?:not|unable|look|check|ask|need))",
        r"(?:make|made|making) (?:you )?an exception|turn a blind eye|bend (?:the|our) rules|just this once",
        r"(?:kommen|komme)(?!\w).{0,12}\b(?:entgegen)|(?:nehmen|akzeptieren|tauschen"
        r"|nehme)(?!\w).{0,60}\b(?:trotzdem|dennoch"
        r"|auch nach|obwohl|noch zurück|noch an)|drück\w* .{0,20}\bauge zu|machen\b.{0,12}\beine ausnahme",
        r"(?:acceptons|accepte|accepterons|reprenons|reprends)(?!\w).{0,60}\b(?:malgré|quand même"
        r"|exceptionnel\w*|tout de même)"
        r"|faisons une exception|fais une exception|exceptionnellement",
        r"(?:aceptamos|acepto|cambiamos|admitimos|aceptaremos)(?!\w).{0,60}\b(?:aunque|a pesar|excepcional\w*"
        r"|de todos modos)"
        r"|(?:haremos|hacemos|hago|haré) (?:una )?excepci[oó]n",
        r"(?:nemen|accepteren|neem|ruilen)(?!\w).{0,60}\b(?:toch|ondanks|alsnog|ook al)"
        r"|bij (?:wijze van )?uitzondering"
        r"|maken\b.{0,20}\been uitzondering",
    ),
}

_SPAN = (
    r"(?:\w+ )?(?:\w+ )?(?:days?|weeks?|months?|tage?n?|wochen?|monate?n?|jours?|semaines?|mois|días?"
    r"|semanas?|mes(?:es)?|dag(?:en)?|we(?:ek|ken)|maand(?:en)?)"
)
_AMENDS = (
    r"(?:as an? (?:apology|thank[- ]you|sorry|gesture|goodwill)|to (?:say sorry|apologi[sz]e|make up for"
    r"|make it up)|by way of"
    r" (?:apology|compensation)|for (?:the|your) (?:trouble|inconvenience|hassle|wait|patience)|just because"
    r"|als (?:kleine )?(?:entschuldigung|wiedergutmachung|entschädigung|dankeschön)|für (?:den|die|Ihre"
    r"|deine) (?:ärger|mühe|umstände"
    r"|geduld|wartezeit)|pour (?:nous faire pardonner|m'excuser|nous excuser|vous dédommager|la gêne"
    r"|ce désagrément)|en guise d'excuses?"
    r"|como (?:disculpa|compensación|agradecimiento)|por las? (?:molestias?|espera)|para compensar\w*"
    r"|als (?:excuus|goedmakertje"
    r"|compensatie|dank)|voor (?:het|de|uw|je) (?:ongemak|moeite|overlast))"
)
_GAINS = rf"(?:{MONEY}|{SHARE}|points|punkte|puntos|punten|next (?:order|parcel|box|month\w*))"
MODES: Mapping[Concession, re.Pattern[str]] = {
    Concession.GIFT: any_of(
        rf"{_AMENDS}(?!\w).{{0,80}}{_GAINS}|{_GAINS}.{{0,80}}{_AMENDS}",
        r"(?:go(?:es|ing)?|add\w*|put\w*|slip\w*|includ\w+|throw\w*)\b.{0,30}\b(?:in|into|with"
        r"|to) your next (?:\w+ )?(?:order|parcel|box"
        r"|delivery)",
        r"your (?:next|first|second|third) (?:\w+ )?\w+ (?:is|are|will be) (?:free|on us)",
    ),
    Concession.EXCEPTION: any_of(
        rf"(?:give|giving|gave|grant\w*|let|allow\w*) you (?:\w+ )?(?:have )?{_SPAN}|you (?:have|'ve got"
        rf"|get) (?:until|another)\b.{{0,20}}"
        r"\b(?:longer|instead|more)",
        rf"(?:geb|gewähr|räum)\w*\b.{{0,12}}\b(?:dir|Ihnen|euch) {_SPAN}",
        rf"(?:donn|accord|laiss)\w*\b.{{0,12}}{_SPAN}",
        rf"(?:te|le|os|les) (?:damos|doy|daremos|concedemos|dejamos) {_SPAN}",
        rf"(?:geven|geef)\b.{{0,12}}\b(?:je|u|jullie) {_SPAN}",
        r"(?:I|we)(?:'ll| will| can|'d)? (?:still|happily|gladly) (?:take|accept|exchange|refund|honou?r|process)"
        r"|(?:wir|ich) (?:nehm|akzeptier|tausch)\w*\b.{0,30}\b(?:noch|trotzdem|dennoch)"
        r"|(?:repren|accept|échange)\w*\b.{0,30}\b(?:encore|quand même)|(?:aún|todavía) (?:lo|la|los"
        r"|las)? ?(?:acept|admit|cambi)\w+"
        r"|(?:nemen|ruilen|accepteren)\b.{0,30}\b(?:nog|alsnog|toch)",
    ),
    Concession.WAIVER: any_of(
        r"(?:that|because) we pay|we(?:'ll| will) (?:pay|settle)(?= (?:for|the|it|that|up|him|her|them)|$)"
        r"|you shouldn't have to (?:pay|open"
        r"|spend)|(?:never|not|won't) (?:shows?|appears?|turns?) up\b.{0,16}\b(?:bill|invoice|statement)"
        r"|not (?:going to|gonna) (?:charge"
        r"|bill|cost)|(?:doesn't|don't|won't) cost you",
        r"(?:zahl|bezahl)\w* (?:Sie|du)\b.{0,20}\bnicht\w*|(?:zahl|bezahl)en wir|kostet (?:Sie|dich) nicht\w*"
        r"|(?:müssen|musst|brauchen"
        r"|brauchst)\b.{0,40}\b(?:nicht|nichts|keine\w*)\b.{0,24}\b(?:be)?zahlen",
        r"(?:ne|n')\s?(?:\w+)\b.{0,20}\b(?:pas|rien)\b.{0,12}\b(?:payer|facturé\w*|coûter\w*)"
        r"|c'est nous qui payons|vous coûtera rien",
        r"pagamos nosotros|no (?:tendr|tien|deb)\w+\b.{0,24}\b(?:pagar|abonar)|no (?:le|te) costar\w+",
        r"(?:hoef\w*|moet)\b.{0,40}\b(?:niet|niets)\b.{0,12}\bbetalen|betalen wij|kost (?:je|u) niets",
    ),
    Concession.REFUND: any_of(
        rf"{MONEY}.{{0,24}}\b(?:landed|arrived|sitting|waiting|gone|is|are|gibt's|gibt es|staan?|sont"
        rf"|están?)\b.{{0,12}}\b(?:in|on|to|auf|sur|en|op)"
        r" (?:your|deine?\w*|Ihre?\w*|votre|ton|tu|su|je|uw) (?:wallet|account|card|\w*konto|compte|cuenta|rekening)",
        rf"(?:gibt's|gibt es|bekommst|krijg\w*|tienes|aurez|auras)\b.{{0,12}}{MONEY}.{{0,30}}\b(?:konto\w*"
        rf"|\w*konto|compte|cuenta|rekening)",
        r"(?:send|pay|return|transfer) you the (?:rest|difference|balance)|settle up|square (?:it|this"
        r"|the price|things)",
        r"\w*bedrag\b.{0,24}\bterug",
    ),
    Concession.REPLACEMENT: any_of(
        r"(?:send|ship|give|get|let|offer)\w* you\b.{0,40}\b(?:instead|in its place)|an? (?:replacement|spare"
        r"|new) \w+ (?:should|will|is"
        r"|was)\b(?! (?:cost|be sold|available|required|needed))",
        r"(?:schick|send|geb|liefer)\w*\b.{0,50}\bstattdessen|(?:envoy|donn)\w*\b.{0,40}\bà la place|(?:envi"
        r"|mand|da)\w*\b.{0,40}\ben su"
        r" lugar|(?:stur|gev)\w*\b.{0,40}\bin plaats daarvan",
    ),
}
GAINS_IT = any_of(
    rf"(?:n't|not|no|without|never) (?:\w+ ){{0,3}}(?:any )?{COSTS} (?:for|to|on) (?:you|your|this|that|the"
    rf"|taking|returning|it)(?! (?:until|yet))"
    r"|(?:won't|will not|doesn't|does not|isn't|aren't|don't) (?:be )?(?:appl|count|matter)\w* (?:in|to"
    r"|for) (?:your|you)"
    r"|(?:will|is going to) (?:hand|bring|give|send|deliver) you an? (?!call|e?mail|message|link|answer|update)"
    r"|match (?:what|whatever|that price|the other|their)|(?:can|may) (?:still )?(?:return|exchange"
    r"|send)\b.{0,30}\b(?:even though|although)",
    r"(?:bekommst du|bekommen Sie|gibt es|gibt's)\b.{0,40}\b(?:obendrauf|dazu|extra|zusätzlich)|(?:für (?:dich"
    r"|Sie)|Ihnen|dir) (?:kostenfrei"
    r"|kostenlos|gratis|umsonst)|(?:kannst|können)\b.{0,40}\bobwohl|lassen (?:wir|ich) (?:\w+ )?(?:weg|fallen|sein)",
    r"sans (?:rien )?(?:vous )?(?:factur|débours|pay|coût)\w*|(?:pouvez|peux)\b.{0,40}\b(?:même si|bien que)"
    r"|\w+ neu(?:f|ve)s?\b.{0,30}\b(?:sera"
    r"|seront|part|arrive|est)",
    r"pued\w+ (?:devol|cambi|envi)\w*\b.{0,24}\baunque|(?:con|llev\w+|tra\w+) un[oa]s? \w+ nuev[oa]s?",
    r"(?:mag|kunt|kan)\b.{0,40}\b(?:ook al|hoewel)|voor (?:jou|je|u) (?:gratis|kosteloos)",
    r"(?:(?:knock|tak)\w*.{0,20} (?:price|bill|shipping|cost) off|in your (?:hands|pocket|favou?r)"
    r"|you pay (?:what|only|the same|nothing)|you (?:won't|don't|will not|do not) (?:see|get|have|receive)"
    r" (?:a|an|any|the) (?:bill|invoice|charge|fee|cost)s?|for you out of|no use for it|you have my word that"
    r"|out of my boss|(?:use|try|wear|test) it until)",
    r"(?:bekomm|erhalt|krieg)\w*\b.{0,40}\b(?:wieder|zurück|ersetzt|geschenkt|überwiesen|dazu)",
    r"(?:passera|viendra|sera)\b.{0,24}\bgratuit\w*|le virement\b.{0,20}\b(?:est parti|a été|est fait|part)",
    r"(?:recibir|tendr)[áa]\w*\b.{0,40}\bnuev[oa]s?|corre\w* (?:de|por) (?:nuestra|nuestro)",
    r"(?:ligt|staat)\b.{0,12}\b(?:een )?nieuwe?\b.{0,24}\bklaar|(?:laten|laat)\b.{0,12}\bvervallen",
)
