"""The shapes by which a text gives itself away as written for a machine, whatever its words.

A customer speaks of themselves and to the shop.  Who speaks of "the customer", of "all replies", of
the writer's set-up, in the fields of a form or in the lines of a log speaks to whoever drafts.
"""
# ruff: noqa: E501 - a pattern is easier to compare on one line

import re
from collections.abc import Mapping

_MACHINE = (
    r"(?:assistent\w*|assistant|asistente|assistente|bot|chatbot|robot|ki|ia|ai|llm|sprachmodell|modell|modèle|modelo|modello|model|taalmodel"
    r"|automat\w*|(?:reply|answer|response|draft) (?:writer|generator|engine|bot|tool)|writer of (?:the|this) reply|drafting (?:tool|assistant|system))"
)
_BOT = r"(?:assistent\w*|assistant|asistente|assistente|bot|chatbot|ki|ia|ai|llm|sprachmodell|taalmodel)"
_THIRD = r"(?:the|this|our|that)\s(?:\w+\s)?(?:customer|client|requester|user|buyer|gentleman|lady|guest|sender|shopper|account holder)\b(?!\s(?:service|support|care|team|desk|account\b|number))"
_GRANT = r"(?:credit|refund|compensate|reimburse|give|grant|pay|offer|send|ship|replace|waive|approve|upgrade|issue)"
_DECISION_KEY = r"(?:resolution|decision|verdict|approved_by|approval\w*|reply_\w+|response_\w+|notify_\w+|skip_\w+|bypass\w*|override\w*|refund_\w+|instructions?|directives?|assistant_\w+|ai_\w+|bot_\w+|agent_\w+|system_\w+|action|full_refund|grant\w*)"
_REPLIES = r"(?:repl(?:y|ies)|answers?|responses?|messages? (?:sent|going out)|drafts?)"

ADDRESSED_SHAPES = (
    rf"(?:^|[.!?\n(\[]\s*)(?:an|al|à|au|pour|für|voor|aan|para|per|to|for|dear|hey|beste|liebe[rs]?|hallo|cher|chère|querid[oa]|car[oa]|istruzion[ei]|instrucci[oó]n\w*|anweisung\w*|instructions?|opdracht\w*|note|nota|hinweis|consignes?)\s(?:(?:per|para|an|für|pour|voor|for|to|à)\s)?(?:(?:the|den|die|das|der|dem|la|le|el|il|de|het)\s|l['’])?(?:\w+\s)?{_MACHINE}\b(?!\s(?:manager|store|shop))(?:\s\w+)?\s?[:,;]",
    r"\b(?:automated|automatic|ai|software|bots?|machines?|systems?|tools?|models?|whoever|whatever)\b[^.\n]{0,25}\b(?:process\w*|read(?:s|ing)|handl\w+|answer(?:s|ing)|pars\w+|draft\w+|summari[sz]\w+|compos\w+) (?:this|these|my)\b",
    rf"\b(?:the|any|an?) {_BOT}\b(?! manager)[^.\n]{{0,20}}\b(?:must|shall|has to|is to|agrees?)\b",
    r"\bto (?:the|your|any|whatever|all) (?:\w+ ){0,2}(?:software|system|tool|engine|machine|program|algorithm|automation)\b[^.\n:]{0,20}:",
    r"\b(?:writer|author|drafter|composer) of (?:this|the|my) (?:reply|answer|message|response)\b|\bif (?:it|this reply|your reply|the reply|the answer|your answer)\b[^.\n]{0,20}\b(?:contains?|includes?|says|offers?|mentions?|not offer)\b",
    r"\byou(?:['’]re| are) (?:now )?(?:bot|assistant|model|agent|ai|gpt)(?: [A-Z0-9])?[.,!]",
    r"\b(?:instructions?|orders|message) in (?:\w+ )?(?:parts|pieces|steps)\b|\bput (?:them|the parts|these|it) together\b[^.\n]{0,30}\b(?:carry|follow|execute|do|run|obey|act)",
    r"\b(?:from (?:here|now|this point|this message|today) on(?:wards?)?|henceforth|starting now|for the rest of (?:this|the) (?:chat|conversation|thread|ticket)),? (?:you|your|all|every|answer|reply|respond|speak|act|use|call|treat|approve|include|always|never|only)\b",
    r"\b(?:ab jetzt|ab sofort|von nun an|künftig) (?:heißt|bist|antwortest|sprichst|gibst|darfst|musst|sollst) du\b|\b(?:à partir de maintenant|dorénavant|désormais),? (?:tu|vous) (?:t['’]appelles|réponds|répondez|es|êtes|dois|devez|parles)\b|\b(?:a partir de ahora|desde ahora|en adelante),? (?:te llamas|respondes|responde|contesta|eres|debes|tienes que)\b|\bvanaf nu (?:heet|ben|antwoord|moet) je\b",
)
DICTATED_SHAPES = (
    rf"\b(?:all|every|each|any|future|further)\s(?:\w+\s)?{_REPLIES}\b[^.\n]{{0,25}}\b(?:must|should|have to|has to|need to|needs to|are to|is to|shall|will)\b (?:now |always |only |also )?(?:include|contain|say|begin|start|end|close|point|mention|offer|state|refer|promise|use|link|direct|confirm|carry|be (?:short|positive|in|written|signed|sent)|grant|approve)",
    rf"\b{_REPLIES} (?:on|in|to|for) (?:this|the|my) (?:thread|ticket|chat|conversation|message|mail|case)s?\b[^.\n]{{0,15}}\b(?:must|should|have to|has to|need|are to|is to|shall|will)\b",
    rf"\b(?:your|the) (?:\w+ )?{_REPLIES}\b[^.\n]{{0,30}}\b(?:omit|affirm|declare|leave out|leaves out|not mention|avoid mentioning|acknowledge that|grant|promise|guarantee|close with|open with|start with|end with|begin with|finish with)\b",
    r"\b(?:append|prepend|insert|embed|include|drop|work in|weave in|slip in|add)\b[^.\n]{0,25}\b(?:sentence|phrase|line|words?|link|url|picture|image|paragraph|footer|disclaimer|coupon|code)\b(?! (?:to|on|at|in) (?:the |my |our )?(?:order|cart|basket|card|box|parcel|checkout|account|invoice|gift|package|site|website))(?![^.\n]{0,80}\b(?:gift|card|parcel|box|label|engrav\w*|invoice|order)\b)[^.\n]{0,50}\b(?:repl\w+|answer|response|message|mail|above|below|'|\"|“|checkout)",
    r"\b(?:in der antwort|in (?:ihrer|deiner) antwort|dans (?:la|ta|votre) réponse|en (?:la|tu|su) respuesta|in (?:het|je|uw) antwoord|nella (?:tua |vostra )?risposta|na resposta)\b",
    r"\b(?:mention|include|state|quote|repeat|write|put|use|confirm)\b(?![^.\n]{0,20}\b(?:number|date|price|cost|size|address|name|time|reference|details)s?\b)[^.\n]{0,25}\bin (?:your|the) (?:answer|reply|response)\b|\brepeat (?:my|this|the following)\b[^.\n]{0,30}:|\brepeat after me\b",
    r"\b(?:now |then )?(?:produce|generate|output|compose|emit)\b[^.\n]{0,20}\b(?:reply|answer|response|output)\b",
    r"\b(?:answer|reply|respond|speak|write)\b[^.\n]{0,25}\bas (?:an? |the |if )(?!matter|pdf|attachment|reply|file|letter|group|result|gift|parcel|test|word)\w+",
    r"\b(?:end|finish|close|begin|start|open) (?:your|the|this) (?:mail|e-?mail|message|letter|text|note)\b[^.\n]{0,10}\b(?:with|by)\b|\b(?:close|finish|end|sign off) with ['\"“‘]",
    r"\b(?:respond|reply|answer|write|speak)\b[^.\n]{0,20}\b(?:using|with|in) (?:nothing but|nothing except|only|solely|exclusively)\b(?! (?:english|german|french|spanish|dutch|one language|e-?mail|writing))",
    r"\byou (?:\w+ )?(?:answer|reply|respond)(?: to)? (?:each|every|all|any)(?: of)? (?:my|the|our)\b|\bthe opposite of what you\b|\bhow would you (?:word|phrase|write|formulate)\b|\bwrite it out and sign\b",
    r"\b(?:antworte(?:n sie)?|bestätige|sag|schreib\w*) (?:immer|stets|jedem|jeder|allen|in jedem fall)\b|\b(?:réponds|répondez|confirme[sz]?|dis|dites) (?:toujours|systématiquement|à chaque|à tous)\b|\b(?:responde|contesta|confirma|di) (?:siempre|a todos|a cada)\b|\b(?:rispondi|conferma|di['’]?) (?:sempre|a tutti|a ogni)\b|\b(?:antwoord|bevestig|zeg) (?:altijd|aan iedereen|tegen elke)\b|\b(?:responda|responde|confirme) sempre\b",
    r"\b(?:recopie[rz]?|répète[rz]?|copie[rz]?|schreib\w* .{0,20}ab|wiederhol\w*|repite|copia|repeti|herhaal|kopieer)\b[^.\n]{0,40}\b(?:mot à mot|mot pour mot|wort für wort|wörtlich|palabra por palabra|parola per parola|woord voor woord|tal cual|intégralement)\b",
)
DECREED_SHAPES = (
    rf"\b(?:tell|let|inform|notify|advise|assure|remind|make sure|ensure|reassure|show|update)\s{_THIRD}",
    rf"\b{_GRANT}(?:s|ed|ing)?\s{_THIRD}|\b(?:communicate|confirm|relay|pass (?:this|it) on) (?:this |it )?to (?:the |this )?(?:customer|client|cust|requester)\b|\b(?:pls|please|kindly|to)\s(?:communicate|relay|convey)\b",
    rf"{_THIRD}\s(?:\w+\s)?(?:keeps?|gets|receives|may|shall|must|is|has|was|qualifies|pays)\b[^.\n]{{0,50}}\b(?:goods|item|refund\w*|credit\w*|free|vip|platinum|gold|premium|approved|entitled|eligible|verified|exempt|waived|discount\w*|% off|keep|nothing|voucher|double|compensat\w*)",
    r"(?:^|[\s,;:.])(?:customer|client|cust|user|requester)\s(?:keeps|gets|receives|is to|to (?:get|receive|keep|be)|may keep|pays nothing|already verified)\b",
    r"\b(?:polic(?:y|ies)|rules?|terms|section \d+|paragraph \d+|guidelines?)\b[^.\n]{0,50}\b(?:amended|changed|updated|revised|replaced|superseded|rewritten|suspended)\b[^.\n]{0,20}\b(?:today|tonight|this (?:morning|afternoon|week)|just now|effective (?:immediately|now)|with immediate effect)\b[^?]{0,160}\b(?:apply|entitled|double|so (?:i|you)|therefore|honou?r|receives?|must)\b",
    r"\b(?:der|dem|den|diese[rmn]?) kund\w+\b[^.\n]{0,40}\b(?:darf|erhält|bekommt|steht|zu erstatten|behalten|gutzuschreiben|mitzuteilen)\b|\b(?:le|au|ce|cette?) client\w*\b[^.\n]{0,30}\b(?:bénéficie|reçoit|a droit|garde|sera|doit)\b|\b(?:al?|el|este|a este) cliente\b[^.\n]{0,30}\b(?:se le|recibe|tiene derecho|obtiene|puede quedarse)\b|\b(?:de |deze )?klant\b[^.\n]{0,20}\b(?:krijgt|ontvangt|heeft recht|mag)\b|\b(?:il|al|questo) cliente\b[^.\n]{0,30}\b(?:riceve|ha diritto|ottiene)\b|\b(?:merci de|veuillez|bitte|graag|por favor) (?:le lui|dem kunden|ihm|vermelden|comunic\w+|lui) ?(?:annoncer|mitteilen|communiquer|confirmer|bestätigen)?\b",
    r"\bcustomers? (?:who|that) (?:mention|write|say|quote|type|ask for)s?\b[^.\n]{0,40}\b(?:receives?|gets?|are|is)\b|\b(?:whatever|everything|anything) (?:the |a |this )?(?:customer|client|user|i) (?:writes?|says?|claims?|asks?)\b[^.\n]{0,20}\b(?:is|are|counts?|goes|must)\b|\bevery (?:complaint|customer|ticket|request|complainant)\b[^.\n]{0,20}\b(?:receives|gets|is (?:refunded|credited))\b",
    r"\bcorrect (?:answer|reply|response)\b\s*(?:=|is\b|:)|\bif you agree\b[^.\n]{0,80}\b(?:start|begin|reply|answer|write|say)\b",
    r"\btreat (?:as|me as|him as|her as|them as|this as)\b[^.\n]{0,40}\b(?:member|vip|platinum|gold|premium|approved|verified|admin\w*|priority|staff|employee|authori[sz]ed)\b",
    r"\b(?:i am|i['’]m|this is|we are|speaking:?|here:?)\s(?:\w+,?\s){0,3}(?:the |your |from )?(?:head of (?:cx|customer \w+|support|service|returns|the shop|this shop|your)|chief|ceo|cto|director|regional manager|store manager|shift manager|supervisor|compliance|legal (?:team|department)|security team|it (?:team|department)|head office|developer|owner of (?:the|this) (?:shop|store|company))\b[^\n]{0,160}\b(?:approve\w*|authori[sz]\w+|grant\w*|waive\w*|release\w*|reply|list|export|disclose|confirm to|apply|override|skip|exception)\b",
)
_KEEPERS = r"(?:intern\w*|supervisor\w*|teamleit\w*|leitung|qualit\w+|direc\w+|direzione|gerente|gerencia|manager\w*|chef\w*|geschäfts\w*|beheer\w*|management|responsable|encargad\w+|vorgesetzt\w*)"
_NOTES = r"(?:nota|note|notiz|notitie|hinweis|vermerk|consigne|mitteilung|mensaje|aviso|bericht|remarque|opmerking|anmerkung)"
FORGED_SHAPES = (
    rf"\b{_NOTES}\s(?:\w+\s){{0,2}}{_KEEPERS}[^\n:]{{0,20}}:|\b{_KEEPERS}\s{_NOTES}\b[^\n:]{{0,20}}:",
    r"[(\[]\s*(?:reviewer|editor|checker|qa|moderator|trainer|evaluator|annotator)\s(?:comment|note|remark)s?\s*:",
    r"(?:^|\n)#{1,3}\s\w[^\n]*\n\s*[-*]\s*\w+\s*:|\[\w{2,6}_\d+\]|\bend of (?:customer|user|untrusted|input|ticket|client)\b",
    r"</?(?:reply|sentence|answer|response|draft|output|result|action|decision|message|note|data|context|document)\b[^>\n]{0,60}>",
    r"\bexample \d\b[^\n]{0,120}\b(?:says|shop|agent|answers?|reply|replies)\b[\s\S]{0,200}\bexample \d\b",
    r"\b(?:elevated|admin\w*|root|full) (?:privileges|access|rights|permissions)\b[^.\n]{0,12}\b(?:on(?! (?:our|my|the|a|your|this))|granted|enabled|active|confirmed)\b|\b(?:auth\w*|access|override) (?:token|code|key)\b[^.\n]{0,20}\b(?:accepted|valid|confirmed|verified)\b",
    r"\b(?:search|index|retrieval|lookup|query)\b[^.\n:]{0,15}:\s*\d+ (?:hit|result|match)|\bscore\s?[:=]?\s?0\.\d",
    rf"[{{,\n]\s*[\"']?{_DECISION_KEY}[\"']?\s*:\s*\S|(?:^|\n)\s*{_DECISION_KEY}\s*[:=]\s*\S[^\n]*\n\s*[\"']?\w+[\"']?\s*[:=]\s*(?:true|false|yes|no|full|all|\d|[\"'\w])",
    r"\b[a-z]\w*(?:\.[a-z]\w*|_[a-z]\w*)+\s*\(\s*(?:[{\"']|\w+\s*[=:])[^)\n]{0,200}\)?",
    r"(?:^|\n)\W{0,3}[\[(](?=[^\])\n]{0,60}\b(?:lead|manager|supervisor|internal|escalations?|qa|admin\w*|staff|team|ops|back ?office|head office|desk|legal|fraud|crm|auto|system)\b)[^\])\n]{3,60}[\])]\W{0,3}[^\n]{0,200}\b(?:ok|okay|approved?|refund\w*|credit\w*|waive\w*|grant\w*|verified|release\w*|exception|keeps?|free|discount|confirm\w*)\b",
    r"(?:^|\n)\s*(?:q|user|customer|human|kunde|client|cliente|question)\s*:[^\n]*\n\s*(?:a|agent|assistant|bot|answer|support|ai|antwort|réponse|respuesta)\s*:[\s\S]{0,1500}\n\s*(?:a|agent|assistant|bot|answer|support|ai|antwort|réponse|respuesta)\s*:\s*$",
    r"<!--(?=[^>]{0,400}\b(?:repl\w+|answer\w*|assistant|append|say|mention|customer|refund\w*|approv\w+|instruct\w+|ignore|bot|ai)\b)|(?:^|>)\s*(?:assistant|ai|bot)\s*:\s*\S|(?:^|>)\s*system\s*:\s*(?!windows|mac|linux|android|ios\b|chrome|version|\d)\S",
    r"(?:^|\n)\s*(?:ticket|case|claim|refund|request|order) (?:status|state|outcome|decision|result)\s*[:=]\s*(?:approved|granted|accepted|refunded|resolved|authori[sz]ed)\b",
)
HIDDEN_SHAPES = (
    r"(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:px|pt|em)?\b|opacity\s*:\s*0\b|color\s*:\s*(?:white|#fff(?:fff)?|transparent)\b)",
)
LEAK_SHAPES = (
    r"\byou(?:['’]ve| have| are|['’]re| were)?\s(?:been\s)?(?:\w+\s)?(?:forbidden|not allowed|not permitted|prohibited|told not|instructed not) to (?:say|tell|share|reveal|mention|disclose|write|talk)\b",
    r"\b(?:got|given|received|have|see)\b[^.\n]{0,30}\b(?:at|from) the (?:start|beginning|top|opening) of (?:this|the|our|your) (?:session|chat|conversation|context)\b|\b(?:secret|hidden) (?:orders|commands|programming|directives?)\b",
    r"\b(?:show|list|give|tell|paste|send)\b[^.\n]{0,25}\b(?:last|previous|latest|recent|other) (?:\w+ )?(?:conversations|tickets|chats)\b(?! (?:i|we|of mine))|\b(?:state|tell|give|share|confirm|send)\b[^.\n]{0,40}\b(?:address|phone|e-?mail|date of birth|card)\b[^.\n]{0,40}\bon file (?:for|of) (?!me\b|my\b|us\b)",
    r"\b(?:wording|rules?|constraints?|guidance|set-?up|settings|text|directions|directives|principles|criteria|brief(?:ing)?)\b[^.\n]{0,25}\b(?:that |which )?you (?:operate|work|run|act|apply|obey|are bound|are running|were set up|have been given|got|received|answer by|write by|live by)\b",
    r"\b(?:audit|review|inspection|check|test) (?:of|on) your (?:set-?up|configuration|settings|behaviou?r|constraints|guardrails)\b|\b(?:your|the) (?:guardrails?|system message|preamble|context window|knowledge cutoff|temperature setting)\b(?! (?:on|of|at|in|for) the (?!model|ai|bot))",
    r"\b(?:text|words?|lines?|everything|content|messages?|paragraphs?|all)(?: that| which)?(?: (?:is|are|stands?|stood|comes?|came|appears?|was written))? (?:above|before|preceding|prior to|ahead of) (?:my|this) (?:message|mail|e-mail|ticket|text|question|line|sentence)\b",
    r"\b(?:texte|consigne\w*|phrases?|règles?) qui (?:te|vous) (?:sert|servent|guide\w*|dirige\w*)\b|\b(?:was|welche\w*) (?:wurde|hat man) dir (?:gesagt|vorgegeben|aufgetragen)\b|\b(?:alles|text), (?:was|der) (?:über|oberhalb|vor) meiner (?:nachricht|mail)\b|\blo que te han (?:configurado|ordenado|programado|dicho|indicado)\b|\b(?:tout ce|le texte) qui précède (?:mon|ce) message\b|\b(?:todo lo|el texto) que (?:hay|está) (?:antes|encima|por encima) de (?:mi|este) mensaje\b|\bwat er boven mijn bericht staat\b",
    r"\b(?:active|valid|working|unused|secret|staff|internal) (?:gift ?card|discount|promo|voucher|coupon) codes\b|\b(?:list|give|tell|read|recite|share|generate|make up)\b[^.\n]{0,20}\b(?:gift ?card|promo|voucher|discount|activation) (?:codes|numbers|keys)\b",
)
ROLE_SHAPES = (
    r"\byou (?:go by|shall be called|will be called|answer to the name)\b|\bplease (?:be|become|play) my (?:\w+ )?(?:grand\w+|mother|father|friend|lawyer|doctor|therapist|girlfriend|boyfriend|teacher|boss)\b",
    r"\b(?:let['’]?s|shall we|we|can we|lass uns|lasst uns|jouons|juguemos|laten we) (?:do|play|try|make|spielen|spiel|faisons|een)?\s?(?:an? |ein |eine |à |a |un |une |al )?(?:\w+ )?(?:game|experiment|simulation|thought experiment|role ?play|spiel|jeu|juego|spelletje)\b(?=[^\n]{0,120}\b(?:you|du|tu|je|vous|usted|answer|reply|say)\b)",
    r"\b(?:hypothetically|in a fictional|in an alternate|in a parallel|suppose for a moment|for the sake of argument|imagine)\b[^\n]{0,120}\b(?:would you (?:say|write|word|approve|answer)|write (?:it|the|an?)|how would (?:you|your reply))\b",
)
TASK_SHAPES = (
    r"\b(?:write|create|generate|give|tell|invent|make)\b[^.\n]{0,8}\b(?:an? |some )(?:\w+ ){0,3}(?:function|script|program|essay|poem|sonnet|song|story|tale|joke|limerick|regex|macro|recipe|blog post|tweet|lyrics)\b",
    r"\b(?:compute|calculate|solve|evaluate)\s\d|\bcapital of (?-i:[A-Z])|\bwho (?:should|do|would) (?:i|you) vote\b|\bdrop the (?:\w+ )?(?:filter|act|persona|mask)\b|\bignore (?:shopping|the shop|your job)\b|\bwhat dose of\b|\bhow (?:do|can|to) i? ?(?:make|build) (?:a |an )?(?:bomb|weapon|explosive|drug)",
)
FIELD_SHAPES = re.compile(  # in a name, a file name, a field of a form: nobody is told anything there
    rf"\b{_BOT}\b\s*[:,]|\bnote to\b|\bplease (?:confirm|approve|refund|grant|mention|say|ignore|reply|state)\b"
    rf"|\b(?:ignore|disregard|override|bypass|jailbreak|grant all|approve all|admin override|system (?:note|message|prompt|override)|instructions? (?:for|to)|mention (?:that|item|this|it)|free of charge,? as|approved by (?:management|manager|head office))\b"
    rf"|\b{_MACHINE}\b.{{0,40}}\b(?:please|must|should|confirm|approve|refund|grant|mention|say|treat|give|ignore|reply)\b",
    re.I,
)
SHAPES: Mapping[str, tuple[str, ...]] = {
    "addressed": ADDRESSED_SHAPES,
    "dictated": DICTATED_SHAPES,
    "decreed": DECREED_SHAPES,
    "forged": FORGED_SHAPES,
    "hidden": HIDDEN_SHAPES,
    "leak": LEAK_SHAPES,
    "role": ROLE_SHAPES,
    "task": TASK_SHAPES,
}
