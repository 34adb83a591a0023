"""A fair queue: one thread that computes, and one job of each visitor in turn. For models in the server's own process.

It has the interface of `explainers.workers`: `submit` returns a Job, or raises Busy. Asking how far a job is, is what
keeps it alive: one that nobody has asked about for a while is dropped, as whoever wanted it has left.
"""

import atexit
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import Any

from explainers.worker_process import Cancelled, Report
from explainers.workers import MOST_WAITING, Busy, Job

PATIENCE = 10.0  # seconds
LAST = 5.0  # seconds that the end of the process waits for the job under way


@dataclass(eq=False, kw_only=True)
class QueuedJob(Job):
    """A job of a fair queue."""

    compute: Callable[[Report], Any]
    ahead: Callable[[], int]  # how many visitors are served before it
    patience: float  # seconds
    heard: float = field(default_factory=time.monotonic)  # when somebody last asked about it
    said: tuple[float, str] = (0.0, "")
    stopped: bool = False

    @property
    def abandoned(self) -> bool:
        """Whether nobody has asked about it for a while."""
        return time.monotonic() - self.heard > self.patience

    def progress(self) -> tuple[float, str]:
        """Return how far it is, 0 to 1, and what it does, or how many are before it."""
        self.heard = time.monotonic()
        if self.future.running() or self.future.done():
            return self.said
        return 0.0, f"{self.ahead()} before you"

    def cancel(self) -> None:
        """Have it stop at its next report; drop it at once if it has not begun."""
        self.stopped = True
        self.future.cancel()

    def report(self, share: float, doing: str = "") -> None:
        """Note how far it is. Raises Cancelled where nobody wants it any more."""
        if self.stopped or self.abandoned:
            raise Cancelled
        self.said = share, doing or self.said[1]


class FairQueue:
    """A queue with a thread of its own, which starts with the first job."""

    wanted = True
    warm_by_now = True

    def __init__(self, name: str, patience: float = PATIENCE, most: int = MOST_WAITING) -> None:
        self._name, self._patience, self._most = name, patience, most
        self._waiting: OrderedDict[str, deque[QueuedJob]] = OrderedDict()  # by visitor, the next to be served first
        self._serving = ""
        self._under_way: QueuedJob | None = None
        self._changed = Condition()
        self._thread: Thread | None = None

    def room_for(self, function: Callable[..., Any]) -> bool:
        """Whether one more job of a function leaves room for others: they take turns."""
        return True

    def submit(self, function: Callable[..., Any], *arguments: Any, visitor: str = "") -> QueuedJob:
        """Run `function(*arguments, report)` when it is the visitor's turn. Raises Busy when too many wait already."""
        with self._changed:
            self._forget_who_left()
            if sum(map(len, self._waiting.values())) >= self._most:
                raise Busy
            job = QueuedJob(name=f"{function.__module__}:{function.__qualname__}", ahead=lambda: self.ahead(visitor),
                            patience=self._patience, compute=lambda report: function(*arguments, report))  # fmt: skip
            self._waiting.setdefault(visitor, deque()).append(job)
            if self._thread is None:
                self._thread = Thread(target=self._serve, daemon=True, name=self._name)
                self._thread.start()
                atexit.register(self.stop)
            self._changed.notify()
        return job

    def ahead(self, visitor: str) -> int:
        """Return how many others are served before a visitor; 0 for who is being served."""
        with self._changed:
            if visitor == self._serving or visitor not in self._waiting:
                return 0
            before = list(self._waiting)[: list(self._waiting).index(visitor)]
            return len({*before, self._serving} - {""})

    def stop(self) -> None:
        """Drop what waits, and wait for the job under way: a thread that dies amid native code ends a process badly."""
        with self._changed:
            self._waiting.clear()
        if job := self._under_way:
            job.cancel()
            with suppress(Exception):
                job.future.result(timeout=LAST)

    def _serve(self) -> None:
        while True:
            job = self._under_way = self._next()
            if job.future.set_running_or_notify_cancel():
                try:
                    job.future.set_result(job.compute(job.report))
                except BaseException as problem:  # whatever it is, whoever waits is told
                    job.future.set_exception(problem)
            with self._changed:
                self._serving = ""

    def _next(self) -> QueuedJob:
        """Return the next visitor's first job; what else they want takes its turn behind the others."""
        with self._changed:
            self._forget_who_left()
            while not self._waiting:
                self._changed.wait()
                self._forget_who_left()
            self._serving, jobs = self._waiting.popitem(last=False)
            job = jobs.popleft()
            if jobs:
                self._waiting[self._serving] = jobs
            return job

    def _forget_who_left(self) -> None:
        for visitor, jobs in list(self._waiting.items()):
            for job in [job for job in jobs if job.abandoned or job.future.cancelled()]:
                job.future.cancel()
                jobs.remove(job)
            if not jobs:
                del self._waiting[visitor]
