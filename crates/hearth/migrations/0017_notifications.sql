-- What is addressed to one account: a mention, a reply, a reaction … What all members of a chat or a space are owed has no
-- rows: it is derived from their read marks. `subject`: the kind and what it is about; of one subject there is one unread
-- row, which grows. `count`: how many causes it has. `chat` to `decision`: what it is about, where it leads; `comment`: the
-- newest. Nothing of what was said is kept here, so that what is erased there is gone here too.
CREATE TABLE notifications (
    id UUID PRIMARY KEY,
    account UUID NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    at BIGINT NOT NULL,
    read_at BIGINT,
    count BIGINT NOT NULL,
    chat UUID,
    number BIGINT,
    space UUID,
    share UUID,
    comment UUID,
    gathering UUID,
    report UUID,
    decision UUID
);
CREATE INDEX notifications_newest ON notifications (account, at, id);
CREATE INDEX notifications_unread ON notifications (account, at, id) WHERE read_at IS NULL;
CREATE INDEX notifications_subject ON notifications (account, subject);
CREATE UNIQUE INDEX notifications_growing ON notifications (account, subject) WHERE read_at IS NULL;
CREATE INDEX notifications_in_chat ON notifications (account, chat, number) WHERE chat IS NOT NULL;
CREATE INDEX notifications_unread_in_chat ON notifications (account, chat, number) WHERE read_at IS NULL;
CREATE INDEX notifications_message ON notifications (chat, number) WHERE chat IS NOT NULL;
CREATE INDEX notifications_in_space ON notifications (account, space) WHERE space IS NOT NULL;
CREATE INDEX notifications_space ON notifications (space) WHERE space IS NOT NULL;
CREATE INDEX notifications_share ON notifications (share) WHERE share IS NOT NULL;
CREATE INDEX notifications_gathering ON notifications (gathering, account) WHERE gathering IS NOT NULL;
CREATE INDEX notifications_old ON notifications (at);

-- What a notification was made of, each once: a message, somebody's reaction, a comment … `actor`: whose act it was, and
-- `face` as whom, where that isn't the account's own name; NULL: nobody's, or a guest's.
CREATE TABLE notification_causes (
    notification UUID NOT NULL REFERENCES notifications (id) ON DELETE CASCADE,
    cause TEXT NOT NULL,
    actor UUID,
    face UUID,
    at BIGINT NOT NULL,
    PRIMARY KEY (notification, cause)
);
CREATE INDEX notification_causes_by ON notification_causes (actor) WHERE actor IS NOT NULL;

-- How an account wants to be told, and up to when it was. `settings`: JSON. `reachable`: whether mails or pushes are on, so
-- that who isn't to be reached costs nothing. `seen_until`, `read_until`: what is older was seen, or is read where it has no
-- row. `mailed_until`: what is older was mailed, or needn't be. `mailing_until`: until then a mail is on its way, and no other
-- may begin.
CREATE TABLE notification_accounts (
    account UUID PRIMARY KEY,
    settings TEXT,
    reachable BOOLEAN NOT NULL,
    seen_until BIGINT NOT NULL,
    read_until BIGINT NOT NULL,
    mailed_until BIGINT NOT NULL,
    mailing_until BIGINT NOT NULL
);

-- What an account wants to be told of a space, and up to when it has read what all members are told there.
CREATE TABLE notification_spaces (
    account UUID NOT NULL,
    space UUID NOT NULL,
    level TEXT NOT NULL,
    level_until BIGINT,
    shares_until BIGINT NOT NULL,
    gatherings_until BIGINT NOT NULL,
    PRIMARY KEY (account, space)
);
CREATE INDEX notification_spaces_of ON notification_spaces (space);

-- Where pushes go: a browser, as long as its session lives. `p256dh`, `auth`: what they are encrypted with.
CREATE TABLE notification_subscriptions (
    id UUID PRIMARY KEY,
    account UUID NOT NULL,
    session UUID NOT NULL,
    endpoint TEXT NOT NULL,
    p256dh TEXT NOT NULL,
    auth TEXT NOT NULL,
    label TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (endpoint)
);
CREATE INDEX notification_subscriptions_of ON notification_subscriptions (account, id);
CREATE INDEX notification_subscriptions_in ON notification_subscriptions (session);
