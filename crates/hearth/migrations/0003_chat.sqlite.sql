-- Conversations. A direct chat is the one of its pair, whoever began it; `pair_low` < `pair_high`.
-- `last_number`: the newest message. `position`: the newest change (a message sent, edited, deleted, …).
CREATE TABLE chats (
    id UUID PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT,
    capacity BIGINT,
    pair_low UUID,
    pair_high UUID,
    members BIGINT NOT NULL,
    last_number BIGINT NOT NULL,
    position BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    active_at BIGINT NOT NULL,
    closed_at BIGINT,
    UNIQUE (pair_low, pair_high)
);

-- Who takes part. `state`: member; requested (a stranger's direct chat waits for an answer); left (a direct chat that
-- this side put away).
CREATE TABLE chat_members (
    account UUID NOT NULL,
    chat UUID NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    state TEXT NOT NULL,
    read_number BIGINT NOT NULL,
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (account, chat)
);
CREATE UNIQUE INDEX chat_members_of ON chat_members (chat, account);
CREATE INDEX chat_members_seniority ON chat_members (chat, role, joined_at);

-- `number`: 1, 2, 3 … in its chat, without gaps. `position`: when it was sent; `changed`: its newest change, so that who
-- was away since some position finds all that changed after it. `text` is null once deleted. `words`: those of the text,
-- folded by the program, so that every engine finds the same in every locale.
CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    chat UUID NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    position BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    sender UUID NOT NULL,
    client_id TEXT,
    text TEXT,
    words TEXT,
    content_warning TEXT,
    reply_to BIGINT,
    mentions TEXT NOT NULL,
    reactions TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    deleted_at BIGINT,
    pinned_at BIGINT,
    UNIQUE (chat, number),
    -- The client's id first: clients make ids that sort by time, so new entries fall together.
    UNIQUE (client_id, sender, chat)
);
CREATE UNIQUE INDEX messages_changed ON messages (chat, changed);
CREATE INDEX messages_by ON messages (sender, chat, number);
CREATE INDEX messages_deleted ON messages (chat, number) WHERE deleted_at IS NOT NULL;
CREATE INDEX messages_pinned ON messages (chat, number) WHERE pinned_at IS NOT NULL;

-- Who reacted with what; what a message shows of it is summed up in its row.
CREATE TABLE reactions (
    account UUID NOT NULL,
    chat UUID NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
    number BIGINT NOT NULL,
    emoji TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account, chat, number, emoji)
);
CREATE INDEX reactions_on ON reactions (chat, number, created_at);

-- The words of the messages that aren't deleted. Kept by triggers, so that no writer can forget it.
CREATE VIRTUAL TABLE messages_fts USING fts5 (
    words, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0'
);
CREATE TRIGGER messages_fts_insert AFTER INSERT ON messages WHEN new.words IS NOT NULL BEGIN
    INSERT INTO messages_fts (rowid, words) VALUES (new.id, new.words);
END;
CREATE TRIGGER messages_fts_update AFTER UPDATE OF words ON messages BEGIN
    DELETE FROM messages_fts WHERE rowid = old.id;
    INSERT INTO messages_fts (rowid, words) SELECT new.id, new.words WHERE new.words IS NOT NULL;
END;
CREATE TRIGGER messages_fts_delete AFTER DELETE ON messages BEGIN
    DELETE FROM messages_fts WHERE rowid = old.id;
END;
