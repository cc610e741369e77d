"""For whom a rule holds, and what makes no difference to it: members or everybody, "unless worn" or "even if worn"."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from drafter.checks.content import content_of
from drafter.checks.phrases import phrases_of

EVERYBODY = "everybody"


def _any(*wordings: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(wordings)})(?!\w)", re.I)


_GROUPS: Mapping[str, re.Pattern[str]] = {
    "non-members": _any(
        r"non-?members?|nicht-?mitglied\w*|non-?membres?|no socios?|niet-?leden|without (?:a )?membership"
        r"|(?:not|\w+n't|kein|pas|no es|geen) (?:\w+ ){0,2}(?:members?|mitglied|membres?|soci[oa]s?|lid|leden)"
        r"|n'étant pas membre|ohne mitgliedschaft"
    ),
    "members": _any(
        r"(?:\w+ )?members?(?!hip)|(?:club)?mitglied(?:er|ern|s)?|membres?|adhérente?s?|soci[oa]s?|leden|lid"
        r"|cardholders?|with (?:a )?membership"
    ),
    "new customers": _any(
        r"(?:new|first-time) (?:customers?|clients?|accounts?|subscribers?|shoppers?)|neukund\w*|erstbestell\w*"
        r"|nouveaux clients|nouve(?:lle|au)s? clients?|nuevos clientes|clientes nuevos|nieuwe klanten|first orders?"
    ),
    "subscribers": _any(r"subscribers?|abonnent\w*|abonnés?|suscriptores|abonnees"),
    "students": _any(r"students?|studierende\w*|studenten|étudiants?|estudiantes?"),
    "business customers": _any(
        r"(?:business|trade|corporate) (?:customers?|accounts?|buyers?)|gewerbliche\w*|geschäftskund\w*|professionnels?"
        r"|empresas|zakelijke klanten"
    ),
    EVERYBODY: _any(
        r"everyone(?! else)|everybody(?! else)|anyone|anybody|(?:all|any)(?: (?:of )?our)? (?:customers?|clients?"
        r"|shoppers?"
        r"|buyers?)"
        r"|every customer|alle(?:n|r)?(?: unsere[nr]?)? kund\w+|jede[rnm]? kund\w+|für alle(?![\w ]*(?:artikel|waren))"
        r"|tous (?:les |nos )?clients?|toutes? (?:les |nos )?client\w*|tout le monde|pour tous"
        r"|tod[oa]s (?:los |nuestros )?clientes|todo el mundo|cualquier cliente|para todos|iedereen|alle klanten"
    ),
}
_ELIDED = re.compile(r"\b(?:[dlnsmtcj]|qu)'", re.I)
_DENIED = _any(r"not|\w+n't|no|nicht|kein\w*|pas|aucun\w*|niet|geen")
_ALONE = _any(
    r"(?:reserved|exclusive|available only|limited) (?:for|to)|only (?:for|available to|open to)|nur für|vorbehalten",
    r"réservée?s? (?:à|aux)|uniquement pour|(?:reservad|exclusiv)[oa]s? (?:a|para)|s[oó]lo para|alleen voor"
    r"|voorbehouden",
)
_INCLUDING = re.compile(
    r"(?<!\w)(?:including|einschließlich|inklusive|y compris|incluid[oa]s?|incluso|inclusief)\s([^,.;:]*)", re.I
)
_LACKING = re.compile(r"\s*(?:without|ohne|sans|sin|zonder)\b", re.I)
_ELSE = _any(
    r"everyone else|everybody else|all others?|others?|otherwise|else|alle anderen|sonst|ansonsten|sinon|les autres"
    r"|si no|los demás|anders|alle andere"
)
_ONLY_WITH = _any(
    r"(?:only|nur|seulement|uniquement|solo|sólo|únicamente|alleen) (?:with|mit|avec|con|met|if|wenn|si|als|after|nach"
    r"|après)"
)


@lru_cache(maxsize=4096)
def groups_of(sentence: str) -> frozenset[str]:
    """Return whom a sentence names: members, new customers, everybody…"""
    found, rest = set(), sentence
    for name, pattern in _GROUPS.items():
        if pattern.search(rest):
            found.add(name)
            rest = pattern.sub(" ", rest)
    if not found and _ALONE.search(sentence):
        found.add("a few alone")
    if _ELSE.search(sentence):
        found.add("others")
    return frozenset(found)


def other_group(said: str, known: Sequence[str]) -> str | None:
    """Return for whom rules of the same (``known``) hold where a sentence says that it holds for others."""
    ours = groups_of(said)
    if len(ours) != 1:
        return None
    theirs = [groups_of(one) for one in known]
    if not theirs or any(not groups or groups & ours or "others" in groups or len(groups) > 1 for groups in theirs):
        return None
    (group,), (other,) = ours, theirs[0]
    return other if EVERYBODY in (group, other) else None


def lifts_something(sentence: str) -> bool:
    """Whether a sentence says that something makes no difference."""
    return bool(_INCLUDING.search(sentence)) or any(phrase.even.strip() for phrase in phrases_of(sentence))


def lifts_exception(said: str, known: str) -> str | None:
    """Return what a rule takes out and a sentence does not: "even if worn" where it says "unless worn"."""
    said, known = _ELIDED.sub(" ", said.replace("’", "'")), _ELIDED.sub(" ", known.replace("’", "'"))
    limits, needs = [], []
    for phrase in phrases_of(known):
        lapse = phrase.condition if _DENIED.search(phrase.condition) else ""
        limits += [tail for tail in (phrase.exception, phrase.lacks, lapse) if tail.strip()]
    only = _ONLY_WITH.search(known)
    if only:
        needs.append(known[only.end() :])
    lifted = [phrase.even for phrase in phrases_of(said) if phrase.even.strip()] + _INCLUDING.findall(said)
    for even in lifted:
        words = content_of(even)
        for tail in needs if _LACKING.match(even) else limits:
            shared = words & content_of(tail)
            if shared and len(shared) * 2 >= min(len(words), len(content_of(tail))):
                return tail.strip(" .,")
    return None
