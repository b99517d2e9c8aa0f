//! What somebody answers again and again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::Wrong;
use crate::gatherings::answers::Location;
use crate::gatherings::answers::{BudgetView, LocationView, Private};
use crate::gatherings::days::{MINUTES_A_DAY, TimeOfDay, Window, WindowView, Windows, Zone, on};
use crate::gatherings::error::{Checked, GatheringError};
use crate::gatherings::model::Plan;

/// So many that an answer holds them all, laid on the most days that there can be.
const MOST: usize = 50;

const fn wrong(code: &'static str, allowed: &'static str) -> Wrong {
    Wrong { code, allowed }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    fn is(self, day: jiff::civil::Date) -> bool {
        // From Monday, as here.
        day.weekday().to_monday_zero_offset() == self as i8
    }
}

/// A time of each week, by the clock on the wall.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekly {
    pub weekday: Weekday,
    pub from: TimeOfDay,
    pub minutes: i64,
}

/// As it is said and shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WeeklyWindow)]
pub struct WeeklyView {
    pub weekday: Weekday,
    #[schema(pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    pub from: String,
    /// By the clock on the wall; may go on into the next days.
    #[schema(minimum = 1, maximum = 10080)]
    pub minutes: i64,
}

/// What an account has saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Availability {
    pub zone: Zone,
    pub weekly: Vec<Weekly>,
    /// Without a mood, which is of the day.
    pub usual: Private,
}

/// As it is said, shown, and kept as JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Availability)]
pub struct AvailabilityView {
    /// The name of a time zone, like `Europe/Berlin`.
    #[schema(max_length = 64)]
    pub zone: String,
    #[schema(max_items = 50)]
    pub weekly: Vec<WeeklyView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub budget: Option<BudgetView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 20000, nullable = false)]
    pub travel_km: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub location: Option<LocationView>,
}

/// What was saved, laid on the days of a gathering.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = AnswerSuggestion)]
pub struct SuggestionView {
    pub windows: Vec<WindowView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub budget: Option<BudgetView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub travel_km: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub location: Option<LocationView>,
}

impl Availability {
    pub fn parse(wanted: AvailabilityView) -> Result<Self, GatheringError> {
        let AvailabilityView { zone, weekly, budget, travel_km, location } = wanted;
        let mut checked = Checked::default();
        let zone = checked.take("zone", Zone::parse(&zone));
        if weekly.len() > MOST {
            checked.refuse("weekly", wrong("too_many", "must be at most 50"));
        }
        let weekly = weekly.iter().take(MOST).enumerate().filter_map(|(place, one)| {
            let minutes = match one.minutes {
                minutes @ 1.. if minutes <= 7 * MINUTES_A_DAY => Ok(minutes),
                _ => Err(wrong("out_of_range", "must be 1 to 10080 minutes")),
            };
            let from = checked.take(&format!("weekly[{place}].from"), TimeOfDay::parse(&one.from));
            let minutes = checked.take(&format!("weekly[{place}].minutes"), minutes);
            Some(Weekly { weekday: one.weekday, from: from?, minutes: minutes? })
        });
        let weekly = weekly.collect();
        let usual = Private::checked(&mut checked, None, budget, travel_km, location);
        checked.done(zone.map(|zone| Self { zone, weekly, usual }))
    }

    pub fn view(&self) -> AvailabilityView {
        let weekly =
            |one: &Weekly| WeeklyView { weekday: one.weekday, from: one.from.to_string(), minutes: one.minutes };
        AvailabilityView {
            zone: self.zone.as_str().to_owned(),
            weekly: self.weekly.iter().map(weekly).collect(),
            budget: self.usual.budget.map(|budget| BudgetView { most: budget.most }),
            travel_km: self.usual.travel_km,
            location: self.usual.location.map(Location::view),
        }
    }

    /// Laid on the days of a plan: what of it lies between the first and the last, each week by its own zone's clock.
    pub fn laid_on(&self, plan: &Plan) -> Windows {
        let Some(bounds) = plan.spans().bounds() else { return Windows::default() };
        // A week before, for what goes on from there; a day more on each side, for the distance of two zones.
        let (first, last) = (plan.days.first(), plan.days.last());
        let begin = first.checked_sub(jiff::Span::new().days(8)).unwrap_or(first);
        let end = last.checked_add(jiff::Span::new().days(2)).unwrap_or(last);
        let days = begin.series(jiff::Span::new().days(1)).take_while(|day| *day <= end);
        let each = days.flat_map(|day| {
            let those = self.weekly.iter().filter(move |one| one.weekday.is(day));
            those.filter_map(move |one| on(day, one.from, one.minutes, &self.zone))
        });
        let within: Vec<Window> = each.filter_map(|window| window.within(bounds)).collect();
        Windows::merged(within)
    }

    pub fn suggestion(&self, plan: &Plan) -> SuggestionView {
        let AvailabilityView { budget, travel_km, location, .. } = self.view();
        SuggestionView { windows: self.laid_on(plan).views(), budget, travel_km, location }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gatherings::model::PlanChange;
    use crate::gatherings::rules;
    use crate::platform::clock::Time;

    /// 2026-03-01.
    const NOW: Time = Time::from_millis(1_772_323_200_000);

    fn plan(first: &str, last: &str) -> Plan {
        let text = |text: &str| Some(text.to_owned());
        let wanted = PlanChange {
            title: text("Picnic"),
            first_day: text(first),
            last_day: text(last),
            zone: text("Europe/Berlin"),
            minutes: Some(60),
            ..PlanChange::default()
        };
        rules::plan(wanted, NOW, 100).unwrap()
    }

    fn weekly(weekday: Weekday, from: &str, minutes: i64) -> WeeklyView {
        WeeklyView { weekday, from: from.to_owned(), minutes }
    }

    fn saved(weekly: Vec<WeeklyView>) -> AvailabilityView {
        let zone = "America/New_York".to_owned();
        AvailabilityView { zone, weekly, budget: None, travel_km: None, location: None }
    }

    fn laid(weekly: Vec<WeeklyView>, first: &str, last: &str) -> Vec<(String, i64)> {
        let windows = Availability::parse(saved(weekly)).unwrap().laid_on(&plan(first, last)).views();
        windows.into_iter().map(|one| (one.start.to_string(), one.minutes)).collect()
    }

    fn one(start: &str, minutes: i64) -> (String, i64) {
        (start.to_owned(), minutes)
    }

    #[test]
    fn each_week_has_its_hours_whatever_the_clocks_do() {
        // New York is on summer time from the 8th of March 2026, Berlin from the 29th.
        let evenings = vec![weekly(Weekday::Friday, "18:00", 120)];
        let expected = [one("2026-03-06T23:00:00.000Z", 120), one("2026-03-13T22:00:00.000Z", 120)];
        assert_eq!(laid(evenings, "2026-03-05", "2026-03-15"), expected);
        let night = vec![weekly(Weekday::Saturday, "22:00", 8 * 60)];
        assert_eq!(laid(night, "2026-03-07", "2026-03-09"), [one("2026-03-08T03:00:00.000Z", 7 * 60)]);
    }

    #[test]
    fn what_goes_on_from_before_counts_and_what_lies_outside_does_not() {
        let week = vec![weekly(Weekday::Sunday, "12:00", 7 * 24 * 60)];
        let [(start, minutes)] = &laid(week, "2026-03-14", "2026-03-14")[..] else { panic!("one window") };
        assert_eq!((start.as_str(), *minutes), ("2026-03-13T23:00:00.000Z", 24 * 60));
        assert!(laid(vec![weekly(Weekday::Monday, "12:00", 60)], "2026-03-14", "2026-03-14").is_empty());
    }

    #[test]
    fn all_that_can_be_saved_fits_into_an_answer() {
        let days = [Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
        let most: Vec<WeeklyView> = (0..50).map(|n| weekly(days[n % 5], &format!("{:02}:00", n / 5 * 2), 30)).collect();
        let laid = laid(most.clone(), "2026-03-02", "2026-05-02");
        assert!(laid.len() > 400 && laid.len() <= 500, "{}", laid.len());
        let more = [most, vec![weekly(Weekday::Sunday, "00:00", 1)]].concat();
        assert!(Availability::parse(saved(more)).is_err());
    }

    #[test]
    fn it_is_kept_as_it_was_said() {
        let said = AvailabilityView {
            budget: Some(BudgetView { most: None }),
            travel_km: Some(25),
            location: Some(LocationView { latitude: 52.5, longitude: 13.4 }),
            ..saved(vec![weekly(Weekday::Sunday, "09:30", 90)])
        };
        let kept = serde_json::to_string(&Availability::parse(said.clone()).unwrap().view()).unwrap();
        assert_eq!(serde_json::from_str::<AvailabilityView>(&kept).unwrap(), said);
        for wrong in [weekly(Weekday::Sunday, "24:00", 1), weekly(Weekday::Sunday, "09:00", 10_081)] {
            assert!(Availability::parse(saved(vec![wrong])).is_err());
        }
    }
}
