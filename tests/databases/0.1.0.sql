-- What a team left in a database of 0.1.0: a published verdict, a draft, a withdrawn one, a claim by
-- hand, a corrected one, evidence that came and went, a note, a merge, an earlier text, a retired word.
INSERT INTO outlets (id, name, whole_id) VALUES ('kabar', 'Kabar', 'kabar');
INSERT INTO articles (id, url, title, outlet_id, published, language, text, text_hash, loaded_at, loaded_from, given)
VALUES ('a0000000001', 'https://kabar.example/a?id=1', 'Jembatan', 'kabar', '2026-01-01', 'id',
    'Ana Wati berkata jalan itu sudah selesai. Budi Rai menyatakan biaya naik 5 persen. Ana menolak usul itu.',
    'h1', '2026-01-02T00:00:00Z', '/texts/a.txt', 'published url'),
    ('a0000000002', NULL, NULL, NULL, NULL, 'id', 'Budi berkata hujan turun.', 'h2', '2026-01-02T00:00:00Z', '/texts/b.txt', '');
INSERT INTO speakers (id, name, kind, whole_id) VALUES
    ('ana-wati', 'Ana Wati', 'person', 'ana-wati'), ('budi-rai', 'Budi Rai', 'person', 'budi-rai'),
    ('budi-a0000000002', 'Budi', 'person', 'budi-a0000000002');
UPDATE speakers SET merged_into = 'budi-rai' WHERE id = 'budi-a0000000002';
INSERT INTO speaker_aliases VALUES ('ana-wati', 'Ana Wati'), ('budi-rai', 'Budi Rai'), ('budi-a0000000002', 'Budi');
INSERT INTO _change_context VALUES ('loader', 'loader');
INSERT INTO claims (id, article_id, speaker_id, text, type, kind, context, confidence, rule, extractor, position, outlet_id, language, published) VALUES
    ('c01', 'a0000000001', 'ana-wati', 'jalan itu sudah selesai', 'indirect', 'say', 'Ana Wati berkata jalan itu sudah selesai.', 0.9, 'r', 'x 1', 17, 'kabar', 'id', '2026-01-01'),
    ('c02', 'a0000000001', 'budi-rai', 'biaya naik 5 persen', 'indirect', 'say', 'Budi Rai menyatakan biaya naik 5 persen.', 0.9, 'r', 'x 1', 62, 'kabar', 'id', '2026-01-01'),
    ('c03', 'a0000000001', 'ana-wati', 'usul itu', 'indirect', 'deny', 'Ana menolak usul itu.', 0.9, 'r', 'x 1', 95, 'kabar', 'id', '2026-01-01'),
    ('c04', 'a0000000002', 'budi-a0000000002', 'hujan turun', 'indirect', 'say', 'Budi berkata hujan turun.', 0.9, 'r', 'x 1', 13, NULL, 'id', NULL);
INSERT INTO claim_spans VALUES ('c01', 'content', 17, 40), ('c02', 'content', 62, 81), ('c03', 'content', 95, 103), ('c04', 'content', 13, 24);
INSERT INTO article_versions (article_id, title, text, text_hash, loaded_at, replaced_at)
VALUES ('a0000000001', 'Jembatan', 'Ana Wati berkata jalan itu belum selesai.', 'h0', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z');
DELETE FROM _change_context;
INSERT INTO _change_context VALUES ('alice', 'person');
INSERT INTO evidence (claim_id, url, stance, added_at, added_by) VALUES ('c01', 'https://data.example/1', 'refutes', '2026-01-03T00:00:00Z', 'alice');
UPDATE claims SET status = 'false', rationale = 'Data', publication = 'published' WHERE id = 'c01';
INSERT INTO evidence (claim_id, url, added_at, added_by) VALUES ('c01', 'https://data.example/2', '2026-01-04T00:00:00Z', 'alice');
UPDATE evidence SET removed_at = '2026-01-05T00:00:00Z', removed_by = 'bob' WHERE id = 2;
UPDATE claims SET status = 'true', rationale = 'Sensus', publication = 'published' WHERE id = 'c02';
UPDATE claims SET publication = 'withdrawn', rationale = 'Keliru' WHERE id = 'c02';
INSERT INTO review_notes (claim_id, at, actor, note) VALUES ('c04', '2026-01-06T00:00:00Z', 'bob', 'tanya BMKG');
DELETE FROM _change_context;
UPDATE claims SET text = 'usul jembatan itu' WHERE id = 'c03';
INSERT INTO claims (id, article_id, text, type, kind, context) VALUES ('c05', 'a0000000002', 'Sesuatu', 'indirect', 'say', 'Sesuatu');
UPDATE statuses SET active = 0 WHERE key = 'satire';
