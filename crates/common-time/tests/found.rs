//! What is found is what the definitions say, over a hundred thousand cases; and the bounds of each type.

mod oracle;

use common_time::{EARLIEST, LATEST, Length, Most, Person, Question, Window, Windows};
use proptest::collection::vec;
use proptest::prelude::*;

// Four tests, so that the cores share them.
proptest! {
    #![proptest_config(ProptestConfig { cases: 25_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn few_people_with_few_windows(bytes in vec(any::<u8>(), 0..24)) {
        oracle::check(&bytes);
    }

    #[test]
    fn some_people_with_some_windows(bytes in vec(any::<u8>(), 16..48)) {
        oracle::check(&bytes);
    }

    #[test]
    fn many_people_with_many_windows(bytes in vec(any::<u8>(), 40..80)) {
        oracle::check(&bytes);
    }

    #[test]
    fn people_with_much_in_common(bytes in vec(prop_oneof![Just(9_u8), any::<u8>()], 30..80)) {
        oracle::check(&bytes);
    }

    /// The proof's third part: from whatever some people have in common, a peak at least as good can be reached.
    #[test]
    fn a_peak_is_as_good_as_any_window(bytes in vec(any::<u8>(), 16..80)) {
        let case = oracle::Case::read(&bytes);
        let found = case.question().find(&Most { best: 1, ..Most::default() });
        let length = case.length.ticks();
        for start in 0..24 {
            let window = Window::new(start, start + length).expect("a length is above zero");
            let who: Vec<&Person> = case.people.iter().filter(|person| person.can(window)).collect();
            if case.within.contain(window) && !who.is_empty() {
                let required = who.iter().filter(|person| person.required).count();
                let best = found.best.first().expect("somebody can");
                prop_assert!(best.turnout.required as usize >= required);
            }
        }
    }

    /// Whoever follows the advice can come, and nobody else is lost.
    #[test]
    fn a_change_that_is_named_helps(bytes in vec(any::<u8>(), 16..80)) {
        let case = oracle::Case::read(&bytes);
        for time in case.question().find(&Most::default()).best {
            for absent in case.question().missing(&time, 20, i64::MAX).few {
                let Some(change) = absent.change else { continue };
                let mut people = case.people.clone();
                let wider = Window::new(change.window.start() - change.earlier, change.window.end() + change.later);
                let windows = people[absent.person].windows.as_ref().expect("who is missing answered");
                let grown = windows.as_slice().iter().copied().chain(wider).collect();
                people[absent.person].windows = Some(grown);
                let after = Question { people: &people, ..case.question() };
                let at = Window::new(change.at, change.at + case.length.ticks()).expect("a length is above zero");
                prop_assert!(people[absent.person].can(at) && time.window.contains(at));
                let can = people.iter().filter(|person| person.can(at)).count();
                prop_assert!(can > time.turnout.people as usize);
                let best = after.find(&Most::default()).best[0].turnout;
                prop_assert!(best.required >= time.turnout.required + u32::from(people[absent.person].required));
            }
        }
    }
}

/// Nine are free on Friday evening, Ben from five past nine, Eve, who is merely welcome, only early.
#[test]
fn who_is_welcome_hides_no_time_that_nearly_suits_the_needed() {
    let mut people = vec![Person::free([window(17 * 60, 23 * 60)]); 9];
    people.push(Person::free([window(21 * 60 + 5, 24 * 60)]));
    people.push(Person { required: false, ..Person::free([window(17 * 60, 19 * 60)]) });
    let question = Question { people: &people, length: length(120), within: &Windows::always() };
    let best = question.find(&Most::default()).best;
    assert_eq!(best[..2].iter().map(|time| time.turnout.people).collect::<Vec<_>>(), [10, 9]);
    assert_eq!(best[1].window, window(17 * 60, 23 * 60));
    let missing = question.missing(&best[1], 20, i64::MAX);
    assert_eq!(missing.few[0].change.map(|change| (change.earlier, change.at)), Some((5, 21 * 60)));
    assert_eq!(missing.fix.map(|fix| fix.cost), Some(5), "of those who are needed");
}

#[test]
fn what_is_nearly_long_enough_for_most_is_named() {
    let mut people = vec![Person::free([window(18 * 60, 20 * 60 - 5)]); 9];
    people.push(Person::free([window(0, 2 * 60)]));
    let question = Question { people: &people, length: length(120), within: &Windows::always() };
    let found = question.find(&Most::default());
    assert_eq!((found.best.len(), found.best[0].turnout.people), (1, 1));
    assert_eq!((found.shorter[0].window, found.shorter[0].turnout.people), (window(18 * 60, 20 * 60 - 5), 9));
}

#[test]
fn a_change_is_as_small_as_the_gap_between_two_windows() {
    let people = [Person::free([window(570, 690)]), Person::free([window(540, 600), window(630, 720)])];
    let question = Question { people: &people, length: length(120), within: &Windows::always() };
    let time = question.find(&Most::default()).best.into_iter().find(|time| time.window == window(570, 690));
    let missing = question.missing(&time.expect("Ana can"), 20, i64::MAX);
    let change = missing.few[0].change.expect("there is a window");
    assert_eq!((change.window, change.earlier, change.later, change.shift), (window(540, 600), 0, 30, None));
}

#[test]
fn the_best_are_not_all_of_one_evening() {
    let people: Vec<Person> = (0..40).map(|late| Person::free([window(late * 5, late * 5 + 62)])).collect();
    let question = Question { people: &people, length: length(60), within: &Windows::always() };
    let best = question.find(&Most::default()).best;
    assert_eq!(best.len(), 4);
    for (place, one) in best.iter().enumerate() {
        let apart = |other: &common_time::Time| (one.window.start() - other.window.start()).abs() >= 60;
        assert!(best[..place].iter().all(apart), "{best:?}");
    }
}

#[test]
fn where_nobody_is_required_everyone_is_all_who_answered() {
    let welcome = |from, until| Person { required: false, ..Person::free([window(from, until)]) };
    let people = [welcome(0, 10), welcome(5, 20)];
    let question = Question { people: &people, length: length(3), within: &Windows::always() };
    assert_eq!(question.find(&Most::default()).everyone, [window(5, 10)]);
}

#[test]
fn one_who_never_can_does_not_hide_what_helps_the_others() {
    let never = Person { required: false, ..Person::free([]) };
    let people = [Person::free([window(0, 10)]), Person::free([window(0, 10)]), Person::free([window(12, 14)]), never];
    let question = Question { people: &people, length: length(4), within: &Windows::always() };
    let missing = question.missing(&question.find(&Most::default()).best[0], 20, i64::MAX);
    assert_eq!((missing.count, missing.few[1].change, missing.fix.map(|fix| fix.cost)), (2, None, Some(6)));
}

fn window(start: i64, end: i64) -> Window {
    Window::new(start, end).expect("it begins before it ends")
}

fn length(ticks: i64) -> Length {
    Length::new(ticks).expect("above zero")
}

#[test]
fn nothing_is_shorter_than_a_tick_or_beyond_the_ends() {
    assert!(Length::new(0).is_none() && Length::new(-1).is_none() && Length::new(i64::MAX).is_none());
    assert!(Window::new(3, 3).is_none() && Window::new(3, 2).is_none());
    assert!(Window::new(i64::MIN, 0).is_none() && Window::new(0, i64::MAX).is_none());
    assert!(Window::new(EARLIEST, LATEST).is_some() && Length::new(LATEST - EARLIEST).is_some());
}

#[test]
fn at_the_ends_of_time_nothing_overflows() {
    let all = Person::free([Window::ALWAYS]);
    let edges = Person::free([window(EARLIEST, EARLIEST + 2), window(LATEST - 2, LATEST)]);
    let people = [all, edges.clone()];
    for ticks in [1, 2, LATEST - EARLIEST] {
        let question = Question { people: &people, length: length(ticks), within: &Windows::always() };
        let found = question.find(&Most::default());
        let missing: Vec<_> = found.best.iter().map(|time| question.missing(time, 20, i64::MAX)).collect();
        assert!(!missing.is_empty());
        assert_eq!(question.heat(EARLIEST, length(LATEST - EARLIEST), 1), [1]);
        assert_eq!(found.everyone.is_empty(), ticks > 2);
    }
    // Changes that are more than all time when taken together.
    let mut people = vec![Person::free([window(LATEST - 10, LATEST)])];
    people.extend(vec![Person::free([window(EARLIEST, EARLIEST + 10)]); 9]);
    let question = Question { people: &people, length: length(10), within: &Windows::always() };
    for time in question.find(&Most::default()).best {
        assert!(question.missing(&time, 20, i64::MAX).fix.is_some());
    }
}

#[test]
fn who_did_not_answer_is_reported_and_never_free() {
    let people = [Person::free([window(9, 12)]), Person::unanswered(), Person::free([])];
    let question = Question { people: &people[..2], length: length(1), within: &Windows::always() };
    let found = question.find(&Most::default());
    assert_eq!((found.answered, found.unanswered, found.complete), (1, vec![1], false));
    assert_eq!(found.everyone, [window(9, 12)]);
    assert_eq!((found.best[0].turnout.required, found.best[0].turnout.people), (1, 1));
    let with_never = Question { people: &people, ..question }.find(&Most::default());
    assert_eq!(with_never.everyone, []);
    let nobody = Question { people: &people[1..2], ..question }.find(&Most::default());
    assert!(nobody.everyone.is_empty() && nobody.best.is_empty() && !nobody.complete);
}

#[test]
fn the_required_count_more_than_any_number_of_others() {
    let host = Person::free([window(0, 2)]);
    let guest = Person { required: false, ..Person::free([window(4, 6)]) };
    let people = [host, guest.clone(), guest.clone(), guest];
    let question = Question { people: &people, length: length(2), within: &Windows::always() };
    let best = question.find(&Most::default()).best;
    assert_eq!(best.iter().map(|time| time.window).collect::<Vec<_>>(), [window(0, 2), window(4, 6)]);
    assert_eq!(best[1].turnout.people, 3);
}

#[test]
fn a_change_that_is_out_of_reach_is_not_named() {
    let people = [Person::free([window(0, 10)]), Person::free([window(0, 10)]), Person::free([window(40, 50)])];
    let question = Question { people: &people, length: length(5), within: &Windows::always() };
    let time = question.find(&Most::default()).best[0];
    assert_eq!(time.window, window(0, 10));
    let near = question.missing(&time, 20, 34);
    assert!(near.few[0].change.is_none() && near.fix.is_none());
    assert_eq!(question.missing(&time, 0, 35).few, []);
    let far = question.missing(&time, 20, 35);
    let change = far.few[0].change.expect("in reach");
    assert_eq!((change.at, change.earlier, change.later, change.shift), (5, 35, 0, Some(-35)));
    assert_eq!(far.fix.map(|fix| fix.window), Some(window(5, 10)));
}

#[test]
fn three_evenings_of_two_hours() {
    let evenings: Vec<Window> = (0..7).map(|day| window(day * 24 + 17, day * 24 + 23)).collect();
    let always = Person::free(evenings.iter().copied());
    let some = Person::free([0, 2, 3, 6].map(|day| window(day * 24 + 18, day * 24 + 21)));
    let few = Person::free([2, 6].map(|day| window(day * 24 + 20, day * 24 + 22)));
    let people = [always, some, few];
    let within = evenings.iter().copied().collect();
    let question = Question { people: &people, length: length(1), within: &within };
    let plan: Vec<Window> = question.plan(&evenings, 3).iter().map(|time| time.window).collect();
    // All three on the third and the seventh evening; of the others, the first has two for as long as the fourth.
    assert_eq!(plan, [window(18, 21), window(68, 69), window(164, 165)]);
    assert!(question.plan(&evenings, 0).is_empty());
    assert_eq!(question.plan(&evenings, 20).len(), 7);
}
