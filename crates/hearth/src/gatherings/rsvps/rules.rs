//! Who has a place. Pure.

use crate::gatherings::attendees::Rsvp;

/// What is noted of somebody who says this, when so many come already, themselves not counted.
pub fn noted(wanted: Rsvp, coming: i64, capacity: Option<i64>) -> Rsvp {
    match wanted {
        Rsvp::Yes | Rsvp::Waiting if capacity.is_some_and(|capacity| coming >= capacity) => Rsvp::Waiting,
        Rsvp::Yes | Rsvp::Waiting => Rsvp::Yes,
        Rsvp::Maybe => Rsvp::Maybe,
        Rsvp::No => Rsvp::No,
    }
}

/// For how many of those who wait there is room.
pub fn room(coming: i64, waiting: i64, capacity: Option<i64>) -> i64 {
    capacity.map_or(waiting, |capacity| (capacity - coming).clamp(0, waiting))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_too_late_waits() {
        assert_eq!(noted(Rsvp::Yes, 2, Some(3)), Rsvp::Yes);
        assert_eq!(noted(Rsvp::Yes, 3, Some(3)), Rsvp::Waiting);
        assert_eq!(noted(Rsvp::Yes, 1000, None), Rsvp::Yes);
        assert_eq!(noted(Rsvp::Maybe, 3, Some(3)), Rsvp::Maybe);
    }

    #[test]
    fn those_who_wait_move_up_as_far_as_there_is_room() {
        assert_eq!((room(2, 5, Some(3)), room(3, 5, Some(3)), room(4, 5, Some(3))), (1, 0, 0));
        assert_eq!((room(0, 5, Some(9)), room(0, 5, None)), (5, 5));
    }
}
