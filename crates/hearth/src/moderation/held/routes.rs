//! What waits, over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::HeldView;
use crate::accounts::SignedIn;
use crate::moderation::model::HeldId;
use crate::moderation::service::Moderation;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(list_held)).routes(routes!(settle_held))
}

#[derive(Clone, Copy, Deserialize, PartialEq, Eq, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = HeldOutcome)]
enum Outcome {
    /// Others see it now, as if it had just been said.
    Publish,
    /// It is gone.
    Drop,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HeldAnswer)]
struct SettleBody {
    outcome: Outcome,
}

/// What waits for a moderator before others see it, the oldest first.
#[utoipa::path(get, path = "/moderation/held", tag = "moderation", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of what waits.", body = Page<HeldView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::Invalid))]
async fn list_held(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<HeldView>>, Problem> {
    let limit = moderation.page_sizes().limit(query.limit)?;
    Ok(Json(moderation.held(&who, decode(query.after.as_deref())?, limit).await?))
}

/// Publish what waits, or drop it. Not one's own.
#[utoipa::path(post, path = "/moderation/held/{id}", tag = "moderation", params(("id" = HeldId, Path)),
    request_body = SettleBody, security(("bearer" = [])),
    responses((status = 204, description = "It is done."), refusals::Usual, refusals::BadBody, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound, refusals::Conflict))]
async fn settle_held(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Path(id): Path<HeldId>,
    Json(body): Json<SettleBody>,
) -> Result<StatusCode, Problem> {
    moderation.settle_held(&who, id, body.outcome == Outcome::Publish).await?;
    Ok(StatusCode::NO_CONTENT)
}
