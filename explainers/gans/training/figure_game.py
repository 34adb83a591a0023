"""The main picture: the square in which forger and detective play, and beside it what each of them feels."""

import numpy as np

from explainers.curves import steps_axis, thinned
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.training.result import Result
from explainers.gans.training.settings import TIMELINE
from explainers.gans.training.unit_square import arena_axes, arrows, manifold, names, points, verdict
from explainers.marks import coloured, dots, line, words
from explainers.panels import panels

PLACES = panels("square curves", widths=(0.6, 0.3), gaps=(0.1, 0)).within(
    curves=panels("losses", "verdicts", "js", heights=(0.16, 0.16, 0.33), gaps=(0, 0.135), y=(0.01, 0.93))
)
HORIZONS = (1000, 2000, 5000, 10_000, 20_000)  # steps that the curves have room for
NARROW = PLACES.narrow(  # losses and verdicts side by side below the square, and below them JS
    {"square": 329, "losses verdicts": 73, "js": 104}, gap=[55, 49], across=0.12, margin=(4, 26)
) | {"margin": {"l": 34, "r": 22}}
CURVES = {  # of the history: whose, and what
    "discriminator": "loss of D",
    "generator": "loss of G",
    "real": "D on real",
    "generated": "D on generated",
}
ROUND = (0, 0.2, 0.5, 1, 2, 3, 5, 10, 20, 50, 100, 1e3, 1e9)  # where the scale of the losses may end


@Plot
def plot_game(result: Result, style: Style) -> Drawing:
    """Draw real and generated points over the discriminator's verdict, and the curves of the run so far."""
    hidden, beside = result.params.hidden.split(), result.beside
    steps = steps_axis(result.step, HORIZONS)
    traces = [
        verdict(result.field, style, shown="field" not in hidden),
        manifold(result.manifold, style, shown="manifold" not in hidden),
        arrows(result.fake[: len(result.arrows)], result.arrows, style, shown="arrows" not in hidden),
        points(result.real, "real", style),
        without_the_change(result, style),
        points(result.fake, "generated", style),
        names(style, "○ without the change" if beside else ""),
        *curves(result, steps["range"][1], style),
    ]  # fmt: skip
    quiet = steps | {"showticklabels": False}
    layout = base_layout(
        style,
        **PLACES.layout(
            square=arena_axes(style),
            losses={"xaxis": quiet, "yaxis": {"range": loss_range(result), "nticks": 4}},
            verdicts={"xaxis": quiet, "yaxis": {"range": [0, 1], "nticks": 4}},
            js={
                "xaxis": steps,
                "yaxis": {"range": [-1.7, 0.75], "nticks": 4, "type": "log", "tickvals": [0.03, 0.1, 0.3]},
            },
        ),
        annotations=headings(style),
        margin={"l": 4, "r": 28 if style.lecture else 22, "t": 4, "b": 34 if style.lecture else 26},
    )
    return Drawing(traces, layout, describe(result), NARROW)


def without_the_change(result: Result, style: Style) -> Trace:
    """Return the points of the run that did not change: open, so that they do not hide the others."""
    at = result.beside.fake if result.beside else np.zeros((0, 2), dtype=np.float32)
    trace = dots(
        at[:, 0], at[:, 1], style.colour("muted"), 1.6 * style.stroke, "without the change: %{x:.3f}, %{y:.3f}"
    )
    trace["marker"] |= {"symbol": "circle-open"}
    return trace


def headings(style: Style) -> list[Layout]:
    """Return what stands over each panel: its lines by name, in their colours."""

    texts = {
        "losses": f"loss of {coloured('D', 'discriminator', style)} and of {coloured('G', 'generator', style)}",
        "verdicts": f"D on {coloured('real', 'real', style)}, {coloured('generated', 'generated', style)}",
    }
    left = -36 if style.lecture else -28
    return [PLACES[name].over(text, style, yshift=4, xshift=left) for name, text in texts.items()]


def curves(result: Result, horizon: int, style: Style) -> list[Trace]:
    """Return the run so far, with that of the run that did not change, dotted: losses, verdicts, and JS."""
    fork, beside, traces = result.params.fork, result.beside, []
    for i, (role, name) in enumerate(CURVES.items()):
        place = PLACES["verdicts" if i >= 2 else "losses"].axes
        steps, history = thinned(result.history)
        traces.append(line(steps, history[:, i], style.colour(role), 0.6 * style.stroke,
                           f"{name} at step %{{x}}: %{{y:.4g}}", **place))  # fmt: skip
        steps, history = thinned(beside.history if beside else result.history[:0])
        since = steps >= fork
        traces.append(line(steps[since], history[since, i], style.colour(role, 0.7), 0.4 * style.stroke,
                           f"{name} without the change: %{{y:.4g}}", pen={"dash": "dot"}, **place))  # fmt: skip
    measured, place = result.measured, PLACES["js"].axes
    before = beside.measured[beside.measured[:, 0] >= fork] if beside else measured[:0]
    text = f"<b>JS {result.js:.3f}  KL {measured[-1, 2]:.2f}  W₁ {measured[-1, 3]:.3f}</b><br>"
    text += (f"{result.covered} of {result.modes} modes, " if result.modes else "") + f"{measured[-1, 5]:.0%} on target"
    return [
        *traces,
        line(before[:, 0], before[:, 1], style.colour("muted"), 0.5 * style.stroke,
             "JS without the change: %{y:.4g}", pen={"dash": "dot"}, **place),
        line(measured[:, 0], measured[:, 1], style.colour("text"), 0.7 * style.stroke, "JS at step %{x}: %{y:.4g}",
             **place),
        dots(measured[-1:, 0], measured[-1:, 1], style.colour("text"), 2.5 * style.stroke, "%{y:.4g}", **place),
        words([0.02 * horizon], [2.1], [text], style.colour("text"), style, textposition="middle right", **place),
    ]  # fmt: skip


def loss_range(result: Result) -> list[float]:
    """Return limits for the losses that hold most of them, in round numbers, so that they seldom change."""
    losses = result.history[1:, :2]
    least = (
        0.2 if "wasserstein" in TIMELINE.settings_at(result.params, result.step).loss else 2.0
    )  # a critic's are small
    low, high = (float(q) for q in np.percentile(losses, [1, 99])) if len(losses) else (0.0, least)

    def rounded(value: float) -> float:
        return float(np.sign(value) * next(r for r in ROUND if r >= abs(value)))

    return [rounded(low) if low < 0 else 0.0, max(least, rounded(high))]


def describe(result: Result) -> str:
    """Return the picture in a sentence."""
    modes = f" {result.covered} of {result.modes} modes are covered." if result.modes else ""
    quality = f" {result.measured[-1, 5]:.0%} of the generated points are of high quality."
    broke = f" Training broke down at step {result.diverged}." if result.diverged else ""
    beside = f" Without the change at step {result.params.fork} it is {result.beside.js:.3f}." if result.beside else ""
    return f"After {result.step} steps the JS divergence is {result.js:.3f} nats.{beside}{modes}{quality}{broke}"
