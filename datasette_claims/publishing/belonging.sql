-- What leaves with the claims that `selection.sql` chose: copies joined, speakers, articles, outlets.
-- Names that were to be taken out are out by now (`withholding.py`).

-- Copies are joined by what of their judgement is public: a draft on one of them parts nothing there.
CREATE TEMP TABLE leaving_groups AS
SELECT id, CASE WHEN count(*) OVER alike > 1 THEN first_value(id) OVER (
    PARTITION BY copies, status, rationale, publication ORDER BY published IS NULL, published, id
    ) END AS group_id
FROM (
    SELECT claims.id, copies, published, leaving.status, leaving.rationale, leaving.publication
    FROM claims JOIN leaving USING (id)
    WHERE copies IS NOT NULL AND flag IS NULL AND NOT EXISTS (
        SELECT 1 FROM relations
        WHERE relations.claim_id = claims.id AND relations.kind = 'same_words' AND state = 'refused'))
WINDOW alike AS (PARTITION BY copies, status, rationale, publication);

CREATE UNIQUE INDEX temp.leaving_groups_id ON leaving_groups(id);

-- Speakers that a claim in the copy names, and those they were merged into. An alias that only a
-- claim left at home has used stays at home too: it may be what the extraction got wrong.
CREATE TEMP TABLE leaving_speakers AS
WITH RECURSIVE named(id) AS (
    SELECT speaker_id FROM claims JOIN leaving USING (id) WHERE speaker_id IS NOT NULL
    UNION
    SELECT merged_into FROM speakers JOIN named USING (id) WHERE merged_into IS NOT NULL
)
SELECT id FROM named;

CREATE TEMP TABLE leaving_aliases AS
WITH used AS (
    SELECT speaker_id, source AS alias, max(id IN (SELECT id FROM leaving)) AS leaves
    FROM claims WHERE speaker_id IS NOT NULL AND source IS NOT NULL
    GROUP BY speaker_id, source
)
SELECT a.speaker_id, a.alias
FROM speaker_aliases AS a
LEFT JOIN used ON used.speaker_id = a.speaker_id AND used.alias = a.alias
WHERE a.speaker_id IN (SELECT id FROM leaving_speakers) AND coalesce(used.leaves, 1);

-- Where only what was checked leaves, an article without a claim says nothing.
CREATE TEMP TABLE leaving_articles AS
SELECT id FROM articles
WHERE NOT (SELECT reviewed_only FROM asked)
  OR id IN (SELECT article_id FROM claims JOIN leaving USING (id));

CREATE UNIQUE INDEX temp.leaving_articles_id ON leaving_articles(id);

CREATE TEMP TABLE leaving_outlets AS
WITH RECURSIVE named(id) AS (
    SELECT outlet_id FROM articles JOIN leaving_articles USING (id) WHERE outlet_id IS NOT NULL
    UNION
    SELECT outlet_id FROM claims JOIN leaving USING (id) WHERE outlet_id IS NOT NULL
    UNION
    SELECT merged_into FROM outlets JOIN named USING (id) WHERE merged_into IS NOT NULL
)
SELECT id FROM named;

CREATE TEMP TABLE passages (article_id TEXT PRIMARY KEY, text TEXT NOT NULL, text_hash TEXT NOT NULL);
