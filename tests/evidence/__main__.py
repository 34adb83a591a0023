"""Gather all statistical evidence again, and record it: `make evidence`. It takes minutes.

Every module `evidence_….py` here has `gather() -> dict`, by what is claimed, and `FILE`, where it is recorded.
"""

import importlib
import json
from pathlib import Path

for file in sorted(Path(__file__).parent.glob("evidence_*.py")):
    module = importlib.import_module(f"tests.evidence.{file.stem}")
    found = module.gather()
    module.FILE.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(file.stem, *(f"{claim}: {value}" for claim, value in found.items()), sep="\n  ")
