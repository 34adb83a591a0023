"""Train the networks of this page again, and measure them and the counts: about a quarter of an hour on one core.

    python -m explainers.autoregression.language.train             # all
    python -m explainers.autoregression.language.train curves      # only the curves of the models that count

All learn from the same novel, by Adam with a rate that rises and falls once. What they reach is measured with weights
in half precision, as they are kept.
"""

import json
import sys
import time

import numpy as np
import torch
from torch import nn

from explainers.autoregression.language.curves import curves, packed
from explainers.autoregression.language.networks import NETWORKS, RECORDED, SPAN, WEIGHTS, log_probabilities
from explainers.autoregression.language.ngrams import BASE, MOST, encoded
from explainers.autoregression.language.result import LONG, simulate
from explainers.autoregression.language.settings import LONGEST, Params
from explainers.data.texts.texts import TEXTS, text
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save

TEXT = "novel"
STEPS = {"bigram": 1500, "perceptron": 6000, "recurrent": 4000, "transformer": 6000}
RATES = {"bigram": 0.3, "perceptron": 3e-3, "recurrent": 4e-3, "transformer": 3e-3}
BATCH = 32  # windows of SPAN letters
SEEDS = 5  # texts that are written for each order
OF_TRAINING = 90_000  # letters of the training text on which a network is measured too


def fit(name: str, codes: torch.Tensor) -> nn.Module:
    """Return a network, trained to give the next letter at every place of random windows."""
    torch.manual_seed(0)
    model, draw = NETWORKS[name](), torch.Generator().manual_seed(1)
    optimiser = torch.optim.Adam(model.parameters(), RATES[name], (0.9, 0.99))
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATES[name], total_steps=STEPS[name], pct_start=0.1)
    for step in range(STEPS[name]):
        starts = torch.randint(len(codes) - SPAN, (BATCH, 1), generator=draw)
        windows = codes[starts + torch.arange(SPAN + 1)]
        loss = nn.functional.cross_entropy(model(windows[:, :-1]).reshape(-1, BASE), windows[:, 1:].reshape(-1))
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        if step % 500 == 0:
            print(name, step, round(loss.item() / 0.6931, 3), flush=True)
    return model.eval().requires_grad_(requires_grad=False)


def bits_of(model: nn.Module, codes: torch.Tensor) -> float:
    """Return the bits per letter of a text under a network."""
    return float(-log_probabilities(model, codes).mean() / torch.log(torch.tensor(2.0)))


def shares_copied(name: str) -> list[float]:
    """Return, by order, the share of what is written that stands in the text in stretches of LONG letters or more."""
    return [
        round(float(np.mean([(simulate(Params(corpus=name, order=order, written=LONGEST, seed=seed)).stretches >= LONG)
                             for seed in range(SEEDS)])), 4)
        for order in range(1, MOST + 1)
    ]  # fmt: skip


def main(chosen: list[str]) -> None:
    """Train, round, measure and keep all networks, and the curves of the models that count."""
    place = place_of(RECORDED)
    found = json.loads(place.read_text("utf-8")) if place.exists() else {}
    if "curves" not in chosen:
        train, test = (torch.from_numpy(encoded(text(TEXT, part))) for part in ("train", "test"))
        networks, found["networks"] = {}, {}
        for name in NETWORKS:
            started = time.process_time()
            networks[name] = fit(name, train)
            seconds = time.process_time() - started
            round_to_half(networks[name])
            found["networks"][name] = {
                "train": round(bits_of(networks[name], train[:OF_TRAINING]), 4),
                "test": round(bits_of(networks[name], test), 4),
                "weights": sum(weights.numel() for weights in networks[name].parameters()),
                "seconds": round(seconds),
            }
            print(name, found["networks"][name], flush=True)
        save(WEIGHTS, networks)
    found["curves"] = {name: curves(text(name, "train"), text(name, "test")) for name in TEXTS}
    found["packed"] = {name: packed(text(name, "train"), text(name, "test")) for name in TEXTS}
    found["copied"] = {name: shares_copied(name) for name in TEXTS}
    place.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
