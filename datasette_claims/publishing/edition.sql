-- What a public copy says of itself. Only the copy has these tables; a working database does without.

CREATE TABLE edition ( -- This edition: what it is, who answers for it, how it was made
    id TEXT NOT NULL PRIMARY KEY, -- Key made from the content: the same for the same content, on every machine
    content_hash TEXT NOT NULL, -- SHA-256 of the content, of which the key is the beginning
    made_on TEXT NOT NULL, -- Day on which it was made
    title TEXT, -- What the collection is called
    description TEXT, -- What it is about
    organisation TEXT, -- Who publishes it
    organisation_url TEXT, -- Its home page
    licence TEXT, -- Name of the licence
    licence_url TEXT, -- Address of the licence
    contact TEXT, -- Where corrections go
    address TEXT, -- Where it is published
    passages_only INTEGER NOT NULL, -- 1: articles hold only the sentences around their claims
    reviewed_only INTEGER NOT NULL, -- 1: only claims with a published result are in it
    names_withheld INTEGER NOT NULL, -- 1: some names were taken out
    private_persons INTEGER NOT NULL, -- Who has fewer claims, and neither office nor role, is not named; 0: all are
    previous_id TEXT, -- Key of the edition that edition_changes starts from
    previous_made_on TEXT, -- Day on which that one was made
    program TEXT NOT NULL -- Program and version that made it
);

CREATE TABLE edition_changes ( -- What this edition has otherwise than the one before; empty where none was named
    number INTEGER PRIMARY KEY, -- Number
    kind TEXT NOT NULL, -- claim, article, speaker, outlet, status or another table
    key TEXT NOT NULL, -- Key of what changed; empty for a speaker or outlet who is gone
    change TEXT NOT NULL, -- new, gone, changed, read_anew, published, corrected, evidence, republished, withdrawn or reopened
    columns TEXT NOT NULL, -- What of it changed, names of columns and tables
    was TEXT, -- Status before, of a result that was corrected
    became TEXT -- Status now, of a result that is published
);
CREATE INDEX edition_changes_key ON edition_changes(key);
