"""The race: of each loss its points, and what it says beside the true distance."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.wgan.race import AT_CHANCE, Standing
from explainers.gans.wgan.result import Result
from explainers.gans.wgan.settings import RACERS
from explainers.marks import coloured, dots, line, words
from explainers.panels import panels

LOSSES = list(RACERS)
ROWS = [" ".join(f"{loss}_points {loss}_curves" for loss in LOSSES[i : i + 3]) for i in (0, 3)]
PLACES = panels(*ROWS, widths=(1.3, 1.0) * 3, gaps=(0.034, 0.17))
NARROW = PLACES.narrow({f"{loss}_points {loss}_curves": 150 for loss in LOSSES}, gap=48) | {
    "annotations": {0: {"yshift": 56}, 1: {"x": 0, "xanchor": "left", "yshift": 36}},
    "margin": {"l": 8, "r": 16, "t": 70, "b": 26},
}
HORIZONS = (100, 200, 500, 1000, 2000, 3000)  # steps that the curves have room for
LOW, HIGH, UNDER = -0.05, 1.05, -0.24  # the square that is drawn, and how far down the room for words under it goes
TOP = 0.5  # W₁ up to here is drawn; and where the gain of D is as large as its scale goes
SCALES = (0.5, 1.0, 2.0, 5.0, 10.0, 100.0, 1e4, 1e9)  # of those that have no largest


@Plot
def plot_race(result: Result, style: Style) -> Drawing:
    """Draw each racer's points beside the real ones, and W₁ and the gain of D along the run."""
    horizon = next((h for h in HORIZONS if h >= result.step), HORIZONS[-1])
    traces: list[Trace] = []
    titles = legend(style)
    for racer in result.racers.values():
        traces += arena(result, racer, style) + curves(result, racer, horizon, style)
        titles += over(racer, style)
    square = {"range": [LOW, HIGH], "showticklabels": False, "ticks": "", "showgrid": False,
              "linecolor": style.colour("grid"), "constrain": "domain"}  # fmt: skip
    axes: dict[str, dict[str, Layout]] = {}
    for loss in LOSSES:
        axes[f"{loss}_points"] = {
            "xaxis": square,
            "yaxis": square | {"range": [UNDER, HIGH], "scaleanchor": f"x{PLACES[f'{loss}_points'].suffix}",
                               "constraintoward": "top"},
        }  # fmt: skip
        axes[f"{loss}_curves"] = {
            "xaxis": {"range": [0, horizon], "tickvals": [0, horizon], "ticktext": ["0", f"{horizon:,}"]},
            "yaxis": {"range": [-0.25 * TOP, TOP], "tickvals": [0, 0.2, 0.4]},
        }
    layout = base_layout(
        style, **PLACES.layout(**axes), annotations=titles,
        margin={"l": 6, "r": 16, "t": 62 if style.lecture else 48, "b": 32 if style.lecture else 26},
    )  # fmt: skip
    return Drawing(traces, layout, describe(result), NARROW)


def legend(style: Style) -> list[Layout]:
    """Return who is who, over the whole figure."""

    place = {"y": 1, "yshift": 44 if style.lecture else 34, "xref": "paper", "yref": "paper", "yanchor": "middle",
             "showarrow": False, "font": {"size": style.text}}  # fmt: skip
    lines = (
        f"{coloured('W₁', 'text', style)}, and {coloured('L₀ − L', 'discriminator', style)}, by which D beats chance"
    )
    return [
        {
            "text": f"{coloured('● real', 'real', style)}  {coloured('● generated', 'generated', style)}",
            "x": 0,
            "xanchor": "left",
        }
        | place,
        {"text": lines, "x": 1, "xanchor": "right"} | place,
    ]


def arena(result: Result, racer: Standing, style: Style) -> list[Trace]:
    """Return one racer's square: real and generated points, and under them how many modes are covered."""
    axes = PLACES[f"{racer.loss}_points"].axes
    said = f"{racer.covered} of {result.modes} modes" if result.modes else f"W₁ {racer.distance:.2f}"
    size = 1.1 * style.stroke
    return [
        dots(result.real[:, 0], result.real[:, 1], style.colour("real", 0.8), size, "real: %{x:.3f}, %{y:.3f}", **axes),
        dots(racer.fake[:, 0], racer.fake[:, 1], style.colour("generated", 0.8), size,
             "generated: %{x:.3f}, %{y:.3f}", **axes),
        words([LOW], [UNDER + 0.09], [said], style.colour("text"), style, textposition="middle right", **axes),
    ]  # fmt: skip


def over(racer: Standing, style: Style) -> list[Layout]:
    """Return the name of a racer, over its square, and ρ over its curves."""
    said = f"broke at {racer.diverged:,}" if racer.diverged else f"ρ = {signed(racer.rho)}"
    font = {"size": style.text, "color": style.colour("guess" if racer.diverged else "discriminator")}
    at_right = {"x": 1, "xanchor": "right", "font": font}
    return [
        PLACES[f"{racer.loss}_points"].over(f"<b>{RACERS[racer.loss]}</b>", style),
        PLACES[f"{racer.loss}_curves"].over(f"<b>{said}</b>", style, **at_right),
    ]


def curves(result: Result, racer: Standing, horizon: int, style: Style) -> list[Trace]:
    """Return W₁ and the gain of D along the run, and what W₁ is between real points alone."""
    axes, ink = PLACES[f"{racer.loss}_curves"].axes, style.colour("discriminator")
    top = whole(racer)
    drawn = np.clip(racer.gain * TOP / top, -0.25 * TOP, TOP)
    gain = line(racer.step, drawn, ink, 0.8 * style.stroke,
                "L₀ − L = %{customdata:.3f} in the ten steps to %{x}", **axes)  # fmt: skip
    return [
        line([0, horizon], [result.floor] * 2, style.colour("muted"), 1.5, "W₁ between real points: %{y:.3f}",
             pen={"dash": "dot"}, **axes),
        line(np.append(0, racer.step), np.clip(np.append(racer.w1_at_first, racer.w1), 0, TOP), style.colour("text"),
             0.8 * style.stroke, "W₁ = %{y:.3f} at step %{x}", **axes),
        gain | {"customdata": racer.gain},
    ]  # fmt: skip


def whole(racer: Standing) -> float:
    """Return the gain that is drawn as high as the panel: the largest there can be, or a round number beyond it."""
    most = float(np.abs(racer.gain).max(initial=0.0))
    return AT_CHANCE[racer.loss] or next((scale for scale in SCALES if scale >= most), SCALES[-1])


def signed(rho: float) -> str:
    """Return a correlation with its sign; a dash where there is none."""
    return "–" if np.isnan(rho) else f"{rho:+.2f}".replace("-", "−")


def describe(result: Result) -> str:
    """Return the picture in a sentence."""
    each = []
    for loss, racer in result.racers.items():
        modes = f", {racer.covered} of {result.modes} modes covered" if result.modes else ""
        broke = f", broken down at step {racer.diverged}" if racer.diverged else ""
        each.append(f"{RACERS[loss]} W₁ {racer.distance:.3f}, ρ {signed(racer.rho)}{modes}{broke}")
    return (f"After {result.step} steps of six losses, with the rank correlation ρ of what each loss says with the "
            f"true distance W₁: {'; '.join(each)}. Between real points alone W₁ is {result.floor:.3f}.")  # fmt: skip
