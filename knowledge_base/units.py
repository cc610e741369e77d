"""Currencies, lengths of time and measures: how their units are written, in four languages, and one name for each."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

_SYMBOLS = {
    "us$": "USD", "ca$": "CAD", "c$": "CAD", "au$": "AUD", "a$": "AUD", "nz$": "NZD", "hk$": "HKD", "r$": "BRL",
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN", "zlotys": "PLN", "złotych": "PLN",
    "fr.": "CHF", "sfr.": "CHF", "dollars": "USD", "dollar": "USD", "bucks": "USD", "euros": "EUR", "euro": "EUR",
    "pounds sterling": "GBP", "quid": "GBP", "francs": "CHF", "franken": "CHF", "dólares": "USD", "dólar": "USD",
    "us dollars": "USD", "canadian dollars": "CAD", "australian dollars": "AUD", "swiss francs": "CHF",
    "francs suisses": "CHF", "schweizer franken": "CHF", "us-dollar": "USD", "libras": "GBP", "pfund": "GBP",
    "yen": "JPY", "kr": "KR", "kronor": "SEK", "rupees": "INR", "reais": "BRL",
}  # fmt: skip
_ISO = "USD EUR GBP CAD AUD NZD CHF JPY CNY INR SEK NOK DKK PLN MXN BRL ZAR SGD HKD"
CURRENCIES: Mapping[str, str] = _SYMBOLS | {code.lower(): code for code in _ISO.split()}
BARE_DOLLARS = frozenset({"$", "dollar", "dollars", "bucks", "dólar", "dólares"})
CENTS: Mapping[str, str] = {"pence": "GBP", "p": "GBP", "centime": "EUR", "centimes": "EUR", "céntimos": "EUR"}
"""Hundredths that name their currency; plain cents do not."""

_CURRENCY = "|".join(re.escape(symbol) for symbol in sorted(CURRENCIES, key=len, reverse=True))
MONEY_BEFORE = re.compile(rf"(?<![\w])(?P<currency>{_CURRENCY})\s?$", re.IGNORECASE)
MONEY_AFTER = re.compile(
    rf"(?:[.,][-–—]{{1,2}})?(?P<thousands>k\b)?[\s-]?(?:(?P<currency>{_CURRENCY})(?![\w])"
    r"|(?P<cents>cents?|pence|centimes?|céntimos|(?-i:p)(?<=\d(?-i:p)))\b)",
    re.IGNORECASE,
)

_TIME_UNITS: Sequence[tuple[str, int, str]] = (
    (
        "business days", 1,
        r"(?:business|working|work|week|trading)[\s-]?days?|werktag\w*|arbeitstag\w*|geschäftstag\w*|bankarbeitstag\w*"
        r"|jours?\s(?:ouvr\w+|de\stravail)|días?\s(?:hábil\w*|laborables?)",
    ),
    ("days", 1, r"(?:calendar\s|full\s|consecutive\s|whole\s|more\s|additional\s|extra\s)?days?|(?:kalender)?tage?n?s?"
                r"|jours?(?:\s(?:calendaires|civils))?|nights?|nächten?|nuits?|noches?|días?(?:\s(?:naturales|corridos))?|dias?"),
    ("days", 7, r"(?:full\s|calendar\s|more\s|whole\s)?(?:weeks?|wks?)|wochen?|semaines?|semanas?"),
    ("days", 14, r"fortnights?"),
    ("months", 1, r"(?:calendar\s|full\s|more\s)?(?:months?|mths?)|monate?n?s?|mois|mes(?:es)?"),
    ("months", 12, r"(?:full\s|calendar\s|more\s)?(?:years?|yrs?)|jahre?n?s?|ans?|années?|años?"),
    ("hours", 1, r"(?:full\s|business\s|more\s)?(?:hours?|hrs?)|h|std\.?|stunden?|heures?|horas?"),
    ("minutes", 1, r"(?:more\s)?min(?:ute)?s?|minuten|minutos?"),
)  # fmt: skip
_TIME_PATTERNS = tuple(
    (unit, factor, re.compile(rf"[\s-]?(?:{words})(?!\w)", re.IGNORECASE)) for unit, factor, words in _TIME_UNITS
)
UNIT_LANGUAGES = {
    "de": re.compile(r"tag|woche|monat|jahr|stunde|minute", re.IGNORECASE),
    "fr": re.compile(r"jour|semaine|mois|\bans?\b|année|heure|minute", re.IGNORECASE),
    "es": re.compile(r"d[ií]a|semana|mes|año|hora|minuto", re.IGNORECASE),
}
WHILES: Sequence[tuple[re.Pattern[str], str, Decimal]] = tuple(
    (re.compile(rf"\b(?:{words})\b", re.IGNORECASE), unit, Decimal(number))
    for words, unit, number in (
        (r"half[\s-](?:a[\s-])?year|halbe[sn]?\sjahre?s?|demi-année|medio\saño", "months", "6"),
        (r"(?<!and a )half[\s-](?:an?[\s-])?hour|halben?\sstunde|demi-heure|media\shora", "minutes", "30"),
        (
            r"(?:a\s)?quarter\sof\san\shour|viertelstunde|(?:un\s)?quart\sd['’]heure|(?:un\s)?cuarto\sde\shora",
            "minutes",
            "15",
        ),
        (
            r"three\squarters\sof\san\shour|(?:drei\s?viertel|dreiviertel)\s?stunden?|trois\squarts\sd['’]heure"
            r"|tres\scuartos\sde\shora",
            "minutes",
            "45",
        ),
        (r"(?:a|one)\syear\sand\sa\shalf|un\san\set\sdemi|(?:un\s)?año\sy\smedio", "months", "18"),
        (r"(?:an|one)\shour\sand\sa\shalf|(?:une\s)?heure\set\sdemie|(?:una\s)?hora\sy\smedia", "minutes", "90"),
        (r"(?:a\s|one\s)?fortnight", "days", "14"),
        (r"(?:quinze\sjours|quinzaine\sde\sjours|quincena)(?!\s(?:ouvr|de\stravail))", "days", "15"),
        (
            r"(?:a|one)\sdecade|(?:ein\s|eines\s|einem\s)?jahrzehnts?|(?:une\s)?décennie|(?:una\s)?década",
            "months",
            "120",
        ),
    )
)
"""Lengths of time that are written without a number."""
AND_A_HALF = re.compile(r"\sand\sa\shalf\b|\set\sdemie?\b|\sy\smedi[ao]\b", re.IGNORECASE)
"""Half a unit more, behind it: "une heure et demie"."""

_WHOLE = (
    r"(?:\s(?:of|off|on|der|des|du|de|de\sla|del))?\s(?:the|your|its|our|that|this|their|full|original|la|le|du|el|der|des)?\s?"
    r"(?:[\w-]+\s){0,2}?(?:price|cost|fee|amount|total|value|deposit|refund|charge|postage|shipping|order|off|preis\w*"
    r"|betrag\w*|kosten|prix|montant|frais|precio|importe|gastos)\b"
)
_PAID = r"(?<=\bis )|(?<=\bpay )|(?<=\brefund )|(?<=\bback )|(?<=\bcover )|(?<=\bat )"
SHARES: Sequence[tuple[re.Pattern[str], Decimal]] = (
    *(
        (re.compile(rf"\b(?:{words})(?:{_WHOLE})|(?:{_PAID})(?:{words})(?=[.,;!?]|$)", re.IGNORECASE), Decimal(number))
        for words, number in (
            (r"half|one\shalf|die\shälfte|hälfte|la\smoitié|moitié|la\smitad|mitad", "50"),
            (r"(?:a|one)[\s-]quarter|ein\sviertel|un\squart|un\scuarto", "25"),
            (r"three[\s-]quarters|drei\sviertel|trois\squarts", "75"),
            (r"(?:a|one)[\s-]third|ein\sdrittel|un\stiers|un\stercio", "33"),
            (r"two[\s-]thirds|zwei\sdrittel|deux\stiers", "67"),
        )
    ),
    (
        re.compile(
            r"\bhalf[\s-]price\b|\bhalbe[nrsm]?\s\w*preis\w*|\bmoitié[\s-]prix\b|\bdemi-tarif\b|\bmitad\sde(?:l)?\sprecio\b"
            r"|\bmedio\sprecio\b",
            re.IGNORECASE,
        ),
        Decimal(50),
    ),
)
"""Shares that are written as a word, with the percentage they are."""
SHARE_WORD = re.compile(
    r"hal[fb]|hälfte|moiti|mitad|demi|medio|quarter|viertel|quart|cuarto|third|drittel|tiers|tercio", re.IGNORECASE
)
"""Without one of these a text has no share in words."""

_MEASURES: Mapping[str, tuple[str, str]] = {
    "kg": ("g", "1000"), "g": ("g", "1"), "mg": ("g", "0.001"), "lb": ("lb", "1"), "lbs": ("lb", "1"),
    "pound": ("lb", "1"), "pounds": ("lb", "1"), "oz": ("oz", "1"), "ml": ("ml", "1"), "cl": ("ml", "10"),
    "l": ("ml", "1000"), "litre": ("ml", "1000"), "litres": ("ml", "1000"), "liter": ("ml", "1000"),
    "liters": ("ml", "1000"), "litros": ("ml", "1000"), "mm": ("cm", "0.1"), "cm": ("cm", "1"), "m": ("cm", "100"),
    "meter": ("cm", "100"), "meters": ("cm", "100"), "metre": ("cm", "100"), "metres": ("cm", "100"),
    "km": ("km", "1"), "gb": ("GB", "1"), "mb": ("MB", "1"), "tb": ("GB", "1000"), "inch": ("inch", "1"),
    "inches": ("inch", "1"), "zoll": ("inch", "1"), "ft": ("ft", "1"), "feet": ("ft", "1"), "foot": ("ft", "1"),
    "w": ("W", "1"), "watt": ("W", "1"), "watts": ("W", "1"), "kw": ("W", "1000"), "v": ("V", "1"),
    "ah": ("mAh", "1000"), "kwh": ("Wh", "1000"), "db": ("dB", "1"), "dezibel": ("dB", "1"), "decibels": ("dB", "1"),
    "hz": ("Hz", "1"), "khz": ("Hz", "1000"), "mhz": ("MHz", "1"), "ghz": ("MHz", "1000"), "mp": ("MP", "1"),
    "bar": ("bar", "1"), "psi": ("psi", "1"), "lm": ("lm", "1"), "kcal": ("kcal", "1"), "°c": ("°C", "1"),
    "°f": ("°F", "1"), "grad": ("°C", "1"), "grados": ("°C", "1"), "degrés": ("°C", "1"),
    "volt": ("V", "1"), "volts": ("V", "1"), "mah": ("mAh", "1"), "wh": ("Wh", "1"), "miles": ("mile", "1"),
    "mile": ("mile", "1"),
}  # fmt: skip
_MEASURE = re.compile(
    rf"[\s-]?(?:(?P<unit>{'|'.join(sorted((name for name in _MEASURES if len(name) > 1), key=len, reverse=True))})"
    r"|(?P<letter>[glmvwLVW]))\b(?!['’]\w|-[a-z])",
    re.IGNORECASE,
)

_BASES = {name: (base, Decimal(factor)) for name, (base, factor) in _MEASURES.items()} | {
    "minutes": ("minutes", Decimal(1)),
    "hours": ("minutes", Decimal(60)),
    "days": ("minutes", Decimal(24 * 60)),
}


def time_unit_at(text: str, place: int) -> tuple[str, int, int] | None:
    """Return unit, how many of it, and where it ends, of a length of time written from ``place`` on."""
    for unit, factor, pattern in _TIME_PATTERNS:
        if match := pattern.match(text, place):
            return unit, factor, match.end()
    return None


def measure_at(text: str, place: int) -> tuple[str, int] | None:
    """Return the unit of a measure (``cm``, ``litres``) written from ``place`` on, and where it ends."""
    match = _MEASURE.match(text, place)
    if not match or (match["letter"] or "") in ("G", "M"):  # "5G", "size 38 M"
        return None
    return (match["unit"] or match["letter"]).lower(), match.end()


def base_of(unit: str) -> tuple[str, Decimal]:
    """Return the unit in which a measure or a length of time compares, and its factor: cm for m, minutes for hours."""
    return _BASES.get(unit, (unit, Decimal(1)))
