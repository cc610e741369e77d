"""A sentence that states a fact or a rule must cite the passage it rests on; courtesies need none."""

import re

from drafter.checks.context import CheckContext
from drafter.drafts import Sentence
from drafter.findings import Finding, Severity
from knowledge_base.facts import find_facts

NAME = "citations"
VERSION = "1"

_RULE = re.compile(
    r"\b(?:return(?:s|ed|able)?|refund\w*|exchang\w*|replac\w*|warrant\w*|guarantee\w*|deliver\w*|ship(?:s|ped"
    r"|ping)?|cancel\w*"
    r"|polic(?:y|ies)|eligib\w*|entitle\w*|qualif\w*|cover(?:s|ed|age)?|fees?|free|charged?|charges|credit\w*"
    r"|discount\w*"
    r"|vouchers?|coupons?|points|gift cards?|original packaging|unused|unworn|receipt|expir\w*|must|requir\w*"
    r"|not allowed"
    r"|rückgabe\w*|rücksend\w*|zurück\w*|erstatt\w*|umtausch\w*|versand\w*|liefer\w*|garantie|gutschein\w*"
    r"|kostenlos|müssen"
    r"|retour\w*|rembours\w*|échang\w*|livr\w*|garanti\w*|gratuit\w*|frais|devolu\w*|reembols\w*|cambi\w*"
    r"|env[ií]\w*|garantía"
    r"|gratis|gratuito)\b",
    re.I,
)
_COURTESY = re.compile(
    r"^\W*(?:(?:i'm|i am|we're|we are|so|very|really)?\s*(?:so |very |really )?sorry|(?:my|our) apolog\w*"
    r"|i apologi[sz]e|we apologi[sz]e"
    r"|thanks?|thank you|happy to|(?:i'm|i am|we're|we are) (?:happy|glad|here)|glad to|i understand"
    r"|we understand|i (?:can )?see (?:that|how|why)"
    r"|(?:please )?(?:just )?(?:let (?:me|us) know|reply|write back|reach out|get in touch|feel free)"
    r"|if (?:you have|anything|there is|there's|you need) (?:any|is|more|anything|else|further)"
    r"|hi\b|hello\b|dear\b|hey\b|have a|all the best|kind regards|best\b|warm\b|sincerely"
    r"|es tut (?:mir|uns)|vielen dank|danke|entschuldig\w*|hallo|guten tag|mit freundlichen|melden sie sich"
    r"|merci|désolé\w*|je suis désolé\w*|nous sommes désolé\w*|bonjour|cordialement|n'hésitez pas"
    r"|gracias|lament\w*|sent(?:imos|irlo)|siento|hola|un saludo|no dude)",
    re.I,
)
_CLOSING_CLAUSE = re.compile(
    r"^.{0,80}\b(?:just reply|let (?:me|us) know|get back to (?:me|us)|any (?:other )?questions)\b", re.I
)


def check_citations(context: CheckContext) -> list[Finding]:
    """Return a finding for each sentence that claims something and cites nothing, or cites what was not looked at."""
    known = {source.id for source in context.sources}
    findings = []
    for sentence in context.sentences:
        if context.chosen and context.chosen.wording and sentence.text in context.chosen.wording:
            continue  # the rung of the ladder requires it; that is its authority
        if not sentence.citations and claims_something(sentence.text):
            message = "This sentence states a fact or a rule and cites no passage. Cite one, or take it out."
            findings.append(_finding(sentence, Severity.HIGH, message))
        elif any(citation.snippet_id not in known for citation in sentence.citations):
            message = (
                "This sentence cites a passage that was not looked up for this ticket. Check it against the policy."
            )
            findings.append(_finding(sentence, Severity.HIGH, message))
    return findings


def claims_something(text: str) -> bool:
    """Whether a sentence states a fact or a rule: no greeting, empathy, question back or closing."""
    bare = text.replace("’", "'").strip()
    if find_facts(bare):
        return True
    if bare.endswith("?") or _COURTESY.match(bare) or _CLOSING_CLAUSE.match(bare):
        return False
    return bool(_RULE.search(bare))


def _finding(sentence: Sentence, severity: Severity, message: str) -> Finding:
    return Finding(NAME, severity, sentence.start, sentence.end, sentence.text, message)
