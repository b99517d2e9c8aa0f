//! What /proc tells of a process: its CPU time and its memory.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// The kernel counts CPU time in ticks of 10 ms; this unit is part of its ABI on Linux.
const TICKS_PER_SECOND: f64 = 100.0;

/// A generator above this share of its core is taken to be the limit itself.
const BUSY: f64 = 0.95;

/// Shares of one core over a window.
#[derive(Clone, Copy, Debug, Default)]
pub struct Load {
    pub server: f64,
    pub generator: f64,
    /// Everything else on this machine, over all cores.
    pub others: f64,
}

impl Load {
    /// A rate as it would be had the server its core for itself all the time: what is left to
    /// compare when other processes disturb a run.
    pub fn per_cpu_second(self, rate: f64) -> f64 {
        if self.server > 0.0 { rate / self.server } else { 0.0 }
    }

    pub fn generator_was_the_limit(self) -> bool {
        self.generator > BUSY && self.server < BUSY
    }
}

/// A window over which CPU time is counted.
pub struct Window {
    began: Instant,
    server: u32,
    server_ticks: u64,
    own_ticks: u64,
    all_ticks: u64,
}

impl Window {
    pub fn open(server: u32) -> Result<Self> {
        Ok(Self {
            began: Instant::now(),
            server,
            server_ticks: ticks(server)?,
            own_ticks: ticks(std::process::id())?,
            all_ticks: busy_ticks()?,
        })
    }

    pub fn close(self) -> Result<(Duration, Load)> {
        let lasted = self.began.elapsed();
        let share = |before: u64, now: u64| now.saturating_sub(before) as f64 / TICKS_PER_SECOND / lasted.as_secs_f64();
        let server = share(self.server_ticks, ticks(self.server)?);
        let generator = share(self.own_ticks, ticks(std::process::id())?);
        let others = (share(self.all_ticks, busy_ticks()?) - server - generator).max(0.0);
        Ok((lasted, Load { server, generator, others }))
    }
}

/// The CPU time of a process so far, to ten milliseconds.
pub fn cpu_seconds(process: u32) -> Result<f64> {
    Ok(ticks(process)? as f64 / TICKS_PER_SECOND)
}

/// The CPU time of a process with all its threads, in user and kernel mode.
fn ticks(process: u32) -> Result<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    // The second field is the program's name, which may hold spaces and brackets.
    let (_, fields) = stat.rsplit_once(')').context("odd /proc/PID/stat")?;
    let mut fields = fields.split_whitespace().skip(11);
    let mut field = || -> Result<u64> { Ok(fields.next().context("short stat")?.parse()?) };
    Ok(field()? + field()?)
}

/// The CPU time of the whole machine that wasn't idle, waiting for a disk included in idle.
fn busy_ticks() -> Result<u64> {
    let stat = std::fs::read_to_string("/proc/stat")?;
    let line = stat.lines().next().context("empty /proc/stat")?;
    let fields: Vec<u64> = line.split_whitespace().skip(1).map_while(|field| field.parse().ok()).collect();
    // user nice system idle iowait irq softirq steal; guest time is within user time already.
    let idle: u64 = fields.iter().skip(3).take(2).sum();
    Ok(fields.iter().take(8).sum::<u64>() - idle)
}

/// The resident memory of a process, in KiB.
pub fn resident_kib(process: u32) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
    Ok(line.trim().trim_end_matches("kB").trim().parse()?)
}

pub fn median(values: &[f64]) -> f64 {
    percentile(values, 0.5)
}

/// The value below which `share` of all lie; 0 for none at all.
pub fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let last = sorted.len().saturating_sub(1);
    let at = (last as f64 * share).round() as usize;
    sorted.get(at).copied().unwrap_or_default()
}
