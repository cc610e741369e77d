"""What a person newly wrote in a message: no quoted history, no signature, no hidden characters.

The record keeps the message as it came; search and prompts read what stands here.
"""

import re
import unicodedata
from functools import lru_cache

MAX_SIGNATURE_LINES = 6  # name, title, company, address, phone, link

_HISTORY_BEGINS = re.compile(
    r"""^[ \t]*(?:
      -{2,}\s*(?:original\ message|forwarded\ message|urspr[üu]ngliche\ nachricht|message\ d'origine
              |mensaje\ original|oorspronkelijk\ bericht)\s*-{2,}.*
    | _{20,}
    | \#\#-\ .*\ -\#\#
    | (?:please\ (?:type|reply|write)\ .{0,30}above\ this\ line).*
    | (?:on|am|le|el|op|il|em)\b.{6,200}(?:wrote|schrieb|a\ [ée]crit|escribi[óo]|schreef|ha\ scritto|escreveu)
      (?:\s+[^:\n]{1,80})?\s*:
    )[ \t]*$""",
    re.I | re.X | re.M,
)
_HEADER_BLOCK = re.compile(
    r"^[ \t]*\*?(?:from|von|de|van)\*?:[^\n]*@[^\n]*\n(?:[ \t]*\*?[A-Za-zÀ-ÿ]{2,12}\*?:[^\n]*\n?){1,5}", re.I | re.M
)
_WRAPPED_ATTRIBUTION = re.compile(
    r"^((?:On|Am|Le|El|Op) [^\n]{6,120})\n([^\n]{0,80}(?:wrote|schrieb|écrit|escribió):)", re.M
)
_SENT_FROM = re.compile(
    r"^[ \t]*(?:sent (?:from|via)|get outlook for|von meinem .{2,20} gesendet|gesendet (?:mit|von)|envoyé (?:de|depuis)"
    r"|enviado desde|verzonden (?:vanaf|met))\b.*$",
    re.I | re.M,
)
_SIGN_OFF = re.compile(
    r"^[ \t]*(?:(?:with |many |kind |best |warm(?:est)? |kindest )*(?:regards|wishes)|best|cheers|sincerely(?: yours)?"
    r"|yours (?:truly|sincerely|faithfully)|thanks(?: again| so much| a lot| in advance)?"
    r"|thank you(?: so much| very much)?|many thanks|thx"
    r"|mit (?:freundlichen|besten) grüßen|(?:viele|liebe|beste|schöne|herzliche) grüße|vg|lg|mfg"
    r"|cordialement|bien à vous|merci(?: d'avance)?|(?:un )?saludos?(?: cordiales)?|atentamente|gracias"
    r"|met vriendelijke groet(?:en)?|groet(?:en|jes)?|bedankt)[ \t]*[,.!]*[ \t]*$",
    re.I | re.M,
)
_ASCII_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_KEPT_CONTROLS = "\n\t"
_JOINERS = "\u200c\u200d"  # needed inside Persian and Indic words and in emoji


@lru_cache(maxsize=128)  # search, asks and checks read the same messages
def own_words(text: str) -> str:
    """Return a message's new part: quoted history, signature and device lines are cut.

    If nothing would be left (somebody answers below or inside the quote), the lines that
    are not quoted are kept.
    """
    text = visible(text)
    text = _WRAPPED_ATTRIBUTION.sub(r"\1 \2", text)
    cut = _HEADER_BLOCK.split(_HISTORY_BEGINS.split(text, maxsplit=1)[0], maxsplit=1)[0]
    if not _unquoted(cut).strip():
        cut = text
    return _without_signature(_unquoted(cut)).strip()


def without_history(text: str) -> str:
    """Return a message without what is quoted below it; quoted lines inside it go too, unless they are all there is."""
    wrapped = _WRAPPED_ATTRIBUTION.sub(r"\1 \2", text)
    cut = _HEADER_BLOCK.split(_HISTORY_BEGINS.split(wrapped, maxsplit=1)[0], maxsplit=1)[0]
    return _unquoted(cut).rstrip() if _unquoted(cut).strip() else text


def visible(text: str) -> str:
    """Return the text without control, format, private-use and hidden selector characters.

    Line ends become ``\\n``, letters are composed (NFC), and long runs of blank lines shrink.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    if text.isascii():
        kept = _ASCII_CONTROLS.sub("", text)
    else:
        kept = "".join(sign for at, sign in enumerate(text) if _is_visible(text, at))
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"(?<![ \t\u00a0])[ \t\u00a0]+\n", "\n", kept))


def _is_visible(text: str, at: int) -> bool:
    sign = text[at]
    if " " <= sign <= "~" or sign in _KEPT_CONTROLS:
        return True
    if sign in _JOINERS:
        return 0 < at < len(text) - 1 and not text[at - 1].isascii() and not text[at + 1].isascii()
    if "\ufe00" <= sign <= "\ufe0f" or "\U000e0000" <= sign <= "\U000e0fff":
        return False
    return unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")


def _unquoted(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith((">", "|>")))


def _without_signature(text: str) -> str:
    text = _SENT_FROM.sub("", re.split(r"^--[ \t]*$", text, maxsplit=1, flags=re.M)[0]).rstrip()
    for found in reversed(list(_SIGN_OFF.finditer(text))):
        tail = [line for line in text[found.end() :].split("\n") if line.strip()]
        if found.start() > 0 and len(tail) <= MAX_SIGNATURE_LINES and all(len(line) <= 60 for line in tail):
            return text[: found.start()]
    return text
