"""What the figures of diffusion are made of: the plane, densities, arrows, points."""

import numpy as np

from explainers.figure_style import Layout, Style, Trace
from explainers.frontiers.diffusion.result import REACH, SIDE, places
from explainers.frontiers.diffusion.schedules import Array
from explainers.marks import dots, line
from explainers.panels import Panel

ARROW = 0.42  # length of the longest arrow, in the plane
BARE: Layout = {"visible": False, "showgrid": False, "constrain": "domain"}  # axes of pictures


def square(panel: Panel, style: Style) -> dict[str, Layout]:
    """Return the axes of a panel that shows the plane."""
    quiet = {"range": [-REACH, REACH], "showgrid": False, "showticklabels": False, "ticks": "", "constrain": "domain",
             "mirror": True, "showline": True, "linecolor": style.colour("grid")}  # fmt: skip
    return {"xaxis": quiet | {"constraintoward": "left"},
            "yaxis": quiet | {"scaleanchor": f"x{panel.suffix}", "constraintoward": "top"}}  # fmt: skip


def shade(values: Array, most: float, role: str, style: Style, panel: Panel, hover: str) -> Trace:
    """Return values at the places of the plane, (SIDE²,), as a heatmap from nothing to full colour at `most`."""
    axis = places(SIDE)[:SIDE, 0]
    return {"type": "heatmap", "x": axis, "y": axis, "z": values.reshape(SIDE, SIDE), "zmin": 0, "zmax": most,
            "showscale": False, "zsmooth": "fast", "hovertemplate": f"{hover}<extra></extra>",
            "colorscale": [[0, style.colour("background")], [1, style.colour(role, 0.6)]]} | panel.axes  # fmt: skip


def arrows(tails: Array, ways: Array, role: str, style: Style, panel: Panel, width: float = 0.4,
           opacity: float = 0.75) -> Trace:  # fmt: skip
    """Return arrows from `tails` along `ways`, (n, 2) each: long ones shortened, so that all can be seen."""
    size = np.linalg.norm(ways, axis=1, keepdims=True)
    shown = ways / np.maximum(size, 1e-9) * ARROW * size / (size + np.median(size) + 1e-9)
    heads = tails + shown
    across = 0.25 * np.stack([-shown[:, 1], shown[:, 0]], axis=1)
    back = heads - 0.35 * shown
    parts = [tails, heads, back + across, heads, back - across, np.full_like(heads, np.nan)]
    both = np.stack(parts, axis=1).reshape(-1, 2)
    return line(both[:, 0], both[:, 1], style.colour(role, opacity), width * style.stroke, **panel.axes)


def scattered(x: Array, role: str, style: Style, panel: Panel, size: float = 1.4) -> Trace:
    """Return points (n, 2) as dots."""
    return dots(x[:, 0], x[:, 1], style.colour(role, 0.85), size * style.stroke, "%{x:.2f}, %{y:.2f}", **panel.axes)


def paths(path: Array, role: str, style: Style, panel: Panel, opacity: float = 0.4, width: float = 0.3) -> Trace:
    """Return the ways of points, (steps + 1, n, 2), as one broken line."""
    ways = np.concatenate([path, np.full((1, *path.shape[1:]), np.nan)]).swapaxes(0, 1).reshape(-1, 2)
    return line(ways[:, 0], ways[:, 1], style.colour(role, opacity), width * style.stroke, **panel.axes)
