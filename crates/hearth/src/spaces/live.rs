//! The live side: who hears what of a space.

use serde_json::json;
use tokio::sync::mpsc;

use super::events::SpaceEvent;
use super::faces::Face;
use crate::platform::live::Live;

/// Passes on what happens in spaces, in the order in which it was announced, until the announcers are gone.
pub async fn announce(live: Live, mut events: mpsc::Receiver<SpaceEvent>) {
    while let Some(event) = events.recv().await {
        tell(&live, event);
    }
}

fn tell(live: &Live, event: SpaceEvent) {
    match event {
        SpaceEvent::Changed(space) => live.emit(space.id.0, "space.changed", space.as_ref()),
        SpaceEvent::Joined { account, space, member, told } => {
            if told {
                let news = json!({ "space_id": space.id, "member": member.as_ref() });
                live.emit(space.id.0, "space.member_joined", &news);
            }
            live.join(account.0, space.id.0);
            live.emit(account.0, "space.joined", space.as_ref());
        }
        SpaceEvent::MemberChanged { space, member } => {
            live.emit(space.0, "space.member_changed", &json!({ "space_id": space, "member": member.as_ref() }));
        }
        SpaceEvent::Left { face: Face { account, shown }, space, told, .. } => {
            live.leave(account.0, space.0);
            live.emit(account.0, "space.left", &json!({ "space_id": space }));
            if told {
                live.emit(space.0, "space.member_left", &json!({ "space_id": space, "account_id": shown }));
            }
        }
        SpaceEvent::Invited { account, space, .. } => {
            live.emit(account.0, "space.invited", &json!({ "space": space.as_ref() }))
        }
        // Whoever looks at their invitations sees it.
        SpaceEvent::Uninvited { .. } => {}
        SpaceEvent::Deleted { space, .. } => {
            live.emit(space.0, "space.left", &json!({ "space_id": space }));
            live.empty(space.0);
        }
    }
}
