"""Put the fixes that checks offer into a draft's text, and count which claims have a source."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from drafter.drafts import Draft
from drafter.findings import Finding, Severity

CLAIM_CHECKS = frozenset({"citations", "facts", "grounding"})  # their findings say that a sentence claims something


@dataclass(frozen=True)
class ClaimCount:
    """How many sentences claim something, and how many of them have a source and no open check."""

    sourced: int
    total: int


def apply_fixes(draft: Draft, chosen: Collection[int]) -> Draft:
    """Return the draft with the fixes of the findings at these places put in.

    ``chosen`` are positions in ``draft.findings``; one without a fix, out of range, or
    overlapping an earlier one is left alone.  Sentences and other findings keep pointing at
    their words; the findings that were mended keep their place and point at the new text.
    """
    findings = list(draft.findings)
    numbers = sorted(
        (n for n in set(chosen) if 0 <= n < len(findings) and findings[n].fix is not None),
        key=lambda n: findings[n].start,
    )
    mended, last_end = draft, -1
    for number in numbers:
        finding = mended.findings[number]
        if finding.start >= last_end and 0 <= finding.start <= finding.end <= len(mended.text):
            mended = _apply(mended, number)
            last_end = mended.findings[number].end
    return mended


def is_open(finding: Finding) -> bool:
    """Whether a person has to settle this finding before the text is inserted."""
    return finding.severity is Severity.BLOCK


def count_claims(draft: Draft, settled: Collection[int] = ()) -> ClaimCount:
    """Count the sentences that claim something and those that have a source.

    A sentence claims something when it cites a passage or when a check on facts or sources
    noticed it.  It is sourced when it cites and no such finding, save the ``settled`` ones,
    touches it.
    """
    noticed = [
        f
        for n, f in enumerate(draft.findings)
        if f.check in CLAIM_CHECKS and f.severity in (Severity.BLOCK, Severity.HIGH) and n not in settled
    ]
    sourced = total = 0
    for sentence in draft.sentences:
        is_doubted = any(f.start < sentence.end and f.end > sentence.start for f in noticed)
        total += bool(sentence.citations) or is_doubted
        sourced += bool(sentence.citations) and not is_doubted
    return ClaimCount(sourced, total)


def _apply(draft: Draft, number: int) -> Draft:
    chosen = draft.findings[number]
    fix = chosen.fix or ""
    shift = len(fix) - (chosen.end - chosen.start)

    def moved(offset: int) -> int:
        if offset >= chosen.end:
            return offset + shift
        return min(offset, chosen.start + len(fix)) if offset > chosen.start else offset

    text = draft.text[: chosen.start] + fix + draft.text[chosen.end :]
    findings = tuple(
        replace(f, start=chosen.start, end=chosen.start + len(fix), text=fix)
        if n == number
        else replace(f, start=moved(f.start), end=moved(f.end))
        for n, f in enumerate(draft.findings)
    )
    sentences = tuple(
        replace(s, start=moved(s.start), end=moved(s.end), text=text[moved(s.start) : moved(s.end)])
        for s in draft.sentences
    )
    return replace(draft, text=text, findings=findings, sentences=sentences)
