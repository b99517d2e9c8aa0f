//! What was measured, what was wanted, and the table that says both.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::meter::{Load, median};
use crate::options::Kind;

#[derive(Default)]
pub struct Report {
    rows: Vec<Row>,
    notes: Vec<String>,
    failures: Vec<String>,
}

struct Row {
    scenario: &'static str,
    figure: String,
    unit: &'static str,
    values: Vec<(Kind, Vec<f64>)>,
    verdicts: Vec<Verdict>,
}

struct Verdict {
    got: String,
    target: String,
    met: bool,
}

/// Other processes may take this share of a core before it is worth a word.
const DISTURBED: f64 = 0.1;

/// A target of the form "at least", or "at most".
#[derive(Clone, Copy)]
pub enum Target {
    AtLeast(f64),
    AtMost(f64),
}

impl Target {
    fn met(self, value: f64) -> bool {
        match self {
            Self::AtLeast(bound) => value >= bound,
            Self::AtMost(bound) => value <= bound,
        }
    }

    fn text(self) -> String {
        match self {
            Self::AtLeast(bound) => format!("≥ {}", figure(bound)),
            Self::AtMost(bound) => format!("≤ {}", figure(bound)),
        }
    }
}

impl Report {
    /// A figure of one or several servers, each with the values of all rounds. Targets are judged
    /// against the row that was added last.
    pub fn row(
        &mut self,
        scenario: &'static str,
        figure: impl Into<String>,
        unit: &'static str,
        values: Vec<(Kind, Vec<f64>)>,
    ) {
        let figure = figure.into();
        self.rows.push(Row { scenario, figure, unit, values, verdicts: Vec::new() });
    }

    /// Judges one number.
    pub fn judge(&mut self, got: f64, told: &str, target: Target) {
        let verdict = Verdict { got: format!("{} {told}", figure(got)), target: target.text(), met: target.met(got) };
        if let Some(row) = self.rows.last_mut() {
            row.verdicts.push(verdict);
        }
    }

    /// Judges Hearth's median as a multiple of another's; left out where one of them wasn't measured.
    pub fn judge_ratio(&mut self, other: Kind, target: Target) {
        let Some(row) = self.rows.last() else { return };
        let of = |kind: Kind| {
            let values = row.values.iter().find(|(of, _)| *of == kind);
            values.map(|(_, values)| median(values)).filter(|value| *value > 0.0)
        };
        if let (Some(hearth), Some(other_value)) = (of(Kind::Hearth), of(other)) {
            self.judge(hearth / other_value, &format!("× {}", other.name()), target);
        }
    }

    /// How busy both cores were, and a word where the load tool was the slower side.
    pub fn loads(&mut self, scenario: &'static str, what: &str, loads: &[(Kind, Vec<Load>)]) {
        let share = |pick: fn(&Load) -> f64| {
            let percent = |loads: &Vec<Load>| loads.iter().map(|load| pick(load) * 100.0).collect();
            loads.iter().map(|(kind, loads)| (*kind, percent(loads))).collect()
        };
        self.row(scenario, format!("{what}: server's core"), "%", share(|load| load.server));
        self.row(scenario, format!("{what}: generator's core"), "%", share(|load| load.generator));
        let others: Vec<_> = loads.iter().flat_map(|(_, loads)| loads).map(|load| load.others).collect();
        if median(&others) > DISTURBED {
            self.note(format!(
                "{scenario}, {what}: other processes took {:.0} % of a core meanwhile; figures are too low, ratios doubtful",
                median(&others) * 100.0
            ));
        }
        for (kind, loads) in loads {
            if loads.iter().any(|load| load.generator_was_the_limit()) {
                let name = kind.name();
                self.note(format!(
                    "{scenario}, {what}: the generator's core was the limit against {name}, which could do more"
                ));
            }
        }
    }

    pub fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    pub fn failure(&mut self, failure: String) {
        self.failures.push(failure);
    }

    pub fn failed(&self) -> bool {
        !self.failures.is_empty()
    }

    pub fn table(&self) -> String {
        let mut lines =
            vec![["scenario", "figure", "hearth", "node", "bare", "plain", "ratio", "target", ""].map(String::from)];
        let mut before = "";
        for row in &self.rows {
            let of = |kind| row.values.iter().find(|(of, _)| *of == kind);
            let cell = |kind| of(kind).map_or_else(String::new, |(_, values)| figure(median(values)));
            let scenario = if row.scenario == before { "" } else { row.scenario };
            before = row.scenario;
            let mut line = [
                scenario.to_owned(),
                format!("{}, {}", row.figure, row.unit),
                cell(Kind::Hearth),
                cell(Kind::Node),
                cell(Kind::Bare),
                cell(Kind::Plain),
                String::new(),
                String::new(),
                String::new(),
            ];
            for verdict in &row.verdicts {
                let met = if verdict.met { "ok" } else { "MISSED" };
                line[6..].clone_from_slice(&[verdict.got.clone(), verdict.target.clone(), met.into()]);
                lines.push(std::mem::take(&mut line));
            }
            if row.verdicts.is_empty() {
                lines.push(line);
            }
        }
        let mut table = aligned(&lines);
        for note in &self.notes {
            let _ = writeln!(table, "note: {note}");
        }
        let missed = self.rows.iter().flat_map(|row| &row.verdicts).filter(|verdict| !verdict.met);
        match missed.count() {
            0 => {}
            count => {
                let _ = writeln!(table, "{count} targets MISSED");
            }
        }
        for failure in &self.failures {
            let _ = writeln!(table, "FAILED: {failure}");
        }
        table
    }

    pub fn json(&self) -> Value {
        let rows: Vec<_> = self.rows.iter().map(Row::json).collect();
        json!({ "rows": rows, "notes": self.notes, "failures": self.failures })
    }
}

impl Row {
    fn json(&self) -> Value {
        let values: serde_json::Map<_, _> =
            self.values.iter().map(|(kind, values)| (kind.name().to_owned(), json!(values))).collect();
        let verdicts: Vec<_> = self
            .verdicts
            .iter()
            .map(|verdict| json!({ "got": verdict.got, "target": verdict.target, "met": verdict.met }))
            .collect();
        json!({
            "scenario": self.scenario, "figure": self.figure, "unit": self.unit,
            "values": values, "verdicts": verdicts,
        })
    }
}

fn aligned(lines: &[[String; 9]]) -> String {
    let width = |column: usize| {
        let cells = lines.iter().map(|line| line[column].chars().count());
        cells.max().unwrap_or_default()
    };
    let widths: [usize; 9] = std::array::from_fn(width);
    let mut table = String::new();
    for line in lines {
        let mut text = String::new();
        for (column, (cell, width)) in line.iter().zip(widths).enumerate() {
            // The servers' figures are numbers, and numbers are aligned to the right.
            let padding = " ".repeat(width - cell.chars().count());
            let cell = if (2..6).contains(&column) { padding + cell } else { cell.clone() + &padding };
            text.push_str(&cell);
            text.push_str("  ");
        }
        let _ = writeln!(table, "{}", text.trim_end());
    }
    table
}

/// A number as a person reads it: three digits that count, thousands apart.
pub fn figure(value: f64) -> String {
    let decimals = match value.abs() {
        size if size >= 100.0 || size == size.trunc() => 0,
        size if size >= 10.0 => 1,
        size if size >= 1.0 => 2,
        _ => 3,
    };
    let text = format!("{value:.decimals$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut apart = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) && digit.is_ascii_digit() {
            apart.push(',');
        }
        apart.push(digit);
    }
    if fraction.is_empty() { apart } else { format!("{apart}.{fraction}") }
}
