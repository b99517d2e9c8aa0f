//! The servers under test, each a child of this process on a core of its own.

use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use hyper::Method;
use tempfile::TempDir;
use tokio::process::{Child, Command};
use tokio::time::{sleep, timeout};

use crate::meter;
use crate::options::{Kind, Options};
use crate::rest::Client;

pub struct Server {
    pub kind: Kind,
    /// Where its sockets are.
    pub ws: SocketAddr,
    /// Where its HTTP is; the same, but for the bare baselines.
    pub http: SocketAddr,
    pub pid: u32,
    child: Child,
    folder: TempDir,
}

impl Server {
    /// Starts a server with an empty folder of its own and waits until it is ready.
    pub async fn start(kind: Kind, options: &Options) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("hearth-bench-").tempdir()?;
        let ws = free_address()?;
        let http = if matches!(kind, Kind::Bare | Kind::Plain) { free_address()? } else { ws };
        let child = launch(kind, options, ws, http, folder.path())?;
        let pid = child.id().context("the server ended at once")?;
        let mut server = Self { kind, ws, http, pid, child, folder };
        server.wait_until_ready().await?;
        Ok(server)
    }

    /// Ends the server and starts it anew, at the same address and with what it has stored.
    pub async fn restart(&mut self, options: &Options) -> Result<()> {
        self.end().await?;
        self.child = launch(self.kind, options, self.ws, self.http, self.folder.path())?;
        self.pid = self.child.id().context("the server ended at once")?;
        self.wait_until_ready().await
    }

    async fn wait_until_ready(&mut self) -> Result<()> {
        let began = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("{} ended with {status}: {}", self.kind.name(), self.log());
            }
            if self.is_ready().await.unwrap_or(false) {
                return Ok(());
            }
            if began.elapsed() > Duration::from_secs(60) {
                bail!("{} isn't ready after a minute: {}", self.kind.name(), self.log());
            }
            sleep(Duration::from_millis(20)).await;
        }
    }

    async fn is_ready(&self) -> Result<bool> {
        let mut client = Client::connect(self.http).await?;
        let answer = client.call(Method::GET, "/readyz", None, None).await?;
        Ok(answer.status.is_success())
    }

    pub async fn stop(mut self) -> Result<()> {
        self.end().await
    }

    /// Politely, then by force.
    async fn end(&mut self) -> Result<()> {
        // Without an id it has ended already, and the number may be another process's by now.
        if let Some(pid) = self.child.id() {
            let asked = Command::new("kill").args(["-TERM", &pid.to_string()]).status();
            asked.await?;
        }
        if timeout(Duration::from_secs(15), self.child.wait()).await.is_err() {
            self.child.kill().await?;
        }
        Ok(())
    }

    /// What it has stored.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn resident_kib(&self) -> Result<f64> {
        meter::resident_kib(self.pid)
    }

    /// The end of what the server said.
    pub fn log(&self) -> String {
        let log = std::fs::read(self.folder.path().join("bench.log")).unwrap_or_default();
        let tail = &log[log.len().saturating_sub(2_000)..];
        String::from_utf8_lossy(tail).into_owned()
    }
}

fn launch(kind: Kind, options: &Options, ws: SocketAddr, http: SocketAddr, folder: &Path) -> Result<Child> {
    let mut command = pinned(options.server_core);
    match kind {
        Kind::Bare | Kind::Plain => {
            command.arg(std::env::current_exe()?).arg("bare");
            command.args(["--ws", &ws.to_string(), "--http", &http.to_string()]);
            if kind == Kind::Plain {
                command.arg("--plain");
            }
        }
        Kind::Node => {
            command.arg("node").arg(options.node.join("server.mjs"));
            command.arg(ws.port().to_string());
            command.arg(folder.join("messages.db"));
        }
        Kind::Hearth => hearth(&mut command, options, ws, folder)?,
    }
    let log = File::options().create(true).append(true).open(folder.join("bench.log"))?;
    command
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .context("starting the server")
}

// Everything but these few settings is the default, full durability included.
fn hearth(command: &mut Command, options: &Options, at: SocketAddr, folder: &Path) -> Result<()> {
    let binary = options
        .hearth
        .canonicalize()
        .with_context(|| format!("no Hearth at {}: build it or say --hearth", options.hearth.display()))?;
    command
        .arg(binary)
        .arg("serve")
        // Nothing of the caller's own configuration may be found.
        .current_dir(folder)
        .env("HEARTH__SERVER__LISTEN", at.to_string())
        .env("HEARTH__DATA__DIR", folder)
        // One address makes all the load, which is just what the limits are there to stop.
        .env("HEARTH__LIMITS__ENABLED", "false")
        // Ten thousand accounts sign up before anything is measured.
        .env("HEARTH__PASSWORDS__MEMORY_KIB", "8")
        .env("HEARTH__PASSWORDS__ITERATIONS", "1");
    if options.database != "sqlite" {
        command.env("HEARTH__DATABASE__URL", &options.database);
    }
    Ok(())
}

// The shell raises the limit on open files as far as it may and then becomes taskset, which
// becomes the server: the child's pid is the server's.
fn pinned(core: usize) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg("ulimit -n \"$(ulimit -Hn)\"; exec taskset -c \"$0\" \"$@\"").arg(core.to_string());
    command
}

/// Gives this process a core of its own and as many open files as allowed. Says what didn't work.
pub async fn settle_down(core: usize) -> Result<()> {
    let own = std::process::id().to_string();
    let hard = Command::new("sh").args(["-c", "ulimit -Hn"]).output().await?;
    let hard = String::from_utf8_lossy(&hard.stdout).trim().to_owned();
    let files = format!("--nofile={hard}:{hard}");
    let raised = Command::new("prlimit").args(["--pid", &own, &files]).status().await?;
    ensure!(raised.success(), "can't raise the limit on open files");
    let pinned = Command::new("taskset").args(["-acp", &core.to_string(), &own]).stdout(Stdio::null()).status().await?;
    ensure!(pinned.success(), "can't pin the generator to core {core}: ratios need two cores");
    Ok(())
}

/// Installs the Node server's packages on first use.
pub async fn prepare_node(folder: &Path) -> Result<()> {
    if folder.join("node_modules").is_dir() {
        return Ok(());
    }
    println!("installing the Node server's packages (compiles better-sqlite3, about a minute) …");
    // Prebuilt binaries are downloaded from elsewhere than the registry; the headers that come
    // with Node let it be compiled without.
    let script = "export npm_config_nodedir=\"${npm_config_nodedir:-$(dirname \"$(dirname \"$(readlink -f \"$(command -v node)\")\")\")}\"; \
                  exec npm ci --no-audit --no-fund";
    let status = Command::new("sh").args(["-c", script]).current_dir(folder).status().await?;
    ensure!(status.success(), "npm ci failed in {}", folder.display());
    Ok(())
}

fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}
