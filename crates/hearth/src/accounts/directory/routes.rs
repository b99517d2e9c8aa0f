//! Finding people over HTTP.

use axum::Extension;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::Search;
use crate::accounts::model::AccountId;
use crate::accounts::routes::AccountBody;
use crate::accounts::service::Accounts;
use crate::accounts::sessions::SignedIn;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::{FieldError, Problem};
use crate::platform::http::refusals;
use crate::platform::page::{Page, decode, encode};

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(find_accounts)).routes(routes!(get_account))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FindQuery {
    /// The one who has this username, as sign-in would find them.
    username: Option<String>,
    /// Those for whom each of these words begins a word of their username or name.
    #[param(max_length = 100)]
    words: Option<String>,
    /// true: only those who are online now.
    online: Option<bool>,
    /// How many at most.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// The word of a cursor: hexadecimal, as we wrote it.
#[derive(Deserialize)]
#[serde(try_from = "String")]
pub(in crate::accounts) struct CursorWord(pub String);

impl TryFrom<String> for CursorWord {
    type Error = &'static str;

    fn try_from(word: String) -> Result<Self, Self::Error> {
        if word.bytes().all(|byte| byte.is_ascii_hexdigit()) { Ok(Self(word)) } else { Err("not hexadecimal") }
    }
}

/// Find people. All that is asked must fit; who asks for nothing finds nobody.
#[utoipa::path(get, path = "/accounts", tag = "accounts", params(FindQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of accounts.", body = Page<AccountBody>), refusals::Usual,
        refusals::NotSignedIn, refusals::Invalid))]
async fn find_accounts(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Query(query): Query<FindQuery>,
) -> Result<Json<Page<AccountBody>>, Problem> {
    let limit = accounts.page_sizes().limit(query.limit)?;
    let after = decode::<(CursorWord, AccountId)>(query.after.as_deref())?.map(|(word, id)| (word.0, id));
    if query.words.as_ref().is_some_and(|words| words.chars().count() > 100) {
        return Err(Problem::invalid(vec![FieldError::new("words", "too_long", "must be at most 100 characters")]));
    }
    let search = Search { username: query.username, words: query.words, online: query.online.unwrap_or(false) };
    let (found, next) = accounts.find(&who, &search, after, limit).await?;
    let items = found.into_iter().map(|account| AccountBody::of(&accounts, who.account(), account)).collect();
    Ok(Json(Page { items, next: next.map(|next| encode(&next)) }))
}

/// One account.
#[utoipa::path(get, path = "/accounts/{id}", tag = "accounts", params(("id" = AccountId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The account.", body = AccountBody), refusals::Usual,
        refusals::NotSignedIn, refusals::NotFound))]
async fn get_account(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
    Path(id): Path<AccountId>,
) -> Result<Json<AccountBody>, Problem> {
    let account = accounts.seen_by(&who, id).await?;
    Ok(Json(AccountBody::of(&accounts, who.account(), account)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::accounts::testing::{Client, Server};

    async fn names(server: &Server, who: &Client, query: &str) -> Vec<String> {
        let page = server.gets(200, &format!("GET /accounts?{query}"), &who.token, Value::Null).await;
        let items = page["items"].as_array().unwrap().iter();
        items.map(|account| account["username"].as_str().unwrap().to_owned()).collect()
    }

    #[tokio::test]
    async fn people_are_found_by_what_is_known_of_them() {
        let server = Server::start().await;
        let ana = server.joins("ana").await;
        for name in ["anton", "bo", "anna.bo"] {
            server.registers(name).await;
        }
        assert_eq!(names(&server, &ana, "username=ANNA.BO").await, ["anna.bo"]);
        assert_eq!(names(&server, &ana, "words=an").await, ["ana", "anna.bo", "anton"]);
        assert_eq!(names(&server, &ana, "words=bo%20an").await, ["anna.bo"]);
        assert_eq!(names(&server, &ana, "username=anton&words=bo").await, [""; 0]);
        assert_eq!(names(&server, &ana, "").await, [""; 0]);
        assert_eq!(names(&server, &ana, "username=%00").await, [""; 0]);
        let page = server.gets(200, "GET /accounts?words=an&limit=2", &ana.token, Value::Null).await;
        let rest = format!("words=an&limit=2&after={}", page["next"].as_str().unwrap());
        assert_eq!(names(&server, &ana, &rest).await, ["anton"]);
        server.gets(422, "GET /accounts?words=an&after=made-up", &ana.token, Value::Null).await;
        server.gets(422, &format!("GET /accounts?words={}", "x".repeat(101)), &ana.token, Value::Null).await;
        server.gets(422, "GET /accounts?limit=0", &ana.token, Value::Null).await;
        server.gets(401, "GET /accounts?words=an", "", Value::Null).await;
        let one =
            server.gets(200, &format!("GET /accounts/{}", ana.id.as_str().unwrap()), &ana.token, Value::Null).await;
        assert_eq!(one.get("email"), None, "an address is its owner's to see");
    }

    #[tokio::test]
    async fn who_is_kept_apart_by_a_block_is_not_found() {
        let server = Server::start().await;
        let (ana, bo) = (server.joins("ana").await, server.joins("bo").await);
        let chief = server.has_admin("chief").await;
        for client in [&ana, &bo] {
            server.here.0.lock().unwrap().insert(serde_json::from_value(client.id.clone()).unwrap());
        }
        let profile = |of: &Client| format!("GET /accounts/{}", of.id.as_str().unwrap());
        let queries = |name: &str| ["words", "online=true&words", "username"].map(|by| format!("{by}={name}"));
        for (who, name) in [(&ana, "bo"), (&bo, "ana")] {
            for query in queries(name).into_iter().chain(["online=true".to_owned()]) {
                assert!(names(&server, who, &query).await.contains(&name.to_owned()), "the premise: {query}");
            }
        }
        server.gets(200, &format!("PUT /blocks/{}", bo.id.as_str().unwrap()), &ana.token, json!({})).await;
        for (who, name) in [(&ana, "bo"), (&bo, "ana")] {
            for query in queries(name).into_iter().chain(["online=true".to_owned()]) {
                assert!(!names(&server, who, &query).await.contains(&name.to_owned()), "{query}");
            }
        }
        let nobody = format!("GET /accounts/{}", ana.session.as_str().unwrap());
        let answer = server.gets(404, &profile(&ana), &bo.token, Value::Null).await;
        assert_eq!(answer, server.gets(404, &nobody, &bo.token, Value::Null).await, "as if there were none");
        let seen = server.gets(200, &profile(&bo), &ana.token, Value::Null).await;
        assert_eq!((&seen["username"], &seen["online"]), (&json!("bo"), &Value::Null), "so that Ana can unblock them");
        for query in queries("ana") {
            assert_eq!(names(&server, &chief, &query).await, ["ana"], "who moderates sees all");
        }
        server.gets(204, &format!("DELETE /blocks/{}", bo.id.as_str().unwrap()), &ana.token, Value::Null).await;
        assert_eq!(names(&server, &bo, "words=ana").await, ["ana"]);
    }

    #[tokio::test]
    async fn who_hides_presence_is_not_seen_to_be_here() {
        let server = Server::start().await;
        let (ana, bo) = (server.joins("ana").await, server.joins("bo").await);
        for client in [&ana, &bo] {
            let id = serde_json::from_value(client.id.clone()).unwrap();
            server.here.0.lock().unwrap().insert(id);
            server.accounts.seen(id, server.clock.now()).await.unwrap();
        }
        assert_eq!(names(&server, &ana, "online=true").await, ["ana", "bo"]);
        server.gets(200, "PATCH /me", &bo.token, json!({ "hide_presence": true })).await;
        for query in ["online=true", "online=true&words=bo%20b", "online=true&username=bo"] {
            assert!(!names(&server, &ana, query).await.contains(&"bo".to_owned()), "{query}");
        }
        let ask = format!("GET /accounts/{}", bo.id.as_str().unwrap());
        let seen = server.gets(200, &ask, &ana.token, Value::Null).await;
        assert_eq!((&seen["online"], &seen["last_seen_at"]), (&Value::Null, &Value::Null));
        let own = server.gets(200, "GET /me", &bo.token, Value::Null).await;
        assert_eq!((&own["online"], &own["last_seen_at"]), (&json!(true), &json!(server.clock.now())));
        let bo_id = serde_json::from_value(bo.id.clone()).unwrap();
        let ana_id = serde_json::from_value(ana.id.clone()).unwrap();
        assert_eq!(server.accounts.presence_hidden(&[ana_id, bo_id]).await.unwrap(), [bo_id]);
    }
}
