"""How links, addresses, dates, times, phone and order numbers are written, and one form for each.

Each function takes a text and yields ``Written``: what was found, in its normal form.  Names
of months and weekdays are read in English, German, French and Spanish.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = {
    1: "january jan januar jänner janvier janv enero ene",
    2: "february feb februar février févr fevrier febrero",
    3: "march mar märz mars marzo",
    4: "april apr avril avr abril abr",
    5: "may mai mayo",
    6: "june jun juni juin junio",
    7: "july jul juli juillet juil julio",
    8: "august aug août aout agosto ago",
    9: "september sept sep septembre septiembre setiembre",
    10: "october oct oktober okt octobre octubre",
    11: "november nov novembre noviembre",
    12: "december dec dezember dez décembre déc decembre diciembre dic",
}
_MONTH_OF = {name: number for number, names in _MONTHS.items() for name in names.split()}
_MONTH = "|".join(sorted(_MONTH_OF, key=len, reverse=True))
_WEEKDAYS = {
    "monday": "montag lundi lunes",
    "tuesday": "dienstag mardi martes",
    "wednesday": "mittwoch mercredi miércoles miercoles",
    "thursday": "donnerstag jeudi jueves",
    "friday": "freitag vendredi viernes",
    "saturday": "samstag sonnabend samedi sábado sabado",
    "sunday": "sonntag dimanche domingo",
}
WEEKDAY_WORDS = tuple(" ".join(_WEEKDAYS.values()).split())
_WEEKDAY_OF = {name: day for day, names in _WEEKDAYS.items() for name in (day, *names.split())}

_URL = re.compile(
    r"""https?://[^\s<>"')\]]*[^\s<>"')\].,;:!?*_]"""
    r"""|\b(?:www\.)?(?:[a-z0-9-]{1,63}\.){1,6}(?:com|net|org|io|co|de|fr|es|uk|eu|shop|store|example|info|biz|app|dev|ca|au|ch|nl)"""
    r"""\b(?:/[^\s<>"')\]]*[^\s<>"')\].,;:!?*_])?""",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?!\d)(?:st|nd|rd|th|er|\.)?"
_TO = r"\s(?:to|and|bis|und|au|et|al|y)\s(?:the\s|le\s|el\s)?"
_DAYS = rf"(?P<day>{_DAY})(?:(?:\s?[-–]\s?|{_TO})(?P<last>{_DAY}))?"
_YEAR = r"(?:19|20)\d\d"
_NOT_A_DAY = (
    r"[\w%€]|[.,]\d|\s?[%€£$]|\s(?:prozent|per\s?cent|pour\s?cent|por\s?ciento|euros?|eur|chf|franken|francs)\b"
)
"""Behind a number that no day of a month can be: "bis Ende November 10 Prozent"."""
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<!\d)(?P<year>(?:19|20)\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)(?:T[\d:.]+Z?)?",
        rf"\b(?P<name>{_MONTH})\b\.?\s(?:the\s)?{_DAYS}(?!{_NOT_A_DAY})(?:,?\s(?P<year>{_YEAR})\b)?",
        rf"(?<![\w.,/$€£-]){_DAYS},?\s(?:of\s|de\s)?(?P<name>{_MONTH})\b(?:(?:\.|,)?\s(?:de\s)?(?P<year>{_YEAR})\b)?",
        rf"\b(?P<name>{_MONTH})\b\.?,?\s(?:de\s|of\s)?(?P<year>{_YEAR})\b",
        r"(?<![\d.,/-])(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:19|20)?\d\d)(?![\d/]|[.-]\d)",
    )
)
_DAY_NUMBER, _MONTH_NUMBER = r"(?P<first>0?[1-9]|[12]\d|3[01])", r"(?P<second>0?[1-9]|1[0-2])"
_DATES += (
    re.compile(
        rf"(?:(?<=\b(?:am|ab|im) )|(?<=\b(?:bis|zum|vom|den|dem|der|und) )){_DAY_NUMBER}(?P<mark>\.)\s?"
        rf"{_MONTH_NUMBER}\.(?!\d)(?P<year>(?!))?"
    ),
    re.compile(
        r"(?:(?<=\b(?:on|by|am|le|du|au|el) )|(?<=\b(?:bis|zum|vom) )|(?<=\b(?:until|since|after) )"
        r"|(?<=\b(?:from|till) )|(?<=\b(?:before|placed|bought) )|(?<=\b(?:shipped|ordered|arrived) )"
        r"|(?<=\b(?:delivered|purchased|collected) ))(?P<first>\d{1,2})(?P<mark>/)"
        r"(?P<second>\d{1,2})(?![\d/%])(?P<year>(?!))?"
    ),
)
_DATES_IN_DIGITS = tuple(pattern for pattern in _DATES if "name" not in pattern.groupindex)
_MONTH_WORD = re.compile(rf"(?<![^\W\d_])(?:{'|'.join(sorted({name[:3] for name in _MONTH_OF}))})")
_DAY_OF_MONTH = re.compile(
    r"\b(?:on|by|until|till|before|after|from|since)\sthe\s(?P<day>[1-9]|[12]\d|3[01])(?:st|nd|rd|th)"
    r"(?=\s(?:of|at|and|to|or|for|so|but|when|if|in)\b|[.,;!?)]|$)",
    re.IGNORECASE,
)
_SHORT_DAYS = {
    "monday": "Mon Mo lun lu",
    "tuesday": "Tue Tues Di mar ma",
    "wednesday": "Wed Mi mer mi",
    "thursday": "Thu Thur Thurs Do jeu je",
    "friday": "Fri Fr ven ve vie",
    "saturday": "Sat Sa sam sab sáb",
    "sunday": "Sun So dim dom",
}
_SHORT_DAY_OF = {name: day for day, names in _SHORT_DAYS.items() for name in names.split()}
_LETTER_DAY_OF = {
    "L": "monday", "M": "tuesday", "X": "wednesday", "J": "thursday", "V": "friday", "S": "saturday", "D": "sunday",
}  # fmt: skip
SHORT_DAY = "|".join(sorted(_SHORT_DAY_OF, key=len, reverse=True))
_DAY_RANGE = re.compile(  # alone, "Mon" or "Sat" or "mar" is too often another word
    rf"(?<![\w-])(?P<first>{SHORT_DAY})\.?\s?(?:[-–&/+]|to|bis|through|until|au|à|a)\s?(?P<last>{SHORT_DAY})\b(?!-)"
    r"|(?<![\w-])(?P<single>Tues?|Wed|Thu(?:rs?)?|Fri|Mon|Sat|Sun)\b(?=[.,:]?\s\d)"
    r"|(?<![\w-])(?P<dotted>Mo|Di|Mi|Do|Fr|Sa|So)(?=\.:?\s\d|:?\s\d{1,2}(?:[:.]\d\d)?\s?(?:[-–]|bis|Uhr))"
    r"|(?<![\w-])(?P<letter>[LMXJVSD])\s?[-–aA]\s?(?P<until>[LMXJVSD])(?=\.?[,:]?\s(?:de\s)?\d{1,2}\s?(?:[:.h–-]|a\s|à\s|et\s))"
    r"|(?<![\w-])(?P<roman>lun|mar|mer|jeu|ven|sam|dim|sáb|sab|dom|vie|jue)(?=\.?:?\s\d{1,2}\s?(?:h|:))"
)
_LISTABLE = "Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun|Mo|Di|Mi|Do|Fr|Sa|So|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom"
_DAY_LIST = re.compile(
    rf"(?<![\w-])(?:{_LISTABLE})\.?(?:(?:,\s?|\s?[/+&]\s?|\s(?:und|and|et|y)\s)(?:{_LISTABLE})\b\.?)+(?!-)"
)
_WEEKDAY = re.compile(
    rf"(?<!\bblack )(?<!\bcyber )(?<!\bgood )(?<!\bhappy )(?<!\bgreat )\b(?:{'|'.join(_WEEKDAY_OF)})(?=s?\b)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?<![\w/.-])(?:\+|00)\d{1,3}[\s().-]*\d(?:[\s().-]{0,2}\d){5,12}(?!\w)"
    r"|(?<![\w/.-])(?:1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.-])\d{3}[\s.-]\d{4}(?![\w-])"
    r"|(?<![\w/.-])0\d{2,4}[\s/-]+\d{2,4}(?:[\s-]?\d{2,4}){1,3}(?![\w-])"
    r"|(?<![\w/.-])\(?0\d{2,4}\)[\s/-]*\d{3,}(?:[\s-]?\d{2,4})*(?![\w-])"
    r"|(?<![\w/.-])(?:0\d|\d{2})(?:[ .]\d{2}){4}(?![\w-])"
    r"|(?<![\w/.,-])[6-9](?:\d{2}(?:[ .]\d{3}){2}|\d[ .]\d{3}(?:[ .]\d{2}){2}|\d{2}(?:[ .]\d{2}){3})"
    r"(?![\w%€$£-]|[.,]\d)"
    r"|(?<![\w/.-])\d{3}-\d{4}(?![\w-])"
    r"|(?<![\w/.-])1-8\d\d-[A-Z]{4,10}\b"
)
_LABEL = (
    r"orders?|bestell\w*|auftrag\w*|commande|pedido|ticket|case|invoice|rma|tracking|reference|ref|claim|confirmation|"
    r"account|transaction|serial|sendung\w*|rechnung\w*|zip|postcode"
)
_LABELLED = re.compile(
    rf"\b(?:{_LABEL})(?:\s(?:number|no|nr|id|code|num|numero|número|numéro))?\b[.:]?\s?(?:is\s|was\s|n[°º]\s?)?[#:]?\s?"
    r"(?P<id>(?=[A-Z-]{0,6}\d{3}|\d{1,4}-\d{2,6}(?:-\d+)+)[A-Z0-9][A-Z0-9-]*\d[A-Z0-9-]*)(?![\w%]|[.,]\d|\s?[€£$]"
    r"|\s(?:euros?|eur|usd|gbp|chf|franken|francs?|dollars?|dólares|pounds?|pfund|libras)\b)"
    r"|\bending (?:in\s|with\s)?(?P<tail>\d{4})\b",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?<![\w-])\d{4}(?:[ -]\d{4}){3}(?![\w-])")
_HASH = re.compile(r"#(?P<id>(?=[\w-]*\d{2})[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*)")
_IP = re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]?\d)")
_MIXED = re.compile(r"(?<![\w#@/.-])(?=[A-Za-z]*-?[A-Za-z0-9-]*\d)[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![\w-])")
_DASHED = re.compile(r"(?<![\w.,/+-])(?=(?:-?\d){6})\d{1,6}(?:-\d{1,8}){2,4}(?![\w/%-]|[.,]\d)")
_SLASHED = re.compile(
    r"(?<![\w/.-])(?=(?:[\w-]*/){1,3}[\w-]*(?![\w/]))(?=(?:\D*\d){4})[A-Z]{1,5}(?:[/-]?[A-Z0-9]+)+(?![\w/-])"
)
_LONG_DIGITS = re.compile(r"(?<![\w.,$€£+-])(?:\d{5,}|0\d{3,})(?![\w%€]|[.,]\d)")
_ENDLESS = re.compile(r"\w{65,}|(?:\w{1,12}[^\w\s@:/?=&%_-]){40,}\w*")
_PROMO = re.compile(
    r"\b(?:code|coupon|voucher|promo|gutschein\w*|código)\b:?\s(?:is\s)?[\"'“‘«]?(?P<code>[A-Z][A-Z0-9-]{3,})\b"
)
_PIN = re.compile(
    r"\b(?:code|pin)\b:?\s(?:is\s|lautet\s|est\s|es\s)?(?P<code>\d(?:-?\d){2,7})(?![\w-]|[.,]\d)", re.IGNORECASE
)
_CODE_SHAPE = re.compile(r"[A-Z]{3,}\d{1,3}|[A-Z]{4,}")
_NOT_IDS = re.compile(r"(?:COVID|A|USB|MP|PS|HTML|B2B|H2O|CO2|24)-?\d{0,2}(?:-7)?", re.IGNORECASE)


@dataclass(frozen=True)
class Written:
    """A normal form and where it was read."""

    value: str
    start: int
    end: int


def find_urls(text: str) -> Iterator[Written]:
    """Yield links, also bare host names: https, no ``www.``, host in lower case, no closing slash."""
    for match in _URL.finditer(text):
        if match.start() and text[match.start() - 1] == "@":
            continue
        rest = re.sub(r"^(?:https?://)?(?:www\.)?", "", match.group(), flags=re.IGNORECASE)
        host, slash, path = rest.partition("/")
        yield Written(f"https://{host.lower()}{slash}{path}".rstrip("/"), *match.span())


def find_emails(text: str) -> Iterator[Written]:
    """Yield e-mail addresses in lower case."""
    for match in _EMAIL.finditer(text):
        yield Written(match.group().lower(), *match.span())


def find_dates(text: str) -> Iterator[Written]:
    """Yield dates as ``2026-03-09``, ``9 March`` where no year is given, ``2026-03``, ``friday`` or
    ``day 20`` of some month.

    Of 3/9/2026 the month comes first, of 3.9.2026 the day, unless only the other way is a date.
    """
    words = text.lower()
    if any(map(str.isdigit, text)):
        for pattern in _DATES if _MONTH_WORD.search(words) else _DATES_IN_DIGITS:
            for match in pattern.finditer(text):
                is_full_stop = bool(match.groupdict().get("name")) and match[0].endswith(".")
                for value in _date_values(match):
                    yield Written(value, match.start(), match.end() - is_full_stop)
        for match in _DAY_OF_MONTH.finditer(text):
            yield Written(f"day {match['day']}", match.start("day"), match.end())
    if any(day in words for day in _WEEKDAY_OF):
        for match in _WEEKDAY.finditer(text):
            yield Written(_WEEKDAY_OF[match.group().lower()], *match.span())
    for match in _DAY_LIST.finditer(text):
        for name in re.findall(r"\w{2,}", match.group()):
            if name in _SHORT_DAY_OF:
                yield Written(_SHORT_DAY_OF[name], *match.span())
    for match in _DAY_RANGE.finditer(text):
        for group in ("first", "last", "single", "dotted", "letter", "until", "roman"):
            if name := match[group]:
                yield Written(_LETTER_DAY_OF.get(name) or _SHORT_DAY_OF[name], *match.span())


def find_phones(text: str) -> Iterator[Written]:
    """Yield phone numbers as their digits (letters kept), without ``+``, ``00`` or North America's 1."""
    for match in _PHONE.finditer(text):
        digits = re.sub(r"[^\dA-Z]", "", match.group())
        if 7 <= len(digits) <= 15:
            yield Written(plain_phone(match.group()), *match.span())


def plain_phone(text: str) -> str:
    """Return the digits that two notations of one phone number share."""
    digits = re.sub(r"[^\dA-Z]", "", re.sub(r"\(0\)", "", text)).removeprefix("00")
    return digits[1:] if len(digits) == 11 and digits[0] == "1" else digits


def find_cards(text: str) -> Iterator[Written]:
    """Yield numbers of payment cards written in groups of four, as digits."""
    for match in _CARD.finditer(text):
        yield Written(re.sub(r"\D", "", match.group()), *match.span())


def find_ids(text: str) -> Iterator[Written]:
    """Yield order, tracking and other numbers in upper case, without ``#``."""
    for match in _LABELLED.finditer(text):
        group = "id" if match["id"] else "tail"
        yield Written(match[group].upper(), *match.span(group))
    for match in _HASH.finditer(text):
        yield Written(match["id"].upper(), *match.span())
    for match in _IP.finditer(text):
        yield Written(match.group(), *match.span())
    for match in _MIXED.finditer(text):
        if _looks_like_id(match.group()):
            yield Written(match.group().upper(), *match.span())
    for pattern in (_DASHED, _SLASHED):
        for match in pattern.finditer(text):
            yield Written(match.group(), *match.span())
    for match in _LONG_DIGITS.finditer(text):
        if not match.group().endswith("00"):
            yield Written(match.group(), *match.span())


def find_codes(text: str) -> Iterator[Written]:
    """Yield promotion codes: named as one, or capitals with a few digits behind (``SAVE10``)."""
    for pattern in (_PROMO, _PIN):
        for match in pattern.finditer(text):
            yield Written(match["code"], *match.span("code"))
    for match in _MIXED.finditer(text):
        word = match.group()
        if _CODE_SHAPE.fullmatch(word) and any(map(str.isdigit, word)) and not _NOT_IDS.fullmatch(word):
            yield Written(word, *match.span())


def find_endless(text: str) -> Iterator[Written]:
    """Yield what has no end: no number that anybody has is as long."""
    for match in _ENDLESS.finditer(text):
        if any(map(str.isdigit, match[0])):
            yield Written(match[0].upper(), *match.span())


def day_and_month(moment: date) -> str:
    """Return a date without its year: ``9 March``."""
    return f"{moment.day} {_MONTHS[moment.month].split()[0].capitalize()}"


def _date_values(match: re.Match[str]) -> Iterator[str]:
    parts = match.groupdict()
    year = _full_year(parts["year"]) if parts["year"] else None
    if parts.get("first"):
        first, second = int(parts["first"]), int(parts["second"])
        month_first = (parts["mark"] == "/" and first <= 12) or second > 12
        day, month = (second, first) if month_first else (first, second)
        yield from _one_date(year, month, day)
        return
    month = _MONTH_OF[parts["name"].lower()] if parts.get("name") else int(parts["month"])
    if not parts.get("day"):
        yield f"{year}-{month:02d}"
        return
    for day_text in (parts["day"], parts.get("last")):
        if day_text:
            yield from _one_date(year, month, int(re.sub(r"\D", "", day_text)))


def _one_date(year: int | None, month: int, day: int) -> Iterator[str]:
    try:
        moment = date(year or 2000, month, day)  # 2000 has a 29 February
    except ValueError:
        return
    yield moment.isoformat() if year else day_and_month(moment)


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _looks_like_id(word: str) -> bool:
    digits = sum(map(str.isdigit, word))
    letters = sum(map(str.isalpha, word))
    if not letters or _NOT_IDS.fullmatch(word) or re.fullmatch(r"[\d-]+(?:[a-z]+|[A-Z]{1,2})", word):
        return False
    if len(word) < 4 or not word[0].isalnum():
        return False
    parts_are_words = any(part.isalpha() and not part.isupper() for part in word.split("-"))
    return (digits >= 4 and not parts_are_words) or (digits >= 2 and word.upper() == word)
