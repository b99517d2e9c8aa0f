//! How news is written for the wire, which takes no more than 8000 bytes at once, and what can be told from the numbers.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::time::Instant;
use uuid::Uuid;

/// Bytes of one piece; its head takes less than a hundred.
const PIECE: usize = 7_800;
/// A node that was silent for so long won't come back.
const FORGOTTEN: Duration = Duration::from_secs(3600);

/// What a node says at once.
#[derive(Serialize, Deserialize)]
pub struct Frame {
    /// The node ends with this.
    pub is_last: bool,
    pub news: Vec<Box<RawValue>>,
}

/// A frame in pieces that are short enough: `NODE NUMBER PIECE PIECES TEXT`. The numbers of a node are 1, 2, 3 …
pub fn pieces(node: Uuid, number: u64, mut text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    loop {
        let (part, rest) = text.split_at(text.floor_char_boundary(PIECE));
        parts.push(part);
        text = rest;
        if text.is_empty() {
            break;
        }
    }
    let count = parts.len();
    parts.into_iter().enumerate().map(|(at, part)| format!("{node} {number} {at} {count} {part}")).collect()
}

/// What a piece tells.
#[derive(Debug)]
pub enum Heard {
    /// A frame of this very node.
    Own,
    /// The frame isn't whole yet, was heard before, or isn't one.
    Nothing,
    News {
        texts: Vec<Box<RawValue>>,
        missed: bool,
    },
}

struct Node {
    /// The frame that was heard last.
    number: u64,
    at: Instant,
    /// It is known to have fallen silent, or said goodbye.
    is_gone: bool,
    parts: Vec<String>,
}

/// What is known of the nodes.
pub struct Nodes {
    own: Uuid,
    others: HashMap<Uuid, Node>,
    /// Whether there was a time when nothing was heard.
    was_deaf: bool,
}

impl Nodes {
    pub fn new(own: Uuid) -> Self {
        Self { own, others: HashMap::new(), was_deaf: false }
    }

    /// Whether there are other nodes just now.
    pub fn others(&self) -> bool {
        self.others.values().any(|node| !node.is_gone)
    }

    /// From now on they are heard again.
    pub fn was_deaf(&mut self, now: Instant) {
        self.was_deaf = true;
        for node in self.others.values_mut() {
            node.parts.clear();
            node.at = now;
        }
    }

    /// Whether a node fell silent without a goodbye: it may have done something just before, and told nobody.
    pub fn fell_silent(&mut self, now: Instant, silence: Duration) -> bool {
        self.others.retain(|_, node| now.duration_since(node.at) < FORGOTTEN);
        let mut silent = false;
        for node in self.others.values_mut().filter(|node| !node.is_gone && now.duration_since(node.at) > silence) {
            (node.is_gone, silent) = (true, true);
        }
        silent
    }

    pub fn hear(&mut self, piece: &str, now: Instant) -> Heard {
        let mut words = piece.splitn(5, ' ');
        let mut word = || words.next().unwrap_or_default();
        let (Ok(id), Ok(number), Ok(at), Ok(count)) =
            (word().parse::<Uuid>(), word().parse::<u64>(), word().parse::<usize>(), word().parse::<usize>())
        else {
            return Heard::Nothing;
        };
        let text = word();
        if id == self.own {
            return Heard::Own;
        }
        // Who is heard for the first time may have said much before; it is missed only if nobody was listening.
        let before = if self.was_deaf { 0 } else { number.saturating_sub(1) };
        let node =
            self.others.entry(id).or_insert_with(|| Node { number: before, at: now, is_gone: false, parts: vec![] });
        node.at = now;
        if number <= node.number {
            return Heard::Nothing;
        }
        if at == 0 {
            node.parts.clear();
        }
        if at != node.parts.len() {
            // Its beginning wasn't heard: the next frame tells so by its number.
            return Heard::Nothing;
        }
        node.parts.push(text.to_owned());
        if node.parts.len() < count {
            return Heard::Nothing;
        }
        let whole = std::mem::take(&mut node.parts).concat();
        let Ok(frame) = serde_json::from_str::<Frame>(&whole) else { return Heard::Nothing };
        let missed = number > node.number + 1;
        (node.number, node.is_gone) = (number, frame.is_last);
        Heard::News { texts: frame.news, missed }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: Uuid = Uuid::from_u128(1);
    const OTHER: Uuid = Uuid::from_u128(2);

    fn frame(node: Uuid, number: u64, said: &[&str]) -> Vec<String> {
        let news = said.iter().map(|text| serde_json::value::to_raw_value(text).unwrap()).collect();
        pieces(node, number, &serde_json::to_string(&Frame { is_last: said.is_empty(), news }).unwrap())
    }

    /// What is heard of all these pieces, and whether something was missed.
    fn heard(nodes: &mut Nodes, pieces: &[String]) -> (Vec<String>, bool) {
        let (mut all, mut any_missed) = (Vec::new(), false);
        for piece in pieces {
            assert!(piece.len() < 8000);
            if let Heard::News { texts, missed } = nodes.hear(piece, Instant::now()) {
                all.extend(texts.iter().map(|text| serde_json::from_str::<String>(text.get()).unwrap()));
                any_missed |= missed;
            }
        }
        (all, any_missed)
    }

    #[test]
    fn news_of_any_length_is_heard_once_and_in_order() {
        let mut nodes = Nodes::new(OWN);
        let long = "é😀\u{0}\n".repeat(10_000);
        let frames = [frame(OTHER, 7, &["a", &long, "b"]), frame(OTHER, 8, &["c"])];
        assert!(frames[0].len() > 5);
        let expected = ["a", &long, "b"].map(str::to_owned).to_vec();
        assert_eq!(heard(&mut nodes, &frames[0]), (expected, false));
        assert_eq!(heard(&mut nodes, &frames[1]), (vec!["c".to_owned()], false));
        assert_eq!(heard(&mut nodes, &frames.concat()), (vec![], false), "said again, as the commit's answer was lost");
        assert!(matches!(nodes.hear(&frame(OWN, 1, &["mine"])[0], Instant::now()), Heard::Own));
        for nonsense in ["", "x", "00000000-0000-0000-0000-000000000002 9 0 1 {", "a b c d e"] {
            assert!(matches!(nodes.hear(nonsense, Instant::now()), Heard::Nothing), "{nonsense}");
        }
    }

    #[test]
    fn what_is_missed_is_noticed() {
        let mut nodes = Nodes::new(OWN);
        assert_eq!(heard(&mut nodes, &frame(OTHER, 5, &["a"])), (vec!["a".to_owned()], false), "it was there before");
        assert_eq!(heard(&mut nodes, &frame(OTHER, 7, &["c"])), (vec!["c".to_owned()], true));
        let long = frame(OTHER, 8, &[&"x".repeat(20_000)]);
        heard(&mut nodes, &long[1..]);
        assert_eq!(heard(&mut nodes, &frame(OTHER, 9, &["d"])), (vec!["d".to_owned()], true), "without its beginning");
        nodes.was_deaf(Instant::now());
        assert_eq!(heard(&mut nodes, &frame(OTHER, 10, &["e"])), (vec!["e".to_owned()], false));
        let third = Uuid::from_u128(3);
        assert_eq!(heard(&mut nodes, &frame(third, 2, &["f"])), (vec!["f".to_owned()], true), "it began meanwhile");
        let fourth = Uuid::from_u128(4);
        assert_eq!(heard(&mut nodes, &frame(fourth, 1, &["g"])), (vec!["g".to_owned()], false));
    }

    #[test]
    fn who_falls_silent_is_noticed_once_unless_it_said_goodbye() {
        let (mut nodes, start) = (Nodes::new(OWN), Instant::now());
        let silence = Duration::from_secs(5);
        for node in [OTHER, Uuid::from_u128(3)] {
            nodes.hear(&frame(node, 1, &["a"])[0], start);
        }
        nodes.hear(&frame(OTHER, 2, &[])[0], start);
        assert!(nodes.others() && !nodes.fell_silent(start + silence, silence));
        assert!(nodes.fell_silent(start + silence * 2, silence), "the third");
        assert!(!nodes.fell_silent(start + silence * 3, silence) && !nodes.others());
        let back = nodes.hear(&frame(Uuid::from_u128(3), 3, &["c"])[0], start + silence * 4);
        assert!(matches!(back, Heard::News { missed: true, .. }) && nodes.others(), "{back:?}");
    }
}
