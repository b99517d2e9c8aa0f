//! Who may do what with a gathering. Pure.

use super::error::{Checked, GatheringError};
use super::model::{Currency, Gathering, Partaker, Plan, PlanChange, State, Title, Venue};
use crate::accounts::Wrong;
use crate::gatherings::days::{Daily, Days, Duration, TimeOfDay, Zone, day};
use crate::platform::clock::Time;
use crate::platform::text;
use crate::spaces;

const MOST_SITTINGS: i64 = 12;
const MOST_CAPACITY: i64 = 100_000;
/// Days further ahead are a mistake.
const MOST_YEARS: i8 = 2;

const fn wrong(code: &'static str, allowed: &'static str) -> Wrong {
    Wrong { code, allowed }
}

/// Whether they may change it, invite, remove, and say when it takes place.
pub fn may_manage(part: &Partaker) -> bool {
    part.is_host() || part.member().is_some_and(spaces::may_manage)
}

/// Whether it takes answers, or why not.
pub fn takes_answers(gathering: &Gathering, now: Time) -> Result<(), GatheringError> {
    match gathering.state_at(now) {
        State::Open => Ok(()),
        State::Closed => Err(GatheringError::Closed),
        State::Settled => Err(GatheringError::Settled),
        State::Cancelled => Err(GatheringError::Cancelled),
    }
}

/// What is made of what somebody wants; `text_characters`: as long may the description be.
pub fn plan(wanted: PlanChange, now: Time, text_characters: usize) -> Result<Plan, GatheringError> {
    let mut checked = Checked::default();
    const MISSING: Wrong = wrong("missing", "must be given");
    for (field, is_given) in [
        ("title", wanted.title.is_some()),
        ("first_day", wanted.first_day.is_some()),
        ("last_day", wanted.last_day.is_some()),
        ("zone", wanted.zone.is_some()),
        ("minutes", wanted.minutes.is_some()),
    ] {
        if !is_given {
            checked.refuse(field, MISSING);
        }
    }
    let plan = applied(&mut checked, None, wanted, text_characters);
    let plan = plan.inspect(|plan| {
        is_to_come(&mut checked, plan, now);
        fits(&mut checked, plan);
        deadline_is_to_come(&mut checked, plan, now);
    });
    checked.done(plan)
}

/// The plan with what is changed of it. What isn't touched may be past by now.
pub fn changed(plan: &Plan, change: PlanChange, now: Time, text_characters: usize) -> Result<Plan, GatheringError> {
    let mut checked = Checked::default();
    let days = change.first_day.is_some() || change.last_day.is_some() || change.zone.is_some();
    let deadline = change.deadline.is_some();
    let changed = applied(&mut checked, Some(plan), change, text_characters);
    let changed = changed.inspect(|plan| {
        if days {
            is_to_come(&mut checked, plan, now);
        }
        if deadline {
            deadline_is_to_come(&mut checked, plan, now);
        }
        fits(&mut checked, plan);
    });
    checked.done(changed)
}

fn applied(checked: &mut Checked, before: Option<&Plan>, change: PlanChange, text_characters: usize) -> Option<Plan> {
    let title = checked.maybe("title", change.title.as_deref(), Title::parse).or(before.map(|plan| plan.title.clone()));
    let description = description(checked, change.description.as_deref(), text_characters)
        .or(before.map(|plan| plan.description.clone()))
        .unwrap_or_default();
    let place = checked.maybe("place", change.place.as_deref(), Venue::parse);
    let place = place.or(before.map(|plan| plan.place.clone())).unwrap_or_default();
    let zone = checked.maybe("zone", change.zone.as_deref(), Zone::parse).or(before.map(|plan| plan.zone.clone()));
    let first = checked.maybe("first_day", change.first_day.as_deref(), day);
    let last = checked.maybe("last_day", change.last_day.as_deref(), day);
    let (first, last) = (first.or(before.map(|plan| plan.days.first())), last.or(before.map(|plan| plan.days.last())));
    let days = checked.maybe("last_day", first.zip(last), |(first, last)| Days::of(first, last));
    let lasts = checked.maybe("minutes", change.minutes, Duration::of_plan).or(before.map(|plan| plan.lasts));
    let within = |most, allowed| {
        move |number| match number {
            1.. if number <= most => Ok(number),
            _ => Err(wrong("out_of_range", allowed)),
        }
    };
    let sittings = checked.maybe("sittings", change.sittings, within(MOST_SITTINGS, "must be from 1 to 12"));
    let capacity = or_before(change.capacity, before.and_then(|plan| plan.capacity));
    let capacity = checked.maybe("capacity", capacity, within(MOST_CAPACITY, "must be from 1 to 100000"));
    let currency = match change.currency {
        Some(text) => checked.maybe("currency", text.as_deref(), Currency::parse),
        None => before.and_then(|plan| plan.currency.clone()),
    };
    Some(Plan {
        title: title?,
        description,
        place,
        days: days?,
        zone: zone?,
        lasts: lasts?,
        sittings: sittings.or(before.map(|plan| plan.sittings)).unwrap_or(1),
        daily: daily(checked, before, change.daily_from, change.daily_until),
        deadline: or_before(change.deadline, before.and_then(|plan| plan.deadline)),
        capacity,
        currency,
    })
}

fn or_before<T>(change: Option<Option<T>>, before: Option<T>) -> Option<T> {
    change.unwrap_or(before)
}

fn description(checked: &mut Checked, said: Option<&str>, most: usize) -> Option<String> {
    match said {
        Some(said) if said.trim().is_empty() => Some(String::new()),
        Some(said) => {
            let parsed = text::text(said, most);
            let allowed = "must not be longer than a message, nor contain control characters";
            checked.take("description", parsed.map_err(|_| wrong("not_a_text", allowed)))
        }
        None => None,
    }
}

fn daily(
    checked: &mut Checked,
    before: Option<&Plan>,
    from: Option<Option<String>>,
    until: Option<Option<String>>,
) -> Option<Daily> {
    let before = before.and_then(|plan| plan.daily);
    let said = [&from, &until].map(|side| side.as_ref().map_or(before.is_some(), Option::is_some));
    let mut time = |field, change: Option<Option<String>>, before| match change {
        Some(text) => checked.maybe(field, text.as_deref(), TimeOfDay::parse),
        None => before,
    };
    let from = time("daily_from", from, before.map(|daily| daily.from));
    let until = time("daily_until", until, before.map(|daily| daily.until));
    const BOTH: Wrong = wrong("not_alone", "must be given together with the other one");
    match said {
        [true, false] => checked.refuse("daily_until", BOTH),
        [false, true] => checked.refuse("daily_from", BOTH),
        [true, true] | [false, false] => {}
    }
    from.zip(until).map(|(from, until)| Daily { from, until })
}

fn is_to_come(checked: &mut Checked, plan: &Plan, now: Time) {
    let ends = plan.spans().bounds().map(|bounds| bounds.end());
    if ends.is_none_or(|ends| ends <= now) {
        checked.refuse("last_day", wrong("past", "must not be over"));
    }
    if plan.days.is_years_ahead(MOST_YEARS, now, &plan.zone) {
        checked.refuse("last_day", wrong("too_far", "must be at most two years ahead"));
    }
}

fn deadline_is_to_come(checked: &mut Checked, plan: &Plan, now: Time) {
    if plan.deadline.is_some_and(|deadline| deadline <= now) {
        checked.refuse("deadline", wrong("past", "must not be over"));
    }
    let ends = plan.spans().bounds().map(|bounds| bounds.end());
    if plan.deadline > ends {
        checked.refuse("deadline", wrong("after_the_days", "must not come after the last day"));
    }
}

/// Something that takes longer than any of its days can't ever take place.
fn fits(checked: &mut Checked, plan: &Plan) {
    if plan.lasts.minutes() > plan.spans().longest() {
        checked.refuse(
            "minutes",
            wrong("does_not_fit", "must fit between the first day and the last, in what counts of a day"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-21.
    const NOW: Time = Time::from_millis(1_795_219_200_000);

    fn wanted() -> PlanChange {
        PlanChange {
            title: Some("Picnic".to_owned()),
            first_day: Some("2026-11-24".to_owned()),
            last_day: Some("2026-11-26".to_owned()),
            zone: Some("Europe/Berlin".to_owned()),
            minutes: Some(120),
            ..PlanChange::default()
        }
    }

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    fn refused(change: PlanChange) -> Vec<(String, &'static str)> {
        match plan(change, NOW, 100) {
            Err(GatheringError::Invalid(fields)) => {
                fields.into_iter().map(|part| (part.field, part.wrong.code)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_not_said_is_as_usual() {
        let plan = plan(wanted(), NOW, 100).unwrap();
        assert_eq!((plan.sittings, plan.daily, plan.deadline, plan.capacity), (1, None, None, None));
        assert_eq!((plan.description.as_str(), plan.place.as_str(), plan.currency.clone()), ("", "", None));
        assert!(plan.spans().bounds().is_some_and(|bounds| bounds.minutes() == 3 * 24 * 60));
    }

    #[test]
    fn each_wrong_field_is_named() {
        let all: Vec<String> = refused(PlanChange::default()).into_iter().map(|(field, _)| field).collect();
        assert_eq!(all, ["title", "first_day", "last_day", "zone", "minutes"]);
        for (field, code, change) in [
            ("title", "not_a_title", PlanChange { title: text(" "), ..wanted() }),
            ("description", "not_a_text", PlanChange { description: Some("x".repeat(101)), ..wanted() }),
            ("first_day", "not_a_day", PlanChange { first_day: text("2026-11-31"), ..wanted() }),
            ("last_day", "not_in_order", PlanChange { last_day: text("2026-11-23"), ..wanted() }),
            ("last_day", "not_in_order", PlanChange { last_day: text("2027-01-25"), ..wanted() }),
            (
                "last_day",
                "past",
                PlanChange { first_day: text("2026-11-01"), last_day: text("2026-11-20"), ..wanted() },
            ),
            (
                "last_day",
                "too_far",
                PlanChange { first_day: text("9999-12-01"), last_day: text("9999-12-31"), ..wanted() },
            ),
            ("zone", "not_a_zone", PlanChange { zone: text("Europe/Atlantis"), ..wanted() }),
            ("minutes", "out_of_range", PlanChange { minutes: Some(4), ..wanted() }),
            ("minutes", "does_not_fit", PlanChange { minutes: Some(3 * 24 * 60 + 1), ..wanted() }),
            ("sittings", "out_of_range", PlanChange { sittings: Some(13), ..wanted() }),
            ("capacity", "out_of_range", PlanChange { capacity: Some(Some(0)), ..wanted() }),
            ("currency", "not_a_currency", PlanChange { currency: Some(text("euro")), ..wanted() }),
            (
                "daily_from",
                "not_a_time",
                PlanChange { daily_from: Some(text("24:00")), daily_until: Some(text("23:00")), ..wanted() },
            ),
            ("daily_until", "not_alone", PlanChange { daily_from: Some(text("17:00")), ..wanted() }),
            ("deadline", "past", PlanChange { deadline: Some(Some(NOW)), ..wanted() }),
        ] {
            let refused = refused(change);
            assert!(refused.contains(&(field.to_owned(), code)), "{field}: {refused:?}");
        }
    }

    #[test]
    fn a_change_leaves_the_rest_as_it_is() {
        let daily = PlanChange { daily_from: Some(text("17:00")), daily_until: Some(text("23:00")), ..wanted() };
        let before =
            plan(PlanChange { deadline: Some(Some(Time::from_millis(NOW.millis() + 1))), ..daily }, NOW, 100).unwrap();
        let later = Time::from_millis(NOW.millis() + 60 * 24 * 3_600_000);
        let title = PlanChange { title: text("Tea"), ..PlanChange::default() };
        let after = changed(&before, title, later, 100).unwrap();
        assert_eq!(after, Plan { title: Title::parse("Tea").unwrap(), ..before.clone() }, "though its days are past");
        let none = PlanChange {
            deadline: Some(None),
            daily_from: Some(None),
            daily_until: Some(None),
            ..PlanChange::default()
        };
        let after = changed(&before, none, NOW, 100).unwrap();
        assert_eq!((after.deadline, after.daily), (None, None));
        let longer = PlanChange { minutes: Some(361), ..PlanChange::default() };
        assert!(changed(&before, longer, NOW, 100).is_err(), "an evening has six hours");
    }
}
