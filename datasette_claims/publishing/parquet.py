"""Claims as Parquet: columns with their types, and with what they mean beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO, Any

import pyarrow
from pyarrow import parquet

from datasette_claims.publishing.columns import Column

_TYPES = {"string": pyarrow.string(), "integer": pyarrow.int64(), "number": pyarrow.float64()}


def write(
    file: IO[bytes], columns: Sequence[Column], batches: Iterable[Sequence[Sequence[Any]]]
) -> None:
    """Write the rows; each batch is a group of rows of its own."""
    schema = pyarrow.schema(
        [
            pyarrow.field(
                each.name, _TYPES[each.kind], metadata={"description": each.words.encode()}
            )
            for each in columns
        ]
    )
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for rows in batches:
            cells = [
                pyarrow.array([row[at] for row in rows], type=field.type)
                for at, field in enumerate(schema)
            ]
            writer.write_table(pyarrow.Table.from_arrays(cells, schema=schema))
