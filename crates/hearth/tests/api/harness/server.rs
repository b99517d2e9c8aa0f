//! The server: the binary itself, in a process of its own.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::net::UdpSocket;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::timeout;

use super::{PATIENCE, Person, Postgres, Web};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    Sqlite,
    Postgres,
}

/// A server and all that is its own. It ends when this goes.
pub struct Server {
    folder: TempDir,
    settings: BTreeMap<String, String>,
    process: Option<Child>,
    printed: watch::Receiver<String>,
    web: Web,
    _claim: Option<UdpSocket>,
}

/// Below the range from which systems take ports for outgoing connections: a client that tries to come back while
/// the server is down mustn't get the very port that it calls (and then talk to itself).
const PORTS: std::ops::Range<u16> = 10_000..20_000;

/// A port that is nobody else's as long as the claim is kept, while nobody listens on it, too: who comes back to it finds
/// no other test's server there.
pub fn claims_port() -> (u16, UdpSocket) {
    loop {
        let port = rand::random_range(PORTS);
        if let Ok(claim) = UdpSocket::bind(("127.0.0.1", port)) {
            return (port, claim);
        }
    }
}

impl Server {
    /// With limits off, as most tests ask more of it in a second than people do.
    pub async fn start(store: Store) -> Self {
        Self::with(store, &[]).await
    }

    /// With settings such as `("limits.enabled", "true")`.
    pub async fn with(store: Store, settings: &[(&str, &str)]) -> Self {
        let url = match store {
            Store::Sqlite => String::new(),
            Store::Postgres => Postgres::shared().database().await,
        };
        Self::on(&url, settings).await
    }

    /// On the database of that address; "" is SQLite in the server's own folder.
    pub async fn on(url: &str, settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Self {
            settings: BTreeMap::new(),
            process: None,
            printed: watch::channel(String::new()).1,
            web: Web::at("http://127.0.0.1:0"),
            folder,
            _claim: None,
        };
        let defaults = [
            ("limits.enabled", "false"),
            // What a test computes is cheap; what the server does with it is the same.
            ("passwords.memory_kib", "8"),
            ("passwords.iterations", "1"),
            ("log.filter", "info"),
        ];
        server.set("database.url", url);
        server.set("data.dir", server.folder().join("data").to_str().unwrap());
        for (key, value) in defaults.iter().chain(settings) {
            server.set(key, value);
        }
        for _ in 0..20 {
            let (port, claim) = claims_port();
            server._claim = Some(claim);
            server.set("server.listen", &format!("127.0.0.1:{port}"));
            if server.launch().await.is_ok() {
                return server;
            }
            if !server.log().contains("can't be listened on") {
                break;
            }
        }
        panic!("the server doesn't start:\n{}", server.log());
    }

    /// Another process on the same database and the same data, with the same settings.
    pub async fn beside(&self) -> Self {
        let key = |name: &str| name.trim_start_matches("HEARTH__").to_lowercase().replacen("__", ".", 1);
        let settings: Vec<(String, &str)> =
            self.settings.iter().map(|(name, value)| (key(name), value.as_str())).collect();
        let settings: Vec<(&str, &str)> = settings.iter().map(|(key, value)| (key.as_str(), *value)).collect();
        Self::on(self.database(), &settings).await
    }

    /// The database's address.
    pub fn database(&self) -> &str {
        &self.settings["HEARTH__DATABASE__URL"]
    }

    fn set(&mut self, key: &str, value: &str) {
        let name = format!("HEARTH__{}", key.replace('.', "__").to_uppercase());
        self.settings.insert(name, value.to_owned());
    }

    async fn launch(&mut self) -> Result<(), ()> {
        let log = File::options().create(true).append(true).open(self.folder.path().join("log")).unwrap();
        let mut command = self.command(&["serve"]);
        let mut process = command.stdout(Stdio::piped()).stderr(log).kill_on_drop(true).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let (say, printed) = watch::channel(String::new());
        tokio::spawn(async move {
            while let Ok(Some(line)) = lines.next_line().await {
                say.send_modify(|text| {
                    text.push_str(&line);
                    text.push('\n');
                });
            }
        });
        self.process = Some(process);
        self.printed = printed;
        let text = self.prints("Hearth is listening on ").await.ok_or(())?;
        let address = text.split("listening on ").nth(1).and_then(|rest| rest.lines().next()).unwrap();
        self.web = Web::at(address);
        Ok(())
    }

    /// All that it printed, once that includes a whole line with this; None when it ended without.
    pub async fn prints(&mut self, wanted: &str) -> Option<String> {
        let complete = |text: &String| text.find(wanted).is_some_and(|at| text[at..].contains('\n'));
        let waiting = timeout(PATIENCE, self.printed.wait_for(complete)).await;
        waiting.unwrap_or_else(|_| panic!("never printed: {wanted}")).ok().map(|text| text.clone())
    }

    /// The program with this server's settings and other words, to be run beside it.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_hearth"));
        let path = super::environment("PATH").unwrap_or_default();
        command.args(words).env_clear().env("PATH", path).envs(&self.settings);
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command
    }

    /// Runs the program beside the server, to its end.
    pub async fn runs(&self, words: &[&str]) -> Output {
        run(self.command(words)).await
    }

    // --- its life -------------------------------------------------------------------------------------------------

    pub fn pid(&self) -> u32 {
        self.process.as_ref().and_then(Child::id).expect("the server runs")
    }

    /// As when the power goes, but for the disk.
    pub async fn kill9(&mut self) {
        let mut process = self.process.take().expect("the server runs");
        process.start_kill().unwrap();
        process.wait().await.unwrap();
    }

    /// Asks it to stop; `ends` waits for that.
    pub async fn is_told_to_stop(&self) {
        let told = Command::new("kill").args(["-TERM", &self.pid().to_string()]).status().await.unwrap();
        assert!(told.success());
    }

    pub async fn ends(&mut self) -> ExitStatus {
        let mut process = self.process.take().expect("the server runs");
        timeout(PATIENCE, process.wait()).await.expect("the server ends").unwrap()
    }

    /// Starts it again: same data, same address.
    pub async fn restart(&mut self) {
        assert!(self.process.is_none(), "it still runs");
        let address = self.web.base().trim_start_matches("http://").to_owned();
        self.set("server.listen", &address);
        if self.launch().await.is_err() {
            panic!("the server doesn't start again:\n{}", self.log());
        }
        assert!(self.web.base().ends_with(&address));
    }

    // --- what can be seen of it -----------------------------------------------------------------------------------

    pub fn web(&self) -> &Web {
        &self.web
    }

    pub fn url(&self) -> &str {
        self.web.base()
    }

    /// `HOST:PORT`, for raw connections.
    pub fn address(&self) -> &str {
        self.web.base().trim_start_matches("http://")
    }

    pub fn data(&self) -> PathBuf {
        PathBuf::from(&self.settings["HEARTH__DATA__DIR"])
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Resident memory, in bytes.
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("VmRSS in /proc/PID/status");
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap() * 1024
    }

    /// The most resident memory that it ever had, in bytes.
    pub fn peak_memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("VmHWM in /proc/PID/status");
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap() * 1024
    }

    /// The sum of all counters whose name (with labels) begins and contains so.
    pub async fn counts(&self, begins: &str, contains: &str) -> f64 {
        let text = self.web.page("/metrics").await.text;
        assert!(text.ends_with("# EOF\n"), "/metrics is whole");
        let lines = text.lines().filter(|line| line.starts_with(begins) && line.contains(contains));
        lines.filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok()).sum()
    }

    // --- people ---------------------------------------------------------------------------------------------------

    /// A new account, signed in.
    pub async fn joins(&self, name: &str) -> Person {
        Person::joins(&self.web, name, Value::Null).await
    }

    pub async fn join<const N: usize>(&self, names: [&str; N]) -> [Person; N] {
        let mut people = Vec::with_capacity(N);
        for name in names {
            people.push(self.joins(name).await);
        }
        people.try_into().unwrap_or_else(|_| unreachable!("there are as many people as names"))
    }

    /// The first admin, by the link that the server printed.
    pub async fn has_admin(&mut self, name: &str) -> Person {
        let link = self.setup_link().await;
        let (_, code) = link.split_once("code=").expect("a link with a code");
        Person::joins(&self.web, name, json!(code)).await
    }

    pub async fn setup_link(&mut self) -> String {
        let text = self.prints("/join?code=").await.expect("it runs");
        let link = text.lines().find(|line| line.contains("/join?code=")).unwrap();
        link.trim().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let log = self.log();
            let tail: Vec<&str> = log.lines().rev().take(40).collect();
            println!("--- the server's log ends so ---");
            tail.iter().rev().for_each(|line| println!("{line}"));
        }
    }
}

/// Runs a command to its end, which must come soon.
pub async fn run(mut command: Command) -> Output {
    let waiting = command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true).output();
    timeout(PATIENCE, waiting).await.expect("the command ends").unwrap()
}
