"""Checks on the panel: what each noticed, in which order, and what a person may do about it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from drafter.findings import Finding, Severity
from drafter.fixes import is_open

Link = Callable[[Mapping[str, str]], str]
NO_SENTENCES: Mapping[str, str] = {}

_ORDER = (Severity.BLOCK, Severity.HIGH, Severity.LOW, Severity.NOTICE)
_OF_FACTS = frozenset({"facts", "citations", "grounding", "links", "conditions"})  # a person can look these up


@dataclass(frozen=True)
class PanelChoice:
    """What the address of a panel asks for: fixes taken, checks settled by hand, a form open, words to search."""

    fixed: frozenset[int] = frozenset()
    settled: frozenset[int] = frozenset()
    is_editing: bool = False
    is_rejecting: bool = False
    is_escalating: bool = False
    search: str = ""

    @classmethod
    def read(cls, values: Mapping[str, str]) -> "PanelChoice":
        """Take the choice from an address or a form; what is no number is left out."""
        return cls(
            _numbers(values.get("fixed", "")),
            _numbers(values.get("settled", "")),
            "edit" in values,
            "reject" in values,
            "handover" in values,
            values.get("q", "").strip()[:300],
        )

    def with_fixed(self, number: int) -> dict[str, str]:
        """Return the address fields with one more fix."""
        return self._fields(self.fixed | {number}, self.settled)

    def with_settled(self, number: int) -> dict[str, str]:
        """Return the address fields with one more check settled by hand."""
        return self._fields(self.fixed, self.settled | {number})

    def without(self, number: int) -> dict[str, str]:
        """Return the address fields with a check open again."""
        return self._fields(self.fixed - {number}, self.settled - {number})

    def fields(self) -> dict[str, str]:
        """Return the address fields of this choice, without an open form."""
        return self._fields(self.fixed, self.settled)

    @staticmethod
    def _fields(fixed: frozenset[int], settled: frozenset[int]) -> dict[str, str]:
        numbers = {"fixed": fixed, "settled": settled}
        return {name: ".".join(map(str, sorted(value))) for name, value in numbers.items() if value}


@dataclass(frozen=True)
class CheckView:
    """A finding on the panel: ``fix_url`` and ``settle_url`` show the panel with it settled.

    ``earlier`` is the sentence of an earlier reply that it is about.  ``can_be_checked``: a
    person can say that it is right; else they can only say why it goes out anyway.
    """

    number: int
    id: str
    title: str
    quoted: str
    must_settle: bool
    is_grave: bool
    fix: str | None = None
    fix_url: str = ""
    settle_url: str = ""
    reopen_url: str = ""
    earlier: str = ""
    can_be_checked: bool = True


def checks_of(
    findings: Mapping[int, Finding], choice: PanelChoice, link: Link, sentences: Mapping[str, str] = NO_SENTENCES
) -> tuple[CheckView, ...]:
    """Return findings as the panel shows them, the gravest first; ``sentences`` maps references to words."""
    ranked = sorted(findings.items(), key=lambda one: (_ORDER.index(one[1].severity), one[1].start))
    return tuple(_check(number, finding, choice, link, sentences) for number, finding in ranked)


def checks_of_edit(findings: Sequence[Finding], sentences: Mapping[str, str] = NO_SENTENCES) -> tuple[CheckView, ...]:
    """Return what the checks say of an agent's own words, each thing once, the gravest first."""
    once = {(finding.id, finding.message): finding for finding in reversed(findings)}
    numbered = dict(enumerate(reversed(list(once.values()))))
    return checks_of(numbered, PanelChoice(), lambda fields: "", sentences)


def can_be_checked(finding: Finding) -> bool:
    """Whether a person can look it up and say that it is right; else they have to say why it goes out anyway."""
    return finding.check in _OF_FACTS


def mend(text: str, findings: Sequence[Finding], finding_id: str) -> str:
    """Return a text with the fix of one of its findings put in; as it is where there is none."""
    found = next((one for one in findings if one.id == finding_id and one.fix is not None), None)
    if found is None or not 0 <= found.start <= found.end <= len(text):
        return text
    return f"{text[: found.start]}{found.fix}{text[found.end :]}"


def _check(number: int, finding: Finding, choice: PanelChoice, link: Link, sentences: Mapping[str, str]) -> CheckView:
    return CheckView(
        number=number,
        id=finding.id,
        title=finding.message,
        quoted=finding.text,
        must_settle=is_open(finding),
        is_grave=finding.severity in (Severity.BLOCK, Severity.HIGH),
        fix=finding.fix,
        fix_url=link(choice.with_fixed(number)) if finding.fix is not None else "",
        settle_url=link(choice.with_settled(number)),
        reopen_url=link(choice.without(number)),
        earlier=sentences.get(finding.reference or "", ""),
        can_be_checked=can_be_checked(finding),
    )


def _numbers(text: str) -> frozenset[int]:
    return frozenset(int(part) for part in text.split(".")[:50] if part.isascii() and part.isdigit() and len(part) < 5)
