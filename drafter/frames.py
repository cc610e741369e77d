"""The frame round a reply's body: its greeting line and its sign-off, and whether they are the brand's."""

import re
from dataclasses import dataclass

from drafter.brands import Voice
from drafter.tickets import Requester
from drafter.voice import greeting, salutation_name

_GREETS = re.compile(
    r"\A\s*(?P<line>(?:hi|hello|hey|hiya|dear|greetings|good (?:morning|afternoon|evening|day)"
    r"|to whom it may concern|hallo|guten (?:tag|morgen|abend)|liebe[rs]?"
    r"|sehr geehrte[rs]?|moin|servus|bonjour|bonsoir|chère?s?|salut|hola|buen[oa]s (?:días|tardes)|estimad[oa]s?"
    r"|querid[oa]s?|beste|geachte|dag)\b[^\n.!?]{0,60}?[,!:.]?)(?:[ \t]*\n|(?<=[,!])[ \t]|\Z)",
    re.I,
)
_SIGNS = re.compile(
    r"^[ \t]*(?P<line>(?:(?:with |many |kind |kindest |best |warm |warmest )*(?:regards|wishes)|all the best|best"
    r"|cheers|warmly|sincerely(?: yours)?|yours (?:truly|sincerely|faithfully)"
    r"|take care|thanks(?: again)?|thank you|many thanks|respectfully|mit (?:freundlichen|besten|herzlichen) grüßen"
    r"|(?:viele|liebe|beste|herzliche|freundliche|schöne) grüße|cordialement|bien à vous"
    r"|bien cordialement|(?:un )?(?:cordial )?saludos?(?: cordiales)?|atentamente|met vriendelijke groet(?:en)?"
    r"|groet(?:en|jes)?)[ \t]*[,.!]*)[ \t]*(?=\n|\Z)",
    re.I | re.M,
)
MOST_SIGNATURE_LINES = 5
_UNNAMED = """
    there all everyone customer sir madam team both again valued client guest friend back mr mrs ms dr zusammen damen
    und herren à tous madame monsieur a todos
"""
_NAMELESS = frozenset(_UNNAMED.split())


@dataclass(frozen=True)
class Frame:
    """Where a reply's greeting and sign-off lines and its body stand, in code points, end exclusive."""

    text: str
    greeting: tuple[int, int] | None
    sign_off: tuple[int, int] | None
    body_start: int
    body_end: int

    def greeting_line(self) -> str:
        """Return the greeting as written, empty where there is none."""
        return self.text[slice(*self.greeting)] if self.greeting else ""

    def right_greeting(self, voice: Voice, requester: Requester) -> str:
        """Return the greeting that the brand would write."""
        return greeting(voice, requester)

    def has_wrong_name(self, voice: Voice, requester: Requester) -> bool:
        """Whether the greeting names somebody else than the requester, or holds an unfilled place."""
        line = self.greeting_line()
        if "{" in line or "[" in line:
            return True
        if not self._has_brands_words(voice):
            return False
        names = self._names()
        known = {word.strip(".,").lower() for word in re.split(r"[\s,-]+", requester.name or "")}
        known.add((salutation_name(requester) or "").lower())
        return bool(names) and bool(known - {""}) and not {name.lower() for name in names} & known

    def greets_as(self, voice: Voice) -> bool:
        """Whether the greeting is the brand's, with whatever name."""
        line = _squeezed(self.greeting_line())
        if line == _squeezed(voice.greeting_without_name):
            return True
        return self._has_brands_words(voice) and (bool(self._names()) or "{first_name}" not in voice.greeting)

    def signs_as(self, voice: Voice) -> bool:
        """Whether the sign-off begins as the brand's does."""
        if not voice.sign_off.strip() or self.sign_off is None:
            return True
        return _squeezed(self.text[slice(*self.sign_off)]) == _squeezed(voice.sign_off.split("\n")[0])

    def _has_brands_words(self, voice: Voice) -> bool:
        line = _squeezed(self.greeting_line())
        before, _, after = voice.greeting.partition("{first_name}")
        return line.startswith(_squeezed(before)) and line.endswith(_squeezed(after))

    def _names(self) -> list[str]:
        words = re.findall(r"[^\W\d_][\w'’-]*", self.greeting_line())[1:]
        return [word for word in words if word.lower() not in _NAMELESS]


def find_frame(text: str, voice: Voice) -> Frame:
    """Find greeting, body and sign-off of a reply; the brand's own lines are known beside the usual ones."""
    greets = _greeting(text, voice)
    signs = _sign_off(text, voice)
    start = greets[1] if greets else 0
    end = signs[0] if signs else len(text)
    while start < end and text[start].isspace():
        start += 1
    return Frame(text, greets, signs, start, max(start, end))


def _greeting(text: str, voice: Voice) -> tuple[int, int] | None:
    match = _GREETS.match(text)
    if match:
        return match.span("line")
    own = re.escape(voice.greeting.strip()).replace(re.escape("{first_name}"), r"[^\n]{0,40}?")
    for pattern in (own, re.escape(voice.greeting_without_name.strip())):
        if pattern and (match := re.match(rf"\s*({pattern})", text)):
            return match.span(1)
    return None


def _sign_off(text: str, voice: Voice) -> tuple[int, int] | None:
    own = voice.sign_off.split("\n")[0].strip()
    found = [match.span("line") for match in _SIGNS.finditer(text)]
    if own and (place := text.rfind(f"\n{own}")) >= 0:
        found.append((place + 1, place + 1 + len(own)))
    fitting = [span for span in found if span[0] > 0 and text[span[1] :].strip().count("\n") < MOST_SIGNATURE_LINES]
    return max(fitting, default=None)


def _squeezed(text: str) -> str:
    return re.sub(r"[\s,.!:]+", " ", text.replace("’", "'")).strip().lower()
