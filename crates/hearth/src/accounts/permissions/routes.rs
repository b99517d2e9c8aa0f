//! Permissions over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{Exception, NotPermitted, Standing};
use super::service::Permissions;
use crate::accounts::confirming::Confirmed;
use crate::accounts::model::AccountId;
use crate::accounts::rules::{Permission, Role};
use crate::accounts::service::Accounts;
use crate::accounts::sessions::SignedIn;
use crate::platform::clock::Time;
use crate::platform::http::extract::{Json, Path};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(get_permissions)).routes(routes!(put_permission, drop_permission))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PermitBody {
    allowed: bool,
    /// Until when; null: for good.
    until: Option<Time>,
}

/// What an account may do, and why.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountPermissions)]
struct PermissionsBody {
    role: Role,
    permissions: Vec<PermissionBody>,
}

/// One thing that an account may do, or not.
#[derive(Serialize, ToSchema)]
#[schema(as = AccountPermission)]
struct PermissionBody {
    permission: Permission,
    allowed: bool,
    /// Whether the role says so; else it was said of this account.
    by_role: bool,
    /// Until when it holds, where it was said until a time.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    until: Option<Time>,
}

impl PermissionsBody {
    fn of(Permissions { role, exceptions }: Permissions) -> Self {
        let standing = Standing::new(role, exceptions.iter().map(|one| (one.permission, one.allowed)));
        let one = |permission: &Permission| {
            let said = exceptions.iter().find(|one| one.permission == *permission);
            PermissionBody {
                permission: *permission,
                allowed: standing.may(*permission),
                by_role: said.is_none(),
                until: said.and_then(|said| said.until),
            }
        };
        Self { role, permissions: Permission::ALL.iter().map(one).collect() }
    }
}

/// What an account may do, for those who may manage roles.
#[utoipa::path(get, path = "/accounts/{id}/permissions", tag = "accounts", params(("id" = AccountId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "All permissions.", body = PermissionsBody), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn get_permissions(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Path(id): Path<AccountId>,
) -> Result<Json<PermissionsBody>, Problem> {
    Ok(Json(PermissionsBody::of(accounts.permissions(&who, id).await?)))
}

/// Let an account do something, or not, whatever its role says. Nobody takes from an admin that they may manage roles.
#[utoipa::path(put, path = "/accounts/{id}/permissions/{permission}", tag = "accounts",
    params(("id" = AccountId, Path), ("permission" = Permission, Path)), request_body = PermitBody,
    security(("bearer" = [])),
    responses((status = 200, description = "All permissions.", body = PermissionsBody), refusals::Usual,
        refusals::BadBody, refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict,
        refusals::Invalid))]
async fn put_permission(
    who: Confirmed,
    Extension(accounts): Extension<Accounts>,
    Path((id, permission)): Path<(AccountId, Permission)>,
    Json(PermitBody { allowed, until }): Json<PermitBody>,
) -> Result<Json<PermissionsBody>, Problem> {
    let permissions = accounts.permit(&who, id, Exception { permission, allowed, until }).await?;
    Ok(Json(PermissionsBody::of(permissions)))
}

/// Let the role of an account say again whether it may do something.
#[utoipa::path(delete, path = "/accounts/{id}/permissions/{permission}", tag = "accounts",
    params(("id" = AccountId, Path), ("permission" = Permission, Path)), security(("bearer" = [])),
    responses((status = 204, description = "The role says."), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn drop_permission(
    who: Confirmed,
    Extension(accounts): Extension<Accounts>,
    Path((id, permission)): Path<(AccountId, Permission)>,
) -> Result<StatusCode, Problem> {
    accounts.by_role(&who, id, permission).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<NotPermitted> for Problem {
    fn from(refused: NotPermitted) -> Self {
        Problem::new(StatusCode::FORBIDDEN, "accounts.not_permitted", refused.to_string())
            .about("permission", refused.0.word())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::accounts::testing::{Client, Server};
    use crate::accounts::{AccountError, AccountEvent, AccountId, Permission};

    fn path(who: &Client, permission: &str) -> String {
        format!("/accounts/{}/permissions{permission}", who.id.as_str().unwrap())
    }

    fn id(who: &Client) -> AccountId {
        serde_json::from_value(who.id.clone()).unwrap()
    }

    async fn one(server: &Server, admin: &Client, who: &Client, permission: &str) -> Value {
        let all = server.gets(200, &format!("GET {}", path(who, "")), &admin.token, Value::Null).await;
        let all = all["permissions"].as_array().unwrap().clone();
        assert_eq!(all.len(), Permission::ALL.len());
        all.into_iter().find(|one| one["permission"] == permission).unwrap()
    }

    #[tokio::test]
    async fn what_an_admin_says_of_an_account_counts_at_once_and_until_it_is_taken_back() {
        let mut server = Server::start().await;
        let (ana, bo) = (server.has_admin("ana").await, server.joins("bo").await);
        server.gets(403, "POST /invitations", &bo.token, json!({})).await;
        let invite = path(&bo, "/invite");
        server.gets(200, &format!("PUT {invite}"), &ana.token, json!({ "allowed": true })).await;
        server.gets(201, "POST /invitations", &bo.token, json!({})).await;
        let own = server.gets(200, "GET /me", &bo.token, Value::Null).await;
        assert!(own["permissions"].as_array().unwrap().contains(&json!("invite")), "{own}");
        let said = json!({ "permission": "invite", "allowed": true, "by_role": false });
        assert_eq!(one(&server, &ana, &bo, "invite").await, said);
        let export = server.gets(200, "GET /me/export", &bo.token, Value::Null).await;
        assert_eq!(export["permissions"], json!([{ "permission": "invite", "allowed": true, "until": null }]));
        server.heard();
        server.gets(204, &format!("DELETE {invite}"), &ana.token, Value::Null).await;
        let (account, permission) = (id(&bo), Permission::Invite);
        let taken = AccountEvent::PermissionChanged { account, permission, allowed: None, by: Some(id(&ana)) };
        assert_eq!(server.heard(), [taken]);
        let refused = server.gets(403, "POST /invitations", &bo.token, json!({})).await;
        assert_eq!(
            (&refused["code"], &refused["about"]),
            (&json!("accounts.not_permitted"), &json!({ "permission": "invite" }))
        );
        let until = server.clock.now().plus(Duration::from_secs(60));
        server.gets(200, &format!("PUT {invite}"), &ana.token, json!({ "allowed": true, "until": until })).await;
        assert_eq!(one(&server, &ana, &bo, "invite").await["until"], json!(until));
        server.clock.advance(Duration::from_secs(60));
        server.gets(403, "POST /invitations", &bo.token, json!({})).await;
        server.accounts.sweep().await.unwrap();
        let over = AccountEvent::PermissionChanged { account, permission, allowed: None, by: None };
        assert_eq!(server.heard().last(), Some(&over));
        assert_eq!(one(&server, &ana, &bo, "invite").await["by_role"], true);
    }

    #[tokio::test]
    async fn permissions_are_for_those_who_may_manage_roles_and_admins_keep_that() {
        let server = Server::start().await;
        let (ana, bo) = (server.has_admin("ana").await, server.joins("bo").await);
        let own = path(&ana, "/manage_roles");
        let refused = server.gets(409, &format!("PUT {own}"), &ana.token, json!({ "allowed": false })).await;
        assert_eq!(refused["code"], "accounts.admins_keep");
        let bos = path(&bo, "/ban");
        let now = server.clock.now();
        for (status, body) in [(400, json!({})), (422, json!({ "allowed": true, "until": now }))] {
            server.gets(status, &format!("PUT {bos}"), &ana.token, body).await;
        }
        server.gets(400, &format!("PUT {}", path(&bo, "/everything")), &ana.token, json!({ "allowed": true })).await;
        for (method, path) in [("GET", path(&ana, "")), ("PUT", bos.clone()), ("DELETE", bos)] {
            let body = if method == "PUT" { json!({ "allowed": true }) } else { Value::Null };
            server.gets(403, &format!("{method} {path}"), &bo.token, body).await;
        }
    }

    #[tokio::test]
    async fn who_is_muted_by_a_moderator_writes_nothing_until_it_is_over() {
        let server = Server::start().await;
        let (ana, bo, cleo) = (server.has_admin("ana").await, server.joins("bo").await, server.joins("cleo").await);
        let role = format!("PATCH /accounts/{}", cleo.id.as_str().unwrap());
        server.gets(200, &role, &ana.token, json!({ "role": "moderator" })).await;
        let signed_in = async |client: &Client| server.accounts.signed_in(&client.token).await.unwrap();
        let moderator = signed_in(&cleo).await;
        let until = Some(server.clock.now().plus(Duration::from_secs(60)));
        server.accounts.mute(&moderator, id(&bo), until).await.unwrap();
        assert!(!signed_in(&bo).await.may(Permission::SendMessages));
        let denied = server.accounts.denied(Permission::SendMessages, &[id(&bo), id(&ana)]).await.unwrap();
        assert_eq!(denied.into_iter().collect::<Vec<_>>(), [id(&bo)]);
        server.clock.advance(Duration::from_secs(60));
        assert!(signed_in(&bo).await.may(Permission::SendMessages));
        server.accounts.mute(&moderator, id(&bo), None).await.unwrap();
        server.accounts.unmute(&moderator, id(&bo)).await.unwrap();
        assert!(signed_in(&bo).await.may(Permission::SendMessages));
        for above in [&ana, &cleo] {
            let refused = server.accounts.mute(&moderator, id(above), None).await.unwrap_err();
            assert!(matches!(refused, AccountError::NotBelow), "{refused}");
        }
        let refused = server.accounts.mute(&signed_in(&bo).await, id(&cleo), None).await.unwrap_err();
        assert!(matches!(refused, AccountError::NotPermitted(_)), "{refused}");
    }
}
