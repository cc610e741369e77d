"""The condition language: what it says, what it refuses, and that nothing hostile gets through."""

from decimal import Decimal

import pytest

from drafter.conditions import amount, holds, read_aloud, read_amount, read_condition
from drafter.errors import ConditionError

FACTS = {
    "days_since_delivery": 38,
    "item_price": Decimal("64.00"),
    "part_in_stock": True,
    "disputed": False,
    "status": "delivered",
    "total": Decimal("64.10"),
    "captured": Decimal("128.20"),
}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", True),
        ("days_since_delivery <= 45 && part_in_stock && !disputed", True),
        ("days_since_delivery <= 30", False),
        ("item_price == 64", True),
        ("item_price == 64.00", True),
        ("item_price * 2.0 > 127.99", True),
        ("status in ['shipped', \"delivered\"]", True),
        ("!(status == 'delivered') || disputed", False),
        ("true", True),
        ("part_in_stock == true", True),
        ("replacements_sent == 0", None),
        ("!replacements_sent_before", "There is no fact"),
        ("replacements_sent == 0 || part_in_stock", True),
        ("replacements_sent == 0 && disputed", False),
        ("!(replacements_sent > 0)", None),
        ("item_in_stock == false", None),
        ("!item_in_stock", None),
        ("item_in_stock != true", None),
        ("replacements_sent != 1", None),
        ("captured - total == 64.1", True),
    ],
)
def test_condition_holds_only_on_what_is_known(text, wanted):
    if isinstance(wanted, str):
        with pytest.raises(ConditionError, match=wanted):
            read_condition(text)
    else:
        assert holds(read_condition(text), FACTS).holds is wanted


@pytest.mark.parametrize(
    "hostile",
    [
        "__import__('os').system('id')",
        "item_price.__class__",
        "[1,2,3].map(x, x)",
        "[1,2,3].exists(x, true)",
        "status.matches('(a+)+$')",
        "size(status) > 3",
        "has(status)",
        "status.contains('a')",
        "true ? true : false",
        "{'a': 1}['a'] == 1",
        "'a\\x00b' == status",
        "r'abc' == status",
        "b'abc' == status",
        "'''a''' == status",
        "1u == 1u",
        "0x10 > 1",
        "1e400 > 1.0",
        "9223372036854775807 + 1 > 0",
        "1 / 0 == 1",
        "days_since_delivery",
        "'text'",
        "status > 3",
        "item_price * 2 > 3",
        "disputed > 3 || true",
        "days_since_delivery <= ",
        "&& disputed",
        "disputed &",
        "status = 'x'",
        "(" * 40 + "disputed" + ")" * 40,
        "(" * 100_000,
        "!" * 600 + "disputed",
        "disputed " * 200,
        "disputed && " * 2000 + "disputed",
        "ｄisputed",
        "disputed\u202e",
        "\x00",
        "💥",
        "status == 'ok\nBAD'",
        "disputed; drop",
        "lambda: 1",
        "true.foo",
        "type(1) == int",
        "dyn(1) == 1",
        "string(1) == '1'",
        "in in in",
        "true(",
        "[disputed",
    ],
)
def test_hostile_condition_ends_in_one_clear_line(hostile):
    with pytest.raises(ConditionError) as error:
        read_condition(hostile)

    assert 5 < len(error.value.message) < 260
    assert "\n" not in error.value.message


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("parts_in_stock", "part_in_stock"),
        ("day_since_delivery <= 45", "days_since_delivery <= 45"),
        ("disputed and delivered", "disputed && delivered"),
        ("status = 'x'", "status == 'x'"),
        ("disputed & delivered", "disputed && delivered"),
        ("not disputed", "! disputed"),
    ],
)
def test_slip_of_the_pen_comes_with_its_fix(text, fix):
    with pytest.raises(ConditionError) as error:
        read_condition(text)

    assert error.value.fix == fix


def test_every_fix_is_offered_only_for_what_was_wrong():
    with pytest.raises(ConditionError) as error:
        read_condition("qwertzuiop > 3")

    assert error.value.fix is None


def test_longest_condition_allowed_is_read_and_holds():
    condition = read_condition(" && ".join(["days_since_delivery <= 45"] * 17))

    assert holds(condition, FACTS).holds is True


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "days_since_delivery <= 45 && part_in_stock && !disputed",
            "days since delivery is at most 45, and the part is in stock, and no card dispute is open",
        ),
        ("item_in_stock == false", "the item is out of stock"),
        ("item_price > 100.0 || (delivered)", "item price is more than 100, or (everything was delivered)"),
        ("status in ['a', 'b']", "status is one of ['a', 'b']"),
    ],
)
def test_condition_is_read_aloud(text, words):
    assert read_aloud(text) == words


def test_reason_says_what_is_there_and_what_was_wanted():
    assert holds(read_condition("part_in_stock && days_since_delivery <= 30"), FACTS).why == (
        "days since delivery is 38, wanted: days since delivery is at most 30"
    )
    assert holds(read_condition("disputed"), FACTS).why == "no card dispute is open"
    assert holds(read_condition("replacements_sent == 0"), FACTS).why == "replacements sent is not known"


def test_amount_is_exact_to_the_cent():
    assert amount(read_amount("captured - total"), FACTS) == Decimal("64.10")
    assert amount(read_amount("gift_card_paid"), FACTS) is None


@pytest.mark.parametrize("text", ["", "disputed", "status", "total -", "total; 1"])
def test_amount_that_is_no_number_is_refused(text):
    with pytest.raises(ConditionError):
        read_amount(text)
