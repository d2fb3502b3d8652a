"""Run the tests of extraction against a compiled wheel.

``compiled.py FOLDER`` installs the wheel of this Python that lies there into an empty environment,
and runs itself in that, on a copy of the tests, away from the sources; without an argument it
runs the tests on what is installed.
"""

import importlib
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
STEPS = ("claims", "parts.cues", "patterns.verbs", "speakers.register", "text.tokens")
TESTS = "extraction extraction_robust speakers quotations patterns dates frame gold"


def in_an_empty_environment(folder: Path) -> int:
    tag = sysconfig.get_config_var("py_version_nodot")
    wheels = [path for path in folder.glob("*.whl") if f"-cp{tag}-cp{tag}-" in path.name]
    if len(wheels) != 1:
        print(f"!!! NOT TESTED: {folder} has no compiled wheel of this Python")
        print("!!! The build says why it compiled nothing; the pure wheel does the same, slower.")
        return 0
    with tempfile.TemporaryDirectory() as place:
        subprocess.run([sys.executable, "-m", "venv", Path(place, "env")], check=True)
        python = Path(place, "env", "bin", "python")
        install = [python, "-m", "pip", "install", "-qq", "pip>=25.1"]
        subprocess.run(install, check=True)
        group = ["--group", f"{ROOT / 'pyproject.toml'}:test"]
        subprocess.run([*install[:-1], wheels[0].resolve(), *group], check=True)
        for name in ("tests", "seeds"):
            shutil.copytree(ROOT / name, Path(place, name))
        shutil.copy(ROOT / "pyproject.toml", place)
        return subprocess.run([python, "tests/compiled.py"], cwd=place).returncode


def here() -> int:
    for step in STEPS:
        module = importlib.import_module(f"datasette_claims.extraction.{step}")
        if module.__file__.endswith(".py"):
            print(f"{module.__file__} is not compiled")
            return 1
    print("The steps are compiled.", flush=True)
    tests = [f"tests/test_{name}.py" for name in TESTS.split()]
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-n", "auto", *tests]).returncode


if __name__ == "__main__":
    sys.exit(in_an_empty_environment(Path(sys.argv[1])) if sys.argv[1:] else here())
