"""Two clouds in the plane: where the exact plan and Sinkhorn's send every point, and Sinkhorn's plan as a matrix."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.gans.wasserstein_vs_js.clouds import Clouds, Entropic, Exact, exact, sinkhorn, sliced
from explainers.gans.wasserstein_vs_js.heaps import Array
from explainers.gans.wasserstein_vs_js.model import Params, Result
from explainers.gans.wasserstein_vs_js.mounds import hidden
from explainers.marks import dots, line, words
from explainers.panels import panels

PLACES = panels("plane numbers", "plane matrix", widths=(0.62, 0.32), heights=(0.38, 0.56), gaps=(0.06, 0.06))
WIDE, HIGH = (-9.0, 9.0), (-6.3, 6.3)  # of the plane
NARROW = PLACES.narrow(  # on a telephone numbers and matrix stand below
    {"plane": 240, "numbers numbers numbers matrix matrix": 165},
    gap=35,
    across=0.05,
    matrix={"yaxis": {"title": {"text": ""}}},
)
ROWS = 24  # of the matrix, at most
ARROW = 1.0  # length of the arrow of a pull of 1


@Plot
def plot_clouds(result: Result, style: Style) -> Drawing:
    """Draw both clouds with the exact plan, the pull on each generated point, and where Sinkhorn would send it."""
    params, pair = result.params, result.clouds
    best, blurred = exact(pair), sinkhorn(pair, params.epsilon)
    shadow = sliced(pair, params.projections, params.seed)
    traces = [paths(pair, best, style), *arrows(pair, best, style)]
    traces.append(dots(pair.real[:, 0], pair.real[:, 1], style.colour("real"), sizes(pair.mass_real, style),
                       "real: %{x:.2f}, %{y:.2f}"))  # fmt: skip
    traces.append(dots(pair.generated[:, 0], pair.generated[:, 1], style.colour("generated"),
                       sizes(pair.mass_generated, style), "generated: %{x:.2f}, %{y:.2f}"))  # fmt: skip
    sent = dots(blurred.target[:, 0], blurred.target[:, 1], style.colour("discriminator"), 1.6 * style.stroke,
                "Sinkhorn sends a point here on average: %{x:.2f}, %{y:.2f}")  # fmt: skip
    sent["marker"] |= {
        "symbol": "x-thin",
        "line": {"width": 0.5 * style.stroke, "color": style.colour("discriminator")},
    }
    traces.append(sent)
    traces.append(matrix(pair, best, blurred, style))
    traces.append(best_cells(pair, best, style))
    traces.append(numbers(best, blurred, shadow, params, style))
    names = {"real": "real", "generated": "generated", "generator": "exact plan, pull",
             "discriminator": "where Sinkhorn sends it"}  # fmt: skip
    traces.append(words([WIDE[0] + 0.2] * 4, [5.7, 4.7, -4.7, -5.7], [f"<b>{name}</b>" for name in names.values()],
                        [style.colour(role) for role in names], style, textposition="middle right"))  # fmt: skip
    side = {"showgrid": False, "showticklabels": False, "ticks": "", "constrain": "domain"}
    edge = side | {"linecolor": style.colour("grid")}
    cells = side | {"range": [-0.5, ROWS - 0.5]}
    places = PLACES.layout(
        plane={"xaxis": edge | {"range": list(WIDE)}, "yaxis": edge | {"range": list(HIGH), "scaleanchor": "x"}},
        numbers={"xaxis": hidden(0, 1), "yaxis": hidden(5.6, -0.6)},
        matrix={"xaxis": cells | {"title": {"text": "generated points"}},
                "yaxis": cells | {"title": {"text": "real points"}}},
    )  # fmt: skip
    layout = base_layout(style, **places, margin={"l": 6, "r": 8, "t": 4, "b": 32 if style.lecture else 26})
    alt = (f"Two clouds of {len(pair.real)} and {len(pair.generated)} points, {params.separation:.2f} apart. Exact W₁ "
           f"is {best.cost:.3f}; Sinkhorn's plan with ε = {params.epsilon:.3g} costs {blurred.cost:.3f}; sliced W₁ "
           f"over {params.projections} lines is {shadow:.3f}.")  # fmt: skip
    return Drawing(traces, layout, alt, NARROW)


def sizes(mass: Array, style: Style) -> list[float]:
    """Return the diameter of each point: its area is its mass, but none is too small to see."""
    return np.clip(2.4 * style.stroke * np.sqrt(mass * len(mass)), 3.0, 30.0).tolist()


def paths(pair: Clouds, best: Exact, style: Style) -> Trace:
    """Return the exact plan: a line from where sand is to where it goes."""
    to, start = np.nonzero(best.plan > 1e-9)
    ends = np.stack([pair.generated[start], pair.real[to], np.full((len(to), 2), np.nan)], axis=1).reshape(-1, 2)
    return line(ends[:, 0], ends[:, 1], style.colour("generator", 0.35), 1.2)


def arrows(pair: Clouds, best: Exact, style: Style) -> list[Trace]:
    """Return the pull of W₁ on each generated point: its direction and, at the same scale for all, its strength."""
    head = pair.generated + ARROW * best.pull
    both = np.stack([pair.generated, head, np.full_like(head, np.nan)], axis=1).reshape(-1, 2)
    shaft = line(both[:, 0], both[:, 1], style.colour("generator"), 0.7 * style.stroke)
    turned = np.degrees(np.arctan2(best.pull[:, 0], best.pull[:, 1]))
    tip = dots(head[:, 0], head[:, 1], style.colour("generator"), 2.2 * style.stroke, "pull of W₁")
    tip["marker"] |= {"symbol": "triangle-up", "angle": turned}
    return [shaft, tip]


def coarse(plan: Array, pair: Clouds, best: Exact) -> Array:
    """Return a plan summed up into at most ROWS × ROWS cells.

    Generated points are in order from the bottom up, real ones in the order in which the exact plan fills them.
    """
    columns = np.argsort(pair.generated[:, 1])
    rows = np.argsort(best.plan @ np.argsort(columns) / best.plan.sum(axis=1))
    into = [np.arange(n) * min(ROWS, n) // n for n in plan.shape]
    cells = np.zeros((ROWS, ROWS))
    np.add.at(cells, (into[0][:, None], into[1][None, :]), plan[np.ix_(rows, columns)])
    return cells


def matrix(pair: Clouds, best: Exact, blurred: Entropic, style: Style) -> Trace:
    """Return Sinkhorn's plan as a matrix: the darker a cell, the more goes that way."""
    cells = coarse(blurred.plan, pair, best)
    most = 0.6 * float(coarse(best.plan, pair, best).max())
    return {"type": "heatmap", "z": cells, "zmin": 0.0, "zmax": most, "showscale": False, **PLACES["matrix"].axes,
            "colorscale": [[0, style.colour("background")], [1, style.colour("discriminator")]],
            "hovertemplate": "%{z:.4f} of the mass goes this way<extra></extra>"}  # fmt: skip


def best_cells(pair: Clouds, best: Exact, style: Style) -> Trace:
    """Return the exact plan over it: a ring wherever anything goes."""
    to, start = np.nonzero(coarse(best.plan, pair, best) > 1e-9)
    ring = dots(start, to, "rgba(0,0,0,0)", 1.7 * style.stroke, "the exact plan moves sand here",
                **PLACES["matrix"].axes)  # fmt: skip
    ring["marker"] |= {"line": {"color": style.colour("generator"), "width": 0.4 * style.stroke}}
    return ring


def numbers(best: Exact, blurred: Entropic, shadow: float, params: Params, style: Style) -> Trace:
    """Return what everything comes to, and how far Sinkhorn is from done where it is not."""
    bias = blurred.cost - best.cost
    texts = [
        f"W₁, exact: <b>{best.cost:.3f}</b>",
        f"Sinkhorn, ε = {params.epsilon:g}: <b>{blurred.cost:.3f}</b>",
        f"its bias: <b>{bias:+.3f}</b>",
        f"sliced, {params.projections} lines: <b>{shadow:.3f}</b>",
        "JS: ln 2, no pull" if not shared(best) else "JS: some points coincide",
        f"ε too small: {blurred.error:.1%} misplaced" if blurred.error > 0.005 else f"{blurred.iterations} iterations",
    ]
    roles = (
        "generator",
        "discriminator",
        "discriminator",
        "text",
        "text",
        "guess" if blurred.error > 0.005 else "muted",
    )
    return words([0.0] * len(texts), np.arange(float(len(texts))), texts, [style.colour(role) for role in roles], style,
                 textposition="middle right", **PLACES["numbers"].axes)  # fmt: skip


def shared(best: Exact) -> bool:
    """Return whether some sand need not move at all."""
    return bool((np.linalg.norm(best.pull, axis=1) < 1e-9).any())
