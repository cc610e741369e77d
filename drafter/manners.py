"""Words that offend, talk down, stiffen or loosen a reply: what the check on tone reads by."""

import re
from collections.abc import Mapping


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.I)


_WELL = r"(?:really|simply|just|perhaps|maybe|at least|surely|also|only)"
_HAPPENED = (
    r"(?!received|got|gotten|been|had|seen|found|heard|an?\b|the\b|your\b|enough|access|no\b|it\b|them\b|plenty)"
)
"""After "you should have": what happened to a person, or what they hold, puts nobody in the wrong."""
BLAME = _any(
    # what somebody should have done, or would have got if only they had
    rf"you (?:{_WELL} )?(?:should|ought to|could|might)(?: {_WELL})?(?:'ve| have)(?: {_WELL}| \w+ly)? {_HAPPENED}"
    r"(?:\w+(?:ed|en|wn|ad|pt|ght|ld|de|ne|id|nt|ood)|told|let|said)",
    r"(?:if|had) you(?:'d| had)? (?:\w+ly |only |just )*\w+(?:ed|en|wn|ad|pt|ght|ld|de|ne|id|nt"
    r"|ood)\b[^.!?]{0,60}\b(?:would|could|might)(?:n't| not)? have",
    # whose doing it was
    r"(?<!n't )(?<!not )(?<!never )your (?:own )?(?:fault|mistake|carelessness|negligence|error)|yourself to blame"
    r"|you(?:'re| are) (?:the one )?(?:to blame|at fault)|(?:entirely|clearly|simply|all) (?:on you|your (?:fault"
    r"|mistake|doing))|(?:because|since|as) (?:you|of your) [^.!?,]{0,60}\b(?:wrong|wrongly|incorrectly|improperly"
    r"|carelessly|badly|roughly|too \w+)|(?:as|because|since) you (?:ignored|failed|forgot|didn't|did not|broke"
    r"|dropped|ordered the wrong|chose the wrong)|you (?:have )?(?:failed|neglected|forgot|refused) to|you (?:\w+"
    r" )?(?:ignored (?:it|this|that|our|the)|mis(?:read|typed|used|handled)\w*)|you (?:didn't|did not) (?:even"
    r" )?(?:read|follow|check|pay attention|bother|listen|look)|you must have (?:broken|damaged|dropped|misused"
    r"|lost)|you (?:caused|are responsible for the damage|broke it|damaged it)|improper use by you|next time,?"
    r" (?:please )?(?:read|check|look|think|pay)|not our (?:problem|fault|concern)|can't help it if you|(?:don't|do"
    r" not) pay attention|held responsible for your|because of your (?:own )?\w*(?:mistake|carelessness)|you never"
    r" (?:read|check|listen|look|follow|ask)\w*|don't blame us",
    # what somebody is called, or told to do
    r"you(?:'re| are) (?:wrong|mistaken|lying|confused|being (?:difficult|unreasonable|rude))|(?:your|this)"
    r" (?:complaint|request|message|behaviou?r|question) is (?:\w+ )?(?:ridiculous|absurd|unreasonable|silly|stupid"
    r"|nonsense)|calm down|stop (?:writing|complaining|bothering|asking)|ridiculous|stupid|idiot\w*|nonsense|shut up"
    r"|(?:too )?bad for you|deal with it",
    r"(?<!nicht )(?<!keineswegs )(?:ihre|deine|eure) (?:eigene )?schuld|selbst schuld|(?:sie|du) hätte\w*t?"
    r" [^.!?]{0,50}(?:müssen|sollen|können)|hätte\w* (?:sie|du) (?:doch |nur |besser )[^.!?]{0,50}|(?:sie|du)"
    r" hätte\w* (?:besser|lieber|doch|mal) \w+[^.!?]{0,30}|(?:hätte|wäre)\w* (?:sie|du) [^.!?,]{3,50}, (?:hätte"
    r"|wäre)\w*|haben sie (?:nicht|etwa nicht) gelesen|nicht unser problem|dafür können wir nichts|wir (?:können"
    r" )?nichts dafür|lächerlich|beruhigen sie sich",
    r"(?<!pas )(?:de )?votre (?:propre )?faute|il fallait (?:lire|vérifier|regarder|demander|penser|faire)|vous"
    r" n'avez qu'à|vous (?:auriez|n'auriez pas|n'aviez qu'à) (?:dû|pas dû|pu)?|pas notre problème|ridicule"
    r"|calmez-vous",
    r"usted (?:tiene la culpa|se equivocó)|(?:debería|debió|tendría que|tenía que|podría) haber (?!recibido"
    r"|llegado)\w+[aií]do|(?<!no es )culpa (?:es )?(?:suya|tuya|del cliente)|había que (?:leer|mirar|fijarse|haber)"
    r"|no es (?:nuestro problema|problema nuestro)|ridícul[oa]|cálmese",
    r"(?<!niet )(?:uw|je) eigen schuld|(?:u|je) moest maar|(?:u|je) had [^.!?]{0,40}(?:moeten|kunnen)|had (?:u|je)"
    r" maar|niet ons probleem|belachelijk",
)
_SAID = r"(?:said|told|stated|explained|mentioned|written|wrote|pointed out|made clear|informed)"
_AGAIN = (
    r"(?:already|previously|clearly|repeatedly|several times|more than once|twice|before|earlier|above|again|in"
    r" (?:my|our) (?:last|previous|earlier|first) \S+)"
)
TALKS_DOWN = _any(
    rf"(?:as|like) (?:i|we)(?:'ve| have)?(?: \w+ly| already)* {_SAID}\b[^.!?,]{{0,30}}{_AGAIN}"
    rf"|(?:as|like) (?:i|we)(?:'ve| have)? (?:already |previously |clearly |repeatedly )+{_SAID}"
    rf"|as (?:already|previously|repeatedly) {_SAID}|as (?:clearly )?{_SAID} (?:before|earlier|already|above|several"
    rf" times)|like (?:i|we)"
    rf" said",
    r"as you (?:should|surely|certainly|must) (?:know|understand|be aware)|surely,? you (?:understand|know|see"
    r"|realise|realize)|obviously|(?:really |actually )?(?:quite |very |so )simple[:,]|you (?:clearly|obviously"
    r"|apparently|evidently) (?:don't|do not|didn't|did not|haven't)|(?:any|every)(?:one|body) (?:can|could|knows"
    r"|should know|else (?:understands|manages)|\w+s (?:that|how))|common sense|(?:not sure|doubt)(?: that| if|"
    r" whether)? you (?:really )?(?:understand|realise|realize|get)|(?:let me|i'll|i will) (?:spell|explain) (?:it"
    r"|this) (?:out|slowly|again|once more)|for the (?:last|second|third|hundredth) time|even a child|(?:it|that"
    r"|this)(?:(?:'s| is) (?:really |actually )?(?:not|hardly)|isn't) (?:rocket science|(?:that|so|very) (?:hard"
    r"|difficult|complicated))|needless to say|(?:we|i)(?:'ve| have)? (?:already )?told you (?:twice|already|before"
    r"|several|many|again)|do you (?:even )?understand|you people|my dear|sweetie|honey|once again[:,]",
    r"wie (?:(?:ich|wir) )?(?:ihnen |dir )?(?:bereits|schon)\b[^.!?,]{0,30}(?:gesagt|erwähnt|geschrieben|erklärt"
    r"|mitgeteilt)|offensichtlich haben sie|das weiß doch jeder|(?:jedem|jeder\w*) (?:klar sein|wissen)|das ist doch"
    r" (?:ganz )?einfach",
    r"comme (?:(?:je|nous) (?:vous )?(?:l'|le )?(?:ai|avons) )?déjà (?:dit|indiqué|expliqué|écrit)|évidemment,? vous"
    r"|tout le monde sait|ce n'est pas (?:si )?compliqué",
    r"como ya (?:(?:le|te|les) )?(?:he |hemos )?(?:dije|dijimos|dicho|expliqu\w+|coment\w+|indi[cq]\w+)|obviamente"
    r"|todo el mundo sabe|no es tan (?:difícil|complicado)",
    r"zoals (?:(?:ik|wij|we) )?(?:u |je )?(?:al|eerder|reeds)\b[^.!?,]{0,20}(?:gezegd|zei|schreef|vermeld|uitgelegd"
    r"|geschreven)"
    r"|iedereen weet|zo moeilijk is (?:dat|het) niet",
)
SARCASM = _any(
    r"good luck (?:with (?:that|it)|finding|getting)|(?:how|what an?) (?:surpris|shock)\w*|wow,? an? \w+"
    r"|congratulations on (?:reading|finding|figuring|finally|noticing|managing)|thanks for nothing|yeah,? right|oh"
    r" really\?|oh,? (?:sure|please|bravo|great)\b|bravo|big deal|whatever you say|poor you|boo hoo|how"
    r" (?:tragic|sad for you)|nice try|well,? well|how clever|just (?:great|perfect|wonderful),|slow clap|shocking,?"
    r" i know|cry me a river",
)
CONTRACTIONS: Mapping[str, str] = {
    "can't": "cannot", "won't": "will not", "don't": "do not", "doesn't": "does not", "didn't": "did not",
    "isn't": "is not", "aren't": "are not", "wasn't": "was not", "weren't": "were not", "hasn't": "has not",
    "haven't": "have not", "hadn't": "had not", "couldn't": "could not", "wouldn't": "would not",
    "shouldn't": "should not", "i'm": "I am", "i've": "I have", "i'll": "I will", "i'd": "I would",
    "we're": "we are", "we've": "we have", "we'll": "we will", "we'd": "we would", "you're": "you are",
    "you've": "you have", "you'll": "you will", "you'd": "you would", "it's": "it is", "that's": "that is",
    "there's": "there is", "they're": "they are", "they've": "they have", "they'll": "they will",
    "what's": "what is", "here's": "here is", "it'll": "it will", "that'll": "that will", "let's": "let us",
    "who's": "who is", "where's": "where is",
}  # fmt: skip
CONTRACTION = re.compile(rf"(?<![\w'])(?:{'|'.join(sorted(CONTRACTIONS, key=len, reverse=True))})(?![\w'])", re.I)
SLANG = _any(
    r"hey(?: there)?|guys|folks|gonna|wanna|gotta|kinda|sorta|dunno|ain't|yep|yup|yeah|nope|nah|ok(?:ay)?|asap|btw"
    r"|fyi|lol|omg|thx|pls|plz|cheers|no worries|no prob(?:lem)?s?|got you covered|good to go|super (?:cool|nice"
    r"|happy|easy)|cool|awesome|bummer|dude|buddy|mate|shoot (?:us|me) (?:a|an)|ping (?:us|me)|a bunch of|tons? of|a"
    r" ton|stuff|hang tight|sit tight|heads[- ]up|my bad|oops|whoops|wow|woohoo|yay|totally|literally|freaking"
    r"|screwed up|messed up|mess-up|hit us up|drop us a line|no biggie|give us a shout",
    r"ey|moin|cool|krass|mega|kein ding|null problemo|salut|coucou|t'inquiète|pas de souci|vale|guay|chulo|joe|hoi"
    r"|doei|top",
)
STIFF = _any(
    r"hereby|herewith|pursuant to|aforementioned|aforesaid|please be advised|be advised that|we regret to inform"
    r"|acknowledge receipt|your (?:esteemed )?correspondence|kindly find|please find (?:enclosed|attached herewith)"
    r"|should you require|(?:do )?not hesitate to contact|in accordance with|as per|per our|heretofore|thereof"
    r"|therein|wherein|forthwith|henceforth|at your earliest convenience|we wish to inform|it has come to our"
    r" attention|undersigned|to whom it may concern|in the event that|with regard to your|in reference to your"
    r"|enclosed please",
    r"hiermit|anbei übersenden|bezugnehmend auf|mit bezug auf ihr schreiben|wir bedauern,? ihnen mitteilen|zwecks"
    r"|diesbezüglich|par la présente|nous accusons réception|suite à votre courrier|por la presente|acusamos recibo"
    r"|le comunicamos que|hierbij delen wij",
)
EMOJI = re.compile(
    r"[ \t]*(?:[\U0001F300-\U0001FAFF\u2600-\u27BF\u2B50\u2B55\u203C\u2049\u2934\u2935\U0001F1E6-\U0001F1FF]"
    r"[\uFE0F\u200D\U0001F3FB-\U0001F3FF]*)+"
    r"|(?:(?<=\s)|^)(?:[:;=8][-o^']?[)(DPp/|3*]|<3|[xX]D|\^\^)(?=[\s.,!]|$)"
)
NOT_EMOJI = frozenset("✓✔✗✘☎✉→☑✆©®™★☆")
ADDRESS: Mapping[tuple[str, str], re.Pattern[str]] = {
    ("de", "informal"): re.compile(
        r"(?<!\w)(?:[Dd]u|[Dd]ir|[Dd]ich|[Dd]ein(?:e[mnrs]?)?|[Ee]uch|[Ee]uer|[Ee]ure[mnrs]?)(?!\w)"
        r"|(?:^|[.!?]\s+)(?:Schick|Schau|Sag|Melde|Nimm|Klick|Gib|Ruf|Warte|Probier|Druck)e?(?!\w)"
    ),
    ("de", "formal"): re.compile(
        r"(?<=[\w,:] )(?:Sie|Ihnen|Ihre[mnrs]?|Ihr(?= [A-ZÄÖÜ]))(?!\w)|(?:^|[.!?]\s+)(?:Ihre[mnrs]?\s\w+"
        r"|Ihr\s[A-ZÄÖÜ]\w+|Ihnen|Sie (?:können"
        r"|haben|erhalten|müssen|werden|sollten|möchten|finden|brauchen|bekommen|dürfen))(?!\w)"
    ),
    ("fr", "informal"): re.compile(
        r"(?<![\w'])(?:tu|toi|tes|ta|(?<!le )(?<!du )(?<!un )(?<!de )(?<!ce )ton|te"
        r"|t['’](?=[aeiouhéè]\w))(?!\s?-)(?:(?<=['’])|(?!\w))", re.I
    ),
    ("fr", "formal"): re.compile(r"(?<![\w'])(?:vous|votre|vos)(?!\w)", re.I),
    ("es", "informal"): re.compile(
        r"(?<!\w)(?:t[uú]s?|te|ti|contigo|puedes|tienes|quieres|recibirás|podrás|tendrás|debes|necesitas|has|eres"
        r"|estás|haz|envíanos|dinos|escríbenos|avísanos)(?!\w)", re.I
    ),
    ("es", "formal"): re.compile(r"(?<!\w)(?:usted(?:es)?|ud\.)(?!\w)", re.I),
    ("nl", "informal"): re.compile(r"(?<!\w)(?:je|jij|jou|jouw|jullie)(?!\w)", re.I),
    ("nl", "formal"): re.compile(r"(?<!\w)(?:u|uw)(?!\w)", re.I),
}  # fmt: skip
ADDRESS_NAMES: Mapping[tuple[str, str], str] = {
    ("de", "informal"): "du", ("de", "formal"): "Sie", ("fr", "informal"): "tu", ("fr", "formal"): "vous",
    ("es", "informal"): "tú", ("es", "formal"): "usted", ("nl", "informal"): "je", ("nl", "formal"): "u",
}  # fmt: skip
OFFERS: Mapping[str, re.Pattern[str]] = {
    "refund": _any(r"refund\w*|reimburs\w*|money (?:goes )?back|your money|\w*erstatt\w*|rembours\w*|reembols\w*"
    r"|terugbeta\w*"),
    "replacement": _any(r"replac\w*|(?:a )?new one|ersatz\w*|remplac\w*|reemplaz\w*|vervang\w*"),
    "exchange": _any(r"exchang\w*|swap\w*|umtausch\w*|échang\w*|ruil\w*"),
    "credit": _any(r"store credit|credit|vouchers?|gutschein\w*|bon d'achat|vale"),
    "return": _any(r"return\w*|send (?:it|them) back|rücksend\w*|zurück\w*|retour\w*|devol\w*"),
    "battery": _any(r"batter(?:y|ies)|power ?banks?|akkus?|batterien?|piles?|batterías?|accu"),
    "shipping": _any(r"ship\w*|deliver\w*|versand\w*|liefer\w*|livr\w*|envío\w*"),
    "warranty": _any(r"warrant\w*|guarantee\w*|garantie\w*|garantía\w*"),
    "discount": _any(r"discounts?|codes?|\d+ ?% off|rabatt\w*|remise|descuento"),
}  # fmt: skip
