-- Step 3: where articles come from: the kind of their source, how it was fetched, and which claims
-- are copies of one another.

-- relations.kind: reads_now: the article was changed and now says the other one; same_words: a person parted the claim from the other one, which stands in a copy of its article
-- acts.kind: status, evidence_added, evidence_removed, note, correction, entered, carried, took_over, refused, dropped, parted, joined, merge, rename, article_added, article_corrected, vocabulary or guards_restored
-- articles.loaded_from: Where it was loaded from: a path or an address, with # and a part where it is one of several in there; never published

ALTER TABLE articles ADD COLUMN source_kind TEXT; -- Kind of source that it was read from (text, html, pdf and so on)
ALTER TABLE articles ADD COLUMN raw_hash TEXT; -- SHA-256 of the bytes that the text was read from; tells an unchanged source
ALTER TABLE articles ADD COLUMN mended_from TEXT; -- SHA-256 of the text as it was read, where a person left out parts of it before it was stored; they stay out while its source says the same
ALTER TABLE articles ADD COLUMN found_by TEXT; -- What told each given detail, as JSON: option, front matter, column, json-ld, og, meta, time, page, text or source
ALTER TABLE articles ADD COLUMN gone_at TEXT; -- When its page was first found to be gone; the text stays

CREATE INDEX articles_raw_hash ON articles(raw_hash) WHERE raw_hash IS NOT NULL;

CREATE INDEX articles_mended ON articles(mended_from) WHERE mended_from IS NOT NULL;

CREATE TABLE article_times ( -- Seconds of a recording at which a place in an article was said
    article_id TEXT NOT NULL REFERENCES articles(id), -- The article
    position INTEGER NOT NULL, -- First character in articles.text
    seconds REAL NOT NULL, -- Seconds from the beginning of the recording
    PRIMARY KEY (article_id, position)
);

CREATE TABLE fetches ( -- Every time that an address was asked for, and what came; never published
    id INTEGER PRIMARY KEY, -- Number
    address TEXT NOT NULL, -- Address that was asked for
    article_id TEXT REFERENCES articles(id), -- The article that came of it, if one did
    at TEXT NOT NULL, -- When
    status INTEGER, -- HTTP status; empty where there was no answer
    etag TEXT, -- ETag of the answer, sent along the next time
    last_modified TEXT, -- Last-Modified of the answer, sent along the next time
    hash TEXT, -- SHA-256 of the bytes that came
    outcome TEXT NOT NULL, -- new, changed, read anew, unchanged, listed, no article, gone, refused or failed
    message TEXT, -- What a person should know of it
    since TEXT -- Of a feed, sitemap or other list: the day from which on its addresses were taken; empty for all
);
CREATE INDEX fetches_address ON fetches(address, id);
CREATE INDEX fetches_article ON fetches(article_id);

-- Wire copies. What the program found is in `copies`; who of them is counted once, in `group_id`, follows
-- from it by triggers, whichever way a claim is judged.
ALTER TABLE claims ADD COLUMN statement TEXT; -- Digest of words, speaker, kind and modality, by which copies are found; empty: the next load looks at it; never published
ALTER TABLE claims ADD COLUMN copies TEXT; -- Key of the first claim that says the same in a copy of the article, or its own; empty where there is no copy; never published
ALTER TABLE claims ADD COLUMN group_id TEXT REFERENCES claims(id); -- Key of the first of the claims that it is joined with: copies that are judged alike, and are counted once; empty where it stands alone

CREATE INDEX claims_statement ON claims(statement, published) WHERE statement IS NOT NULL;
CREATE INDEX claims_not_compared ON claims(article_id) WHERE statement IS NULL;
CREATE INDEX claims_copies ON claims(copies) WHERE copies IS NOT NULL;
-- What is filtered and counted stands in it, so that counting once what has copies reads no claim.
CREATE INDEX claims_group ON claims(group_id, outlet_id, status, speaker_id, language, type, kind)
WHERE group_id IS NOT NULL;

CREATE TABLE text_shingles ( -- Samples of the runs of five words of texts, by which copies are told; never published
    text_hash TEXT NOT NULL PRIMARY KEY, -- SHA-256 of the text
    shingles BLOB NOT NULL -- The smallest hashes of its runs, four bytes each
);
