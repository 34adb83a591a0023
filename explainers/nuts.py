"""NUTS by nutpie, as worker processes use it: a compiled model is sampled in the background and read as arrays.

Making a data set for ArviZ of what nutpie returns takes longer than sampling does, and the arrays are all that is
needed here.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainers.worker_process import Report

Array = NDArray[np.float64]
TUNING = 400  # steps of each chain before its draws count
CORES = min(4, os.cpu_count() or 1)  # chains at the same time; all of a worker stands back behind the server
LOOK = 0.02  # seconds from one question whether it is done to the next
COUNT = 0.25  # seconds from one count of the draws to the next: they have to be copied for that


@dataclass(frozen=True)
class Sampled:
    """The draws of several chains, by name, and what happened on the way."""

    values: dict[str, Array]  # (chains, draws) or (chains, draws, n)
    diverged: NDArray[np.bool_]  # (chains, draws) whether the trajectory that led here went wrong
    energy: Array  # (chains, draws)
    seconds: float


def sampled(model: Any, names: tuple[str, ...], draws: int, chains: int, seed: int, report: Report,
            tune: int = TUNING, **settings: Any) -> Sampled:  # fmt: skip
    """Sample a compiled model that has its data. `settings` are nutpie's. Raises what `report` raises."""
    import nutpie

    started, counted, total = perf_counter(), perf_counter(), chains * (tune + draws)
    running = nutpie.sample(model, draws=draws, tune=tune, chains=chains, cores=CORES, seed=seed, progress_bar=False,
                            blocking=False, return_raw_trace=True, **settings)  # fmt: skip
    raw, share, doing = None, 0.0, "sampling"
    try:
        while raw is None:
            if perf_counter() - counted > COUNT:
                made = sum(batch.num_rows for batch in running.inspect().get_arrow_trace()[0])
                counted, share, doing = perf_counter(), made / total, f"{made:,} of {total:,} draws, tuning included"
            report(share, doing)
            with suppress(TimeoutError):
                raw = running.wait(timeout=LOOK)
    except BaseException:
        running.cancel()
        raise
    batches, stats = raw.get_arrow_trace()
    return Sampled(
        {name: column(batches, name, draws) for name in names},
        column(stats, "diverging", draws).astype(bool),
        column(stats, "energy", draws).astype(float),
        perf_counter() - started,
    )


def column(batches: list[Any], name: str, draws: int) -> Array:
    """Return the last `draws` rows of one column of every chain, shape (chains, draws) or (chains, draws, n)."""
    import pyarrow

    rows = []
    for batch in batches:
        found = pyarrow.array(batch.column(name))
        values = (found.flatten() if hasattr(found, "flatten") else found).to_numpy(zero_copy_only=False)
        rows.append(values.reshape(batch.num_rows, -1)[-draws:])
    x = np.array(rows)
    return x[..., 0] if x.shape[-1] == 1 else x
