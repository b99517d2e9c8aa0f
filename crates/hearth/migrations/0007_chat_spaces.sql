-- A group may be in a space. `joining`: open (any member of the space may join) or invitation.
ALTER TABLE chats ADD COLUMN space UUID REFERENCES spaces (id);
ALTER TABLE chats ADD COLUMN joining TEXT NOT NULL DEFAULT 'invitation';
CREATE INDEX chats_space ON chats (space, id);
