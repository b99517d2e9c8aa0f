//! Answers.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::accounts::Wrong;
use crate::gatherings::attendees::{Attendee, AttendeeId, Person};
use crate::gatherings::days::{Duration, Window, WindowView, Windows, Zone, starting};
use crate::gatherings::error::{Checked, GatheringError};
use crate::gatherings::model::{Plan, stored_as_text};
use crate::platform::clock::Time;

/// Windows that one answer may hold.
const MOST_WINDOWS: usize = 500;
const MOST_BUDGET: i64 = 1_000_000_000;
/// Half way around the world.
const MOST_KM: i64 = 20_000;

const fn wrong(code: &'static str, allowed: &'static str) -> Wrong {
    Wrong { code, allowed }
}

/// What somebody is in the mood for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mood {
    Chill,
    Energetic,
    Traditional,
    Anything,
}
stored_as_text!(Mood { Chill = "chill", Energetic = "energetic", Traditional = "traditional", Anything = "anything" });

/// What somebody would spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// None: there is no limit.
    pub most: Option<i64>,
}

/// Where somebody roughly is, in tenths of a degree, which is about ten kilometres.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Location {
    pub latitude: i64,
    pub longitude: i64,
}

impl Location {
    pub fn parse(degrees: LocationView) -> Result<Self, Wrong> {
        let LocationView { latitude, longitude } = degrees;
        if !((-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude)) {
            return Err(wrong("not_a_location", "must be from -90 to 90 degrees north, and -180 to 180 degrees east"));
        }
        #[expect(clippy::cast_possible_truncation, reason = "they are at most 1800")]
        let tenths = |degrees: f64| (degrees * 10.0).round() as i64;
        // The two name one meridian.
        let longitude = if tenths(longitude) == -1800 { 1800 } else { tenths(longitude) };
        Ok(Self { latitude: tenths(latitude), longitude })
    }
    #[expect(clippy::cast_precision_loss, reason = "they are at most 1800")]
    pub fn view(self) -> LocationView {
        LocationView { latitude: self.latitude as f64 / 10.0, longitude: self.longitude as f64 / 10.0 }
    }
}

/// In degrees, to a tenth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CoarseLocation)]
pub struct LocationView {
    #[schema(minimum = -90, maximum = 90)]
    pub latitude: f64,
    #[schema(minimum = -180, maximum = 180)]
    pub longitude: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Budget)]
pub struct BudgetView {
    /// Whole units of the currency; absent: there is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 1_000_000_000, nullable = false)]
    pub most: Option<i64>,
}

/// What nobody else is shown of an answer, as far as it is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Private {
    pub mood: Option<Mood>,
    pub budget: Option<Budget>,
    pub travel_km: Option<i64>,
    pub location: Option<Location>,
}

impl Private {
    pub fn checked(
        checked: &mut Checked,
        mood: Option<Mood>,
        budget: Option<BudgetView>,
        travel_km: Option<i64>,
        location: Option<LocationView>,
    ) -> Self {
        let within = |most, allowed| {
            move |number| match number {
                0.. if number <= most => Ok(number),
                _ => Err(wrong("out_of_range", allowed)),
            }
        };
        let most = budget.and_then(|budget| budget.most);
        let most = checked.maybe("budget.most", most, within(MOST_BUDGET, "must be from 0 to 1000000000"));
        Self {
            mood,
            budget: budget.map(|_| Budget { most }),
            travel_km: checked.maybe("travel_km", travel_km, within(MOST_KM, "must be from 0 to 20000")),
            location: checked.maybe("location", location, Location::parse),
        }
    }
}

/// An answer, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub zone: Zone,
    pub windows: Windows,
    pub private: Private,
    pub at: Time,
}

/// A window as somebody wants it, not yet checked.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewWindow)]
pub struct WantedWindow {
    /// RFC 3339 with any offset; without one, as the clock on the wall shows it in `zone`. Seconds don't count.
    #[schema(
        pattern = r"^20[2-9][0-9]-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,9})?)?(Z|[+\-](0[0-9]|1[0-3]):[0-5][0-9])?$"
    )]
    pub start: String,
    #[schema(minimum = 1, maximum = 89280)]
    pub minutes: i64,
}

/// An answer as somebody wants it, not yet checked.
#[derive(Clone, Debug)]
pub struct WantedAnswer {
    pub zone: String,
    pub windows: Vec<WantedWindow>,
    pub mood: Option<Mood>,
    pub budget: Option<BudgetView>,
    pub travel_km: Option<i64>,
    pub location: Option<LocationView>,
    /// Whether budget, travel and location are kept for the next time.
    pub save: bool,
}

impl Answer {
    pub fn parse(wanted: WantedAnswer, plan: &Plan, at: Time) -> Result<Self, GatheringError> {
        let WantedAnswer { zone, windows, mood, budget, travel_km, location, .. } = wanted;
        let mut checked = Checked::default();
        let private = Private::checked(&mut checked, mood, budget, travel_km, location);
        let zone = checked.take("zone", Zone::parse(&zone));
        if windows.len() > MOST_WINDOWS {
            checked.refuse("windows", wrong("too_many", "must be at most 500"));
        }
        let days = plan.spans().bounds();
        let answer = zone.map(|zone| {
            let windows = windows.iter().take(MOST_WINDOWS).enumerate().filter_map(|(place, one)| {
                let field = |part| format!("windows[{place}].{part}");
                let start = checked.take(&field("start"), starting(&one.start, &zone));
                let lasts = checked.take(&field("minutes"), Duration::of_window(one.minutes));
                let window = start.zip(lasts).map(|(start, lasts)| Window::lasting(start, lasts))?;
                if days.is_none_or(|days| !days.touches(window)) {
                    let elsewhere = wrong("outside_the_days", "must touch the days of the gathering");
                    checked.refuse(&field("start"), elsewhere);
                }
                Some(window)
            });
            let windows = Windows::merged(windows.collect());
            Self { zone, windows, private, at }
        });
        checked.done(answer)
    }

    pub fn view(&self) -> AnswerView {
        let Private { mood, budget, travel_km, location } = self.private;
        AnswerView {
            zone: self.zone.as_str().to_owned(),
            windows: self.windows.views(),
            mood,
            budget: budget.map(|budget| BudgetView { most: budget.most }),
            travel_km,
            location: location.map(Location::view),
            answered_at: self.at,
        }
    }
}

/// One's own answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Answer)]
pub struct AnswerView {
    pub zone: String,
    /// Merged and in order.
    pub windows: Vec<WindowView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub mood: Option<Mood>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub budget: Option<BudgetView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub travel_km: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub location: Option<LocationView>,
    pub answered_at: Time,
}

/// When an attendee can, as the store keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    pub attendee: Attendee,
    pub windows: Windows,
}

/// When an attendee can, as all see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AnsweredWith)]
pub struct AnsweredView {
    pub attendee_id: AttendeeId,
    pub person: Person,
    pub guest: bool,
    pub required: bool,
    pub zone: String,
    /// Merged and in order.
    pub windows: Vec<WindowView>,
    pub answered_at: Time,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gatherings::model::PlanChange;
    use crate::gatherings::rules;

    /// 2026-11-21.
    const NOW: Time = Time::from_millis(1_795_219_200_000);

    fn plan() -> Plan {
        let text = |text: &str| Some(text.to_owned());
        let wanted = PlanChange {
            title: text("Picnic"),
            first_day: text("2026-11-24"),
            last_day: text("2026-11-26"),
            zone: text("Europe/Berlin"),
            minutes: Some(120),
            ..PlanChange::default()
        };
        rules::plan(wanted, NOW, 100).unwrap()
    }

    fn wanted(windows: &[(&str, i64)]) -> WantedAnswer {
        let window = |(start, minutes): &(&str, i64)| WantedWindow { start: (*start).to_owned(), minutes: *minutes };
        WantedAnswer {
            zone: "America/New_York".to_owned(),
            windows: windows.iter().map(window).collect(),
            mood: None,
            budget: None,
            travel_km: None,
            location: None,
            save: false,
        }
    }

    fn refused(wanted: WantedAnswer) -> Vec<(String, &'static str)> {
        match Answer::parse(wanted, &plan(), NOW) {
            Err(GatheringError::Invalid(fields)) => {
                fields.into_iter().map(|part| (part.field, part.wrong.code)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn windows_are_merged_and_in_order() {
        let said = [("2026-11-25T18:00", 60), ("2026-11-24T18:00+01:00", 60), ("2026-11-24T18:30:30+01:00", 60)];
        let view = Answer::parse(wanted(&said), &plan(), NOW).unwrap().view();
        let windows: Vec<_> = view.windows.iter().map(|one| (one.start.to_string(), one.minutes)).collect();
        let expected = [("2026-11-24T17:00:00.000Z", 90), ("2026-11-25T23:00:00.000Z", 60)];
        assert_eq!(windows, expected.map(|(start, minutes)| (start.to_owned(), minutes)));
        assert!(Answer::parse(wanted(&[]), &plan(), NOW).is_ok(), "who never can says so");
    }

    #[test]
    fn each_wrong_field_is_named() {
        let one = |field: &str, code| vec![(field.to_owned(), code)];
        assert_eq!(refused(wanted(&[("2026-11-24T18:00", 0)])), one("windows[0].minutes", "out_of_range"));
        assert_eq!(refused(wanted(&[("2026-11-24T18:00", -60)])), one("windows[0].minutes", "out_of_range"));
        assert_eq!(refused(wanted(&[("never", 60)])), one("windows[0].start", "not_a_time"));
        for elsewhere in ["2026-11-23T22:59Z", "2026-11-26T23:00Z", "9999-12-30T21:59Z", "-009999-01-03T00:00Z"] {
            let elsewhere = refused(wanted(&[("2026-11-24T18:00", 60), (elsewhere, 1)]));
            assert_eq!(elsewhere, one("windows[1].start", "outside_the_days"));
        }
        assert_eq!(refused(wanted(&[("2026-11-24T18:00", 60); 501])), one("windows", "too_many"));
        assert_eq!(refused(wanted(&[("", 0); 500])).len(), 20, "enough to see what is wrong");
        let unknown = WantedAnswer { zone: "Mars".to_owned(), ..wanted(&[]) };
        assert_eq!(refused(unknown), one("zone", "not_a_zone"));
        let far = LocationView { latitude: 90.1, longitude: 0.0 };
        let private = WantedAnswer {
            budget: Some(BudgetView { most: Some(-1) }),
            travel_km: Some(20_001),
            location: Some(far),
            ..wanted(&[])
        };
        let codes = [("budget.most", "out_of_range"), ("travel_km", "out_of_range"), ("location", "not_a_location")];
        assert_eq!(refused(private), codes.map(|(field, code)| (field.to_owned(), code)));
    }

    #[test]
    fn a_location_is_coarse() {
        let parsed = |latitude, longitude| Location::parse(LocationView { latitude, longitude });
        assert_eq!(parsed(52.5163, 13.3777).unwrap().view(), LocationView { latitude: 52.5, longitude: 13.4 });
        assert_eq!(parsed(-0.04, -180.0).unwrap(), Location { latitude: 0, longitude: 1800 });
        assert!(parsed(f64::NAN, 0.0).is_err() && parsed(0.0, f64::INFINITY).is_err());
    }
}
