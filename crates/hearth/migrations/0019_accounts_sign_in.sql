-- When the person last proved to be there: by signing in, or by saying the password again. NULL: not since this is noted.
ALTER TABLE sessions ADD COLUMN confirmed_at BIGINT;

-- What is asked for beside the password. `secret`: encrypted, see platform/sealing.rs. `enabled_at`: NULL until a first
-- code was right. `last_step`: the half minute, counted since 1970, of the last code that was used.
CREATE TABLE account_second_factors (
    account_id UUID PRIMARY KEY REFERENCES accounts (id),
    secret TEXT NOT NULL,
    enabled_at BIGINT,
    last_step BIGINT NOT NULL
);

-- For whoever has lost what makes the codes; each is good once.
CREATE TABLE account_recovery_codes (
    account_id UUID NOT NULL REFERENCES accounts (id),
    hash TEXT NOT NULL,
    PRIMARY KEY (account_id, hash)
);

-- As whom other servers know the account, by which it may sign in (OpenID Connect). `email`: what that server said.
CREATE TABLE account_identities (
    id UUID PRIMARY KEY,
    account_id UUID NOT NULL REFERENCES accounts (id),
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    email TEXT,
    linked_at BIGINT NOT NULL,
    UNIQUE (issuer, subject),
    UNIQUE (account_id, issuer)
);

-- What another server has just said of somebody, until the page that asked comes for it. `challenge`: the hash of what
-- that page alone knows. `said`: JSON.
CREATE TABLE account_tickets (
    hash TEXT PRIMARY KEY,
    challenge TEXT NOT NULL,
    said TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX account_tickets_expiry ON account_tickets (expires_at);

-- What admins list.
CREATE INDEX accounts_by_role ON accounts (role, id);
CREATE INDEX accounts_living ON accounts (id) WHERE deleted_at IS NULL;
CREATE INDEX media_usage_largest ON media_usage (bytes, owner);
CREATE INDEX space_usage_largest ON space_usage (bytes, space);
