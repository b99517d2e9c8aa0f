//! Mail, as files and by SMTP.

use std::fs::{self, File};
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::harness::{Server, Store, on_both_stores, until};

on_both_stores!(mails_are_files_until_smtp_is_set_up, mails_go_out_by_smtp_and_wait_for_its_server);

/// The code of the link `/PATH?code=…` or `/PATH/…` in a mail's text.
fn code_in(mail: &str) -> String {
    // Quoted-printable, where the text needed it.
    let text = mail.replace("\r\n", "\n").replace("=\n", "").replace("=3D", "=");
    let link = text.lines().rfind(|line| line.starts_with("http://")).unwrap_or_else(|| panic!("no link: {mail}"));
    link.trim().rsplit(['=', '/']).next().unwrap().to_owned()
}

/// The mails to somebody, in the order of their names, which is that of their making.
fn files(folder: &Path, to: &str) -> Vec<String> {
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
    _process: Option<Child>,
}

impl Post {
    fn closed() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), port: rand::random_range(20_000..32_000), _process: None }
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

    fn mails(&self) -> std::path::PathBuf {
        self.folder.path().join("mails")
    }
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
