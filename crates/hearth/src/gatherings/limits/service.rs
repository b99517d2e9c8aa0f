//! The limiters of the acts.

use crate::accounts::AccountId;
use crate::gatherings::model::GatheringId;
use crate::platform::config::Settings;
use crate::platform::limits::Limiter;

/// How often things may be done.
pub(in crate::gatherings) struct Limits {
    /// Proposing, inviting, coming and going.
    pub(in crate::gatherings) moves: Limiter<AccountId>,
    /// Answering, by whoever it is.
    pub(in crate::gatherings) answers: Limiter<uuid::Uuid>,
    /// Answers of all guests of one gathering.
    pub(in crate::gatherings) guests: Limiter<GatheringId>,
    /// Changes of one gathering, of which mails may tell.
    pub(in crate::gatherings) plans: Limiter<GatheringId>,
    /// Codes that are tried from one address, and guests that come from it.
    pub(in crate::gatherings) codes: Limiter<std::net::IpAddr>,
}

impl Limits {
    const CODE: &'static str = "gatherings.too_many";
    const ANSWERS: u32 = 30;
    const ANSWERS_OF_GUESTS: u32 = 120;
    const CHANGES: u32 = 60;

    pub(in crate::gatherings) fn new(settings: &Settings) -> Self {
        let limits = &settings.limits;
        Self {
            moves: Limiter::per_minute(Self::CODE, limits.enabled, limits.moves_per_account),
            answers: Limiter::per_minute(Self::CODE, limits.enabled, Self::ANSWERS),
            guests: Limiter::per_minute(Self::CODE, limits.enabled, Self::ANSWERS_OF_GUESTS),
            plans: Limiter::per_hour(Self::CODE, limits.enabled, Self::CHANGES),
            codes: Limiter::per_hour(Self::CODE, limits.enabled, limits.codes_per_address),
        }
    }

    /// Forgets who is fresh again. To be called now and then.
    pub(in crate::gatherings) fn tidy(&self) {
        let Self { moves, answers, guests, plans, codes } = self;
        moves.tidy();
        answers.tidy();
        guests.tidy();
        plans.tidy();
        codes.tidy();
    }
}
