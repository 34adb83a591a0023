"""The picture to predict on: where will the posterior's peak be?"""

from explainers.bayes.updating.figure_belief import PARAMETER, curve
from explainers.bayes.updating.model import Result
from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.marks import line, words


@Plot
def plot_peak(
    result: Result, style: Style, guess: tuple[float, float] | None = None, revealed: bool = False
) -> Drawing:
    """Draw prior and likelihood only; when revealed, also the posterior, and how far from its peak a guess was."""
    peak = result.peak
    in_sight = max(result.curves["prior"][1].max(), result.curves["likelihood"][1].max())
    top = float(max(2 * in_sight, 1.25 * peak[1], guess[1] if guess else 0.0))  # room that tells nothing
    roles = ("prior", "likelihood", "posterior") if revealed else ("prior", "likelihood")
    traces = [curve(style, role, *result.curves[role]) for role in roles]
    peaks = {trace["name"]: (float(trace["x"][trace["y"].argmax()]), float(trace["y"].max())) for trace in traces}
    colours = [style.colour(role) for role in peaks]
    if guess:
        peaks["your guess"] = guess
        colours.append(style.colour("guess"))
        marker = {"color": [style.colour("guess"), style.colour("posterior")], "size": 4.5 * style.stroke}
        gap = line([guess[0], peak[0]], [guess[1], peak[1]], style.colour("guess"), 2, "(%{x:.3g}, %{y:.3g})")
        traces.append(gap | {"mode": "lines+markers", "marker": marker})
    x, y = [x for x, _ in peaks.values()], [y + 0.055 * top for _, y in peaks.values()]
    traces.append(words(x, y, [f"<b>{name}</b>" for name in peaks], colours, style))

    layout = base_layout(
        style,
        xaxis={"range": list(result.axis), "title": {"text": PARAMETER[result.params.family]}, "showgrid": False},
        yaxis={"range": [0, 1.12 * top], "title": {"text": "density"}},
        margin={"l": 58},
    )
    alt = "Densities with their peaks: " + ", ".join(f"{name} at ({x:.2f}, {y:.2f})" for name, (x, y) in peaks.items())
    return Drawing(traces, layout, alt + ".")
