"""The text that was written: how surprised the model is by each token, how unsure it was, and what the token cost."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.panels import panels
from explainers.transformers.generation.model import Result
from explainers.transformers.maps import label

PLACES = panels("nats", "cost", heights=(0.6, 0.4), gaps=(0, 0.3), x=(0.06, 1.0), y=(0.12, 0.93))
NARROW = PLACES.narrow({"nats": 230, "cost": 140}, gap=104, width=(0.12, 1.0), margin=(40, 50))
SHOWN = 12.0  # nats


@Plot
def plot_text(result: Result, style: Style) -> Drawing:
    """Draw surprise and entropy along the text, and below them the milliseconds of each token."""
    followed, n = result.followed, len(result.followed.tokens)
    names = [*map(label, followed.tokens), "next"]
    every = -(-len(names) // 50)
    slowest = max(np.max([result.timed.cached, result.timed.uncached]) if result.timed else 0.0, 10.0)
    ends = [-0.7, max(n, 8) + 0.7]
    layout = base_layout(
        style,
        **PLACES.layout(
            nats={
                "xaxis": {"range": ends, "tickvals": list(range(0, n + 1, every)), "ticktext": names[::every],
                          "tickangle": -60, "showgrid": False, "ticks": "", "tickfont": {"size": 0.85 * style.text}},
                "yaxis": {"range": [0, SHOWN], "tickvals": [0, 4, 8, 12], "title": {"text": "nats"}},
            },
            cost={
                "xaxis": {"range": ends, "showgrid": False, "title": {"text": "token"}},
                "yaxis": {"range": [0, 1.2 * slowest], "nticks": 4, "title": {"text": "ms"}},
            },
        ),
        annotations=[
            PLACES["nats"].over(f"<b>{total(result)}</b>", style),
            PLACES["cost"].over("<b>What a token costs</b>" + cost(result), style),
        ],
        shapes=[marked(result.params.place, style)],
        margin={"l": 6, "r": 8, "t": 6, "b": 8},
    )  # fmt: skip
    return Drawing([*along(result, style), *costs(result, style)], layout, describe_text(result), NARROW)


def total(result: Result) -> str:
    """Say how likely the text is as a whole, and now."""
    logp = result.followed.written_logp
    if not len(logp):
        return "Nothing is written yet: press Write"
    return f"ln p = {logp.sum():.1f} for {len(logp)} tokens, {logp.mean():.2f} a token"


def marked(place: int, style: Style) -> Layout:
    """Return a band behind the open place."""
    return {"type": "rect", "x0": place - 0.5, "x1": place + 0.5, "y0": 0, "y1": SHOWN, "layer": "below",
            "xref": PLACES["nats"].refs[0], "yref": PLACES["nats"].refs[1], "line": {"width": 0},
            "fillcolor": style.colour("guess", 0.22)}  # fmt: skip


def along(result: Result, style: Style) -> list[Trace]:
    """Return the surprise of each token as bars and the entropy as a line, with their names."""
    followed, axes = result.followed, PLACES["nats"].axes
    surprise = -followed.written_logp
    return [
        {"type": "bar", "x": np.arange(float(len(surprise))), "y": surprise.clip(0, SHOWN).round(3), "width": 0.75,
         "marker": {"color": style.colour("generated")}, "text": [label(token) for token in followed.tokens],
         "customdata": surprise.round(3), "textposition": "none",
         "hovertemplate": "“%{text}”: −ln p = %{customdata:.2f}<extra></extra>", **axes},
        line(np.arange(float(len(followed.entropy))), followed.entropy.round(4), style.colour("real"), style.stroke,
             "entropy %{y:.2f} nats", **axes),
        words([result.followed.entropy.size - 0.5] * 2, [0.93 * SHOWN, 0.8 * SHOWN],
              ["<b>surprise −ln p</b>", "<b>entropy H</b>"], [style.colour("generated"), style.colour("real")], style,
              textposition="middle left", **axes),
    ]  # fmt: skip


def costs(result: Result, style: Style) -> list[Trace]:
    """Return the milliseconds of each token, with a cache of keys and values and with none."""
    if (timed := result.timed) is None:
        return []
    axes, x = PLACES["cost"].axes, np.arange(float(len(timed.cached)))
    ends = [timed.uncached[-1], timed.cached[-1]]
    return [
        line(x, timed.uncached.round(2), style.colour("muted"), style.stroke, "with no cache: %{y:.0f} ms", **axes),
        line(x, timed.cached.round(2), style.colour("generator"), style.stroke, "with the cache: %{y:.0f} ms", **axes),
        words([x[-1]] * 2, np.array(ends) + 0.14 * max(ends), ["<b>no cache</b>", "<b>keys and values kept</b>"],
              [style.colour("muted"), style.colour("generator")], style, textposition="middle left", **axes),
    ]  # fmt: skip


def cost(result: Result) -> str:
    """Say what the cache is worth at the last token."""
    if (timed := result.timed) is None:
        return ": not measured yet"
    return (f": prefill of {len(result.followed.prompt)} tokens {timed.cached[0]:.0f} ms; the last token "
            f"{timed.cached[-1]:.0f} ms, with no cache {timed.uncached[-1]:.0f} ms")  # fmt: skip


def describe_text(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    followed = result.followed
    if not followed.tokens:
        return f"Behind the prompt of {len(followed.prompt)} tokens nothing is written yet."
    worst = int(followed.written_logp.argmin())
    return (
        f"{total(result)}. The greatest surprise is “{followed.tokens[worst].strip()}”, "
        f"{-followed.written_logp[worst]:.1f} nats; entropy goes from {followed.entropy.min():.2f} to "
        f"{followed.entropy.max():.2f} nats{cost(result)}."
    )
