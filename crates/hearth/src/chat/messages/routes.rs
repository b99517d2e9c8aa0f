//! Messages over HTTP.

use axum::Extension;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{MessageView, Window};
use super::service::{Edit, Search};
use crate::accounts::{PersonId, SignedIn};
use crate::chat::model::ChatId;
use crate::chat::sending::NewMessage;
use crate::chat::service::Chats;
use crate::media::Wanted;
use crate::platform::http::extract::{Json, Path, Query};
use crate::platform::http::problem::{FieldError, Problem};
use crate::platform::http::refusals;
use crate::platform::ids::hex;
use crate::platform::page::{Page, PageQuery, decode};

pub fn router() -> OpenApiRouter {
    OpenApiRouter::new()
        .routes(routes!(send, history))
        .routes(routes!(show_message, edit, delete))
        .routes(routes!(react, unreact))
        .routes(routes!(read))
        .routes(routes!(pins))
        .routes(routes!(pin, unpin))
        .routes(routes!(search))
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMessageBody {
    /// Markdown. 1 to 10,000 characters (as the server is set), not only white space. Must be given where there are no
    /// attachments.
    #[schema(
        min_length = 1,
        max_length = 10000,
        pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
    )]
    text: Option<String>,
    /// Made by the client: sending the same again makes no second message. A UUIDv7 is best.
    #[schema(min_length = 1, max_length = 64, pattern = "^[!-~]+$")]
    client_id: Option<String>,
    /// The number of the message that this one answers.
    #[schema(minimum = 1)]
    reply_to: Option<i64>,
    /// What the text is about, to be shown in its place until asked for.
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$"
    )]
    content_warning: Option<String>,
    /// Pictures, in their order.
    #[serde(default)]
    #[schema(max_items = 10)]
    attachments: Vec<Wanted>,
    /// After the answer `moderation.please_reconsider`: that one means it so.
    #[serde(default)]
    confirmed: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EditBody {
    /// Must be given where there are no attachments.
    #[schema(
        min_length = 1,
        max_length = 10000,
        pattern = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$"
    )]
    text: Option<String>,
    /// Not given: taken off.
    #[schema(
        min_length = 1,
        max_length = 200,
        pattern = r"^[^\u0000-\u001f\u007f-\u009f]*[^\s\u0000-\u001f\u007f-\u009f][^\u0000-\u001f\u007f-\u009f]*$"
    )]
    content_warning: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct HistoryQuery {
    /// The nearest messages with smaller numbers than this one.
    #[param(minimum = 0)]
    before: Option<i64>,
    /// The nearest messages with greater numbers than this one.
    #[param(minimum = 0)]
    after: Option<i64>,
    /// The messages on both sides of this number, itself included.
    #[param(minimum = 0)]
    around: Option<i64>,
    #[param(minimum = 1, maximum = 500)]
    limit: Option<i64>,
}

/// A part of a chat's history.
#[derive(Serialize, ToSchema)]
struct History {
    /// Ascending by number.
    items: Vec<MessageView>,
    /// The number of the chat's newest message.
    last_number: i64,
}

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SearchQuery {
    /// Words; each must begin a word of the message.
    #[param(min_length = 1, max_length = 200)]
    q: String,
    /// Only in this chat.
    chat_id: Option<ChatId>,
    #[param(minimum = 1, maximum = 500)]
    limit: Option<i64>,
    /// The `next` of the page before.
    after: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ReadBody {
    /// The number of the newest message that was read.
    #[schema(minimum = 0)]
    number: i64,
}

#[derive(Serialize, ToSchema)]
struct ReadMarkBody {
    chat_id: ChatId,
    account_id: PersonId,
    number: i64,
    /// Others' messages after the mark that aren't deleted.
    unread: i64,
}

/// Send a message. The same `client_id` again answers 200 with the first one. `moderation.held`: it is kept until a
/// moderator has looked at it, and nothing more is to be done.
#[utoipa::path(post, path = "/chats/{id}/messages", tag = "messages", params(("id" = ChatId, Path)),
    request_body = NewMessageBody, security(("bearer" = [])),
    responses((status = 201, description = "The message.", body = MessageView),
        (status = 200, description = "It was sent before.", body = MessageView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn send(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path(id): Path<ChatId>,
    headers: HeaderMap,
    Json(body): Json<NewMessageBody>,
) -> Result<Response, Problem> {
    let NewMessageBody { text, client_id, reply_to, content_warning, attachments, confirmed } = body;
    // A client id does all that an idempotency key does, and holds across a crash.
    let key = headers.get("idempotency-key").map(|key| hex(&Sha256::digest(key)));
    let client_id = client_id.or(key);
    let text = text.unwrap_or_default();
    let new = NewMessage { text, client_id, reply_to, content_warning, attachments, confirmed };
    let sent = chats.messages().send(&who, id, new).await?;
    let status = if sent.now { StatusCode::CREATED } else { StatusCode::OK };
    // What is said may be erased, so no answer with it is kept.
    Ok((status, [(header::CACHE_CONTROL, "no-store")], Json(sent.message.as_ref())).into_response())
}

/// The newest messages, or those before, after or around a number.
#[utoipa::path(get, path = "/chats/{id}/messages", tag = "messages", params(("id" = ChatId, Path), HistoryQuery),
    security(("bearer" = [])),
    responses((status = 200, description = "Messages, ascending.", body = History), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn history(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path(id): Path<ChatId>,
    Query(query): Query<HistoryQuery>,
) -> Result<Json<History>, Problem> {
    let limit = chats.page_sizes().limit(query.limit)?;
    for (field, number) in [("before", query.before), ("after", query.after), ("around", query.around)] {
        if number.is_some_and(|number| number < 0) {
            return Err(Problem::invalid(vec![FieldError::new(field, "out_of_range", "must be 0 or more")]));
        }
    }
    let window = match (query.before, query.after, query.around) {
        (None, None, None) => Window::Newest,
        (Some(number), None, None) => Window::Before(number),
        (None, Some(number), None) => Window::After(number),
        (None, None, Some(number)) => Window::Around(number),
        _ => {
            let error = FieldError::new("before", "one_of", "only one of before, after and around can be given");
            return Err(Problem::invalid(vec![error]));
        }
    };
    let (items, last_number) = chats.messages().history(&who, id, window, limit).await?;
    Ok(Json(History { items, last_number }))
}

/// One message.
#[utoipa::path(get, path = "/chats/{id}/messages/{number}", tag = "messages",
    params(("id" = ChatId, Path), ("number" = i64, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The message.", body = MessageView), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn show_message(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path((id, number)): Path<(ChatId, i64)>,
) -> Result<Json<MessageView>, Problem> {
    Ok(Json(chats.messages().message(&who, id, number).await?))
}

/// Change the text of one's own message.
#[utoipa::path(patch, path = "/chats/{id}/messages/{number}", tag = "messages",
    params(("id" = ChatId, Path), ("number" = i64, Path)), request_body = EditBody, security(("bearer" = [])),
    responses((status = 200, description = "The message.", body = MessageView), refusals::Usual, refusals::BadBody,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn edit(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path((id, number)): Path<(ChatId, i64)>,
    Json(body): Json<EditBody>,
) -> Result<Json<MessageView>, Problem> {
    let edit = Edit { text: body.text.unwrap_or_default(), content_warning: body.content_warning };
    Ok(Json(chats.messages().edit(&who, id, number, edit).await?))
}

/// Delete one's own message (or, as a group's admin, anybody's). A tombstone keeps its place.
#[utoipa::path(delete, path = "/chats/{id}/messages/{number}", tag = "messages",
    params(("id" = ChatId, Path), ("number" = i64, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The tombstone.", body = MessageView), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn delete(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path((id, number)): Path<(ChatId, i64)>,
) -> Result<Json<MessageView>, Problem> {
    Ok(Json(chats.messages().delete(&who, id, number).await?))
}

/// React with an emoji.
#[utoipa::path(put, path = "/chats/{id}/messages/{number}/reactions/{emoji}", tag = "messages",
    params(("id" = ChatId, Path), ("number" = i64, Path), ("emoji" = String, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The message.", body = MessageView), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn react(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path((id, number, emoji)): Path<(ChatId, i64, String)>,
) -> Result<Json<MessageView>, Problem> {
    Ok(Json(chats.messages().react(&who, id, number, &emoji, true).await?))
}

/// Take a reaction back.
#[utoipa::path(delete, path = "/chats/{id}/messages/{number}/reactions/{emoji}", tag = "messages",
    params(("id" = ChatId, Path), ("number" = i64, Path), ("emoji" = String, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The message.", body = MessageView), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Conflict, refusals::Invalid))]
async fn unreact(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path((id, number, emoji)): Path<(ChatId, i64, String)>,
) -> Result<Json<MessageView>, Problem> {
    Ok(Json(chats.messages().react(&who, id, number, &emoji, false).await?))
}

/// Mark as read up to a message. A mark never goes back, nor past the newest message.
#[utoipa::path(put, path = "/chats/{id}/read", tag = "messages", params(("id" = ChatId, Path)),
    request_body = ReadBody, security(("bearer" = [])),
    responses((status = 200, description = "Where the mark is now.", body = ReadMarkBody), refusals::Usual,
        refusals::BadBody, refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn read(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path(id): Path<ChatId>,
    Json(body): Json<ReadBody>,
) -> Result<Json<ReadMarkBody>, Problem> {
    let mark = chats.messages().read(&who, id, body.number).await?;
    Ok(Json(ReadMarkBody { chat_id: mark.chat, account_id: mark.account, number: mark.number, unread: mark.unread }))
}

/// The pinned messages, newest first.
#[utoipa::path(get, path = "/chats/{id}/pins", tag = "messages", params(("id" = ChatId, Path), PageQuery),
    security(("bearer" = [])),
    responses((status = 200, description = "A page of messages.", body = Page<MessageView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound, refusals::Invalid))]
async fn pins(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path(id): Path<ChatId>,
    Query(query): Query<PageQuery>,
) -> Result<Json<Page<MessageView>>, Problem> {
    let limit = chats.page_sizes().limit(query.limit)?;
    let before = decode(query.after.as_deref())?;
    Ok(Json(chats.messages().pinned(&who, id, before, limit).await?))
}

/// Pin a message.
#[utoipa::path(put, path = "/chats/{id}/pins/{number}", tag = "messages",
    params(("id" = ChatId, Path), ("number" = i64, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The message.", body = MessageView), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn pin(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path((id, number)): Path<(ChatId, i64)>,
) -> Result<Json<MessageView>, Problem> {
    Ok(Json(chats.messages().pin(&who, id, number, true).await?))
}

/// Unpin a message.
#[utoipa::path(delete, path = "/chats/{id}/pins/{number}", tag = "messages",
    params(("id" = ChatId, Path), ("number" = i64, Path)), security(("bearer" = [])),
    responses((status = 200, description = "The message.", body = MessageView), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::NotFound))]
async fn unpin(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Path((id, number)): Path<(ChatId, i64)>,
) -> Result<Json<MessageView>, Problem> {
    Ok(Json(chats.messages().pin(&who, id, number, false).await?))
}

/// Search one's chats, newest first.
#[utoipa::path(get, path = "/search/messages", tag = "messages", params(SearchQuery), security(("bearer" = [])),
    responses((status = 200, description = "A page of messages.", body = Page<MessageView>), refusals::Usual,
        refusals::NotSignedIn, refusals::Forbidden, refusals::Invalid))]
async fn search(
    who: SignedIn,
    Extension(chats): Extension<Chats>,
    Query(query): Query<SearchQuery>,
) -> Result<Json<Page<MessageView>>, Problem> {
    if query.q.chars().count() > 200 {
        return Err(Problem::invalid(vec![FieldError::new("q", "too_long", "must be at most 200 characters long")]));
    }
    let limit = chats.page_sizes().limit(query.limit)?;
    let before = decode(query.after.as_deref())?;
    let search = Search { query: query.q, chat: query.chat_id, before, limit };
    Ok(Json(chats.messages().search(&who, search).await?))
}
