-- What moderation hides is unread to nobody, as what is deleted.
DROP INDEX messages_deleted;
CREATE INDEX messages_gone ON messages (chat, number) WHERE deleted_at IS NOT NULL OR hidden_at IS NOT NULL;
