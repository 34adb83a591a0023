"""Through all layers: of which input tokens a place is mixed, behind each layer, by rollout and by flow."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.marks import words
from explainers.panels import panels
from explainers.transformers.heads.model import MAX_FLOW_TOKENS, Result
from explainers.transformers.lm.shape import LAYERS
from explainers.transformers.maps import label, shades, token_axis

PLACES = panels("layers last", widths=(0.53, 0.26), gaps=(0.12, 0), x=(0.09, 1.0), y=(0.12, 0.93))
NARROW = PLACES.narrow({"layers": 190, "last": 220}, gap=115, width=(0.2, 1.0), margin=(48, 67))


@Plot
def plot_flow(result: Result, style: Style) -> Drawing:
    """Draw the rollout layer by layer, and at the end rollout beside flow and the plain average of the last layer."""
    p, tokens, rolled = result.params, result.tokens, result.rolled
    length = len(tokens)
    places = np.arange(float(length))
    small = {"size": 0.85 * style.text}
    says = [
        [
            f"behind layer {k}, “{label(tokens[p.row])}” holds {rolled[k, j]:.3f} of “{label(tokens[j])}”"
            for k in range(1, LAYERS + 1)
        ]
        for j in range(length)
    ]
    heat = {
        "type": "heatmap",
        "z": rolled[1:].T.round(4),
        "zmin": 0.0,
        "zmax": 1.0,
        "colorscale": shades(style),
        "showscale": False,
        "xgap": 1,
        "ygap": 1,
        "text": says,
        "hovertemplate": "%{text}<extra></extra>",
    }
    kinds = {
        "last layer alone": (result.reading.maps[-1].mean(axis=0)[p.row], "muted", -0.27),
        "rollout": (rolled[-1], "real", 0.0),
        "flow": (shares(result.flowing), "generated", 0.27),
    }
    traces = [heat]
    for name, (values, colour, beside) in kinds.items():
        traces.append(
            {
                "type": "bar",
                "orientation": "h",
                "x": np.round(values, 4),
                "y": places + beside,
                "width": 0.25,
                "marker": {"color": style.colour(colour)},
                **PLACES["last"].axes,
                "hovertemplate": f"{name}: %{{x:.3f}}<extra></extra>",
            }
        )
    traces.append(
        words(
            [1.0] * 3,
            [length - 1.0 - 0.9 * i * length / 12 for i in (2, 1, 0)],
            [f"<b>{name}</b>" for name in kinds],
            [style.colour(colour) for _, colour, _ in kinds.values()],
            style,
            textposition="middle left",
            **PLACES["last"].axes,
        )
    )
    axis = token_axis(tokens, 24, p.row, range=[length - 0.5, -0.5], tickfont=small)
    layout = base_layout(
        style,
        **PLACES.layout(
            layers={
                "xaxis": {
                    "range": [-0.5, LAYERS - 0.5],
                    "tickvals": list(range(0, LAYERS, 5)),
                    "showgrid": False,
                    "ticks": "",
                    "title": {"text": "layer"},
                },
                "yaxis": axis,
            },
            last={
                "xaxis": {"range": [0, 1.02], "tickvals": [0, 0.5, 1], "title": {"text": "share of all"}},
                "yaxis": axis,
            },
        ),
        annotations=[
            PLACES["layers"].over(f"Of what <b>“{label(tokens[p.row])}”</b> is mixed, by rollout", style, x=-0.17),
            PLACES["last"].over("after the last layer", style, x=-0.25),
        ],
        barmode="overlay",
        margin={"l": 6, "r": 6, "t": 10, "b": 24},
    )
    return Drawing(traces, layout, describe_flow(result), NARROW)


def shares(values: np.ndarray) -> np.ndarray:
    """Return numbers as shares of their sum, as flow has no sum of its own; nan where they are."""
    return values / values.sum()


def describe_flow(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    p, tokens, rolled = result.params, result.tokens, result.rolled
    text = f"Behind the last layer, by rollout, “{tokens[p.row].strip()}” holds {rolled[-1, 0]:.0%} of the first token"
    text += f" and {rolled[-1, p.row]:.0%} of itself."
    if np.isnan(result.flowing).any():
        return f"{text} Flow is computed for at most {MAX_FLOW_TOKENS} tokens."
    return f"{text} By flow, {shares(result.flowing)[0]:.0%} comes from the first token."
