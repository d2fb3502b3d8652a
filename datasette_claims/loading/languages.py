"""What reading must know of languages, from those who know: codes, and how dates are written."""

from __future__ import annotations

from functools import cache

from datasette_claims.reading import DateWords, Languages


def for_reading() -> Languages:
    """Give what hangs on the language of a text; no language file is read before it is needed."""
    from datasette_claims.extraction import codes, detect
    from datasette_claims.extraction.languages.files import relatives

    return Languages(codes=codes(), guess=detect, relatives=relatives, date_words=date_words)


@cache
def date_words() -> DateWords:
    """Give the weekdays and months of all languages with a file, and how each orders numbers."""
    from datasette_claims.extraction.languages import files

    calendars = {code: files.load(code).calendar for code in files.codes()}
    return DateWords(
        weekdays={name: day for one in calendars.values() for name, day in one.weekdays.items()},
        months={name: month for one in calendars.values() for name, month in one.months.items()},
        orders={code: one.order for code, one in calendars.items()},
    )


@cache
def names() -> dict[str, str]:
    """Give the languages with a file by code, each as its file names it."""
    from datasette_claims.extraction.languages import files

    return {code: files.load(code).name for code in files.codes()}
