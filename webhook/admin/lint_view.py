"""Warnings of the linter as the editor shows them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from knowledge_base.linting.warnings import Kind, Place, Severity, Warning

MOST_CHARS = 240  # of a quoted sentence
TITLES: Mapping[Kind, str] = {
    Kind.CONFLICT: "Conflicts with",
    Kind.NUMBER: "Another number than in",
    Kind.DUPLICATE: "Says the same as",
    Kind.UNREACHABLE: "Never reached, because of",
    Kind.ESCALATION: "Nobody to hand this to",
    Kind.STALE: "A date that has passed",
    Kind.DEAD_LINK: "A link that leads nowhere",
    Kind.LONG: "A long section",
}
NAMES: Mapping[Kind, str] = {
    Kind.CONFLICT: "Two policies disagree",
    Kind.NUMBER: "Two numbers for the same",
    Kind.DUPLICATE: "Said twice",
    Kind.UNREACHABLE: "An exception that is never reached",
    Kind.ESCALATION: "Nobody to hand this to",
    Kind.STALE: "A date that has passed",
    Kind.DEAD_LINK: "A link that leads nowhere",
    Kind.LONG: "A long section",
}
_TONES: Mapping[Severity, str] = {Severity.HIGH: "bad", Severity.LOW: "warn", Severity.NOTICE: ""}


@dataclass(frozen=True)
class PlaceView:
    """One place that a warning points at; ``href`` leads to another policy's."""

    policy_id: str
    policy: str
    heading: str
    text: str
    href: str


@dataclass(frozen=True)
class Linted:
    """What the linter found about one wording, and how much of it was decided before."""

    warnings: tuple["WarningView", ...]
    settled: int

    @property
    def grave(self) -> int:
        """How many warnings say that a customer may be told something false."""
        return sum(one.is_grave for one in self.warnings)


@dataclass(frozen=True)
class WarningView:
    """One warning: what it is, where, and the key that a decision is remembered under."""

    key: str
    name: str
    title: str
    message: str
    tone: str
    places: tuple[PlaceView, ...]

    @property
    def winners(self) -> tuple[PlaceView, ...]:
        """Its policies, each once: one of them may win."""
        return tuple({one.policy_id: one for one in self.places}.values())

    @property
    def has_other(self) -> bool:
        """Whether another policy is one of its places."""
        return any(one.href for one in self.places)

    @property
    def is_grave(self) -> bool:
        """Whether a customer may be told something false."""
        return self.tone == "bad"


def warning_views(
    warnings: Sequence[Warning], policy_id: str, *, link: Callable[[str], str]
) -> tuple[WarningView, ...]:
    """Return the warnings about one policy; ``link`` gives the address of another."""
    return tuple(_view(one, policy_id, link) for one in warnings)


def _view(warning: Warning, policy_id: str, link: Callable[[str], str]) -> WarningView:
    others = [one for one in warning.places if one.policy_id != policy_id]
    title = TITLES[warning.kind]
    if len(warning.places) > 1:
        other = others[0] if others else warning.places[-1]
        section = f", {' › '.join(other.heading)}" if other.heading else ""
        title = f"{title} “{other.policy}”{section}"
    return WarningView(
        key=warning.key,
        name=NAMES[warning.kind],
        title=title,
        message=warning.message,
        tone=_TONES[warning.severity],
        places=tuple(_place(one, "" if one.policy_id == policy_id else link(one.policy_id)) for one in warning.places),
    )


def _place(place: Place, href: str) -> PlaceView:
    text = " ".join(place.text.split())
    shown = text if len(text) <= MOST_CHARS else f"{text[:MOST_CHARS].rstrip()} …"
    return PlaceView(place.policy_id, place.policy, " › ".join(place.heading), shown, href)
