"""Wish: how an agent wants the next draft of a ticket: in which tone, which language, and words of their own.

A wish is kept as the draft's ``steer``, in the words that a model is told, and read back from them.
"""

import re
from dataclasses import dataclass

from drafter.brands import Brand
from drafter.tones import SHIPPED_TONES
from knowledge_base.languages import NAMES

TONES = tuple(tone.name for tone in SHIPPED_TONES)
MOST_WORDS = 1000  # characters
LONGEST_TONE_CHARS = 40
_CODES = {name: code for code, name in NAMES.items()}
_OWN_TONE = rf"[^“”\s](?:[^“”\n]{{0,{LONGEST_TONE_CHARS - 2}}}[^“”\s])?"
_READ = re.compile(
    rf"\A(?:Tone: (?P<tone>[a-z]+)\.|Tone “(?P<own>{_OWN_TONE})”\.)?\s*"
    r"(?:Write in (?P<language>[A-Z][a-z]+)\.)?\s*(?P<words>.*)\Z",
    re.S,
)


@dataclass(frozen=True)
class Wish:
    """What an agent asks of a draft; ``language`` is a code (``de``).  None and "" ask for nothing.

    ``tone`` is one of ``TONES``, or the name of one of the brand's own.
    """

    tone: str | None = None
    language: str | None = None
    words: str = ""

    @classmethod
    def read(cls, steer: str | None) -> "Wish":
        """Take a wish from a draft's steer; what is none of ours stays words."""
        found = _READ.match(steer or "")
        tone, language = (found["tone"], found["language"]) if found else (None, None)
        if found is None or (tone and tone not in TONES) or (language and language not in _CODES):
            return cls(words=(steer or "").strip())
        return cls(tone or found["own"], _CODES[language] if language else None, found["words"].strip())

    @property
    def steer(self) -> str | None:
        """The wish in words, None where nothing is asked for."""
        language = f"Write in {NAMES[self.language]}." if self.language in NAMES else ""
        parts = (self._tone, language, self.words.strip()[:MOST_WORDS])
        return " ".join(part for part in parts if part) or None

    @property
    def _tone(self) -> str:
        if self.tone in TONES:
            return f"Tone: {self.tone}."
        return f"Tone “{self.tone}”." if re.fullmatch(_OWN_TONE, self.tone or "") else ""


def languages_of(brand: Brand) -> tuple[str, ...]:
    """Return the codes of the languages that a brand answers in, its first language first."""
    given = (one.partition("-")[0].lower() for one in brand.voice.languages or brand.languages)
    return tuple(one for one in dict.fromkeys(given) if one in NAMES)
