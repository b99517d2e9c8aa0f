-- Work to be done later, committed with what caused it.
CREATE TABLE jobs (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    leased_until BIGINT NOT NULL,
    dead_at BIGINT,
    last_error TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX jobs_due ON jobs (due_at) WHERE dead_at IS NULL;

-- Answers to POST requests that carried an Idempotency-Key. No status: still under way.
CREATE TABLE idempotency_keys (
    scope TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    status BIGINT,
    body TEXT,
    created_at BIGINT NOT NULL
);
CREATE INDEX idempotency_keys_created ON idempotency_keys (created_at);
