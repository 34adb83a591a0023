"""A face row by row, translated and back; and one letter in nine weights, with the message that G hides in it."""

from collections.abc import Mapping, Sequence

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.cyclegan.letters import LETTERS, Pictures
from explainers.gans.cyclegan.measures import NOISES
from explainers.gans.cyclegan.result import Result, copied
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.tiles import tiles

BARE = {"visible": False, "showgrid": False}
FACE = panels("rows rows", "score face", heights=(0.66, 0.34), gaps=(0.1, 0.06))
FACE_HEIGHTS = {"rows": 110, "score": 120, "face": 170}
MESSAGE = panels("rows rows", "noise weight", heights=(0.64, 0.36), gaps=(0.1, 0.06))
MESSAGE_HEIGHTS = {"rows": 130, "noise": 200, "weight": 120}


@Plot
def plot_translate(result: Result, style: Style) -> Drawing:
    """Draw a face row by row, how often letters come out right on all pairs, and the errors of this face."""
    face, found, now = result.face, result.reached, result.errors
    named = [("a", face.a, "real"), ("G(a)", face.made, "generated"), ("F(G(a))", face.back, "guess"),
             ("b, truth", face.b, "real")]  # fmt: skip
    right = [("G(a)", found.right, "generated"), ("a copy of a", copied().right, "muted")]
    errors = [("G(a) against b", now["made"], "generated"), ("a copy of a against b", now["copied"], "muted"),
              ("F(G(a)) against a", now["cycle"], "guess")]  # fmt: skip
    traces = [
        *rows(named, style, FACE["rows"].axes),
        *bars("right letter, all 94 faces", right, ".0%", style, FACE["score"].axes),
        *bars("error in grey values, this face", errors, ".3f", style, FACE["face"].axes),
    ]
    axes: dict[str, Layout] = {
        "rows": {"xaxis": BARE | {"range": [-2.6, len(LETTERS) - 0.4], "constrain": "domain"},
                 "yaxis": BARE | {"range": [-0.55, 3.55], "scaleanchor": "x", "constrain": "domain"}},
        "score": {"xaxis": {"range": [0, 1.02], "tickformat": ".0%", "tickvals": [0, 0.5, 1]},
                  "yaxis": BARE | {"range": [2.3, -1.3]}},
        "face": {"xaxis": {"range": [0, 0.3], "tickvals": [0, 0.1, 0.2]}, "yaxis": BARE | {"range": [2.3, -1.3]}},
    }  # fmt: skip
    layout = base_layout(style, **FACE.layout(**axes), margin={"l": 18, "r": 22, "t": 4, "b": 34})
    alt = (f"Twelve letters of {result.params.family} at weight {result.params.weight}, translated into the italic of "
           f"regular weight and back. On 94 faces {found.right:.0%} of the translations are nearest to the true one of "
           f"the same letter. Here the error of G(a) is {now['made']:.3f}, that of a copy {now['copied']:.3f}; after "
           f"the way back it is {now['cycle']:.3f}.")  # fmt: skip
    return Drawing(traces, layout, alt, FACE.narrow(FACE_HEIGHTS, gap=40, rows={"xaxis": {"range": [-3.4, 11.6]}}))


@Plot
def plot_message(result: Result, style: Style) -> Drawing:
    """Draw nine weights, G(a), what differs among the nine enlarged, and F(G(a) + σε); errors and weights below."""
    p, nine, now = result.params, result.nine, result.reached
    named = [("a", nine.a, "real"), ("G(a)", nine.made, "generated"),
             (f"enlarged {p.amplify} ×", result.enlarged, "generated"),
             ("F(G(a) + σε)" if p.sigma else "F(G(a))", nine.back, "guess")]  # fmt: skip
    weight = [("visible in G(a)", now.kept, "generated"), ("read by F", now.recovered, "guess")]
    traces = [
        *rows(named, style, MESSAGE["rows"].axes),
        *noise(result, style),
        *bars("share of the weight, all 94 faces", weight, ".0%", style, MESSAGE["weight"].axes),
    ]
    axes: dict[str, Layout] = {
        "rows": {"xaxis": BARE | {"range": [-2.5, 8.6], "constrain": "domain"},
                 "yaxis": BARE | {"range": [-0.55, 3.55], "scaleanchor": "x", "constrain": "domain"}},
        "noise": {"xaxis": {"range": [0, 0.41], "title": {"text": "noise σ"}},
                  "yaxis": {"range": [0, 0.2], "tickvals": [0, 0.05, 0.1]}},
        "weight": {"xaxis": {"range": [-0.62, 1.12], "tickformat": ".0%", "tickvals": [-0.5, 0, 0.5, 1]},
                   "yaxis": BARE | {"range": [1.5, -1.3]}},
    }  # fmt: skip
    layout = base_layout(style, **MESSAGE.layout(**axes), margin={"l": 52 if style.lecture else 42, "r": 10, "t": 4})
    alt = (f"{p.letter} in nine weights. Over all pairs G(a) still shows {now.kept:.0%} of what a face is darker than "
           f"regular, and F reads {now.recovered:.0%} from it. The error of F(G(a)) is {now.noise[0]:.3f} without "
           f"noise and {now.noise[-1]:.3f} at σ = {NOISES[-1]:g}.")  # fmt: skip
    return Drawing(traces, layout, alt, MESSAGE.narrow(MESSAGE_HEIGHTS, gap=62, rows={"xaxis": {"range": [-3.6, 8.6]}}))


def noise(result: Result, style: Style) -> list[Trace]:
    """Return the error of the way back by noise on G(a), and what the same noise does on true pictures."""
    panel, now = MESSAGE["noise"].axes, result.reached
    curves = [("F(G(a) + σε) against a", now.noise, "guess"), ("F(b + σε) against F(b)", now.clean, "muted")]
    traces = [line(NOISES, values, style.colour(role), style.stroke, "σ = %{x:.2f}: %{y:.3f}", **panel)
              for _, values, role in curves]  # fmt: skip
    at = np.interp(result.params.sigma, NOISES, now.noise)
    traces.append(dots([result.params.sigma], [at], style.colour("guess"), 4 * style.stroke, "%{y:.3f}", **panel))
    colours, texts = zip(*((style.colour(role), f"<b>{name}</b>") for name, _, role in curves), strict=True)
    said = words([0.005] * 2, [0.182, 0.148], texts, colours, style, textposition="middle right", **panel)
    return [*traces, said]


def rows(named: Sequence[tuple[str, Pictures, str]], style: Style, panel: Mapping[str, str]) -> list[Trace]:
    """Return rows of pictures, the first on top and the last at y = 0, by name, pictures (n, 32, 32) and role."""
    traces = []
    for y, (_, pictures, role) in enumerate(reversed(named)):
        traces.append(tiles(pictures, len(pictures), role, style, y, **panel))
    texts, _, roles = zip(*named, strict=True)
    said = words([-0.65] * len(named), range(len(named))[::-1], [f"<b>{text}</b>" for text in texts],
                 [style.colour(role) for role in roles], style, textposition="middle left", **panel)  # fmt: skip
    return [*traces, said]


def bars(title: str, named: Sequence[tuple[str, float, str]], form: str, style: Style,
         panel: Mapping[str, str]) -> list[Trace]:  # fmt: skip
    """Return bars below each other, by what is said above each, value and role, and a title on top."""
    values, roles = [value for _, value, _ in named], [role for _, _, role in named]
    colours, places = [style.colour(role) for role in roles], [float(i) for i in range(len(named))]
    bar = {"type": "bar", "orientation": "h", "x": values, "y": places, "width": 0.34, "marker": {"color": colours},
           "hovertemplate": f"%{{x:{form}}}<extra></extra>", **panel}  # fmt: skip
    said = [title, *(f"{text}: <b>{value:{form}}</b>" for text, value, _ in named)]
    return [bar, words([0.0] * len(said), [-0.95, *(place - 0.36 for place in places)], said,
                       [style.colour("text"), *colours], style, textposition="middle right", **panel)]  # fmt: skip
