-- All sittings that calendars were ever told of, by their place: JSON as `settled`.
ALTER TABLE gatherings ADD COLUMN told TEXT NOT NULL DEFAULT '[]';

-- Who waits for a place, those first who have waited longest.
CREATE INDEX gathering_attendees_rsvps ON gathering_attendees (gathering, rsvp, rsvp_at, id);

-- The address at which a program finds the calendar of an account.
CREATE TABLE gathering_calendars (
    account UUID PRIMARY KEY,
    secret_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);
