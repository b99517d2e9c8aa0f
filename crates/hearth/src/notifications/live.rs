//! The live side: what somebody looks at, and what they alone hear.

use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::events::NotificationEvent;
use super::model::Place;
use super::service::Notifications;
use crate::accounts::SignedIn;
use crate::chat::ChatId;
use crate::gatherings::GatheringId;
use crate::platform::http::extract::parse_value;
use crate::platform::http::problem::{FieldError, Problem};
use crate::platform::live::Live;
use crate::shares::ShareId;
use crate::spaces::SpaceId;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Look {
    chat_id: Option<ChatId>,
    share_id: Option<ShareId>,
    gathering_id: Option<GatheringId>,
    space_id: Option<SpaceId>,
}

/// Answers a request, when it is one of notifications'.
pub async fn request(
    notifications: &Notifications,
    who: &SignedIn,
    event: &str,
    data: &Value,
) -> Option<Result<Value, Problem>> {
    match event {
        "notification.looking" => Some(looking(notifications, who, data.clone()).await),
        _ => None,
    }
}

async fn looking(notifications: &Notifications, who: &SignedIn, data: Value) -> Result<Value, Problem> {
    let Look { chat_id, share_id, gathering_id, space_id } = parse_value(data)?;
    let places = [
        chat_id.map(Place::Chat),
        share_id.map(Place::Share),
        gathering_id.map(Place::Gathering),
        space_id.map(Place::Space),
    ];
    let mut places = places.into_iter().flatten();
    let place = places.next();
    if places.next().is_some() {
        let error = FieldError::new("(body)", "too_many", "must name one place, or none");
        return Err(Problem::invalid(vec![error]));
    }
    notifications.look(who, place).await?;
    Ok(json!({}))
}

/// Passes on what somebody is told, in the order in which it was announced, until the announcers are gone.
pub async fn announce(live: Live, mut events: mpsc::Receiver<NotificationEvent>) {
    while let Some(event) = events.recv().await {
        tell(&live, event);
    }
}

fn tell(live: &Live, event: NotificationEvent) {
    match event {
        NotificationEvent::Created { account, notification, counts } => {
            let news = json!({ "notification": notification.as_ref(), "counts": counts });
            live.emit(account.0, "notification.created", &news);
        }
        NotificationEvent::Changed { account, ids, counts } => {
            let mut news = json!({ "counts": counts });
            if !ids.is_empty() {
                news["ids"] = json!(ids);
            }
            live.emit(account.0, "notification.changed", &news);
        }
        NotificationEvent::LevelChanged { account, space, attention } => {
            let news = json!({ "space_id": space, "level": attention.level, "until": attention.until });
            live.emit(account.0, "level.changed", &news);
        }
        NotificationEvent::Looks(_) => {}
        NotificationEvent::SettingsChanged { account, settings } => {
            live.emit(account.0, "notification.settings_changed", settings.as_ref());
        }
    }
}
