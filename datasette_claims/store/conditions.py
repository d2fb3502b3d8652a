"""Conditions on rows of ``claims``, in SQL: the parts that filters are made of.

They say which rows by ``rowid``, which every index has: claims are counted by an index, without a
look at one of them.
"""
# ruff: noqa: S608 (SQL is put together from this package's own words; values are parameters)

from __future__ import annotations

from datasette_claims.store.work import worked_on

# A flagged claim on which nobody has worked is left out unless it is asked for. The likelihood
# tells the planner to come by the index on the flag, since few claims have one.
LEFT_OUT = f"""
    SELECT flagged.rowid FROM claims AS flagged
    WHERE likelihood(flagged.flag > '', 0.0001) AND NOT {worked_on("flagged")}"""

GROUPS = {
    "people": ("person",),
    "bodies": ("organisation", "state", "document", "outlet", "group"),
    "unnamed": ("unnamed",),
}
"""The kinds of speakers, as lists and filters tell them apart."""

GROUPED = (
    "CASE {0} "
    + " ".join(f"WHEN '{kind}' THEN '{name}'" for name, kinds in GROUPS.items() for kind in kinds)
    + " ELSE 'unnamed' END"
)
"""The group of a kind, in SQL; of none at all: unnamed."""

UNKNOWN = "-"

ERROR = "extraction_error"
"""The status of what the program took for a claim by mistake."""

ERRORS = f"SELECT mistaken.rowid FROM claims AS mistaken WHERE mistaken.status = '{ERROR}'"
"""Nobody said these, so nobody sees them who does not ask."""

RESULT = """claims.publication = 'published'
    AND trim(coalesce(claims.rationale, ''), ' ' || char(9, 10, 13)) > ''
    AND claims.status IN (SELECT key FROM statuses WHERE published AND kind <> 'workflow')
    AND (claims.status NOT IN (SELECT key FROM statuses WHERE kind = 'verdict')
        OR EXISTS (SELECT 1 FROM evidence WHERE claim_id = claims.id AND removed_at IS NULL))"""
"""What the public is told as checked: published with its reason, a verdict with evidence too. A
status that was set by SQL alone may be called published and lack these."""

_EVIDENCED = """SELECT judged.rowid FROM evidence AS e
    JOIN claims AS judged ON judged.id = e.claim_id WHERE e.removed_at IS NULL"""

HAVING = {
    # Who was merged with somebody counts as one with them, whichever of their keys is given.
    "speaker": """claims.speaker_id IN (SELECT id FROM speakers WHERE whole_id IN (
        SELECT whole_id FROM speakers WHERE id IN ({marks})))""",
    # Whose speaker is not known is one of no name.
    "speaker_kind": f"""coalesce(claims.speaker_id, '') IN (SELECT key FROM (
        SELECT s.id AS key, {GROUPED.format("w.kind")} AS found
        FROM speakers AS s JOIN speakers AS w ON w.id = s.whole_id
        UNION ALL SELECT '', 'unnamed') WHERE found IN ({{marks}}))""",
    "outlet": "claims.outlet_id IN (SELECT whole_id FROM outlets WHERE id IN ({marks}))",
    "outlet_group": "claims.outlet_id IN (SELECT whole_id FROM outlets WHERE id IN ({marks}))",
    # By way of the few readings, not of all claims.
    "reading": """claims.id IN (
        SELECT claim_id FROM readings WHERE NOT known AND 'other' IN ({marks}))""",
    # What has no result yet is no draft, as on the cards. Results are few, drafts nearly all.
    "publication": """claims.status <> 'unreviewed' AND claims.publication IN ({marks})
        AND +claims.status IN (SELECT key FROM statuses WHERE kind <> 'workflow')""",
    "evidence": f"claims.rowid IN ({_EVIDENCED} AND 'some' IN ({{marks}}))",
    "edited": """claims.rowid IN (SELECT number FROM (
        SELECT hand.rowid AS number, 'entered' AS how FROM claims AS hand
        WHERE hand.origin = 'person'
        UNION ALL SELECT hand.rowid, 'corrected' FROM claims AS hand
        WHERE hand.edited AND +hand.origin <> 'person') WHERE how IN ({marks}))""",
    # Nothing is awaited in a public copy, which holds no act of anybody.
    "second": """claims.id IN (SELECT claim_id FROM (
        SELECT claim_id, iif(max(finding = 'objected'), 'disputed', 'confirmed') AS found
        FROM second_readings WHERE ended IS NULL GROUP BY claim_id
        UNION ALL
        SELECT judged.id, 'awaited' FROM claims AS judged
        WHERE judged.status IN (SELECT key FROM statuses WHERE kind <> 'workflow' AND published)
          AND +judged.publication <> 'withdrawn' AND EXISTS (SELECT 1 FROM acts)
          AND NOT EXISTS (SELECT 1 FROM second_readings AS r
            WHERE r.claim_id = judged.id AND r.ended IS NULL)
        ) WHERE found IN ({marks}))""",
    "assigned": "claims.id IN (SELECT claim_id FROM assignments WHERE actor IN ({marks}))",
    # What was undone does not count, nor does the undoing.
    "judged": """claims.id IN (SELECT act.claim_id FROM acts AS act
        WHERE act.kind = 'status' AND act.actor IN ({marks})
        AND NOT EXISTS (SELECT 1 FROM acts AS u WHERE u.kind = 'undid' AND u.record = act.batch)
        AND NOT EXISTS (SELECT 1 FROM acts AS u WHERE u.kind = 'undid' AND u.batch = act.batch))""",
    # By others, after what one marked as seen (or the last 10,000 acts), and after what one did to
    # the claim oneself.
    "changed": """claims.id IN (SELECT act.claim_id FROM (SELECT {marks} AS id) AS me
        CROSS JOIN acts AS act
        WHERE act.id > coalesce((SELECT looked.act FROM looked WHERE looked.actor = me.id),
            (SELECT max(id) - 10000 FROM acts), 0)
        AND act.actor <> me.id AND act.claim_id IS NOT NULL
        AND act.id > coalesce((SELECT max(own.id) FROM acts AS own
            WHERE own.claim_id = act.claim_id AND own.actor = me.id), 0))""",
}
"""What a value of a filter asks for, where that is more than the value of a column."""

NONE = {
    "evidence": f"claims.rowid NOT IN ({_EVIDENCED})",
    "assigned": """claims.rowid NOT IN (SELECT given.rowid FROM assignments
        JOIN claims AS given ON given.id = assignments.claim_id)""",
}
"""The same of the value that asks for nothing there."""


def one_of(name: str, column: str, values: tuple[str, ...], same: str) -> tuple[str, list[str]]:
    said = [value for value in values if value != UNKNOWN]
    alternatives, parameters = [], list[str]()
    if UNKNOWN in values:
        alternatives.append(NONE.get(name, f"{column} IS NULL"))
    if name == "month":
        years = [value for value in said if len(value) == 4]
        said = [value for value in said if len(value) != 4]
        for year in years:
            alternatives.append(f"{column} BETWEEN ? AND ?")
            parameters += [f"{year}-00", f"{year}-99"]
    if said:
        condition = same or f"{column} IN ({{marks}})"
        alternatives.append(condition.format(marks=", ".join("?" * len(said))))
    return " OR ".join(alternatives), parameters + said
