//! Identities over HTTP.

use axum::Extension;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::service::Return;
use super::{Identity, IdentityId};
use crate::accounts::confirming::Confirmed;
use crate::accounts::error::AccountError;
use crate::accounts::routes::{client_label, secret};
use crate::accounts::service::Accounts;
use crate::accounts::sessions::SignedIn;
use crate::accounts::sessions::routes::TokensBody;
use crate::platform::clock::Time;
use crate::platform::config::OidcProvider;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::Problem;
use crate::platform::http::refusals;
use crate::platform::http::surround::ClientAddress;

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(list_providers))
        .routes(routes!(start_oidc))
        .routes(routes!(come_back))
        .routes(routes!(sign_in_by_oidc))
        .routes(routes!(list_identities, link_identity))
        .routes(routes!(unlink_identity))
}

/// A server by which one may sign in here.
#[derive(Serialize, ToSchema)]
#[schema(as = OidcProvider)]
struct ProviderBody {
    name: String,
    /// For people.
    title: String,
    /// Whether somebody new gets an account by it, where registration allows.
    register: bool,
}

impl ProviderBody {
    fn of(provider: &OidcProvider) -> Self {
        Self { name: provider.name.clone(), title: provider.title().to_owned(), register: provider.register }
    }
}

#[derive(Serialize, ToSchema)]
#[schema(as = OidcProviders)]
struct ProvidersBody {
    items: Vec<ProviderBody>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct StartBody {
    /// The SHA-256 of a secret that only this page keeps, in base64url without padding.
    #[schema(pattern = r"^[A-Za-z0-9_\-]{42}[AEIMQUYcgkosw048]$")]
    challenge: String,
}

/// Where to go.
#[derive(Serialize, ToSchema)]
#[schema(as = OidcStart)]
struct StartedBody {
    url: String,
}

/// What the other server sends along; what we don't know of it is left alone.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CallbackQuery {
    code: Option<String>,
    state: Option<String>,
    error: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SignInByBody {
    ticket: String,
    /// The secret whose hash was the challenge.
    verifier: String,
    /// Six digits or a recovery code, where there is a second factor.
    #[schema(nullable = false)]
    code: Option<String>,
    /// For somebody new, where registration isn't open.
    #[schema(nullable = false)]
    invitation: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LinkBody {
    ticket: String,
    /// The secret whose hash was the challenge.
    verifier: String,
}

/// As whom another server knows one.
#[derive(Serialize, ToSchema)]
#[schema(as = Identity)]
struct IdentityBody {
    id: IdentityId,
    issuer: String,
    /// Left out where that server is no provider here any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    provider: Option<ProviderBody>,
    /// What that server said when they were linked.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    email: Option<String>,
    linked_at: Time,
}

impl IdentityBody {
    fn of(identity: Identity, provider: Option<&OidcProvider>) -> Self {
        let Identity { id, issuer, email, linked_at } = identity;
        Self { id, issuer, provider: provider.map(ProviderBody::of), email, linked_at }
    }
}

/// The ways into one's account.
#[derive(Serialize, ToSchema)]
#[schema(as = Identities)]
struct IdentitiesBody {
    /// Whether there is a password, too.
    password: bool,
    items: Vec<IdentityBody>,
}

/// The servers by which one may sign in here.
#[utoipa::path(get, path = "/oidc", tag = "sessions", security(()),
    responses((status = 200, description = "All of them.", body = ProvidersBody), refusals::Usual))]
async fn list_providers(Extension(accounts): Extension<Accounts>) -> Json<ProvidersBody> {
    Json(ProvidersBody { items: accounts.providers().map(ProviderBody::of).collect() })
}

/// Ask where to go to sign in by another server. Whoever comes back gets to the page `/oidc#ticket=…`.
#[utoipa::path(post, path = "/oidc/{name}/start", tag = "sessions", params(("name" = String, Path)),
    request_body = StartBody, security(()),
    responses((status = 200, description = "The address.", body = StartedBody), refusals::Usual, refusals::BadBody,
        refusals::NotFound, refusals::Invalid))]
async fn start_oidc(
    Extension(accounts): Extension<Accounts>,
    address: ClientAddress,
    Path(name): Path<String>,
    Json(body): Json<StartBody>,
) -> Result<Response, Problem> {
    accounts.limits().sign_ins.check(&address.key())?;
    let url = accounts.send_to(&name, body.challenge).await?;
    Ok(secret(StatusCode::OK, StartedBody { url }))
}

/// Where the other server sends people back to. For browsers: leads on to the page `/oidc`, with a ticket or the code of
/// a problem behind the `#`, which no server gets to see.
#[utoipa::path(get, path = "/oidc/{name}/callback", tag = "sessions", params(("name" = String, Path), CallbackQuery),
    security(()),
    responses((status = 303, description = "To the page."), refusals::Usual, refusals::NotFound))]
async fn come_back(
    Extension(accounts): Extension<Accounts>,
    address: ClientAddress,
    Path(name): Path<String>,
    Query(query): Query<CallbackQuery>,
) -> Result<Response, Problem> {
    accounts.limits().sign_ins.check(&address.key())?;
    if !accounts.providers().any(|provider| provider.name == name) {
        return Err(AccountError::NotFound.into());
    }
    let came = match (query.code, query.state, query.error) {
        (Some(code), Some(state), None) => accounts.come_back(&name, &state, code).await,
        (_, _, error) => Err(AccountError::ProviderRefused(error.unwrap_or_else(|| "no code".to_owned()))),
    };
    let behind = match came {
        Ok(ticket) => format!("ticket={}", ticket.expose()),
        Err(error) => format!("problem={}", Problem::from(error).code()),
    };
    let to = format!("{}/oidc#{behind}", accounts.public_url());
    Ok((StatusCode::SEE_OTHER, [(header::LOCATION, to), (header::CACHE_CONTROL, "no-store".to_owned())])
        .into_response())
}

/// Sign in with the ticket of another server. Somebody new gets an account, where that server and registration allow it.
#[utoipa::path(post, path = "/sessions/oidc", tag = "sessions", request_body = SignInByBody, security(()),
    responses((status = 201, description = "The session.", body = TokensBody), refusals::Usual, refusals::BadBody,
        refusals::Forbidden, refusals::Conflict))]
async fn sign_in_by_oidc(
    Extension(accounts): Extension<Accounts>,
    address: ClientAddress,
    headers: HeaderMap,
    Json(body): Json<SignInByBody>,
) -> Result<Response, Problem> {
    accounts.limits().sign_ins.check(&address.key())?;
    let SignInByBody { ticket, verifier, code, invitation } = body;
    let back = Return { ticket: &ticket, verifier: &verifier, code: code.as_deref(), invitation };
    let tokens = accounts.sign_in_by(back, client_label(&headers)).await?;
    Ok(secret(StatusCode::CREATED, TokensBody::from(tokens)))
}

/// The ways into one's own account.
#[utoipa::path(get, path = "/me/identities", tag = "me", security(("bearer" = [])),
    responses((status = 200, description = "All of them.", body = IdentitiesBody), refusals::Usual,
        refusals::NotSignedIn))]
async fn list_identities(
    who: SignedIn,
    Extension(accounts): Extension<Accounts>,
) -> Result<Json<IdentitiesBody>, Problem> {
    let (password, found) = accounts.identities(&who).await?;
    let items = found.into_iter().map(|(identity, provider)| IdentityBody::of(identity, provider)).collect();
    Ok(Json(IdentitiesBody { password, items }))
}

/// Be able to sign in by another server, with its ticket. Needs a fresh session.
#[utoipa::path(post, path = "/me/identities", tag = "me", request_body = LinkBody, security(("bearer" = [])),
    responses((status = 201, description = "It is linked.", body = IdentityBody), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::Conflict))]
async fn link_identity(
    who: Confirmed,
    Extension(accounts): Extension<Accounts>,
    Json(body): Json<LinkBody>,
) -> Result<(StatusCode, Json<IdentityBody>), Problem> {
    let identity = accounts.link_identity(&who, &body.ticket, &body.verifier).await?;
    let provider = accounts.providers().find(|provider| provider.issuer == identity.issuer);
    Ok((StatusCode::CREATED, Json(IdentityBody::of(identity, provider))))
}

/// Not be able any more to sign in by another server. Needs a fresh session.
#[utoipa::path(delete, path = "/me/identities/{id}", tag = "me", params(("id" = IdentityId, Path)),
    security(("bearer" = [])),
    responses((status = 204, description = "It is gone."), refusals::Usual, refusals::NotSignedIn, refusals::Forbidden,
        refusals::NotFound, refusals::Conflict))]
async fn unlink_identity(
    who: Confirmed,
    Extension(accounts): Extension<Accounts>,
    Path(id): Path<IdentityId>,
) -> Result<StatusCode, Problem> {
    accounts.unlink_identity(&who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
