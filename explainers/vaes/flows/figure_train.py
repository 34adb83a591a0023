"""A flow in training: what it has made of the bell curve so far, and the curves of the run."""

import numpy as np

from explainers.curves import steps_axis
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import line
from explainers.panels import panels
from explainers.vaes.flows.figure_bend import bent, key
from explainers.vaes.flows.figure_parts import density, scattered, square
from explainers.vaes.flows.model import Result
from explainers.vaes.flows.settings import TIMELINE

PLACES = panels("grid grid flow target", "grid grid loss loss", widths=(0.29, 0.29, 0.21, 0.21), heights=(0.5, 0.5),
                gaps=(0.035, 0.17))  # fmt: skip
NARROW = PLACES.narrow(  # with room for the numbers beside the curves
    {"grid": 330, "flow": 280, "target": 280, "loss": 200}, loss={"xaxis": {"domain": [0.12, 1.0]}}
)
HORIZONS = (500, 1000, 2000, 5000)  # steps that the curves have room for
LOW, HIGH = 0.01, 5.0  # of the axis of KL


@Plot
def plot_train(result: Result, style: Style) -> Drawing:
    """Draw grid, density and target of the flow that is trained here, and both divergences so far."""
    result = result.of_run
    p, q = np.exp(result.log_p), np.exp(result.log_q)
    traces = [
        *bent(result, style, PLACES["grid"]),
        density(q, float(p.max()), "generated", style, PLACES["flow"]),
        scattered(result.samples, "text", style, PLACES["flow"], 0.6),
        density(p, float(p.max()), "real", style, PLACES["target"]),
        *curves(result, style),
    ]
    names = {
        "grid": f"<b>layers: {result.layers}</b>; {key(style)}",
        "flow": f"<b style='color:{style.colour('generated')}'>q</b> and samples",
        "target": f"<b style='color:{style.colour('real')}'>p</b>",
        "loss": (f"<b style='color:{style.colour('class_1')}'>KL(p ‖ q) {result.measured[-1, 1]:.3f}</b>, "
                 f"<span style='color:{style.colour('class_0')}'>KL(q ‖ p) {result.measured[-1, 2]:.3f}</span>"),
    }  # fmt: skip
    axes: dict[str, Layout] = {name: square(PLACES[name], style) for name in ("grid", "flow", "target")}
    axes["loss"] = {
        "xaxis": steps_axis(result.step, HORIZONS),
        "yaxis": {"type": "log", "range": [float(np.log10(LOW)), float(np.log10(HIGH))],
                  "tickvals": [0.01, 0.03, 0.1, 0.3, 1, 3]},
    }  # fmt: skip
    layout = base_layout(
        style,
        **PLACES.layout(**axes),
        annotations=[PLACES[name].over(text, style, align="left") for name, text in names.items()],
        margin={"l": 4, "r": 22, "t": 34 if style.lecture else 28, "b": 34 if style.lecture else 26},
    )
    return Drawing(traces, layout, describe(result), NARROW)


def curves(result: Result, style: Style) -> list[Trace]:
    """Return both divergences so far, dotted without the change, if there is a change."""
    traces = []
    for of, dash in ((result.beside, "dot"), (result, "solid")):
        measured = of.measured if of else np.zeros((0, 4))
        for column, role, name in ((2, "class_0", "KL(q ‖ p)"), (1, "class_1", "KL(p ‖ q)")):
            traces.append(line(measured[:, 0], np.maximum(measured[:, column], LOW / 2), style.colour(role),
                               0.7 * style.stroke, f"{name} at step %{{x}}: %{{y:.4f}}", pen={"dash": dash},
                               **PLACES["loss"].axes))  # fmt: skip
    return traces


def describe(result: Result) -> str:
    """Return the state of the run in a sentence."""
    whose = "p" if TIMELINE.settings_at(result.params, result.step).objective == "forward" else "q"
    forward, reverse, off = result.measured[-1, 1:]
    return (f"After {result.step:,} steps, now on points of {whose}, KL(p ‖ q) is {forward:.3f} nats, KL(q ‖ p) is "
            f"{reverse:.3f}, and {off:.0%} of q lies off the target.")  # fmt: skip
