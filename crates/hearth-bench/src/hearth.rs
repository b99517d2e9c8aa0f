//! Hearth's REST as the scenarios need it: accounts, chats, messages.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use futures_util::future::try_join_all;
use hyper::Method;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::rest::{Client, spread};
use crate::servers::Server;
use crate::socket;

const LANES: usize = 16;

/// As many members as a chat is created with; the others are added one by one.
const MEMBERS_AT_BIRTH: usize = 50;

/// Ten thousand letters take a while.
const LETTERS: Duration = Duration::from_mins(5);

const PASSWORD: &str = "correct horse battery staple";

/// Tokens are taken afresh before they can expire.
const TOKEN_AGE: Duration = Duration::from_mins(5);

#[derive(Clone, Debug)]
pub struct Account {
    pub id: String,
    pub username: String,
    pub token: String,
}

/// A running Hearth with the accounts made so far.
pub struct Hearth {
    pub address: SocketAddr,
    /// Where it puts its letters.
    mail: PathBuf,
    /// Sets this run's names apart, as a Postgres database may have seen others.
    prefix: String,
    accounts: Vec<Account>,
    signed_in: Instant,
}

impl Hearth {
    pub fn new(server: &Server) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            address: server.http,
            mail: server.folder().join("mail"),
            prefix: format!("b{:x}", now.as_millis()),
            accounts: Vec::new(),
            signed_in: Instant::now(),
        }
    }

    /// The first `count` accounts, made as far as they don't exist yet.
    pub async fn accounts(&mut self, count: usize) -> Result<Vec<Account>> {
        if self.signed_in.elapsed() > TOKEN_AGE {
            self.sign_in_again().await?;
        }
        let made = self.accounts.len();
        let missing = count.saturating_sub(made);
        let prefix = &self.prefix;
        let new = spread(self.address, LANES, missing, async |client, index| {
            sign_up(client, format!("{prefix}_{}", made + index)).await
        });
        self.accounts.extend(new.await?);
        if missing > 0 {
            self.wait_for_letters().await?;
        }
        Ok(self.accounts[..count].to_vec())
    }

    /// Each new account is written a letter, in the background. What is measured afterwards isn't to share its core
    /// and its database with that.
    async fn wait_for_letters(&self) -> Result<()> {
        let began = Instant::now();
        let written = || std::fs::read_dir(&self.mail).map_or(0, Iterator::count);
        while written() < self.accounts.len() {
            ensure!(began.elapsed() < LETTERS, "{} of {} letters are written", written(), self.accounts.len());
            sleep(Duration::from_millis(100)).await;
        }
        Ok(())
    }

    pub async fn sign_in_again(&mut self) -> Result<()> {
        let accounts = &self.accounts;
        let tokens = spread(self.address, LANES, accounts.len(), async |client, index| {
            sign_in(client, &accounts[index].username).await
        });
        let tokens = tokens.await?;
        for (account, token) in self.accounts.iter_mut().zip(tokens) {
            account.token = token;
        }
        self.signed_in = Instant::now();
        Ok(())
    }

    /// A group chat of these accounts, the first of whom owns it. Returns its id.
    pub async fn group(&self, title: &str, members: &[Account]) -> Result<String> {
        let (owner, others) = members.split_first().context("a chat needs an owner")?;
        let (first, rest) = others.split_at(others.len().min(MEMBERS_AT_BIRTH));
        let first: Vec<_> = first.iter().map(|account| &account.id).collect();
        let mut client = Client::connect(self.address).await?;
        let wanted = json!({ "kind": "group", "title": title, "members": first });
        let chat = client.json(Method::POST, "/api/v1/chats", Some(&owner.token), Some(wanted)).await?;
        let id = text(&chat, "id")?;
        spread(self.address, LANES, rest.len(), async |client, index| {
            let path = format!("/api/v1/chats/{id}/members/{}", rest[index].id);
            client.json(Method::PUT, &path, Some(&owner.token), Some(json!({}))).await
        })
        .await?;
        self.accept_for_all(&id, members).await?;
        Ok(id)
    }

    // A server may ask people before they are in a chat with strangers: whoever isn't a
    // member yet accepts.
    async fn accept_for_all(&self, id: &str, members: &[Account]) -> Result<()> {
        let (owner, others) = members.split_first().context("a chat needs an owner")?;
        let Some(last) = others.last() else {
            return Ok(());
        };
        let path = format!("/api/v1/chats/{id}");
        let mut client = Client::connect(self.address).await?;
        let seen = client.json(Method::GET, &path, Some(&last.token), None).await?;
        if seen["me"]["state"] == "requested" {
            spread(self.address, LANES, others.len(), async |client, index| {
                let path = format!("{path}/accept");
                client.json(Method::POST, &path, Some(&others[index].token), None).await
            })
            .await?;
        }
        let seen = client.json(Method::GET, &path, Some(&owner.token), None).await?;
        let count = seen["members_count"].as_u64();
        ensure!(count == Some(members.len() as u64), "the chat counts {count:?} members instead of {}", members.len());
        Ok(())
    }

    /// Fills a chat with messages of one author, over so many connections that the server can
    /// commit them in groups.
    pub async fn fill(&self, chat: &str, author: &Account, count: u64, lanes: u64) -> Result<()> {
        let path = format!("/api/v1/chats/{chat}/messages");
        let path = path.as_str();
        let fill = |lane: u64| async move {
            let mut client = Client::connect(self.address).await?;
            for index in (lane..count).step_by(lanes as usize) {
                send(&mut client, path, author, index).await?;
            }
            Ok::<_, anyhow::Error>(())
        };
        try_join_all((0..lanes).map(fill)).await?;
        Ok(())
    }
}

/// Sends one message over REST.
pub async fn send(client: &mut Client, path: &str, author: &Account, count: u64) -> Result<()> {
    let body = socket::body(None, &author.username, count);
    let answer = client.call(Method::POST, path, Some(&author.token), Some(body)).await?;
    answer.expect_success("sending a message")
}

async fn sign_up(client: &mut Client, username: String) -> Result<Account> {
    let wanted = json!({
        "username": username,
        "email": format!("{username}@bench.example"),
        "name": format!("Member {username}"),
        "password": PASSWORD,
    });
    let account = client.json(Method::POST, "/api/v1/accounts", None, Some(wanted)).await?;
    let token = sign_in(client, &username).await?;
    Ok(Account { id: text(&account, "id")?, username, token })
}

async fn sign_in(client: &mut Client, username: &str) -> Result<String> {
    let who = json!({ "login": username, "password": PASSWORD });
    let session = client.json(Method::POST, "/api/v1/sessions", None, Some(who)).await?;
    text(&session, "access_token")
}

fn text(value: &Value, key: &str) -> Result<String> {
    let text = value[key].as_str();
    Ok(text.with_context(|| format!("no {key} in {value}"))?.to_owned())
}
