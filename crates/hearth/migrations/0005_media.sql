-- Slow work, such as on pictures, waits in a lane of its own and doesn't hold up the rest.
ALTER TABLE jobs ADD COLUMN lane TEXT NOT NULL DEFAULT 'quick';
DROP INDEX jobs_due;
CREATE INDEX jobs_due ON jobs (lane, due_at) WHERE dead_at IS NULL;
CREATE INDEX jobs_dead ON jobs (dead_at, id) WHERE dead_at IS NOT NULL;

-- Uploaded pictures. `bytes`: what it counts for in its owner's usage: the upload, then what was made of it.
-- `parts`: how many pieces of the upload lie in quarantine. `picture`: JSON, once it is ready.
-- `attached`: whether something shows it; what nothing shows is removed after a while.
CREATE TABLE media (
    id UUID PRIMARY KEY,
    owner UUID NOT NULL,
    state TEXT NOT NULL,
    reason TEXT,
    bytes BIGINT NOT NULL,
    parts BIGINT NOT NULL,
    picture TEXT,
    attached BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX media_of ON media (owner, id);
CREATE INDEX media_loose ON media (created_at, id) WHERE attached = FALSE;
CREATE INDEX media_processing ON media (owner) WHERE state = 'processing';

-- How many bytes each owner's pictures take.
CREATE TABLE media_usage (
    owner UUID PRIMARY KEY,
    bytes BIGINT NOT NULL
);

-- How a person shows themselves: JSON of the picture as media has it.
ALTER TABLE accounts ADD COLUMN picture TEXT;
ALTER TABLE accounts ADD COLUMN cover TEXT;
