"""Prompts whose answers are shipped, and what is written behind them at first: ids of tokens, with dots between."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """A prompt, and what is written behind it."""

    text: str
    written: str
    own: str = ""  # what a person wrote
    opened: str = "."  # branches of the tree that are open at first


SOUP = Example(
    "My grandmother's recipe for soup begins with",
    "253.3428.28.8365.102.997.29.43693.11977.14124.338.506.4037.2391.11499.9707.28.329.15579.101.28.284.253.5895.282."
    "12917.30.1206",  # temperature 1, top-p 0.9, seed 1
    "the bones of Sunday's chicken and one rule: nobody lifts the lid before the windows have gone white.",
    ". 253 253.2232 253.13942",  # a, a simple, a hint
)
GREEDY = (  # behind the same prompt, at temperature 0
    "253.2232.2408.35385.4925.282.253.2167.3773.28.253.2167.3773.351.253.11499.1892.381.28.284.253.2167.3773.351.253."
    "38114.282.24571.30.378.4925.314.1062.18029.284.48487.28.351.253.13942.282.26044.284.253.5895.282.16948.30"
)
HOT = (  # temperature 1.5, no filter, seed 0
    "3415.19173.28.28729.15540.20775.720.344.31869.300.1873.813.283.609.1713.22445.25463.926.17068.335.12999.910.9922."
    "9269.4130.419.30568.14346"
)
STORY = Example(
    "In a shocking finding, scientists discovered a herd of unicorns living in",
    "",
)
CHAT = Example(  # in the form on which this model was trained to answer; at temperature 0
    "<|im_start|>user\\nWhy is the sky blue?<|im_end|>\\n<|im_start|>assistant\\n",
    "504.6376.4461.314.253.966.282.260.2591.506.5264.24484.8118.281.253.1678.18137.1845.28.4170.4461.30.669.7613.4149."
    "975.282.260.970.653.3497.13461.1420.30.1550.8118.13351.260.2591.506",
)
TRANSLATION = Example(  # temperature 0
    "English: The cat is black. French: Le chat est noir. English: The house is big. French:",
    "2250.410.6522.1264.14047.30.2321.42.378.2644.314.2632.30.198.198.788",
)
EXAMPLES = {"soup": SOUP, "unicorns": STORY, "dialogue": CHAT, "translation": TRANSLATION}
