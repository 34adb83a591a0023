"""Text to text: one example of a task in all three models, and how many held-out examples of it each has right."""

from textwrap import wrap

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import escaped
from explainers.panels import panels
from explainers.transformers.maps import tag
from explainers.transformers.objectives.corruption import OBJECTIVES
from explainers.transformers.objectives.figure_gap import COLOURS
from explainers.transformers.objectives.result import Result, scores
from explainers.transformers.objectives.settings import NAMES

PLACES = panels("said right", widths=(0.72, 0.24), gaps=(0.04, 0), x=(0.0, 0.97), y=(0.02, 0.9))
NARROW = PLACES.narrow({"said": 340, "right": 120}, gap=44, margin=(10, 10))
ACROSS = 48  # letters on a line


@Plot
def plot_tasks(result: Result, style: Style) -> Drawing:
    """Draw what goes in and what each model answers; beside each model, its share of held-out examples."""
    (question, right), answers = result.question, result.answers
    rows = [("goes in", question, "text"), ("right answer", right, "text")]
    rows += [(f"{NAMES[name]} {'✓' if said == right else '✗'}", said, COLOURS[name]) for name, said in answers.items()]
    notes = [row_of(head, text, role, i, style) for i, (head, text, role) in enumerate(rows)]
    share = [scores()[name][result.params.task] for name in OBJECTIVES]
    bars: Trace = {"type": "bar", "orientation": "h", "x": share, "y": np.arange(2.4, 5), "width": 0.5,
                   "marker": {"color": [style.colour(COLOURS[name], 0.75) for name in OBJECTIVES]},
                   "text": [f"{one:.0%}" for one in share], "textposition": "auto", "textangle": 0,
                   "textfont": {"size": style.text}, "hoverinfo": "skip", **PLACES["right"].axes}  # fmt: skip
    notes.append(PLACES["right"].over("<b>Held-out examples<br>right</b>", style, align="left", y=2.0, yshift=0,
                                      yref=PLACES["right"].refs[1]))  # fmt: skip
    hidden = {"xaxis": {"visible": False, "range": [0, 1]}, "yaxis": {"visible": False, "range": [5, 0]}}
    narrow = NARROW | {"annotations": {i: {"font": {"size": 12}} for i in range(len(notes))}}
    narrow["yaxis2"] = narrow["yaxis2"] | {"range": [5, 2]}
    layout = base_layout(style, **PLACES.layout(said=hidden, right=hidden), annotations=notes,
                         margin={"l": 10, "r": 10, "t": 10, "b": 10})  # fmt: skip
    return Drawing([bars], layout, describe(result), narrow)


def row_of(head: str, text: str, role: str, row: int, style: Style) -> Layout:
    """Return a text with its head, in its row."""
    lines = "<br>".join(map(escaped, wrap(text or "(nothing)", ACROSS)))
    said = f"{tag(head, 'muted', style)}<br><b>{tag(lines, role, style)}</b>"
    return PLACES["said"].over(said, style, y=row, yref=PLACES["said"].refs[1], yanchor="top", align="left", yshift=0)


def describe(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    question, right = result.question
    said = "; ".join(f"{NAMES[name]} answers “{text}”" for name, text in result.answers.items())
    shares = ", ".join(f"{scores()[name][result.params.task]:.0%}" for name in OBJECTIVES)
    return f"“{question}” should be “{right}”: {said}. Of held-out examples they have {shares} right."
