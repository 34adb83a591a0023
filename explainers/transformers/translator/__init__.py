"""How does a translator know which word comes next? An encoder and a decoder for number words, trained here."""

from explainers.explainer import Explainer, View
from explainers.transformers.dot_product import multi_head
from explainers.transformers.translator.figure_translator import plot_translator
from explainers.transformers.translator.model import (
    Params,
    Result,
    challenge,
    equations,
    files,
    simulate,
    tables,
)
from explainers.transformers.translator.network import decode_pieces, translate

EXPLAINER: Explainer[Params, Result] = Explainer(
    path="transformers/translator",
    params=Params,
    simulate=simulate,
    views=(
        View("translator", "Cross-attention", plot_translator, ("number", "piece", "ablated"),
             (translate, decode_pieces, multi_head)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
