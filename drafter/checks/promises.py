"""Promises without cover: something the draft commits us to that no passage, step or resolution allows."""

import re
from collections.abc import Iterator, Sequence

from drafter.checks.context import CheckContext, Source
from drafter.checks.evidence import Evidence, gather_evidence
from drafter.checks.support import supports
from drafter.commitments import CommitmentKind, commitments_in
from drafter.findings import Finding, Severity
from drafter.topics import VAGUE, topics_of, words_of
from knowledge_base.facts import Fact, FactKind, find_facts
from knowledge_base.wording import sentences_of

NAME = "promises"
VERSION = "2"
MOST_CHARS = 20_000
CLOSELY_READ = 10  # sentences of the passages, those with most words in common


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.I)


_STRONG = _any(
    r"(?:i|we)(?:'ll| will| can|'d)? (?:\w+ )?(?:promise|guarantee|assure you|swear|make sure|see to it|ensure)"
    r"|(?:you have )?(?:my|our) word|rest assured|(?:i|we)(?:'ll| will) personally"
    r"|never happens? again|(?:i|we) (?:will )?definitely|100 ?% (?:sure|certain)|without fail",
    r"(?:ich|wir) (?:\w+ )?(?:versprech\w*|garantier\w*|sorgen? dafür|stellen? sicher)|nous (?:vous )?(?:promettons"
    r"|garantissons|assurons)|je (?:vous )?(?:promets|garantis|assure)",
    r"(?:le|les|se lo)? ?(?:prometo|prometemos|garantizo|garantizamos|aseguramos)|(?:ik|wij|we) (?:beloof|beloven"
    r"|garander\w+)",
)
_COMMITS = _any(
    r"(?:we|i)(?:'ll| will|'re going to| are going to|'m going to| am going to|'re| are|'m) (?:also |now |gladly "
    r"|happily |then |just |certainly |even )*(?!be\b|not\b|sorry|happy|glad|here|able|unable"
    r"|currently|afraid|sure|pleased|delighted|aware|open|closed|sold)(?:\w+)",
    r"you(?:'ll| will) (?:also |then |soon )?(?:get|have|receive|be (?:refunded|reimbursed|credited|compensated"
    r"|charged nothing))",
    r"(?:it|they|order|parcel|package|refund|money|replacement|technician|colleague|courier|driver|item|gift)(?:'ll"
    r"| will) (?:\w+ )?(?:arrive|be (?:with you|there|delivered|refunded|sent|shipped|replaced|credited)"
    r"|visit|call|ship|reach you|come|cost you nothing)",
    r"(?:wir|ich) (?:werden|erstatten|senden|schicken|schreiben|ersetzen|übernehmen|zahlen|verlängern|tauschen)"
    r"|sie (?:erhalten|bekommen)|nous (?:vous )?(?:\w+(?:rons|ons) )?(?:\w*rembours\w*|\w*enverrons|envoyons"
    r"|remplac\w*|offrons|offrirons|prenons en charge)|vous (?:recevrez|aurez|serez remboursée?)|(?:le "
    r"|les )?(?:reembolsaremos|enviaremos|abonaremos|sustituiremos|sustituimos|devolveremos|regalamos)|recibirá"
    r"|(?:wij|we|ik) (?:zullen|sturen|vergoeden|betalen)|u (?:krijgt|ontvangt)",
)
_HARMLESS = _any(
    r"(?:we|i)(?:'ll| will|'re| are|'m)? (?:\w+ )?(?:check|look|investigat\w*|let you know|keep you|write|reply"
    r"|get back|need|ask|update you|forward|pass|be in touch|wait|see|try|hope|do (?:my|our) best|follow up|explain"
    r"|answer|tell"
    r"|review|looking|checking|going through|talk|contact|pass|hand|forward)\w*"
)
_CONCEDES = _any(  # words for giving more than the rule: the rule itself must speak of them
    r"waiv\w*|upgrad\w*|extend\w*|compensat\w*|credit\w*|discount\w*|bonus|gift|as a gesture|goodwill|for free|free"
    r"|\d+ ?% off|half price|no charge|reserved?|personally|call you|visit you|repair\w*|whole|all of"
    r"|gutschrift|schreiben .{0,20} gut|kulanz|kostenlos|gratuit\w*|geste|gratis|descuento|cortesía"
)
_SOON = _any(
    r"today|tomorrow|tonight|this (?:week|afternoon|evening|morning)|(?:before|by|for) (?:christmas|the (?:weekend"
    r"|holidays)|easter|new year)|next week|right away|within the hour|in an hour"
    r"|heute|morgen|demain|aujourd'hui|mañana|hoy|vandaag"
)
_NEGATED = _any(
    r"not|no(?! (?:extra |additional )?(?:charge|cost|fee))|never|cannot|can't|won't|\w+n't|unable|nicht|kein\w*|pas"
    r"|ne|no|niet|geen|impossible"
    r"|excluded"
)
_OFFER = _any(r"if|once|as soon as|when|would you|should you|sobald|wenn|falls|si|dès que|cuando|als")
_LIMIT = _any(r"only|nur|seulement|uniquement|solo|sólo|alleen")
_CLAUSE = re.compile(r"[;:–—]\s|,\s(?=(?:and|but|so|we|i|you|und|et|y)\s)|\s(?:but|aber|mais|pero|maar)\s")
_TIMED = frozenset({FactKind.MONEY, FactKind.PERCENT, FactKind.DURATION, FactKind.DATE, FactKind.TIME})


_REMEDIES = {
    "replace": "replacement",
    "exchange": "exchange",
    "credit": "credit",
    "partial_refund": "refund",
    "refund": "refund",
}


def check_promises(context: CheckContext) -> list[Finding]:
    """Return a high finding for each promise that nothing covers."""
    plain = context.text.replace("’", "'")
    sources = _cited(context)
    cover = [one for source in sources for one in sentences_of(source.text[:MOST_CHARS].replace("’", "'"))]
    found = []
    for start, end, text in _sentences(plain):
        if _is_promise(text) and not _is_covered(text, cover, context):
            message = "A promise without cover: no passage here allows it. Make it what policy allows, or take it "
            "out."
            found.append(Finding(NAME, Severity.HIGH, start, end, context.text[start:end], message))
    return found


def _cited(context: CheckContext) -> Sequence[Source]:
    named = {citation.snippet_id for sentence in context.sentences for citation in sentence.citations}
    return [source for source in context.sources if not named or source.id in named]


def _sentences(text: str) -> Iterator[tuple[int, int, str]]:
    place = 0
    for sentence in sentences_of(text):
        match = re.compile(r"\s+".join(re.escape(word) for word in sentence.split())).search(text, place)
        if match:
            place = match.end()
            yield match.start(), match.end(), match.group()


def _is_promise(text: str) -> bool:
    if text.rstrip().endswith("?"):
        return False
    if _STRONG.search(text):
        return True
    for clause in _CLAUSE.split(text):
        match = _COMMITS.search(clause)
        if match and not _NEGATED.search(clause) and not (_HARMLESS.search(clause) and not _SOON.search(clause)):
            return True
    return False


def _is_covered(text: str, cover: Sequence[str], context: CheckContext) -> bool:
    if _is_resolved(text, context):
        return True
    if _STRONG.search(text) and not any(_STRONG_IN_RULE.search(one) for one in cover):
        return False
    facts = [fact for fact in find_facts(text) if fact.kind in _TIMED]
    if facts and not _are_known(facts, gather_evidence(context)):
        return False
    if (soon := _SOON.search(text)) and not any(re.search(rf"\b{soon.group()}\b", one, re.I) for one in cover):
        return False
    words = words_of(text)
    nearest = sorted(cover, key=lambda one: -len(words & words_of(one)))[:CLOSELY_READ]
    return any(_covers(one, text) for one in nearest)


_STRONG_IN_RULE = _any(r"guarante\w*|promis\w*|ensure\w*|garant\w*|versprech\w*|prome\w*|make sure|assure\w*")


def _covers(rule: str, promise: str) -> bool:
    """Whether a sentence of a passage allows what is promised: same matter, nothing conceded beyond it."""
    if _NEGATED.search(rule) and not _NEGATED.search(promise):
        return False
    if (_LIMIT.search(rule)) and re.search(r"\b(?:whole|all|entire|every|both|complete)\b", promise, re.I):
        return False
    if not words_of(rule) & words_of(promise) and not topics_of(rule) & topics_of(promise) - {"cost", "change"}:
        return False
    rule_words = words_of(rule)
    for match in _CONCEDES.finditer(promise):
        word = match.group()
        if word.lower() in rule.lower() or words_of(word) & rule_words:
            continue
        if not topics_of(word) & topics_of(rule) - VAGUE:
            return False
    return not _payer_differs(rule, promise)


def _payer_differs(rule: str, promise: str) -> bool:
    ours = {one.subject: one.values for one in commitments_in(promise) if one.kind is CommitmentKind.PAYER}
    theirs = {one.subject: one.values for one in commitments_in(rule) if one.kind is CommitmentKind.PAYER}
    return any(theirs.get(subject, values) != values for subject, values in ours.items())


def _are_known(facts: Sequence[Fact], evidence: Evidence) -> bool:
    """Whether passages, order or one step from them have each value of a promise: "72 hours" is "3 days" there."""
    known = [one.fact for one in (*evidence.proven, *evidence.derived)]
    return all(any(supports(one, fact, is_lowest=True) for one in known) for fact in facts)


def _is_resolved(text: str, context: CheckContext) -> bool:
    """Whether the promise is the resolution that was chosen for this ticket."""
    if context.chosen is None:
        return False
    remedy = _REMEDIES.get(str(context.chosen.kind))
    said = [one for one in commitments_in(text) if one.kind in (CommitmentKind.REMEDY, CommitmentKind.DECISION)]
    return any(remedy in one.values | {one.subject} for one in said)
