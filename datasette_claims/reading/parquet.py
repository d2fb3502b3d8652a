"""Parquet: tables by columns, read in small batches, nested columns as nested fields."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow
from pyarrow import parquet

from datasette_claims.reading import cells, table
from datasette_claims.reading.documents import Document, Options
from datasette_claims.reading.outcomes import Refused
from datasette_claims.reading.table import Row

_BATCH = 64
"""Rows that are in memory at a time."""
_DEEPEST = 6


def read(document: Document, options: Options) -> Iterator[table.Outcome]:
    """Give the article of each row."""
    with document.open() as stream:
        try:
            file = parquet.ParquetFile(stream)
            names = [str(name) for name in file.schema_arrow.names]
        except (pyarrow.ArrowException, OSError) as error:
            raise Refused(f"no Parquet that can be read: {_reason(error)}") from None
        yield from table.articles(document, _rows(file), options, _flat(file.schema_arrow, names))


def _flat(schema: Any, names: list[str]) -> list[str]:
    """The names of the columns that hold no others; what is nested shows in the rows."""
    return [name for name, kind in zip(names, schema.types, strict=True) if not _nested(kind)]


def _nested(kind: Any) -> bool:
    return bool(pyarrow.types.is_nested(kind))


def _rows(file: parquet.ParquetFile) -> Iterator[Row]:
    number = 0
    try:
        for batch in file.iter_batches(_BATCH):
            for row in _to_microseconds(batch).to_pylist():
                number += 1
                yield Row(f"row {number}", cells.flat(row))
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        raise Refused(f"broken behind row {number}: {_reason(error)}") from None


def _to_microseconds(batch: Any) -> Any:
    """A batch whose times Python can hold: it has no thousandths of a microsecond."""
    fields = [
        field.with_type(pyarrow.timestamp("us", field.type.tz))
        if pyarrow.types.is_timestamp(field.type) and field.type.unit == "ns"
        else field
        for field in batch.schema
    ]
    columns = [
        column.cast(field.type, safe=False) if column.type != field.type else column
        for column, field in zip(batch.columns, fields, strict=True)
    ]
    return pyarrow.RecordBatch.from_arrays(columns, schema=pyarrow.schema(fields))


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200]
