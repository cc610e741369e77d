"""Read what a form or an address holds; whatever somebody wrote there, reading it never fails."""

from math import isfinite


def number_in(given: str | None, *, digits: int = 9) -> int | None:
    """Return a whole number of at most ``digits`` digits, None for anything else.

    ``str.isdigit`` alone will not do: ``int("²")`` fails, and so does ``int`` of thousands of digits.
    """
    return int(given) if given and given.isascii() and given.isdigit() and len(given) <= digits else None


def decimal_in(given: str | None) -> float | None:
    """Return a number with a point or a comma, None for anything else; neither infinite nor NaN."""
    try:
        number = float((given or "").replace(",", "."))
    except ValueError:
        return None
    return number if isfinite(number) else None
