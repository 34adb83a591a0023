"""Scores on all pairs: which letter became which, and what λ buys."""

from typing import Any

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.cyclegan.figure_face import BARE
from explainers.gans.cyclegan.letters import LETTERS
from explainers.gans.cyclegan.models import LAMBDAS, records
from explainers.gans.cyclegan.result import Result, copied
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.tiles import source, tiles

TABLE = panels("shares faces", widths=(0.62, 0.38), gaps=(0.03, 0.1))
TABLE_HEIGHTS = {"shares": 340, "faces": 470}
COUNT = len(LETTERS)
CURVES = panels("right error", "cycle kept", gaps=(0.1, 0.17))
CURVES_HEIGHTS = {"right": 170, "error": 170, "cycle": 170, "kept": 170}
MEASURES = {  # what each is, the range of its axis, and how it is written
    "right": ("right letter", (0, 1.05), ".0%"),
    "error": ("error of G(a) against b", (0, 0.3), ".3f"),
    "cycle": ("error of F(G(a)) against a", (0, 0.3), ".3f"),
    "kept": ("weight still visible in G(a)", (-0.7, 1.3), ".0%"),
}
ROLES = {True: ("with L_id", "generator"), False: ("without", "guess")}


@Plot
def plot_letters(result: Result, style: Style) -> Drawing:
    """Draw the share of faces in which each letter is nearest to each, and the letters of one face beside the truth."""
    axes: dict[str, Layout] = {
        "shares": {"xaxis": BARE | {"range": [-1.6, COUNT - 0.4], "constrain": "domain"},
                   "yaxis": BARE | {"range": [COUNT - 0.4, -2.6], "scaleanchor": "x", "constrain": "domain"}},
        "faces": {"xaxis": BARE | {"range": [-0.9, 6.3], "constrain": "domain"},
                  "yaxis": BARE | {"range": [-0.6, COUNT + 1.6], "scaleanchor": "x2", "constrain": "domain"}},
    }  # fmt: skip
    layout = base_layout(style, **TABLE.layout(**axes), margin={"l": 4, "r": 4, "t": 4, "b": 4})
    found = result.shown[1]
    worst = int(np.argmin(np.diag(found.confusion)))
    share = found.confusion[worst, worst]
    turned = int((found.confusion - np.diag(np.diag(found.confusion)))[worst].argmax())
    alt = (f"For {found.right:.0%} of the letters the nearest true translation is of the same letter. Error after "
           f"the way back: {found.cycle:.3f}. {LETTERS[worst]} is right least often, in {share:.0%} of the faces, and "
           f"else most often nearest to {LETTERS[turned]}.")  # fmt: skip
    return Drawing([*shares(result, style), *face(result, style)], layout, alt, TABLE.narrow(TABLE_HEIGHTS, gap=20))


def shares(result: Result, style: Style) -> list[Trace]:
    """Return the confusion of letters, with the numbers in it, and the two scores over it."""
    panel, found = TABLE["shares"].axes, result.shown[1]
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
    panel: dict[str, Any] = dict(TABLE["faces"].axes)
    columns = (("a", "a", "real"), ("G(a)", "made", "generated"), ("F(G(a))", "back", "guess"), ("b", "b", "real"))
    traces = []
    for i, (_, name, role) in enumerate(columns):
        column = tiles(getattr(result.shown[0], name), 1, role, style, **panel)
        traces.append(column | {"x0": i * 1.8 + column["x0"]})
    heads = words([1.8 * i for i in range(4)], [COUNT - 0.15] * 4, [f"<b>{said}</b>" for said, _, _ in columns],
                  [style.colour(role) for _, _, role in columns], style, **panel)  # fmt: skip
    return [*traces, heads]


@Plot
def plot_lambda(result: Result, style: Style) -> Drawing:
    """Draw four measures of all models against λ."""
    places = list(range(len(LAMBDAS)))
    across = {"range": [-0.3, len(LAMBDAS) - 0.7], "tickvals": places, "ticktext": [f"{lam:g}" for lam in LAMBDAS]}
    axes = {name: {"xaxis": across | {"title": {"text": "λ" if name in ("cycle", "kept") else ""}},
                   "yaxis": {"range": extent, "nticks": 5, "tickformat": form if "%" in form else ""}}
            for name, (_, extent, form) in MEASURES.items()}  # fmt: skip
    heads = [CURVES[name].over(f"<b>{title}</b>", style) for name, (title, *_) in MEASURES.items()]
    layout = base_layout(style, **CURVES.layout(**axes), annotations=heads,
                         margin={"l": 56 if style.lecture else 44, "r": 10, "t": 30})  # fmt: skip
    names = words([0, 2], [1.12] * 2, [f"<b>{said}</b>" for said, _ in ROLES.values()],
                  [style.colour(role) for _, role in ROLES.values()], style, textposition="middle right",
                  **CURVES["kept"].axes)  # fmt: skip
    traces = [*(trace for name in MEASURES for trace in measure(result, name, style)), names]
    now, other = (records()[result.params.lam, identity] for identity in (True, False))
    alt = (f"At λ = {result.params.lam:g} with the identity loss {now.right:.0%} of the letters are right, at an error "
           f"of {now.error:.3f} and of {now.cycle:.3f} after the way back; without it {other.right:.0%}, "
           f"{other.error:.3f} and {other.cycle:.3f}.")  # fmt: skip
    return Drawing(traces, layout, alt, CURVES.narrow(CURVES_HEIGHTS, gap=[56, 56, 84]))


def measure(result: Result, name: str, style: Style) -> list[Trace]:
    """Return one measure of all models, the one in hand enlarged, and that of a copy where it has one."""
    panel, places, form = CURVES[name].axes, np.arange(float(len(LAMBDAS))), MEASURES[name][2]
    traces = []
    if name in ("right", "error"):
        level = getattr(copied(), name)
        traces.append(line([-0.3, len(LAMBDAS)], [level] * 2, style.colour("muted"), 0.6 * style.stroke,
                           f"a copy: %{{y:{form}}}", pen={"dash": "dot"}, **panel))  # fmt: skip
        traces.append(words([1.1], [level], ["a copy of a"], style.colour("muted"), style,
                            textposition="bottom right" if name == "right" else "top right", **panel))  # fmt: skip
    for identity, (said, role) in ROLES.items():
        values = [getattr(records()[lam, identity], name) for lam in LAMBDAS]
        sizes = [(5 if (lam, identity) == (result.params.lam, result.params.identity) else 2.5) * style.stroke
                 for lam in LAMBDAS]  # fmt: skip
        traces.append(line(places, values, style.colour(role), style.stroke, **panel))
        traces.append(dots(places, values, style.colour(role), sizes, f"{said}: %{{y:{form}}}", **panel))
    return traces
