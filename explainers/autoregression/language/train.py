"""Train the networks of this page again, and measure them and the counts: half an hour on one core.

    python -m explainers.autoregression.language.train             # all
    python -m explainers.autoregression.language.train bigram      # one network
    python -m explainers.autoregression.language.train counts      # only the models that count

All networks learn from the same novel. What they reach is measured with weights in half precision, as they are kept.
"""

import json
import sys
import time
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from explainers.autoregression.language.curves import curves, packed
from explainers.autoregression.language.networks import NETWORKS, RECORDED, SPAN, WEIGHTS, log_probabilities
from explainers.autoregression.language.ngrams import BASE, MOST, encoded
from explainers.autoregression.language.result import simulate
from explainers.autoregression.language.settings import LONGEST, Params
from explainers.data.texts.texts import TEXTS, text
from explainers.fit import fit
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save

TEXT = "novel"
EPOCHS = {"bigram": 3, "perceptron": 18, "recurrent": 18, "transformer": 14}
RATES = {"bigram": 0.3, "perceptron": 3e-3, "recurrent": 4e-3, "transformer": 3e-3}
BATCH = 32  # windows of SPAN letters
SEEDS = 5  # texts that are written for each order
OF_TRAINING = 90_000  # letters of the training text on which a network is measured too


def trained(name: str, codes: Tensor) -> nn.Module:
    """Return a network, trained to give the next letter at every place of windows of SPAN letters."""
    torch.manual_seed(0)
    model, draw = NETWORKS[name](), torch.Generator().manual_seed(1)

    def loss(places: Tensor) -> Tensor:
        starts = SPAN * places[:, None] + torch.randint(SPAN, (len(places), 1), generator=draw)
        windows = codes[starts + torch.arange(SPAN + 1)]
        return nn.functional.cross_entropy(model(windows[:, :-1]).reshape(-1, BASE), windows[:, 1:].reshape(-1))

    fit(model, len(codes) // SPAN - 2, loss, 0, EPOCHS[name], BATCH, RATES[name])
    round_to_half(model)
    return model.eval()


def bits_of(model: nn.Module, codes: Tensor) -> float:
    """Return the bits per letter of a text under a network."""
    return float(-log_probabilities(model, codes).mean() / np.log(2))


def network_made(name: str) -> dict[str, float]:
    """Train a network and keep it; return what it reaches."""
    train, test = (torch.from_numpy(encoded(text(TEXT, part))) for part in ("train", "test"))
    started = time.process_time()
    model = trained(name, train)
    seconds = time.process_time() - started
    save(WEIGHTS.format(name), {name: model})
    return {
        "train": round(bits_of(model, train[:OF_TRAINING]), 4),
        "test": round(bits_of(model, test), 4),
        "weights": sum(weights.numel() for weights in model.parameters()),
        "seconds": round(seconds),
    }


def shares_copied(name: str) -> list[float]:
    """Return, by order, the share of letters in long stretches that are copied from the text, over some seeds."""
    return [
        round(float(np.mean([simulate(Params(corpus=name, order=order, written=LONGEST, seed=seed)).copied_share
                             for seed in range(SEEDS)])), 4)
        for order in range(1, MOST + 1)
    ]  # fmt: skip


def main(chosen: list[str]) -> None:
    """Make what is chosen, and keep what it reaches."""
    for name in chosen:
        made: dict[str, Any] = {}
        if name in NETWORKS:
            made = network_made(name)
            print(name, made, flush=True)
        else:
            for corpus in TEXTS:
                parts = text(corpus, "train"), text(corpus, "test")
                made[corpus] = curves(*parts) | {"packed": packed(*parts), "copied": shares_copied(corpus)}
        place = place_of(RECORDED)
        found = json.loads(place.read_text("utf-8")) if place.exists() else {}
        place.write_text(json.dumps(found | {name: made}) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:] or [*NETWORKS, "counts"])
