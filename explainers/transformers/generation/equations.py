"""Temperature, the nucleus, a text's log-probability, entropy and the cache as formulas, with the numbers on screen."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.transformers.generation.model import Result
from explainers.transformers.generation.shaping import Settings, shaped
from explainers.transformers.lm.cached import BYTES_PER_TOKEN
from explainers.transformers.lm.shape import GROUPS, HEAD_SIZE, LAYERS


def equations(result: Result) -> list[Equation]:
    """Return what is computed at the open place, and of the text as a whole."""
    return [of_temperature(result), of_sampler(result), *of_text(result), of_entropy(result), of_cache(result)]


def of_temperature(result: Result) -> Equation:
    """Return the probability of the likeliest token at the temperature that is set."""
    p, followed = result.params, result.followed
    temperature = max(p.temperature, 0.1)
    first, second = (followed.logp[p.place, :2] + followed.log_partition[p.place]).tolist()
    chance = float(shaped(followed, p.place, Settings(temperature))[0])
    others = max(1 / chance - 1 - float(np.exp((second - first) / temperature)), 0.0)
    return Equation(
        "Temperature",
        "p_T(x)",
        r"\frac{e^{z_x/T}}{\sum_y e^{z_y/T}} = \frac{1}{1 + \sum_{y \ne x} e^{(z_y - z_x)/T}}",
        rf"\frac{{1}}{{1 + e^{{({tex(second, 6)} - {tex(first, 6)})/{tex(temperature)}}} + {tex(others)}}}",
        chance,
        f"Of “{result.choices[0].strip()}”, the likeliest of 49,152 tokens, before any filter. The last number is what "
        "all but the two likeliest add" + (", at T = 0.1, as T = 0 is the limit." if p.temperature == 0 else "."),
    )


def of_sampler(result: Result) -> Equation:
    """Return the probability of the likeliest token behind all filters."""
    best = int(result.sampled[: len(result.choices)].argmax())
    p, place = result.params, result.params.place
    warm = shaped(result.followed, place, Settings(p.temperature, penalty=p.penalty, forbidden=p.forbidden))
    held = float(warm[best] / result.sampled[best])
    return Equation(
        "Filters",
        r"\tilde p(x)",
        r"\frac{p_T(x)}{\sum_{y \in V} p_T(y)}",
        rf"\frac{{{tex(float(warm[best]))}}}{{{tex(held)}}}",
        float(result.sampled[best]),
        f"V are the {result.kept:,} tokens that top-k, top-p and min-p leave; what they hold is shared out among them.",
    )


def of_text(result: Result) -> list[Equation]:
    """Return the log-probability of what is written, where something is."""
    logp = result.followed.written_logp
    if len(logp) < 3:
        return []
    terms = [*logp[:2].tolist(), float(logp[2:].sum())]
    return [Equation(
        "Log-probability",
        r"\ln p(x_{1:n})",
        r"\sum_{t=1}^{n} \ln p(x_t \mid x_{<t})",
        " + ".join(f"({tex(value)})" for value in terms),
        float(logp.sum()),
        f"Of the {len(logp)} tokens that are written; the last number is what all behind the second add.",
    )]  # fmt: skip


def of_entropy(result: Result) -> Equation:
    """Return the entropy at the open place."""
    place = result.params.place
    entropy, chances = float(result.followed.entropy[place]), np.exp(result.followed.logp[place, :2]).tolist()
    terms = [rf"{tex(p)} \times {tex(-float(np.log(p)))}" for p in chances]
    others = entropy + sum(p * float(np.log(p)) for p in chances)
    return Equation(
        "Entropy",
        "H_t",
        r"-\sum_x p(x) \ln p(x)",
        f"{terms[0]} + {terms[1]} + {tex(others)}",
        entropy,
        "How unsure the model is before the token is picked: the surprise to be expected. The last number is what all "
        "but the two likeliest add.",
    )


def of_cache(result: Result) -> Equation:
    """Return the size of the cache of keys and values."""
    count = len(result.followed.ids)
    return Equation(
        "Cache",
        "M",
        r"2 \times L \times g \times d \times 4 \times n",
        rf"2 \times {LAYERS} \times {GROUPS} \times {HEAD_SIZE} \times 4 \times {count}",
        float(BYTES_PER_TOKEN * count),
        f"Bytes for the keys and values of {count} tokens in {LAYERS} layers, in {GROUPS} groups of heads, four bytes "
        "a number. They never change, as no token sees the future: so they are kept.",
    )
