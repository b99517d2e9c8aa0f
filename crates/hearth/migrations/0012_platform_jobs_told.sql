-- A queue outside of the database was told of the job, and is told again after this. 0: it wasn't told.
ALTER TABLE jobs ADD COLUMN told_until BIGINT NOT NULL DEFAULT 0;
CREATE INDEX jobs_told ON jobs (lane, told_until, due_at) WHERE dead_at IS NULL;
