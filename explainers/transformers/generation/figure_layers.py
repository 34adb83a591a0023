"""The logit lens: what each layer would have said, were it the last."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import escaped, line, words
from explainers.panels import panels
from explainers.transformers.generation.model import Result
from explainers.transformers.lm.shape import LAYERS
from explainers.transformers.lm.writing import Lensed
from explainers.transformers.maps import cut, frame, label, shades, titled

SHOWN = list(range(0, LAYERS + 1, 3))  # layers in sight
PLACES = panels("said final", widths=(0.76, 0.24), gaps=(0.03, 0), x=(0.05, 1.0), y=(0.2, 0.93))
NARROW_PLACES, IN_SIGHT = (0.1, 0.78), 3  # on a telephone: the panel's part of the width, and columns in it


@Plot
def plot_layers(result: Result, style: Style) -> Drawing:
    """Draw the likeliest next token by place and layer, and how likely the last layer's word is to each."""
    found = result.lens
    wide = len(found.tokens) if found else 1
    column = open_column(result)
    names = [label(token) for token in found.tokens] if found else [""]
    rows = {"range": [-1.5, LAYERS + 1.5], "tickvals": SHOWN, "showgrid": False, "ticks": ""}
    layout = base_layout(
        style,
        **PLACES.layout(
            said={
                "xaxis": {"range": [-0.5, wide - 0.5], "tickvals": list(range(wide)), "ticktext": names,
                          "tickangle": -40, "showgrid": False, "ticks": "",
                          "title": titled("token that is read", style)},
                "yaxis": rows | {"title": titled("layer", style)},
            },
            final={
                "xaxis": {"range": [0, 1.05], "tickvals": [0, 0.5, 1], "title": titled("probability", style)},
                "yaxis": rows | {"showticklabels": False},
            },
        ),
        annotations=[
            PLACES["said"].over("<b>What would be said next</b>, were this layer the last", style),
            PLACES["final"].over(f"of <b>“{final(found, column)}”</b>", style),
        ],
        shapes=[frame(column - 0.5, -1.5, style.colour("guess"), 3, PLACES["said"].refs, high=LAYERS + 3)],
        margin={"l": 6, "r": 8, "t": 6, "b": 8},
    )  # fmt: skip
    first = max(min(column - 1, wide - IN_SIGHT), 0)
    narrow = {
        "height": 470,
        "xaxis": {"domain": [0.1, 0.74], "range": [first - 0.5, first + IN_SIGHT - 0.5]},
        "xaxis2": {"domain": [0.78, 1.0], "tickvals": [0, 1]},
        "annotations": {0: {"text": "<b>Said next</b>, by layer"}},
    }
    return Drawing(traces(found, column, style), layout, describe_layers(found, column), narrow)


def open_column(result: Result) -> int:
    """Return the column of the open place, or of the last."""
    if result.lens is None:
        return 0
    last = len(result.lens.tokens) - 1
    column = last - (len(result.followed.tokens) - result.params.place)
    return column if 0 <= column <= last else last


def final(found: Lensed | None, column: int) -> str:
    """Return what the last layer says at a place."""
    return label(found.said[-1][column]) if found else ""


def traces(found: Lensed | None, column: int, style: Style) -> list[Trace]:
    """Return the map of what layers say, its words, and the probability of the last word by layer."""
    if found is None:
        return [words([0], [LAYERS / 2], ["the model has not been asked yet"], style.colour("muted"), style)]
    wide = len(found.tokens)
    x, y = np.meshgrid(np.arange(float(wide)), np.array(SHOWN, float))
    names = [cut_to(found.said[layer][i], 9) for layer in SHOWN for i in range(wide)]
    hover = [[f"layer {layer}: “{label(found.said[layer][i])}”, {found.chances[layer, i]:.3f}" for i in range(wide)]
             for layer in SHOWN]  # fmt: skip
    axes = PLACES["final"].axes
    return [
        {"type": "heatmap", "x": np.arange(float(wide)), "y": np.array(SHOWN, float),
         "z": found.chances[SHOWN].round(3), "zmin": 0.0, "zmax": 1.6, "colorscale": shades(style),
         "showscale": False, "xgap": 2, "ygap": 2, "text": hover, "hoverinfo": "text",
         "hovertemplate": "%{text}<extra></extra>", **PLACES["said"].axes},
        words(x.ravel(), y.ravel(), names, style.colour("text"), style, textfont={
              "size": 0.8 * style.text, "color": style.colour("text")}, cliponaxis=True, **PLACES["said"].axes),
        line(found.final[:, column].round(4), np.arange(LAYERS + 1.0), style.colour("guess"), style.stroke,
             "layer %{y}: %{x:.3f}", **axes),
    ]  # fmt: skip


def cut_to(token: str, most: int) -> str:
    """Return a token as it stands in a cell."""
    shown = cut(token)
    return escaped(shown if len(shown) <= most else shown[: most - 1] + "…")


def decided(found: Lensed, column: int) -> int:
    """Return the first layer from which on the likeliest token is what the last layer says."""
    same = [row[column] == found.said[-1][column] for row in found.said]
    return len(same) - next((i for i, one in enumerate(reversed(same)) if not one), len(same))


def describe_layers(found: Lensed | None, column: int) -> str:
    """Say what the picture shows, from its numbers."""
    if found is None:
        return f"What {LAYERS} layers would say: the model has not been asked yet."
    return (
        f"Behind “{cut(found.tokens[column])}” the last layer says “{cut(found.said[-1][column])}”, at "
        f"{found.final[-1, column]:.2f}. From layer {decided(found, column)} of {LAYERS} on, that is the likeliest; "
        f"the middle layer says “{cut(found.said[LAYERS // 2][column])}”."
    )
