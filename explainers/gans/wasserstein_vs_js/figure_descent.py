"""Six races from the same start: where each grain has gone, step by step, and how far the heap still is from p."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.wasserstein_vs_js.descent import GRAINS, RACERS, race_recording
from explainers.gans.wasserstein_vs_js.heaps import Array, Heap
from explainers.gans.wasserstein_vs_js.model import AXIS, MAX_STEPS, Result
from explainers.gans.wasserstein_vs_js.mounds import height, outline
from explainers.gans.wasserstein_vs_js.transport import quantile_grains
from explainers.marks import dots, line
from explainers.panels import panels

PLACES = panels(" ".join(list(RACERS)[:3]), " ".join(list(RACERS)[3:]), gaps=(0.05, 0.17))
TIMES = np.linspace(0, MAX_STEPS, 33).astype(int)  # steps at which a path has a point
FOLLOWED = np.arange(0, GRAINS, 2)  # grains whose paths are drawn
WIDTH = [-0.42 * MAX_STEPS, 1.42 * MAX_STEPS]  # of a panel
START, GOAL = -0.16 * MAX_STEPS, 1.16 * MAX_STEPS  # where the heaps stand, left and right of the paths


@Plot
def plot_descent(result: Result, style: Style) -> Drawing:
    """Draw the paths of the same grains under six distances, from q at the left towards p at the right."""
    recording, step = race_recording(result.race), result.step
    now = recording.at(step)
    so_far = np.minimum(TIMES, step)
    paths = np.stack([recording.at(int(k)) for k in so_far])  # (33, 6, n)
    left = remaining(now, result.p)
    top = 1.05 * max(height(result.p), height(result.q), 1e-9)
    traces: list[Trace] = []
    axes: dict[str, Layout] = {}
    heads = []
    low, high = limits(result)
    for i, (name, label) in enumerate(RACERS.items()):
        on = PLACES[name].axes
        traces.append(sideways(result.q, "generated", START, -1, top, style, on))
        traces.append(sideways(result.p, "real", GOAL, 1, top, style, on))
        trail = np.concatenate([paths[:, i, FOLLOWED].T, np.full((len(FOLLOWED), 1), np.nan)], axis=1).ravel()
        when = np.tile(np.append(so_far.astype(float), np.nan), len(FOLLOWED))
        traces.append(line(when, trail, style.colour("generated", 0.55), 0.4 * style.stroke, **on))
        traces.append(dots(np.full(GRAINS, float(step)), now[i], style.colour("generated"), 1.7 * style.stroke,
                           f"{label}: a grain at %{{y:.3f}}", **on))  # fmt: skip
        axes[name] = {"xaxis": {"range": WIDTH, "showgrid": False, "tickvals": [0, MAX_STEPS // 2, MAX_STEPS],
                                "showticklabels": i > 2, "title": {"text": "step" if i == 4 else ""}},
                      "yaxis": {"range": [low, high], "nticks": 4, "showticklabels": i % 3 == 0}}  # fmt: skip
        heads.append(PLACES[name].over(heading(label, float(left[i]), style), style, yshift=2))
    margin = {"l": 30, "r": 8, "t": 2 * style.text}
    layout = base_layout(style, **PLACES.layout(**axes), annotations=heads, margin=margin)
    told = ", ".join(f"{label} {gap:.3f}" for label, gap in zip(RACERS.values(), left, strict=True))
    alt = f"Grains after {step} steps down the slope of six distances. How far they still are from p, as W₁: {told}."
    return Drawing(traces, layout, alt, narrow())


def narrow() -> Layout:
    """Return the layout for a telephone: two panels beside each other, in three rows."""
    names = list(RACERS)
    axes: Layout = {name: {"xaxis": {"showticklabels": i > 3, "title": {"text": ""}},
                           "yaxis": {"showticklabels": i % 2 == 0}} for i, name in enumerate(names)}  # fmt: skip
    return PLACES.narrow({f"{names[i]} {names[i + 1]}": 100 for i in (0, 2, 4)}, **axes)


def remaining(now: Array, p: Heap) -> Array:
    """Return W₁ between the grains of each racer and those of p, shape (6,)."""
    return np.abs(np.sort(now, axis=1) - quantile_grains(p, GRAINS)).mean(axis=1)


def limits(result: Result) -> tuple[float, float]:
    """Return the range of the line that both heaps need: the same at every step."""
    ends = [quantile_grains(heap, GRAINS) for heap in (result.p, result.q)]
    low, high = min(e.min() for e in ends), max(e.max() for e in ends)
    return max(AXIS[0], float(np.floor(low - 1.2))), min(AXIS[1], float(np.ceil(high + 1.2)))


def sideways(heap: Heap, role: str, at: float, way: int, top: float, style: Style, on: dict[str, str]) -> Trace:
    """Return a heap turned on its side, standing on the vertical line at `at`."""
    x, y = outline(heap, top)
    shape = line(
        at + way * 0.24 * MAX_STEPS * y, x, style.colour(role), 0.7 * style.stroke, f"{role} sand at %{{y:.2f}}", **on
    )
    return shape | ({"fill": "toself", "fillcolor": style.colour(role, 0.3)} if heap.width else {})


def heading(label: str, left: float, style: Style) -> str:
    """Return who runs in a panel, and how far it still has to go."""
    arrived = left < 0.1
    role = "generator" if arrived else "guess"
    verdict = f"{'arrived' if arrived else 'to go'}: {left:.2f}"
    return f"<b>{label}</b>  <span style='color:{style.colour(role)}'>{verdict}</span>"
