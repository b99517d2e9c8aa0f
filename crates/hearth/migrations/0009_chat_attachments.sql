-- The pictures of a message, with their captions: a JSON array of media::Captioned. NULL: none.
ALTER TABLE messages ADD COLUMN attachments TEXT;
