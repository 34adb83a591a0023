"""A class at once: how long each waits on two cores, beside a bare Streamlit page under the same load.

`python -m benchmarks load`. `COURSE_VISITORS="10 50 100"` says how many, `COURSE_SECONDS=60` for how long.
"""

import asyncio
import gc
import os
from collections import Counter
from contextlib import AbstractContextManager
from typing import Any

import psutil

from benchmarks.memory import unique
from benchmarks.report import Row, percentile
from benchmarks.rig import BARE
from benchmarks.visitors import crowd
from explainers.catalogue import EXPLAINERS
from tests.browser.driver import serve

VISITORS = [int(many) for many in os.environ.get("COURSE_VISITORS", "10 50 100").split()]
SECONDS = float(os.environ.get("COURSE_SECONDS", "60"))


def measure() -> list[Row]:
    rows = []
    for many in VISITORS:
        ours = visited(serve(), [entry.url for entry in EXPLAINERS], many)
        bare = visited(serve(BARE), ["?slider"], many)
        rows += [row(f"{many} visitors, {what}", ours, bare, key, target) for what, key, target in (
            ("from slider to answer", "slider", "3 s"), ("opening a page", "open", "6 s"), ("health", "health", "2 s"),
        )]  # fmt: skip
        errors = Counter(ours["errors"])
        rows.append(Row(f"{many} visitors, errors", str(sum(errors.values())), str(len(bare["errors"])), target="0",
                        note="; ".join(f"{n} x {error}" for error, n in errors.most_common(3))))  # fmt: skip
        rows.append(
            Row(
                f"{many} visitors, memory when they have left",
                f"{ours['after']:.0f} MB",
                note=f"before {ours['before']:.0f} MB",
            )
        )
    return rows


def visited(server: AbstractContextManager[tuple[str, int]], pages: list[str], many: int) -> dict[str, Any]:
    """Return all times, in seconds, by what was waited for; errors; and the memory of the server before and after."""
    with server as (address, pid):
        process = psutil.Process(pid)
        asyncio.run(crowd(address, pages, 2, 10))  # what is imported once is imported
        before = unique(process)
        people, health = asyncio.run(crowd(address, pages, many, SECONDS))
        gc.collect()
        times: dict[str, Any] = {"health": health, "errors": [error for person in people for error in person.errors]}
        for person in people:
            for what, took in person.times:
                times.setdefault(what, []).append(took)
        return times | {"before": before, "after": unique(process)}


def row(what: str, ours: dict[str, Any], bare: dict[str, Any], key: str, target: str) -> Row:
    """Return the 95th percentile of both; for health the worst."""
    share = 100 if key == "health" else 95
    a, b = (percentile(times.get(key, [float("nan")]), share) for times in (ours, bare))
    middle = f"median {percentile(ours.get(key, [float('nan')]), 50):.2f} s; {len(ours.get(key, []))} times"
    return Row(
        f"{what}, {'worst' if share == 100 else 'p95'}", f"{a:.2f} s", f"{b:.2f} s", f"{a / b:.2f}", target, middle
    )
