"""The hidden message: one letter in nine weights, whose true translation is the same, and what tells G(a) apart."""

from typing import Any

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.cyclegan.letter_tiles import BARE, letter_row
from explainers.gans.cyclegan.measures import NOISES
from explainers.gans.cyclegan.result import Result
from explainers.marks import dots, line, words
from explainers.panels import panels

PANELS = panels("rows rows", "noise ink", heights=(0.62, 0.38), gaps=(0.12, 0.1))
NARROW_HEIGHTS = {"rows": 230, "noise": 230, "ink": 230}


@Plot
def plot_message(result: Result, style: Style) -> Drawing:
    """Draw nine weights, G(a), what differs among the nine enlarged, and F(G(a) + σε); errors and ink below."""
    here: dict[str, Any] = dict(PANELS["rows"].axes)
    p = result.params
    rows = (("a, nine weights", result.all_a[:, result.letter], "real"),
            ("G(a)", result.all_made[:, result.letter], "generated"),
            (f"mean + {p.amplify} × message", result.enlarged, "generated"),
            ("F(G(a) + σε)" if p.sigma else "F(G(a))", result.heard, "guess"))  # fmt: skip
    traces = [letter_row(pictures, role, style, 3 - i, **here) for i, (_, pictures, role) in enumerate(rows)]
    names = words([-0.65] * 4, [3, 2, 1, 0], [f"<b>{said}</b>" for said, _, _ in rows],
                  [style.colour(role) for _, _, role in rows], style, textposition="middle left", **here)  # fmt: skip
    traces += [names, *noise(result, style), *ink(result, style)]
    axes: dict[str, Layout] = {
        "rows": {"xaxis": BARE | {"range": [-3.4, 8.6], "constrain": "domain"},
                 "yaxis": BARE | {"range": [-0.55, 3.55], "scaleanchor": "x", "constrain": "domain"}},
        "noise": {"xaxis": {"range": [0, 0.41], "title": {"text": "noise σ"}},
                  "yaxis": {"range": [0, 0.16], "tickvals": [0, 0.05, 0.1, 0.15]}},
        "ink": {"xaxis": {"range": [50, 950], "tickvals": [100, 400, 700, 900], "title": {"text": "weight"}},
                "yaxis": {"range": [0, 0.62], "tickformat": ".0%", "tickvals": [0, 0.2, 0.4]}},
    }  # fmt: skip
    layout = base_layout(style, **PANELS.layout(**axes), margin={"l": 52 if style.lecture else 42, "r": 10, "t": 4})
    now, dark = result.reached, result.inks
    alt = (f"{p.letter} in nine weights. From the thinnest to the blackest the ink of a grows by "
           f"{np.ptp(dark['a']):.3f}, of G(a) by {np.ptp(dark['made']):.3f}, of what F reads by "
           f"{np.ptp(dark['back']):.3f}. On all pairs the error of F(G(a)) is {now.noise[0]:.3f} without noise and "
           f"{now.noise[-1]:.3f} at σ = {NOISES[-1]:g}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=62))


def noise(result: Result, style: Style) -> list[Trace]:
    """Return the error of the way back by noise on G(a), and what the same noise does on true pictures."""
    panel, now = PANELS["noise"].axes, result.reached
    curves = [("F(G(a) + σε) against a", now.noise, "guess"), ("F(b + σε) against F(b)", now.clean, "muted")]
    traces = [line(NOISES, values, style.colour(role), style.stroke, "σ = %{x:.2f}: %{y:.3f}", **panel)
              for _, values, role in curves]  # fmt: skip
    at = np.interp(result.params.sigma, NOISES, now.noise)
    traces.append(dots([result.params.sigma], [at], style.colour("guess"), 4 * style.stroke, "%{y:.3f}", **panel))
    said = words([0.005] * 2, [0.151, 0.134], [f"<b>{name}</b>" for name, _, _ in curves],
                 [style.colour(role) for _, _, role in curves], style, textposition="middle right", **panel)  # fmt: skip
    return [*traces, said]


def ink(result: Result, style: Style) -> list[Trace]:
    """Return the ink of the letter by weight: of a, of G(a), of what F reads, and of the true translation."""
    panel, weights = PANELS["ink"].axes, np.arange(100.0, 1000.0, 100.0)
    curves = [("a", "a", "real"), ("G(a)", "made", "generated"), ("F", "back", "guess"), ("b", "b", "muted")]
    traces = []
    for name, key, role in curves:
        values = result.inks[key]
        traces.append(line(weights, values, style.colour(role), style.stroke, f"{name}: %{{y:.1%}}", **panel))
    places, texts = [150.0, 330.0, 560.0, 700.0], ["a", "G(a)", "F(G(a) + σε)", ""]
    said = words(places[:3], [0.57] * 3, [f"<b>{text}</b>" for text in texts[:3]],
                 [style.colour(role) for _, _, role in curves[:3]], style, **panel)  # fmt: skip
    truth = words([930.0], [result.inks["b"][-1] - 0.035], ["<b>b</b>"], style.colour("muted"), style,
                  textposition="middle left", **panel)  # fmt: skip
    return [*traces, said, truth]
