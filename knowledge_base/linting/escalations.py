"""Cases that somebody else has to decide, where the policy doesn't say who: an agent would be left alone with them."""

import re
from collections.abc import Iterator, Sequence

from knowledge_base.blocks import BlockKind
from knowledge_base.linting.statements import Section, Statement
from knowledge_base.linting.warnings import Kind, Warning, warn

_HANDED_OVER = re.compile(
    r"\b(?:(?:needs?|requires?|subject to|must have|(?:only|possible|granted|allowed) with|depends? on|ask(?:s|ed)? for"
    r"|gets?|obtains?|awaits?|waits? for) "
    r"(?:an? |prior |further |special |separate |written |internal |extra |the )*"
    r"(?:approvals?|permission|authori[sz]ation|sign-?off|clearance|go-ahead)"
    r"|(?:must|has to|have to|needs? to|should|shall|will|can|may)(?: first)? be (?:escalated|approved"
    r"|signed off|handed over|passed on|authori[sz]ed|cleared)"
    r"|escalate (?:it|them|this|these|the (?:ticket|case|request|claim))"
    r"|decided case by case|(?:decide|decided|reviewed|handled|assessed) on a case[- ]by[- ]case basis)\b",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\b(?:otherwise|else|if not|in (?:all|any) other cases?),? (?:(?:just|simply|please|always|politely) )?"
    r"(?:refuse|decline|reject|deny|say no|turn (?:it|them|this) down)\b(?! by)",
    re.IGNORECASE,
)
_DANGER = re.compile(
    r"\b(?:injur(?:y|ies|ed)|(?:caught|catches|on) fire|fire hazards?|reports? (?:a|of) fire|burned? (?:him|her"
    r"|them|my|your)|electric shocks?|allergic reactions?|hospital"
    r"|legal action|lawsuits?|sues?|threaten\w* (?:us |to |with )|lawyers?|attorneys?(?![’']? fees)|police"
    r"|journalists?|suicid\w+|self-harm"
    r"|data breach|identity theft)\b",
    re.IGNORECASE,
)
_CUSTOMER_CASE = re.compile(
    r"\b(?:customers?|you|somebody|someone|person|who|if|when|child|guest|passenger|caller|claims?|reports?)\b",
    re.IGNORECASE,
)
_TO_WHOM = re.compile(
    r"\b(?:(?:team|shift|floor|group|department|duty) ?(?:lead|leader|manager|head)s?|managers?|supervisors?"
    r"|head of|director|admins?|human agents?"
    r"|(?:safety|legal|security|privacy|fraud|payments?|compliance|medical|quality|press) (?:team|department"
    r"|desk|officer|office|staff)|(?:legal|safety|security|privacy|press)@"
    r"|(?:(?<!\ba )(?<!the )(?<!your )hand|pass|forward|escalate|transfer|refer)\w*\b[^.]{0,60}\bto (?:the |our "
    r"|an? )?\w+|senior \w+"
    r"|specialists?|second (?:person|agent)|emergency services"
    r"|our lawyers?|(?:approval|permission|authori[sz]ation|sign-off) (?:of|from|by) (?:(?:the|an?"
    r"|our) \w+|(?-i:[A-Z])\w+)"
    r"|approved by|escalation rules|dial 911|tier (?:2|two))\b",
    re.IGNORECASE,
)


def find_missing_escalations(sections: Sequence[Section], statements: Sequence[Statement]) -> Iterator[Warning]:
    """Yield a warning for each sentence that needs somebody else's decision, where nobody is named for it."""
    named = _named(sections, statements)
    for statement in statements:
        if (statement.policy.id, statement.heading) in named[0]:
            continue
        if _HANDED_OVER.search(statement.text):
            message = "Somebody has to approve or take this over, but nothing here says who."
            yield warn(Kind.ESCALATION, (statement.place,), message)
        elif _REFUSED.search(statement.text):
            message = "This ends in a refusal; say who decides where a customer does not accept it."
            yield warn(Kind.ESCALATION, (statement.place,), message)
        elif (
            statement.policy.id not in named[1]
            and _DANGER.search(statement.text)
            and _CUSTOMER_CASE.search(statement.text)
        ):
            message = "An agent should not be alone with this; say to whom it is handed over."
            yield warn(Kind.ESCALATION, (statement.place,), message)


def _named(
    sections: Sequence[Section], statements: Sequence[Statement]
) -> tuple[set[tuple[str, tuple[str, ...]]], set[str]]:
    """Return the sections that say to whom a case goes, and the policies that say so in a block for agents."""
    inner = {
        section.policy.id
        for section in sections
        if any(block.kind in _INNER and _TO_WHOM.search(block.text) for block in section.blocks)
    }
    told = {(one.policy.id, one.heading) for one in statements if _TO_WHOM.search(one.text)}
    return told, inner


_INNER = (BlockKind.INTERNAL, BlockKind.STEPS)
