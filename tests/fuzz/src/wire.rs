//! Protocol Buffers as a tree of fields: written, guessed from bytes, and damaged with all lengths right, so that damage reaches the decoder.
//!
//! Encoding: protobuf.dev/programming-guides/encoding.

use crate::Random;

/// Deepest guess at messages within messages.
const DEEPEST: usize = 6;
/// Numbers that have hurt decoders before.
const NUMBERS: [u64; 12] =
    [0, 1, 2, 127, 128, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 1 << 32, i64::MAX as u64, 1 << 63, u64::MAX];

/// A field of a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its number.
    pub number: u64,
    /// Its value.
    pub value: Value,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Wire type 0.
    Varint(u64),
    /// Wire type 1.
    Fixed64([u8; 8]),
    /// Wire type 2: text, bytes or packed numbers.
    Bytes(Vec<u8>),
    /// Wire type 2: a message.
    Message(Vec<Field>),
    /// Wire type 5.
    Fixed32([u8; 4]),
}

/// A field of a number.
pub fn varint(number: u64, value: u64) -> Field {
    Field { number, value: Value::Varint(value) }
}

/// A field of bytes.
pub fn bytes(number: u64, value: impl Into<Vec<u8>>) -> Field {
    Field { number, value: Value::Bytes(value.into()) }
}

/// A field of a message.
pub fn message(number: u64, fields: Vec<Field>) -> Field {
    Field { number, value: Value::Message(fields) }
}

/// A field of packed numbers.
pub fn packed(number: u64, values: impl IntoIterator<Item = u64>) -> Field {
    let mut out = Vec::new();
    values.into_iter().for_each(|value| put(&mut out, value));
    bytes(number, out)
}

/// A signed number as `sint64` has it.
pub fn zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

/// The bytes of a message.
pub fn encode(fields: &[Field]) -> Vec<u8> {
    let mut out = Vec::new();
    for Field { number, value } in fields {
        let tag = |wire: u64| number << 3 | wire;
        match value {
            Value::Varint(value) => {
                put(&mut out, tag(0));
                put(&mut out, *value);
            }
            Value::Fixed64(value) => {
                put(&mut out, tag(1));
                out.extend(value);
            }
            Value::Fixed32(value) => {
                put(&mut out, tag(5));
                out.extend(value);
            }
            Value::Bytes(value) => put_bytes(&mut out, tag(2), value),
            Value::Message(fields) => put_bytes(&mut out, tag(2), &encode(fields)),
        }
    }
    out
}

fn put_bytes(out: &mut Vec<u8>, tag: u64, value: &[u8]) {
    put(out, tag);
    put(out, value.len() as u64);
    out.extend(value);
}

fn put(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The fields of bytes that may be a message; what has the look of a message within is taken for one.
pub fn parse(bytes: &[u8]) -> Option<Vec<Field>> {
    parse_to(bytes, DEEPEST)
}

fn parse_to(mut bytes: &[u8], depth: usize) -> Option<Vec<Field>> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let tag = take(&mut bytes)?;
        let number = tag >> 3;
        if !(1..1000).contains(&number) {
            return None;
        }
        let value = match tag & 7 {
            0 => Value::Varint(take(&mut bytes)?),
            1 => Value::Fixed64(take_bytes(&mut bytes, 8)?.try_into().ok()?),
            2 => {
                let size = usize::try_from(take(&mut bytes)?).ok()?;
                let part = take_bytes(&mut bytes, size)?;
                let inner = if depth > 0 && !part.is_empty() { parse_to(part, depth - 1) } else { None };
                inner.map_or_else(|| Value::Bytes(part.to_vec()), Value::Message)
            }
            5 => Value::Fixed32(take_bytes(&mut bytes, 4)?.try_into().ok()?),
            _ => return None,
        };
        fields.push(Field { number, value });
    }
    Some(fields)
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn take_bytes<'a>(bytes: &mut &'a [u8], size: usize) -> Option<&'a [u8]> {
    let (part, rest) = bytes.split_at_checked(size)?;
    *bytes = rest;
    Some(part)
}

/// Damages one to four fields anywhere in a message; bytes that are no message as [`crate::damage`] does.
pub fn damage(bytes: &mut Vec<u8>, other: &[u8], words: &[&str], random: &mut Random) {
    let Some(mut fields) = parse(bytes) else { return crate::damage(bytes, other, words, random) };
    for _ in 0..=random.below(4) {
        let n = count(&fields);
        if n > 0 {
            let mut left = random.below(n);
            damage_nth(&mut fields, &mut left, other, words, random);
        }
    }
    *bytes = encode(&fields);
}

fn count(fields: &[Field]) -> usize {
    fields.iter().map(|field| if let Value::Message(inner) = &field.value { 1 + count(inner) } else { 1 }).sum()
}

/// Damages a field, counted through all messages; whether it was here.
fn damage_nth(fields: &mut Vec<Field>, left: &mut usize, other: &[u8], words: &[&str], random: &mut Random) -> bool {
    for i in 0..fields.len() {
        if *left == 0 {
            damage_field(fields, i, other, words, random);
            return true;
        }
        *left -= 1;
        if let Value::Message(inner) = &mut fields[i].value
            && damage_nth(inner, left, other, words, random)
        {
            return true;
        }
    }
    false
}

fn damage_field(fields: &mut Vec<Field>, i: usize, other: &[u8], words: &[&str], random: &mut Random) {
    match (random.below(8), &mut fields[i].value) {
        (0, _) => drop(fields.remove(i)),
        (1, _) => {
            let copies = if random.below(8) == 0 { 1000 } else { 1 + random.below(3) };
            let field = fields[i].clone();
            fields.splice(i..i, std::iter::repeat_n(field, copies));
        }
        (2, _) => fields[i].number = 1 + random.below(34) as u64,
        (3, _) => {
            let j = random.below(fields.len());
            fields.swap(i, j);
        }
        (4, _) => fields[i].value = Value::Varint(*random.pick(&NUMBERS)),
        (_, Value::Varint(value)) => {
            *value = if random.below(2) == 0 {
                *random.pick(&NUMBERS)
            } else {
                value.wrapping_add(random.bits() % 5).wrapping_sub(2)
            }
        }
        (_, Value::Bytes(bytes)) => crate::damage(bytes, other, words, random),
        (_, Value::Message(inner)) => {
            let mut bytes = encode(inner);
            crate::damage(&mut bytes, other, words, random);
            fields[i].value = Value::Bytes(bytes);
        }
        (_, Value::Fixed64(value)) => *value = random.bits().to_le_bytes(),
        (_, Value::Fixed32(value)) => *value = (random.bits() as u32).to_le_bytes(),
    }
}
