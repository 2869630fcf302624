//! Identifiers. All are small integers given by the scene, so that they sort, hash and record alike everywhere.

use std::fmt;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident($raw:ty), $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub $raw);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
    };
}

id!(
    /// A gNB: one site with one or more cells.
    GnbId(u32), "gNB "
);
id!(
    /// A cell's place in the twin's row-major arrays: dense, 0-based, in the order of sites and sectors.
    CellId(u32), "cell "
);
id!(
    /// Physical cell identity, 0..=1007 (TS 38.211 cl. 7.4.2.1).
    Pci(u16), "PCI "
);
id!(
    /// A reconfigurable intelligent surface.
    RisId(u32), "RIS "
);
id!(
    /// A user equipment; every agent carries one. Dense and 0-based.
    UeId(u32), "UE "
);
id!(
    /// 5G QoS identifier (TS 23.501 cl. 5.7.4).
    FiveQi(u8), "5QI "
);

/// Single network slice selection assistance information (TS 23.003 cl. 28.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct SNssai {
    /// Slice/service type; 1 eMBB, 2 URLLC, 3 MIoT (TS 23.501 cl. 5.15.2.2).
    pub sst: u8,
    /// Slice differentiator, 24 bits; `None` when not used.
    #[serde(default)]
    pub sd: Option<u32>,
}

impl fmt::Display for SNssai {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.sd {
            Some(sd) => write!(f, "{}-{sd:06x}", self.sst),
            None => write!(f, "{}", self.sst),
        }
    }
}
