"""A generator that is told the class by its normalisation, and a discriminator that is told it by a projection.

y is a row of weights over the classes: one-hot in training, a mixture where two classes are blended.
"""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.utils.parametrizations import spectral_norm

from explainers.gans.pictures.blocks import leaky

torch.set_num_threads(1)  # networks as small as these only lose by sharing

LETTERS = "ABEGKMQRSW"  # the classes
NOISE = 32  # dimensions of z


def one_hot(y: Tensor) -> Tensor:
    """Return classes y, shape (n,), as rows of weights, shape (n, classes)."""
    return nn.functional.one_hot(y, len(LETTERS)).float()


class ConditionalNorm(nn.Module):
    """Batch normalisation whose gain and bias belong to the class (de Vries et al. 2017, section 3.2)."""

    def __init__(self, channels: int) -> None:
        """Begin with a gain of 1 and a bias of 0 for every class."""
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, affine=False)
        self.gain, self.bias = (nn.Linear(len(LETTERS), channels, bias=False) for _ in range(2))
        nn.init.ones_(self.gain.weight)
        nn.init.zeros_(self.bias.weight)

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """Return γ_y · (x - mean) / deviation + β_y, of the shape (n, channels, side, side) of x."""
        gain, bias = (part(y)[:, :, None, None] for part in (self.gain, self.bias))
        found: Tensor = gain * self.norm(x) + bias
        return found


class Generator(nn.Module):
    """From 4 × 4 to 32 × 32 in three transposed convolutions, with 4, 2 and 1 times `width` channels."""

    def __init__(self, width: int) -> None:
        """Make it, with weights from torch's present generator."""
        super().__init__()
        channels = (4 * width, 2 * width, width)
        self.start = nn.Linear(NOISE, 16 * channels[0])
        self.norms = nn.ModuleList(ConditionalNorm(wide) for wide in channels)
        self.convs = nn.ModuleList(
            nn.ConvTranspose2d(wide, narrow, 4, stride=2, padding=1) for wide, narrow in pairwise((*channels, 1))
        )

    def forward(self, z: Tensor, y: Tensor) -> Tensor:
        """Return pictures (n, 1, 32, 32) from -1 to 1, of noise (n, NOISE) and classes (n, classes)."""
        x = self.start(z).reshape(len(z), -1, 4, 4)
        for norm, conv in zip(self.norms, self.convs, strict=True):
            x = conv(torch.relu(norm(x, y)))
        return torch.tanh(x)


class Discriminator(nn.Module):
    """D(x, y) = ψ(φ(x)) + ⟨V y, φ(x)⟩: the projection discriminator (Miyato and Koyama 2018, equation 3)."""

    def __init__(self, width: int, normed: bool = True) -> None:
        """Make it; `normed` divides every layer by its largest singular value (Miyato et al. 2018)."""
        super().__init__()
        channels = (1, width, 2 * width, 4 * width)
        self.convs = nn.ModuleList(
            nn.Conv2d(wide, narrow, 4, stride=2, padding=1) for wide, narrow in pairwise(channels)
        )
        self.psi = nn.Linear(channels[-1] * 16, 1)
        self.v = nn.Linear(len(LETTERS), channels[-1] * 16, bias=False)
        if normed:
            for layer in (*self.convs, self.psi, self.v):
                spectral_norm(layer)

    def phi(self, x: Tensor) -> Tensor:
        """Return the features of pictures, flattened, shape (n, 64 width)."""
        for conv in self.convs:
            x = leaky(conv(x))
        return x.flatten(1)

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """Return scores, shape (n, 1)."""
        found = self.phi(x)
        score: Tensor = self.psi(found) + (self.v(y) * found).sum(1, keepdim=True)
        return score
