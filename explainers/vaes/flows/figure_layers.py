"""How near each kind of flow comes to a target, with one layer to sixteen."""

from itertools import pairwise

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.flows.figure_parts import density, square
from explainers.vaes.flows.layers import KINDS
from explainers.vaes.flows.model import Result
from explainers.vaes.flows.shipped_flows import LAYERS, shipped_log
from explainers.vaes.flows.targets import TARGETS

PLACES = panels("target planar coupling iaf", "curve curve curve curve", heights=(0.44, 0.56), gaps=(0.02, 0.17))
NARROW = PLACES.narrow(  # on a telephone two by two densities, and the curves below them
    {"target planar": 178, "coupling iaf": 178, "curve": 281}, gap=[44, 59], across=0.06,
    curve={"xaxis": {"range": [-0.05, 2.2]}},
)  # fmt: skip
ROLES = {"planar": "class_0", "coupling": "class_1", "iaf": "class_2"}
SHORT = {"planar": "Planar", "coupling": "Coupling", "iaf": "Inverse autoreg."}
LOW, HIGH = 0.0006, 2.0  # KL that the curves have room for


@Plot
def plot_layers(result: Result, style: Style) -> Drawing:
    """Draw the target and what each kind makes of it with K layers, over the curves of KL against K."""
    p, data = np.exp(result.log_p), result.known
    k = result.nearest
    traces = [density(p, float(p.max()), "real", style, PLACES["target"])]
    for kind in KINDS:
        q = np.exp(shipped_log(data, kind, k))
        traces.append(density(q, float(p.max()), "generated", style, PLACES[kind]))
    reach, panel = result.at_layers(), PLACES["curve"]
    for kind, kl in reach.items():
        colour = style.colour(ROLES[kind])
        traces += [line(LAYERS, kl, colour, style.stroke, f"{KINDS[kind]}, %{{x}} layers: %{{y:.4f}}", **panel.axes),
                   dots([k], [kl[LAYERS.index(k)]], colour, 4 * style.stroke, "%{y:.4f}", **panel.axes)]  # fmt: skip
    ends = spread({kind: float(np.log10(kl[-1])) for kind, kl in reach.items()}, 0.52 if style.lecture else 0.42)
    traces.append(words([17.2] * 3, [10**end for end in ends.values()], [f"<b>{SHORT[kind]}</b>" for kind in ends],
                        [style.colour(ROLES[kind]) for kind in ends], style, textposition="middle right",
                        **panel.axes))  # fmt: skip
    heads = {"target": f"<b>p</b>: {TARGETS[data].lower()}"}
    heads |= {kind: f"{SHORT[kind]}<br>KL <b>{reach[kind][LAYERS.index(k)]:.3f}</b>"
              for kind in KINDS}  # fmt: skip
    axes = {name: square(PLACES[name], style) for name in heads}
    axes["curve"] = {
        "xaxis": {"type": "log", "range": [-0.05, 1.62], "tickvals": list(LAYERS), "title": {"text": "layers K"}},
        "yaxis": {"type": "log", "range": [float(np.log10(LOW)), float(np.log10(HIGH))],
                  "tickvals": [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1], "title": {"text": "KL(p ‖ q), nats"}},
    }  # fmt: skip
    layout = base_layout(
        style,
        **PLACES.layout(**axes),
        annotations=[PLACES[name].over(text, style, align="left") for name, text in heads.items()],
        margin={"l": 86 if style.lecture else 66, "r": 8, "t": 58 if style.lecture else 46},
    )
    each = ", ".join(f"{KINDS[kind]} {kl[LAYERS.index(k)]:.3f}" for kind, kl in reach.items())
    alt = f"KL(p ‖ q) with {k} layers on {TARGETS[data].lower()}: {each} nats."
    return Drawing(traces, layout, alt, NARROW)


def spread(ends: dict[str, float], least: float) -> dict[str, float]:
    """Return places moved apart so that words there do not overlap."""
    order = sorted(ends, key=lambda name: ends[name])
    for low, high in pairwise(order):
        ends[high] = max(ends[high], ends[low] + least)
    return ends
