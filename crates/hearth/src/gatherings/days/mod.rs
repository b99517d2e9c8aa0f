//! Days, zones and windows: what people say of time, and the instants that it comes to.

mod model;

pub use model::{Daily, Days, Duration, TimeOfDay, Window, WindowView, Windows, Zone, day, starting};
pub(in crate::gatherings) use model::{MINUTES_A_DAY, on};
