"""Arithmetic coding (Witten, Neal and Cleary 1987): codes become bits, as few as a forecast promises, and come back."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

FULL, HALF, QUARTER = 1 << 32, 1 << 31, 1 << 30  # the interval is kept in whole numbers
TOTAL = 1 << 22  # of the frequencies that stand for probabilities
Forecast = Callable[[Sequence[int]], ArrayLike]  # the probabilities of the next code, shape (K,), after those before


def edges(p: ArrayLike) -> NDArray[np.int64]:
    """Return probabilities, shape (K,), as parts of TOTAL, none of them empty: their K + 1 edges."""
    p = np.asarray(p, dtype=np.float64)
    parts = np.floor(p / p.sum() * (TOTAL - len(p))).astype(np.int64) + 1
    parts[parts.argmax()] += TOTAL - parts.sum()
    return np.concatenate([[0], parts.cumsum()])


def encoded(codes: Sequence[int], forecast: Forecast) -> list[int]:
    """Return codes as bits: the interval from 0 to 1 shrinks by each code's probability; bits name a place in it."""
    low, high, waiting, bits = 0, FULL - 1, 0, list[int]()

    def put(bit: int) -> None:
        nonlocal waiting
        bits.extend([bit] + [1 - bit] * waiting)
        waiting = 0

    for i, code in enumerate(codes):
        ends = edges(forecast(codes[:i]))
        low, high = shrunk(low, high, int(ends[code]), int(ends[code + 1]))
        while True:
            if high < HALF:
                put(0)
            elif low >= HALF:
                put(1)
                low, high = low - HALF, high - HALF
            elif low >= QUARTER and high < HALF + QUARTER:
                waiting += 1  # which half it is will be known later
                low, high = low - QUARTER, high - QUARTER
            else:
                break
            low, high = 2 * low, 2 * high + 1
    waiting += 1
    put(int(low >= QUARTER))
    return bits


def decoded(bits: Sequence[int], count: int, forecast: Forecast) -> list[int]:
    """Return the codes that were made into these bits, with the same forecasts."""
    rest = iter(bits)
    place = 0
    for _ in range(32):
        place = 2 * place + next(rest, 0)
    low, high, codes = 0, FULL - 1, list[int]()
    for _ in range(count):
        ends = edges(forecast(codes))
        share = ((place - low + 1) * TOTAL - 1) // (high - low + 1)
        code = int(np.searchsorted(ends, share, side="right")) - 1
        codes.append(code)
        low, high = shrunk(low, high, int(ends[code]), int(ends[code + 1]))
        while high < HALF or low >= HALF or (low >= QUARTER and high < HALF + QUARTER):
            less = 0 if high < HALF else HALF if low >= HALF else QUARTER
            low, high, place = 2 * (low - less), 2 * (high - less) + 1, 2 * (place - less) + next(rest, 0)
    return codes


def shrunk(low: int, high: int, start: int, end: int) -> tuple[int, int]:
    """Return the part of an interval from start / TOTAL to end / TOTAL."""
    width = high - low + 1
    return low + width * start // TOTAL, low + width * end // TOTAL - 1
