"""Values in strangers' JSON: read leniently where the meaning is clear, refused in words where it is not.

``read_json`` turns bytes into plain values that any database can keep; the types are for the
fields of shapes, and ``describe_errors`` names each wrong field by its path.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, NoReturn

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from webhook.errors import MalformedEventError

MAX_DEPTH = 40  # a ticket needs five levels
MAX_ID = 200
MAX_NAME = 255
MAX_SUBJECT = 2_000
MAX_ITEMS = 500
MAX_MONEY = Decimal("1e12")
_SURROGATES = re.compile("[\ud800-\udfff]")
YEARS = range(1970, 2200)  # outside, adding a time zone or a deadline would overflow


def read_json(body: bytes) -> Any:
    """Return the JSON value in ``body`` as plain values a database can keep.

    Zero bytes go, lone surrogates become U+FFFD.  Raises MalformedEventError for bytes that
    are not UTF-8 JSON, not-a-number values, and nesting deeper than MAX_DEPTH.
    """
    try:
        return _clean(json.loads(body.decode("utf-8-sig"), parse_constant=_refuse_constant), 0)
    except UnicodeDecodeError as error:
        raise MalformedEventError(f"The body is not UTF-8 text: byte {error.start} does not fit.") from error
    except json.JSONDecodeError as error:
        raise MalformedEventError(
            f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
        ) from error
    except (ValueError, RecursionError) as error:
        raise MalformedEventError("The body holds a number or a nesting beyond what JSON readers keep.") from error


def clean_text(text: str) -> str:
    """Return text that any database can keep: without zero bytes, lone surrogates as U+FFFD."""
    return _SURROGATES.sub("\ufffd", text.replace("\x00", ""))


def describe_errors(error: ValidationError, *, most: int = 4) -> str:
    """Return what is wrong with which field, without quoting the sender's values."""
    parts = []
    for problem in error.errors(include_input=False, include_url=False)[:most]:
        path = ".".join(str(part) for part in problem["loc"]) or "(the whole)"
        parts.append(f"Field '{path[:120]}': {problem['msg']}")
    more = error.error_count() - most
    return "; ".join(parts) + (f"; and {more} more." if more > 0 else ".")


def text_of(limit: int) -> BeforeValidator:
    """Return a validator that takes numbers as text and cuts what is longer."""

    def cut(value: Any) -> Any:
        if isinstance(value, bool):
            raise ValueError("should be text")
        if isinstance(value, int | float):
            value = str(value)
        return value[:limit] if isinstance(value, str) else value

    return BeforeValidator(cut)


def _identifier(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value.strip() if isinstance(value, str) else value


def _money(value: Any) -> Decimal | None:
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError('should be a decimal string such as "120.00"')
    try:
        amount = Decimal(str(value).strip())
    except (InvalidOperation, ValueError) as error:
        raise ValueError('should be a decimal string such as "120.00"') from error
    exponent = amount.as_tuple().exponent
    # A tiny text such as 1e-999999999 would be written out in a thousand million digits.
    if not isinstance(exponent, int) or abs(exponent) > MAX_MONEY.adjusted() or amount.copy_abs() > MAX_MONEY:
        raise ValueError("should be an amount of money below a trillion")
    return amount


def _when(value: Any) -> Any:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > 40:
        raise ValueError("should be a time such as 2026-03-10T09:00:00Z")
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise ValueError("should be a time such as 2026-03-10T09:00:00Z") from error
    if moment.year not in YEARS:
        raise ValueError(f"should lie between {YEARS.start} and {YEARS.stop - 1}")
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _day(value: Any) -> Any:
    moment = _when(value)
    if moment is None:
        return None
    # A day is the sender's own: its date as written, not the date in UTC.
    return datetime.fromisoformat(value.strip()).date()


def or_no_items(value: Any) -> Any:
    """Return the newest items of a list; None is an empty one."""
    if value is None:
        return []
    return value[-MAX_ITEMS:] if isinstance(value, list) else value


def plain_mapping(value: Any) -> Any:
    """Return a mapping of texts, what is nested in it as JSON."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise ValueError("should be an object")
    plain = {str(key)[:MAX_NAME]: one for key, one in list(value.items())[:MAX_ITEMS] if one is not None}
    return {
        key: (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False))[:MAX_SUBJECT]
        for key, one in plain.items()
    }


def or_empty(value: Any) -> Any:
    """Return an empty object for None."""
    return {} if value is None else value


def true_if_none(value: Any) -> Any:
    """Return True for None."""
    return True if value is None else value


def false_if_none(value: Any) -> Any:
    """Return False for None."""
    return False if value is None else value


def one_if_none(value: Any) -> Any:
    """Return 1 for None."""
    return 1 if value is None else value


Id = Annotated[str, BeforeValidator(_identifier), Field(min_length=1, max_length=MAX_ID)]
Name = Annotated[str, text_of(MAX_NAME)]
Money = Annotated[Decimal | None, BeforeValidator(_money)]
Moment = Annotated[datetime | None, BeforeValidator(_when)]
Day = Annotated[date | None, BeforeValidator(_day)]
Names = Annotated[list[Name], BeforeValidator(or_no_items)]


class Shape(BaseModel):
    """A part of the ticket JSON: unknown fields are ignored."""

    model_config = ConfigDict(extra="ignore")


def _clean(value: Any, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, list):
        return [_clean(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {_clean(key, depth + 1): _clean(one, depth + 1) for key, one in value.items()}
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        raise ValueError
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def moment_text(value: date | None) -> str | None:
    """Return a day or moment in ISO 8601, a moment in UTC with a Z."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if value else None


def money_text(value: Decimal | None) -> str | None:
    """Return an amount as a decimal string."""
    return f"{value:f}" if value is not None else None
