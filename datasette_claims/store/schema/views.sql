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
