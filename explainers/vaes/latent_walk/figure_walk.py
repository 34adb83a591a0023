"""A walk between two pictures: on the map, as a film of what is decoded, and beside it the cross-fade of pixels."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels
from explainers.vaes.latent_walk.codes import Array, on_the_map
from explainers.vaes.latent_walk.interpolation import length
from explainers.vaes.latent_walk.latent_plane import plane, plane_axes
from explainers.vaes.latent_walk.result import FRAMES, Picture, Result
from explainers.vaes.tiles import placed, sheet, source

WIDE, TALL = 18.0, 25.0  # of the films, in halves of a tile
LARGE = 8.4  # side of the two large pictures
PLACES = panels("map films", widths=(0.56, 0.39), gaps=(0.03, 0), x=(0.02, 1.0))
NARROW = PLACES.narrow(  # on a telephone the films stand below the map
    {"map": 340, "films": 421}, gap=49, margin=(4, 26), map={"xaxis": {"domain": [0.04, 1.0]}}
)
WAYS = {"straight": "straight on", "great_circle": "along a great circle", "direction": "in a direction"}


@Plot
def plot_walk(result: Result, style: Style) -> Drawing:
    """Draw the way over the map, what is decoded on it at t, and the cross-fade at the same t."""
    p, found = result.params, result.codes
    way = result.along(np.linspace(0, 1, 41))
    z = result.along(p.t)
    model, pixels = result.decoded(z[None])[0], result.faded(p.t)
    seen = [said(result, picture) for picture in (model, pixels)]
    traces = plane(p.data, "vae", found, result.classes, style, PLACES["map"]) + on_map(result, way, z, style)
    traces += captions(result, way, z, seen, style)
    shares = np.linspace(0, 1, FRAMES)
    film, fade = result.decoded(result.along(shares)), result.faded(shares)
    films = PLACES["films"].refs
    bare = {"visible": False}
    layout = base_layout(
        style,
        **PLACES.layout(
            map=plane_axes(found, style, PLACES["map"]),
            films={"xaxis": bare | {"range": [0, WIDE]},
                   "yaxis": bare | {"range": [0, TALL], "scaleanchor": films[0], "constrain": "domain"}},
        ),
        images=[
            placed(source(model.reshape(28, 28), "generated", style), films, 0, 24, LARGE, LARGE),
            placed(source(pixels.reshape(28, 28), "real", style), films, WIDE - LARGE, 24, LARGE, LARGE),
            placed(source(sheet(film, FRAMES), "generated", style), films, 0, 10.8, WIDE, WIDE / FRAMES),
            placed(source(sheet(fade, FRAMES), "real", style), films, 0, 6.2, WIDE, WIDE / FRAMES),
        ],
        margin={"l": 30, "r": 6, "t": 4, "b": 30 if style.lecture else 26},
    )  # fmt: skip
    alt = (f"A walk {WAYS[p.path]} from a picture of class {result.classes[result.label]}, {length(way):.2f} long in a "
           f"latent space of {p.size} dimensions. At t = {p.t:.2f} the classifier sees in the decoded picture "
           f"{seen[0][0]}, and in the cross-fade {seen[1][0]}.")  # fmt: skip
    return Drawing(traces, layout, alt, NARROW)


def said(result: Result, picture: Picture) -> tuple[str, ...]:
    """Return the two likeliest classes of a picture, in words."""
    likely = result.named(picture)
    first, second = np.argsort(-likely)[:2]
    return tuple(f"{likely[i]:.0%} {result.classes[i]}" for i in (first, second))


def on_map(result: Result, way: Array, z: np.ndarray, style: Style) -> list[Trace]:
    """Return the way, both ends, and the place at t."""
    across, up = result.codes.axes
    colour = style.colour("generated")
    ends = way[[0, -1]]
    path = line(way[:, across], way[:, up], colour, style.stroke)
    real = dots(
        ends[:, across], ends[:, up], style.colour("real"), 4 * style.stroke, "an end of the walk: (%{x:.2f}, %{y:.2f})"
    )
    real["marker"] |= {"line": {"color": style.colour("background"), "width": 0.6 * style.stroke}}
    here = dots([z[across]], [z[up]], colour, 6 * style.stroke, "z(t) = (%{x:.2f}, %{y:.2f})")
    here["marker"] |= {"line": {"color": style.colour("background"), "width": style.stroke}}
    return [path, real, here]


def captions(result: Result, way: Array, z: np.ndarray, seen: list[tuple[str, ...]], style: Style) -> list[Trace]:
    """Return what stands over and under the films, and where in them t is."""
    p = result.params
    off = p.size == 2 and not on_the_map(p.data, "vae", z)
    texts = [
        (0, 24.5, f"<b>decoded</b> at t = {p.t:.2f}", "generated"),
        (WIDE - LARGE, 24.5, "<b>cross-fade</b>", "real"),
        (0, 14.4, "<br>".join(seen[0]), "generated"),
        (WIDE - LARGE, 14.4, "<br>".join(seen[1]), "real"),
        (0, 11.4, "the walk", "generated"),
        (0, 6.8, "the cross-fade", "real"),
        (0, 2.9, f"‖z(t)‖ = {np.linalg.norm(z):.2f}; the way is {length(way):.2f} long", "text"),
        (0, 1.6, "Off the map: here the decoder invents." if off else "", "guess"),
    ]  # fmt: skip
    x, y, lines, roles = zip(*texts, strict=True)
    written = words(np.array(x), np.array(y), lines, [style.colour(role) for role in roles], style,
                    textposition="middle right", **PLACES["films"].axes)  # fmt: skip
    at = (WIDE - WIDE / FRAMES) * p.t + WIDE / FRAMES / 2
    marks = dots([at, at], [8.4, 3.85], [style.colour("generated"), style.colour("real")], 3.5 * style.stroke,
                 "t = " + f"{p.t:.2f}", **PLACES["films"].axes)  # fmt: skip
    marks["marker"] |= {"symbol": "triangle-up"}
    return [written, marks]
