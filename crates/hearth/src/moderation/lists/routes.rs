//! The lists over HTTP.

use axum::Extension;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{CardsView, CrisisBody, WordsBody};
use crate::accounts::{Confirmed, SignedIn};
use crate::moderation::service::Moderation;
use crate::platform::http::extract::{Json, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(show_words, set_words))
        .routes(routes!(show_crisis_list, set_crisis_list))
        .routes(routes!(crisis_cards))
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct CardsQuery {
    /// A country. Not given: all regions.
    region: Option<String>,
}

/// The words that are looked for in what people write. For admins of the server.
#[utoipa::path(get, path = "/admin/words", tag = "admin", security(("bearer" = [])),
    responses((status = 200, description = "All words.", body = WordsBody), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden))]
async fn show_words(who: Confirmed, Extension(moderation): Extension<Moderation>) -> Result<Json<WordsBody>, Problem> {
    Ok(Json(moderation.words(&who).await?))
}

/// Put these words in the place of all.
#[utoipa::path(put, path = "/admin/words", tag = "admin", request_body = WordsBody, security(("bearer" = [])),
    responses((status = 200, description = "All words.", body = WordsBody), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::Invalid))]
async fn set_words(
    who: Confirmed,
    Extension(moderation): Extension<Moderation>,
    Json(body): Json<WordsBody>,
) -> Result<Json<WordsBody>, Problem> {
    Ok(Json(moderation.set_words(&who, body).await?))
}

/// By which phrases somebody may need help, and the help lines that they are then shown. For admins of the server.
#[utoipa::path(get, path = "/admin/crisis", tag = "admin", security(("bearer" = [])),
    responses((status = 200, description = "Phrases and cards.", body = CrisisBody), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden))]
async fn show_crisis_list(
    who: Confirmed,
    Extension(moderation): Extension<Moderation>,
) -> Result<Json<CrisisBody>, Problem> {
    Ok(Json(moderation.crisis_list(&who).await?))
}

/// Put these phrases and cards in the place of all.
#[utoipa::path(put, path = "/admin/crisis", tag = "admin", request_body = CrisisBody, security(("bearer" = [])),
    responses((status = 200, description = "Phrases and cards.", body = CrisisBody), refusals::Usual,
        refusals::BadBody, refusals::NotSignedIn, refusals::Forbidden, refusals::Invalid))]
async fn set_crisis_list(
    who: Confirmed,
    Extension(moderation): Extension<Moderation>,
    Json(body): Json<CrisisBody>,
) -> Result<Json<CrisisBody>, Problem> {
    Ok(Json(moderation.set_crisis_list(&who, body).await?))
}

/// The help lines for a region, or where it has none of its own, those for everybody; or all.
#[utoipa::path(get, path = "/crisis/cards", tag = "moderation", params(CardsQuery), security(("bearer" = [])),
    responses((status = 200, description = "Cards.", body = CardsView), refusals::Usual, refusals::NotSignedIn))]
async fn crisis_cards(
    who: SignedIn,
    Extension(moderation): Extension<Moderation>,
    Query(query): Query<CardsQuery>,
) -> Result<Json<CardsView>, Problem> {
    Ok(Json(moderation.cards(&who, query.region.as_deref()).await?))
}
