"""The generator in steering: what it is paid and what is liked, how far it is from its base, and what it plays."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import line, words
from explainers.panels import panels
from explainers.rl.guided_generation.axes import titled
from explainers.rl.guided_generation.notes import LOWEST, PITCHES, Tokens, sound
from explainers.rl.guided_generation.result import SHOWN, Result
from explainers.rl.guided_generation.settings import MAX_STEPS, METHODS

ROLLS = [f"roll{i}" for i in range(1, SHOWN + 1)]
PLACES = panels("reward roll1 roll2", ". roll1 roll2", ". roll3 roll4", "kl roll3 roll4",
                heights=(1.25, 0.15, 0.5, 0.8), widths=(1.25, 1, 1), gaps=(0.035, 0.04), x=(0.045, 1))  # fmt: skip
HORIZONS = (50, 100, 200, MAX_STEPS)  # updates that the curves have room for
LONGEST = 5.5  # seconds that a roll has room for
OCTAVES = {60: "C4", 72: "C5", 84: "C6"}


@Plot
def plot_steer(result: Result, style: Style) -> Drawing:
    """Draw r̂, u and KL update by update, and four melodies of the steered generator over those of its base."""
    horizon = next((h for h in HORIZONS if h >= result.step), MAX_STEPS)
    traces = curves(result, horizon, style)
    for name, before, after in zip(ROLLS, *result.shown, strict=True):
        place = PLACES[name].axes
        traces += [roll(before, style.colour("muted", 0.45), 1.6 * style.stroke, "base", **place),
                   roll(after, style.colour("generated"), 1.6 * style.stroke, "steered", **place)]  # fmt: skip
    bare = {"showticklabels": False, "ticks": "", "showgrid": False}
    axes: dict[str, Layout] = {}
    axes |= {name: {"xaxis": {"range": [-0.1, LONGEST]} | bare,
                    "yaxis": {"range": [LOWEST - 1, LOWEST + PITCHES], "tickvals": list(OCTAVES),
                             "ticktext": list(OCTAVES.values()), "ticks": "", "showticklabels": False}}
            for name in ROLLS}  # fmt: skip
    top = max(2.0, *(abs(value) for value in (result.now.reward, np.nan_to_num(result.now.liked)))) * 1.15
    axes["reward"] = {"xaxis": {"range": [0, horizon]} | bare, "yaxis": {"range": [-0.6 * rounded(top), rounded(top)]}}
    axes["kl"] = {"xaxis": {"range": [0, horizon], **titled("update", style)},
                  "yaxis": {"range": [0, rounded(max(2.0, result.now.kl))], "nticks": 4}}  # fmt: skip
    layout = base_layout(style, **PLACES.layout(**axes), annotations=titles(style),
                         margin={"l": 18, "r": 10, "t": 32, "b": 60 if style.lecture else 48})  # fmt: skip
    narrow = PLACES.narrow(
        {"reward": 150, "kl": 70, "roll1 roll2": 90, "roll3 roll4": 90}, gap=[34, 74, 12], width=(0.08, 1)
    )
    return Drawing(traces, layout, describe(result), narrow)


def titles(style: Style) -> list[dict[str, object]]:
    """Return what stands over the panels."""

    def coloured(role: str, text: str) -> str:
        return f"<b style='color:{style.colour(role)}'>{text}</b>"

    over = f"{coloured('discriminator', 'r̂ paid')}  {coloured('truth', 'u liked')}"
    played = f"{coloured('muted', '▬ base')}  {coloured('generated', '▬ steered')}, same chance"
    return [PLACES["reward"].over(over, style), PLACES["kl"].over("KL from the base, nats", style),
            PLACES["roll1"].over(played, style)]  # fmt: skip


def curves(result: Result, horizon: int, style: Style) -> list[Trace]:
    """Return the means of r̂, u and KL so far."""
    steps = np.array(list(result.measured))
    found = np.array([(m.reward, m.liked, m.kl) for m in result.measured.values()])
    axes, below = PLACES["reward"].axes, PLACES["kl"].axes
    return [
        line([0, horizon], [0, 0], style.colour("muted"), 1, **axes),
        line(steps, found[:, 0], style.colour("discriminator"), style.stroke, "r̂ = %{y:.2f} at %{x}", **axes),
        line(steps, found[:, 1], style.colour("truth"), style.stroke, "u = %{y:.2f} at %{x}", **axes),
        line(steps, found[:, 2], style.colour("generator"), style.stroke, "%{y:.2f} nats at %{x}", **below),
        words([0.97 * horizon], [0.0], [f"{result.now.kl:.1f}"], style.colour("generator"), style,
              textposition="top left", **below),
    ]  # fmt: skip


def roll(tokens: Tokens, colour: str, width: float, said: str, **axes: str) -> Trace:
    """Return a melody (16,) as a line for each note."""
    heard = sound(tokens)
    x = np.stack([heard.start, heard.start + 0.9 * heard.length, np.full(len(heard.start), np.nan)], axis=1)
    return line(x.ravel(), np.repeat(heard.pitch, 3), colour, width, f"{said}: %{{y}}", **axes)


def rounded(value: float) -> float:
    """Return a round number not under a value, so that axes seldom change."""
    return float(next((stop for stop in (2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100) if stop >= value), 200))


def describe(result: Result) -> str:
    """Return the picture in a sentence."""
    now, p = result.now, result.params
    liked = f", its true taste {now.liked:.2f}" if result.known else ""
    return (f"After {result.step} updates ({METHODS[p.method]}, β = {p.beta:g}) the generator is paid "
            f"{now.reward:.2f} for a melody{liked}; it is {now.kl:.2f} nats from its base, and {now.distinct:.0%} "
            f"of the steps from pitch to pitch are different ones.")  # fmt: skip
