//! Damages bytes the way bugs and bad tools do, the same way for the same seed.

/// A small generator (SplitMix64, Steele and others 2014).
#[derive(Clone, Debug)]
pub struct Random(pub u64);

impl Random {
    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a limit; 0 for a limit of 0.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.bits() >> 11) as usize % limit.max(1)
    }

    /// One of some things.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

const NUMBERS: [&str; 26] = [
    "nan",
    "NaN",
    "inf",
    "-inf",
    "1e999",
    "-1e999",
    "1e-999",
    "1e308",
    "1e9",
    "1e8",
    "0",
    "-0",
    "-1",
    "1",
    "3",
    "4",
    "255",
    "256",
    "65535",
    "65536",
    "2147483647",
    "2147483648",
    "4294967295",
    "4294967296",
    "18446744073709551615",
    "99999999999999999999999",
];
const WORDS: [u32; 14] = [
    0,
    1,
    3,
    0xff,
    0xffff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x7f80_0000,
    0xff80_0000,
    0x7fc0_0000,
    0x0000_0001,
    0x4e6e_6b28,
    0x7f7f_ffff,
];
const PIECES: [&str; 32] = [
    "<",
    ">",
    "/>",
    "</",
    "\"",
    "'",
    "&amp;",
    "&x;",
    "&#0;",
    "$",
    "$h",
    "=",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<?",
    "<!DOCTYPE a [",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\n",
    "\r",
    "\\",
    "#",
    " ",
    "\0",
    "\u{feff}",
    "\u{ff}",
];

/// Damages bytes in one to four places; `words` of the format are strewn in like those of all formats.
pub fn damage(bytes: &mut Vec<u8>, other: &[u8], words: &[&str], random: &mut Random) {
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len());
        let end = (at + 1 + random.below(40)).min(bytes.len());
        match random.below(12) {
            _ if bytes.is_empty() => bytes.extend(other.iter().take(100)),
            0 => bytes[at] ^= 1 << random.below(8),
            1 => bytes[at] = random.bits() as u8,
            2 => bytes.truncate(at),
            3 => drop(bytes.drain(at..end)),
            4 => {
                let piece = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, piece);
            }
            5 => {
                let from = random.below(other.len());
                let piece = other[from..(from + 1 + random.below(200)).min(other.len())].to_vec();
                bytes.splice(at..end.min(at + random.below(40)), piece);
            }
            6 => {
                let own = !words.is_empty() && random.below(2) == 0;
                let piece = if own { random.pick(words) } else { random.pick(&PIECES) };
                bytes.splice(at..at, piece.bytes());
            }
            7 => {
                let word = random.pick(&WORDS).to_le_bytes();
                let word = if random.below(2) == 0 { word.to_vec() } else { word.iter().rev().copied().collect() };
                bytes.splice(at..(at + 4).min(bytes.len()), word);
            }
            8 => elements(bytes, random),
            9 => lines(bytes, random),
            _ => number(bytes, random),
        }
    }
}

/// Replaces a number written in digits.
fn number(bytes: &mut Vec<u8>, random: &mut Random) {
    let is_part = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+');
    let from = random.below(bytes.len());
    let Some(start) = bytes[from..].iter().position(u8::is_ascii_digit).map(|i| from + i) else { return };
    let end = bytes[start..].iter().position(|b| !is_part(b)).map_or(bytes.len(), |i| start + i);
    bytes.splice(start..end, random.pick(&NUMBERS).bytes());
}

/// Doubles, moves or drops what stands between two angle or curly brackets.
fn elements(bytes: &mut Vec<u8>, random: &mut Random) {
    let opening = *random.pick(b"<{[");
    let starts: Vec<usize> = bytes.iter().enumerate().filter(|&(_, &b)| b == opening).map(|(i, _)| i).collect();
    if starts.is_empty() {
        return;
    }
    let (a, b) = (random.below(starts.len()), 1 + random.below(4));
    let start = starts[a];
    let end = starts.get(a + b).copied().unwrap_or(bytes.len());
    let piece = bytes[start..end].to_vec();
    match random.below(3) {
        0 => drop(bytes.drain(start..end)),
        1 => drop(bytes.splice(end..end, piece)),
        _ => {
            let to = *random.pick(&starts);
            bytes.splice(to..to, piece);
        }
    }
}

/// Doubles, drops or swaps lines.
fn lines(bytes: &mut Vec<u8>, random: &mut Random) {
    let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|&b| b == b'\n').map(<[u8]>::to_vec).collect();
    if lines.is_empty() {
        return;
    }
    let (a, b) = (random.below(lines.len()), random.below(lines.len()));
    match random.below(3) {
        0 => drop(lines.remove(a)),
        1 => lines.insert(b, lines[a].clone()),
        _ => lines.swap(a, b),
    }
    *bytes = lines.concat();
}
