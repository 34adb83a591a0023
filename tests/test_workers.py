"""Workers: what is run elsewhere comes back, says how far it is, can be stopped, and may die without harm."""

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from explainers.workers import MOST_WAITING, Busy, Job, Workers
from tests.browser.driver import free_port
from tests.conftest import ROOT

Report = Callable[[float, str], None]


def twice(number: int, report: Report) -> int:
    report(0.5, "doubling")
    return 2 * number


def fail(report: Report) -> None:
    raise ValueError("on purpose")


def wait(report: Report) -> None:
    for i in range(2000):
        report(i / 2000, "waiting")
        time.sleep(0.01)


def die(report: Report) -> None:
    os._exit(3)


def where(report: Report) -> int:
    for i in range(300):
        report(i / 300, str(os.getpid()))
        time.sleep(0.01)
    return os.getpid()


def nice(report: Report) -> tuple[int, str]:
    return os.nice(0), os.environ["OMP_NUM_THREADS"]


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COURSE_WORKERS", raising=False)
        pool = Workers(size=1, warm=())
        yield pool
        pool.stop()


def until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_function_runs_elsewhere_and_its_value_comes_back(workers: Workers):
    assert workers.submit(twice, 21).future.result(timeout=60) == 42
    with pytest.raises(ValueError, match="on purpose"):
        workers.submit(fail).future.result(timeout=60)


def test_a_worker_is_a_good_neighbour(workers: Workers):
    niceness, threads = workers.submit(nice).future.result(timeout=60)
    assert niceness >= 10
    assert threads == "1"


def test_it_says_how_far_it_is_and_stops_when_asked(workers: Workers):
    job = workers.submit(wait)
    until(lambda: job.progress()[0] > 0.01)
    assert job.progress()[1] == "waiting"
    queued = workers.submit(twice, 1)
    queued.cancel()
    job.cancel()
    until(lambda: job.future.done() and queued.future.done())
    assert queued.future.cancelled() or type(queued.future.exception()).__name__ == "Cancelled"
    assert type(job.future.exception()).__name__ == "Cancelled"
    assert not job.lost
    assert workers.submit(twice, 1).future.result(timeout=60) == 2, "the process is still there"
    assert not job.word.exists()


def test_a_process_that_dies_is_replaced_and_only_its_job_is_lost(workers: Workers):
    job: Job = workers.submit(die)
    until(job.future.done)
    assert job.lost
    assert workers.submit(twice, 4).future.result(timeout=60) == 8


def said_when_warm(report: Report) -> None:
    Path(os.environ["WARMED"]).touch()


def test_who_stands_in_for_a_process_that_died_answers_before_anything_is_compiled_ahead(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.delenv("COURSE_WORKERS", raising=False)
    monkeypatch.setenv("WARMED", str(tmp_path / "warm"))
    pool = Workers(size=1, warm=("tests.test_workers:said_when_warm",))
    assert pool.submit(twice, 1).future.result(timeout=60) == 2
    (tmp_path / "warm").unlink()
    until(pool.submit(die).future.done)
    assert pool.submit(twice, 4).future.result(timeout=60) == 8
    assert not (tmp_path / "warm").exists()
    pool.stop()


def test_nobody_joins_an_endless_queue(workers: Workers):
    jobs = [workers.submit(wait) for _ in range(MOST_WAITING)]
    with pytest.raises(Busy):
        workers.submit(wait)
    for job in reversed(jobs):
        job.cancel()
    until(lambda: all(job.future.done() for job in jobs))


def test_what_takes_long_leaves_a_worker_free(workers: Workers, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workers, "size", 3)
    jobs = []
    for room in (True, True, False):
        assert workers.room_for(wait) is room
        assert workers.room_for(twice)
        if room:
            jobs.append(workers.submit(wait))
    for job in reversed(jobs):
        job.cancel()
    until(lambda: all(job.future.done() for job in jobs))
    assert workers.room_for(wait)


def test_a_server_may_do_without(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("COURSE_WORKERS", "off")
    pool = Workers(size=1, warm=())
    pool.start()
    assert not pool.wanted
    assert pool._executor is None


def fill_up(report: Report) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_ends_no_process_and_work_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Neither a process that cannot warm up nor one that cannot say how far it is may die: others would follow."""
    monkeypatch.delenv("COURSE_WORKERS", raising=False)
    pool = Workers(size=1, warm=("tests.test_workers:fill_up",))
    gone = tmp_path / "gone"
    pool._folder = gone  # writing there fails as on a full disk
    try:
        first = pool.submit(where)
        assert first.future.result(timeout=60) == pool.submit(where).future.result(timeout=60), "the same process"
        assert first.progress()[0] == 0.0
        failed = pool.submit(fill_up)
        assert isinstance(failed.future.exception(timeout=60), OSError)
        assert not failed.lost
        gone.mkdir()
        job = pool.submit(wait)
        until(lambda: job.progress()[0] > 0)
        job.cancel()
        until(job.future.done)
    finally:
        pool.stop()
    assert not gone.exists()


def test_without_a_temporary_folder_there_is_one_as_soon_as_there_is_room(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "full"))
    pool = Workers(size=1, warm=())
    assert pool.doing() == "starting the workers"
    assert list(pool.folder.glob("*")) == []
    (tmp_path / "full").mkdir()
    assert pool.folder.parent == tmp_path / "full"
    pool.stop()
    assert list((tmp_path / "full").iterdir()) == []


def test_a_server_that_is_killed_leaves_no_folder(tmp_path: Path):
    script = (
        "import time\n"
        "from explainers.workers import Workers\n"
        "from tests.test_workers import twice\n"
        "if __name__ == '__main__':\n"
        "    pool = Workers(size=1, warm=())\n"
        "    print(pool.submit(twice, 1).future.result(timeout=60), flush=True)\n"
        "    time.sleep(60)\n"
    )
    told = os.environ | {"TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    told.pop("COURSE_WORKERS", None)
    with subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, env=told, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == b"2\n"
        assert len(list(tmp_path.glob("workers-*"))) == 1
        server.kill()
        until(lambda: not list(tmp_path.glob("workers-*")), 15)


# ---------------------------------------------------------------------------------------------- on a Dask cluster


def dask(part: str, *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{part}", *arguments, "--no-dashboard"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, **quiet)


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    """Run a scheduler and two workers, each a process of its own, on this machine."""
    port = free_port()
    address = f"tcp://127.0.0.1:{port}"
    parts = [dask("scheduler", "--host", "127.0.0.1", "--port", str(port), "--no-show")]
    parts += [dask("worker", address, "--host", "127.0.0.1", "--nthreads", "1", "--no-nanny") for _ in range(2)]
    yield address
    for part in parts:
        part.kill()
        part.wait()


@pytest.fixture(scope="module")
def on_dask(cluster: str) -> Iterator[Workers]:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("COURSE_WORKERS", raising=False)
        patch.setenv("DASK_SCHEDULER_ADDRESS", cluster)
        pool = Workers(warm=())
        pool.start()
        pool._client.wait_for_workers(2, timeout=60)
        yield pool
        pool.stop()


def test_a_function_runs_on_a_cluster(on_dask: Workers):
    assert on_dask.submit(twice, 21).future.result(timeout=60) == 42
    with pytest.raises(ValueError, match="on purpose"):
        on_dask.submit(fail).future.result(timeout=60)


def test_what_runs_on_another_machine_stops_when_it_is_cancelled(on_dask: Workers, monkeypatch: pytest.MonkeyPatch):
    """Without a folder in common no sign to stop is seen there; the scheduler's word has to do."""
    monkeypatch.setattr(on_dask, "_folder", Path("/no/such/folder"))
    jobs = [on_dask.submit(wait) for _ in range(2)]
    time.sleep(1.0)
    assert not any(job.future.done() for job in jobs)
    started = time.monotonic()
    for job in jobs:
        job.cancel()
    assert on_dask.submit(twice, 2).future.result(timeout=15) == 4, "both workers were busy, for twenty seconds"
    assert time.monotonic() - started < 15
    assert all(job.future.cancelled() for job in jobs)
    assert not any(job.lost for job in jobs)


def test_a_worker_of_a_cluster_that_is_killed_is_stood_in_for_by_another(on_dask: Workers):
    job = on_dask.submit(where)
    until(lambda: job.progress()[0] > 0)
    killed = int(job.progress()[1])
    os.kill(killed, signal.SIGKILL)
    assert job.future.result(timeout=60) != killed
    assert on_dask.submit(twice, 5).future.result(timeout=60) == 10
