//! When statistics are published, and what they say. Pure.
//!
//! What somebody else may learn is what was published, in order. So each state is made of at least three people's answers,
//! and differs from the one before it by what at least three people said: to those who look on, any of these may be whose
//! answer made the difference. Who goes back to what they had said doesn't count as somebody who changed. Who takes an
//! answer back, or leaves, takes what was published with it away, for everybody and at once. All guests together count as
//! one person at most: whoever has the link can be as many of them as they like, and knows what they say.

use std::collections::BTreeMap;

use super::model::{
    BudgetsView, Fair, FairView, MeetingView, MoodsView, MyWayView, Part, ReachView, Statistics, StatisticsView,
    TravelView, Voice, Was, count, reach_of,
};
use crate::gatherings::answers::Private;
use crate::gatherings::attendees::AttendeeId;
use crate::gatherings::meeting::{Home, Spot, distance};

/// Nothing is shown of fewer people, nor of fewer who changed.
const FEWEST: i64 = 3;
/// With many answers a twentieth of them has to change, but no more people than this, for there to be news.
const ENOUGH: i64 = 20;

/// Notes that somebody's answer is another one. Nothing, `Private::default()`, for who hasn't answered, or takes no part.
pub fn noted(statistics: &mut Statistics, who: Voice, before: &Private, after: &Private) {
    let Statistics { mood, budget, travel, fair, reach } = statistics;
    mood.note(who, before.mood, after.mood);
    budget.note(who, said_budget(before), said_budget(after));
    travel.note(who, before.travel_km, after.travel_km);
    fair.note(who, said_place(before), said_place(after));
    reach.note(who, said_reach(before), said_reach(after));
}

/// Whether there is something to publish, of a gathering with so many answers.
pub fn is_due(statistics: &Statistics, answered: i64) -> bool {
    let Statistics { mood, budget, travel, fair, reach } = statistics;
    mood.is_due(answered)
        || budget.is_due(answered)
        || travel.is_due(answered)
        || fair.is_due(answered)
        || reach.is_due(answered)
}

/// With all published that is due, from all answers as they are now.
pub fn published(statistics: &Statistics, answers: &[Private]) -> Statistics {
    let mut next = statistics.clone();
    let answered = i64::try_from(answers.len()).unwrap_or(i64::MAX);
    next.mood.publish(answered, answers.iter().filter_map(|one| one.mood), MoodsView::of);
    next.budget.publish(answered, answers.iter().filter_map(said_budget), BudgetsView::of);
    next.travel.publish(answered, answers.iter().filter_map(|one| one.travel_km), TravelView::of);
    next.fair.publish(answered, answers.iter().filter_map(said_place), Fair::of);
    next.reach.publish(answered, answers.iter().filter_map(said_reach), reach_of);
    next
}

fn said_budget(answer: &Private) -> Option<Option<i64>> {
    answer.budget.map(|budget| budget.most)
}

fn said_place(answer: &Private) -> Option<(i64, i64)> {
    answer.location.map(|at| (at.latitude, at.longitude))
}

fn said_reach(answer: &Private) -> Option<(i64, i64, i64)> {
    let (at, km) = answer.location.zip(answer.travel_km)?;
    Some((at.latitude, at.longitude, km))
}

impl<T: Copy + PartialEq, S> Part<T, S> {
    fn note(&mut self, who: Voice, before: Option<T>, after: Option<T>) {
        if before == after {
            return;
        }
        let (said, since) = match who.is_guest {
            true => (&mut self.said_by_guests, &mut self.guests_since),
            false => (&mut self.said, &mut self.since),
        };
        *said += i64::from(after.is_some()) - i64::from(before.is_some());
        // Who isn't noted says what they said when it was published.
        let was = since.remove(&who.attendee).unwrap_or_else(|| before.map_or(Was::Nothing, Was::Said));
        let was = match (was, after) {
            (Was::Nothing, None) => return,
            (Was::Said(was), Some(after)) if was == after => return,
            (Was::Said(_) | Was::TakenBack, None) => {
                self.shown = None;
                Was::TakenBack
            }
            (was, Some(_)) => was,
        };
        since.insert(who.attendee, was);
    }

    fn is_due(&self, answered: i64) -> bool {
        let said = self.said + self.said_by_guests.min(1);
        let changed = changed(&self.since) + changed(&self.guests_since).min(1);
        said >= FEWEST && changed >= (answered / 20).clamp(FEWEST, ENOUGH)
    }

    fn publish(&mut self, answered: i64, said: impl Iterator<Item = T>, made: impl Fn(&[T]) -> Option<S>) {
        let said: Vec<T> = said.collect();
        if self.is_due(answered) && count(&said) >= FEWEST {
            self.shown = made(&said);
            self.since = BTreeMap::new();
            self.guests_since = BTreeMap::new();
        }
    }
}

/// How many people say something else, at the very least: who took something back may have come again as somebody new.
fn changed<T>(since: &BTreeMap<AttendeeId, Was<T>>) -> i64 {
    let (mut new, mut gone, mut changed) = (0, 0, 0);
    for was in since.values() {
        match was {
            Was::Nothing => new += 1,
            Was::TakenBack => gone += 1,
            Was::Said(_) => changed += 1,
        }
    }
    changed + new.max(gone)
}

/// As everybody sees it; with `own`, as that one does.
pub fn view(statistics: &Statistics, revision: i64, own: Option<&Private>) -> StatisticsView {
    let reach = statistics.reach.shown;
    let meeting = statistics.fair.shown.map(|fair| MeetingView {
        answers: fair.answers,
        fair: FairView {
            latitude: degrees(fair.spot.latitude),
            longitude: degrees(fair.spot.longitude),
            farthest_km: up(fair.spot.km),
        },
        reach: reach.filter(|spot| spot.km <= 0.0).map(|spot| ReachView {
            latitude: degrees(spot.latitude),
            longitude: degrees(spot.longitude),
            km: -up(spot.km),
        }),
        further_km: reach.filter(|spot| spot.km > 0.0).map(|spot| up(spot.km)),
    });
    StatisticsView {
        revision,
        mood: statistics.mood.shown.clone(),
        budget: statistics.budget.shown.clone(),
        travel: statistics.travel.shown.clone(),
        me: own.and_then(|own| my_way(statistics, own)),
        meeting,
    }
}

fn my_way(statistics: &Statistics, own: &Private) -> Option<MyWayView> {
    let home = Home::new(own.location?, 0);
    let fair_km = up(distance(&home, &statistics.fair.shown?.spot));
    let beyond = statistics.reach.shown.filter(|spot| spot.km > 0.0);
    let further = |(spot, km): (Spot, i64)| (up(distance(&home, &spot)) - km).max(0);
    Some(MyWayView { fair_km, further_km: beyond.zip(own.travel_km).map(further) })
}

#[expect(clippy::cast_precision_loss, reason = "they are at most 18000")]
fn degrees(hundredths: i64) -> f64 {
    hundredths as f64 / 100.0
}

/// In whole kilometres, rather too many than too few.
#[expect(clippy::cast_possible_truncation, reason = "the earth isn't that large")]
fn up(km: f64) -> i64 {
    km.ceil() as i64
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::collection::vec;
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::gatherings::answers::{Budget, Location, Mood};
    use crate::gatherings::statistics::model::MoodCounts;

    fn who(number: u128) -> Voice {
        Voice { attendee: AttendeeId(Uuid::from_u128(number)), is_guest: false }
    }

    fn guest(number: u128) -> Voice {
        Voice { is_guest: true, ..who(number) }
    }

    fn mood(mood: Mood) -> Private {
        Private { mood: Some(mood), ..Private::default() }
    }

    /// Everybody of them answers, in order.
    fn answered(answers: &[Private]) -> Statistics {
        let mut statistics = Statistics::default();
        for (number, answer) in answers.iter().enumerate() {
            noted(&mut statistics, who(number as u128), &Private::default(), answer);
        }
        published(&statistics, answers)
    }

    #[test]
    fn nothing_is_shown_of_two() {
        let two = [mood(Mood::Chill), mood(Mood::Chill)];
        assert_eq!(answered(&two).mood.shown, None);
        let three = [mood(Mood::Chill), mood(Mood::Energetic), mood(Mood::Chill), Private::default()];
        let shown = answered(&three).mood.shown.unwrap();
        assert_eq!((shown.answers, shown.counts.chill, shown.most), (3, 2, vec![Mood::Chill]));
    }

    #[test]
    fn one_who_changes_is_not_found_out() {
        let mut answers = vec![mood(Mood::Chill); 5];
        let mut statistics = answered(&answers);
        let first = statistics.mood.shown.clone();
        // There and back again is no change, and two are too few.
        for (number, to) in [(0, Mood::Energetic), (0, Mood::Chill), (1, Mood::Energetic), (2, Mood::Traditional)] {
            noted(&mut statistics, who(number), &answers[number as usize], &mood(to));
            answers[number as usize] = mood(to);
            assert!(!is_due(&statistics, 5));
            statistics = published(&statistics, &answers);
            assert_eq!(statistics.mood.shown, first);
        }
        noted(&mut statistics, who(3), &answers[3], &mood(Mood::Anything));
        answers[3] = mood(Mood::Anything);
        let shown = published(&statistics, &answers).mood.shown.unwrap();
        assert_eq!(shown.counts, MoodCounts { chill: 2, energetic: 1, traditional: 1, anything: 1 });
        assert_eq!(shown.most, [Mood::Chill]);
    }

    #[test]
    fn nobody_is_found_out_by_guests_that_one_person_is() {
        let nothing = Private::default();
        let answers = [mood(Mood::Chill); 6];
        let mut statistics = Statistics::default();
        noted(&mut statistics, who(0), &nothing, &answers[0]);
        for number in 1..5 {
            noted(&mut statistics, guest(number), &nothing, &answers[0]);
            assert!(!is_due(&statistics, 5), "one account, and whoever is behind the guests");
        }
        noted(&mut statistics, who(5), &nothing, &answers[0]);
        statistics = published(&statistics, &answers);
        assert_eq!(statistics.mood.shown.as_ref().map(|shown| shown.answers), Some(6));
        // Of those who say something else afterwards, too.
        for number in 1..5 {
            noted(&mut statistics, guest(number), &answers[0], &mood(Mood::Anything));
        }
        noted(&mut statistics, who(0), &answers[0], &mood(Mood::Anything));
        assert!(!is_due(&statistics, 6));
        noted(&mut statistics, who(5), &answers[0], &mood(Mood::Anything));
        assert!(is_due(&statistics, 6));
    }

    #[test]
    fn what_is_taken_back_is_shown_no_longer_and_not_kept() {
        let odd = Private { budget: Some(Budget { most: Some(777_123) }), ..Private::default() };
        let mut statistics = answered(&[odd; 4]);
        assert!(statistics.budget.shown.is_some());
        noted(&mut statistics, who(0), &odd, &Private::default());
        assert_eq!(statistics.budget.shown, None);
        let kept = serde_json::to_string(&statistics).unwrap();
        assert!(!kept.contains("777"), "{kept}");
        // Whoever comes again as somebody else is still one person.
        noted(&mut statistics, who(9), &Private::default(), &odd);
        noted(&mut statistics, who(1), &odd, &Private::default());
        assert!(!is_due(&statistics, 3));
    }

    #[test]
    fn where_to_meet_and_who_would_have_to_travel_further() {
        let from = |longitude, travel_km| Private {
            location: Some(Location { latitude: 0, longitude }),
            travel_km,
            ..Private::default()
        };
        // A degree of the equator has 111.19 kilometres.
        let near = answered(&[from(0, Some(200)), from(20, Some(200)), from(10, None), from(10, Some(500))]);
        let shown = view(&near, 7, Some(&from(0, Some(200))));
        let meeting = shown.meeting.unwrap();
        assert_eq!((meeting.answers, meeting.fair.farthest_km, meeting.fair.longitude), (4, 112, 1.0));
        assert!((87..=88).contains(&meeting.reach.unwrap().km) && meeting.further_km.is_none());
        assert_eq!(shown.me, Some(MyWayView { fair_km: 112, further_km: None }));
        let far = answered(&[from(0, Some(50)), from(20, Some(50)), from(10, Some(500))]);
        let shown = view(&far, 7, Some(&from(20, Some(50))));
        let meeting = shown.meeting.unwrap();
        assert_eq!((meeting.reach, meeting.further_km), (None, Some(62)));
        assert_eq!(shown.me, Some(MyWayView { fair_km: 112, further_km: Some(62) }));
        assert_eq!(view(&far, 7, Some(&Private::default())).me, None);
    }

    /// People who answer, answer anew, take it back, leave and come again, as one who looks on sees what is published.
    #[derive(Clone, Debug)]
    enum Act {
        Says { human: usize, mood: usize, km: i64, place: i64 },
        Leaves { human: usize },
        Restart,
    }

    fn an_act() -> impl Strategy<Value = Act> {
        prop_oneof![
            6 => (0..7_usize, 0..4_usize, 0..3_i64, 0..3_i64)
                .prop_map(|(human, mood, km, place)| Act::Says { human, mood, km, place }),
            2 => (0..7_usize).prop_map(|human| Act::Leaves { human }),
            1 => Just(Act::Restart),
        ]
    }

    fn said(mood: usize, km: i64, place: i64) -> Private {
        Private {
            mood: [None, Some(Mood::Chill), Some(Mood::Energetic), Some(Mood::Anything)][mood],
            budget: (km > 0).then_some(Budget { most: Some(km).filter(|km| *km == 1) }),
            travel_km: Some(km).filter(|km| *km > 0),
            location: Some(Location { latitude: place, longitude: 0 }).filter(|_| place > 0),
        }
    }

    /// What one part of what was published is made of: which human says what in it.
    type Made = BTreeMap<usize, String>;

    /// One part, as far as who looks on and the people themselves know.
    #[derive(Default)]
    struct Watched {
        shown: Option<String>,
        /// Of the last that was published, whether or not it is shown still.
        made: Made,
        /// Who took something back since.
        took_back: BTreeSet<usize>,
    }

    impl Watched {
        fn sees(
            &mut self,
            shown: Option<String>,
            news: bool,
            made: Made,
            moved: Option<usize>,
        ) -> Result<(), TestCaseError> {
            if let Some(human) = moved.filter(|human| self.made.contains_key(human) && !made.contains_key(human)) {
                self.took_back.insert(human);
                prop_assert!(shown.is_none() || news, "what was taken back is still shown");
            }
            if news {
                let differ = |human: &usize| self.made.get(human) != made.get(human) || self.took_back.contains(human);
                prop_assert!(made.len() >= 3, "of {made:?} alone");
                prop_assert!((0..7).filter(differ).count() >= 3, "from {:?} to {made:?}", self.made);
                *self = Self { shown, made, took_back: BTreeSet::new() };
            } else {
                prop_assert!(shown.is_none() || shown == self.shown, "it is changed without having been published");
                self.shown = shown;
            }
            Ok(())
        }
    }

    fn text(value: &impl serde::Serialize) -> String {
        serde_json::to_string(value).unwrap()
    }

    /// Each part: what is shown of it, whether nothing is noted (as after publishing), and what it is made of.
    fn parts(statistics: &Statistics, people: &BTreeMap<usize, (Voice, Private)>) -> [(Option<String>, bool, Made); 5] {
        let made = |pick: fn(&Private) -> Option<String>| {
            people.iter().filter_map(|(human, (_, answer))| Some((*human, pick(answer)?))).collect::<Made>()
        };
        let Statistics { mood, budget, travel, fair, reach } = statistics;
        [
            (mood.shown.as_ref().map(text), mood.since.is_empty(), made(|one| one.mood.as_ref().map(text))),
            (budget.shown.as_ref().map(text), budget.since.is_empty(), made(|one| said_budget(one).as_ref().map(text))),
            (travel.shown.as_ref().map(text), travel.since.is_empty(), made(|one| one.travel_km.as_ref().map(text))),
            (fair.shown.as_ref().map(text), fair.since.is_empty(), made(|one| said_place(one).as_ref().map(text))),
            (reach.shown.as_ref().map(text), reach.since.is_empty(), made(|one| said_reach(one).as_ref().map(text))),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nobody_is_found_out_by_looking_again(acts in vec(an_act(), 0..60)) {
            let mut statistics = Statistics::default();
            let mut people: BTreeMap<usize, (Voice, Private)> = BTreeMap::new();
            let mut watched: [Watched; 5] = Default::default();
            let mut ids = 0;
            let mut publications = 0;
            for act in acts {
                let mut moved = None;
                match act {
                    Act::Says { human, mood, km, place } => {
                        ids += 1;
                        let (id, before) = people.get(&human).copied().unwrap_or((who(ids), Private::default()));
                        let after = said(mood, km, place);
                        noted(&mut statistics, id, &before, &after);
                        people.insert(human, (id, after));
                        moved = Some(human);
                    }
                    Act::Leaves { human } => {
                        if let Some((id, before)) = people.remove(&human) {
                            noted(&mut statistics, id, &before, &Private::default());
                            moved = Some(human);
                        }
                    }
                    Act::Restart => statistics = serde_json::from_str(&text(&statistics)).unwrap(),
                }
                let before = parts(&statistics, &people).map(|(_, nothing_noted, _)| nothing_noted);
                let answers: Vec<Private> = people.values().map(|(_, answer)| *answer).collect();
                if is_due(&statistics, answers.len() as i64) {
                    statistics = published(&statistics, &answers);
                    publications += 1;
                }
                prop_assert!(!is_due(&statistics, answers.len() as i64));
                for ((watched, before), (shown, after, made)) in
                    watched.iter_mut().zip(before).zip(parts(&statistics, &people))
                {
                    watched.sees(shown, !before && after, made, moved)?;
                }
            }
            prop_assert!(people.len() < 7 || ids < 30 || publications > 0, "nothing was ever published");
        }
    }
}
