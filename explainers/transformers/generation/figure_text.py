"""The text that was written: how surprised the model is by each token, how unsure it was, and what the token cost."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.panels import panels
from explainers.transformers.generation.model import Result
from explainers.transformers.maps import cut, label, titled, token_axis

PLACES = panels("nats cost", widths=(0.7, 0.3), gaps=(0.09, 0), x=(0.05, 1.0), y=(0.25, 0.85))
NARROW = PLACES.narrow({"nats": 230, "cost": 150}, gap=118, width=(0.12, 1.0), margin=(40, 56))
SHOWN, ROOM = 16.0, 34  # nats; names of tokens that fit
WIDEST = 9  # letters of such a name


@Plot
def plot_text(result: Result, style: Style) -> Drawing:
    """Draw surprise and entropy along the text, and beside them the milliseconds of each token."""
    followed, n = result.followed, len(result.followed.tokens)
    slowest = max(max(result.timed.cached.max(), result.timed.uncached.max()) if result.timed else 0.0, 10.0)
    ends = [-0.7, max(n, 8) + 0.7]
    names = token_axis([*(cut(token, WIDEST) for token in followed.tokens), "next"], ROOM, result.params.place)
    layout = base_layout(
        style,
        **PLACES.layout(
            nats={
                "xaxis": names | {"range": ends, "tickangle": -60, "tickfont": {"size": 0.8 * style.text}},
                "yaxis": {"range": [0, SHOWN], "tickvals": [0, 4, 8, 12, 16], "title": titled("nats", style)},
            },
            cost={
                "xaxis": {"range": ends, "showgrid": False, "title": titled("token", style)},
                "yaxis": {"range": [0, 1.25 * slowest], "nticks": 4},
            },
        ),
        annotations=[
            PLACES["nats"].over(f"<b>{total(result)}</b><br>{legend(style)}", style),
            PLACES["cost"].over("<b>ms a token</b>" + ("" if result.timed else ": not measured yet"), style),
        ],
        shapes=[marked(result.params.place, style)],
        margin={"l": 6, "r": 8, "t": 6, "b": 8},
    )
    return Drawing([*along(result, style), *costs(result, style)], layout, describe_text(result), NARROW)


def legend(style: Style) -> str:
    """Say which colour is what."""
    return (f"<span style='color:{style.colour('generated')}'><b>surprise −ln p</b></span>, "
            f"<span style='color:{style.colour('real')}'><b>entropy H</b></span>")  # fmt: skip


def total(result: Result) -> str:
    """Say how likely the text is as a whole, and now."""
    logp = result.followed.written_logp
    if not len(logp):
        return "Nothing is written yet: press Write"
    return f"ln p = −{-logp.sum():.1f} for {len(logp)} tokens, −{-logp.mean():.2f} a token"


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
    ]  # fmt: skip


def costs(result: Result, style: Style) -> list[Trace]:
    """Return the milliseconds of each token, with a cache of keys and values and with none."""
    if (timed := result.timed) is None:
        return []
    axes, x = PLACES["cost"].axes, np.arange(float(len(timed.cached)))
    slow, quick = style.colour("muted"), style.colour("generator")
    said = [f"<b>no cache: {timed.uncached[-1]:.0f}</b>", f"<b>cache: {timed.cached[-1]:.0f}</b>"]
    ends = np.array([timed.uncached[-1], timed.cached[-1]])
    return [
        line(timed.at, timed.uncached.round(2), slow, style.stroke, "with no cache: %{y:.0f} ms", **axes),
        line(x, timed.cached.round(2), quick, style.stroke, "with the cache: %{y:.0f} ms", **axes),
        words([x[-1]] * 2, ends + 0.13 * ends.max(), said, [slow, quick], style, textposition="middle left", **axes),
    ]


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
