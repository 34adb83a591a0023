"""Objective against task: the share of held-out examples right, and the examples of the open cell."""

from textwrap import wrap

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, base_layout
from explainers.marks import escaped, words
from explainers.panels import panels
from explainers.transformers.maps import frame, shades, tag
from explainers.transformers.objectives.corruption import OBJECTIVES
from explainers.transformers.objectives.measure import SHOWN
from explainers.transformers.objectives.result import Result, right
from explainers.transformers.objectives.settings import JOBS, NAMES

PLACES = panels("matrix", "examples", heights=(0.42, 0.5), gaps=(0, 0.08), first="matrix", x=(0.0, 0.99), y=(0.0, 0.92))
ROWS = ["Causal<br>(GPT)", "Spans<br>(T5)", "Denoising<br>(BART)"]
TILTED = {"xaxis": {"tickangle": -60, "ticktext": list(JOBS.values()), "tickfont": {"size": 11}, "domain": [0.0, 0.9]}}
NARROW = PLACES.narrow({"matrix": 170, "examples": 340}, gap=30, margin=(110, 10), matrix=TILTED)
LETTERS = (200, 50)  # on a line of an example: on a screen, on a telephone


@Plot
def plot_matrix(result: Result, style: Style) -> Drawing:
    """Draw the table, and below it what the model of the open row was asked, said, and should have said."""
    p, jobs = result.params, list(JOBS)
    z = np.array([[right(name, job) for job in jobs] for name in OBJECTIVES])
    across, down = jobs.index(p.job), OBJECTIVES.index(p.objective)
    heat = {"type": "heatmap", "x": np.arange(len(jobs)), "y": np.arange(3), "z": z, "zmin": 0.0, "zmax": 1.0,
            "xgap": 2, "ygap": 2, "colorscale": shades(style), "showscale": False, "hoverinfo": "skip",
            **PLACES["matrix"].axes}  # fmt: skip
    columns, rows = np.meshgrid(np.arange(len(jobs)), np.arange(3))
    shares = [f"<b>{value:.0%}</b>" for value in z.ravel()]
    ink = [style.colour("background" if value > 0.5 else "text") for value in z.ravel()]
    figures = words(columns.ravel(), rows.ravel(), shares, ink, style, **PLACES["matrix"].axes)
    heads = ["<br>".join(name.split(" ", 1)) for name in JOBS.values()]
    axes: dict[str, Layout] = {
        "matrix": {
            "xaxis": {"range": [-2.1, len(jobs) - 0.45], "tickvals": np.arange(len(jobs)), "ticktext": heads,
                      "side": "top", "ticks": "", "showgrid": False, "tickfont": {"size": 0.85 * style.text}},
            "yaxis": {"range": [2.55, -0.55], "visible": False},
        },
        "examples": {"xaxis": {"visible": False, "range": [0, 1]}, "yaxis": {"visible": False, "range": [SHOWN, 0]}},
    }  # fmt: skip
    names = words([-0.6] * 3, np.arange(3), ROWS, style.colour("text"), style, textposition="middle left",
                  **PLACES["matrix"].axes)  # fmt: skip
    wide, narrow = ([example(one, i, style, most) for i, one in enumerate(result.examples)] for most in LETTERS)
    small = {i: {"text": note["text"], "font": {"size": 12}} for i, note in enumerate(narrow)}
    layout = base_layout(
        style, **PLACES.layout(**axes), annotations=wide, margin={"l": 8, "r": 8, "t": 26, "b": 6},
        shapes=[frame(across - 0.5, down - 0.5, style.colour("guess"), style.stroke)],
    )  # fmt: skip
    return Drawing([heat, figures, names], layout, describe(result), NARROW | {"annotations": small})


def example(one: dict[str, str], row: int, style: Style, letters: int) -> Layout:
    """Return one example: what was asked, in lines of so many letters, what the model said, and what is right."""
    asked = "<br>".join(map(escaped, wrap(one["asked"], letters)))
    said = tag(escaped(one["said"]), "generator" if one["said"] == one["right"] else "guess", style)
    says, truth = tag("says", "muted", style), tag("right:", "muted", style)
    apart = "   " if letters == max(LETTERS) else "<br>"
    text = f"{asked}<br>{says} <b>{said}</b>{apart}{truth} {escaped(one['right'])}"
    return PLACES["examples"].over(text, style, y=row, yref=PLACES["examples"].refs[1], yanchor="top", align="left",
                                   yshift=0)  # fmt: skip


def describe(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    p = result.params
    best = {job: max(OBJECTIVES, key=lambda name: right(name, job)) for job in JOBS}
    said = "; ".join(f"{JOBS[job]}: {NAMES[name]} {right(name, job):.0%}" for job, name in best.items())
    share = f"{NAMES[p.objective]} has {right(p.objective, p.job):.0%} right where the task is “{JOBS[p.job]}”"
    return f"{share}. The best of each: {said}."
