//! What can be asked of `hearth-bench run`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

#[derive(Args)]
pub struct Options {
    /// The scenarios to run, in this order; all of them when none is named.
    #[arg(long = "scenario", value_enum)]
    pub scenarios: Vec<Scenario>,
    /// How long each measured window is.
    #[arg(long, default_value_t = 6)]
    pub seconds: u64,
    /// How often each server is measured per scenario; the median counts.
    #[arg(long, default_value_t = 3)]
    pub rounds: usize,
    /// The Hearth binary under test.
    #[arg(long, default_value = "target/release/hearth")]
    pub hearth: PathBuf,
    /// Hearth's database: `sqlite`, or the address of a fresh Postgres database.
    #[arg(long, default_value = "sqlite")]
    pub database: String,
    /// Measure only these servers; ratios that lack a side are left out.
    #[arg(long = "only", value_enum)]
    pub only: Vec<Kind>,
    /// Also write every single figure here, as JSON.
    #[arg(long)]
    pub json: Option<PathBuf>,
    /// Where the Node server lives; its packages are installed on first use.
    #[arg(long, default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/node"))]
    pub node: PathBuf,
    /// The core of the server under test.
    #[arg(long, default_value_t = 0)]
    pub server_core: usize,
    /// The core of this process, which makes the load.
    #[arg(long, default_value_t = 1)]
    pub generator_core: usize,
    /// How many idle sockets `idle` holds.
    #[arg(long, default_value_t = 10_000)]
    pub idle_sockets: usize,
    /// How many messages the large chat of `history` has.
    #[arg(long, default_value_t = 1_000_000)]
    pub history_messages: u64,
    /// How many members the large chat of `members` and `notify` has.
    #[arg(long, default_value_t = 10_000)]
    pub many_members: usize,
    /// How many chats the account of `unread` is in.
    #[arg(long, default_value_t = 500)]
    pub unread_chats: usize,
    /// How many communities the directory of `directory` has.
    #[arg(long, default_value_t = 100_000)]
    pub communities: usize,
    /// How many people `common-time` asks; a tenth and ten times as many, too.
    #[arg(long, default_value_t = 10_000)]
    pub common_time_people: usize,
    /// How many people the large gathering of `gathering` has.
    #[arg(long, default_value_t = 5_000)]
    pub attendees: usize,
}

impl Options {
    pub fn measures(&self, kind: Kind) -> bool {
        self.only.is_empty() || self.only.contains(&kind)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Kind {
    /// The bare broadcaster and echo; what waits for a socket goes out in one write.
    Bare,
    /// The bare broadcaster with one write for each frame, which is how most are written.
    Plain,
    Node,
    Hearth,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Bare, Self::Plain, Self::Node, Self::Hearth];

    /// Writing each frame by itself only differs where one socket gets several at once.
    pub const WITHOUT_PLAIN: [Self; 3] = [Self::Bare, Self::Node, Self::Hearth];

    pub fn name(self) -> &'static str {
        match self {
            Self::Bare => "bare",
            Self::Plain => "plain",
            Self::Node => "node",
            Self::Hearth => "hearth",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub enum Scenario {
    #[value(name = "fanout-1000")]
    Fanout1000,
    #[value(name = "fanout-100")]
    Fanout100,
    Ingest,
    Idle,
    Members,
    Notify,
    Unread,
    History,
    Directory,
    CommonTime,
    Gathering,
}

impl Scenario {
    pub const ALL: [Self; 11] = [
        Self::Fanout1000,
        Self::Fanout100,
        Self::Ingest,
        Self::Idle,
        Self::Members,
        Self::Notify,
        Self::Unread,
        Self::History,
        Self::Directory,
        Self::CommonTime,
        Self::Gathering,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Fanout1000 => "fanout-1000",
            Self::Fanout100 => "fanout-100",
            Self::Ingest => "ingest",
            Self::Idle => "idle",
            Self::Members => "members",
            Self::Notify => "notify",
            Self::Unread => "unread",
            Self::History => "history",
            Self::Directory => "directory",
            Self::CommonTime => "common-time",
            Self::Gathering => "gathering",
        }
    }
}
