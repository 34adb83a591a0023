"""Train the two detectors again, and compute anew all scores that come with the page; it takes a few minutes.

    python -m explainers.vaes.anomalies.train

How long each is trained was chosen by the ELBO of normal records (the part "check"); no anomaly was looked at.
"""

import json

import numpy as np
import torch
from torch import Tensor

from explainers.data.anomalies.records import RECORDS, parted
from explainers.fit import fit
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save
from explainers.vaes.anomalies.detector import LATENT, WEIGHTS, RecordVAE, bounds, scaling, scores
from explainers.vaes.anomalies.found import RECORDED, SCORED, Array, area, average_precision
from explainers.vaes.anomalies.pictures import OTHER, PIXELS, code_lengths, zlib_lengths
from explainers.vaes.anomalies.rivals import rival_scores

EPOCHS = {"shuttle": 60, "phishing": 800}
BATCH = {"shuttle": 128, "phishing": 50}


def fit_detector(name: str) -> RecordVAE:
    """Return a VAE trained on the normal records of a set, its weights rounded to what is kept."""
    x = torch.tensor(scaling(name)(parted(name).train), dtype=torch.float32)
    noise = torch.Generator().manual_seed(1)
    torch.manual_seed(0)
    model = RecordVAE()

    def loss(batch: Tensor) -> Tensor:
        return -bounds(model, x[batch], torch.randn(1, len(batch), LATENT, generator=noise))[0].mean()

    fit(model, len(x), loss, seed=2, epochs=EPOCHS[name], batch=BATCH[name])
    round_to_half(model)
    return model


def main() -> None:
    """Train, score every record and picture, and write what was found."""
    models = {name: fit_detector(name) for name in RECORDS}
    save(WEIGHTS, models)
    kept: dict[str, Array] = {}
    reached: dict[str, dict[str, float]] = {}
    for name, model in models.items():
        records = parted(name)
        for part in ("check", "test"):
            rows = getattr(records, part)
            with torch.no_grad():
                every = scores(model, rows, name) | rival_scores(name, rows)
            kept |= {f"{name}/{part}/{score}": values.astype(np.float32) for score, values in every.items()}
        reached[name] = {f"auc_{score}": area(values, records.anomaly) for score, values in every.items()}
        reached[name] |= {f"ap_{score}": average_precision(values, records.anomaly) for score, values in every.items()}
        reached[name]["elbo"] = -float(every["elbo"][~records.anomaly].mean())
        print(name, reached[name], flush=True)
    for pixels in PIXELS:
        for model_of in OTHER:
            for data in OTHER:
                kept[f"{model_of}/{data}/{pixels}"] = code_lengths(model_of, data, pixels).astype(np.float32)
            kept[f"zlib/{model_of}/{pixels}"] = zlib_lengths(model_of, pixels).astype(np.float32)
    np.savez_compressed(place_of(SCORED), allow_pickle=False, **kept)
    place_of(RECORDED).write_text(json.dumps(reached, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
