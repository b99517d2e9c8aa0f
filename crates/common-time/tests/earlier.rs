//! The algorithm that Hearth's forerunner QuickGather used, as its authors published it, beside ours: whatever it
//! finds is in what we find, and here is what it misses.

use common_time::{Length, Most, Person, Question, Window, Windows};
use proptest::collection::vec;
use proptest::prelude::*;

/// Each window of each person is cut with *all* windows of everybody whose list isn't the same, and with those at the
/// same place in lists that are.
fn earlier(people: &[Vec<Window>]) -> Vec<Window> {
    let mut found = Vec::new();
    for windows in people {
        for place in 0..windows.len() {
            let ranges = people.iter().flat_map(|others| {
                let compared = move |k: &usize| others != windows || *k == place;
                (0..others.len()).filter(compared).map(|k| others[k])
            });
            let common = ranges.map(Some).reduce(|one, other| one?.and(other?)).flatten();
            found.extend(common.filter(|window| !found.contains(window)));
        }
    }
    found
}

/// Ours on the same: no shortest length, and whoever has no windows counts as not having answered.
fn ours(people: &[Vec<Window>]) -> Vec<Window> {
    let answered = |windows: &Vec<Window>| match windows.len() {
        0 => Person::unanswered(),
        _ => Person::free(windows.iter().copied()),
    };
    let people: Vec<Person> = people.iter().map(answered).collect();
    let length = Length::new(1).expect("above zero");
    let most = Most { everyone: usize::MAX, ..Most::default() };
    Question { people: &people, length, within: &Windows::always() }.find(&most).everyone
}

fn a_window() -> impl Strategy<Value = Window> {
    (0_i64..40, 1_i64..30).prop_map(|(start, length)| Window::new(start, start + length).expect("above zero"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_it_finds_is_in_what_we_find(
        people in prop_oneof![vec(vec(a_window(), 0..4), 1..5), vec(vec(a_window(), 1..2), 1..5)],
    ) {
        let ours = ours(&people);
        for window in earlier(&people) {
            prop_assert!(ours.iter().any(|wider| wider.contains(window)), "{window:?} isn't in {ours:?}");
        }
    }

    /// With one window each it is right, which shows that the comparison isn't empty.
    #[test]
    fn with_one_window_each_both_find_the_same(people in vec(vec(a_window(), 1..2), 1..6)) {
        prop_assert_eq!(earlier(&people), ours(&people));
    }
}

fn hours(from: i64, until: i64) -> Window {
    Window::new(from, until).expect("it begins before it ends")
}

#[test]
fn it_misses_what_two_people_with_two_windows_each_have_in_common() {
    let people = [vec![hours(9, 12), hours(33, 36)], vec![hours(10, 11), hours(57, 60)]];
    assert_eq!((earlier(&people), ours(&people)), (vec![], vec![hours(10, 11)]));
}

#[test]
fn it_misses_the_same_windows_in_another_order() {
    let people = [vec![hours(9, 12), hours(33, 36)], vec![hours(33, 36), hours(9, 12)]];
    assert_eq!((earlier(&people), ours(&people)), (vec![], vec![hours(9, 12), hours(33, 36)]));
}

#[test]
fn it_cuts_in_two_what_touches() {
    let people = [vec![hours(9, 10), hours(10, 11)], vec![hours(9, 11)]];
    assert_eq!((earlier(&people), ours(&people)), (vec![hours(9, 10), hours(10, 11)], vec![hours(9, 11)]));
}

#[test]
fn it_takes_whoever_said_nothing_for_free_and_does_not_say_so() {
    let people = [vec![hours(9, 12)], vec![]];
    assert_eq!(earlier(&people), [hours(9, 12)]);
    let asked = [Person::free([hours(9, 12)]), Person::unanswered()];
    let length = Length::new(1).expect("above zero");
    let found = Question { people: &asked, length, within: &Windows::always() }.find(&Most::default());
    assert_eq!((found.complete, found.unanswered), (false, vec![1]));
}
