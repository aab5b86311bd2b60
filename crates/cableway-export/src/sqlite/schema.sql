-- The tables that the export stage `sqlite` keeps; docs/sqlite.md tells what is in them.
-- A change of this file is a new version of the schema: see `VERSION` in schema.rs.
-- Nothing here needs more than SQLite 3.9 with FTS5, so that programs with an old library can read it.

CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL,
    record_digest BLOB NOT NULL,
    uri TEXT NOT NULL,
    media_type TEXT,
    bytes INTEGER,
    digest TEXT,
    retrieved TEXT,
    reader TEXT,
    title TEXT,
    standfirst TEXT,
    publisher TEXT,
    published TEXT,
    modified TEXT,
    language TEXT,
    url TEXT,
    section TEXT,
    text TEXT NOT NULL,
    record TEXT NOT NULL
);

-- Also what a run looks up for each document, without touching its text.
CREATE INDEX documents_by_id ON documents (id, record_digest);
CREATE INDEX documents_by_uri ON documents (uri);
CREATE INDEX documents_by_published ON documents (published);

CREATE TABLE authors (
    document INTEGER NOT NULL REFERENCES documents (number),
    author INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (document, author)
) WITHOUT ROWID;

CREATE INDEX authors_by_name ON authors (name);

CREATE TABLE tags (
    document INTEGER NOT NULL REFERENCES documents (number),
    tag INTEGER NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (document, tag)
) WITHOUT ROWID;

CREATE INDEX tags_by_name ON tags (name);

CREATE TABLE blocks (
    document INTEGER NOT NULL REFERENCES documents (number),
    block INTEGER NOT NULL,
    kind TEXT NOT NULL,
    start_byte INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,
    PRIMARY KEY (document, block)
) WITHOUT ROWID;

CREATE TABLE annotations (
    document INTEGER NOT NULL REFERENCES documents (number),
    annotation INTEGER NOT NULL,
    id TEXT NOT NULL,
    stage TEXT NOT NULL,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    score REAL,
    attributes TEXT,
    PRIMARY KEY (document, annotation)
) WITHOUT ROWID;

CREATE INDEX annotations_by_label ON annotations (kind, label);

CREATE TABLE annotation_spans (
    document INTEGER NOT NULL REFERENCES documents (number),
    annotation INTEGER NOT NULL,
    span INTEGER NOT NULL,
    start_byte INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,
    quote TEXT NOT NULL,
    PRIMARY KEY (document, annotation, span)
) WITHOUT ROWID;

CREATE TABLE links (
    document INTEGER NOT NULL REFERENCES documents (number),
    annotation INTEGER NOT NULL,
    link INTEGER NOT NULL,
    role TEXT NOT NULL,
    target TEXT NOT NULL,
    PRIMARY KEY (document, annotation, link)
) WITHOUT ROWID;

CREATE TABLE summaries (
    document INTEGER NOT NULL REFERENCES documents (number),
    summary INTEGER NOT NULL,
    stage TEXT NOT NULL,
    PRIMARY KEY (document, summary)
) WITHOUT ROWID;

CREATE TABLE sentences (
    document INTEGER NOT NULL REFERENCES documents (number),
    summary INTEGER NOT NULL,
    sentence INTEGER NOT NULL,
    text TEXT NOT NULL,
    attributes TEXT,
    PRIMARY KEY (document, summary, sentence)
) WITHOUT ROWID;

CREATE TABLE sentence_spans (
    document INTEGER NOT NULL REFERENCES documents (number),
    summary INTEGER NOT NULL,
    sentence INTEGER NOT NULL,
    span INTEGER NOT NULL,
    start_byte INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,
    quote TEXT NOT NULL,
    PRIMARY KEY (document, summary, sentence, span)
) WITHOUT ROWID;

CREATE TABLE notes (
    document INTEGER NOT NULL REFERENCES documents (number),
    note INTEGER NOT NULL,
    stage TEXT NOT NULL,
    message TEXT NOT NULL,
    PRIMARY KEY (document, note)
) WITHOUT ROWID;

-- The index of words alone: titles and texts stay where they are, in `documents`.
CREATE VIRTUAL TABLE search USING fts5(
    title,
    text,
    content = 'documents',
    content_rowid = 'number',
    tokenize = 'unicode61 remove_diacritics 2'
);

CREATE VIEW labels AS
SELECT documents.id, uri, title, published, kind, label, score, stage,
    (SELECT group_concat(quote, ' … ') FROM (
        SELECT quote FROM annotation_spans AS spans
        WHERE spans.document = annotations.document AND spans.annotation = annotations.annotation
        ORDER BY span
    )) AS quotes,
    attributes
FROM annotations JOIN documents ON number = document;

CREATE VIEW evidence AS
SELECT documents.id, uri, title, published, kind, label, score, stage, start_byte, end_byte, quote
FROM annotation_spans
JOIN annotations USING (document, annotation)
JOIN documents ON number = document;

CREATE VIEW summary_sentences AS
SELECT documents.id, uri, title, published, stage, sentence, sentences.text AS text,
    start_byte, end_byte, quote
FROM sentence_spans
JOIN sentences USING (document, summary, sentence)
JOIN summaries USING (document, summary)
JOIN documents ON number = document;

-- `substr` counts characters of a text, but bytes of a blob.
CREATE VIEW block_texts AS
SELECT documents.id, uri, block, kind, start_byte, end_byte,
    CAST(substr(CAST(text AS BLOB), start_byte + 1, end_byte - start_byte) AS TEXT) AS text
FROM blocks JOIN documents ON number = document;

-- Dates are as precise as the source: one without a day is in no count by day.
CREATE VIEW labels_by_day AS
SELECT kind, label, substr(published, 1, 10) AS day, count(DISTINCT document) AS documents
FROM annotations JOIN documents ON number = document
WHERE length(published) >= 10
GROUP BY kind, label, day;

-- A week is named by its Monday.
CREATE VIEW labels_by_week AS
SELECT kind, label, date(substr(published, 1, 10), 'weekday 0', '-6 days') AS week,
    count(DISTINCT document) AS documents
FROM annotations JOIN documents ON number = document
WHERE length(published) >= 10
GROUP BY kind, label, week;
