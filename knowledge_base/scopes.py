"""Scope: where a question comes from, where a wording holds, and whether the one lies in the other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

_EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
COUNTRIES_OF = {"EU": frozenset(_EU.split())}
_NAMES = """AT Austria; AU Australia; BE Belgium; BG Bulgaria; CA Canada; CH Switzerland; CY Cyprus; CZ Czechia
CZ Czech Republic; DE Germany; DK Denmark; EE Estonia; ES Spain; EU European Union; FI Finland; FR France; GB UK
GB United Kingdom; GB Great Britain; GR EL; GR Greece; HR Croatia; HU Hungary; IE Ireland; IT Italy; JP Japan
LT Lithuania; LU Luxembourg; LV Latvia; MT Malta; MX Mexico; NL Netherlands; NO Norway; NZ New Zealand; PL Poland
PT Portugal; RO Romania; SE Sweden; SI Slovenia; SK Slovakia; US USA; US United States
US United States of America"""
# How shops write what ISO 3166 has a code for.
_CODES = {name.upper(): code for code, _, name in (one.strip().partition(" ") for one in re.split(r"[;\n]", _NAMES))}
_NOT_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Scope:
    """Where a question comes from; None is not known, and rules nothing out.

    ``region`` is a country or a part of one as ISO 3166 writes it (``US``, ``US-CA``),
    ``language`` a language tag (``de``, ``en-GB``).
    """

    region: str | None = None
    channel: str | None = None
    audience: str | None = None
    language: str | None = None


class ScopeBounds(Protocol):
    """Anything that says where it holds; empty is everywhere."""

    @property
    def region(self) -> tuple[str, ...]:
        """Countries, parts of them, or ``EU``."""
        ...

    @property
    def channel(self) -> tuple[str, ...]:
        """Channels of tickets."""
        ...

    @property
    def audience(self) -> tuple[str, ...]:
        """Kinds of requester."""
        ...


def is_in_scope(bounds: ScopeBounds, scope: Scope) -> bool:
    """Whether wording with these bounds is meant for a question from there.

    A bound that is empty holds everywhere, and what is not known of the question rules
    nothing out.  A part lies in its whole: ``US-CA`` in ``US``, ``DE`` in ``EU``.  Language
    is no bound of a single wording: see ``snapshots.exclusions``.
    """
    return (
        (not bounds.region or scope.region is None or any(_lies_in(scope.region, one) for one in bounds.region))
        and _holds(bounds.channel, scope.channel)
        and _holds(bounds.audience, scope.audience)
    )


def speaks(language: str, wanted: str) -> bool:
    """Whether two language tags name the same language: ``en`` and ``en-GB`` do."""
    return _base(language) == _base(wanted)


def _holds(bound: Sequence[str], value: str | None) -> bool:
    return not bound or value is None or _plain(value) in {_plain(one) for one in bound}


def _plain(name: str) -> str:
    return _NOT_WORD.sub("", name.casefold())


def _lies_in(region: str, whole: str) -> bool:
    part, of = _region(region), _region(whole)
    if part == of or part.startswith(f"{of}-"):
        return True
    return part.partition("-")[0] in COUNTRIES_OF.get(of, frozenset())


def _region(name: str) -> str:
    plain = name.strip().upper().replace("_", "-")
    return _CODES.get(plain, plain)


def _base(language: str) -> str:
    return language.strip().casefold().replace("_", "-").partition("-")[0]
