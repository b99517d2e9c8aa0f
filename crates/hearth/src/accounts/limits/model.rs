//! The limits of an address.

use std::net::IpAddr;

use crate::platform::config;
use crate::platform::limits::Limiter;

/// What one address may do, whoever it is.
pub(in crate::accounts) struct AddressLimits {
    pub(in crate::accounts) sign_ins: Limiter<IpAddr>,
    pub(in crate::accounts) registrations: Limiter<IpAddr>,
    pub(in crate::accounts) codes: Limiter<IpAddr>,
}

impl AddressLimits {
    pub(in crate::accounts) fn new(limits: &config::Limits) -> Self {
        let on = limits.enabled;
        Self {
            sign_ins: Limiter::per_minute("accounts.too_many_sign_ins", on, limits.sign_ins_per_address),
            registrations: Limiter::per_hour("accounts.too_many_registrations", on, limits.registrations_per_address),
            codes: Limiter::per_hour("accounts.too_many_codes", on, limits.codes_per_address),
        }
    }

    pub(in crate::accounts) fn tidy(&self) {
        for limiter in [&self.sign_ins, &self.registrations, &self.codes] {
            limiter.tidy();
        }
    }
}
