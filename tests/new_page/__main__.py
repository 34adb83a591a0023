"""Write a page that runs, from the templates beside this file; then say what it still lacks.

`python -m tests.new_page vaes beta` writes the explainer, the page, its words, its tests, its entry in the catalogue.
"""

import subprocess
import sys
from pathlib import Path
from string import Template

from explainers.catalogue import CHAPTERS, EXPLAINERS
from tests.conftest import ROOT

HERE = Path(__file__).parent
CATALOGUE = ROOT / "explainers" / "catalogue.py"
ENTRY = """            Entry(
                path="$path",
                url="$url",
                title="$title",
                question="What does $words do?",
                summary="Say the answer in one sentence.",
                tags=("say", "three", "concepts"),
                level="introductory",
                minutes=15,
            ),
"""
CLOSED = "\n            ),\n"
LEFT = """
{path} runs: `make run`, then /{url}. What is left, and the contract holds you to the most of it:

 1. explainers/catalogue.py: question, summary, tags, level, minutes; then `make readme`.
 2. explainers/{path}.py: the model, its Params (a control is declared at its field), its views, equations, challenge.
 3. pages/{path}.toml: story of four to seven steps, prediction, challenge, quiz, applications, references.
 4. pages/{path}.py: only what is special about the page.
 5. tests/{chapter}/test_{name}.py: the model against a trusted source.
 6. `make pictures page={path}`: the cards of the gallery.
 7. `make test page={path}` and `make lint`. Then look at it: 1280x720, a lecture, 390x844, dark.
"""


def main(chapter: str, name: str) -> None:
    """Write the files, and the entry in the catalogue. Exits with a sentence where the page is there already."""
    path, words = f"{chapter}/{name}", name.replace("_", " ")
    if not (chapter.isidentifier() and name.isidentifier() and path == path.lower()):
        sys.exit("A chapter and a name are lower-case words such as vaes and beta.")
    if path in {entry.path for entry in EXPLAINERS}:
        sys.exit(f"There is a page {path} already.")
    told = {"chapter": chapter, "name": name, "path": path, "url": name.replace("_", "-"), "words": words,
            "title": words.capitalize(), "question": f"What does {words} do?"}  # fmt: skip
    files = {
        f"explainers/{path}.py": "explainer.py.txt",
        f"pages/{path}.py": "page.py.txt",
        f"pages/{path}.toml": "words.toml.txt",
        f"tests/{chapter}/test_{name}.py": "tests.py.txt",
    }
    for target, template in files.items():
        file = ROOT / target
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(Template((HERE / template).read_text("utf-8")).safe_substitute(told), "utf-8")
    for package in (f"explainers/{chapter}", f"tests/{chapter}"):
        (ROOT / package / "__init__.py").touch()
    enter(chapter, Template(ENTRY).substitute(told))
    print(LEFT.format(**told))
    subprocess.run([sys.executable, "-m", "pytest", "-q", "--page", path, "--ignore", "tests/browser", "--tb=line"],
                   cwd=ROOT, check=False)  # fmt: skip


def enter(chapter: str, entry: str) -> None:
    """Put an entry at the end of its chapter in the catalogue, or a chapter of its own at the end."""
    text = CATALOGUE.read_text("utf-8")
    last = [
        entries[-1].path
        for entries in (part.explainers for part in CHAPTERS)
        if entries[0].path.startswith(chapter + "/")
    ]
    if last:
        end = text.index(CLOSED, text.index(f'path="{last[0]}"')) + len(CLOSED)
        text = text[:end] + entry + text[end:]
    else:
        end = text.index("\n)\n\nEXPLAINERS")
        title = chapter.replace("_", " ").capitalize()
        text = f'{text[:end]}\n    Chapter(\n        "{title}",\n        (\n{entry}        ),\n    ),{text[end:]}'
    CATALOGUE.write_text(text, "utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("Which page? make page chapter=vaes name=beta")
    main(*sys.argv[1:])
