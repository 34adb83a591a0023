"""One row of one head, taken apart from top to bottom: keys, scores, weights, values, and the output at the right."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import line
from explainers.transformers.dot_product import Array
from explainers.transformers.head_surgery.model import Result
from explainers.transformers.lm.row import Row
from explainers.transformers.lm.shape import HEAD_SIZE
from explainers.transformers.maps import frame, label, note, token_axis

CLOSED = "This head opens as soon as the model itself has read the sentence."
STRIPS = {"k": (0.74, 0.92), "score": (0.56, 0.7), "weight": (0.36, 0.5), "v": (0.02, 0.25)}  # shares of the height
TOKENS_WIDE, ASKS, GIVES = (0.16, 0.78), (0.03, 0.055), (0.86, 0.885)  # shares of the width

CELL_NARROW: Layout = {
    "height": 520,
    **{f"xaxis{axis}": {"domain": [0.24, 0.7]} for axis in ("", 2, 4)},
    "xaxis3": {"domain": [0.24, 0.7], "tickangle": -60, "tickfont": {"size": 9}},
    "annotations": {0: {"font": {"size": 12}}}
    | {i: {"font": {"size": 11}} for i in (1, 3, 5, 7, 9, 10)}
    | {i: {"x": 0.72, "font": {"size": 11}} for i in (2, 4, 6, 8)},
}


@Plot
def plot_cell(result: Result, style: Style) -> Drawing:
    """Draw what happens when token i looks back."""
    p, tokens, row = result.params, result.tokens, result.cell
    small = {"size": 0.8 * style.text}
    length = len(tokens)
    shown = row or closed(length)
    traces = strips(shown, style) + bars(result, shown, style)
    notes = sayings(result, row, style) if row else [note(CLOSED, 0.16, 0.5, style), *[note("", 0.0, 0.0, style)] * 10]
    shared = {"range": [-0.5, length - 0.5], "domain": list(TOKENS_WIDE)}
    tall = {"range": [-0.5, HEAD_SIZE - 0.5], "visible": False}
    layout = base_layout(
        style,
        xaxis={**shared, "visible": False, "anchor": "y"},
        yaxis=tall | {"domain": list(STRIPS["k"])},
        xaxis2={**shared, "visible": False, "anchor": "y2"},
        yaxis2={
            "domain": list(STRIPS["score"]),
            "anchor": "x2",
            "nticks": 4,
            "range": score_range(row),
            "tickfont": small,
        },
        xaxis3={
            **shared,
            **token_axis(tokens, 24, p.column),
            "anchor": "y3",
            "tickfont": small,
            "tickangle": 0 if length < 16 else -60,
        },
        yaxis3={"domain": list(STRIPS["weight"]), "anchor": "x3", "range": [0, 1], "nticks": 3, "tickfont": small},
        xaxis4={**shared, "visible": False, "anchor": "y4"},
        yaxis4=tall | {"domain": list(STRIPS["v"]), "anchor": "x4"},
        xaxis5={"domain": list(ASKS), "range": [-0.5, 0.5], "visible": False, "anchor": "y"},
        xaxis6={"domain": list(GIVES), "range": [-0.5, 0.5], "visible": False, "anchor": "y4"},
        xaxis7={"domain": [0.95, 0.975], "range": [-0.5, 0.5], "visible": False, "anchor": "y4"},
        shapes=[
            frame(p.column - 0.5, -0.5, style.colour("guess"), 2, (f"x{axis}", f"y{axis}"), high=HEAD_SIZE)
            for axis in ("", 4)
        ],
        annotations=notes,
        margin={"l": 4, "r": 4, "t": 4, "b": 6},
    )
    return Drawing(traces, layout, describe_cell(result), CELL_NARROW)


def closed(length: int) -> Row:
    """Return a row of which nothing is known yet."""
    blank, vectors = np.full(length, np.nan), np.full((length, HEAD_SIZE), np.nan)
    some = np.full(HEAD_SIZE, np.nan)
    return Row(some, vectors, vectors, blank, blank, blank, blank, blank, some, some)


def score_range(row: Row | None) -> list[float]:
    """Return the range of the scores; it does not move with temperature or values."""
    if row is None:
        return [-1.0, 1.0]
    every = np.concatenate((row.scores, row.without_positions))
    return [float(min(every.min(), 0) - 1), float(max(every.max(), 0) + 1)]


def strips(row: Row, style: Style) -> list[Trace]:
    """Return query, keys, values and outputs as strips of 64 numbers."""
    far, out = widest(row.v), widest(row.before)
    return [
        strip(row.q[:, None], widest(row.q), "q", style, "x5", "y"),
        strip(row.k.T, widest(row.k), "k", style, "x", "y"),
        strip(row.v.T, far, "v", style, "x4", "y4"),
        strip(row.before[:, None], out, "output before", style, "x6", "y4"),
        strip(row.output[:, None], out, "output now", style, "x7", "y4"),
    ]


def widest(values: Array) -> float:
    """Return the largest size of some numbers; 1 where there are none."""
    return float(np.abs(np.nan_to_num(values)).max()) or 1.0


def strip(values: Array, far: float, name: str, style: Style, x: str, y: str) -> Trace:
    """Return numbers as colours, from −`far` over nothing to `far`."""
    scale = [[0.0, style.colour("generated")], [0.5, style.colour("background")], [1.0, style.colour("real")]]
    return {
        "type": "heatmap",
        "z": values.round(4),
        "zmin": -far,
        "zmax": far,
        "colorscale": scale,
        "showscale": False,
        "hovertemplate": f"{name}[%{{y}}] of token %{{x}}: %{{z:.3f}}<extra></extra>",
        "xaxis": x,
        "yaxis": y,
    }


def bars(result: Result, row: Row, style: Style) -> list[Trace]:
    """Return scores and weights as bars; a mark on each where the model has it, before anything was changed."""
    p, tokens = result.params, result.tokens
    places = np.arange(float(len(tokens)))
    seen = places <= p.row
    colours = [style.colour("guess") if j == p.column else style.colour("real") for j in places]
    says = [label(token) for token in tokens]
    score = {
        "type": "bar",
        "x": places,
        "y": np.where(seen, row.scores, np.nan).round(4),
        "marker": {"color": colours},
        "text": says,
        "textposition": "none",
        "hovertemplate": "q·k/√d for “%{text}”: %{y:.3f}<extra></extra>",
        "xaxis": "x2",
        "yaxis": "y2",
    }
    weight = {
        "type": "bar",
        "x": places,
        "y": np.where(seen, row.weights, np.nan).round(5),
        "marker": {"color": colours},
        "text": says,
        "textposition": "none",
        "hovertemplate": "weight of “%{text}”: %{y:.4f}<extra></extra>",
        "xaxis": "x3",
        "yaxis": "y3",
    }
    ghost = np.where(seen, row.without_positions, np.nan)
    hidden = np.where(seen, np.nan, 0.0)
    traces: list[Trace] = [score, weight]
    traces.append(dashes(places, ghost, "without positions: %{y:.3f}", style, "x2", "y2"))
    traces.append(dashes(places, np.where(seen, row.unchanged, np.nan), "in the model: %{y:.4f}", style, "x3", "y3"))
    traces.append(
        line(places, hidden, style.colour("muted"), 0, "the future is masked: −∞", mode="text", xaxis="x2", yaxis="y2")
        | {"mode": "text", "text": ["−∞"] * len(places), "textfont": {"color": style.colour("muted")}}
    )
    return traces


def dashes(x: Array, y: Array, hover: str, style: Style, xaxis: str, yaxis: str) -> Trace:
    """Return short strokes, where something would be otherwise."""
    marker = {"symbol": "line-ew", "size": 16, "line": {"width": 2.5, "color": style.colour("text")}}
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y.round(5),
        "marker": marker,
        "xaxis": xaxis,
        "yaxis": yaxis,
        "hovertemplate": f"{hover}<extra></extra>",
    }


def sayings(result: Result, row: Row, style: Style) -> list[Layout]:
    """Return the names of the strips, with the numbers of the chosen cell."""
    p, j = result.params, result.params.column
    asks, answers = label(result.tokens[p.row]), label(result.tokens[j])
    behind = j > p.row
    weight = "0, it is in the future" if behind else f"{row.weights[j]:.3f}"
    right = 0.8
    return [
        note(f"<b>q</b> “{asks}”", 0.0, 0.925, style, "text", yanchor="bottom"),
        note(
            "<b>keys k</b>, turned by position" if p.positions else "<b>keys k</b>, not turned",
            0.16,
            0.925,
            style,
            "text",
        ),
        note(f"“{answers}”:<br>q·k = <b>{row.products[j]:.2f}</b>", right, 0.8, style, "guess"),
        note("<b>scores</b><br>q·k/√64", 0.0, 0.59, style, "text"),
        note(
            f"÷ 8 = <b>{row.scores[j]:.2f}</b><br>– without positions<br>{3 * '&nbsp;'}{row.without_positions[j]:.2f}",
            right,
            0.54,
            style,
            "guess",
        ),
        note(f"<b>weights</b><br>softmax, τ = {p.temperature:g}", 0.0, 0.4, style, "text"),
        note(f"w = <b>{weight}</b><br>– in the model {row.unchanged[j]:.3f}", right, 0.4, style, "guess"),
        note(
            "<b>values v</b>" + (f"<br>“{answers}”<br>× {p.value_scale:g}" if p.value_scale != 1 else ""),
            0.0,
            0.12,
            style,
            "text",
        ),
        note(f"output moved by <b>{row.moved:.0%}</b>", right, 0.305, style, "guess"),
        note("Σ w v:  was", 0.82, 0.25, style, "text"),
        note("is", 0.953, 0.25, style, "text"),
    ]


def describe_cell(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    p, tokens, row = result.params, result.tokens, result.cell
    if row is None:
        return f"Layer {p.layer}, head {p.head} has not been opened yet."
    return (
        f"In layer {p.layer}, head {p.head}, “{tokens[p.row].strip()}” asks and “{tokens[p.column].strip()}” answers: "
        f"score {row.scores[p.column]:.2f}, weight {row.weights[p.column]:.3f} at temperature {p.temperature:g}. "
        f"The output has moved by {row.moved:.0%} of its length."
    )
