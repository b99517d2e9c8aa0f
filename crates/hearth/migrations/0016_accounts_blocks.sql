-- Whom an account doesn't want to hear of. `kind`: 'block' or 'mute'. `person`: the id that they are shown by, an account's or
-- a pseudonym's; whose pseudonym it is stands nowhere here. `space`: where the pseudonym is used; NULL for an account.
CREATE TABLE account_silences (
    account UUID NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL,
    person UUID NOT NULL,
    space UUID,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (account, kind, person)
);
CREATE INDEX account_silences_listed ON account_silences (account, kind, created_at, person);
CREATE INDEX account_silences_of ON account_silences (person, kind, account);

-- A member for whom a chat isn't there, or an attendee for whom a gathering isn't, because of whom they block: the person. To the others they are a member like any.
ALTER TABLE chat_members ADD COLUMN withheld UUID;
ALTER TABLE gathering_attendees ADD COLUMN withheld UUID;
CREATE INDEX gathering_attendees_withheld ON gathering_attendees (account, withheld) WHERE withheld IS NOT NULL;
CREATE INDEX chat_members_withheld ON chat_members (account, withheld) WHERE withheld IS NOT NULL;
