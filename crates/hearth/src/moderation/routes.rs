//! Moderation over HTTP: all its routes, and what its errors are there.

use axum::http::StatusCode;
use utoipa_axum::router::OpenApiRouter;

use super::error::ModerationError;
use super::{audit, cases, decisions, held, lists, reports};
use crate::platform::http::problem::{FieldError, Problem};

/// All routes of this feature, to be put under `/api/v1` with an `Extension` of [`super::Moderation`].
pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .merge(reports::routes::router())
        .merge(cases::routes::router())
        .merge(decisions::routes::router())
        .merge(held::routes::router())
        .merge(lists::routes::router())
        .merge(audit::routes::router())
}

impl From<ModerationError> for Problem {
    fn from(error: ModerationError) -> Self {
        let detail = error.to_string();
        let refused = |status, code| Problem::new(status, code, detail);
        match error {
            ModerationError::NotAllowed => refused(StatusCode::FORBIDDEN, "moderation.not_allowed"),
            ModerationError::NoSuchCase => refused(StatusCode::NOT_FOUND, "moderation.no_such_case"),
            ModerationError::NoSuchDecision => refused(StatusCode::NOT_FOUND, "moderation.no_such_decision"),
            ModerationError::NothingHeld => refused(StatusCode::NOT_FOUND, "moderation.nothing_held"),
            ModerationError::NotOpen => refused(StatusCode::CONFLICT, "moderation.not_open"),
            ModerationError::Claimed => refused(StatusCode::CONFLICT, "moderation.claimed"),
            ModerationError::OpinionWaits => refused(StatusCode::CONFLICT, "moderation.opinion_waits"),
            ModerationError::TooManyNotes => refused(StatusCode::CONFLICT, "moderation.too_many_notes"),
            ModerationError::Appealed => refused(StatusCode::CONFLICT, "moderation.appealed"),
            ModerationError::NoAppeal => refused(StatusCode::CONFLICT, "moderation.no_appeal"),
            ModerationError::NotByYou => refused(StatusCode::FORBIDDEN, "moderation.not_by_you"),
            ModerationError::OwnReport => refused(StatusCode::FORBIDDEN, "moderation.own_report"),
            ModerationError::NotNow => refused(StatusCode::CONFLICT, "moderation.not_now"),
            ModerationError::NotPermitted(refused) => refused.into(),
            ModerationError::Lapsed => refused(StatusCode::CONFLICT, "moderation.lapsed"),
            ModerationError::TooFast { wait_seconds } => Problem::too_many("moderation.too_many_reports", wait_seconds),
            ModerationError::Invalid(fields) => Problem::invalid(
                fields.into_iter().map(|one| FieldError::new(one.field, one.code, one.allowed)).collect(),
            ),
            ModerationError::Account(error) => error.into(),
            ModerationError::Store(error) => error.into(),
        }
    }
}
