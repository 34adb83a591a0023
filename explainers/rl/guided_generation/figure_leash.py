"""The leash let go: what is paid, what is liked and what is left of diversity, against the distance from the base."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, line
from explainers.panels import panels
from explainers.rl.guided_generation.axes import METHODS, titled
from explainers.rl.guided_generation.curves import Curve
from explainers.rl.guided_generation.notes import Array
from explainers.rl.guided_generation.result import Result

PLACES = panels("paid distinct", "liked distinct", widths=(1.7, 1), heights=(1, 1.4), gaps=(0.1, 0.1), x=(0.05, 1))
FURTHEST = 60.0  # nats that there is room for
TICKS = (0, 1, 4, 10, 20, 40, 60)


def squeezed(kl: Array) -> Array:
    """Return where KL stands on the axis: its root, as in Gao et al. 2023."""
    return np.sqrt(kl)


@Plot
def plot_leash(result: Result, style: Style) -> Drawing:
    """Draw r̂, u and diversity against the root of KL for all methods, the leash ever longer."""
    traces: list[Trace] = []
    for method, one in result.curves.items():
        traces += drawn(method, one, style)
    top = max(float(one.paid.max()) for one in result.curves.values())
    ends = [(one.liked.min(), one.liked.max()) for one in result.curves.values()] if result.known else [(0.0, 0.0)]
    low, liked = min(end[0] for end in ends), max(end[1] for end in ends)
    x = {"range": [0, FURTHEST**0.5], "tickvals": [t**0.5 for t in TICKS], "ticktext": [str(t) for t in TICKS]}
    axes: dict[str, Layout] = {
        "paid": {"xaxis": x | {"showticklabels": False}, "yaxis": {"range": [-0.5, max(4.0, 1.1 * top)], "nticks": 5}},
        "liked": {"xaxis": x | titled("KL from the base, nats", style),
                  "yaxis": {"range": [min(-2.6, 1.1 * low), max(1.6, 1.1 * liked)], "nticks": 6}},
        "distinct": {"xaxis": x | {"tickvals": [0, 2, 20**0.5, 60**0.5], "ticktext": ["0", "4", "20", "60"]},
                     "yaxis": {"range": [0, 0.03], "tickvals": [0, 0.01, 0.02, 0.03], "tickformat": ".0%"}},
    }  # fmt: skip
    layout = base_layout(style, **PLACES.layout(**axes), annotations=titles(result, style),
                         margin={"l": 18, "r": 10, "t": 32, "b": 64 if style.lecture else 52})  # fmt: skip
    narrow = PLACES.narrow({"paid": 130, "liked": 150, "distinct": 130}, gap=[34, 84], width=(0.1, 1))
    return Drawing(traces, layout, describe(result), narrow)


def drawn(method: str, one: Curve, style: Style) -> list[Trace]:
    """Return a method's three curves, with a dot at the longest leash."""
    name, role = METHODS[method]
    ink, traces = style.colour(role), []
    for panel, values in (("paid", one.paid), ("liked", one.liked), ("distinct", one.distinct)):
        axes, x = PLACES[panel].axes, squeezed(one.kl)
        hover = f"{name}: %{{y:.2f}} at %{{customdata:.1f}} nats"
        traces += [line(x, values, ink, 0.8 * style.stroke, hover, customdata=one.kl, **axes),
                   dots(x[-1:], values[-1:], ink, 2.6 * style.stroke, **axes)]  # fmt: skip
    return traces


def titles(result: Result, style: Style) -> list[dict[str, object]]:
    """Return what stands over the panels: who is who, and what each shows."""
    who = "  ".join(f"<b style='color:{style.colour(METHODS[m][1])}'>{METHODS[m][0]}</b>" for m in result.curves)
    return [PLACES["paid"].over(f"<b>Paid, r̂</b>:  {who}", style), PLACES["liked"].over("<b>Liked, u</b>", style),
            PLACES["distinct"].over("<b>Different steps</b>", style)]  # fmt: skip


def describe(result: Result) -> str:
    """Return the picture in a sentence."""
    each = []
    for method, one in result.curves.items():
        liked = (f", liked at most {one.liked.max():.2f} at {one.kl[one.peak]:.1f} nats and in the end "
                 f"{one.liked[-1]:.2f}" if result.known else "")  # fmt: skip
        each.append(f"{METHODS[method][0]} is paid {one.paid[-1]:.2f} at {one.kl[-1]:.1f} nats{liked}")
    return f"Reward against KL from the base: {'; '.join(each)}."
