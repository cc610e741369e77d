"""Which sentence of a reply answers which ask: the dealing out of sentences that fits best as a whole.

A reply's sentences are few and each mostly answers one ask, so what is left over when all others
have found their answer tells more than any two texts alone.  How well a sentence fits an ask:
by what both speak of, by the form that the ask wants (a day, a sum, a place, a deed), by order.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from drafter.topics import answers_facet, facet_of


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.I)


FITS = 0.2  # under which a sentence answers nothing
_MOST_LINES = 3  # for an ask, those that fit it best
_YES_NO = _any(
    r"yes|no|sure|of course|certainly|absolutely|sadly|unfortunately|i'm afraid|sorry|ja|nein|leider|klar"
    r"|gern\w*|natürlich"
    r"|oui|non|malheureusement|bien sûr|volontiers|sí|no|claro|lamentablemente|por supuesto|nee|helaas|jazeker|zeker"
)
_YES_NO_START = re.compile(rf"^\W*{_YES_NO.pattern}", re.I)
_ASKS_YES_NO = re.compile(
    r"^(?:\W|and |also |but |or |und |et |y |en |auch )*(?:(?:is|are|am|do|does|did|can|could|should|may|will"
    r"|would|was|were|has|have|had"
    r"|shall|any chance|is it possible|whether|if|wondering|i'd like to know (?:if|whether)|ist|sind|kann"
    r"|können|könnte\w*|darf|passt"
    r"|hat|haben|gibt|muss|ob|est-ce|peut|peux|puis|puis-je|pouvez|avez|y a-t-il|si|puede|puedo|tiene\w*|tenéis"
    r"|hay|es|se puede|is|zijn|kan"
    r"|kunnen|mag|heeft|hebben|of)(?!\w)|.{0,40}(?:whether|if you|, ob |savoir si|saber si|weten of)(?!\w))",
    re.I,
)
_REQUESTS = _any(
    r"please|pls|kindly|i(?:'d)? (?:want|need|would like|like to have)|can you|could you|will you|cancel"
    r"|send me|confirm|tell me|help me"
    r"|bitte|ich (?:möchte|will|brauche|hätte)|schicken Sie|können Sie|je (?:voudrais|veux|souhaite)|merci de"
    r"|pouvez-vous|veuillez"
    r"|quiero|quisiera|necesito|por favor|ik wil|graag|kunt u|kun je"
)
_DONE = _any(
    r"(?:i|we)(?:'ve|'ll|'re| have| will| are)|you(?:'ll| will) (?:be|get|have|receive)|attached|enclosed|done"
    r"|has been|have been|is on"
    r" its way|reached us|no longer|taken off|added|here (?:is|are)|we(?:'d| would) be (?:glad|happy)"
    r"|liegt\b.{0,20}\bbei|anbei|wir (?:haben"
    r"|werden)|ich habe|erledigt|nous (?:avons|allons)|ci-joint\w*|voici|j'ai|hemos|adjunt\w+|aquí|he \w+[ai]do"
    r"|wij hebben|we hebben"
    r"|bijgevoegd|bijlage|ik heb"
)
_IMPERATIVE = re.compile(
    r"^(?:\W|please |simply |just |then |first,? |to do (?:so|that),? |for that,? |bitte |por favor,? )*(?:fill"
    r"|hold|press|push|hand|change|use|open"
    r"|choose|print|drop|send|bring|pack|go|click|tap|log|sign|select|enter|call|follow|scan|reply|attach|put"
    r"|write|order|start|request|add"
    r"|pick|set|turn|switch|unplug|remove|take|stick|place|wash|clean|insert|download|update|install|contact"
    r"|visit|email|collez|déposez"
    r"|imprimez|ouvrez|cliquez|appuyez|choisissez|envoyez|remplissez|suivez|utilisez|allez|drücken|öffnen"
    r"|wählen|klicken|schicken|senden"
    r"|kleben|nutzen|gehen|füllen|halten|abra|abre|haga|haz|elija|elige|imprima|pegue|envíe|pulse|siga|use|druk"
    r"|open|kies|klik|plak|stuur"
    r"|ga|vul|houd|volg)(?!\w)|(?<!\w)you can (?:set|change|do|find|start|open|choose|print)(?!\w)"
    r"|(?<!\w)(?:können Sie|vous pouvez|puede|puedes|u kunt) (?!nicht|pas|no)",
    re.I,
)
_BARE_VERB = re.compile(
    r"^(?!(?:it|they|we|you|he|she|i|this|that|these|those|there|the|a|an|our|your|its|their|each|every|all"
    r"|both|some|any|no|yes|not|new|only"
    r"|orders?|free|most|many|one|two|up|from|with|in|on|at|for|to|by|as|if|when|once|please note)\b)"
    r"[A-Za-z]{2,9}(?<![^s]s)(?<!ed)(?<!ing) (?:the|your|it|a|an|to|on|back|down|in|into|at|them|both|our)\b"
    r"|^(?:ne )?\w{3,}ez\b|^\w{3,}en Sie\b|^(?:entr|pul|vay|dirij|pong|abr|hag|us|envi|elij|escrib)\w+ (?:en|el"
    r"|la|a|su|tu|los|las|una?)\b",
    re.I,
)
_PLACE = _any(
    r"floor|next to|entrance|behind|opposite|between|under|ground|branch|web|etage|étage|planta|verdieping"
    r"|address|street|lane|road|avenue|house|desk|warehouse is|dock|straße|str\.|rue|avenue|place|calle|plaza"
    r"|avenida|straat|laan|plein"
    r"|courier left|box at|gate|neighbour|at the|near|minutes away|located|in the|is in|on the|in [A-ZÄÖÜÉ]\w+"
    r"|im|am|bei|chez|au|à|en|op de"
)
_PERSON = re.compile(
    r"\S+@\S+|(?<!\w)(?:write to|contact|head of|manager|colleague|speak to|ask for|department"
    r"|wenden|écrivez|escriba|schrijf)",
    re.I,
)
_CAUSE = _any(
    r"because|due to|since|reason\w*|caused|so that|declined|meant|failed|by mistake|just a|is (?:only "
    r"|just )?(?:a|an) \w+ (?:by|from)"
    r"|error|weil|wegen|grund|da|parce que|car|raison|à cause|porque|debido|causa|omdat|wegens|doordat"
)
_WHO = _any(r"who|whom|wem|wer|qui|quién|wie kan ik")
_NUMBER = re.compile(
    r"(?<![A-Za-z-])\d|(?<!\w)(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|every"
    r"|each|twice|once)(?!\w)",
    re.I,
)
_HOW_OFTEN = _any(
    r"how (?:often|many|much|big|heavy|tall|wide|far|large|long|old|warm|deep|high|strong|thick|fast|small|loud)"
    r"|combien|cuánt\w+|qué (?:medidas?|tamaño|altura)|wie ?(?:viel\w*|oft|groß|schwer|lang|hoch|dick|breit|laut|alt)"
    r"|hoe ?(?:vaak|veel|groot|zwaar|lang|dik|hoog|breed|oud)|weight|dimensions?|size of|temperature"
)


@lru_cache(maxsize=4096)
def form_fit(ask: str, line: str) -> float:
    """How well a sentence has the form an ask wants, -1 (cannot be its answer) to 1."""
    facet = facet_of(ask)
    if facet in ("when", "how much", "who pays"):
        return 1.0 if answers_facet(line, facet) or (_HOW_OFTEN.search(ask) and _NUMBER.search(line)) else -0.6
    if _HOW_OFTEN.search(ask):
        return 0.8 if _NUMBER.search(line) else -0.3
    if _WHO.search(ask) and _PERSON.search(line):
        return 0.8
    if facet == "where":
        return 0.7 if _PLACE.search(line) else 0.0
    if facet == "why":
        return 0.7 if _CAUSE.search(line) else 0.2
    if facet == "how":
        return 0.8 if _is_to_do(line) else 0.0 if is_closed(line) else 0.2
    if _ASKS_YES_NO.match(ask):
        return 0.7 if _YES_NO_START.match(line) else 0.1 if is_closed(line) or _is_to_do(line) else 0.4
    if _REQUESTS.search(ask):
        return 0.6 if _DONE.search(line) or _YES_NO_START.match(line) else 0.3
    return 0.4


def _is_to_do(line: str) -> bool:
    return bool(_IMPERATIVE.search(line) or _BARE_VERB.match(line))


def is_closed(line: str) -> bool:
    """Whether a sentence has the form that only a narrow question wants: a sum, a day."""
    return answers_facet(line, "how much") or answers_facet(line, "when")


def deal_out(scores: Sequence[Sequence[float]], least: float = FITS) -> list[int | None]:
    """Return the line of each ask, None where none is left that fits; the sum of scores (asks, lines) is the largest.

    No line goes to two asks, and none that scores under ``least`` to any.
    """
    choices = [_best_lines(row, least) for row in scores]
    best: tuple[float, list[int | None]] = (-9.0, [None] * len(scores))

    def go(at: int, taken: frozenset[int], total: float, chosen: list[int | None]) -> None:
        nonlocal best
        if at == len(scores):
            if total > best[0] + 1e-9:
                best = (total, chosen)
            return
        for line in choices[at]:
            if line not in taken:
                go(at + 1, taken | {line}, total + scores[at][line] - least, [*chosen, line])
        go(at + 1, taken, total, [*chosen, None])

    go(0, frozenset(), 0.0, [])
    return best[1]


def _best_lines(row: Sequence[float], least: float) -> list[int]:
    fitting = [line for line, score in enumerate(row) if score >= least]
    return sorted(fitting, key=lambda line: -row[line])[:_MOST_LINES]
