-- Step 5: speakers put together by people.

-- acts.kind: status, evidence_added, evidence_removed, note, correction, spans, entered, split, united, carried, took_over, refused, dropped, undid, assigned, many, parted, joined, confirmed, objected, speaker, name_added, name_removed, told_apart, outlet, article_added, article_corrected, vocabulary or guards_restored
-- speakers.name: Fullest name, without titles and offices; what a person wrote stays

ALTER TABLE speakers ADD COLUMN wikidata TEXT; -- Id in Wikidata, as Q42; set by a person
ALTER TABLE speakers ADD COLUMN note TEXT; -- Working note about the speaker; never published

CREATE TABLE speaker_names ( -- Names by which a speaker goes in every article, as a person said: what a load reads under one of them is filed under the speaker; never published
    folded TEXT NOT NULL, -- The name as it is compared: without case, accents, marks and spaces more than one
    body INTEGER NOT NULL CHECK (body IN (0, 1)), -- 0: of a person; 1: of a body or a document
    name TEXT NOT NULL, -- The name
    speaker_id TEXT NOT NULL REFERENCES speakers(id), -- The speaker
    PRIMARY KEY (folded, body)
);
CREATE INDEX speaker_names_speaker ON speaker_names(speaker_id);

CREATE TABLE speaker_pairs ( -- Two speakers of whom a person said that they are not one: never suggested again; never published
    one_id TEXT NOT NULL REFERENCES speakers(id), -- The one whose key comes first
    other_id TEXT NOT NULL REFERENCES speakers(id), -- The other one
    PRIMARY KEY (one_id, other_id)
);
CREATE INDEX speaker_pairs_other ON speaker_pairs(other_id);
