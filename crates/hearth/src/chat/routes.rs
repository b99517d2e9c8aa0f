//! Conversations and members over HTTP.

use axum::Extension;
use axum::http::StatusCode;
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::changing::Wanted;
use super::error::ChatError;
use super::messages;
use super::model::{Attention, ChatId, ChatView, Joining, Level, MemberView, Role};
use super::service::Chats;
use super::spaces::{self, Home};
use crate::accounts::{AccountId, PersonId, SignedIn};
use crate::platform::clock::Time;
use crate::platform::http::extract::{Json, Path, Query, parse_value};
use crate::platform::http::problem::{FieldError, Problem};
use crate::platform::http::refusals;
use crate::platform::page::{Page, PageQuery, decode};
use crate::spaces::SpaceId;

/// All routes of this feature, to be put under `/api/v1` with an `Extension` of [`Chats`].
pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(open, list))
        .routes(routes!(show, change, close))
        .routes(routes!(accept))
        .routes(routes!(attend))
        .routes(routes!(members))
        .routes(routes!(put_member, remove_member))
        .merge(spaces::routes::router())
        .merge(messages::routes::router())
}

/// A direct chat with one other, or a group.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
enum NewChat {
    #[schema(title = "direct")]
    Direct(NewDirectChat),
    #[schema(title = "group")]
    Group(NewGroupChat),
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDirectChat {
    #[serde(rename = "kind")]
    _kind: DirectKind,
    /// The other account.
    with: AccountId,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewGroupChat {
    #[serde(rename = "kind")]
    _kind: GroupKind,
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$"
    )]
    title: String,
    /// Who is in it from the start, besides the one who opens it.
    #[serde(default)]
    #[schema(max_items = 1000)]
    members: Vec<PersonId>,
    /// How many may be members at most.
    #[schema(minimum = 2, maximum = 100000)]
    capacity: Option<i64>,
    /// The space that it is in: only members of it can be in the group.
    space_id: Option<SpaceId>,
    /// `open`, in a space: any member of it may join. `invitation` where nothing is said.
    joining: Option<GroupJoining>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum GroupJoining {
    Open,
    Invitation,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum DirectKind {
    Direct,
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum GroupKind {
    Group,
}

impl NewChat {
    /// By its kind, so that a wrong field is named.
    fn parse(body: serde_json::Value) -> Result<Self, Problem> {
        match body.get("kind").and_then(serde_json::Value::as_str) {
            Some("direct") => parse_value(body).map(Self::Direct),
            Some("group") => parse_value(body).map(Self::Group),
            _ => Err(Problem::malformed("kind", "must be \"direct\" or \"group\"")),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListQuery {
    /// true: the requests of strangers that wait, instead of one's chats.
    requests: Option<bool>,
    #[param(minimum = 1, maximum = 500)]
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ChatChange {
    #[schema(
        min_length = 1,
        max_length = 100,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$"
    )]
    title: Option<String>,
    /// null: only the server's own limit.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>, minimum = 2, maximum = 100000)]
    capacity: Option<Option<i64>>,
    /// How many seconds a member waits between two messages; 0: not at all.
    #[schema(minimum = 0, maximum = 86400)]
    slow_seconds: Option<i64>,
}

/// Tells `null` from nothing.
fn given<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<i64>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LevelBody {
    level: Level,
    /// From then on it is `all` again; null: for good.
    until: Option<Time>,
}

#[derive(Serialize, ToSchema)]
struct LevelView {
    chat_id: ChatId,
    level: Level,
    until: Option<Time>,
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MemberBody {
    role: Option<Role>,
}

/// Open the direct chat with another (200 with the one there is), or a group.
#[utoipa::path(post, path = "/chats", tag = "chats", request_body = NewChat, security(("bearer" = [])),
    responses((status = 201, description = "The new chat.", body = ChatView),
        (status = 200, description = "The direct chat that there was.", body = ChatView),
        refusals::Usual, refusals::BadBody, refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound,
        refusals::Conflict, refusals::Invalid))]
async fn open(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Json(body): Json<serde_json::Value>,
) -> Result<(StatusCode, Json<ChatView>), Problem> {
    match NewChat::parse(body)? {
        NewChat::Direct(new) => {
            let (chat, now) = chats.open_direct(&who, new.with).await?;
            Ok((if now { StatusCode::CREATED } else { StatusCode::OK }, Json(chat)))
        }
        NewChat::Group(new) => {
            if new.members.len() > 1000 {
                let error = FieldError::new("members", "too_many", "must be at most 1000; add the others one by one");
                return Err(Problem::invalid(vec![error]));
            }
            let joining = match new.joining {
                Some(GroupJoining::Open) => Joining::Open,
                Some(GroupJoining::Invitation) | None => Joining::Invitation,
            };
            if new.space_id.is_none() && joining == Joining::Open {
                let error = FieldError::new("joining", "not_in_a_space", "must be in a space (space_id) to be open");
                return Err(Problem::invalid(vec![error]));
            }
            let home = new.space_id.map(|space| Home { space, joining });
            let chat = chats.open_group(&who, &new.title, new.capacity, new.members, home).await?;
            Ok((StatusCode::CREATED, Json(chat)))
        }
    }
}

/// One's chats, newest activity first.
#[utoipa::path(get, path = "/chats", tag = "chats", params(ListQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of chats.", body = Page<ChatView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Invalid))]
async fn list(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Query(query): Query<ListQuery>,
) -> Result<Json<Page<ChatView>>, Problem> {
    let limit = chats.page_sizes().limit(query.limit)?;
    let after = decode(query.after.as_deref())?;
    Ok(Json(chats.list(&who, query.requests.unwrap_or(false), after, limit).await?))
}

/// One chat.
#[utoipa::path(get, path = "/chats/{id}", tag = "chats", params(("id" = ChatId, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The chat.", body = ChatView), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn show(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path(id): Path<ChatId>,
) -> Result<Json<ChatView>, Problem> {
    Ok(Json(chats.chat(&who, id).await?))
}

/// Change a group's title, capacity or slow mode.
#[utoipa::path(patch, path = "/chats/{id}", tag = "chats", params(("id" = ChatId, Path)), request_body = ChatChange,
    security(("bearer" = [])),
    responses((status = 200, description = "The chat.", body = ChatView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn change(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path(id): Path<ChatId>,
    Json(body): Json<ChatChange>,
) -> Result<Json<ChatView>, Problem> {
    let wanted = Wanted { title: body.title, capacity: body.capacity, slow_seconds: body.slow_seconds };
    Ok(Json(chats.change(&who, id, wanted).await?))
}

/// End a group for everybody and erase what was said in it.
#[utoipa::path(delete, path = "/chats/{id}", tag = "chats", params(("id" = ChatId, Path)), security(("bearer" = [])),
    responses((status = 204, description = "It is gone."), refusals::Usual, refusals::NotSignedIn, refusals::Forbidden,
        refusals::NotFound, refusals::Conflict))]
async fn close(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path(id): Path<ChatId>,
) -> Result<StatusCode, Problem> {
    chats.close(&who, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Accept a stranger's request. To decline it, leave the chat.
#[utoipa::path(post, path = "/chats/{id}/accept", tag = "chats", params(("id" = ChatId, Path)),
    security(("bearer" = [])),
    responses((status = 200, description = "The chat.", body = ChatView), refusals::Usual, refusals::NotSignedIn,
        refusals::NotFound))]
async fn accept(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path(id): Path<ChatId>,
) -> Result<Json<ChatView>, Problem> {
    Ok(Json(chats.accept(&who, id).await?))
}

/// Choose how much one wants to be told of a chat; `nothing` mutes it.
#[utoipa::path(put, path = "/chats/{id}/level", tag = "chats", params(("id" = ChatId, Path)), request_body = LevelBody,
    security(("bearer" = [])),
    responses((status = 200, description = "What holds now.", body = LevelView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::NotFound, refusals::Invalid))]
async fn attend(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path(id): Path<ChatId>,
    Json(body): Json<LevelBody>,
) -> Result<Json<LevelView>, Problem> {
    let wanted = Attention { level: body.level, until: body.until };
    let Attention { level, until } = chats.attend(&who, id, wanted).await?;
    Ok(Json(LevelView { chat_id: id, level, until }))
}

/// Who takes part.
#[utoipa::path(get, path = "/chats/{id}/members", tag = "chats", params(("id" = ChatId, Path), PageQuery),
    security(("bearer" = [])),
    responses((status = 200, description = "A page of members.", body = Page<MemberView>), refusals::Usual,
        refusals::NotSignedIn, refusals::NotFound, refusals::Invalid))]
async fn members(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path(id): Path<ChatId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<MemberView>>, Problem> {
    let limit = chats.page_sizes().limit(query.limit)?;
    let after = decode(query.after.as_deref())?;
    Ok(Json(chats.members(&who, id, after, limit).await?))
}

/// Add a member to a group, or give one another role. Giving `owner` hands the ownership over.
#[utoipa::path(put, path = "/chats/{id}/members/{account_id}", tag = "chats",
    params(("id" = ChatId, Path), ("account_id" = PersonId, Path)), request_body = MemberBody,
    security(("bearer" = [])),
    responses((status = 201, description = "Added.", body = MemberView),
        (status = 200, description = "Was a member already.", body = MemberView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict))]
async fn put_member(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path((id, shown)): Path<(ChatId, PersonId)>,
    Json(body): Json<MemberBody>,
) -> Result<(StatusCode, Json<MemberView>), Problem> {
    let (member, added) = chats.put_member(&who, id, shown, body.role).await?;
    Ok((if added { StatusCode::CREATED } else { StatusCode::OK }, Json(member)))
}

/// Remove a member, or leave (with one's own id). Leaving a direct chat puts it away; declining a request is the same.
#[utoipa::path(delete, path = "/chats/{id}/members/{account_id}", tag = "chats",
    params(("id" = ChatId, Path), ("account_id" = PersonId, Path)), security(("bearer" = [])),
    responses((status = 204, description = "No member any more."), refusals::Usual, refusals::NotSignedIn,
        refusals::Forbidden, refusals::NotFound))]
async fn remove_member(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path((id, shown)): Path<(ChatId, PersonId)>,
) -> Result<StatusCode, Problem> {
    chats.remove_member(&who, id, shown).await?;
    Ok(StatusCode::NO_CONTENT)
}

impl From<ChatError> for Problem {
    fn from(error: ChatError) -> Self {
        let detail = error.to_string();
        let refused = |status, code| Problem::new(status, code, detail);
        match error {
            ChatError::NoSuchChat => refused(StatusCode::NOT_FOUND, "chat.no_such_chat"),
            ChatError::NoSuchMessage => refused(StatusCode::NOT_FOUND, "chat.no_such_message"),
            ChatError::NoSuchMember => refused(StatusCode::NOT_FOUND, "chat.no_such_member"),
            ChatError::NoSuchAccount => refused(StatusCode::NOT_FOUND, "chat.no_such_account"),
            ChatError::NotAllowed => refused(StatusCode::FORBIDDEN, "chat.not_allowed"),
            ChatError::NotPermitted(refused) => refused.into(),
            ChatError::MayNotJoin => refused(StatusCode::CONFLICT, "chat.may_not_join"),
            ChatError::NotYours => refused(StatusCode::FORBIDDEN, "chat.not_yours"),
            ChatError::WithYourself => refused(StatusCode::CONFLICT, "chat.with_yourself"),
            ChatError::BlockedByYou => refused(StatusCode::FORBIDDEN, "chat.blocked_by_you"),
            ChatError::Full => refused(StatusCode::CONFLICT, "chat.full"),
            ChatError::NotAGroup => refused(StatusCode::CONFLICT, "chat.not_a_group"),
            ChatError::OfAGathering => refused(StatusCode::CONFLICT, "chat.of_a_gathering"),
            ChatError::NotAccepted => refused(StatusCode::FORBIDDEN, "chat.not_accepted"),
            ChatError::RequestWaits => refused(StatusCode::FORBIDDEN, "chat.request_waits"),
            ChatError::TooManyReactions => refused(StatusCode::CONFLICT, "chat.too_many_reactions"),
            ChatError::Invalid { field, message } => Problem::invalid(vec![FieldError::new(field, "invalid", message)]),
            ChatError::TooFast { wait_seconds } => Problem::too_many("chat.too_many_messages", wait_seconds),
            ChatError::SlowMode { wait_seconds } => Problem::too_many("chat.slow_mode", wait_seconds),
            ChatError::NotInTheSpace => refused(StatusCode::CONFLICT, "chat.not_in_the_space"),
            ChatError::TooManyInTheSpace => refused(StatusCode::CONFLICT, "chat.too_many_in_the_space"),
            ChatError::Attachments(unfit) => unfit.problem("attachments"),
            ChatError::Space(error) => error.into(),
            ChatError::Screened(refusal) => refusal.into(),
            ChatError::Store(error) => error.into(),
        }
    }
}
