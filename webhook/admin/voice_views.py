"""What the page of a voice shows: versions in words, a text with its breaches marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from drafter.findings import Finding, Severity
from drafter.voice_trying import TriedVoice
from drafter.voice_values import changes_between
from drafter.voice_versions import BrandVoices, VoiceVersion

LONGEST_CHANGE_CHARS = 160


@dataclass(frozen=True)
class VersionRow:
    """One version in the list of versions."""

    number: int
    said: str
    by: str
    at: datetime | None
    is_live: bool
    is_draft: bool


@dataclass(frozen=True)
class Piece:
    """A stretch of a text; ``mark`` is "", "guard" or "guard-soft"."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class BreachRow:
    """One breach: its kind, what to do, and the words on its button (None: there is no fix)."""

    number: int
    kind: str
    said: str
    button: str | None
    is_grave: bool


@dataclass(frozen=True)
class TextView:
    """A text held against a voice."""

    pieces: tuple[Piece, ...]
    breaches: tuple[BreachRow, ...]
    words: int
    band: tuple[int, int] | None
    can_mend_all: bool


@dataclass(frozen=True)
class ChangeRow:
    """One field that the draft changes."""

    name: str
    before: str
    after: str


def version_rows(voices: BrandVoices, people: Mapping[str, str]) -> tuple[VersionRow, ...]:
    """Return the versions, newest first."""
    return tuple(
        VersionRow(
            one.number,
            one.note or ("As the brand came" if one.number == 1 else ""),
            people.get(one.actor_id, "" if one.actor_id == "system" else one.actor_id),
            one.published_at or one.saved_at,
            one == voices.live,
            one.is_draft,
        )
        for one in voices.versions
    )


def change_rows(live: VoiceVersion, now: VoiceVersion) -> tuple[ChangeRow, ...]:
    """Return what a version changes of the live one, shortened."""
    found = changes_between(live.voice, now.voice)
    return tuple(ChangeRow(name, _short(before), _short(after)) for name, before, after in found)


def text_view(tried: TriedVoice) -> TextView:
    """Return a text with its breaches marked and listed."""
    rows = tuple(_row(number, one) for number, one in enumerate(tried.findings))
    mendable = sum(row.button is not None for row in rows)
    return TextView(_pieces(tried.text, tried.findings), rows, tried.words, tried.band, mendable > 1)


def _pieces(text: str, findings: Sequence[Finding]) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = 0
    for one in sorted(findings, key=lambda one: (one.start, one.end)):
        if one.end <= one.start or one.start < at:
            continue
        is_grave = one.severity in (Severity.HIGH, Severity.BLOCK)
        pieces += [Piece(text[at : one.start]), Piece(text[one.start : one.end], "guard" if is_grave else "guard-soft")]
        at = one.end
    return tuple(piece for piece in (*pieces, Piece(text[at:])) if piece.text)


def _row(number: int, finding: Finding) -> BreachRow:
    kind, colon, said = finding.message.partition(": ")
    if not colon or len(kind) > 60:
        kind, said = "Tone", finding.message
    button = None
    if finding.fix is not None:
        fix = finding.fix.strip()
        button = "Take it out" if not fix else "Add it" if not finding.text else f"Use “{_short(fix, 28)}”"
    return BreachRow(number, kind, said, button, finding.severity in (Severity.HIGH, Severity.BLOCK))


def _short(text: str, most: int = LONGEST_CHANGE_CHARS) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"
