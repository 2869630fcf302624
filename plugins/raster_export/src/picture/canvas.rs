//! Pixels, rectangles and letters.

use font8x8::legacy::{BASIC_LEGACY, LATIN_LEGACY, NOTHING_TO_DISPLAY};

/// Edge of a letter, pixels.
pub(super) const GLYPH: usize = 8;

/// A picture in RGBA, rows from the top.
pub(super) struct Canvas {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) pixels: Vec<u8>,
}

impl Canvas {
    pub(super) fn new(width: usize, height: usize, color: [u8; 4]) -> Self {
        Self { width, height, pixels: color.repeat(width * height) }
    }

    /// A filled rectangle; what lies outside the picture is dropped.
    pub(super) fn fill(&mut self, [x, y]: [usize; 2], [w, h]: [usize; 2], color: [u8; 4]) {
        let (right, bottom) = ((x + w).min(self.width), (y + h).min(self.height));
        for row in y..bottom {
            let start = row * self.width;
            for pixel in self.pixels[4 * (start + x.min(right))..4 * (start + right)].chunks_exact_mut(4) {
                pixel.copy_from_slice(&color);
            }
        }
    }

    /// A line of text from its upper left corner.
    pub(super) fn text(&mut self, text: &str, [x, y]: [usize; 2], enlargement: usize, color: [u8; 4]) {
        for (place, letter) in text.chars().enumerate() {
            for (row, bits) in glyph(letter).iter().enumerate() {
                for column in (0..GLYPH).filter(|column| bits >> column & 1 == 1) {
                    let at = [x + (place * GLYPH + column) * enlargement, y + row * enlargement];
                    self.fill(at, [enlargement, enlargement], color);
                }
            }
        }
    }
}

/// Width of a line of text, pixels.
pub(super) fn text_width(text: &str, enlargement: usize) -> usize {
    text.chars().count() * GLYPH * enlargement
}

/// Rows of a letter, leftmost pixel in the lowest bit; a question mark for what the font lacks.
fn glyph(letter: char) -> [u8; GLYPH] {
    let code = u32::from(letter) as usize;
    match code {
        0x20..=0x7e => BASIC_LEGACY[code],
        0xa0..=0xff => LATIN_LEGACY[code - 0xa0],
        // Minus sign, dashes, non-breaking hyphen.
        0x2010..=0x2014 | 0x2212 => BASIC_LEGACY[usize::from(b'-')],
        0x00..=0x1f | 0x7f..=0x9f => NOTHING_TO_DISPLAY,
        _ => BASIC_LEGACY[usize::from(b'?')],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_have_letters() {
        let unknown = glyph('\u{4e00}');
        for letter in "dBm/km °²³µ·×%−".chars().filter(|letter| *letter != ' ') {
            assert_ne!(glyph(letter), NOTHING_TO_DISPLAY, "{letter}");
            assert_ne!(glyph(letter), unknown, "{letter}");
        }
    }

    #[test]
    fn drawing_beyond_the_edge_is_dropped() {
        let mut canvas = Canvas::new(3, 3, [0; 4]);
        canvas.fill([2, 2], [5, 5], [9; 4]);
        canvas.fill([7, 7], [5, 5], [9; 4]);
        canvas.text("W", [1, 1], 2, [9; 4]);
        assert_eq!(canvas.pixels.len(), 36);
        assert_eq!(canvas.pixels[32..], [9; 4]);
    }
}
