//! The place with the least greatest distance, on the sphere.
//!
//! What is sought is the least over all places `c` of `f(c) = max (distance(c, home) − free_km)` over all homes. No way is
//! shorter than through another place, so `f` differs by no more between two places than they are apart. Of a part of the
//! sphere with all of it within `r` of its middle `m`, nothing is below `f(m) − r`. So: the eight triangles of an
//! octahedron, always the most promising one cut into four, until none can be better by more than [`TOLERANCE_KM`] than the
//! best middle so far (branch and bound; A. H. Land and A. G. Doig, *An Automatic Method of Solving Discrete Programming
//! Problems*, 1960). That is exact whatever the shape: over poles, the date line, and where homes face one another from
//! opposite sides of the earth. With `free_km` at zero it is the fair place. With what each would travel, it tells of the
//! greatest disc that all can reach, as what is left at `c` to everybody is left in all directions.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;

use super::model::{Home, Spot};

/// The earth's mean radius (IUGG).
const EARTH_KM: f64 = 6371.0088;
/// What is found is this near to the best that there is.
const TOLERANCE_KM: f64 = 0.25;

type Vector = [f64; 3];

/// The best place to meet for these homes; rounded to hundredths of a degree, for which place its `km` holds. None when
/// there are no homes.
pub fn best_spot(homes: &[Home]) -> Option<Spot> {
    let mut homes = homes.to_vec();
    homes.sort_unstable();
    // Who comes from the same place and would go further decides nothing.
    homes.dedup_by_key(|home| (home.latitude, home.longitude));
    let goals: Vec<Goal> = homes.iter().map(Goal::of).collect();
    let (latitude, longitude) = hundredths(search(&goals)?);
    let there = vector(latitude as f64 / 100.0, longitude as f64 / 100.0);
    let km = goals.iter().map(|goal| goal.from(there)).fold(f64::MIN, f64::max);
    Some(Spot { latitude, longitude, km })
}

/// How far it is from a home to a place, in kilometres.
pub fn distance(home: &Home, spot: &Spot) -> f64 {
    let from = vector(home.latitude as f64 / 10.0, home.longitude as f64 / 10.0);
    kilometres(from, vector(spot.latitude as f64 / 100.0, spot.longitude as f64 / 100.0))
}

#[derive(Clone, Copy)]
struct Goal {
    at: Vector,
    free: f64,
}

impl Goal {
    fn of(home: &Home) -> Self {
        Self { at: vector(home.latitude as f64 / 10.0, home.longitude as f64 / 10.0), free: home.free_km as f64 }
    }

    fn from(&self, place: Vector) -> f64 {
        kilometres(self.at, place) - self.free
    }
}

/// A triangle of the sphere that may hold the best place, and which of the goals may be the farthest from one in it.
struct Part {
    corners: [Vector; 3],
    goals: Rc<[Goal]>,
    /// Nothing in it is below.
    least: f64,
}

impl Part {
    /// With its middle, and how good that is.
    fn of(corners: [Vector; 3], goals: &[Goal]) -> (Self, Vector, f64) {
        let middle = unit([0, 1, 2].map(|axis| corners.iter().map(|corner| corner[axis]).sum()));
        // A disc of less than a quarter of the earth's girth is convex, so it holds the triangle if it holds its corners.
        let radius = corners.iter().map(|corner| kilometres(middle, *corner)).fold(0.0, f64::max);
        let far: Vec<f64> = goals.iter().map(|goal| goal.from(middle)).collect();
        let value = far.iter().copied().fold(f64::MIN, f64::max);
        let near_enough = |far: f64| far >= value - 2.0 * radius;
        let goals = goals.iter().zip(&far).filter(|(_, far)| near_enough(**far)).map(|(goal, _)| *goal).collect();
        (Self { corners, goals, least: value - radius }, middle, value)
    }

    fn cut(&self) -> [[Vector; 3]; 4] {
        let [a, b, c] = self.corners;
        let between = |one: Vector, other: Vector| unit([0, 1, 2].map(|axis| one[axis] + other[axis]));
        let (ab, bc, ca) = (between(a, b), between(b, c), between(c, a));
        [[a, ab, ca], [ab, b, bc], [ca, bc, c], [ab, bc, ca]]
    }
}

/// The greatest is the most promising.
impl Ord for Part {
    fn cmp(&self, other: &Self) -> Ordering {
        other.least.total_cmp(&self.least)
    }
}

impl PartialOrd for Part {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Part {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Part {}

fn search(goals: &[Goal]) -> Option<Vector> {
    // A home is the best place when all meet there, and a good one to begin with.
    let (mut best, mut least) = (goals.first()?.at, f64::MAX);
    for goal in goals.iter().take(20) {
        let value = goals.iter().map(|other| other.from(goal.at)).fold(f64::MIN, f64::max);
        if value < least {
            (best, least) = (goal.at, value);
        }
    }
    let mut parts = BinaryHeap::new();
    let mut look = |corners, goals: &[Goal], parts: &mut BinaryHeap<Part>| {
        let (part, middle, value) = Part::of(corners, goals);
        if value < least {
            (best, least) = (middle, value);
        }
        if part.least < least - TOLERANCE_KM {
            parts.push(part);
        }
        least
    };
    for corners in octahedron() {
        look(corners, goals, &mut parts);
    }
    let mut bound = f64::MAX;
    while let Some(part) = parts.pop() {
        if part.least >= bound - TOLERANCE_KM {
            break;
        }
        for corners in part.cut() {
            bound = look(corners, &part.goals, &mut parts);
        }
    }
    Some(best)
}

fn octahedron() -> impl Iterator<Item = [Vector; 3]> {
    let signs = [1.0, -1.0];
    signs.into_iter().flat_map(move |x| {
        signs
            .into_iter()
            .flat_map(move |y| signs.into_iter().map(move |z| [[x, 0.0, 0.0], [0.0, y, 0.0], [0.0, 0.0, z]]))
    })
}

fn vector(latitude: f64, longitude: f64) -> Vector {
    let (latitude, longitude) = (latitude.to_radians(), longitude.to_radians());
    [latitude.cos() * longitude.cos(), latitude.cos() * longitude.sin(), latitude.sin()]
}

fn unit(vector: Vector) -> Vector {
    let length = dot(vector, vector).sqrt();
    vector.map(|part| part / length)
}

fn dot(one: Vector, other: Vector) -> f64 {
    one[0] * other[0] + one[1] * other[1] + one[2] * other[2]
}

fn kilometres(one: Vector, other: Vector) -> f64 {
    EARTH_KM * dot(one, other).clamp(-1.0, 1.0).acos()
}

#[expect(clippy::cast_possible_truncation, reason = "they are at most 18000")]
fn hundredths(place: Vector) -> (i64, i64) {
    let latitude = place[2].clamp(-1.0, 1.0).asin().to_degrees();
    let longitude = place[1].atan2(place[0]).to_degrees();
    ((latitude * 100.0).round() as i64, (longitude * 100.0).round() as i64)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const QUARTER_KM: f64 = EARTH_KM * std::f64::consts::FRAC_PI_2;

    fn home(latitude: f64, longitude: f64) -> Home {
        let tenths = |degrees: f64| (degrees * 10.0).round() as i64;
        Home { latitude: tenths(latitude), longitude: tenths(longitude), free_km: 0 }
    }

    fn spot(homes: &[Home]) -> Spot {
        best_spot(homes).expect("there are homes")
    }

    #[track_caller]
    fn is(got: Spot, latitude: f64, longitude: f64, km: f64) {
        let place = Spot { latitude: (latitude * 100.0) as i64, longitude: (longitude * 100.0) as i64, km };
        let from = vector(place.latitude as f64 / 100.0, place.longitude as f64 / 100.0);
        let to = vector(got.latitude as f64 / 100.0, got.longitude as f64 / 100.0);
        assert!((got.km - km).abs() <= 1.0 && kilometres(from, to) < 30.0, "{got:?} is not {place:?}");
    }

    #[test]
    fn known_places() {
        assert_eq!(best_spot(&[]), None);
        is(spot(&[home(52.5, 13.4)]), 52.5, 13.4, 0.0);
        is(spot(&[home(52.5, 13.4); 4]), 52.5, 13.4, 0.0);
        // Half-way along the equator, and across the date line.
        is(spot(&[home(0.0, 0.0), home(0.0, 90.0)]), 0.0, 45.0, QUARTER_KM / 2.0);
        is(spot(&[home(0.0, 170.0), home(0.0, -170.0)]), 0.0, 180.0, QUARTER_KM / 9.0);
        // Over the pole, from both sides and from three.
        is(spot(&[home(80.0, 0.0), home(80.0, 180.0)]), 90.0, 0.0, QUARTER_KM / 9.0);
        is(spot(&[home(-60.0, 0.0), home(-60.0, 120.0), home(-60.0, -120.0)]), -90.0, 0.0, QUARTER_KM / 3.0);
        // A third one on the way changes nothing.
        is(spot(&[home(0.0, 0.0), home(0.0, 30.0), home(0.0, 90.0)]), 0.0, 45.0, QUARTER_KM / 2.0);
    }

    #[test]
    fn from_opposite_sides_of_the_earth_it_is_a_quarter_of_the_way_around() {
        let across = spot(&[home(0.0, 0.0), home(0.0, 180.0)]);
        assert!((across.km - QUARTER_KM).abs() <= 1.0, "{across:?}");
        let poles = spot(&[home(90.0, 0.0), home(-90.0, 0.0), home(0.0, 10.0), home(0.0, 40.0)]);
        assert!((poles.km - QUARTER_KM).abs() <= 1.0, "{poles:?}");
        let axes = [(90.0, 0.0), (-90.0, 0.0), (0.0, 0.0), (0.0, 90.0), (0.0, 180.0), (0.0, -90.0)];
        // From all six sides: the middle of a face of the octahedron is as far as one can be from the three behind it.
        let all = spot(&axes.map(|(latitude, longitude)| home(latitude, longitude)));
        let farthest = EARTH_KM * (-1.0 / 3.0_f64.sqrt()).acos();
        assert!((all.km - farthest).abs() <= 1.0, "{all:?} {farthest}");
    }

    #[test]
    fn what_all_can_reach_is_a_disc_and_what_is_missing_a_distance() {
        let quarter = QUARTER_KM as i64;
        let with = |free: [i64; 2]| {
            let homes = [Home { free_km: free[0], ..home(0.0, 0.0) }, Home { free_km: free[1], ..home(0.0, 90.0) }];
            spot(&homes)
        };
        is(with([quarter; 2]), 0.0, 45.0, -QUARTER_KM / 2.0);
        // Whoever would go further is met further away.
        is(with([quarter / 3, 2 * quarter / 3]), 0.0, 30.0, 0.0);
        is(with([quarter / 3, quarter / 3]), 0.0, 45.0, QUARTER_KM / 6.0);
        // Of two at one place the one who goes less far counts.
        let two = [Home { free_km: 50, ..home(10.0, 10.0) }, Home { free_km: 20, ..home(10.0, 10.0) }];
        is(spot(&two), 10.0, 10.0, -20.0);
    }

    #[test]
    fn five_thousand_places() {
        let homes: Vec<Home> =
            (0..5000).map(|n| home(40.0 + f64::from(n % 71) / 10.0, f64::from(n / 71) / 10.0)).collect();
        let found = spot(&homes);
        let corners = [home(40.0, 0.0), home(40.0, 7.0), home(47.0, 0.0), home(47.0, 7.0), home(46.9, 7.0)];
        assert!(homes.len() == 5000 && (found.km - spot(&corners).km).abs() < 10.0, "{found:?}");
        let around = (0..5000).map(|n| home(f64::from(n * 37 % 1800) / 10.0 - 90.0, f64::from(n * 7 % 3600) / 10.0));
        assert!(spot(&around.collect::<Vec<_>>()).km > 1.5 * QUARTER_KM);
        // Where a quarter of the equator is as good as the poles let it be.
        let poles = [home(90.0, 0.0), home(-90.0, 0.0)];
        let flat = (0..4998).map(|n| home(f64::from(n % 11) / 10.0, f64::from(n / 11) / 10.0)).chain(poles);
        assert!((spot(&flat.collect::<Vec<_>>()).km - QUARTER_KM).abs() <= 1.0);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        /// Nothing on a grid of half degrees around is better, and everything far away is worse.
        #[test]
        fn no_place_is_better(homes in vec((-900_i64..=900, -1800_i64..=1800, 0_i64..3000), 1..7)) {
            let homes: Vec<Home> = homes
                .into_iter()
                .map(|(latitude, longitude, free_km)| Home { latitude, longitude, free_km })
                .collect();
            let found = spot(&homes);
            let value = |place: Vector| homes.iter().map(|home| Goal::of(home).from(place)).fold(f64::MIN, f64::max);
            let here = homes.iter().map(|home| distance(home, &found) - home.free_km as f64).fold(f64::MIN, f64::max);
            prop_assert!((here - found.km).abs() < 1e-6);
            for latitude in (-180..=180).step_by(4) {
                for longitude in (-360..360).step_by(4) {
                    let there = value(vector(f64::from(latitude) / 2.0, f64::from(longitude) / 2.0));
                    prop_assert!(there > found.km - 1.0, "{latitude} {longitude} {there} {found:?}");
                }
            }
            for north in -20..=20 {
                for east in -20..=20 {
                    let latitude = (found.latitude as f64 / 100.0 + f64::from(north) / 20.0).clamp(-90.0, 90.0);
                    let longitude = found.longitude as f64 / 100.0 + f64::from(east) / 20.0;
                    prop_assert!(value(vector(latitude, longitude)) > found.km - 1.0);
                }
            }
        }
    }
}
