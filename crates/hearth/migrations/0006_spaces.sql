-- What communities are about. Admins add to the ones that the server puts here when it starts on an empty list.
CREATE TABLE space_topics (
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL
);

-- A place for members. `visibility`: community (found by anybody, has a topic) or private. `joining`: open or approval.
-- Country, region and city: empty where not said. Once deleted: the id and deleted_at say so, and nothing is left to read.
CREATE TABLE spaces (
    id UUID PRIMARY KEY,
    visibility TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    rules TEXT NOT NULL,
    topic TEXT REFERENCES space_topics (key),
    country TEXT NOT NULL,
    region TEXT NOT NULL,
    city TEXT NOT NULL,
    joining TEXT NOT NULL,
    members BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    deleted_at BIGINT
);
CREATE INDEX spaces_topic ON spaces (topic);

CREATE TABLE space_members (
    account UUID NOT NULL,
    space UUID NOT NULL REFERENCES spaces (id),
    role TEXT NOT NULL,
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (account, space)
);
CREATE UNIQUE INDEX space_members_of ON space_members (space, account);
CREATE INDEX space_members_seniority ON space_members (space, role, joined_at);

-- Who asked to join, until an admin answers.
CREATE TABLE space_requests (
    account UUID NOT NULL,
    space UUID NOT NULL REFERENCES spaces (id),
    message TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account, space)
);
CREATE UNIQUE INDEX space_requests_of ON space_requests (space, account);

-- Who may not be a member, until expires_at (NULL: for good).
CREATE TABLE space_bans (
    account UUID NOT NULL,
    space UUID NOT NULL REFERENCES spaces (id),
    reason TEXT NOT NULL,
    banned_by UUID NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    PRIMARY KEY (account, space)
);
CREATE UNIQUE INDEX space_bans_of ON space_bans (space, account);
CREATE INDEX space_bans_expiry ON space_bans (expires_at) WHERE expires_at IS NOT NULL;

-- For one account, or for whoever has the code (of which the hash is kept). `uses`: how many are left; NULL: any number.
CREATE TABLE space_invitations (
    id UUID PRIMARY KEY,
    space UUID NOT NULL REFERENCES spaces (id),
    account UUID,
    hash TEXT UNIQUE,
    uses BIGINT,
    invited_by UUID NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    UNIQUE (account, space)
);
CREATE INDEX space_invitations_of ON space_invitations (space, id);
CREATE INDEX space_invitations_by ON space_invitations (invited_by);
CREATE INDEX space_invitations_expiry ON space_invitations (expires_at);

-- The directory. Each community has a row for each combination of topic, country, region and city by which it can be
-- asked for (a digest of them), so that any such question walks one index. `rank`: see Rank in directory/model.rs.
CREATE TABLE space_listings (
    facet UUID NOT NULL,
    rank BIGINT NOT NULL,
    space UUID NOT NULL REFERENCES spaces (id),
    PRIMARY KEY (facet, rank, space)
);
CREATE INDEX space_listings_space ON space_listings (space);

-- The words of a community's name and description, folded, as account_words has those of names.
CREATE TABLE space_words (
    word TEXT NOT NULL,
    rank BIGINT NOT NULL,
    space UUID NOT NULL REFERENCES spaces (id),
    PRIMARY KEY (word, rank, space)
);
CREATE INDEX space_words_space ON space_words (space, word);
