"""Where likelihood fails: a model of clothes on digits, and what taking off the complexity of pictures makes of it."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.anomalies.figure_alarm import NARROWER, titled
from explainers.vaes.anomalies.found import Array
from explainers.vaes.anomalies.model import MODELS, Result
from explainers.vaes.anomalies.pictures import OTHER, shown_pictures
from explainers.vaes.tiles import tiles

PANELS = panels("hist hist area", "tame odd odd", widths=(0.47, 0.12, 0.41), heights=(0.66, 0.34), gaps=(0.06, 0.17))
NARROW_HEIGHTS = {"hist": 250, "area": 230, "tame": 120, "odd": 120}
BINS, REACH = 70, (-5.0, 9.0)  # standard deviations
WEIGHTS = np.round(np.linspace(0, 1, 21), 2)
EACH, ROW = 16, 8  # pictures at either end, and in a row of them


@Plot
def plot_likelihood(result: Result, style: Style) -> Drawing:
    """Draw the scores of both sets, how well they are told apart at every λ, and the pictures at both ends."""
    p, other = result.params, OTHER[result.params.model]
    inside, outside = (bits - p.weight * plain for bits, plain in map(result.lengths, (p.model, other)))
    traces = [*histograms(result, inside, outside, style), *areas(result, style), *ends(result, inside, outside, style)]
    bare = {"visible": False, "showgrid": False}
    strip = {"xaxis": bare | {"range": [-0.5, ROW - 0.5]}, "yaxis": bare | {"range": [-0.5, 2.3]}}
    layout = base_layout(
        style,
        **PANELS.layout(
            hist={
                "xaxis": {
                    "range": list(REACH),
                    "title": titled(f"score, in standard deviations of {NOUNS[p.model]}", style),
                },
                "yaxis": bare | {"range": [0, 0.26]},
            },
            area={
                "xaxis": {"range": [-0.03, 1.03], "title": titled("weight of complexity λ", style), "nticks": 5},
                "yaxis": {"range": [-0.03, 1.16], "tickvals": [0, 0.5, 1]},
            },
            tame=strip,
            odd=strip,
        ),
        margin={"l": 8, "r": 10, "t": 6, "b": 6},
    )
    alt = (
        f"Under the model of {NOUNS[p.model]} −log₂ p(x) is {result.lengths(p.model)[0].mean():.0f} bits for "
        f"{NOUNS[p.model]} and {result.lengths(other)[0].mean():.0f} for {NOUNS[other]}, on average. With {p.weight:g} "
        f"times the length under zlib taken off, the area under the ROC curve is {result.separated(p.weight):.3f}."
    )
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=50, area=NARROWER))


NOUNS = {name: title.lower() for name, title in MODELS.items()}


def histograms(result: Result, inside: Array, outside: Array, style: Style) -> list[Trace]:
    """Return both histograms, in standard deviations of the model's own pictures; what is beyond stands at the end."""
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
    traces.append(
        words([REACH[1]] * 3, [0.248, 0.226, 0.204], names, shades, style, textposition="middle left", **axes)
    )
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
        words(
            [weight],
            [now + (0.1 if now < 0.9 else -0.11)],
            [f"\u2002<b>{now:.3f}</b>\u2002"],
            style.colour("text"),
            style,
            textposition=f"middle {side}",
            **axes,
        ),
        words([0.0], [1.1], ["area under the ROC curve"], colour, style, textposition="middle right", **axes),
    ]


def along(result: Result) -> Array:
    """Return the area under the ROC curve at all WEIGHTS."""
    return np.array([result.separated(float(weight)) for weight in WEIGHTS])


def ends(result: Result, inside: Array, outside: Array, style: Style) -> list[Trace]:
    """Return the least odd pictures of both sets together, and the oddest, with how many of them were never seen."""
    p, other = result.params, OTHER[result.params.model]
    order = np.argsort(np.concatenate([inside, outside]), kind="stable")
    n, traces = len(inside), []
    for panel, some, name in (("tame", order[:EACH], "least odd"), ("odd", order[::-1][:EACH], "oddest")):
        axes = PANELS[panel].axes
        shown = [shown_pictures(p.model if i < n else other, p.pixels)[i % n] for i in some]
        strangers = int((some >= n).sum())
        traces += [tiles(shown, ROW, "text", style) | axes,
                   words([-0.5], [1.95], [f"{name} of all: <b>{strangers}</b> of {EACH} are {NOUNS[other]}"],
                         style.colour("text"), style, textposition="middle right", **axes)]  # fmt: skip
    return traces
