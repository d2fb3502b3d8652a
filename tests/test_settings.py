"""The plugin's block of the configuration: what it may hold, and what is said when it does not."""

import json
import subprocess
import sys

import pytest
from conftest import IS_1
from datasette.app import Datasette
from datasette.utils import actor_matches_allow

from datasette_claims.web import seam, settings

pytestmark = pytest.mark.integration

ALICE, BOB, ROLE = {"id": "alice"}, {"id": "bob"}, {"id": "eve", "role": ["editor"]}


def editing(value):
    return {"permissions": {"edit-claims": value}}


@pytest.mark.parametrize(
    ("value", "may", "may_not"),
    [
        ("alice", [ALICE], [BOB, None]),
        (" alice\n", [ALICE], [BOB, None]),  # as a file ends that {"$file": …} names
        (["alice", "bob"], [ALICE, BOB], [ROLE, None]),
        ([], [], [ALICE, None]),
        ({"id": "alice"}, [ALICE], [BOB, None]),
        ({"id": ["alice", "bob"]}, [ALICE, BOB], [None]),
        ({"id": 7}, [{"id": 7}, {"id": "7"}], [ALICE]),
        (7, [{"id": 7}, {"id": "7"}], [{"id": "77"}]),
        ([7, "alice"], [{"id": "7"}, ALICE], [BOB]),
        ({"id": "*"}, [ALICE, BOB], [None]),
        ("*", [ALICE, BOB], [None]),
        ({"role": "editor"}, [ROLE], [ALICE, None]),
        ({"id": "alice", "role": ["editor", "chief"]}, [ALICE, ROLE], [BOB, None]),
        ({"unauthenticated": True}, [None], [ALICE]),
        ({"unauthenticated": False}, [], [None, ALICE]),
        ({}, [], [ALICE, None]),
        (True, [ALICE, None], []),
        (False, [], [ALICE, None]),
    ],
)  # fmt: skip
def test_who_is_meant(value, may, may_not):
    settings.check(editing(value), "top level")
    allowed = settings.allow(value)
    assert [actor for actor in may if not actor_matches_allow(actor, allowed)] == []
    assert [actor for actor in may_not if actor_matches_allow(actor, allowed)] == []


WRONG = [
    ({"permisions": {}}, "top level", ["unknown key “permisions”", "permissions, contact"]),
    ({"permission": {}}, "top level", ["unknown key “permission”"]),
    ({"edit-claims": "alice"}, "top level", ["unknown key “edit-claims”", "permissions, contact"]),
    ({"id": "alice"}, "database", ["unknown key “id”", "allowed here: permissions"]),
    ({"contact": "a@b.example"}, "database", ["“contact” is known at top level only"]),
    ({"contact": 5}, "top level", ["contact must be text"]),
    ({"language": 5}, "top level", ["language must be the code of a language"]),
    *(({"address": bad}, "top level", ["address must be the http or https address"])
      for bad in (5, "claims.example", "javascript:alert(1)", "https://a.example/?x", "")),
    ({"organisation": "Kabar"}, "top level", ["organisation must be an object", "name, url, logo"]),
    ({"organisation": {"name": " "}}, "top level", ["organisation → name must be the name"]),
    ({"organisation": {"nama": "Kabar"}}, "top level", ["unknown key “nama” in organisation"]),
    ({"organisation": {"name": "K", "url": "javascript:1"}}, "top level",
     ["organisation → url must be an http"]),
    ({"second_reader": "yes"}, "database", ["second_reader must be true", "“yes”"]),
    ({"second_reader": 1}, "top level", ["second_reader must be true", "not 1"]),
    ({"second_reader": None}, "top level", ["second_reader must be true", "None"]),
    ({"contact": ["a@b.example"]}, "top level", ["contact must be text"]),
    (["alice"], "top level", ["the block must be an object", "permissions, contact"]),
    ("alice", "database", ["the block must be an object"]),
    (True, "top level", ["the block must be an object"]),
    ({"permissions": "edit-claims"}, "top level", ["permissions must be an object", "edit-claims"]),
    ({"permissions": ["alice"]}, "top level", ["permissions must be an object"]),
    ({"permissions": None}, "top level", ["permissions must be an object"]),
    ({"permissions": {"edit_claims": "a"}}, "database", ["unknown key “edit_claims” in permis"]),
    ({"permissions": {"edit-claim": "a"}}, "database", ["unknown key “edit-claim”", "edit-claims"]),
    ({"permissions": {"view-table": "a"}}, "top level", ["unknown key “view-table”"]),
    *[
        (editing(value), "top level", ["permissions → edit-claims: ", *words])
        for value, *words in (
            ({"ids": ["alice"]}, "unknown key “ids”", "allowed: id,"),
            ({"ID": "alice"}, "unknown key “ID”"),
            ({"users": "alice"}, "unknown key “users”"),
            ({"allow": {"id": "alice"}}, "unknown key “allow”"),
            ({"unauthenticatd": True}, "unknown key “unauthenticatd”"),
            ({"unauthenticated": "yes"}, "unauthenticated must be true or false"),
            ({"unauthenticated": 1}, "unauthenticated must be true or false"),
            ({"id": None}, "id must be a name"),
            ({"id": ""}, "id must be a name"),
            ({"id": {"alice": True}}, "id must be a name"),
            ({"id": [["alice"]]}, "id must be a name"),
            ({"id": True}, "id must be a name"),
            ({"id": 1.5}, "id must be a name"),
            ({"role": {"is": "editor"}}, "role must be a name"),
            ({"id": ["alice", "*"]}, "stands alone"),
            (["*"], "stands alone"),
            ({"id": "alice, bob"}, "is one name", "as a list"),
            ("alice,bob", "is one name"),
            ("alice\nbob", "is one name"),
            ("", "must be a name"),
            ("true", "“true” is a name here"),
            (None, "would let everybody edit"),
            (1, "may be an id or true"),
            (0, "may be an id or true or false"),
            (1.5, "must be a name"),
        )
    ],
]  # fmt: skip


@pytest.mark.parametrize(("block", "level", "words"), WRONG)
def test_what_is_wrong_is_named_with_what_is_allowed(block, level, words):
    with pytest.raises(settings.Wrong) as wrong:
        settings.check(block, level)
    said = str(wrong.value)
    assert [word for word in words if word not in said] == []
    assert "\n" not in said
    assert len(said) < 300


@pytest.mark.parametrize("block", [None, {}, {"contact": None}, {"permissions": {}}])
def test_an_empty_block_is_none(block):
    settings.check(block, "top level")


async def started(path, **configuration):
    """A started Datasette with this configuration: metadata, and on 1.0 ``config`` too."""
    ds = Datasette([str(path)], **configuration)
    try:
        await ds.invoke_startup()
    except BaseException:
        if IS_1:
            ds.close()
        raise
    return ds


OURS = {"datasette-claims": {"permisions": {}}}


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        ({"plugins": OURS}, ["at top level", "“permisions”"]),
        ({"databases": {"claims": {"plugins": OURS}}}, ["the database “claims”", "“permisions”"]),
        ({"databases": {"x": {"plugins": OURS}}}, ["of the database “x”", "“permisions”"]),
        ({"databases": {"claims": {"tables": {"claims": {"plugins": OURS}}}}},
         ["of the table “claims/claims”", "not read"]),
        ({"plugins": {"datasette_claims": editing("a")}}, ["“datasette_claims”", "is “datasette-"]),
        ({"plugins": {"claims": editing("alice")}}, ["“claims”", "“datasette-claims”"]),
        ({"plugins": {"datasette-claims": editing({"$env": "NOT_SET_ANYWHERE"})}},
         ["a variable that is not set"]),
        ({"plugins": {"datasette-claims": editing({"$file": "/nowhere/editors"})}},
         ["/nowhere/editors", "No such file"]),
    ],
)  # fmt: skip
async def test_the_server_stops_and_says_where(seed_db, metadata, words):
    with pytest.raises(seam.DoesNotStart) as stop:
        await started(seed_db, metadata=metadata)
    assert [word for word in words if word not in str(stop.value)] == []
    assert "\n" not in str(stop.value)


@pytest.mark.parametrize(
    "value", ["alice", ["alice", "bob"], {"id": "alice"}, {"$env": "EDITOR_ID"}]
)
@pytest.mark.parametrize("level", ["top level", "database"])
async def test_every_form_lets_alice_edit_and_nobody_else(
    seed_db, as_editor, level, value, monkeypatch
):
    monkeypatch.setenv("EDITOR_ID", "alice")
    block = {"plugins": {"datasette-claims": editing(value)}}
    ds = await started(
        seed_db, metadata=block if level == "top level" else {"databases": {"claims": block}}
    )
    assert await seam.can_edit(ds, {"id": "alice"}, "claims")
    assert not await seam.can_edit(ds, {"id": "eve"}, "claims")
    assert not await seam.can_edit(ds, None, "claims")
    page = await ds.client.get("/claims/-/claims", cookies=as_editor(ds, "eve"))
    assert page.status_code == 200


@pytest.mark.parametrize("block", [["alice"], "alice", editing(["*"]), {"permissions": "alice"}])
async def test_a_block_that_came_in_unchecked_lets_nobody_edit_and_breaks_nothing(seed_db, block):
    ds = await started(seed_db)
    configured = ds.config if IS_1 else ds._metadata_local
    configured["plugins"] = {"datasette-claims": block}
    assert not await seam.can_edit(ds, {"id": "alice"}, "claims")
    assert (await ds.client.get("/claims/-/claims")).status_code == 200


QUIET = {"plugins": {"datasette-claims": {**editing({"id": ["alice"]}), "contact": "a@b.example"}}}


@pytest.mark.parametrize(
    ("metadata", "words"),
    [
        (QUIET, []),
        ({}, []),
        ({"plugins": {"datasette-other": ["x"]}}, []),
        ({"permissions": {"edit-claims": {"id": "alice"}}}, ["“permissions” at top level"]),
        ({"databases": {"claims": {"permissions": {"edit-claims": {"id": "alice"}}}}},
         ["“permissions” of the database “claims”"]),
        ({"plugins": {"datasette-claims": editing({"role": "editor"})}}, ["goes by “role”"]),
        ({"databases": {"klaims": {"plugins": {"datasette-claims": editing("a")}}}},
         ["no database of this name"]),
    ],
)  # fmt: skip
async def test_what_is_not_heeded_is_told_in_one_line(seed_db, capsys, metadata, words):
    await started(seed_db, metadata=metadata)
    said = capsys.readouterr()
    lines = said.err.splitlines()
    assert not said.out
    assert len(lines) == len(words)
    assert [line for line, word in zip(lines, words, strict=True) if word not in line] == []


@pytest.mark.skipif(IS_1, reason="1.0 reads datasette.yaml")
async def test_permissions_in_a_file_that_0_65_does_not_read_are_told(seed_db, capsys):
    (seed_db.parent / "datasette.yaml").write_text("permissions:\n  edit-claims:\n    id: alice\n")
    ds = Datasette([], config_dir=seed_db.parent)
    await ds.invoke_startup()
    (line,) = capsys.readouterr().err.splitlines()
    assert "does not read datasette.yaml" in line


@pytest.mark.skipif(not IS_1, reason="0.65 has no permissions of its own in the configuration")
@pytest.mark.parametrize(
    ("config", "words"),
    [
        ({"permissions": {"edit-claims": "alice"}}, ["takes no plain names", '{"id"']),
        ({"permissions": {"edit-claims": ["alice"]}}, ["takes no plain names"]),
        ({"permissions": {"edit-claims": {"ids": "alice"}}}, ["unknown key “ids”"]),
        ({"permissions": {"edit_claims": {"id": "alice"}}}, ["unknown permission “edit_claims”"]),
        ({"databases": {"claims": {"permissions": {"edit-claim": {"id": "alice"}}}}},
         ["“edit-claim”", "of the database “claims”"]),
        ({"databases": {"claims": {"tables": {"claims": {"permissions": {"edit-claims": True}}}}}},
         ["of the table “claims/claims” is not read"]),
    ],
)  # fmt: skip
async def test_permissions_of_datasette_itself_are_checked_for_ours(seed_db, config, words):
    with pytest.raises(seam.DoesNotStart) as stop:
        await started(seed_db, config=config)
    assert [word for word in words if word not in str(stop.value)] == []


@pytest.mark.parametrize("how", [["--get", "/"], ["--port", "0"]], ids=["get", "serve"])
def test_at_the_console_it_is_one_line_and_no_traceback(seed_db, how):
    metadata = seed_db.parent / "metadata.json"
    metadata.write_text(json.dumps({"plugins": OURS}))
    done = subprocess.run(
        [sys.executable, "-m", "datasette", str(seed_db), "-m", str(metadata), *how],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("Error: datasette-claims: ")
    assert "“permisions”" in line
    assert not done.stdout
