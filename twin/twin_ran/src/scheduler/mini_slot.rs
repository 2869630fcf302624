//! Transmissions shorter than a slot.

use crate::RanError;

/// OFDM symbols of a slot with normal cyclic prefix (TS 38.211 table 4.3.2-1).
pub const SYMBOLS_PER_SLOT: u32 = 14;

/// Length of a transmission of PDSCH mapping type B: 2, 4 or 7 symbols.
///
/// Source: TS 38.214 V15.3.0 cl. 5.1.2.1, table 5.1.2.1-1 (later releases add other lengths).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MiniSlot {
    /// 2 symbols.
    Two,
    /// 4 symbols.
    Four,
    /// 7 symbols.
    Seven,
}

impl MiniSlot {
    /// From a number of symbols.
    ///
    /// # Errors
    /// [`RanError::Illegal`] for anything but 2, 4 and 7.
    pub fn from_symbols(symbols: u32) -> Result<Self, RanError> {
        match symbols {
            2 => Ok(Self::Two),
            4 => Ok(Self::Four),
            7 => Ok(Self::Seven),
            _ => Err(RanError::Illegal {
                name: "length of a mini-slot",
                value: f64::from(symbols),
                unit: " symbols",
                legal: "2, 4, 7 symbols".into(),
            }),
        }
    }

    /// Its symbols.
    pub fn symbols(self) -> u32 {
        match self {
            Self::Two => 2,
            Self::Four => 4,
            Self::Seven => 7,
        }
    }

    /// How many fit into the last `data_symbols` of a slot.
    pub fn per_slot(self, data_symbols: u32) -> u32 {
        data_symbols.min(SYMBOLS_PER_SLOT) / self.symbols()
    }

    /// First symbol of the `index`-th mini-slot when the last `data_symbols` of a slot are for data: they follow each other without a gap.
    pub fn first_symbol(self, index: u32, data_symbols: u32) -> u32 {
        SYMBOLS_PER_SLOT - data_symbols.min(SYMBOLS_PER_SLOT) + index * self.symbols()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t38214_5_1_2_1_lengths() {
        for (mini_slot, symbols, per_slot, with_control) in
            [(MiniSlot::Two, 2, 7, 6), (MiniSlot::Four, 4, 3, 3), (MiniSlot::Seven, 7, 2, 1)]
        {
            assert_eq!(MiniSlot::from_symbols(symbols), Ok(mini_slot));
            assert_eq!(
                (mini_slot.per_slot(14), mini_slot.per_slot(12), mini_slot.per_slot(0)),
                (per_slot, with_control, 0)
            );
            let end = mini_slot.first_symbol(per_slot - 1, 14) + symbols;
            assert!(end <= 14 && end + symbols > 14);
        }
        assert_eq!(MiniSlot::Two.first_symbol(1, 12), 4);
        let fault = MiniSlot::from_symbols(3).expect_err("not legal in this release");
        assert_eq!(fault.to_string(), "length of a mini-slot must be one of 2, 4, 7 symbols, found 3 symbols");
    }
}
