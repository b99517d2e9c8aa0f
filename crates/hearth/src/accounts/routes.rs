//! Accounts over HTTP.

use async_trait::async_trait;
use axum::Extension;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use headers::authorization::Bearer;
use headers::{Authorization, HeaderMapExt};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::confirming::Confirmed;
use super::error::AccountError;
use super::model::{Account, AccountId};
use super::names::Wrong;
use super::rules::{Permission, Role};
use super::service::{Accounts, Registration};
use super::sessions::SignedIn;
use super::upkeep;
use super::{
    bans, blocks, codes, confirming, directory, export, identities, me, people, permissions, second_factor, sessions,
};
use crate::media::{Frame, PictureView};
use crate::platform::clock::Time;
use crate::platform::config;
use crate::platform::http::extract::{Json, Path};
use crate::platform::http::idempotency::Whose;
use crate::platform::http::problem::{FieldError, Problem, ProblemBody};
use crate::platform::http::refusals;
use crate::platform::http::surround::ClientAddress;

#[derive(OpenApi)]
#[openapi(components(schemas(ProblemBody)))]
struct Documented;

/// All routes of this feature, to be put under `/api/v1` with an `Extension` of [`Accounts`].
pub fn router() -> OpenApiRouter {
    OpenApiRouter::with_openapi(Documented::openapi())
        .routes(routes!(registration))
        .routes(routes!(register))
        .routes(routes!(change_role))
        .merge(directory::routes::router())
        .merge(me::routes::router())
        .merge(export::routes::router())
        .merge(sessions::routes::router())
        .merge(confirming::routes::router())
        .merge(second_factor::routes::router())
        .merge(identities::routes::router())
        .merge(codes::routes::router())
        .merge(upkeep::routes::router())
        .merge(people::routes::router())
        .merge(permissions::routes::router())
        .merge(bans::routes::router())
        .merge(blocks::routes::router())
}

/// The proof for any route: `Authorization: Bearer …` (RFC 6750) with an access token of a living session.
impl<S: Send + Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let accounts = parts.extensions.get::<Accounts>().ok_or_else(Problem::failed)?.clone();
        let bearer = parts.headers.typed_get::<Authorization<Bearer>>().ok_or(AccountError::NotSignedIn)?;
        Ok(accounts.signed_in(bearer.token()).await?)
    }
}

#[async_trait]
impl Whose for Accounts {
    async fn whose(&self, token: &str) -> Result<Option<Uuid>, Problem> {
        match self.signed_in(token).await {
            Ok(who) => Ok(Some(who.account().0)),
            Err(AccountError::NotSignedIn | AccountError::EndedByBan { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// An answer that holds a secret: no cache may keep it.
pub(super) fn secret<T: Serialize>(status: StatusCode, body: T) -> Response {
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}

pub(super) fn client_label(headers: &HeaderMap) -> &str {
    headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default()
}

// --- bodies -------------------------------------------------------------------------------------------------------

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAccountBody {
    /// Letters, digits, dots, low lines and hyphens of any script, a letter or digit first. No two look the same.
    #[schema(min_length = 2, max_length = 32, pattern = r"^[\p{L}\p{Nd}][\p{L}\p{M}\p{Nd}._\-]*$")]
    username: String,
    #[schema(
        max_length = 254,
        pattern = r"^[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\-]+)*@[A-Za-z0-9]([A-Za-z0-9\-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9\-]{0,61}[A-Za-z0-9])?)*$"
    )]
    email: String,
    /// What others see. Not only spaces; no control characters.
    #[schema(
        min_length = 1,
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*[^\u0000-\u0020\u007f-\u00a0\u061c\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff][^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    name: String,
    #[schema(min_length = 8, max_length = 200)]
    password: String,
    /// The code of an invitation; needed where registration isn't open.
    invitation: Option<String>,
}

/// Where a person roughly is, as far as they say.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct PlaceBody {
    #[schema(
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    pub(super) country: Option<String>,
    #[schema(
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    pub(super) region: Option<String>,
    #[schema(
        max_length = 64,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]*$"
    )]
    pub(super) city: Option<String>,
}

/// Registering is `open` to everybody, by `invitation`, or `closed`.
#[derive(Serialize, ToSchema)]
#[schema(as = RegistrationPolicy)]
struct RegistrationBody {
    #[schema(inline)]
    registration: config::Registration,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct RoleBody {
    role: Role,
}

/// An account as others see it.
#[derive(Serialize, ToSchema)]
#[schema(as = Account)]
pub(super) struct AccountBody {
    id: AccountId,
    username: String,
    name: String,
    bio: String,
    place: PlaceBody,
    role: Role,
    created_at: Time,
    /// Null where the person hides it.
    online: Option<bool>,
    /// Null where the person hides it, or was never here.
    last_seen_at: Option<Time>,
    /// Shown beside the name.
    picture: Option<PictureView>,
    /// Shown behind the head of the profile.
    cover: Option<PictureView>,
}

/// An account as its owner sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnAccount)]
pub(super) struct OwnAccountBody {
    #[serde(flatten)]
    account: AccountBody,
    email: String,
    email_verified: bool,
    hide_presence: bool,
    permissions: Vec<Permission>,
}

impl AccountBody {
    pub(super) fn of(accounts: &Accounts, asking: AccountId, account: Account) -> Self {
        let presence = accounts.presence(asking, &account);
        let frame = Frame::Account(account.id.0);
        let said = |text: String| Some(text).filter(|text| !text.is_empty());
        Self {
            id: account.id,
            username: account.username,
            name: account.name,
            bio: account.bio,
            place: PlaceBody { country: said(account.country), region: said(account.region), city: said(account.city) },
            role: account.role,
            created_at: account.created_at,
            online: presence.map(|presence| presence.online),
            last_seen_at: presence.and_then(|presence| presence.last_seen_at),
            picture: account.picture.and_then(|picture| accounts.media().picture(&picture, frame)),
            cover: account.cover.and_then(|cover| accounts.media().picture(&cover, frame)),
        }
    }
}

impl OwnAccountBody {
    pub(super) fn of(accounts: &Accounts, account: Account, permissions: Vec<Permission>) -> Self {
        Self {
            email: account.email.clone(),
            email_verified: account.email_verified,
            hide_presence: account.hide_presence,
            permissions,
            account: AccountBody::of(accounts, account.id, account),
        }
    }
}

// --- operations ---------------------------------------------------------------------------------------------------

/// Who may register.
#[utoipa::path(get, path = "/registration", tag = "accounts", security(()),
    responses((status = 200, description = "What the forms say to somebody new.", body = RegistrationBody),
        refusals::Usual))]
async fn registration(Extension(accounts): Extension<Accounts>) -> Json<RegistrationBody> {
    Json(RegistrationBody { registration: accounts.registration() })
}

/// Register.
#[utoipa::path(post, path = "/accounts", tag = "accounts", request_body = NewAccountBody, security(()),
    responses((status = 201, description = "The account.", body = OwnAccountBody), refusals::Usual, refusals::BadBody,
        refusals::Forbidden, refusals::Conflict, refusals::Invalid))]
async fn register(
    Extension(accounts): Extension<Accounts>,
    address: ClientAddress,
    Json(body): Json<NewAccountBody>,
) -> Result<Response, Problem> {
    accounts.limits().registrations.check(&address.key())?;
    let NewAccountBody { username, email, name, password, invitation } = body;
    let account = accounts.register(Registration { username, email, name, password, invitation }).await?;
    let permissions = account.role.permissions();
    Ok((StatusCode::CREATED, Json(OwnAccountBody::of(&accounts, account, permissions))).into_response())
}

/// Give an account another role.
#[utoipa::path(patch, path = "/accounts/{id}", tag = "accounts", params(("id" = AccountId, Path)),
    request_body = RoleBody, security(("bearer" = [])),
    responses((status = 200, description = "The account.", body = AccountBody), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict))]
async fn change_role(
    who: Confirmed,
    Extension(accounts): Extension<Accounts>,
    Path(id): Path<AccountId>,
    Json(body): Json<RoleBody>,
) -> Result<Json<AccountBody>, Problem> {
    let account = accounts.change_role(&who, id, body.role).await?;
    Ok(Json(AccountBody::of(&accounts, who.account(), account)))
}

// --- errors -------------------------------------------------------------------------------------------------------

fn problem(status: StatusCode, code: &'static str, detail: &str) -> Problem {
    Problem::new(status, code, detail)
}

fn wrong_field(field: &str, wrong: Wrong) -> FieldError {
    FieldError::new(field, wrong.code, wrong.allowed)
}

fn taken(username: bool, email: bool) -> Problem {
    let errors = [("username", username), ("email", email)].into_iter().filter(|(_, taken)| *taken);
    let errors = errors.map(|(field, _)| FieldError::new(field, "taken", "must be one that nobody else has")).collect();
    let (code, detail) = if username {
        ("accounts.username_taken", "Somebody has this username, or one that looks the same.")
    } else {
        ("accounts.email_taken", "Somebody has registered with this e-mail address.")
    };
    problem(StatusCode::CONFLICT, code, detail).with_errors(errors)
}

/// To who knew the password, or was in when it came, so that they can read why.
fn banned(status: StatusCode, reason: String, until: Option<Time>) -> Problem {
    let detail = until
        .map_or_else(|| "This account is banned.".to_owned(), |until| format!("This account is banned until {until}."));
    let problem = problem(status, "accounts.banned", &detail).about("reason", reason);
    match until {
        Some(until) => problem.about("until", until.to_string()),
        None => problem,
    }
}

impl From<AccountError> for Problem {
    #[expect(clippy::too_many_lines, reason = "a table: what each refusal is on the wire")]
    fn from(error: AccountError) -> Self {
        use StatusCode as S;
        match error {
            AccountError::NotSignedIn => problem(
                S::UNAUTHORIZED,
                "accounts.not_signed_in",
                "Sign in first: the access token is missing, expired or ended.",
            ),
            AccountError::WrongCredentials => problem(
                S::UNAUTHORIZED,
                "accounts.wrong_credentials",
                "There is no such account, or the password is another.",
            ),
            AccountError::WrongPassword => problem(S::FORBIDDEN, "accounts.wrong_password", "The password is another."),
            AccountError::SecondFactorNeeded => {
                problem(S::FORBIDDEN, "accounts.second_factor_needed", "A code of the second factor is needed too.")
            }
            AccountError::SecondFactorRefused => problem(
                S::FORBIDDEN,
                "accounts.second_factor_refused",
                "The code is another, or was used already. Wait for the next one.",
            ),
            AccountError::SecondFactorOn => {
                problem(S::CONFLICT, "accounts.second_factor_on", "The second factor is on already.")
            }
            AccountError::NoSecondFactor => {
                problem(S::CONFLICT, "accounts.no_second_factor", "There is no second factor here, or none was begun.")
            }
            AccountError::ConfirmFirst => problem(
                S::FORBIDDEN,
                "accounts.confirm_first",
                "Say again who you are: POST /sessions/current/confirm.",
            ),
            AccountError::SignInAnew => {
                problem(S::FORBIDDEN, "accounts.sign_in_anew", "This account has no password. Sign in anew instead.")
            }
            AccountError::ProviderUnavailable(why) => {
                tracing::warn!(why, "a provider isn't reachable");
                let detail = "The server by which you want to sign in can't be reached. Try again shortly.";
                Problem::unavailable_by("accounts.provider_unavailable", detail)
            }
            AccountError::ProviderRefused(why) => {
                tracing::info!(why, "nobody came in by a provider");
                let detail = "The server by which you want to sign in said no, or what it said can't be believed.";
                problem(S::FORBIDDEN, "accounts.provider_refused", detail)
            }
            AccountError::ProviderWithoutEmail => problem(
                S::FORBIDDEN,
                "accounts.provider_without_email",
                "The server by which you want to sign in says no e-mail address, which an account needs.",
            ),
            AccountError::TicketRefused => problem(
                S::FORBIDDEN,
                "accounts.ticket_refused",
                "This way of signing in was used already, is too old, or was begun on another page. Begin anew.",
            ),
            AccountError::IdentityUnknown => problem(
                S::FORBIDDEN,
                "accounts.identity_unknown",
                "No account here belongs to that one. Sign in by password and link the two, or register.",
            ),
            AccountError::IdentityTaken => problem(
                S::CONFLICT,
                "accounts.identity_taken",
                "It is linked with an account already, or this one is linked with another there.",
            ),
            AccountError::LastWayIn => {
                problem(S::CONFLICT, "accounts.last_way_in", "You couldn't sign in any more. Choose a password first.")
            }
            AccountError::EmailUnverified => problem(
                S::FORBIDDEN,
                "accounts.email_unverified",
                "Confirm the e-mail address first, by the link that was sent to it.",
            ),
            AccountError::RefreshRefused => problem(
                S::UNAUTHORIZED,
                "accounts.refresh_refused",
                "The refresh token is unknown, used up or expired. Sign in again.",
            ),
            AccountError::Forbidden => problem(S::FORBIDDEN, "accounts.forbidden", "Your role doesn't allow this."),
            AccountError::NotPermitted(refused) => refused.into(),
            AccountError::Banned { reason, until, appeal_code } => {
                let problem = banned(S::FORBIDDEN, reason, until);
                match appeal_code {
                    Some(code) => problem.about("appeal_code", code).secret(),
                    None => problem,
                }
            }
            AccountError::EndedByBan { reason, until } => banned(S::UNAUTHORIZED, reason, until),
            AccountError::NotBelow => problem(
                S::FORBIDDEN,
                "accounts.not_below",
                "Nobody acts against their like or above; an admin is given another role first.",
            ),
            AccountError::AdminsKeep => problem(
                S::CONFLICT,
                "accounts.admins_keep",
                "An admin may always manage roles: give them another role first.",
            ),
            AccountError::IsBanned => problem(S::CONFLICT, "accounts.is_banned", "Lift the ban of this account first."),
            AccountError::NoSuchBan => problem(S::NOT_FOUND, "accounts.no_such_ban", "This account isn't banned."),
            AccountError::NotFound => problem(S::NOT_FOUND, "accounts.not_found", "There is nothing like that here."),
            AccountError::CodeRefused => {
                problem(S::NOT_FOUND, "accounts.code_refused", "The code is unknown, used up or expired.")
            }
            AccountError::InvitationRefused => {
                problem(S::FORBIDDEN, "accounts.invitation_refused", "The invitation is unknown, used up or expired.")
            }
            AccountError::InvitationNeeded => {
                problem(S::FORBIDDEN, "accounts.invitation_needed", "An invitation is needed to register here.")
            }
            AccountError::RegistrationClosed => {
                problem(S::FORBIDDEN, "accounts.registration_closed", "Registration is closed here.")
            }
            AccountError::Taken { username, email } => taken(username, email),
            AccountError::LastAdmin => {
                problem(S::CONFLICT, "accounts.last_admin", "There must be an admin: make somebody else one first.")
            }
            AccountError::Yourself => problem(S::CONFLICT, "accounts.yourself", "Nobody can block or mute themselves."),
            AccountError::TooManySilenced => problem(
                S::CONFLICT,
                "accounts.too_many_silenced",
                "You block, or mute, as many as one can. Take some off the list first.",
            ),
            // What Hearth keeps for itself is taken; the name as such is well-formed.
            AccountError::Invalid(fields) if fields.iter().all(|field| field.wrong.code == "reserved") => {
                taken(true, false)
            }
            AccountError::Invalid(fields) => {
                Problem::invalid(fields.into_iter().map(|field| wrong_field(field.field, field.wrong)).collect())
            }
            AccountError::TooMany { code, wait_seconds } => Problem::too_many(code, wait_seconds),
            AccountError::HashingFailed => {
                tracing::error!("a password could not be hashed");
                Problem::failed()
            }
            AccountError::Media(error) => error.into(),
            AccountError::Screened(refusal) => refusal.into(),
            AccountError::Store(error) => error.into(),
        }
    }
}
