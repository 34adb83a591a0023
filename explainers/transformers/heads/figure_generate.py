"""Writing on: what may come next, plainly and to the sampler, and where the last token of the text so far looks."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import words
from explainers.panels import panels
from explainers.transformers.heads.model import Result
from explainers.transformers.maps import frame, label, map_trace, token_axis, top_of

CHOICES = 12  # tokens in sight
PLACES = panels("next map", widths=(0.37, 0.4), gaps=(0.13, 0), x=(0.1, 1.0), y=(0.13, 0.93))
NARROW = PLACES.narrow({"next": 200, "map": 220}, gap=105, width=(0.21, 1.0), margin=(44, 71))


@Plot
def plot_generate(result: Result, style: Style) -> Drawing:
    """Draw what may come next, and how attention has grown with the text."""
    p, step = result.params, result.step
    grown = result.grown
    length, whole = len(result.tokens) + step, len(grown.tokens)
    tokens = grown.tokens[:length]
    said = [label(name) for name in grown.next.tokens[step][:CHOICES]]
    chosen = label(grown.tokens[length]) if step < whole - len(result.tokens) else ""
    weights = np.zeros((whole, whole))
    weights[:length, :length] = grown.maps[p.layer, p.head][:length, :length]
    small = {"size": 0.78 * style.text}
    traces = [
        *choices(result, said, style),
        map_trace(weights, grown.tokens, grown.tokens, style, **PLACES["map"].axes, name="open"),
    ]
    following = f"; then came “<b>{chosen}</b>”" if chosen else ""
    layout = base_layout(
        style,
        **PLACES.layout(
            next={
                "xaxis": {"range": [0, 1.75], "tickvals": [0, 0.5, 1], "title": {"text": "probability"}},
                "yaxis": {
                    "range": [CHOICES - 0.5, -0.5],
                    "tickvals": np.arange(float(CHOICES)),
                    "showgrid": False,
                    "ticks": "",
                    "ticktext": [f"<b>{name}</b>" if chosen and name == chosen else name for name in said],
                },
            },
            map={
                "xaxis": token_axis(grown.tokens, 26, range=[-0.5, whole - 0.5], tickangle=-60, tickfont=small),
                "yaxis": token_axis(grown.tokens, 22, length - 1, range=[whole - 0.5, -0.5], tickfont=small),
            },
        ),
        shapes=[
            frame(-0.5, length - 1.5, style.colour("guess"), 3, PLACES["map"].refs, wide=length),
            hide(length, whole, style),
        ],
        annotations=[
            PLACES["next"].over(f"<b>Token {step + 1}</b>{following}", style, x=-0.27),
            PLACES["map"].over(
                f"<b>“{label(tokens[-1])}”</b> looks back, layer {p.layer}, head {p.head}", style, x=-0.17
            ),
        ],
        barmode="overlay",
        margin={"l": 6, "r": 6, "t": 6, "b": 8},
    )
    return Drawing(traces, layout, describe_generate(result), NARROW)


def choices(result: Result, said: list[str], style: Style) -> list[Trace]:
    """Return the chances of the likeliest tokens as bars, plainly and to the sampler, with their numbers."""
    plain, picked = (chances[:CHOICES] for chances in result.chances)
    places = np.arange(float(CHOICES))
    shared: Trace = {"type": "bar", "orientation": "h", "text": said, "textposition": "none", "width": 0.38}
    bars = [
        shared
        | {
            "x": chances.round(5),
            "y": places + beside,
            "marker": {"color": style.colour(role)},
            "hovertemplate": f"{whose}, “%{{text}}”: %{{x:.4f}}<extra></extra>",
        }
        for whose, chances, beside, role in (
            ("softmax", plain, -0.2, "real"),
            ("the sampler", picked, 0.2, "generated"),
        )
    ]
    numbers = [f" {a:.3f} → <b>{b:.3f}</b>" if b else f" {a:.3f}, left out" for a, b in zip(plain, picked, strict=True)]
    at = np.maximum(plain, picked)
    return [*bars, words(at, places, numbers, style.colour("text"), style, textposition="middle right")]


def hide(length: int, whole: int, style: Style) -> Layout:
    """Return a cover over what is not written yet."""
    return {
        "type": "rect",
        "x0": -0.5,
        "x1": whole - 0.5,
        "y0": length - 0.5,
        "y1": whole - 0.5,
        "xref": PLACES["map"].refs[0],
        "yref": PLACES["map"].refs[1],
        "fillcolor": style.colour("background"),
        "line": {"width": 0},
    }


def describe_generate(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    p, step = result.params, result.step
    plain, picked = result.chances
    length = len(result.tokens) + step
    row = result.grown.maps[p.layer, p.head][length - 1, :length]
    name = result.grown.next.tokens[step][0].strip()
    return (
        f"With {step} tokens written, “{name}” is likeliest: {plain[0]:.3f}, and {picked[0]:.3f} to the sampler, which "
        f"chooses among {int((picked > 0).sum())}. The last token looks most at {top_of(row, result.grown.tokens)}."
    )
