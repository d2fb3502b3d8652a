"""Named time zones -> the offset that was true on that day, or none where a name is not certain.

An offset that is an hour wrong is worse than none: EST is printed in summer too, and CST is a zone
of America, of China and of Cuba.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

FIXED: Mapping[str, int] = {
    "UTC": 0, "GMT": 0, "WIB": 7, "WITA": 8, "WIT": 9, "MYT": 8, "SGT": 8, "BNT": 8, "HKT": 8,
    "PHT": 8, "ICT": 7, "JST": 9, "KST": 9,
}  # fmt: skip
"""Zones without summer time: hours east of Greenwich."""

PLACES: Mapping[str, str] = {
    "ET": "America/New_York", "EST": "America/New_York", "EDT": "America/New_York",
    "CT": "America/Chicago", "CDT": "America/Chicago",
    "MT": "America/Denver", "MDT": "America/Denver",
    "PT": "America/Los_Angeles", "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles",
    "BST": "Europe/London", "WET": "Europe/Lisbon", "WEST": "Europe/Lisbon",
    "CET": "Europe/Paris", "CEST": "Europe/Paris", "EET": "Europe/Athens", "EEST": "Europe/Athens",
    "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney",
}  # fmt: skip
"""Zones with summer time: a place whose clock tells which of its offsets was true."""

EITHER = frozenset({"ET", "CT", "MT", "PT"})
"""Names that stand for standard and summer time; the others must be what the place's clock says."""

UNCERTAIN = frozenset({"CST", "MST", "IST", "AST", "GST", "AMT", "ECT", "ACT"})
"""Names of several zones."""

_NAMES = "|".join(sorted({*FIXED, *PLACES, *UNCERTAIN}, key=lambda name: (-len(name), name)))
PRINTED = re.compile(
    rf"\(?(?:(?<!\w)(?:GMT|UTC)\s?(?P<hours>[+\-−]\d{{1,2}})(?::?(?P<minutes>\d\d))?"
    rf"|(?<=[\s\d])(?P<far>[+\-−](?:0\d|1[0-4])):?(?P<off>[0134][05])|(?<!\w)(?P<name>{_NAMES}))(?!\w)\)?"
)
"""A zone as it is printed: `WIB`, `ET`, `GMT+7`, `+0700`, also in brackets."""


def with_offset(time: datetime, printed: list[re.Match[str]]) -> datetime:
    """Give a time with the offset that all zones printed beside it agree on, else without."""
    offsets = {_offset(time, match) for match in printed}
    offset = offsets.pop() if len(offsets) == 1 else None
    return time if offset is None else time.replace(tzinfo=timezone(offset))


def _offset(time: datetime, match: re.Match[str]) -> timedelta | None:
    if name := match["name"]:
        return timedelta(hours=FIXED[name]) if name in FIXED else _of_place(time, name)
    hours = (match["hours"] or match["far"]).replace("−", "-")
    minutes = int(match["minutes"] or match["off"] or 0) * (-1 if hours.startswith("-") else 1)
    offset = timedelta(hours=int(hours), minutes=minutes)
    return offset if abs(offset) <= timedelta(hours=14) else None


def _of_place(time: datetime, name: str) -> timedelta | None:
    """The offset of a zone with summer time; none in the hour that clocks show twice."""
    if name not in PLACES:
        return None
    try:
        clock: tzinfo = ZoneInfo(PLACES[name])
    except (OSError, ValueError, LookupError):  # a system without the data of time zones
        return None
    first, second = time.replace(tzinfo=clock), time.replace(tzinfo=clock, fold=1)
    if first.utcoffset() != second.utcoffset() or (name not in EITHER and first.tzname() != name):
        return None
    return first.utcoffset()
