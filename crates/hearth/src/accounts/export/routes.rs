//! The export over HTTP.

use axum::Extension;
use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::TryStreamExt;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::accounts::routes::OwnAccountBody;
use crate::accounts::service::Accounts;
use crate::accounts::sessions::SignedIn;
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(export_me))
}

/// All that is known of one's own account, as one JSON document to keep.
#[utoipa::path(get, path = "/me/export", tag = "me", security(("bearer" = [])),
    responses((status = 200, description = "The document: `account`, `sessions`, and a list for each other part.",
        body = serde_json::Value, content_type = "application/json"), refusals::Usual, refusals::NotSignedIn))]
async fn export_me(who: SignedIn, Extension(accounts): Extension<Accounts>) -> Result<Response, Problem> {
    let account = accounts.own(&who).await?;
    let head = serde_json::to_value(OwnAccountBody::of(&accounts, account, who.standing().permissions()))
        .map_err(|_| Problem::failed())?;
    // Once the document has begun, a failure can only cut it short; the reader notices, as it isn't JSON then.
    let pieces =
        accounts.export(who.account(), &head).inspect_err(|error| tracing::warn!(%error, "an export was cut short"));
    let headers = [
        (header::CONTENT_TYPE, "application/json"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"hearth-export.json\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use async_trait::async_trait;
    use serde_json::{Value, json};

    use crate::accounts::testing::Server;
    use crate::accounts::{AccountId, ExportSection};
    use crate::platform::database::Stored;
    use crate::platform::page::Page;

    /// Three pages of one item each, for anybody.
    struct Notes;

    #[async_trait]
    impl ExportSection for Notes {
        fn name(&self) -> &'static str {
            "notes"
        }
        async fn page(&self, account: AccountId, after: Option<String>) -> Stored<Page<Value>> {
            let number: u32 = after.map_or(1, |after| after.parse().unwrap());
            let next = (number < 3).then(|| (number + 1).to_string());
            Ok(Page { items: vec![json!({ "number": number, "of": account })], next })
        }
    }

    #[tokio::test]
    async fn the_export_has_every_page_of_every_part() {
        let server = Server::set_up(|_| {}, vec![Arc::new(Notes)]).await;
        let ana = server.joins("ana").await;
        for _ in 0..10 {
            server.signs_in("ana").await;
        }
        let document = server.gets(200, "GET /me/export", &ana.token, Value::Null).await;
        assert_eq!((&document["account"]["id"], &document["account"]["email"]), (&ana.id, &json!("ana@example.org")));
        assert_eq!(document["sessions"].as_array().unwrap().len(), 11);
        let notes = document["notes"].as_array().unwrap().iter().map(|note| note["number"].as_u64().unwrap());
        assert_eq!(notes.collect::<Vec<_>>(), [1, 2, 3]);
        server.gets(401, "GET /me/export", "", Value::Null).await;
    }
}
