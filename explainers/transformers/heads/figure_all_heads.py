"""The main picture: every head of every layer as a wall of small maps, one of them open, and who leads in what."""

import numpy as np

from explainers.figure_style import DARK, LIGHT, Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import words
from explainers.panels import Panel, panels
from explainers.transformers.dot_product import Array
from explainers.transformers.heads.model import Result
from explainers.transformers.heads.png import data_address
from explainers.transformers.heads.roles import ENOUGH, ROLES, leaders, name_of
from explainers.transformers.lm.answers import kept_with_answer
from explainers.transformers.lm.questions import Encoding, Reading
from explainers.transformers.lm.shape import HEADS, LAYERS
from explainers.transformers.maps import cut, frame, map_trace, token_axis, top_of

ROLE_COLOURS = {
    "previous": "generator",
    "first": "muted",
    "same": "likelihood",
    "punctuation": "discriminator",
    "induction": "guess",
}
LEADERS = 4  # heads listed for each role
PLACES = panels("wall", "below", heights=(0.385, 0.44), gaps=(0, 0.12), y=(0.0, 0.945)).within(
    wall=panels("wall", x=(0.075, 1.0)),
    below=panels("map board", ". board", widths=(0.34, 0.5), heights=(0.38, 0.06), gaps=(0.05, 0), x=(0.11, 1.0)),
)
NARROW = PLACES.narrow(
    {"wall": 122, "map": 212, "board": 135}, gap=[58, 96], width=(0.14, 1.0), margin=(24, 48),
    wall={"xaxis": {"tickangle": 0, "tickfont": {"size": 9}}}, board={"xaxis": {"domain": [0.0, 1.0]}},
)  # fmt: skip


@Plot
def plot_all_heads(result: Result, style: Style) -> Drawing:
    """Draw all heads, the open one, and who does what."""
    p, tokens = result.params, result.tokens
    traces = [wall(result.reading, style, "wall", PLACES["wall"])]
    traces.append(
        map_trace(result.map, tokens, tokens, style, **PLACES["map"].axes, name="open", meta=[p.layer, p.head])
    )
    best = leaders(result.scored, LEADERS)
    traces.append(board(result, best, style))
    small = {"size": 0.8 * style.text}
    layout = base_layout(
        style,
        **PLACES.layout(
            wall=wall_axes(style),
            map={
                "xaxis": token_axis(tokens, 18, range=[-0.5, len(tokens) - 0.5], tickangle=-60, tickfont=small),
                "yaxis": token_axis(tokens, 10, p.row, range=[len(tokens) - 0.5, -0.5], tickfont=small),
            },
            board={
                "xaxis": {"range": [0, 10], "visible": False},
                "yaxis": {"range": [len(ROLES) - 0.4, -0.8], "visible": False},
            },
        ),
        shapes=frames(result, best, style),
        annotations=[
            PLACES["map"].over(heading(result), style, xref="paper"),
            PLACES["board"].over("<b>Leaders</b>, by score", style),
        ],
        margin={"l": 4, "r": 4, "t": 4, "b": (3.2 if len(tokens) < 30 else 3.6) * style.text},
    )
    return Drawing(traces, layout, describe_all_heads(result), NARROW)


def frames(result: Result, best: dict[str, list[tuple[int, int]]], style: Style) -> list[Layout]:
    """Return frames around the leaders in the wall, around the open head, and around the row that looks."""
    p, ink = result.params, style.colour("text")
    leading = [
        frame(layer, head, style.colour(ROLE_COLOURS[role]), 2)
        for role in ROLES
        if role != "first"
        for layer, head in best[role]
        if result.scored[role][layer, head] >= ENOUGH
    ]
    opened = frame(p.layer - 0.04, p.head - 0.04, ink, 3, wide=1.08, high=1.08) | {"name": "open"}
    return [*leading, opened, frame(-0.5, p.row - 0.5, ink, 2, PLACES["map"].refs, wide=len(result.tokens))]


def wall_axes(style: Style) -> dict[str, Layout]:
    """Return the axes of the wall: a unit for each layer across, and for each head down, every second one named."""
    plain = {"showgrid": False, "ticks": "", "tickfont": {"size": 0.8 * style.text}, "scaleanchor": False}
    layers, heads = np.arange(0, LAYERS, 2), np.arange(0, HEADS, 2)
    return {"xaxis": plain | {"range": [-0.1, LAYERS + 0.1], "tickvals": layers + 0.5, "side": "top",
                              "ticktext": ["layer 0", *map(str, layers[1:])]},
            "yaxis": plain | {"range": [HEADS + 0.1, -0.1], "tickvals": heads + 0.5,
                              "ticktext": ["head 0", *map(str, heads[1:])]}}  # fmt: skip


def heading(result: Result) -> str:
    """Name the open head, and what it does."""
    p = result.params
    role = name_of(result.scored, p.layer, p.head)
    said = f": {ROLES[role]} {result.scored[role][p.layer, p.head]:.2f}" if role else ""
    return f"<b>Layer {p.layer}, head {p.head}</b>{said}"


@kept_with_answer
def picture(answer: Reading | Encoding, field: str, dark: bool) -> str:
    """Return all maps of an answer as one picture's address: a unit square each, faint weights in sight."""
    maps: Array = getattr(answer, field)
    layers, heads, length, _ = maps.shape
    tiles = np.zeros((heads, length + 1, layers, length + 1))
    tiles[:, :length, :, :length] = np.sqrt(maps).transpose(1, 2, 0, 3)
    pixels = tiles.reshape(heads * (length + 1), layers * (length + 1))
    return data_address(pixels, DARK["grid"] if dark else "#F1F4F8", (DARK if dark else LIGHT)["real"])


def wall(answer: Reading | Encoding, style: Style, name: str, panel: Panel, field: str = "maps") -> Trace:
    """Return all maps of an answer as one picture."""
    unit = 1 / (getattr(answer, field).shape[-1] + 1)
    return {
        "type": "image",
        "source": picture(answer, field, style.dark),
        "dx": unit,
        "dy": unit,
        "x0": unit / 2,
        "y0": unit / 2,
        "hoverinfo": "skip",
        **panel.axes,
        "name": name,
    }


def board(result: Result, best: dict[str, list[tuple[int, int]]], style: Style) -> Trace:
    """Return the leaders of each role: layer.head, and the score behind it."""
    written: list[tuple[float, int, str, str, str]] = []  # place, row, words, role of their colour, head that they open
    for row, (role, name) in enumerate(ROLES.items()):
        written.append((0.0, row, f"<b>{name}</b>", ROLE_COLOURS[role], ""))
        if not result.scored[role].any():
            written.append((3.2, row, "no such token in this sentence", "muted", ""))
            continue
        for place, (layer, head) in enumerate(best[role]):
            score = result.scored[role][layer, head]
            text, colour = (f"<b>{layer}.{head}</b>", "text") if score >= ENOUGH else (f"{layer}.{head}", "muted")
            written.append((3.2 + 1.72 * place, row, f"{text} {score:.2f}", colour, f"{layer}.{head}"))
    x, rows, texts, roles, opened = zip(*written, strict=True)
    trace = words(x, np.array(rows, dtype=float), texts, [style.colour(role) for role in roles], style,
                  textposition="middle right", name="board", customdata=list(opened),
                  **PLACES["board"].axes)  # fmt: skip
    trace["textfont"] |= {"size": 0.82 * style.text}
    return trace


def describe_all_heads(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    p, tokens = result.params, result.tokens
    if len(tokens) == 1:
        return f"{LAYERS * HEADS} heads read a single token, “{cut(tokens[0])}”: it can only look at itself."
    sinks = int((result.scored["first"] >= ENOUGH).sum())
    looks = top_of(result.map[p.row], tokens)
    return (
        f"{LAYERS * HEADS} heads read {len(tokens)} tokens; {sinks} of them look mostly at the first token. In layer "
        f"{p.layer}, head {p.head}, the token “{cut(tokens[p.row])}” looks most at {looks}."
    )
