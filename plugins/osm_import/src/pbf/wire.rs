//! Protocol Buffers without objects: the fields of a message, borrowed from its bytes.
//!
//! Encoding: protobuf.dev/programming-guides/encoding.

/// The value of a field.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Wire<'a> {
    /// A number of up to 64 bits.
    Number(u64),
    /// Text, bytes, a message or packed numbers.
    Bytes(&'a [u8]),
    /// A number of 32 or 64 bits, which the format has nowhere.
    Fixed,
}

/// What is wrong.
type Damage = &'static str;

/// The fields of a message with their numbers, until the first fault.
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u64, Wire<'a>), Damage>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let field = self.field();
        if field.is_err() {
            self.0 = &[];
        }
        Some(field)
    }
}

impl<'a> Fields<'a> {
    fn field(&mut self) -> Result<(u64, Wire<'a>), Damage> {
        let tag = varint(&mut self.0)?;
        let value = match tag & 7 {
            0 => Wire::Number(varint(&mut self.0)?),
            1 => self.take(8).map(|_| Wire::Fixed)?,
            2 => {
                let length = varint(&mut self.0)?;
                Wire::Bytes(self.take(usize::try_from(length).unwrap_or(usize::MAX))?)
            }
            5 => self.take(4).map(|_| Wire::Fixed)?,
            _ => return Err("a field has a type that Protocol Buffers do not know"),
        };
        Ok((tag >> 3, value))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Damage> {
        let (part, rest) = self.0.split_at_checked(length).ok_or("a field is longer than what holds it")?;
        self.0 = rest;
        Ok(part)
    }
}

/// Packed numbers, until the first fault.
#[derive(Clone, Copy, Default)]
pub(super) struct Packed<'a>(&'a [u8]);

impl<'a> Packed<'a> {
    /// Takes the numbers of a field that may be there once.
    pub(super) fn set(&mut self, value: Wire<'a>) -> Result<(), Damage> {
        match value {
            Wire::Bytes(numbers) if self.0.is_empty() => self.0 = numbers,
            _ => return Err("a list of numbers is not packed into one"),
        }
        Ok(())
    }

    /// Sums of the numbers as signed changes.
    pub(super) fn sums(self) -> impl Iterator<Item = Result<i64, Damage>> + use<'a> {
        let mut sum = 0_i64;
        self.map(move |number| {
            sum = sum.wrapping_add(signed(number?));
            Ok(sum)
        })
    }
}

impl Iterator for Packed<'_> {
    type Item = Result<u64, Damage>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let number = varint(&mut self.0);
        if number.is_err() {
            self.0 = &[];
        }
        Some(number)
    }
}

/// The number that `sint64` writes as `zigzag`.
pub(super) fn signed(zigzag: u64) -> i64 {
    (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64)
}

fn varint(bytes: &mut &[u8]) -> Result<u64, Damage> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first().ok_or("it ends in the middle of a number")?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err("a number has more than 64 bits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_numbers_are_those_of_the_documentation() {
        // The examples of protobuf.dev: 150 in field 1, "testing" in field 2.
        assert_eq!(Fields(&[8, 0x96, 1]).next(), Some(Ok((1, Wire::Number(150)))));
        assert_eq!(Fields(b"\x12\x07testing").next(), Some(Ok((2, Wire::Bytes(b"testing")))));
        assert_eq!([0, 1, 2, 3, u64::MAX - 1, u64::MAX].map(signed), [0, -1, 1, -2, i64::MAX, i64::MIN]);
        let mut packed = Packed::default();
        assert_eq!(packed.set(Wire::Bytes(&[2, 2, 3, 0x80])), Ok(()));
        let sums: Vec<_> = packed.sums().collect();
        assert_eq!(sums, [Ok(1), Ok(2), Ok(0), Err("it ends in the middle of a number")]);
        assert!(packed.set(Wire::Bytes(&[1])).is_err() && Packed::default().set(Wire::Number(1)).is_err());
    }

    #[test]
    fn what_is_cut_is_a_fault_and_the_last_item() {
        for bytes in [
            &[8][..],
            &[8, 0x80],
            &[0x12, 2, 0],
            &[9, 0],
            &[13],
            &[11],
            &[8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1],
        ] {
            let mut fields = Fields(bytes);
            assert!(fields.next().is_some_and(|field| field.is_err()), "{bytes:?}");
            assert_eq!(fields.next(), None);
        }
    }
}
