"""Train the classifier of capitals again; it takes some minutes on one core.

    python -m explainers.gans.pictures.train_reader

Writes its weights, in half precision, and how many letters of unseen families it then reads.
"""

import json

import torch
from torch import Tensor, nn

from explainers.fit import fit
from explainers.gans.pictures.letters import letter_pictures
from explainers.gans.pictures.reader import RECORDED, WEIGHTS, Reader
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save

EPOCHS, SHIFT = 4, 2  # pixels that a training picture is moved by, at most


def moved(x: Tensor, draw: torch.Generator) -> Tensor:
    """Return a batch of pictures, moved together by a few pixels."""
    right, down = torch.randint(-SHIFT, SHIFT + 1, (2,), generator=draw).tolist()
    return torch.roll(x, (down, right), (2, 3))


def main() -> None:
    """Train, round, measure and keep it."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    (x, y), draw, network = letter_pictures(), torch.Generator().manual_seed(1), Reader()

    def loss(places: Tensor) -> Tensor:
        return nn.functional.cross_entropy(network(moved(x[places], draw)), y[places], label_smoothing=0.05)

    fit(network, len(x), loss, seed=2, epochs=EPOCHS)
    network.eval().requires_grad_(requires_grad=False)
    round_to_half(network)
    save(WEIGHTS, {"reader": network})
    test, truth = letter_pictures(part="test")
    reached = {"test_accuracy": round(float((network.read(test).argmax(1) == truth).float().mean()), 4)}
    place_of(RECORDED).write_text(json.dumps(reached) + "\n", "utf-8")


if __name__ == "__main__":
    main()
