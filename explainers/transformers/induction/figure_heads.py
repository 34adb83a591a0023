"""Induction: how the loss on repeats falls when two heads come to work together, and their maps at that checkpoint."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, base_layout
from explainers.marks import dots, line
from explainers.transformers.induction.model import Result
from explainers.transformers.induction.network import INDUCTION_HEADS, INDUCTION_LAYERS
from explainers.transformers.maps import map_trace, note

HEADS_NARROW: Layout = {
    "height": 680,
    "xaxis": {"domain": [0.1, 1.0]},
    "yaxis": {"domain": [0.78, 0.95]},
    "xaxis2": {"domain": [0.1, 1.0]},
    "yaxis2": {"domain": [0.58, 0.72]},
    **{
        f"{axis}axis{3 + i}": {"domain": domain}
        for i in range(4)
        for axis, domain in (
            ("x", [0.06 + 0.48 * (i % 2), 0.5 + 0.48 * (i % 2)]),
            ("y", [0.25, 0.43] if i < 2 else [0.0, 0.18]),
        )
    },
    "annotations": {i + 1: {"x": 0.06 + 0.48 * (i % 2), "y": 0.435 if i < 2 else 0.185} for i in range(4)}
    | {5: {"y": 0.725}},
}


@Plot
def plot_heads(result: Result, style: Style) -> Drawing:
    """Draw the training at the left, and the four heads at this checkpoint at the right."""
    p, curve, read = result.params, result.training, result.letters
    at = np.arange(float(len(curve.updates)))
    letters = list(read.letters)
    pens = {
        "first time": (curve.first, "muted", "x", "y"),
        "repeats": (curve.again, "real", "x", "y"),
        "previous token (layer 0)": (curve.previous[:, 0].max(axis=-1), "generator", "x2", "y2"),
        "induction (layer 1)": (curve.induction[:, 1].max(axis=-1), "guess", "x2", "y2"),
    }
    traces = []
    for name, (values, colour, x, y) in pens.items():
        traces.append(
            line(at, values.round(4), style.colour(colour), style.stroke, f"{name}: %{{y:.3f}}", xaxis=x, yaxis=y)
        )
        traces.append(
            dots(
                [at[p.checkpoint]],
                [values[p.checkpoint]],
                style.colour(colour),
                4 * style.stroke,
                f"{name}: %{{y:.3f}}",
                xaxis=x,
                yaxis=y,
            )
        )
    axes: dict[str, Layout] = {}
    notes = [
        note(
            "loss, nats: <b>"
            + tag("first time", "muted", style)
            + "</b>, <b>"
            + tag("repeats", "real", style)
            + "</b>",
            0.0,
            0.955,
            style,
            "text",
        )
    ]
    for number in range(INDUCTION_LAYERS * INDUCTION_HEADS):
        layer, head = divmod(number, INDUCTION_HEADS)
        across, down = 0.5 + 0.255 * head, 0.5 - 0.49 * layer
        x, y = f"axis{3 + number}", f"axis{3 + number}"
        traces.append(
            map_trace(
                read.maps[layer, head],
                letters,
                letters,
                style,
                xaxis=f"x{3 + number}",
                yaxis=f"y{3 + number}",
                xgap=0,
                ygap=0,
            )
        )
        plain = {"showgrid": False, "ticks": "", "showticklabels": False}
        axes["x" + x] = plain | {
            "domain": [across, across + 0.235],
            "range": [-0.5, len(letters) - 0.5],
            "anchor": f"y{3 + number}",
        }
        axes["y" + y] = plain | {
            "domain": [max(down, 0.0), down + 0.42],
            "range": [len(letters) - 0.5, -0.5],
            "anchor": f"x{3 + number}",
        }
        notes.append(note(f"layer {layer}, head {head}", across, down + 0.43, style, font={"size": 0.9 * style.text}))
    notes.append(
        note(
            "score: <b>"
            + tag("previous token", "generator", style)
            + "</b>, <b>"
            + tag("induction", "guess", style)
            + "</b>",
            0.0,
            0.46,
            style,
            "text",
        )
    )
    shown = [0, 4, 8, 12, 15, len(at) - 1]
    ticks = {"tickvals": shown, "ticktext": [f"{curve.updates[i]:.0f}" for i in shown], "range": [-0.4, len(at) - 0.6]}
    layout = base_layout(
        style,
        xaxis=ticks | {"domain": [0.04, 0.44], "showticklabels": False, "anchor": "y"},
        yaxis={"domain": [0.56, 0.94], "range": [0, 3.8], "nticks": 5},
        xaxis2=ticks | {"domain": [0.04, 0.44], "anchor": "y2", "title": {"text": "updates of the training"}},
        yaxis2={"domain": [0.1, 0.44], "range": [0, 1.05], "nticks": 4, "anchor": "x2"},
        **axes,
        annotations=notes,
        margin={"l": 6, "r": 6, "t": 6, "b": 14},
    )
    return Drawing(traces, layout, describe_heads(result), HEADS_NARROW)


def tag(text: str, colour: str, style: Style) -> str:
    """Return words in a colour."""
    return f"<span style='color:{style.colour(colour)}'>{text}</span>"


def describe_heads(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    curve, k = result.training, result.params.checkpoint
    return (
        f"After {curve.updates[k]:.0f} updates the loss is {curve.first[k]:.2f} nats the first time and "
        f"{curve.again[k]:.2f} on repeats; the best induction score is {curve.induction[k, 1].max():.2f}."
    )
