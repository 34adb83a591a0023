"""The main picture: everyone, a square each, and beside them the count that answers the question."""

import numpy as np

from explainers.bayes.diagnosis.counts import NOT_TESTED, Codes
from explainers.bayes.diagnosis.model import Result
from explainers.bayes.diagnosis.palette import NAMES, colours, percent, sizes, times
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels

PLACES = panels("crowd count", widths=(0.645, 0.33), gaps=(0.025, 0))
NOBODY = 5  # the code of a place where nobody stands
ROW = 40  # people in a row when there are a thousand; more of them stand closer
NARROW = PLACES.narrow({"crowd": 270, "count": 215}, gap=15)


@Plot
def plot_people(result: Result, style: Style) -> Drawing:
    """Draw everyone as a square in the colour of illness and result, and the positives as one bar."""
    traces = [crowd(result, style), *tally(result, style)]
    height, width = grid(result.codes).shape
    bare = {"visible": False, "constrain": "domain"}
    unit = {"visible": False, "range": [0, 1]}
    places = PLACES.layout(
        crowd={"xaxis": bare | {"range": [-0.5, width - 0.5]}, "yaxis": bare | {"range": [height - 0.5, -0.5]}},
        count={"xaxis": unit, "yaxis": unit},
    )
    layout = base_layout(style, **places, margin={"l": 6, "r": 8, "t": 6, "b": 8})
    return Drawing(traces, layout, describe(result), NARROW)


def grid(codes: Codes) -> Codes:
    """Return people in rows of equal length, shape (rows, columns), NOBODY where the last row is not full."""
    columns = max(1, int(ROW * (len(codes) / 1000) ** 0.5 / 5) * 5)
    rows = -(-len(codes) // columns)
    standing = np.full(rows * columns, NOBODY, np.uint8)
    standing[: len(codes)] = codes
    return standing.reshape(rows, columns)


def crowd(result: Result, style: Style) -> Trace:
    """Return everyone as cells of a grid."""
    shades = colours(style) | {NOBODY: "rgba(0,0,0,0)"}
    scale = [[edge / len(shades), shade] for code, shade in sorted(shades.items()) for edge in (code, code + 1)]
    gap = 3 if len(result.codes) <= 1500 else 1
    limits = {"zmin": -0.5, "zmax": NOBODY + 0.5, "colorscale": scale, "showscale": False, "zsmooth": False}
    return {"type": "heatmap", "z": grid(result.codes), "xgap": gap, "ygap": gap, "hoverinfo": "skip", **limits}


def tally(result: Result, style: Style) -> list[Trace]:
    """Return the counts in words, and the positives as a bar of which the ill are the left part."""
    counts, axes = result.counts, PLACES["count"].axes
    shade, muted, text = colours(style), style.colour("muted"), style.colour("text")
    ill, positive = counts.true_positive, counts.positive
    big = {"color": style.colour("posterior"), "size": 2.1 * style.text}
    left = {"textposition": "middle right", **axes}
    said = [
        f"<b>{positive:,}</b> {times(result.params.tests)}",
        f"<b>{ill:,}</b> of them {'is' if ill == 1 else 'are'} ill",
    ]
    traces = [
        words([0.0, 0.0], [0.95, 0.87], said, text, style, **left),
        words([0.0], [0.755], [f"<b>{percent(counts.ppv)}</b>"], style.colour("posterior"), style, **left)
        | {"textfont": big},
        *bar(result, style),
        words([0.0], [0.535], [beneath(result)], muted, style, **left),
    ]
    rows = 0.42 - 0.085 * np.arange(len(NAMES))
    number = sizes(counts)
    traces.append(dots([0.025] * len(NAMES), rows, [shade[code] for code in NAMES], style.text, **axes))
    traces[-1]["marker"]["symbol"] = "square"
    named = [f"<b>{number[code]:,}</b> {name}" for code, name in NAMES.items()]
    traces.append(words([0.075] * len(NAMES), rows, named, text, style, **left))
    traces.append(words([0.0], [0.06], [waiting(result)], muted, style, **left))
    return traces


def bar(result: Result, style: Style) -> list[Trace]:
    """Return a bar of all positives, the ill at its left, and a mark where a guess would have parted it."""
    share, guess = result.counts.ppv, result.params.guess / 100
    axes, y = PLACES["count"].axes, 0.645
    thick = {"width": 0.95 * style.text}
    nobody = np.isnan(share)
    part = 0.0 if nobody else share
    back = style.colour("grid") if nobody else style.colour("likelihood")
    traces = [
        line([0.0, 1.0], [y, y], back, 1, "positives: %{text}", pen=thick, **axes),
        line([0.0, part], [y, y], style.colour("posterior"), 1, pen=thick, **axes),
    ]
    traces[0]["text"] = [f"{result.counts.positive:,}"] * 2
    mark = [guess, guess] if guess else [np.nan, np.nan]
    traces.append(line(mark, [y - 0.045, y + 0.045], style.colour("guess"), style.stroke, **axes))
    return traces


def beneath(result: Result) -> str:
    """Return the line under the bar: what was guessed, or what the rates themselves come to."""
    counts, guess = result.counts, result.params.guess
    if not counts.positive:
        return "0 of 0: nobody tests positive yet" if waiting(result) else "0 of 0: nobody tests positive"
    if guess:
        return f"you guessed {guess:g}%: {guess / 100 * counts.positive:.0f} of {counts.positive:,}"
    return f"without rounding {percent(result.rates.ppv)}"


def waiting(result: Result) -> str:
    """Return how many are not tested yet; nothing where all are."""
    left = int((result.codes == NOT_TESTED).sum())
    return f"{left:,} not tested yet" if left else ""


def describe(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    c = result.counts
    asked = (
        f"{c.total:,} of {len(result.codes):,} people have been tested: "
        if waiting(result)
        else f"Of {c.total:,} people "
    )
    answer = f"that is {percent(c.ppv)}" if c.positive else "of nobody there is no share"
    return (f"{asked}{c.ill:,} are ill. {c.positive:,} {times(result.params.tests)}, and {c.true_positive:,} of these "
            f"are ill: {answer}. {c.false_negative:,} who are ill were missed, {c.true_negative:,} are healthy and "
            f"negative.")  # fmt: skip
