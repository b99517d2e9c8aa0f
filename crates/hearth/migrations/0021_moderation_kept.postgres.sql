-- Since when somebody looks at a case: a day later they don't any more.
ALTER TABLE moderation_cases ADD COLUMN claimed_at BIGINT;
UPDATE moderation_cases SET claimed_at = opened_at WHERE claimed_by IS NOT NULL;
-- One kind of them, though there are many of others.
CREATE INDEX moderation_cases_kind ON moderation_cases (state, kind, id);

-- Whose words stand around what was reported, to be found when they are to be erased.
CREATE TABLE moderation_around (
    case_id UUID NOT NULL REFERENCES moderation_cases (id),
    account UUID NOT NULL,
    PRIMARY KEY (case_id, account)
);
CREATE INDEX moderation_around_of ON moderation_around (account, case_id);
INSERT INTO moderation_around (case_id, account)
    SELECT DISTINCT c.id, (said.value -> 'by' ->> 0)::uuid
    FROM moderation_cases c, json_array_elements(c.seen::json -> 'around') said
    WHERE c.seen IS NOT NULL AND said.value -> 'by' ->> 0 IS NOT NULL;

-- So much that waits for a look shows the picture once it is said: meanwhile it isn't removed.
ALTER TABLE media ADD COLUMN waits BIGINT NOT NULL DEFAULT 0;
-- JSON, the ids of its pictures, in the order of `captions`.
ALTER TABLE moderation_held ADD COLUMN pictures TEXT NOT NULL DEFAULT '[]';
CREATE INDEX moderation_held_since ON moderation_held (created_at);
