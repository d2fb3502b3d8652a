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
    iif(claims.group_id IS NULL, claims.outlet_id IS NOT NULL, (
        SELECT count(DISTINCT c.outlet_id) FROM claims AS c WHERE c.group_id = claims.group_id
    )) AS outlets, -- How many outlets have it, in copies of the article
    iif(claims.group_id IS NULL, 1, (
        SELECT count(*) FROM claims AS c WHERE c.group_id = claims.group_id
    )) AS appearances, -- How many articles have it, this one and copies of it
    articles.title AS article, -- Headline of the article
    articles.url, -- Address of the original page
    moments.seconds, -- Second of the recording at which it is said, for subtitles
    CASE
        WHEN moments.seconds IS NULL OR instr(articles.url, '#') OR articles.url GLOB '*[?&]t=*' THEN NULL
        WHEN articles.url GLOB 'http*://*youtube.com/watch[?]*' OR articles.url GLOB 'http*://*youtube.com/live/*'
            OR articles.url GLOB 'http*://youtu.be/*'
        THEN articles.url || iif(instr(articles.url, '?'), '&', '?') || 't=' || CAST(moments.seconds AS INTEGER) || 's'
        WHEN articles.url GLOB 'http*://archive.org/details/*' OR articles.url GLOB 'http*://*dailymotion.com/video/*'
        THEN articles.url || iif(instr(articles.url, '?'), '&', '?') || 'start=' || CAST(moments.seconds AS INTEGER)
        WHEN articles.url GLOB 'http*://vimeo.com/*' OR articles.url GLOB 'http*.mp[34]' OR articles.url GLOB 'http*.m4[av]'
            OR articles.url GLOB 'http*.webm' OR articles.url GLOB 'http*.og[gv]'
        THEN articles.url || '#t=' || CAST(moments.seconds AS INTEGER)
    END AS moment_url, -- The recording from that second on, where its address can say so
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
    coalesce(claims.group_id, claims.id) AS group_id, -- The same for claims that are copies and are counted once: the key of the first published of them, which may be its own
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
LEFT JOIN statuses ON statuses.key = claims.status
LEFT JOIN article_times AS moments ON moments.article_id = claims.article_id
    AND moments.position = (
        SELECT max(earlier.position) FROM article_times AS earlier
        WHERE earlier.article_id = claims.article_id
            AND earlier.position <= (
                SELECT min(start) FROM claim_spans WHERE claim_id = claims.id AND part = 'content'
            )
    );
