"""Warnings: what makes them, where they point, and how their keys hold."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge_base.linting import Kind, LintedPolicy, Warning, lint
from knowledge_base.policies import PolicyMeta

TODAY = date(2026, 11, 25)
RETURNS = LintedPolicy("pol_1", "Returns", "## Return window\n\nYou can return boots within 60 days of delivery.\n")
REFUNDS = LintedPolicy("pol_2", "Refunds", "## Time\n\nBoots can be returned for 30 days after delivery.\n")


def run(*policies: LintedPolicy, focus: str | None = None) -> tuple[Warning, ...]:
    return lint(policies, today=TODAY, focus=focus)


def test_conflict_names_both_places_with_heading_and_words() -> None:
    (found,) = run(RETURNS, REFUNDS)

    assert found.kind is Kind.NUMBER
    assert [(one.policy, one.heading, one.text) for one in found.places] == [
        ("Returns", ("Return window",), "You can return boots within 60 days of delivery."),
        ("Refunds", ("Time",), "Boots can be returned for 30 days after delivery."),
    ]
    assert "60 days" in found.message
    assert "30 days" in found.message


def test_places_point_into_the_policy_text() -> None:
    (found,) = run(RETURNS, REFUNDS)

    assert [RETURNS.text[found.places[0].start : found.places[0].end]] == [found.places[0].text]


def test_key_stays_with_the_wording_and_goes_with_it() -> None:
    before = run(RETURNS, REFUNDS)[0].key

    moved = replace(REFUNDS, text=f"An opening line about nothing.\n\n{REFUNDS.text}")
    changed = replace(REFUNDS, text=REFUNDS.text.replace("30", "45"))

    assert run(REFUNDS, RETURNS)[0].key == before
    assert run(RETURNS, moved)[0].key == before
    assert run(RETURNS, changed)[0].key != before


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"region": ("US",)}, {"region": ("CA",)}),
        ({"channel": ("email",)}, {"channel": ("chat",)}),
        ({"audience": ("business",)}, {"audience": ("consumer",)}),
        ({"language": "en"}, {"language": "de"}),
        ({"effective_until": date(2026, 12, 31)}, {"effective_from": date(2027, 1, 1)}),
    ],
    ids=["region", "channel", "audience", "language", "days"],
)
def test_policies_that_never_meet_do_not_conflict(ours: dict[str, object], theirs: dict[str, object]) -> None:
    left, right = replace(RETURNS, meta=PolicyMeta(**ours)), replace(REFUNDS, meta=PolicyMeta(**theirs))  # type: ignore[arg-type]

    assert run(left, right) == ()


def test_focus_leaves_out_what_others_have_among_themselves() -> None:
    other = LintedPolicy("pol_3", "Cards", "Gift cards never expire.\n")

    assert run(RETURNS, REFUNDS, other, focus="pol_3") == ()
    assert run(RETURNS, REFUNDS, other, focus="pol_1") == run(RETURNS, REFUNDS, other)


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200), st.text(max_size=80))
def test_any_text_is_linted(text: str, title: str) -> None:
    policy = LintedPolicy("pol_9", title, text)

    assert run(policy, RETURNS) == run(policy, RETURNS)
