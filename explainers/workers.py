"""Long computations outside the server's process, so that they slow nobody down.

`WORKERS.submit(function, *arguments)` runs a module-level function in a small pool of warm processes and returns a Job:
its future, how far it is, and a way to stop it. The function's last argument is a `report(share, doing)`, to be called
now and then: it tells, and raises Cancelled where the job is to stop (`worker_process.py`). A pool whose process died
is replaced by the next submit. Where DASK_SCHEDULER_ADDRESS is set, the executor is that of the Dask cluster there, and
no pool is started.
"""

import atexit
import contextlib
import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from explainers.worker_process import begin, run

WARM = (  # what a new process does first, each given a report
    "explainers.bayes.sampling.routes:warm_nuts",
    "explainers.autoregression.forecasting.posterior:warm_posterior",
    "explainers.bayes.sampling.routes:warm_advi",
)
MOST = 2  # processes
MOST_WAITING = 24  # jobs that are not done


class Busy(Exception):
    """There are more jobs waiting than anybody would wait for."""


@dataclass(eq=False)
class Job:
    """A computation elsewhere."""

    name: str  # of its function
    future: Future[Any] = field(default_factory=Future)

    def progress(self) -> tuple[float, str]:
        """Return how far it is, 0 to 1, and what it does or waits for."""
        return 0.0, ""

    def cancel(self) -> None:
        """Have it stop as soon as may be; drop it at once if it has not begun."""
        self.future.cancel()

    @property
    def lost(self) -> bool:
        """Whether its process died under it."""
        if not self.future.done() or self.future.cancelled():
            return False
        return type(self.future.exception()).__name__ in ("BrokenProcessPool", "KilledWorker")


@dataclass(eq=False, kw_only=True)
class WorkerJob(Job):
    """A job of a worker process."""

    word: Path  # what the worker says about how far it is
    warming: Callable[[], str]  # what the pool is doing before it can begin

    def progress(self) -> tuple[float, str]:
        """Return how far it is, 0 to 1, and what it does or waits for."""
        try:
            share, doing = self.word.read_text("utf-8").split("\n", 1)
            return float(share), doing
        except (OSError, ValueError):  # it has said nothing yet
            return 0.0, self.warming()

    def cancel(self) -> None:
        """Have it stop at its next report; drop it at once if it has not begun."""
        self.future.cancel()
        with contextlib.suppress(OSError):
            self.word.with_suffix(".stop").touch()


class Workers:
    """One executor for the whole server."""

    def __init__(self, size: int | None = None, warm: tuple[str, ...] = WARM) -> None:
        self.size = size or max(1, min(MOST, os.cpu_count() or 1))
        self.warm = warm
        self._executor: Executor | None = None
        self._client: Any = None  # of the Dask cluster, where there is one
        self._lock = threading.Lock()
        self._folder: Path | None = None
        self._jobs: list[Job] = []

    @property
    def folder(self) -> Path:
        """Where processes say how far they are. While a disk has no room for it nothing is said, and work goes on."""
        if self._folder is None:
            try:
                self._folder = Path(tempfile.mkdtemp(prefix="workers-"))
            except OSError:
                return Path(os.devnull) / "workers"
            atexit.register(shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    @property
    def wanted(self) -> bool:
        """Whether this server is to compute at all; COURSE_WORKERS=off says no."""
        return os.environ.get("COURSE_WORKERS") != "off"

    @property
    def warm_by_now(self) -> bool:
        """Whether a process is ready for work, so that an answer may come at once."""
        return self._executor is not None and len(list(self.folder.glob("*.warm"))) < self.size

    def room_for(self, function: Callable[..., Any]) -> bool:
        """Whether one more job of a function that takes long leaves a worker free for those that do not."""
        name = f"{function.__module__}:{function.__qualname__}"
        under_way = sum(job.name == name and not job.future.done() for job in self._jobs)
        return under_way < max(1, self.size - 1)

    def start(self) -> None:
        """Start the processes, in the background. COURSE_WORKERS=lazy leaves that to the first job."""
        if self.wanted and os.environ.get("COURSE_WORKERS") != "lazy":
            self._ready()

    def stop(self) -> None:
        """End the processes, whatever they do."""
        with self._lock:
            executor, self._executor = self._executor, None
            client, self._client = self._client, None
        if client:
            client.close()
        if isinstance(executor, ProcessPoolExecutor):
            processes = list((executor._processes or {}).values())
            executor.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.kill()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def submit(self, function: Callable[..., Any], *arguments: Any, visitor: str = "") -> Job:
        """Run `function(*arguments, report)` in a worker, whoever asks. Raises Busy when too many jobs wait already."""
        self._jobs = [job for job in self._jobs if not job.future.done()]
        if len(self._jobs) >= MOST_WAITING:
            raise Busy
        word = self.folder / f"{time.monotonic_ns()}.job"
        name = f"{function.__module__}:{function.__qualname__}"
        with _no_main():
            try:
                future = self._ready().submit(run, name, arguments, str(word))
            except BrokenProcessPool:  # it died while nobody was looking
                future = self._ready().submit(run, name, arguments, str(word))
        job = WorkerJob(name, future, word=word, warming=self.doing)
        future.add_done_callback(lambda done: _forget(word, done.cancelled()))
        self._jobs.append(job)
        return job

    def doing(self) -> str:
        """Return what the processes are doing before they can begin, in words."""
        words = sorted(self.folder.glob("*.warm"))
        with contextlib.suppress(OSError, ValueError):
            for word in words:
                return "starting: " + word.read_text("utf-8").split("\n", 1)[1]
        return "waiting for a free worker" if self._executor else "starting the workers"

    def _ready(self) -> Executor:
        with self._lock:
            if self._executor is None:
                self._executor = self._new(self.warm)
            elif getattr(self._executor, "_broken", False):
                self._executor = self._new(())  # somebody waits: what was asked for is compiled at once, and alone
            return self._executor

    def _new(self, warm: tuple[str, ...]) -> Executor:
        if address := os.environ.get("DASK_SCHEDULER_ADDRESS"):
            from distributed import Client  # optional: only where there is a cluster

            self._client = Client(address, set_as_default=False)
            executor: Executor = self._client.get_executor(pure=False)
            return executor
        for left in self.folder.glob("*.warm"):
            left.unlink(missing_ok=True)
        pool = ProcessPoolExecutor(self.size, multiprocessing.get_context("spawn"), begin,
                                   (warm, str(self.folder), os.getpid()))  # fmt: skip
        with _no_main():
            for _ in range(self.size):  # processes are made when there is work
                pool.submit(os.getpid)
        return pool


@contextlib.contextmanager
def _no_main() -> Iterator[None]:
    """Have a new process import no main module: in a Streamlit server that is the page somebody has just opened."""
    main, nothing = sys.modules["__main__"], ModuleType("__main__")
    sys.modules["__main__"] = nothing
    try:
        yield
    finally:
        if sys.modules["__main__"] is nothing:
            sys.modules["__main__"] = main


def _forget(word: Path, dropped: bool) -> None:
    """Remove what was said about a job; of one that was dropped while it ran elsewhere, not the sign to stop."""
    for path in (word,) if dropped else (word, word.with_suffix(".stop")):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)


WORKERS = Workers()
