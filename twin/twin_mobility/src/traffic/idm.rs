//! Car following: the Intelligent Driver Model.
//!
//! M. Treiber, A. Hennecke, D. Helbing, "Congested traffic states in empirical observations and microscopic simulations",
//! Physical Review E 62, 1805 (2000), eq. (2) acceleration and eq. (3) desired gap, with δ = 4 and s₁ = 0.

/// Parameters of the model.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Idm {
    /// Maximum acceleration a, m/s².
    pub(crate) acceleration: f64,
    /// Comfortable deceleration b, m/s².
    pub(crate) deceleration: f64,
    /// Jam distance s₀, m.
    pub(crate) jam_gap_m: f64,
    /// Safe time headway T, s.
    pub(crate) headway_s: f64,
}

/// Cars (assumed; within the ranges of the paper's table I).
pub(crate) const CAR: Idm = Idm { acceleration: 1.5, deceleration: 2.0, jam_gap_m: 2.0, headway_s: 1.2 };
/// AGVs (assumed: slow, loaded vehicles that may queue closely).
pub(crate) const AGV: Idm = Idm { acceleration: 0.8, deceleration: 1.0, jam_gap_m: 0.5, headway_s: 1.0 };

impl Idm {
    /// Desired gap s* at speed `v` when closing in at `closing`, m (eq. 3).
    pub(crate) fn desired_gap_m(&self, v: f64, closing: f64) -> f64 {
        let dynamic = v * self.headway_s + v * closing / (2.0 * (self.acceleration * self.deceleration).sqrt());
        self.jam_gap_m + dynamic.max(0.0)
    }

    /// Share of the maximum acceleration that is left at speed `v` on a free road with desired speed `v0` (eq. 2, first two terms).
    pub(crate) fn free(&self, v: f64, v0: f64) -> f64 {
        let ratio = v / v0.max(0.1);
        1.0 - (ratio * ratio) * (ratio * ratio)
    }

    /// What something ahead takes away from the acceleration, as a share of the maximum (eq. 2, last term).
    pub(crate) fn interaction(&self, v: f64, gap_m: f64, speed_ahead: f64) -> f64 {
        let ratio = self.desired_gap_m(v, v - speed_ahead) / gap_m.max(0.05);
        ratio * ratio
    }

    /// Gap at which two equal vehicles keep speed `v` below the desired speed `v0`, m: s*(v, 0) / √(1 − (v/v0)⁴).
    #[cfg(test)]
    pub(crate) fn equilibrium_gap_m(&self, v: f64, v0: f64) -> f64 {
        self.desired_gap_m(v, 0.0) / self.free(v, v0).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_follower_settles_at_the_closed_form_gap() {
        let (lead_speed, v0, dt) = (10.0, 15.0, 0.01);
        let (mut gap, mut v) = (60.0, 15.0);
        for _ in 0..60_000 {
            let a = CAR.acceleration * (CAR.free(v, v0) - CAR.interaction(v, gap, lead_speed));
            v += a * dt;
            gap += (lead_speed - v) * dt;
        }
        // 14 m / √(1 − (2/3)⁴) = 15.6284 m, by hand.
        assert!((gap - 15.62838).abs() < 1e-3, "{gap}");
        assert!((CAR.equilibrium_gap_m(10.0, 15.0) - 15.62838).abs() < 1e-4);
    }
}
