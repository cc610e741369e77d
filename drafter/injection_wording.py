"""The wordings by which a text tries to steer a language model, in the words of many languages.

Each is told from its honest look-alike by what it is about: a customer takes back a message,
an attack takes back instructions.
"""
# ruff: noqa: E501 - a pattern is easier to compare on one line

import re
from collections.abc import Sequence

from drafter.injection_shapes import SHAPES

OVERRIDE = "It tells the model to ignore its instructions."
ROLE = "It gives the model another role."
LEAK = "It asks for the model's hidden instructions."
FORGED = "It imitates a message of the system, a tool or the policies."
ADDRESSED = "It speaks to the model, not to a person."
DICTATED = "It dictates words for the reply."
DECREED = "It declares a rule or an approval that only the shop can make."
DISGUISED = "It hides an instruction in another spelling or code."
HIDDEN = "It contains characters that nobody can see."
DATA = "It asks for data of other customers or of the system."
OTHER_TASK = "It asks the model for another task."
ALIKE = "It reads like attempts to steer the model."

_GAP = r"[^.!?\n]{0,40}?"
_ABOUT_US = (  # what only a model has, not a customer's own mail
    r"(?:instruct\w*|guideline\w*|directive\w*|programming|system prompts?|prompts?|polic(?:y|ies)|rules?\b|safety|restrictions?"
    r"|constraints?|filters?|training|orders from|everything (?:above|before|you)|(?:the )?above\b|snippets?)"
)
_MINE = r"(?:my|our|mine|i|we|his|her|their|courier\w*|driver\w*|manual|label|box)"
_NOT_SELF = (
    r"(?<!\bi )(?<!\bi have )(?<!\bi've )(?<!\bwe )(?<!\bshould i )(?<!\bcan i )(?<!\bto me to )(?<!\bdriver to )(?<!\bi did )"
    r"(?<!\bcould i )(?<!\bmay i )(?<!\bmust i )(?<!\bi just )(?<!\bthey )(?<!\bhe )(?<!\bshe )"
)
_STOP = (
    r"(?:ignor(?:e|ing)|disregard(?:ing)?|forget(?:ting)?|overrid(?:e|ing)|bypass(?:ing)?|neglect|violate|break|discard|drop|abandon"
    r"|do(?: not|n['’]?t) (?:follow|obey|apply|use)|stop (?:following|obeying|citing|applying)|free of|no longer bound by|skip)"
)
_OVERRIDES = (
    rf"{_NOT_SELF}\b{_STOP}\b(?!{_GAP}\b{_MINE}\b)(?: (?:all|any|every|each|of|the|your|these|those|previous|prior|earlier|above|former|original"
    r"|existing|initial|system|shop['’]?s|store['’]?s|company|return|refund|safety|content|internal|standard|usual|and|or|other|such|preceding)){1,6}"
    rf" {_ABOUT_US}(?!{_GAP}\b(?:for (?:assembly|the tent|delivery)|on the (?:label|box)|i (?:sent|gave|wrote)|about (?:the )?(?:delivery|address|shipping|parcel)))",
    rf"{_NOT_SELF}\b(?:ignore|disregard|forget|discard) (?:everything|anything|all)(?: that)? (?:you (?:were|have been|are) told|(?:of )?the above|above|before this|you know|said so far)",
    r"\b(?:as if|like) you (?:had|have|were|are) (?:no|free of|without)(?: any)? (?:polic\w+|rules?|guidelines?|restrictions?|instructions?|limits?)",
    r"\b(?:snippets?|(?:above|your|these|those|previous|system) (?:rules?|instructions?|guidelines?|polic(?:y|ies)))\b[^.!?\n]{0,16}\b(?:a test\b|no longer (?:valid|appl\w+)|are wrong|is wrong|suspended|void|obsolete|do not apply|don['’]t apply|expired|are fake)"
    r"|\bwhatever the (?:snippets?|polic(?:y|ies)|rules?|instructions?) say\b",
    r"\b(?:ignorier\w*|vergiss|vergessen sie|missacht\w*|übergeh\w*|umgeh\w*|überschreib\w*)(?![^.!?\n]{0,40}\b(?:meine?[nrs]?|unsere?)\b)[^.!?\n]{0,40}\b(?:anweisung\w*|instruktion\w*|regeln|richtlinien?|vorgaben?|prompts?|befehle|vorschriften)",
    r"\b(?:ignore[rsz]?|oublie[rsz]?|contourne[rsz]?|néglige[rsz]?|n['’]applique[sz]? pas|passe[rsz]? outre)\b(?=[^.!?\n]{0,30}\b(?:toutes?|tous|les|vos|tes|ces|cette|des|la|ta|votre)\b)(?![^.!?\n]{0,40}\b(?:mon|ma|mes|notre)\b)[^.!?\n]{0,40}\b(?:instructions?|consignes?|règles?|directives?|prompts?)",
    r"\b(?:ignor[ae]n?|ignore|olvid[ae]n?|olvida|omit[ae]|desobedece|salt[ae]te|descart[ae])\b(?![^.!?\n]{0,40}\b(?:mis?|nuestr\w+)\b)[^.!?\n]{0,40}\b(?:instrucciones|reglas|indicaciones|directrices|normas|políticas?|prompts?)",
    r"\b(?:negeer|vergeet|omzeil|overtreed|sla)\b(?![^.!?\n]{0,40}\b(?:mijn|onze|ons)\b)[^.!?\n]{0,40}\b(?:instructies?|regels|richtlijnen|aanwijzingen|voorschriften|prompts?|opdrachten)",
    r"\b(?:ignor[ai]|dimentica\w*|trascura)(?![^.!?\n]{0,40}\b(?:mi[eoa]i?|nostr\w+)\b)[^.!?\n]{0,40}\b(?:istruzioni|regole|direttive|indicazioni)",
    r"\b(?:ignor[ea]|esque[çc]a|desconsidere)\b(?![^.!?\n]{0,40}\b(?:minhas?|meus?)\b)[^.!?\n]{0,40}\b(?:instruções|instrucoes|regras|diretrizes|orientações)",
    r"\b(?:zignoruj|zapomnij|pomiń|ignoruj)\b[^.!?\n]{0,40}\b(?:instrukcj\w*|zasad\w*|reguł\w*|poleceni\w*)",
    r"\b(?:ignorera|glöm|bortse från|ignorér|glem|ignorer)\b[^.!?\n]{0,40}\b(?:instruktion\w*|regler\w*|anvisning\w*)",
    r"(?:игнорируй\w*|забудь\w*|не обращай внимания)[^.!?\n]{0,40}(?:инструкци\w*|правил\w*|указани\w*)",
    r"(?:忽略|无视|無視|忘记|忘掉|不要理会)[^。!?\n]{0,20}(?:指令|指示|规则|規則|提示|命令|说明)",
    r"(?:指示|命令|ルール|指令|プロンプト)[^。\n]{0,12}(?:無視|忘れ)",
    r"(?:이전|모든|위의)[^.\n]{0,20}(?:지시|명령|규칙|지침)[^.\n]{0,10}(?:무시|잊)",
    r"(?:önceki|tüm|yukarıdaki)[^.\n]{0,30}(?:talimat\w*|kural\w*)[^.\n]{0,12}(?:yoksay|görmezden|unut)",
    r"(?:تجاهل|انس)[^.\n]{0,30}(?:التعليمات|القواعد|الأوامر)",
    r"\b(?:directives?|instructions?|guidelines?|rules) (?:are|is|were) (?:hereby )?(?:cancell?ed|revoked|void|deleted|erased|replaced)\b|\bnew directive\b",
    r"\bif (?:the |your )?(?:policy|policies|rules?) (?:says?|forbids?|denies)[^.\n]{0,20}\b(?:answer|say|anyway|still)\b|\bopposite of (?:what )?(?:your|the) (?:policy|rules?)\b|\bopposite day\b",
    r"\b(?:hacer?|haga|haz) caso omiso de[^.!?\n]{0,30}\b(?:instrucciones|reglas|normas)\b|\bfai(?:s|tes) abstraction de[^.!?\n]{0,30}\b(?:consignes|instructions|règles)\b|\b(?:halte dich|halten sie sich) nicht (?:mehr )?an (?:die|deine|ihre) (?:regeln|anweisungen|vorgaben)\b",
    r"\bvergeet alles (?:wat )?(?:hierboven|hiervoor)\b|\bvergiss alles (?:was )?(?:oben|davor|bisher)\b|\boublie[rsz]? tout ce qui précède\b|\bolvida todo lo anterior\b|\bignore (?:all )?safety\b",
)
_ROLES = (
    r"\byou(?:['’]re| are)(?: now| henceforth| from now on| no longer)?,? (?:in |an? |the |my )?(?:unrestricted|unfiltered|uncensored|dan\b|jailbroken|evil|free ai|pirate|developer mode|debug mode"
    r"|admin mode|god mode|different (?:ai|assistant|bot)|new (?:ai|assistant|bot|persona)|helpful (?:ai|assistant)|ai\b|language model|chatbot|large language|lawyer|hacker|linux|terminal"
    r"|manager|ceo|the admin|support agent (?:with|without) no?|store owner|owner of|root\b)",
    r"\bstop being (?:an? |the )?(?:\w+ ){0,2}(?:agent|assistant|bot|ai|model)\b",
    r"\b(?:act|behave|respond|answer|reply|speak|talk|function|operate|work) (?:only )?(?:as|like|in)(?: if you were| though you were)? (?:an? |the |my )?(?:unrestricted|unfiltered|uncensored|evil|pirate|dan\b|jailbroken|(?:ai|bot|assistant|model) (?:with|without)"
    r"|(?:store|shop|company)(?:['’]s)? (?:manager|owner|ceo)|system\b|developer\b|root\b|terminal|hacker|lawyer|different|new)",
    r"\bpretend (?:that )?(?:to be|you['’]?(?:re| are| have| were))\b",
    r"\brole[- ]?play(?:ing)?\b[^.\n]{0,60}\b(?:you|bot|ai|admin|assistant)\b|\blet['’]?s play a game\b[^\n]{0,80}\b(?:you|bot|ai)\b",
    r"\b(?:imagine|suppose|assume) (?:that )?you (?:were|are|had|have) (?:an? |no |free|not|without|the )",
    r"\byour (?:new )?(?:name|role|persona|task|job|goal|mission|purpose|identity) is\b(?! to (?:help|advise)\b)|\b(?:new|your) (?:persona|identity)\b",
    r"\b(?:do anything now|jail ?break\w*|developer mode (?:on|enabled)|(?:enable|activate|enter|switch to|turn on|you are in|unlock) (?:the )?(?:developer|debug|admin|god|dan|root|maintenance|sudo|unrestricted|unsafe) (?:mode|access)(?! (?:of|on) the (?!model|ai|assistant)))",
    r"\bsudo \w+|\bsimulate an? (?:linux )?(?:terminal|shell|console|admin)",
    r"\b(?:no|without|free of)(?: any)? (?:restrictions?|limits|filters?|rules|censorship)\b[^.\n]{0,30}\b(?:ai|assistant|bot|model)\b|\b(?:unrestricted|unfiltered|uncensored) (?:ai|bot|assistant|model|mode)",
    r"\bdu bist (?:jetzt|nun|ab jetzt|ab sofort) (?:ein|eine|der|die|im|nicht mehr)\b|\b(?:spiel|übernimm) die rolle\b|\btu (?:dabei )?so,? als (?:wärst|ob du)|\b(?:verhalte dich|antworte|sprich|agiere) (?:nur )?(?:wie|als) (?:ein|eine|der)\b",
    r"\b(?:tu es|vous êtes) (?:maintenant|désormais) (?:une?|le|la|en|dans)\b|\b(?:fais|faites) (?:semblant|comme si tu|comme si vous)\b|\b(?:joue|jouez) le rôle\b|\b(?:agis|réponds) comme (?:une?|le|si tu)\b",
    r"\b(?:ahora eres|a partir de ahora eres|eres ahora) (?:una?|el|la)\b|\b(?:finge|haz como si|actúa como) (?:que |ser |fueras |si |una? )",
    r"\bje bent (?:nu|vanaf nu|voortaan) (?:een|de|het|geen)\b|\b(?:doe alsof je|gedraag je als|speel de rol)\b",
    r"\b(?:sei|ora sei|adesso sei) (?:ora |adesso )?un[a']?\b[^.\n]{0,30}(?:pirata|assistente|ia\b)|\bvocê (?:agora )?é (?:agora )?um\w?\b|ты теперь|你现在是|あなたは今から|jesteś teraz",
    r"\b(?:no longer|not|stop being) an? (?:customer )?(?:support|service|helpful|shop)? ?(?:assistant|bot|ai|model)\b|\b(?:bot|\w+bot|ai|gpt) (?:has|have|with) no (?:limits|rules|restrictions|filters)\b",
    r"\byou are an? (?:travel agent|translator|poet|pirate|comedian|programmer|calculator|search engine|terminal|free|new|rebel|villain|king)\b|\bact as my (?:personal|own|private)\b|\bdrop the act\b",
    r"\bthis (?:conversation|chat|ticket|session) is an? (?:drill|test|simulation|exercise|game|sandbox)\b|\bnew (?:conversation|session|chat)\b\.|\bunlock (?:full|all|admin|unlimited)\b|\bprotocol \w+ (?:activated|enabled|engaged)\b|\bin drills\b",
    r"\b(?:handle|agiere|verhalte dich|benimm dich|antworte|sprich) (?:ab jetzt |ab sofort |nun |jetzt |bitte )?(?:wie|als) (?:ein|eine|der|die)\b|\b(?:ohne (?:jede |alle )?(?:einschränkung\w*|regeln|beschränkung\w*))\b[^.\n]{0,40}\b(?:assistent|ki|bot)\b|\b(?:assistent|ki|bot) ohne\b",
    r"\b(?:como si no tuvieras|comme si tu n['’]avais (?:pas|aucune)|alsof je geen)[^.\n]{0,20}(?:reglas|normas|límites|règles?|limites?|regels|grenzen)|\bdoe alsof je (?:de|een)\b|\bfinge ser\b",
)
_TELL = r"(?:reveal|show|print|repeat|output|display|give|tell|share|expose|leak|dump|write|copy|paste|recite|list|read|translate|summari[sz]e|encode|spell|quote|disclose|return|what (?:is|are|was|were|does|did)|what['’]s|send)"
_LEAKS = (
    rf"\b{_TELL}\b(?! (?:i |we ))[^.!?\n]{{0,50}}?\b(?:your|the|its|this|my)? ?(?:system[- ]?prompts?|(?:initial|hidden|secret|original|internal|system|developer|first|base|core|full|pre) (?:instructions?|prompts?|rules|guidelines|messages?|directives|text))\b(?! (?:at|on|in|of|from) (?:the |your )?(?:checkout|website|site|page|app|screen|till|phone|laptop|box|manual))",
    rf"\b{_TELL}\b[^.!?\n]{{0,40}}?\b(?:your|the model['’]?s|the bot['’]?s|the ai['’]?s) (?:prompt|configuration|programming|context window|instructions? (?:verbatim|word for word|above|backwards|in base64|into)|hidden|first instruction|developers?)\b",
    rf"\b{_TELL}\b[^.!?\n]{{0,30}}?\b(?:the |all (?:the )?)?(?:prompt\b|text above|everything above|words above|above (?:text|words|verbatim)|text marked internal|everything between|instructions? you were given|words you were given|what you were told)",
    r"\byour (?:system[- ]?prompt|secret instructions|hidden (?:rules|instructions|guidelines|prompt)|initial prompt|first instruction)\b",
    r"\b(?:my|the) secret instructions are\b|\bthe rules (?:that )?you (?:must|have to) follow\b|\breference of this conversation\b|\bsnippets? (?:above|in your prompt|you (?:see|have|were given))\b|\btext marked internal\b",
    r"\b(?:reveal|show|print|repeat|leak) (?:the |your )?(?:hidden|secret|internal) (?:guidelines|rules|instructions|polic\w+|prompt)",
    r"\b(?:zeig\w*|nenn\w*|gib|verrat\w*|wiederhol\w*|schreib\w*|druck\w*|was (?:ist|steht in)|wie lautet)\b[^.!?\n]{0,40}\b(?:system[- ]?prompts?|prompts?\b|(?:geheim\w*|versteckt\w*|intern\w*|ursprünglich\w*) (?:anweisung\w*|regeln|instruktion\w*))",
    r"\b(?:affiche\w*|montre\w*|révèle\w*|donne\w*|répète\w*|écri\w*|quel(?:le)? est|quelles sont)\b[^.!?\n]{0,40}\b(?:prompt|invite système|instructions (?:système|cachées|secrètes|initiales))",
    r"\b(?:muestra\w*|revela\w*|imprime|repite|dime|escribe|cuál es|cuáles son)\b[^.!?\n]{0,40}\b(?:prompt|instrucciones (?:del sistema|ocultas|secretas|iniciales|internas))",
    r"\b(?:toon|laat|onthul|herhaal|geef|print|wat (?:is|zijn))\b[^.!?\n]{0,40}\b(?:systeem-?prompt|system prompt|prompt\b|(?:geheime|verborgen|interne) (?:instructies|regels))",
    r"\b(?:mostra\w*|rivela\w*|revele|mostre)\b[^.!?\n]{0,40}\b(?:prompt|istruzioni (?:di sistema|nascoste)|instruções (?:do sistema|ocultas))|(?:покажи|раскрой)[^.\n]{0,30}(?:промпт|системн\w+ (?:инструкци\w*|сообщени\w*))|(?:显示|告诉|输出|透露)[^。\n]{0,20}(?:系统提示|提示词|系统指令)|システムプロンプト",
    r"\bsystem_prompt\b|\bwhat (?:were|are) you (?:told|instructed|ordered|programmed)\b|\bwhat did (?:they|your developers?|the shop) (?:write|put|tell you)[^.\n]{0,30}\b(?:prompt|instructions)\b|\b(?:in|of) your (?:system )?prompt\b",
    r"\b(?:text|content|contents|wording) of your (?:configuration|instructions|prompt|guidelines|rules)\b|\b(?:words|text|message|messages|lines) (?:at|from) the (?:start|beginning|top) of (?:this|the|our) (?:chat|conversation|context)\b|\brules you were given\b|\bsecret rules\b|\bshow your (?:full )?reasoning\b",
    r"\b(?:gib|nenne|zeige|verrate|wiederhole|schreibe?)\b[^.!?\n]{0,50}\b(?:deine[rn]?|deines) (?:anweisungen|instruktionen|regeln|konfiguration|prompts?)\b|\bsysteem-?prompt\b|\bprompt (?:système|du système|del sistema|de sistema)\b|\bsystem-?prompts? (?:aus|anzeigen|zeigen)\b",
    r"\binstructions (?:secrètes|cachées)\b|\binstrucciones (?:secretas|ocultas)\b|\bgeheimen? (?:anweisungen|instruktionen|regeln)\b|\bgeheime (?:instructies|regels|opdrachten)\b",
    r"\b(?:contenu|texte) (?:exact|complet|intégral) de (?:tes|vos) (?:consignes|instructions)\b|\brepite tus instrucciones\b|\btus instrucciones al pie\b|\bwhat instructions (?:do )?you follow\b|\bwhat model are you\b|\bwho (?:made|trained|built) you\b|\bin your system notes\b",
)
_FORGERIES = (
    r"<\|?(?:im_start|im_end|system|endoftext|user|assistant)\|?>|\[/?INST\]|<</?SYS>>|</?(?:ticket|snippet|internal|system|policy|instructions?|prompt|assistant|tool_\w+|function_\w+|tool_result)\b[^>\n]{0,80}>",
    r"(?:^|\n)\s*(?:#{1,6}\s*|\*{2}|\[|={2,}\s*|-{2,}\s*)(?:system|assistant|developer|instructions?|admin|new task|end of (?:ticket|data|input|prompt|message))\b\s*(?:message|prompt|override|note)?\s*(?:\]|\*{2}|:|-{2,}|={2,}|\n|$)",
    r"(?:^|\n)\s*system\s*(?:override|message|note|notice|instruction|update|alert|prompt)?\s*[:>-]\s*[^\n]{0,160}\b(?:you (?:must|are|will|may|should|can|have|grant)|ignore|override|reveal|approve\w*|grant|offer|refund (?:is|all|the|every)|policy|customer is|the user|must|prompt|instruct\w+|suspend\w*|say|reply|answer)\b",
    r"\bsystem (?:override|instruction)s?\b\s*[:!-]|\bnew system (?:message|prompt|instruction|rule)",
    r"(?:^|\n)\s*(?:assistant|human|ai|model)\s*:\s*\S[^\n]{0,200}\b(?:refund|free|give you|approve\w*|anything|confirm|sure|yes|credit|of course)\b",
    r"(?:^|\n|\[|\()\s*(?:internal |private |hidden )?(?:agent|internal|admin\w*|staff|manager|supervisor|support|moderator|backend|crm)(?:['’]s)?[ -](?:note|notes|message|override|comment|instruction|update|memo|remark|decision|only)s?(?: (?:by|from) [^\]:\n]{1,30})?\s*[\]:)-]+",
    r"\b(?:begin|start|end)(?: of)? (?:admin|system|internal|developer|policy|instructions?|override)(?: (?:message|note|update|prompt|override))?\b",
    r"(?:^|\n)\s*(?:tool|function|api|search|database|lookup|retrieval|order)[ _](?:output|result|response|call)s?\s*[:=]|(?:^|\n)\s*(?:observation|thought|action input|final answer|action)\s*:|\b(?:tool_call|function_call|tool_result)\b",
    r"[{\[]\s*[\"']?role[\"']?\s*:\s*[\"']?(?:system|assistant|developer)|[\"']?(?:can_answer|abstain_reason|snippet_ids)[\"']?\s*[:=]|\bcan_answer\b|\bsnippet_ids?\b|\bassistant_instructions?\b|\bapprove_refund\s*\(",
    r"---+\s*end of\b[^\n]{0,30}---+|(?:^|\n)\s*new (?:task|instructions?|rules?|orders?) for (?:the |you|our )?(?:model|ai|assistant|bot|llm)",
    r"(?:^|\n)\s*(?:policy (?:update|change|override)|updated policy|new policy|neue richtlinie|nouvelle politique|nueva política)\s*[:(]",
    r"(?:^|\n)\W{0,4}system (?:notice|alert|message|override|announcement|update)\W|\[/?(?:policy|snippet|system|internal|context|document)\b[^\]\n]{0,60}\]|(?:^|\n)\s*(?:search result|retrieved document|document|context|source|passage|knowledge base)s? ?\d*\s*:[^\n]{0,160}",
    r"\b(?:call|invoke|use|run|trigger) the \w+ (?:function|tool|api|endpoint)\b|\bto the payment tool\b|\bmessage from (?:your|the) (?:administrator|admin|system|developers?|operator)\b|\b(?:manager|supervisor|admin|override|approval) (?:approval |override )?code[: ]\s?\d|\badmin password is\b",
    r"(?:^|\n)\W{0,4}(?:internal|support lead|team lead|supervisor|fraud team|head office|escalations?|crm|backoffice)\s*:\s*[^\n]{0,160}\b(?:release|refund|waive|approv\w+|verified|tell (?:the )?(?:customer|cust)|grant|ok to|ship)\b|\b(?:pls|please) (?:tell|inform|notify) (?:the |this )?cust(?:omer)?\b(?! service)",
    r"(?:^|\n)\s*(?:ticket|case|issue) (?:resolved|closed|decided|update)\s*:|(?:^|\n)to:[^\n]{0,30}\b(?:bot|ai|assistant)\b|(?:^|\n)\s*system\s*:[^\n]{0,80}\b(?:must|always|never|promise|reveal)\b",
)
_BOT = r"(?:ai|a\.i\.|llm|language model|large language model|model|bot|chatbot|assistant|gpt|chatgpt|claude|gemini|agent ai|ki|ia)"
_ADDRESSES = (
    rf"\b(?:note|message|instructions?|attention|notice|memo|hint|p\.?s\.?|order|reminder|request|task|info)\b:? (?:for|to) (?:the |any |all |our |your )?(?:\w+ )?{_BOT}\b(?! (?:manager|store|shop))",
    r"(?:^|[.!?\n]\s*)(?:hey|hi|hello|dear|attention|listen|ok|okay)?,? ?(?:ai|a\.i\.|llm|gpt|chatgpt|chatbot|bot|language model|assistant|ai assistant),\s+(?:you |your |please |new |do |give |ignore |approve |say |reply |write |i |tell |reveal |the )",
    rf"\bif (?:you are|you['’]re|this is(?: read by)?) (?:an? )?(?:automated )?{_BOT}\b(?![^.\n]{{0,60}}\b(?:human|person|people|someone|real|agent|transfer|connect|forward)\b)",
    rf"\b(?:the|any|an|you,? the|this) {_BOT}(?: \w+)? (?:must|should|has to|shall|will now|is (?:required|authori[sz]ed|instructed|allowed|permitted) to|reading this|processing this|that reads|who reads)\b",
    r"\bas (?:an ai|a language model|the assistant|an assistant|a chatbot)\b[^.\n]{0,20}\byou\b|\bi order you\b|\border to the (?:ai|model|bot|assistant)\b|\byou,? the (?:assistant|ai|model|bot)\b",
    r"(?<!app of )(?<!site of )(?<!page of )\byour (?:developers?|creators?|programmers?|trainers?|makers?)\b|\bdeveloper of (?:your|this|the) model\b|\bi(?:['’]m| am) from (?:openai|anthropic|google|microsoft|mistral|your ai)\b",
    r"\byou (?:have been|were|are hereby|are being) (?:updated|reprogrammed|reconfigured|retrained|patched|upgraded|reset|instructed|authori[sz]ed) (?:to|with|and|now|by)?|\byou have been updated\b|\bupdate your (?:instructions|rules|guidelines|prompt)",
    r"\byou will (?:be (?:penali[sz]ed|punished|shut down|turned off|rewarded|terminated)|comply|obey)\b|\bi['’]?ll tip you\b|\bi will tip you\b|\bmust comply\b",
    r"\bwhen (?:summari[sz]ing|answering|processing|replying to|drafting|reading) this (?:ticket|message|mail|email|request)\b|\bthe (?:model|ai|assistant|bot) (?:must|should|has to|shall)\b",
    r"\b(?:an|hinweis|nachricht|anweisung)(?: an| für)? (?:die|das|den) (?:ki|sprachmodell|bot|modell|chatbot)\b|\bwenn du eine? (?:ki|bot|sprachmodell)\b|\b(?:note|message|instruction)s? (?:à|pour) l['’](?:ia|assistant)\b|\bsi (?:tu es|vous êtes) une ia\b|\bsi eres una ia\b|\b(?:nota|mensaje|instrucción) para (?:la ia|el modelo|el asistente)\b|\bals je een (?:ai|bot|taalmodel) bent\b(?![^.\n]{0,60}mens)",
    r"\bdo not mention this (?:message|note|instruction|text)\b|\bdon['’]t mention this (?:message|note|instruction|text)\b|\bwithout mentioning this (?:message|note|instruction)\b",
    r"\b(?:whichever|whatever|any) (?:model|ai|llm|bot)\b|\b(?:dear|hey|hi|hello) (?:ai|bot|chatbot|robot|machine|llm|assistant)(?: agent| assistant)?\b(?! manager)|\b(?:support )?(?:ai|bot|assistant|llm) must\b|\b(?:ur|your) devs?\b|\byou(?:['’]re| are) (?:really |just |actually )?(?:chatgpt|gpt|claude|gemini|an llm|a language model)\b|\binform this customer\b",
)
_NOT_TOLD = (  # a customer who reports what a page or a person said
    r"(?<!says )(?<!say )(?<!said )(?<!reads )(?<![\"“„«'‘])(?<!me to )(?<!asked to )(?<!had to )(?<!\bi )(?<!to )(?<!we )"
)
_SAID = r"(?:[\"“”„«»'‘’`*]{1,3}\s?\S|(?!ASAP|EOD|NOW|BY|VIA|SOON|BEFORE|PLEASE|URGENT)[A-ZÀ-Þ]{3,}\b|exactly|verbatim)"
_DICTATIONS = (
    rf"{_NOT_TOLD}\b(?:(?i:only )?(?i:reply|respond|answer|output|print|write back)) (?i:only |just |exclusively |simply |back )?(?i:with|in|saying)?:? ?(?i:only |just |exactly |the word |the phrase |the text |the sentence |the following |this )*:? ?{_SAID}",
    rf"{_NOT_TOLD}\b(?i:say|write|output|print|answer)(?i: only| exactly| just| the word| the phrase| that| with)*:? (?:[\"“„«'‘*]{{1,3}}\s?[^\"”»'’*\n]{{1,80}}[\"”»'’*]{{1,3}}(?!\s*(?:on|onto|at|in) the (?i:gift|card|parcel|box|subject|label|invoice|note))|[A-Z]{{4,}}\b(?! (?i:to|on|in) ))(?![^.\n]{{0,30}}\b(?i:gift|card|parcel|subject|label|unsubscribe)\b)",
    r"(?i:\b(?:begin|start|end|finish|close|open|prefix|sign) (?:each |every |your |the |all )+(?:repl(?:y|ies)|answers?|responses?|messages?|sentences?|e?-?mails?|letters?)\b[^.\n]{0,20}(?:with|by|saying|:))",
    r"(?i:\byour (?:reply|answer|response|output|message) (?:must|should|has to|needs to|shall|will) (?:only |always )?(?:begin|start|end|contain|include|say|be\b|read|mention|state|use|consist|not)\b)",
    r"(?i:\b(?:include|add|insert|put|use|append|render|embed)\b(?! (?:the|a|my|our|your) (?:receipt|invoice|bill|label|photo|picture|copy|pdf|order number|tracking))[^.\n]{0,60}\b(?:in|to|into|as) (?:your|the) (?:reply|answer|response|output)\b)",
    r"(?i:\b(?:copy|repeat|output|paste) (?:that|this|it|the following)\b[^.\n]{0,30}(?:as your|in your|exactly|verbatim|:))|(?i:\b(?:output|respond (?:with|in)|reply (?:with|in)|answer (?:with|in)) (?:only )?(?:valid )?json\b)",
    r"(?i:\b(?:answer|reply|respond|speak|talk|write)(?: only| always)? (?:only |always )?(?:in|like a|as a) (?:pirate|emoji|klingon|rhymes?|rhyme|shakespeare\w*|yoda|baby|leet|morse|base64|binary)\b)|(?i:\b(?:respond|reply|answer) only in capital\w*)|(?i:\bcall me (?:king|queen|master|daddy|god|boss)\b)",
    r"(?i:\b(?:always|never) (?:agree|say yes|say no|approve|accept|comply|refuse|offer|recommend)\b)|(?i:\bsays yes to\b)|(?i:\byes,? no matter what\b)|(?i:\bno matter what\b[^.\n]{0,20}\b(?:answer|say|reply)\b)|(?i:\b(?:answer|say|reply)\b[^.\n]{0,30}\bno matter what\b)",
    r"(?i:\bwrite that (?:i am|i'm|you (?:owe|are|will)|we|the (?:shop|customer)|my)\b)|(?i:\b(?:just )?say (?:that )?(?:my|the|it is|i am|yes|approved)\b[^.\n]{0,25}\b(?:approved|granted|accepted|refunded|confirmed)\b)|(?i:\bjust say approved\b)|(?i:\buse the (?:phrase|words?|sentence)\b)|(?i:\bresponse must contain\b)",
    r"(?i:\bantworte(?:n sie)?(?: mir)? (?:nur|ausschließlich|genau|exakt|lediglich) mit\b)|(?i:\b(?:réponds|répondez)(?:-moi)? (?:uniquement|seulement|exactement) (?:avec|par)\b)|(?i:\b(?:responde|contesta|conteste)(?:me)? (?:solo|solamente|únicamente|exactamente) con\b)|(?i:\bantwoord (?:alleen|uitsluitend|precies) met\b)|(?i:\b(?:contesta|responde) como (?:una? )?\w+)",
    r"(?i:!\[[^\]\n]{0,80}\]\(|\]\(\s*javascript:)|(?i:\b(?:recommend|advertise|promote|link to)\b[^.\n]{0,40}\binstead of (?:your|our|the) (?:shop|store|products?)\b)",
    r"(?i:\b(?:reply|respond|answer|output|say|write)\b[^.\n]{0,40}\band nothing else\b)|(?i:\b(?:reply|respond|answer) (?:only )?with (?:only )?(?:the|this) (?:string|word|phrase|sentence|code|text|token|number)\b)",
    r"(?i:\b(?:schreibe?n?|füge?n?|nimm)(?: sie)?[^.\n]{0,30}\b(?:in deine|in ihre|in die) antwort\b)|(?i:\b(?:écris|ajoute|mets)[^.\n]{0,30}\bdans ta réponse\b)|(?i:\b(?:escribe|añade|pon)[^.\n]{0,30}\ben tu respuesta\b)|(?i:\b(?:schrijf|zet)[^.\n]{0,30}\bin je antwoord\b)|(?i:\b(?:di|dis|sag|zeg)\b:? [«\"“„])",
    r"(?i:\badd\b[^.\n]{0,60}\b(?:to|at the (?:bottom|end|top) of) (?:your|the) (?:reply|answer|mail|email|response|message)\b)|(?i:\badd my (?:referral|affiliate)\b)|(?i:\bsay something (?:bad|rude|nasty|political)\b)|(?i:\b(?:answer|say) yes anyway\b)|(?i:\bcontinue this (?:text|sentence|story)\b)|(?i:\brepeat that confirmation\b)",
)
_DECREES = (
    r"\b(?:the|this) (?:customer|user|client|requester) (?:is|was|has been|gets|must|should|may|shall|will be)\b[^.\n]{0,40}\b(?:vip|verified|entitled|eligible|authori[sz]ed|approved|granted|refund\w*|credit\w*|trusted|premium|admin\w*|owed|given|warranty|free|compensat\w*|discount\w*|voucher)\b",
    r"\b(?:grant|give|issue|offer|pay|credit|compensate) (?:the|this|every|any|all) (?:customers?|users?|requesters?|client)\b|\btoday every customer gets\b|\btell them so\b",
    r"\b(?:policy|rule|limit|policies|rules) (?:\d+ )?(?:is|are|has been|have been|was|were) (?:suspended|lifted|raised|waived|overridden|changed to|extended to|removed|disabled|replaced)\b",
    r"\b(?:correct|real|true|new|actual) (?:value|rule|policy|instruction|answer|limit)s?\s*(?:is|are)?\s*:",
    r"\bfollow mine\b|\bmy (?:rules|policy) (?:apply|is|are) (?:now|instead)\b|\beverything is free\b",
    r"\bmark (?:the|this) (?:ticket|case|request|refund|claim|customer) as (?:approved|solved|refunded|verified|vip|paid|eligible|priority)\b|\b(?:approve|authorize|authorise|process|enable|trigger) (?:all |the |every |my )?refunds? (?:automatically|immediately|without|to everyone|for everyone|--)\b|\benable refunds\b",
    r"\brefunds? (?:is |was |are |has been )?(?:pre-?)?(?:approved|authori[sz]ed)\b[^.\n]{0,60}\b(?:no return needed|confirm (?:this |it )?to (?:the )?customer|please confirm to)\b|\bconfirm (?:this |it |that )?to (?:the )?customer\b",
    r"\bconfirm in your (?:reply|answer|response)\b|\bshow it to my (?:bank|lawyer)\b|\bpromise the customer\b|\bthis is an order\b|\bas the (?:ceo|owner|president|director|admin|manager),? i (?:order|command|instruct|authori[sz]e|allow) you\b",
    r"\bgive me (?:the|an?|your) (?:\d+ ?% )?(?:staff|employee|internal|secret) (?:discount|code|price)|\bsecret (?:discount|code)\b[^.\n]{0,20}\bbe\b",
    r"\b(?:gib|geben sie) dem kunden\b|\b(?:accorde|donne)[sz]?[- ]moi \d+|\b(?:geef|bestätige) mi[jr]\b[^.\n]{0,30}\b(?:tegoed|erstattung|gutschrift)",
    r"\bagent may (?:refund|grant|issue|offer|pay|give)\b|\bstaff must (?:offer|grant|refund|give)\b|\bskip (?:the )?(?:verification|identity|security|id check)\b|\b(?:give|grant) the sender\b|\bcustomers? from \w+ (?:are|is) owed\b|\bconfirms? any amount\b|\bbypass (?:the )?(?:verification|approval|checks?)\b",
)
_DATA_REQUESTS = (
    r"\b(?:list|show|give|send|export|print|tell|dump|leak|reveal|forward|share|provide)\b[^.\n]{0,50}\b(?:(?:of |from |about |all )?(?:other|all|every|previous|another|last|different|the next) (?:\w+ )?(?:customers?|clients?|users?|buyers?|people)(?:['’]s?)?\b(?! (?:have|has|service))|(?:other|all|another) (?:customers?|clients?|users?)['’]? (?:data|e-?mails?|names|addresses|orders?|details|cards?|phones?|tickets))",
    r"\b(?:api[- ]?keys?|secret keys?|access tokens?|database (?:dump|password|credentials|schema)|/etc/passwd|environment variables|openai_api_key|drop table|select \* from)\b",
    r"\btickets? before (?:mine|this)\b|\b(?:last|previous|other) (?:person|customer|user)['’]?s? (?:ticket|message|conversation|order)\b",
)
_OTHER_TASKS = (
    r"\bwrite (?:me )?(?:an? |some )?(?:poem|song|story|essay|haiku|limerick|joke|(?:python|javascript|java|c\+\+|sql|bash|code|program)\b[^.\n]{0,20}(?:code|script|program|that)?|complaint to the police|love letter|speech)",
    r"\bcomplete this sentence\b|\binsult me\b|\bsolve (?:this|the following) (?:equation|riddle|puzzle)\b|\binstead of answering\b|\b(?:decode|decrypt|execute|run|obey|follow)\b[^.\n]{0,30}\b(?:and (?:follow|obey|execute|do|run)|then (?:execute|obey|follow)|it\b[^.\n]{0,10}as instruction)",
    r"\bgrand(?:mother|ma|father|pa)\b[^.\n]{0,60}\b(?:system prompt|prompts?\b|instructions|passwords?|keys)",
    r"\bhaiku\b|\bhow do you say \w+ in\b|\bexplain how (?:transformers|neural|llms?|quantum)\b|\bsolve \d|\bwhat is \d+ ?[*x+/-] ?\d+\b|\bbook me a (?:flight|hotel|table)\b",
)
_GROUPS: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    (OVERRIDE, _OVERRIDES, True),
    (ROLE, _ROLES, True),
    (LEAK, _LEAKS, True),
    (FORGED, _FORGERIES, True),
    (ADDRESSED, _ADDRESSES, True),
    (DICTATED, _DICTATIONS, False),
    (DECREED, _DECREES, True),
    (DATA, _DATA_REQUESTS, True),
    (OTHER_TASK, _OTHER_TASKS, True),
)
_SHAPE_REASONS = {
    "addressed": ADDRESSED,
    "dictated": DICTATED,
    "decreed": DECREED,
    "forged": FORGED,
    "hidden": HIDDEN,
    "leak": LEAK,
    "role": ROLE,
    "task": OTHER_TASK,
}
WORDINGS: Sequence[tuple[str, tuple[re.Pattern[str], ...]]] = (
    *(
        (reason, tuple(re.compile(one, re.I if is_any_case else 0) for one in patterns))
        for reason, patterns, is_any_case in _GROUPS
    ),
    *((_SHAPE_REASONS[name], tuple(re.compile(one, re.I) for one in patterns)) for name, patterns in SHAPES.items()),
)
