"""Words that offend, talk down, stiffen or loosen a reply: what the check on tone reads by."""

import re
from collections.abc import Mapping


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.I)


BLAME = _any(
    r"you should(?:'ve| have) (?:\w+ )?(?:checked|read|asked|known|told|measured|ordered|followed|looked|thought"
    r"|contacted|kept|done|noticed|reali[sz]ed|chosen|packed|returned|said|paid|made sure)|you ought to have"
    r"|you could have (?:checked|read|asked|known)"
    r"|(?<!n't )(?<!not )(?<!never )your (?:own )?(?:fault|mistake|carelessness|negligence|error)"
    r"|you (?:have )?(?:failed|neglected|forgot|refused) to|you (?:didn't|did not) (?:even )?(?:read|follow"
    r"|check|pay attention|bother|listen)|(?:as|because|since) you (?:ignored|failed|didn't|broke|ordered the wrong"
    r"|chose the wrong)|you must have (?:broken|damaged|dropped|misused|lost)"
    r"|(?:if|had) you (?:had )?(?:only )?(?:read|checked|followed|listened|asked)\b.{0,40}\byou would"
    r"|next time,? (?:please )?(?:read|check|look|think|pay)|not our (?:problem|fault"
    r"|concern)|can't help it if you|(?:don't|do not) pay attention|you (?:caused|are to blame"
    r"|are responsible for the damage|broke it|damaged it|misused)|improper use by you"
    r"|you(?:'re| are) (?:wrong|mistaken|lying|confused|being (?:difficult|unreasonable|rude))|(?:your"
    r"|this) (?:complaint|request|message|behaviou?r|question) is"
    r" (?:\w+ )?(?:ridiculous|absurd|unreasonable|silly|stupid|nonsense)|calm down|stop (?:writing|complaining"
    r"|bothering|asking)|ridiculous|stupid|idiot\w*|nonsense|shut up"
    r"|(?:too )?bad for you|deal with it|don't blame us|because of your (?:own )?(?:mistake|carelessness)",
    r"(?:ihre|deine|eure) (?:eigene )?schuld|selbst schuld|sie hätten .{0,40}(?:müssen|sollen)"
    r"|du hättest .{0,40}(?:müssen|sollen)|haben sie (?:nicht|etwa nicht) gelesen"
    r"|nicht unser problem|lächerlich|beruhigen sie sich",
    r"(?:c'est )?(?:de )?votre (?:propre )?faute|vous auriez dû|ce n'est pas notre problème|ridicule|calmez-vous"
    r"|usted (?:tiene la culpa|debería haber|debió haber)|(?:es )?culpa suya"
    r"|no es (?:nuestro problema|problema nuestro)|ridícul[oa]|cálmese|uw eigen schuld|had u maar|niet ons probleem"
    r"|belachelijk",
)
TALKS_DOWN = _any(
    r"as (?:i|we)(?:'ve| have)? (?:already |previously |clearly |repeatedly )+(?:told|said|stated|explained"
    r"|mentioned|written|wrote)|as (?:already |previously |clearly )?(?:stated|explained|mentioned"
    r"|said) (?:before|earlier|already|above|several times)|like (?:i|we) said|as you (?:should|surely|certainly"
    r"|must) (?:know|understand|be aware)|surely,? you (?:understand|know|see|realise|realize)"
    r"|obviously|(?:really |actually )?(?:quite |very |so )simple[:,]|you (?:clearly|obviously|apparently"
    r"|evidently) (?:don't|do not|didn't|did not|haven't)|everyone knows|everybody knows|let me explain"
    r" (?:this|it) (?:slowly|again|once more)|for the (?:last|second|third|hundredth) time|common sense|even a child"
    r"|(?:it|that)'s not (?:rocket science|that hard|that difficult)|needless to say"
    r"|do you (?:even )?understand|you people|my dear|sweetie|honey",
    r"once again[:,]|wie (?:bereits|schon) (?:mehrfach )?(?:gesagt|erwähnt|geschrieben|erklärt)"
    r"|offensichtlich haben sie|das weiß doch jeder|comme (?:déjà|je l'ai déjà) (?:dit|indiqué|expliqué)"
    r"|évidemment,? vous|como ya (?:le )?(?:dije|dijimos|expliqué|expliqu[aé]mos)|obviamente|zoals (?:al"
    r"|eerder) gezegd",
)
SARCASM = _any(
    r"good luck with that|how surprising|what a surprise|congratulations on (?:reading|finding|figuring|finally"
    r"|noticing|managing)|thanks for nothing|yeah,? right|oh really\?|oh,? (?:sure|please)\b"
    r"|big deal|whatever you say|poor you|boo hoo|how (?:tragic|sad for you)|nice try|well,? well|how clever"
    r"|just (?:great|perfect|wonderful),|slow clap|shocking,? i know|cry me a river",
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
    r"|fyi|lol|omg|thx|pls|plz|cheers|no worries|no prob(?:lem)?s?"
    r"|got you covered|good to go|super (?:cool|nice|happy|easy)|cool|awesome|bummer|dude|buddy|mate|shoot (?:us"
    r"|me) (?:a|an)|ping (?:us|me)|a bunch of|tons? of|a ton|stuff|hang tight|sit tight"
    r"|heads[- ]up|my bad|oops|whoops|wow|woohoo|yay|totally|literally|freaking|screwed up|messed up|mess-up"
    r"|hit us up|drop us a line|no biggie|give us a shout",
    r"ey|moin|cool|krass|mega|kein ding|null problemo|salut|coucou|t'inquiète|pas de souci|vale|guay|chulo|joe|hoi"
    r"|doei|top",
)
STIFF = _any(
    r"hereby|herewith|pursuant to|aforementioned|aforesaid|please be advised|be advised that|we regret to inform"
    r"|acknowledge receipt|your (?:esteemed )?correspondence|kindly find|please find (?:enclosed"
    r"|attached herewith)|should you require|(?:do )?not hesitate to contact|in accordance with|as per|per our"
    r"|heretofore|thereof|therein|wherein|forthwith|henceforth|at your earliest convenience"
    r"|we wish to inform|it has come to our attention|undersigned|to whom it may concern|in the event that"
    r"|with regard to your|in reference to your|enclosed please",
    r"hiermit|anbei übersenden|bezugnehmend auf|mit bezug auf ihr schreiben|wir bedauern,? ihnen mitteilen|zwecks"
    r"|diesbezüglich|par la présente|nous accusons réception|suite à votre courrier"
    r"|por la presente|acusamos recibo|le comunicamos que|hierbij delen wij",
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
        r"(?<=[\w,:] )(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?)(?!\w)|(?:^|[.!?]\s+)(?:Ihre?[mnrs]?\s\w+|Ihnen|Sie (?:können"
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
