"""The formulas behind β and behind the alarm, with the numbers of the models that are compared."""

from explainers.equation import Equation, tex
from explainers.vaes.latent_walk.shipped_models import recorded
from explainers.vaes.model_comparison.result import Result


def equations(result: Result) -> list[Equation]:
    """Return the objective of the VAE and of the β-VAE on the test pictures, and the rates of the alarm."""
    reached = recorded(result.params.data)
    vae, beta_4 = reached["vae-2"], reached["beta_4-2"]
    found = result.roc
    n, m = len(found.in_distribution), len(found.out_of_distribution)
    caught = int((found.out_of_distribution > result.threshold).sum())
    wrong = int((found.in_distribution > result.threshold).sum())
    return [
        Equation(
            "Evidence lower bound of the VAE",
            r"\mathrm{ELBO}",
            r"\mathbb{E}\left[\ln p(x \mid z)\right] - \mathrm{KL}",
            f"{tex(vae['reconstruction'], 5)} - {tex(vae['kl'])}",
            vae["elbo"],
            "Mean over the test pictures, in nats. This is what β = 1 maximises on the training pictures.",
        ),
        Equation(
            "What the β-VAE maximises",
            r"\mathcal{L}_4",
            r"\mathbb{E}\left[\ln p(x \mid z)\right] - 4\,\mathrm{KL}",
            rf"{tex(beta_4['reconstruction'], 5)} - 4 \times {tex(beta_4['kl'])}",
            beta_4["reconstruction"] - 4 * beta_4["kl"],
            "A nat of KL costs four times as much: fewer are bought, and reconstruction suffers.",
        ),
        Equation(
            "True positive rate, in per cent",
            r"\mathrm{TPR}",
            r"100\,\frac{\text{errors above the threshold}}{\text{pictures of the other data}}",
            rf"100 \times \frac{{{caught}}}{{{m}}}",
            100 * caught / m,
            "How many out-of-distribution pictures raise the alarm.",
        ),
        Equation(
            "False positive rate, in per cent",
            r"\mathrm{FPR}",
            r"100\,\frac{\text{errors above the threshold}}{\text{pictures of its own data}}",
            rf"100 \times \frac{{{wrong}}}{{{n}}}",
            100 * wrong / n,
            "How many pictures of the model's own data do.",
        ),
    ]
