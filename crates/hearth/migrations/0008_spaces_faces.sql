-- As whom an account is in a space, from its first coming or asking on, for good: under its own name (`id` is the account's
-- own) or under a pseudonym. Outlives the membership, so that what was said keeps its author, and who comes back is the same.
-- `name`, and `key` by which it is compared: of a pseudonym; NULL too once the account is deleted.
CREATE TABLE space_faces (
    account UUID NOT NULL,
    space UUID NOT NULL REFERENCES spaces (id),
    id UUID NOT NULL,
    name TEXT,
    key TEXT,
    PRIMARY KEY (account, space)
);
CREATE UNIQUE INDEX space_faces_ids ON space_faces (id, space);
CREATE UNIQUE INDEX space_faces_keys ON space_faces (space, key);

-- Whoever is or asked to be in a space so far does so under its own name.
INSERT INTO space_faces (account, space, id) SELECT account, space, account FROM space_members;
INSERT INTO space_faces (account, space, id) SELECT account, space, account FROM space_requests WHERE true
    ON CONFLICT (account, space) DO NOTHING;

-- And whoever was, as far as it was seen: who was banned or banned somebody, who wrote or reacted in a chat of the space.
INSERT INTO space_faces (account, space, id) SELECT account, space, account FROM space_bans WHERE true
    ON CONFLICT (account, space) DO NOTHING;
INSERT INTO space_faces (account, space, id) SELECT DISTINCT banned_by, space, banned_by FROM space_bans WHERE true
    ON CONFLICT (account, space) DO NOTHING;
INSERT INTO space_faces (account, space, id) SELECT DISTINCT m.sender, c.space, m.sender
    FROM chats c JOIN messages m ON m.chat = c.id WHERE c.space IS NOT NULL
    ON CONFLICT (account, space) DO NOTHING;
INSERT INTO space_faces (account, space, id) SELECT DISTINCT r.account, c.space, r.account
    FROM chats c JOIN reactions r ON r.chat = c.id WHERE c.space IS NOT NULL
    ON CONFLICT (account, space) DO NOTHING;

-- `face`: the id of the pseudonym; NULL: none. What others see is listed by the id that they see: the order of accounts'
-- ids would tell when a hidden one was made.
ALTER TABLE space_members ADD COLUMN face UUID;
CREATE UNIQUE INDEX space_members_shown ON space_members (space, (coalesce(face, account)));
ALTER TABLE space_requests ADD COLUMN face UUID;
CREATE UNIQUE INDEX space_requests_shown ON space_requests (space, (coalesce(face, account)));
DROP INDEX space_requests_of;

-- An invitation by name that was used under a pseudonym, which those who see it in their list mustn't learn.
ALTER TABLE space_invitations ADD COLUMN spent_at BIGINT;
-- As whom `invited_by` did; NULL: under their own name.
ALTER TABLE space_invitations ADD COLUMN invited_as UUID;

-- Bans are of whom they name (`shown`), so that an account and its pseudonym can be banned without the one telling of the
-- other.
CREATE TABLE space_bans_shown (
    space UUID NOT NULL REFERENCES spaces (id),
    shown UUID NOT NULL,
    account UUID NOT NULL,
    reason TEXT NOT NULL,
    banned_by UUID NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (space, shown)
);
INSERT INTO space_bans_shown (space, shown, account, reason, banned_by, created_at, expires_at)
    SELECT space, account, account, reason, banned_by, created_at, expires_at FROM space_bans;
DROP TABLE space_bans;
ALTER TABLE space_bans_shown RENAME TO space_bans;
CREATE INDEX space_bans_of ON space_bans (account, space);
CREATE INDEX space_bans_expiry ON space_bans (expires_at) WHERE expires_at IS NOT NULL;

-- In the chats of a space, as in the space: `face` is the id of the pseudonym; NULL: none.
ALTER TABLE chat_members ADD COLUMN face UUID;
CREATE UNIQUE INDEX chat_members_shown ON chat_members (chat, (coalesce(face, account)));
ALTER TABLE messages ADD COLUMN face UUID;
ALTER TABLE reactions ADD COLUMN face UUID;
