-- All triggers, as they are today. Whoever changes this file adds a step (migrations.py), so that
-- existing databases get the new ones; a test reminds of it.
--
-- Who acts stands in _change_context for the length of one of the program's transactions. Nobody
-- else can put a name there: its guard asks an SQL function that only these transactions define. No
-- trigger on another table writes to it, or plain changes in the sqlite3 shell would fail for want
-- of that function; there the actor is 'unknown'. Whoever may drop triggers can do anything.

CREATE TRIGGER context_guarded BEFORE INSERT ON _change_context
BEGIN SELECT raise(ABORT, 'only the program says who changes claims') WHERE NOT claims_writer(); END;

CREATE TRIGGER context_not_changed BEFORE UPDATE ON _change_context
BEGIN SELECT raise(ABORT, 'only the program says who changes claims'); END;

-- How a row stood before it is changed by somebody whom the program does not know. The log takes no
-- row about such a change unless this one told the truth before it; it is gone when the change is told.
CREATE TRIGGER before_guarded BEFORE INSERT ON _change_before
BEGIN
    SELECT raise(ABORT, 'only a change itself says what was before it')
    WHERE new.was IS NOT CASE new.kind
        WHEN 'correction' THEN (SELECT json_object('text', claims.text, 'speaker_id', claims.speaker_id,
                    'type', claims.type, 'kind', claims.kind, 'modality', claims.modality,
                    'cue', claims.cue, 'source', claims.source, 'role', claims.role,
                    'context', claims.context, 'said_as', claims.said_as,
                    'said_on', claims.said_on, 'said_precision', claims.said_precision)
                FROM claims WHERE id = new.record)
        WHEN 'speaker' THEN (SELECT json_object('name', speakers.name, 'kind', speakers.kind,
                    'merged_into', speakers.merged_into, 'wikidata', speakers.wikidata,
                    'note', speakers.note)
                FROM speakers WHERE id = new.record)
        WHEN 'outlet' THEN (SELECT json_object('name', outlets.name, 'url', outlets.url,
                    'merged_into', outlets.merged_into)
                FROM outlets WHERE id = new.record)
        WHEN 'article_corrected' THEN (SELECT json_object('url', articles.url, 'title', articles.title,
                    'outlet_id', articles.outlet_id, 'byline', articles.byline,
                    'place', articles.place, 'published', articles.published,
                    'language', articles.language)
                FROM articles WHERE id = new.record)
        WHEN 'vocabulary' THEN (SELECT json_object('kind', statuses.kind, 'label_en', statuses.label_en,
                    'label_id', statuses.label_id, 'definition', statuses.definition,
                    'rating', statuses.rating, 'published', statuses.published,
                    'active', statuses.active)
                FROM statuses WHERE key = new.record)
        WHEN 'copies' THEN (SELECT new.record FROM _change_context)
        END;
END;

CREATE TRIGGER before_not_changed BEFORE UPDATE ON _change_before
BEGIN SELECT raise(ABORT, 'only a change itself says what was before it'); END;

CREATE TRIGGER claims_correcting BEFORE UPDATE OF text, speaker_id, type, kind, modality, cue, source, role,
    context, said_as, said_on, said_precision ON claims
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
  AND json_object('text', old.text, 'speaker_id', old.speaker_id, 'type', old.type,
          'kind', old.kind, 'modality', old.modality, 'cue', old.cue, 'source', old.source,
          'role', old.role, 'context', old.context, 'said_as', old.said_as,
          'said_on', old.said_on, 'said_precision', old.said_precision)
    IS NOT json_object('text', new.text, 'speaker_id', new.speaker_id, 'type', new.type,
          'kind', new.kind, 'modality', new.modality, 'cue', new.cue, 'source', new.source,
          'role', new.role, 'context', new.context, 'said_as', new.said_as,
          'said_on', new.said_on, 'said_precision', new.said_precision)
BEGIN
    DELETE FROM _change_before WHERE kind = 'correction' AND record = old.id;
    INSERT INTO _change_before (kind, record, was)
    VALUES ('correction', old.id, json_object('text', old.text, 'speaker_id', old.speaker_id, 'type', old.type,
            'kind', old.kind, 'modality', old.modality, 'cue', old.cue, 'source', old.source,
            'role', old.role, 'context', old.context, 'said_as', old.said_as,
            'said_on', old.said_on, 'said_precision', old.said_precision));
END;

CREATE TRIGGER speakers_changing BEFORE UPDATE OF name, kind, merged_into, wikidata, note ON speakers
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
  AND json_object('name', old.name, 'kind', old.kind, 'merged_into', old.merged_into,
            'wikidata', old.wikidata, 'note', old.note)
    IS NOT json_object('name', new.name, 'kind', new.kind, 'merged_into', new.merged_into,
            'wikidata', new.wikidata, 'note', new.note)
BEGIN
    DELETE FROM _change_before WHERE kind = 'speaker' AND record = old.id;
    INSERT INTO _change_before (kind, record, was)
    VALUES ('speaker', old.id, json_object('name', old.name, 'kind', old.kind, 'merged_into', old.merged_into,
            'wikidata', old.wikidata, 'note', old.note));
END;

CREATE TRIGGER outlets_changing BEFORE UPDATE OF name, url, merged_into ON outlets
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
  AND json_object('name', old.name, 'url', old.url, 'merged_into', old.merged_into)
    IS NOT json_object('name', new.name, 'url', new.url, 'merged_into', new.merged_into)
BEGIN
    DELETE FROM _change_before WHERE kind = 'outlet' AND record = old.id;
    INSERT INTO _change_before (kind, record, was)
    VALUES ('outlet', old.id, json_object('name', old.name, 'url', old.url, 'merged_into', old.merged_into));
END;

CREATE TRIGGER articles_correcting BEFORE UPDATE OF url, title, outlet_id, byline, place, published, language ON articles
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
  AND json_object('url', old.url, 'title', old.title, 'outlet_id', old.outlet_id,
          'byline', old.byline, 'place', old.place, 'published', old.published,
          'language', old.language)
    IS NOT json_object('url', new.url, 'title', new.title, 'outlet_id', new.outlet_id,
          'byline', new.byline, 'place', new.place, 'published', new.published,
          'language', new.language)
BEGIN
    DELETE FROM _change_before WHERE kind = 'article_corrected' AND record = old.id;
    INSERT INTO _change_before (kind, record, was)
    VALUES ('article_corrected', old.id, json_object('url', old.url, 'title', old.title, 'outlet_id', old.outlet_id,
            'byline', old.byline, 'place', old.place, 'published', old.published,
            'language', old.language));
END;

CREATE TRIGGER statuses_changing BEFORE UPDATE OF kind, label_en, label_id, definition, rating, published, active ON statuses
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
  AND json_object('kind', old.kind, 'label_en', old.label_en, 'label_id', old.label_id,
          'definition', old.definition, 'rating', old.rating, 'published', old.published,
          'active', old.active)
    IS NOT json_object('kind', new.kind, 'label_en', new.label_en, 'label_id', new.label_id,
          'definition', new.definition, 'rating', new.rating, 'published', new.published,
          'active', new.active)
BEGIN
    DELETE FROM _change_before WHERE kind = 'vocabulary' AND record = old.key;
    INSERT INTO _change_before (kind, record, was)
    VALUES ('vocabulary', old.key, json_object('kind', old.kind, 'label_en', old.label_en, 'label_id', old.label_id,
            'definition', old.definition, 'rating', old.rating, 'published', old.published,
            'active', old.active));
END;

-- The judgement.

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
-- goes back to draft until someone publishes it again. The row is added only where the last one does
-- not tell the same, so it is one row whether SQLite lets triggers fire themselves or not.
CREATE TRIGGER claims_changed AFTER UPDATE OF status, rationale, publication ON claims
WHEN old.status IS NOT new.status OR old.rationale IS NOT new.rationale
  OR old.publication IS NOT new.publication
BEGIN
    UPDATE claims SET
        rationale = CASE
            WHEN old.status IS new.status OR old.rationale IS NOT new.rationale
              OR EXISTS (SELECT 1 FROM _change_context WHERE form)
            THEN new.rationale END,
        publication = CASE
            WHEN old.status IS new.status OR old.publication IS NOT new.publication
              OR EXISTS (SELECT 1 FROM _change_context WHERE form)
            THEN new.publication ELSE 'draft' END,
        revision = old.revision + 1,
        updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
    WHERE id = new.id;
    INSERT INTO status_history
        (claim_id, at, actor, from_status, to_status, reason, publication, evidence_count)
    SELECT
        id, updated_at,
        coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown'),
        coalesce(
            (SELECT to_status FROM status_history WHERE claim_id = new.id ORDER BY id DESC LIMIT 1),
            'unreviewed'),
        status, rationale, publication,
        (SELECT count(*) FROM evidence WHERE claim_id = new.id AND removed_at IS NULL)
    FROM claims WHERE id = new.id AND NOT (
    SELECT to_status IS claims.status AND reason IS claims.rationale AND publication IS claims.publication FROM (
        SELECT id, to_status, reason, publication FROM status_history WHERE claim_id = claims.id
        UNION ALL SELECT 0, 'unreviewed', NULL, 'draft')
    ORDER BY id DESC LIMIT 1);
    UPDATE second_readings SET ended = 'judged_anew', ended_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
        ended_revision = (SELECT revision FROM claims WHERE id = new.id)
    WHERE claim_id = new.id AND ended IS NULL
      AND (status, rationale) IS NOT (SELECT status, rationale FROM claims WHERE id = new.id);
    -- The program's pages say so beforehand; this is for what comes another way.
    SELECT raise(ABORT, 'a second reader confirms the verdict before it is published')
    WHERE EXISTS (SELECT 1 FROM _change_context WHERE confirms)
      AND EXISTS (SELECT 1 FROM claims WHERE id = new.id AND publication = 'published')
      AND coalesce((SELECT min(finding = 'confirmed') FROM second_readings
        WHERE claim_id = new.id AND ended IS NULL), 0) = 0;
END;

-- A claim that enters with a judgement of its own too.
CREATE TRIGGER claims_entered AFTER INSERT ON claims
WHEN new.status <> 'unreviewed' OR new.rationale IS NOT NULL OR new.publication <> 'draft'
BEGIN
    INSERT INTO status_history
        (claim_id, at, actor, from_status, to_status, reason, publication, evidence_count)
    VALUES (
        new.id, strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
        coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown'),
        NULL, new.status, new.rationale, new.publication,
        (SELECT count(*) FROM evidence WHERE claim_id = new.id AND removed_at IS NULL));
END;

-- A row of the history is taken only from the change itself: it tells how the claim stands, which the
-- row before it did not.
CREATE TRIGGER history_guarded BEFORE INSERT ON status_history
BEGIN
    SELECT raise(ABORT, 'the history is written by the change itself; change the claim instead')
    WHERE new.actor IS NOT coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown')
      OR NOT EXISTS (
        SELECT 1 FROM claims WHERE id = new.claim_id AND status IS new.to_status
          AND rationale IS new.reason AND publication IS new.publication)
      OR (
    SELECT to_status IS new.to_status AND reason IS new.reason AND publication IS new.publication FROM (
        SELECT id, to_status, reason, publication FROM status_history WHERE claim_id = new.claim_id
        UNION ALL SELECT 0, 'unreviewed', NULL, 'draft')
    ORDER BY id DESC LIMIT 1);
END;

CREATE TRIGGER history_told AFTER INSERT ON status_history
BEGIN
    INSERT INTO acts (at, actor, kind, claim_id, record, revision, was, became, reason, batch)
    VALUES (
        strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
        coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown'),
        'status', new.claim_id, new.id, (SELECT revision FROM claims WHERE id = new.claim_id),
        json_object('status', new.from_status),
        json_object('status', new.to_status, 'publication', new.publication),
        new.reason, (SELECT batch FROM _change_context));
END;

CREATE TRIGGER history_not_changed BEFORE UPDATE ON status_history
BEGIN SELECT raise(ABORT, 'the status history is append-only'); END;

CREATE TRIGGER history_not_deleted BEFORE DELETE ON status_history
BEGIN SELECT raise(ABORT, 'the status history is append-only'); END;

CREATE TRIGGER history_not_replaced BEFORE INSERT ON status_history
WHEN EXISTS (SELECT 1 FROM status_history WHERE id = new.id)
BEGIN SELECT raise(ABORT, 'the status history is append-only'); END;

-- Who said what. What a person corrects or enters is theirs: the loader leaves it alone from then on.
-- A form that sends back every column unchanged has corrected nothing. A published verdict was given
-- on other words: it goes back to draft.
CREATE TRIGGER claims_corrected
AFTER UPDATE OF text, speaker_id, type, kind, modality, cue, source, role, context, said_as, said_on,
    said_precision ON claims
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind = 'loader')
  AND (old.text IS NOT new.text OR old.speaker_id IS NOT new.speaker_id OR old.type IS NOT new.type
    OR old.kind IS NOT new.kind OR old.modality IS NOT new.modality OR old.cue IS NOT new.cue
    OR old.source IS NOT new.source OR old.role IS NOT new.role OR old.context IS NOT new.context
    OR old.said_as IS NOT new.said_as OR old.said_on IS NOT new.said_on
    OR old.said_precision IS NOT new.said_precision)
BEGIN
    UPDATE claims SET
        edited = 1,
        revision = revision + 1,
        updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now')
    WHERE id = new.id;
    INSERT INTO acts (at, actor, kind, claim_id, record, revision, was, became, reason, batch)
    VALUES (
        strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
        coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown'),
        'correction', new.id, new.id, (SELECT revision FROM claims WHERE id = new.id),
        json_object('text', old.text, 'speaker_id', old.speaker_id, 'type', old.type,
            'kind', old.kind, 'modality', old.modality, 'cue', old.cue, 'source', old.source,
            'role', old.role, 'context', old.context, 'said_as', old.said_as,
            'said_on', old.said_on, 'said_precision', old.said_precision),
        json_object('text', new.text, 'speaker_id', new.speaker_id, 'type', new.type,
            'kind', new.kind, 'modality', new.modality, 'cue', new.cue, 'source', new.source,
            'role', new.role, 'context', new.context, 'said_as', new.said_as,
            'said_on', new.said_on, 'said_precision', new.said_precision),
        NULL, (SELECT batch FROM _change_context));
    DELETE FROM _change_before WHERE kind = 'correction' AND record = new.id;
    UPDATE second_readings SET ended = 'judged_anew', ended_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
        ended_revision = (SELECT revision FROM claims WHERE id = new.id)
    WHERE claim_id = new.id AND ended IS NULL
      AND (old.text IS NOT new.text OR old.speaker_id IS NOT new.speaker_id
        OR old.kind IS NOT new.kind OR old.modality IS NOT new.modality);
    UPDATE claims SET publication = 'draft'
    WHERE id = new.id AND publication = 'published'
      AND (old.text IS NOT new.text OR old.speaker_id IS NOT new.speaker_id
        OR old.kind IS NOT new.kind OR old.modality IS NOT new.modality);
END;

CREATE TRIGGER claims_by_hand AFTER INSERT ON claims
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind = 'loader')
BEGIN
    UPDATE claims SET
        origin = 'person', statement = NULL, copies = NULL, group_id = NULL,
        features = NULL, checkable = NULL, reach = NULL,
        (published, language, outlet_id) = (
            SELECT articles.published, articles.language, outlets.whole_id
            FROM articles LEFT JOIN outlets ON outlets.id = articles.outlet_id
            WHERE articles.id = new.article_id)
    WHERE id = new.id;
    INSERT INTO acts (at, actor, kind, claim_id, record, revision, was, became, reason, batch)
    VALUES (
        strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
        coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown'),
        'entered', new.id, new.id, (SELECT revision FROM claims WHERE id = new.id),
        NULL,
        json_object('text', new.text, 'speaker_id', new.speaker_id, 'type', new.type,
            'kind', new.kind, 'modality', new.modality, 'cue', new.cue, 'source', new.source,
            'role', new.role, 'context', new.context, 'said_as', new.said_as,
            'said_on', new.said_on, 'said_precision', new.said_precision),
        NULL, (SELECT batch FROM _change_context));
END;

CREATE TRIGGER claims_whose_they_are BEFORE UPDATE OF origin, edited ON claims
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
  AND (old.edited > new.edited OR (old.origin IS NOT new.origin AND (
    new.origin <> 'person' OR old.edited
    OR EXISTS (SELECT 1 FROM claim_spans WHERE claim_id = old.id))))
BEGIN SELECT raise(ABORT, 'who entered or corrected a claim is kept by the program'); END;

CREATE TRIGGER spans_not_replaced BEFORE INSERT ON claim_spans
WHEN EXISTS (SELECT 1 FROM claim_spans
    WHERE claim_id = new.claim_id AND part = new.part AND start = new.start)
BEGIN SELECT raise(ABORT, 'this span exists; update it'); END;

CREATE TRIGGER spans_added AFTER INSERT ON claim_spans
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind = 'loader')
BEGIN
    SELECT raise(ABORT, 'the span ends after the end of the article') WHERE new.end > (
        SELECT length(articles.text) FROM claims JOIN articles ON articles.id = claims.article_id
        WHERE claims.id = new.claim_id);
    UPDATE claims SET edited = 1 WHERE id = new.claim_id AND origin = 'machine';
    UPDATE claims SET publication = 'draft' WHERE id = new.claim_id AND publication = 'published';
END;

CREATE TRIGGER spans_corrected AFTER UPDATE ON claim_spans
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind = 'loader')
BEGIN
    SELECT raise(ABORT, 'the span ends after the end of the article') WHERE new.end > (
        SELECT length(articles.text) FROM claims JOIN articles ON articles.id = claims.article_id
        WHERE claims.id = new.claim_id);
    UPDATE claims SET edited = 1 WHERE id IN (old.claim_id, new.claim_id) AND origin = 'machine';
    UPDATE claims SET publication = 'draft' WHERE id IN (old.claim_id, new.claim_id) AND publication = 'published';
END;

CREATE TRIGGER spans_removed AFTER DELETE ON claim_spans
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind = 'loader')
BEGIN
    UPDATE claims SET edited = 1 WHERE id = old.claim_id AND origin = 'machine';
    UPDATE claims SET publication = 'draft' WHERE id = old.claim_id AND publication = 'published';
END;

CREATE TRIGGER claims_revision_not_turned_back BEFORE UPDATE OF revision, created_at ON claims
WHEN new.revision < old.revision OR old.created_at IS NOT new.created_at
BEGIN SELECT raise(ABORT, 'the revision and the time of a claim are kept by the program'); END;

-- Copies. What changes who said what when takes the claim out of its copies, and the next load looks at
-- it and at them; the loader looks at once.

CREATE TRIGGER claims_to_compare
AFTER UPDATE OF text, speaker_id, source, kind, modality, said_on, published ON claims
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind = 'loader')
  AND (old.text IS NOT new.text OR old.speaker_id IS NOT new.speaker_id
    OR old.source IS NOT new.source OR old.kind IS NOT new.kind OR old.modality IS NOT new.modality
    OR old.said_on IS NOT new.said_on OR old.published IS NOT new.published)
BEGIN
    UPDATE claims SET statement = NULL WHERE copies = old.copies;
    UPDATE claims SET statement = NULL, copies = NULL WHERE id = new.id;
END;

CREATE TRIGGER claims_of_another_to_compare AFTER UPDATE OF whole_id ON speakers
WHEN old.whole_id IS NOT new.whole_id
BEGIN
    UPDATE claims SET statement = NULL
    WHERE copies IN (SELECT copies FROM claims WHERE speaker_id = new.id AND copies IS NOT NULL);
    UPDATE claims SET statement = NULL, copies = NULL WHERE speaker_id = new.id;
END;

-- Joined are copies that are judged alike, and that nobody parted: so whoever judges one of them by
-- another way than the program's pages, which judge all, has parted it. The program's own transactions
-- change many of them: what is joined is settled at their end, when nobody changes anything any more.
CREATE TRIGGER claims_joined AFTER UPDATE OF copies, status, rationale, publication, flag, published ON claims
WHEN (old.copies IS NOT NULL OR new.copies IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN
    UPDATE claims SET group_id = NULL WHERE id = new.id AND copies IS NULL AND group_id IS NOT NULL;
    UPDATE claims SET group_id = joined.first
    FROM (
        SELECT id, CASE WHEN count(*) OVER alike > 1 AND NOT apart THEN first_value(id) OVER (
            PARTITION BY copies, status, rationale, publication, apart
            ORDER BY published IS NULL, published, id) END AS first
        FROM (
            SELECT id, copies, status, rationale, publication, published,
                flag IS NOT NULL OR EXISTS (
                    SELECT 1 FROM relations
                    WHERE relations.claim_id = claims.id AND kind = 'same_words' AND state = 'refused'
                ) AS apart
            FROM claims WHERE copies IN (old.copies, new.copies))
        WINDOW alike AS (PARTITION BY copies, status, rationale, publication, apart)
    ) AS joined
    WHERE claims.id = joined.id AND claims.group_id IS NOT joined.first;
    -- Which outlets have it is part of how soon one looks at it.
    UPDATE claims SET features = NULL
    FROM (
        SELECT group_id AS name, count(DISTINCT outlet_id) AS outlets
        FROM claims WHERE copies IN (old.copies, new.copies) GROUP BY group_id
    ) AS joined
    WHERE claims.copies IN (old.copies, new.copies) AND claims.group_id IS joined.name
      AND claims.features IS NOT NULL
      AND claims.reach IS NOT iif(joined.name IS NULL, 1, max(joined.outlets, 1));
    UPDATE claims SET features = NULL WHERE id = new.id AND copies IS NULL AND reach > 1;
END;

CREATE TRIGGER claims_to_join AFTER UPDATE OF copies, status, rationale, publication, flag, published ON claims
WHEN (old.copies IS NOT NULL OR new.copies IS NOT NULL) AND EXISTS (SELECT 1 FROM _change_context)
BEGIN
    UPDATE claims SET group_id = NULL WHERE id = new.id AND copies IS NULL AND group_id IS NOT NULL;
    INSERT INTO _change_before (kind, record, was)
    SELECT 'copies', name, name FROM (SELECT old.copies AS name UNION SELECT new.copies)
    WHERE name IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM _change_before WHERE kind = 'copies' AND record = name);
END;

CREATE TRIGGER claims_joined_without AFTER DELETE ON claims
WHEN old.copies IS NOT NULL
BEGIN
    UPDATE claims SET group_id = NULL WHERE group_id = old.id;
    UPDATE claims SET statement = NULL WHERE copies = old.copies;
    UPDATE claims SET copies = copies
    WHERE id = (SELECT id FROM claims WHERE copies = old.copies LIMIT 1);
END;

CREATE TRIGGER relations_part AFTER INSERT ON relations
WHEN new.kind = 'same_words'
BEGIN UPDATE claims SET copies = copies WHERE id = new.claim_id; END;

CREATE TRIGGER relations_part_otherwise AFTER UPDATE ON relations
WHEN 'same_words' IN (old.kind, new.kind)
BEGIN UPDATE claims SET copies = copies WHERE id IN (old.claim_id, new.claim_id); END;

CREATE TRIGGER relations_join AFTER DELETE ON relations
WHEN old.kind = 'same_words'
BEGIN UPDATE claims SET copies = copies WHERE id = old.claim_id; END;

CREATE TRIGGER copies_guarded BEFORE UPDATE OF statement, copies, group_id ON claims
WHEN (new.statement IS NOT NULL AND old.statement IS NOT new.statement
    OR new.copies IS NOT NULL AND old.copies IS NOT new.copies)
  AND NOT EXISTS (SELECT 1 FROM _change_context)
  OR new.group_id IS NOT NULL AND old.group_id IS NOT new.group_id AND NOT EXISTS (
    SELECT 1 FROM claims AS first
    WHERE first.id = new.group_id AND first.copies = new.copies AND first.status = new.status
      AND first.rationale IS new.rationale AND first.publication = new.publication
      AND first.flag IS NULL AND new.flag IS NULL)
BEGIN SELECT raise(ABORT, 'which claims are copies is kept by the program'); END;

-- How well a claim can be checked: what tells it has changed, so the program looks again.
CREATE TRIGGER claims_to_rate AFTER UPDATE OF text, kind, language ON claims
WHEN new.features IS NOT NULL
  AND (old.text IS NOT new.text OR old.kind IS NOT new.kind OR old.language IS NOT new.language)
BEGIN UPDATE claims SET features = NULL WHERE id = new.id; END;

CREATE TRIGGER ratings_guarded BEFORE UPDATE OF features, checkable, reach ON claims
WHEN (new.features IS NOT NULL AND old.features IS NOT new.features
    OR new.checkable IS NOT NULL AND old.checkable IS NOT new.checkable
    OR new.reach IS NOT NULL AND old.reach IS NOT new.reach)
  AND NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'how well a claim can be checked is told by the program'); END;

CREATE TRIGGER shingles_guarded_on_insert BEFORE INSERT ON text_shingles
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER shingles_guarded_on_update BEFORE UPDATE ON text_shingles
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER shingles_guarded_on_delete BEFORE DELETE ON text_shingles
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER leases_guarded_on_insert BEFORE INSERT ON leases
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER leases_guarded_on_update BEFORE UPDATE ON leases
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER leases_guarded_on_delete BEFORE DELETE ON leases
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER assignments_guarded_on_insert BEFORE INSERT ON assignments
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER assignments_guarded_on_update BEFORE UPDATE ON assignments
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER assignments_guarded_on_delete BEFORE DELETE ON assignments
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER looked_guarded_on_insert BEFORE INSERT ON looked
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER looked_guarded_on_update BEFORE UPDATE ON looked
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER looked_guarded_on_delete BEFORE DELETE ON looked
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

-- Articles.

CREATE TRIGGER articles_corrected
AFTER UPDATE OF url, title, outlet_id, byline, place, published, language ON articles
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind = 'loader')
  AND (old.url IS NOT new.url OR old.title IS NOT new.title OR old.outlet_id IS NOT new.outlet_id
    OR old.byline IS NOT new.byline OR old.place IS NOT new.place
    OR old.published IS NOT new.published OR old.language IS NOT new.language)
BEGIN
    UPDATE articles SET edited = 1 WHERE id = new.id;
    INSERT INTO acts (at, actor, kind, claim_id, record, revision, was, became, reason, batch)
    VALUES (
        strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
        coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown'),
        'article_corrected', NULL, new.id, NULL,
        json_object('url', old.url, 'title', old.title, 'outlet_id', old.outlet_id, 'byline', old.byline, 'place', old.place, 'published', old.published, 'language', old.language),
        json_object('url', new.url, 'title', new.title, 'outlet_id', new.outlet_id, 'byline', new.byline, 'place', new.place, 'published', new.published, 'language', new.language),
        NULL, (SELECT batch FROM _change_context));
    DELETE FROM _change_before WHERE kind = 'article_corrected' AND record = new.id;
END;

-- Spans point into the text, so only the loader, which moves them along, may change it.
CREATE TRIGGER articles_text_not_edited
BEFORE UPDATE OF id, text, text_hash, loaded_at, loaded_from, given, source_kind, raw_hash, found_by,
    mended_from, gone_at ON articles
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind = 'loader')
  AND (old.id IS NOT new.id OR old.text IS NOT new.text OR old.text_hash IS NOT new.text_hash
    OR old.loaded_at IS NOT new.loaded_at OR old.loaded_from IS NOT new.loaded_from
    OR old.given IS NOT new.given OR old.source_kind IS NOT new.source_kind
    OR old.raw_hash IS NOT new.raw_hash OR old.found_by IS NOT new.found_by
    OR old.mended_from IS NOT new.mended_from OR old.gone_at IS NOT new.gone_at)
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

-- Earlier texts are the loader's, and stay.
CREATE TRIGGER versions_guarded BEFORE INSERT ON article_versions
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind = 'loader')
BEGIN SELECT raise(ABORT, 'earlier texts are kept by the loader'); END;

CREATE TRIGGER versions_not_replaced BEFORE INSERT ON article_versions
WHEN EXISTS (SELECT 1 FROM article_versions WHERE id = new.id)
BEGIN SELECT raise(ABORT, 'earlier texts are kept as they were'); END;

CREATE TRIGGER versions_not_changed BEFORE UPDATE ON article_versions
BEGIN SELECT raise(ABORT, 'earlier texts are kept as they were'); END;

CREATE TRIGGER versions_not_deleted BEFORE DELETE ON article_versions
BEGIN SELECT raise(ABORT, 'earlier texts are kept as they were'); END;

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

-- Who has no name is nobody in particular: two of them are not one.
CREATE TRIGGER speakers_without_a_name_stay_apart BEFORE UPDATE OF merged_into, kind ON speakers
WHEN old.merged_into IS NOT new.merged_into OR (old.kind IS NOT new.kind AND new.kind = 'unnamed')
BEGIN
    SELECT raise(ABORT, 'who is not named is not merged')
    WHERE (new.kind = 'unnamed' AND (new.merged_into IS NOT NULL
            OR EXISTS (SELECT 1 FROM speakers WHERE merged_into = new.id)))
      OR EXISTS (SELECT 1 FROM speakers WHERE id = new.merged_into AND kind = 'unnamed');
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

CREATE TRIGGER outlets_told AFTER UPDATE OF name, url, merged_into ON outlets
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind = 'loader')
  AND (old.name IS NOT new.name OR old.url IS NOT new.url OR old.merged_into IS NOT new.merged_into)
BEGIN
    INSERT INTO acts (at, actor, kind, claim_id, record, revision, was, became, reason, batch)
    VALUES (
        strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
        coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown'),
        'outlet', NULL, new.id, NULL,
        json_object('name', old.name, 'url', old.url, 'merged_into', old.merged_into),
        json_object('name', new.name, 'url', new.url, 'merged_into', new.merged_into),
        NULL, (SELECT batch FROM _change_context));
    DELETE FROM _change_before WHERE kind = 'outlet' AND record = new.id;
END;

CREATE TRIGGER speakers_told AFTER UPDATE OF name, kind, merged_into, wikidata, note ON speakers
WHEN NOT EXISTS (SELECT 1 FROM _change_context WHERE kind = 'loader')
  AND (old.name IS NOT new.name OR old.kind IS NOT new.kind OR old.merged_into IS NOT new.merged_into
    OR old.wikidata IS NOT new.wikidata OR old.note IS NOT new.note)
BEGIN
    INSERT INTO acts (at, actor, kind, claim_id, record, revision, was, became, reason, batch)
    VALUES (
        strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
        coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown'),
        'speaker', NULL, new.id, NULL,
        json_object('name', old.name, 'kind', old.kind, 'merged_into', old.merged_into,
            'wikidata', old.wikidata, 'note', old.note),
        json_object('name', new.name, 'kind', new.kind, 'merged_into', new.merged_into,
            'wikidata', new.wikidata, 'note', new.note),
        NULL, (SELECT batch FROM _change_context));
    DELETE FROM _change_before WHERE kind = 'speaker' AND record = new.id;
END;

-- Evidence and notes add up; what was removed stays with the date of its removal.
CREATE TRIGGER evidence_guarded BEFORE INSERT ON evidence
BEGIN
    SELECT raise(ABORT, 'added_by tells who adds it; leave it out')
    WHERE new.added_by <> 'unknown'
      AND new.added_by IS NOT coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown');
    SELECT raise(ABORT, 'evidence is added first and removed later')
    WHERE new.removed_at IS NOT NULL OR new.removed_by IS NOT NULL;
END;

CREATE TRIGGER evidence_added AFTER INSERT ON evidence
BEGIN
    UPDATE claims SET updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = new.claim_id;
    INSERT INTO acts (at, actor, kind, claim_id, record, revision, was, became, reason, batch)
    VALUES (
        strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
        coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown'),
        'evidence_added', new.claim_id, new.id, (SELECT revision FROM claims WHERE id = new.claim_id),
        NULL,
        json_object('url', new.url, 'title', new.title, 'outlet', new.outlet, 'published', new.published,
            'stance', new.stance, 'quote', new.quote, 'archive_url', new.archive_url, 'file_hash', new.file_hash),
        NULL, (SELECT batch FROM _change_context));
END;

CREATE TRIGGER evidence_only_removed BEFORE UPDATE ON evidence
BEGIN
    SELECT raise(ABORT, 'evidence is not changed; remove it and add another')
    WHERE old.removed_at IS NOT NULL OR new.removed_at IS NULL
      OR old.id IS NOT new.id OR old.claim_id IS NOT new.claim_id OR old.url IS NOT new.url
      OR old.title IS NOT new.title OR old.outlet IS NOT new.outlet
      OR old.published IS NOT new.published OR old.stance IS NOT new.stance
      OR old.quote IS NOT new.quote OR old.archive_url IS NOT new.archive_url OR old.file_hash IS NOT new.file_hash
      OR old.added_at IS NOT new.added_at OR old.added_by IS NOT new.added_by;
    SELECT raise(ABORT, 'removed_by tells who removes it; leave it out')
    WHERE coalesce(new.removed_by, 'unknown') <> 'unknown'
      AND new.removed_by IS NOT coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown');
END;

CREATE TRIGGER evidence_removed AFTER UPDATE OF removed_at ON evidence
BEGIN
    UPDATE claims SET updated_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now') WHERE id = new.claim_id;
    INSERT INTO acts (at, actor, kind, claim_id, record, revision, was, became, reason, batch)
    VALUES (
        strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
        coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown'),
        'evidence_removed', new.claim_id, new.id, (SELECT revision FROM claims WHERE id = new.claim_id),
        json_object('url', new.url, 'title', new.title, 'outlet', new.outlet, 'published', new.published,
            'stance', new.stance, 'quote', new.quote, 'archive_url', new.archive_url, 'file_hash', new.file_hash),
        NULL,
        NULL, (SELECT batch FROM _change_context));
END;

-- Nothing a person did is ever lost.
CREATE TRIGGER evidence_not_deleted BEFORE DELETE ON evidence
BEGIN SELECT raise(ABORT, 'evidence is not deleted; set removed_at instead'); END;

CREATE TRIGGER evidence_not_replaced BEFORE INSERT ON evidence
WHEN EXISTS (SELECT 1 FROM evidence WHERE id = new.id)
BEGIN SELECT raise(ABORT, 'this evidence exists; add another'); END;

CREATE TRIGGER notes_guarded BEFORE INSERT ON review_notes
BEGIN
    SELECT raise(ABORT, 'actor tells who writes the note; leave it out')
    WHERE new.actor <> 'unknown'
      AND new.actor IS NOT coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown');
    SELECT raise(ABORT, 'this note exists; add another')
    WHERE EXISTS (SELECT 1 FROM review_notes WHERE id = new.id);
END;

CREATE TRIGGER notes_told AFTER INSERT ON review_notes
BEGIN
    INSERT INTO acts (at, actor, kind, claim_id, record, revision, was, became, reason, batch)
    VALUES (
        strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
        coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown'),
        'note', new.claim_id, new.id, (SELECT revision FROM claims WHERE id = new.claim_id),
        NULL,
        NULL,
        NULL, (SELECT batch FROM _change_context));
END;

CREATE TRIGGER notes_not_changed BEFORE UPDATE ON review_notes
BEGIN SELECT raise(ABORT, 'a note is not changed; add another'); END;

CREATE TRIGGER notes_not_deleted BEFORE DELETE ON review_notes
BEGIN SELECT raise(ABORT, 'a note is not deleted'); END;

-- A second reading is about the judgement that stands, and stands under the name of who gave it: of
-- whoever acts, or, where a copy is joined and judged with others, of who read those.
CREATE TRIGGER second_readings_guarded BEFORE INSERT ON second_readings
BEGIN
    SELECT raise(ABORT, 'second readings are kept by the program')
    WHERE NOT EXISTS (SELECT 1 FROM _change_context WHERE kind = 'person')
      OR new.ended IS NOT NULL OR new.ended_at IS NOT NULL
      OR NOT EXISTS (SELECT 1 FROM claims WHERE id = new.claim_id AND status IS new.status
        AND rationale IS new.rationale AND revision IS new.revision)
      OR EXISTS (SELECT 1 FROM second_readings WHERE id = new.id);
    SELECT raise(ABORT, 'actor tells who reads; leave it to the program')
    WHERE new.actor IS NOT (SELECT actor FROM _change_context WHERE kind = 'person')
      AND NOT EXISTS (SELECT 1 FROM second_readings AS r JOIN claims ON claims.id = r.claim_id
        WHERE r.actor = new.actor AND r.finding = new.finding AND r.reason IS new.reason
          AND r.at = new.at AND r.ended IS NULL AND r.status IS new.status
          AND r.rationale IS new.rationale
          AND claims.copies = (SELECT copies FROM claims WHERE id = new.claim_id));
END;

CREATE TRIGGER second_readings_told AFTER INSERT ON second_readings
WHEN new.actor IS (SELECT actor FROM _change_context WHERE kind = 'person')
BEGIN
    INSERT INTO acts (at, actor, kind, claim_id, record, revision, was, became, reason, batch)
    VALUES (
        strftime('%Y-%m-%dT%H:%M:%SZ', 'now'), new.actor, new.finding, new.claim_id, new.id, new.revision,
        NULL, json_object('status', new.status), new.reason, (SELECT batch FROM _change_context));
END;

CREATE TRIGGER second_readings_only_ended BEFORE UPDATE ON second_readings
BEGIN
    SELECT raise(ABORT, 'a second reading is not changed')
    WHERE (new.ended IS NULL) = (old.ended IS NULL) OR (new.ended IS NULL) <> (new.ended_at IS NULL)
      OR old.ended = 'taken_back' OR old.id IS NOT new.id OR old.claim_id IS NOT new.claim_id OR old.finding IS NOT new.finding
      OR old.reason IS NOT new.reason OR old.status IS NOT new.status
      OR old.rationale IS NOT new.rationale OR old.revision IS NOT new.revision
      OR old.at IS NOT new.at OR old.actor IS NOT new.actor;
    SELECT raise(ABORT, 'a second reading ends with the judgement, or by whoever gave it')
    WHERE NOT EXISTS (SELECT 1 FROM _change_context)
      AND NOT (new.ended IS 'judged_anew'
        AND (SELECT revision FROM claims WHERE id = old.claim_id) IS NOT old.revision)
      OR new.ended IS NULL AND NOT EXISTS (SELECT 1 FROM claims WHERE id = old.claim_id
        AND status IS old.status AND rationale IS old.rationale);
END;

CREATE TRIGGER second_readings_not_deleted BEFORE DELETE ON second_readings
BEGIN SELECT raise(ABORT, 'a second reading is not deleted'); END;

-- The log of what people did. Outside of the program's transactions a row is taken only from the
-- change that it tells of, and only once.
CREATE TRIGGER acts_guarded BEFORE INSERT ON acts
BEGIN
    SELECT raise(ABORT, 'the log is append-only') WHERE EXISTS (SELECT 1 FROM acts WHERE id = new.id);
    SELECT raise(ABORT, 'the log is written by the change itself')
    WHERE new.actor IS NOT coalesce((SELECT actor FROM _change_context), 'unknown')
      AND new.actor IS NOT 'unknown';
    SELECT raise(ABORT, 'the log is written by the change itself')
    WHERE NOT EXISTS (SELECT 1 FROM _change_context) AND NOT CASE
        WHEN new.kind = 'status' THEN
            EXISTS (SELECT 1 FROM status_history AS h WHERE h.id = new.record
                AND h.claim_id IS new.claim_id AND h.reason IS new.reason)
            AND NOT EXISTS (SELECT 1 FROM acts WHERE kind = 'status' AND record = new.record)
        WHEN new.kind = 'evidence_added' THEN
            EXISTS (SELECT 1 FROM evidence AS e WHERE e.id = new.record
                AND e.claim_id IS new.claim_id AND new.reason IS NULL)
            AND NOT EXISTS (SELECT 1 FROM acts WHERE kind = new.kind AND record = new.record)
        WHEN new.kind = 'evidence_removed' THEN
            EXISTS (SELECT 1 FROM evidence AS e WHERE e.id = new.record
                AND e.claim_id IS new.claim_id AND e.removed_at IS NOT NULL AND new.reason IS NULL)
            AND NOT EXISTS (SELECT 1 FROM acts WHERE kind = new.kind AND record = new.record)
        WHEN new.kind = 'note' THEN
            EXISTS (SELECT 1 FROM review_notes AS n WHERE n.id = new.record
                AND n.claim_id IS new.claim_id AND new.reason IS NULL AND new.became IS NULL)
            AND NOT EXISTS (SELECT 1 FROM acts WHERE kind = new.kind AND record = new.record)
        WHEN new.kind = 'entered' THEN
            EXISTS (SELECT 1 FROM claims WHERE id = new.record AND id IS new.claim_id
                AND origin = 'person' AND new.reason IS NULL AND new.was IS NULL
                AND json_object('text', claims.text, 'speaker_id', claims.speaker_id,
                        'type', claims.type, 'kind', claims.kind, 'modality', claims.modality,
                        'cue', claims.cue, 'source', claims.source, 'role', claims.role,
                        'context', claims.context, 'said_as', claims.said_as,
                        'said_on', claims.said_on, 'said_precision', claims.said_precision) IS new.became)
            AND NOT EXISTS (SELECT 1 FROM acts WHERE kind = new.kind AND record = new.record)
        WHEN new.kind IN ('correction', 'speaker', 'outlet', 'article_corrected', 'vocabulary') THEN
            new.was IS NOT new.became AND new.reason IS NULL AND new.batch IS NULL
            AND new.claim_id IS iif(new.kind = 'correction', new.record, NULL)
            AND EXISTS (SELECT 1 FROM _change_before AS b
                WHERE b.kind = new.kind AND b.record = new.record AND b.was = new.was)
            AND new.became IS CASE new.kind
                WHEN 'correction' THEN (SELECT json_object('text', claims.text, 'speaker_id', claims.speaker_id,
                            'type', claims.type, 'kind', claims.kind,
                            'modality', claims.modality, 'cue', claims.cue,
                            'source', claims.source, 'role', claims.role,
                            'context', claims.context, 'said_as', claims.said_as,
                            'said_on', claims.said_on, 'said_precision', claims.said_precision)
                        FROM claims WHERE id = new.record)
                WHEN 'speaker' THEN (SELECT json_object('name', speakers.name, 'kind', speakers.kind,
                            'merged_into', speakers.merged_into, 'wikidata', speakers.wikidata,
                            'note', speakers.note)
                        FROM speakers WHERE id = new.record)
                WHEN 'outlet' THEN (SELECT json_object('name', outlets.name, 'url', outlets.url,
                            'merged_into', outlets.merged_into)
                        FROM outlets WHERE id = new.record)
                WHEN 'article_corrected' THEN (SELECT json_object('url', articles.url, 'title', articles.title,
                            'outlet_id', articles.outlet_id, 'byline', articles.byline,
                            'place', articles.place, 'published', articles.published,
                            'language', articles.language)
                        FROM articles WHERE id = new.record)
                WHEN 'vocabulary' THEN (SELECT json_object('kind', statuses.kind, 'label_en', statuses.label_en,
                            'label_id', statuses.label_id, 'definition', statuses.definition,
                            'rating', statuses.rating, 'published', statuses.published,
                            'active', statuses.active)
                        FROM statuses WHERE key = new.record)
                END
        ELSE 0 END;
END;

CREATE TRIGGER acts_not_changed BEFORE UPDATE ON acts
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

CREATE TRIGGER acts_not_deleted BEFORE DELETE ON acts
BEGIN SELECT raise(ABORT, 'the log is append-only'); END;

-- What the program keeps beside the claims is the program's to change.

CREATE TRIGGER relations_guarded_on_insert BEFORE INSERT ON relations
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER relations_guarded_on_update BEFORE UPDATE ON relations
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER relations_guarded_on_delete BEFORE DELETE ON relations
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER readings_guarded_on_insert BEFORE INSERT ON readings
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER readings_guarded_on_update BEFORE UPDATE ON readings
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER readings_guarded_on_delete BEFORE DELETE ON readings
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER article_addresses_guarded_on_insert BEFORE INSERT ON article_addresses
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER article_addresses_guarded_on_update BEFORE UPDATE ON article_addresses
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER article_addresses_guarded_on_delete BEFORE DELETE ON article_addresses
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER article_times_guarded_on_insert BEFORE INSERT ON article_times
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER article_times_guarded_on_update BEFORE UPDATE ON article_times
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER article_times_guarded_on_delete BEFORE DELETE ON article_times
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER fetches_guarded_on_insert BEFORE INSERT ON fetches
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER fetches_guarded_on_update BEFORE UPDATE ON fetches
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER fetches_guarded_on_delete BEFORE DELETE ON fetches
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER speaker_names_guarded_on_insert BEFORE INSERT ON speaker_names
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER speaker_names_guarded_on_update BEFORE UPDATE ON speaker_names
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER speaker_names_guarded_on_delete BEFORE DELETE ON speaker_names
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER speaker_pairs_guarded_on_insert BEFORE INSERT ON speaker_pairs
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER speaker_pairs_guarded_on_update BEFORE UPDATE ON speaker_pairs
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER speaker_pairs_guarded_on_delete BEFORE DELETE ON speaker_pairs
WHEN NOT EXISTS (SELECT 1 FROM _change_context)
BEGIN SELECT raise(ABORT, 'this table is kept by the program'); END;

CREATE TRIGGER relations_checked BEFORE INSERT ON relations
WHEN new.kind NOT IN ('reads_now', 'same_words') OR new.state NOT IN ('suggested', 'accepted', 'refused')
BEGIN SELECT raise(ABORT, 'no such relation between claims'); END;

-- REPLACE deletes without asking the triggers that guard deletion, so it is not let near: not by a key,
-- not by the number of a row, not by moving one row onto another.
CREATE TRIGGER claims_not_replaced BEFORE INSERT ON claims
WHEN EXISTS (SELECT 1 FROM claims WHERE id = new.id)
  OR (new.rowid > 0 AND EXISTS (SELECT 1 FROM claims WHERE rowid = new.rowid))
BEGIN SELECT raise(ABORT, 'this claim exists; update it'); END;

CREATE TRIGGER articles_not_replaced BEFORE INSERT ON articles
WHEN EXISTS (SELECT 1 FROM articles WHERE id = new.id)
  OR (new.rowid > 0 AND EXISTS (SELECT 1 FROM articles WHERE rowid = new.rowid))
BEGIN SELECT raise(ABORT, 'this article exists; update it'); END;

CREATE TRIGGER speakers_not_replaced BEFORE INSERT ON speakers
WHEN EXISTS (SELECT 1 FROM speakers WHERE id = new.id)
  OR (new.rowid > 0 AND EXISTS (SELECT 1 FROM speakers WHERE rowid = new.rowid))
BEGIN SELECT raise(ABORT, 'this speaker exists; update it'); END;

CREATE TRIGGER outlets_not_replaced BEFORE INSERT ON outlets
WHEN EXISTS (SELECT 1 FROM outlets WHERE id = new.id)
  OR (new.rowid > 0 AND EXISTS (SELECT 1 FROM outlets WHERE rowid = new.rowid))
BEGIN SELECT raise(ABORT, 'this outlet exists; update it'); END;

CREATE TRIGGER claims_numbered AFTER INSERT ON claims
WHEN new.rowid < 1
BEGIN SELECT raise(ABORT, 'rows are numbered from 1'); END;

CREATE TRIGGER claims_not_moved BEFORE UPDATE ON claims
WHEN old.rowid IS NOT new.rowid
BEGIN SELECT raise(ABORT, 'a row keeps its number'); END;

CREATE TRIGGER articles_numbered AFTER INSERT ON articles
WHEN new.rowid < 1
BEGIN SELECT raise(ABORT, 'rows are numbered from 1'); END;

CREATE TRIGGER articles_not_moved BEFORE UPDATE ON articles
WHEN old.rowid IS NOT new.rowid
BEGIN SELECT raise(ABORT, 'a row keeps its number'); END;

CREATE TRIGGER speakers_numbered AFTER INSERT ON speakers
WHEN new.rowid < 1
BEGIN SELECT raise(ABORT, 'rows are numbered from 1'); END;

CREATE TRIGGER speakers_not_moved BEFORE UPDATE ON speakers
WHEN old.rowid IS NOT new.rowid
BEGIN SELECT raise(ABORT, 'a row keeps its number'); END;

CREATE TRIGGER outlets_numbered AFTER INSERT ON outlets
WHEN new.rowid < 1
BEGIN SELECT raise(ABORT, 'rows are numbered from 1'); END;

CREATE TRIGGER outlets_not_moved BEFORE UPDATE ON outlets
WHEN old.rowid IS NOT new.rowid
BEGIN SELECT raise(ABORT, 'a row keeps its number'); END;

CREATE TRIGGER statuses_numbered AFTER INSERT ON statuses
WHEN new.rowid < 1
BEGIN SELECT raise(ABORT, 'rows are numbered from 1'); END;

CREATE TRIGGER statuses_not_moved BEFORE UPDATE ON statuses
WHEN old.rowid IS NOT new.rowid
BEGIN SELECT raise(ABORT, 'a row keeps its number'); END;

CREATE TRIGGER claim_spans_numbered AFTER INSERT ON claim_spans
WHEN new.rowid < 1
BEGIN SELECT raise(ABORT, 'rows are numbered from 1'); END;

CREATE TRIGGER claim_spans_not_moved BEFORE UPDATE ON claim_spans
WHEN old.rowid IS NOT new.rowid
BEGIN SELECT raise(ABORT, 'a row keeps its number'); END;

CREATE TRIGGER speaker_aliases_numbered AFTER INSERT ON speaker_aliases
WHEN new.rowid < 1
BEGIN SELECT raise(ABORT, 'rows are numbered from 1'); END;

CREATE TRIGGER speaker_aliases_not_moved BEFORE UPDATE ON speaker_aliases
WHEN old.rowid IS NOT new.rowid
BEGIN SELECT raise(ABORT, 'a row keeps its number'); END;

CREATE TRIGGER claim_spans_not_overwritten BEFORE INSERT ON claim_spans
WHEN new.rowid > 0 AND EXISTS (SELECT 1 FROM claim_spans WHERE rowid = new.rowid)
BEGIN SELECT raise(ABORT, 'a row keeps its number'); END;

CREATE TRIGGER speaker_aliases_not_overwritten BEFORE INSERT ON speaker_aliases
WHEN new.rowid > 0 AND EXISTS (SELECT 1 FROM speaker_aliases WHERE rowid = new.rowid)
BEGIN SELECT raise(ABORT, 'a row keeps its number'); END;

CREATE TRIGGER article_links_not_overwritten BEFORE INSERT ON article_links
WHEN EXISTS (SELECT 1 FROM article_links WHERE id = new.id)
BEGIN SELECT raise(ABORT, 'a row keeps its number'); END;

CREATE TRIGGER speakers_keep_their_keys BEFORE UPDATE OF id ON speakers
WHEN old.id IS NOT new.id
BEGIN SELECT raise(ABORT, 'a key is kept; set merged_into instead'); END;

CREATE TRIGGER speakers_whole_kept BEFORE UPDATE OF whole_id ON speakers
WHEN old.whole_id IS NOT new.whole_id AND new.whole_id NOT IN (
    WITH RECURSIVE above(id) AS (
        SELECT coalesce(new.merged_into, new.id)
        UNION SELECT merged_into FROM speakers JOIN above USING (id)
        WHERE merged_into IS NOT NULL AND speakers.id <> new.id)
    SELECT above.id FROM above
    WHERE id = new.id OR NOT EXISTS (
        SELECT 1 FROM speakers WHERE speakers.id = above.id AND merged_into IS NOT NULL))
BEGIN SELECT raise(ABORT, 'whole_id follows merged_into; set that'); END;

CREATE TRIGGER outlets_keep_their_keys BEFORE UPDATE OF id ON outlets
WHEN old.id IS NOT new.id
BEGIN SELECT raise(ABORT, 'a key is kept; set merged_into instead'); END;

CREATE TRIGGER outlets_whole_kept BEFORE UPDATE OF whole_id ON outlets
WHEN old.whole_id IS NOT new.whole_id AND new.whole_id NOT IN (
    WITH RECURSIVE above(id) AS (
        SELECT coalesce(new.merged_into, new.id)
        UNION SELECT merged_into FROM outlets JOIN above USING (id)
        WHERE merged_into IS NOT NULL AND outlets.id <> new.id)
    SELECT above.id FROM above
    WHERE id = new.id OR NOT EXISTS (
        SELECT 1 FROM outlets WHERE outlets.id = above.id AND merged_into IS NOT NULL))
BEGIN SELECT raise(ABORT, 'whole_id follows merged_into; set that'); END;

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
  OR EXISTS (SELECT 1 FROM acts WHERE claim_id = old.id)
  OR EXISTS (SELECT 1 FROM status_history WHERE claim_id = old.id)
BEGIN SELECT raise(ABORT, 'a person has worked on this claim; set a status instead of deleting it'); END;

CREATE TRIGGER articles_with_claims_not_deleted BEFORE DELETE ON articles
WHEN EXISTS (SELECT 1 FROM claims WHERE article_id = old.id)
BEGIN SELECT raise(ABORT, 'the article has claims'); END;

-- The words for where a claim stands.
CREATE TRIGGER statuses_told AFTER UPDATE ON statuses
WHEN json_object('kind', old.kind, 'label_en', old.label_en, 'label_id', old.label_id,
            'definition', old.definition, 'rating', old.rating, 'published', old.published, 'active', old.active) IS NOT
    json_object('kind', new.kind, 'label_en', new.label_en, 'label_id', new.label_id,
            'definition', new.definition, 'rating', new.rating, 'published', new.published, 'active', new.active)
BEGIN
    INSERT INTO acts (at, actor, kind, claim_id, record, revision, was, became, reason, batch)
    VALUES (
        strftime('%Y-%m-%dT%H:%M:%SZ', 'now'),
        coalesce((SELECT actor FROM _change_context WHERE kind = 'person'), 'unknown'),
        'vocabulary', NULL, new.key, NULL,
        json_object('kind', old.kind, 'label_en', old.label_en, 'label_id', old.label_id,
            'definition', old.definition, 'rating', old.rating, 'published', old.published, 'active', old.active),
        json_object('kind', new.kind, 'label_en', new.label_en, 'label_id', new.label_id,
            'definition', new.definition, 'rating', new.rating, 'published', new.published, 'active', new.active),
        NULL, (SELECT batch FROM _change_context));
    DELETE FROM _change_before WHERE kind = 'vocabulary' AND record = new.key;
END;

CREATE TRIGGER statuses_not_replaced BEFORE INSERT ON statuses
WHEN EXISTS (SELECT 1 FROM statuses WHERE key = new.key)
  OR (new.rowid > 0 AND EXISTS (SELECT 1 FROM statuses WHERE rowid = new.rowid))
BEGIN SELECT raise(ABORT, 'this status exists; update it'); END;

CREATE TRIGGER statuses_in_use_not_deleted BEFORE DELETE ON statuses
WHEN old.key = 'unreviewed' OR EXISTS (SELECT 1 FROM claims WHERE status = old.key)
  OR EXISTS (SELECT 1 FROM status_history WHERE old.key IN (from_status, to_status))
BEGIN SELECT raise(ABORT, 'the status is in use; set active to 0 instead'); END;

CREATE TRIGGER statuses_in_use_not_renamed BEFORE UPDATE OF key ON statuses
WHEN old.key IS NOT new.key AND (old.key = 'unreviewed'
  OR EXISTS (SELECT 1 FROM claims WHERE status = old.key)
  OR EXISTS (SELECT 1 FROM status_history WHERE old.key IN (from_status, to_status)))
BEGIN SELECT raise(ABORT, 'the status is in use; add a new one and retire this one'); END;

CREATE TRIGGER statuses_not_renamed_onto_another BEFORE UPDATE OF key ON statuses
WHEN old.key IS NOT new.key AND EXISTS (SELECT 1 FROM statuses WHERE key = new.key)
BEGIN SELECT raise(ABORT, 'there is a status of this key'); END;

CREATE TRIGGER statuses_in_use_keep_their_kind BEFORE UPDATE OF kind ON statuses
WHEN old.kind IS NOT new.kind AND (old.key = 'unreviewed'
  OR EXISTS (SELECT 1 FROM claims WHERE status = old.key)
  OR EXISTS (SELECT 1 FROM status_history WHERE old.key IN (from_status, to_status)))
BEGIN SELECT raise(ABORT, 'the status is in use; add a new one and retire this one'); END;

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
