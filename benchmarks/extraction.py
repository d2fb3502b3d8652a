"""Score the extractor on the gold corpora, beside its peers: `make bench-extraction`.

The corpora are not in this repository, because their licences forbid it; docs/extraction.md says
how to obtain them. They are looked for in the folder that CLAIMS_EVAL names, else in
../shared/eval. A figure below its floor in extraction-floors.json is an error; a floor is raised or
lowered by hand.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).parent.parent
FLOORS = Path(__file__).with_name("extraction-floors.json")
WIDE = "polnear"  # counts beliefs, support and criticism too
CALIBRATED = tuple(
    f"{kind}_dev" for lang in ("id", "en", "ms") for kind in (f"{lang}_gold", f"real_{lang}")
)
BINS = 10


def corpora() -> Path | None:
    """The folder with the gold files and their scorer, if there is one."""
    folder = Path(os.environ.get("CLAIMS_EVAL") or ROOT.parent / "shared" / "eval")
    return folder if (folder / "evaluate.py").is_file() else None


def evaluate(folder: Path, keep: Path, *args: str) -> subprocess.CompletedProcess[bytes]:
    """Run the extractor over all corpora with the scorer of that folder."""
    command = [sys.executable, "-m", "datasette", "claims", "extract", "--jsonl"]
    scorer = [sys.executable, str(folder / "evaluate.py"), "--gold", str(folder)]
    options = ["--keep", str(keep), "--extra", f"{WIDE}=--scope wide", *args]
    return subprocess.run([*scorer, *options, "--", *command], cwd=ROOT, check=False)


def load_scorer(folder: Path) -> ModuleType:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["score"] = module
    spec.loader.exec_module(module)
    return module


def judged(score: Any, gold: Path, predicted: Path) -> Iterator[tuple[float, bool]]:
    """For each claim its confidence, and whether it is clean: cut right, and exactly named."""
    answers = score.read(predicted)
    for name, record in score.read(gold).items():
        article = score.Article(record["text"])
        resolved = bool(record.get("speaker_resolved", True))
        wanted = article.claims(record["claims"], resolved)
        for raw in answers[name]["claims"]:
            for claim in article.claims([raw], True)[:1]:
                clean = any(
                    score.same_name(other.speaker, claim.speaker)
                    and score.iou(other.content, claim.content) >= score.CLEAN_IOU
                    for other in wanted
                )
                yield raw["confidence"], clean


def reliability(score: Any, folder: Path, keep: Path) -> str:
    """The share of clean claims by confidence: calibrated if it is near the confidence."""
    lines = ["confidence   " + "".join(f"{corpus:>16}" for corpus in CALIBRATED)]
    rows: list[list[list[bool]]] = []
    for corpus in CALIBRATED:
        bins: list[list[bool]] = [[] for _ in range(BINS)]
        for confidence, right in judged(
            score, folder / f"{corpus}.jsonl", keep / f"{corpus}.jsonl"
        ):
            bins[min(BINS - 1, int(confidence * BINS))].append(right)
        rows.append(bins)
    for n in range(BINS):
        cells = [
            f"{100 * sum(bins[n]) / len(bins[n]):.0f} % of {len(bins[n])}" if bins[n] else ""
            for bins in rows
        ]
        if any(cells):
            low, high = n / BINS, (n + 1) / BINS
            lines.append(f"{low:.1f} to {high:.1f}   " + "".join(f"{cell:>16}" for cell in cells))
    return "\n".join(lines)


def main() -> int:
    """Print the table; the exit status is that of the scorer."""
    folder = corpora()
    if folder is None:
        print("No corpora: set CLAIMS_EVAL to their folder (docs/extraction.md tells which).")
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        keep = Path(temporary)
        done = evaluate(folder, keep, "--floors", str(FLOORS))
        present = [c for c in CALIBRATED if (keep / f"{c}.jsonl").is_file()]
        if len(present) == len(CALIBRATED):
            print("\nShare of clean claims (content and name) by confidence")
            print(reliability(load_scorer(folder), folder, keep))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
