"""`datasette claims extract`: JSON lines, the explained article, and what it says on bad input."""

from __future__ import annotations

import json
import re
from importlib.metadata import version

import click
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
        ((), "say one of --jsonl, --explain FILE and --score FILE"),
        (("--jsonl", "--explain", "x"), "say one of"),
        (("--jsonl", "--lang", "xx"), "en"),
        (("--explain", "no-such-file.txt"), "no-such-file.txt: no such file"),
        (("--explain", "/"), "/: a folder, not a file"),
        (("--explain", "/dev/null"), "/dev/null: not a file but a pipe"),
        (("--explain", "a\x1b[31m.txt"), r"a\x1b[31m.txt: no such file"),
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
    path.write_text("\n".join(["---", *lines, "byline: *a9", "---", "Ana berkata hujan turun."]))
    result = run("--explain", str(path))
    assert result.exit_code == 0
    assert "hujan turun" in result.output


CONTROL = ["\x1b[31m", "\x9b31m", "\x07", "\b", "\u2028"]
"""What does not come in: a text is made readable when it is read."""
DIRECTION = ["\u202e", "\u2066", "\u200f", "\u061c"]
"""What is kept, as part of a text."""


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfeA", "marked as UTF-16-LE but broken"),
        (b"%PDF-1.4\n", "a damaged PDF"),
        (b'{"nama": "a"}\n{"nama": "b"}', "no column is known to hold texts"),
        (b"---\npublished: kemarin\n---\nIsi.", "date 'kemarin' is not understood"),
        (b"", "empty"),
    ],
)
def test_what_explain_cannot_read_is_one_line(tmp_path, data, reason):
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    for arguments, stdin in (([str(path)], b""), (["-"], data)):
        result = run("--explain", *arguments, stdin=stdin)
        assert result.exit_code == 1
        assert reason in result.output
        assert result.output.count("\n") == 1


@pytest.mark.parametrize("code", CONTROL + DIRECTION)
@pytest.mark.parametrize("color", [False, True])
def test_explain_escapes_what_steers_a_terminal(tmp_path, monkeypatch, code, color):
    monkeypatch.delenv("NO_COLOR", raising=False)
    path = tmp_path / "a.txt"
    path.write_text(f"“We will {code} close the bridge,” Mayor Rina{code} Hall said.", "utf-8")
    result = CliRunner().invoke(claims, ["extract", "--explain", str(path)], color=color)
    assert result.exit_code == 0
    plain = click.unstyle(result.stdout)
    assert code not in plain
    assert (code.encode("unicode_escape").decode() in plain) is (code in DIRECTION)


def test_explain_shows_letters_of_any_script(tmp_path):
    path = tmp_path / "a.txt"
    text = "Ana Lee said “naïve 👩\u200d🚀 می\u200cخواهم” works.\tYes.\u00a0OK."
    path.write_text(text, "utf-8")
    shown = re.sub(r"⟨\d \w+ |⟩", "", run("--explain", str(path)).stdout)
    assert shown.startswith(text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_explain_shows_the_lines_of_any_line_end(tmp_path, end):
    path = tmp_path / "a.txt"
    path.write_bytes(f"It rained.\n\n{ARTICLE}\n\nDry.\n".replace("\n", end).encode())
    shown = run("--explain", str(path)).stdout
    assert shown.startswith("It rained.\n\n⟨1 content “We will close the bridge,”⟩")
    assert shown.endswith("\n\nDry.\n1 claim, language en\n")
    assert "\r" not in shown


def test_no_colour_where_that_is_asked_for(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text(ARTICLE, "utf-8")

    def shown():
        return CliRunner().invoke(claims, ["extract", "--explain", str(path)], color=True).stdout

    monkeypatch.setenv("NO_COLOR", "")
    assert "\x1b[" in shown()
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in shown()


def test_explain_reads_front_matter_as_a_load_does(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("---\nTitle: Breaking: x\nlang: ms\n---\nSari said that it is.", "utf-8")
    assert run("--explain", str(path)).stdout.endswith("language ms\n")
    assert run("--explain", str(path), "--lang", "en").stdout.endswith("language en\n")


def test_explain_of_an_unknown_language(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Lorem ipsum dolor sit amet, consectetur adipiscing elit.", "utf-8")
    assert run("--explain", str(path)).stdout.endswith("0 claims, language und\n")


@pytest.mark.parametrize("value", ["[" * 100_000, "[" * 900 + "]" * 900])
def test_deep_json_is_one_line(value):
    result = run("--jsonl", stdin=f'{{"text": "a", "id": {value}}}')
    assert isinstance(result.exception, SystemExit | None)
    assert result.exit_code == 0 or result.output.count("\n") == 1


def test_the_version_is_told():
    result = CliRunner().invoke(claims, ["--version"])
    assert result.stdout == f"datasette-claims, version {version('datasette-claims')}\n"


def test_control_c_ends_any_command_with_130(monkeypatch):
    def interrupted(**_):
        raise KeyboardInterrupt

    for name, arguments in (
        ("extract", ["--jsonl"]),
        ("metadata", []),
        ("export", ["x.db"]),
        ("snapshot", ["x.db", "y.db"]),
    ):
        monkeypatch.setattr(claims.commands[name], "callback", interrupted)
        result = CliRunner().invoke(claims, [name, *arguments])
        assert (result.exit_code, result.output) == (130, "Interrupted.\n")
