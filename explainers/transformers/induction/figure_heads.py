"""Induction: how the loss on repeats falls when two heads come to work together, and their maps at that checkpoint."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, base_layout
from explainers.marks import dots, line
from explainers.panels import panels
from explainers.transformers.induction.model import Result
from explainers.transformers.induction.network import INDUCTION_HEADS, INDUCTION_LAYERS
from explainers.transformers.maps import map_trace, tag

BESIDE = {"xaxis": {"domain": [0.1, 1.0]}}  # room for the numbers of the other axis
HEADS = [[f"layer{layer}head{head}" for head in range(INDUCTION_HEADS)] for layer in range(INDUCTION_LAYERS)]
PLACES = panels("curves maps", widths=(0.4, 0.49), gaps=(0.06, 0), x=(0.04, 0.99)).within(
    curves=panels("loss", "score", heights=(0.38, 0.34), gaps=(0, 0.12), y=(0.1, 0.94)),
    maps=panels(*map(" ".join, HEADS), gaps=(0.04, 0.08), y=(0.0, 0.92)),
)
NARROW = PLACES.narrow(
    {"loss": 112, "score": 92, **{" ".join(row): 120 for row in HEADS}}, gap=[40, 98, 46], width=(0.06, 0.98),
    across=0.04, margin=(40, 16), loss=BESIDE, score=BESIDE,
)  # fmt: skip


@Plot
def plot_heads(result: Result, style: Style) -> Drawing:
    """Draw the training at the left, and the four heads at this checkpoint at the right."""
    p, curve, read = result.params, result.training, result.letters
    at = np.arange(float(len(curve.updates)))
    letters = list(read.letters)
    pens = {
        "first time": (curve.first, "muted", "loss"),
        "repeats": (curve.again, "real", "loss"),
        "previous token (layer 0)": (curve.previous[:, 0].max(axis=-1), "generator", "score"),
        "induction (layer 1)": (curve.induction[:, 1].max(axis=-1), "guess", "score"),
    }
    traces = []
    for name, (values, role, panel) in pens.items():
        colour, hover, at_place = style.colour(role), f"{name}: %{{y:.3f}}", PLACES[panel].axes
        traces.append(line(at, values.round(4), colour, style.stroke, hover, **at_place))
        traces.append(dots([at[p.checkpoint]], [values[p.checkpoint]], colour, 4 * style.stroke, hover, **at_place))
    axes: dict[str, Layout] = {}
    loss = f"loss, nats: <b>{tag('first time', 'muted', style)}</b>, <b>{tag('repeats', 'real', style)}</b>"
    notes = [PLACES["loss"].over(loss, style, xref="paper")]
    plain = {"showgrid": False, "ticks": "", "showticklabels": False}
    for layer, row in enumerate(HEADS):
        for head, name in enumerate(row):
            place = PLACES[name]
            traces.append(map_trace(read.maps[layer, head], letters, letters, style, xgap=0, ygap=0, **place.axes))
            axes[name] = {"xaxis": plain | {"range": [-0.5, len(letters) - 0.5]},
                          "yaxis": plain | {"range": [len(letters) - 0.5, -0.5]}}  # fmt: skip
            notes.append(place.over(f"layer {layer}, head {head}", style, font={"size": 0.9 * style.text}))
    score = f"score: <b>{tag('previous token', 'generator', style)}</b>, <b>{tag('induction', 'guess', style)}</b>"
    notes.append(PLACES["score"].over(score, style, xref="paper"))
    shown = [0, 4, 8, 12, 15, len(at) - 1]
    ticks = {"tickvals": shown, "ticktext": [f"{curve.updates[i]:.0f}" for i in shown], "range": [-0.4, len(at) - 0.6]}
    layout = base_layout(
        style,
        **PLACES.layout(
            loss={"xaxis": ticks | {"showticklabels": False}, "yaxis": {"range": [0, 3.8], "nticks": 5}},
            score={
                "xaxis": ticks | {"title": {"text": "updates of the training"}},
                "yaxis": {"range": [0, 1.05], "nticks": 4},
            },
            **axes,
        ),
        annotations=notes,
        margin={"l": 6, "r": 6, "t": 6, "b": 14},
    )
    return Drawing(traces, layout, describe_heads(result), NARROW)


def describe_heads(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    curve, k = result.training, result.params.checkpoint
    return (
        f"After {curve.updates[k]:.0f} updates the loss is {curve.first[k]:.2f} nats the first time and "
        f"{curve.again[k]:.2f} on repeats; the best induction score is {curve.induction[k, 1].max():.2f}."
    )
