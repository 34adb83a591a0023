"""Models of several widths and batch sizes: how their quality grows along training, what they cost, what they draw."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.big.figure_order import BARE
from explainers.gans.big.models import MODELS, recorded
from explainers.gans.big.networks import LETTERS
from explainers.gans.big.result import ROWS, Result, along
from explainers.gans.big.settings import AXES, NAMES
from explainers.marks import line, words
from explainers.panels import panels
from explainers.vaes.tiles import tiles

PANELS = panels("curves table", "curves tiles", widths=(0.5, 0.5), heights=(0.52, 0.48), gaps=(0.04, 0.04))
NARROW_HEIGHTS = {"curves": 300, "table": 230, "tiles": 150}
DISTANCES = (0.6, 1000.0)  # the ends of the axis
TICKS = (1, 3, 10, 30, 100, 300)
DASHES = {16: "dot", 64: "solid", 256: "dash"}  # by batch
TABLE = {"width": 0.8, "batch": 1.6, "distance": 2.55, "seconds": 3.6, "weights": 4.6}  # columns, and where
AT = {"pictures": (5000, 10_000, 20_000, 40_000), "seconds": (3, 10, 30, 100), "steps": (30, 100, 300, 1000, 3000)}


@Plot
def plot_size(result: Result, style: Style) -> Drawing:
    """Draw the Fréchet distance of every model along its training, a table of what each cost, and pictures of one."""
    p, floor = result.params, float(recorded()["floor"])
    most = max(float(along(name, p.against)[-1]) for name in MODELS)
    first = min(float(along(name, p.against)[1]) for name in MODELS)
    where = PANELS["curves"].axes
    traces = [curve(name, result, style) for name in sorted(MODELS, key=lambda name: name == p.model)]
    traces += [
        line([first / 10, 10 * most], [floor] * 2, style.colour("real"), 0.6 * style.stroke, pen={"dash": "dash"},
             **where),
        tiles(result.every_letter, len(LETTERS), "generated", style) | PANELS["tiles"].axes,
        *table(result, style),
    ]  # fmt: skip
    axes: dict[str, Layout] = {
        "curves": {"xaxis": {"type": "log", "range": list(np.log10([first, 1.15 * most])), "tickvals": AT[p.against],
                             "title": {"text": AXES[p.against]}},
                   "yaxis": {"type": "log", "range": list(np.log10(DISTANCES)), "tickvals": list(TICKS)}},
        "table": {"xaxis": BARE | {"range": [0, 5]}, "yaxis": BARE | {"range": [len(MODELS) - 0.3, -1.0]}},
        "tiles": {"xaxis": BARE | {"range": [-0.5, len(LETTERS) - 0.5], "constrain": "domain"},
                  "yaxis": BARE | {"range": [-0.5, ROWS - 0.5], "scaleanchor": "x3", "constrain": "domain"}},
    }  # fmt: skip
    heads = [PANELS["curves"].over("Fréchet distance from real letters", style),
             {"text": f"real letters of other families: {floor:.1f}", "xref": "x domain", "yref": "y", "x": 0.02,
              "y": np.log10(floor), "showarrow": False, "yshift": 10, "xanchor": "left",
              "font": {"size": style.text, "color": style.colour("real")}}]  # fmt: skip
    margin = {"l": 46, "r": 6, "t": 28, "b": 64 if style.lecture else 52}
    layout = base_layout(style, **PANELS.layout(**axes), annotations=heads, margin=margin)
    said = "; ".join(f"{NAMES[name]}: distance {recorded()[name]['frechet']:.1f} after "
                     f"{along(name, 'seconds')[-1]:.0f} seconds" for name in MODELS)  # fmt: skip
    return Drawing(traces, layout, f"Five models that saw as many pictures. {said}.", PANELS.narrow(NARROW_HEIGHTS))


def curve(name: str, result: Result, style: Style) -> Trace:
    """Return the Fréchet distance of a model along its training; the chosen one in colour, the others grey."""
    p, batch = result.params, MODELS[name].batch
    colour = style.colour("generated" if name == p.model else "muted")
    x, y = along(name, p.against)[1:], along(name, "frechet")[1:]
    wide = {8: 0.35, 16: 0.65, 32: 1.0}[MODELS[name].width] * style.stroke
    return line(x, y, colour, wide, f"{NAMES[name]}: %{{y:.1f}}", pen={"dash": DASHES[batch]}, **PANELS["curves"].axes)


def table(result: Result, style: Style) -> list[Trace]:
    """Return for each model how it is drawn, and its final distance, seconds of a core and weights."""
    where, drawn = PANELS["table"].axes, []
    columns = list(TABLE.values())
    heads = words(columns, [-0.8] * 5, list(TABLE), style.colour("text"), style, **where)
    for row, (name, design) in enumerate(MODELS.items()):
        record, chosen = recorded()[name], name == result.params.model
        colour = style.colour("generated" if chosen else "muted")
        wide = {8: 0.35, 16: 0.65, 32: 1.0}[design.width] * style.stroke
        texts = [f"{design.width}", f"{design.batch}", f"{record['frechet']:.1f}", f"{along(name, 'seconds')[-1]:.0f}",
                 f"{record['parameters']['g'] / 1000:.0f} k"]  # fmt: skip
        texts = [f"<b>{text}</b>" for text in texts] if chosen else texts
        drawn += [line([0, 0.45], [row, row], colour, wide, pen={"dash": DASHES[design.batch]}, **where),
                  words(columns, [row] * 5, texts, colour, style, **where)]  # fmt: skip
    return [*drawn, heads]
