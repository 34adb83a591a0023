"""What the figures of flows are made of: the plane, densities as images, points."""

import numpy as np

from explainers.figure_style import Layout, Style, Trace
from explainers.marks import dots
from explainers.panels import Panel
from explainers.vaes.flows.targets import REACH, SIDE, Array
from explainers.vaes.tiles import source


def square(panel: Panel, style: Style, low: float = -REACH, high: float = REACH) -> dict[str, Layout]:
    """Return the axes of a square panel that shows the plane, from `low` to `high` both ways."""
    quiet = {"range": [low, high], "showgrid": False, "showticklabels": False, "ticks": "", "constrain": "domain",
             "mirror": True, "showline": True, "linecolor": style.colour("grid")}  # fmt: skip
    return {"xaxis": quiet | {"constraintoward": "left"},
            "yaxis": quiet | {"scaleanchor": f"x{panel.suffix}", "constraintoward": "top"}}  # fmt: skip


def density(values: Array, peak: float, role: str, style: Style, panel: Panel) -> Trace:
    """Return a density on the grid of places, (SIDE²,), as an image; full colour at `peak`, else by square roots."""
    shade = np.sqrt(np.clip(values.reshape(SIDE, SIDE) / peak, 0, 1))
    step = 2 * REACH / (SIDE - 1)
    return {"type": "image", "source": source(shade, role, style), "x0": -REACH, "y0": -REACH, "dx": step, "dy": step,
            "hoverinfo": "skip"} | panel.axes  # fmt: skip


def scattered(x: Array, role: str, style: Style, panel: Panel, size: float = 1.1) -> Trace:
    """Return points (n, 2) as small dots."""
    return dots(x[:, 0], x[:, 1], style.colour(role, 0.75), size * style.stroke, "%{x:.2f}, %{y:.2f}", **panel.axes)
