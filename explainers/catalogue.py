"""The table of contents: chapters and explainers as plain data.

Whatever lists the course (navigation, gallery, contract tests, README) reads it from here, so this module imports
nothing heavy. An explainer appears here when its page is built, not before.
"""

from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


@dataclass(frozen=True)
class Entry:
    """One page. `path` names it everywhere: `pages/{path}.py`, `explainers/{path}`, `tests/…/test_….py`."""

    path: str
    url: str  # what follows the first slash of its address
    title: str  # short, for the navigation
    question: str  # the title of the page
    summary: str  # the answer, in one sentence
    tags: tuple[str, ...]  # concepts a visitor may search for
    level: str  # "introductory", "intermediate" or "advanced"
    minutes: int  # to work through story, prediction and quiz

    @property
    def module(self) -> str:
        """The importable name of the explainer's module."""
        return "explainers." + self.path.replace("/", ".")

    @property
    def prefix(self) -> str:
        """The first part of every widget key on the page, and so of every parameter in its address."""
        return self.path.split("/")[1]

    def matches(self, query: str) -> bool:
        """Whether every word of `query` occurs in the title, question, summary or tags."""
        haystack = " ".join((self.title, self.question, self.summary, *self.tags)).casefold()
        return all(word in haystack for word in query.casefold().split())


@dataclass(frozen=True)
class Chapter:
    """A section of the course."""

    title: str
    explainers: tuple[Entry, ...]


CHAPTERS = (
    Chapter(
        "Foundations",
        (
            Entry(
                path="foundations/generative",
                url="generative-models",
                title="Telling and making",
                question="What is the difference between telling and making?",
                summary="To tell classes apart, a line between them will do; to make new points takes all of p(x, y).",
                tags=(
                    "generative model",
                    "discriminative model",
                    "joint distribution",
                    "conditional distribution",
                    "Bayes' theorem",
                    "naive Bayes",
                    "logistic regression",
                    "linear discriminant analysis",
                    "kernel density",
                    "learning curve",
                    "missing data",
                    "out-of-distribution",
                    "MNIST",
                ),
                level="introductory",
                minutes=20,
            ),
            Entry(
                path="foundations/learning",
                url="kinds-of-learning",
                title="Kinds of learning",
                question="Three ways to learn: how much must each be told?",
                summary="A label says which, a reward only whether; clusters are told nothing, and find what is there.",
                tags=(
                    "supervised learning",
                    "unsupervised learning",
                    "reinforcement learning",
                    "contextual bandit",
                    "policy gradient",
                    "REINFORCE",
                    "clustering",
                    "k-means",
                    "Gaussian mixture",
                    "softmax regression",
                    "label efficiency",
                    "exploration",
                ),
                level="introductory",
                minutes=20,
            ),
            Entry(
                path="foundations/deep_networks",
                url="deep-networks",
                title="Deep networks",
                question="What does each layer do?",
                summary="It bends the plane on which the data lie, until a straight cut is enough for the last.",
                tags=(
                    "deep learning",
                    "neural network",
                    "multilayer perceptron",
                    "input layer",
                    "hidden layer",
                    "output layer",
                    "activation function",
                    "backpropagation",
                    "gradient descent",
                    "learning rate",
                    "regularisation",
                    "overfitting",
                    "features",
                    "linear probe",
                    "depth and width",
                ),
                level="introductory",
                minutes=25,
            ),
            Entry(
                path="foundations/timeline",
                url="timeline",
                title="Timeline",
                question="How did we get here?",
                summary="By building on each other: from Bayes to diffusion there is a chain of papers without a gap.",
                tags=(
                    "history",
                    "timeline",
                    "subfields",
                    "key figures",
                    "people",
                    "papers",
                    "citations",
                    "Ian Goodfellow",
                    "Yoshua Bengio",
                    "ELIZA",
                    "Siri",
                    "GPT",
                    "directed acyclic graph",
                ),
                level="introductory",
                minutes=15,
            ),
        ),
    ),
    Chapter(
        "Bayesian models",
        (
            Entry(
                path="bayes/updating",
                url="bayesian-updating",
                title="Bayesian updating",
                question="How much should ten coin flips change your mind?",
                summary="As much as ten flips weigh beside the flips your prior is worth: belief is counted in data.",
                tags=(
                    "prior",
                    "likelihood",
                    "posterior",
                    "Bayes' theorem",
                    "conjugate prior",
                    "beta-binomial",
                    "gamma-poisson",
                    "normal mean",
                    "credible interval",
                    "HDI",
                    "posterior predictive",
                    "uncertainty",
                ),
                level="introductory",
                minutes=20,
            ),
            Entry(
                path="bayes/diagnosis",
                url="bayesian-diagnosis",
                title="Diagnosis",
                question="The test is 99% accurate. Are you ill?",
                summary="It depends on how many are: where an illness is rare, most who test positive are healthy.",
                tags=(
                    "Bayes' theorem",
                    "conditional probability",
                    "base rate",
                    "prevalence",
                    "sensitivity",
                    "specificity",
                    "false positive",
                    "predictive value",
                    "likelihood ratio",
                    "odds",
                    "natural frequencies",
                    "rejection sampling",
                ),
                level="introductory",
                minutes=20,
            ),
            Entry(
                path="bayes/sampling",
                url="bayesian-sampling",
                title="Sampling",
                question="How does a computer find a posterior nobody can integrate?",
                summary="It walks through it, led by ratios alone, until where it has been is what was sought.",
                tags=(
                    "MCMC",
                    "Metropolis",
                    "Hamiltonian Monte Carlo",
                    "NUTS",
                    "ADVI",
                    "variational inference",
                    "PyMC",
                    "ArviZ",
                    "R-hat",
                    "effective sample size",
                    "divergences",
                    "hierarchical model",
                    "eight schools",
                    "simulation-based calibration",
                    "posterior predictive check",
                ),
                level="intermediate",
                minutes=35,
            ),
        ),
    ),
    Chapter(
        "Autoregressive models",
        (
            Entry(
                path="autoregression/forecasting",
                url="ar-forecasting",
                title="Forecasting",
                question="How much of tomorrow is already in today?",
                summary="As much as the roots leave: they say how long a series remembers what happened to it.",
                tags=(
                    "autoregression",
                    "AR model",
                    "time series",
                    "forecasting",
                    "autocorrelation",
                    "partial autocorrelation",
                    "characteristic roots",
                    "stationarity",
                    "unit root",
                    "random walk",
                    "least squares",
                    "AIC",
                    "BIC",
                    "fan chart",
                    "bootstrap",
                    "prediction interval",
                    "coverage",
                    "CRPS",
                    "MASE",
                    "rolling origin",
                    "statsmodels",
                    "PyMC",
                ),
                level="intermediate",
                minutes=35,
            ),
        ),
    ),
    Chapter(
        "Variational autoencoders",
        (
            Entry(
                path="vaes/latent_walk",
                url="vae-latent-walk",
                title="VAE latent walk",
                question="What lies between a sneaker and a boot?",
                summary="Shoes nobody made: a VAE gives every picture a place, and every place near them a picture.",
                tags=(
                    "VAE",
                    "variational autoencoder",
                    "encoder",
                    "decoder",
                    "latent space",
                    "latent walk",
                    "interpolation",
                    "ELBO",
                    "KL divergence",
                    "reparameterisation",
                    "posterior collapse",
                    "MNIST",
                    "Fashion-MNIST",
                ),
                level="intermediate",
                minutes=30,
            ),
            Entry(
                path="vaes/model_comparison",
                url="vae-model-comparison",
                title="VAE comparison",
                question="What does β buy, and at what price?",
                summary="A price on KL draws all codes to the prior, and pictures pay for it in blur.",
                tags=(
                    "VAE",
                    "beta-VAE",
                    "autoencoder",
                    "ELBO",
                    "KL divergence",
                    "rate-distortion",
                    "MNIST",
                    "Fashion-MNIST",
                ),
                level="intermediate",
                minutes=15,
            ),
            Entry(
                path="vaes/beta",
                url="beta-vae",
                title="β-VAE",
                question="Which knob moves what?",
                summary="A dearer code falls apart into knobs that move one thing each; too dear, knobs fall silent.",
                tags=(
                    "beta-VAE",
                    "VAE",
                    "disentanglement",
                    "mutual information gap",
                    "total correlation",
                    "rate-distortion",
                    "KL divergence",
                    "capacity",
                    "latent traversal",
                    "dSprites",
                    "posterior collapse",
                ),
                level="advanced",
                minutes=25,
            ),
            Entry(
                path="vaes/conditional",
                url="conditional-vae",
                title="Conditional VAE",
                question="Can you order a seven in your own handwriting?",
                summary="A VAE that is told the label keeps style in z: the same z, decoded under any label.",
                tags=(
                    "conditional VAE",
                    "CVAE",
                    "conditional generation",
                    "style and content",
                    "disentanglement",
                    "inpainting",
                    "structured prediction",
                    "ELBO",
                    "importance-weighted bound",
                    "linear probe",
                    "MNIST",
                ),
                level="intermediate",
                minutes=20,
            ),
            Entry(
                path="vaes/quantised",
                url="vq-vae",
                title="VQ-VAE",
                question="What alphabet are pictures written in?",
                summary="A learnt one: 49 letters a picture, and a prior that knows which follow which saves bits.",
                tags=(
                    "VQ-VAE",
                    "vector quantisation",
                    "code book",
                    "straight-through estimator",
                    "perplexity",
                    "autoregressive prior",
                    "transformer",
                    "compression",
                    "arithmetic coding",
                    "JPEG",
                    "MNIST",
                    "Fashion-MNIST",
                ),
                level="advanced",
                minutes=20,
            ),
            Entry(
                path="vaes/flows",
                url="flow-based-vae",
                title="Flow-based VAE",
                question="How do you bend a bell curve into a banana?",
                summary="By invertible layers that keep account of how they stretch: so the density stays known.",
                tags=(
                    "normalizing flow",
                    "VAE",
                    "planar flow",
                    "RealNVP",
                    "coupling layer",
                    "inverse autoregressive flow",
                    "change of variables",
                    "Jacobian",
                    "ELBO",
                    "posterior",
                    "KL divergence",
                    "MNIST",
                ),
                level="advanced",
                minutes=25,
            ),
            Entry(
                path="vaes/anomalies",
                url="anomaly-detection",
                title="Anomaly detection",
                question="How does a model that has only seen normal days raise an alarm?",
                summary="By how badly a record fits what it knows; what an alarm is worth, the base rate decides.",
                tags=(
                    "VAE",
                    "anomaly detection",
                    "one-class",
                    "out of distribution",
                    "ELBO",
                    "importance-weighted bound",
                    "threshold",
                    "ROC curve",
                    "precision and recall",
                    "base rate",
                    "isolation forest",
                    "nearest neighbours",
                    "PCA",
                    "security",
                    "phishing",
                ),
                level="intermediate",
                minutes=20,
            ),
        ),
    ),
    Chapter(
        "Generative adversarial networks",
        (
            Entry(
                path="gans/training",
                url="gan-training",
                title="GAN training",
                question="What do a forger and a detective teach each other?",
                summary="The detective learns where forgeries differ, and from it the forger learns which way to go.",
                tags=(
                    "GAN",
                    "generator",
                    "discriminator",
                    "adversarial training",
                    "minimax",
                    "mode collapse",
                    "vanishing gradient",
                    "Wasserstein GAN",
                    "gradient penalty",
                    "Jensen-Shannon divergence",
                    "oscillation",
                ),
                level="intermediate",
                minutes=30,
            ),
            Entry(
                path="gans/wasserstein_vs_js",
                url="wasserstein-vs-js",
                title="Wasserstein against JS",
                question="Two heaps of sand that do not touch: how far apart are they?",
                summary="As far as can be, says JS, at any distance; Wasserstein counts the way and says where to go.",
                tags=(
                    "Wasserstein distance",
                    "optimal transport",
                    "earth mover's distance",
                    "Jensen-Shannon divergence",
                    "Kullback-Leibler divergence",
                    "total variation",
                    "maximum mean discrepancy",
                    "Sinkhorn",
                    "sliced Wasserstein",
                    "Kantorovich duality",
                    "Lipschitz",
                    "vanishing gradient",
                    "Wasserstein GAN",
                ),
                level="intermediate",
                minutes=30,
            ),
            Entry(
                path="gans/wgan",
                url="wasserstein-gan",
                title="Wasserstein GAN",
                question="Can a loss tell you how good the forgery is?",
                summary="A critic that keeps up, with its slope near one, can; other losses mostly say who is ahead.",
                tags=(
                    "Wasserstein GAN",
                    "WGAN-GP",
                    "weight clipping",
                    "gradient penalty",
                    "critic",
                    "Lipschitz constraint",
                    "Kantorovich potential",
                    "rank correlation",
                    "mode collapse",
                ),
                level="advanced",
                minutes=30,
            ),
            Entry(
                path="gans/progressive",
                url="progressive-gan",
                title="Progressive GAN",
                question="Why learn to sketch before you paint?",
                summary="Small pictures are cheap and settle the shape, detail fades in; at 32 pixels it hardly pays.",
                tags=(
                    "progressive growing",
                    "fade-in",
                    "GAN",
                    "sliced Wasserstein distance",
                    "Laplacian pyramid",
                    "minibatch standard deviation",
                    "mode collapse",
                    "equalised learning rate",
                    "letters",
                ),
                level="intermediate",
                minutes=20,
            ),
            Entry(
                path="gans/style",
                url="style-gan",
                title="StyleGAN",
                question="Whose style, whose shape?",
                summary="Every layer takes a style: coarse layers from one letter, fine ones from another.",
                tags=(
                    "StyleGAN",
                    "StyleGAN2",
                    "style mixing",
                    "AdaIN",
                    "weight demodulation",
                    "truncation trick",
                    "perceptual path length",
                    "latent directions",
                    "GANSpace",
                    "linear separability",
                ),
                level="advanced",
                minutes=25,
            ),
            Entry(
                path="gans/big",
                url="big-gan",
                title="BigGAN",
                question="What does size buy?",
                summary="Nearer to the real distribution, at a price; truncation then trades variety for quality.",
                tags=(
                    "BigGAN",
                    "class-conditional GAN",
                    "projection discriminator",
                    "conditional batch normalisation",
                    "spectral normalisation",
                    "hinge loss",
                    "truncation trick",
                    "precision and recall",
                    "Fréchet distance",
                    "batch size",
                    "training collapse",
                ),
                level="intermediate",
                minutes=20,
            ),
            Entry(
                path="gans/pix2pix",
                url="pix2pix",
                title="Pix2Pix",
                question="Draw the outline; who paints the rest?",
                summary="A generator that answers to two judges: one wants the right pixels, one a likely picture.",
                tags=(
                    "conditional GAN",
                    "image-to-image translation",
                    "Pix2Pix",
                    "U-Net",
                    "skip connections",
                    "PatchGAN",
                    "receptive field",
                    "L1 loss",
                    "edge detection",
                    "skeleton",
                ),
                level="intermediate",
                minutes=20,
            ),
            Entry(
                path="gans/cyclegan",
                url="cycle-gan",
                title="CycleGAN",
                question="Can you translate without a dictionary?",
                summary="Often: a way back forbids losing detail, yet neither hiding it nor swapping ink and paper.",
                tags=(
                    "CycleGAN",
                    "GAN",
                    "unpaired translation",
                    "cycle consistency",
                    "identity loss",
                    "PatchGAN",
                    "least squares GAN",
                    "steganography",
                    "style transfer",
                    "typefaces",
                ),
                level="advanced",
                minutes=20,
            ),
            Entry(
                path="gans/vae_gan",
                url="vae-gan",
                title="VAE-GAN",
                question="Why is one blurred and the other sharp?",
                summary="A VAE is judged pixel by pixel, a GAN by a discriminator; a VAE-GAN weighs the two.",
                tags=(
                    "VAE-GAN",
                    "variational autoencoder",
                    "generative adversarial network",
                    "perceptual loss",
                    "reconstruction",
                    "GAN inversion",
                    "sharpness",
                    "Fréchet distance",
                    "precision and recall",
                    "interpolation",
                ),
                level="advanced",
                minutes=25,
            ),
        ),
    ),
    Chapter(
        "Transformers",
        (
            Entry(
                path="transformers/heads",
                url="attention-heatmaps",
                title="Attention heatmaps",
                question="When it reads “it”, what does the model look at?",
                summary="Some heads look at the animal, most look nowhere in particular, and looking is not yet using.",
                tags=(
                    "attention",
                    "transformer",
                    "self-attention",
                    "multi-head attention",
                    "causal mask",
                    "encoder",
                    "decoder",
                    "attention sink",
                    "attention rollout",
                    "top-k",
                    "top-p",
                    "text generation",
                ),
                level="intermediate",
                minutes=25,
            ),
            Entry(
                path="transformers/head_surgery",
                url="head-surgery",
                title="Head surgery",
                question="What is a head worth?",
                summary="What is missing when it is gone: where a head looks and what its loss changes are two things.",
                tags=(
                    "ablation",
                    "causal intervention",
                    "attention",
                    "query, key, value",
                    "softmax",
                    "temperature",
                    "rotary position embedding",
                    "interpretability",
                    "attention is not explanation",
                ),
                level="intermediate",
                minutes=20,
            ),
            Entry(
                path="transformers/translator",
                url="attention-translator",
                title="Attention translator",
                question="How does a translator know which word comes next?",
                summary="It looks back at the words it translates, and not from left to right.",
                tags=(
                    "cross-attention",
                    "encoder",
                    "decoder",
                    "translation",
                    "sequence to sequence",
                    "transformer",
                    "alignment",
                    "ablation",
                ),
                level="introductory",
                minutes=15,
            ),
            Entry(
                path="transformers/induction",
                url="induction-heads",
                title="Induction heads",
                question="How does a transformer learn to repeat?",
                summary="By two heads that help only together: one looks a letter back, one copies what followed.",
                tags=(
                    "induction head",
                    "in-context learning",
                    "phase change",
                    "mechanistic interpretability",
                    "previous token head",
                    "training",
                    "attention",
                    "ablation",
                ),
                level="advanced",
                minutes=20,
            ),
        ),
    ),
    Chapter(
        "Reinforcement learning",
        (
            Entry(
                path="rl/guided_generation",
                url="rl-guided-generation",
                title="Paid for what you like",
                question="What happens when a generator is paid for what you like?",
                summary="It follows what was learned of your taste; let go too far, it is paid more and liked less.",
                tags=(
                    "reinforcement learning",
                    "RLHF",
                    "preferences",
                    "reward model",
                    "Bradley-Terry",
                    "PPO",
                    "policy gradient",
                    "DPO",
                    "best-of-n",
                    "KL divergence",
                    "reward hacking",
                    "over-optimisation",
                    "Goodhart",
                    "music",
                ),
                level="advanced",
                minutes=30,
            ),
        ),
    ),
)

EXPLAINERS = tuple(explainer for chapter in CHAPTERS for explainer in chapter.explainers)


def by_path(path: str) -> Entry:
    """Return the explainer at `path`, such as "bayes/updating". Raises KeyError when there is none."""
    return {explainer.path: explainer for explainer in EXPLAINERS}[path]


def nearest(url: str) -> Entry | None:
    """Return the explainer whose address is most like `url`, or None when nothing is."""
    found = get_close_matches(url, [explainer.url for explainer in EXPLAINERS], n=1, cutoff=0.4)
    return next((explainer for explainer in EXPLAINERS if explainer.url in found), None)


def table() -> str:
    """Return the table of the course as the README has it, in Markdown."""
    rows = ["| chapter | explainer | question |", "|---|---|---|"]
    for chapter in CHAPTERS:
        for i, entry in enumerate(chapter.explainers):
            page = f"[{entry.title}](pages/{entry.path}.py), `/{entry.url}`"
            rows.append(f"| {chapter.title if i == 0 else ''} | {page} | {entry.question} |".replace("|  |", "| |"))
    return "\n".join(rows)


def with_table(readme: str) -> str:
    """Return a README with today's table of the course in place of the one it has."""
    start = readme.index("| chapter | explainer |")
    return readme[:start] + table() + readme[readme.index("\n\n", start) :]


if __name__ == "__main__":
    file = Path(__file__).parents[1] / "README.md"
    file.write_text(with_table(file.read_text("utf-8")), "utf-8")
