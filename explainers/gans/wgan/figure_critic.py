"""Two critics, one clipped and one penalised, over the exact potential; the norm of their gradient; their weights."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.wgan.critic import AXIS, HIGH, LOW, Critic
from explainers.gans.wgan.result import Array, Result
from explainers.marks import dots, line, words
from explainers.panels import panels

ROWS = {"clip": "wasserstein_clip", "gp": "wasserstein_gp"}
PARTS = ("field", "scores", "slopes", "weights")
PLACES = panels(*(" ".join(f"{part}_{row}" for part in PARTS) for row in ROWS), gaps=(0.06, 0.22))
NARROW = PLACES.narrow(
    {f"{left}_{row} {right}_{row}": 165 for row in ROWS for left, right in (PARTS[:2], PARTS[2:])}, gap=62, across=0.14
)
SLOPES = np.linspace(-6, 6, 37)  # edges of the bins of log₂ |∇f|; what lies outside counts in the last on its side
BINS = 41  # of the weights
WIDEST = 0.6  # weights of the penalised critic up to here are drawn
SCORE = 0.5  # scores up to here, on either side


@Plot
def plot_critic(result: Result, style: Style) -> Drawing:
    """Draw both critics over the exact potential, score against score, and histograms of slopes and weights."""
    traces: list[Trace] = []
    axes: dict[str, dict[str, Layout]] = {}
    for row, loss in ROWS.items():
        critic = result.critics[loss]
        traces += field(result, row, critic, style) + against(row, critic, style)
        traces += slopes(row, critic, style) + weights(result, row, critic, style)
        axes |= axes_of(row, result.params.clip)
    layout = base_layout(
        style, **PLACES.layout(**axes), margin={"l": 6, "r": 12, "t": 34, "b": 62 if style.lecture else 48},
        annotations=[PLACES[f"field_{row}"].over(said(row, result.critics[ROWS[row]]), style) for row in ROWS],
    )  # fmt: skip
    return Drawing(traces, layout, describe(result), NARROW)


def axes_of(row: str, clip: float) -> dict[str, dict[str, Layout]]:
    """Return the axes of one row of panels; titles stand under the last."""
    square: Layout = {
        "range": [LOW, HIGH],
        "showticklabels": False,
        "ticks": "",
        "showgrid": False,
        "constrain": "domain",
    }
    score: Layout = {"range": [-SCORE, SCORE], "tickvals": [-0.4, 0, 0.4]}
    slope: Layout = {"range": [-6, 6], "tickvals": [-4, 0, 4], "ticktext": ["1/16", "1", "16"]}
    weight: Layout = {"range": [-WIDEST, WIDEST], "tickvals": [-0.5, 0, 0.5]}
    if row == "clip":
        weight = {"range": [-1.1 * clip, 1.1 * clip], "tickvals": [-clip, 0, clip], "tickformat": "~g"}
    across = {"field": square, "scores": score, "slopes": slope, "weights": weight}
    down: dict[str, Layout] = {"field": square | {"scaleanchor": f"x{PLACES[f'field_{row}'].suffix}"}, "scores": score,
            "slopes": {"range": [0, 0.6], "showticklabels": False},
            "weights": {"range": [0, 0.45], "showticklabels": False}}  # fmt: skip
    titles = ("f; exact dotted", "exact potential", "|∇f|", "weights") if row == "gp" else ("",) * 4
    return {f"{part}_{row}": {"xaxis": across[part] | {"title": {"text": title}}, "yaxis": down[part]}
            for part, title in zip(PARTS, titles, strict=True)}  # fmt: skip


def said(row: str, critic: Critic) -> str:
    """Return the numbers of one critic, over its row."""
    name = "Clipped" if row == "clip" else "Penalty"
    return (f"<b>{name}</b>: f says {critic.estimate:.3f}, slopes up to K = {critic.steepest:.2f}, "
            f"so W₁ ≥ {critic.bound:.3f}; exactly {critic.distance:.3f}")  # fmt: skip


def field(result: Result, row: str, critic: Critic, style: Style) -> list[Trace]:
    """Return one critic over the square, lines of equal exact potential, and the points."""
    place = {**PLACES[f"field_{row}"].axes, "x": AXIS, "y": AXIS, "showscale": False}
    most = float(np.abs(critic.field).max()) or 1.0
    levels = {"start": -SCORE, "end": SCORE, "size": 0.1, "coloring": "none"}
    fake = result.racers[ROWS[row]].fake
    return [
        {"type": "heatmap", **place, "z": critic.field, "zmin": -most, "zmax": most, "zsmooth": "fast",
         "colorscale": [[0, style.colour("generated", 0.5)], [0.5, style.colour("background")],
                        [1, style.colour("real", 0.5)]],
         "hovertemplate": "f = %{z:.3f} at (%{x:.2f}, %{y:.2f})<extra></extra>"},
        {"type": "contour", **place, "z": critic.exact_field, "autocontour": False, "contours": levels,
         "hoverinfo": "skip", "line": {"color": style.colour("generator"), "width": 1.2, "dash": "dot"}},
        *(dots(at[:, 0], at[:, 1], style.colour(role), style.stroke, f"{role}: %{{x:.3f}}, %{{y:.3f}}",
               **PLACES[f"field_{row}"].axes) for role, at in (("real", result.real), ("generated", fake))),
    ]  # fmt: skip


def against(row: str, critic: Critic, style: Style) -> list[Trace]:
    """Return f / K of every point against the exact potential there: a best critic would be on the diagonal."""
    axes, scale = PLACES[f"scores_{row}"].axes, critic.steepest or 1.0
    pairs = {"real": (critic.exact_real, critic.real), "generated": (critic.exact_generated, critic.generated)}
    return [
        line([-SCORE, SCORE], [-SCORE, SCORE], style.colour("generator"), 0.5 * style.stroke, pen={"dash": "dot"},
             **axes),
        *(dots(np.clip(x, -SCORE, SCORE), np.clip(f / scale, -SCORE, SCORE), style.colour(role), style.stroke,
               f"{role}: exact %{{x:.3f}}, f / K %{{y:.3f}}", **axes) for role, (x, f) in pairs.items()),
        words([-0.94 * SCORE], [0.86 * SCORE], ["f / K"], style.colour("discriminator"), style,
              textposition="middle right", **axes),
    ]  # fmt: skip


def slopes(row: str, critic: Critic, style: Style) -> list[Trace]:
    """Return the histogram of the norm of the gradient, and 1."""
    axes = PLACES[f"slopes_{row}"].axes
    with np.errstate(divide="ignore"):  # where f is flat
        at = np.clip(np.log2(critic.slopes), SLOPES[0], SLOPES[-1] - 1e-9)
    return [
        line([0, 0], [0, 0.6], style.colour("guess"), 0.5 * style.stroke, pen={"dash": "dash"}, **axes),
        bars(at, SLOPES, "%{y:.0%} of the slopes", style, axes),
    ]


def weights(result: Result, row: str, critic: Critic, style: Style) -> list[Trace]:
    """Return the histogram of the critic's weights; of clipped ones, how many stand at the bound."""
    axes, clip = PLACES[f"weights_{row}"].axes, result.params.clip
    most = clip if row == "clip" else WIDEST
    text = f"{piled(result):.0%} at ±c" if row == "clip" else ""
    edges = np.linspace(-most, most, BINS + 1)
    return [
        bars(np.clip(critic.weights, -most, most), edges, "%{y:.0%} of the weights", style, axes),
        words([0.0], [0.41], [text], style.colour("discriminator"), style, **axes),
    ]


def piled(result: Result) -> float:
    """Return the share of the clipped critic's weights that stand at the bound."""
    sizes = np.abs(result.critics["wasserstein_clip"].weights)
    return float((sizes >= 0.999 * result.params.clip).mean())


def bars(values: Array, edges: Array, hover: str, style: Style, axes: dict[str, str]) -> Trace:
    """Return a histogram: the share of the values in each bin."""
    counts, _ = np.histogram(values, edges)
    return {"type": "bar", "x": 0.5 * (edges[1:] + edges[:-1]), "y": counts / len(values), "width": np.diff(edges),
            "marker": {"color": style.colour("discriminator", 0.75)}, "hovertemplate": f"{hover}<extra></extra>",
            **axes}  # fmt: skip


def describe(result: Result) -> str:
    """Return the picture in sentences."""
    each = []
    for row, loss in ROWS.items():
        critic = result.critics[loss]
        low, middle, high = np.percentile(critic.slopes, [10, 50, 90])
        each.append(f"{said(row, critic)}; norms of its gradient {low:.2f}, {middle:.2f}, {high:.2f} (deciles 1, 5, 9)")
    text = ". ".join(each).replace("<b>", "").replace("</b>", "")
    return f"After {result.step} steps. {text}. {piled(result):.0%} of the clipped weights stand at ±c."
