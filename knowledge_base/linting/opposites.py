"""What a clause decides, as signs on a few axes: free or paid, kept or lost, once or as often as one likes.

Two clauses about the same thing oppose each other where they stand on different sides of an
axis.  A denial turns the side over: "not included" is on the side of "extra".
"""

import re
from functools import lru_cache

_DENIAL = re.compile(
    r"\b(?:not|cannot|never|no|nor|neither|none|nobody|nothing|without|unable|nowhere)\b|n't\b", re.IGNORECASE
)
_NO_DENIAL = re.compile(
    r"\bnot (?:only|just|later|earlier|more|less|longer)\b|\bno (?:later|longer than|more than|matter|problem"
    r"|earlier|less|further)\b"
    r"|\bwhether or not\b|\bunless\b|\b(?:says?|answers?|yes or|answer is|reply|by) no\b|\bwithout (?:a "
    r"|any )?(?:problem|hassle|exception|delay)s?\b",
    re.IGNORECASE,
)
_REFUSAL = re.compile(
    r"\b(?:exclu(?:de[sd]?|ding|sion)|except(?:ed)?|prohibit\w*|forbid\w*|forbidden|ban(?:ned|s)?|refus\w+"
    r"|reject\w*|declin\w+|impossible"
    r"|unavailable|ineligible|invalid|void(?:ed|s)?|outside|off limits|rules? out|ruled out|non-?\w+able"
    r"|final sale|final|stop(?:s|ped)?"
    r"|fails?|lack\w*|avoid\w*|waive[sd]?|withh[eo]ld\w*|suspend\w*)\b",
    re.IGNORECASE,
)
_AXES: dict[str, tuple[str, str]] = {
    "cost": (
        r"free(?: of charge)?|gratis|complimentary|on us|on the house|at our (?:cost|expense)|costs? nothing"
        r"|nothing at all|our business"
        r"|we (?:pay|cover|bear)\b|waived?|prepaid|without (?:a |any |extra )?(?:fee|charge|cost|interest)"
        r"|no (?:fee|charge|cost|extra|interest)s?"
        r"|not (?:be )?(?:charged|billed)|(?:don't|doesn't|never) (?:pay|cost|charge)|pays? nothing|pays? no|included",
        r"[$€£]\s?\d[\d.,]*|(?:you|customers?|members?|buyers?|hirers?|guests?|they|non-members?"
        r"|whoever)\b[\w ]{0,20}\b(?:pay|pays|owe|owes|bear|bears|cover|covers)\b"
        r"|charged? (?:to|for|extra)|(?:is|are|be) (?:charged|billed)|costs? (?:extra|money)|a fee|fees? (?:is"
        r"|are|of|appl)|for a fee|chargeable|costs? (?=\d)"
        r"|at (?:your|their|the \w+'s) (?:own )?(?:cost|expense)|surcharge|interest (?:is|of|at)|is due|extra",
    ),
    "included": (
        r"includ(?:es?|ed|ing)|comes? with|part of|covered|covers?|insured|contains?|also for|counts? (?:too"
        r"|as well|towards?)",
        r"exclud\w+|extra|separately|on top|not included|without|don't count|left out|uninsured",
    ),
    "kept": (
        r"stays?|remains?|keeps?|kept|carr(?:y|ied|ies) over|rolls? over|saved|preserved|safe|never expires?"
        r"|restored|back",
        r"lost|lose[sn]?|forfeit\w*|lapses?|expires?|void|deleted?|removed?|gone|taken down|wiped|erased?|vanish\w*",
    ),
    "refund": (
        r"refund(?:ed|s|able)?|pa(?:y|id) back|money back|(?:deposit|fee|money|all|everything"
        r"|it)\b[\w ]{0,12} back|reimburs\w+|returned to you|credited?",
        r"non-?refundable|(?:not|never|no) (?:be )?(?:refund|paid back)\w*|forfeit\w*|keep the|kept by us"
        r"|we keep|final(?: sale)?|nothing back|lost",
    ),
    "need": (
        r"must|needs?|needed|requires?|required|has to|have to|compulsory|mandatory|obligatory|only with"
        r"|necessary|insist|minimum|due\b",
        r"optional|voluntary|no need|without|don't (?:need|have)|doesn't (?:need|have)|not (?:needed|required"
        r"|necessary|compulsory)|no \w+ (?:is |are )?(?:needed|required)?"
        r"|up to you|as you (?:like|wish)|if you (?:like|wish)",
    ),
    "often": (
        r"once|one[- ]time|single|(?:only )?one\b|a second time|never again|just one",
        r"(?:as )?(?:often|many)(?: times)? as|any number|several|repeatedly|each|every|unlimited|multiple"
        r"|again|more than once|both|all\b|as much as|split",
    ),
    "only": (
        r"only|solely|exclusively|limited to|restricted to|reserved for|nobody but|none but|just for",
        r"also|too\b|as well|any\w*|every\w*|all\b|regardless|even|whoever|whatever|whichever|the same way"
        r"|like (?:every|all|any|others?)|elsewhere|alike|both",
    ),
    "auto": (
        r"automatic\w*|by itself|by themselves|without (?:asking|request)|on its own",
        r"on request|manually|by hand|if you ask|have to ask|must ask|only when|ends\b|not renewed|actively|yourself",
    ),
    "walk": (
        r"walk-?ins?|without (?:an? )?(?:appointment|booking|reservation)|drop in|no (?:appointment|booking)"
        r"|just come",
        r"appointments?|by booking|book(?:ed|ing)? (?:first|ahead|in advance)|reservation",
    ),
    "open": (r"open(?:s|ed)?|staffed|answered|reachable|available|deliver\w*|work", r"closed?|shut|unavailable"
    r"|unreachable"),
    "money": (
        r"cash|money|bank transfer|card|paypal|account|means of payment|original|paid out|same (?:way|card)"
        r"|payment method",
        r"(?:store|shop|account) credit|vouchers?|credit note|gift cards?|points",
    ),
    "who": (
        r"we|us|our|ours|the (?:shop|team|store|company)",
        r"you|your|yours|customers?|the (?:buyer|hirer|customer|guest|member)|buyers?|hirers?|guests?",
    ),
    "when": (
        r"before|in advance|up ?front|as soon as|immediately|straight ?away|at once|when (?:you"
        r"|the order is) (?:order|plac)\w*|already|at checkout|place the order",
        r"after(?:wards)?|later|when (?:\w+ ){0,3}(?:ship|leave|dispatch|arriv|deliver|send|sent)\w*"
        r"|once (?:\w+ ){0,4}(?:ship|leave|left|arriv|deliver)\w*|at the end|in arrears|on delivery",
    ),
    "whole": (
        r"in full|full|whole|entire|completely|100%|everything|all\b|remaining",
        r"part(?:ly|ial(?:ly)?)?|half|nothing|none|only (?:the )?(?:part|half)|minus|less\b|pro[- ]rata",
    ),
    "move": (
        r"transferable|pass(?:es|ed)? (?:it |them )?on|hand(?:ed)? (?:it |them )?on|goes to|given? (?:it|them"
        r"|your|away)|new owner|friends?|someone else|anybody|anyone|others?",
        r"personal|non-?transferable|nobody(?: else)?|not transferable|own use|first owner|yourself only|stays with",
    ),
    "state": (r"new|unused|unopened|unworn|sealed", r"used|opened|worn|refurbished|second-?hand|unsealed"),
    "place": (
        r"online|by (?:e-?mail|post|phone|chat)|from home|by video|remotely",
        r"in person|in (?:the |our )?(?:shop|store)s?|at the counter|on site|on the premises",
    ),
    "speed": (r"same day|immediately|at once|instant\w*|straight away|right away", r"later|wait|next day"
    r"|takes? (?:a|some|several)|not before"),
    "public": (r"publish\w*|shows?|display\w*|public|visible|shared?", r"delet\w+|remov\w+|taken? down|hid(?:e"
    r"|den)|private|confidential"),
}  # fmt: skip
AXES = tuple(_AXES)
_PATTERNS = {
    name: tuple(re.compile(rf"(?<![\w-])(?:{side})(?![\w-])", re.IGNORECASE) for side in sides)
    for name, sides in _AXES.items()
}
_OWN_DENIAL = re.compile(r"\b(?:no|not|never|nothing|without|non|nobody)\b|n't", re.IGNORECASE)


@lru_cache(maxsize=50_000)
def denials_in(text: str) -> int:
    """Count what denies in a clause: "not", "without", "excluded"; twice is none."""
    said = _NO_DENIAL.sub(" ", text.replace("’", "'"))
    return len(_DENIAL.findall(said)) + len(_REFUSAL.findall(said))


@lru_cache(maxsize=50_000)
def signs_of(text: str) -> dict[str, int]:
    """Return on which side of each axis a clause stands, +1 or -1; an axis it says nothing of is left out."""
    said = _NO_DENIAL.sub(" ", text.replace("’", "'"))
    found: dict[str, int] = {}
    for name, (left, right) in _PATTERNS.items():
        ours, theirs = left.search(said), right.search(said)
        if bool(ours) == bool(theirs):
            continue
        hit = ours or theirs
        assert hit is not None
        denials = (
            0
            if _OWN_DENIAL.search(hit.group())
            else len(_DENIAL.findall(said[: hit.start()]))
            + len(re.findall(r"^\W*(?:not|nothing)\b", said[hit.end() :]))
        )
        found[name] = (1 if ours else -1) * (-1 if denials % 2 else 1)
    return found


def opposed(left: str, right: str) -> tuple[str, ...]:
    """Return the axes on which two clauses stand on different sides."""
    ours, theirs = signs_of(left), signs_of(right)
    return tuple(name for name in ours if name in theirs and ours[name] != theirs[name])
