"""Waits for a condition, never for a length of time."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(condition: Callable[[], T], *, timeout_s: float = 60.0, what: str = "", every_s: float = 0.02) -> T:
    """Return the condition's first true value; fails after ``timeout_s``, saying what did not come."""
    end = time.monotonic() + timeout_s
    while not (value := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"{what or condition} did not come within {timeout_s} s; last seen: {value!r}")
        time.sleep(every_s)
    return value
