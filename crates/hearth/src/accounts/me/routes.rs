//! One's own account over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::accounts::model::ProfileChange;
use crate::accounts::names::{Bio, DisplayName, Email, Place, PlacePart, Username};
use crate::accounts::routes::{OwnAccountBody, PlaceBody, secret};
use crate::accounts::service::{Accounts, Checked};
use crate::accounts::sessions::SignedIn;
use crate::media::{PicturePlace, ShownPictureBody};
use crate::platform::http::extract::Json;
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::http::surround::ClientAddress;
use crate::platform::tokens::Pass;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(my_pass))
        .routes(routes!(get_me, change_me, delete_me))
        .routes(routes!(show_picture, hide_picture))
        .routes(routes!(show_cover, hide_cover))
}

/// What is left out, or null, stays as it is; a place is replaced as a whole.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ProfileChangeBody {
    /// Another one needs a fresh session.
    #[schema(min_length = 2, max_length = 32, pattern = r"^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}._\-]*$")]
    username: Option<String>,
    #[schema(
        min_length = 1,
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*[^\u0000-\u0020\u007f-\u00a0\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff][^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    name: Option<String>,
    #[schema(
        max_length = 500,
        pattern = r"^[^\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    bio: Option<String>,
    place: Option<PlaceBody>,
    /// Whether others don't learn that one is online, or when one was last.
    hide_presence: Option<bool>,
    /// Another address has to be confirmed, and needs `password` too.
    #[schema(
        max_length = 254,
        pattern = r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+)*@[A-Za-z0-9]([A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*$"
    )]
    email: Option<String>,
    password: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeleteAccountBody {
    /// Left out where the account has none.
    #[schema(nullable = false)]
    password: Option<String>,
    /// Whether what one wrote goes too; else it keeps its place, by a "deleted account".
    #[serde(default)]
    erase_messages: bool,
}

/// One's own account.
#[utoipa::path(get, path = "/me", tag = "me", security(("bearer" = [])),
    responses((status = 200, description = "The account.", body = OwnAccountBody), refusals::Usual,
        refusals::NotSignedIn))]
async fn get_me(who: SignedIn, Extension(accounts): Extension<Accounts>) -> Result<Json<OwnAccountBody>, Problem> {
    let account = accounts.own(&who).await?;
    Ok(Json(OwnAccountBody::of(&accounts, account, who.standing().permissions())))
}

/// Change one's own account.
#[utoipa::path(patch, path = "/me", tag = "me", request_body = ProfileChangeBody, security(("bearer" = [])),
    responses((status = 200, description = "The account.", body = OwnAccountBody), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::Conflict, refusals::Invalid))]
async fn change_me(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    address: ClientAddress,
    Json(body): Json<ProfileChangeBody>,
) -> Result<Json<OwnAccountBody>, Problem> {
    let mut checked = Checked::default();
    let place = body.place.map(|place| {
        let mut part = |field, text: Option<String>| {
            checked.take(field, PlacePart::parse(text.as_deref().unwrap_or_default())).unwrap_or_default()
        };
        Place {
            country: part("place.country", place.country),
            region: part("place.region", place.region),
            city: part("place.city", place.city),
        }
    });
    let change = ProfileChange {
        username: body.username.and_then(|text| checked.take("username", Username::parse(&text))),
        name: body.name.and_then(|text| checked.take("name", DisplayName::parse(&text))),
        email: body.email.and_then(|text| checked.take("email", Email::parse(&text))),
        bio: body.bio.and_then(|text| checked.take("bio", Bio::parse(&text))),
        hide_presence: body.hide_presence,
        place,
    };
    checked.done()?;
    if change.email.is_some() {
        // A mail goes to whatever address is named.
        accounts.limits().codes.check(&address.key())?;
    }
    let account = accounts.change(&who, change, body.password).await?;
    Ok(Json(OwnAccountBody::of(&accounts, account, who.standing().permissions())))
}

/// Delete one's own account, for good.
#[utoipa::path(delete, path = "/me", tag = "me", request_body = DeleteAccountBody, security(("bearer" = [])),
    responses((status = 204, description = "It is gone."), refusals::Usual, refusals::BadBody, refusals::NotSignedIn,
        refusals::Forbidden, refusals::Conflict))]
async fn delete_me(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Json(body): Json<DeleteAccountBody>,
) -> Result<StatusCode, Problem> {
    accounts.delete(&who, body.password, body.erase_messages).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Show a picture beside one's name. The one before is gone for good.
#[utoipa::path(put, path = "/me/picture", tag = "me", request_body = ShownPictureBody, security(("bearer" = [])),
    responses((status = 200, description = "The account.", body = OwnAccountBody), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::NotFound, refusals::Conflict))]
async fn show_picture(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Json(body): Json<ShownPictureBody>,
) -> Result<Json<OwnAccountBody>, Problem> {
    let account = accounts.show_picture(&who, PicturePlace::Profile, Some(body.media_id)).await?;
    Ok(Json(OwnAccountBody::of(&accounts, account, who.standing().permissions())))
}

/// Show no picture beside one's name.
#[utoipa::path(delete, path = "/me/picture", tag = "me", security(("bearer" = [])),
    responses((status = 200, description = "The account.", body = OwnAccountBody), refusals::Usual,
        refusals::NotSignedIn))]
async fn hide_picture(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
) -> Result<Json<OwnAccountBody>, Problem> {
    let account = accounts.show_picture(&who, PicturePlace::Profile, None).await?;
    Ok(Json(OwnAccountBody::of(&accounts, account, who.standing().permissions())))
}

/// Show a picture behind the head of one's profile. The one before is gone for good.
#[utoipa::path(put, path = "/me/cover", tag = "me", request_body = ShownPictureBody, security(("bearer" = [])),
    responses((status = 200, description = "The account.", body = OwnAccountBody), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::NotFound, refusals::Conflict))]
async fn show_cover(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Json(body): Json<ShownPictureBody>,
) -> Result<Json<OwnAccountBody>, Problem> {
    let account = accounts.show_picture(&who, PicturePlace::Cover, Some(body.media_id)).await?;
    Ok(Json(OwnAccountBody::of(&accounts, account, who.standing().permissions())))
}

/// Show no picture behind the head of one's profile.
#[utoipa::path(delete, path = "/me/cover", tag = "me", security(("bearer" = [])),
    responses((status = 200, description = "The account.", body = OwnAccountBody), refusals::Usual,
        refusals::NotSignedIn))]
async fn hide_cover(who: SignedIn, Extension(accounts): Extension<Accounts>) -> Result<Json<OwnAccountBody>, Problem> {
    let account = accounts.show_picture(&who, PicturePlace::Cover, None).await?;
    Ok(Json(OwnAccountBody::of(&accounts, account, who.standing().permissions())))
}

/// What completes the addresses of pictures.
#[derive(Serialize, ToSchema)]
#[schema(as = Pass)]
struct PassBody {
    /// To be put behind an address: `&pass=…`. It says of which session one is, and is good for nothing else.
    #[schema(max_length = 200)]
    pass: String,
    expires_in_seconds: u64,
}

/// What completes the addresses of pictures, so that they are good for oneself alone.
#[utoipa::path(get, path = "/me/pass", tag = "me", security(("bearer" = [])),
    responses((status = 200, description = "The pass of one's session.", body = PassBody), refusals::Usual,
        refusals::NotSignedIn))]
async fn my_pass(who: SignedIn, Extension(accounts): Extension<Accounts>) -> Response {
    let Pass { text, lasts } = accounts.pass(&who);
    secret(StatusCode::OK, PassBody { pass: text, expires_in_seconds: lasts.as_secs() })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::accounts::testing::Server;
    use crate::accounts::{AccountEvent, AccountId};
    use crate::platform::clock::Time;

    fn id(client: &Value) -> AccountId {
        serde_json::from_value(client.clone()).unwrap()
    }

    #[tokio::test]
    async fn all_wrong_fields_are_reported_at_once() {
        let server = Server::start().await;
        let body = json!({ "username": "a b", "email": "nowhere", "name": " ", "password": "short" });
        let problem = server.gets(422, "POST /accounts", "", body).await;
        let fields: Vec<&Value> = problem["errors"].as_array().unwrap().iter().map(|error| &error["field"]).collect();
        assert_eq!(fields, ["username", "email", "name", "password"]);
        let ana = server.joins("ana").await;
        let change = json!({ "bio": "x".repeat(501), "place": { "city": "x".repeat(65) }, "hide_presence": true });
        let problem = server.gets(422, "PATCH /me", &ana.token, change).await;
        assert_eq!(problem["errors"].as_array().unwrap().len(), 2);
        assert_eq!(server.gets(200, "GET /me", &ana.token, Value::Null).await["hide_presence"], false);
        server.gets(400, "PATCH /me", &ana.token, json!({ "role": "admin" })).await;
    }

    #[tokio::test]
    async fn addresses_can_be_changed_so_often_and_no_more() {
        let server = Server::set_up(|settings| settings.limits.codes_per_address = 2, vec![]).await;
        let ana = server.joins("ana").await;
        for (number, status) in [(1, 200), (2, 200), (3, 429)] {
            let change = json!({ "email": format!("ana{number}@example.org"), "password": "password 1" });
            server.gets(status, "PATCH /me", &ana.token, change).await;
        }
        server.gets(200, "PATCH /me", &ana.token, json!({ "bio": "still here" })).await;
    }

    #[tokio::test]
    async fn what_is_taken_is_named() {
        let server = Server::start().await;
        server.registers("ana").await;
        let body = json!({ "username": "ANA", "email": "Ana@example.org", "name": "A", "password": "password 1" });
        let problem = server.gets(409, "POST /accounts", "", body).await;
        assert_eq!(problem["code"], "accounts.username_taken");
        assert_eq!(problem["errors"].as_array().unwrap().len(), 2);
        let body = json!({ "username": "admin", "email": "b@example.org", "name": "B", "password": "password 1" });
        assert_eq!(server.gets(409, "POST /accounts", "", body).await["code"], "accounts.username_taken");
        let bo = server.joins("bo").await;
        let change = json!({ "email": "ana@example.org", "password": "password 1" });
        let problem = server.gets(409, "PATCH /me", &bo.token, change).await;
        assert_eq!(problem["code"], "accounts.email_taken");
    }

    #[tokio::test]
    async fn a_change_shows_at_once() {
        let mut server = Server::start().await;
        let ana = server.joins("ana").await;
        let ana_id = id(&ana.id);
        assert_eq!(server.accounts.people(&[ana_id]).await.unwrap()[&ana_id].name, "ana");
        let change = json!({ "name": "  Ána  ", "place": { "city": "Lyon" }, "bio": "hi\nyou" });
        let own = server.gets(200, "PATCH /me", &ana.token, change).await;
        assert_eq!(own["name"], "Ána");
        assert_eq!(own["place"], json!({ "country": null, "region": null, "city": "Lyon" }));
        assert_eq!(server.accounts.people(&[ana_id]).await.unwrap()[&ana_id].name, "Ána");
        assert_eq!(server.heard(), [AccountEvent::Changed { account: ana_id }]);
    }

    #[tokio::test]
    async fn of_a_deleted_account_only_that_it_was_there_is_left() {
        let mut server = Server::start().await;
        let (ana, bo) = (server.joins("ana").await, server.joins("bo").await);
        let (ana_id, bo_id) = (id(&ana.id), id(&bo.id));
        server.accounts.people(&[ana_id, bo_id]).await.unwrap();
        server.gets(403, "DELETE /me", &ana.token, json!({ "password": "wrong" })).await;
        server.gets(204, "DELETE /me", &ana.token, json!({ "password": "password 1", "erase_messages": true })).await;
        server.gets(401, "GET /me", &ana.token, Value::Null).await;
        let gone = format!("GET /accounts/{ana_id}");
        let nobody = format!("GET /accounts/{}", uuid::Uuid::from_u128(7));
        let answer = server.gets(404, &gone, &bo.token, Value::Null).await;
        assert_eq!(answer, server.gets(404, &nobody, &bo.token, Value::Null).await);
        let people = server.accounts.people(&[ana_id, bo_id]).await.unwrap();
        assert_eq!((people[&ana_id].name.as_str(), &people[&ana_id].username), ("deleted account", &None));
        assert!(people[&ana_id].deleted && !people[&bo_id].deleted);
        assert!(!server.accounts.exists(ana_id).await.unwrap());
        let session = serde_json::from_value(ana.session).unwrap();
        let events = [AccountEvent::SessionEnded { session }, AccountEvent::Deleted { account: ana_id }];
        assert_eq!(server.heard(), events);
        let later = Time::from_millis(i64::MAX);
        let jobs = server.jobs.lease(later, later, 9).await.unwrap();
        let farewell = jobs.iter().find(|job| job.kind == "chat.farewell").unwrap();
        assert_eq!(farewell.payload, json!({ "account_id": ana_id, "erase_messages": true }));
        server.registers("ana").await;
    }

    #[tokio::test]
    async fn there_is_always_an_admin() {
        let server = Server::start().await;
        let (ana, bo) = (server.has_admin("ana").await, server.joins("bo").await);
        let role = |client: &Value| format!("PATCH /accounts/{}", client.as_str().unwrap());
        let problem = server.gets(409, "DELETE /me", &ana.token, json!({ "password": "password 1" })).await;
        assert_eq!(problem["code"], "accounts.last_admin");
        server.gets(409, &role(&ana.id), &ana.token, json!({ "role": "member" })).await;
        server.gets(403, &role(&bo.id), &bo.token, json!({ "role": "admin" })).await;
        server.gets(200, &role(&bo.id), &ana.token, json!({ "role": "admin" })).await;
        server.gets(200, &role(&ana.id), &bo.token, json!({ "role": "member" })).await;
        server.gets(403, &role(&bo.id), &ana.token, json!({ "role": "member" })).await;
    }
}
