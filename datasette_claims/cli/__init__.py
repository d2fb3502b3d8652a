"""The commands of ``datasette claims``, one a module: its options, and one call into a room.

What a command needs is imported when it runs: Datasette starts with this package, and need not wait
for a reader of PDF files.
"""

from __future__ import annotations

import click

from datasette_claims.cli import (
    check,
    demo,
    diff,
    export,
    extract,
    load,
    merge,
    metadata,
    publish_check,
    site,
    snapshot,
    speakers,
    substrings,
    upgrade,
)
from datasette_claims.cli.group import Quiet


@click.group(cls=Quiet)
@click.version_option(package_name="datasette-claims", prog_name="datasette-claims")
def claims() -> None:
    """Find attributed claims in news articles, check them, export and publish them."""


for command in (
    load.load,
    demo.demo,
    extract.extract,
    snapshot.snapshot,
    diff.diff,
    merge.merge,
    upgrade.upgrade,
    metadata.metadata,
    export.export,
    check.check,
    publish_check.publish_check,
    site.site,
    speakers.speakers,
    substrings.substrings,
):
    claims.add_command(command)
