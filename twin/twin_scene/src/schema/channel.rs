//! Which channel model gives the links of a scene.

use serde::{Deserialize, Serialize};

/// The channel model of a scene.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Channel {
    /// Rays over the scene's geometry.
    #[default]
    Rays,
    /// Path loss, shadowing and car loss of TR 38.901, drawn from the seed: no ray is traced, so thousands of agents run faster than real time.
    Statistical(StatisticalChannel),
}

impl Channel {
    /// Whether it may be left out of a file.
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }

    /// The statistical channel, if it is that.
    pub fn statistical(&self) -> Option<&StatisticalChannel> {
        match self {
            Self::Rays => None,
            Self::Statistical(channel) => Some(channel),
        }
    }
}

/// Settings of the statistical channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StatisticalChannel {
    /// Scenario whose path loss is taken.
    pub scenario: ChannelScenario,
    /// How line of sight is known.
    pub line_of_sight: LineOfSight,
    /// Shadow fading.
    pub shadowing: Shadowing,
    /// Whether agents in cars lose what TR 38.901 cl. 7.4.3.2 has for it: one draw per agent, N(9 dB, 5 dB).
    pub car_loss: bool,
}

/// Scenarios of TR 38.901 cl. 7.2.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChannelScenario {
    /// UMi street canyon: small cells below the rooftops.
    #[default]
    UmiStreetCanyon,
}

/// How the statistical channel knows whether a link has line of sight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineOfSight {
    /// When nothing of the scene's geometry stands on the straight line.
    #[default]
    Geometry,
    /// By the probability of TR 38.901 table 7.4.2-1, drawn for each link and correlated along the agent's way: for scenes without buildings.
    Probability,
}

/// Log-normal shadow fading, independent between sites, correlated along an agent's way as `exp(−distance / correlation)`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Shadowing {
    /// Standard deviation with line of sight, dB, 0..=20; 0 for none.
    pub los_db: f64,
    /// Standard deviation without line of sight, dB, 0..=20.
    pub nlos_db: f64,
    /// Correlation distance with line of sight, m, 0.1..=1000.
    pub correlation_los_m: f64,
    /// Correlation distance without line of sight, m, 0.1..=1000.
    pub correlation_nlos_m: f64,
}

impl Default for Shadowing {
    /// UMi street canyon: TR 38.901 table 7.4.1-1 (deviations) and table 7.5-6 (correlation distances).
    fn default() -> Self {
        Self { los_db: 4.0, nlos_db: 7.82, correlation_los_m: 10.0, correlation_nlos_m: 13.0 }
    }
}
