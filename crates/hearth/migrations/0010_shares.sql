-- How many bytes all pictures that a space shows take.
CREATE TABLE space_usage (
    space UUID PRIMARY KEY REFERENCES spaces (id),
    bytes BIGINT NOT NULL
);

-- A row for each space in which something was posted. `shares`: how many there are. `closed`: the space is gone.
CREATE TABLE share_spaces (
    space UUID PRIMARY KEY REFERENCES spaces (id),
    shares BIGINT NOT NULL,
    closed BOOLEAN NOT NULL
);

-- What a member posted in a space. `text`: empty where only pictures are shown. `comments`: how many there are.
-- `face`: the id that
-- the author is shown by, where it isn't the account's. `reactions`: JSON, summed up from share_reactions. Once deleted,
-- the row is gone.
CREATE TABLE shares (
    space UUID NOT NULL REFERENCES spaces (id),
    id UUID NOT NULL,
    author UUID NOT NULL,
    face UUID,
    text TEXT NOT NULL,
    comments BIGINT NOT NULL,
    reactions TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    PRIMARY KEY (space, id)
);
CREATE INDEX shares_by ON shares (author, id);

-- The pictures of shares, in the order of `place`. `picture`: JSON, with its
-- caption. `month`: that of the share, in UTC.
CREATE TABLE share_pictures (
    space UUID NOT NULL,
    share UUID NOT NULL,
    place BIGINT NOT NULL,
    picture TEXT NOT NULL,
    month TEXT NOT NULL,
    PRIMARY KEY (space, share, place),
    FOREIGN KEY (space, share) REFERENCES shares (space, id)
);
CREATE INDEX share_pictures_gallery ON share_pictures (space, share DESC, place);
CREATE INDEX share_pictures_month ON share_pictures (space, month, share DESC, place);

-- How many pictures the gallery of a space has of each month.
CREATE TABLE share_months (
    space UUID NOT NULL REFERENCES spaces (id),
    month TEXT NOT NULL,
    pictures BIGINT NOT NULL,
    PRIMARY KEY (space, month)
);

-- What members say under a share. Of a deleted share a job erases them.
CREATE TABLE share_comments (
    space UUID NOT NULL REFERENCES spaces (id),
    share UUID NOT NULL,
    id UUID NOT NULL,
    author UUID NOT NULL,
    face UUID,
    text TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    edited_at BIGINT,
    PRIMARY KEY (space, share, id)
);
CREATE INDEX share_comments_by ON share_comments (author, id);

-- Who reacted with what; what a share shows of it is summed up in its row.
CREATE TABLE share_reactions (
    account UUID NOT NULL,
    space UUID NOT NULL REFERENCES spaces (id),
    share UUID NOT NULL,
    emoji TEXT NOT NULL,
    face UUID,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account, space, share, emoji)
);
CREATE INDEX share_reactions_on ON share_reactions (space, share);
