"""Five texts behind one prompt: what each decoder writes, how likely each token was, and all together."""

import textwrap

import numpy as np

from explainers.figure_style import Drawing, Layout, Plot, Style, Trace, base_layout
from explainers.marks import escaped, line
from explainers.panels import panels
from explainers.transformers.generation.model import Result
from explainers.transformers.lm.text import spelling
from explainers.transformers.lm.writing import DECODED, Decoded
from explainers.transformers.maps import titled

ROLES = ("real", "real", "generated", "generated", "guess")
PLACES = panels("rows", x=(0.66, 1.0), y=(0.09, 0.97))
PITCH, HIGH = 1.5, 1.0  # from one row to the next, and how high a probability of one is
WIDE, WIDE_LECTURE, NARROW_WRAP = 70, 78, 62  # letters of a line of text, on a telephone
NARROW_ROW = 200  # pixels of a row there


@Plot
def plot_decoders(result: Result, style: Style) -> Drawing:
    """Draw the texts one below the other, and beside each the probability of every token."""
    found = result.decoded
    base = {name: -PITCH * i for i, name in enumerate(found)}
    traces = [trace for (name, text), role in zip(found.items(), ROLES, strict=False)
              for trace in row(text, base[name], role, style)]  # fmt: skip
    low, high = -PITCH * (len(found) - 1) - 0.12, HIGH + 0.3
    layout = base_layout(
        style,
        **PLACES.layout(
            rows={
                "xaxis": {"range": [-0.5, DECODED], "tickvals": [0, 8, 16, 24, 31], "title": titled("token", style),
                          "showgrid": False},
                "yaxis": {"range": [low, high], "showgrid": True, "ticks": "",
                          "tickvals": [y for at in base.values() for y in (at, at + HIGH)],
                          "ticktext": ["0", "p = 1"] * len(found)},
            }
        ),
        annotations=[
            written(name, text, base[name] + HIGH, role, style, WIDE_LECTURE if style.lecture else WIDE)
            for (name, text), role in zip(found.items(), ROLES, strict=False)
        ],
        margin={"l": 6, "r": 8, "t": 4, "b": 14},
    )  # fmt: skip
    return Drawing(traces, layout, describe_decoders(result), narrow(result, low, high, base, style))


def row(text: Decoded | None, base: float, role: str, style: Style) -> list[Trace]:
    """Return the probability of each token of a text, as steps over a base line."""
    p = np.zeros(1) if text is None else np.exp(text.logp)
    x = np.arange(float(len(p)))
    tokens = [""] if text is None else [escaped(token.strip()) for token in text.tokens]
    return [
        line(x, np.full(len(p), base), style.colour("muted"), 1),
        line(x, base + HIGH * p.round(4), style.colour(role), style.stroke * 0.7, "“%{text}”: %{customdata:.3f}",
             pen={"shape": "hvh"}, fill="tonexty", fillcolor=style.colour(role, 0.25), text=tokens,
             customdata=p.round(4)),
    ]  # fmt: skip


def written(name: str, text: Decoded | None, y: float, role: str, style: Style, wide: int, **more: object) -> Layout:
    """Return what was written, under what wrote it and how likely that is."""
    lines = textwrap.wrap(spelt(text), wide, max_lines=3, placeholder=" …")
    said = "<br>".join([head(name, text, style.colour(role)), *map(escaped, lines)])
    return {"text": said, "x": 0, "y": y + 0.14, "xref": "paper", "yref": "y", "xanchor": "left", "yanchor": "top",
            "align": "left", "showarrow": False,
            "font": {"size": style.text * (0.86 if style.lecture else 0.95)}} | more  # fmt: skip


def head(name: str, text: Decoded | None, colour: str) -> str:
    """Return the heading of a text: who wrote it, its log-probability, and that of a token."""
    told = "" if text is None else f": <b>ln p = −{-text.logp.sum():.1f}</b>, −{-text.logp.mean():.2f} a token"
    return f"<span style='color:{colour}'><b>{name}</b></span>{told}"


def spelt(text: Decoded | None) -> str:
    """Return a text in one line; what stands for it while nobody has been asked."""
    if text is None:
        return "the model has not been asked yet"
    return "… " + " ".join(spelling(text.tokens).split())


def narrow(result: Result, low: float, high: float, base: dict[str, float], style: Style) -> Layout:
    """Return the layout for a telephone: each text over its probabilities."""
    found = result.decoded
    few = len(found)
    axis = {"range": [low, high + 0.25], "tickvals": list(base.values()), "ticktext": ["0"] * few, "showline": False}
    notes = {}
    for i, ((name, text), role) in enumerate(zip(found.items(), ROLES, strict=False)):
        notes[i] = written(name, text, base[name] + PITCH - 0.16, role, style, NARROW_WRAP, font={"size": 11}, x=0.0)
    return {"height": NARROW_ROW * few + 60, "xaxis": {"domain": [0.04, 1.0]}, "yaxis": axis, "annotations": notes}


def describe_decoders(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    told = [f"{name}: “{spelt(text)}”, log-probability {text.logp.sum():.1f}, {text.logp.mean():.2f} a token"
            for name, text in result.decoded.items() if text is not None]  # fmt: skip
    return f"{len(told)} texts behind “{result.params.text}”" + "".join(f"; {text}" for text in told) + "."
