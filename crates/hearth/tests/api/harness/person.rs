//! People: an account, a session, and what they do with it over REST.

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use super::{Client, Live};

/// Where the server is, and how to ask it.
#[derive(Clone, Debug)]
pub struct Web {
    base: String,
    http: reqwest::Client,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    pub status: u16,
    /// Null where the answer isn't JSON.
    pub body: Value,
    pub text: String,
    pub kind: String,
    pub retry_after: Option<String>,
    pub replayed: bool,
    /// Nobody on the way is to keep it.
    pub unkept: bool,
}

impl Web {
    pub fn at(base: &str) -> Self {
        // The client speaks TLS too, though nothing here does; the first call counts.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().timeout(super::PATIENCE).build().unwrap();
        Self { base: base.trim_end_matches('/').to_owned(), http }
    }

    /// Each request on a connection of its own: the server hangs up on those who send what it doesn't take.
    pub fn unpooled(&self) -> Self {
        let builder = reqwest::Client::builder().no_proxy().timeout(super::PATIENCE).pool_max_idle_per_host(0);
        Self { http: builder.build().unwrap(), ..self.clone() }
    }

    pub fn base(&self) -> &str {
        &self.base
    }

    /// `what` is a method and a path under /api/v1, such as "GET /me". No token and no body where "" and null are.
    pub async fn asks(&self, what: &str, token: &str, body: &Value) -> reqwest::Result<Answer> {
        self.asks_with_key(what, token, body, None).await
    }

    pub async fn asks_with_key(
        &self,
        what: &str,
        token: &str,
        body: &Value,
        idempotency_key: Option<&str>,
    ) -> reqwest::Result<Answer> {
        let (method, path) = what.split_once(' ').expect("a method and a path");
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.http.request(method, format!("{}/api/v1{path}", self.base));
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        if !body.is_null() {
            request = request.json(body);
        }
        if let Some(key) = idempotency_key {
            request = request.header("idempotency-key", key);
        }
        answer(request.send().await?).await
    }

    /// What is outside /api/v1.
    pub async fn page(&self, path: &str) -> Answer {
        let request = self.http.get(format!("{}{path}", self.base)).send().await;
        answer(request.unwrap_or_else(|error| panic!("{path}: {error}"))).await.unwrap()
    }

    /// A form with one file, as browsers send it.
    pub async fn uploads(&self, token: &str, file: &[u8]) -> reqwest::Result<Answer> {
        let head = b"--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n";
        let form = [&head[..], file, b"\r\n--edge--\r\n"].concat();
        self.posts("/api/v1/media", token, "multipart/form-data; boundary=edge", form).await
    }

    /// The bytes of what is at an address, without any token.
    pub async fn fetches(&self, address: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, Vec<u8>) {
        let mut request = self.http.get(format!("{}{address}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap_or_else(|error| panic!("{address}: {error}"));
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        (status, headers, response.bytes().await.unwrap().to_vec())
    }

    /// Bytes as they are, in place of a JSON body.
    pub async fn posts(&self, path: &str, token: &str, kind: &str, bytes: Vec<u8>) -> reqwest::Result<Answer> {
        let request = self.http.post(format!("{}{path}", self.base)).header("content-type", kind).body(bytes);
        let request = if token.is_empty() { request } else { request.bearer_auth(token) };
        answer(request.send().await?).await
    }
}

async fn answer(response: reqwest::Response) -> reqwest::Result<Answer> {
    let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (kind, retry_after) = (header("content-type").unwrap_or_default(), header("retry-after"));
    let (status, replayed) = (response.status().as_u16(), header("idempotent-replayed").is_some());
    let unkept = header("cache-control").as_deref() == Some("no-store");
    let text = response.text().await?;
    let body = serde_json::from_str(&text).unwrap_or_default();
    Ok(Answer { status, body, text, kind, retry_after, replayed, unkept })
}

#[derive(Clone, Debug)]
pub struct Person {
    pub name: String,
    pub id: String,
    pub token: String,
    pub session: String,
    pub refresh_token: String,
    pub web: Web,
}

pub const PASSWORD: &str = "password 1";

impl Person {
    pub(super) async fn joins(web: &Web, name: &str, invitation: Value) -> Self {
        let email = format!("{name}@example.org");
        let body = json!({ "username": name, "email": email, "name": name, "password": PASSWORD,
            "invitation": invitation });
        let account = web.asks("POST /accounts", "", &body).await.unwrap();
        assert_eq!(account.status, 201, "{}", account.text);
        let id = account.body["id"].as_str().unwrap().to_owned();
        let blank = String::new;
        let nobody = Self {
            name: name.to_owned(),
            id,
            token: blank(),
            session: blank(),
            refresh_token: blank(),
            web: web.clone(),
        };
        nobody.signs_in().await
    }

    /// The same person, in the same session, at another process.
    pub fn at(&self, server: &super::Server) -> Self {
        Self { web: server.web().clone(), ..self.clone() }
    }

    /// The same person in a session more.
    pub async fn signs_in(&self) -> Self {
        let body = json!({ "login": self.name, "password": PASSWORD });
        let answer = self.web.asks("POST /sessions", "", &body).await.unwrap();
        assert_eq!(answer.status, 201, "{}", answer.text);
        let text = |key: &str| answer.body[key].as_str().unwrap().to_owned();
        Self {
            token: text("access_token"),
            session: text("session_id"),
            refresh_token: text("refresh_token"),
            ..self.clone()
        }
    }

    pub async fn asks(&self, what: &str, body: Value) -> Answer {
        let answer = self.web.asks(what, &self.token, &body).await;
        answer.unwrap_or_else(|error| panic!("{} {what}: {error}", self.name))
    }

    /// Asks, and gets an answer of this status.
    pub async fn gets(&self, status: u16, what: &str, body: Value) -> Value {
        let answer = self.asks(what, body).await;
        assert_eq!(answer.status, status, "{} {what}: {}", self.name, answer.text);
        answer.body
    }

    pub async fn connects_with(&self, client: Client) -> Live {
        self.connects_over(client, &["websocket"]).await
    }

    /// Over these transports; none is as the client does by itself (polling, then an upgrade).
    pub async fn connects_over(&self, client: Client, transports: &[&str]) -> Live {
        let live = Live::of(client, &self.name).await;
        live.connects(&self.web.base, &self.token, transports).await;
        live
    }

    // --- chats ----------------------------------------------------------------------------------------------------

    /// A direct chat that the other has accepted.
    pub async fn talks_with(&self, other: &Person) -> String {
        let chat = self.opens_direct_chat_with(other).await;
        other.gets(200, &format!("POST /chats/{chat}/accept"), Value::Null).await;
        chat
    }

    pub async fn opens_direct_chat_with(&self, other: &Person) -> String {
        let answer = self.asks("POST /chats", json!({ "kind": "direct", "with": other.id })).await;
        assert!([200, 201].contains(&answer.status), "{}", answer.text);
        answer.body["id"].as_str().unwrap().to_owned()
    }

    pub async fn opens_group(&self, title: &str, members: &[&Person]) -> String {
        let members: Vec<&str> = members.iter().map(|member| member.id.as_str()).collect();
        let group = json!({ "kind": "group", "title": title, "members": members });
        self.gets(201, "POST /chats", group).await["id"].as_str().unwrap().to_owned()
    }

    pub async fn adds(&self, chat: &str, member: &Person, role: &str) {
        let answer = self.asks(&format!("PUT /chats/{chat}/members/{}", member.id), json!({ "role": role })).await;
        assert!([200, 201].contains(&answer.status), "{}", answer.text);
    }

    pub async fn removes(&self, chat: &str, member: &Person) {
        self.gets(204, &format!("DELETE /chats/{chat}/members/{}", member.id), Value::Null).await;
    }

    // --- pictures -------------------------------------------------------------------------------------------------

    /// The id of a new upload.
    pub async fn uploads(&self, file: &[u8]) -> String {
        let answer = self.web.uploads(&self.token, file).await.unwrap();
        assert_eq!(answer.status, 201, "{}", answer.text);
        answer.body["id"].as_str().unwrap().to_owned()
    }

    /// The upload once it isn't being looked at any more.
    pub async fn sees_settled(&self, id: &str) -> Value {
        super::until("it is looked at", async || {
            let media = self.asks(&format!("GET /media/{id}"), Value::Null).await;
            (media.status == 200 && media.body["state"] != "processing").then_some(media.body)
        })
        .await
    }

    /// What completes the addresses of pictures.
    pub async fn pass(&self) -> String {
        self.gets(200, "GET /me/pass", Value::Null).await["pass"].as_str().unwrap().to_owned()
    }

    /// The status and the bytes of a picture, fetched as the page does: with the pass of one's session.
    pub async fn fetches_picture(&self, address: &str) -> (u16, HeaderMap, Vec<u8>) {
        self.web.fetches(&format!("{address}&pass={}", self.pass().await), &[]).await
    }

    pub async fn has_picture(&self, file: &[u8]) -> Value {
        let media = self.sees_settled(&self.uploads(file).await).await;
        assert_eq!(media["state"], "ready", "{media}");
        media
    }

    // --- spaces ---------------------------------------------------------------------------------------------------

    pub async fn makes_private_space(&self, name: &str) -> String {
        let space = json!({ "visibility": "private", "name": name });
        self.gets(201, "POST /spaces", space).await["id"].as_str().unwrap().to_owned()
    }

    /// An open one about anxiety, unless `more` says otherwise.
    pub async fn makes_community(&self, name: &str, more: Value) -> String {
        let mut space = json!({ "visibility": "community", "name": name, "topic": "anxiety" });
        for (field, value) in more.as_object().into_iter().flatten() {
            space[field] = value.clone();
        }
        self.gets(201, "POST /spaces", space).await["id"].as_str().unwrap().to_owned()
    }

    /// A code for whoever has it.
    pub async fn makes_code(&self, space: &str) -> String {
        let made = self.gets(201, &format!("POST /spaces/{space}/invitations"), json!({})).await;
        made["code"].as_str().unwrap().to_owned()
    }

    pub async fn comes_in_by(&self, code: &str) -> Value {
        self.gets(200, &format!("POST /space-codes/{code}"), json!({ "accept_rules": true })).await
    }

    pub async fn joins_space(&self, space: &str) -> Value {
        self.gets(200, &format!("POST /spaces/{space}/join"), json!({ "accept_rules": true })).await
    }

    /// A group of a space, which any member of it may join.
    pub async fn opens_chat_in(&self, space: &str, title: &str) -> String {
        let chat = json!({ "kind": "group", "title": title, "space_id": space, "joining": "open" });
        self.gets(201, "POST /chats", chat).await["id"].as_str().unwrap().to_owned()
    }

    pub async fn joins_chat(&self, chat: &str) -> Value {
        self.gets(200, &format!("POST /chats/{chat}/join"), Value::Null).await
    }

    // --- messages -------------------------------------------------------------------------------------------------

    pub async fn sends(&self, chat: &str, text: &str) -> Value {
        self.gets(201, &format!("POST /chats/{chat}/messages"), json!({ "text": text })).await
    }

    pub async fn edits(&self, chat: &str, number: i64, text: &str) -> Value {
        self.gets(200, &format!("PATCH /chats/{chat}/messages/{number}"), json!({ "text": text })).await
    }

    pub async fn deletes(&self, chat: &str, number: i64) -> Value {
        self.gets(200, &format!("DELETE /chats/{chat}/messages/{number}"), Value::Null).await
    }

    pub async fn reacts(&self, chat: &str, number: i64, emoji: &str) -> Value {
        self.gets(200, &format!("PUT /chats/{chat}/messages/{number}/reactions/{emoji}"), Value::Null).await
    }

    pub async fn pins(&self, chat: &str, number: i64) -> Value {
        self.gets(200, &format!("PUT /chats/{chat}/pins/{number}"), Value::Null).await
    }

    pub async fn unpins(&self, chat: &str, number: i64) -> Value {
        self.gets(200, &format!("DELETE /chats/{chat}/pins/{number}"), Value::Null).await
    }

    pub async fn reads(&self, chat: &str, number: i64) -> Value {
        self.gets(200, &format!("PUT /chats/{chat}/read"), json!({ "number": number })).await
    }

    /// A chat in which nobody else is, once this person's sockets were told of it: whatever was announced before has
    /// arrived too. With it, "heard nothing" means something.
    pub async fn waits_for_all_news(&self, live: &Live) {
        let fence = self.opens_group("fence", &[]).await;
        live.hears("chat.joined", json!({ "id": fence })).await;
    }
}
