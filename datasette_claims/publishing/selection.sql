-- Which claims leave in a public copy, and as what. Runs on a private copy of the working database;
-- everything here is a temporary table beside it. `asked` is what this copy was asked to be.

-- One row a claim. What the claim page refuses to publish does not leave either, whichever way it was
-- published: a result needs its reason, a verdict its evidence too. A withdrawn one leaves a tombstone if
-- it ever was public, also while somebody drafts anew, until something is published again; a history row
-- without its actor came out of a public copy. What newer texts or rules no longer have leaves only with
-- a published verdict. So does what a person entered or corrected: its words are a draft of their own,
-- except those of a tombstone, which were public, as long as nobody has corrected them since.
CREATE TEMP TABLE standing AS
WITH withdrawals AS (
    SELECT claim_id, max(id) AS id FROM status_history AS w
    WHERE publication = 'withdrawn' AND EXISTS (
        SELECT 1 FROM status_history AS h
        WHERE h.claim_id = w.claim_id AND h.id <= w.id
          AND (h.publication = 'published' OR h.actor = 'not published'))
    GROUP BY claim_id
), tombstones AS (
    SELECT claim_id FROM withdrawals AS w
    WHERE NOT EXISTS (
        SELECT 1 FROM status_history AS h JOIN statuses ON statuses.key = h.to_status
        WHERE h.claim_id = w.claim_id AND h.id > w.id AND h.publication = 'published'
          AND statuses.kind <> 'workflow' AND statuses.published AND trim(coalesce(h.reason, '')) <> ''
          AND (statuses.kind <> 'verdict' OR h.evidence_count > 0))
      AND NOT EXISTS (
        SELECT 1 FROM acts AS a
        WHERE a.claim_id = w.claim_id AND a.kind NOT IN ('status', 'note')
          AND a.kind NOT LIKE 'evidence%'
          AND a.id > (SELECT max(id) FROM acts WHERE kind = 'status' AND record = CAST(w.id AS TEXT)))
), judged AS (
    SELECT
        claims.id, claims.status, claims.rationale, claims.publication, claims.flag,
        claims.created_at, statuses.kind, coalesce(statuses.published, 0) AS may_leave,
        claims.origin = 'person' OR claims.edited AS by_hand,
        claims.id IN (SELECT claim_id FROM tombstones) AS tombstone,
        EXISTS (SELECT 1 FROM status_history AS h
                WHERE h.claim_id = claims.id
                  AND (h.publication = 'published' OR h.actor = 'not published')) AS was_public,
        EXISTS (SELECT 1 FROM evidence AS e
                WHERE e.claim_id = claims.id AND e.removed_at IS NULL) AS has_evidence,
        EXISTS (SELECT 1 FROM status_history AS h WHERE h.claim_id = claims.id)
            OR EXISTS (SELECT 1 FROM evidence AS e WHERE e.claim_id = claims.id) AS has_work
    FROM claims LEFT JOIN statuses ON statuses.key = claims.status
)
SELECT
    *,
    CASE
        WHEN NOT may_leave THEN 'never'
        WHEN publication = 'published' AND kind <> 'workflow'
            AND trim(coalesce(rationale, '')) <> ''
            AND (kind <> 'verdict' OR has_evidence) THEN 'published'
        WHEN tombstone THEN 'withdrawn'
        WHEN by_hand THEN 'by hand'
        WHEN flag IS NOT NULL THEN 'flagged'
        WHEN publication = 'published' THEN 'incomplete'
        WHEN was_public THEN 'reopened'
        WHEN has_work THEN 'draft'
        ELSE 'unreviewed'
    END AS standing
FROM judged;

-- Who sets `unreviewed` to "never published" wants only published verdicts in the copy.
UPDATE standing SET standing = 'never'
WHERE standing IN ('incomplete', 'reopened', 'draft', 'unreviewed')
  AND NOT (SELECT published FROM statuses WHERE key = 'unreviewed');

-- Or says so for this copy alone (--reviewed-only).
UPDATE standing SET standing = 'unchecked'
WHERE standing IN ('incomplete', 'reopened', 'draft', 'unreviewed')
  AND (SELECT reviewed_only FROM asked);

CREATE UNIQUE INDEX temp.standing_id ON standing(id);

-- The public part of the history: what was published since the last withdrawal, and each withdrawal
-- with the reason that was given for it (a reason that stood there before was given for something
-- else, perhaps in a draft). Each row starts from the public row before it, never from a draft.
CREATE TEMP TABLE leaving_history AS
WITH steps AS (
    SELECT
        h.*, standing.standing,
        lag(h.reason) OVER earlier AS reason_before,
        max(h.publication = 'published' OR h.actor = 'not published') OVER earlier AS been_public,
        (SELECT max(id) FROM status_history AS w
         WHERE w.claim_id = h.claim_id AND w.publication = 'withdrawn') AS last_withdrawn,
        coalesce(statuses.published, 0) AS may_leave
    FROM status_history AS h
    JOIN standing ON standing.id = h.claim_id AND standing.standing IN ('published', 'withdrawn')
    LEFT JOIN statuses ON statuses.key = h.to_status
    WINDOW earlier AS (
        PARTITION BY h.claim_id ORDER BY h.id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
), shown AS (
    SELECT
        id, claim_id, at, publication,
        iif(publication = 'withdrawn', 'unreviewed', to_status) AS to_status,
        iif(publication = 'published' OR reason IS NOT reason_before, reason, NULL) AS reason
    FROM steps
    WHERE (publication = 'published' AND may_leave AND id > coalesce(last_withdrawn, 0)
            AND standing = 'published')
       OR (publication = 'withdrawn' AND been_public)
)
SELECT *, lag(to_status, 1, 'unreviewed') OVER (PARTITION BY claim_id ORDER BY id) AS from_status
FROM shown;

CREATE UNIQUE INDEX temp.leaving_history_id ON leaving_history(id);
CREATE INDEX temp.leaving_history_claim ON leaving_history(claim_id, id);

CREATE TEMP TABLE leaving_evidence AS
SELECT evidence.id, evidence.claim_id, evidence.added_at
FROM evidence
JOIN standing ON standing.id = evidence.claim_id AND standing.standing = 'published'
WHERE evidence.removed_at IS NULL;

CREATE UNIQUE INDEX temp.leaving_evidence_id ON leaving_evidence(id);
CREATE INDEX temp.leaving_evidence_claim ON leaving_evidence(claim_id);

-- Revision and time of change count what is public: they would tell of drafts otherwise.
CREATE TEMP TABLE leaving AS
SELECT
    id, standing,
    iif(standing = 'published', status, 'unreviewed') AS status,
    CASE standing
        WHEN 'published' THEN rationale
        WHEN 'withdrawn' THEN
            (SELECT reason FROM leaving_history AS h WHERE h.claim_id = standing.id
             ORDER BY h.id DESC LIMIT 1)
    END AS rationale,
    iif(standing IN ('published', 'withdrawn'), standing, 'draft') AS publication,
    1 + (SELECT count(*) FROM leaving_history AS h WHERE h.claim_id = standing.id) AS revision,
    max(created_at,
        coalesce((SELECT max(at) FROM leaving_history AS h WHERE h.claim_id = standing.id), ''),
        coalesce((SELECT max(added_at) FROM leaving_evidence AS e WHERE e.claim_id = standing.id), '')
    ) AS updated_at
FROM standing
WHERE standing NOT IN ('never', 'unchecked', 'by hand', 'flagged');

CREATE UNIQUE INDEX temp.leaving_id ON leaving(id);
