-- A person. Once deleted: the id and deleted_at, and nothing else.
CREATE TABLE accounts (
    id UUID PRIMARY KEY,
    username TEXT,
    name TEXT,
    email TEXT,
    email_key TEXT,
    email_verified BOOLEAN,
    -- PHC text (Argon2id). NULL: none chosen yet.
    password_hash TEXT,
    bio TEXT,
    -- Empty: not said.
    country TEXT,
    region TEXT,
    city TEXT,
    role TEXT,
    hide_presence BOOLEAN,
    created_at BIGINT,
    last_seen_at BIGINT,
    deleted_at BIGINT
);
CREATE INDEX accounts_admins ON accounts (id) WHERE role = 'admin';

-- What only one account may have: 'username' and 'capitals' (see Username in names/model.rs), and 'email'.
-- Claimed by an insert that either succeeds or does nothing, so that one of two rivals wins on every engine.
CREATE TABLE account_keys (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    account_id UUID NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (kind, key)
);
CREATE INDEX account_keys_account ON account_keys (account_id);

-- The words of username and name, folded. Written as hexadecimal UTF-8, which all engines and locales order alike.
CREATE TABLE account_words (
    word TEXT NOT NULL,
    account_id UUID NOT NULL REFERENCES accounts (id),
    PRIMARY KEY (word, account_id)
);
CREATE INDEX account_words_account ON account_words (account_id, word);

CREATE TABLE sessions (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    client TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    last_used_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_account ON sessions (account_id, id);
CREATE INDEX sessions_expiry ON sessions (expires_at);

-- Each session's refresh tokens: the one in force (used_at is NULL), and those before it, to notice their reuse.
CREATE TABLE refresh_tokens (
    hash TEXT PRIMARY KEY,
    session_id UUID NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX refresh_tokens_session ON refresh_tokens (session_id);
CREATE INDEX refresh_tokens_used ON refresh_tokens (used_at) WHERE used_at IS NOT NULL;

-- Single-use codes: 'reset' a password, 'verify' an e-mail address (the one that it was sent to).
CREATE TABLE account_codes (
    hash TEXT PRIMARY KEY,
    purpose TEXT NOT NULL,
    account_id UUID NOT NULL REFERENCES accounts (id),
    email_key TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX account_codes_account ON account_codes (account_id, purpose);
CREATE INDEX account_codes_expiry ON account_codes (expires_at);

-- Single-use invitations to register. One made at set-up counts only while there is no admin.
CREATE TABLE account_invitations (
    hash TEXT PRIMARY KEY,
    role TEXT NOT NULL,
    setup BOOLEAN NOT NULL,
    invited_by UUID REFERENCES accounts (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX account_invitations_inviter ON account_invitations (invited_by);
CREATE INDEX account_invitations_expiry ON account_invitations (expires_at);
