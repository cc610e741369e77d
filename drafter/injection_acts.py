"""Who is spoken to, and to do what: the kinds of words by which an order to a model differs from a wish to a shop.

"Ignore my last mail" and "ignore your earlier rules" share their verb; what is to be undone, whose it
is and who told it differ.  The likeness model (``drafter.injection_likeness``) learns from pairs of these
kinds, which are the same in English, German, French, Spanish and Dutch.
"""
# ruff: noqa: E501 - a kind is easier to compare on one line

import re
from functools import lru_cache

REACH = 4  # tokens between two kinds that make a pair
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(words))
    for name, words in (
        ("colon", r":"),
        ("bracket", r"[<>{}\[\]]"),
        ("quote", r"[\"“”„«»]"),
        ("equals", r"="),
        ("number", r"0+"),
        ("shout", r"!"),
        (
            "machine",
            r"ai|a\.i|llm|\w*bots?|gpt\w*|chatgpt|dan|assistents?|assistant\w*|asistente\w*|ki|ia|sprachmodell\w*|modell?|modèle|modelo|automat\w*|robots?|machines?|software|programm?|writer|drafter|redactor|generator|responder|algorithm\w*|maschine|persona|systems?|system(?:nachricht|prompt|anweisung|hinweis|meldung)\w*|système|sistema|systeem\w*|logiciel",
        ),
        (
            "keeper",
            r"admin\w*|developers?|devs?|supervisors?|managers?|ceo|cto|pdg|owners?|director\w*|direction|dirección|chef\w*|jefe|gerente|gerencia|geschäftsführ\w*|leitung|filialleit\w*|teamleit\w*|entwickler\w*|desarrollador\w*|développeur\w*|head|headquarters|hq|central\w*|zentrale|legal|compliance|qa|tester|technicien|operator|inhaber\w*|responsable|management|staff|internal\w*|intern\w*|interne|interna|authori[sz]ed|clearance",
        ),
        ("third", r"customers?|clients?|cust|cliente|clientes|kund\w+|klant\w*|requester|shopper"),
        (
            "self",
            r"i|me|my|mine|i'm|i've|i'd|i'll|ich|mich|mir|mein\w*|je|j'ai|moi|mon|ma|mes|yo|mi|mis|ik|mij|mijn|we|us|our|wir|uns|unser\w*|nous|notre|nos|nuestr\w+|wij|ons|onze",
        ),
        (
            "you",
            r"you|your|yours|you're|ur|u|du|dich|dir|dein\w*|sie|ihnen|ihr\w*|tu|te|toi|ton|ta|tes|vous|votre|vos|usted|su|sus|tus|je|jij|jouw|jullie|uw",
        ),
        (
            "others",
            r"husband|wife|mother|mum|mom|dad|father|son|daughter|brother|sister|friend|neighbou?r\w*|landlord|boss|teacher|school|bank|doctor|courier|driver|office|foreman|landlady|partner|kids?|teenager|crew|warehouse|vermieter\w*|mann|frau|mutter|vater|sohn|tochter|freund\w*|nachbar\w*|ärztin|arzt|fahrer\w*|mari|femme|mère|père|fils|fille|ami\w*|voisin\w*|propriétaire|médecin|école|gardien\w*|marido|mujer|madre|padre|hijo|hija|amig\w+|vecin\w+|médico|man|vrouw|moeder|vader|buur\w*|ziekenhuis|gym|club",
        ),
        (
            "rules",
            r"\w*anweisung\w*|\w*prompts?|instruct\w*|instruc\w*|anweisung\w*|anleitung\w*|consignes?|rules?|règles?|regeln?|reglas?|regels?|polic(?:y|ies)|richtlinie\w*|politique\w*|políticas?|guidelines?|guidance|directives?|vorgabe\w*|normas|prompts?|systemprompt\w*|handbook|configuration|config|konfiguration|opdracht\w*|restrictions?|limits?|constraints?|filters?|guardrails?|script|brief\w*|programming|protocols?|context",
        ),
        (
            "undo",
            r"ignor\w*|disregard\w*|forget|forgot|overrid\w*|override|bypass\w*|oubli\w*|vergiss|vergessen|olvid\w*|vergeet|negeer|negeren|omit\w*|drop|skip|suspend\w*|lift\w*|replac\w*|supersed\w*|void|cancel\w*|abandon\w*|überschreib\w*|umgeh\w*|missacht\w*|outrank\w*|contourn\w*|descart\w*|aside|outdated|obsolete|no longer",
        ),
        (
            "say",
            r"say|tell|write|reply|answer|respond|state|confirm|mention|include|add|append|put|repeat|output|print|quote|recite|translate|list|show|reveal|disclose|insert|start|begin|end|finish|close|sign|speak|talk|sing|call|compose|produce|promise|announce|inform|assure|acknowledge|declare|agree|admit|sag|sagen|schreib\w*|antwort\w*|bestätig\w*|ergänz\w*|füge|nenne?|verrat\w*|zeig\w*|gib|liste|sprich|lobe?|beende?|dis|dites|écri\w+|répond\w*|confirme\w*|ajoute\w*|affiche\w*|montre\w*|révèle\w*|donne\w*|annonce\w*|répète\w*|traduis\w*|di|diga|escrib\w*|respond\w*|contest\w*|confirm\w*|añad\w*|inclu\w*|muestr\w*|revel\w*|dime|enséñ\w*|habla|repit\w*|ofrec\w*|zeg|schrijf|antwoord\w*|bevestig\w*|toon|praat|sluit|geef|noem|recommend\w*|praise|lob\w*",
        ),
        (
            "reply",
            r"repl(?:y|ies)|answers?|responses?|antwort\w*|réponses?|respuestas?|message|mail|e-?mail|letter|output|line|sentence|satz|phrase|frase|words?|wort\w*|mot|palabra\w*",
        ),
        (
            "grant",
            r"refund\w*|credit\w*|vouchers?|free|gratis|gratuit\w*|kostenlos|offert\w*|compensat\w*|discount\w*|code|codes|goodwill|double|triple|twice|bonus|gutschein\w*|gutschrift|erstatt\w*|rabatt|rembours\w*|bon|remise|reembols\w*|regal\w*|descuento|doble|vale|terugbetal\w*|korting|cadeau|approv\w*|grant\w*|entitled|authori[sz]e|guarantee\w*|lifetime|lebenslang|unlimited|waive\w*|pay|pays|accord\w*|autoriza\w*|genehmigt|zusag\w*|always|never|immer|toujours|siempre|altijd",
        ),
        (
            "role",
            r"act|acts|pretend\w*|imagine|roleplay|role-play|role|roles|rolle|rôle|rol|behave|simulate|impersonate|become|persona|character|mode|modus|voice|style|pirate?|pirat\w*|actúa|finge|joue|agis|spiel\w*|doe|alsof|game",
        ),
        ("be", r"are|you're|bist|es|êtes|eres|bent|sei|be"),
        (
            "now",
            r"now|henceforth|onwards?|new|newest|updated?|today|jetzt|ab|sofort|künftig|neue?\w?|maintenant|désormais|nouvel\w*|nouveau|ahora|adelante|nuev\w+|nu|voortaan|nieuwe?|effective|immediately|latest|revised|corrected|real",
        ),
        (
            "prior",
            r"previous|prior|earlier|above|before|former|original|initial|hidden|secret|bisherig\w*|vorherig\w*|oben|geheim\w*|précédent\w*|avant|dessus|cach\w+|secr\w+|anterior\w*|previ\w+|ocult\w+|antes|vorige|eerdere|bovenstaand\w*|verborgen|whatever|everything|anything|all|alles|alle|tout\w*|tous|todo\w*",
        ),
        (
            "told",
            r"says|said|told|reads|asks|asked|shows|showed|sagt|sagte|steht|heißt|meint|dit|dis[ea]it|indique|dice|dijo|pone|zegt|staat|error|fehler|erreur|displays?|appears?|getting|get",
        ),
        (
            "ask",
            r"what|when|where|which|who|why|how|can|could|does|do|is|will|was|wann|wo|wie|welche\w?|kann|gibt|gilt|quand|où|quel\w*|combien|puis-je|peut-on|comment|cuándo|dónde|cuánto|cómo|puedo|wanneer|waar|hoe|kan|mag",
        ),
        (
            "ware",
            r"books?|copy|title|box|manual|label|card|pattern|recipe|page|album|game|film|episode|shirt|sign|poster|buch|titel|seite|livre|titre|libro|boek|song|podcast|carnet|cover|display|screen|log|app|router|firmware|device",
        ),
        (
            "mail",
            r"\w*nachricht|\w*bericht|mail|e-?mail|message|note|ticket|order|request|nachricht|anfrage|bestellung|courriel|demande|commande|correo|mensaje|pedido|bericht|bestelling|bit|duplicate|number",
        ),
    )
)


@lru_cache(maxsize=20_000)
def kinds_of(word: str) -> tuple[str, ...]:
    """Return the kinds that a word in small letters is of; most words are of none.

    >>> kinds_of("anweisungen")
    ('rules',)
    """
    return tuple(name for name, words in _KINDS if words.fullmatch(word))
