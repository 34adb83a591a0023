"""The main picture: points between data and noise, the density they follow, and the score that leads them back."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.frontiers.diffusion.figure_parts import arrows, paths, scattered, shade, square
from explainers.frontiers.diffusion.result import ARROWS, SHOWN, SIDE, Result, places
from explainers.frontiers.diffusion.settings import FIELDS, SAMPLERS
from explainers.panels import panels

PLACES = panels("now now end", "now now .", widths=(0.29, 0.29, 0.42), heights=(0.68, 0.32), gaps=(0.04, 0.12),
                first="now")  # fmt: skip
NARROW = PLACES.narrow({"now": 330, "end": 260}, gap=60, margin=(34, 130))


@Plot
def plot_plane(result: Result, style: Style) -> Drawing:
    """Draw points at time t over their density and the score, the path of one, and beside them the samples."""
    p, now, end = result.params, PLACES["now"], PLACES["end"]
    log = result.known.log_density(places(SIDE), result.path, result.time)
    reverse, one = p.way == "reverse", min(p.followed, SHOWN - 1)
    traces = [
        shade(np.exp((log - log.max()) / 2), 1.0, "real", style, now, "√(p / max p) = %{z:.2f}"),
        arrows(places(ARROWS), result.score(result.denoise), "muted", style, now),
        paths(result.ways[:, :24], "generated" if reverse else "real", style, now),
        paths(result.ways[:, one : one + 1], "guess", style, now, 1.0, 0.8),
        scattered(result.now, "generated" if reverse else "real", style, now),
        scattered(result.now[one : one + 1], "guess", style, now, 3.0),
        scattered(result.known.centres[:72] if p.known else result.data[:72], "real", style, end, 1.1),
        scattered(result.carried[-1, :100], "generated", style, end, 1.1),
    ]
    said = [f"sliced W₁ to the target: <b>{result.sliced:.3f}</b>",
            f"length of paths / straight: <b>{result.bending:.2f}</b>",
            f"transport cost: {result.costs[0]:.2f}, least {result.costs[1]:.2f}"]  # fmt: skip
    if p.known:
        said.append(f"training points given back: <b>{result.given_back:.0%}</b>")
    if not result.path.reaches_noise:
        said.append(f"α(1) = {result.path.alpha(1.0):.2f}: noise is never reached")
    notes = [
        now.over(f"t = {p.t:.2f}, from {'noise' if reverse else 'data'}: <b>p<sub>t</sub></b> and its score", style),
        end.over(f"<b style='color:{style.colour('real')}'>{'training points' if p.known else 'data'}</b>, "
                 f"<b style='color:{style.colour('generated')}'>samples</b>", style),
        end.over("<br>".join(said), style, y=0, yanchor="top", yshift=-8, align="left"),
    ]  # fmt: skip
    layout = base_layout(style, **PLACES.layout(now=square(now, style), end=square(end, style)), annotations=notes,
                         margin={"l": 4, "r": 8, "t": 34, "b": 10})  # fmt: skip
    return Drawing(traces, layout, describe(result), NARROW)


def describe(result: Result) -> str:
    """Return the picture in a sentence."""
    p = result.params
    whole = (
        f"At time {p.t:.2f}, {SHOWN} points between data and noise. {SAMPLERS[p.sampler]} with {p.evaluations} "
        f"steps and the denoiser “{FIELDS[p.field]}” ends at a sliced W₁ of {result.sliced:.3f} from the target."
    )
    back = f" {result.given_back:.0%} of the samples are training points." if p.known else ""
    return whole + back + ("" if result.path.reaches_noise else " This schedule never reaches noise.")
