"""Whether a clause commits us: who speaks, of what is to come, and whether it is more than plain service."""

import re


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.I)


_SOFT = (
    r"(?:also|now|gladly|happily|then|just|certainly|even|of course|personally|definitely|always|still|already"
    r"|soon|be (?:glad|happy) to)"
)
_SOME = rf"(?:{_SOFT} )*"

WE_WILL = _any(
    rf"(?:we|i)(?:'ll| will| shall|'re going to| are going to|'m going to| am going to|'d like to| would like to"
    rf"|(?P<may> can| could)) {_SOME}(?P<verb>[\w-]+)",
    rf"(?:we|i)(?:'re| are|'m| am) {_SOME}(?P<doing>\w+ing)",
    r"(?:let me|let us|allow me to|allow us to|happy to|glad to) (?P<offer>\w+)",
)
"""English: what follows is the verb of what we are to do."""
OTHERS_WILL = _any(
    rf"(?:(?:our|the|your|a|an|its|one of our|someone|somebody|everything|this|that|it|they|he|she|nobody)(?:"
    rf" [\w-]+){{0,4}}?)"
    rf"(?:'ll| will| won't) {_SOME}\w+"
)
TO_YOU = _any(
    rf"you(?:'ll| will) {_SOME}(?:get|have|receive|keep|never|not|be(?! (?:able|asked|sent back|charged|notified"
    rf"|informed|prompted|redirected)))"
    r"|you (?:may|can) (?:keep|have|exchange it for any|choose)|you won't (?:have to|be|pay)|feel free to keep",
    r"(?:sie|du) (?:erhalten|bekommen|kriegen|erhältst|bekommst|müssen nicht)|(?:erhalten|bekommen|erhältst"
    r"|bekommst)"
    r" (?:sie|du)|(?:wird|werden) (?:ihnen|dir)",
    r"vous (?:recevrez|aurez|serez|allez recevoir|toucherez|pouvez garder)|tu (?:recevras|auras|seras)",
    r"(?:recibir|tendr|obtendr)[áa]s?|puede (?:quedarse|conservar)",
    r"(?:u|je) (?:krijgt|ontvangt|krijg|ontvang|mag)|(?:krijgt|ontvangt) (?:u|je)",
)
DONE = _any(
    r"(?:we|i)(?:'ve| have) (?:\w+ly )?\w+|(?:wir|ich) (?:\w+ )?(?:hab|hatt)\w+|(?:hab|hatt)\w+ (?:wir|ich)"
    r"|(?:nous|je|j'|vous|lui) ?(?:avons|ai)|(?:hemos|he) \w+[ds]o|(?:wij|we|ik) (?:hebben|heb)"
)
"""Done for the requester just now; only what gives something is a promise."""
WE_DO = _any(
    r"(?:we|i) (?:also |hereby |gladly |then |will )?(?:guarantee|promise|assure|offer|waive|refund|replace|give"
    r"|cover|pay"
    r"|extend|credit|repair)",
    r"(?:wir|ich)",
    r"(?:nous|je)",
    r"\w+(?:remos|ré)|(?:voy|vamos) a|(?:le|les|te|os|se lo|se la) \w+(?:mos|o|é)",
    r"wij|ik|we (?:\w+ )?(?!even|often|listen|happen|open|seven|then|been|when)\w+en|zullen",
)
FUTURE = _any(
    r"(?:'ll|will|won't)|wird|werden|(?!extra)\w+(?:[eid]ra|[aeior]ront|[aeior]rez)|llegará\w*|\w+rán?|zal|zullen|komm\w+|kommt|komt|kommen"
    r"|aankomt|arrive",
)
SERVICE = _any(
    r"(?:we|i)(?:'ll| will| shall|'re| are|'m| am|'d| would| can| could)? ?(?:\w+ ){0,3}?(?:double-?"
    r"|re-?)?(?:(?:quot|measur|hear|check|look|investigat|ask|updat"
    r"|forward|need|pass|wait|try|hop|follow|explain|answer|review|talk|speak|contact|reach|not|shar|report|rais"
    r"|escalat|help"
    r"|assist|confirm|show|guid|walk|thank|apologi[sz]|understand|know|read|remind|inform|log|record|monitor|writ"
    r"|reply|repli)"
    r"(?:e|es|s|ing|ed|ting)?|let (?:you|them|him|her) know|keep (?:you (?:posted|updated|informed)|an eye|track)"
    r"|get(?:ting)? back"
    r"|com(?:e|ing) back to you|be in touch|be back|see(?:ing)?(?= what| if| whether|,|$|\.)|do (?:my|our|what"
    r"|everything)"
    r"|go(?:ing)? (?:through|over)|hand(?:ing)? (?:it|this|your) (?:over|on)|find(?:ing)? out|add(?:ing)? (?:a note"
    r"|this to)|stay in touch"
    r"|tak(?:e|ing) (?:care|a (?:closer |good )?look|note|it from)|have a (?:closer |good )?look|discuss|consider"
    r"|tell)"
)
"""Plain service: to look into something, to ask, to report back.  It gives nothing away."""
LOOKS_AHEAD = _any(
    r"(?:we're|we are|i'm|i am) (?:looking|crossing|hoping|thinking|keeping|being|missing|running|working|having"
    r"|writing|getting|sending|waiting)"
    r"(?! (?:to (?!send|refund|replace|give|include|add|throw|pay|cover|call|ring|come|extend|waive)|you (?:a|an|the"
    r"|two|new|another)))",
)
INFORMS = _any(
    r"(?:links?|forms?|e-?mails?|confirmations?|updates?|details|information|tracking(?: number| link)?|invoices?"
    r"|cop(?:y|ies)"
    r"|messages?|answers?|repl(?:y|ies)|instructions|guides?|manuals?|list|reminder|notice|hinweis\w*|nachricht\w*"
    r"|bescheid\w*"
    r"|bestätigung\w*|rechnung\w*|rückmeldung\w*|antwort\w*|anleitung\w*|lien|réponse|nouvelles|remarque|message"
    r"|confirmation"
    r"|facture|enlace|respuesta|mensaje|confirmación|factura|novedades|bericht|antwoord|bevestiging|factuur|text|sms"
    r"|news|quote)"
)
"""What is sent only to inform."""
NO_BURDEN = _any(
    r"no need|(?:don't|do not|won't) (?:need|have) to|needn't|not necessary|nicht nötig|(?:müssen|brauchen) (?:\w+"
    r" ){0,3}nicht|no hace falta"
    r"|no es necesario|pas besoin|pas nécessaire|inutile|n'est pas à (?:renvoyer|retourner)|niet nodig|hoeft (?:\w+"
    r" ){0,3}niet"
)
"""What nobody has to do: it refuses nothing."""
WITHOUT = re.compile(
    r"(?<!\w)(?:without|ohne|sans|sin|zonder)\s(?:(?:an?|any|the|das|die|den|eine?n?|le|la|un|una|el|het|de)\s)?"
    r"(?P<what>\w+(?:\s\w+)?)",
    re.I,
)
NEGATED = _any(
    r"not|no(?! (?:\w+ )?(?:charge|costs?|fees?|problem|worries|later|matter|doubt|time)\b)|never|cannot|\w+n't"
    r"|unable|nor"
    r"|nicht|kein\w*|weder|pas|aucun\w*|jamais|tampoco|nunca|niet|geen|nooit|impossible|excluded|except(?:ed)?"
    r"|ausgeschlossen"
    r"|ausgenommen|exclu\w*|uitgesloten|plus (?:possible|acceptés?)"
)
UNLESS = _any(
    r"unless|only|except|but|if|until|once|sofern|außer|nur|wenn|falls|sauf|seulement|si|salvo|sólo|solo|tenzij"
    r"|alleen|als|as long as"
)
HYPOTHESIS = re.compile(
    r"(?:^|(?<=,\s))(?:if|should|once|as soon as|when|in case|unless|as long as|falls|wenn|sobald|sofern|si|dès que"
    r"|lorsque"
    r"|cuando|en cuanto|als|zodra)\s[^,;]{0,160},|\s(?:if|once|as soon as|when|unless|until|in case|sobald|falls|wenn"
    r"|sofern|dès que|lorsque|en cuanto|zodra)\s[^,;]{0,160}$"
    r"|^(?:if|once|when|should)\s[^,;]{0,160}?(?=\s(?:we|you|i|it|they)(?:'ll|'re| will| can| are)\b)"
    r"|^(?:ist|sind|kann|können|lässt|wird|werden|hat|haben|sollten?|kommt|gefällt|passt)\s[^,;?]{0,120},",
    re.I,
)
"""A condition, which is no promise itself."""
SOON = _any(
    r"today|tomorrow|tonight|this (?:week|afternoon|evening|morning|weekend|summer)|next (?:week|month|year|day"
    r"|morning)"
    r"|(?:before|by|for|until|in time for|this) (?:christmas|the (?:weekend|holidays|spring|summer|party|wedding)"
    r"|easter|new year)"
    r"|within the (?:hour|day)|in an hour|first thing|(?:before|over) the weekend"
    r"|heute|morgen(?! früh an)|übermorgen|nächste[nr]? (?:woche|tag)|(?:vor|zu|bis) (?:weihnachten|ostern|zum"
    r" wochenende)"
    r"|demain|aujourd'hui|ce soir|la semaine prochaine|avant (?:noël|le week-end|pâques)|mañana(?<!la mañana)|hoy"
    r"|esta (?:tarde"
    r"|noche|semana)|antes de (?:navidad|reyes)|vandaag|volgende week|voor (?:kerst|het weekend|sinterklaas)"
)
SAME_DAY = (
    (_any("today|heute|aujourd'hui|hoy|vandaag"), _any("same(?: (?:business|working))? day|(?:selben|gleichen)"
        " (?:werk)?tag"
    "|jour même|mismo día|dezelfde dag")),
    (_any("tomorrow|morgen|demain|mañana"), _any("next(?: (?:business|working))? day|overnight|nächste[nr]?"
        " (?:werk)?tag"
    "|lendemain|día siguiente|volgende (?:werk)?dag|24 ?(?:hours|h|stunden|heures|horas|uur)")),
)  # fmt: skip
"""A day as a promise names it, and how a rule says the same."""
OWN_EXPENSE = _any(
    r"the \w+ you had to|you (?:had to |have to |'ve |have )?(?:buy|bought|pa(?:y|id)(?: for)?|took|take|hire[d]?"
    r"|rented|booked|spent)(?! (?:from us|with us"
    r"|it|them|for (?:it|the (?:order|item))))|elsewhere|in the meantime|taxi|train ticket|kosten (?:für|von)"
    r" ihre?[nrms]? (?!rücksend|bestell|artikel|liefer|versand)\w+"
    r"|ihren? (?:schuster|anwalt|taxi)|que vous avez dû|que tuvo que|die u moest"
)
"""What the requester spent with others: no rule on our goods covers it."""
IN_TIME = _any(
    r"before|in (?:good )?time|for your|ahead of|vor|rechtzeitig|für (?:ihre|deine?)\w*|avant|à temps|pour votre"
    r"|antes|a tiempo|para (?:su|tu|vuestro)"
    r"|vóór|voor|op tijd"
)
ARRANGES = _any(
    r"arrange|start|sort|prepare|process|set|book|organi[sz]e|get|put|make|have|do|take|go|create|open|place|use|fix"
    r"|mend|solve|resolve|handle|deal"
)
"""Verbs that by themselves give nothing."""
HEDGED = _any(r"probably|might|may|should|unlikely|perhaps|possibly|too|hopefully|wahrscheinlich|vermutlich"
    r"|voraussichtlich|sans doute|probablement"
    r"|probablemente|seguramente|waarschijnlijk")  # fmt: skip
DEGREE = _any(
    r"every (?!day|one of our|order|customer|parcel|weekday)\w+|twice|double|unlimited|forever|lifelong|all (?:your"
    r" )?future|(?:your|the) next (?:order|purchase)"
    r"|of your choice|any (?:\w+ )?(?:you (?:like|want|wish)|time)|any \w+ you (?:like|want|wish)|jederzeit|doppelt"
    r"|alle künftigen|lebenslang"
    r"|jeden (?:monat|tag)|le double|à vie|tous les mois|cualquier|de por vida|cada mes|voor altijd|elke (?:maand"
    r"|week)|dubbel"
)
WHOLE = _any(
    r"whole|entire|all|every|complete\w*|full|ganze\w*|gesamte\w*|alles|tout|entière?|todo|entero|hele|volledig\w*"
)
ONLY = _any(r"only|nur|seulement|uniquement|ne \w+ que|sólo|solo|únicamente|alleen")
SEES = _any(
    r"(?:i|we) (?:can )?(?:see|saw|notice|noticed|know|understand)",
    r"you (?:said|mentioned|told|wrote"
    r"|asked)",
)
