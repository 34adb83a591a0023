"""The latent plane to explore: codes or decodings, a place on it, and what is decoded there."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import dots, words
from explainers.panels import panels
from explainers.vaes.latent_walk.codes import Array, codes, grid_at
from explainers.vaes.latent_walk.latent_plane import plane, plane_axes
from explainers.vaes.latent_walk.result import Result
from explainers.vaes.tiles import placed, sheet, source

SHEET = 18  # decodings along each side of the sheet
BESIDE = panels("picture", "bars", heights=(0.54, 0.38), gaps=(0, 0.06), y=(0.02, 1.0))
PLACES = panels("map beside", widths=(0.56, 0.36), gaps=(0.06, 0), x=(0.02, 1.0)).within(
    beside=BESIDE.within(bars=panels("bars", x=(0.33, 0.83)))
)
NARROW = PLACES.narrow(  # on a telephone what is decoded stands below the map
    {"map": 346, "picture": 237, "bars": 246}, gap=[55, 27], width=(0.04, 1.0), margin=(4, 26),
    bars={"xaxis": {"domain": [0.26, 0.84]}},
)  # fmt: skip


@Plot
def plot_map(result: Result, style: Style) -> Drawing:
    """Draw the map around z, and beside it what is decoded at z and what a classifier makes of that."""
    p, z = result.params, result.z
    found = codes(p.data, p.kind)
    centre, half = window(result)
    axes = plane_axes(found, style, PLACES["map"])
    for name, middle in zip(("xaxis", "yaxis"), centre, strict=True):
        axes[name] |= {"range": [middle - half, middle + half]}
    here = dots([z[0]], [z[1]], "rgba(0,0,0,0)", 6 * style.stroke, "z = (%{x:.2f}, %{y:.2f})")
    here["marker"] |= {"line": {"color": style.colour("text"), "width": style.stroke}}
    corner = centre[0] - half, centre[1] + half
    images = [placed(source(result.here.reshape(28, 28), "generated", style), PLACES["picture"].refs, 0, 1, 1, 1)]
    if p.layer == "decoded":
        tiles = grid_at(p.data, p.kind, (centre[0], centre[1]), half * (1 - 1 / SHEET), SHEET)[2][::-1] / 255
        over = sheet(tiles.reshape(-1, 784), SHEET, gap=0)
        images.append(placed(source(over, "generated", style), PLACES["map"].refs, *corner, 2 * half, 2 * half,
                             layer="below"))  # fmt: skip
        traces = [here]
    else:
        traces = [*plane(p.data, p.kind, found, result.classes, style, PLACES["map"]), here]
    layout = base_layout(
        style,
        **PLACES.layout(map=axes, picture=picture_axes(), bars=bars_axes(result.classes, style)),
        images=images,
        margin={"l": 30, "r": 6, "t": 4, "b": 30 if style.lecture else 26},
    )
    traces += [*bars(result, style), caption(result, style)]
    said = result.named(result.here)
    likely = int(said.argmax())
    alt = (f"At z = ({z[0]:.2f}, {z[1]:.2f}), {'on' if result.on_map else 'off'} the map, the decoder draws what a "
           f"classifier calls {result.classes[likely]} with probability {said[likely]:.2f}.")  # fmt: skip
    return Drawing(traces, layout, alt, NARROW)


def window(result: Result) -> tuple[Array, float]:
    """Return centre and half width of the part of the map in sight: enlarged, it keeps z where it is."""
    centre, half = codes(result.params.data, result.params.kind).window
    zoom = result.params.zoom
    inside = np.clip(result.z, centre - half, centre + half)
    return centre + (inside - centre) * (1 - 1 / zoom), float(half[0]) / zoom


def caption(result: Result, style: Style) -> Trace:
    """Return what stands over the decoded picture."""
    z = result.z
    texts = [f"<b>decoded</b> at z = ({z[0]:.2f}, {z[1]:.2f})",
             "on the map" if result.on_map else "off the map: invented"]  # fmt: skip
    roles = [style.colour("generated"), style.colour("muted" if result.on_map else "guess")]
    return words([0.0, 0.0], [1.08, -0.08], texts, roles, style, textposition="middle right", **PLACES["picture"].axes)


def bars(result: Result, style: Style) -> list[Trace]:
    """Return how likely a classifier finds each class."""
    said = result.named(result.here)
    rows = np.arange(10.0)
    bar = {
        "type": "bar",
        "orientation": "h",
        "x": said,
        "y": rows,
        **PLACES["bars"].axes,
        "marker": {"color": style.colour("discriminator")},
        "text": [f"{share:.0%}" if share >= 0.005 else "" for share in said],
        "textposition": "outside",
        "cliponaxis": False,
        "constraintext": "none",
        "textfont": {"size": style.text},
        "hovertemplate": "%{x:.4f}<extra></extra>",
    }
    title = words([0.0], [-1.2], ["a classifier says"], style.colour("discriminator"), style,
                  textposition="middle right", **PLACES["bars"].axes)  # fmt: skip
    return [bar, title]


def picture_axes() -> dict[str, Layout]:
    """Return the axes of the picture that is decoded, with room for words above and below."""
    square = {"visible": False, "constrain": "domain"}
    return {"xaxis": square | {"range": [0, 1.2]},
            "yaxis": square | {"range": [-0.16, 1.14], "scaleanchor": PLACES["picture"].refs[0]}}  # fmt: skip


def bars_axes(classes: tuple[str, ...], style: Style) -> dict[str, Layout]:
    """Return the axes of the classifier's bars."""
    small = {"tickfont": {"size": 14}} if style.lecture else {}  # ten names in a low panel
    return {"xaxis": {"range": [0, 1], "visible": False},
            "yaxis": {"range": [9.6, -1.8], "showgrid": False, "ticks": "", "tickvals": list(range(10)),
                      "ticktext": list(classes), "linecolor": style.colour("grid")} | small}  # fmt: skip
