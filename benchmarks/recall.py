"""Long memory: reading with memories beside attention over everything, and what a stop of the distance slider takes.

The bare model is the same code with a memory as long as the text, so that every layer attends to all that it has read.
"""

import time
from dataclasses import replace

import torch

from benchmarks.report import Row, milliseconds, quartiles
from explainers.figure_style import Style
from explainers.transformers.memory import EXPLAINER, Params, simulate
from explainers.transformers.memory.costs import flops, needed
from explainers.transformers.memory.kinds import LAYERS, LONGEST, SEGMENT, STEP, TOKENS, Kind
from explainers.transformers.memory.recurrent import Recurrent

TURNS, FAR, RATE = 15, 1024, 4


def segment_times(kind: Kind, far: int) -> list[float]:
    """Return the milliseconds that a segment takes once `far` tokens have been read."""
    model = Recurrent(kind).eval()
    kept, times = model.nothing(1), list[float]()
    with torch.inference_mode():
        for part in torch.randint(len(TOKENS), (1, far + TURNS * SEGMENT)).split(SEGMENT, 1):
            started = time.perf_counter()
            _, kept, _ = model.segment(part, kept)
            times.append(1e3 * (time.perf_counter() - started))
    return times[-TURNS:]


def stop_times(view: str) -> list[float]:
    """Return the milliseconds that each stop of the distance takes in a view, what was read before it being known."""
    times, plot = [], EXPLAINER.view(view).plot
    for turn in range(2):
        for distance in range(STEP, LONGEST + STEP, STEP):
            started = time.perf_counter()
            plot.draw(simulate(replace(Params(), distance=distance)), Style())
            if turn:
                times.append(1e3 * (time.perf_counter() - started))
    return times


def measure() -> list[Row]:
    """Measure both kinds of memory that see FAR letters back, and three views."""
    torch.set_num_threads(1)
    everything = Kind("", memory=FAR)
    full, rows = segment_times(everything, FAR), []
    for how in ("xl", "compressive"):
        kind = needed(how, FAR, LAYERS, RATE)
        ours = segment_times(kind, FAR)
        slots, counted = kind.memory + kind.compressed, flops(kind, LAYERS) / flops(everything, LAYERS)
        what = f"{how} with {slots} kept slots a layer: {SEGMENT} letters, {FAR} back seen"
        ratio = quartiles([a / b for a, b in zip(ours, full, strict=True)])
        note = f"counted operations: {counted:.2f}"
        rows.append(Row(what, milliseconds(ours, 50), milliseconds(full, 50), ratio, "", note))
    for view in ("recall", "slots", "order"):
        times = stop_times(view)
        rows.append(Row(f"Long memory, {view}: a stop of the distance", milliseconds(times, 50), "", "", "20 ms",
                        f"at most {max(times):.0f} ms"))  # fmt: skip
    return rows
