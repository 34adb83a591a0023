"""Three learners of one field: where each is wrong, against the exact answer, and how that falls."""

import numpy as np

from explainers.curves import steps_axis
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.frontiers.diffusion.figure_parts import arrows, shade, square
from explainers.frontiers.diffusion.result import ARROWS, Result, places
from explainers.frontiers.diffusion.settings import LEARNERS
from explainers.marks import dots, line
from explainers.panels import panels

PLACES = panels("field errors", widths=(0.42, 0.48), gaps=(0.1, 0))
SHORT = {"epsilon": "ε", "velocity": "v", "score": "∇ log p"}
NARROW = PLACES.narrow({"field": 330, "errors": 200}, errors={"xaxis": {"domain": [0.12, 1.0]}})
ROLES = dict(zip(LEARNERS, ("class_0", "class_1", "class_2"), strict=True))
HORIZONS = (1000, 2000, 5000)
LOW, HIGH = 0.003, 3.0  # of the axis of errors


@Plot
def plot_train(result: Result, style: Style) -> Drawing:
    """Draw the exact and the learned score at time t over the learner's error, and the errors of all three."""
    field, t = PLACES["field"], result.time
    x = places(ARROWS)
    traces = [
        shade(np.sqrt(result.errors), 1.0, "guess", style, field, "error of ε̂: %{z:.2f}"),
        arrows(x, result.score(result.exact), "real", style, field, 1.1, 0.4),
        arrows(x, result.score(result.learnt), "generated", style, field, 0.35, 1.0),
        *curves(result, style),
    ]
    real, generated = style.colour("real"), style.colour("generated")
    colours, now = [style.colour(role) for role in ROLES.values()], result.measured[-1, 1:]
    names = ", ".join(f"<b style='color:{colour}'>{title} {error:.3f}</b>"
                      for colour, title, error in zip(colours, SHORT.values(), now, strict=True))  # fmt: skip
    notes = [
        field.over(f"t = {t:.2f}, {LEARNERS[result.learner]}: <b style='color:{real}'>exact</b>, "
                   f"<b style='color:{generated}'>learned</b>", style),
        PLACES["errors"].over(f"squared error of ε̂ by what is learned:<br>{names}", style, align="left"),
    ]  # fmt: skip
    steps = steps_axis(result.step, HORIZONS)
    scale = {"type": "log", "range": [float(np.log10(LOW)), float(np.log10(HIGH))], "tickvals": [0.01, 0.1, 1]}
    layout = base_layout(style, **PLACES.layout(field=square(field, style), errors={"xaxis": steps, "yaxis": scale}),
                         annotations=notes, margin={"l": 4, "r": 22, "t": 54, "b": 34})  # fmt: skip
    return Drawing(traces, layout, describe(result), NARROW)


def curves(result: Result, style: Style) -> list[Trace]:
    """Return the errors so far, dotted without the change where there is one, and where they stand."""
    traces, at = [], PLACES["errors"].axes
    for of, dash in ((result.beside, "dot"), (result, "solid")):
        measured = of.measured if of else np.zeros((0, 4))
        for i, (name, title) in enumerate(LEARNERS.items(), 1):
            traces.append(line(measured[:, 0], measured[:, i], style.colour(ROLES[name]), 0.7 * style.stroke,
                               f"{title}, step %{{x}}: %{{y:.4f}}", pen={"dash": dash}, **at))  # fmt: skip
    last = result.measured[-1]
    return [*traces, dots([last[0]] * 3, last[1:], [style.colour(role) for role in ROLES.values()],
                          2.5 * style.stroke, "%{y:.4f}", **at)]  # fmt: skip


def describe(result: Result) -> str:
    """Return the state of the run in a sentence."""
    told = ", ".join(f"{title} {error:.3f}" for title, error in
                     zip(LEARNERS.values(), result.measured[-1, 1:], strict=True))  # fmt: skip
    broke = f" Training broke down at step {result.diverged}." if result.diverged else ""
    return f"After {result.step:,} steps the squared error of the noise that each learner guesses: {told}.{broke}"
