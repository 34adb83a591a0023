"""Who goes first on a busy server: pages that run, then what is computed ahead for them, and never more than fits.

Python computes one thing at a time. What is computed ahead of a visitor's hand (sweeps, frames of training) therefore makes
way, between one figure and the next, for pages that run, and has a few threads of its own, so that plain files never wait
behind it.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
from typing import ParamSpec, TypeVar

A = ParamSpec("A")
T = TypeVar("T")
STEP = 0.005  # seconds from one look for running pages to the next
CROWD = 10  # pages at once, from which on each waits for a second and more
_lock = Lock()
_running = 0  # pages that run now


class Busy(Exception):
    """There is no room for more at this moment; ask again in a while."""


@contextmanager
def page_runs() -> Iterator[bool]:
    """Have what is computed ahead make way meanwhile; say whether pages crowd."""
    global _running  # noqa: PLW0603
    with _lock:
        _running += 1
        crowded = _running > CROWD
    try:
        yield crowded
    finally:
        with _lock:
            _running -= 1


def make_way(most: float = 0.1) -> None:
    """Wait while pages run, at most so many seconds."""
    deadline = time.monotonic() + most
    while _running and time.monotonic() < deadline:
        time.sleep(STEP)


class Room:
    """A few threads, and a line of bounded length before them."""

    def __init__(self, name: str, threads: int, most: int) -> None:
        """Keep `threads` threads, for at most `most` jobs, those that run included."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most, self._jobs = most, 0

    async def run(self, function: Callable[A, T], *args: A.args, **kwargs: A.kwargs) -> T:
        """Return `function(*args, **kwargs)`, called in one of the threads. Raises Busy where too many wait."""
        if self._jobs >= self._most:
            raise Busy
        self._jobs += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._pool, lambda: function(*args, **kwargs))
        finally:
            self._jobs -= 1


SWEEPS = Room("sweeps", threads=1, most=100)
TRAINING = Room("training", threads=1, most=40)
STROKES = Room("strokes", threads=1, most=40)
