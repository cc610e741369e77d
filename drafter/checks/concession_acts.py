"""Who acts and how it is meant: whether a clause is an act of ours for the requester, a rule, or the past."""

import re

from drafter.checks.concession_units import FREE, MONEY, OURS, SHARE, any_of

_DOES = (
    r"(?:giv\w+|gave|give|offer\w*|send\w*|sent|ship\w*|mail\w*|post\w*|issu\w+|put\w*|pop\w*|add\w*|appl(?:y"
    r"|ied|ying)"
    r"|credit\w*|transfer\w*|return\w*|pay\w*|paid|refund\w*|reimburs\w+|throw\w*|threw|includ\w+|arrang\w+"
    r"|organi[sz]\w+"
    r"|dispatch\w*|get\w*|got|top\w*|knock\w*|tak\w+|took|deduct\w*|slash\w*|shav\w+|swap\w*|exchang\w+|replac\w+"
    r"|extend\w*|grant\w*|let|match\w*|honou?r\w*|process\w*|releas\w+|provid\w+|upgrad\w+|revers\w+|load\w*"
    r"|approv\w+"
    r"|authori[sz]\w+|book\w*|mak\w+|made|prepar\w+|pack\w*|enclos\w+|slip\w*|tuck\w*|fix\w*|repair\w*"
    r"|trigger\w*|initiat\w+"
    r"|start\w*|set|order\w*|wir(?:e|ed|ing)|treat\w*|deliver\w*|express\w*|accept\w*|trade\w*|cut\w*|hand\w*"
    r"|drop\w*|do)"
)
_READY = (
    r"(?:(?:just|already|now|also|gladly|happily|personally|immediately|then|certainly|gone ahead and|went ahead and"
    r"|going to|happy to|glad to|pleased to|able to|signed off on|okayed|agreed on|delighted to|like to|love to"
    r"|decided to|prepared to|managed to|be"
    r"|been|even|instead|today|and|go ahead and|agreed to|willing to|all)\s+)*"
)

# Somebody of ours does it to or for the requester.
BY_US = re.compile(
    rf"(?<!\w)(?:{OURS}(?:'ve|'ll|'m|'re|'d| have| has| will| shall| am| are| is| can| could"
    rf"| would)\s+{_READY}{_DOES}"
    rf"|(?:let me|let us|allow me to|allow us to|I'd like to|please accept|please enjoy|happy to"
    rf"|glad to)\s+{_READY}\w+"
    rf"|(?:I|we)\s+{_READY}(?:{_DOES[3:-1]})\s+(?:you|your|this|that|it|them|the|a|an|another|out|over|off|[$€£]?\d)"
    rf"|{OURS} (?:signed off on|okayed|approved|agreed (?:to|on)|authori[sz]ed|granted|allowed)"
    r"|(?:here(?:'s| is)|there(?:'s| is))(?= (?:a|an|your|some|\d|also a))"
    r"|(?:wir|ich)(?!\w)(?!.{0,40}\b(?:prüf|frag|klär|bitt|leite)\w*)|(?:nous|je|j'|on (?:vous|te|t'))\s?"
    r"(?!.{0,30}\b(?:vérifi|demand|transmet)\w*)|voici"
    r"|(?:te|le|les|os|lo|la|se lo|se la|se los|te lo|te la|te los) (?:he|hemos|\w+(?:amos|emos|imos|é|o))(?!\w)"
    r"|(?:he|hemos|acabo de|acabamos de|voy a|vamos a) \w+"
    r"|\w+(?:aremos|eremos|iremos)"
    r"|(?:wij|we|ik)(?!\w)(?!.{0,40}\b(?:controler|vraag|vragen|kijk|bekijk|check)\w*))",
    re.I,
)

# The requester is to have it, or it is on its way to them.
TO_THEM = any_of(
    r"you(?:'ll| will|'re going to| are going to|'re| are)(?: also| now| then| soon| of course| certainly)*"
    r" (?:receive|get|getting|find|see|seeing|have|be (?:refunded|credited|reimbursed|compensated|paid back"
    r"|given|sent))"
    r"|(?:is|are|'s)(?: already| now| all)? (?:on (?:its|the|their) way|heading|coming|going|yours|packed"
    r"|due to leave"
    r"|being (?:\w+))|(?:will|should) (?:be (?:sent|shipped|on its way|with you|back|returned|issued|added|posted"
    r"|dispatched|credited|refunded|reimbursed|replaced|paid)|go|leave|ship|arrive|reach you)|goes (?:back|out"
    r"|to you)"
    r"|ha(?:s|ve) (?:just |already |now )?been (?:\w+ )?(?:topped up|credited|added|issued|sent|shipped"
    r"|refunded|reversed"
    r"|arranged|approved|applied|extended|processed|returned|dispatched|triggered|paid)|(?:leaves|ships|heads)",
    r"(?:Sie|du|ihr) (?:bekomm|erh[aä]lt|krieg)\w*|(?:bekomm|erh[aä]lt|krieg)\w* (?:Sie|du|ihr)"
    r"|(?:ist|sind|wird|werden|wurde|wurden)(?!\w).{0,50}\b(?:veranlasst|unterwegs|erstattet|überwiesen"
    r"|verschickt|versandt"
    r"|gutgeschrieben|rausgegangen|raus|verlängert|geschickt|gebucht|auf dem weg)|geht\b.{0,20}\b(?:raus|zu"
    r"|an sie|zurück)"
    r"|liegt bei|(?:bekomm\w*)(?!\w).{0,20}\bauch wieder|Geld bekommst du",
    r"vous (?:recevrez|allez recevoir|serez|aurez|bénéfici\w+|toucherez)|tu (?:recevras|vas recevoir|seras|auras)"
    r"|(?:est|sont) (?:déjà |bien )?(?:en route|parti\w*|en chemin|validé\w*|lancé\w*)|(?:a|ont) (?:déjà |bien )?été"
    r"|vous (?:sera|seront|est|sont)|part (?:demain|aujourd'hui)|vous attend\w*",
    r"(?:recibir[áa]s?|tendrás?|obtendrás?|verás?)|(?:está|están|va|van|sale|salen) (?:ya )?(?:en camino"
    r"|de camino|hoy"
    r"|mañana)|ya (?:va|está)|(?:ha|han) sido|se (?:le|te) (?:ha|han|reembols|abon|envi)\w*"
    r"|tienes? \w+ a tu disposición",
    r"(?:je|u|jullie) (?:krijgt|krijg|ontvangt|ontvang)|(?:krijg|krijgt|ontvang|ontvangt) (?:je|u)"
    r"|(?:is|zijn|wordt|worden) (?:al |vandaag |nu )?(?:onderweg|teruggestort|verzonden|verstuurd|bijgeschreven"
    r"|verlengd"
    r"|toegevoegd)|komt eraan|staat klaar|gaat (?:vandaag|morgen)",
)

NOT_YET = any_of(
    # somebody looks into it, or a part of the order's past is told
    r"(?:check\w*|look(?:ed|ing)? into|find out|forward\w*|(?:I|we)(?:'ve|'ll| will| have)? pass(?:ed)?|passed"
    r"|discuss\w*|review\w*|noted"
    r"|asked (?:about|for|whether|if)|see (?:if|whether)|investigat\w*|come back to you|decide|decision|need a"
    r"|handed)",
    r"(?:prüf\w+|leit\w+ .{0,40}weiter|klär\w+|weitergeleitet|nachfrag\w*|entscheid\w*)",
    r"(?:vérifi\w+|transm\w+|examin\w+|étudi\w+|revenons vers|reviens vers)",
    r"(?:revis\w+|comprob\w+|consult\w+|estudi\w+|pasado su|pasado tu|trasladad\w+)",
    r"(?:controler\w+|nakijken|bekijk\w*|doorgestuurd|uitzoeken|nagaan|doorgegeven)",
)
PAST_FACT = any_of(
    r"(?<!be )(?:refunded|credited|sent|shipped|gave|paid|used|delivered|issued|applied|reimbursed|replaced"
    r"|exchanged)(?!\w).{0,40}\b"
    r"(?:on|in|back in|last) (?:\d{1,2}(?:st|nd|rd|th)? \w+|(?:January|February|March|April|May|June|July"
    r"|August|September"
    r"|October|November|December)|monday|tuesday|wednesday|thursday|friday|saturday|sunday|month|week|year)"
    r"|(?:was|were) (?:used|delivered|signed|redeemed|collected|already)|as (?:you can see|the order shows|shown)"
    r"|according to|already (?:had|used|redeemed)",
    r"am \d{1,2}\. ?\w+ .{0,40}(?:erstattet|verschickt|eingelöst|überwiesen|zugestellt)|wurde\w* .{0,40}(?:eingelöst"
    r"|zugestellt)|wie (?:Sie|du) sehen",
    r"(?:le|en) \d{0,2} ?(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
    r"|a été (?:utilisé|livré)\w*",
    r"el \d{1,2} de \w+|fue (?:entregad|usad|canjead)[oa]|como (?:puede|puedes) ver",
    r"op \d{1,2} \w+ .{0,30}(?:teruggestort|verzonden|bezorgd|gebruikt)|is (?:bezorgd|gebruikt)",
)
# An "if" that only leaves the choice to the requester makes no condition: it is an offer.
CHOICE = any_of(
    r"(?:if|should) (?:you(?:'d| would)? (?:rather|like|want|wish|prefer|decide|choose|keep|are happy|agree"
    r"|accept)|that (?:helps|works|suits"
    r"|is ok\w*)|it helps)\b[^.?!]*",
    r"(?:wenn|falls|sofern) (?:Sie|du) (?:\w+ )*(?:möcht|woll|mag|will|behal|einverstanden)\w*[^.?!]*",
    r"si (?:vous|tu|cela) (?:\w+ )?(?:voul|souhait|préfér|gard|conv|accept)\w*[^.?!]*",
    r"si (?:usted |te |le )?(?:quier|dese|prefier|parec|acept|queda)\w*[^.?!]*",
    r"als (?:je|u) (?:\w+ )*(?:wil|wilt|houdt|akkoord|liever)\w*[^.?!]*",
)
OFFERS = any_of(
    r"would\b.{0,60}\b(?:make up|help|be fair|work for you|be ok\w*|do)\b|"
    r"(?:how|what) about (?:I|we|if)|what if (?:I|we)|would it help if (?:I|we)|(?:shall|can|could|may) (?:I"
    r"|we) (?:offer|give|send|refund)"
    r"|how does\b.{0,40}\bsound",
    r"(?:was halten Sie|wie wäre|was hältst du)\b|(?:darf|dürfen|soll|sollen) (?:ich|wir) (?:Ihnen|dir)",
    r"(?:que diriez-vous|et si (?:nous|je|on)|puis-je vous offrir|voulez-vous que (?:nous|je))",
    r"(?:qué (?:le|te) parece|y si (?:le|te))",
    r"(?:wat dacht (?:u|je)|zullen (?:we|wij)|zal ik|wat vind je van)",
)
GENERAL = any_of(
    r"(?:every|all|our|new|most) (?:customers?|orders?|members?|terms|policy|conditions|warranty|guarantee)|customers"
    r"|your (?:order|parcel|package)\b.{0,60}(?:on its way|ships|shipped|leaves|left)|as a member|(?:deduct|tak"
    r"|subtract)\w*.{0,12} from (?:your|the) refund|newsletter|orders? (?:over|above|of|under)|for orders"
    r"|you (?:can|may) (?:exchange|return|choose|open|get)"
    r"|normally|usually|generally|in general|always|our policy",
    r"ab (?:€ ?)?\d[\d.,]* ?€?|newsletter|(?:alle|unsere|neue|jede[rn]?) kund\w+|laut unseren|grundsätzlich"
    r"|in der regel"
    r"|normalerweise|innerhalb von",
    r"à partir de \d|(?:nouveaux|nos|tous les) clients|newsletter|en règle générale|dès \d|selon nos"
    r"|sous \d+ (?:jours|mois)",
    r"(?:nuevos|nuestros|todos los) clientes|a partir de \d|normalmente|según nuestr\w+|pedidos de",
    r"(?:nieuwe|alle|onze) klanten|vanaf €? ?\d|nieuwsbrief|volgens onze|normaal|in principe|bestellingen boven",
)
NOT = any_of(
    r"not|never|cannot|unable|unfortunately|afraid|sadly|no (?:refunds?|exchanges?|replacements?|discounts?|vouchers?"
    r"|longer|exceptions?|record)|isn't|aren't|can't|couldn't|don't|doesn't|won't|didn't|haven't|hasn't|wasn't",
    r"nicht|kein\w*|leider|nie|weder",
    r"(?:ne|n')\s?\w+(?: \w+)? (?:pas|plus|jamais|aucun\w*)|malheureusement|aucun\w*|impossible"
    r"|plus (?:accepter|possible)",
    r"no (?:podemos|puedo|es|se|le|te|les|ofrec\w+|hay|acept\w+|admit\w+|hac\w+)|lamentablemente|tampoco"
    r"|ningun\w*|imposible",
    r"niet|geen|helaas|nooit",
)
FREE_OF_CHARGE = any_of(FREE)
FREE_ACT = any_of(
    r"(?:fix|repair|mend|send|deliver|install|collect|pick|ship|clean|service|replac|upgrade|engrav|alter|hol"
    r"|reparier"
    r"|liefer|schick|repara|répar|envoy|livr|envi|mand|recog|recoger|herstel|repar|stuur|bezorg|lever)\w*"
)
PACKING = any_of(
    r"box|packag\w+|receipts?|tracking|number|copy|proof|slip|photos?|eye|mind|\w*karton|\w*verpackung|beleg"
    r"|\w*nummer"
    r"|emballage|boîte|reçu|numéro|caja|embalaje|recibo|número|doos|verpakking|bon|nummer|in mind|until|bis|tot"
    r"|jusqu\w*"
)
REFUND_PLAINLY = any_of(
    r"refund\w*|money back|reimburs\w+|\w*erstatt\w*|geld zurück|rembours\w*|reembols\w*|terug\w+|bank\w*|paypal"
)

# The net under the lists: an act of ours on something that is worth money, unless the act is one of those
# that cost us nothing (to receive, to charge, to check, to explain).
WORTH = any_of(
    rf"{MONEY}|{SHARE}|\w*(?:bills?|invoices?|balance|fees?|costs?|charges?|price|shipping|postage|surcharge"
    rf"|damages?|loss|debt"
    r"|difference|remainder|expenses?|customs|deposit|amount|sum|money|compensation|credit|tab|cash)",
    r"\w*(?:rechnung|kosten|gebühr\w*|preis|porto|schaden|aufpreis|zuschlag|differenz|verlust|zoll|betrag|geld"
    r"|auslagen)",
    r"(?:facture|frais|prix|coûts?|montant|somme|différence|argent|dommages?|supplément|dépenses?|dette|port)",
    r"(?:factura|gastos|precio|coste|importe|diferencia|dinero|daños?|suplemento|deuda|saldo|portes)",
    r"\w*(?:factuur|kosten|prijs|bedrag|verschil|geld|schade|toeslag|schuld|porto)",
)
FOR_THEM = any_of(
    r"(?:bring|send|get|give|hand|post|ship|box|pack|put|mail|drop|have)\w*(?: up| together| off)? (?:you|up|a"
    r"|an|another|some|one)(?! (?:an? |your "
    r"|the )?(?:e?-?mail|link|copy|message|note|list|code|number|invoice|label|look|call|answer|reply|update"
    r"|photo|chart|guide|receipt"
    r"|know|hand|word|few))|buy\w* (?:it|the \w+|them) back",
    r"(?:pack|leg|bring|schick|geb|liefer)\w* (?:ich |wir )?(?:dir|Ihnen|euch) (?!eine? (?:link|e-?mail"
    r"|nachricht|kopie|antwort|liste|code))"
    r"(?:noch |gern\w* |auch |morgen |heute )*(?:ein|eine|einen|etwas|das|den|die)",
    r"(?:vous|te|t'|lui) (?:envo|donn|ajout|off|apport|livr|mett|expédi)\w+ (?:aussi |encore )?(?:une? |des "
    r"|du |le |la )(?!(?:e-?mail|lien|copie"
    r"|message|réponse|code|numéro|facture|étiquette))",
    r"(?:te|le|les) (?:envi|mand|da|regal|llev|pon|traer|traem|entreg)\w+ (?:también )?(?:un|una|otro|otra|unos"
    r"|unas|el|la) (?!(?:correo|enlace"
    r"|copia|mensaje|respuesta|código|número|factura|etiqueta|e-?mail))",
    r"(?:stur|breng|gev|lever|doe|leg)\w*(?:n)? (?:ik |wij |we )?(?:je|u|jullie) (?:ook |nog |graag "
    r"|morgen )*(?:een|het|de|wat) (?!(?:e-?mail|link"
    r"|kopie|bericht|antwoord|code|factuur|label))",
)
COSTS_US_NOTHING = any_of(
    r"(?:receiv\w+|charg\w+|bill(?:ed|ing)|invoiced|sell\w*|sold|confirm\w*|see[ns]?|saw|found|find|notic\w+"
    r"|explain\w*|understand|know"
    r"|recommend\w*|suggest\w*|need\w*|hope|believe|requir\w+|list\w*|updat\w+|attach\w*|quot\w+|estimat\w+"
    r"|answer\w*|help\w*|tell|told"
    r"|show\w*|read|mean|assume|calculat\w*|informed?|inform\w*|compare[ds]?|ask\w*|as you (?:asked|wished"
    r"|wanted|requested)|as (?:planned"
    r"|agreed|ordered)|contact\w*|collect\w*|plac\w+|record\w*|you ordered|your order|measure\w*|clean\w*)",
    r"(?:erhalten|bekommen haben|berechn\w+|verkauf\w+|bestätig\w+|sehen|sehe|sieht|siehst|find\w+|gefunden"
    r"|empfehl\w+|brauch\w+|benötig\w+|hoff\w+"
    r"|versteh\w+|erklär\w+|wiss\w+|wünsch\w+|anhängen|beigefügt|bitt\w+|wie gewünscht|warten?|belast\w+"
    r"|abgebucht|melden?"
    r"|informier\w+|helfe\w*|eingegangen)",
    r"(?:reçu\w*|factur(?:ons|é\w*)|vend\w+|confirm\w+|voy\w+|vois|trouv\w+|recommand\w+|conseill\w+|besoin"
    r"|espér\w+|compren\w+|expliqu\w+"
    r"|sav\w+|souhait\w+|joign\w+|demand\w+|attend\w+|débit\w+|inform\w+|excus\w+|aid\w+)",
    r"(?:recibid\w+|cobra\w+|vend\w+|confirm\w+|vemos|veo|encontr\w+|recomend\w+|necesit\w+|esper\w+|entend\w+"
    r"|explic\w+|sab\w+|adjunt\w+"
    r"|ped\w+|inform\w+|ayud\w+|cargad\w+)",
    r"(?:ontvangen|gerekend|rekenen|verkop\w+|bevestig\w+|zien|zie|vind\w+|gevonden|raden|aanraden|nodig|hop\w+"
    r"|begrijp\w+|uitlegg\w+|wet\w+"
    r"|bijgevoegd|excus\w+|vrag\w+|wacht\w*|afgeschreven|help\w*|melden|informer\w+|hebben uw bestelling)",
)
OUR_ACT = re.compile(
    rf"(?<!\w)(?:{OURS}(?:'ve|'ll|'m|'re|'d| have| has| will| am| are| is| would (?:love|like) to)(?! (?:not"
    rf"|been able))"
    r"|(?:somebody|someone|one) (?:of|from|on) (?:us|our \w+|the \w+) (?:is|will|has)|(?:the|our"
    r"|a) (?:\w+ )?(?:workshop|carrier|courier"
    r"|technician|driver|colleague) (?:will|is (?:going|bringing|coming))|(?:wir|ich) \w+|\w+(?:en|e)? (?:wir"
    r"|ich)|(?:nous|on) (?:vous|te|t')"
    r"|je (?:vous|te|t')|(?:nous|on) (?:avons|allons|a)|j'ai|(?:te|le|les|os) \w+(?:amos|emos|imos|é|o)"
    r"|(?:hemos|he|vamos a|voy a) \w+"
    r"|(?:wij|we|ik) \w+|\w+(?:en|t)? (?:wij|we|ik))(?!\w)",
    re.I,
)
