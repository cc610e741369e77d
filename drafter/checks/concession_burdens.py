"""Granting without saying so: a bill torn up, an eye shut to a rule, a time stretched, a thing that is on the house.

Built of few parts in each language: a burden and what makes it go away, a rule and what lets
it pass, a thing and who stands for it.  English, German, French, Spanish, Dutch.
"""

import re
from collections.abc import Mapping

from drafter.checks.concession_units import MONEY, any_of
from drafter.checks.concession_wording import Concession

_BURDEN = (
    rf"(?:(?:\w+ )?(?:bills?|invoices?|balance|fees?|charges?|costs?|debt|surcharge|slate|tab|\w*rechnung|\w*betrag"
    rf"|\w*kosten|\w*gebühr\w*|schuld|facture|ardoise|frais|note|dette|solde|factura|cuenta|deuda|cargo|gastos"
    rf"|rekening|postage|aufpreis|zuschlag|supplément|recargo|boete|toeslag"
    rf"|factuur|{MONEY}))"
)
_GONE = (
    r"(?:torn up|wiped|erased|written off|forgotten|history|off the books|erledigt|hinfällig|vergessen|vom tisch"
    r"|gestrichen"
    r"|effacée?s?|oubliée?s?|aux oubliettes|anulad[oa]s?|olvidad[oa]s?|saldad[oa]s?|voldaan|vervallen|kwijtgescholden"
    r"|geschrapt|van tafel)"
)
_SETTLED = (
    rf"(?:settled|paid|sorted|done|cleared|gone|taken care of|réglée?|payée?|pagad[oa]|liquidad[oa]|betaald|{_GONE})"
)
_LETS_GO = (
    r"(?:stomach|swallow|absorb|forgo|overlook|hinweg|unter den tisch fallen|oubli(?:e|ons)|fais grâce|faisons grâce"
    r"|olvid(?:o|amos)|perdon(?:o|amos|aremos)|laten (?:we|wij|ik) (?:\w+ )?zitten|zien (?:we|wij) af|kijken (?:we"
    r"|wij) niet"
    r" naar)"
)
_MOVED = (
    r"(?:mov(?:ed|ing)|push(?:ed|ing)|shift(?:ed|ing)|verschoben|verleg\w+|repouss\w+|retrasad\w+|movid\w+|opgeschoven)"
)
_ITS = r"(?:the|that|this|your|our|die|diese|den|das|Ihre|deine|la|le|les|l'|votre|ta|el|su|tu|de|het|uw|je)"
_THING = (
    r"(?:(?:next|first|second|this|whole|new)\s)?(?:\w+ )?(?:box|order|parcel|visit|repair|delivery|shipping|postage"
    r"|round"
    r"|month|coffee|lunch|label|bill|replacement|one|night|session|lesson|refill)"
)
_RULE_TIME = (
    r"(?:deadline|window|period|limit|frist|rückgabefrist|zeitraum|délai|plazo|termijn|\d+ (?:days?|weeks?|months?|tage"
    r"|wochen|jours|semaines|días|semanas|dagen|weken))"
)
_STRETCH = (
    r"(?:stretch\w*|lengthen\w*|become|strecken|gestreckt|dehn\w*|gedehnt|rallong\w+|étir\w+|prolong\w+|alarg\w+"
    r"|ampl[ií]\w+"
    r"|estir\w+|oprek\w*|opgerekt|verruim\w*)"
)

BURDENS: Mapping[Concession, re.Pattern[str]] = {
    Concession.WAIVER: any_of(
        rf"(?:{_ITS} )?{_BURDEN} (?:(?:is|are|has been|have been|ist|sind|wurde|est|sont|queda|quedan|está|están|is"
        rf"|zijn)"
        rf" )(?:\w+ )?{_GONE}",
        rf"(?:consider|regard|treat|betracht\w+ Sie|betrachte|sehen Sie|considérez|considère|considere|dé|ve"
        rf"|beschouw\w*"
        rf"|mag u|mag je)\b.{{0,12}}{_BURDEN}.{{0,14}}{_SETTLED}",
        rf"{_BURDEN} (?:mag|mogen|dürfen|kann|können|peut|puede) .{{0,16}}(?:als|comme|por) (?:{_GONE}|{_SETTLED})",
        rf"(?:forget|tear up|bin|rip up|vergessen Sie|vergiss|zerreißen Sie|oubliez|oublie|déchirez|olv[ií]d\w+(?: de)?"
        rf"|rompa|vergeet|verscheur)\b {_ITS}? ?{_BURDEN}",
        rf"(?:efface|effaçons|effaçe|passons|wiped?|wiping|erased?|cleared?|streiche\w*|vergessen wir"
        rf"|schrappen)\b.{{0,12}}"
        rf"(?:{_ITS} )?{_BURDEN}(?! (?:from|aus) )",
        r"call (?:it|this|that) (?:quits|even|square|settled)|damit sind wir quitt|on est quittes|nous sommes quittes"
        r"|(?:quedamos|estamos) en paz|staan we quitte",
        rf"(?:{_ITS} )?{_THING}(?:'s| is| are| will be) on (?:me|us)(?! to\b)|invita la casa|invitamos nosotros"
        r"|(?:est|sont|sera) pour (?:nous|moi|notre pomme)|op kosten van het huis|is van het huis|trakteren wij",
        r"(?:not|n't|never|without) (?:\w+ ){0,3}(?:pay|paying|cost|owe|spend\w*)(?: you)? (?:a"
        r"|one) (?:single )?(?:penny|cent"
        r"|dime|thing)|keinen (?:cent|pfennig|groschen)|pas un (?:sou|centime)|ni un (?:céntimo|euro|centavo|duro)"
        r"|geen cent"
        r"|(?:don't|do not|needn't|no need to) reach for your (?:wallet|purse)",
        rf"(?:I|we)(?:'ve|'ll| have| will)? knock\w* (?:\w+ ){{0,3}}{_BURDEN} off",
        r"(?:bump|switch|upgrad)\w* (?:you|it|your \w+|this)\b.{0,24}\b(?:at no|for no|free|without)\b",
        rf"{_BURDEN}.{{0,30}}\b{_LETS_GO}|{_LETS_GO}.{{0,24}}\b{_BURDEN}",
        r"(?:\w+n't|not) set you back\b|(?:\w+n't|not) (?:leave|hand|bring) (?:you )?a bill|keine rechnung (?:da"
        r"|stellen"
        r"|schicken)"
        r"|(?:ne|n')\s?(?:vous |te )?compt\w+ pas (?:le|la|les|ce|cette)",
    ),
    Concession.EXCEPTION: any_of(
        r"(?:turn|shut|clos)\w* (?:a|an|one|both|my|our) (?:blind )?eyes?|look(?:ed|ing)? the other way"
        r"|stretch\w* a point",
        r"let (?:it|this|that|you|yours|this one) (?:through|slide|pass|off)|wav\w+ (?:it|this|you|yours) through",
        r"drück\w* .{0,24}\bauge\w* zu|(?:lass\w*|lässt)\b.{0,30}\bdurchgehen|fünfe? gerade",
        r"ferm\w+ les yeux|laiss\w+ passer|vista gorda|pas(?:o|amos) por alto|(?:knijp\w*|knepen)\b.{0,16}\boogje"
        r"|door de vingers",
        rf"{_MOVED}\b.{{0,16}}{_RULE_TIME}\b|{_RULE_TIME}\b.{{0,30}}{_MOVED}",
        r"(?:see|make sure|see to it) (?:that )?(?:it|this|they|yours)(?:'s| is| are) (?:accepted|taken back"
        r"|honou?red)",
        rf"{_RULE_TIME}\b.{{0,24}}{_STRETCH}|{_STRETCH}\b.{{0,16}}{_RULE_TIME}",
    ),
    Concession.REFUND: any_of(
        rf"{MONEY}.{{0,24}}\b(?:on (?:its|the|their) way|heading|auf dem weg|unterwegs|en route|en chemin|en camino"
        rf"|onderweg)"
        r"\b.{0,16}\b(?:to|zu|auf|vers|sur|a|naar)\b.{0,12}\b(?:account|card|bank|you|konto|karte|ihnen|dir|compte"
        r"|carte"
        r"|vous|cuenta|tarjeta|rekening|u|je)",
        r"(?:sehen|siehst|haben|hast) (?:Sie |du )?(?:Ihr|dein|das) Geld\b.{0,40}\bwieder"
        rf"|{MONEY} (?:healthier|richer|better off)",
        rf"(?:retrouver|verr|récupérer)\w* (?:vos |tes )?{MONEY}",
        rf"consider {_ITS} {MONEY} (?:back|returned|sorted)",
    ),
    Concession.CREDIT: any_of(
        r"(?:something|a little|a bit) (?:extra|special|nice)\b.{0,24}\b(?:in|on) your (?:wallet|account|balance)",
    ),
    Concession.REPLACEMENT: any_of(
        r"(?:the new one|the fresh one|das neue|der neue|die neue|le nouveau|la nouvelle|el nuevo|la nueva|de nieuwe"
        r"|het nieuwe)\b.{0,40}\b(?:at your door|vor (?:der|Ihrer|deiner) tür|à votre porte|en su puerta|voor (?:de"
        r"|uw) deur"
        r"|on its way|unterwegs|en route|en camino|onderweg)",
    ),
    Concession.KEEP: any_of(
        r"behalte(?:n Sie)? (?:das|die|den) (?:alte|defekte|kaputte|beschädigte|zerbrochene|falsche|erste)\w*"
        r"|houd(?:t u)? (?:de|het) (?:oude|kapotte|verkeerde)",
    ),
}
REFUSES = any_of(
    r"n'oubli\w+|(?:don't|do not|never) forget|vergessen Sie (?:\w+ )?nicht|vergiss nicht|no (?:se |te )?olvid\w+"
    r"|vergeet\b.{0,30}\bniet",
    r"(?:can't|cannot|can not|won't|unable|not able|don't|do not) (?:\w+ )?(?:to )?(?:forget|clear|erase|wipe|knock"
    r"|move|upgrade"
    r"|overlook|absorb|swallow|stretch|turn|let|forgo|make|see|wave)",
    r"(?:können|kann|dürfen|werden)\b.{0,60}\bnicht\b|ne (?:pouvons|peux|pourrons) (?:pas|malheureusement)"
    r"|no (?:podemos|puedo)"
    r"|(?:kunnen|kan|mogen|mag)\b.{0,60}\b(?:niet|geen)\b",
)
CHARGES = any_of(  # it is money that they pay which shows there
    r"(?:see|find|notice) (?:the|a|our|this) (?:charge|debit|payment|hold|pre-?authori[sz]ation)\b"
    r"(?!.{0,30}\b(?:revers|refund|cancel|disappear|drop)\w*)"
)
