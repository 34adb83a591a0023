"""Six races from the same start: where each grain has gone, step by step, and how far the heap still is from p."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.wasserstein_vs_js.descent import GRAINS, RACERS, race_recording
from explainers.gans.wasserstein_vs_js.heaps import Array, Heap
from explainers.gans.wasserstein_vs_js.model import AXIS, MAX_STEPS, Result
from explainers.gans.wasserstein_vs_js.mounds import height, outline
from explainers.gans.wasserstein_vs_js.transport import quantile_grains
from explainers.marks import dots, line

COLUMNS, ROWS = ((0.0, 0.3), (0.35, 0.65), (0.7, 1.0)), ((0.56, 0.92), (0.02, 0.4))  # shares of width and height
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
    for i, label in enumerate(RACERS.values()):
        number = str(i + 1) if i else ""
        on = {"xaxis": f"x{number}", "yaxis": f"y{number}"}
        traces.append(sideways(result.q, "generated", START, -1, top, style, on))
        traces.append(sideways(result.p, "real", GOAL, 1, top, style, on))
        trail = np.concatenate([paths[:, i, FOLLOWED].T, np.full((len(FOLLOWED), 1), np.nan)], axis=1).ravel()
        when = np.tile(np.append(so_far.astype(float), np.nan), len(FOLLOWED))
        traces.append(line(when, trail, style.colour("generated", 0.55), 0.4 * style.stroke, **on))
        traces.append(dots(np.full(GRAINS, float(step)), now[i], style.colour("generated"), 1.7 * style.stroke,
                           f"{label}: a grain at %{{y:.3f}}", **on))  # fmt: skip
        across, up = COLUMNS[i % 3], ROWS[i // 3]
        axes[f"xaxis{number}"] = {"domain": list(across), "anchor": f"y{number}", "range": WIDTH, "showgrid": False,
 "tickvals": [0, MAX_STEPS // 2, MAX_STEPS], "showticklabels": i > 2,
                                  "title": {"text": "step" if i == 4 else ""}}  # fmt: skip
        axes[f"yaxis{number}"] = {"domain": list(up), "anchor": f"x{number}", "range": [low, high], "nticks": 4,
                                  "showticklabels": i % 3 == 0}  # fmt: skip
        heads.append(heading(label, float(left[i]), across[0], up[1], style))
    layout = base_layout(style, **axes, annotations=heads, margin={"l": 30, "r": 8, "t": 4})
    told = ", ".join(f"{label} {gap:.3f}" for label, gap in zip(RACERS.values(), left, strict=True))
    alt = f"Grains after {step} steps down the slope of six distances. How far they still are from p, as W₁: {told}."
    return Drawing(traces, layout, alt, narrow())


def narrow() -> Layout:
    """Return the layout for a telephone: two panels beside each other, in three rows."""
    places: Layout = {"height": 520, "annotations": {}}
    for i in range(len(RACERS)):
        number, left, low = str(i + 1) if i else "", (0.02, 0.56)[i % 2], (0.72, 0.38, 0.04)[i // 2]
        last = i > 3
        places[f"xaxis{number}"] = {"domain": [left, left + 0.44], "showticklabels": last, "title": {"text": ""}}
        places[f"yaxis{number}"] = {"domain": [low, low + 0.2], "showticklabels": i % 2 == 0}
        places["annotations"][i] = {"x": left, "y": low + 0.2}
    return places


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


def heading(label: str, left: float, x: float, y: float, style: Style) -> Layout:
    """Return who runs in a panel, and how far it still has to go."""
    arrived = left < 0.1
    role = "generator" if arrived else "guess"
    verdict = f"{'arrived' if arrived else 'to go'}: {left:.2f}"
    said = f"<b>{label}</b>  <span style='color:{style.colour(role)}'>{verdict}</span>"
    return {"text": said, "x": x, "y": y, "xref": "paper", "yref": "paper", "showarrow": False, "xanchor": "left",
            "yanchor": "bottom", "yshift": 2, "font": {"size": style.text}}  # fmt: skip
