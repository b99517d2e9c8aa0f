//! What is counted of votes. Pure.

use super::model::{Candidate, Cast, Poll, Vote};
use crate::accounts::Wrong;
use crate::gatherings::answers::WantedWindow;
use crate::gatherings::days::Zone;
use crate::gatherings::error::{Checked, GatheringError};
use crate::gatherings::plans::times;
use crate::platform::clock::Time;

const FEWEST: usize = 2;
const MOST: usize = 20;

const fn wrong(code: &'static str, allowed: &'static str) -> Wrong {
    Wrong { code, allowed }
}

/// A poll among these, in the order of their times, without any votes.
pub fn poll(wanted: &[WantedWindow], zone: &Zone, now: Time) -> Result<Poll, GatheringError> {
    let mut checked = Checked::default();
    if !(FEWEST..=MOST).contains(&wanted.len()) {
        checked.refuse("candidates", wrong("out_of_range", "must be 2 to 20"));
        return checked.done(None);
    }
    let mut windows = times(&mut checked, "candidates", wanted, zone, now);
    windows.sort_unstable();
    if windows.windows(2).any(|pair| pair[0] == pair[1]) {
        checked.refuse("candidates", wrong("twice", "must all be different"));
    }
    let candidates = windows.into_iter().map(|window| Candidate { window, yes: 0, if_needed: 0, no: 0 });
    checked.done(Some(Poll(candidates.collect())))
}

/// What somebody votes, at most once for each candidate.
pub fn votes(poll: &Poll, mut cast: Vec<Cast>) -> Result<Vec<Cast>, GatheringError> {
    let mut checked = Checked::default();
    cast.truncate(MOST + 1);
    if cast.len() > MOST {
        checked.refuse("votes", wrong("too_many", "must be at most one for each candidate"));
    }
    for (place, one) in cast.iter().enumerate() {
        let field = format!("votes[{place}].candidate");
        if usize::from(one.candidate) >= poll.0.len() {
            checked.refuse(&field, wrong("no_such_candidate", "must be the place of a candidate, from 0"));
        } else if cast[..place].iter().any(|other| other.candidate == one.candidate) {
            checked.refuse(&field, wrong("twice", "must be voted for once"));
        }
    }
    cast.sort_unstable_by_key(|one| one.candidate);
    checked.done(Some(cast))
}

/// The poll when somebody's votes, if there were any, give way to others.
pub fn recounted(mut poll: Poll, before: &[Cast], after: &[Cast]) -> Poll {
    for (votes, change) in [(before, -1), (after, 1)] {
        for one in votes {
            if let Some(candidate) = poll.0.get_mut(usize::from(one.candidate)) {
                *match one.vote {
                    Vote::Yes => &mut candidate.yes,
                    Vote::IfNeeded => &mut candidate.if_needed,
                    Vote::No => &mut candidate.no,
                } += change;
            }
        }
    }
    poll
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_millis(1_795_219_200_000);

    fn wanted(starts: &[&str]) -> Vec<WantedWindow> {
        starts.iter().map(|start| WantedWindow { start: (*start).to_owned(), minutes: 60 }).collect()
    }

    fn zone() -> Zone {
        Zone::parse("Europe/Berlin").unwrap()
    }

    fn two() -> Poll {
        poll(&wanted(&["2026-11-25T18:00", "2026-11-24T18:00"]), &zone(), NOW).unwrap()
    }

    fn cast(votes: &[(u8, Vote)]) -> Vec<Cast> {
        votes.iter().map(|(candidate, vote)| Cast { candidate: *candidate, vote: *vote }).collect()
    }

    fn refused<T: std::fmt::Debug>(outcome: Result<T, GatheringError>) -> Vec<(String, &'static str)> {
        match outcome {
            Err(GatheringError::Invalid(parts)) => {
                parts.into_iter().map(|part| (part.field, part.wrong.code)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn candidates_are_in_order_and_different() {
        let two = two();
        assert!(two.0[0].window < two.0[1].window);
        let same = wanted(&["2026-11-24T18:00", "2026-11-24T17:00Z"]);
        assert_eq!(refused(poll(&same, &zone(), NOW)), [("candidates".to_owned(), "twice")]);
        assert_eq!(refused(poll(&wanted(&["2026-11-24T18:00"]), &zone(), NOW))[0].1, "out_of_range");
        assert_eq!(
            refused(poll(&vec![wanted(&["2026-11-24T18:00"])[0].clone(); 21], &zone(), NOW))[0].1,
            "out_of_range"
        );
        let past = wanted(&["2026-11-24T18:00", "2026-11-20T18:00"]);
        assert_eq!(refused(poll(&past, &zone(), NOW)), [("candidates[1].start".to_owned(), "past")]);
    }

    #[test]
    fn a_vote_is_for_a_candidate_and_counts_once() {
        let good = votes(&two(), cast(&[(1, Vote::No), (0, Vote::Yes)])).unwrap();
        assert_eq!(good, cast(&[(0, Vote::Yes), (1, Vote::No)]));
        let none = refused(votes(&two(), cast(&[(2, Vote::Yes)])));
        assert_eq!(none, [("votes[0].candidate".to_owned(), "no_such_candidate")]);
        let twice = refused(votes(&two(), cast(&[(0, Vote::Yes), (0, Vote::Yes)])));
        assert_eq!(twice, [("votes[1].candidate".to_owned(), "twice")]);
        let counts = |poll: &Poll| poll.0.iter().map(|one| (one.yes, one.if_needed, one.no)).collect::<Vec<_>>();
        let first = recounted(two(), &[], &good);
        assert_eq!(counts(&first), [(1, 0, 0), (0, 0, 1)]);
        let second = recounted(first, &good, &cast(&[(1, Vote::IfNeeded)]));
        assert_eq!(counts(&second), [(0, 0, 0), (0, 1, 0)]);
        assert_eq!(recounted(second, &cast(&[(1, Vote::IfNeeded)]), &[]), two());
    }
}
