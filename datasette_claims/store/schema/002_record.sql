-- Step 2: the record of a claim. What people did is one log; what the program reads where a person
-- has worked stands beside their claim, not on it; an article may have many addresses.

-- claims.revision: Counts every change of the judgement (status, reason, publication) and of who said what; evidence and notes do not move it
-- claims.flag: not_in_article: its newest text no longer says this; not_extracted: newer rules no longer find it, and nobody has worked on it

CREATE TABLE acts ( -- What people did, in order; append-only, never published
    id INTEGER PRIMARY KEY, -- Number
    at TEXT NOT NULL, -- When
    actor TEXT NOT NULL DEFAULT 'unknown', -- Who; unknown where the change came by another way than the program's pages
    kind TEXT NOT NULL, -- status, evidence_added, evidence_removed, note, correction, entered, carried, took_over, refused, dropped, merge, rename, article_corrected, vocabulary or guards_restored
    claim_id TEXT REFERENCES claims(id), -- The claim that it was about, if it was about one
    record TEXT, -- Key of the row that it made or changed
    revision INTEGER, -- The claim's revision afterwards
    was TEXT, -- What it was before, as JSON
    became TEXT, -- What it became, as JSON
    reason TEXT, -- The words that were given for it
    batch TEXT -- Acts that were sent together share it
);
CREATE INDEX acts_claim ON acts(claim_id);
CREATE INDEX acts_record ON acts(kind, record);
CREATE INDEX acts_actor ON acts(actor, at);
CREATE INDEX acts_at ON acts(at);
CREATE INDEX acts_batch ON acts(batch) WHERE batch IS NOT NULL;

CREATE TABLE relations ( -- How two claims belong together, and what people made of it
    claim_id TEXT NOT NULL REFERENCES claims(id), -- The claim that a person worked on
    other_id TEXT NOT NULL REFERENCES claims(id), -- The claim that it is compared with
    kind TEXT NOT NULL, -- reads_now: the article was changed and now says the other one
    state TEXT NOT NULL DEFAULT 'suggested', -- suggested by the program; accepted (reason and evidence were carried over) or refused by a person
    at TEXT NOT NULL, -- When it came to this state
    decided_by TEXT, -- Who accepted or refused it; never published
    PRIMARY KEY (claim_id, other_id, kind)
);
CREATE INDEX relations_other ON relations(other_id);

CREATE TABLE readings ( -- What the program now reads where a claim stands that a person has worked on; never published
    id INTEGER PRIMARY KEY, -- Number
    claim_id TEXT NOT NULL REFERENCES claims(id), -- The claim, which stays as the person left it
    known INTEGER NOT NULL DEFAULT 0 CHECK (known IN (0, 1)), -- 1: the reading that the person corrected, or has seen and left: not told again
    text TEXT, -- Its words; empty: the program reads no claim here
    speaker_id TEXT, -- Key of its speaker, who need not be among the speakers yet
    speaker TEXT, -- Its speaker's name
    speaker_kind TEXT, -- person, organisation, state, document, outlet, group or unnamed
    type TEXT, -- direct, indirect or mixed
    kind TEXT, -- say, demand, promise, deny and so on
    modality TEXT, -- negated, hypothetical, future or empty
    cue TEXT, -- Reporting word or phrase
    source TEXT, -- Source as printed
    role TEXT, -- Title or office that stands with the source
    context TEXT, -- Sentence or sentences that it stands in
    said_as TEXT, -- Words that tell when it was said
    said_on TEXT, -- Date that they resolve to
    said_precision TEXT, -- How precise that date is
    confidence REAL, -- How sure the extraction is that the article says so
    rule TEXT, -- Extraction rule that found it
    position INTEGER, -- First character in articles.text
    spans TEXT, -- Its spans as JSON: [part, start, end], …
    extractor TEXT NOT NULL, -- Program and version that reads it so
    at TEXT NOT NULL -- When it first did
);
CREATE INDEX readings_claim ON readings(claim_id);

CREATE TABLE article_addresses ( -- Every address under which an article was seen, and the file that gave it; never published
    address TEXT NOT NULL, -- Address as it was given
    article_id TEXT NOT NULL REFERENCES articles(id), -- The article
    loaded_from TEXT NOT NULL DEFAULT '', -- The file that gave it; empty where no load did
    page TEXT, -- The address without what mostly tells no page (scheme, www., m., amp, trackers): by it the article is found again
    first_seen TEXT NOT NULL, -- When that file first gave it
    last_seen TEXT NOT NULL, -- When a text that was not known last came from there
    PRIMARY KEY (address, article_id, loaded_from)
);
CREATE INDEX article_addresses_article ON article_addresses(article_id);
CREATE INDEX article_addresses_page ON article_addresses(page);
CREATE INDEX article_addresses_file ON article_addresses(loaded_from);

-- Two texts may claim one address (a home page given as the address of each).
DROP INDEX articles_url;
CREATE INDEX articles_url ON articles(url) WHERE url IS NOT NULL;

-- Of many articles with one text (a wire story, an error page) those without an address come first.
DROP INDEX articles_text_hash;
CREATE INDEX articles_text_hash ON articles(text_hash, url);

-- The next load folds them: SQL cannot.
INSERT INTO article_addresses (address, article_id, loaded_from, first_seen, last_seen)
SELECT url, id, coalesce(loaded_from, ''), loaded_at, loaded_at FROM articles WHERE url IS NOT NULL;

ALTER TABLE _change_context ADD COLUMN batch TEXT; -- What the acts of this transaction share
ALTER TABLE _change_context ADD COLUMN form INTEGER NOT NULL DEFAULT 1; -- 1: by the program's own forms, which say with a status what becomes of its reason and publication

DELETE FROM _change_context; -- nobody lends a name to what comes

CREATE TABLE _change_before ( -- How a row stood before a change that is being made now; empty between changes
    kind TEXT NOT NULL, -- Kind of the act that will tell of it
    record TEXT NOT NULL, -- Key of the row
    was TEXT NOT NULL, -- How it stood, as JSON
    PRIMARY KEY (kind, record)
);

-- What was done before there was a log.
INSERT INTO acts (at, actor, kind, claim_id, record, was, became, reason)
SELECT at, actor, kind, claim_id, record, was, became, reason FROM (
    SELECT
        1 AS turn, created_at AS at, 'unknown' AS actor, 'entered' AS kind, id AS claim_id,
        id AS record, NULL AS was, NULL AS became, NULL AS reason
    FROM claims WHERE origin = 'person'
    UNION ALL
    SELECT
        2, updated_at, 'unknown', 'correction', id, id, NULL,
        json_object('text', text, 'speaker_id', speaker_id, 'kind', kind, 'modality', modality), NULL
    FROM claims WHERE edited AND origin = 'machine'
    UNION ALL
    SELECT 3, added_at, added_by, 'evidence_added', claim_id, id, NULL, json_object('url', url), NULL FROM evidence
    UNION ALL
    SELECT 4, removed_at, coalesce(removed_by, 'unknown'), 'evidence_removed', claim_id, id, json_object('url', url), NULL, NULL
    FROM evidence WHERE removed_at IS NOT NULL
    UNION ALL
    SELECT
        5, at, actor, 'status', claim_id, id, json_object('status', from_status),
        json_object('status', to_status, 'publication', publication), reason
    FROM status_history
    UNION ALL
    SELECT 6, at, actor, 'note', claim_id, id, NULL, NULL, NULL FROM review_notes
) ORDER BY at, turn, CAST(record AS INTEGER);
