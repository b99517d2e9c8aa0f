//! The features, and what they stand on.

use std::sync::Arc;

use super::content::Content;
use super::live::OnlineNow;
use super::talk::Groups;
use crate::accounts::{AccountEvent, AccountParts, Accounts};
use crate::chat::{self, ChatEvent, ChatParts, Chats};
use crate::gatherings::{self, GatheringEvent, GatheringParts, Gatherings};
use crate::media::{self, Media};
use crate::moderation::{self, Guard, GuardParts, Moderation, ModerationEvent, ModerationParts};
use crate::platform::audit::Audit;
use crate::platform::bus::Bus;
use crate::platform::clock::Clock;
use crate::platform::config::Settings;
use crate::platform::database::Db;
use crate::platform::ids::Ids;
use crate::platform::jobs::Jobs;
use crate::platform::live::Live;
use crate::platform::metrics::Metrics;
use crate::platform::oidc::Providers;
use crate::platform::passwords::Passwords;
use crate::platform::sealing::Seal;
use crate::platform::tokens::Tokens;
use crate::shares::{self, ShareEvent, ShareParts, Shares};
use crate::spaces::{self, SpaceEvent, SpaceParts, Spaces};

/// What the features stand on.
pub(super) struct Floor {
    pub(super) db: Db,
    pub(super) audit: Audit,
    pub(super) jobs: Jobs,
    pub(super) clock: Clock,
    pub(super) ids: Ids,
    pub(super) tokens: Tokens,
    pub(super) passwords: Passwords,
    pub(super) seal: Seal,
    pub(super) live: Live,
    pub(super) metrics: Metrics,
}

/// The features' acts.
#[derive(Clone)]
pub(super) struct Services {
    pub(super) accounts: Accounts,
    pub(super) spaces: Spaces,
    pub(super) chats: Chats,
    pub(super) shares: Shares,
    pub(super) gatherings: Gatherings,
    pub(super) moderation: Moderation,
}

/// What the features announce.
#[derive(Default)]
pub(super) struct Events {
    pub(super) accounts: Bus<AccountEvent>,
    pub(super) spaces: Bus<SpaceEvent>,
    pub(super) chats: Bus<ChatEvent>,
    pub(super) shares: Bus<ShareEvent>,
    pub(super) gatherings: Bus<GatheringEvent>,
    pub(super) moderation: Bus<ModerationEvent>,
}

/// The features, from the lowest up.
pub(super) fn services(settings: &Settings, floor: &Floor, media: &Media) -> Result<(Services, Events), String> {
    let Floor { db, audit, jobs, clock, ids, tokens, passwords, seal, live, metrics } = floor;
    let events = Events::default();
    let accounts = Accounts::new(AccountParts {
        settings,
        db: db.clone(),
        jobs: jobs.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        tokens: tokens.clone(),
        passwords: passwords.clone(),
        seal: seal.clone(),
        providers: Providers::new(settings, clock)?,
        events: events.accounts.clone(),
        online: Arc::new(OnlineNow(live.clone())),
        media: media.clone(),
        pseudonyms: spaces::pseudonyms(db.clone()),
        withholding: vec![chat::withholding(), gatherings::withholding()],
        farewell: vec![
            chat::FAREWELL,
            shares::FAREWELL,
            gatherings::FAREWELL,
            moderation::FAREWELL,
            spaces::FAREWELL,
            media::FAREWELL,
        ],
        export: [
            spaces::export(db.clone()),
            vec![chat::export(db.clone())],
            shares::export(db.clone()),
            gatherings::export(db.clone()),
            moderation::export(db.clone(), audit.clone()),
        ]
        .concat(),
    });
    let spaces = Spaces::new(SpaceParts {
        settings,
        db: db.clone(),
        jobs: jobs.clone(),
        accounts: accounts.clone(),
        media: media.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        events: events.spaces.clone(),
        tenants: vec![chat::tenant(db.clone()), shares::tenant(db.clone()), gatherings::tenant(db.clone())],
    });
    let chats = Chats::new(ChatParts {
        settings,
        db: db.clone(),
        jobs: jobs.clone(),
        accounts: accounts.clone(),
        spaces: spaces.clone(),
        media: media.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        events: events.chats.clone(),
        metrics: metrics.clone(),
    });
    let shares = Shares::new(ShareParts {
        settings,
        db: db.clone(),
        spaces: spaces.clone(),
        media: media.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        events: events.shares.clone(),
    });
    let gatherings = Gatherings::new(GatheringParts {
        settings,
        db: db.clone(),
        jobs: jobs.clone(),
        accounts: accounts.clone(),
        spaces: spaces.clone(),
        talk: Arc::new(Groups(chats.clone())),
        clock: clock.clone(),
        ids: ids.clone(),
        events: events.gatherings.clone(),
    });
    let guard = Guard::new(GuardParts {
        settings,
        db: db.clone(),
        audit: audit.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        events: events.moderation.clone(),
    });
    let moderation = Moderation::new(ModerationParts {
        settings,
        db: db.clone(),
        audit: audit.clone(),
        accounts: accounts.clone(),
        spaces: spaces.clone(),
        subjects: Arc::new(Content {
            accounts: accounts.clone(),
            spaces: spaces.clone(),
            chats: chats.clone(),
            shares: shares.clone(),
            gatherings: gatherings.clone(),
        }),
        guard,
        clock: clock.clone(),
        ids: ids.clone(),
        events: events.moderation.clone(),
    });
    (Services { accounts, spaces, chats, shares, gatherings, moderation }, events)
}
