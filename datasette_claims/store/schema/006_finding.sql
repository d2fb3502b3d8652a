-- Step 6: finding: words of sentences and headlines, searches that people keep.

-- acts.kind: status, evidence_added, evidence_removed, note, correction, spans, entered, split, united, carried, took_over, refused, dropped, undid, assigned, many, parted, joined, confirmed, objected, speaker, name_added, name_removed, told_apart, search_saved, search_renamed, search_removed, outlet, article_added, article_corrected, vocabulary or guards_restored

-- The sentence is found with the claim, the headline by way of its article: one title, however many claims.
DROP TABLE claims_fts;
CREATE VIRTUAL TABLE claims_fts USING fts5( -- Index for full text search over claims
    text, source, role, context, tokenize='unicode61 remove_diacritics 2', content="claims");
INSERT INTO claims_fts (claims_fts) VALUES ('rebuild');

CREATE VIRTUAL TABLE articles_fts USING fts5( -- Index for full text search over headlines
    title, tokenize='unicode61 remove_diacritics 2', content="articles");
INSERT INTO articles_fts (articles_fts) VALUES ('rebuild');

-- Scripts that put no space between words are found by substrings; this index, empty unless it is asked
-- for, makes that quick. Datasette must not take it for the index of its search box: hence the quotes.
CREATE VIRTUAL TABLE claims_substrings_fts USING fts5( -- Index for search by substrings over claims; empty unless search_options has it
    text, source, role, context, tokenize='trigram', content='claims');

CREATE TABLE search_options ( -- What was asked for beyond search by words
    name TEXT NOT NULL PRIMARY KEY -- substrings: claims_substrings_fts is kept
);

CREATE TABLE saved_searches ( -- Filters with a name, of the team or of one person; never published
    id TEXT NOT NULL PRIMARY KEY, -- Key made from the name, which stays when the name changes
    name TEXT NOT NULL, -- What it is called
    query TEXT NOT NULL, -- The filters as a query string
    owner TEXT, -- Whose it is; empty: the team's
    at TEXT NOT NULL, -- When it was saved
    actor TEXT NOT NULL -- Who saved it
);
CREATE INDEX saved_searches_owner ON saved_searches(owner, name);

-- What the facets count by, in one index: what a filter selects is counted without a look at a claim.
DROP INDEX claims_speaker;
CREATE INDEX claims_facets ON claims(
    speaker_id, dated, status, outlet_id, language, type, kind, month, group_id);
DROP INDEX claims_outlet;
CREATE INDEX claims_outlet ON claims(outlet_id, status, publication);

ALTER TABLE articles ADD COLUMN analysed TEXT; -- Digest of all that was told of the article, of the program and its rules: what arrives just so is not looked at again
