"""The formulas of pix2pix, with the numbers of the test pair in hand."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.gans.pix2pix.networks import STAGES, receptive_field
from explainers.gans.pix2pix.pairs import SIDE
from explainers.gans.pix2pix.result import Result


def equations(result: Result) -> list[Equation]:
    """Return the L1 error of the test pair, the losses of the two players on it, and how wide a patch is."""
    x, fake = (picture.astype(float) for picture in result.judged[:2])
    real, generated = np.logaddexp(0, -result.scores[0]).mean(), np.logaddexp(0, result.scores[1]).mean()
    own = float(np.logaddexp(0, -result.scores[1]).mean())
    error, lam = float(np.abs(x - fake).mean()), float(result.loss)
    return [
        Equation("L1 error", r"L_1", r"\tfrac1n \textstyle\sum_i |x_i - \tilde x_i|",
                 rf"\tfrac{{1}}{{{SIDE**2}}} \times {tex(float(np.abs(x - fake).sum()), 6)}", error,
                 "Its best answer for a pixel is the median of all that is possible there: a compromise."),
        Equation("The generator's loss on this pair", r"L_G",
                 r"-\overline{\ln \sigma(D(y, \tilde x))} + \lambda L_1",
                 rf"{tex(own, 6)} + {tex(lam)} \times {tex(error, 6)}", own + lam * error,
                 "The mean is over patches. D asks whether a patch could be real, L1 whether it is the right one."),
        Equation("The discriminator's loss on this pair", r"L_D",
                 r"-\tfrac12 \left( \overline{\ln \sigma(D(y, x))} + \overline{\ln \sigma(-D(y, \tilde x))} \right)",
                 rf"\tfrac12 \left( {tex(float(real), 6)} + {tex(float(generated), 6)} \right)",
                 float(0.5 * (real + generated)),
                 "D sees y too: a fine picture of something else will not do. Where D only guesses, it is ln 2."),
        Equation("What a patch sees, in pixels", r"r", r"s_1 (s_2 (k_3 - 1) + k_2 - 1) + k_1",
                 "{1} ({3} ({4} - 1) + {2} - 1) + {0}".format(*(part for stage in STAGES for part in stage)),
                 float(receptive_field()[0]), "Kernels k and strides s of the convolutions of D, in their order."),
    ]  # fmt: skip
