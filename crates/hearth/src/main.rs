//! The command line.
#![allow(clippy::print_stdout, reason = "a command's answer goes to the terminal")]

use std::io::IsTerminal;
use std::os::unix::fs::DirBuilderExt;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, anyhow};
use clap::{Parser, Subcommand, ValueEnum};
use hearth::accounts::{Operator, Role};
use hearth::app::{self, App};
use hearth::platform::audit::{Head, Wanted};
use hearth::platform::clock::{Clock, Time};
use hearth::platform::config::{self, LogFormat, Settings, Sources};
use hearth::platform::database::{self, backup};
use hearth::platform::http::listener::bind;

/// Every delivery to a socket allocates; with this allocator a thousand of them cost a sixth less than with glibc's
/// (docs/performance.md).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Hearth: one self-hosted server where a community talks, shares and meets.
#[derive(Parser)]
#[command(name = "hearth", disable_help_subcommand = true)]
struct Cli {
    /// The settings file (default: hearth.toml, if there is one).
    #[arg(long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve until told to stop. Brings the database up to date first.
    Serve,
    /// Bring the database up to date.
    Migrate,
    /// The settings: whether they are right, and what is in force.
    #[command(subcommand)]
    Config(ConfigCommand),
    /// What only the operator may do.
    #[command(subcommand)]
    Admin(AdminCommand),
    /// Write all data to a new file. The server may go on serving.
    Backup { file: PathBuf },
    /// Put a backup's data into an empty database and data folder.
    Restore {
        file: PathBuf,
        /// Read all of it back and compare counts and checksums.
        #[arg(long)]
        verify: bool,
    },
}

#[derive(Subcommand)]
enum ConfigCommand {
    /// Lists every mistake at once.
    Check,
    /// Prints what is in force, with secrets masked.
    Print,
}

#[derive(Subcommand)]
enum AdminCommand {
    /// Make an account, and a link with which its person chooses a password.
    CreateAccount {
        username: String,
        email: String,
        /// The name that others see (default: the username).
        #[arg(long)]
        name: Option<String>,
        #[arg(long, value_enum, default_value = "member")]
        role: RoleArgument,
    },
    /// Give an account another role.
    SetRole { username: String, role: RoleArgument },
    /// End a password and all its sessions; prints a link with which a new one is chosen.
    ResetPassword { username: String },
    /// Ban an account: its sessions end, and nobody signs in to it.
    Ban {
        username: String,
        /// Who is banned reads it.
        #[arg(long)]
        reason: String,
        /// Until when, like 2030-01-31T12:00:00Z (default: for good).
        #[arg(long, value_parser = instant)]
        until: Option<Time>,
    },
    /// End a ban.
    Unban { username: String },
    /// What was done with power over others: the newest entries, or whether the log is whole.
    Audit {
        /// Look through the whole log for what was changed, taken out, moved or cut off.
        #[arg(long)]
        verify: bool,
        /// Where it ended when this was asked earlier: whether all up to there is still there.
        #[arg(long, requires = "verify")]
        since: Option<Head>,
        /// Go on with a new key, when the one in `keys/audit.key` is lost.
        #[arg(long, conflicts_with = "verify")]
        new_key: bool,
    },
    /// Take somebody's second factor away, who lost it and their recovery codes.
    ResetSecondFactor { username: String },
    /// Make a link with which one person can register.
    Invite {
        #[arg(long, value_enum, default_value = "member")]
        role: RoleArgument,
    },
}

fn instant(text: &str) -> Result<Time, String> {
    serde_json::from_value(text.into()).map_err(|error| error.to_string())
}

#[derive(Clone, Copy, ValueEnum)]
enum RoleArgument {
    Member,
    Moderator,
    Admin,
}

impl From<RoleArgument> for Role {
    fn from(role: RoleArgument) -> Self {
        match role {
            RoleArgument::Member => Role::Member,
            RoleArgument::Moderator => Role::Moderator,
            RoleArgument::Admin => Role::Admin,
        }
    }
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    // The first call counts, and this is the first.
    let _ = rustls::crypto::ring::default_provider().install_default();
    match run(cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            complain(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "a command's complaint goes to the terminal")]
fn complain(text: &str) {
    eprintln!("hearth: {text}");
}

#[tokio::main]
async fn run(cli: Cli) -> anyhow::Result<()> {
    let sources = sources(cli.config);
    let mut settings = match config::load(&sources) {
        Ok(settings) => settings,
        Err(mistakes) => {
            let list: Vec<String> = mistakes.iter().map(|mistake| format!("  {mistake}")).collect();
            return Err(anyhow!("the settings have {} mistake(s):\n{}", list.len(), list.join("\n")));
        }
    };
    match cli.command {
        Command::Config(ConfigCommand::Check) => {
            println!("The settings are right.");
            Ok(())
        }
        Command::Config(ConfigCommand::Print) => {
            print!("{}", config::print(&sources).map_err(|_| anyhow!("the settings changed just now"))?);
            Ok(())
        }
        Command::Serve => {
            log(&settings);
            serve(&mut settings).await
        }
        Command::Migrate => {
            let db = open(&settings).await?;
            let pending = database::pending(&db).await;
            database::migrate(&db).await?;
            match pending.as_slice() {
                [] => println!("The database was up to date."),
                steps => println!("Brought up to date: {}.", steps.join(", ")),
            }
            Ok(())
        }
        Command::Admin(AdminCommand::Audit { new_key: true, .. }) => replace_audit_key(&settings).await,
        Command::Admin(AdminCommand::Audit { verify, since, .. }) => audit(&settings, verify, since.as_ref()).await,
        Command::Admin(command) => administrate(&settings, command).await,
        Command::Backup { file } => {
            let db = open(&settings).await?;
            let progress = |line: &str| println!("{line}");
            let summary = backup::backup(&settings, &db, &file, Clock::system().now(), &progress).await?;
            println!("{summary}");
            Ok(())
        }
        Command::Restore { file, verify } => {
            let db = open(&settings).await?;
            let progress = |line: &str| println!("{line}");
            let summary = backup::restore(&settings, &db, &file, verify, &progress).await?;
            println!("{summary}");
            Ok(())
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
fn sources(file: Option<PathBuf>) -> Sources {
    let file_is_required = file.is_some();
    Sources {
        file: file.unwrap_or_else(|| PathBuf::from("hearth.toml")),
        file_is_required,
        environment: std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect(),
    }
}

fn log(settings: &Settings) {
    let filter = tracing_subscriber::EnvFilter::new(&settings.log.filter);
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match settings.log.format {
        LogFormat::Text => builder.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => builder.json().init(),
    }
}

async fn open(settings: &Settings) -> anyhow::Result<database::Db> {
    let folder = &settings.data.dir;
    // What is in there is nobody else's business on a shared machine.
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder);
    made.with_context(|| format!("the folder {} can't be made", folder.display()))?;
    Ok(database::open(settings).await?)
}

async fn built(settings: &Settings) -> anyhow::Result<App> {
    let db = open(settings).await?;
    database::migrate(&db).await?;
    app::build(settings, db, Clock::system()).await.map_err(|error| anyhow!(error))
}

async fn serve(settings: &mut Settings) -> anyhow::Result<()> {
    let (listener, actual) = bind(settings.server.listen).await.map_err(|error| anyhow!(error))?;
    settings.server.listen = actual;
    let app = built(settings).await?;
    println!("Hearth is listening on http://{}", settings.server.listen);
    if let Some(setup) = app.accounts.setup_invitation().await? {
        println!("There is no admin yet. Who opens this link first becomes it:\n  {}", setup.link);
    }
    app.serve(listener, told_to_stop()).await;
    Ok(())
}

async fn told_to_stop() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}

/// Entries that are listed.
const NEWEST: i64 = 50;

/// Without building the server, which would begin a log that isn't there.
async fn audit(settings: &Settings, verify: bool, since: Option<&Head>) -> anyhow::Result<()> {
    let db = open(settings).await?;
    let log = app::audit_log(settings, &db).await.map_err(|error| anyhow!(error))?;
    if !verify {
        for entry in log.entries(&Wanted::default(), None, NEWEST).await? {
            let id = |id: Option<uuid::Uuid>| id.map_or_else(|| "-".to_owned(), |id| id.to_string());
            let (actor, subject) = (id(entry.actor), id(entry.subject));
            println!("{} {} {} by {actor} on {subject} {}", entry.number, entry.at, entry.act, entry.detail);
        }
        return Ok(());
    }
    let verified = log.verify(since).await?;
    match (verified.faults.as_slice(), verified.head) {
        ([], Some(head)) => {
            println!("The audit log is whole: {} entries. It ends with\n  {head}", head.number);
            if verified.unverified > 0 {
                println!(
                    "Of these the first {} were written with a key that is lost: not verified.",
                    verified.unverified
                );
            }
            println!("Kept elsewhere, this shows later that nothing up to here was put back: --since {head}");
            Ok(())
        }
        (faults, _) => {
            let list: Vec<String> = faults.iter().map(|fault| format!("  {fault}")).collect();
            Err(anyhow!("the audit log isn't whole:\n{}", list.join("\n")))
        }
    }
}

async fn replace_audit_key(settings: &Settings) -> anyhow::Result<()> {
    let db = open(settings).await?;
    let log = app::audit_log_anew(settings, &db).map_err(|error| anyhow!(error))?;
    if !log.go_on(Clock::system().now()).await? {
        return Err(anyhow!("the key is there and fits: nothing was changed"));
    }
    println!("The audit log goes on with the key in keys/audit.key. What was written before isn't verified any more.");
    Ok(())
}

async fn administrate(settings: &Settings, command: AdminCommand) -> anyhow::Result<()> {
    let app = built(settings).await?;
    let operator = Operator::at_the_console();
    let accounts = &app.accounts;
    match command {
        // Asked of the log alone.
        AdminCommand::Audit { .. } => {}
        AdminCommand::CreateAccount { username, email, name, role } => {
            let name = name.unwrap_or_else(|| username.clone());
            let (account, link) = accounts.create_account(&operator, &username, &email, &name, role.into()).await?;
            println!(
                "Made the account {}. With this link its person chooses a password:\n  {}",
                account.username, link.link
            );
        }
        AdminCommand::SetRole { username, role } => {
            let account = accounts.set_role(&operator, &username, role.into()).await?;
            println!("{} is now {}.", account.username, Role::word(account.role));
        }
        AdminCommand::ResetPassword { username } => {
            let link = accounts.revoke_password(&operator, &username).await?;
            println!(
                "The old password and all sessions are ended. With this link a new one is chosen:\n  {}",
                link.link
            );
        }
        AdminCommand::Ban { username, reason, until } => {
            accounts.ban_from_console(&operator, &username, &reason, until).await?;
            match until {
                Some(until) => println!("{username} is banned until {until}."),
                None => println!("{username} is banned."),
            }
        }
        AdminCommand::Unban { username } => {
            accounts.unban_from_console(&operator, &username).await?;
            println!("{username} isn't banned any more.");
        }
        AdminCommand::ResetSecondFactor { username } => {
            accounts.drop_second_factor(&operator, &username).await?;
            println!("Signing in as {username} takes the password alone now.");
        }
        AdminCommand::Invite { role } => {
            let link = accounts.invite_from_console(&operator, role.into()).await?;
            println!("With this link one person can register, until {}:\n  {}", link.expires_at, link.link);
        }
    }
    Ok(())
}
