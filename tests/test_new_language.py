"""A language is a file: German, added to a copy as docs/languages.md says, breaks no test there."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GERMAN = ROOT / "tests" / "german"
CONCERNED = (
    "test_languages", "test_language_files", "test_patterns", "test_detect", "test_lexicon",
    "test_structure", "test_docs", "test_dates", "test_name_signs", "test_extraction",
    "test_speakers", "test_parts", "test_capitals", "test_gold", "test_reading_dates",
    "test_frontmatter", "test_htmlpage", "test_cli_extract",
)  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The repository with German in it."""
    target = tmp_path_factory.mktemp("german") / "copy"
    passed_over = shutil.ignore_patterns(".*", "*.egg-info", "*.so", "__pycache__", "build", "dist")
    shutil.copytree(ROOT, target, ignore=passed_over)
    lang = target / "datasette_claims" / "extraction" / "lang"
    shutil.copy(GERMAN / "de.toml", lang)
    (target / "tests" / "cases" / "de").mkdir()
    shutil.copy(GERMAN / "speech.txt", target / "tests" / "cases" / "de")
    replace(lang / "others.toml", r'^de = """[^"]*"""\n', "")
    replace(target / "tests" / "test_detect.py", r'^ +"Der Minister sagte.*\n', "")
    page = target / "docs" / "languages.md"
    replace(page, r"`extraction/lang/en\.toml`", "`extraction/lang/de.toml`, \\g<0>")
    return target


def replace(path, pattern, new):
    text, number = re.subn(pattern, new, path.read_text("utf-8"), count=1, flags=re.MULTILINE)
    assert number == 1, path
    path.write_text(text, "utf-8")


@pytest.mark.slow
def test_german_breaks_no_test(copy):
    files = [f"tests/{name}.py" for name in CONCERNED]
    options = ["-q", "-n", "0", "-p", "no:cacheprovider", "-m", "not slow and not packaging"]
    result = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *files],
        cwd=copy, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert result.returncode == 0, result.stdout[-4_000:]
    assert re.search(r"\d{4} passed", result.stdout)


@pytest.mark.slow
def test_german_is_found_in_a_text_that_nobody_labelled(copy):
    text = "Bürgermeisterin Anna Weber sagte am Montag, dass die Brücke nicht mehr sicher ist."
    code = f"from datasette_claims.extraction import analyse; print(analyse({text!r}))"
    found = subprocess.run([sys.executable, "-c", code], cwd=copy, capture_output=True, text=True)
    assert "language='de'" in found.stdout
    assert "speaker='Anna Weber'" in found.stdout
