//! All routes, and the document that describes them.

use axum::Router;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};
use utoipa_axum::router::OpenApiRouter;

use super::overview;
use crate::{accounts, chat, gatherings, media, moderation, notifications, shares, spaces};

/// All routes under `/api/v1`: those that answer soon, those that take a file in, and the documentation of all.
pub(super) fn api() -> (Router, Router, utoipa::openapi::OpenApi) {
    let spaces = spaces::router().merge(chat::router()).merge(shares::router()).merge(gatherings::router());
    let above = moderation::router().merge(media::router()).merge(notifications::router());
    let features = accounts::router().merge(spaces).merge(above).merge(overview::router());
    let api = OpenApiRouter::with_openapi(Document::openapi()).nest("/api/v1", features);
    let (api, mut document) = api.split_for_parts();
    let (uploads, files) = OpenApiRouter::new().nest("/api/v1", media::uploads()).split_for_parts();
    document.merge(files);
    (api, uploads, document)
}

/// The OpenAPI document, for tests and tools.
pub fn document() -> utoipa::openapi::OpenApi {
    api().2
}

#[derive(OpenApi)]
#[openapi(info(title = "Hearth", description = "Accounts, pictures, spaces, chat, shares, gatherings, notifications and moderation. Live events: docs/live.md."), modifiers(&Bearer))]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let components = document.components.get_or_insert_default();
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Basic).build();
        components.add_security_scheme("basic", SecurityScheme::Http(scheme));
    }
}
