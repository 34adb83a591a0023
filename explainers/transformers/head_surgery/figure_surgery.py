"""Surgery: the next word before and after, and attention weight against causal effect, a dot for every head."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, words
from explainers.panels import panels
from explainers.transformers.dot_product import Array
from explainers.transformers.head_surgery.model import Result, intervention, overwritten
from explainers.transformers.lm.shape import HEADS
from explainers.transformers.maps import label

SHOWN_WORDS = 8  # bars
FAINTEST = 1e-6  # nats; smaller effects are drawn here
PLACES = panels("words heads", widths=(0.37, 0.4), gaps=(0.12, 0), x=(0.11, 1.0), y=(0.13, 0.94))
NARROW = PLACES.narrow({"words": 180, "heads": 210}, gap=120, width=(0.2, 1.0), margin=(48, 62))


@Plot
def plot_surgery(result: Result, style: Style) -> Drawing:
    """Draw next-word probabilities before and after, and what every head is effects."""
    p = result.params
    before, after, names = next_words(result)
    traces = word_bars(before, after, names, style)
    notes = [
        PLACES["words"].over(what_was_done(result), style, x=-0.25),
        PLACES["heads"].over(asked(result), style, x=-0.1),
    ]
    weights, effects = against(result)
    if effects is not None:
        traces += scatter(result, weights, effects, style)
    else:
        said = "What each of its 270 heads does here is not known yet."
        notes.append(
            PLACES["heads"].over(said, style, y=0.5, font={"size": style.text, "color": style.colour("muted")})
        )
    layout = base_layout(
        style,
        **PLACES.layout(
            words={
                "xaxis": {"range": [0, 1.7], "tickvals": [0, 0.5, 1], "title": {"text": "probability"}},
                "yaxis": {
                    "range": [SHOWN_WORDS - 0.5, -0.5],
                    "tickvals": list(range(len(names))),
                    "ticktext": [label(name) for name in names],
                    "showgrid": False,
                    "ticks": "",
                },
            },
            heads={
                "xaxis": {
                    "range": [-0.03, 1.03],
                    "title": {
                        "text": "its largest weight, the first token aside" if p.whole_heads else "attention weight"
                    },
                },
                "yaxis": {
                    "type": "log",
                    "range": [np.log10(FAINTEST) - 0.2, 1.1],
                    "tickvals": [1e-6, 1e-4, 1e-2, 1],
                    "ticktext": ["10⁻⁶", "10⁻⁴", "0.01", "1"],
                    "title": {"text": "effect, nats"},
                },
            },
        ),
        annotations=notes,
        bargap=0.25,
        barmode="overlay",
        margin={"l": 6, "r": 10, "t": 12, "b": 8},
    )
    return Drawing(traces, layout, describe_surgery(result), NARROW)


def next_words(result: Result) -> tuple[Array, Array | None, list[str]]:
    """Return the likeliest next words: their probabilities before and after surgery, and the words."""
    following, intervened = result.reading.next, result.intervened
    before = result.before[:SHOWN_WORDS]
    after = None if intervened is None else np.asarray(intervened.chances)[:SHOWN_WORDS]
    return before, after, following.tokens[0][:SHOWN_WORDS]


def word_bars(before: Array, after: Array | None, names: list[str], style: Style) -> list[Trace]:
    """Return the bars, one above the other for before and after, with their numbers."""
    places = np.arange(float(len(names)))
    both = after is not None
    now = np.full(len(names), np.nan) if after is None else after
    shared = {
        "type": "bar",
        "orientation": "h",
        "text": [label(name) for name in names],
        "textposition": "none",
        "width": 0.36 if both else 0.6,
    }
    old_bar = {
        "x": before.round(5),
        "y": places - 0.2 * both,
        "marker": {"color": style.colour("real")},
        "hovertemplate": "before, “%{text}”: %{x:.4f}<extra></extra>",
    }
    new_bar = {
        "x": now.round(5),
        "y": places + 0.2,
        "marker": {"color": style.colour("generated")},
        "hovertemplate": "after, “%{text}”: %{x:.4f}<extra></extra>",
    }
    numbers = [
        f" {old:.3f} → <b>{new:.3f}</b>" if both else f" {old:.3f}" for old, new in zip(before, now, strict=True)
    ]
    at = np.fmax(before, now) + 0.01
    return [
        shared | old_bar,
        shared | new_bar,
        words(at, places, numbers, style.colour("text"), style, textposition="middle right"),
    ]


def against(result: Result) -> tuple[Array, Array | None]:
    """Return, for every head, the weight and the effect that are held against each other: (270,) each."""
    p, maps, effects = result.params, result.reading.maps, result.effects
    if p.whole_heads:
        return maps[:, :, -1, 1:].max(axis=-1).ravel(), None if effects is None else effects.heads.ravel()
    return maps[:, :, -1, p.column].ravel(), None if effects is None else effects.cells[:, :, p.column].ravel()


def scatter(result: Result, weights: Array, effects: Array, style: Style) -> list[Trace]:
    """Return a dot for every head; the open one stands out, the most effective are named."""
    p = result.params
    axes = PLACES["heads"].axes
    shown = np.maximum(effects, FAINTEST)
    texts = [
        f"layer {i // HEADS}, head {i % HEADS}: weight {w:.3f}, effect {e:.2g} nats"
        for i, (w, e) in enumerate(zip(weights, effects, strict=True))
    ]
    opened = p.layer * HEADS + p.head
    traces = [
        dots(weights.round(4), shown, style.colour("real", 0.6), 2.6 * style.stroke, "%{text}", **axes)
        | {"text": texts},
        dots(weights[[opened]].round(4), shown[[opened]], style.colour("guess"), 4.5 * style.stroke, "%{text}", **axes)
        | {"text": [texts[opened]]},
    ]
    named = [i for i in np.argsort(-effects)[:3] if i != opened]
    places = [*named, opened]
    texts = [f"{i // HEADS}.{i % HEADS}" for i in places]
    colours = [style.colour("text")] * len(named) + [style.colour("guess")]
    sides = ["top left" if weights[i] > 0.85 else "top right" for i in places]
    traces.append(words(weights[places], shown[places], texts, colours, style, textposition=sides, **axes))
    return traces


def agreement(weights: Array, effects: Array) -> float:
    """Return Spearman's rank correlation of weight and effect over all heads; 0 where one is the same for all."""
    if np.ptp(weights) == 0 or np.ptp(effects) == 0:
        return 0.0
    return float(np.corrcoef(ranks(weights), ranks(effects))[0, 1])


def ranks(values: Array) -> Array:
    """Return the rank of each number, equal ones sharing the mean of theirs."""
    order = np.sort(values)
    return (np.searchsorted(order, values, "left") + np.searchsorted(order, values, "right") + 1) / 2


def asked(result: Result) -> str:
    """Say what the scatter holds against what, with Spearman's ρ."""
    p, tokens = result.params, result.tokens
    weights, effects = against(result)
    found = "" if effects is None else f": ρ = <b>{agreement(weights, effects):.2f}</b>"
    if p.whole_heads:
        return f"<b>270 heads</b>, each off alone{found}"
    return f"<b>{label(tokens[-1])} → {label(tokens[p.column])}</b>, 270 heads{found}"


def what_was_done(result: Result) -> str:
    """Say what was cut, and how much it changed."""
    p, tokens = result.params, [label(token) for token in result.tokens]
    operation, intervened, cell = intervention(p), result.intervened, overwritten(p)
    if p.overwrite and cell is None:
        why = f"comes after “{tokens[p.row]}”" if p.column > p.row else "sees nothing else"
        return f"<b>Next word</b>, uncut: “{tokens[p.column]}” {why}"
    if operation is None:
        return "<b>Next word</b>, uncut"
    if intervened is None:
        return "<b>Next word</b>, not yet cut"
    parts = [f"without {operation.off.replace(' ', ', ')}"] if operation.off else []
    parts += [f"{tokens[cell.row]} → {tokens[cell.column]} at {cell.weight:g}"] if cell else []
    done = "; ".join(parts)
    return f"<b>Next word</b>, {done}: KL <b>{float(intervened.kl):.3f}</b> nats"


def describe_surgery(result: Result) -> str:
    """Say what the picture shows, from its numbers."""
    before, after, names = next_words(result)
    weights, effects = against(result)
    text = f"The next word is “{names[0].strip()}” with probability {before[0]:.3f}"
    text += "." if after is None else f", and {after[0]:.3f} after surgery."
    if effects is None:
        return text
    return (
        f"{text} Over all heads, attention weight and effect have rank correlation {agreement(weights, effects):.2f}."
    )
