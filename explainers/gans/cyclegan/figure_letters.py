"""Which letter became which: of every letter, which true translation its own is nearest to."""

from typing import Any

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.cyclegan.figure_face import BARE, tiles
from explainers.gans.cyclegan.letters import LETTERS
from explainers.gans.cyclegan.result import Result
from explainers.marks import words
from explainers.panels import panels
from explainers.vaes.tiles import source

PANELS = panels("shares faces", widths=(0.62, 0.38), gaps=(0.03, 0.1))
NARROW_HEIGHTS = {"shares": 340, "faces": 470}
COUNT = len(LETTERS)


@Plot
def plot_letters(result: Result, style: Style) -> Drawing:
    """Draw the share of faces in which each letter is nearest to each, and the letters of one face beside the truth."""
    axes: dict[str, Layout] = {
        "shares": {"xaxis": BARE | {"range": [-1.6, COUNT - 0.4], "constrain": "domain"},
                   "yaxis": BARE | {"range": [COUNT - 0.4, -2.6], "scaleanchor": "x", "constrain": "domain"}},
        "faces": {"xaxis": BARE | {"range": [-0.9, 4.2], "constrain": "domain"},
                  "yaxis": BARE | {"range": [COUNT - 0.4, -2.6], "scaleanchor": "x2", "constrain": "domain"}},
    }  # fmt: skip
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 4, "r": 4, "t": 4, "b": 4})
    found = result.shown[1]
    worst = int(np.argmin(np.diag(found.confusion)))
    turned = int(found.confusion[worst].argmax())
    share = found.confusion[worst, worst]
    alt = (f"For {found.right:.0%} of the letters the nearest true translation is of the same letter. Error after "
           f"the way back: {found.cycle:.3f}. {LETTERS[worst]} is right least often, in {share:.0%} of the faces, and "
           f"is most often nearest to {LETTERS[turned]}.")  # fmt: skip
    return Drawing([*shares(result, style), *face(result, style)], layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=20))


def shares(result: Result, style: Style) -> list[Trace]:
    """Return the confusion of letters, with the numbers in it, and the two scores over it."""
    panel, found = PANELS["shares"].axes, result.shown[1]
    table = found.confusion
    heat = {"type": "image", "source": source(0.7 * table, "generated", style), "x0": 0, "y0": 0, "dx": 1, "dy": 1,
            "hoverinfo": "skip", **panel}  # fmt: skip
    x, y = np.meshgrid(np.arange(float(COUNT)), np.arange(float(COUNT)))
    numbers = words(x.ravel(), y.ravel(), [f"{100 * share:.0f}" if share >= 0.005 else "" for share in table.ravel()],
                    style.colour("text"), style, **panel)  # fmt: skip
    along = np.arange(float(COUNT))
    letters = words([*along, *[-0.9] * COUNT], [*[-0.8] * COUNT, *along], [f"<b>{one}</b>" for one in 2 * LETTERS],
                    [style.colour("generated")] * COUNT + [style.colour("real")] * COUNT, style, **panel)  # fmt: skip
    said = ["a shows ↓, G(a) is nearest to →, in % of the faces",
            f"right letter: <b>{found.right:.0%}</b>   error of F(G(a)): <b>{found.cycle:.3f}</b>"]  # fmt: skip
    heads = words([-1.3] * 2, [-2.3, -1.55], said, [style.colour("text"), style.colour("guess")], style,
                  textposition="middle right", **panel)  # fmt: skip
    return [heat, numbers, letters, heads]


def face(result: Result, style: Style) -> list[Trace]:
    """Return the letters of the face in hand, what they became, what came back, and the truth."""
    panel: dict[str, Any] = dict(PANELS["faces"].axes)
    columns = (("a", "a", "real"), ("G(a)", "made", "generated"), ("F(G(a))", "back", "guess"), ("b", "b", "real"))
    traces = []
    for i, (_, name, role) in enumerate(columns):
        column = tiles(getattr(result.shown[0], name), 1, role, style, **panel)
        traces.append(column | {"x0": i * 1.1 + column["x0"]})
    heads = words([1.1 * i for i in range(4)], [-0.85] * 4, [f"<b>{said}</b>" for said, _, _ in columns],
                  [style.colour(role) for _, _, role in columns], style, **panel)  # fmt: skip
    return [*traces, heads]
