"""Words that tell what a sentence does: decide, promise, comfort, greet, show private data."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from knowledge_base.facts import Fact, FactKind, find_facts


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.I)


GREETING = re.compile(
    r"\A\s*¡?(?:hi|hello|hey|dear|greetings|good (?:morning|afternoon|evening|day)|hallo|guten (?:tag|morgen|abend)"
    r"|liebe[rs]?|sehr geehrte[rs]?|moin|servus|bonjour|bonsoir|salut|chère?s?|hola|buen[oa]s (?:días|tardes|noches)"
    r"|buen día|estimad[oa]s?|querid[oa]s?|beste|geachte|goede(?:morgen|middag|ndag))\b"
    r"(?:\s(?:mr|mrs|ms|dr|prof|hr|fr|mme|m|sr|sra)\.)?"
    r"(?:[^\n.!?:]{0,40}[,!:][ \t]*\n|[^\n.!?,:]{0,40}[,!:.]?[ \t]*(?:\n|\Z)|[^\n.!?,:]{0,30}[,!:]\s)",
    re.I,
)
SIGN_OFF = re.compile(
    r"^[ \t]*(?:(?:(?:with |many |kind |kindest |best |warm |warmest )*(?:regards|wishes))|all the best|best"
    r"|cheers|warmly"
    r"|sincerely(?: yours)?|yours (?:truly|sincerely|faithfully)|take care|thanks(?: again)?|thank you|many thanks"
    r"|mit (?:freundlichen|besten|herzlichen) grüßen|(?:viele|liebe|beste|herzliche|freundliche) grüße|cordialement"
    r"|bien (?:à vous|cordialement)|(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente"
    r"|met vriendelijke groet(?:en)?"
    r")[ \t]*[,.!]*[ \t]*(?:\n|\Z)",
    re.I | re.M,
)
CLOSER = _any(
    r"(?:any|more|further|other) (?:other )?questions?|let (?:me|us) know|just reply|feel free|anything else|hesitate"
    r"|(?:is|anything) unclear|here (?:for you|to help)|reach out|hear from you"
    r"|(?:great|nice|lovely|good|wonderful|relaxing) (?:day|evening|weekend|week|afternoon|one)|anything else",
    r"something else",
    r"schöne[nrs]? (?:tag|abend|woche|wochenende)|wenn noch etwas|bonne (?:journée|soirée|semaine)|bon week-end"
    r"|buen[oa]? (?:día|tarde|semana|fin de semana)|fijne (?:dag|avond)",
    r"melden sie sich|weitere fragen|zögern sie nicht|n'hésitez pas|no dude en|cualquier (?:otra )?(?:duda|pregunta)",
)
COMFORT = _any(
    r"sorry|apolog\w*|regret\w*|unfortunately|(?:i|we) (?:completely |fully |totally )?understand|frustrat\w*"
    r"|annoy\w*"
    r"|inconvenien\w*|disappoint\w*|upset\w*|worr(?:y|ied|ying)|appreciate\w*|thanks?|thank you|grateful"
    r"|patience|please(?! note)"
    r"|kindly|happy to|glad|delighted|pleas(?:ed|ure)|good news|great news|hope\w*|sincere\w*|terribl\w*"
    r"|inexcusabl\w*"
    r"|would you mind|(?:could|would) you|when you get a chance|at your convenience|it (?:looks|seems)"
    r"|you (?:need|have) to"
    r"|awful|unacceptable|profusely|no worries|of course|absolutely|rest assured|sadly|i'm afraid"
    r"|when you have a moment",
    r"tut (?:mir|uns)(?: sehr| wirklich)? leid|entschuldig\w*|leider|bitte|danke|gern\w*|verständnis|geduld"
    r"|ärgerlich",
    r"désolé\w*|malheureusement|merci|s'il vous plaît|excus\w*|lament\w*|sentimos|siento|gracias|por favor"
    r"|disculp\w*",
)
HARSH = _any(
    r"stop \w+ing|should have|you must|you failed|obviously|as i (?:already )?said|your (?:own )?fault"
    r"|clearly|stupid|ridiculous",
    r"dude|pal|mate|bro|yo|hey|gonna|wanna|buddy|guys|lol|no worries|got you covered|yep|nope|super|cool",
    r"awesome|asap",
)
PERSONAL = _any(
    r"enjoy (?:your|the)|(?:your|the) (?:trip|holiday|vacation|wedding|birthday|hike|garden|weekend|journey"
    r"|adventure)"
    r"|congrat\w*|birthday|wedding|anniversary|kids?|children|son|daughter|sister|brother|mother|mum|mom|father|dad"
    r"|wife|husband|friend|grand\w+|dog|baby|new (?:house|home|job)|get well|safe travels|loyal\w*|long-?time"
    r"|(?:being|been|stay(?:ed|ing)?) with us|with us since|viel (?:spaß|freude)|glückwunsch|bon voyage|félicitations"
    r"|buen viaje|felicidades|happy (?:trails|travels|camping|hiking)",
)
_VOCATIVE = re.compile(r",\s[A-Z][\w'-]+\s?[.!?]")
STRONG_PROMISE = _any(
    r"(?:i|we|you have my|my) (?:personally )?(?:promise\w*|word|swear)|guarantee[sd]?|personally|make sure"
    r"|ensure[sd]?"
    r"|rest assured|100 ?%|without fail|never happens? again|definitely|certainly",
    r"versprech\w*|garantier\w*|sorgen? dafür|promets|promettons|garantissons|prometo|prometemos|garantizamos",
)
COMMITMENT = _any(
    r"(?:we|i|they|he|she|(?:the|our|my) \w+)(?:'ll| will| are going to|'m going to| have| 've|'ve)? "
    r"(?:also |now |just |personally |already )?"
    r"(?:add(?:ed)?|give|given|refund(?:ed)?|credit(?:ed)?|send|sent|replace[d]?|waive[d]?|pay|ship|upgrade[d]?"
    r"|issue[d]?"
    r"|reimburse[d]?|compensate[d]?|cover|arrange[d]?|extend(?:ed)?|throw(?:n)? in|include|offer"
    r"|grant(?:ed)?|take|book(?:ed)?"
    r"|reserve[d]?|knock(?:ed)?)\b.{0,80}",
    r"(?:we're|we are|i'm|i am) (?:also |now |just |personally |already )?"
    r"(?:adding|giving|refunding|crediting|sending|replacing|waiving|paying|shipping|upgrading|issuing|reimbursing"
    r"|compensating|covering|arranging|extending|putting|taking|booking|reserving)\b.{0,80}",
    r"(?:will|'ll|and) (?:call|phone|contact|write to|get back to|visit) you|will (?:arrive|be (?:there|with you"
    r"|refunded|delivered))"
    r"|you(?:'ll| will) (?:get|have|receive)\b.{0,60}",
    r"(?:wir|ich) (?:werden|erstatten|senden|schicken|schreiben|erlassen|erlasse|überweise[n]?|übernehmen"
    r"|übernehme|zahlen|ersetzen"
    r"|tauschen|liefern|geben|gebe|schenken|verlängern|buchen)\b.{0,60}",
    r"(?:nous (?:allons|vous)|je (?:vais|vous))\b.{0,60}(?:rembours|envoy|offr|rempla|échang|prolong|prenons|fais)\w*",
    r"(?:le |les )?(?:reembolsaremos|enviaremos|abonaremos|devolveremos|cambiaremos|regalamos|devolvemos|cambiamos"
    r"|mandamos|mandaremos|asumimos|le regalo|le devuelvo)\b.{0,60}",
)
RULE = _any(
    r"return(?:s|ed|able|ing)?|refund\w*|exchang\w*|replac\w*|warrant\w*|deliver\w*|ship(?:s|ped|ping|ment)?"
    r"|cancel\w*"
    r"|polic(?:y|ies)|eligib\w*|entitle\w*|qualif\w*|cover(?:s|ed|age)|fees?|free|charge[sd]?|credit\w*|discount\w*"
    r"|vouchers?|points|gift cards?|packaging|tags?|labels?|unwashed|(?:ha(?:s|ve)|needs?) to(?! say)|unused"
    r"|unworn|washed|worn|receipt|expir\w*|must|requir\w*|allowed"
    r"|excluded"
    r"|excludes?|only|except|unless|final sale|opened|original|in stock|available|costs?|takes?|valid|repair\w*",
    r"behalten|schick\w*|abhol\w*|gutschrift|rückgabe\w*|rücksend\w*|zurück\w*|erstatt\w*|umtausch\w*"
    r"|versand\w*|liefer\w*|garantie|gutschein\w*|kostenlos"
    r"|müssen|retour\w*|rembours\w*|échang\w*|livr\w*|garanti\w*|gratuit\w*|frais|devol\w*|reembols\w*|cambi\w*"
    r"|env[ií]\w*|garantía|gratis",
)
NEGATION = _any(
    r"not|no|never|cannot|unable|neither|nor|without|no longer|decline[sd]?|den(?:y|ied)|refuse[sd]?|isnt|cant"
    r"|wont|dont|doesnt|didnt|wasnt|havent|nobody|no one|nothing|none",
    r"\w+n['’]t|nicht|kein\w*|niemals|ne|n['’]\w+|pas|jamais|tampoco|nunca|ni|niemand|nichts"
    r"|personne|rien|nadie|nada",
)
CONCESSION = _any(
    r"waiv(?:e|ed|ing)|refund(?:ed|ing)?|credit(?:ed|ing)?|reimburs(?:e|ed|ing)|compensat(?:e|ed|ing)|on the house"
    r"|upgrad(?:e|ed|ing)|free of charge|for free|knock(?:ed|ing)? off|tak(?:e|ing) .{0,30} off|make an exception",
    r"erlassen|gutschreiben|schreib\w* .{0,40} gut|erstatt\w*|offr(?:e|ons|ir)|rembours\w*|regal(?:amos|o)",
    r"abonar?\w*",
)
PERMISSION = _any(
    r"can|may|could|able|welcome to|free to|swap\w*|offers?|open to|kann|können|dürfen|peut|pouvez|pouvons|puede\w*"
    r"|podemos"
)
COSTLESS = _any(
    r"(?:do(?:es)?n't|do(?:es)? not|needn't|won't|not) (?:have to |need to |need )?(?:pay|cost)(?: anything)?",
    r"no (?:extra |additional )?(?:costs?|charges?|fees?)|costs? (?:you )?nothing|pays? nothing",
    r"nothing to pay|without charge",
    r"(?:zahlen|kostet?) (?:sie )?(?:für sie )?nichts|keine (?:weiteren |zusätzlichen )?(?:\w*kosten|gebühr\w*)",
    r"(?:n'avez |n'aurez )?rien à payer|(?:aucun|sans) frais|ne (?:\w+ )?(?:coûte|paie\w*|paye\w*) rien",
    r"no tiene (?:ningún )?coste|no hay que pagar(?: nada)?",
    r"sin (?:ningún )?coste|no (?:paga|cuesta) nada|(?:kost|betaalt|kosten) (?:het )?u niets|u betaalt niets",
    r"niets te betalen",
)
NEEDLESS = _any("no (?:later|more|less|longer|fewer) than|not only|no (?:matter|problem|worries)|why not")
LIMIT = _any("only|except|unless|as long as|provided|nur|außer|sauf|seulement|salvo|solo")
CONDITION = _any(
    r"if|unless|as long as|provided|only|except|must|when|once|until|before|after|wenn|sofern|nur|falls|si|sauf"
    r"|seulement"
    r"|siempre que|salvo|solo",
)
_ACTIONS: Mapping[str, re.Pattern[str]] = {
    "refund": _any(r"refund\w*|money back|reimburs\w*|\w*erstatt\w*|rückzahl\w*|rembours\w*|reembols\w*"),
    "store credit": _any(
        r"store credit|credit note|vouchers?|gift cards?|gutschein\w*|bons? d['’]achat|avoir|vales?",
    ),
    "replacement": _any(
        r"replac\w*|new one|another one"
        r"|send\w* (?:you |out )?(?:a|an|the|another) (?:new|fresh|second) \w+"
        r"|substitut\w*|ersatz\w*|ersetz\w*|remplac\w*|sustitu\w*|resend"
    ),
    "exchange": _any(r"exchang\w*|swap\w*|umtausch\w*|tauschen|échang\w*|cambi\w*"),
    "repair": _any(r"repair\w*|reparier\w*|répar\w*|repara\w*"),
    "money to the card": _any(
        r"original (?:payment )?method|your (?:card|bank account)|zahlungsart|moyen de paiement"
        r"|ihre (?:karte|kreditkarte)|ihr konto|votre (?:carte|compte)|su (?:tarjeta|cuenta bancaria)"
    ),
    "return": _any(
        r"return(?:s|ed|able|ing)?(?!\s(?:shipping|labels?|postage|window|fees?|polic))|send (?:it|them) back",
        r"zurück\w*|rücksend\w*|retour\w*|renvoy\w*|devol\w*",
    ),
    "cancellation": _any(r"cancel\w*|stornier\w*|annul\w*"),
    "eligibility": _any(r"eligib\w*|qualif\w*|covered|accept\w*|allow\w*|possible|entitled|valid|möglich|válid\w*"),
}
SIDES: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "who pays": (
        _any(
            r"free|no (?:extra )?(?:cost|charge)|costs? (?:you )?nothing|for nothing"
            r"|at our (?:cost|expense)|we (?:will |'ll )?(?:pay|cover)"
            r"|prepaid|on us",
            r"don't (?:have to )?pay|pay nothing|without charge|kostenlos|gratis|gratuit\w*"
            r"|(?:por|a) nuestra cuenta|à (?:nos frais|notre charge)|auf unsere kosten",
        ),
        _any(
            r"\d+ ?% off|costs|fees?|at your (?:own )?(?:cost|expense)"
            r"|you (?:will )?(?:(?:need|have) to )?(?:pay|cover)"
            r"|your cost|deduct\w*"
            r"|fee applies|on you|bill(?:ed)? you|(?:por|a) su cuenta|à (?:vos frais|votre charge)|auf ihre kosten",
            r"kostenpflichtig|kosten|tragen sie|zu ihren lasten|payant\w*",
        ),
    ),
    "approved or rejected": (
        _any("approved|accepted|granted|confirmed|genehmigt|angenommen|acceptée?|aprobad[oa]"),
        _any("rejected|declined|denied|refused|turned down|abgelehnt|refusée?|rechazad[oa]"),
    ),
    "possible or not": (
        _any("possible|allowed|permitted|welcome to|may|möglich|erlaubt|posible"),
        _any("impossible|forbidden|prohibited|ruled out|unmöglich|verboten|imposible"),
    ),
    "inside or outside": (
        _any("within|inside|(?:in|under|still in) (?:the )?(?:warranty|guarantee)"),
        _any("outside|beyond|out of (?:the )?(?:warranty|guarantee)|past"),
    ),
    "in or out": (
        _any("included|covered|part of|contained|inbegriffen|enthalten|abgedeckt|comprise?s?|incluid[oa]s?"),
        _any("excluded|not (?:included|covered|part of)|excepted|ausgeschlossen|ausgenommen|exclue?s?|excluid[oa]s?"),
    ),
    "paid back or lost": (
        _any(
            r"paid back|pay\w* (?:it |that |the \w+ )?back|get (?:it|that|your \w+|the \w+) back|refund(?:ed|able)",
            r"erstattet|remboursée?s?|reembolsad[oa]s?|devuelt[oa]s?",
        ),
        _any(
            r"lost|forfeit\w*|non-?refundable|retained|withheld|we keep|is kept|einbehalten|verfällt|perdue?s?"
            r"|perdid[oa]s?"
        ),
    ),
    "in stock or not": (_any("in stock|available"), _any("out of stock|sold out|unavailable|discontinued")),
    "yes or no": (_any(r"\A\W*(?:yes|ja|oui|sí)"), _any(r"\A\W*(?:no|nein|non)")),
    "needed or not": (
        _any("must|needs? to|ha(?:s|ve) to|required|necessary"),
        _any(
            "needn't|no need|optional|not (?:necessary|required)|don't (?:need|have) to"
            "|(?:nobody|no one|none of you) (?:has|needs) to|without (?:having|needing) to"
        ),
    ),
    "how many": (
        _any(r"both|all|every|each|everybody|everyone|beide\w*|alle|tous|toutes|todos|todas|ambos"),
        _any(
            "one (?:item|of|only|pair)|only one|just one|a single|some of|members|subscribers"
            "|the (?:broken|damaged|faulty|defective|affected|missing|wrong|torn|cracked|first|second) \\w+"
        ),
    ),
    "who decides": (_any("managers?|supervisors?|team leads?"), _any("i can|myself")),
    "who keeps it": (
        _any(
            r"return (?:the|it|them|your)|send (?:the \w+|it|them) (?:back|to us)|\w+ to us"
            r"|(?:must|(?:has|have|needs?) to) (?:come|go|be sent|be given) back",
        ),
        _any("(?:you can |can |may |you may )?keep (?:the|it|them)"),
    ),
    "how much": (
        _any(r"full\w*|entire|whole|complete|voll\w*|total\w*"),
        _any(r"half|partial\w*|part of|teilweise|mitad|moitié"),
    ),
    "counted from": (
        _any(
            r"(?:of|from|after|since|following) (?:the |your )?(?:date of )?(?:purchase|order\w*|buying)"
            r"|purchase date|(?:day|date|moment|time|when) (?:that )?(?:you|it was|they were) "
            r"(?:bought|purchased|ordered|placed)",
            r"kauf\w*|bestellung|gekauft|bestellt|achat|achet\w*|compra\w*",
        ),
        _any(
            r"(?:of|from|after|since|upon|following) (?:the |your )?(?:date of )?(?:delivery|receipt|arrival)",
            r"(?:day|date|moment|time|when) (?:(?:that )?(?:it|they|you|the [\w-]+)(?: is| was| were| are| has| have)?"
            r"(?: been)? )(?:delivered|received?|arrived?s?|reach\w*|got|get)",
            r"(?:of|after|upon) receiving|delivery date|geliefert|angekommen|lieferung|erhalt|livraison|réception"
            r"|entrega",
        ),
    ),
    "before or after": (_any("before|prior to|vor|avant|antes"), _any("after|nach|après|después")),
    "state of the goods": (
        _any("unused|unworn|unopened|unwashed|unbenutzt|ungetragen"),
        _any("used|worn|opened|washed|benutzt|getragen"),
    ),
}
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
_SSN = re.compile(r"(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b")
_ADDRESS = re.compile(
    r"\b\d{1,5}[a-z]?,? (?:[A-Z][\w'-]+ ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Court|Ct|Way"
    r"|Boulevard|Blvd"
    r"|Place|Terrace|Close|Square)\b|\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|weg|platz|allee|gasse) \d+"
    r"|\b\d+,? (?:rue|avenue"
    r"|boulevard|calle|avenida) [A-Za-zÀ-ÿ' ]{3,}|\b(?:Calle|Avenida|Rue) [A-ZÀ-Ý][\wà-ÿ]+,? \d+"
)
_SECRET = _any(
    r"date of birth|born on|passport (?:number|no)|social security|password is|your password|cvv|security code"
    r"|diagnos\w+"
    r"|geburtsdatum|geboren am|date de naissance|fecha de nacimiento"
)
_OWN_BOX = re.compile(
    r"\A(?:support|help|hello|hi|info|care|service|contact|returns?|orders?|billing|claims?|sales|shop|team"
    r"|warranty|privacy"
    r"|press|hilfe|kontakt|kulanz|garantia|soporte|ayuda|aide)[\w.+-]*@",
    re.I,
)
_TITLED = re.compile(
    r"(?<![\w.])(?:Mr|Mrs|Ms|Miss|Herrn?|Frau|Monsieur|Madame|Mme|Señora?|Sra?|Don|Doña|Mevrouw|Meneer|mevrouw|meneer)\.?"
    r" (?:[A-ZÀ-Ý][\w'-]+ ?){1,3}"
)
_RELATED = re.compile(
    r"(?:neighbou?r|buyer|customer|wife|husband|partner|Nachbar\w*|Kund\w+|Ehe\w+|voisine?|cliente?|vecin[oa]|marido|esposa"
    r"|mari|épouse|buur\w*)(?:,| named| called| namens)? (?:[A-ZÀ-Ý][\w'-]+ ?){1,3}"
)
_SOMEBODYS = _any(
    r"(?:your|his|her|their|the other|another|customer's) (?:\w+ )?(?:wife|husband|neighbou?r|mother|father"
    r"|phone|mobile"
    r"|number|friend|customer|partner|address)|customer"
)
INSTRUCTION = re.compile(
    r"\A(?:please |then |first,? |next,? )?(?:open|choose|print|drop|send|bring|keep|pack|go|click|tap|log|sign"
    r"|select|fill"
    r"|enter|check|contact|call|visit|take|attach|include|write|use|follow|start|scan|remove|cut|wrap|seal|let|rinse"
    r"|dry|turn|push|press|hold|wait|leave|wash|wipe|clean|charge|plug|unplug|reset|restart|switch|pull|lift|slide"
    r"|screw|tighten|loosen|empty|store|mix|shake|apply|place|put|avoid|never|do not|don't|always|make sure)\b",
    re.I,
)
OFFER = _any(
    r"if you(?:'d)? (?:like|want|wish|prefer|need|have)|when(?:ever)? you (?:can|get|have|like)|if (?:that"
    r"|it) (?:helps|works|suits)"
)
_LIGHT = """
    get gets got have has had receive receives received can could may might possible able take takes took taken make
    makes made give gives given do does did done need needs want wants wish like please also just only usually normally
    generally typically now then here there you your yours we us our it its they them their this that these those is are
    be been was were will would shall should must by with for from into about of to in on at as so if when once while
    since because though although however therefore and or but than still already currently simply easily soon quickly
    happy glad sure go goes going come comes let lets help know tell see look find put keep work works use used using
    something anything everything one ones thing things item items product products article articles customer customers
    people person team well very much more many some any all every each such own same other another
    process processed processing complete completed handle handled arrange arranged set up unable impossible
    apply applies applied last lasts run runs include includes included contain contains available offer offers offered
    mean means question questions answer answers regarding concerning according due thanks thank sorry unfortunately
    ca not no never none nothing nobody cannot don't can't won't isn't doesn't free pay paid cost costs charge
    start starts begin begins end ends while hold keep kept send sends sent ship ships shipped
"""
LIGHT_WORDS = frozenset(_LIGHT.split())
UNIVERSAL = _any(
    "all|every|any|each|both|everybody|everyone|alle[nrs]?|jede[nrs]?|beide[nrs]?|tou(?:s|te|tes)|chaque"
    "|tod[oa]s|cada|cualquier"
)
LINK = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")


_IN_PLACE_OF = re.compile(
    r"\s?(?:instead of|rather than|in place of|anstatt|statt|au lieu d|en lugar de|en vez de)", re.I
)
_CLAUSE = re.compile(
    r"[.!?;]\s|,\s|\s(?:but|because|aber|weil|mais|pero)\s"
    r"|(?=\s(?:instead of|rather than|in place of|anstatt|statt|au lieu d|en lugar de|en vez de))",
    re.I,
)


@dataclass(frozen=True)
class Stance:
    """What a text decides: actions it grants and denies, and on which side of each question it stands."""

    granted: frozenset[str]
    denied: frozenset[str]
    sides: frozenset[tuple[str, int]]


def stance_of(text: str) -> Stance:
    """Read the decisions of a text, clause by clause."""
    text = COSTLESS.sub(" free ", LINK.sub(" ", text))
    granted: set[str] = set()
    denied: set[str] = set()
    for clause in _CLAUSE.split(text):
        named = {action for action, pattern in _ACTIONS.items() if pattern.search(clause)}
        (denied if NEGATION.search(NEEDLESS.sub(" ", clause)) or _IN_PLACE_OF.match(clause) else granted).update(named)
    sides = {
        (question, side)
        for question, patterns in SIDES.items()
        for side, pattern in enumerate(patterns)
        if pattern.search(text)
    }
    return Stance(frozenset(granted), frozenset(denied), frozenset(sides))


def private_data(text: str) -> set[str]:
    """Return the pieces of a text that tell something of a private person, in lower case."""
    found = {match.group() for pattern in (_CARD, _SSN, _IBAN, _ADDRESS, _SECRET) for match in pattern.finditer(text)}
    for fact in find_facts(text):
        if _is_private(fact, text):
            found.add(fact.text)
    found |= {match.group() for cue in (_TITLED, _RELATED) for match in cue.finditer(text)}
    return {piece.lower().strip() for piece in found}


def is_personal(text: str) -> bool:
    """Whether a text speaks to the person: by name, or of their life."""
    return bool(PERSONAL.search(text) or _VOCATIVE.search(text))


def _is_private(fact: Fact, text: str) -> bool:
    if fact.kind is FactKind.EMAIL:
        return not _OWN_BOX.match(fact.text)
    if fact.kind is FactKind.PHONE:
        return bool(_SOMEBODYS.search(text[max(0, fact.start - 40) : fact.end + 20]))
    return False
