//! How long an inference takes on an agent's device, and the energy it needs.
//!
//! Time is that of the roofline model (Williams, Waterman, Patterson, "Roofline", Communications of the ACM 52(4), 2009):
//! arithmetic and memory traffic overlap, so the slower of the two counts; a fixed time to start the accelerator comes before.
//! Energy adds per operation and per byte, on top of the power drawn while the accelerator is being started.
//!
//! **Accuracy.** The classes are round figures, not products: they order the devices and show what dominates.
//! A model of a few thousand MACs is all overhead on every one of them.

/// Work of one inference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InferenceWork {
    /// Multiply-accumulate operations.
    pub macs: u64,
    /// Bytes of weights, inputs and outputs moved from and to memory.
    pub bytes: u64,
}

impl InferenceWork {
    /// No accelerator is started: the work of a rule.
    pub const NONE: Self = Self { macs: 0, bytes: 0 };
}

/// Time and energy of one inference.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct InferenceCost {
    /// From observation to ranking, s.
    pub latency_s: f64,
    /// Energy drawn by it, J.
    pub energy_j: f64,
}

/// A kind of computer that an agent carries.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DeviceClass {
    /// Name shown to the user.
    pub name: &'static str,
    /// Sustained multiply-accumulates per second.
    pub macs_per_s: f64,
    /// Sustained memory traffic, bytes/s.
    pub bytes_per_s: f64,
    /// Energy of one multiply-accumulate, J.
    pub joules_per_mac: f64,
    /// Energy of one byte from or to memory, J.
    pub joules_per_byte: f64,
    /// Time to hand a job to the accelerator and get its result, s.
    pub overhead_s: f64,
    /// Power drawn during the overhead, W.
    pub overhead_w: f64,
    /// Where the figures come from.
    pub source: &'static str,
}

/// A 16-bit float multiplication and a 32-bit float addition in 45 nm: 1.1 pJ + 0.9 pJ.
const JOULES_PER_MAC: f64 = 2.0e-12;
/// DRAM access, 1.3 nJ per 64 bits at best.
const JOULES_PER_BYTE: f64 = 1.3e-9 / 8.0;
const SOURCE: &str = "Energy per operation and per byte: M. Horowitz, \"Computing's energy problem\", ISSCC 2014, Fig. 1.1.9 (45 nm, an upper bound today). \
     Rates, overhead and its power: Assumed; no standard gives one.";

const fn class(name: &'static str, macs_per_s: f64, bytes_per_s: f64, overhead_s: f64, overhead_w: f64) -> DeviceClass {
    DeviceClass {
        name,
        macs_per_s,
        bytes_per_s,
        joules_per_mac: JOULES_PER_MAC,
        joules_per_byte: JOULES_PER_BYTE,
        overhead_s,
        overhead_w,
        source: SOURCE,
    }
}

impl DeviceClass {
    /// Neural unit of a phone.
    pub const PHONE: Self = class("phone NPU", 2.0e12, 30.0e9, 0.5e-3, 0.5);
    /// Computer of a vehicle.
    pub const VEHICLE: Self = class("vehicle computer", 20.0e12, 200.0e9, 0.2e-3, 15.0);
    /// Flight computer of a drone.
    pub const DRONE: Self = class("drone computer", 0.5e12, 15.0e9, 0.5e-3, 2.0);
    /// Processor of a fixed camera.
    pub const CAMERA: Self = class("camera processor", 0.25e12, 6.0e9, 1.0e-3, 1.0);
    /// Controller of a robot.
    pub const ROBOT: Self = class("robot controller", 5.0e12, 60.0e9, 0.3e-3, 8.0);

    /// Time and energy of one inference; a rule ([`InferenceWork::NONE`]) starts no accelerator and counts as free.
    pub fn cost(&self, work: InferenceWork) -> InferenceCost {
        if work == InferenceWork::NONE {
            return InferenceCost::default();
        }
        let (macs, bytes) = (work.macs as f64, work.bytes as f64);
        InferenceCost {
            latency_s: self.overhead_s + (macs / self.macs_per_s).max(bytes / self.bytes_per_s),
            energy_j: self.overhead_w * self.overhead_s + macs * self.joules_per_mac + bytes * self.joules_per_byte,
        }
    }
}

/// Every device class, for tables.
pub const DEVICE_CLASSES: [DeviceClass; 5] =
    [DeviceClass::PHONE, DeviceClass::VEHICLE, DeviceClass::DRONE, DeviceClass::CAMERA, DeviceClass::ROBOT];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_job_is_bound_by_arithmetic_or_by_memory() {
        let phone = DeviceClass::PHONE;
        let arithmetic = phone.cost(InferenceWork { macs: 2_000_000_000_000, bytes: 8 });
        assert!((arithmetic.latency_s - 1.0005).abs() < 1e-9);
        // 0.25 mJ of overhead, 4 J of arithmetic.
        assert!((arithmetic.energy_j - 4.000_25).abs() < 1e-6);
        let memory = phone.cost(InferenceWork { macs: 8, bytes: 30_000_000_000 });
        assert!((memory.latency_s - 1.0005).abs() < 1e-9);
        assert!((memory.energy_j - (0.000_25 + 30.0e9 * 1.3e-9 / 8.0)).abs() < 1e-6);
    }

    #[test]
    fn a_rule_is_free_and_cost_grows_with_work() {
        for class in DEVICE_CLASSES {
            assert_eq!(class.cost(InferenceWork::NONE), InferenceCost::default());
            let small = class.cost(InferenceWork { macs: 6_656, bytes: 27_000 });
            let large = class.cost(InferenceWork { macs: 6_656_000_000, bytes: 27_000_000 });
            assert!(small.latency_s >= class.overhead_s && large.latency_s > small.latency_s);
            assert!(small.energy_j > 0.0 && large.energy_j > small.energy_j);
        }
    }
}
