"""Both ways: the same sentence in a decoder, which sees no future, and in an encoder, which sees all of it."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, base_layout
from explainers.panels import panels
from explainers.transformers.heads.figure_all_heads import wall
from explainers.transformers.heads.model import Params, Result
from explainers.transformers.lm.questions import Encoding
from explainers.transformers.lm.shape import ENCODER_HEADS, ENCODER_LAYERS, HEADS, LAYERS
from explainers.transformers.maps import frame, map_trace, token_axis, top_of

INDENTED = (0.21, 1.0)  # a map, for the names of its rows
PLACES = panels("wall other_wall", "map other_map", heights=(0.26, 0.52), gaps=(0.06, 0.1), y=(0.04, 0.92)).within(
    map=panels("map", x=INDENTED), other_map=panels("other_map", x=INDENTED)
)
OF_MAP, OF_WALL = {axis: {"tickfont": {"size": 10}} for axis in ("xaxis", "yaxis")}, {"xaxis": {"domain": [0.0, 1.0]}}
NARROW = PLACES.narrow(  # one model above the other
    {"wall": 71, "map": 214, "other_wall": 71, "other_map": 232}, gap=[36, 142, 36], width=(0.16, 1.0), margin=(40, 99),
    wall=OF_WALL, other_wall=OF_WALL, map=OF_MAP, other_map=OF_MAP,
)  # fmt: skip


@Plot
def plot_both(result: Result, style: Style) -> Drawing:
    """Draw an open head of SmolLM2 at the left and one of MiniLM at the right, their walls above."""
    p, tokens, encoding = result.params, result.tokens, result.encoding
    small = {"size": 0.8 * style.text}
    traces = [wall(result.reading, style, "wall", PLACES["wall"])]
    traces.append(map_trace(result.map, tokens, tokens, style, **PLACES["map"].axes, name="open"))
    shapes = [frame(p.layer, p.head, style.colour("text"), 3)]
    shapes.append(frame(-0.5, p.row - 0.5, style.colour("text"), 2, PLACES["map"].refs, wide=len(tokens)))
    others: list[str] = [] if encoding is None else encoding.tokens
    said = "MiniLM has not been asked yet"
    if encoding is not None:
        other = result.both_ways[p.other_layer, p.other_head]
        traces.append(
            wall(encoding, style, "other wall", PLACES["other_wall"], "maps" if p.learned else "without_positions")
        )
        traces.append(map_trace(other, others, others, style, **PLACES["other_map"].axes, name="other"))
        shapes.append(frame(p.other_layer, p.other_head, style.colour("text"), 3, PLACES["other_wall"].refs))
        shapes.append(row_beside(result, style))
        said = f"layer {p.other_layer}, head {p.other_head}: " + what_positions_add(encoding, p)
    far = max(len(others), 1) - 0.5
    layout = base_layout(
        style,
        **PLACES.layout(
            wall=whole(LAYERS, HEADS),
            other_wall=whole(ENCODER_LAYERS, ENCODER_HEADS),
            map={
                "xaxis": token_axis(tokens, 20, range=[-0.5, len(tokens) - 0.5], tickangle=-60, tickfont=small),
                "yaxis": token_axis(tokens, 20, p.row, range=[len(tokens) - 0.5, -0.5], tickfont=small),
            },
            other_map={
                "xaxis": token_axis(others, 20, range=[-0.5, far], tickangle=-60, tickfont=small),
                "yaxis": token_axis(others, 14 if style.lecture else 20, range=[far, -0.5], tickfont=small),
            },
        ),
        shapes=shapes,
        annotations=[
            PLACES["wall"].over("<b>SmolLM2, a decoder</b>: causal, 30 × 9 heads", style),
            PLACES["other_wall"].over("<b>MiniLM, an encoder</b>: bidirectional, 6 × 12 heads", style),
            PLACES["map"].over(
                f"layer {p.layer}, head {p.head}: nobody sees the future", style, **beneath("wall", style)
            ),
            PLACES["other_map"].over(said, style, **beneath("other_wall", style)),
        ],
        margin={"l": 4, "r": 4, "t": 4, "b": 3.2 * style.text},
    )
    return Drawing(traces, layout, describe_both(result), NARROW)


def whole(layers: int, heads: int) -> dict[str, Layout]:
    """Return the axes of a wall: a unit for each layer across, and for each head down."""
    plain = {"visible": False, "scaleanchor": False}
    return {"xaxis": plain | {"range": [0, layers]}, "yaxis": plain | {"range": [heads, 0]}}


def beneath(name: str, style: Style) -> Layout:
    """Return how words over a map stand: quiet, from the left edge of the wall above it."""
    return {
        "xref": f"{PLACES[name].refs[0]} domain",
        "font": {"size": style.text, "color": style.colour("muted")},
    }


def row_beside(result: Result, style: Style) -> Layout:
    """Return a frame around the rows of MiniLM that stand where the open row of SmolLM2 does, if any do."""
    rows, wide = result.beside[result.params.row], result.both_ways.shape[-1]
    first, last = (rows[0], rows[-1]) if rows else (-9, -9)
    return frame(-0.5, first - 0.5, style.colour("text"), 2, PLACES["other_map"].refs, wide=wide, high=last - first + 1)


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
