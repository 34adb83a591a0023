"""All short melodies: how much reward each method gets for its KL, and which melodies it plays."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, line
from explainers.panels import panels
from explainers.rl.guided_generation.axes import METHODS, titled
from explainers.rl.guided_generation.enumerated import LENGTH, NOTES, K, best_of, kl, optimum, world
from explainers.rl.guided_generation.enumerated import PLACES as WHICH
from explainers.rl.guided_generation.notes import Array, Tokens
from explainers.rl.guided_generation.result import Result
from explainers.rl.guided_generation.settings import LEASHES

PLACES = panels("plane melodies", widths=(1.4, 1), gaps=(0.17, 0), x=(0.05, 1))
TOP = 8  # melodies that are named
FURTHEST = LENGTH * np.log(K)  # nats: from even chances to a single melody
BETAS = np.geomspace(LEASHES[-1], LEASHES[0], 40)
NS = 2 ** np.arange(11)
LEAST = 1e-5  # probability that is drawn
SIZES = {"optimum": 4.2}  # of dots, in strokes: other methods are drawn on the optimum


@Plot
def plot_exact(result: Result, style: Style) -> Drawing:
    """Draw mean reward against exact KL, and the probabilities of the melodies that the optimum likes most."""
    logs = {
        "optimum": result.optimum,
        "best": result.best,
        "ppo": result.path("ppo")[-1],
        "dpo": result.path("dpo")[-1],
    }
    traces = frontier(result, style) + paths(result, style) + ends(result, logs, style) + bars(result, logs, style)
    names = [named(place) for place in likeliest(result)]
    top = float(result.reward.max())
    axes: dict[str, Layout] = {
        "plane": {"xaxis": {"range": [-0.1, FURTHEST], **titled("KL from the base, nats", style)},
                  "yaxis": {"range": [-0.05 * max(top, 1.0), 1.05 * max(top, 1.0)], **titled("mean r̂", style)}},
        "melodies": {"xaxis": {"type": "log", "range": [np.log10(LEAST), 0.15], "tickvals": [1e-4, 1e-2, 1],
                               "ticktext": ["0.0001", "0.01", "1"], **titled("probability", style)},
                     "yaxis": {"range": [TOP - 0.4, -0.6], "tickvals": list(range(TOP)), "ticktext": names,
                               "ticks": ""}},
    }  # fmt: skip
    layout = base_layout(style, **PLACES.layout(**axes), annotations=titles(result, style),
                         margin={"l": 18, "r": 12, "t": 34, "b": 64 if style.lecture else 52})  # fmt: skip
    narrow = PLACES.narrow(
        {"plane": 210, "melodies": 210}, gap=90, width=(0.1, 1), melodies={"xaxis": {"domain": [0.3, 1]}}
    )
    narrow |= {"annotations": {0: {"xshift": -44}}}  # its names need the whole width
    return Drawing(traces, layout, describe(result, logs), narrow)


def frontier(result: Result, style: Style) -> list[Trace]:
    """Return what is possible, over all leashes; and the best of n, over all n."""
    base, axes = world(), PLACES["plane"].axes
    curves = {
        "optimum": [optimum(result.reward, beta, base.log_p) for beta in BETAS],
        "best": [log_of(best_of(int(n), result.reward, base.p)) for n in NS],
    }
    widths = {"optimum": 1.0, "best": 0.6}
    return [line(*plane(result, logs), style.colour(METHODS[name][1]), widths[name] * style.stroke,
                 f"{METHODS[name][0]}: r̂ = %{{y:.2f}} at %{{x:.2f}} nats", **axes)
            for name, logs in curves.items()]  # fmt: skip


def log_of(p: Array) -> Array:
    """Return log p, −∞ where p is 0."""
    with np.errstate(divide="ignore"):
        return np.log(p)


def plane(result: Result, logs: list[Array]) -> tuple[Array, Array]:
    """Return KL from the base, and the mean reward, of some distributions."""
    return (np.array([kl(log_p, world().log_p) for log_p in logs]),
            np.array([np.exp(log_p) @ result.reward for log_p in logs]))  # fmt: skip


def paths(result: Result, style: Style) -> list[Trace]:
    """Return the ways that the trained policies took."""
    axes = PLACES["plane"].axes
    return [line(*plane(result, result.path(name)), style.colour(METHODS[name][1], 0.7), 0.5 * style.stroke,
                 pen={"dash": "dot"}, **axes) for name in ("ppo", "dpo")]  # fmt: skip


def ends(result: Result, logs: dict[str, Array], style: Style) -> list[Trace]:
    """Return where each method ends."""
    axes = PLACES["plane"].axes
    return [dots(*plane(result, [log_p]), style.colour(METHODS[name][1]), SIZES.get(name, 2.8) * style.stroke,
                 f"{METHODS[name][0]}: r̂ = %{{y:.2f}} at %{{x:.2f}} nats", **axes)
            for name, log_p in logs.items()]  # fmt: skip


def likeliest(result: Result) -> Tokens:
    """Return the melodies that the optimum plays most, (TOP,)."""
    return np.argsort(-result.optimum, kind="stable")[:TOP]


def named(place: int) -> str:
    """Return a melody by the names of its notes."""
    return " ".join(list(NOTES)[k] for k in WHICH[place])


def bars(result: Result, logs: dict[str, Array], style: Style) -> list[Trace]:
    """Return the probabilities of these melodies under the base model and each method."""
    axes, rows = PLACES["melodies"].axes, likeliest(result)
    shown = {"base": ("Base", "prior", world().log_p)} | {m: (*METHODS[m], log_p) for m, log_p in logs.items()}
    return [dots(np.exp(log_p[rows]).clip(LEAST), np.arange(TOP), style.colour(role), SIZES.get(m, 2.8) * style.stroke,
                 f"{name}: %{{x:.2g}}", **axes) for m, (name, role, log_p) in shown.items()]  # fmt: skip


def titles(result: Result, style: Style) -> list[dict[str, object]]:
    """Return who is who, with how far each ends from the optimum."""

    def coloured(name: str, role: str, said: str = "") -> str:
        return f"<b style='color:{style.colour(role)}'>{name}{said}</b>"

    who = "  ".join(coloured(*METHODS[m], "" if m == "optimum" else f" {result.off(m):.2f}") for m in METHODS)
    return [PLACES["plane"].over(who, style), PLACES["melodies"].over(coloured("Base", "prior"), style)]


def describe(result: Result, logs: dict[str, Array]) -> str:
    """Return the picture in a sentence."""
    each = []
    for name, log_p in logs.items():
        (x,), (y,) = plane(result, [log_p])
        off = "" if name == "optimum" else f", {result.off(name):.3f} nats from the optimum"
        each.append(f"{METHODS[name][0]} gets {y:.2f} at {x:.2f} nats{off}")
    return (f"All {len(world().log_p):,} melodies of five notes, with β = {result.params.beta:g}: {'; '.join(each)}. "
            f"The optimum plays {named(likeliest(result)[0])} most.")  # fmt: skip
