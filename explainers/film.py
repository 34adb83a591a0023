"""A film: what is made step by step, every step of it kept, so that it can be wound back and played on."""

from collections.abc import Iterator
from threading import Lock
from typing import Generic, TypeVar

Frame = TypeVar("Frame")


class Film(Generic[Frame]):
    """Frames out of an endless iterator, made when first asked for. Several visitors may watch the same one."""

    def __init__(self, frames: Iterator[Frame]) -> None:
        self._frames = frames
        self._kept: list[Frame] = []
        self._lock = Lock()

    def at(self, step: int) -> Frame:
        """Return the frame after `step` steps."""
        with self._lock:
            while len(self._kept) <= step:
                self._kept.append(next(self._frames))
        return self._kept[step]
