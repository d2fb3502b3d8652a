"""What docs/publishing.md tells to type is typed here, in its order, and works."""

import json
import re
import shlex
import shutil

import pytest
from click.testing import CliRunner
from test_docs import read
from test_public_edition import NAMED
from test_snapshot import fresh_original, source, target  # noqa: F401 (fixtures)

from datasette_claims.cli import claims as program
from datasette_claims.publishing import snapshot

pytestmark = pytest.mark.integration

SHORTER = {"publish-check": ["--most", "5"]}
"""The walk has tests of its own."""


def commands():
    """Lines of ``datasette claims`` in blocks of the page, each as its words and where its output
    goes."""
    page = read("docs/publishing.md").replace("\\\n", " ")
    for language, block in re.findall(r"^```(\w*)\n(.*?)^```$", page, re.DOTALL | re.MULTILINE):
        for line in [] if language else block.splitlines():
            if line.startswith("datasette claims "):
                words, _, into = line.partition(" > ")
                yield shlex.split(words)[2:], into.strip()


def test_what_the_page_tells_to_type_works(source, tmp_path, monkeypatch):  # noqa: F811
    for key in ("c1", "c2"):
        source.add(key)
        source.cite(key)
    source.review("c1", "false", "published", "It is shut.")
    monkeypatch.chdir(tmp_path)
    if source.path != tmp_path / "claims.db":
        shutil.copy(source.path, "claims.db")
    (tmp_path / "metadata.json").write_text(json.dumps(NAMED))
    (tmp_path / "names.txt").write_text("Cici Tiga\n")
    for name in ("april", "may"):
        (tmp_path / name).mkdir()
        snapshot.make(source.path, tmp_path / f"public-{name}.db")
    shutil.copy("public-april.db", "april/public.db")
    typed = set()
    for words, into in commands():
        if words[0] == "metadata":
            into = "other.json"
        result = CliRunner().invoke(program, [*words, *SHORTER.get(words[0], [])])
        assert result.exit_code == 0, (words, result.output)
        if into:
            (tmp_path / into).write_text(result.output)
        typed.add(words[0])
    assert {"snapshot", "diff", "check", "publish-check", "metadata", "site"} <= typed
    assert (tmp_path / "may" / "CITATION.cff").exists()
    assert (tmp_path / "www" / "index.html").exists()
