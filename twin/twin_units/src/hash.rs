//! A small, portable hash of simulation state, for comparing runs (not for security).

/// FNV-1a, 64 bits, fed with whole words. Equal states give equal hashes on every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateHash(u64);

impl Default for StateHash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl StateHash {
    /// Adds an integer.
    pub fn word(&mut self, word: u64) {
        for byte in word.to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Adds the bits of a number; −0.0 and 0.0 differ.
    pub fn real(&mut self, value: f64) {
        self.word(value.to_bits());
    }

    /// The hash so far.
    pub fn value(self) -> u64 {
        self.0
    }
}
