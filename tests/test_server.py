"""What the server has before anybody comes, what it answers, and that its requirements are those of the lock."""

import asyncio
import os
import re
import subprocess
import sys

import psutil
import pytest
from starlette.testclient import TestClient

from benchmarks.visitors import crowd
from pages.stage.compressed import STATIC, compressed, names
from tests.browser.driver import serve
from tests.conftest import ROOT


def test_metrics_are_off_unless_asked_for(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    assert client.get("/_stcore/metrics").status_code == 404
    monkeypatch.setenv("COURSE_METRICS", "on")
    assert "active_sessions" in client.get("/_stcore/metrics").text


def test_what_plotly_looks_for_is_there_before_anybody_comes():
    """Where a thread has begun to import pandas, plotly in another takes it half-made: an exception on screen."""
    said = subprocess.run(
        [sys.executable, "-c", "import sys, app; print(hasattr(sys.modules.get('pandas'), 'Series'))"],
        cwd=ROOT, capture_output=True, text=True, check=True, env=os.environ | {"COURSE_WORKERS": "off"},
    )  # fmt: skip
    assert said.stdout.split()[-1] == "True"


def test_scripts_of_streamlit_travel_compressed_and_whole(client: TestClient):
    name = max((name for name in names() if name.endswith(".js")), key=lambda name: (STATIC / name).stat().st_size)
    sent = client.get(f"/{name}")
    assert sent.headers["content-encoding"] == "gzip"
    assert int(sent.headers["content-length"]) < 0.5 * len(sent.content)
    assert sent.content == (STATIC / name).read_bytes()
    plain = client.get(f"/{name}", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == sent.content
    assert compressed("static/../../app.py", "gzip") is None
    assert compressed("index.html", "gzip") is None


def test_a_server_in_use_ends_when_it_is_told_to():
    with serve() as (address, pid):
        people, _ = asyncio.run(crowd(address, ["bayesian-updating", "gan-training"], 4, 3, arrive=0.5))
        assert not [error for person in people for error in person.errors]
        server = psutil.Process(pid)
        server.terminate()
        server.wait(timeout=15)  # a busy machine; 2 s by itself


def pins(file: str) -> dict[str, str]:
    found = re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / file).read_text("utf-8"), re.MULTILINE)
    return {name.lower(): version for name, version in found}


def test_the_lock_has_a_hash_for_each_requirement_but_pytorch():
    wanted, locked = pins("requirements.txt"), pins("requirements.lock")
    assert {name: locked.get(name) for name in wanted if name != "torch"} == {
        n: v for n, v in wanted.items() if n != "torch"
    }
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert "torch" not in locked, "the CPU build of PyTorch has other hashes than that of the package index"
    assert all("--hash=sha256:" in block for block in re.split(r"\n(?=\w)", text) if "==" in block)
    assert "://" not in text
