"""Where likelihood fails: a model of clothes on digits, and what taking off the complexity of pictures makes of it."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.anomalies.found import Array
from explainers.vaes.anomalies.model import MODELS, Result
from explainers.vaes.anomalies.pictures import OTHER, test_pictures
from explainers.vaes.tiles import tiles

PANELS = panels("hist hist area", "tame odd odd", widths=(0.45, 0.15, 0.4), heights=(0.7, 0.3), gaps=(0.06, 0.26))
NARROW_HEIGHTS = {"hist": 250, "area": 230, "tame": 110, "odd": 110}
BINS, REACH = 70, (-5.0, 9.0)  # standard deviations
WEIGHTS = np.linspace(0, 1, 21)
EACH = 8  # pictures


@Plot
def plot_likelihood(result: Result, style: Style) -> Drawing:
    """Draw the scores of both sets of pictures, how well they are told apart at every λ, and the pictures at both ends."""
    p, other = result.params, OTHER[result.params.model]
    inside, outside = (bits - p.weight * plain for bits, plain in map(result.lengths, (p.model, other)))
    traces = [*histograms(result, inside, outside, style), *areas(result, style), *ends(result, inside, outside, style)]
    bare = {"visible": False, "showgrid": False}
    strip = {"xaxis": bare | {"range": [-0.5, EACH - 0.5]}, "yaxis": bare | {"range": [-0.5, 1.2]}}
    layout = base_layout(style, **PANELS.layout(
        hist={"xaxis": {"range": list(REACH), "title": {"text": f"score, in standard deviations of {NOUNS[p.model]}"}},
              "yaxis": bare | {"range": [0, 0.2]}},
        area={"xaxis": {"range": [-0.03, 1.03], "title": {"text": "weight of complexity λ"}, "nticks": 5},
              "yaxis": {"range": [-0.03, 1.16], "tickvals": [0, 0.5, 1]}},
        tame=strip, odd=strip,
    ), margin={"l": 8, "r": 10, "t": 6, "b": 8})  # fmt: skip
    alt = (f"Under the model of {NOUNS[p.model]} −log₂ p(x) is {result.lengths(p.model)[0].mean():.0f} bits for {NOUNS[p.model]} "
           f"and {result.lengths(other)[0].mean():.0f} for {NOUNS[other]}, on average. With {p.weight:g} times the length under "
           f"zlib taken off, the area under the ROC curve is {result.separated(p.weight):.3f}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=64))


NOUNS = {name: title.lower() for name, title in MODELS.items()}


def histograms(result: Result, inside: Array, outside: Array, style: Style) -> list[Trace]:
    """Return both histograms over scores in standard deviations of the model's own pictures; what is beyond, at the end."""
    p, axes, edges = result.params, PANELS["hist"].axes, np.linspace(*REACH, BINS + 1)
    traces = []
    for values, role in ((inside, "real"), (outside, "generated")):
        z = np.clip((values - inside.mean()) / inside.std(), REACH[0] + 1e-6, REACH[1] - 1e-6)
        share = np.minimum(np.histogram(z, edges)[0] / len(z), 0.185)
        traces.append(line(np.repeat(edges, 2)[1:-1], np.repeat(share, 2), style.colour(role), 0.6 * style.stroke,
                           fill="tozeroy", fillcolor=style.colour(role, 0.3), **axes))  # fmt: skip
    bits = [result.lengths(data)[0].mean() for data in (p.model, OTHER[p.model])]
    names = [f"<b>{NOUNS[p.model]}</b>, which it knows: {bits[0]:.0f} bits",
             f"<b>{NOUNS[OTHER[p.model]]}</b>, never seen: {bits[1]:.0f} bits", "likelier ←  → odder"]  # fmt: skip
    shades = [style.colour(role) for role in ("real", "generated", "muted")]
    traces.append(words([REACH[1]] * 3, [0.19, 0.172, 0.154], names, shades, style, textposition="middle left", **axes))
    return traces


def areas(result: Result, style: Style) -> list[Trace]:
    """Return the area under the ROC curve at every λ, and the present one."""
    axes, colour, weight = PANELS["area"].axes, style.colour("discriminator"), result.params.weight
    now = result.separated(weight)
    side = "right" if weight < 0.5 else "left"
    return [
        line([0, 1], [0.5, 0.5], style.colour("muted"), 0.4 * style.stroke, pen={"dash": "dot"}, **axes),
        line(WEIGHTS, along(result), colour, style.stroke, "λ = %{x:.2f}: %{y:.3f}", **axes),
        dots([weight], [now], style.colour("text"), 4 * style.stroke, "%{y:.3f}", cliponaxis=False, **axes),
        words([weight], [now + (0.1 if now < 0.9 else -0.11)], [f"\u2002<b>{now:.3f}</b>\u2002"], style.colour("text"), style,
              textposition=f"middle {side}", **axes),
        words([0.0], [1.1], ["area under the ROC curve"], colour, style, textposition="middle right", **axes),
    ]  # fmt: skip


def along(result: Result) -> Array:
    """Return the area under the ROC curve at all WEIGHTS."""
    key = (result.params.model, result.params.pixels)
    if key not in _ALONG:
        _ALONG[key] = np.array([result.separated(weight) for weight in WEIGHTS])
    return _ALONG[key]


_ALONG: dict[tuple[str, str], Array] = {}


def ends(result: Result, inside: Array, outside: Array, style: Style) -> list[Trace]:
    """Return the least odd pictures of both sets together, and the oddest, with how many of them were never seen."""
    p, other = result.params, OTHER[result.params.model]
    order = np.argsort(np.concatenate([inside, outside]), kind="stable")
    n, traces = len(inside), []
    for panel, some, name in (("tame", order[:EACH], "least odd"), ("odd", order[::-1][:EACH], "oddest")):
        shown = [test_pictures(p.model if i < n else other, p.pixels)[i % n] for i in some]
        strangers = int((some >= n).sum())
        axes = PANELS[panel].axes
        traces += [tiles(shown, EACH, "text", style, **axes),
                   words([-0.5], [0.9], [f"{name} of all: <b>{strangers}</b> of {EACH} are {NOUNS[other]}"],
                         style.colour("text"), style, textposition="middle right", **axes)]  # fmt: skip
    return traces
