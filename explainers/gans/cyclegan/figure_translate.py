"""Letters, what G makes of them, what F makes of that, and the true translation."""

from typing import Any

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.cyclegan.letter_tiles import BARE, letter_row
from explainers.gans.cyclegan.letters import LETTERS
from explainers.gans.cyclegan.result import Result, copied
from explainers.marks import line, words
from explainers.panels import panels

PANELS = panels("rows rows", "score face", heights=(0.66, 0.34), gaps=(0.1, 0.1))
NARROW_HEIGHTS = {"rows": 190, "score": 130, "face": 150}
ROWS = (("a", "a, upright", "real"), ("made", "G(a)", "generated"), ("back", "F(G(a))", "guess"),
        ("b", "b, the truth", "real"))  # fmt: skip


@Plot
def plot_translate(result: Result, style: Style) -> Drawing:
    """Draw a face row by row, how often its letters come out right on all pairs, and the errors of this face."""
    here: dict[str, Any] = dict(PANELS["rows"].axes)
    traces = []
    for i, (name, _, role) in enumerate(ROWS):
        traces.append(letter_row(getattr(result, name), role, style, 3 - i, **here))
    names = words([-0.65] * 4, [3, 2, 1, 0], [f"<b>{said}</b>" for _, said, _ in ROWS],
                  [style.colour(role) for _, _, role in ROWS], style, textposition="middle left", **here)  # fmt: skip
    traces += [names, *right(result, style), *errors(result, style)]
    axes: dict[str, Layout] = {
        "rows": {"xaxis": BARE | {"range": [-2.6, len(LETTERS) - 0.4], "constrain": "domain"},
                 "yaxis": BARE | {"range": [-0.55, 3.55], "scaleanchor": "x", "constrain": "domain"}},
        "score": {"xaxis": {"range": [0, 1.02], "tickformat": ".0%", "tickvals": [0, 0.5, 1]},
                  "yaxis": BARE | {"range": [1.6, -1.0]}},
        "face": {"xaxis": {"range": [0, 0.28], "tickvals": [0, 0.1, 0.2]}, "yaxis": BARE | {"range": [2.6, -1.0]}},
    }  # fmt: skip
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 6, "r": 10, "t": 4, "b": 34})
    found, now = result.reached, result.errors
    alt = (f"Twelve letters of {result.params.family} at weight {result.params.weight}, translated into the italic of "
           f"regular weight and back. On 94 faces {found.right:.0%} of the translations are nearest to the true one of "
           f"the same letter. Here the error of G(a) is {now['made']:.3f}, that of a copy {now['copied']:.3f}; after "
           f"the way back it is {now['cycle']:.3f}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=40))


def bars(values: list[float], said: list[str], roles: list[str], style: Style, form: str, panel: Any) -> list[Trace]:
    """Return horizontal bars with what each is above it."""
    places = [float(i) for i in range(len(values))]
    colours = [style.colour(role) for role in roles]
    bar = {"type": "bar", "orientation": "h", "x": values, "y": places, "width": 0.34, "marker": {"color": colours},
           "hovertemplate": f"%{{x:{form}}}<extra></extra>", **panel}  # fmt: skip
    texts = [f"{name}: <b>{value:{form}}</b>" for name, value in zip(said, values, strict=True)]
    return [bar, words([0.0] * len(values), [place - 0.37 for place in places], texts, colours, style,
                       textposition="middle right", **panel)]  # fmt: skip


def right(result: Result, style: Style) -> list[Trace]:
    """Return the share of right letters on all pairs, of G and of a copy."""
    panel = PANELS["score"].axes
    values = [result.reached.right, copied().right]
    head = words([0], [-0.85], ["right letter, 94 faces"], style.colour("text"), style, textposition="middle right",
                 **panel)  # fmt: skip
    chance = line([1 / 12] * 2, [-0.2, 1.5], style.colour("muted"), 0.5 * style.stroke, "chance", pen={"dash": "dot"},
                  **panel)  # fmt: skip
    return [*bars(values, ["G(a)", "a copy of a"], ["generated", "muted"], style, ".0%", panel), head, chance]


def errors(result: Result, style: Style) -> list[Trace]:
    """Return the errors of this face."""
    panel, now = PANELS["face"].axes, result.errors
    head = words([0], [-0.85], ["error in grey values, this face"], style.colour("text"), style,
                 textposition="middle right", **panel)  # fmt: skip
    said = ["G(a) against b", "a copy against b", "F(G(a)) against a"]
    return [*bars([now["made"], now["copied"], now["cycle"]], said, ["generated", "muted", "guess"], style, ".3f",
                  panel), head]  # fmt: skip
