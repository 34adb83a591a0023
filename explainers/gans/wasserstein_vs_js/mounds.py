"""How heaps of sand look: their outlines, to one scale."""

from typing import Any

import numpy as np

from explainers.figure_style import Layout, Style, Trace
from explainers.gans.wasserstein_vs_js.heaps import TAILS, Array, Heap
from explainers.marks import line


def hidden(low: float, high: float) -> Layout:
    """Return an axis that is not shown."""
    return {"range": [low, high], "visible": False}


def height(heap: Heap) -> float:
    """Return how high a heap is drawn; the stick of a point is as high as its mass."""
    if heap.width == 0:
        return 0.0
    x = np.concatenate([np.linspace(*heap.ends, 201), heap.centres])
    return float(heap.density(x).max())


def outline(heap: Heap, top: float, points: int = 121) -> tuple[Array, Array]:
    """Return the outline of a heap, x and height as a share of `top`; points are sticks."""
    if heap.width == 0:
        x = np.repeat(heap.centres, 3)
        y = np.array([[0, mass, np.nan] for mass in heap.masses]).ravel()
        return x, y
    (low, high), tail = heap.ends, (TAILS - 4.5) * heap.width if heap.grain == "gaussian" else 0.0
    low, high, edge = low + tail, high - tail, 1e-6 * (high - low)
    x = np.concatenate([[low - edge], np.linspace(low, high, points), [high + edge]])
    return x, (heap.density(x) / top).round(6)  # the same to the last digit wherever the heap is


def mound(heap: Heap, role: str, style: Style, top: float, **more: Any) -> Trace:
    """Return a heap as a filled outline, or as sticks where it is made of points."""
    x, y = outline(heap, top)
    hover = f"{role} sand at x = %{{x:.3g}}"
    fill = {"fill": "tozeroy", "fillcolor": style.colour(role, 0.25)} if heap.width else {}
    width = style.stroke * (1 if heap.width else 1.6)
    return line(x, y, style.colour(role), width, hover, name=role, **fill, **more)
