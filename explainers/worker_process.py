"""What happens in a worker process: it begins, runs functions, says how far it is, looks for a sign to stop."""

import contextlib
import importlib
import logging
import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS", "RAYON_NUM_THREADS")
BETWEEN = 0.05  # seconds between two words about how far a job is
NICE = 10  # how far a worker stands back behind the server


Report = Callable[[float, str], None]  # how far it is, 0 to 1, and what it does; raises Cancelled where it is to stop


class Cancelled(Exception):
    """Somebody wants this job to stop."""


def _say(word: Path, share: float, doing: str) -> None:
    """Say how far a job is; where that cannot be written (a full disk, another machine), go on without."""
    new = word.with_suffix(f".{os.getpid()}")
    try:
        new.write_text(f"{share}\n{doing}", "utf-8")
        new.replace(word)  # at once, so that nobody reads half of it
    except OSError:
        with contextlib.suppress(OSError):
            new.unlink()


def begin(warm: tuple[str, ...], folder: str, parent: int) -> None:
    """Make a new process a good neighbour: one thread, low priority, gone when the server is; then warm it up."""
    for name in THREADS:
        os.environ[name] = "1"
    with contextlib.suppress(OSError, AttributeError):
        os.nice(NICE)
    threading.Thread(target=_leave_with, args=(parent, folder), daemon=True).start()
    word = Path(folder) / f"{os.getpid()}.warm"
    try:
        _say(word, 0.0, "loading PyMC")
        for name in warm:
            _named(name)(lambda share, doing: _say(word, share, doing))
    except Exception:  # a process that cannot begin would be replaced by another that cannot: jobs say what is wrong
        logging.getLogger(__name__).exception("A worker process could not warm up")
    finally:
        with contextlib.suppress(OSError):
            word.unlink(missing_ok=True)


def _leave_with(parent: int, folder: str) -> None:
    """End this process when the server has ended, however that was; nothing of it stays behind."""
    while os.getppid() == parent:
        time.sleep(1.0)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _named(name: str) -> Callable[..., Any]:
    module, _, function = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found


def _dropped() -> bool:
    """Whether this is a task of a Dask cluster that nobody wants any more; elsewhere nobody sees the sign to stop."""
    if "distributed.worker" not in sys.modules:
        return False
    from distributed import get_worker

    try:
        worker = get_worker()
        task = worker.state.tasks.get(worker.get_current_task())
    except ValueError:  # not in a worker of Dask
        return False
    return task is None or task.state == "cancelled"


def run(name: str, arguments: tuple[Any, ...], word: str) -> Any:
    """Run a function in a worker, with a report that writes to `word` and looks for a sign to stop."""
    path, said = Path(word), 0.0
    stop = path.with_suffix(".stop")

    def report(share: float, doing: str = "") -> None:
        nonlocal said
        if stop.exists() or _dropped():
            raise Cancelled
        if time.monotonic() - said > BETWEEN or doing:
            said = time.monotonic()
            _say(path, share, doing)

    report(0.0, "beginning")
    return _named(name)(*arguments, report)
