//! The features, and what they stand on.

use std::sync::Arc;

use super::content::Content;
use super::key;
use super::live::OnlineNow;
use super::talk::Groups;
use crate::accounts::{AccountEvent, AccountParts, Accounts};
use crate::chat::{self, ChatEvent, ChatParts, Chats};
use crate::gatherings::{self, GatheringEvent, GatheringParts, Gatherings};
use crate::media::{self, Media};
use crate::moderation::{self, Guard, GuardParts, Moderation, ModerationEvent, ModerationParts};
use crate::notifications::{self, NotificationEvent, NotificationParts, Notifications};
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
use crate::platform::screening::Screen;
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
    pub(super) notifications: Notifications,
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
    pub(super) notifications: Bus<NotificationEvent>,
    pub(super) moderation: Bus<ModerationEvent>,
}

/// The features, from the lowest up.
pub(super) fn services(settings: &Settings, floor: &Floor, media: &Media) -> Result<(Services, Events), String> {
    let Floor { db, jobs, clock, ids, metrics, .. } = floor;
    let events = Events::default();
    let guard = guard(settings, floor, &events);
    let accounts = accounts(settings, floor, media, &events, &guard)?;
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
    let notifications = Notifications::new(NotificationParts {
        settings,
        db: db.clone(),
        jobs: jobs.clone(),
        accounts: accounts.clone(),
        spaces: spaces.clone(),
        chats: chats.clone(),
        shares: shares.clone(),
        gatherings: gatherings.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        events: events.notifications.clone(),
        keys: [key(settings, "pushes")?, key(settings, "unsubscribing")?],
    })?;
    let content = Content {
        accounts: accounts.clone(),
        spaces: spaces.clone(),
        chats: chats.clone(),
        shares: shares.clone(),
        gatherings: gatherings.clone(),
    };
    let moderation = moderation(settings, floor, guard, media, content, &events);
    Ok((Services { accounts, spaces, chats, shares, gatherings, notifications, moderation }, events))
}

/// The accounts, and what they ask of the features above.
fn accounts(
    settings: &Settings,
    floor: &Floor,
    media: &Media,
    events: &Events,
    guard: &Guard,
) -> Result<Accounts, String> {
    let Floor { db, audit, jobs, clock, ids, tokens, passwords, seal, live, .. } = floor;
    Ok(Accounts::new(AccountParts {
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
        farewell: farewells(),
        export: [
            spaces::export(db.clone()),
            vec![chat::export(db.clone())],
            shares::export(db.clone()),
            gatherings::export(db.clone()),
            notifications::export(db.clone()),
            moderation::export(db.clone(), audit.clone()),
        ]
        .concat(),
        screen: Screen::new(Arc::new(guard.clone())),
        audit: audit.clone(),
    }))
}

/// Who looks at what people write, in all features.
fn guard(settings: &Settings, floor: &Floor, events: &Events) -> Guard {
    let Floor { db, audit, clock, ids, .. } = floor;
    Guard::new(GuardParts {
        settings,
        db: db.clone(),
        audit: audit.clone(),
        clock: clock.clone(),
        ids: ids.clone(),
        events: events.moderation.clone(),
    })
}

fn moderation(
    settings: &Settings,
    floor: &Floor,
    guard: Guard,
    media: &Media,
    content: Content,
    events: &Events,
) -> Moderation {
    let Floor { db, audit, clock, ids, .. } = floor;
    Moderation::new(ModerationParts {
        settings,
        db: db.clone(),
        audit: audit.clone(),
        accounts: content.accounts.clone(),
        spaces: content.spaces.clone(),
        media: media.clone(),
        subjects: Arc::new(content),
        guard,
        clock: clock.clone(),
        ids: ids.clone(),
        events: events.moderation.clone(),
    })
}

/// What is to be done in each feature when an account is deleted.
fn farewells() -> Vec<&'static str> {
    vec![
        chat::FAREWELL,
        shares::FAREWELL,
        gatherings::FAREWELL,
        moderation::FAREWELL,
        notifications::FAREWELL,
        spaces::FAREWELL,
        media::FAREWELL,
    ]
}
