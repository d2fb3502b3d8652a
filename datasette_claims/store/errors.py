"""What can go wrong in the store, each in one line for the person in front of the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from datasette_claims.store.sqlite import shortcoming, sqlite3
from datasette_claims.wording import said, together


class StoreError(Exception):
    """The store could not do what was asked; the message says what, where and what to do."""


class TooOld(StoreError):
    """This computer's SQLite lacks what everything here needs."""


class NotADatabase(StoreError):
    """The file is not an SQLite database, or a damaged one."""


class Locked(StoreError):
    """Another program is writing to the database and did not finish in time."""


class ReadOnly(StoreError):
    """The database cannot be written to."""


class DiskFull(StoreError):
    """There is no room left; the transaction was rolled back."""


class Foreign(StoreError):
    """The database has tables of these names that are not ours."""


class Older(StoreError):
    """An older version of this program made the database, which is only to be read."""


class Newer(StoreError):
    """A newer version of this program made the database."""


class Unstorable(StoreError):
    """An article cannot be stored, nothing of its batch was; ``index`` is its place there."""

    def __init__(self, message: str, index: int) -> None:
        super().__init__(message)
        self.index = index


class Unknown(StoreError):
    """There is no such claim or evidence."""


class Refused(StoreError):
    """Rules of reviewing stand against it; the message says which.

    ``problems`` says the same by field: ``{"rationale": "…", "evidence_url": "…"}``, empty where
    it is about no field.
    """

    def __init__(self, message: str, problems: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.problems = dict(problems or {})

    @classmethod
    def because(cls, problems: Mapping[str, str]) -> Refused:
        """All that stands against it at once, each message once."""
        return cls(together(dict.fromkeys(problems.values())), problems)


class Stale(StoreError):
    """The claim changed since the editor saw it; ``current`` is how it stands now.

    ``current`` has the columns of ``claims`` that an editor changes, and ``changed_by`` and
    ``changed_at`` of the newest row in its history (None where it has none).
    """

    def __init__(self, current: Mapping[str, object]) -> None:
        super().__init__(said("Somebody changed this claim after you opened it."))
        self.current = dict(current)


class Overtaken(StoreError):
    """Somebody else changed the same thing of a speaker since the editor saw it."""

    def __init__(
        self, name: str, actor: str, at: str, field: str, became: Mapping[str, object]
    ) -> None:
        super().__init__(
            said("{actor} changed {name} after you opened this page.", actor=actor, name=name)
        )
        self.name, self.actor, self.at, self.field = name, actor, at, field
        self.became = became.get(field)


_BY_MESSAGE: tuple[tuple[str, type[StoreError], str], ...] = (
    ("not a database", NotADatabase, said("is not an SQLite database")),
    ("malformed", NotADatabase, said("is a damaged SQLite database; restore a copy of it")),
    ("locked", Locked, said("is in use by another program that is writing to it; try again later")),
    (
        "readonly",
        ReadOnly,
        said("cannot be written to; check the permissions of the file and folder"),
    ),
    (
        "read-only",
        ReadOnly,
        said("cannot be written to; check the permissions of the file and folder"),
    ),
    ("attempt to write", ReadOnly, said("cannot be written to; check the permissions")),
    (
        "disk is full",
        DiskFull,
        said("cannot grow: the disk is full; nothing of this batch was written"),
    ),
    ("disk i/o error", DiskFull, said("could not be written (disk I/O error: is the disk full?)")),
    (
        "unable to open",
        ReadOnly,
        said("cannot be opened; check that the folder exists and is writable"),
    ),
)


def demand_sqlite() -> None:
    """Raises ``TooOld`` where no database of ours could be used whole; call it before opening."""
    if lacking := shortcoming():
        raise TooOld(lacking)


@contextmanager
def in_words(path: object) -> Iterator[None]:
    """SQLite's own errors about the database at ``path`` come out as a one-line ``StoreError``."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        message = str(error).lower()
        for sign, kind, words in _BY_MESSAGE:
            if sign in message:
                raise kind(said("{path} {words}", path=path, words=words)) from error
        raise
