"""The next token: how likely the model takes each to be, and what the sampler leaves of it."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.panels import panels
from explainers.transformers.generation.model import Result
from explainers.transformers.generation.shaping import stages
from explainers.transformers.lm.writing import COUNTS
from explainers.transformers.maps import label, titled

CHOICES = 12  # tokens in sight; below them, all others together
RANKS = np.cumsum(COUNTS) - (COUNTS - 1) / 2  # of single tokens, and of the middle of heaps
PLACES = panels("next curve", "next left", widths=(0.52, 0.48), heights=(0.62, 0.38), gaps=(0.12, 0.25),
                x=(0.12, 1.0), y=(0.13, 0.93))  # fmt: skip
NARROW = PLACES.narrow({"next": 320, "curve": 190, "left": 96}, gap=(82, 78), width=(0.24, 1.0), margin=(40, 20))


@Plot
def plot_next(result: Result, style: Style) -> Drawing:
    """Draw the likeliest tokens, the whole vocabulary by rank, and how many tokens each filter leaves."""
    chosen = label(result.chosen) if result.chosen else ""
    said = [label(token) for token in result.choices[:CHOICES]]
    names = [f"<b>{name}</b>" if chosen and name == chosen else name for name in said]
    others = int(COUNTS.sum()) - CHOICES
    layout = base_layout(
        style,
        **PLACES.layout(
            next={
                "xaxis": {"range": [0, 1.42], "tickvals": [0, 0.5, 1], "title": titled("probability", style)},
                "yaxis": {"range": [CHOICES + 0.6, -0.6], "tickvals": np.arange(CHOICES + 1.0), "showgrid": False,
                          "ticks": "", "ticktext": [*names, f"<i>{others:,} others</i>"]},
            },
            curve={
                "xaxis": {"type": "log", "range": [0, 4.75], "tickvals": [1, 10, 100, 1000, 10000],
                          "ticktext": ["1", "10", "100", "1,000", "10,000"],
                          "title": titled("rank of the token", style)},
                "yaxis": {"type": "log", "range": [-9, 0.3], "tickvals": [1e-8, 1e-6, 1e-4, 1e-2, 1],
                          "ticktext": ["10⁻⁸", "10⁻⁶", "10⁻⁴", "0.01", "1"]},
            },
            left={"xaxis": {"range": [0, 1], "visible": False}, "yaxis": {"range": [3.4, -0.4], "visible": False}},
        ),
        annotations=[
            PLACES["next"].over(f"<b>Token {result.params.place}</b>, " + (f"“<b>{chosen}</b>” was written" if chosen
                                else "still to come"), style, x=-0.2),
            PLACES["curve"].over("<b>All tokens</b>, by rank", style),
        ],
        barmode="overlay",
        margin={"l": 6, "r": 10, "t": 6, "b": 8},
    )  # fmt: skip
    return Drawing([*bars(result, said, style), *curves(result, style), *filters(result, style)], layout,
                   describe_next(result), NARROW)  # fmt: skip


def bars(result: Result, said: list[str], style: Style) -> list[Trace]:
    """Return the probabilities of the likeliest tokens as bars, plainly and to the sampler, with their numbers."""
    plain, sampled = (
        np.append(chances[:CHOICES], chances[CHOICES:].sum()) for chances in (result.plain, result.sampled)
    )
    places = np.arange(CHOICES + 1.0)
    found: list[Trace] = [
        {"type": "bar", "orientation": "h", "x": chances.round(5), "y": places + beside, "width": 0.38,
         "text": [*said, "all others"], "textposition": "none", "marker": {"color": style.colour(role)},
         "hovertemplate": f"{whose}, “%{{text}}”: %{{x:.4f}}<extra></extra>", **PLACES["next"].axes}
        for whose, chances, beside, role in (
            ("the model", plain, -0.2, "real"), ("the sampler", sampled, 0.2, "generated"))
    ]  # fmt: skip
    numbers = [f" {a:.3f} → <b>{b:.3f}</b>" if b > 0 else f" {a:.3f}, out" for a, b in zip(plain, sampled, strict=True)]
    return [*found, words(np.maximum(plain, sampled), places, numbers, style.colour("text"), style,
                          textposition="middle right", **PLACES["next"].axes)]  # fmt: skip


def curves(result: Result, style: Style) -> list[Trace]:
    """Return the probability of every token by its rank, to the model and to the sampler, with their names."""
    plain, sampled = (chances / COUNTS for chances in (result.plain, result.sampled))
    axes, hover = PLACES["curve"].axes, "rank %{x:,.0f}: %{y:.2g}"
    shown = np.where(sampled > 0, sampled, np.nan)
    names = ["<b>the model</b>", "<b>the sampler</b>"]
    return [
        line(RANKS, plain.clip(1e-12), style.colour("real"), 2.6 * style.stroke, hover, **axes),
        line(RANKS, shown, style.colour("generated"), style.stroke, hover, **axes),
        words([1.6, 1.6], [3e-8, 1e-6], names, [style.colour("real"), style.colour("generated")], style,
              textposition="middle right", **axes),
    ]  # fmt: skip


def filters(result: Result, style: Style) -> list[Trace]:
    """Return, in words, how many tokens each filter leaves, and how likely the model takes them to be together."""
    found = stages(result.followed, result.params.place, result.settings)
    lines = [f"after {name}: <b>{left:,}</b> tokens, {share:.1%}" for name, (left, share) in found.items()]
    lines.append(f"entropy of the model: <b>{result.followed.entropy[result.params.place]:.2f}</b> nats")
    return [words(np.zeros(4), np.arange(4.0), lines, style.colour("text"), style, textposition="middle right",
                  **PLACES["left"].axes)]  # fmt: skip


def describe_next(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    most = int(result.sampled[: len(result.choices)].argmax())
    favourite = (
        "" if most == 0 else f" The sampler prefers “{result.choices[most].strip()}”, at {result.sampled[most]:.3f}."
    )
    return (
        f"At token {result.params.place}, “{result.choices[0].strip()}” is likeliest: {result.plain[0]:.3f}, and "
        f"{result.sampled[0]:.3f} to the sampler, which picks among {result.kept:,} tokens.{favourite}"
    )
