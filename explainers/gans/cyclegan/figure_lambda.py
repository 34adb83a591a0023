"""What λ buys: right letters, errors, and the weight that stays visible, with and without the identity loss."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.cyclegan.models import LAMBDAS, records
from explainers.gans.cyclegan.result import Result, copied
from explainers.marks import dots, line, words
from explainers.panels import panels

PANELS = panels("right error", "cycle kept", gaps=(0.1, 0.17))
NARROW_HEIGHTS = {"right": 170, "error": 170, "cycle": 170, "kept": 170}
MEASURES = {
    "right": ("right letter", 1.12, ".0%"),
    "error": ("error of G(a) against b", 0.34, ".3f"),
    "cycle": ("error of F(G(a)) against a", 0.34, ".3f"),
    "kept": ("weight still visible in G(a)", 1.3, ".2f"),
}
ROLES = {True: ("with L_id", "generator"), False: ("without", "guess")}


@Plot
def plot_lambda(result: Result, style: Style) -> Drawing:
    """Draw four measures of all models against λ."""
    axes: dict[str, Layout] = {}
    traces, places = [], np.arange(float(len(LAMBDAS)))
    for name, (title, top, form) in MEASURES.items():
        low = -0.6 if name == "kept" else 0.0
        axes[name] = {"xaxis": {"range": [-0.3, len(LAMBDAS) - 0.4], "tickvals": list(places),
                                "ticktext": [f"{lam:g}" for lam in LAMBDAS]},
                      "yaxis": {"range": [low, low + 1.22 * (top - low)], "nticks": 5,
                                "tickformat": ".0%" if form == ".0%" else ""}}  # fmt: skip
        traces += measure(result, name, style)
        traces.append(words([-0.25], [low + 1.14 * (top - low)], [f"<b>{title}</b>"], style.colour("text"), style,
                            textposition="middle right", **PANELS[name].axes))  # fmt: skip
    for name in ("cycle", "kept"):
        axes[name]["xaxis"]["title"] = {"text": "λ"}
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 56 if style.lecture else 44, "r": 10, "t": 4})
    now, other = (records()[result.params.lam, identity] for identity in (True, False))
    alt = (f"At λ = {result.params.lam:g} with the identity loss {now.right:.0%} of the letters are right, at an error "
           f"of {now.error:.3f} and of {now.cycle:.3f} after the way back; without it {other.right:.0%}, "
           f"{other.error:.3f} and {other.cycle:.3f}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=60))


def measure(result: Result, name: str, style: Style) -> list[Trace]:
    """Return one measure of all models, the one in hand enlarged, and that of a copy where it has one."""
    panel, places, form = PANELS[name].axes, np.arange(float(len(LAMBDAS))), MEASURES[name][2]
    traces = []
    if name in ("right", "error"):
        level = getattr(copied(), name)
        traces.append(line([-0.3, len(LAMBDAS)], [level] * 2, style.colour("muted"), 0.6 * style.stroke,
                           f"a copy: %{{y:{form}}}", pen={"dash": "dot"}, **panel))  # fmt: skip
        traces.append(words([len(LAMBDAS) - 0.45], [level], ["a copy"], style.colour("muted"), style,
                            textposition="top left", **panel))  # fmt: skip
    for identity, (said, role) in ROLES.items():
        values = [getattr(records()[lam, identity], name) for lam in LAMBDAS]
        sizes = [(5 if (lam, identity) == (result.params.lam, result.params.identity) else 2.5) * style.stroke
                 for lam in LAMBDAS]  # fmt: skip
        traces.append(line(places, values, style.colour(role), style.stroke, **panel))
        traces.append(dots(places, values, style.colour(role), sizes, f"{said}: %{{y:{form}}}", **panel))
        if name == "kept":
            traces.append(words([places[-1]], [values[-1]], [f"<b>{said}</b>"], style.colour(role), style,
                                textposition="top left" if identity else "bottom left", **panel))  # fmt: skip
    return traces
