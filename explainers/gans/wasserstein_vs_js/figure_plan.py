"""The earth that is moved: as ribbons from heap to heap, as the area between two curves, and as a coupling."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.gans.wasserstein_vs_js.heaps import Array, Heap, tensor
from explainers.gans.wasserstein_vs_js.model import AXIS, TICKS, Result
from explainers.gans.wasserstein_vs_js.mounds import height, hidden, outline
from explainers.gans.wasserstein_vs_js.transport import quantile_grains, slices
from explainers.marks import dots, line, words
from explainers.panels import panels

PLACES = panels("left right", widths=(0.6, 0.3), gaps=(0.1, 0)).within(
    left=panels("ribbons", "area", heights=(0.6, 0.28)),
    right=panels(".", "coupling", heights=(0.09, 0.91), gaps=(0, 0)),
)
NARROW = PLACES.narrow(  # on a telephone the coupling stands below
    {"ribbons": 165, "area": 75, ". coupling coupling .": 135},
    gap=(28, 60),
    across=0,
    coupling={"yaxis": {"title": {"standoff": 0}}},
)
SLICES = 16  # ribbons
SAND = 48  # slices of the heap on its way
GRAINS_DRAWN = 64  # dots of the coupling
FLOOR, CEILING = 1.0, 2.0  # heights from which q hangs and on which p stands


@Plot
def plot_plan(result: Result, style: Style) -> Drawing:
    """Draw the best plan from q to p three ways, with the sand of q a share of its way along."""
    s, top = result.params.moved, 1.05 * max(height(result.p), height(result.q), 1e-9)
    traces = [*ribbons(result, style), *both_heaps(result, style, top), moving(result, style, s, top)]
    traces += area(result, style)
    traces += coupling(result, style)
    value = result.value["w1"]
    names, colours = ["<b>real  p</b>", "<b>generated  q</b>"], [style.colour("real"), style.colour("generated")]
    traces.append(words([AXIS[0] + 0.2] * 2, [2.95, 0.05], names, colours, style, textposition="middle right"))
    side = {"range": list(AXIS), "tickvals": TICKS}
    places = PLACES.layout(
        ribbons={"xaxis": hidden(*AXIS), "yaxis": hidden(-0.1, 3.1)},
        area={"xaxis": side | {"showgrid": False}, "yaxis": {"range": [0, 1], "tickvals": [0, 0.5, 1]}},
        coupling={"xaxis": side | {"title": {"text": "from x in q"}}, "yaxis": side | {"title": {"text": "to y in p"}}},
    )
    integral = f"area between F<sub>p</sub> and F<sub>q</sub> = W₁ = <b>{value:.3f}</b>"
    annotations = [
        PLACES["area"].over(integral, style, yshift=4),
        PLACES["coupling"].over("coupling: how much goes where", style, yshift=4, xshift=-25),
    ]
    layout = base_layout(style, **places, annotations=annotations, margin={"l": 34, "r": 12, "t": 4})
    alt = (f"The cheapest way to move q onto p, {result.params.separation:.2f} apart: a grain travels {value:.3f} on "
           f"average, which is the area between the distribution functions. The sand is drawn {s:.0%} of its way "
           f"along, with W₁ {(1 - s) * value:.3f} still to go.")  # fmt: skip
    return Drawing(traces, layout, alt, NARROW)


def ribbons(result: Result, style: Style) -> list[Trace]:
    """Return a ribbon for each slice of the mass, from where it lies in q to where it belongs in p."""
    to, start = slices(result.p, result.q, SLICES)
    bend = np.linspace(0, 1, 17)
    ease = bend**2 * (3 - 2 * bend)
    y = FLOOR + (CEILING - FLOOR) * bend
    traces = []
    for i in range(SLICES):
        left = start[i, 0] + (to[i, 0] - start[i, 0]) * ease
        right = start[i, 1] + (to[i, 1] - start[i, 1]) * ease
        ribbon = line(np.concatenate([left, right[::-1]]), np.concatenate([y, y[::-1]]), style.colour("generator", 0.6),
                      0.8, hover=f"slice {i + 1} of {SLICES} of the sand")  # fmt: skip
        shade = 0.12 if i % 2 else 0.3
        traces.append(ribbon | {"fill": "toself", "fillcolor": style.colour("generator", shade)})
    return traces


def both_heaps(result: Result, style: Style, top: float) -> list[Trace]:
    """Return p standing on the ribbons and q hanging from them."""
    traces = []
    for heap, role, ground, up in ((result.p, "real", CEILING, 0.8), (result.q, "generated", FLOOR, -0.8)):
        x, y = outline(heap, top)
        colour, fill = style.colour(role), style.colour(role, 0.3)
        shape = line(x, ground + up * y, colour, style.stroke, f"{role} sand at x = %{{x:.3g}}")
        traces.append(shape | ({"fill": "toself", "fillcolor": fill} if heap.width else {}))
    return traces


def moving(result: Result, style: Style, s: float, top: float) -> Trace:
    """Return the heap that q is when every slice has gone a share s of its way (McCann 1997): slices of equal mass."""
    to, start = slices(result.p, result.q, SAND)
    ends = (1 - s) * start + s * to
    wide = np.maximum(np.diff(ends, axis=1)[:, 0], 0.02)  # points have no width to show
    high = np.minimum(1 / (SAND * wide * top), 1.2)
    ground = FLOOR + (CEILING - FLOOR) * s
    x = np.stack([ends[:, 0], ends[:, 0], ends[:, 0] + wide, ends[:, 0] + wide], axis=1)
    y = ground + 0.8 * np.stack([np.zeros(SAND), high, high, np.zeros(SAND)], axis=1)
    sand = line(x.ravel(), y.ravel(), style.colour("generated"), 0.4 * style.stroke, "sand on its way: x = %{x:.3g}")
    return sand | {"fill": "toself", "fillcolor": style.colour("generated", 0.45)}


def area(result: Result, style: Style) -> list[Trace]:
    """Return both distribution functions and the area between them."""
    x = np.unique(np.concatenate([np.linspace(*AXIS, 241), *corners(result.p), *corners(result.q)]))
    below_p, below_q = (heap.cdf(tensor(x)).numpy() for heap in (result.p, result.q))
    axes = PLACES["area"].axes
    shade = line(np.concatenate([x, x[::-1]]), np.concatenate([below_p, below_q[::-1]]), style.colour("generator"), 0,
                 **axes)  # fmt: skip
    return [
        shade | {"fill": "toself", "fillcolor": style.colour("generator", 0.3)},
        line(x, below_p, style.colour("real"), 0.8 * style.stroke, "real sand up to %{x:.2f}: %{y:.3f}", **axes),
        line(x, below_q, style.colour("generated"), 0.8 * style.stroke, "generated sand up to %{x:.2f}: %{y:.3f}",
             **axes),
    ]  # fmt: skip


def corners(heap: Heap) -> tuple[Array, Array]:
    """Return places just before and at the edges of a heap, so that jumps are drawn as jumps."""
    edges = np.array(heap.edges)
    return edges - 1e-9, edges


def coupling(result: Result, style: Style) -> list[Trace]:
    """Return the coupling: a dot for each grain, across where it lies in q and up where it goes in p."""
    x, y = quantile_grains(result.q, GRAINS_DRAWN), quantile_grains(result.p, GRAINS_DRAWN)
    axes = PLACES["coupling"].axes
    stay = line(list(AXIS), list(AXIS), style.colour("muted"), 1.2, pen={"dash": "dot"}, **axes)
    share = f"{1 / GRAINS_DRAWN:.1%} of the sand: from %{{x:.2f}} to %{{y:.2f}}"
    grains = dots(x, y, style.colour("generator", 0.7), 1.8 * style.stroke, share, **axes)
    said = words([0.96 * AXIS[1]], [0.78 * AXIS[1]], ["stays"], style.colour("muted"), style,
                 textposition="middle left", **axes)  # fmt: skip
    return [stay, grains, said]
