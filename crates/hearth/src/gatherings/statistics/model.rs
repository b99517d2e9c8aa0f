//! What was published, and who said something else since.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::gatherings::answers::{BudgetView, Mood};
use crate::gatherings::attendees::AttendeeId;
use crate::gatherings::meeting::{Home, Spot, best_spot, distance};

/// The statistics of a gathering, as its row keeps them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Statistics {
    pub mood: Part<Mood, MoodsView>,
    pub budget: Part<Option<i64>, BudgetsView>,
    pub travel: Part<i64, TravelView>,
    /// Where all set out from.
    pub fair: Part<(i64, i64), Fair>,
    /// Where those set out from who say how far they'd go, and that.
    pub reach: Part<(i64, i64, i64), Spot>,
}

/// One of them. `T` is what somebody says of it, `S` what is shown.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Part<T, S> {
    /// Absent: not enough said it, or somebody took back what it was made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown: Option<S>,
    /// How many accounts say something now, and how many guests.
    pub said: i64,
    #[serde(skip_serializing_if = "is_none")]
    pub said_by_guests: i64,
    /// Who says something else than when it was published, and what that was. It is at hand so that whoever goes back to it
    /// isn't counted.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub since: BTreeMap<AttendeeId, Was<T>>,
    /// The guests among them.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub guests_since: BTreeMap<AttendeeId, Was<T>>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks like this")]
fn is_none(count: &i64) -> bool {
    *count == 0
}

impl<T, S> Default for Part<T, S> {
    fn default() -> Self {
        Self { shown: None, said: 0, said_by_guests: 0, since: BTreeMap::new(), guests_since: BTreeMap::new() }
    }
}

/// Whose answer it is. Anybody can be a guest, and several, who has the link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Voice {
    pub attendee: AttendeeId,
    pub is_guest: bool,
}

/// What somebody had said when it was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Was<T> {
    Nothing,
    Said(T),
    /// It was taken back since, and isn't kept.
    TakenBack,
}

/// Where all have about the same way, and for how many that was looked for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fair {
    pub answers: i64,
    pub spot: Spot,
}

impl Fair {
    pub(super) fn of(said: &[(i64, i64)]) -> Option<Self> {
        let homes: Vec<Home> = said
            .iter()
            .map(|(latitude, longitude)| Home { latitude: *latitude, longitude: *longitude, free_km: 0 })
            .collect();
        Some(Self { answers: count(said), spot: best_spot(&homes)? })
    }
}

/// Never about fewer than three people, and never changed by fewer than three.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = GatheringStatistics)]
pub struct StatisticsView {
    pub revision: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub mood: Option<MoodsView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub budget: Option<BudgetsView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub travel: Option<TravelView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub meeting: Option<MeetingView>,
    /// What concerns the asker alone, from their own location.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub me: Option<MyWayView>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = MoodStatistics)]
pub struct MoodsView {
    pub answers: i64,
    pub counts: MoodCounts,
    /// What most are in the mood for; several, where as many are.
    pub most: Vec<Mood>,
}

impl MoodsView {
    pub(super) fn of(said: &[Mood]) -> Option<Self> {
        const ALL: [Mood; 4] = [Mood::Chill, Mood::Energetic, Mood::Traditional, Mood::Anything];
        let counts = ALL.map(|mood| count(&said.iter().filter(|said| **said == mood).collect::<Vec<_>>()));
        let most = counts.iter().copied().max()?;
        let [chill, energetic, traditional, anything] = counts;
        Some(Self {
            answers: count(said),
            counts: MoodCounts { chill, energetic, traditional, anything },
            most: ALL.into_iter().zip(counts).filter(|(_, count)| *count == most).map(|(mood, _)| mood).collect(),
        })
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MoodCounts {
    pub chill: i64,
    pub energetic: i64,
    pub traditional: i64,
    pub anything: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = BudgetStatistics)]
pub struct BudgetsView {
    pub answers: i64,
    /// What everybody can meet, rounded down to two digits.
    pub everybody: BudgetView,
    pub steps: Vec<StepView>,
}

impl BudgetsView {
    pub(super) fn of(said: &[Option<i64>]) -> Option<Self> {
        let least = said.iter().flatten().min().copied();
        Some(Self { answers: count(said), everybody: BudgetView { most: least.map(two_digits) }, steps: steps(said) })
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = TravelStatistics)]
pub struct TravelView {
    pub answers: i64,
    /// How far everybody would travel, rounded down to two digits.
    pub everybody_km: i64,
    pub steps: Vec<StepView>,
}

impl TravelView {
    pub(super) fn of(said: &[i64]) -> Option<Self> {
        let limits: Vec<Option<i64>> = said.iter().copied().map(Some).collect();
        Some(Self {
            answers: count(said),
            everybody_km: said.iter().min().copied().map(two_digits)?,
            steps: steps(&limits),
        })
    }
}

/// How many say something from one number until before another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = StatisticsStep)]
pub struct StepView {
    pub from: i64,
    /// Absent: those without any limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to: Option<i64>,
    pub count: i64,
}

/// Of those who say where they set out from.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = MeetingStatistics)]
pub struct MeetingView {
    pub answers: i64,
    pub fair: FairView,
    /// A disc around the fairest place for those who say how far they'd travel, too, which they can all reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub reach: Option<ReachView>,
    /// Where that place isn't in everybody's reach: how much further somebody would have to travel than they said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub further_km: Option<i64>,
}

/// The place to which the farthest has the least to travel. In degrees, to a hundredth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = FairPlace)]
pub struct FairView {
    pub latitude: f64,
    pub longitude: f64,
    pub farthest_km: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, ToSchema)]
#[schema(as = ReachableDisc)]
pub struct ReachView {
    pub latitude: f64,
    pub longitude: f64,
    pub km: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MyWay)]
pub struct MyWayView {
    /// To the fair place.
    pub fair_km: i64,
    /// Where that isn't in everybody's reach: how much further one would have to travel oneself than one said.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub further_km: Option<i64>,
}

/// Around the fair place for those who said how far they'd go: how much further those would have to who are furthest from
/// what they said; below zero, how much is left to all. Around where most is left to all it would often be the circle of
/// one of them, whose home and distance that would tell.
#[expect(clippy::cast_precision_loss, reason = "it is at most 20000")]
pub(super) fn reach_of(said: &[(i64, i64, i64)]) -> Option<Spot> {
    let home =
        |(latitude, longitude, _): &(i64, i64, i64)| Home { latitude: *latitude, longitude: *longitude, free_km: 0 };
    let spot = best_spot(&said.iter().map(home).collect::<Vec<_>>())?;
    let beyond = said.iter().map(|one| distance(&home(one), &spot) - one.2 as f64);
    Some(Spot { km: beyond.fold(f64::MIN, f64::max), ..spot })
}

/// Rounded down to two digits: nobody's own odd number is shown.
fn two_digits(number: i64) -> i64 {
    let mut unit = 1;
    while number / unit >= 100 {
        unit *= 10;
    }
    number / unit * unit
}

/// Counted by 0, 1, 2, 5, 10, 20, 50 … from the least to the greatest, and last those without a limit.
fn steps(said: &[Option<i64>]) -> Vec<StepView> {
    let (mut limits, mut without) = (Vec::new(), 0);
    for limit in said {
        match limit {
            Some(limit) => limits.push(*limit),
            None => without += 1,
        }
    }
    let bounds = [0].into_iter().chain((0..).flat_map(|power| [1, 2, 5].map(|digit| digit * 10_i64.pow(power))));
    let bounds: Vec<i64> = bounds.take(3 * 11).collect();
    let (least, greatest) = (limits.iter().min(), limits.iter().max());
    let mut steps: Vec<StepView> = bounds
        .windows(2)
        .filter(|pair| least.is_some_and(|least| *least < pair[1]) && greatest.is_some_and(|most| *most >= pair[0]))
        .map(|pair| {
            let within = limits.iter().filter(|limit| (pair[0]..pair[1]).contains(limit)).collect::<Vec<_>>();
            StepView { from: pair[0], to: Some(pair[1]), count: count(&within) }
        })
        .collect();
    if without > 0 {
        let from = steps.last().and_then(|last| last.to).unwrap_or(0);
        steps.push(StepView { from, to: None, count: without });
    }
    steps
}

pub(super) fn count<T>(list: &[T]) -> i64 {
    i64::try_from(list.len()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_counted_in_steps_and_the_least_is_rounded() {
        let shown = BudgetsView::of(&[Some(137), Some(49), Some(1200), None]).unwrap();
        assert_eq!(shown.everybody.most, Some(49));
        let steps: Vec<_> = shown.steps.iter().map(|step| (step.from, step.to, step.count)).collect();
        let expected =
            [(20, Some(50), 1), (50, Some(100), 0), (100, Some(200), 1), (200, Some(500), 0), (500, Some(1000), 0)];
        assert_eq!(steps[..5], expected);
        assert_eq!(steps[5..], [(1000, Some(2000), 1), (2000, None, 1)]);
        let without = BudgetsView::of(&[None; 3]).unwrap();
        assert_eq!((without.everybody.most, without.steps.len(), without.steps[0].from), (None, 1, 0));
        let most = BudgetsView::of(&[Some(1_000_000_000), Some(0), Some(1_999)]).unwrap();
        assert_eq!(most.steps.iter().map(|step| step.count).sum::<i64>(), 3);
        assert_eq!([0, 9, 99, 137, 1_999_999].map(two_digits), [0, 9, 99, 130, 1_900_000]);
    }
}
