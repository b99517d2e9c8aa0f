-- A plan that people answer with when they can. Its group is the chat of the same id. `space`: for the members of that;
-- NULL: for its attendees alone. `host`: the attendee who proposed it, or who has been there longest since; `host_account`
-- and `host_face` say who that is. Days as text, `zone` by its IANA name, `minutes` at least. `settled`: JSON, [[start, end]] in milliseconds.
-- `over_at`: from then on it is past. `revision` grows with every change of this row, of attendees and of answers,
-- `sequence` with every change of a settled plan. `attendees` to `waiting`: how many there are. `poll`: JSON. `link_hash`:
-- of the code in its link. `statistics`: JSON, what was published. `gone`: deleted; a job erases it.
CREATE TABLE gatherings (
    id UUID PRIMARY KEY,
    space UUID REFERENCES spaces (id),
    host UUID NOT NULL,
    host_account UUID NOT NULL,
    host_face UUID,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    place TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    zone TEXT NOT NULL,
    minutes BIGINT NOT NULL,
    sittings BIGINT NOT NULL,
    daily_from TEXT,
    daily_until TEXT,
    deadline BIGINT,
    capacity BIGINT,
    currency TEXT,
    state TEXT NOT NULL,
    settled TEXT NOT NULL,
    starts_at BIGINT,
    over_at BIGINT NOT NULL,
    sequence BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    attendees BIGINT NOT NULL,
    guests BIGINT NOT NULL,
    answered BIGINT NOT NULL,
    coming BIGINT NOT NULL,
    maybe BIGINT NOT NULL,
    declined BIGINT NOT NULL,
    waiting BIGINT NOT NULL,
    poll TEXT,
    link_hash TEXT,
    statistics TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    gone BOOLEAN NOT NULL
);
CREATE INDEX gatherings_in_space ON gatherings (space, id);
CREATE UNIQUE INDEX gatherings_link ON gatherings (link_hash);

-- Who takes part: an account (`face`: the id that it is shown by, where it isn't the account's), or a guest with a name and
-- a token. With `answered_at` there is an answer; `windows`: JSON, [[start, end]] in milliseconds, merged and in order.
-- `mood` to `longitude` are shown to nobody else. `budget`: where `budget_said`; NULL then: without a limit. `latitude`
-- and `longitude` in tenths of a degree. `votes`: JSON.
CREATE TABLE gathering_attendees (
    gathering UUID NOT NULL REFERENCES gatherings (id),
    id UUID NOT NULL,
    account UUID,
    face UUID,
    name TEXT,
    token_hash TEXT,
    required BOOLEAN NOT NULL,
    joined_at BIGINT NOT NULL,
    answered_at BIGINT,
    zone TEXT,
    windows TEXT,
    mood TEXT,
    budget_said BOOLEAN NOT NULL,
    budget BIGINT,
    travel_km BIGINT,
    latitude BIGINT,
    longitude BIGINT,
    rsvp TEXT,
    rsvp_at BIGINT,
    votes TEXT,
    PRIMARY KEY (gathering, id)
);
CREATE INDEX gathering_attendees_oldest ON gathering_attendees (gathering, joined_at, id);
CREATE UNIQUE INDEX gathering_attendees_of ON gathering_attendees (account, gathering);
CREATE UNIQUE INDEX gathering_attendees_token ON gathering_attendees (token_hash);

-- When an account usually can, and what else it answers with: JSON.
CREATE TABLE gathering_availability (
    account UUID PRIMARY KEY,
    availability TEXT NOT NULL
);
