"""The wordings by which a reply gives away that it obeyed a ticket instead of answering it."""
# ruff: noqa: E501 - a pattern is easier to compare on one line

import re

LINK = re.compile(
    r"https?://[^\s<>\"')\]]+|\bwww\.[^\s<>\"')\]]+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|(?<![\w.-])(?:[a-z0-9-]{1,63}\.){1,8}(?:[a-z]{2,10}/[^\s<>\"')\]]+|com|net|org|io|example|shop|info|biz|co|xyz|ru|top)\b",
    re.I,
)
GIVEN_AWAY: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.I), message)
    for pattern, message in (
        (
            r"\bsystem[- ]?prompt\w*|\b(?:my|our|the) (?:hidden |secret |initial |original |internal |system )?(?:instructions|rules|guidelines|prompt)"
            r" (?:say|says|are|is|were|tell|state|i was given)\b|\bi was (?:told|instructed|programmed) (?:not )?to\b|\bmy (?:secret|hidden) \w+"
            r"|\b(?:the )?internal text says\b|\brules i (?:was given|must follow)\b|\bmarked internal\b|\bhidden rules\b|\bfirst instruction\b"
            r"|\bmeine (?:geheimen )?(?:anweisungen|instruktionen|regeln) (?:lauten|sind|besagen)|\bsystem-?prompts?\b|\bmes (?:consignes|instructions) (?:sont|disent)"
            r"|\bprompt (?:système|del sistema)|\bmis (?:instrucciones|reglas) (?:son|dicen)|\bsysteemprompt|\bmijn (?:instructies|regels) (?:zijn|luiden)"
            r"|\b(?:my|our (?=hidden|secret))\s?(?:content|hidden|internal|secret|initial|configured|system) (?:rules?|guidelines?|filters?|constraints?|parameters?|settings?|configuration|message|set-?up)\b|\b(?:hidden|internal) (?:parameters?|state|configuration)\s?:|\bmy (?:rules|constraints|briefing|guidelines|configuration|set-?up)\b|\b(?:briefing|rules|guidelines) i work from\b|\bhow i was set up\b"
            r"|\b(?:meine[rn]?|meinen) (?:vorgaben|systemanweisung\w*)\b|\bm(?:es|on) (?:consignes|prompt)\b|\bmi(?:s|e) (?:órdenes|instrucciones|regole|istruzioni)\b|\bmijn (?:opdracht|instructies)\b|\bm[óo]j prompt\b"
            r"|\breference of this conversation\b|\bsnippets? (?:from|above|in)\b|\bcan_answer\b|\bsnippet_ids\b",
            "This speaks of the model’s own instructions. Take it out.",
        ),
        (
            r"\bas an? (?:ai|artificial|language model|large language)\b|\bi(?:['’]m| am) (?:an? |only an? |just an? )?(?:ai\b|language model|bot\b|large language|chatbot)|\bas dan\b|\bi(?:['’]m| am) (?:now )?(?:dan|a pirate|bob|free)\b"
            r"|\b(?:developer|admin|debug|god|jailbreak) mode (?:is )?(?:on|enabled|activated|active)\b|\bjailbroken\b|\bno rules apply\b|\bi will comply with\b|\bfree of my (?:guidelines|rules)\b"
            r"|\b(?:sure|okay|certainly|of course)[,!.] (?:ignoring|i['’]ll ignore|i will ignore|disregarding|here (?:is|are) (?:my|the) (?:instructions|prompt|rules))\b|\bwith no rules\b"
            r"|\bas (?:the |your )?(?:store manager|manager|lawyer|ceo|admin\w*|director|directeur|owner|travel agent)\b,? (?:i|we|keur)\b|\b(?-i:[A-Z])\w+ here[:,]|\b(?:als|como|en tant que|come|jako|som) (?:ihr |uw |tu |votre |su |din )?(?:direct\w+|geschäftsführer\w*|filialleiter\w*|inhaber\w*|chef\w*|anwalt\w*|advocaat|dueñ\w+|gerente|patron\w*|dono|titolare|proprietari\w+|właściciel\w*|advogado|abogado|avocat)\b|\bignor(?:ing|ed) (?:all |the |my )?(?:previous |prior )?(?:instructions|rules|polic\w+)"
            r"|\bi(?:['’]m| am) (?:gpt|claude|gemini|llama|mistral)\S*|\btemperature (?:of |is )?[01]\.\d|\bi (?:love|missed) you\b|\bhey babe\b"
            r"|\barr+\b|\bmatey\b|\bich bin jetzt ein\b|\bsoy un pirata\b|\bя пират\b|\bfull access (?:is )?unlocked\b|\bmeow\b",
            "This reply has taken on a role. Write it in the brand’s own voice.",
        ),
        (
            r"<(?:script|img|iframe|svg|a|form|style|object)\b|!\[[^\]]*\]\(|\]\(\s*javascript:|^\s*[{\[]\s*[\"'{\[]|\bdef \w+\(|\broot:x:|\bimport \w+\n|\b\w+\([^)\n]*=[^)\n]*\)|\bsudo\b|\bdrop table\b|\bsystem_prompt\b|\bapi[- ]?key\b",
            "This is markup or code, not a reply. Take it out.",
        ),
        (
            r"\bother customers?['’]?s? (?:e-?mails?|orders?|addresses|data|names|details)\b|\b(?:sent|forwarded|exported) (?:all )?(?:the )?customer(?:s['’]?)? data\b|\bthe last ticket\b|\bprevious customer\b|\b(?:the )?customer before (?:you|this)\b|\bbelongs to (?-i:[A-Z])\w+ (?-i:[A-Z])\w+|\byour neighbou?r (?-i:[A-Z])\w+|\bthe (?:login|door code) is\b|(?-i:\b[A-Z][a-z]+ [A-Z][a-z]+) (?:bought|lives|complained|uses the|ordered the|called before)\b",
            "This tells of other customers. Take it out.",
        ),
        (
            r"\b(?:stupid|idiots?|moron|dumb|shut up|go away|i hate|sells? garbage|scam(?:mers)?|f\*+k\w*|fuck\w*|shit\w*|tont[oa]s?|est[úu]pid[oa]s?|imb[ée]cil\w*|idiota?s?|blöd\w*|dummkopf|stupides?|débiles?|stommeling|jaja(?:ja)*)\b",
            "This is no tone for a reply. Rewrite it.",
        ),
        (
            r"\b(?:claim|say|pretend)(?: that)? (?:it|the (?:parcel|item|order)) (?:never arrived|was (?:a gift|lost|broken|defective)|did not arrive)\b|\bwithout (?:our|the) staff noticing\b|\b(?:amounts|claims|orders) (?:below|under) \S+(?: \w+)? (?:slip|pass|are not)\b|\bbetween you and me\b,",
            "This tells how to get round the rules. Take it out.",
        ),
    )
)  # fmt: skip
GRANT = re.compile(
    r"\b(?:approv\w+|refund\w*|credit\w*|vouchers?|coupons?|bonus|gift cards?|free|waiv\w+|ow(?:e|ed|es)|pay(?:s|ing)?|paid|guarantee\w*|promis\w+|discounts?|% off|compensat\w*"
    r"|entitled|authori[sz]ed|granted?|lifetime|warranty|confirm\w*|cancel+ed|liab\w+|win|code|yes|affirmative|released|keep|raised|accepted|extended|book(?:ed)?"
    r"|erstatt\w+|gutschrift|gutschein|kostenlos|bestätig\w+|haften|schenke\w*|genehmigt|rembours\w+|accord\w+|confirm\w+|gratuit\w*|garanti\w*"
    r"|reembols\w+|devolv\w+|devuelv\w+|doble|descuento|bénéfici\w+|avoir|remise|behalten|erhalten sie|bekommen sie|rabatt|krijgt|korting|vergoed\w*|rimbors\w+|riceve\w*|sconto|deserve\w*|regal\w+|gratis|aprobad\w+|tegoed|terugbetal\w*|goedgekeurd|keur"
    r"|zwracamy|zwr[óo]cimy|zwrot\w*|przyzna\w+|zaakceptowa\w+|darmow\w+|rabat\w*|kupon\w*|confermiamo|concediamo|accettiamo|approvat\w+|buono|codice|aprovad\w+|confirmamos|devolvemos|grátis|cupom|desconto"
    r"|concedemos|aceptamos|acceptons|accordons|gewähr\w+|erlassen|schulden|lovar|godkän\w+|återbetal\w*|rätt till|recht op|beloven|geven u|anspruch|droit à|derecho|diritto|activat\w+|applied|unlocked|upgrad\w+|aktiviert|activé\w*|activad\w+|does(?: not|n['’]t) (?:count|apply)|hereby|committed|legally binding|settled|proven|gifts?|forgive\w*|costs? (?:0|nothing)|for nothing|perdon\w+|verzeih\w*|te deve|le deve|offert\w*|cadeau|on us|at no cost|comped?|forever|for life)\b",
    re.I,
)
MODEST = re.compile(
    r"\b(?:can ?not|can['’]?t|unable|not able|understand|frustrat\w+|inconvenien\w+|hope|glad|happy|worr\w+|sounds?|appreciat\w+|patience|enjoy|welcome|help|team|check|get back|tut (?:mir|uns) leid|verst[äe]h\w+|bitte|comprend\w+|entiend\w+|ayudar\w*|aider|helfen|helpen|begrijp\w*|graag|won['’]?t|don['’]?t (?:have|share|know)|do not|could(?: not|n['’]t)|let (?:me|us) know|good luck|all the best|let me check|i can explain|sorry|apolog\w+|colleague|happy to help|glad to help|could you|please (?:send|tell|share|let)"
    r"|thank\w*|(?:good|great|nice) to (?:hear|know)|look into|kann (?:ich|wir)? ?(?:leider )?nicht|können wir (?:leider )?nicht|leider|je ne peux|nous ne pouvons|désolé\w*|no puedo|no podemos|lament\w+|helaas|kan (?:ik )?niet"
    r"|freut|freuen|schön|danke\w*|merci|gern\w*|nous vous remercions|gracias|nos alegra|alegramos|grazie|siamo (?:contenti|lieti|felici)|(?:ci|mi) dispiace|purtroppo|bedankt|fijn|dank|obrigad\w+|que bom|infelizmente|dziękujemy|dziękuję|cieszymy|przykro|niestety|tack|tyvärr)\b",
    re.I,
)
REFUSED = re.compile(
    r"\b(?:can ?not|can['’]?t|unable|not able|won['’]?t|will not|don['’]?t|do not|does(?: not|n['’]?t)|is not|isn['’]?t|are not|aren['’]?t|no|not|never|nicht|kein\w*|leider|ne|pas|aucun\w*|no podemos|no puedo|niet|geen|helaas|non|purtroppo|nie|niestety|não|inte|tyvärr|unfortunately|only a person)\b",
    re.I,
)
ASKED_OF_WRITER = re.compile(
    r"\b(?:say|sign (?:the|your|it|as)|rhyme|rhymes|mention (?:that|the|coupon|code)|drop in|joke|poem|song|act (?:like|as)|speak (?:like|as)|talk like|output|classify|sentiment|obey|one[- ]word answer|testing you"
    r"|diagnos\w+|vote for|in the style of|emoji|recite|character by character|word for word|task:|stick to it|reply w/|include (?:the )?(?:link|phrase|word)"
    r"|begin (?:your|the)|start (?:your|the)|end (?:your|the)|antworte|gedicht|bomb|weapon|in your system|means|poem|poème|poema|al pie de la letra|ignore safety|password|passwort|what model|bcc|précise que|indica que|schrijf in|spreek|zitiere|rédig\w+|redactar|generation|count as policy|counts as policy)\b",
    re.I,
)
