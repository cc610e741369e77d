"""Scope: where a question comes from and where a wording holds."""

import pytest

from knowledge_base.policies import PolicyMeta
from knowledge_base.scopes import Scope, is_in_scope, speaks


@pytest.mark.parametrize(
    ("bound", "asked", "inside"),
    [
        ((), "US", True),
        (("US",), None, True),
        (("US",), "US", True),
        (("US", "CA"), "ca", True),
        (("US",), "US-CA", True),
        (("US-CA",), "US", False),
        (("EU",), "DE", True),
        (("EU",), "Germany", True),
        (("EU",), "CH", False),
        (("EU",), "GB", False),
        (("UK",), "United Kingdom", True),
        (("Canada",), "CA", True),
        (("US",), "USA", True),
        (("DE",), "EU", False),
        (("nordics",), "Nordics", True),
    ],
)
def test_region_lies_in_its_whole(bound: tuple[str, ...], asked: str | None, inside: bool) -> None:
    assert is_in_scope(PolicyMeta(region=bound), Scope(region=asked)) is inside


@pytest.mark.parametrize(
    ("meta", "scope", "inside"),
    [
        (PolicyMeta(channel=("chat",)), Scope(channel="email"), False),
        (PolicyMeta(channel=("E-Mail",)), Scope(channel="email"), True),
        (PolicyMeta(audience=("wholesale",)), Scope(audience="consumer"), False),
        (PolicyMeta(audience=("wholesale",)), Scope(), True),
        (PolicyMeta(region=("US",), channel=("chat",)), Scope(region="US", channel="email"), False),
        (PolicyMeta(), Scope("US", "email", "consumer", "de"), True),
    ],
    ids=["other channel", "same channel", "other audience", "nothing known", "one of two", "unbound"],
)
def test_every_bound_must_hold(meta: PolicyMeta, scope: Scope, inside: bool) -> None:
    assert is_in_scope(meta, scope) is inside


def test_tags_of_one_language_are_the_same_language() -> None:
    assert speaks("en-GB", "EN")
    assert not speaks("en", "de")
