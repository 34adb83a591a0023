"""A class at once: how long each waits on two cores, beside a bare Streamlit page under the same load.

`python -m benchmarks load`. `COURSE_VISITORS="50 50 50 100"` says how many, `COURSE_SECONDS=60` for how long.
`COURSE_ADDRESS=http://127.0.0.1:8500` has them visit a server that runs already; then nothing is measured beside it.
"""

import asyncio
import os
import time
from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import psutil

from benchmarks.memory import unique
from benchmarks.report import Row, percentile
from benchmarks.rig import BARE
from benchmarks.visitors import crowd
from explainers.catalogue import EXPLAINERS
from tests.browser.driver import serve

VISITORS = [int(many) for many in os.environ.get("COURSE_VISITORS", "50 50 50 100").split()]
RUNNING = os.environ.get("COURSE_ADDRESS", "").rstrip("/")
AFTERWARDS = 15.0  # seconds until who has left is forgotten
SECONDS = float(os.environ.get("COURSE_SECONDS", "60"))


def measure() -> list[Row]:
    """Return what a visitor waited for: the 95th percentile; of health the longest."""
    pages = [entry.url for entry in EXPLAINERS]
    if RUNNING:
        ours = visited(nullcontext((RUNNING, 0)), pages)
        bare: list[dict[str, Any]] = [{"errors": []} for _ in ours]
    else:
        ours, bare = visited(serve(), pages), visited(serve(BARE), ["?slider"])
    rows = []
    for many, course, floor in zip(VISITORS, ours, bare, strict=True):
        rows += [row(f"{many} visitors, {what}", course, floor, key, target) for what, key, target in (
            ("from slider to answer", "slider", "3 s"), ("opening a page", "open", "6 s"), ("health", "health", "2 s"),
        )]  # fmt: skip
        errors = Counter(course["errors"])
        rows.append(Row(f"{many} visitors, errors", str(sum(errors.values())), str(len(floor["errors"])), target="0",
                        note="; ".join(f"{n} x {error}" for error, n in errors.most_common(3))))  # fmt: skip
        if not RUNNING:
            rows.append(Row(f"{many} visitors, memory when they have left", f"{course['memory']:.0f} MB"))
    return rows


def visited(server: AbstractContextManager[tuple[str, int]], pages: list[str]) -> list[dict[str, Any]]:
    """Return one round for each number of visitors: all times by what was waited for, errors, memory afterwards.

    Every page has been open once before, as a lecturer's has. What is kept for whoever comes next fills its room in the
    first round; memory is therefore to be the same after each of the others.
    """
    rounds = []
    with server as (address, pid):
        for page in pages:
            asyncio.run(crowd(address, [page], 1, 1, arrive=0))
        for many in VISITORS:
            people, health = asyncio.run(crowd(address, pages, many, SECONDS))
            times: dict[str, Any] = {"health": health, "errors": [error for who in people for error in who.errors]}
            for person in people:
                for what, took in person.times:
                    times.setdefault(what, []).append(took)
            time.sleep(AFTERWARDS)
            rounds.append(times | {"memory": unique(psutil.Process(pid)) if pid else 0.0})
    return rounds


def row(what: str, ours: dict[str, Any], bare: dict[str, Any], key: str, target: str) -> Row:
    """Return the 95th percentile of both; for health the worst."""
    share = 100 if key == "health" else 95
    a, b = (percentile(times.get(key, [float("nan")]), share) for times in (ours, bare))
    middle = f"median {percentile(ours.get(key, [float('nan')]), 50):.2f} s; {len(ours.get(key, []))} times"
    return Row(
        f"{what}, {'worst' if share == 100 else 'p95'}", f"{a:.2f} s", f"{b:.2f} s", f"{a / b:.2f}", target, middle
    )
