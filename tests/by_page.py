"""Tests by page: `--page vaes/beta` runs those of one page, and every run ends with the seconds that each page took."""

import re
from collections import defaultdict
from pathlib import Path

import pytest

from explainers.catalogue import EXPLAINERS, by_path

BUDGET = 40.0  # seconds of `make test` that a page may take, on two cores
IN_BRACKETS = re.compile(r"\[(?:[^/]*-)?([a-z_0-9]+/[a-z_0-9]+)")


def page_of(test: str) -> str:
    """Return the page that a test is about, by its node id; "" for what pages share."""
    paths = [entry.path for entry in EXPLAINERS]
    if (found := IN_BRACKETS.search(test)) and found[1] in paths:
        return found[1]
    folders, _, name = test.split("::", maxsplit=1)[0].rpartition("/test_")
    chapter = folders.rpartition("/")[2]
    own = [path for path in paths if name.removesuffix(".py").startswith(path.split("/")[1])
           and chapter in (path.split("/")[0], "browser")]  # fmt: skip
    return max(own, key=len, default="")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add `--page`."""
    parser.addoption("--page", default="", help="only the tests of one page, such as vaes/beta")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where only one page is asked for, do not even import the tests that are about others."""
    page, file = config.getoption("--page"), collection_path
    if not page or file.suffix != ".py" or not file.name.startswith("test_"):
        return None
    about_all = file.parent.name == "contract" or file.name == "test_visit.py"
    return None if about_all or page_of(file.as_posix()) == page else True


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of the page that was asked for. Those of one page run in one process, which keeps its models."""
    for item in items:
        file = item.nodeid.split("::", maxsplit=1)[0]
        item.add_marker(pytest.mark.xdist_group((page_of(item.nodeid) or file).replace("/", " ")))
    if not (page := config.getoption("--page")):
        return
    try:
        by_path(page)
    except KeyError:
        raise pytest.UsageError(f"no page {page}; there are {', '.join(e.path for e in EXPLAINERS)}") from None
    own = [item for item in items if page_of(item.nodeid) == page]
    config.hook.pytest_deselected(items=[item for item in items if item not in own])
    items[:] = own


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the seconds by page, most first."""
    seconds: dict[str, float] = defaultdict(float)
    for reports in terminalreporter.stats.values():
        for report in reports:
            if hasattr(report, "duration") and hasattr(report, "nodeid"):
                seconds[page_of(report.nodeid) or "shared by all pages"] += report.duration
    if len(seconds) < 2:
        return
    terminalreporter.section("seconds by page, of one core")
    for page, took in sorted(seconds.items(), key=lambda pair: -pair[1]):
        terminalreporter.line(f"{took:7.1f}  {page}")
