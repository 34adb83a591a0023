"""Four routes to one posterior, drawn over each other; what it predicts, and where a sampler got stuck."""

import numpy as np
from numpy.typing import NDArray

from explainers.bayes.sampling.figure_predictive import check_of
from explainers.bayes.sampling.model import Result
from explainers.bayes.sampling.posteriors import (
    EFFECTS,
    PARAMETERS,
    SYMBOLS,
    Marginal,
    axis,
)
from explainers.bayes.sampling.routes import Answer
from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels

BARS = 90  # of a histogram of draws
PENS = {"exact": "truth", "grid": "likelihood", "nuts": "posterior", "advi": "prior"}
TITLES = {"exact": "exact", "grid": "grid", "nuts": "NUTS", "advi": "ADVI"}
ONE, TWO = (  # parameters
    panels("first beside", f"{below} compared", widths=(0.47, 0.44), heights=(0.43, 0.35), gaps=(0.09, 0.22))
    for below in ("first", "second")
)
NOTHING = "\u2002"  # a space: plotly.js loses its place among words of which one is empty
FUNNEL = {"x": (-15.0, 35.0), "y": (-4.0, 5.0)}  # θ₁ and ln τ
TILES = (50, 36)  # along each
BELOW = {" ".join([".", *["beside"] * 7]): 120, "compared": 140}  # on a telephone; what is beside may have numbers
NARROW_ONE = ONE.narrow({"first": 300, **BELOW}, gap=(75, 75), across=0)
NARROW_TWO = TWO.narrow({"first": 140, "second": 140, **BELOW}, gap=(55, 70, 75), across=0)


@Plot
def plot_routes(result: Result, style: Style) -> Drawing:
    """Draw the posterior by each route that has arrived, what it predicts, and by how much the routes differ."""
    names = PARAMETERS[result.question.model]
    places, narrow = (TWO, NARROW_TWO) if len(names) == 2 else (ONE, NARROW_ONE)
    marginals = dict(zip(("first", "second"), names, strict=False))
    drawn = {place: overlaid(result, name, style) for place, name in marginals.items()}
    drawn |= {"beside": beside(result, style), "compared": compared(result, names, style)}
    traces = [trace | places[place].axes for place, marks in drawn.items() for trace in marks]
    bare: Layout = {"range": [0, 1], "visible": False}
    flat = {"showgrid": False, "showticklabels": False, "ticks": "", "range": [0, 1.45]}
    axes: Layout = {"beside": panel(result, style), "compared": {"xaxis": bare, "yaxis": bare}}
    for place, name in marginals.items():
        along = {"range": list(axis(result.question, name)), "showgrid": False, "title": {"text": SYMBOLS[name]}}
        axes[place] = {"xaxis": along, "yaxis": flat}
    layout = base_layout(style, **places.layout(**axes), margin={"l": 6, "r": 8, "t": 4})
    return Drawing(traces, layout, describe(result, names), narrow)


def overlaid(result: Result, name: str, style: Style) -> list[Trace]:
    """Return one marginal by every route: the reference, the grid's cells, and histograms of draws."""
    reference, coarse = result.reference[name], result.grid[name]
    top = float(reference.density.max())
    traces = [line(reference.x, reference.density / top, style.colour("truth", 0.3), 2.2 * style.stroke,
                   f"{'exact' if result.exact else 'fine grid'} at %{{x:.3g}}")]  # fmt: skip
    ends = axis(result.question, name)
    traces += [histogram(result.answers.get(route), name, ends, top, style, route) for route in ("nuts", "advi")]
    shown = np.minimum(coarse.density / top, 1.44)
    traces.append(dots(coarse.x, shown, style.colour("likelihood"), 1.7 * style.stroke, "grid at %{x:.3g}"))
    return traces


def histogram(
    answer: Answer | None, name: str, ends: tuple[float, float], top: float, style: Style, route: str
) -> Trace:
    """Return draws as the outline of a histogram, to the scale of the reference; nothing where there are none yet."""
    role = PENS[route]
    x, y = np.array([np.nan]), np.array([np.nan])
    if answer is not None:
        counts, edges = np.histogram(answer.draws[name], BARS, ends)
        y = np.minimum(counts / answer.draws[name].size / (edges[1] - edges[0]) / top, 1.44)
        x = 0.5 * (edges[1:] + edges[:-1])
    fill = {"fill": "tozeroy", "fillcolor": style.colour(role, 0.2)} if route == "nuts" else {}
    pen = {"shape": "hvh", "dash": "solid" if route == "nuts" else "dash"}
    return line(x, y, style.colour(role), 0.6 * style.stroke, f"{TITLES[route]} at %{{x:.3g}}", pen=pen, **fill)


def panel(result: Result, style: Style) -> dict[str, Layout]:
    """Return the axes of the panel at the right, for this model."""
    if result.question.model == "schools":
        return {"xaxis": {"range": list(FUNNEL["x"]), "title": {"text": "effect in school A, θ₁"}},
                "yaxis": {"range": list(FUNNEL["y"]), "nticks": 5, "title": {"text": "ln τ"}}}  # fmt: skip
    check = check_of(result.question, None, {}, style)
    return {"xaxis": check.across, "yaxis": check.up}


def beside(result: Result, style: Style) -> list[Trace]:
    """Return what the draws are good for: a check of the model by its predictions, or the funnel of the schools."""
    answer = result.answers.get("nuts")
    if result.question.model == "schools":
        return funnel(answer, style)
    check = check_of(result.question, answer, {}, style)
    x, y = check.across["range"][0], check.up["range"]
    place = y[0] + 0.94 * (y[1] - y[0])
    told = words([x], [place], [check.text], style.colour("muted"), style, textposition="middle right")
    return [*check.traces, told]


def funnel(answer: Answer | None, style: Style) -> list[Trace]:
    """Return how many draws fall where the effects and their spread meet, and on top where trajectories went wrong."""
    fallen, x_bad, y_bad, many = np.zeros(TILES), np.array([np.nan]), np.array([np.nan]), 0
    if answer:
        effect, spread = answer.draws["theta_1"].ravel(), np.log(answer.draws["tau"].ravel())
        fallen = np.histogram2d(effect, spread, TILES, [FUNNEL["x"], FUNNEL["y"]])[0]
        bad = answer.diverged.ravel()
        x_bad, y_bad, many = effect[bad], spread[bad], int(bad.sum())
    told = f"{many} trajectories diverged" if answer else "the funnel: after NUTS"
    ink = style.colour("guess" if many else "muted")
    return [
        tiles(fallen, style),
        dots(x_bad, y_bad, style.colour("guess"), 1.8 * style.stroke, "diverged here"),
        words([FUNNEL["x"][0] + 0.5], [4.5], [f"<b>{told}</b>"], ink, style, textposition="middle right"),
    ]


def tiles(fallen: NDArray[np.float64], style: Style) -> Trace:
    """Return a map of how many draws have fallen into each tile; dots for all of them would take longer to paint."""
    steps = [(high - low) / n for (low, high), n in zip(FUNNEL.values(), TILES, strict=True)]
    starts = [low + 0.5 * step for (low, _), step in zip(FUNNEL.values(), steps, strict=True)]
    most = fallen.max()
    return {"type": "heatmap", "z": np.where(fallen > 0, np.sqrt(fallen / max(most, 1)), np.nan).T,
            "x0": starts[0], "dx": steps[0], "y0": starts[1], "dy": steps[1],
            "zmin": 0.0, "zmax": 1.0, "showscale": False, "hoverinfo": "skip", "hoverongaps": False,
            "colorscale": [[0.0, style.colour("posterior", 0.12)], [1.0, style.colour("posterior")]]}  # fmt: skip


def rows_of(result: Result, name: str) -> list[tuple[str, str, str]]:
    """Return, for each route: which it is, mean and spread of one parameter, and how far its mean is off."""
    reference = result.reference[name]
    rows = []
    if result.exact:
        rows.append(("exact", f"{reference.mean:.3f} ± {reference.sd:.3f}", NOTHING))
    coarse = result.grid[name]
    rows.append(("grid", f"{coarse.mean:.3f} ± {coarse.sd:.3f}", off_by(coarse, reference)))
    for route in ("nuts", "advi"):
        answer = result.answers.get(route)
        if answer is None:
            rows.append((route, "…", NOTHING))
            continue
        s = answer.summary[name]
        error = (s["mean"] - reference.mean) / (s["mcse"] if route == "nuts" else reference.sd)
        unit = "MCSE" if route == "nuts" else "sd"
        rows.append((route, f"{s['mean']:.3f} ± {s['sd']:.3f}", f"{error:+.1f} {unit}".replace("-", "−")))
    return rows


def off_by(found: Marginal, reference: Marginal) -> str:
    """Return how far a mean is off, in standard deviations of the posterior."""
    return f"{(found.mean - reference.mean) / reference.sd:+.2f} sd".replace("-", "−")


def compared(result: Result, names: tuple[str, ...], style: Style) -> list[Trace]:
    """Return the last parameter's mean, spread and error by each route, and how NUTS did."""
    name = names[-1]
    rows = rows_of(result, name)
    left = {"textposition": "middle right"}
    inks = [style.colour(PENS[route]) for route, *_ in rows]
    at = 0.72 - 0.16 * np.arange(len(rows))
    columns = [(0.0, [f"<b>{TITLES[route]}</b>" for route, *_ in rows]), (0.2, [text for _, text, _ in rows]),
               (0.66, [error for *_, error in rows])]  # fmt: skip
    head = words(
        [0.0, 0.66], [0.9, 0.9], [f"{SYMBOLS[name]}: mean ± sd", "mean off by"], style.colour("muted"), style, **left
    )
    return [head, *(words([x] * len(rows), at, texts, inks, style, **left) for x, texts in columns),
            words([0.0], [0.06], [health(result, name)], style.colour("muted"), style, **left)]  # fmt: skip


def health(result: Result, name: str) -> str:
    """Return ArviZ's numbers for NUTS in a line."""
    answer = result.answers.get("nuts")
    if answer is None:
        return "NUTS and ADVI are on their way"
    s: dict[str, float] = answer.summary[name]
    r_hat = "R-hat needs two chains" if np.isnan(s["r_hat"]) else f"R-hat {s['r_hat']:.3f}"
    if np.isnan(s["ess_bulk"]):
        return "too few draws for diagnostics"
    return f"NUTS: {r_hat}, ESS {s['ess_bulk']:,.0f} of {answer.draws[name].size:,}, in {answer.seconds:.2f} s"


def describe(result: Result, names: tuple[str, ...]) -> str:
    """Say what the picture shows, from its numbers."""
    parts = []
    for name in names:
        found = "; ".join(f"{TITLES[route]} {text}{f', off by {error}' if error != NOTHING else ''}"
                          for route, text, error in rows_of(result, name) if text != "…")  # fmt: skip
        parts.append(f"{SYMBOLS[name]}: {found}")
    q = result.question
    what = {
        "coin": f"{q.heads} heads in {q.flips} flips",
        "regression": "a regression with outliers",
        "schools": f"{len(EFFECTS)} schools",
    }[q.model]
    return f"The posterior for {what}, mean ± sd by several routes. {'. '.join(parts)}."
