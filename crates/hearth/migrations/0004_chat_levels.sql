-- What of a chat a member wants to be told: all, mentions or nothing. `level_until`: from then on, all again.
ALTER TABLE chat_members ADD COLUMN level TEXT NOT NULL DEFAULT 'all';
ALTER TABLE chat_members ADD COLUMN level_until BIGINT;
