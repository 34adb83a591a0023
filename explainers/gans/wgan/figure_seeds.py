"""The same race from ten seeds: W₁ at the end, modes covered, and the rank correlation of the loss with W₁."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.wgan.figure_race import signed
from explainers.gans.wgan.result import Array, Result
from explainers.gans.wgan.seeds import SEEDS
from explainers.gans.wgan.settings import RACERS
from explainers.marks import dots, line, words
from explainers.panels import panels

COLUMNS = ("w1", "modes", "rho")  # of what is known of each race
PLACES = panels("w1 modes rho numbers", widths=(1.0, 0.8, 1.0, 0.9), gaps=(0.05, 0))
NAMED: Layout = {"yaxis": {"visible": True, "showticklabels": True}}
NARROW = PLACES.narrow(
    {"w1": 230, "modes": 230, "rho": 230, "numbers": 230}, gap=(58, 58, 90), modes=NAMED, rho=NAMED, numbers=NAMED
) | {"margin": {"l": 150, "r": 12, "t": 12}}
FAR = 0.5  # W₁ up to here is drawn


@Plot
def plot_seeds(result: Result, style: Style) -> Drawing:
    """Draw a dot for each seed and loss in three panels, with medians, and a table of them beside."""
    found, modes = result.seeds, max(result.modes, 1)
    limits = {"w1": (0.0, FAR), "modes": (-0.03 * modes, 1.05 * modes), "rho": (-1.05, 1.05)}
    rows = {"range": [len(RACERS) - 0.5, -0.5], "tickvals": list(range(len(RACERS))), "showgrid": False,
            "ticktext": list(RACERS.values()), "ticks": ""}  # fmt: skip
    titles = {"w1": f"W₁, step {result.step:,}", "rho": "ρ",
              "modes": f"modes of {result.modes}" if result.modes else "no modes"}  # fmt: skip
    blank = {"range": [0, 1], "visible": False}
    axes = {name: {"xaxis": {"range": list(limits[name]), "nticks": 4, "title": {"text": titles[name]}},
                   "yaxis": rows | {"showticklabels": name == "w1"}} for name in COLUMNS}  # fmt: skip
    layout = base_layout(
        style,
        **PLACES.layout(**axes, numbers={"xaxis": blank, "yaxis": rows | {"visible": False}}),
        margin={
            "l": 200 if style.lecture else 150,
            "r": 8,
            "t": 58 if style.lecture else 46,
            "b": 62 if style.lecture else 50,
        },
        annotations=[PLACES["numbers"].over("median ρ;<br>lost a mode", style)],
    )
    traces: list[Trace] = []
    for i, name in enumerate(COLUMNS):
        low, high = limits[name]
        traces += column(np.clip(found[:, :, i], low, high), name, style)
    traces.append(words([0.0] * len(RACERS), np.arange(float(len(RACERS))), numbers(result), style.colour("text"),
                        style, textposition="middle right", **PLACES["numbers"].axes))  # fmt: skip
    return Drawing(traces, layout, describe(result), NARROW)


def column(values: Array, name: str, style: Style) -> list[Trace]:
    """Return the dots of one panel, seeds below each other in each row, and the medians; values is (seeds, 6)."""
    axes, ink = PLACES[name].axes, style.colour("discriminator")
    seeds, rows = np.meshgrid(np.arange(len(values)), np.arange(len(RACERS)), indexing="ij")
    at, some = rows + 0.56 * (seeds / (SEEDS - 1) - 0.5), np.isfinite(values)
    middles = [(k, float(np.median(row[np.isfinite(row)]))) for k, row in enumerate(values.T) if np.isfinite(row).any()]
    across = np.array([[m, m, np.nan] for _, m in middles]).ravel()
    down = np.array([[k - 0.38, k + 0.38, np.nan] for k, _ in middles]).ravel()
    return [
        line(across, down, style.colour("text"), 0.9 * style.stroke, **axes),
        dots(values[some], at[some], ink, 2 * style.stroke, "%{x:.3g}", **axes),
    ]


def numbers(result: Result) -> list[str]:
    """Return the table: of each loss the median ρ, and of how many races some lost a mode."""
    said = []
    for covered, rho in zip(result.seeds[:, :, 1].T, result.seeds[:, :, 2].T, strict=True):
        lost, of = int((covered < result.modes).sum()), int(np.isfinite(covered).sum())
        middle = signed(float(np.median(rho[np.isfinite(rho)]))) if np.isfinite(rho).any() else "–"
        said.append(middle + (f"; {lost} of {of}" if result.modes and of else ""))
    return said


def describe(result: Result) -> str:
    """Return the picture in a sentence."""
    each = "; ".join(f"{name} {said}" for name, said in zip(RACERS.values(), numbers(result), strict=True))
    return (f"{len(result.seeds)} of {SEEDS} seeds have come. By loss, the median rank correlation with W₁"
            f"{' and how many seeds lost a mode' if result.modes else ''}: {each}.")  # fmt: skip
