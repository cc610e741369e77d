"""Dates that have passed: a review that is due, a rule that ended, an offer that is over."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from knowledge_base.facts import Fact, FactKind
from knowledge_base.linting.statements import LintedPolicy, Statement, facts_of
from knowledge_base.linting.warnings import Kind, Place, Warning, warn

_ENDS = re.compile(
    r"(?:until|till|through|thru|by|before|ends?(?: on)?|expires?(?: on)?|up to|no later than|valid (?:to"
    r"|until)|deadline(?: is)?|closes?(?: on)?"
    r"|and|to|-|–|prior to|not after)\s(?:the\s|end of\s|and including\s|midnight (?:on|of)\s|(?:mon|tues"
    r"|wednes|thurs|fri|satur|sun)day,?\s)*$",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\b(?:between|from)\b", re.IGNORECASE)
_DAYS = re.compile(r"\s*\d{1,2}\w{0,2}\s?(?:to|until|through|-|–|and)\s?\d{1,2}\b")  # "3 to 17 August 2026"
_RECORD = re.compile(
    r"\b(?:last (?:updated|reviewed|changed|modified)|updated|since|effective|as of|introduced|founded|version"
    r"|copyright|starting|act of|dated"
    r"|before|prior to|placed|bought|purchased|ordered|born|published)\b",
    re.IGNORECASE,
)
_COMING = re.compile(
    r"\b(?:will|shall|(?:is|are) (?:going|about|due|expected|scheduled|planned|set) to|(?:is|are) to (?:be\b|come\b)"
    r"|plan(?:s|ned)? to|upcoming|soon|coming)\b|\w'll\b",
    re.IGNORECASE,
)
_OF_ORDERS = re.compile(
    r"\b(?:placed|bought|purchased|ordered|created|signed up|joined|registered|dated|made|orders?|purchases)\s"
    r"(?:\w+\s)?(?:on|since|after|from|between|in)\b[\w\s]*$",
    re.IGNORECASE,
)
_SEASON = re.compile(
    r"\b(?:(?:holidays?|christmas|xmas|black friday|cyber (?:monday|week)|summer|winter|spring|autumn|fall"
    r"|easter|season(?:al)?|sale"
    r"|campaign|promotion|offer|hours|schedule|calendar|prices?|rates?)\b[\w ]{0,25}?\b(?P<after>20\d\d)"
    r"|(?P<before>20\d\d)\s(?:holidays?|christmas|xmas|black friday|summer|winter|spring|autumn|fall|easter"
    r"|season|sale|campaign|promotion"
    r"|offer|schedule|prices?|rates?))\b",
    re.IGNORECASE,
)


def find_stale(policies: Sequence[LintedPolicy], statements: Sequence[Statement], today: date) -> Iterator[Warning]:
    """Yield a warning for each policy whose own dates have passed, and each sentence whose date has."""
    for policy in policies:
        yield from _stale_policy(policy, today)
    for statement in statements:
        found = passed_by(statement.text, today)
        first = statement.policy.first_day
        if found and not (first and first > today):  # of what is still to begin: it can never apply
            yield warn(Kind.STALE, (statement.place,), f"{found} has passed; take this out, or give it a new date.")


def _stale_policy(policy: LintedPolicy, today: date) -> Iterator[Warning]:
    review, last = policy.meta.review_by, policy.meta.effective_until
    if review and review < today:
        yield warn(Kind.STALE, (_about(policy, f"review_by: {review}"),), f"This was to be reviewed by {review}.")
    if last and last < today and not (policy.first_day and policy.first_day > last):
        yield warn(
            Kind.STALE,
            (_about(policy, f"effective_until: {last}"),),
            f"This held until {last}; retire it, or let it hold on.",
        )


def _about(policy: LintedPolicy, text: str) -> Place:
    return Place(policy.id, policy.title, (), text)


def passed_by(text: str, today: date, *, of_record: bool = False) -> str | None:
    """Return the last day, as written, that a sentence sets and that is over; None where it sets none.

    "Orders placed until 1 May" names orders of record, which count with ``of_record`` only.
    """
    dates = [(fact, day) for fact in facts_of(text) if fact.kind is FactKind.DATE and (day := _last_day(fact))]
    for fact, day in dates:
        before = text[max(0, fact.start - 40) : fact.start]
        is_end = bool(_ENDS.search(before)) and bool(
            not re.search(r"\b(?:and|to|-|–)\s$", before) or _RANGE.search(text[: fact.start])
        )
        is_end = is_end or (
            bool(_DAYS.match(fact.text)) and day == max(last for one, last in dates if one.start == fact.start)
        )
        if is_end and day < today and (of_record or not _is_record(before)):
            return fact.text.strip()
        if day < today and _COMING.search(text) and not is_end and not _OF_ORDERS.search(before):
            return fact.text.strip()  # "from 1 March 2024 we will also ...": it has come, or was forgotten
    season = _SEASON.search(text)
    if season and not dates:
        year = int(season["after"] or season["before"])
        if year < today.year:
            return season.group().strip()
    return None


def _is_record(before: str) -> bool:
    """Whether a date says since when, or of which orders, and not until when: "placed before 1 May 2024"."""
    return bool(
        re.search(
            r"\b(?:placed|bought|purchased|ordered|created|signed up|joined|registered|dated"
            r"|made)\s+(?:on or )?(?:before|until|prior to)\s*$",
            before,
            re.IGNORECASE,
        )
    ) or bool(_RECORD.search(before) and not _ENDS.search(before))


def _last_day(fact: Fact) -> date | None:
    try:
        return date.fromisoformat(fact.value)
    except ValueError:
        pass
    month = re.fullmatch(r"(\d{4})-(\d{2})", fact.value)
    if not month:
        return None
    year, number = int(month[1]), int(month[2])
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)
