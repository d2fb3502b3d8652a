-- Step 1: a claims database as 0.1.0 made it. Frozen: later steps change it, nobody edits this file.
-- Public tables have plain names: researchers
-- write SQL against them. The comment behind a column is its description everywhere (metadata.json
-- carries the same words; a test compares them). Keys of articles, outlets, speakers and claims are
-- derived from content, so a rebuild or another machine gives the same ones.
-- Times are UTC, ISO 8601. Offsets are Unicode code points, end exclusive.

CREATE TABLE outlets ( -- News outlets that published the articles
    id TEXT NOT NULL PRIMARY KEY, -- Key made from the name
    name TEXT NOT NULL, -- Name as printed, in its fullest form
    url TEXT, -- Home page, if known
    merged_into TEXT REFERENCES outlets(id), -- The outlet that this one turned out to be; set by a person
    whole_id TEXT REFERENCES outlets(id) -- The outlet that it counts as: the last of its merges, or itself; kept by triggers
);

CREATE TABLE articles ( -- Articles as they were loaded; the text is never altered
    id TEXT NOT NULL PRIMARY KEY, -- Key made from the address, or from the text where there is no address
    url TEXT, -- Address of the original page
    title TEXT, -- Headline
    outlet_id TEXT REFERENCES outlets(id), -- Outlet that published it
    byline TEXT, -- Author line as printed
    place TEXT, -- Place named in the dateline
    published TEXT, -- Date (or date and time) of publication
    language TEXT, -- Language code, as found or as given
    text TEXT NOT NULL, -- Text as loaded; all offsets refer to it
    text_hash TEXT NOT NULL, -- SHA-256 of the text
    loaded_at TEXT NOT NULL, -- When this text was loaded
    loaded_from TEXT, -- Where it was loaded from; never published
    given TEXT NOT NULL DEFAULT '', -- Which details its source or an option gave; the others were found in the text
    edited INTEGER NOT NULL DEFAULT 0 CHECK (edited IN (0, 1)) -- 1: a person corrected its details; the loader leaves them alone
);

CREATE TABLE article_versions ( -- Earlier texts of articles whose page or file changed
    id INTEGER PRIMARY KEY, -- Number
    article_id TEXT NOT NULL REFERENCES articles(id), -- The article
    title TEXT, -- Headline then
    text TEXT NOT NULL, -- Text then
    text_hash TEXT NOT NULL, -- SHA-256 of that text
    loaded_at TEXT NOT NULL, -- When that text had been loaded
    replaced_at TEXT NOT NULL, -- When a newer text took its place
    UNIQUE (article_id, text_hash, loaded_at)
);

CREATE TABLE article_links ( -- What an article points to: related articles and secondary sources
    id INTEGER PRIMARY KEY, -- Number
    article_id TEXT NOT NULL REFERENCES articles(id), -- The article that points
    kind TEXT NOT NULL CHECK (kind IN ('related', 'secondary_source')), -- related (“Baca Juga”) or secondary_source (“dilansir dari …”)
    name TEXT NOT NULL, -- Headline or name of what it points to, as printed
    url TEXT, -- Address, if the article gives one
    start INTEGER NOT NULL, -- First character in articles.text
    end INTEGER NOT NULL, -- Character after the last one
    UNIQUE (article_id, kind, start, end)
);

CREATE TABLE speakers ( -- People, organisations, states and documents that are quoted
    id TEXT NOT NULL PRIMARY KEY, -- Key made from the name; with the article's key where the name alone cannot tell who it is
    name TEXT NOT NULL, -- Fullest name, without titles and offices
    kind TEXT NOT NULL, -- person, organisation, state, document, outlet, group or unnamed
    merged_into TEXT REFERENCES speakers(id), -- The speaker that this one turned out to be; set by a person
    whole_id TEXT REFERENCES speakers(id) -- The speaker that it counts as: the last of its merges, or itself; kept by triggers
);

CREATE TABLE speaker_aliases ( -- Names under which a speaker was quoted
    speaker_id TEXT NOT NULL REFERENCES speakers(id), -- The speaker
    alias TEXT NOT NULL, -- Source as printed
    PRIMARY KEY (speaker_id, alias)
);

CREATE TABLE statuses ( -- The words for where a claim stands; edit labels here, retire rather than delete
    key TEXT NOT NULL PRIMARY KEY, -- Key used in claims.status
    kind TEXT NOT NULL CHECK (kind IN ('workflow', 'outcome', 'verdict')), -- workflow (not judged yet), outcome (judged, says nothing about truth) or verdict
    label_en TEXT NOT NULL, -- English label
    label_id TEXT NOT NULL, -- Indonesian label
    definition TEXT NOT NULL, -- When to use it
    rating INTEGER CHECK (rating BETWEEN 1 AND 5), -- Value of 5 for ClaimReview; empty where no number fits
    colour TEXT NOT NULL, -- Name of a colour in the style sheet's palette
    position INTEGER NOT NULL, -- Order in lists
    shortcut TEXT, -- Key that sets it in the review queue
    published INTEGER NOT NULL DEFAULT 1 CHECK (published IN (0, 1)), -- 0: claims in this status never leave in a public copy
    active INTEGER NOT NULL DEFAULT 1 CHECK (active IN (0, 1)) -- 0: retired, no longer offered
);

CREATE TABLE claims ( -- Attributed claims: who said what, where in which article
    id TEXT NOT NULL PRIMARY KEY DEFAULT ('c' || lower(hex(randomblob(6)))), -- Key made from the article, the words and their place among equal ones; random for a claim entered by hand
    article_id TEXT NOT NULL REFERENCES articles(id), -- Article that it stands in
    speaker_id TEXT REFERENCES speakers(id), -- Who said it, resolved to the fullest name in the article
    text TEXT NOT NULL, -- What was claimed, in the exact words of the article
    type TEXT NOT NULL CHECK (type IN ('direct', 'indirect', 'mixed')), -- direct (all within quotation marks), indirect (none) or mixed
    kind TEXT NOT NULL, -- say, demand, promise, deny, accuse, warn, believe, support, criticise and so on
    modality TEXT CHECK (modality IN ('negated', 'hypothetical', 'future')), -- Empty: was said; else negated (was not said), hypothetical or future
    cue TEXT, -- Reporting word or phrase as printed; empty for a continued quotation
    source TEXT, -- Source as printed; empty for a continued quotation
    role TEXT, -- Title or office that stands with the source here
    context TEXT NOT NULL, -- Sentence or sentences that it stands in
    said_as TEXT, -- Words of the article that tell when it was said
    said_on TEXT, -- Date that they resolve to
    said_precision TEXT CHECK (said_precision IN ('day', 'month', 'year')), -- How precise that date is
    confidence REAL NOT NULL DEFAULT 1 CHECK (confidence BETWEEN 0 AND 1), -- How sure the extraction is that the article says so; nothing about truth
    rule TEXT NOT NULL DEFAULT 'by-hand', -- Extraction rule that found it
    extractor TEXT NOT NULL DEFAULT 'person', -- Program and version that gave it its present form
    origin TEXT NOT NULL DEFAULT 'machine' CHECK (origin IN ('machine', 'person')), -- machine, or person for a claim entered by hand
    edited INTEGER NOT NULL DEFAULT 0 CHECK (edited IN (0, 1)), -- 1: a person corrected it; the loader leaves it alone
    flag TEXT CHECK (flag IN ('not_in_article', 'not_extracted')), -- not_in_article: a newer text no longer has it; not_extracted: newer rules no longer find it
    position INTEGER, -- First character in articles.text, for reading order
    outlet_id TEXT REFERENCES outlets(id), -- Outlet of the article, merges followed
    language TEXT, -- Language of the article
    published TEXT, -- Publication date of the article
    status TEXT NOT NULL DEFAULT 'unreviewed' REFERENCES statuses(key), -- Where it stands; see statuses
    rationale TEXT, -- Reason for the status, written for the public
    publication TEXT NOT NULL DEFAULT 'draft' CHECK (publication IN ('draft', 'published', 'withdrawn')), -- Whether the status may leave in a public copy: draft, published or withdrawn
    revision INTEGER NOT NULL DEFAULT 1, -- Counts every change by a person, and every one by better rules of who said what
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')), -- When it was first found or entered
    updated_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ', 'now')), -- When it was last changed
    dated TEXT GENERATED ALWAYS AS (coalesce(said_on, substr(published, 1, 10))) VIRTUAL, -- Date said, else date published
    month TEXT GENERATED ALWAYS AS (substr(coalesce(said_on, published), 1, 7)) VIRTUAL -- Month of that date
);

CREATE TABLE claim_spans ( -- Where the parts of a claim stand in its article
    claim_id TEXT NOT NULL REFERENCES claims(id), -- The claim
    part TEXT NOT NULL CHECK (part IN ('content', 'source', 'cue')), -- content (what was claimed), source (who) or cue (the reporting word)
    start INTEGER NOT NULL CHECK (start >= 0), -- First character in articles.text
    end INTEGER NOT NULL CHECK (end > start), -- Character after the last one
    PRIMARY KEY (claim_id, part, start)
);

CREATE TABLE evidence ( -- What a verdict rests on; removed links stay, with the date of removal
    id INTEGER PRIMARY KEY, -- Number
    claim_id TEXT NOT NULL REFERENCES claims(id), -- The claim
    url TEXT NOT NULL, -- Address of the evidence (http or https)
    title TEXT, -- Its title
    outlet TEXT, -- Who published it
    published TEXT, -- When it was published
    stance TEXT NOT NULL DEFAULT 'context' CHECK (stance IN ('supports', 'refutes', 'context')), -- supports, refutes or context
    quote TEXT, -- Passage that matters, quoted
    archive_url TEXT, -- Address of an archived copy
    added_at TEXT NOT NULL, -- When it was added
    added_by TEXT NOT NULL DEFAULT 'unknown', -- Who added it; never published
    removed_at TEXT, -- When it was removed, if it was
    removed_by TEXT -- Who removed it; never published
);

CREATE TABLE status_history ( -- Every change of a claim's status, reason or publication; append-only
    id INTEGER PRIMARY KEY, -- Number
    claim_id TEXT NOT NULL REFERENCES claims(id), -- The claim
    at TEXT NOT NULL, -- When
    actor TEXT NOT NULL DEFAULT 'unknown', -- Who; unknown where the change came by another way than the claim page. Never published
    from_status TEXT, -- Status before
    to_status TEXT NOT NULL, -- Status after
    reason TEXT, -- Reason given
    publication TEXT NOT NULL, -- Publication after
    evidence_count INTEGER NOT NULL -- Evidence links at that moment
);

CREATE TABLE review_notes ( -- Private working notes; never published
    id INTEGER PRIMARY KEY, -- Number
    claim_id TEXT NOT NULL REFERENCES claims(id), -- The claim
    at TEXT NOT NULL, -- When
    actor TEXT NOT NULL DEFAULT 'unknown', -- Who
    note TEXT NOT NULL -- The note
);

CREATE TABLE _change_context ( -- Who is changing claims in the transaction that is open now; empty between transactions
    actor TEXT NOT NULL, -- Who
    kind TEXT NOT NULL CHECK (kind IN ('person', 'loader', 'trigger')) -- person; loader, whose changes are not a person's; trigger, while one tidies up
);

-- One index for every column that is filtered, faceted or sorted.
CREATE UNIQUE INDEX articles_url ON articles(url) WHERE url IS NOT NULL;
CREATE INDEX articles_text_hash ON articles(text_hash);
CREATE INDEX articles_loaded_from ON articles(loaded_from);
CREATE INDEX articles_outlet ON articles(outlet_id);
CREATE INDEX articles_published ON articles(published);
CREATE INDEX articles_language ON articles(language);
CREATE INDEX article_versions_article ON article_versions(article_id);
CREATE INDEX speakers_name ON speakers(name);
CREATE INDEX speakers_kind ON speakers(kind);
CREATE INDEX speakers_merged_into ON speakers(merged_into);
CREATE INDEX speakers_whole ON speakers(whole_id);
CREATE INDEX outlets_merged_into ON outlets(merged_into);
CREATE INDEX outlets_whole ON outlets(whole_id);
CREATE INDEX speaker_aliases_alias ON speaker_aliases(alias);
CREATE INDEX claims_article ON claims(article_id, position);
CREATE INDEX claims_speaker ON claims(speaker_id, dated);
CREATE INDEX claims_status ON claims(status, dated);
CREATE INDEX claims_publication ON claims(publication);
CREATE INDEX claims_outlet ON claims(outlet_id);
CREATE INDEX claims_language ON claims(language);
CREATE INDEX claims_type ON claims(type);
CREATE INDEX claims_kind ON claims(kind);
CREATE INDEX claims_modality ON claims(modality);
CREATE INDEX claims_month ON claims(month);
CREATE INDEX claims_dated ON claims(dated);
CREATE INDEX claims_said_on ON claims(said_on);
CREATE INDEX claims_published ON claims(published);
CREATE INDEX claims_updated_at ON claims(updated_at);
CREATE INDEX claims_confidence ON claims(confidence);
CREATE INDEX claims_flag ON claims(flag);
CREATE INDEX claims_origin ON claims(origin);
CREATE INDEX evidence_claim ON evidence(claim_id);
CREATE INDEX evidence_stance ON evidence(stance);
CREATE INDEX status_history_claim ON status_history(claim_id);
CREATE INDEX status_history_at ON status_history(at);
CREATE INDEX status_history_to_status ON status_history(to_status);
CREATE INDEX review_notes_claim ON review_notes(claim_id);

-- A status must be one of the vocabulary, also where foreign keys are not enforced (the sqlite3 shell).
CREATE TRIGGER claims_status_known_on_insert BEFORE INSERT ON claims
WHEN NOT EXISTS (SELECT 1 FROM statuses WHERE key = new.status)
BEGIN SELECT raise(ABORT, 'no such status; see the table statuses'); END;

CREATE TRIGGER claims_status_known_on_update BEFORE UPDATE OF status ON claims
WHEN NOT EXISTS (SELECT 1 FROM statuses WHERE key = new.status)
BEGIN SELECT raise(ABORT, 'no such status; see the table statuses'); END;

-- No path around the history: whoever changes status, reason or publication leaves a row. A reason
-- belongs to the status it was given for: a change of status by another way than the claim page
-- (sqlite3 shell, row editing) that brings no reason takes the old one down, and what was published
-- goes back to draft until someone publishes it again.
CREATE TRIGGER claims_changed AFTER UPDATE OF status, rationale, publication ON claims
WHEN (old.status IS NOT new.status OR old.rationale IS NOT new.rationale
      OR old.publication IS NOT new.publication)
  AND NOT EXISTS (SELECT 1 FROM _change_context WHERE kind = 'trigger')
BEGIN
    INSERT INTO _change_context VALUES ('unknown', 'trigger');
    UPDATE claims SET
        rationale = CASE
            WHEN EXISTS (SELECT 1 FROM _change_context WHERE kind <> 'trigger')
              OR old.status IS new.status OR old.rationale IS NOT new.rationale
            THEN new.rationale END,
        publication = CASE
            WHEN EXISTS (SELECT 1 FROM _change_context WHERE kind <> 'trigger')
              OR old.status IS new.status OR old.publication IS NOT new.publication
            THEN new.publication ELSE 'draft' END,
        revision = old.revision + 1,
        updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
    WHERE id = new.id;
    DELETE FROM _change_context WHERE kind = 'trigger';
    INSERT INTO status_history
        (claim_id, at, actor, from_status, to_status, reason, publication, evidence_count)
    SELECT
        id, updated_at,
        coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown'),
        old.status, status, rationale, publication,
        (SELECT count(*) FROM evidence WHERE claim_id = new.id AND removed_at IS NULL)
    FROM claims WHERE id = new.id;
END;

-- A claim that enters with a status of its own too.
CREATE TRIGGER claims_entered AFTER INSERT ON claims
WHEN new.status <> 'unreviewed'
BEGIN
    INSERT INTO status_history
        (claim_id, at, actor, from_status, to_status, reason, publication, evidence_count)
    VALUES (
        new.id, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
        coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown'),
        NULL, new.status, new.rationale, new.publication,
        (SELECT count(*) FROM evidence WHERE claim_id = new.id AND removed_at IS NULL)
    );
END;

-- What a person corrects or enters is theirs: the loader leaves it alone from then on. A form that
-- sends back every column unchanged has corrected nothing.
CREATE TRIGGER claims_corrected
AFTER UPDATE OF text, speaker_id, type, kind, modality, cue, source, role, context, said_as, said_on,
    said_precision ON claims
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind IN ('loader', 'trigger'))
  AND (old.text IS NOT new.text OR old.speaker_id IS NOT new.speaker_id OR old.type IS NOT new.type
    OR old.kind IS NOT new.kind OR old.modality IS NOT new.modality OR old.cue IS NOT new.cue
    OR old.source IS NOT new.source OR old.role IS NOT new.role OR old.context IS NOT new.context
    OR old.said_as IS NOT new.said_as OR old.said_on IS NOT new.said_on
    OR old.said_precision IS NOT new.said_precision)
BEGIN
    UPDATE claims SET
        edited = 1,
        revision = old.revision + 1,
        updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
    WHERE id = new.id;
END;

CREATE TRIGGER claims_by_hand AFTER INSERT ON claims
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind IN ('loader', 'trigger'))
BEGIN
    UPDATE claims SET
        origin = 'person',
        (published, language, outlet_id) = (
            SELECT articles.published, articles.language, outlets.whole_id
            FROM articles LEFT JOIN outlets ON outlets.id = articles.outlet_id
            WHERE articles.id = new.article_id)
    WHERE id = new.id;
END;

CREATE TRIGGER spans_added AFTER INSERT ON claim_spans
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind IN ('loader', 'trigger'))
BEGIN
    SELECT raise(ABORT, 'the span ends after the end of the article') WHERE new.end > (
        SELECT length(articles.text) FROM claims JOIN articles ON articles.id = claims.article_id
        WHERE claims.id = new.claim_id);
    UPDATE claims SET edited = 1 WHERE id = new.claim_id AND origin = 'machine';
END;

CREATE TRIGGER spans_corrected AFTER UPDATE ON claim_spans
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind IN ('loader', 'trigger'))
BEGIN
    SELECT raise(ABORT, 'the span ends after the end of the article') WHERE new.end > (
        SELECT length(articles.text) FROM claims JOIN articles ON articles.id = claims.article_id
        WHERE claims.id = new.claim_id);
    UPDATE claims SET edited = 1 WHERE id IN (old.claim_id, new.claim_id) AND origin = 'machine';
END;

CREATE TRIGGER spans_removed AFTER DELETE ON claim_spans
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind IN ('loader', 'trigger'))
BEGIN
    UPDATE claims SET edited = 1 WHERE id = old.claim_id AND origin = 'machine';
END;

CREATE TRIGGER articles_corrected
AFTER UPDATE OF url, title, outlet_id, byline, place, published, language ON articles
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind IN ('loader', 'trigger'))
  AND (old.url IS NOT new.url OR old.title IS NOT new.title OR old.outlet_id IS NOT new.outlet_id
    OR old.byline IS NOT new.byline OR old.place IS NOT new.place
    OR old.published IS NOT new.published OR old.language IS NOT new.language)
BEGIN
    UPDATE articles SET edited = 1 WHERE id = new.id;
END;

-- Spans point into the text, so only the loader, which moves them along, may change it.
CREATE TRIGGER articles_text_not_edited BEFORE UPDATE OF text ON articles
WHEN old.text IS NOT new.text AND NOT EXISTS (SELECT 1 FROM _change_context WHERE kind = 'loader')
BEGIN SELECT raise(ABORT, 'the text of an article is not edited; load the changed article again'); END;

-- The copies in claims follow their article and the merges of its outlet.
CREATE TRIGGER articles_details_changed AFTER UPDATE OF published, language, outlet_id ON articles
WHEN old.published IS NOT new.published OR old.language IS NOT new.language
  OR old.outlet_id IS NOT new.outlet_id
BEGIN
    UPDATE claims SET
        published = new.published,
        language = new.language,
        outlet_id = (SELECT whole_id FROM outlets WHERE id = new.outlet_id)
    WHERE article_id = new.id;
END;

CREATE TRIGGER claims_copies_kept AFTER UPDATE OF published, language, outlet_id ON claims
WHEN EXISTS (
    SELECT 1 FROM articles LEFT JOIN outlets ON outlets.id = articles.outlet_id
    WHERE articles.id = new.article_id AND (articles.published IS NOT new.published
        OR articles.language IS NOT new.language OR outlets.whole_id IS NOT new.outlet_id))
BEGIN
    UPDATE claims SET (published, language, outlet_id) = (
        SELECT articles.published, articles.language, outlets.whole_id
        FROM articles LEFT JOIN outlets ON outlets.id = articles.outlet_id
        WHERE articles.id = new.article_id)
    WHERE id = new.id;
END;

-- Merges: whole_id is the end of the chain, so that no query has to follow one; a circle is refused.

CREATE TRIGGER outlets_entered AFTER INSERT ON outlets
WHEN new.whole_id IS NOT new.id OR new.merged_into IS NOT NULL
BEGIN
    UPDATE outlets SET merged_into = NULL, whole_id = id WHERE id = new.id;
    UPDATE outlets SET merged_into = new.merged_into WHERE id = new.id AND new.merged_into IS NOT NULL;
END;

CREATE TRIGGER outlets_not_merged_in_a_circle BEFORE UPDATE OF merged_into ON outlets
WHEN new.merged_into IS NOT NULL AND old.merged_into IS NOT new.merged_into
BEGIN
    SELECT raise(ABORT, 'no such record to merge into')
    WHERE NOT EXISTS (SELECT 1 FROM outlets WHERE id = new.merged_into);
    SELECT raise(ABORT, 'the merges would go round in a circle')
    WHERE new.id IN (
        WITH RECURSIVE above(id) AS (
            SELECT new.merged_into
            UNION SELECT merged_into FROM outlets JOIN above USING (id) WHERE merged_into IS NOT NULL)
        SELECT id FROM above);
END;

CREATE TRIGGER outlets_merged AFTER UPDATE OF merged_into ON outlets
WHEN old.merged_into IS NOT new.merged_into
BEGIN
    UPDATE outlets SET whole_id = coalesce(
        (SELECT whole_id FROM outlets AS target WHERE target.id = new.merged_into), new.id)
    WHERE id IN (
        WITH RECURSIVE below(id) AS (
            SELECT new.id
            UNION SELECT outlets.id FROM outlets JOIN below ON outlets.merged_into = below.id)
        SELECT id FROM below);
    UPDATE claims SET outlet_id = (
        SELECT outlets.whole_id FROM articles JOIN outlets ON outlets.id = articles.outlet_id
        WHERE articles.id = claims.article_id)
    WHERE article_id IN (
        SELECT articles.id FROM articles JOIN outlets ON outlets.id = articles.outlet_id
        WHERE outlets.whole_id IN (
            new.id, (SELECT whole_id FROM outlets WHERE id = new.id)));
END;

CREATE TRIGGER speakers_entered AFTER INSERT ON speakers
WHEN new.whole_id IS NOT new.id OR new.merged_into IS NOT NULL
BEGIN
    UPDATE speakers SET merged_into = NULL, whole_id = id WHERE id = new.id;
    UPDATE speakers SET merged_into = new.merged_into WHERE id = new.id AND new.merged_into IS NOT NULL;
END;

CREATE TRIGGER speakers_not_merged_in_a_circle BEFORE UPDATE OF merged_into ON speakers
WHEN new.merged_into IS NOT NULL AND old.merged_into IS NOT new.merged_into
BEGIN
    SELECT raise(ABORT, 'no such record to merge into')
    WHERE NOT EXISTS (SELECT 1 FROM speakers WHERE id = new.merged_into);
    SELECT raise(ABORT, 'the merges would go round in a circle')
    WHERE new.id IN (
        WITH RECURSIVE above(id) AS (
            SELECT new.merged_into
            UNION SELECT merged_into FROM speakers JOIN above USING (id) WHERE merged_into IS NOT NULL)
        SELECT id FROM above);
END;

CREATE TRIGGER speakers_merged AFTER UPDATE OF merged_into ON speakers
WHEN old.merged_into IS NOT new.merged_into
BEGIN
    UPDATE speakers SET whole_id = coalesce(
        (SELECT whole_id FROM speakers AS target WHERE target.id = new.merged_into), new.id)
    WHERE id IN (
        WITH RECURSIVE below(id) AS (
            SELECT new.id
            UNION SELECT speakers.id FROM speakers JOIN below ON speakers.merged_into = below.id)
        SELECT id FROM below);
END;

-- Evidence is part of what an editor has seen, so it moves the revision on.
CREATE TRIGGER evidence_added AFTER INSERT ON evidence
BEGIN
    UPDATE claims SET revision = revision + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
    WHERE id = new.claim_id;
END;

CREATE TRIGGER evidence_changed AFTER UPDATE ON evidence
BEGIN
    UPDATE claims SET revision = revision + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
    WHERE id = new.claim_id;
END;

-- Nothing a person did is ever lost.
CREATE TRIGGER evidence_not_deleted BEFORE DELETE ON evidence
BEGIN SELECT raise(ABORT, 'evidence is not deleted; set removed_at instead'); END;

CREATE TRIGGER history_not_changed BEFORE UPDATE ON status_history
BEGIN SELECT raise(ABORT, 'the status history is append-only'); END;

CREATE TRIGGER history_not_deleted BEFORE DELETE ON status_history
BEGIN SELECT raise(ABORT, 'the status history is append-only'); END;

CREATE TRIGGER history_not_replaced BEFORE INSERT ON status_history
WHEN EXISTS (SELECT 1 FROM status_history WHERE id = new.id)
BEGIN SELECT raise(ABORT, 'the status history is append-only'); END;

CREATE TRIGGER evidence_not_replaced BEFORE INSERT ON evidence
WHEN EXISTS (SELECT 1 FROM evidence WHERE id = new.id)
BEGIN SELECT raise(ABORT, 'this evidence exists; add another'); END;

-- REPLACE deletes without asking the triggers that guard deletion, so it is not let near.
CREATE TRIGGER claims_not_replaced BEFORE INSERT ON claims
WHEN EXISTS (SELECT 1 FROM claims WHERE id = new.id)
BEGIN SELECT raise(ABORT, 'this claim exists; update it'); END;

CREATE TRIGGER articles_not_replaced BEFORE INSERT ON articles
WHEN EXISTS (SELECT 1 FROM articles WHERE id = new.id)
BEGIN SELECT raise(ABORT, 'this article exists; update it'); END;

CREATE TRIGGER speakers_not_replaced BEFORE INSERT ON speakers
WHEN EXISTS (SELECT 1 FROM speakers WHERE id = new.id)
BEGIN SELECT raise(ABORT, 'this speaker exists; update it'); END;

CREATE TRIGGER outlets_not_replaced BEFORE INSERT ON outlets
WHEN EXISTS (SELECT 1 FROM outlets WHERE id = new.id)
BEGIN SELECT raise(ABORT, 'this outlet exists; update it'); END;

CREATE TRIGGER speakers_in_use_not_deleted BEFORE DELETE ON speakers
WHEN EXISTS (SELECT 1 FROM claims WHERE speaker_id = old.id)
  OR EXISTS (SELECT 1 FROM speakers WHERE merged_into = old.id)
BEGIN SELECT raise(ABORT, 'the speaker is in use; set merged_into instead'); END;

CREATE TRIGGER outlets_in_use_not_deleted BEFORE DELETE ON outlets
WHEN EXISTS (SELECT 1 FROM articles WHERE outlet_id = old.id)
  OR EXISTS (SELECT 1 FROM outlets WHERE merged_into = old.id)
BEGIN SELECT raise(ABORT, 'the outlet is in use; set merged_into instead'); END;

CREATE TRIGGER claims_stay BEFORE UPDATE OF id, article_id ON claims
WHEN old.id IS NOT new.id OR old.article_id IS NOT new.article_id
BEGIN SELECT raise(ABORT, 'a claim keeps its key and its article'); END;

CREATE TRIGGER claims_with_work_not_deleted BEFORE DELETE ON claims
WHEN old.origin = 'person' OR old.edited
  OR EXISTS (SELECT 1 FROM status_history WHERE claim_id = old.id)
  OR EXISTS (SELECT 1 FROM evidence WHERE claim_id = old.id)
  OR EXISTS (SELECT 1 FROM review_notes WHERE claim_id = old.id)
BEGIN SELECT raise(ABORT, 'a person has worked on this claim; set a status instead of deleting it'); END;

CREATE TRIGGER articles_with_claims_not_deleted BEFORE DELETE ON articles
WHEN EXISTS (SELECT 1 FROM claims WHERE article_id = old.id)
BEGIN SELECT raise(ABORT, 'the article has claims'); END;

CREATE TRIGGER statuses_in_use_not_deleted BEFORE DELETE ON statuses
WHEN old.key = 'unreviewed' OR EXISTS (SELECT 1 FROM claims WHERE status = old.key)
  OR EXISTS (SELECT 1 FROM status_history WHERE old.key IN (from_status, to_status))
BEGIN SELECT raise(ABORT, 'the status is in use; set active to 0 instead'); END;

CREATE TRIGGER statuses_in_use_not_renamed BEFORE UPDATE OF key ON statuses
WHEN old.key IS NOT new.key AND (old.key = 'unreviewed'
  OR EXISTS (SELECT 1 FROM claims WHERE status = old.key)
  OR EXISTS (SELECT 1 FROM status_history WHERE old.key IN (from_status, to_status)))
BEGIN SELECT raise(ABORT, 'the status is in use; add a new one and retire this one'); END;

-- Full text search. The triggers name their columns: a change of status leaves the index alone, and
-- an UPDATE within another trigger cannot reach the index before the change that it follows.
CREATE VIRTUAL TABLE claims_fts USING fts5( -- Index for full text search over claims
    text, source, role, tokenize='unicode61 remove_diacritics 2', content="claims");

CREATE TRIGGER claims_ai AFTER INSERT ON claims BEGIN
    INSERT INTO claims_fts (rowid, text, source, role)
    VALUES (new.rowid, new.text, new.source, new.role);
END;

CREATE TRIGGER claims_ad AFTER DELETE ON claims BEGIN
    INSERT INTO claims_fts (claims_fts, rowid, text, source, role)
    VALUES ('delete', old.rowid, old.text, old.source, old.role);
END;

CREATE TRIGGER claims_au AFTER UPDATE OF text, source, role ON claims BEGIN
    INSERT INTO claims_fts (claims_fts, rowid, text, source, role)
    VALUES ('delete', old.rowid, old.text, old.source, old.role);
    INSERT INTO claims_fts (rowid, text, source, role)
    VALUES (new.rowid, new.text, new.source, new.role);
END;

CREATE VIRTUAL TABLE speakers_fts USING fts5( -- Index for full text search over speakers
    name, tokenize='unicode61 remove_diacritics 2', content="speakers");

CREATE TRIGGER speakers_ai AFTER INSERT ON speakers BEGIN
    INSERT INTO speakers_fts (rowid, name) VALUES (new.rowid, new.name);
END;

CREATE TRIGGER speakers_ad AFTER DELETE ON speakers BEGIN
    INSERT INTO speakers_fts (speakers_fts, rowid, name) VALUES ('delete', old.rowid, old.name);
END;

CREATE TRIGGER speakers_au AFTER UPDATE OF name ON speakers BEGIN
    INSERT INTO speakers_fts (speakers_fts, rowid, name) VALUES ('delete', old.rowid, old.name);
    INSERT INTO speakers_fts (rowid, name) VALUES (new.rowid, new.name);
END;

CREATE VIEW claims_flat AS -- One row a claim with names instead of keys: what is exported
SELECT
    claims.id,
    coalesce(whole.name, speakers.name) AS speaker, -- Who said it, merges followed
    claims.role,
    coalesce(whole.kind, speakers.kind) AS speaker_kind, -- person, organisation, state, document, outlet, group or unnamed
    claims.text AS claim, -- What was claimed, in the exact words of the article
    claims.type,
    claims.kind,
    claims.modality,
    claims.source,
    claims.cue,
    claims.context,
    claims.said_on,
    claims.said_precision,
    claims.published,
    outlets.name AS outlet, -- Outlet that published the article, merges followed
    articles.title AS article, -- Headline of the article
    articles.url, -- Address of the original page
    claims.language,
    claims.status,
    statuses.label_en AS status_label, -- The status in English words
    statuses.kind AS status_kind, -- workflow (not judged yet), outcome (judged, says nothing about truth) or verdict
    claims.rationale,
    claims.publication,
    (SELECT group_concat(url, ' ') FROM evidence
     WHERE evidence.claim_id = claims.id AND removed_at IS NULL) AS evidence, -- Addresses of the evidence
    claims.confidence,
    claims.rule,
    claims.extractor,
    claims.origin,
    claims.edited,
    claims.flag,
    claims.article_id,
    coalesce(speakers.whole_id, claims.speaker_id) AS speaker_id, -- Key of the speaker, merges followed
    claims.revision,
    claims.created_at,
    claims.updated_at
FROM claims
LEFT JOIN articles ON articles.id = claims.article_id
LEFT JOIN speakers ON speakers.id = claims.speaker_id
LEFT JOIN speakers AS whole ON whole.id = speakers.whole_id
LEFT JOIN outlets ON outlets.id = claims.outlet_id
LEFT JOIN statuses ON statuses.key = claims.status;
