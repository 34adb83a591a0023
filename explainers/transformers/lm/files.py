"""The two real models on this machine: where they lie, whether they are whole, and loading them once.

`make models` puts them there. A file that is not what its record says is never used.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # PyTorch takes a second to import; the first picture does not need it
    from explainers.transformers.lm.decoder import Decoder
    from explainers.transformers.lm.encoder import Encoder

MODELS = Path(__file__).parents[3] / "build" / "models"
DECODER, ENCODER = "smollm2", "minilm"


class ModelMissing(RuntimeError):
    """A real model is not on this machine, or not whole: with a sentence that says which and what to do."""


@dataclass(frozen=True)
class Part:
    """A file of a model, as `make models` left it."""

    name: str
    bytes: int
    sha256: str


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def record(folder: Path, files: list[str]) -> None:
    """Write down what the files of a model are like: the last thing `make models` does."""
    parts = [vars(Part(name, (folder / name).stat().st_size, sha256(folder / name))) for name in files]
    (folder / "record.json").write_text(json.dumps(parts, indent=1), "utf-8")


def check(folder: Path, thorough: bool = True) -> None:
    """Raise ModelMissing unless the files of a model are what their record says; by size only unless `thorough`."""
    name = folder.name
    try:
        parts = [Part(**part) for part in json.loads((folder / "record.json").read_text("utf-8"))]
    except FileNotFoundError:
        raise ModelMissing(f"The model {name} is not on this machine; `make models` fetches it.") from None
    except (ValueError, TypeError):
        raise ModelMissing(f"The record of the model {name} cannot be read; `make models` fetches it again.") from None
    for part in parts:
        file = folder / part.name
        if not file.is_file() or file.stat().st_size != part.bytes or (thorough and sha256(file) != part.sha256):
            raise ModelMissing(f"{part.name} of the model {name} is damaged or half-fetched; "
                               "`make models` fetches it again.")  # fmt: skip


def ready(name: str, models: Path | None = None) -> bool:
    """Return whether a model seems to be there, without reading it."""
    try:
        check((models or MODELS) / name, thorough=False)
    except ModelMissing:
        return False
    return True


_loading = Lock()
one_at_a_time = Lock()  # held by whoever runs a model: side by side they would only be slower


def decoder(models: Path | None = None) -> "Decoder":
    """Return SmolLM2, loaded once. Raises ModelMissing."""
    with _loading:
        return _decoder(models or MODELS)


def encoder(models: Path | None = None) -> "Encoder":
    """Return MiniLM, loaded once. Raises ModelMissing."""
    with _loading:
        return _encoder(models or MODELS)


@lru_cache(maxsize=1)
def _decoder(models: Path) -> "Decoder":
    from safetensors.torch import load_file  # noqa: PLC0415 - with PyTorch, only where a model is run
    from tokenizers import Tokenizer  # noqa: PLC0415

    from explainers.transformers.lm.decoder import Decoder  # noqa: PLC0415

    check(models / DECODER)
    weights = {name: w.float() for name, w in load_file(models / DECODER / "model.safetensors").items()}
    return Decoder(weights, Tokenizer.from_file(str(models / DECODER / "tokenizer.json")))


@lru_cache(maxsize=1)
def _encoder(models: Path) -> "Encoder":
    from safetensors.torch import load_file  # noqa: PLC0415
    from tokenizers import Tokenizer  # noqa: PLC0415

    from explainers.transformers.lm.encoder import Encoder  # noqa: PLC0415

    check(models / ENCODER)
    tokenizer = Tokenizer.from_file(str(models / ENCODER / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return Encoder(load_file(models / ENCODER / "model.safetensors"), tokenizer)
