"""`datasette claims extract`: JSON lines, the explained article, and what it says on bad input."""

from __future__ import annotations

import json
import re

import pytest
from click.testing import CliRunner

from datasette_claims.cli import claims

ARTICLE = "“We will close the bridge,” Mayor Rina Hall said."


def run(*args: str, stdin: str | bytes = ""):
    return CliRunner().invoke(claims, ["extract", *args], input=stdin)


def test_an_article_line_gives_a_claim_line():
    line = json.dumps({"id": "a1", "text": ARTICLE, "lang": "en"})
    result = run("--jsonl", stdin=line + "\n\n")
    assert result.exit_code == 0, result.output
    (out,) = map(json.loads, result.stdout.splitlines())
    assert (out["id"], out["lang"]) == ("a1", "en")
    (claim,) = out["claims"]
    assert ARTICLE[slice(*claim["content"][0])] == "“We will close the bridge,”"
    assert claim["speaker"] == "Rina Hall"
    assert claim["type"] == "direct"


def test_options_reach_the_extractor():
    line = json.dumps({"text": "Rina Hall strongly supports the new bridge."})
    plain = json.loads(run("--jsonl", stdin=line).stdout)
    wide = run("--jsonl", "--scope", "wide", "--min-confidence", "0", "--lang", "en", stdin=line)
    assert plain["claims"] == []
    assert len(json.loads(wide.stdout)["claims"]) == 1


def test_odd_fields_cost_nothing():
    article = {"id": 7, "text": ARTICLE + "\ud800", "lang": 5, "published": 2025, "title": None}
    result = run("--jsonl", stdin=json.dumps(article))
    assert result.exit_code == 0, result.output
    assert len(json.loads(result.stdout)["claims"]) == 1


@pytest.mark.parametrize(
    ("stdin", "message"),
    [
        ("{}\n{", "line 1 is not an article"),
        ('{"text": "a"}\n{', "line 2 is not JSON"),
        ("[]", "line 1 is not an article"),
        (b"\xff\xfe\xfa", "not UTF-8"),
    ],
)
def test_bad_lines_are_named(stdin, message):
    result = run("--jsonl", stdin=stdin)
    assert result.exit_code == 1
    assert message in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ((), "say either --jsonl or --explain FILE"),
        (("--jsonl", "--explain", "x"), "say either"),
        (("--jsonl", "--lang", "xx"), "en"),
        (("--explain", "no-such-file.txt"), "no-such-file.txt: no such file"),
    ],
)
def test_wrong_use_is_explained(args, message):
    result = run(*args)
    assert result.exit_code != 0
    assert message in result.output
    assert "Traceback" not in result.output


def test_explain_shows_marks_and_rules(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(f"It rained.\n\n{ARTICLE}\n\nIt rained again.\n", "utf-8")
    result = run("--explain", str(path))
    assert result.exit_code == 0, result.output
    assert "⟨1 content “We will close the bridge,”⟩ ⟨1 source Mayor Rina Hall⟩ ⟨1 cue said⟩." in (
        result.stdout
    )
    assert "rule “quote, source, cue”" in result.stdout
    assert "1 Rina Hall (Mayor)" in result.stdout
    assert "\x1b[" not in result.stdout, "no colour where there is no terminal"
    assert result.stdout.index("It rained again") > result.stdout.index("rule “")


def test_explain_keeps_every_character_of_the_article(tmp_path):
    path = tmp_path / "article.txt"
    text = "Rina Hall said the bridge was closed, adding that it was old. A  b\tc.\n\n\nD."
    path.write_text(text, "utf-8")
    shown = run("--explain", str(path)).stdout
    plain = re.sub(r"⟨\d (?:content|source|cue) |⟩", "", shown)
    first, last = text.split("\n\n\n")
    assert plain.startswith(first + "\n  1 Rina Hall")
    assert plain.endswith(f"\n\n{last}\n2 claims, language en\n")


def test_front_matter_that_grows_without_end_is_not_followed(tmp_path):
    """Nine aliases, each a list of ten of the one before: as text, a thousand million words."""
    lines = ["a0: &a0 lol"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    path = tmp_path / "a.txt"
    path.write_text("\n".join(["---", *lines, "language: *a9", "---", "Ana berkata hujan turun."]))
    result = run("--explain", str(path))
    assert result.exit_code == 0
    assert "hujan turun" in result.output
