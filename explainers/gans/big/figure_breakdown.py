"""A run that breaks down beside one that does not, to the end: curves, and the pictures of one moment."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.gans.big.figure_order import BARE
from explainers.gans.big.models import PICTURES
from explainers.gans.big.result import Result, along
from explainers.marks import line
from explainers.panels import panels
from explainers.vaes.tiles import tiles

PANELS = panels("distance tiles", "verdict tiles", widths=(0.5, 0.5), gaps=(0.06, 0.17))
NARROW_HEIGHTS = {"distance": 200, "verdict": 200, "tiles": 280}
STABLE = "w8_b64"  # the same networks, from the same first weights, with spectral norm and a smaller rate
ENDS = (1.0, 1000.0)  # of the axis of distances
COLUMNS, ROWS = 6, 5  # of pictures: three of a letter, then three of the next
VERDICTS = {"real": "real", "held_out": "guess", "generated": "generated"}  # roles of D's verdicts


@Plot
def plot_breakdown(result: Result, style: Style) -> Drawing:
    """Draw the Fréchet distance of both runs, what D of the broken one takes for real, and pictures at a moment."""
    now = float(along("breakdown", "pictures")[result.moment])
    traces = [
        run("distance", STABLE, "frechet", "muted", style),
        run("distance", "breakdown", "frechet", "generated", style),
        *[run("verdict", "breakdown", column, role, style) for column, role in VERDICTS.items()],
        *[moment(panel, now, ends, style) for panel, ends in (("distance", ENDS), ("verdict", (0.0, 1.0)))],
        tiles(result.broken, COLUMNS, "generated", style, side=32) | PANELS["tiles"].axes,
    ]
    record = {
        name: {column: along(name, column) for column in ("frechet", *VERDICTS)} for name in (STABLE, "breakdown")
    }
    at = {column: float(values[result.moment]) for column, values in record["breakdown"].items()}
    other = float(record[STABLE]["frechet"][result.moment])
    pictures = {"range": [0, PICTURES], "nticks": 5}
    axes: dict[str, Layout] = {
        "distance": {"xaxis": pictures,
                     "yaxis": {"type": "log", "range": list(np.log10(ENDS)), "tickvals": [1, 10, 100, 1000]}},
        "verdict": {"xaxis": pictures | {"title": {"text": "pictures seen"}},
                    "yaxis": {"range": [-0.03, 1.03], "tickvals": [0, 0.5, 1], "tickformat": ".0%"}},
        "tiles": {"xaxis": BARE | {"range": [-0.5, COLUMNS - 0.5], "constrain": "domain"},
                  "yaxis": BARE | {"range": [-0.5, ROWS - 0.5], "scaleanchor": "x2", "constrain": "domain"}},
    }  # fmt: skip
    margin = {"l": 52, "r": 6, "t": 28, "b": 64 if style.lecture else 52}
    layout = base_layout(style, **PANELS.layout(**axes), annotations=heads(style), margin=margin)
    alt = (f"After {now:,.0f} pictures the Fréchet distance is {at['frechet']:.1f} without spectral norm and "
           f"{other:.1f} with it. D without spectral norm takes {at['real']:.0%} of real letters, {at['held_out']:.0%} "
           f"of those of other families and {at['generated']:.0%} of generated ones for real.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow(NARROW_HEIGHTS, gap=(56, 60)))


def heads(style: Style) -> list[Layout]:
    """Return what the panels show, and which line is which."""

    def said(text: str, role: str) -> str:
        return f'<span style="color:{style.colour(role)}"><b>{text}</b></span>'

    which = ", ".join((said("without", "generated"), said("with", "muted")))
    taken = ", ".join(said(text, role) for text, role in (("seen", "real"), ("unseen", "guess"),
                                                         ("generated", "generated")))  # fmt: skip
    return [PANELS["distance"].over(f"Fréchet distance, {which} spectral norm", style),
            PANELS["verdict"].over(f"D says “real”: faces {taken}", style)]  # fmt: skip


def run(panel: str, name: str, column: str, role: str, style: Style) -> Trace:
    """Return a measure along a run."""
    return line(along(name, "pictures"), along(name, column), style.colour(role), 0.8 * style.stroke, "%{y:.3g}",
                **PANELS[panel].axes)  # fmt: skip


def moment(panel: str, now: float, ends: tuple[float, float], style: Style) -> Trace:
    """Return a line at the moment that is shown."""
    return line([now, now], ends, style.colour("text"), 0.4 * style.stroke, pen={"dash": "dot"}, **PANELS[panel].axes)
