"""The formulas of growing networks, with the numbers of the picture in hand."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.gans.progressive.models import PICTURES, RATE, discriminator
from explainers.gans.progressive.networks import CHANNELS
from explainers.gans.progressive.result import TOLD, Result, reached


def equations(result: Result) -> list[Equation]:
    """Return a pixel of the fade-in, the minibatch deviation, a step of Adam with plain layers, and the distance."""
    alpha = result.params.alpha
    old, new, blend = (float(batch[0, 0, batch.shape[2] // 2, batch.shape[3] // 2]) for batch in result.paths)
    features = discriminator(TOLD, PICTURES).features(result.repeated).flatten(1).double()
    values = features[:, features.std(0, unbiased=False).argmax()]
    square, mean = float(values.square().mean()), float(values.mean())
    wide, swd = 9 * CHANNELS[0], reached("growing", "swd", result.seen)
    return [
        Equation(
            "Fade-in, the middle pixel of the first picture",
            r"\tilde x",
            r"(1 - \alpha)\, \mathrm{up}(\tilde x_{\text{old}}) + \alpha\, \tilde x_{\text{new}}",
            rf"(1 - {tex(alpha)}) \times ({tex(old, 6)}) + {tex(alpha)} \times ({tex(new, 6)})",
            blend,
            "At α = 0 this is the smaller picture, made larger. D blends the feature maps of its two paths alike.",
        ),
        Equation(
            "Minibatch standard deviation, the feature that differs most",
            r"\sigma_{c,i,j}",
            r"\sqrt{\overline{h^2} - \bar h^2}",
            rf"\sqrt{{{tex(square, 8)} - ({tex(mean, 8)})^2}}",
            float(values.std(unbiased=False)),
            f"Their mean over features and places, s = {float(result.deviation.mean()):.3f}, is one more feature map.",
        ),
        Equation(
            "A first step of Adam, as a share of a plain layer's weights",
            r"\eta / c",
            r"\eta \Big/ \sqrt{2 / n_{\text{in}}}",
            rf"{tex(RATE)} \Big/ \sqrt{{2 / {wide}}}",
            RATE / float(np.sqrt(2 / wide)),
            f"Adam moves a weight by about η. Equalised weights have size 1: a share of {RATE} everywhere.",
        ),
        Equation(
            f"Sliced Wasserstein distance of growing, mean over scales, after {result.seen:,} pictures",
            r"\overline{\mathrm{SWD}}",
            r"\tfrac13 \left(\mathrm{SWD}_8 + \mathrm{SWD}_{16} + \mathrm{SWD}_{32}\right)",
            rf"\tfrac13 \left({' + '.join(tex(value, 6) for value in swd)}\right)",
            float(np.mean(swd)),
            "W₁ between patches of 7 by 7 pixels, averaged over 128 directions, at each level of a Laplacian pyramid.",
        ),
    ]
