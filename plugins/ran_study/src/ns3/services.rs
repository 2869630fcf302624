//! What a UE does with its link, for judging whether a handover was necessary.

use twin_units::rng::{Purpose, Stream};

/// What a service asks of a handover.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Service {
    /// Share of the UEs.
    share: f64,
    /// A shorter stay is unnecessary, s.
    pub(super) t_min_s: f64,
    /// A smaller gain of SINR is unnecessary, dB.
    pub(super) theta_q_db: f64,
}

/// Voice, video call, gaming, streaming, web: the study's services (5QI 1, 2, 3, 6, 9).
const SERVICES: [Service; 5] = [
    Service { share: 0.20, t_min_s: 4.0, theta_q_db: 0.7 },
    Service { share: 0.20, t_min_s: 6.0, theta_q_db: 1.0 },
    Service { share: 0.15, t_min_s: 7.0, theta_q_db: 1.2 },
    Service { share: 0.30, t_min_s: 3.0, theta_q_db: 1.5 },
    Service { share: 0.15, t_min_s: 2.0, theta_q_db: 0.4 },
];

impl Service {
    /// The service of a UE, drawn once.
    pub(super) fn of(seed: u64, ue: u32) -> Self {
        let mut draw = Stream::new(seed, ue, Purpose::Service).uniform();
        for service in SERVICES {
            draw -= service.share;
            if draw < 0.0 {
                return service;
            }
        }
        SERVICES[SERVICES.len() - 1]
    }
}
