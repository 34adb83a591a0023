"""One step in five stages: draw noise, generate, score, update the discriminator, and through it the generator."""

from collections.abc import Iterable

import numpy as np
from scipy.special import expit

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.gans.training.result import FIELD, HIGH, LOW, Array, Result
from explainers.gans.training.settings import STAGES
from explainers.gans.training.unit_square import NARROW_SQUARE, arena_axes, arrows, names, points, verdict
from explainers.gans.training.update_trace import StepTrace, trace_step
from explainers.marks import dots, words

BESIDE = (0.66, 1.0)  # share of the width for the noise and the numbers
TRACKED = 3  # points that are followed through the step
DRAWN = 128  # points of either kind, at most
NARROW = NARROW_SQUARE | {  # the noise and the numbers side by side below the square
    "xaxis2": {"domain": [0.0, 0.27]}, "yaxis2": {"domain": [0.2, 0.4]},
    "annotations": {0: {"x": 0.0, "y": 0.44}, 1: {"x": 0.32, "y": 0.44}},
}  # fmt: skip
SUBSCRIPTS = "₁₂₃"


@Plot
def plot_step(result: Result, style: Style) -> Drawing:
    """Draw one stage of the next step: where its points are, and its numbers for the first three of them."""
    step, number = trace_step(result.params, result.step), list(STAGES).index(result.params.stage)
    generating, judging, updating_d, updating_g = (number >= i for i in range(1, 5))
    z, at = (step.g_z, step.g_points[0]) if updating_g else (step.z, step.fake)
    numbers = [part.replace("-", "−") for part in NUMBERS[number](step)]
    traces = [
        verdict(step.field[updating_d], style, shown=judging),
        border(step.field[0], style, shown=updating_d and not updating_g, dash="dot"),
        border(step.field[1], style, shown=updating_d and not updating_g, dash="solid"),
        points(step.real[:DRAWN], "real", style, visible=not updating_g),
        points(at[:DRAWN], "generated", style, visible=generating),
        arrows(at[:DRAWN], way_of(step)[:DRAWN], style, shown=updating_g),
        names(style),
        *numbered(at[:TRACKED], style, shown=generating),
        noise(z[:DRAWN], style),
        *numbered(plane(z[:TRACKED]), style, shown=True, xaxis="x2", yaxis="y2"),
    ]
    layout = base_layout(
        style,
        **arena_axes(style),
        xaxis2={"domain": list(BESIDE), "anchor": "y2", "range": [-3.2, 3.2], "nticks": 4,
                "constrain": "domain"},
        yaxis2={"domain": [0.54, 0.92], "anchor": "x2", "range": [-3.2, 3.2], "scaleanchor": "x2", "nticks": 4,
                "constrain": "domain"},
        annotations=[{"text": "noise z", "x": BESIDE[0], "y": 1.0, "xref": "paper", "yref": "paper", "xanchor": "left",
                      "yanchor": "top", "showarrow": False, "font": {"color": style.colour("generator")}},
                     {"text": "<br>".join(numbers), "x": BESIDE[0], "y": 0.44, "xref": "paper", "yref": "paper",
                      "xanchor": "left", "yanchor": "top", "align": "left", "showarrow": False}],
        margin={"l": 4, "r": 8, "t": 4, "b": 34 if style.lecture else 26},
    )  # fmt: skip
    alt = ". ".join(
        [
            f"Step {result.step + 1}, stage {number + 1} of 5",
            *(part.replace("<b>", "").replace("</b>", "") for part in numbers),
        ]
    )
    return Drawing(traces, layout, alt + ".", NARROW)


def way_of(step: StepTrace) -> Array:
    """Return where G's points are to go, shape (n, 2): against the slope of its loss."""
    return np.zeros_like(step.g_points[0]) if step.slope_x is None else -step.slope_x


def border(field: Array, style: Style, shown: bool, dash: str) -> Trace:
    """Return the line along which D cannot tell: where it says a half."""
    axis = np.linspace(LOW, HIGH, FIELD)
    return {"type": "contour", "x": axis, "y": axis, "z": field, "showscale": False, "hoverinfo": "skip",
            "visible": shown, "autocontour": False,
            "contours": {"start": 0.5, "end": 0.5, "size": 1, "coloring": "none"},
            "line": {"color": style.colour("discriminator"), "width": 0.6 * style.stroke, "dash": dash}}  # fmt: skip


def plane(z: Array) -> Array:
    """Return the first two numbers of each z, shape (n, 2): what is missing is zero."""
    return np.concatenate([z[:, :2], np.zeros((len(z), 2), dtype=z.dtype)], axis=1)[:, :2]


def noise(z: Array, style: Style) -> Trace:
    """Return the noise, in a plane of its own."""
    at = plane(z)
    return dots(at[:, 0], at[:, 1], style.colour("generator", 0.7), 1.3 * style.stroke,
                "z = (%{x:.3f}, %{y:.3f})", xaxis="x2", yaxis="y2")  # fmt: skip


def numbered(at: Array, style: Style, shown: bool, **place: str) -> list[Trace]:
    """Return badges in place of the points that are followed, with their numbers."""
    badges = dots(at[:, 0], at[:, 1], style.colour("background"), style.text + 3, visible=shown, **place)
    badges["marker"] |= {"line": {"width": 1.5, "color": style.colour("text")}}
    numbers = words(at[:, 0], at[:, 1], [f"{i + 1}" for i in range(len(at))], style.colour("text"), style,
                    visible=shown, **place)  # fmt: skip
    return [badges, numbers]


def noise_drawn(step: StepTrace) -> list[str]:
    """Return the numbers of the first stage, a line each."""
    kind = "Gaussian" if step.settings.noise == "gaussian" else "uniform"
    size = f"z: {step.settings.batch} × {step.settings.noise_dim}, {kind}"
    return ["<b>1. Draw noise</b>", size, *each("z", (vector(z) for z in step.z[:TRACKED]))]


def generated(step: StepTrace) -> list[str]:
    """Return the numbers of the second stage."""
    return ["<b>2. Generate</b>", f"x = G(z): {step.settings.batch} × 2",
            *each("x", (vector(x) for x in step.fake[:TRACKED]))]  # fmt: skip


def scored(step: StepTrace) -> list[str]:
    """Return the numbers of the third stage."""
    n, label = step.settings.batch, "mean score" if critic(step) else "mean D"
    real, fake = (float(verdicts_of(step, s).mean()) for s in step.scores)
    verdicts = (
        f"{s:.3f}" + ("" if critic(step) else f",  D = σ(s) = {verdicts_of(step, s):.3f}") for s in step.scores[1]
    )
    return ["<b>3. Judge</b>", f"scores s: {n} real, {n} generated", f"{label}: {real:.2f} and {fake:.2f}",
            *each("s", verdicts)]  # fmt: skip


def discriminator_updated(step: StepTrace) -> list[str]:
    """Return the numbers of the fourth stage."""
    title = "<b>4. Teach D</b>"
    if step.slope_s is None:
        return [title, "D makes no update in this step."]
    before, after = (verdicts_of(step, scores[1]) for scores in (step.scores, step.scores_after))
    moves = (f"{a:.3f} → {b:.3f}" for a, b in zip(before, after, strict=True))
    return [title, f"loss of D: {step.loss_d[0]:.4f} → {step.loss_d[1]:.4f}", f"∂L/∂s₁ = {step.slope_s[0]:.5f}",
            f"∂L/∂W₁: 2 × {step.settings.d_units}, length {np.linalg.norm(step.gradient_d):.3f}",
            *each("s" if critic(step) else "D", moves)]  # fmt: skip


def generator_updated(step: StepTrace) -> list[str]:
    """Return the numbers of the last stage."""
    title = "<b>5. Teach G, through D</b>"
    if step.slope_x is None:
        return [title, "G makes no update in this step."]
    shape = f"{step.settings.noise_dim} × {step.settings.g_units}"
    moves = (f"{vector(a)} → {vector(b)}" for a, b in zip(*step.g_points, strict=True))
    return [title, f"loss of G: {step.loss_g[0]:.4f} → {step.loss_g[1]:.4f}",
            f"∂L/∂x₁ = {vector(step.slope_x[0], 5)}",
            f"∂L/∂W₁: {shape}, length {np.linalg.norm(step.gradient_g):.3f}", *each("x", moves)]  # fmt: skip


NUMBERS = (noise_drawn, generated, scored, discriminator_updated, generator_updated)


def critic(step: StepTrace) -> bool:
    """Return whether D scores points and does not judge them."""
    return "wasserstein" in step.settings.loss


def verdicts_of(step: StepTrace, scores: Array) -> Array:
    """Return what D says by its scores: σ of them, or a critic's scores as they are."""
    return scores if critic(step) else expit(scores)


def each(name: str, texts: Iterable[str]) -> list[str]:
    """Return a line for each point that is followed."""
    return [f"{name}{subscript} = {text}" for subscript, text in zip(SUBSCRIPTS, texts, strict=False)]


def vector(values: Array, digits: int = 3) -> str:
    """Return some numbers in brackets: two of them, and dots for the others."""
    numbers = ", ".join(f"{value:.{digits}f}" for value in values[:2])
    return f"({numbers}, …)" if len(values) > 2 else f"({numbers})"
