"""What a snapshot tells, to the letter; what it counts is in test_snapshot."""

from dataclasses import replace

from datasette_claims.publishing.report import Line, Report

REPORT = Report(
    source="claims.db",
    target="public.db",
    copied=(Line(1, "articles"), Line(1200, "claims"), Line(0, "speakers")),
    left_out=(
        Line(3, "drafts", "publish them"),
        Line(0, "paths", "no"),
        Line(12, "notes", "theirs"),
    ),
    passages_only=True,
    size=123456,
    edition="0123abcd",
)


def test_a_copy_is_told_line_by_line():
    assert str(REPORT) == (
        "public.db: public copy of claims.db, 123,456 bytes\n"
        "Edition 0123abcd\n"
        "\n"
        "Went in\n"
        "      1  articles\n"
        "  1,200  claims\n"
        "\n"
        "Left out\n"
        "   3  drafts  publish them\n"
        "  12  notes   theirs\n"
        "\n"
        "Articles hold only the sentences around their claims (--passages-only)."
    )


def test_a_dry_run_says_that_nothing_was_written():
    told = str(replace(REPORT, size=0, passages_only=False))
    assert told.startswith(
        "claims.db was read; nothing was written (dry run)\n\nWould go in\n      1  articles\n"
    )
    assert told.endswith(
        "\n\nArticles hold their full text: publish it only where their licences allow that;\n"
        "--passages-only copies no more than the sentences around claims."
    )


def test_nothing_is_told_as_nothing():
    told = str(replace(REPORT, copied=(Line(0, "articles"),), left_out=()))
    assert "Went in\n  nothing\n\nLeft out\n  nothing\n\n" in told


def test_a_report_is_one_of_a_dry_run_unless_a_size_is_given():
    assert Report("a", "b", (), (), False).size == 0
