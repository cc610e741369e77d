"""A sentence cut into what it rules: causes, comfort and states of the case are blanked, conditions set aside.

"As it hasn't been used, you can return it within 30 days" rules one thing, and says yes to it.
English, German, French, Spanish and Dutch.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

_LONGEST = 600  # characters of a sentence that are read; more is a table or a pasted log


def _any(*wordings: str) -> str:
    return rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)"


_COST_NOUN = (
    r"\w*(?:costs?|charges?|fees?|kosten|gebühr(?:en)?|zinsen|frais|gastos?|costes?|recargos?|surcharges?|aufpreis)"
)
_COMFORT = re.compile(
    r"^\W*(?:no|nope|nein|non|nee|(?:i'm afraid|unfortunately|sadly|leider|hélas|helaas)(?: not| nein| nicht| non| no"
    r"| niet)?|not (?:quite|really)|malheureusement non|desgraciadamente no)(?=\s*[,.:;!–-])|"
    + _any(
        r"(?:don't|do not|not to|no need to) worry(?: about [^,.;:]{1,30})?",
        r"no (?:problem|worries|trouble|rush|hurry)(?: at all)?",
        r"keine? (?:sorgen?|problem|thema|stress|angst)",
        r"(?:pas|aucun) (?:de |d')?(?:souci|problème|inquiétude)s?(?: en revanche)?",
        r"ne vous (?:en )?(?:inquiétez|faites) pas|ne t'inquiète pas",
        r"(?:sin|no hay|ningún) problema|no (?:se|te) preocupes?|sin problemas?",
        r"geen (?:probleem|zorgen)|maak je geen zorgen",
        r"whether or not|ob oder ob nicht",
        r"not only|nicht nur|non seulement|no solo|niet alleen",
        r"no (?:matter|longer than|later than|more than|less than|fewer than|earlier than)",
        r"(?:\w+n't|not|never|pas|nicht|no|niet)\s[^,.;]{0,30}?\b(?:longer|more|later|less|plus|länger|mehr|später|más"
        r"|meer|langer|later)\s(?:than|de|als|dan)",
        rf"(?:no|any|keine?[nr]?|aucuns?|ningún|sin|sans|without|ohne|geen|zonder"
        rf"|pas de)\s(?:\w+\s){{0,2}}{_COST_NOUN}",
        r"(?:don't|do not|won't|will not|never) (?:have to )?(?:charge|pay)\b|kein\w* (?=\d)|no (?=\d)",
        r"(?:not|\w+n't|nicht|pas|no|niet) (?:\w+ )?(?:free|kostenlos|kostenfrei|gratis|gratuite?s?|gratuit[oa]s?"
        r"|factur\w+|charged|billed|berechnet)",
        r"(?:cost|pay|kost|zahl|bezahl|coût|cuest|pag|betaal)\w*(?: (?:you|sie|dich|vous|le|te|u|je|dafür|also"
        r"|dan))* (?:nothing|nichts|rien|nada|niets)",
        r"no (?:se |le |te |les )?(?:pag|cobr|factur)\w+(?: nada)?",
        r"(?:rather than|instead of|statt|anstatt|au lieu d\w*|en lugar de|in plaats van)\s[^,.;]{1,40}",
    ),
    re.I,
)
_CAUSE = re.compile(
    r"(?:(?<=^)|(?<=[,;:–—]\s))(?:as(?! (?:for|soon|long|of|well|per|an?)\b)|since|because|given that|seeing that|weil"
    r"|da|nachdem|puisqu\w*|comme|parce qu\w*|étant donné qu\w*|vu qu\w*|ya que|dado que|puesto que|como|al no|omdat"
    r"|aangezien|not \w+ing|n'\w+ant|ne \w+ant|no siendo|no habiendo)\b[^,;:]*(?:,|$)"
    r"|\s(?:because|weil|parce qu\w*|puisqu\w*|porque|ya que|puesto que|dado que|omdat|aangezien|denn(?= \w+ \w+)"
    r"|as(?= (?:it|you|the|they|this|that|your|we|it's|you've|you're|we're)\b)"
    r"|since(?= (?:it|you|they|this|we|it's|you've|you're)\b))\s.*?(?=,\s(?:so|but|aber|mais|pero|maar)\s|[;:]|$)",
    re.I,
)
_SO = re.compile(
    _any(
        r"so|therefore|hence|which (?:means|is why)|daher|deshalb|deswegen|darum|somit|also(?= \w+ (?:wir|sie))|donc"
        r"|c'est pourquoi|por eso|por lo que|así que|dus|daarom"
    ),
    re.I,
)
_STATE = re.compile(
    _any(
        r"(?:you|it|they|she|he|that|this|your \w+) (?:have|has|had|did|was|were)(?:n't| not)",
        r"(?:you|it|they)'(?:ve|s) not|have you not|haven't you",
        r"n'(?:avez|a|ont|as|était|étaient) (?:pas|jamais)",
        r"(?:no|nunca) (?:ha|han|has|había|fue)",
        r"(?:haben sie|sie haben|du hast|hast du|wurden?|war|waren) [^,;:]*?(?:nicht|kein\w*)",
        r"not enough|\w+n't enough|nicht genug|pas assez|no (?:basta|llega)|niet genoeg",
        r"no longer|any ?more|nicht mehr|kein\w* [^,;:]{0,30}mehr|(?:ne|n'\w+) [^,;:]{0,30}plus|ya no|niet meer"
        r"|too late"
        r"|zu spät|trop tard|demasiado tarde|te laat",
        r"(?:heeft|hebt|hebben) [^,;:]*?(?:niet|geen)",
    ),
    re.I,
)
_SPLIT = re.compile(
    r",\s(?=(?:das|der|die|el|la|los|las|le|les|the|de|het) [^,]{1,30} (?:schon|sí|oui|is|does|are|do|can"
    r"|wel)\s*(?:[.:;!]|$))|"
    r",\s(?=[^,;]{1,40}\b(?:excluded|ausgenommen|ausgeschlossen|exclu(?:s|e|es)?|excluid[oa]s?|uitgezonderd)\W*$)|"
    r"[;:]\s|\s?[()]|,\s(?=(?:otherwise|sinon|sonst|ansonsten|si no|anders|everyone else|nothing|nichts|rien|nada"
    r"|niets)\b)|,\s(?:but|though|however"
    r"|aber"
    r"|mais|pero|maar|and|so|jedoch)\s"
    r"|\s(?:but|though|although|however|mais|pero|maar|and|und|et|y|en(?=\s(?:\w+\s){0,3}(?:niet|geen|zijn"
    r"|is|kan|kunnen)))\s|\s[-–—]\s|,\s(?=(?:also|then|we|you|it|sie|wir|nous|vous|il|elle|elles|usted|donc)\s)",
    re.I,
)
_EXCEPT = re.compile(
    _any(
        r"except(?:ing)?(?: for| when| if| where)?|excluding|other than|apart from|with the exception of|unless",
        r"außer(?: wenn| bei)?|es sei denn|ausgenommen(?=\s(?:sind |davon )?\w{4,})",
        r"sauf(?: si)?|hormis|à moins qu\w*|hors",
        r"excepto|salvo(?: que)?|a menos que",
        r"tenzij|behalve|uitgezonderd",
    ),
    re.I,
)
_EVEN = re.compile(
    _any(
        r"even(?! (?:better|more|though))(?: if| when| with| after| for)?|no matter (?:if|whether)|regardless of",
        r"selbst(?: wenn| bei| mit| nach)|auch(?= (?:wenn|ohne|nach|dann)\b)(?: wenn| nach)?|sogar",
        r"même(?= (?:si|en|après|sans|avec|pour|quand)\b)(?: si| en cas)?|incluso(?: si| con)?|aun(?:que)?(?: si)?",
        r"zelfs(?: als| met| na)?|ook als",
    ),
    re.I,
)
_IF = re.compile(
    r"(?<!even )(?<!auch )(?<!selbst )(?<!même )(?<!incluso )(?<!zelfs )(?<!except )(?<!außer )(?<!sauf )(?<!\w)"
    r"(?:if|when(?! (?:will|do)\b)|in case|as long as|provided(?: that)?|so long as|wenn|falls|sofern|solange"
    r"|sobald|vorausgesetzt|si|lorsqu\w*|quand|tant qu\w*|à condition qu\w*|cuando|siempre que|en caso de"
    r"|als(?= (?:u|je|het|de|er|een|uw)\b)|indien|mits|zolang)\s"
    r".*?(?:,|[;:]|$|\s(?=(?:we|you can|you may|you have|please|nous|wir)\b))",
    re.I,
)
_WITHOUT = re.compile(
    _any("without", "ohne", "sans", "sin", "zonder")
    + r"\s[^,.;:]*?(?=[,.;:]|$|\s(?:is|are|can|cannot|may|will|has|ist|sind"
    r"|kann|können|werden|wird|est|sont|peu\w+|es|son|se|puede\w*|kan|kunnen|zijn|worden)\b)",
    re.I,
)
WINDOW = re.compile(  # a length of time with what it runs from: "30 days of delivery"
    r"(?:\d+|\w+)[- ](?:(?:business|working|calendar|full) )?(?:days?|weeks?|months?|years?|hours?|tage?n?|werktage?n?"
    r"|wochen?|monate?n?|jahre?n?|stunden?|jours?(?: ouvrés)?|mois|ans?|heures?|semaines?|días?(?: hábiles"
    r"| laborables)?"
    r"|semanas?|mes(?:es)?|años?|horas?|dagen|weken|maanden)"
    r" (?:of|from|after|since|following|nach|ab|seit|suivant|après|à compter d[eu]|desde|tras|después del?|vanaf|na)\b"
    r"(?: (?:the|der|dem|la|le|l'|de|het|your|ihrer?|votre|su|date of|day of))*\s*\w+(?: (?:or|oder|ou|o|of) \w+)?",
    re.I,
)


@dataclass(frozen=True)
class Phrase:
    """One thing that a sentence says, with what it is limited by; offsets are those of the sentence.

    ``condition`` is what has to be so, ``exception`` what is taken out, ``even`` what makes no
    difference, ``lacks`` what it goes without: "without purchase".  ``is_state`` where it tells how
    the case is, not what holds; ``has_cause`` where the sentence says why; ``joint`` is what
    joins it to the phrase before.
    """

    text: str
    start: int
    end: int
    condition: str = ""
    exception: str = ""
    even: str = ""
    lacks: str = ""
    is_state: bool = False
    has_cause: bool = False
    joint: str = ""


@lru_cache(maxsize=4096)
def phrases_of(sentence: str) -> tuple[Phrase, ...]:
    """Return what a sentence says, in order."""
    sentence = sentence[:_LONGEST].replace("’", "'")
    plain = _CAUSE.sub(_blank, _COMFORT.sub(_blank, sentence))
    condition = _IF.search(plain)
    has_cause = bool(_CAUSE.search(sentence))
    main = plain if condition is None else plain[: condition.start()] + _blank(condition) + plain[condition.end() :]
    return tuple(_phrases(main, condition.group() if condition else "", has_cause))


def _phrases(main: str, condition: str, has_cause: bool) -> Iterator[Phrase]:
    start, joint = 0, ""
    for found in (*_SPLIT.finditer(main), None):
        end = found.start() if found else len(main)
        if main[start:end].strip(" ,.;:!"):
            follows = has_cause or bool(_SO.search(f"{joint} {main[start:end]}"))
            yield replace(_phrase(main[start:end], start, condition), has_cause=follows, joint=joint)
        start, joint = (found.end(), found.group().strip(" ,").lower()) if found else (end, "")


def _phrase(text: str, start: int, condition: str) -> Phrase:
    even = _EVEN.search(text)
    exception = None if even else _EXCEPT.search(text)
    cut = even or exception
    main = text[: cut.start()] if cut and text[: cut.start()].strip(" ,") else "" if cut else text
    tail = text[cut.end() :] if cut else ""
    if cut and not main.strip():  # "Except for sale items, all can be returned"
        tail, _, main = tail.partition(",")
        main = text[: cut.start()] + main
    lacks = _WITHOUT.search(main)
    return Phrase(
        _WITHOUT.sub(_blank, main),
        start,
        start + len(text),
        condition,
        tail if exception else "",
        tail if even else "",
        lacks.group() if lacks else "",
        bool(_STATE.search(text)),
    )


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())
