"""What a reply may hand over to a requester, by what it is, and what moves to them by itself."""

import re
from collections.abc import Mapping

from drafter.checks.concession_units import COSTS, MONEY, NOT_GOODS, SHARE, any_of
from drafter.checks.concession_wording import Concession

# What is handed over, by what it is.
GOODS: Mapping[Concession, re.Pattern[str]] = {
    Concession.REFUND: any_of(
        r"refund\w*(?! (?:request|policy|time|options?))|reimburs\w+|money (?:back|again)|your money"
        rf"|(?:{MONEY}|amount|price|payment|difference|charges?|half|third|quarter|sum|cost|what you paid|everything)"
        r"\b.{0,50}\b(?:back|returned|reversed|(?:on|in|to|into) your"
        r" (?:statement|card|account|bank|paypal|wallet|visa|mastercard))",
        rf"back {MONEY}|(?:return|repay|refund|revers)\w* (?:you )?(?:the|your|that|this|both|half|{MONEY})"
        r" ?(?:difference|payment|amount|money|charges?|price)?|you whole",
        r"\w*erstatt\w*|(?:Ihr|dein|das|euer) Geld|Geld (?:zurück|wieder)|zurück(?:zahl|überw|gezahlt|gebuch|buch)\w*"
        rf"|(?:{MONEY}|Betrag|Summe|Kaufpreis|Preis|Differenz|Hälfte|Beträge)(?!\w).{{0,50}}\b(?:zurück\w*"
        rf"|überw[ie]\w*"
        r"|wieder|auf (?:Ihr|dein)\w* (?:Konto|Karte))",
        r"rembours\w*|argent\b.{0,40}\bcompte|rend(?:s|ons|rons|rai) (?:l'argent|votre argent|le montant)|restitu\w+"
        rf"|(?:{MONEY}|montant|somme|différence|argent|moitié)(?!\w).{{0,40}}\b(?:vir\w+|revers\w+|rendu\w*"
        rf"|carte|compte"
        r" bancaire|retour)|(?:vir|revers)\w+\b.{0,30}(?:\d|montant|somme|argent|différence)",
        rf"reembols\w*|reintegr\w*|(?:devol|devuel)\w+\b.{{0,30}}(?:{MONEY}|dinero|importe|diferencia|total|mitad)"
        rf"|(?:{MONEY}|dinero|importe|diferencia)(?!\w).{{0,40}}\b(?:devuel\w+|devol\w+|de vuelta|tu tarjeta"
        rf"|su tarjeta)",
        r"terug(?:betal|stort|gestort|betaald|boek|geboekt)\w*|(?:stort|betal|boek)\w*\b.{0,50}\bterug"
        rf"|(?:geld|{MONEY}|bedrag|verschil|helft)(?!\w).{{0,40}}\bterug(?!sturen)\w*",
    ),
    Concession.CREDIT: any_of(
        r"store credit|credit(?:ed|ing|s)?(?! (?:card|note|or debit))|vouchers?|gift (?:cards?|certificates?)"
        r"|coupons?"
        r"|(?:bonus |extra |reward |loyalty )?points|goodwill(?: gesture)?",
        r"\w*gutschein\w*|guthaben|gutschrift|gut(?:geschrieben|schreib\w+)|\w*punkte",
        r"bons? d'achat|bons?(?= de)|avoirs?(?= de)|cr[ée]dit\w*|chèques?[- ]cadeaux?|cartes?[- ]cadeaux?|points",
        r"vales?|cup[oó]n\w*|cheques? regalo|tarjetas? regalo|saldo|puntos|abon(?:o|amos|ado|aremos)",
        r"tegoed\w*|cadeau(?:bon|kaart)\w*|waardebon\w*|kortingsbon\w*|punten|tegoedbon\w*",
    ),
    Concession.DISCOUNT: any_of(
        rf"discounts?|(?:{SHARE}|{MONEY}|half|a third|a quarter|something|a bit) off|price (?:cut|reduction)"
        r"|half price|(?:off|down) (?:the|your|its) (?:price|bill|total|next|order)|reduced price|the (?:same"
        r"|old|sale"
        r"|lower|original) price|price[- ]match\w*|promo(?:tional)? code",
        rf"\w*rabatt\w*|nachlass|preisnachlass|{SHARE} (?:günstiger|weniger|auf)|zum (?:alten|gleichen) preis"
        r"|ermäßig\w*",
        rf"remises?|rabais|réductions?|ristourne|code promo|(?:{SHARE}) (?:sur|de moins)|au même prix"
        rf"|geste commercial",
        rf"descuentos?|rebaj\w+|(?:{SHARE}) (?:de descuento|menos)|al mismo precio|bonific\w+",
        rf"(?:\w*korting(?!sbon)\w*)|(?:{SHARE}) (?:af|goedkoper)|voor dezelfde prijs",
    ),
    Concession.REPLACEMENT: any_of(
        r"replacements?|replac(?:e|ed|ing)"
        rf"|(?:(?:brand[- ]?)?(?<!your )new|another|fresh|spare|second|missing|identical|working|intact|undamaged)"
        rf" {NOT_GOODS}\w+",
        r"(?:the )?(?:right|correct) (?:one|item|size|part)s?",
        rf"\w*ersatz\w*|(?:(?<!\bIhre )(?<!\bIhr )(?<!deine )(?<!dein )neue[nsrm]?|frische[nsr]?|weitere[nsr]?"
        rf"|fehlende[nsr]?|andere[nsr]?|zweite[nsr]?) {NOT_GOODS}\w+"
        r"|noch (?:eine?n?|mal eine?n?) \w+",
        rf"remplac\w*|(?:(?<!votre )(?<!vos )nouve(?:au|l|lle|aux|lles)|autre|deuxième) {NOT_GOODS}\w+"
        rf"|pièce manquante",
        rf"reemplaz\w*|repuesto|otr[oa]s? {NOT_GOODS}\w+|(?:un[oa]?|el|la) {NOT_GOODS}\w+ nuev[oa]"
        rf"|nuev[oa]s? {NOT_GOODS}\w+",
        rf"vervang\w*|(?:nieuwe?|andere?|ontbrekende|tweede) {NOT_GOODS}\w+",
    ),
    Concession.EXCHANGE: any_of(
        r"exchang\w*|swap\w*|trad(?:e|ing) (?:it|them|the \w+) for",
        r"(?:aus|um)?(?:ge)?tausch\w*",
        r"échang\w*",
        r"(?:cambi(?:o|amos|aré|aremos|ado|ar)|canje\w*)",
        r"(?:om)?(?:ge)?ruil\w*",
    ),
    Concession.GIFT: any_of(
        r"gifts?(?! (?:cards?|certificates?|wrap\w*|box\w*|receipts?|messages?))|presents?(?= (?:for|from|in))"
        r"|freebies?"
        r"|treats?|little extra|small (?:token|something)|surprise",
        r"geschenk\w*|schenk\w*|aufmerksamkeit|überraschung|kleinigkeit",
        r"cadeaux?|surprise|petite attention",
        r"regal(?:o|os|amos|aremos|é)|obsequi\w*|detalle|sorpresa",
        r"cadeau\w*|verrassing|attentie|extraatje",
    ),
    Concession.EXCEPTION: any_of(
        r"exceptions?|(?:extra|another|further|additional|more) (?:\w+ )?(?:days?|weeks?|months?|time)"
        r"|(?:\d+|two|three|four|a few|a couple of|one) (?:more|extra|additional) (?:days?|weeks?|months?)"
        r"|exten(?:d|ded|ding|sion)",
        r"ausnahm\w*|verlänger\w*|(?:weitere|zusätzliche|mehr|extra) (?:\w+ )?(?:tage|wochen|monate|zeit)"
        r"|(?:tage|wochen|zeit) (?:länger|mehr)|(?:kulan\w+)",
        r"exceptions?|prolong\w*|(?:jours|semaines|mois) (?:de plus|supplémentaires?)|délai supplémentaire",
        r"excepci[oó]n\w*|ampli(?:amos|o|aremos|ado)|(?:días|semanas|meses) (?:más|extra|adicionales)|prorrog\w+"
        r"|prolong\w+|extend\w+",
        r"uitzondering\w*|verleng\w*|(?:dagen|weken|maanden) (?:extra|langer|meer)"
        r"|(?:extra|meer) (?:dagen|weken|tijd)|coulance",
    ),
}
_SLANG = r"(?:tenner|fiver|quid|bucks|cents?|pennies|penny|cash|cost|costs|money|amount|price|sum|payment|charge)"
_ACCOUNT = (
    r"(?:(?:your|the) (?:\w+ )?(?:account|card|statement|paypal|wallet|bank)|paypal|where it came from"
    r"|your (?:way|pocket))"
)

# What says by itself that the requester gains, whoever does it.
MOVES: Mapping[Concession, re.Pattern[str]] = {
    Concession.REFUND: any_of(
        rf"(?:{_SLANG}|{MONEY}|{SHARE}|half|it all|everything)(?!\w).{{0,30}}\b(?:back(?! to you)|returned"
        rf"|heading|coming|going"
        rf"|sent)(?!\w).{{0,30}}(?:{_ACCOUNT}|you|soon|today|tomorrow|\w+day)|(?:every|the last) (?:cent|penny"
        rf"|dollar) back"
        rf"|(?:{MONEY}|{SHARE}|money|cash) back (?:for|to) you",
        rf"(?:{MONEY}|Geld|Betrag|Summe)(?!\w).{{0,60}}\b(?:wieder|zurück)(?!\w).{{0,12}}\b(?:Konto|Karte|haben|da)"
        rf"|(?:Geld|Betrag|{MONEY})(?!\w).{{0,24}}\b(?:siehst|sehen|haben|hast)(?!\w).{{0,40}}\b(?:wieder"
        rf"|zurück|Konto)",
        rf"(?:argent|somme|montant|{MONEY})(?!\w).{{0,40}}\b(?:de nouveau|de retour|à nouveau|revient"
        rf"|reviendr\w+|retrouv\w+)"
        rf"|retrouver\w*\b.{{0,20}}(?:argent|{MONEY}|somme)",
        rf"(?:dinero|importe|{MONEY})(?!\w).{{0,40}}\b(?:otra vez|de nuevo|de vuelta|vuelve|volverá|regres\w+)",
        rf"(?:geld|bedrag|{MONEY})(?!\w).{{0,40}}\b(?:weer|terug)(?!\w).{{0,16}}\b(?:rekening|kaart|hebben)",
    ),
    Concession.DISCOUNT: any_of(
        rf"(?:take|took|taken|taking|deduct\w*|knock\w*|cut|shav\w+|do|lower\w*"
        rf"|reduc\w+)(?!\w).{{0,40}}(?:{MONEY}|{SHARE}|half|third"
        r"|quarter|price|bill|invoice)(?!\w).{0,12}\b(?:off|from|by|to)(?! (?:your|the) refund)",
        rf"(?:zieh|senk|reduzier|mindern|setz)\w*\b.{{0,40}}(?:{MONEY}|{SHARE}|Preis)(?!\w).{{0,40}}\b(?:ab|um"
        rf"|auf|herab)",
        rf"(?:dédui|rédui|baiss|enlev|retir)\w*\b.{{0,16}}(?:{MONEY}|{SHARE}|prix|facture)",
        rf"(?:descont|rebaj|reduc|quit|baj)\w*\b.{{0,16}}(?:{MONEY}|{SHARE}|precio|factura)",
        rf"(?:haal|halen|trek|trekken|verlaag|verlagen|doe|doen)(?!\w).{{0,16}}(?:{MONEY}|{SHARE}"
        rf"|prijs)(?!\w).{{0,30}}\b(?:af|van|met)",
    ),
    Concession.WAIVER: any_of(
        rf"(?:at|on) our (?:own )?(?:expense|cost|dime|tab|account)|our account is charged|covered by us"
        rf"|without charging"
        rf"|(?:tak\w+|took|removed|struck|deleted)(?!\w).{{0,24}}{COSTS}\b.{{0,12}}\boff"
        rf"|(?:don't|do not|no need to|needn't) pay (?:the|for the|any) {COSTS}?",
        r"(?:nicht|nichts|kein\w*)(?!\w).{0,24}\b(?:in Rechnung|berechn\w+|verlang\w*|zahlen|bezahlen)"
        r"(?:(?: \w+)? (?:wir|ich))?",
        r"(?:ne|n')(?!\w).{0,24}\b(?:factur|compt|prélev|régler|payer)\w*\b.{0,12}(?:rien|pas)?"
        r"|chargeons de (?:la|le|les)"
        r" (?:facture|frais|coût)|à nos frais|rien à régler",
        r"no (?:le|te|les|os)? ?(?:cobr|factur)\w+|no tienes? que (?:pagar|abonar)|(?:a|por) (?:nuestra"
        r"|nuestro) (?:cuenta|cargo)",
        r"(?:niets|geen \w+)(?!\w).{0,12}\b(?:in rekening|betalen|kosten)|brengen\b.{0,16}\bniets",
    ),
    Concession.KEEP: any_of(
        r"(?:bin|donate|recycle|dispose of|throw (?:away|out)|pass on|give away"
        r"|get rid of)(?!\w).{0,12}\b(?:the (?:old|broken|damaged"
        r"|faulty|wrong|extra) \w+|it|them)(?! at)|as (?:a|our) (?:present|gift)(?= from (?:us|me))|(?:we"
        r"|I) don't (?:want|need) (?:it"
        r"|them|the \w+|that) back",
        r"behalte? (?:\w+ )*?(?:ruhig|einfach|gern\w*)|behalten Sie\b.{0,30}\b(?:ruhig|einfach|gern\w*)"
        r"|wollen (?:sie|ihn|es|die|den|das)(?!\w).{0,12}\bnicht zurück",
        r"gardez (?:les?|la|vos|votre|tout)|garde (?:les?|la|tout)",
        r"quédes?e?(?:te|se|los)?\b|pued\w+ quedar\w+",
        r"(?:houd|hou|behoud) (?:de|het|die|dat|hem|ze|alles)(?!\w).{0,24}\b(?:maar|gerust|gewoon|lekker)",
    ),
    Concession.EXCEPTION: any_of(
        r"(?:deadline|window|limit|cut-off|time limit|due date)(?!\w).{0,20}\b(?:doesn't matter"
        r"|isn't (?:a problem|important)|no problem"
        r"|won't (?:matter|count))|(?:we|I)(?:'ll| will| can)? (?:overlook|ignore|stretch|forget about"
        r"|relax)\w*\b.{0,12}\b(?:deadline|window|rule|limit|date)\w*"
        r"|whenever (?:you like|you're|you are|it suits)|take (?:all )?the time you need|take your time",
        r"frist\w*\b.{0,30}\b(?:nicht so (?:eng|genau|streng)|egal|kein problem|spielt keine)"
        r"|auch (?:noch )?nach (?:der|ablauf)"
        r"|ruhig (?:noch|auch|erst) (?:nächste|später|danach|nach)",
        r"(?:délai|date limite)(?!\w).{0,30}\b(?:pas grave|n'est pas un problème|peu importe)|(?:même"
        r"|aussi) après (?:le|la|ce) (?:délai|date)",
        r"plazo\b.{0,30}\b(?:no importa|no es problema|da igual)|(?:una?|dos|tres|\d+) (?:semanas?|días?"
        r"|mes\w*) más|aunque (?:haya|ya)(?!\w).{0,16}"
        r"\bplazo",
        r"(?:ook|nog) na (?:de|die|het) (?:termijn|datum|periode)|termijn\b.{0,24}\b(?:geen probleem|maakt niet uit)",
    ),
    Concession.REPLACEMENT: any_of(
        r"(?:an?|another|a working|a fresh)(?!\w).{0,24}\b(?:on the truck|in the (?:post|mail)|with the courier"
        r"|on the van|out the door)"
        r"|(?:pop|drop|put|stick|get)\w*\b.{0,6}\b(?:a|an|another)(?!\w).{0,20}\b(?:in the (?:post|mail)"
        r"|out to you|to you)",
        r"ein\w* (?:frische|neue|andere|zweite|weitere|intakte)\w*\b.{0,24}\b(?:unterwegs|auf dem weg|raus"
        r"|zu (?:Ihnen|dir))"
        r"|(?:dafür|stattdessen)(?!\w).{0,20}\bein\w* neue\w*",
        r"un\w* (?:autre|nouv\w+)(?!\w).{0,24}\b(?:part|arrive|vous attend|est en)",
        r"(?:sale|va|llega|llegará|enviamos)(?!\w).{0,24}\bun[oa]? \w* ?nuev[oa]|(?:sale|va"
        r"|llega)(?!\w).{0,30}\botr[oa]",
        r"(?:er komt|komt er)(?!\w).{0,20}\bnieuwe?|nieuwe?\b.{0,20}\bjouw kant op",
    ),
}
