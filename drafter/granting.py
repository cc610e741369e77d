"""Which remedy a reply grants, read from its sentences and from what was asked for.

A reply tells conditions and what else could happen beside the remedy itself.  So each clause is
read for what it grants, and the request says which of that is the decision: who asks for money
back is told about money, who only asks how long something takes is granted nothing.
"""

import re
from collections.abc import Sequence

from drafter.questions import is_asking
from drafter.resolutions import GOODS, MONEY, RungKind

_WE = r"\b(?:we|northway|our \w+)(?:[’']ll)?(?: \w+ly| will| can| also| then| do| gladly| would| may| could| offer to)*"
_IS = r"\b(?:is|are|be|been|gets?|being)(?: \w+ly| then| always| also)*"
_YOU = r"\b(?:you|customers?|they|it|pair|items?|\w+s)(?: \w+ly)? (?:can|may)(?: \w+ly| also| then)*"
_NEW = r"(?:right|correct|missing|free|new|another|second|spare|fresh|replacement|good|whole)"
_PAYOUT = r"(?:store credit|shop credit|account credit|gift card|voucher|goodwill credit)"
_PART = r"(?:\d+ ?(?:%|percent|per cent)|half|part|a third|[$€£]\s?\d[\d.,]*)"

# In the order in which they are tried: a refund "as store credit" is credit, one of half the price a partial refund.
_GRANTS = (
    (
        RungKind.ESCALATE,
        re.compile(
            r"\bescalat\w+\b|\bask for a team lead\b|\bhand(?:s|ed)? (?:it|this|the \w+) (?:over|on)\b"
            r"|\b(?:team leads?|managers?|supervisors?|safety team|specialists?)\b[^.]{0,40}"
            r"\b(?:answers?|decides?|contacts?|calls?|takes? over|reviews?)\b",
            re.I,
        ),
    ),
    (
        RungKind.CREDIT,
        re.compile(
            rf"\b(?:offer|give|get|receive|issue|pay|credit|refund|choose|grant|add|put)\w*\b[^.]{{0,60}}\b{_PAYOUT}\b"
            rf"|\b{_PAYOUT}\b (?:for|of|worth|over) (?:the |your )?(?:\d|value|[$€£]|full|price)"
            rf"|{_WE} credit\b[^.]{{0,60}}\baccount\b",
            re.I,
        ),
    ),
    (
        RungKind.PARTIAL_REFUND,
        re.compile(
            r"\bpartial(?:ly)? refund|\brefund\w* (?:in part|partly)\b|\breduce the refund\b"
            rf"|\brefund\w*\b (?:you )?(?:only )?{_PART}|\b(?:keep|retain|withhold|hold back) {_PART}"
            rf"|\bgive (?:you )?(?:back )?{_PART}[^.]{{0,12}}\b(?:back|off)\b|\b{_PART} (?:comes |goes |is )?back\b",
            re.I,
        ),
    ),
    (
        RungKind.REPLACE,
        re.compile(
            rf"{_WE} (?:replace|remake|resend|reship|redo)\b"
            rf"|{_WE} (?:make|send|ship|supply|mail|post)(?: you| out| over)?(?: the| an?| that| your)?"
            rf"(?: \w+)? ?\b(?:{_NEW}\b|part\b)|{_WE} ship it\b"
            rf"|{_IS} (?:replaced|remade|resent)\b(?! once\b)"
            r"|\bchoose (?:between )?a replacement\b|\breplacement\b[^.]{0,40}\b(?:ships|is sent|goes out|leaves)\b",
            re.I,
        ),
    ),
    (
        RungKind.REFUND,
        re.compile(
            rf"{_WE} (?:refunds?|reimburse|pay back|repay)\b(?! within\b| (?:in|after) \d)"
            rf"|{_WE} (?:return|give)(?: you| back)* (?:the|your) (?:money|price|amount)\b"
            r"|\bfor a (?:full )?refund\b|\b(?:choose|get|receive|have) (?:a|your) (?:full )?(?:refund|money back)\b"
            r"|\band refunds up to\b|\b(?:is|are|be|get|gets)(?: then| \w+ly)? (?:refunded|reimbursed)\b"
            r"(?! within\b| (?:in|after) \d| (?:on|to|by|via)\b)",
            re.I,
        ),
    ),
    (
        RungKind.EXCHANGE,
        re.compile(
            rf"{_YOU} (?:be )?(?:exchange|swap|switch)\w*\b|{_WE} (?:exchange|swap)\b|\bstart an exchange\b"
            rf"|{_IS} (?:exchanged|swapped)\b",
            re.I,
        ),
    ),
)  # fmt: skip
_REFUSES = re.compile(
    r"\b(?:not|never|no|nor|neither|cannot|can't|won't|don't|doesn't|isn't|aren't|declin\w+|refus\w+|unable"
    r"|instead of|rather than|without|unless)\b",
    re.I,
)
_BESIDE = re.compile(
    r"\b(?:that|which|who) (?:can't|cannot|don't|doesn't|isn't|aren't|do not|is not|are not) \w+(?: \w+)?", re.I
)
_CHOICE = re.compile(
    r"\b(?:choose|choice|decides?|prefer|pick|select)\b[^.]{0,40}\b(?:between|or)\b|\bwhichever\b", re.I
)
_CLAUSE = re.compile(
    r"[;:]\s|,\s(?:but|and|or|so|never|not)?\s?|\s(?:but|never|instead of|rather than|unless|before)\s|\s\("
)

_WANTS_MONEY = re.compile(
    r"\brefund\w*|\bmoney\b|\breimburs\w*|\bpay (?:me|it|that|us) back\b|\bgive (?:me |us )?(?:\w+ )?back\b"
    r"|\b(?:i|we) (?:get|have|receive) (?:\w+ ){0,3}back\b|\bdifference\b|\bcompensat\w*|\boff (?:the|my) price\b"
    r"|\boverpaid\b|\bknock \w+ off\b|\bfull (?:price|whack)\b|\bget (?:\w+ )?(?:something )?(?:off|for it)\b"
    r"|\bwhat (?:do|would|will|can) (?:i|we) get\b"
    r"|\btell me what i get\b|\bkeeping of my\b|\bcheaper\b|\bfor less\b|\bcredit\b|\bvoucher\b",
    re.I,
)
_WANTS_GOODS = re.compile(
    r"\breplac\w*|\bexchang\w*|\bswap\w*|\bswitch\b|\bresend\b|\bre-?ship\w*|\bremake\b|\b(?:make|send|ship|give|get|have)"
    r" (?:me |us |you )?(?:\w+ )?(?:another|new|good|right|correct|missing|them again|it again|me (?:it|one|them))\b"
    r"|\bnew (?:one|pair|ones)\b|\bright (?:one|item|size)\b|\bmake (?:me )?(?:another|them again|it again)\b"
    r"|\brather have\b|\binstead\b|\bcan wear\b|\bcan use\b",
    re.I,
)
_WANTS_HELP = re.compile(
    r"\bwhat (?:can|will|would|could) you (?:do|offer|give)\b|\bmake (?:this|that|it|things) (?:right|good)\b"
    r"|\b(?:is|are|isn't) (?:that|it|this|they|these) (?:still )?covered\b|\bunder (?:the )?(?:warranty|guarantee)\b"
    r"|\bwhatever you can\b|\bwhat (?:now|next|happens)\b|\bwhat (?:should|do|must|can) (?:i|we) do\b"
    r"|\bcomplain\w*|\b(?:higher|senior|supervisor|manager|superior|boss|above)\b|\blawyer|\battorney"
    r"|\b(?:can|could|may|might) (?:i|we)(?: still)? (?:return|send|give|bring)\b|\bsomebody\b[^.?!]{0,60}\bcall\b"
    r"|\bwhat do you (?:need|want)\b|\bgive these back\b|\bpossibility to return\b",
    re.I,
)
_TROUBLE = re.compile(
    r"\b(?:broken?|broke|cracked?|damaged|defective|faulty|missing|wrong|torn|ripped|scratch\w*|bent|chipped|smashed"
    r"|dead|wilted|snapped|never (?:came|arrived)|not (?:arrived|received)|nowhere|hurts?|double vision|flashes"
    r"|seeing double|see everything twice|lost in transit|is lost)\b",
    re.I,
)
_ONLY_ASKS = re.compile(
    r"^\W*(?:(?:and|also|so|but|or|hi|hello|ok|please|thanks|[^?.!]{0,120}[,:;])\s*)?"
    r"(?:how (?:long|much|many|soon|old|fast|quickly|do|can)|when|where|which|what(?:'s| is| are| does| do| was)|who"
    r"|until when|by when|from what|in how many"
    r"|(?:is|are|does|do) (?:the|it|your|this|that|my|i) .{0,50}\b(?:free|costs?"
    r"|charged?|expires?|valid|pay))\b"
    r"(?!.{0,40}\b(?:get|give me|give us|have) (?:it |that |them )?back\b)"
    r"(?!(?: \w+){0,2} (?:can|will|would) you (?:do|offer|give))",
    re.I,
)
_ASKS_FOR = re.compile(
    r"(?:^|, | and |[.;:!-] )(?:please |just |so |then )?(?:give|make|send|put|take|fix|replace|refund|swap|exchange"
    r"|cancel|hand|pay|do|find)\b|\b(?:i|we)(?:'d| would)? (?:\w+ly )?(?:want|need|expect|demand|like|love|rather"
    r"|prefer|appreciate|request)\b|\bwould it be possible\b|\bdon't (?:tell|come)\b",
    re.I,
)
_LEADING = 4  # sentences of a reply that answer; what follows is about what else could happen


def granted_by(sentences: Sequence[str], request: str | None) -> RungKind:
    """Return the remedy that a reply grants; ``explain`` where it grants none.

    Without a request what the first sentence grants counts.  With one, what it asks for is
    looked for in the reply: the first grant of that kind, else, where something went wrong,
    the first of any kind.  Of remedies to choose from only one that is asked for is granted.
    """
    grants = [grants_in(sentence) for sentence in sentences]
    first = next((kind for kind, is_choice in grants[0] if not is_choice), None) if grants else None
    if request is None:
        return first or RungKind.EXPLAIN
    wanted, helps, only_asks = _wanted(request)
    if not wanted and not helps:
        return RungKind.EXPLAIN if only_asks else first or RungKind.EXPLAIN
    every = [kind for found in grants for kind, _ in found]
    sure = [kind for found in grants[:_LEADING] for kind, is_choice in found if not is_choice]
    urgent = [kind for kind in sure if kind is RungKind.ESCALATE]
    fitting = [kind for kind in every if kind in wanted]
    return next(iter((*urgent, *fitting, *sure)), RungKind.EXPLAIN)


def grants_in(sentence: str) -> list[tuple[RungKind, bool]]:
    """Return the kinds of remedy that a sentence grants, clause by clause, and whether each is one of a choice."""
    text = _BESIDE.sub("", sentence.replace("’", "'"))
    is_choice, start, found = bool(_CHOICE.search(text)), 0, []
    for end in (*(one.start() for one in _CLAUSE.finditer(text)), len(text)):
        clause, start = text[start:end], end
        refused = _REFUSES.search(clause)
        said = clause[: refused.start()] if refused else clause
        found += [(kind, is_choice) for kind, wording in _GRANTS if wording.search(said)][: None if is_choice else 1]
    return found


def _wanted(request: str) -> tuple[frozenset[RungKind], bool, bool]:
    """Return the kinds of remedy that a request asks for, whether something went wrong, whether it only asks how."""
    plain = request.replace("’", "'")
    parts = [part for part in re.split(r"(?<=[?.!])\s+|\n+", plain) if part.strip()]
    telling = [part for part in parts if not _ONLY_ASKS.match(part)]
    only_asks = len(telling) < len(parts) and not any(is_asking(part) or _ASKS_FOR.search(part) for part in telling)
    said = "" if only_asks else " ".join(telling)
    wanted = MONEY if _WANTS_MONEY.search(said) else GOODS if _WANTS_GOODS.search(said) else frozenset[RungKind]()
    return wanted, bool(_TROUBLE.search(plain) or _WANTS_HELP.search(plain)), only_asks
