"""Through all layers: of which input tokens a place is mixed, behind each layer, by rollout and by flow."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
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
    p, tokens = result.params, result.tokens
    length = len(tokens)
    small = {"size": 0.85 * style.text}
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
    return Drawing([by_layer(result, style), *at_the_end(result, style)], layout, describe_flow(result), NARROW)


def by_layer(result: Result, style: Style) -> Trace:
    """Return the rollout as a heatmap: input tokens down, layers across."""
    asks, tokens, rolled = label(result.tokens[result.params.row]), result.tokens, result.rolled
    says = [
        [f"behind layer {k}, “{asks}” holds {rolled[k, j]:.3f} of “{label(token)}”" for k in range(1, LAYERS + 1)]
        for j, token in enumerate(tokens)
    ]
    return {
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


def at_the_end(result: Result, style: Style) -> list[Trace]:
    """Return the shares of all input tokens behind the last layer, told in three ways, with their names."""
    length, axes = len(result.tokens), PLACES["last"].axes
    kinds = {
        "last layer alone": (result.reading.maps[-1].mean(axis=0)[result.params.row], "muted", -0.27),
        "rollout": (result.rolled[-1], "real", 0.0),
        "flow": (shares(result.flowing), "generated", 0.27),
    }
    bars: list[Trace] = [
        {
            "type": "bar",
            "orientation": "h",
            "x": np.round(values, 4),
            "y": np.arange(float(length)) + beside,
            "width": 0.25,
            "marker": {"color": style.colour(role)},
            "hovertemplate": f"{name}: %{{x:.3f}}<extra></extra>",
            **axes,
        }
        for name, (values, role, beside) in kinds.items()
    ]
    lines, roles = [f"<b>{name}</b>" for name in kinds], [style.colour(role) for _, role, _ in kinds.values()]
    down = [length - 1.0 - 0.9 * i * length / 12 for i in (2, 1, 0)]
    return [*bars, words([1.0] * 3, down, lines, roles, style, textposition="middle left", **axes)]


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
