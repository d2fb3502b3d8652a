"""Datasette 1.0's own writing: what it may do to our tables, whoever asks; what else stays free."""

import re
from contextlib import closing
from pathlib import Path

import pytest
from budget import turns
from conftest import IS_1
from datasette.utils import tilde_encode
from newsroom import newsroom, run
from stories import fresh

from datasette_claims.store.sqlite import sqlite3
from datasette_claims.web import guarding

on_1 = pytest.mark.skipif(not IS_1, reason="Datasette 0.65 does not write by itself")


def names_of(conn):
    return [
        name
        for (name,) in conn.execute(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"
        )
    ]


with fresh() as made:
    made.execute("ANALYZE")
    NAMES = names_of(made.conn)
    COLUMNS = {
        name: [row[1] for row in made.execute(f"PRAGMA table_info({name})")] for name in NAMES
    }
EVERYBODY = dict.fromkeys(
    (*guarding.ACTIONS, "execute-write-sql", "create-table", "create-view"), True
)


def test_every_table_and_view_is_decided():
    """Found in a fresh database, so that a new table cannot be forgotten."""
    assert set(NAMES) <= guarding.guarded()
    assert {*guarding.EDITABLE, *guarding.INSERTABLE} <= set(NAMES)


def test_what_may_be_edited_is_there():
    later = {("speakers", "url"), ("outlets", "kind")}
    for table, columns in guarding.EDITABLE.items():
        if columns != guarding.ALL:
            missing = {(table, column) for column in columns - set(COLUMNS[table])}
            assert missing <= later


@pytest.mark.parametrize("table", NAMES)
def test_the_table_of_what_is_allowed(table):
    allowed = {action for action in guarding.ACTIONS if guarding.allows(action, table)}
    assert allowed == {
        "claims": {"update-row"},
        "articles": {"update-row"},
        "speakers": {"update-row"},
        "outlets": {"update-row"},
        "statuses": {"update-row", "insert-row"},
    }.get(table, set())


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "news.db"
    newsroom(path)
    run(
        path,
        "update claims set status = 'false' where id = (select min(id) from claims)",
        "insert into evidence (claim_id, url, added_at) select id, 'https://a.example/', '2026'"
        " from claims limit 1",
        "insert into review_notes (claim_id, at, note) select id, '2026', 'x' from claims limit 1",
        "create table mine (id integer primary key, words text)",
        "insert into mine values (1, 'satu')",
        "analyze",
    )
    return path


@pytest.fixture
def everybody_may(path, instance):
    """A server whose configuration grants every write to everybody, table by table too."""

    async def start():
        tables = {name: {"permissions": EVERYBODY} for name in (*NAMES, "mine")}
        config = {
            "permissions": EVERYBODY,
            "databases": {"news": {"permissions": EVERYBODY, "tables": tables}},
        }
        ds = await instance(path, config=config)
        ds.root_enabled = True
        return ds

    return start


@pytest.fixture
def untouched(path):
    """Says whether nobody has written to the file since it was asked last."""
    with closing(sqlite3.connect(path)) as conn:

        def version():
            return conn.execute("PRAGMA data_version").fetchone()[0]

        seen = version()

        def unchanged():
            nonlocal seen
            before, seen = seen, version()
            return before == seen

        yield unchanged


def key_of(path, table):
    """The address of a row that is there, or of one that might be."""
    if table == "statuses":
        return "unreviewed"
    with closing(sqlite3.connect(path)) as conn:
        keys = [row[1] for row in conn.execute(f"PRAGMA table_info({table})") if row[5]]
        columns = ", ".join(keys or ["rowid"])
        row = conn.execute(f"SELECT {columns} FROM {table}").fetchone()  # noqa: S608
    return ",".join(tilde_encode(str(part)) for part in row) if row else "1"


def requests(table, key, row):
    """Every way that 1.0 has of writing to a table by itself."""
    column = next(iter(row))
    return {
        "insert": (f"{table}/-/insert", {"row": row}),
        "insert in bulk": (f"{table}/-/insert", {"rows": [row, row], "ignore": True}),
        "replace": (f"{table}/-/insert", {"rows": [row], "replace": True}),
        "insert and alter": (f"{table}/-/insert", {"rows": [{**row, "new": 1}], "alter": True}),
        "upsert": (f"{table}/-/upsert", {"rows": [row]}),
        "delete": (f"{table}/{key}/-/delete", {}),
        "update": (f"{table}/{key}/-/update", {"update": {column: "x"}}),
        "update and alter": (f"{table}/{key}/-/update", {"update": {"new": 1}, "alter": True}),
        "drop": (f"{table}/-/drop", {"confirm": True}),
        "drop, asked": (f"{table}/-/drop", {}),
        "rename column": (f"{table}/-/alter", {"operations": [
            {"op": "rename_column", "args": {"name": column, "to": "other"}}]}),
        "rename table": (f"{table}/-/alter", {"operations": [
            {"op": "rename_table", "args": {"to": "other"}}]}),
        "add column": (f"{table}/-/alter", {"operations": [
            {"op": "add_column", "args": {"name": "new", "type": "text"}}]}),
        "create": ("-/create", {"table": table, "columns": [{"name": column, "type": "text"}]}),
        "create with rows": ("-/create", {"table": table, "rows": [row]}),
        "create, replacing": ("-/create", {"table": table, "rows": [row], "replace": True}),
        "create, altering": ("-/create", {"table": table, "rows": [{"new": 1}], "alter": True}),
    }  # fmt: skip


WAYS = list(requests("x", "1", {"a": 1}))
FREE = {
    ("statuses", way)
    for way in (
        "insert",
        "insert in bulk",
        "replace",
        "upsert",
        "create with rows",
        "create, replacing",
    )
} | {(table, "update") for table in guarding.EDITABLE}


@on_1
@pytest.mark.parametrize(
    ("actor", "spelt"), [("root", str), ("ana", str), ("root", str.upper)], ids=str
)
async def test_our_tables_are_written_by_the_program(
    path, everybody_may, as_editor, untouched, actor, spelt
):
    """Nobody adds, edits, deletes, alters or drops there, whatever they were granted."""
    ds = await everybody_may()
    cookies = as_editor(ds, actor)
    for number, table in enumerate(NAMES):
        row = dict.fromkeys(COLUMNS[table], 1)
        ways = requests(spelt(table), key_of(path, table), row)
        for way in turns(ways, number):
            if (table, way) in FREE:
                continue
            tail, body = ways[way]
            answer = await ds.client.post(f"/news/{tail}", json=body, cookies=cookies)
            assert answer.status_code in (400, 403, 404), (table, way, answer.text)
            assert answer.json()["ok"] is False
            assert untouched(), (table, way)


STATEMENTS = [
    "insert into {table} ({column}) values ('x')",
    "insert or replace into {table} ({column}) values ('x')",
    "replace into {table} ({column}) values ('x')",
    "with x(y) as (select 'x') insert into {table} ({column}) select y from x",
    "insert into main.{table} ({column}) select words from mine",
    "update {table} set {column} = 'x'",
    "update or replace {table} set {column} = 'x'",
    "update {table} set {column} = mine.words from mine",
    "delete from {table}",
    "drop table {table}",
    "drop view {table}",
    "alter table {table} rename to other",
    "alter table {table} rename column {column} to other",
    "alter table {table} add column new",
    "alter table {table} drop column {column}",
    "create index made on {table} ({column})",
    "create table {table} (x)",
    "create temp table {table} (x)",
    "create view {table} as select 1",
    "create trigger made after insert on {table} begin select 1; end",
    "create trigger made after insert on mine begin delete from {table}; end",
]


@on_1
async def test_sql_does_not_reach_our_tables_either(everybody_may, as_editor, untouched):
    ds = await everybody_may()
    root = as_editor(ds, "root")
    for number, table in enumerate(NAMES):
        for statement in turns(STATEMENTS, number):
            sql = statement.format(table=table, column=COLUMNS[table][-1])
            answer = await ds.client.post("/news/-/execute-write", json={"sql": sql}, cookies=root)
            assert answer.status_code in (400, 403), (sql, answer.text)
            assert untouched(), sql


@on_1
@pytest.mark.parametrize(
    "sql",
    [
        "drop trigger history_not_changed",
        "drop index claims_status",
        "pragma writable_schema = on",
        "pragma foreign_keys = off",
        "attach 'x.db' as x",
        "vacuum",
        "reindex",
        "update sqlite_master set sql = ''",
    ],
)
async def test_the_schema_is_out_of_reach(everybody_may, as_editor, untouched, sql):
    ds = await everybody_may()
    answer = await ds.client.post(
        "/news/-/execute-write", json={"sql": sql}, cookies=as_editor(ds, "root")
    )
    assert answer.status_code in (400, 403)
    assert untouched()


DEEP = [
    "delete from evidence",
    "insert into _change_context (actor, kind) values ('budi', 'person')",
    "insert or replace into status_history (id, claim_id, at, to_status, publication,"
    " evidence_count) select 1, id, '2026', 'true', 'published', 1 from claims limit 1",
    "update claims set revision = 7",
    "update status_history set actor = 'budi'",
    "drop table review_notes",
    "drop view claims_flat",
    "alter table status_history rename to other",
    "drop trigger history_not_changed",
    "create trigger made after insert on status_history begin select 1; end",
    "create index made on claims (id)",
    "drop index claims_status",
]


@on_1
@pytest.mark.parametrize("sql", DEEP)
async def test_what_asks_no_permission_is_held_by_the_connection(
    path, instance, as_editor, untouched, sql
):
    """A query that the configuration trusts runs without one; still it is no way around."""
    query = {"sql": sql, "write": True}
    ds = await instance(path, config={"databases": {"news": {"queries": {"deep": query}}}})
    answer = await ds.client.post("/news/deep?_json=1", data={}, cookies=as_editor(ds, "ana"))
    assert answer.status_code != 500
    assert answer.json()["ok"] is False
    # A statement that only our connections can run fails before that is asked.
    assert "kept by the program" in answer.text or "claims_writer" in answer.text
    assert untouched()


@on_1
async def test_tables_of_others_in_the_file_stay_theirs(path, everybody_may, as_editor):
    ds = await everybody_may()
    root = as_editor(ds, "root")

    async def post(tail, body):
        answer = await ds.client.post(f"/news/{tail}", json=body, cookies=root)
        assert answer.status_code in (200, 201), (tail, answer.text)

    await post("mine/-/insert", {"rows": [{"id": 2, "words": "dua"}]})
    await post("mine/-/upsert", {"rows": [{"id": 2, "words": "dua lagi"}]})
    await post("mine/2/-/update", {"update": {"words": "dua!"}})
    await post("-/execute-write", {"sql": "insert into mine select 3, text from claims limit 1"})
    await post("-/execute-write", {"sql": "create table more (id integer primary key)"})
    await post("-/execute-write", {"sql": "create view seen as select id from claims"})
    await post("-/execute-write", {"sql": "create index by_words on mine (words)"})
    await post("mine/-/alter", {"operations": [
        {"op": "rename_column", "args": {"name": "words", "to": "kata"}}]})  # fmt: skip
    await post("mine/1/-/delete", {})
    await post("-/create", {"table": "made", "rows": [{"id": 1}], "pk": "id"})
    await post("made/-/drop", {"confirm": True})
    assert run(path, "select id, kata from mine")[0][0] == (2, "dua!")


@on_1
async def test_databases_of_others_with_tables_of_our_names_stay_theirs(
    tmp_path, instance, as_editor
):
    other = tmp_path / "other.db"
    run(
        other, *(f"create table {name} (id integer primary key)" for name in ("claims", "articles"))
    )
    ds = await instance(other)
    ds.root_enabled = True
    for table in ("claims", "articles"):
        for tail, body in [("insert", {"row": {"id": 1}}), ("drop", {"confirm": True})]:
            answer = await ds.client.post(
                f"/other/{table}/-/{tail}", json=body, cookies=as_editor(ds, "root")
            )
            assert answer.status_code in (200, 201)


KEPT = ("key", "kind")  # of a status that is in use
VALID = {
    "status": "true", "publication": "draft", "speaker_id": None, "outlet_id": None,
    "type": "mixed", "modality": "negated", "said_precision": "year", "merged_into": None,
    "rating": 5, "position": 99, "active": 0, "text": "Lain",
}  # fmt: skip


@on_1
@pytest.mark.parametrize("table", guarding.EDITABLE)
async def test_rows_are_edited_in_the_columns_that_are_a_persons(
    path, everybody_may, as_editor, untouched, table
):
    ds = await everybody_may()
    columns, address = guarding.EDITABLE[table], f"/news/{table}/{key_of(path, table)}/-/update"
    for column in COLUMNS[table]:
        value = VALID.get(column, 0 if (table, column) == ("statuses", "published") else "x")
        untouched()
        answer = await ds.client.post(
            address, json={"update": {column: value}}, cookies=as_editor(ds, "ana")
        )
        if column in columns or (columns == guarding.ALL and column not in KEPT):
            assert answer.status_code == 200, (column, answer.text)
            assert run(path, [f"select 1 from {table} where {column} is ?", [value]])[0]  # noqa: S608
            continue
        assert answer.status_code == 400, column
        assert untouched(), column
        if columns != guarding.ALL:
            assert f"{table}.{column} is kept by the program" in answer.json()["errors"][0]


@on_1
async def test_a_claim_stands_where_the_article_has_the_words_that_a_row_edit_gave_it(
    path, everybody_may, as_editor
):
    ds = await everybody_may()
    query = (
        "select claims.id, claims.text, start, end, articles.text from claims"
        " join claim_spans on claim_id = claims.id and part = 'content'"
        " join articles on articles.id = article_id order by claims.id, start limit 1"
    )
    key, words, start, end, text = run(path, query)[0][0]

    async def edit(**columns):
        answer = await ds.client.post(
            f"/news/claims/{key}/-/update", json={"update": columns}, cookies=as_editor(ds, "ana")
        )
        assert answer.status_code == 200
        stands = "select start, end from claim_spans where claim_id = ? and part = 'content'"
        acts = "select actor, kind from acts where claim_id = ? order by id desc limit 2"
        return run(path, [stands, [key]], [acts, [key]])

    shorter = words[: words.rindex(" ")]
    stands, acts = await edit(text=shorter)
    assert stands == [(start, start + len(shorter))]
    assert sorted(acts) == [("ana", "correction"), ("ana", "spans")]
    stands, acts = await edit(text="In words of my own")
    assert stands == [(start, start + len(shorter))]
    assert acts[0] == ("ana", "correction")
    stands, _ = await edit(text=words, kind="warn")
    assert stands == [(start, end)]
    now = run(path, ["select text, position from claims where id = ?", [key]])
    assert now == [[(words, start)]]
    assert text[start:end] == words


@on_1
async def test_after_a_refusal_the_server_writes_on(path, everybody_may, as_editor, post_form):
    """The connection is shared: what was forbidden to one request is not to the next."""
    ds = await everybody_may()
    key = key_of(path, "claims")
    refused = await ds.client.post(
        f"/news/claims/{key}/-/update",
        json={"update": {"revision": 9}},
        cookies=as_editor(ds, "ana"),
    )
    assert refused.status_code == 400
    form = {"status": "in_review", "publication": "draft"}
    (revision,) = run(path, ["select revision from claims where id = ?", [key]])[0][0]
    saved = await post_form(
        ds, f"/news/-/claims/{key}/status", {**form, "revision": str(revision)}, as_editor(ds)
    )
    assert saved.status_code == 303


@on_1
async def test_a_status_is_added_and_its_words_are_edited(path, everybody_may, as_editor):
    ds = await everybody_may()
    row = {
        "key": "outdated", "kind": "verdict", "label_en": "Outdated", "label_id": "Usang",
        "definition": "Was true once", "colour": "grey", "position": 99,
    }  # fmt: skip
    root = as_editor(ds, "root")
    made = await ds.client.post("/news/statuses/-/insert", json={"row": row}, cookies=root)
    assert made.status_code == 201
    edit = {"update": {"label_en": "Out of date"}}
    edited = await ds.client.post("/news/statuses/outdated/-/update", json=edit, cookies=root)
    assert edited.status_code == 200
    assert run(path, "select label_en from statuses where key = 'outdated'")[0] == [
        ("Out of date",)
    ]


@on_1
async def test_a_row_edit_stands_under_the_name_of_who_made_it(path, everybody_may, as_editor):
    """And says nothing about the reason of the status before, nor that it was published."""
    ds = await everybody_may()
    key = key_of(path, "claims")
    run(
        path,
        ["update claims set rationale = 'Karena', publication = 'published' where id = ?", [key]],
    )
    for actor, status in (("ana", "true"), ("budi", "misleading"), (None, "unproven")):
        answer = await ds.client.post(
            f"/news/claims/{key}/-/update",
            json={"update": {"status": status}},
            cookies=as_editor(ds, actor) if actor else {},
        )
        assert answer.status_code == 200, answer.text
        for table, kind in (("status_history", ""), ("acts", " where kind = 'status'")):
            (found,) = run(path, f"select actor from {table}{kind} order by id desc limit 1")[0]  # noqa: S608
            assert found == (actor or "unknown",)
    history = run(path, "select to_status, reason, publication from status_history order by id")[0]
    assert history[-3:] == [
        ("true", None, "draft"), ("misleading", None, "draft"), ("unproven", None, "draft"),
    ]  # fmt: skip
    assert run(path, "select * from _change_context")[0] == []


@on_1
@pytest.mark.parametrize("table", ["articles", "speakers", "outlets", "statuses", "claims"])
async def test_other_edits_are_told_under_that_name_too(path, everybody_may, as_editor, table):
    column = {"articles": "title", "claims": "text", "statuses": "definition"}.get(table, "name")
    ds = await everybody_may()
    address = f"/news/{table}/{key_of(path, table)}/-/update"
    body = {"update": {column: "Lain"}}
    assert (
        await ds.client.post(address, json=body, cookies=as_editor(ds, "ana"))
    ).status_code == 200
    assert run(path, "select actor from acts order by id desc limit 1")[0] == [("ana",)]
    run(path, f"update {table} set {column} = 'Lain lagi'")  # noqa: S608
    assert run(path, "select actor from acts order by id desc limit 1")[0] == [("unknown",)]


@on_1
async def test_a_trusted_query_stands_under_the_name_of_who_runs_it(path, instance, as_editor):
    query = {"sql": "update claims set status = 'unproven' where status = 'false'", "write": True}
    ds = await instance(path, config={"databases": {"news": {"queries": {"doubt": query}}}})
    answer = await ds.client.post("/news/doubt?_json=1", data={}, cookies=as_editor(ds, "ana"))
    assert answer.json()["ok"] is True
    assert run(path, "select actor from status_history order by id desc limit 1")[0] == [("ana",)]


CONTROLS = re.compile(r'data-(?:row|table)-action="([\w-]+)"|"(update|delete|drop|alter)\w*Path"')


@on_1
async def test_no_control_for_what_is_refused(path, everybody_may, as_editor):
    ds = await everybody_may()
    root = as_editor(ds, "root")
    for table in NAMES:
        found = set()
        for address in (f"/news/{table}", f"/news/{table}/{key_of(path, table)}"):
            page = await ds.client.get(address, cookies=root)
            found |= {one or other for one, other in CONTROLS.findall(page.text)}
        wanted = {"edit"} if table in guarding.EDITABLE else set()
        assert found == wanted | ({"insert-row"} if table in guarding.INSERTABLE else set()), table


@on_1
async def test_controls_of_others_are_there(path, everybody_may, as_editor):
    ds = await everybody_may()
    page = await ds.client.get("/news/mine", cookies=as_editor(ds, "root"))
    found = {one or other for one, other in CONTROLS.findall(page.text)}
    assert {"edit", "delete", "insert-row", "alter-table"} <= found


def test_the_documentation_has_the_same_table():
    told = (Path(__file__).parent.parent / "docs" / "permissions.md").read_text("utf-8")
    rows = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| (.+) \|$", told, re.M)
    found = {
        table: frozenset(re.findall(r"`(\w+)`", columns)) or guarding.ALL
        for tables, columns in rows
        for table in re.findall(r"\w+", tables)
        if table in guarding.EDITABLE
    }
    assert found == guarding.EDITABLE
