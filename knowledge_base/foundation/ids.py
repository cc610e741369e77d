"""Sortable ids that say what they are: ``tkt_01jd…``, ``rev_01jd…``."""

import secrets
import time
from collections.abc import Callable

NewId = Callable[[str], str]

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, lower case
_RANDOM_BITS = 80
_DIGITS = 26  # 48 bits of milliseconds and 80 random bits, five bits a digit


def new_id(prefix: str) -> str:
    """Make an id such as ``tkt_01jdkq2x9m…`` that sorts by the millisecond it was made.

    48 bits of Unix milliseconds and 80 random bits, as in the ULID specification
    (https://github.com/ulid/spec), in lower case behind the prefix.
    """
    number = (int(time.time() * 1000) << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
    digits = []
    for _ in range(_DIGITS):
        digits.append(_ALPHABET[number & 31])
        number >>= 5
    return f"{prefix}_{''.join(reversed(digits))}"
