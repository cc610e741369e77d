"""Names and addresses: the requester's own from the record, and those a person signs or introduces themselves with."""
# ruff: noqa: E501 - a pattern is easier to compare on one line

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

Span = tuple[int, int]

SHORTEST_NAME = 2
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLES_WORDS = """
    mr mrs ms miss mx dr prof herr frau m mme mlle sr sra señor señora dhr mevr mevrouw de van der den di la le von
    und zu
"""
_TITLES = frozenset(_TITLES_WORDS.split())
_COMMON_WORDS = """
    will mark grace may rose art bill sue hope joy chase faith summer june april august dawn ray rob pat drew grant
    jack frank max guy miles dean rich gene page reed stone price brown green white black young long king wood hill
    field day best love cook baker mason carter fisher hunter shepherd west east north south bush rice lane street
    sky star angel sol luz mar paz cruz rey leon blanco rojo verde klein gross lang kurz schwarz weiss weiß braun
    neu alt koch jung stark engel sommer winter berg stein wolf vogel petit grand blanc noir roi fort beau jour de
    groot klein jong wit berg bos bank test customer kunde client cliente klant guest gast order user support shop
    info
"""  # names that are words of a ticket: only with a capital
_COMMON = frozenset(_COMMON_WORDS.split())
_LETTER_PAIRS = "ae oe ue ss ae oe aa d th oe Ae Oe Ue Ae Oe Aa Th Oe"
_TWO_LETTERS = dict(zip("äöüßæøåðþœÄÖÜÆØÅÞŒ", _LETTER_PAIRS.split(), strict=True))
_ONE_LETTER = dict(zip("øłđðıåæØŁĐÅÐ", "olddiaaOLDAD", strict=True))
_PARTICLES = "van|von|der|de|den|del|della|da|dos|das|du|di|la|le|les|zu|ter|ten|bin|ibn|el|al|af|av"
_WITHOUT_SPACES = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CAP = (
    r"(?:[A-ZÀ-ÖØ-ÞŠŽĆČŁ][^\W\d_]*(?:['’-][A-ZÀ-Þa-z][^\W\d_]*)*"
    r"|(?:van|von|de|der|den|da|del|la|le|di|zu|ter|ten)(?=\s))"
)
_NO_NAME = r"(?!(?:I|My|The|And|But|Order|Please|Can|Could|We|It|This|Ich|Meine?|Und|Je|Mon|Ma|Mi|Mijn|Ik|Yo)\b)"
_NAME = rf"{_CAP}(?:[ \t]+(?:[A-Z]\.|{_NO_NAME}{_CAP})){{0,3}}"
_INTRODUCED = re.compile(
    r"(?i:\b(?:my name is|my name's|i am called|ich hei(?:ß|ss)e|mein name ist|mein name lautet"
    r"|je m['’]appelle|mon nom est"
    r"|me llamo|mi nombre es|mijn naam is|ik heet|ik ben)[ \t]+)(?P<name>" + _NAME + ")"
)
_SIGNED = re.compile(
    r"(?:^|(?<=[.!?,;] )|(?<=\n))(?i:[ \t]*(?:(?:with |many |kind |best |warm(?:est)? "
    r"|kindest )*(?:regards|wishes)|best|cheers"
    r"|sincerely(?: yours)?|yours (?:truly|sincerely|faithfully)|thanks(?: again| so much| a lot| in advance)?"
    r"|thank you(?: so much| very much)?|many thanks|thx|mit (?:freundlichen|besten) gr(?:ü|ue)(?:ß|ss)en"
    r"|(?:viele|liebe|beste|schöne|herzliche) gr(?:ü|ue)(?:ß|ss)e|vg|lg|mfg|danke|vielen dank"
    r"|cordialement|bien à vous"
    r"|merci(?: d'avance)?|(?:un )?saludos?(?: cordiales)?|atentamente|gracias|met vriendelijke groet(?:en)?"
    r"|groet(?:en|jes)?|bedankt))[ \t]*[,.!]*[ \t]*\n[ \t\n]*(?P<name>" + _NAME + r")[ \t]*(?=\n|$)",
    re.M,
)
_STREET = (
    r"(?:street|st|road|rd|avenue|ave|lane|ln|drive|dr|boulevard|blvd|court|ct|close|way|place|pl|terrace"
    r"|crescent|square"
    r"|parkway|highway|hwy|circle|mews|gardens|row)"
)
_PLACE = r"[A-ZÀ-Þ][^\W\d_]+(?:[ -][A-ZÀ-Þ][^\W\d_]+){0,2}"
_POSTAL = (
    r"(?:[,\n]{1,2}[ \t]{0,2}(?:apt|apartment|unit|suite|flat|#)\.? ?\w{1,6})?"
    rf"(?:(?:,|,?\n)[ \t]{{0,2}}{_PLACE}(?:, ?[A-Z]{{2}})?(?:,? \d{{5}}(?:-\d{{4}})?"
    rf"|,? [A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}})?(?!\w)"
    rf"|(?:,|,?\n)[ \t]{{0,2}}(?:[A-Z]{{1,2}}-)?(?:\d{{4,5}}(?: ?[A-Z]{{2}})?|\d\d-\d{{3}}|\d{{3}} \d\d) {_PLACE})?(?!\w)"
)
_ADDRESSES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\w)\d{{1,5}}[A-Za-z]?,? (?:[NSEW]\.? )?(?:[A-Z0-9][\w'’.-]* ){{1,3}}(?i:{_STREET})\b\.?(?: [NSEW]{{1,2}}\b)?{_POSTAL}",
        rf"(?<!\w)[A-ZÄÖÜ][\wäöüß.-]{{0,30}}(?:straße|strasse|str\.|weg|allee|platz|gasse|ring|damm|ufer"
        rf"|straat|laan|plein|gracht|kade|dijk|singel)"
        rf" \d{{1,4}} ?[a-zA-Z]?(?!\w){_POSTAL}",
        rf"(?<!\w)[A-ZÄÖÜ][\wäöüß-]{{1,30}} (?:Straße|Strasse|Str\.|Weg|Allee|Platz|Gasse|Ring|Damm"
        rf"|Ufer) \d{{1,4}} ?[a-zA-Z]?(?!\w){_POSTAL}",
        rf"(?<!\w)\d{{1,4}}(?: ?(?:bis|ter))?,? (?:rue|avenue|boulevard|allée|place|chemin|impasse|quai|cours"
        rf"|route) (?:[\w'’-]+ ?){{1,6}}{_POSTAL}",
        rf"(?<!\w)(?:[Vv]ia(?= ?[A-Z][a-z])(?! ?(?:Mail|E-?mail|Pay|Chat|App|Amazon|Klarna|Visa|Sms|Post|Whats|Insta|Face))|[Vv]iale|[Pp]iazza|[Cc]orso|[Ll]argo|[Vv]icolo|[Rr]ua|[Tt]ravessa|ul\.|al\.|pl\.|os\.|[Uu]lica|[Aa]leja) ?"
        rf"(?:[A-ZÀ-ÞĆŁŚŹŻdl][\w'’.-]* ?){{1,4}},? ?(?:n[º°o]?\.? ?)?\d{{1,4}}(?:[a-zA-Z]|/\d{{1,3}})?(?!\w){_POSTAL}",
        r"(?<!\w)(?i:p\.? ?o\.? ?box|postfach|postbus|bo[iî]te postale|apartado(?: de correos)?|casella postale) \d{1,6}"
        rf"(?:, {_PLACE})?{_POSTAL}",
        rf"(?<!\w)[A-ZÅÄÖØÆ][\wåäöøæ]{{1,30}}(?:gatan|gata|vägen|veien|vej|vejen|väg|gade|katu) \d{{1,4}} ?[a-zA-Z]?(?!\w){_POSTAL}",
        rf"(?<!\w)(?i:calle|c/|avenida|avda\.?|plaza|paseo|camino|carretera"
        rf"|ronda) ?(?:[A-ZÀ-Þdl][\w'’-]* ?){{1,5}},? ?(?:n[º°o]\.? ?)?\d{{1,4}}(?:, ?\d{{1,2}}"
        rf" ?[º°ªa]\w?)?{_POSTAL}",
    )
)


def find_known_names(text: str, names: Iterable[str]) -> Iterator[Span]:
    """Yield a person's names as the record has them: full, first, last, turned round, with initials.

    Accents may be left out or put in on either side; distinctive names also in small letters.
    """
    full = tuple(names)
    pattern = _pattern_of(full)
    if pattern is None:
        return
    bare = "".join(map(_bare_sign, text))
    yield from (m.span() for m in pattern.finditer(bare))
    for name in full:
        if any(_WITHOUT_SPACES.match(sign) for sign in name):  # written on without a gap
            yield from (m.span() for m in re.finditer(re.escape("".join(map(_bare_sign, name))), bare))


@lru_cache(maxsize=1024)
def _pattern_of(full: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds these names in a text without accents; the texts of one ticket are all read with the same one."""
    words = {word for name in full for word in _WORD.findall(name) if _is_name(word)}
    parts = {part for word in words for part in re.split(r"['’-]", word) if len(part) > 3 and _is_name(part)}
    spelled = {_bare(variant) for word in words | parts for variant in _spellings(word)}
    if not spelled:
        return None
    initials = "".join({re.escape(_bare(word)[0].upper()) for word in words})
    free = sorted((_loosely(w) for w in spelled if w.lower() not in _COMMON), key=len, reverse=True)
    strict = sorted((_loosely(w.capitalize()) for w in spelled if w.lower() in _COMMON), key=len, reverse=True)
    kinds = ([rf"(?i:{'|'.join(free)})"] if free else []) + ([rf"(?:{'|'.join(strict)})"] if strict else [])
    one, particle = f"(?:{'|'.join(kinds)})", rf"(?:(?:{_PARTICLES})[ \t]+)*"
    initial = rf"(?:[{initials}]\.[ \t]?)*"
    return re.compile(rf"(?<!\w){initial}{one}(?:(?:[ \t-]+|,[ \t]?){particle}{initial}{one})*(?!\w)")


def find_told_names(text: str) -> Iterator[Span]:
    """Yield names with which a message is signed or its writer introduced."""
    for pattern in (_INTRODUCED, _SIGNED):
        for found in pattern.finditer(text):
            yield found.span("name")


def find_addresses(text: str, known: Sequence[str] = ()) -> Iterator[Span]:
    """Yield postal addresses: the record's own lines, and streets with a number."""
    for line in known:
        plain = " ".join(line.split())
        if len(plain) >= 6:
            line_again = r"[\s,]+".join(re.escape(word.strip(",")) for word in plain.split())
            yield from (m.span() for m in re.finditer(rf"(?<!\w){line_again}(?!\w)", text, re.I))
    for pattern in _ADDRESSES if _DIGIT.search(text) else ():  # each has a number of a house or a box
        yield from ((m.start(), m.start() + len(m.group().rstrip(" ,\n"))) for m in pattern.finditer(text))


def _spellings(word: str) -> Iterator[str]:
    """A name as it is typed without its accents: José is Jose, Müller Mueller or Muller, Kjær Kjaer."""
    yield word
    yield word.replace("ß", "ss")
    yield re.sub("[äöüßæøåðþœÄÖÜÆØÅÞŒ]", lambda found: _TWO_LETTERS[found[0]], word)


def _bare(word: str) -> str:
    return "".join(map(_bare_sign, word))


@lru_cache(maxsize=4096)
def _bare_sign(sign: str) -> str:
    """A sign without its accent, one for one."""
    if sign.isascii():
        return sign
    plain = _ONE_LETTER.get(sign) or unicodedata.normalize("NFKD", sign)[0]
    return plain if plain.isalpha() else sign


def _loosely(word: str) -> str:
    """A pattern for a name whose apostrophe or hyphen may be another, a space, or none."""
    return "['’ -]?".join(re.escape(part) for part in re.split(r"['’-]", word))


def _is_name(word: str) -> bool:
    return len(word) >= SHORTEST_NAME and word.lower() not in _TITLES
