"""Train the networks of this page again, and measure them and the counts: a quarter of an hour on one core.

    python -m explainers.autoregression.language.train             # all
    python -m explainers.autoregression.language.train bigram      # one network
    python -m explainers.autoregression.language.train counts      # only the models that count

All networks learn from the same novel. What they reach is measured with weights in half precision, as they are kept.
"""

import json
import sys
import time
from functools import cache, partial
from itertools import product
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from explainers.autoregression.language.networks import RECORDED, SEES, SPAN, WEIGHTS, following, made, surprise
from explainers.autoregression.language.ngrams import BASE, MOST, SMOOTHED, Counts, at_each, encoded
from explainers.autoregression.language.result import LONG, MEASURED, shared_counts
from explainers.autoregression.language.settings import SIZES, Params
from explainers.autoregression.language.writing import Next, copied, packed, write
from explainers.data.texts.texts import TEXTS, text
from explainers.fit import fit
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save

TEXT = "novel"
EPOCHS = {"bigram": 2, "perceptron": 8, "recurrent": 10, "transformer": 10}
RATES = {"bigram": 0.3, "perceptron": 3e-3, "recurrent": 4e-3, "transformer": 3e-3}
BATCH = 32  # windows of SPAN letters
START = 10_000  # letters at the beginning of the test text, by which weights are told again
SEEDS = 3  # texts that each model writes


def trained(name: str, codes: Tensor) -> nn.Module:
    """Return a network, trained to give the next letter at every place of windows of SPAN letters."""
    torch.manual_seed(0)
    model, draw = made(name), torch.Generator().manual_seed(1)

    def loss(places: Tensor) -> Tensor:
        starts = SPAN * places[:, None] + torch.randint(SPAN, (len(places), 1), generator=draw)
        windows = codes[starts + torch.arange(SPAN + 1)]
        return nn.functional.cross_entropy(model(windows[:, :-1]).reshape(-1, BASE), windows[:, 1:].reshape(-1))

    fit(model, len(codes) // SPAN - 2, loss, 0, EPOCHS[name], BATCH, RATES[name])
    round_to_half(model)
    return model.eval()


def network_made(name: str) -> dict[str, float]:
    """Train a network and keep it; return what it reaches."""
    train, test = text(TEXT, "train"), text(TEXT, "test")
    started = time.process_time()
    model = trained(name, torch.from_numpy(encoded(train)))
    seconds = time.process_time() - started
    save(WEIGHTS.format(name), {name: model})
    return {
        "train": round(float(surprise(model, train[:MEASURED]).mean()), 4),
        "test": round(float(surprise(model, test[:MEASURED]).mean()), 4),
        "start": round(float(surprise(model, test[:START]).mean()), 4),
        "copied": share_copied(partial(following, model), shared_counts(TEXT, len(train))),
        "weights": sum(weights.numel() for weights in model.parameters()),
        "seconds": round(seconds),
    }


def share_copied(go_on: Next, counts: Counts) -> float:
    """Return the share of letters, over some seeds, that are copied in long stretches from what was counted."""
    texts = [write(go_on, Params.prompt, Params.written, 1.0, seed) for seed in range(SEEDS)]
    return round(float(np.mean([copied(counts, written, Params.prompt) >= LONG for written in texts])), 4)


def counts_made(corpus: str) -> dict[str, Any]:
    """Return what is recorded of a text: by smoothing, for each size that is learnt from, rows of all orders."""
    train, test = text(corpus, "train"), text(corpus, "test")[:MEASURED]
    sizes = [size for size in SIZES if size < len(train)] + [len(train)]
    found: dict[str, Any] = {name: {"train": [], "test": [], "copied": []} for name in SMOOTHED}
    for size, name in product(sizes, SMOOTHED):
        counts = shared_counts(corpus, size)
        for part, read in (("train", train[:size][:MEASURED]), ("test", test)):
            found[name][part].append([round(bits, 4) for bits in counts.curve(cache(at_each(read)), name)])
        models = [partial(counts.following, order=order, smoothing=name) for order in range(1, MOST + 1)]
        found[name]["copied"].append([share_copied(model, counts) for model in models])
    return found | {"sizes": sizes, "packed": packed(train, test)}


def main(chosen: list[str]) -> None:
    """Make what is chosen, and keep what it reaches."""
    for name in chosen:
        reached: dict[str, Any] = {}
        if name in SEES:
            reached = network_made(name)
            print(name, reached, flush=True)
        else:
            reached = {corpus: counts_made(corpus) for corpus in TEXTS}
        place = place_of(RECORDED)
        found = json.loads(place.read_text("utf-8")) if place.exists() else {}
        place.write_text(json.dumps(found | {name: reached}) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or [*SEES, "counts"])
