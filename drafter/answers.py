"""What a reply does about each ask of a ticket: answers it, asks back, misses or deflects it.

Nothing of this is stored; a page computes it from the ticket and the text in its editor.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from drafter.asks import Ask, asks_of, says_nothing, typed_sentences
from drafter.attributes import attributes_of
from drafter.covering import CALIBRATED_FOR, Meanings
from drafter.fitting import FITS, deal_out, form_fit
from drafter.relevance import Scores
from drafter.tickets import Ticket
from drafter.topics import VAGUE, answers_facet, facet_of, topics_of, words_of
from knowledge_base.errors import KnowledgeBaseError

MAX_CHARS = 6000  # of a reply


class AskState(StrEnum):
    """What a reply does about an ask."""

    ANSWERED = "answered"
    ASKED_BACK = "asked_back"
    MISSED = "missed"
    DEFLECTED = "deflected"


_COURTESY = re.compile(
    r"^\W*(?:(?:i'm|i am|we're|we are|so|very|really|i am so|we are so)?\s*(?:so |very |really "
    r"|truly )?sorry\b(?!.*(?:n't|\b(?:cannot|not|no|unable|never|only)\b))"
    r"|(?:my|our|please accept my|please accept our) (?:sincere )?apolog\w*|(?:i|we) apologi[sz]e|thanks?\b"
    r"|thank you|happy to help|glad to help"
    r"|(?:i|we) (?:completely |fully )?understand|hi\b|hello\b|dear\b|hey\b|have a (?:great|nice|lovely|good)"
    r"|all the best|kind regards|best regards"
    r"|warm regards|sincerely|we (?:love|value|appreciate|hope)|hallo|guten tag|vielen dank|danke|es tut (?:mir|uns)"
    r"|mit freundlichen|bonjour|merci|désolé"
    r"|(?:best|yours|cheers|regards|greetings|take care|speak soon|see you|until then|warmly"
    r"|all good wishes)\b.{0,24}$|welcome\b.{0,24}$"
    r"|(?:viele|liebe|herzliche|schöne|beste|freundliche) grüße|bis bald|schönen (?:tag|abend)|einen schönen"
    r"|bien à vous|à bientôt|bonne (?:journée"
    r"|soirée)|je vous remercie|un abrazo|saludos|hasta pronto|que tenga|atentamente|(?:vriendelijke "
    r"|hartelijke )?groet\w*|fijne dag|tot snel"
    r"|nos alegra|encantad|dank (?:u|je)"
    r"|cordialement|hola|gracias|lament|sentimos|un saludo|beste|bedankt|met vriendelijke)",
    re.I,
)
_CLOSING = re.compile(
    r"\b(?:just reply(?! (?:here )?with)|let (?:me|us) know if|any (?:other |further |more )?questions|feel free"
    r"|anything (?:else|is unclear)|don't hesitate|hear from you"
    r"|here (?:for you|to help)|weitere fragen|melden sie sich|n'hésitez pas|no dude en|cualquier duda"
    r"|aarzel niet)\b",
    re.I,
)
_POINTS = re.compile(
    r"\b(?:visit|see|check(?: out)?|consult|refer to|have a look at|take a look at|look at|go to|read"
    r"|find (?:\w+ ){0,4}(?:in|on|at)|schauen sie|besuchen sie"
    r"|finden sie|consulte[zr]?|visite[zr]?|veuillez consulter|voir|vea|bekijk|kijk op|raadpleeg)\b.{0,80}"
    r"\b(?:help ?(?:page|cent(?:er|re)|section|desk)?|faqs?|website|web ?page|site|(?:returns?|support|shipping"
    r"|delivery|policy|terms|warranty|contact|size)\s?\w* page|pages?|terms"
    r"|policy|articles?|links?|hilfeseite|hilfebereich|webseite|page d'aide|site web|página|ayuda|helppagina|seite)\b"
    r"|\b(?:contact|reach out to|call|write to|ask|get in touch with|turn to|wenden sie sich an|kontaktieren sie"
    r"|contacte[zr]|póngase en contacto con)\b.{0,40}"
    r"\b(?:customer (?:service|support|care)|support(?: team)?|help ?desk|the (?:manufacturer|carrier|courier|seller"
    r"|bank|relevant \w+)|our (?:team|store|hotline)"
    r"|kundenservice|kundendienst|service client|atención al cliente|klantenservice)\b"
    r"|\bfor (?:anything|everything|all) (?:else|more)\b|\b(?:all|more) (?:the )?(?:information|details) (?:is|are"
    r"|can be found|on|at)\b",
    re.I,
)
_ASKS_BACK = re.compile(
    r"\b(?:could|can|would|will) you (?:please |kindly )?(?:send|share|give|tell|confirm|let|provide|attach|check"
    r"|name|reply)|\bplease (?:send|share|give|tell|confirm|provide"
    r"|attach|let (?:me|us) (?:know|have) (?:which|what|your|the|when|how|whether))|\b(?:what|which) (?:is|order"
    r"|item|size|colou?r|address)\b|\bhave you\b|\bdo you have\b"
    r"|\bmay i (?:ask|have)\b|\bkönnen sie (?:mir|uns)|\bnennen sie|\bschicken sie|\bpouvez-vous|\bpodría"
    r"|\bpuede (?:enviar|decir)|\bkunt u",
    re.I,
)
_PERSONAL = re.compile(r"\b(?:my|i|i'm|me|we|our|it|mein\w*|ich|mon|ma|mes|je|mi|mis|mijn|ik)\b", re.I)
_THEN = re.compile(
    r"^\W*(?:with (?:the|that|it|this)|once|then|as soon as|so that|after that|dann|sobald|ensuite|entonces|dan)\b",
    re.I,
)
_OWN_PLAN = re.compile(
    r"\b(?:like|want|wish|plan|möchte|will|voudrais|souhaite|quiero|quisiera|wil)\b.{0,20}\b(?:return|send (?:it "
    r"|one |them )?back|send back|exchange|zurück\w*"
    r"|umtauschen|retourner|renvoyer|devolver|ruilen|terugsturen)",
    re.I,
)
STRONG = 2.0
ALIKE, UNLIKE = 3.0, 0.2  # what a cosine weighs, and which says nothing: fitted on the labelled replies
FITS_WHERE_ENOUGH = -0.1  # of a reply with as many sentences as there are asks
CLOSED_FACETS = frozenset({"when", "how much", "who pays"})  # whose answers have a form of their own


@dataclass(frozen=True)
class _Line:
    text: str
    is_question: bool
    points: bool


def states_of(asks: Sequence[Ask], reply: str, meanings: Meanings | None = None) -> tuple[AskState, ...]:
    """Return what a reply does about each ask, in the order of the asks.

    A line of the reply answers the ask it fits best; it answers a second one only where it
    fits that well too.  Greetings, empathy and closings answer nothing.  Where words leave an
    ask without an answer, ``meanings`` deal again, if there are any: they take milliseconds.
    """
    lines = _lines(reply[:MAX_CHARS])
    wanted = _with_context(asks)
    scores = [[_score(ask, line) for line in lines] for ask in wanted]
    claimed = _dealt(wanted, lines, scores, None)
    if not all(claimed) and (cosines := _cosines(wanted, lines, meanings)) is not None:
        claimed = _dealt(wanted, lines, scores, cosines)
    for at, ask in enumerate(wanted[:-1]):
        if not claimed[at] and _OWN_PLAN.search(ask.ask.text) and not wanted[at + 1].topics - VAGUE:
            claimed[at] = claimed[at + 1]  # "I'd like to return it. How long do I have?" is one matter
    return tuple(_state(ask, claimed[at], lines) for at, ask in enumerate(wanted))


def _cosines(wanted: Sequence["_Wanted"], lines: Sequence[_Line], meanings: Meanings | None) -> Scores | None:
    """Return how like in meaning asks and lines are, float32 (asks, lines); None where nothing tells."""
    if meanings is None or not lines:
        return None
    try:
        if not meanings.embedder_id.startswith(CALIBRATED_FOR):
            return None
        return meanings.compare([one.ask.text for one in wanted], [line.text for line in lines])
    except KnowledgeBaseError:
        return None


@dataclass(frozen=True)
class _Wanted:
    """An ask made comparable: its topics and words, those it takes over from the ask before, its facet."""

    ask: Ask
    topics: frozenset[str]
    words: frozenset[str]
    context: frozenset[str]
    facet: str | None
    is_alone: bool


def _with_context(asks: Sequence[Ask]) -> list[_Wanted]:
    found: list[_Wanted] = []
    for ask in asks:
        topics = topics_of(ask.text)
        before = found[-1].topics | found[-1].context if found else frozenset()
        found.append(
            _Wanted(ask, topics, words_of(ask.text), before, facet_of(ask.text.replace("’", "'")), len(asks) == 1)
        )
    return found


def _lines(reply: str) -> list[_Line]:
    found: list[_Line] = []
    for sentence in typed_sentences(reply):
        plain = sentence.replace("’", "'")
        if (
            _COURTESY.match(plain)
            and not _POINTS.search(plain)
            and not answers_facet(plain, "when")
            and len(plain.split()) < 15
        ):
            continue
        if _CLOSING.search(plain) and not _POINTS.search(plain):
            continue
        if found and found[-1].is_question and _THEN.match(plain):
            continue
        is_question = plain.endswith("?") or bool(_ASKS_BACK.search(plain))
        found.append(_Line(plain, is_question, bool(_POINTS.search(plain)) and not _says_much(plain)))
    return found


def _tells(line: _Line) -> bool:
    return not (line.is_question or line.points)


def _says_much(text: str) -> bool:
    return answers_facet(text, "when") or answers_facet(text, "how much")


def _score(wanted: _Wanted, line: _Line) -> float:
    """How well a line answers an ask: shared topics and words, in the form the ask wants."""
    if line.is_question or line.points:
        return 0.0
    topics = topics_of(line.text)
    shared = wanted.topics & topics
    score = float(len(shared - VAGUE)) + 0.4 * len(shared & VAGUE)
    score += 0.7 * min(2, len(wanted.words & words_of(line.text)))
    score += 0.2 * bool(wanted.context & topics)
    if wanted.facet in CLOSED_FACETS:
        hangs_on = 1.0 if not wanted.topics - VAGUE and wanted.context & topics else 0.0
        return score + 1.0 + hangs_on if answers_facet(line.text, wanted.facet) else min(score, 1.0) * 0.45
    if wanted.facet in ("how", "why", "where") and answers_facet(line.text, wanted.facet):
        return score + 0.5
    return score


def _dealt(
    wanted: Sequence[_Wanted], lines: Sequence[_Line], scores: Sequence[Sequence[float]], cosines: Scores | None
) -> list[list[int]]:
    """Deal the lines out to the asks; a line serves a second ask only where it fits that one well by itself."""
    fits = [
        [
            _fit(ask, at, len(wanted), lines, n, scores[at][n])
            + (ALIKE * (float(cosines[at][n]) - UNLIKE) if cosines is not None and _tells(lines[n]) else 0.0)
            for n in range(len(lines))
        ]
        for at, ask in enumerate(wanted)
    ]
    told = sum(_tells(line) for line in lines)
    least = FITS_WHERE_ENOUGH if 1 < len(wanted) <= told else FITS
    claimed: list[list[int]] = [[] if line is None else [line] for line in deal_out(fits, least)]
    for at, row in enumerate(scores):
        if not claimed[at]:
            claimed[at] = [n for n, score in enumerate(row) if score >= STRONG]
    return claimed


def _fit(wanted: _Wanted, at: int, many: int, lines: Sequence[_Line], n: int, score: float) -> float:
    line = lines[n]
    if not _tells(line):
        return 0.0
    if says_nothing(wanted.ask.text) or (wanted.is_alone and wanted.ask.is_implied):
        return 0.7
    form = form_fit(wanted.ask.text.replace("’", "'"), line.text)
    topics = topics_of(line.text) - {"cost", "change"}
    is_strange = bool(topics) and not topics & (wanted.topics | wanted.context) and not score
    strange = 0.3 if is_strange and (wanted.topics - VAGUE or "parcel" in topics) else 0.0
    asked_for, said = attributes_of(wanted.ask.text), attributes_of(line.text)
    alike = 0.6 * min(2, len(asked_for & said)) - (0.15 if asked_for and said and not asked_for & said else 0.0)
    order = _order_fit(at, many, n, len(lines))
    return score + 0.6 * form + order + alike - strange


def _order_fit(at: int, many: int, n: int, lines: int) -> float:
    """How well places agree, 0 to 0.2: people answer in the order in which they were asked."""
    if many == 1:
        return 0.2
    return 0.1 if lines == 1 else 0.2 * (1 - abs(at / (many - 1) - n / (lines - 1)))


def _state(wanted: _Wanted, claimed: Sequence[int], reply: Sequence[_Line]) -> AskState:
    if claimed:
        return AskState.ANSWERED
    if any(line.is_question for line in reply) and _can_be_asked_back(wanted):
        return AskState.ASKED_BACK
    if any(line.points for line in reply):
        return AskState.DEFLECTED
    return AskState.MISSED


def _can_be_asked_back(wanted: _Wanted) -> bool:
    return wanted.ask.is_implied or bool(_PERSONAL.search(wanted.ask.text))


def asked(ticket: Ticket, reply: str, meanings: Meanings | None = None) -> tuple[tuple[Ask, AskState], ...]:
    """Return each ask of a ticket with what a reply does about it: what a page shows beside its editor."""
    asks = asks_of(ticket)
    return tuple(zip(asks, states_of(asks, reply, meanings), strict=True))
