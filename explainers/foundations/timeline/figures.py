"""The map of ideas, and how many there were when."""

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.foundations.timeline.layout import Label, Page, across, labels, places, window
from explainers.foundations.timeline.model import FIRST, LAST, SUBFIELDS, TURN, Idea, Result, ideas
from explainers.marks import dots, line
from explainers.panels import panels

TICKS = (1763, 1900, 1950, 1970, 1986, 1997, 2006, 2012, 2014, 2015, 2016, 2017, 2019, 2020, 2022, 2024)
SIDES = {  # of a label: how it is anchored, and how far it stands off in pixels
    "right": ("left", "middle", 8, 0),
    "left": ("right", "middle", -8, 0),
    **{f"{up}{way}": (anchor, edge, x, y) for up, edge, y in (("above", "bottom", 8), ("below", "top", -8))
       for way, anchor, x in (("", "center", 0), (" right", "left", -8), (" left", "right", 8))},
}  # fmt: skip
NARROW = Page(336, 900, 14, inside=True)


def page_of(style: Style) -> Page:
    """Return the room that the map has, beside its lanes, on screens 1280 wide in a lecture, else 1100."""
    return Page(750, 444, style.text) if style.lecture else Page(478, 396, style.text)


@Plot
def plot_map(result: Result, style: Style) -> Drawing:
    """Draw every idea at its year, in the lane of its subfield, with what it builds on."""
    page = page_of(style)
    wide, narrow = labels(result, page), labels(result, NARROW)
    low, high = window(result.span)
    names = [lane_name(i, name, style) for i, name in enumerate(SUBFIELDS.values())]
    texts = [label(entry, wide.get(entry.id), result, style) for entry in ideas().values()]
    small = [label(entry, narrow.get(entry.id), result, style) for entry in ideas().values()]
    shown = [year for year in TICKS if result.span[0] <= year <= result.span[1]]
    ticks = spaced(shown, (low, high), page.width / (3.4 * style.text))
    layout = base_layout(
        style,
        xaxis={"range": [low, high], "tickvals": [across(year) for year in ticks],
               "ticktext": [str(year) for year in ticks]},
        yaxis={"range": [len(SUBFIELDS), 0], "tickvals": list(range(len(SUBFIELDS) + 1)), "showticklabels": False,
               "ticks": ""},
        annotations=[*names, *texts],
        margin={"l": 168 if style.lecture else 128, "r": 10, "t": 6, "b": 38 if style.lecture else 30},
    )  # fmt: skip
    few = spaced(shown, (low, high), NARROW.width / (3.4 * style.text))
    stack = {"height": NARROW.height + 40, "margin": {"l": 8, "r": 8},
             "xaxis": {"tickvals": [across(year) for year in few], "ticktext": [str(year) for year in few]},
             "annotations": {i: {"xanchor": "left", "yanchor": "top", "y": i, "xshift": 0, "yshift": -1}
                             for i in range(len(names))} | dict(enumerate(small, len(names)))}  # fmt: skip
    traces = [*links(result, style), *marks(result, style)]
    return Drawing(traces, layout, describe(result, len(wide)), stack)


def spaced(years: list[int], ends: tuple[float, float], most: float) -> list[int]:
    """Return the years that leave room for each other on an axis that has room for so many."""
    kept: list[int] = []
    for year in years:
        if not kept or (across(year) - across(kept[-1])) / (ends[1] - ends[0]) > 1 / most:
            kept.append(year)
    return kept


def lane_name(i: int, name: str, style: Style) -> Layout:
    """Return the name of a lane, at its left end."""
    return {"text": name, "x": 0, "y": i + 0.5, "xref": "paper", "yref": "y", "xanchor": "right", "yanchor": "middle",
            "xshift": -6, "yshift": 0, "showarrow": False,
            "font": {"size": style.text, "color": style.colour("muted")}}  # fmt: skip


def role(entry: Idea, result: Result) -> str:
    """Return the colour of an idea: the chosen one, what it builds on, what builds on it, others."""
    if entry.id not in result.lit:
        return "muted"
    if result.focus and entry.id == result.focus.id:
        return "posterior"
    return "class_0" if entry.id in result.before or not result.focus else "class_1"


def label(entry: Idea, found: Label | None, result: Result, style: Style) -> Layout:
    """Return the name of an idea beside its dot, or nothing to see where it does not fit."""
    across_, up, x, y = SIDES[found.side if found else "right"]
    bold = result.focus is not None and entry.id == result.focus.id
    return {"text": f"<b>{entry.idea}</b>" if bold else entry.idea, "x": places()[entry.id][0],
            "y": places()[entry.id][1], "xref": "x", "yref": "y", "xanchor": across_, "yanchor": up, "xshift": x,
            "yshift": y, "showarrow": False, "visible": found is not None, "borderpad": 0,
            "bgcolor": style.colour("background", 0.75 if entry.id in result.lit else 0.0),
            "font": {"size": style.text, "color": style.colour(role(entry, result))}}  # fmt: skip


def links(result: Result, style: Style) -> list[Trace]:
    """Return who builds on whom as lines: all of them faint, those between lit ideas strong."""
    pairs = [(ideas()[parent], entry) for entry in ideas().values() for parent in entry.on]
    path = set(zip(result.path, result.path[1:], strict=False))
    strong = np.array([
        (a.id, b.id) in path if path else bool(result.focus) and {a.id, b.id} <= result.lit and
        (b.id in result.before or b == result.focus or a.id in result.after or a == result.focus) for a, b in pairs
    ])  # fmt: skip
    x = np.array([[places()[a.id][0], places()[b.id][0], np.nan] for a, b in pairs])
    y = np.array([[places()[a.id][1], places()[b.id][1], np.nan] for a, b in pairs])
    earlier = np.array([b.id in result.before or b == result.focus for _, b in pairs])
    kinds = ((~strong, "grid", 1.0), (strong & earlier, "class_0", style.stroke / 2),
             (strong & ~earlier, "class_1", style.stroke / 2))  # fmt: skip
    return [line(x.ravel(), np.where(mask[:, None], y, np.nan).ravel(), style.colour(role, 0.9), width)
            for mask, role, width in kinds]  # fmt: skip


def marks(result: Result, style: Style) -> list[Trace]:
    """Return the ideas as dots, filled where there is a page here; under the pointer, what is known of them."""
    all_ideas = list(ideas().values())
    at = np.array([places()[entry.id] for entry in all_ideas])
    colours = [style.colour(role(entry, result), 1.0 if entry.id in result.lit else 0.5) for entry in all_ideas]
    trace = dots(at[:, 0], at[:, 1], [colour if entry.explainer else style.colour("background")
                                      for entry, colour in zip(all_ideas, colours, strict=True)],
                 [3.6 * style.stroke if result.focus == entry else 2.7 * style.stroke for entry in all_ideas],
                 "%{text}")  # fmt: skip
    trace["marker"] |= {"line": {"color": colours, "width": 2}, "opacity": 1}
    return [trace | {"text": [told(entry) for entry in all_ideas]}]


def told(entry: Idea) -> str:
    """Return what is said of an idea under the pointer."""
    people = entry.people if len(entry.people) < 70 else f"{entry.people.split(',')[0]} and others"
    paper = f"<br><i>{entry.paper}</i>" if entry.paper else ""
    return f"<b>{entry.idea}</b>, {entry.year}<br>{people}{paper}"


def describe(result: Result, names: int) -> str:
    """Return the map in a sentence."""
    said = (f"{len(result.shown)} ideas from {result.span[0]} to {result.span[1]} in {len(SUBFIELDS)} subfields, "
            f"{len(result.lit)} of them lit and {names} named")  # fmt: skip
    if result.path:
        return f"{said}: the path {' → '.join(ideas()[id].idea for id in result.path)}."
    if result.focus:
        return (f"{said}: {result.focus.idea} ({result.focus.year}), the {len(result.before)} ideas it builds on and "
                f"the {len(result.after)} that build on it.")  # fmt: skip
    return f"{said}."


@Plot
def plot_pace(result: Result, style: Style) -> Drawing:
    """Draw how many ideas there are of every five years, what is lit in colour, and how old their sources were."""
    spots = panels("count", "gap", heights=(0.56, 0.44), gaps=(0.1, 0.22))
    later = [entry for entry in ideas().values() if entry.on]
    middle = float(np.median(result.gaps))
    chosen = [entry.id in result.lit for entry in later]
    gaps = dots([entry.year for entry in later], result.gaps + 0.0,
                [style.colour("class_0" if on else "muted", 0.9 if on else 0.4) for on in chosen], 2.4 * style.stroke,
                "%{text}: %{y:.0f} years after what it builds on", **spots["gap"].axes)  # fmt: skip
    ends = [max(FIRST, min(result.span[0], 2000)), LAST]
    across_ = line(ends, [middle, middle], style.colour("class_1"), style.stroke / 2, "median %{y:.0f} years",
                   **spots["gap"].axes)  # fmt: skip
    special: dict[str, Layout] = {
        "count": {"xaxis": {"range": ends, "showticklabels": False}, "yaxis": {"range": [0, 40], "nticks": 5}},
        "gap": {"xaxis": {"range": ends}, "yaxis": {"range": [-4, 145], "nticks": 5}},
    }
    titles = {"count": f"ideas per five years: {result.recent:.0f}% are of {TURN} or later",
              "gap": f"years since the newest idea it builds on: median {middle:g}"}  # fmt: skip
    layout = base_layout(
        style,
        barmode="stack",
        **spots.layout(**special),
        annotations=[titled(spots[name].y[1], text, style) for name, text in titles.items()],
        margin={"l": 52, "r": 10, "t": 34, "b": 38 if style.lecture else 30},
    )
    alt = (f"Of {len(ideas())} ideas {result.recent:.0f}% are of {TURN} or later. In the median, an idea came "
           f"{middle:g} years after the newest of those it builds on.")  # fmt: skip
    traces = [*bars(result, style, spots["count"].axes), gaps | {"text": [entry.idea for entry in later]}, across_]
    return Drawing(traces, layout, alt, {"height": 560, "margin": {"l": 40}})


def bars(result: Result, style: Style, axes: dict[str, str]) -> list[Trace]:
    """Return how many ideas there are of every five years, as bars: what is lit, and the others."""
    edges = np.arange(FIRST, LAST + 5, 5)
    years = np.array([entry.year for entry in ideas().values()])
    lit = np.array([entry.id in result.lit for entry in ideas().values()])
    return [
        {"type": "bar", "x": edges[:-1] + 2.5, "y": np.histogram(years[mask], edges)[0].astype(float), "width": 4.4,
         "marker": {"color": style.colour(role)}, "hovertemplate": f"%{{y}} ideas, {name}<extra></extra>", **axes}
        for mask, role, name in ((lit, "class_0", "lit"), (~lit, "muted", "not lit"))
    ]  # fmt: skip


def titled(y: float, text: str, style: Style) -> Layout:
    """Return the words over a panel."""
    return {"text": text, "x": 0, "y": y, "xref": "paper", "yref": "paper", "showarrow": False, "xanchor": "left",
            "yanchor": "bottom", "yshift": 4, "font": {"size": style.text}}  # fmt: skip
