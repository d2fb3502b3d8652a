"""Charts: who is quoted and what was checked, in light, dark, on a phone and without a script."""

import many
import pytest
from stories import fresh
from test_accessibility import LOOKS

from datasette_claims.publishing import snapshot
from datasette_claims.store import reviews

LONG = "seorang warga yang rumahnya di tepi sungai dan tidak mau disebut namanya di koran ini"
STATUSES = ("true", "mostly_true", "partly_true", "misleading", "false", "not_checkable")


@pytest.fixture(scope="module")
def public(served, tmp_path_factory):
    """Sixty claims of two years; every third was checked, and the result published."""
    folder = tmp_path_factory.mktemp("coverage")
    path = many.claims(
        folder / "claims.db",
        [
            {"text": f"jembatan nomor {n} aman",
             "speaker": f"Rini Subandi{n % 7}" if n % 7 else LONG,
             "article": f"a{n}", "language": "id", "outlet": f"Kabar {n % 5}",
             "published": f"202{5 + n % 2}-{n * n % 12 + 1:02}-03"}
            for n in range(60)
        ],
    )  # fmt: skip
    with fresh(path) as db:
        rows = db.query("select id, revision from claims order by id")
        for n, row in enumerate(list(rows)[::3]):
            judgement = reviews.Judgement(STATUSES[n % len(STATUSES)], "Diuji.", "published")
            reviews.review(
                db, row["id"], seen=row["revision"], actor="alice", judgement=judgement,
                links=[{"url": "https://bukti.example/"}],
            )  # fmt: skip
    snapshot.make(path, folder / "public.db")
    with served("-i", folder / "public.db") as site:
        yield site


@pytest.mark.parametrize("name", ["coverage", "claims", "speakers/rini-subandi1", ""])
def test_everybody_can_read_it(page, public, axe, picture, name):
    page.goto(f"{public.address}/public/-/{name}" if name else f"{public.address}/")
    assert page.locator(".bars rect.bar").count() > 1
    for scheme, width in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        picture(page, f"coverage-{name.replace('/', '-')}-{scheme}-{width}")
        axe(page)


def test_figures_stand_in_a_table_too(page, public):
    page.goto(f"{public.address}/public/-/coverage")
    page.get_by_text("As a table").click()
    assert page.get_by_role("columnheader", name="Mostly true").is_visible()
