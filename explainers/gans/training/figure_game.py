"""The main picture: the square in which forger and detective play, and beside it what each of them feels."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.gans.training.model import FIELD, HIGH, LOW, Result
from explainers.marks import dots, line, words

SQUARE, PANELS = (0.0, 0.6), (0.7, 1.0)  # shares of the width
ROWS = {"losses": (0.75, 0.92), "verdicts": (0.42, 0.59), "js": (0.01, 0.29)}  # shares of the height
POINTS = 200  # at most, on a curve
HORIZONS = (1000, 2000, 5000, 10_000, 20_000)  # steps that the curves have room for
NAMES = {"loss_d": "loss of D", "loss_g": "loss of G"}
ARROW = 0.06  # length of the longest arrow


@Plot
def plot_game(result: Result, style: Style) -> Drawing:
    """Draw real and generated points over the discriminator's verdict, and the curves of the run so far."""
    hidden = result.params.hidden.split()
    traces = [
        verdict(result, style, shown="field" not in hidden),
        manifold(result, style, shown="manifold" not in hidden),
        arrows(result, style, shown="arrows" not in hidden),
        points(result.real, "real", style),
        points(result.fake, "generated", style),
        words([LOW + 0.02, LOW + 0.22], [HIGH + 0.045] * 2, ["<b>real</b>", "<b>generated</b>"],
              [style.colour("real"), style.colour("generated")], style, textposition="middle right"),
    ]  # fmt: skip
    horizon = next((h for h in HORIZONS if h >= result.step), HORIZONS[-1])
    traces += curves(result, style)
    layout = base_layout(
        style,
        xaxis=square_axis(style) | {"domain": list(SQUARE), "constrain": "domain"},
        yaxis=square_axis(style) | {"range": [LOW, HIGH + 0.09], "scaleanchor": "x", "constrain": "domain"},
        **{f"xaxis{i}": panel_x(f"y{i}", horizon, last=i == 4) for i in (2, 3, 4)},
        yaxis2=panel_y("x2", "losses", loss_range(result)),
        yaxis3=panel_y("x3", "verdicts", [0, 1]),
        yaxis4=panel_y("x4", "js", [0, 1.2]) | {"tickvals": [0, 0.2, 0.4, 0.6]},
        annotations=[heading(row, text, style) for row, text in headings(style).items()],
        margin={"l": 4, "r": 8, "t": 4},
    )
    return Drawing(traces, layout, describe(result))


def square_axis(style: Style) -> dict[str, Any]:
    """Return what both axes of the square have in common: they are a place to play, not a scale to read."""
    return {
        "range": [LOW, HIGH],
        "showticklabels": False,
        "ticks": "",
        "showgrid": False,
        "linecolor": style.colour("grid"),
    }


def panel_x(yaxis: str, horizon: int, last: bool) -> dict[str, Any]:
    """Return the axis of steps under one panel of curves."""
    title = {"title": {"text": "step"}} if last else {}
    return {"domain": list(PANELS), "anchor": yaxis, "range": [0, horizon], "nticks": 4, "showticklabels": last} | title


def panel_y(xaxis: str, row: str, limits: list[float]) -> dict[str, Any]:
    """Return the vertical axis of one panel of curves."""
    return {"domain": list(ROWS[row]), "anchor": xaxis, "range": limits, "nticks": 4}


def headings(style: Style) -> dict[str, str]:
    """Return what stands over each panel: its lines by name, in their colours."""

    def told(role: str, text: str) -> str:
        return f"<span style='color:{style.colour(role)}'><b>{text}</b></span>"

    return {
        "losses": f"loss of {told('discriminator', 'D')} and of {told('generator', 'G')}",
        "verdicts": f"D on {told('real', 'real')}, {told('generated', 'generated')}",
    }


def heading(row: str, text: str, style: Style) -> dict[str, Any]:
    """Return the words over one panel."""
    return {"text": text, "x": PANELS[0], "y": ROWS[row][1], "xref": "paper", "yref": "paper", "showarrow": False,
            "xanchor": "left", "yanchor": "bottom", "yshift": 4, "xshift": -36 if style.lecture else -28,
            "font": {"size": style.text}}  # fmt: skip


def verdict(result: Result, style: Style, shown: bool) -> Trace:
    """Return the discriminator's field: one colour where it says "real", the other where it says "generated"."""
    axis = np.linspace(LOW, HIGH, FIELD)
    ends = [style.colour("generated", 0.45), style.colour("background"), style.colour("real", 0.45)]
    return {"type": "heatmap", "x": axis, "y": axis, "z": result.field, "zmin": 0, "zmax": 1, "showscale": False,
            "colorscale": [[i / 2, colour] for i, colour in enumerate(ends)], "zsmooth": "fast", "visible": shown,
            "hovertemplate": "D(x) = %{z:.3f} at (%{x:.2f}, %{y:.2f})<extra></extra>"}  # fmt: skip


def points(at: NDArray[np.float32], role: str, style: Style) -> Trace:
    """Return one kind of points."""
    hover = f"{role}: %{{x:.3f}}, %{{y:.3f}}"
    return dots(at[:, 0], at[:, 1], style.colour(role, 0.8), 1.6 * style.stroke, hover)


def manifold(result: Result, style: Style, shown: bool) -> Trace:
    """Return the grid of noise as the generator bends it."""
    lines = np.concatenate([result.manifold, np.full((len(result.manifold), 1, 2), np.nan)], axis=1).reshape(-1, 2)
    return line(lines[:, 0], lines[:, 1], style.colour("generator", 0.55), 1.0, visible=shown)


def arrows(result: Result, style: Style, shown: bool) -> Trace:
    """Return, at some generated points, which way the generator's loss falls; the longest arrow has a fixed length."""
    size = np.linalg.norm(result.arrows, axis=1, keepdims=True)
    reach = ARROW * result.arrows / max(float(size.max()), 1e-3)
    tail, head = result.fake[: len(reach)], result.fake[: len(reach)] + reach
    both = np.stack([tail, head, np.full_like(head, np.nan)], axis=1).reshape(-1, 2)
    return line(both[:, 0], both[:, 1], style.colour("discriminator"), 0.6 * style.stroke, visible=shown)


def curves(result: Result, style: Style) -> list[Trace]:
    """Return the run so far: losses, verdicts and the divergence from the target, and the present values as dots."""
    steps, history = thinned(result.history)
    roles = ("discriminator", "generator", "real", "generated")
    names = ("loss of D", "loss of G", "D on real", "D on generated")
    traces = [
        line(steps, history[:, i], style.colour(role), 0.6 * style.stroke, f"{name} at step %{{x}}: %{{y:.4g}}",
             xaxis=f"x{2 + i // 2}", yaxis=f"y{2 + i // 2}")
        for i, (role, name) in enumerate(zip(roles, names, strict=True))
    ]  # fmt: skip
    measured = result.measured
    now = {"xaxis": "x4", "yaxis": "y4"}
    traces.append(line(measured[:, 0], measured[:, 1], style.colour("text"), 0.7 * style.stroke,
                       "JS at step %{x}: %{y:.4g}", **now))  # fmt: skip
    traces.append(dots(measured[-1:, 0], measured[-1:, 1], style.colour("text"), 2.5 * style.stroke, "%{y:.4g}", **now))
    told = f"JS <b>{result.js:.3f}</b>, W₁ {measured[-1, 3]:.3f}"
    told += f"<br>{result.covered} of {result.modes} modes" if result.modes else ""
    traces.append(words([0], [0.98], [told], style.colour("text"), style, textposition="middle right", **now))
    return traces


def thinned(history: NDArray[np.float32]) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Return at most POINTS steps and the means of what happened since the one before."""
    if len(history) < 2:
        return np.zeros(0), np.zeros((0, 4), dtype=np.float32)
    block = -(-(len(history) - 1) // POINTS)
    whole = history[1 : 1 + (len(history) - 1) // block * block].reshape(-1, block, 4)
    return block * np.arange(1.0, len(whole) + 1), whole.mean(axis=1)


def loss_range(result: Result) -> list[float]:
    """Return limits for the losses that hold most of them, in round numbers, so that they seldom change."""
    losses = result.history[1:, :2]
    low, high = (float(q) for q in np.percentile(losses, [1, 99])) if len(losses) else (0.0, 2.0)

    def rounded(value: float) -> float:
        return float(
            np.sign(value) * next(r for r in (0, 0.5, 1, 2, 3, 5, 10, 20, 50, 100, 1e3, 1e9) if r >= abs(value))
        )

    return [rounded(low) if low < 0 else 0.0, max(2.0, rounded(high))]


def describe(result: Result) -> str:
    """Return the picture in a sentence."""
    modes = f" {result.covered} of {result.modes} modes are covered." if result.modes else ""
    quality = f" {result.measured[-1, 5]:.0%} of the generated points are of high quality."
    broke = f" Training broke down at step {result.diverged}." if result.diverged else ""
    return f"After {result.step} steps the JS divergence is {result.js:.3f} nats.{modes}{quality}{broke}"
