"""Sortable ids that say what they are: ``tkt_01jd…``, ``rev_01jd…``."""

import hashlib
import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime

NewId = Callable[[str], str]

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32, lower case
_RANDOM_BITS = 80
_STEP_BITS = 48
_DIGITS = 26  # 48 bits of milliseconds and 80 random bits, five bits a digit


class _Numbers:
    """Numbers that rise within a process, whatever millisecond they were made in."""

    def __init__(self) -> None:
        self._last = 0
        self._turn = threading.Lock()

    def following(self) -> int:
        """Return a number of 128 bits above the one before, unless the clock was set back.

        Rows written together must come back in the order they were written, so numbers of
        one millisecond go on from the last by a random step ("monotonicity" in the ULID
        specification). The step is random because a forked process goes on from the same last.
        """
        moment = int(time.time() * 1000)
        with self._turn:
            last = self._last
            made = last + 1 + secrets.randbits(_STEP_BITS)
            if last >> _RANDOM_BITS != moment or made >> _RANDOM_BITS != moment:
                made = (moment << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
            self._last = made
        return made


_NUMBERS = _Numbers()


def new_id(prefix: str) -> str:
    """Make an id such as ``tkt_01jdkq2x9m…`` that sorts by when it was made.

    48 bits of Unix milliseconds and 80 random bits, as in the ULID specification
    (https://github.com/ulid/spec), in lower case behind the prefix. Ids of one process
    sort in the order they were made, those of several by the millisecond.
    """
    return f"{prefix}_{_written(_NUMBERS.following())}"


def id_at(prefix: str, moment: datetime, seed: str) -> str:
    """Make the id that something made at ``moment`` would have; the same for the same seed.

    For what is written down later than it happened: lists by id keep it in its place.
    """
    chance = int.from_bytes(hashlib.sha256(f"{prefix}:{seed}".encode()).digest()[: _RANDOM_BITS // 8], "big")
    return f"{prefix}_{_written((int(moment.timestamp() * 1000) << _RANDOM_BITS) | chance)}"


def _written(number: int) -> str:
    digits = []
    for _ in range(_DIGITS):
        digits.append(_ALPHABET[number & 31])
        number >>= 5
    return "".join(reversed(digits))
