-- Step 4: the desk, where people check claims one after another.

-- acts.kind: status, evidence_added, evidence_removed, note, correction, spans, entered, split, united, carried, took_over, refused, dropped, undid, assigned, many, parted, joined, confirmed, objected, merge, rename, article_added, article_corrected, vocabulary or guards_restored
-- acts.batch: Acts that were saved together share it; an act of kind undid names one as its record

CREATE TABLE leases ( -- Who is at which claim just now, so that two people in one queue get different ones; never published
    claim_id TEXT PRIMARY KEY REFERENCES claims(id), -- The claim
    actor TEXT NOT NULL, -- Who is at it, or gets it next
    until TEXT NOT NULL -- When it is anybody's again
);
CREATE INDEX leases_actor ON leases(actor, until);

-- Second readings: whether somebody else finds a judgement right. One is about the status and the
-- reason that it saw, and ends with them; triggers see to that, whichever way they change.
CREATE TABLE second_readings ( -- What a second reader found of a judgement, ended ones included; never published
    id INTEGER PRIMARY KEY, -- Number
    claim_id TEXT NOT NULL REFERENCES claims(id), -- The claim
    finding TEXT NOT NULL CHECK (finding IN ('confirmed', 'objected')), -- confirmed or objected
    reason TEXT, -- Why they object
    status TEXT NOT NULL, -- The status that they read
    rationale TEXT, -- Its reason
    revision INTEGER NOT NULL, -- The claim's revision that they read
    at TEXT NOT NULL, -- When
    actor TEXT NOT NULL, -- Who
    ended TEXT CHECK (ended IN ('judged_anew', 'taken_back')), -- judged_anew: status, reason or words are others now; taken_back: the reader did; empty while it holds
    ended_at TEXT, -- When it ended
    ended_revision INTEGER -- The claim's revision with which it ended; undoing that change makes it hold again
);
CREATE INDEX second_readings_claim ON second_readings(claim_id);
CREATE INDEX second_readings_holding ON second_readings(finding, claim_id) WHERE ended IS NULL;

ALTER TABLE _change_context ADD COLUMN confirms INTEGER NOT NULL DEFAULT 0; -- 1 where publishing waits for a second reader

CREATE INDEX claims_edited ON claims(edited) WHERE edited;
CREATE INDEX claims_results ON claims(publication, dated, status) WHERE status <> 'unreviewed';

-- In what order to look. What a claim's words show is told by extraction, which SQL is not: what has to
-- be looked at (again) has no features, and the next load, upgrade or change of the program does it.
ALTER TABLE claims ADD COLUMN features TEXT; -- What its words show of how well it can be checked, in single words; empty: to be looked at; never published
ALTER TABLE claims ADD COLUMN checkable INTEGER; -- How well it can be checked, by its features and reach; says nothing about truth or importance; never published
ALTER TABLE claims ADD COLUMN reach INTEGER; -- Outlets that had it, copies joined, when it was looked at; never published

CREATE INDEX claims_not_rated ON claims(article_id) WHERE features IS NULL;
CREATE INDEX claims_checkable ON claims(checkable DESC) WHERE checkable IS NOT NULL;
CREATE INDEX claims_status_checkable ON claims(status, checkable DESC);
CREATE INDEX claims_status_speaker ON claims(status, speaker_id);

-- What somebody judged today, out of the index alone.
CREATE INDEX acts_done ON acts(actor, kind, at, batch, claim_id);

ALTER TABLE evidence ADD COLUMN file_hash TEXT; -- SHA-256 of a file that was looked at; the file itself is not kept. Never published: whoever has a file could tell by it which copy of it the desk was given

CREATE TABLE assignments ( -- Who is to check which claim; never published
    claim_id TEXT PRIMARY KEY REFERENCES claims(id), -- The claim
    actor TEXT NOT NULL, -- Who is to check it
    at TEXT NOT NULL, -- Since when
    given_by TEXT NOT NULL -- Who said so
);
CREATE INDEX assignments_actor ON assignments(actor);

CREATE TABLE looked ( -- Up to where somebody has seen what others did; never published
    actor TEXT PRIMARY KEY, -- Who
    act INTEGER NOT NULL, -- The last act that they have seen
    at TEXT NOT NULL -- When they said so
);
