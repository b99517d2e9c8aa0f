-- What an account may or may not do otherwise than its role says, until expires_at (NULL: for good).
CREATE TABLE account_permissions (
    account_id UUID NOT NULL REFERENCES accounts (id),
    permission TEXT NOT NULL,
    allowed BOOLEAN NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (account_id, permission)
);
CREATE INDEX account_permissions_expiry ON account_permissions (expires_at) WHERE expires_at IS NOT NULL;

-- Who may not be here, until expires_at (NULL: for good). banned_by: the account that said so; NULL: the console.
CREATE TABLE account_bans (
    account_id UUID PRIMARY KEY REFERENCES accounts (id),
    reason TEXT NOT NULL,
    banned_by UUID,
    created_at BIGINT NOT NULL,
    expires_at BIGINT
);
CREATE INDEX account_bans_newest ON account_bans (created_at, account_id);
CREATE INDEX account_bans_expiry ON account_bans (expires_at) WHERE expires_at IS NOT NULL;
