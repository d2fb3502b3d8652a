"""What is packed: it declares what it imports, lacks no file, and works where no source is."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tarfile
import urllib.request
import zipfile
from email import message_from_bytes
from importlib.metadata import packages_distributions
from pathlib import Path

import making
import pytest

from datasette_claims.reading import KINDS
from tests.serving import serve

pytestmark = pytest.mark.integration

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "datasette_claims"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
BROUGHT_ALONG = {"httpx": "datasette", "playwright": "pytest-playwright"}
"""What tests import and the package that cannot do without it."""
STANDARD = {*sys.stdlib_module_names, "tomllib"}  # Python 3.10 does not have that yet


def run(*command, status=0, **options):
    """What a command says that ends with that status; of a failure what it complains of."""
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, timeout=300, **options
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stderr if status else done.stdout


def plain(requirement):
    """The name in a requirement, as the index spells it."""
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def imported(folder):
    """The packages of others that the modules of a folder import, by the names to install."""
    ours = {
        "datasette_claims",
        "tests",
        "benchmarks",
        *(path.stem for path in folder.rglob("*.py")),
    }
    # What Python 3.10 cannot find out of what is installed, or what is not installed everywhere.
    named = {"markdown_it": "markdown-it-py", "tomli": "tomli", "yaml": "pyyaml"}
    known = {**packages_distributions(), **{name: [dist] for name, dist in named.items()}}
    found = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                modules = [node.module]
            else:
                continue
            found |= {module.partition(".")[0] for module in modules}
    return {plain(known.get(name, [name])[0]) for name in found - ours - STANDARD}


EXTRAS = PROJECT["project"]["optional-dependencies"]
DECLARED = [
    *PROJECT["project"]["dependencies"],
    *(each for extra in EXTRAS if extra != "all" for each in EXTRAS[extra]),
]


NEEDED_BY_OTHERS = {"lxml-html-clean"}
"""What trafilatura needs, and does not always bring."""

BROUGHT_BY_THEIR_HOOK = {"mcp"}
"""What is imported only when a plugin asks that brings it: datasette-mcp asks for tools."""


def test_every_imported_package_is_declared_and_none_besides():
    found = imported(PACKAGE) - BROUGHT_BY_THEIR_HOOK | NEEDED_BY_OTHERS
    assert found == {plain(each) for each in DECLARED}


def test_the_extra_of_all_has_all():
    assert EXTRAS["all"] == [
        f"datasette-claims[{','.join(each for each in EXTRAS if each != 'all')}]"
    ]


def test_the_bounds_are_lower_bounds():
    for requirement in DECLARED:
        assert re.fullmatch(r"[\w-]+>=[\d.]+", requirement.partition(";")[0]), requirement


def test_tests_declare_what_they_import():
    groups = PROJECT["dependency-groups"]
    declared = {plain(each) for each in groups["test"] + groups["browser"]}
    needed = {BROUGHT_ALONG.get(name, name) for name in imported(ROOT / "tests")}
    assert needed - {plain(each) for each in DECLARED} <= declared  # tests have all the extras


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """The folder with the sdist and the wheel that is built from it."""
    folder = tmp_path_factory.mktemp("dist")
    environment = {k: v for k, v in os.environ.items() if k != "DATASETTE_CLAIMS_COMPILE"}
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT, env=environment)
    return folder


@pytest.fixture(scope="module")
def wheel(packed):
    (path,) = packed.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def unpacked(packed, tmp_path_factory):
    """The folder of the sources that the sdist holds."""
    (path,) = packed.glob("*.tar.gz")
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(path) as archive:
        archive.extractall(
            folder, **({"filter": "data"} if hasattr(tarfile, "data_filter") else {})
        )
    (inside,) = folder.iterdir()
    return inside


@pytest.mark.packaging
def test_the_wheel_is_pure_and_lacks_no_file(wheel):
    assert wheel.name.endswith("-py3-none-any.whl")
    there = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and path.suffix not in {".pyc", ".so"}
    }
    names = set(zipfile.ZipFile(wheel).namelist())
    assert there == {name for name in names if ".dist-info/" not in name}


@pytest.mark.packaging
def test_the_description_has_no_link_that_needs_the_repository(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
        metadata = message_from_bytes(archive.read(name))
    assert metadata["Version"] == PROJECT["project"]["version"]
    text = metadata.get_payload()
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    assert any(target.endswith("/raw/main/docs/screenshot.png") for target in targets)
    assert [target for target in targets if not target.startswith(("https://", "#"))] == []


@pytest.mark.packaging
@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only the repository knows its files")
def test_the_sdist_is_the_whole_repository(unpacked):
    listed = run("git", "ls-files", "-z", cwd=ROOT).split("\0")
    kept = {name for name in listed if name and (ROOT / name).exists()}
    assert {name for name in kept if not (unpacked / name).exists()} == set()


@pytest.mark.packaging
def test_the_tests_run_from_the_sdist(unpacked):
    pytest_there = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    assert " tests collected" in run(*pytest_there, "--collect-only", cwd=unpacked)
    where = "import datasette_claims; print(datasette_claims.__file__)"
    assert run(sys.executable, "-c", where, cwd=unpacked).startswith(str(unpacked))
    some = ["tests/test_render_cell.py", "tests/test_structure.py", "tests/test_weblink.py"]
    assert " passed" in run(*pytest_there, *some, cwd=unpacked)


def says_its_line(folder):
    """A file of each kind for which something must be installed, and an address; and the extra."""
    page = making.page().encode()
    table = making.zipped({"[Content_Types].xml": "", "xl/workbook.xml": "<workbook/>"})
    samples = {
        "html": ("a.html", page, "web"),
        "feed": ("feed.xml", b"<rss version='2.0'><channel></channel></rss>", "web"),
        "pdf": ("a.pdf", making.pdf([(50, 700, 10, "The bridge is safe.")]), "documents"),
        "docx": ("a.docx", making.docx(), "documents"),
        "xlsx": ("a.xlsx", table, "documents"),
        "warc": ("a.warc.gz", making.warc(making.record(block=making.http(page))), "archives"),
        "parquet": ("a.parquet", b"PAR1\0\0\0\0PAR1", "tables"),
    }
    assert samples.keys() == {kind.key for kind in KINDS if kind.extra}
    for name, data, extra in samples.values():
        (folder / name).write_bytes(data)
        yield name, extra
    yield "https://example.org/a", "web"


@pytest.mark.packaging
def test_the_wheel_serves_the_demo_from_an_empty_environment(wheel, tmp_path):
    python = tmp_path / "env" / "bin" / "python"
    run(sys.executable, "-m", "venv", tmp_path / "env")
    run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    datasette = [python, "-m", "datasette"]
    seeds = Path(shutil.copytree(ROOT / "seeds", tmp_path / "seeds"))
    database, public = tmp_path / "claims.db", tmp_path / "public.db"

    run(*datasette, "claims", "load", database, seeds, cwd=tmp_path)
    run(*datasette, "claims", "snapshot", database, public, cwd=tmp_path)
    for name, extra in says_its_line(tmp_path):
        line = f"is not installed: pip install 'datasette-claims[{extra}]'"
        assert line in run(*datasette, "claims", "load", database, name, cwd=tmp_path, status=1)
    where = run(python, "-c", "import datasette_claims as d; print(d.__file__)", cwd=tmp_path)
    assert where.startswith(str(tmp_path))
    with serve(database, public, python=python, folder=tmp_path) as site:
        for page in ("/claims/-/claims", "/public/-/claims", "/claims/claims.json?_shape=array"):
            with urllib.request.urlopen(site.address + page, timeout=60) as answer:
                assert answer.status == 200
                text = answer.read().decode()
        assert '"confidence"' in text
        (claim,) = re.findall(r'"id": "([^"]+)"', text)[:1]
        with urllib.request.urlopen(
            f"{site.address}/claims/-/claims/{claim}", timeout=60
        ) as answer:
            assert answer.status == 200
        assert not site.errors


@pytest.mark.packaging
def test_without_a_compiler_the_switch_makes_the_pure_wheel(unpacked, tmp_path):
    environment = {**os.environ, "DATASETTE_CLAIMS_COMPILE": "1", "CC": "/bin/false"}
    build = [sys.executable, "-m", "build", "--wheel", "--outdir", tmp_path, unpacked]
    said = run(*build, env=environment)
    assert [path.name.endswith("-py3-none-any.whl") for path in tmp_path.iterdir()] == [True]
    assert "NOT COMPILED: there is no C compiler" in said
