-- What was done with power over others, one entry after the other. `mac`: over the entry and the `mac` before it, with a
-- key that isn't in the database, so that an entry that was changed, taken out or moved is found. `actor`: an account;
-- NULL: the operator, or the server by itself. `detail`: JSON. Entries are only added.
CREATE TABLE audit_entries (
    number BIGINT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor UUID,
    act TEXT NOT NULL,
    subject UUID,
    detail TEXT NOT NULL,
    mac TEXT NOT NULL
);
CREATE INDEX audit_entries_actor ON audit_entries (actor, number);
CREATE INDEX audit_entries_act ON audit_entries (act, number);

-- Where the log ends: one row. `since`: up to there the entries were written with a key that is lost. `seal`: over number,
-- mac and since, so that a tail that was cut off is found.
CREATE TABLE audit_head (
    one BIGINT PRIMARY KEY,
    number BIGINT NOT NULL,
    mac TEXT NOT NULL,
    since BIGINT NOT NULL,
    seal TEXT NOT NULL
);

-- What was reported, until it is decided: one open case of each subject. `subject`: which it is, as text. `author`: the
-- account that answers for it, and `face`, where it is shown by another id. `seen`: JSON, the subject and what stood
-- around it as the first reporter saw it; NULL once erased. `wants_opinion`: who asked for somebody else's.
CREATE TABLE moderation_cases (
    id UUID PRIMARY KEY,
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    space UUID,
    author UUID,
    face UUID,
    state TEXT NOT NULL,
    reports BIGINT NOT NULL,
    notes BIGINT NOT NULL,
    seen TEXT,
    opened_at BIGINT NOT NULL,
    claimed_by UUID,
    wants_opinion UUID,
    decided_at BIGINT
);
CREATE UNIQUE INDEX moderation_cases_open ON moderation_cases (subject) WHERE state = 'open';
CREATE INDEX moderation_cases_state ON moderation_cases (state, id);
CREATE INDEX moderation_cases_space ON moderation_cases (space, state, id);
CREATE INDEX moderation_cases_claimed ON moderation_cases (claimed_by, state, id);
CREATE INDEX moderation_cases_subject ON moderation_cases (subject);
CREATE INDEX moderation_cases_author ON moderation_cases (author, id);
CREATE INDEX moderation_cases_kept ON moderation_cases (decided_at) WHERE decided_at IS NOT NULL AND seen IS NOT NULL;

-- Who reported it, and why. `number`: 1, 2, 3 … in its case. `reporter`: NULL once the account is deleted.
CREATE TABLE moderation_reports (
    case_id UUID NOT NULL REFERENCES moderation_cases (id),
    number BIGINT NOT NULL,
    id UUID NOT NULL UNIQUE,
    reporter UUID,
    reason TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, number)
);
CREATE UNIQUE INDEX moderation_reports_once ON moderation_reports (case_id, reporter);
CREATE INDEX moderation_reports_by ON moderation_reports (reporter, id);

-- What moderators wrote to one another.
CREATE TABLE moderation_notes (
    case_id UUID NOT NULL REFERENCES moderation_cases (id),
    id UUID NOT NULL,
    author UUID NOT NULL,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, id)
);

-- To whom something was lent, as whether there is another moderator than one.
CREATE INDEX account_permissions_lent ON account_permissions (permission, account_id) WHERE allowed = TRUE;

-- Of which decision a ban, or what somebody may or may not do, came; NULL: of none.
ALTER TABLE account_bans ADD COLUMN decision UUID;
ALTER TABLE account_permissions ADD COLUMN decision UUID;

-- What was decided. `account`: whom it is about; NULL where it is about nobody. `message`: to them. `appeal`: none, open,
-- upheld or overturned. `carried_out`, `taken_back`: that what it says was done, and undone; each once.
CREATE TABLE moderation_decisions (
    id UUID PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES moderation_cases (id),
    account UUID,
    act TEXT NOT NULL,
    reason TEXT NOT NULL,
    message TEXT NOT NULL,
    until BIGINT,
    decided_by UUID NOT NULL,
    created_at BIGINT NOT NULL,
    appeal TEXT NOT NULL,
    appeal_text TEXT NOT NULL,
    appealed_at BIGINT,
    answer TEXT NOT NULL,
    answered_by UUID,
    answered_at BIGINT,
    carried_out BOOLEAN NOT NULL DEFAULT FALSE,
    taken_back BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE INDEX moderation_decisions_of ON moderation_decisions (case_id, id);
CREATE INDEX moderation_decisions_about ON moderation_decisions (account, id);
CREATE INDEX moderation_decisions_appealed ON moderation_decisions (appealed_at, id) WHERE appeal = 'open';

-- Lists that admins keep, as JSON: `words` and `crisis`.
CREATE TABLE moderation_lists (
    name TEXT PRIMARY KEY,
    body TEXT NOT NULL
);

-- What waits for a moderator before others see it. `face`: the id that its author would be shown by. `captions`: JSON, a text
-- for each picture. `settling_at`: since when somebody settles it. `draft`: JSON, all that is needed to say it. `again`: what makes saying
-- the same again no second one.
CREATE TABLE moderation_held (
    id UUID PRIMARY KEY,
    author UUID NOT NULL,
    face UUID NOT NULL,
    kind TEXT NOT NULL,
    place UUID NOT NULL,
    text TEXT NOT NULL,
    content_warning TEXT,
    captions TEXT NOT NULL,
    draft TEXT NOT NULL,
    again TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    settling_at BIGINT,
    UNIQUE (author, again)
);
CREATE INDEX moderation_held_by ON moderation_held (author, id);

-- What moderators hid is out of sight, out of search and its pictures lead nowhere, until it comes back or is deleted.
ALTER TABLE messages ADD COLUMN hidden_at BIGINT;
ALTER TABLE shares ADD COLUMN hidden_at BIGINT;
ALTER TABLE share_comments ADD COLUMN hidden_at BIGINT;
ALTER TABLE media ADD COLUMN hidden BOOLEAN NOT NULL DEFAULT FALSE;

-- How long one waits between two messages in a group. 0: not at all.
ALTER TABLE chats ADD COLUMN slow_seconds BIGINT NOT NULL DEFAULT 0;
