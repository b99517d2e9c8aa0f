//! Places.

use serde::{Deserialize, Serialize};

use crate::gatherings::answers::Location;

/// Where somebody sets out from, and how far they'd go: the distance is counted from there on. Zero asks for the plain
/// distance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Home {
    pub latitude: i64,
    pub longitude: i64,
    pub free_km: i64,
}

impl Home {
    pub fn new(at: Location, free_km: i64) -> Self {
        Self { latitude: at.latitude, longitude: at.longitude, free_km }
    }
}

/// A place, in hundredths of a degree, which is about a kilometre, and how many kilometres beyond what is free to them
/// those have to it who have the most. Below zero: as much is left to everybody, whichever way they turn.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    pub latitude: i64,
    pub longitude: i64,
    pub km: f64,
}
