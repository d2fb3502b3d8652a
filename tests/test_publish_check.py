"""The walk through a public copy: a whole one passes, and everything that is wrong is found."""

import json
import shutil

import pytest
from click.testing import CliRunner
from conftest import ROOT
from test_check import spoiled
from test_public_edition import NAMED
from test_snapshot import fresh_original, source, target  # noqa: F401 (fixtures)

from datasette_claims.cli import claims as program
from datasette_claims.publishing import snapshot
from datasette_claims.web import linked

pytestmark = pytest.mark.integration

FEW = ("--most", "90")
"""Pages enough for those of ours; Datasette's own are many."""


@pytest.fixture
def public(source, tmp_path):  # noqa: F811
    for key in ("c1", "c2", "c3"):
        source.add(key)
        source.cite(key)
    source.review("c1", "false", "published", "It is shut.", actor="zulaikha")
    source.review("c2", "true", "draft", "Nobody knows.", actor="zulaikha")
    path = tmp_path / "public.db"
    snapshot.make(source.path, path)
    return path


@pytest.fixture
def check(tmp_path):
    def run(path, told=NAMED, *more):
        config = tmp_path / "metadata.json"
        config.write_text(json.dumps(told))
        return CliRunner().invoke(program, ["publish-check", str(path), "-m", str(config), *more])

    return run


def test_a_whole_copy_passes(public, source, check):  # noqa: F811
    result = check(public, NAMED, "--desk", str(source.path), *FEW)
    assert result.exit_code == 0, result.output
    assert "wrong" not in result.output
    assert f"{FEW[1]} pages looked at" in result.output


def test_without_an_address_for_corrections_it_fails(public, check):
    options = {"address": "https://claims.example", "organisation": {"name": "Kabar"}}
    result = check(public, {**NAMED, "plugins": {"datasette-claims": options}}, "--most", "1")
    assert "no address for corrections" in result.output
    assert result.exit_code == 1
    result = CliRunner().invoke(program, ["publish-check", str(public), "--most", "1"])
    assert "no address for corrections" in result.output
    assert result.exit_code == 1


WRONG = {
    "UPDATE claims SET status = 'true' WHERE id = 'c2'": "a verdict is shown that nobody published",
    "UPDATE status_history SET actor = 'zulaikha'": "“zulaikha” is who works at the desk",
}


def test_what_should_not_have_left_is_found(public, source, check):  # noqa: F811
    result = check(spoiled(public, *WRONG), NAMED, "--desk", str(source.path), *FEW)
    assert result.exit_code == 1
    for told in WRONG.values():
        assert told in result.output
    assert "stands in status_history.actor" in result.output


TEMPLATE = {
    '<a href="/nowhere">x</a>': "a link leads nowhere (404)",
    '<a href="#nowhere">x</a>': "a link leads to a place that its page does not have",
    '<form method="post" action="/x"></form>': "something can be changed",
    "<p><div></p></b>": "the HTML is not valid",
    '<p class="by">zulaikha</p>': "“zulaikha” is who works at the desk",
    "<b>draft</b>": "a draft is told of",
}


@pytest.mark.parametrize("fails", [False, True])
def test_what_a_template_does_wrong_is_found(public, source, check, tmp_path, fails):  # noqa: F811
    words = {"{{ 1 / 0 }}": "the server fails"} if fails else TEMPLATE
    folder = tmp_path / "templates"
    folder.mkdir()
    own = (ROOT / "datasette_claims" / "templates" / "claims_corrections.html").read_text("utf-8")
    wrong = own.replace("</h1>", f"</h1>{''.join(words)}")
    (folder / "claims_corrections.html").write_text(wrong, "utf-8")
    more = ("--template-dir", str(folder), "--desk", str(source.path), *FEW)
    result = check(public, NAMED, *more)
    assert result.exit_code == 1
    for told in words.values():
        if linked.judges() or "HTML" not in told:
            assert told in result.output
    assert "/public/-/corrections" in result.output


@pytest.mark.parametrize("where", ["list", "home", "frame"])
def test_a_verdict_that_nobody_published_is_found_wherever_it_stands(
    public, check, tmp_path, where
):
    name = {
        "list": "_claims_card.html",
        "home": "_claims_macros.html",
        "frame": "claims_embed.html",
    }
    own = (ROOT / "datasette_claims" / "templates" / name[where]).read_text("utf-8")
    badge = '<span class="status status-verdict">True</span>'
    wrong = {
        "list": own.replace('<div class="card-top">', f'<div class="card-top">{badge}'),
        "home": own.replace('<article class="latest">', f'<article class="latest">{badge}'),
        "frame": own.replace('<p class="stands">', f'<p class="stands">{badge}'),
    }[where]
    assert wrong != own
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / name[where]).write_text(wrong, "utf-8")
    if where == "home":  # which leads with what was checked, if anything was
        spoiled(public, "UPDATE claims SET status = 'unreviewed', publication = 'draft'")
    result = check(public, NAMED, "--template-dir", str(folder), *FEW)
    assert "a verdict is shown that nobody published" in result.output, result.output


def test_a_site_below_a_path_passes_too(public, check):
    result = check(public, {**NAMED, "settings": {"base_url": "/facts/"}}, *FEW)
    assert result.exit_code == 0, result.output
    assert f"{FEW[1]} pages looked at" in result.output


def test_a_setting_that_there_is_not_is_told(public, check):
    told = {**NAMED, "settings": {"defualt_page_size": 10}}
    result = check(public, told, "--most", "1")
    assert result.exit_code == 1
    assert "Datasette has no setting defualt_page_size" in result.output


def test_a_working_database_does_not_pass(source, check, tmp_path):  # noqa: F811
    source.add("c1")
    copy = shutil.copy(source.path, tmp_path / "work.db")
    result = check(copy, NAMED, *FEW)
    assert result.exit_code == 1
    assert "is a working database" in result.output


def test_pages_that_were_not_looked_at_are_told(public, check):
    assert "were found and not looked at" in check(public, NAMED, "--most", "3").output
