//! Work in the background over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::accounts::confirming::Confirmed;
use crate::accounts::service::Accounts;
use crate::platform::clock::Time;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new().routes(routes!(dead_jobs)).routes(routes!(retry_job))
}

/// Work in the background that failed for good, and isn't tried again by itself.
#[derive(Serialize, ToSchema)]
#[schema(as = DeadJob)]
struct DeadJobBody {
    id: Uuid,
    /// What it was to do, like `media.process`.
    kind: String,
    /// How often it was tried.
    attempts: i64,
    /// Why it failed the last time.
    last_error: String,
    created_at: Time,
    dead_at: Time,
}

/// The jobs that failed for good, newest first.
#[utoipa::path(get, path = "/admin/jobs/dead", tag = "admin", params(PageQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of dead letters.", body = Page<DeadJobBody>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::Invalid))]
async fn dead_jobs(
    who: Confirmed,
    Extension(accounts): Extension<Accounts>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<DeadJobBody>>, Problem> {
    let limit = accounts.page_sizes().limit(query.limit)?;
    let before = decode(query.after.as_deref())?;
    let page = accounts.dead_jobs(&who, before, limit).await?;
    Ok(Json(page.map(|job| DeadJobBody {
        id: job.id,
        kind: job.kind,
        attempts: job.attempts,
        last_error: job.last_error,
        created_at: job.created_at,
        dead_at: job.dead_at,
    })))
}

/// Run a job again that failed for good.
#[utoipa::path(post, path = "/admin/jobs/{id}/retry", tag = "admin", params(("id" = Uuid, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "It will be tried again, as if it had never failed."), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn retry_job(
    who: Confirmed,
    Extension(accounts): Extension<Accounts>,
    Path(id): Path<Uuid>,
) -> Result<StatusCode, Problem> {
    accounts.retry_job(&who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use uuid::Uuid;

    use crate::accounts::testing::Server;
    use crate::platform::jobs::NewJob;

    #[tokio::test]
    async fn an_admin_sees_what_failed_and_runs_it_again() {
        let server = Server::start().await;
        let (ana, bo) = (server.has_admin("ana").await, server.joins("bo").await);
        let now = server.clock.now();
        for id in 1..=3 {
            let payload = json!({ "email": "secret@example.org" });
            let id = Uuid::from_u128(id);
            server.jobs.add(NewJob { id, kind: "no.such", payload, due_at: now, created_at: now }).await.unwrap();
        }
        let leased = server.jobs.lease(now, now, 9).await.unwrap();
        for job in leased.iter().filter(|job| job.kind == "no.such") {
            server.jobs.bury(job, now, "no hands").await.unwrap();
        }
        let page = server.gets(200, "GET /admin/jobs/dead?limit=2", &ana.token, Value::Null).await;
        let (items, next) = (page["items"].as_array().unwrap(), page["next"].as_str().unwrap());
        assert_eq!(
            (items.len(), &items[0]["kind"], &items[0]["last_error"]),
            (2, &json!("no.such"), &json!("no hands"))
        );
        assert!(!page.to_string().contains("secret"), "what it was about may be private");
        let rest = format!("GET /admin/jobs/dead?limit=2&after={next}");
        let rest = server.gets(200, &rest, &ana.token, Value::Null).await;
        assert_eq!((rest["items"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));

        let again = format!("POST /admin/jobs/{}/retry", items[0]["id"].as_str().unwrap());
        for ask in [again.as_str(), "GET /admin/jobs/dead"] {
            server.gets(403, ask, &bo.token, Value::Null).await;
            server.gets(401, ask, "", Value::Null).await;
        }
        server.gets(204, &again, &ana.token, Value::Null).await;
        server.gets(404, &again, &ana.token, Value::Null).await;
        let left = server.gets(200, "GET /admin/jobs/dead", &ana.token, Value::Null).await;
        assert_eq!(left["items"].as_array().unwrap().len(), 2);
    }
}
