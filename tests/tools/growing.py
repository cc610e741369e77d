"""How the work grows with the size of what is given: a ratio, so a slow or busy machine changes nothing."""

import gc
import time
from collections.abc import Callable

SIZES = (1_000, 8_000)
MUCH = 32.0  # eight times the text: linear work is 8 times as much, quadratic work 64 times


def growth(work: Callable[[int], object], sizes: tuple[int, int] = SIZES) -> float:
    """Return how many times the processor time of the small size the large size takes.

    Each size counts with its quickest of three runs, and as at least 2 ms, below which
    the clock and the first call say more than the work.
    """
    small, large = (max(0.002, min(_seconds(work, size) for _ in range(3))) for size in sizes)
    return large / small


def _seconds(work: Callable[[int], object], size: int) -> float:
    gc.collect()
    started = time.process_time()
    work(size)
    return time.process_time() - started
