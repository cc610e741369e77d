"""Typed facts and their normal forms, in four languages' notations."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.facts import FactKind, changed_facts, find_facts


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It costs $5.95.", ["USD 5.95"]),
        ("It costs USD 5.95.", ["USD 5.95"]),
        ("Es kostet 5,95 €.", ["EUR 5.95"]),
        ("1.299,00 EUR", ["EUR 1299.00"]),
        ("$1,299", ["USD 1299.00"]),
        ("fifty cents", ["USD 0.50"]),
        ("between $10 and $20", ["USD 10.00-20.00"]),
        ("15 % off", ["15%"]),
        ("fifteen percent", ["15%"]),
        ("thirty (30) days", ["30 days"]),
        ("2 weeks", ["14 days"]),
        ("2 years", ["24 months"]),
        ("half a year", ["6 months"]),
        ("within a week", ["7 days"]),
        ("5-7 working days", ["5-7 business days"]),
        ("five to seven business days", ["5-7 business days"]),
        ("fünf Werktage", ["5 business days"]),
        ("14 jours ouvrés", ["14 business days"]),
        ("treinta días", ["30 days"]),
        ("quatre-vingt-dix jours", ["90 days"]),
        ("48 hours", ["48 hours"]),
        ("at 2 pm", ["14:00"]),
        ("14:00 Uhr", ["14:00"]),
        ("on March 9, 2026", ["2026-03-09"]),
        ("am 9. März 2026", ["2026-03-09"]),
        ("le 1er mai", ["1 May"]),
        ("el 4 de mayo de 2026", ["2026-05-04"]),
        ("03/09/2026", ["2026-03-09"]),
        ("9.3.2026", ["2026-03-09"]),
        ("between 1 and 31 October", ["1 October", "31 October"]),
        ("Mon–Fri", ["monday", "friday"]),
        ("order #A10482", ["A10482"]),
        ("code SAVE10", ["SAVE10"]),
        ("card ending in 4242", ["4242"]),
        ("4111 1111 1111 1111", ["4111111111111111"]),
        ("www.Shop.example/Help.", ["https://shop.example/Help"]),
        ("Care@Shop.example", ["care@shop.example"]),
        ("1-800-555-0199", ["8005550199"]),
        ("up to 3 photos", ["3"]),
        ("2 photos, one box", []),
        ("1. Pack it\n2. Ship it\n3. Wait", []),
        ("open 24/7, see step 3", []),
        ("I have a great week", []),
    ],
)
def test_notation_has_one_normal_form(text: str, values: list[str]) -> None:
    assert [fact.value for fact in find_facts(text)] == values


def test_bare_dollar_is_the_given_currency() -> None:
    assert find_facts("$5", dollar="CAD")[0].value == "CAD 5.00"


def test_changed_facts_are_multisets() -> None:
    added, removed = changed_facts("30 days, 30 days, $5", "30 days, $7")

    assert [fact.value for fact in added] == ["USD 7.00"]
    assert [fact.value for fact in removed] == ["30 days", "USD 5.00"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("30 days", "thirty days"),
        ("$5.95", "USD 5.95"),
        ("2 years", "24 months"),
        ("5 working days", "5 business days"),
    ],
)
def test_other_notation_is_no_change(before: str, after: str) -> None:
    assert changed_facts(before, after) == ((), ())


def test_business_days_are_not_days() -> None:
    added, removed = changed_facts("5 days", "5 business days")

    assert (len(added), len(removed)) == (1, 1)


def test_date_that_gains_its_year_is_no_change() -> None:
    assert changed_facts("by 9 March", "by 9 March 2026") == ((), ())


@given(st.text(max_size=400))
def test_facts_never_overlap_and_point_at_their_words(text: str) -> None:
    facts = find_facts(text)

    for fact in facts:
        assert text[fact.start : fact.end] == fact.text
    spans = sorted({(fact.start, fact.end) for fact in facts})
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


def test_kinds_are_told_apart() -> None:
    text = "Pay $5 (10%) within 30 days, by 9 March at 2 pm; order A10482, code SAVE10, mail a@b.de, see b.de, 3 items."

    assert [fact.kind for fact in find_facts(text)] == [
        FactKind.MONEY,
        FactKind.PERCENT,
        FactKind.DURATION,
        FactKind.DATE,
        FactKind.TIME,
        FactKind.ID,
        FactKind.CODE,
        FactKind.EMAIL,
        FactKind.URL,
        FactKind.QUANTITY,
    ]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("within a fortnight", ["14 days"]),
        ("for half a year", ["6 months"]),
        ("by the 30th day", ["30 days"]),
        ("quinze jours", ["15 days"]),
        ("Mon-Fri 9am-5pm", ["monday", "friday", "09:00", "17:00"]),
        ("du lundi au vendredi de 9h à 18 h 30", ["monday", "friday", "09:00", "18:30"]),
        ("from 11 to 5 pm", ["11:00", "17:00"]),
        ("halb fünf", ["04:30"]),
        ("bis zum 1.12.", ["1 December"]),
        ("by the 20th.", ["day 20"]),
        ("19,- €", ["EUR 19.00"]),
        ("899 kr", ["KR 899.00"]),
        ("a 30 L pack", ["30 l"]),
        ("$7 or 5% of it", ["USD 7.00", "5%"]),
        ("It costs $3.10.", ["USD 3.10"]),
    ],
)
def test_more_notations_have_one_normal_form(text: str, values: list[str]) -> None:
    assert [fact.value for fact in find_facts(text)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("half the price", ["50%"]),
        ("a quarter of your deposit", ["25%"]),
        ("half past two", ["02:30"]),
        ("drei Zelte", ["3"]),
        ("once more", []),
    ],
)
def test_shares_and_foreign_counts_are_read_where_asked_for(text: str, values: list[str]) -> None:
    assert [fact.value for fact in find_facts(text, with_shares=True)] == values


def test_slashed_dates_are_read_day_first_beside_one_that_can_only_be_so() -> None:
    added, removed = changed_facts("Livré le 08/06/2026.", "Livré le 18/06/2026.")

    assert [fact.value for fact in (*added, *removed)] == ["2026-06-18", "2026-06-08"]
