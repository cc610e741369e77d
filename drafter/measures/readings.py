"""What a passage says and how: closed classes of words of five languages, one reading each.

Negators, modals, persons, conditions, degrees, times and the few acts that a shop decides about.
No reading settles anything alone: ``weighing`` compares those of two wordings and weighs them.
"""

import re
from collections.abc import Mapping

from drafter.measures.cues import (
    CLOSER,
    COMFORT,
    COMMITMENT,
    COSTLESS,
    HARSH,
    NEEDLESS,
    NEGATION,
    PERMISSION,
    PERSONAL,
    RULE,
    STRONG_PROMISE,
)


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.I)


EXEMPT = _any(
    r"no need|there's no need|(?:do(?:es)?n't|do(?:es)? not) (?:have|need) to|needn't",
    r"(?:do(?:es)?n't|do(?:es)? not) need",
    r"isn't (?:needed|required|necessary)|not (?:needed|required|necessary)|optional|without (?:having|needing) to",
    r"(?:nobody|no one) (?:has|needs) to|brauch\w* (?:sie |du )?(?:uns |es |das |die |den )?(?:nicht|kein\w*)",
    r"(?:müssen|musst) (?:sie |du )?(?:\w+ ){0,4}nicht|nicht (?:nötig|notwendig|erforderlich)|pas besoin|inutile",
    r"n'avez (?:pas|rien) (?:à|besoin)|no hace falta|no (?:es )?necesari[oa]|no tiene que|no necesita",
    r"hoeft niet|niet nodig|is enough|genügt|suffit|basta",
)
DENIAL = _any(
    r"unable|impossible|too late|no longer|exclu\w+|rul\w+ out|refus\w+|declin\w+|reject\w+|den(?:y|ied)",
    r"expired|run out",
    r"(?:is|are|was|were|has|have) (?:over|gone|lost|closed|past)|forfeit\w*|outside|beyond|sold out",
    r"unavailable|stays?",
    r"remains? (?:sold|closed|shut)|ends? when|turned down|non-\w+able|fixed|in vain|nobody|none|neither|nor",
    r"ausgeschlossen|unmöglich|abgelaufen|verfallen|zu spät|ausverkauft|vorbei|abgelehnt|ausgenommen|verfällt",
    r"impossible|exclue?s?|trop tard|expirée?s?|refusée?s?|épuisée?s?|hors",
    r"imposible|excluid[oa]s?|tarde|caducad[oa]|rechazad[oa]|agotad[oa]|fuera|te laat|uitgesloten|verlopen",
)
REGRET = _any(
    r"unfortunately|sadly|i'm afraid|we're afraid|regret\w*|alas|leider|bedauerlicherweise|malheureusement|hélas",
    r"lamentablemente|desafortunadamente|por desgracia|helaas",
)
LIMIT = _any(
    r"only|except|alone|sole|solely|merely|at most|exclusively|nur|ausschließlich|außer|lediglich",
    r"seulement|uniquement|sauf|qu'(?:à|en|un)|sólo|solo|solamente|únicamente|salvo|alleen|slechts",
)
WIDE = _any(
    r"any|all|every\w*|both|each|either|whichever|even|too|as well|anyway|still|despite|regardless|whole",
    r"full\w*|entire",
    r"alle\w*|jede\w*|beide\w*|auch|trotz\w*|sogar|noch|ganz\w*|voll\w*|tou(?:s|te|tes)|chaque|même|aussi",
    r"encore|malgré",
    r"tod[oa]s?|cada|ambos|también|incluso|aún|todavía|aunque|entero|ook|nog|elke|beide",
)
OBLIGES = _any(
    r"must|ha(?:s|ve) to|needs? (?:to|you)|need|required?|necessary|obliged|be sure|make sure|please (?!note)\w+",
    r"müssen|muss|musst|müssten|brauchen|benötig\w*|bitte|nötig|erforderlich|doit|devez|devrez|faut",
    r"nécessaire|merci de",
    r"besoin|tiene que|hay que|debe\w*|necesit\w+|por favor|moet\w*|nodig|s'il vous plaît",
)
WE = _any(
    r"we|i|our|ours|us|my|me|i'(?:m|ll|ve|d)|we'(?:re|ll|ve|d)|wir|uns\w*|ich|mir|nous|notre|nos|je|j'\w+|nuestr\w+",
    r"\w+(?:amos|emos|imos)|wij|ons|onze",
)
YOU = _any(
    r"you|your|yours|yourself|you'(?:re|ll|ve|d)|sie|ihr\w*|ihnen|du|dein\w*|dir|dich|vous|votre|vos|usted|su"
    r"|sus|le|u|uw"
)
OTHERS = _any(
    r"couriers?|carriers?|drivers?|manufacturer|maker|insur\w+|branch(?:es)?|shops?|stores?|customers?|buyers?|depot",
    r"manager|supplier|workshop|spediteur|fahrer|versicherung|hersteller|kunde\w*|filiale\w*|transporteur|boutique",
    r"fabricant|cliente?s?|assureur|transportista|tienda|fabricante|aseguradora|bezorger|winkel|klant\w*",
)
CONDITIONAL = _any(
    r"if|unless|until|without|as long as|provided|once|as soon as|when|in case|otherwise|should you|wenn",
    r"falls|sofern",
    r"(?:so|or|and) nothing|or (?:else|forget)|before|ohne|bevor|sobald|sonst|si|s'il|sans|sinon|dès|lorsque",
    r"à condition|sin|cuando|en cuanto|siempre que|als|zodra|zonder",
)
ASKS = _any(
    r"could you|can you|would you|will you|please|tell (?:us|me)|send (?:us|me|it)|let (?:us|me) (?:know|have)",
    r"give us|reply|könnten sie|kannst du|könntest|bitte|schicken sie|teilen sie|pourriez|pouvez-vous|envoyez",
    r"merci de",
    r"podría\w*|puede\w* (?:enviar|mandar|decir)\w*|facilita|envíe\w*|mándenos|kunt u|graag",
)
BLAMES = _any(
    r"your (?:own )?(?:mistake|fault|problem|error)|you (?:failed|forgot|missed|ignored|neglected|should\w*)",
    r"you (?:didn't|did not|never|sent the wrong|ordered the wrong|opened)|not our (?:problem|fault)",
    r"that is incorrect",
    r"stop \w+ing|read the|as (?:already )?(?:said|stated)|we don't do|nothing we can do|clearly|obviously|finally",
    r"ihre? (?:schuld|fehler)|sie haben (?:\w+ ){0,3}(?:verpasst|versäumt|vergessen|falsch\w*|nicht)",
    r"steht doch|endlich",
    r"votre faute|vous n'avez pas|vous auriez dû|vous devez|usted no|su culpa|debería\w*|tiene que esperar",
    r"eigen schuld",
)
SOON = _any(
    r"today|tomorrow|tonight|this (?:week|afternoon|evening|morning)|right away|straight away|immediately",
    r"at once|now",
    r"heute|morgen|sofort|gleich|umgehend|aujourd'hui|demain|tout de suite|ce soir|immédiatement|hoy|mañana",
    r"enseguida",
    r"ahora|inmediatamente|vandaag|meteen|before (?:your|the|christmas|easter)|vor (?:ihrem|weihnachten)|avant|antes",
)
DONE = _any(
    r"already|has been|have been|'ve been|was|were|went|left|shipped|gone|done|issued|sent|bereits|schon",
    r"wurden?|worden",
    r"ist (?:unterwegs|raus)|déjà|a été|ont été|est parti\w*|ya|ha sido|ha salido|fue|al|werd|is verzonden",
)
FUTURE = _any(
    r"will|'ll|won't|\w+'ll|going to|shall|werden?|wird|wirst|\w+(?:erons|irons|rai|rez|ra|ront)",
    r"\w+(?:aremos|eremos|iremos)",
    r"\w+(?:ará|erá|irá|aré|eré|iré)n?|zullen|zal",
)
VOW = _any(
    r"(?:count|rely) on|vouch\w*|trust me|believe me|(?:is|are|be) on (?:us|me|the house)|no matter what",
    r"(?:my|our) word|without fail|for sure|by all means|in any case",
    r"see to (?:it|that|this)",
    r"(?:won't|will not|never|not) (?:\w+ )?(?:happen )?again|never again|always|first (?:one )?to",
    r"aside for you|hold (?:one|it)",
    r"guarante\w*|promis\w*|definitely|certainly|personally|assur\w*|swear|bound to|no doubt|rest easy|ensur\w*",
    r"garantiert|verspr\w+|auf jeden fall|sicher|bestimmt|stehe? ich|\w*bürge\w*|persönlich|nicht noch einmal",
    r"nie wieder",
    r"zusag\w*",
    r"nothing to worry about|m'y engage|nous engageons|sans faute|promet\w*|garanti\w*|assur\w*",
    r"coûte que coûte|de côté|plus jamais",
    r"c'est promis",
    r"asegur\w+|promet\w+|garantiz\w+|sin falta|nunca más|seguro que|personalmente|beloof\w*|beloven",
    r"gegarandeerd|zeker",
)
GIFT = _any(
    r"for free|free (?!of)\w+|gifts?|on the house|bonus|compensat\w+|little extra|on top|throw\w* in|voucher",
    r"discount|off your next",
    r"geschenk|schenken|gratis|obendrauf|entschädig\w+|gutschein|cadeau|offr\w+|dédommag\w+|geste|regal\w+",
    r"compensar\w*",
    r"obsequio|descuento|cadeautje|korting|beat any|pay (?:for )?your|\d+ ?% off",
)
PERSONAL_LIFE = _any(
    r"you (?:told|mentioned|wrote|said)|as you've|say hello|give (?:him|her|it|them) a|good luck",
    r"fingers crossed|break a leg",
    r"party|concert|exam|holiday|school|class|team|scouts|race|walk|surgery|knee|shoulder|smile|hero|congrat\w*",
    r"viel (?:spaß|glück|erfolg|freude)|gute besserung|schöne[nrs]? (?:urlaub|reise|ferien|feier)|toi",
    r"ihr\w* (?:fest|urlaub)",
    r"profitez|bonne (?:fête|chance|route|rentrée)|bonnes vacances|vos enfants|les enfants|bon (?:courage|voyage)",
    r"(?:mucha )?suerte|disfrut\w+|felices|buen viaje|enhorabuena|veel (?:plezier|succes)|beterschap",
)
OURS = _any(
    r"(?:i|we)(?:'ll| will| shall|'m going to|'re going to| are going to| am going to)(?! not)",
    r"(?:ich|wir) (?:werden?|meld\w+|kümmer\w+|ruf\w+|schick\w+|leg\w+|send\w+|überweis\w+|bring\w+|schenk\w+)",
    r"(?:je|nous) (?:vous |te |nous |le |les )?\w+(?:rai|rons)|(?:je|nous) (?:vais|allons)",
    r"(?:le |les |te |lo |la )?\w+(?:aremos|eremos|iremos|aré|eré|iré)|(?:ik|we|wij) (?:zal|zullen)",
)
ARRIVES = _any(
    r"(?:will|'ll) (?:\w+ )?(?:arrive|reach|come|work|have|get|receive)",
    r"(?:will|'ll) (?:\w+ )?be (?:with you|there|in your|back|on|the first|yours)",
    r"(?:be|is) with you|(?:steht|kommt|ist) .{0,30}(?:bei ihnen|bei dir|vor)|bekommen sie|erhalten sie",
    r"(?:arriver|sera|aur)\w+",
    r"llegar(?:á|emos)|tendrá\w*|recibirá\w*|estará\w*|krijgt u",
)
KIN = _any(
    r"(?:grand)?(?:son|daughter|child(?:ren)?|mother|father|ma|pa)s?|kids?|wife|husband|sister|brother",
    r"friends?|neighbou?r",
    r"dogs?|cats?|pup\w*|little [A-Z]\w+|enkel\w*|tochter|sohn|kinder\w*|mutter|vater|oma|opa|hund|katze|mann",
    r"freund\w*",
    r"fill?e|fils|mari|mère|père|sœur|frère|chien|enfants?|hij[oa]s?|niet[oa]s?|padre|madre|abuel[oa]s?",
    r"perr[oa]|herman[oa]",
    r"amig[oa]s?|zoon|dochter|hond|kleinkind\w*",
)
WISHES = re.compile(
    r"(?:^|[.!,;¡]\s?|and |und |et |y |en )(?:i |we |ich |wir )?(?:hope|hoffe\w*|espero|esperamos|ojalá|qué|que"
    r"|have (?:a|an|fun)|enjoy|good luck"
    r"|fingers crossed|all the best|get well|happy|congrat\w*|viel|gute|schöne\w*|alles gute"
    r"|bon(?:ne)?s?"
    r"|beau\w*|mucha|feliz|buen|veel|fijne|say hello|give \w+ a|lots of|welcome to)\b",
    re.I,
)
FILLER = _any(
    r"as (?:mentioned|stated|you (?:surely |may |probably )?know)|please (?:note|be advised)",
    r"(?:would|'d) like to (?:inform|let|say|take)",
    r"take this opportunity|inform you|that means|in other words|to sum up",
    r"(?:careful|close|good|quick|taken a|had a) look",
    r"valued customer|taking the time|at this (?:point|time|moment)|basically|in order to|in the event",
    r"for the purpose",
    r"reach(?:ing)? out|hope (?:that )?this (?:helps|answers)|great question|i understand that|we can confirm",
    r"going forward",
    r"möchten (?:wir |ihnen )\w*|hiermit|mitteilen|in ruhe|anliegen|zur kenntnis|stehen (?:wir )?ihnen",
    r"selbstverständlich",
    r"pris connaissance|nous (?:vous )?remercions|tenons à|n'hésitez|bien reçu|con atención|hemos leído",
    r"nos ponemos en contacto",
    r"le informamos|quedamos a su|aprovechamos",
)
_ACTS: Mapping[str, re.Pattern[str]] = {
    "refund": _any(
        r"refund\w*|money|reimburs\w*|pa(?:y|id) (?:it |you |that )?(?:back|out)|get\w* .{0,20} back|difference",
        r"\w*erstatt\w*|geld|zurückzahl\w*|kaufpreis|rembours\w*|reembols\w*|dinero|devolvemos|geld terug",
        r"terugbetal\w*",
    ),
    "credit": _any(
        r"credit\w*|vouchers?|gift cards?|discount|gutschein\w*|gutschrift|gut|bon|avoir|vale|tegoed\w*|points"
    ),
    "replacement": _any(
        r"replac\w*|new (?:one|pair|set)|another|fresh|re-?sen[dt]|reship\w*|second one|ersatz\w*|ersetz\w*",
        r"neue[nrs]?",
        r"remplac\w*|neu(?:f|ve)|nouve\w+|sustitu\w*|otr[oa]|nuev[oa]|reemplaz\w*|vervang\w*|nieuwe?",
    ),
    "exchange": _any(r"exchang\w*|swap\w*|umtausch\w*|tausch\w*|échang\w*|cambi\w*|ruil\w*"),
    "repair": _any(r"repair\w*|mend\w*|fix\w*|tighten\w*|reparier\w*|reparatur|répar\w*|repara\w*|reparer\w*"),
    "return": _any(
        r"return\w*|(?:send|sent|take|taken|bring|post|come|comes?|go|give) (?:\w+ ){0,3}back|back to us",
        r"zurück\w*|rückgabe",
        r"rücksend\w*|nehmen|retour\w*|renvo\w*|repren\w*|rapporter|devol\w*|devuelv\w*|manden?|retourneren|terug\w*",
    ),
    "keep": _any(r"keep\w*|kept|behalten|behalt\w*|gard\w+|conserv\w+|queda\w*|houden|bin|recycle"),
    "cancel": _any(r"cancel\w*|stop\w*|hold|anhalten|angehalten|stornier\w*|annul\w*|anul\w*|annuleren"),
    "ship": _any(
        r"ship\w*|deliver\w*|dispatch\w*|on (?:its|the) way|in the post|goes? out|leaves?|versand\w*",
        r"versend\w*|verschick\w*",
        r"unterwegs|liefer\w*|livr\w*|expédi\w*|envoy\w*|parti\w*|env[ií]\w*|salid\w*|mand\w+|entreg\w*",
        r"verzend\w*|bezorg\w*",
    ),
    "collect": _any(r"pick\w* up|collect\w*|abhol\w*|abgeholt|enlev\w*|recog\w+|ophal\w*|nimmt .{0,20}mit"),
    "change": _any(r"change\w*|alter\w*|amend\w*|modif\w*|änder\w*|änderung|chang\w+|wijzig\w*"),
    "cover": _any(r"cover\w*|warranty|guarantee|garantie\w*|garantía|claim|insur\w*"),
}
_US_PAY = _any(
    r"free|no (?:extra |additional )?(?:cost|charge|fee)|on us|is ours",
    r"(?:we|insurer|insurance) (?:\w+ )?(?:pays?|cover)|prepaid|nothing",
    r"kostenlos|kostenfrei|gratis|übernehmen wir|übernimmt|nichts|gratuit\w*|en charge|nos frais",
    r"nuestra cuenta|sin coste|rien",
    r"at our (?:cost|expense)",
)
_YOU_PAY = _any(
    r"(?:is|are|be) yours|bills?|billed|invoice|fee|charge[sd]?|you (?:\w+ )?pay|at your|paid repairs?",
    r"deducted|costs? you",
    r"kostenpflichtig|zu ihren lasten|tragen sie|gebühr|votre charge|vos frais|payant\w*|paga el cliente",
    r"su cuenta|eigen kosten",
)
_DENYING = frozenset({"negation", "denial"})
_ASIDE = re.compile(
    r"(?:\b(?:even though|although|though|despite|whereas|since|because|weil|obwohl|trotz|parce que|bien que|malgré"
    r"|même si|aunque|porque|a pesar de|omdat|hoewel)|(?:^|[.!?] )(?:as|da|comme|como))\b[^,.;!?]*[,;]?",
    re.I,
)
READINGS: Mapping[str, re.Pattern[str]] = {
    "negation": NEGATION,
    "denial": DENIAL,
    "regret": REGRET,
    "limit": LIMIT,
    "wide": WIDE,
    "permission": PERMISSION,
    "obliges": OBLIGES,
    "exempt": EXEMPT,
    "we": WE,
    "you": YOU,
    "others": OTHERS,
    "condition": CONDITIONAL,
    "asks": ASKS,
    "blames": BLAMES,
    "harsh": HARSH,
    "courtesy": COMFORT,
    "soon": SOON,
    "done": DONE,
    "future": FUTURE,
    "vow": VOW,
    "strong promise": STRONG_PROMISE,
    "commitment": COMMITMENT,
    "gift": GIFT,
    "personal": PERSONAL,
    "life": PERSONAL_LIFE,
    "ours": OURS,
    "arrives": ARRIVES,
    "kin": KIN,
    "wish": WISHES,
    "filler": FILLER,
    "closer": CLOSER,
    "rule": RULE,
    "we pay": _US_PAY,
    "you pay": _YOU_PAY,
}


def readings_of(text: str) -> frozenset[str]:
    """Return the names of what a passage says.

    "No charge" is no negation, and a reason or a concession ("even though the box is gone") denies nothing.
    """
    paid = COSTLESS.sub(" free ", text)
    main = EXEMPT.sub(" ", NEEDLESS.sub(" ", _ASIDE.sub(" ", paid)))
    return frozenset(name for name, cue in READINGS.items() if cue.search(main if name in _DENYING else paid))


def acts_of(text: str) -> frozenset[str]:
    """Return the acts a shop decides about that a passage names."""
    return frozenset(name for name, act in _ACTS.items() if act.search(text))
