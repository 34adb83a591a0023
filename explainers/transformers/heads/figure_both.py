"""Both ways: the same sentence in a decoder, which sees no future, and in an encoder, which sees all of it."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, base_layout
from explainers.transformers.heads.figure_all_heads import wall
from explainers.transformers.heads.model import Params, Result
from explainers.transformers.lm.questions import Encoding
from explainers.transformers.lm.shape import ENCODER_HEADS, ENCODER_LAYERS, HEADS, LAYERS
from explainers.transformers.maps import frame, map_trace, note, token_axis, top_of

BOTH_NARROW: Layout = {  # one model above the other
    "height": 940,
    "xaxis": {"domain": [0.0, 1.0]},
    "yaxis": {"domain": [0.88, 0.96]},
    "xaxis2": {"domain": [0.16, 1.0], "tickfont": {"size": 10}},
    "yaxis2": {"domain": [0.6, 0.84], "tickfont": {"size": 10}},
    "xaxis3": {"domain": [0.0, 1.0]},
    "yaxis3": {"domain": [0.36, 0.44]},
    "xaxis4": {"domain": [0.16, 1.0], "tickfont": {"size": 10}},
    "yaxis4": {"domain": [0.06, 0.32], "tickfont": {"size": 10}},
    "annotations": {0: {"y": 0.965}, 1: {"x": 0.0, "y": 0.445}, 2: {"y": 0.842}, 3: {"x": 0.0, "y": 0.322}},
}


@Plot
def plot_both(result: Result, style: Style) -> Drawing:
    """Draw an open head of SmolLM2 at the left and one of MiniLM at the right, their walls above."""
    p, tokens, encoding = result.params, result.tokens, result.encoding
    small = {"size": 0.8 * style.text}
    traces = [wall(result.reading, style, "wall", "x", "y")]
    traces.append(map_trace(result.map, tokens, tokens, style, xaxis="x2", yaxis="y2", name="open"))
    shapes = [frame(p.layer, p.head, style.colour("text"), 3)]
    shapes.append(frame(-0.5, p.row - 0.5, style.colour("text"), 2, ("x2", "y2"), wide=len(tokens)))
    others: list[str] = [] if encoding is None else encoding.tokens
    said = "MiniLM has not been asked yet"
    if encoding is not None:
        other = result.both_ways[p.other_layer, p.other_head]
        traces.append(wall(encoding, style, "other wall", "x3", "y3", "maps" if p.learned else "without_positions"))
        traces.append(map_trace(other, others, others, style, xaxis="x4", yaxis="y4", name="other"))
        shapes.append(frame(p.other_layer, p.other_head, style.colour("text"), 3, ("x3", "y3")))
        shapes.append(row_beside(result, style))
        said = f"layer {p.other_layer}, head {p.other_head}: " + what_positions_add(encoding, p)
    layout = base_layout(
        style,
        xaxis={"domain": [0.0, 0.47], "range": [0, LAYERS], "visible": False, "anchor": "y", "scaleanchor": False},
        yaxis={"domain": [0.66, 0.92], "range": [HEADS, 0], "visible": False, "scaleanchor": False},
        xaxis2=token_axis(
            tokens, 20, domain=[0.1, 0.47], range=[-0.5, len(tokens) - 0.5], anchor="y2", tickangle=-60, tickfont=small
        ),
        yaxis2=token_axis(
            tokens, 20, p.row, domain=[0.04, 0.56], range=[len(tokens) - 0.5, -0.5], anchor="x2", tickfont=small
        ),
        xaxis3={
            "domain": [0.53, 1.0],
            "range": [0, ENCODER_LAYERS],
            "visible": False,
            "anchor": "y3",
            "scaleanchor": False,
        },
        yaxis3={
            "domain": [0.66, 0.92],
            "range": [ENCODER_HEADS, 0],
            "visible": False,
            "anchor": "x3",
            "scaleanchor": False,
        },
        xaxis4=token_axis(
            others,
            20,
            domain=[0.63, 1.0],
            range=[-0.5, max(len(others), 1) - 0.5],
            anchor="y4",
            tickangle=-60,
            tickfont=small,
        ),
        yaxis4=token_axis(
            others,
            14 if style.lecture else 20,
            domain=[0.04, 0.56],
            range=[max(len(others), 1) - 0.5, -0.5],
            anchor="x4",
            tickfont=small,
        ),
        shapes=shapes,
        annotations=[
            note("<b>SmolLM2, a decoder</b>: causal, 30 × 9 heads", 0.0, 0.93, style, "text"),
            note("<b>MiniLM, an encoder</b>: bidirectional, 6 × 12 heads", 0.53, 0.93, style, "text"),
            note(f"layer {p.layer}, head {p.head}: nobody sees the future", 0.0, 0.575, style),
            note(said, 0.53, 0.575, style),
        ],
        margin={"l": 4, "r": 4, "t": 4, "b": 3.2 * style.text},
    )
    return Drawing(traces, layout, describe_both(result), BOTH_NARROW)


def row_beside(result: Result, style: Style) -> Layout:
    """Return a frame around the rows of MiniLM that stand where the open row of SmolLM2 does, if any do."""
    rows, wide = result.beside[result.params.row], result.both_ways.shape[-1]
    first, last = (rows[0], rows[-1]) if rows else (-9, -9)
    return frame(-0.5, first - 0.5, style.colour("text"), 2, ("x4", "y4"), wide=wide, high=last - first + 1)


def what_positions_add(encoding: Encoding, p: Params) -> str:
    """Say how much of MiniLM's open map is owed to its learned positions, or that they are left out."""
    placed, unplaced = (maps[p.other_layer, p.other_head] for maps in (encoding.maps, encoding.without_positions))
    moved = 0.5 * np.abs(placed - unplaced).sum(axis=-1).mean()
    return f"positions move {moved:.0%} of it" if p.learned else f"without positions, {moved:.0%} moved"


def ahead(maps: np.ndarray) -> float:
    """Return the share of all attention that goes to tokens that come later."""
    return float(np.triu(maps, 1).sum() / maps.sum())


def describe_both(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    p, tokens, encoding = result.params, result.tokens, result.encoding
    text = (
        f"In SmolLM2, layer {p.layer}, head {p.head}, “{tokens[p.row].strip()}” looks most at "
        f"{top_of(result.map[p.row], tokens)}, and no token looks ahead."
    )
    if encoding is None:
        return text
    return (
        f"{text} In MiniLM{'' if p.learned else ' without its positions'}, {ahead(result.both_ways):.0%} of all "
        f"attention goes to tokens that come later. In layer {p.other_layer}, head {p.other_head}, "
        f"{what_positions_add(encoding, p)}."
    )
