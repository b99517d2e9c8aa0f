//! Mail, as files and by SMTP.

use std::fs::{self, File};
use std::io::Write;
use std::net::UdpSocket;
use std::path::Path;
use std::process::Stdio;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::harness::{Person, Server, Store, claims_port, on_both_stores, until};

on_both_stores!(
    mails_are_files_until_smtp_is_set_up,
    mails_go_out_by_smtp_and_wait_for_its_server,
    a_mail_about_what_is_unread_reads_well_and_ends_at_one_click,
    what_is_unread_is_mailed_once_however_long_the_mail_server_is_away,
);

/// The code of the link `/PATH?code=…` or `/PATH/…` in a mail's text.
pub fn code_in(mail: &str) -> String {
    // Quoted-printable, where the text needed it.
    let text = mail.replace("\r\n", "\n").replace("=\n", "").replace("=3D", "=");
    let link = text.lines().rfind(|line| line.starts_with("http://")).unwrap_or_else(|| panic!("no link: {mail}"));
    link.trim().rsplit(['=', '/']).next().unwrap().to_owned()
}

/// The mails to somebody, in the order of their names, which is that of their making.
pub fn files(folder: &Path, to: &str) -> Vec<String> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mails = paths.iter().map(|path| fs::read_to_string(path).unwrap());
    mails.filter(|mail| mail.contains(&format!("To: {to}")) && mail.contains("http://")).collect()
}

async fn mails_are_files_until_smtp_is_set_up(store: Store) {
    let server = Server::start(store).await;
    let ana = server.joins("ana").await;
    let folder = server.data().join("mail");
    let arrived = async |count: usize| {
        let mails = files(&folder, "ana@example.org");
        (mails.len() >= count).then_some(mails)
    };
    let mails = until("the mail is there", async || arrived(1).await).await;
    assert!(mails[0].contains("From: Hearth <hearth@localhost>") || mails[0].contains("From: \"Hearth\""));
    assert_eq!(ana.gets(200, "GET /me", Value::Null).await["email_verified"], false);
    ana.gets(204, &format!("POST /email-verifications/{}", code_in(&mails[0])), Value::Null).await;
    assert_eq!(ana.gets(200, "GET /me", Value::Null).await["email_verified"], true);

    ana.gets(202, "POST /password-resets", json!({ "email": "ana@example.org" })).await;
    let mails = until("the mail is there", async || arrived(2).await).await;
    let reset = format!("POST /password-resets/{}", code_in(&mails[1]));
    ana.gets(204, &reset, json!({ "password": "password 2" })).await;
    ana.gets(404, &reset, json!({ "password": "password 3" })).await;
    ana.gets(401, "GET /me", Value::Null).await;
    ana.gets(201, "POST /sessions", json!({ "login": "ana", "password": "password 2" })).await;
}

/// A real SMTP server, which writes what it gets to a file.
struct Post {
    folder: TempDir,
    port: u16,
    _claim: UdpSocket,
    _process: Option<Child>,
}

impl Post {
    fn closed() -> Self {
        let (port, claim) = claims_port();
        Self { folder: tempfile::tempdir().unwrap(), port, _claim: claim, _process: None }
    }

    async fn opens(&mut self) {
        let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/test-venv/bin/python");
        let mut command = Command::new(python);
        let address = format!("127.0.0.1:{}", self.port);
        command.args(["-u", "-m", "aiosmtpd", "-n", "-l", &address, "-c", "aiosmtpd.handlers.Debugging", "stdout"]);
        let log = File::create(self.folder.path().join("errors")).unwrap();
        command.stdout(File::create(self.mails()).unwrap()).stderr(log);
        self._process = Some(command.kill_on_drop(true).spawn().unwrap());
        until("the post opens", async || TcpStream::connect(&address).await.ok()).await;
    }

    fn closes(&mut self) {
        self._process = None;
    }

    /// How a server reaches it, and mails at once.
    fn settings(&self) -> Vec<(&'static str, String)> {
        let settings = [
            ("mail.transport", "smtp"),
            ("mail.smtp_host", "127.0.0.1"),
            ("mail.smtp_security", "none"),
            ("mail.from", "The Hearth <hearth@example.net>"),
            ("notifications.mail_after_seconds", "1"),
        ];
        let port = ("mail.smtp_port", self.port.to_string());
        settings.map(|(key, value)| (key, value.to_owned())).into_iter().chain([port]).collect()
    }

    /// All that came to somebody since it opened, as a mail program reads it.
    fn mails_to(&self, to: &str) -> Vec<Mail> {
        let all = fs::read_to_string(self.mails()).unwrap();
        let mails = all.split("---------- MESSAGE FOLLOWS ----------\n").skip(1);
        let whole = mails.filter_map(|mail| Some(mail.split_once("------------ END MESSAGE")?.0));
        let about =
            |line: &&str| line.is_empty() || line.starts_with("mail options") || line.starts_with("rcpt options");
        let texts = whole.map(|mail| mail.lines().skip_while(about).collect::<Vec<_>>().join("\n"));
        texts.map(|text| Mail::read(&text)).filter(|mail| mail.header("to") == to).collect()
    }

    fn mails(&self) -> std::path::PathBuf {
        self.folder.path().join("mails")
    }
}

/// What Python's own mail parser makes of a mail.
struct Mail(Value);

impl Mail {
    const READER: &str = "
import email, email.policy, json, sys
mail = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
text = lambda kind: (body := mail.get_body((kind,))) and body.get_content()
print(json.dumps({'kind': mail.get_content_type(), 'headers': {name.lower(): value for name, value in mail.items()},
    'plain': text('plain'), 'html': text('html'), 'defects': [str(defect) for defect in mail.defects]}))";

    fn read(text: &str) -> Self {
        let python = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/test-venv/bin/python");
        let mut command = std::process::Command::new(python);
        let mut reader =
            command.args(["-c", Self::READER]).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        reader.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let read: Value = serde_json::from_slice(&reader.wait_with_output().unwrap().stdout).unwrap();
        assert_eq!(read["defects"], json!([]), "{text}");
        Self(read)
    }

    fn header(&self, name: &str) -> &str {
        self.0["headers"][name].as_str().unwrap_or_default()
    }

    /// Both forms, for what both must say.
    fn bodies(&self) -> [&str; 2] {
        assert_eq!(self.0["kind"], "multipart/alternative");
        ["plain", "html"].map(|kind| self.0[kind].as_str().unwrap())
    }
}

impl Person {
    /// Their address is confirmed, and what is unread is mailed to it.
    async fn wants_mails(&self, post: &Post) {
        let to = format!("{}@example.org", self.name);
        let arrived = async || fs::read_to_string(post.mails()).ok().filter(|text| text.contains(&format!("To: {to}")));
        until("the first mail arrives", arrived).await;
        let first = until("it is whole", async || post.mails_to(&to).pop()).await;
        let text = first.0["plain"].as_str().unwrap();
        self.gets(204, &format!("POST /email-verifications/{}", code_in(text)), Value::Null).await;
        self.wants("email", json!("at_once")).await;
    }

    async fn wants(&self, name: &str, value: Value) {
        let mut settings = self.gets(200, "GET /me/notifications", Value::Null).await;
        settings[name] = value;
        self.gets(200, "PUT /me/notifications", settings).await;
    }
}

/// Ana and Bo, who want mails at once, in a group.
async fn mailed(store: Store, post: &mut Post) -> (Server, Person, Person, String) {
    post.opens().await;
    let settings = post.settings();
    let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let server = Server::with(store, &settings).await;
    let [ana, bo] = server.join(["ana", "bo"]).await;
    for person in [&ana, &bo] {
        person.wants_mails(post).await;
    }
    let chat = ana.opens_group("Seeds", &[&bo]).await;
    (server, ana, bo, chat)
}

async fn a_mail_about_what_is_unread_reads_well_and_ends_at_one_click(store: Store) {
    let mut post = Post::closed();
    let (server, ana, bo, chat) = mailed(store, &mut post).await;
    let to_bo = |count: usize| {
        let mails = post.mails_to("bo@example.org");
        (mails.len() >= count).then(|| mails.into_iter().nth(count - 1).unwrap())
    };
    ana.sends(&chat, "secretword for @bo").await;
    let mail = until("a mail arrives", async || to_bo(2)).await;
    assert_eq!(mail.header("subject"), "Seeds: ana mentioned you");
    assert!(mail.header("from").contains("hearth@example.net") && !mail.header("message-id").is_empty());
    assert_eq!(mail.header("auto-submitted"), "auto-generated");
    let base = server.web().base();
    for body in mail.bodies() {
        assert!(!body.contains("secretword"), "what was said stays here: {body}");
        for link in [format!("{base}/chats/{chat}"), format!("{base}/unsubscribe?code=")] {
            assert!(body.contains(&link), "{link}: {body}");
        }
    }
    assert_eq!(server.web().page(&format!("/chats/{chat}")).await.status, 200);
    bo.wants("discreet", json!(true)).await;
    ana.sends(&chat, "two for @bo").await;
    assert_eq!(until("another arrives", async || to_bo(3)).await.header("subject"), "There is news");

    // As a mail program does it, which knows the mail and nothing else (RFC 8058).
    assert_eq!(mail.header("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
    let address = mail.header("list-unsubscribe").trim_matches(['<', '>']);
    let path = address.strip_prefix(base).unwrap();
    let body = b"List-Unsubscribe=One-Click".to_vec();
    let answer = server.web().posts(path, "", "application/x-www-form-urlencoded", body).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(bo.gets(200, "GET /me/notifications", Value::Null).await["email"], "off");
    ana.sends(&chat, "three for @bo").await;
    // What is mailed to somebody else later comes after what would have come.
    bo.sends(&chat, "for @ana").await;
    until("a mail to ana arrives", async || post.mails_to("ana@example.org").into_iter().nth(1)).await;
    assert_eq!(post.mails_to("bo@example.org").len(), 3);
}

async fn what_is_unread_is_mailed_once_however_long_the_mail_server_is_away(store: Store) {
    let mut post = Post::closed();
    let (server, ana, bo, chat) = mailed(store, &mut post).await;
    // In quiet hours nothing is mailed, and afterwards all of it.
    let hour = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs() / 3600 % 24;
    let (from, to) = (format!("{:02}:00", (hour + 23) % 24), format!("{:02}:00", (hour + 2) % 24));
    bo.wants("quiet", json!({ "from": from, "to": to })).await;
    ana.sends(&chat, "one for @bo").await;
    let cleo = server.joins("cleo").await;
    ana.adds(&chat, &cleo, "member").await;
    cleo.sends(&chat, "for @ana").await;
    until("a mail to ana arrives", async || post.mails_to("ana@example.org").into_iter().nth(1)).await;
    assert_eq!(post.mails_to("bo@example.org").len(), 1, "but for the first");

    post.closes();
    let mut settings = bo.gets(200, "GET /me/notifications", Value::Null).await;
    settings.as_object_mut().unwrap().remove("quiet");
    bo.gets(200, "PUT /me/notifications", settings).await;
    ana.sends(&chat, "two for @bo").await;
    let put_off = async || {
        let log = server.log();
        let failed = log.lines().filter(|line| line.contains("put off") && line.contains("notifications.mail"));
        (failed.count() >= 2).then_some(())
    };
    until("attempts fail", put_off).await;
    post.opens().await;
    let mail = until("the mail arrives", async || post.mails_to("bo@example.org").pop()).await;
    assert_eq!(mail.header("subject"), "2 things are new");
    cleo.sends(&chat, "again for @ana").await;
    until("a mail to ana arrives", async || post.mails_to("ana@example.org").pop()).await;
    assert_eq!(post.mails_to("bo@example.org").len(), 1, "once");
}

async fn mails_go_out_by_smtp_and_wait_for_its_server(store: Store) {
    let mut post = Post::closed();
    let port = post.port.to_string();
    let settings = [
        ("mail.transport", "smtp"),
        ("mail.smtp_host", "127.0.0.1"),
        ("mail.smtp_port", port.as_str()),
        ("mail.smtp_security", "none"),
        ("mail.from", "The Hearth <hearth@example.net>"),
    ];
    let server = Server::with(store, &settings).await;
    let ana = server.joins("ana").await;
    until("the first attempt fails", async || server.log().contains("put off").then_some(())).await;
    post.opens().await;
    let arrived = async || {
        let text = fs::read_to_string(post.mails()).unwrap();
        text.contains("END MESSAGE").then_some(text)
    };
    let text = until("the mail arrives", arrived).await;
    assert!(text.contains("To: ana@example.org") && text.contains("hearth@example.net"), "{text}");
    assert_eq!(text.matches("END MESSAGE").count(), 1, "once");
    assert!(!server.data().join("mail").exists());
    ana.gets(204, &format!("POST /email-verifications/{}", code_in(&text)), Value::Null).await;
    assert_eq!(ana.gets(200, "GET /me", Value::Null).await["email_verified"], true);
}
