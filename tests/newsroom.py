"""One small newsroom for the tests of pages: two articles, three speakers, seven claims."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from stories import fresh, load

URL = "https://kabar.example/bendungan?halaman=1"
DAM = """
    Rini Wulandari= Bupati [source Rini Wulandari] [cue mengatakan] bahwa [content bendungan itu aman & kuat].
    Kalimat biasa tanpa klaim.
    Rini Wulandari= “[content Retak itu sudah lama],” [cue kata] [source Rini], “[content dan tidak berbahaya].”
    Walhi= Namun, [source Walhi] [cue membantah]: [content pemerintah tidak pernah memeriksa – well-known, katanya].
"""  # noqa: E501
SCHOOL = """
    Walhi= [source Walhi] [cue menyatakan] bahwa [content sekolah di tepi sungai harus pindah].
    Budi Hartono= [source Budi Hartono] [cue menolak] [content usul itu].
    Budi Hartono= [source Budi] [cue berjanji] [content membangun tanggul].
    Rini Wulandari= [source Rini Wulandari] [cue menekankan] bahwa [content tanggul bukan jawaban].
"""


def newsroom(path):
    """``{first word of a claim: its key}`` of a database that was made at ``path``."""
    if path.exists():
        return _fill(path)
    made, keys = _made()
    path.write_bytes(made)
    return dict(keys)


@cache
def _made():
    """The bytes of the database, made once for all tests of a process, and the claims' keys."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "news.db"
        keys = _fill(path)
        return path.read_bytes(), keys


def _fill(path):
    with fresh(path) as db:
        load(
            db,
            DAM,
            url=URL,
            title="Bendungan <b>retak</b>",
            outlet="Kabar Uji",
            published="2026-01-04",
        )
        load(db, SCHOOL, outlet="Harian & Contoh", published="2026-02-01")
        return {
            row["text"].split()[0]: row["id"] for row in db.query("select id, text from claims")
        }


def run(path, *statements, actor=""):
    """SQL as somebody would type it into the sqlite3 shell, or as a change by ``actor``."""

    from contextlib import closing, nullcontext

    from datasette_claims.store.changes import named
    from datasette_claims.store.sqlite import sqlite3

    with closing(sqlite3.connect(path)) as conn, conn:
        kind = "loader" if actor == "loader" else "person"
        with named(conn, actor, kind) if actor else nullcontext():
            return [
                conn.execute(*([s] if isinstance(s, str) else s)).fetchall() for s in statements
            ]
