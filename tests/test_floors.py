"""The figures of the extractor stay above their floors, where the gold corpora are at hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EVAL = Path(os.environ.get("CLAIMS_EVAL") or ROOT.parent / "shared" / "eval")


@pytest.mark.slow
@pytest.mark.skipif(not (EVAL / "evaluate.py").is_file(), reason="the gold corpora are not here")
@pytest.mark.skipif(os.environ.get("DATASETTE_LINE") == "1.0", reason="once is enough")
def test_no_figure_is_below_its_floor():
    command = [sys.executable, "-m", "benchmarks.extraction"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    assert "this extractor" in done.stdout
