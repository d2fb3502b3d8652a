"""A claim of a recording says at which second it was said, and links to it where that is known."""

import csv
import io
from contextlib import closing

import pytest
from stories import fresh

from datasette_claims import loading
from datasette_claims.publishing import snapshot
from datasette_claims.store.sqlite import sqlite3

VTT = (
    "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ana Lee>The bridge is safe and it was tested.\n\n"
    "01:23.400 --> 01:27.000\n<v Bo Hart>It was not tested, and the council knows that.\n"
)
PLAYED = "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=83s"


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    folder = tmp_path_factory.mktemp("talk")
    (folder / "Bridge talk [dQw4w9WgXcQ].en.vtt").write_text(VTT, "utf-8")
    report = loading.load(folder / "news.db", [folder])
    assert not report.failures
    return folder / "news.db"


@pytest.fixture
def talk(original, tmp_path):
    path = tmp_path / "news.db"
    path.write_bytes(original.read_bytes())
    return path


def rows(path, sql, *values):
    with fresh(path) as db:
        return db.execute(sql, values).fetchall()


def key(path):
    return rows(path, "select id from claims_flat where speaker = 'Bo Hart'")[0][0]


async def get(ds, path):
    answer = await ds.client.get(path)
    assert answer.status_code == 200
    return answer.text


async def test_pages_link_to_the_second(talk, instance):
    ds = await instance(talk)
    page = await get(ds, f"/news/-/claims/{key(talk)}")
    address = PLAYED.replace("&", "&amp;")
    assert (
        f'<a href="{address}" rel="external noopener noreferrer nofollow">Play it from 1:23</a>'
        in page
    )
    ((article,),) = rows(talk, "select id from articles")
    page = await get(ds, f"/news/-/articles/{article}")
    assert f'<a href="{address}" rel="external noopener noreferrer nofollow">1:23</a>' in page


async def test_a_recording_without_an_address_has_a_time(talk, instance):
    with closing(sqlite3.connect(talk)) as db, db:
        db.execute("update articles set url = null")
    ds = await instance(talk)
    page = await get(ds, f"/news/-/claims/{key(talk)}")
    assert "1:23" in page
    assert "Play it" not in page


async def test_downloads_have_second_and_address(talk, instance):
    ds = await instance(talk)
    found = list(csv.DictReader(io.StringIO(await get(ds, "/news/-/claims.csv"), newline="")))
    assert {row["speaker"]: (row["seconds"], row["moment_url"]) for row in found} == {
        "Ana Lee": ("1.0", PLAYED.replace("83", "1")),
        "Bo Hart": ("83.4", PLAYED),
    }


async def test_who_may_not_see_the_seconds_sees_none(talk, instance):
    ds = await instance(
        talk, metadata={"databases": {"news": {"tables": {"article_times": {"allow": False}}}}}
    )
    assert "1:23" not in await get(ds, f"/news/-/claims/{key(talk)}")
    found = list(csv.DictReader(io.StringIO(await get(ds, "/news/-/claims.csv"), newline="")))
    assert {(row["seconds"], row["moment_url"]) for row in found} == {("", "")}


def test_a_public_copy_has_them(talk, tmp_path):
    snapshot.make(talk, tmp_path / "public.db")
    found = rows(tmp_path / "public.db", "select seconds, moment_url from claims_flat order by 1")
    assert found == [
        (1.0, PLAYED.replace("83", "1")), (83.4, PLAYED),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("url", "moment"),
    [
        ("https://youtube.com/watch?v=a&b=c", "https://youtube.com/watch?v=a&b=c&t=83s"),
        ("https://m.youtube.com/watch?v=a", "https://m.youtube.com/watch?v=a&t=83s"),
        ("https://youtu.be/a", "https://youtu.be/a?t=83s"),
        ("https://youtu.be/a?si=b", "https://youtu.be/a?si=b&t=83s"),
        ("https://www.youtube.com/live/a", "https://www.youtube.com/live/a?t=83s"),
        ("https://vimeo.com/1", "https://vimeo.com/1#t=83"),
        ("https://archive.org/details/x", "https://archive.org/details/x?start=83"),
        ("https://example.org/a.mp3", "https://example.org/a.mp3#t=83"),
        ("https://www.youtube.com/watch?v=a&t=5s", None),
        ("https://www.youtube.com/watch?v=a#x", None),
        ("https://example.org/a", None),
        ("https://example.org/youtube.com", None),
        (None, None),
    ],
)  # fmt: skip
def test_the_address_of_a_second_where_the_site_knows_seconds(talk, url, moment):
    with closing(sqlite3.connect(talk)) as db, db:
        db.execute("update articles set url = ?", [url])
    ((found,),) = rows(talk, "select moment_url from claims_flat where speaker = 'Bo Hart'")
    assert found == moment
