"""A shop's own JSON to our order, by a mapping that the admin writes.

A mapping leads from fields of our order to where the answer has them, as keys with dots
between (``data.lines``, ``addresses.0.country``).  Fields of a list are looked for in each
of its entries.  ``|cents`` after a path reads hundredths; ``values`` puts our words in the
place of the shop's.  Without a mapping the answer has to be an order in our own shape.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from drafter.errors import OrderSourceError
from drafter.order_facts import VOCABULARY
from drafter.order_sources import ShopOrder
from webhook.errors import RequestFieldsError
from webhook.json_values import describe_errors
from webhook.order_json import OrderShape, parse_order

LISTS: Mapping[str, frozenset[str]] = {
    "items": frozenset({"sku", "name", "qty", "price"}),
    "payments": frozenset({"method", "authorised", "captured", "refunded", "disputed"}),
    "shipments": frozenset({"tracking", "carrier", "items", "status", "shipped_on", "delivered_on"}),
    "returns": frozenset({"number", "items", "status"}),
}
AMOUNTS = frozenset({"refunds", "discounts"})
FIELDS = frozenset(OrderShape.model_fields) - frozenset(LISTS) - AMOUNTS - {"facts"}
CENTS = "|cents"
EMAIL = "email"  # whose order it is; no field of an order
VALUES = "values"
ROOT = "order"
MOST_LINES = 500
_ABSENT = object()


def check_mapping(mapping: Mapping[str, Any]) -> None:
    """Raise RequestFieldsError for a field that no order has, or a path that is none."""
    for field, path in mapping.items():
        if field == VALUES:
            _check_values(path)
            continue
        if not _is_field(field):
            raise RequestFieldsError(
                f"Mapping field {field[:60]!r} is none of an order; docs/orders.md lists those there are."
            )
        if not isinstance(path, str) or not path.removesuffix(CENTS).strip():
            raise RequestFieldsError(f"Mapping field {field!r} should lead to a path such as 'data.total'.")
        parent = field.partition(".")[0]
        if "." in field and parent in LISTS and parent not in mapping:
            raise RequestFieldsError(f"Mapping field {field!r} needs {parent!r} too, which says where the list is.")


def read_mapped(answer: Any, mapping: Mapping[str, Any]) -> ShopOrder:
    """Return the order in a shop's answer, and whose it is where the mapping says.  Raises OrderSourceError."""
    given = _own_shape(answer) if not set(mapping) - {EMAIL, VALUES} else _mapped(answer, mapping)
    email = _at(answer, mapping[EMAIL]) if EMAIL in mapping else None
    if not any(value not in (None, "", [], {}) for value in given.values()):
        raise OrderSourceError("The shop's answer has nothing at the places that the mapping names.")
    given = _translated(given, mapping.get(VALUES, {}))
    try:
        order = parse_order(OrderShape.model_validate(given))
    except ValidationError as error:
        raise OrderSourceError(f"The shop's order can't be read. {describe_errors(error)}") from error
    return ShopOrder(order, email if isinstance(email, str) else None)


def _own_shape(answer: Any) -> dict[str, Any]:
    found = answer.get(ROOT, answer) if isinstance(answer, Mapping) else None
    if not isinstance(found, Mapping):
        raise OrderSourceError("The shop's answer is no order; give a mapping that says where it has one.")
    return {name: found[name] for name in OrderShape.model_fields if name in found}


def _mapped(answer: Any, mapping: Mapping[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for field, path in mapping.items():
        parent, _, rest = field.partition(".")
        if field in (EMAIL, VALUES) or parent in LISTS:
            continue
        if parent == "facts":
            given.setdefault("facts", {})[rest] = _at(answer, path)
        elif field in AMOUNTS:
            given[field] = _amounts(answer, path)
        else:
            given[field] = _at(answer, path)
    for name in LISTS:
        if name in mapping:
            own = {field.partition(".")[2]: path for field, path in mapping.items() if field.startswith(f"{name}.")}
            given[name] = [_entry(one, own) for one in _list_at(answer, mapping[name])]
    return given


def _entry(one: Any, paths: Mapping[str, str]) -> dict[str, Any]:
    entry = {field: _at(one, path) for field, path in paths.items()}
    if isinstance(entry.get("items"), Sequence) and not isinstance(entry["items"], str):
        entry["items"] = [_name(item) for item in entry["items"]]
    return entry if paths else (one if isinstance(one, dict) else {})


def _name(item: Any) -> Any:
    """An item of a parcel is its name; many shops nest it."""
    return (item.get("name") or item.get("title") or item.get("sku")) if isinstance(item, Mapping) else item


def _amounts(answer: Any, path: str) -> list[Any]:
    """A list of amounts; a single amount is a list too."""
    found = _at(answer, path, must_be_there=True)
    return [one for one in found if one is not None] if isinstance(found, list) else [] if found is None else [found]


def _list_at(answer: Any, path: str) -> list[Any]:
    """The list at a path, empty where the shop says null; a path that leads nowhere is an error."""
    found = _at(answer, path, must_be_there=True)
    if found is None:
        return []
    if not isinstance(found, list):
        raise OrderSourceError(f"The shop's answer has no list at {path[:80]!r}.")
    if len(found) > MOST_LINES:
        raise OrderSourceError(f"The shop's list at {path[:80]!r} has more than {MOST_LINES} entries.")
    return found


def _at(value: Any, path: str, *, must_be_there: bool = False) -> Any:
    """Return what stands at a path, None where nothing does; ``*`` is each entry of a list."""
    is_cents, keys = path.endswith(CENTS), path.removesuffix(CENTS).strip().split(".")
    for place, key in enumerate(keys):
        if key == "*" and isinstance(value, list):
            rest = ".".join(keys[place + 1 :])
            value = [_at(one, rest) if rest else one for one in value]
            break
        if isinstance(value, Mapping):
            value = value.get(key, _ABSENT)
        elif isinstance(value, list) and key.isascii() and key.isdigit() and int(key[:9]) < len(value):
            value = value[int(key[:9])]
        else:
            value = _ABSENT
        if value is _ABSENT and must_be_there:
            raise OrderSourceError(f"The shop's answer has nothing at {path[:80]!r}; the mapping names it.")
        if value is _ABSENT:
            return None
    return _whole(value) if is_cents else value


def _whole(value: Any) -> Any:
    if isinstance(value, list):
        return [_whole(one) for one in value]
    try:
        return None if value is None else str(Decimal(str(value)) / 100)
    except InvalidOperation as error:
        raise OrderSourceError("The shop's answer has no hundredths where the mapping says '|cents'.") from error


def _translated(given: dict[str, Any], values: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    for field, words in values.items():
        parent, _, rest = field.partition(".")
        if parent in LISTS and isinstance(given.get(parent), list):
            for entry in given[parent]:
                if isinstance(entry, dict) and rest in entry:
                    entry[rest] = words.get(str(entry[rest]), entry[rest])
        elif field in given:
            given[field] = words.get(str(given[field]), given[field])
    return given


def _is_field(field: str) -> bool:
    parent, dot, rest = field.partition(".")
    if dot:
        return rest in LISTS.get(parent, ()) or (parent == "facts" and rest in VOCABULARY)
    return field in FIELDS or field in LISTS or field in AMOUNTS or field == EMAIL


def _check_values(values: Any) -> None:
    if not isinstance(values, Mapping) or not all(isinstance(one, Mapping) for one in values.values()):
        raise RequestFieldsError("Mapping field 'values' should lead from a field to {their word: ours}.")
    for field in values:
        if not _is_field(field):
            raise RequestFieldsError(f"'values' names {field[:60]!r}, which is no field of an order.")
