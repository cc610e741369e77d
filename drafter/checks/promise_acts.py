"""The acts a shop commits itself to, each with the words for it in English, German, French, Spanish and Dutch.

A promise and the rule that covers it rarely share words, but they name one act: "we'll get a
new one out to you" and "damaged tins are replaced" are both a replacement.
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache


class Act(StrEnum):
    """What may be promised; the value is how a finding names it."""

    REFUND = "a refund"
    REPLACE = "a replacement"
    EXCHANGE = "an exchange"
    REPAIR = "a repair"
    CREDIT = "a credit or voucher"
    DISCOUNT = "a discount"
    FREE = "anything free of charge"
    EXTRA = "anything extra"
    LEND = "a loan"
    EXTEND = "an extension"
    UPGRADE = "an upgrade"
    HOLD = "putting anything aside"
    VISIT = "a visit"
    COLLECT = "a collection"
    KEEP = "keeping the goods"
    TAKE_BACK = "taking it back"
    RETURN = "a return"
    DELIVER = "a delivery"
    SEND = "a shipment"
    MATCH = "matching a price"
    TRADE_IN = "buying it back"
    SURE = "a guarantee"
    EXCEPTION = "an exception"


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.I)


ACTS: Mapping[Act, re.Pattern[str]] = {
    Act.REFUND: _any(
        r"refund\w*|reimburs\w*|your money|(?:ihr|das|dein) geld|votre argent|su dinero|(?:uw|het|je) geld|money"
        r" (?:\w+ )?back|pay(?:ing|s)? (?:\w+ ){0,3}back|repa(?:y|id)\w*|penny back"
        r"|(?:give|get|giving|given|have)\b.{0,40}\b(?:fees?|costs?|price|amount|postage)\b.{0,6}\bback|(?:fees?"
        r"|price"
        r"|amount|costs?|postage)\b.{0,20}\b(?:given|paid|sent|transferred) back",
        r"\w*erstatt\w*|\w*rückzahl\w*|zurück(?:zahl|gezahl|überw|bekomm)\w*|(?:geld|preis|betrag"
        r"|kosten)\b.{0,60}\bzurück",
        r"\w*rembours\w*|\w*reembols\w*|\w*(?:devolv|devuelv|devoluci)\w*\b.{0,20}\b(?:dinero|importe|gastos|precio"
        r"|dinero)",
        r"\w*terug(?:betal|betaal|gestort|stort|gegeven)\w*|(?:geld|bedrag|aankoopbedrag|betal\w+)\b.{0,60}\bterug",
    ),
    Act.REPLACE: _any(
        r"replac\w*|remak\w*|renew(?:ed|ing)?|re-?send\w*|re-?ship\w*|(?:sen[dt]\w*|ship\w*|post\w*|gets?|giv\w+"
        r"|receiv\w*"
        r"|have|provid\w+|ma[kd]e\w*|mail\w*|offer\w*)\b.{0,40}\b(?:brand[- ]?)?new (?!year|address|date|label|link"
        r"|e-?mail)\w+|new ones?"
        r"|(?:an?|the|your) (?:brand[- ]?)?new \w+ (?:will|is|goes|leaves|ships)|another (?:one|copy|pair|set|unit)"
        r"|spare"
        r"|sen[dt]\b.{0,30}\bagain",
        r"ersatz\w*|ersetz\w*|neu(?:e[nsrm]?|gerät|ware)|austausch\w*",
        r"remplac\w*|rempla[çc]\w*|nouve(?:l|au|lle)s?|neu(?:f|ve)s?|réexpéd\w*|renverr\w*|renvo(?:yons|ie)|nouvel"
        r" envoi|autre exemplaire",
        r"r?e?emplaz\w*|sustitu\w*|nuev[oa]s?|repon\w*|repos\w*|vervang\w*|nieuwe?",
    ),
    Act.EXCHANGE: _any(r"exchang\w*|swap\w*|um(?:zu)?tausch\w*|umgetauscht|tausch\w*|échang\w*|cambi\w*|\w*ruil\w*"),
    Act.REPAIR: _any(
        r"repair\w*|fix(?:ed|ing)?(?! (?:it|this|that))|mend(?:ed|ing)?|\w*reparier\w*|\w*reparatur\w*|répar\w*"
        r"|repar\w*|arregl\w*|\w*herstel\w*"
    ),
    Act.CREDIT: _any(
        r"credit(?:ed|ing|s)?(?! cards?)|vouchers?|gift ?cards?|points?|goodwill|compensat\w*|coupons?",
        r"\w*gutschein\w*|\w*gutschrift\w*|gut(?:ge)?schr\w+|guthaben|schreib\w*\b.{0,60}\bgut|entschädig\w*"
        r"|\w*punkte?n?",
        r"bons? d'achat|chèques?[- ]cadeaux?|cartes?[- ]cadeaux?|avoir (?:de|d')|dédommag\w*|vales?|cup[oó]n\w*"
        r"|bonos?"
        r"|saldo|puntos|indemniz\w*|compens\w*|tegoed\w*|\w*bon(?:nen)?|\w*punten|vergoeding",
    ),
    Act.DISCOUNT: _any(
        r"discounts?|\d[\d.,]* ?(?:%|percent|per cent)? ?off(?! the (?:shelf|list))|off (?:your|the|his|her|a) next"
        r"|half[- ]price|price reduction"
        r"|\w*rabatt\w*|\w*nachlass|ermäßig\w*|remises?|rabais|réductions?|descuentos?|rebajas?|\w*korting\w*"
    ),
    Act.FREE: _any(
        r"free(?!ly)(?<!feel free)|(?:no|without|any)\b(?: \w+){0,2} (?:(?:sur)?charges?|supplement|costs?|fees?"
        r"|deposit)|complimentary|on us"
        r"|on the house|at our (?:own )?(?:cost|expense)|cover(?:s|ed|ing)?(?= (?:the|your|all|any|parts|customs"
        r"|that))"
        r"|(?:we|i)(?:'ll| will)? (?:also )?(?:pay|absorb|foot|bear)|waiv\w*|prepaid|(?:never|not|n't) (?:have to "
        r"|need to )"
        r"?(?:pay|be charged|charge|bill)|deduct nothing|costs? you nothing|gift wrap",
        r"kostenlos\w*|\w*kostenfrei\w*|portofrei|frei ab|gratis|umsonst|unentgeltlich|ohne (?:\w*kosten|aufpreis"
        r"|gebühr\w*)|übern(?:ehm|imm)\w*"
        r"|erl(?:ass|äss)\w*|verzicht\w*|geschenkt|aufs haus|(?:trag|zahl)en wir|wir (?:trag|zahl)en",
        r"gratuit\w*|sans (?:frais|supplément)|pren(?:ons|drons|d)\b.{0,20}\bcharge|offr\w+|offert\w*|à nos frais",
        r"sin (?:coste|cargo|costo|gastos)\w*|asum\w*|regal\w+|por nuestra cuenta|a nuestro cargo",
        r"kosteloos|kosteloze|zonder (?:extra )?kosten|(?:wij|we) (?:betalen|vergoeden)|voor onze rekening",
    ),
    Act.EXTRA: _any(
        r"extra|bonus|throw(?:ing)? in|on top|(?:a|an) (?:second|additional)|gifts?(?! ?cards?| wrap\w*| receipts?"
        r"| box\w*| messages?| notes?)|surprise|treat|(?:two|three) \w+ instead|to make (?:it )?up (?:for|to)"
        r"|as (?:a thank you|an apology)|for the (?:trouble|inconvenience|wait)",
        r"obendrauf|zusätzlich\w*|geschenk\w*|dankeschön|wartezeit|zweite[sn]? paar",
        r"en plus|cadeaux?(?!\w)(?<!emballage cadeau)(?<!emballages cadeaux)|faire patienter|regalo|por las"
        r" molestias|otra \w+ (?:gratis|más)",
        r"cadeau|bovenop",
    ),
    Act.LEND: _any(r"len[dt]\w*|loan\w*|\w*leih\w*|prêt(?:er|ons|erons|é|ée)\w*|prest(?:ar|amos|ado)\w*|\w*leen\w*"),
    Act.EXTEND: _any(
        r"exten[ds]\w*|prolong\w*|another (?:year|month|week)|verläng\w*|ampli(?:ar|amos|o|ado)\w*|prorrog\w*"
        r"|verleng\w*"
    ),
    Act.UPGRADE: _any(r"upgrad\w*|hochstuf\w*|aufwert\w*|surclass\w*|mejor(?:ar|aremos|amos) (?:su|el|la|a)\b.*"),
    Act.HOLD: _any(
        r"h[oe]ld(?:ing)?(?! on)|reserv(?:e|ed|ing)|we(?:'ll| will| can)? (?:\w+ )?keep (?:the|your|it|one)|(?:keep"
        r"|put|set)\b.{0,40}\b(?:price|aside|parcel|for you|until)|kept",
        r"leg\w*\b.{0,60}\bzurück|zurück(?:ge|zu)?leg\w*|reservier\w*|aufbewahr\w*|mett\w+ de côté|réserv\w*"
        r"|reserv\w*"
        r"|apart(?:ar|amos|aremos)\w*|bewaar\w*|bewar\w*|houd\w*\b.{0,40}\b(?:vast|apart)",
    ),
    Act.VISIT: _any(
        r"visit\w*(?! (?:our|the|us|https?)\b)|com(?:e|ing) (?:by|round|over|out|to you|and \w+)|(?:technician"
        r"|fitter|gardener|engineer)s? (?:will|can|to|comes?|visits?)|send\w*\b.{0,20}\b(?:technician|fitter"
        r"|engineer)s?"
        r"|hand-?deliver\w*|drive\b.{0,20}\bto you|to your (?:home|house|office)|techniker\w*|monteur\w*|vorbei\w*"
        r"|technicien\w*|pass(?:er|era|erons) chez|técnic[oa]s?|visitar\w*|langs(?:komen|gestuurd)?"
    ),
    Act.COLLECT: _any(
        r"collect(?:ed|ion|ions|ing|s)?|pick(?:ed|ing|s)?(?: \w+){0,4} up|pick-?ups?|fetch\w*|\w*abhol\w*|abgeholt"
        r"|hol\w*\b.{0,60}\bab|enlev\w*|enlèv\w*|récupér\w*|recog\w*|recoj\w*|\w*ophal\w*|opgehaald"
        r"|hal\w*\b.{0,40}\bop"
    ),
    Act.KEEP: _any(
        r"(?:you(?:'ll| can| may| get to)?|to|and|please|just) (?:keep|hold on to) (?:it|both|them|the \w+|your"
        r" \w+)(?! (?:up|in|safe"
        r"|posted|aside|ready|to hand))|behalten|gard(?:er|ez)(?! contact)|conserv(?:er|ar)|qued(?:ar|e|á)\w*|houden"
    ),
    Act.TAKE_BACK: _any(
        r"tak(?:e|ing)(?: \w+){0,4} back|accept\w*\b.{0,30}\breturns?|zurück(?:zu)?nehm\w*|zurückgenommen|n(?:ehm"
        r"|imm)\w*\b"
        r".{0,60}\bzurück|repren(?:ons|drons|ds|dre)|(?:acept|admit)\w*\b.{0,30}\bdevol\w*|terugnem\w*|(?:nemen"
        r"|neem)\b.{0,40}\bterug"
    ),
    Act.RETURN: _any(
        r"return(?:s|ed|able|ing)?|sen[dt](?: \w+){0,3} back|back within|zurück(?:zu)?(?:geb|gegeb|schick|send)\w*"
        r"|rückgabe\w*"
        r"|rücksend\w*|retour\w*|renvo\w*|devol\w*|devuelv\w*|teruggestuurd|terugstur\w*"
    ),
    Act.DELIVER: _any(
        r"deliver\w*|arriv\w*|be (?:with|there)(?: you)?|reach\w*|have it|there by|\w*liefer\w*|zustell\w*|zugestellt"
        r"|ankomm\w*|komm\w*\b.{0,30}\ban|livr\w*|entreg\w*|lleg\w*|bezorg\w*|aankom\w*|aankomt|geleverd"
    ),
    Act.SEND: _any(
        r"sen[dt]\w*|ship(?:s|ped|ping|ment|ments)?|post(?:ed|ing|s)?|dispatch\w*|mail(?:ed|ing|s)?|e-?mail\w*|leaves"
        r"|goes (?:back|out)|get\b.{0,30}\b(?:out|over|off) to you|\w*(?:schick|send|sand)\w*|envo\w*|enverr\w*"
        r"|expéd\w*|réexpéd\w*|(?:re)?env[ií]\w*|mand(?:ar|amos|aremos)\w*|\w*(?:stur|stuur|zend|zond)\w*"
    ),
    Act.MATCH: _any(r"match\w*(?= .{0,30}\bprice)|price[- ]match\w*|preisgarantie"),
    Act.TRADE_IN: _any(
        r"buy\b.{0,30}\b(?:back|from you|off you)|buy your old|trade-?ins?|part[- ]exchange|ankauf\w*"
        r"|kaufen\b.{0,40}\ban|reprise|recompr\w*|inruil\w*"
    ),
    Act.SURE: _any(
        r"promis(?:e|ing)|(?:we|i|can|will|to|it's|is) guarantee[ds]?|assure you|swear|make (?:quite |very )?sure"
        r"|see to it|ensure|(?:my|our) word|rest assured|will definitely|never again|never happens? again|n't happen"
        r"(?: to you)? again|100 ?% (?:sure|certain)|without fail",
        r"versprech\w*|garantier\w*|stellen? sicher|sorgen? (?:ich |wir )?dafür|nie wieder|promett\w*|promets"
        r"|garantis\w*"
        r"|garantiss\w*|assur(?:ons|e)|promet(?:o|emos)|garantiz\w*|asegur(?:o|amos)|beloof|beloven"
        r"|garander\w+",
    ),
    Act.EXCEPTION: _any(
        r"exceptions?|one-off|(?:just )?this once|bend the rules|ausnahm\w*|kulanz\w*|exceptionnel\w*|excepci\w*"
        r"|uitzonder\w*"
    ),
}
SAME_AS: Mapping[Act, frozenset[Act]] = {
    Act.REPLACE: frozenset({Act.REPLACE, Act.EXCHANGE}),
    Act.EXCHANGE: frozenset({Act.REPLACE, Act.EXCHANGE}),
    Act.SEND: frozenset({Act.SEND, Act.DELIVER, Act.REPLACE}),
    Act.DELIVER: frozenset({Act.SEND, Act.DELIVER}),
    Act.TAKE_BACK: frozenset({Act.TAKE_BACK, Act.RETURN, Act.EXCHANGE}),
}
"""Acts by which a rule covers another one: who replaces a thing sends it."""

MARKS = frozenset({
    Act.FREE, Act.EXTRA, Act.LEND, Act.EXTEND, Act.UPGRADE, Act.DISCOUNT, Act.CREDIT, Act.HOLD, Act.SURE, Act.EXCEPTION
})  # fmt: skip
"""Acts that give more than the sale: one rule must have them together with the thing they are about."""


@lru_cache(maxsize=4096)
def acts_in(text: str) -> frozenset[Act]:
    """Return the acts that a clause or a sentence of a rule names."""
    return frozenset(act for act, words in ACTS.items() if words.search(text))
