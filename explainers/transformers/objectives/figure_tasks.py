"""Text to text: one example of a task in all three models, and how many held-out examples each has right."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import escaped
from explainers.panels import panels
from explainers.transformers.objectives.corruption import OBJECTIVES
from explainers.transformers.objectives.figure_gap import COLOURS
from explainers.transformers.objectives.result import Result
from explainers.transformers.objectives.settings import NAMES, TOY

PLACES = panels("said bars", widths=(0.62, 0.33), gaps=(0.05, 0), x=(0.0, 0.98), y=(0.06, 0.9))
NARROW = PLACES.narrow({"said": 300, "bars": 240}, gap=60, margin=(30, 40), bars={"xaxis": {"domain": [0.3, 0.98]}})
ACROSS = 44  # letters on a line


@Plot
def plot_tasks(result: Result, style: Style) -> Drawing:
    """Draw what goes in and what each model answers; beside it, the share of held-out examples that come out right."""
    question, right = result.question
    rows = [("goes in", question, "text"), ("right answer", right, "text")]
    rows += [(NAMES[name] + (" ✓" if said == right else " ✗"), said, COLOURS[name])
             for name, said in result.answers.items()]  # fmt: skip
    notes = [line_of(head, text, role, i, style) for i, (head, text, role) in enumerate(rows)]
    notes.append(PLACES["bars"].over("<b>Held-out examples right</b>", style))
    bars = [bar(result, name, style) for name in OBJECTIVES]
    axes: dict[str, Layout] = {
        "said": {"xaxis": {"visible": False, "range": [0, 1]}, "yaxis": {"visible": False, "range": [5, 0]}},
        "bars": {"xaxis": {"range": [0, 1.0], "tickformat": ".0%", "nticks": 3},
                 "yaxis": {"range": [3.55, -0.55], "tickvals": [0, 1, 2, 3], "ticks": "", "showgrid": False,
                           "ticktext": [headed(task, result.params.task) for task in TOY]}},
    }  # fmt: skip
    layout = base_layout(style, **PLACES.layout(**axes), annotations=notes, barmode="group", bargap=0.3,
                         margin={"l": 10, "r": 10, "t": 10, "b": 30})  # fmt: skip
    layout["yaxis2"]["automargin"] = False
    small = {i: {"font": {"size": 12}} for i in range(len(rows))}
    return Drawing(bars, layout, describe(result), NARROW | {"annotations": small})


def line_of(head: str, text: str, role: str, row: int, style: Style) -> Layout:
    """Return a text with its head, in its row."""
    lines = [""]
    for word in escaped(text or "(nothing)").split():
        if len(lines[-1]) + len(word) > ACROSS:
            lines.append("")
        lines[-1] += f" {word}"
    said = f"<span style='color:{style.colour('muted')}'>{head}</span><br><b>{'<br>'.join(lines)}</b>"
    font = {"size": style.text, "color": style.colour(role)}
    return PLACES["said"].over(said, style, y=row, yref=PLACES["said"].refs[1], yanchor="top", align="left", font=font,
                               yshift=0)  # fmt: skip


def headed(task: str, chosen: str) -> str:
    """Return the name of a task on two lines, the chosen one bold."""
    name = TOY[task].replace(" ", "<br>", 1)
    return f"<b>{name}</b>" if task == chosen else name


def bar(result: Result, objective: str, style: Style) -> Trace:
    """Return the shares right of one model, a bar a task."""
    shares = [result.scores[objective][task] for task in TOY]
    return {"type": "bar", "orientation": "h", "x": shares, "y": np.arange(len(TOY)),
            "marker": {"color": style.colour(COLOURS[objective], 0.8)}, "text": [f"{share:.0%}" for share in shares],
            "textposition": "auto", "textangle": 0, "textfont": {"size": 0.8 * style.text},
            "hovertemplate": NAMES[objective] + ": %{x:.0%}<extra></extra>", **PLACES["bars"].axes}  # fmt: skip


def describe(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    question, right = result.question
    said = "; ".join(f"{NAMES[name]} answers “{text}”" for name, text in result.answers.items())
    task = result.params.task
    shares = ", ".join(f"{result.scores[name][task]:.0%}" for name in OBJECTIVES)
    return f"“{question}” should be “{right}”: {said}. Of held-out examples they have {shares} right."
