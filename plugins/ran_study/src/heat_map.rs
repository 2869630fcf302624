//! A table of estimates as a picture: one cell for each pair of settings, its colour the mean, its text the mean and the 95 % interval.

use crate::sweep::Estimate;
use font8x8::legacy::BASIC_LEGACY;

/// Edges of a cell, pixels.
const CELL: [usize; 2] = [152, 56];
/// Space for row names at the left and for title and column names at the top, pixels.
const MARGIN: [usize; 2] = [120, 64];
/// Edge of a glyph, pixels.
const GLYPH: usize = 8;
const PAPER: [u8; 3] = [255, 255, 255];
const INK: [u8; 3] = [30, 34, 40];
/// Most cells along an edge; what is beyond is left out.
const MOST: usize = 64;

/// A table to draw.
#[derive(Clone, Debug, PartialEq)]
pub struct HeatMap {
    /// Title.
    pub title: String,
    /// Names of the rows, from the top.
    pub rows: Vec<String>,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Values, `[row][column]`.
    pub values: Vec<Vec<Estimate>>,
}

struct Canvas {
    width: usize,
    height: usize,
    pixels: Vec<u8>,
}

impl Canvas {
    fn rectangle(&mut self, [x0, y0]: [usize; 2], [width, height]: [usize; 2], color: [u8; 3]) {
        for y in y0..(y0 + height).min(self.height) {
            for x in x0..(x0 + width).min(self.width) {
                let at = 3 * (y * self.width + x);
                self.pixels[at..at + 3].copy_from_slice(&color);
            }
        }
    }

    /// Text at twice the size of its glyphs if it fits into `width`, else at their size; cut where it does not.
    fn text(&mut self, [x0, y0]: [usize; 2], width: usize, text: &str, color: [u8; 3]) {
        let n = text.chars().count();
        let scale = if n * 2 * GLYPH <= width { 2 } else { 1 };
        for (index, character) in text.chars().take(width / GLYPH).enumerate() {
            let code = if character == '±' { None } else { Some(character as usize) };
            let plus_minus = [0x18, 0x18, 0x7e, 0x18, 0x18, 0x00, 0x7e, 0x00];
            let glyph =
                code.map_or(plus_minus, |code| BASIC_LEGACY.get(code).copied().unwrap_or(BASIC_LEGACY[b'?' as usize]));
            for (row, bits) in glyph.iter().enumerate() {
                for column in (0..GLYPH).filter(|column| bits >> column & 1 == 1) {
                    let at = [x0 + (index * GLYPH + column) * scale, y0 + row * scale];
                    self.rectangle(at, [scale, scale], color);
                }
            }
        }
    }
}

/// Black or white, whichever can be read on a colour (luma of ITU-R BT.601).
fn readable_on([red, green, blue]: [u8; 3]) -> [u8; 3] {
    let luma = 0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue);
    if luma > 140.0 { INK } else { PAPER }
}

fn shown(value: f64) -> String {
    if value.abs() >= 10.0 { format!("{value:.1}") } else { format!("{value:.2}") }
}

impl HeatMap {
    /// The picture as PNG. The same table gives the same bytes.
    ///
    /// # Errors
    /// What the encoder says, in words.
    pub fn to_png(&self) -> Result<Vec<u8>, png::EncodingError> {
        let (n_rows, n_columns) = (self.rows.len().min(MOST), self.columns.len().min(MOST));
        let (width, height) = (MARGIN[0] + n_columns.max(2) * CELL[0], MARGIN[1] + n_rows.max(1) * CELL[1]);
        let mut canvas = Canvas { width, height, pixels: vec![255; 3 * width * height] };
        let means: Vec<f64> =
            self.values.iter().flatten().map(|value| value.mean).filter(|mean| mean.is_finite()).collect();
        let least = means.iter().copied().fold(f64::INFINITY, f64::min);
        let greatest = means.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        canvas.text([8, 8], width - 16, &self.title, INK);
        for (column, name) in self.columns.iter().take(n_columns).enumerate() {
            canvas.text([MARGIN[0] + column * CELL[0] + 8, 40], CELL[0] - 8, name, INK);
        }
        for (row, name) in self.rows.iter().take(n_rows).enumerate() {
            let y = MARGIN[1] + row * CELL[1];
            canvas.text([8, y + 20], MARGIN[0] - 12, name, INK);
            for (column, value) in self.values.get(row).into_iter().flatten().take(n_columns).enumerate() {
                let part = if greatest > least { (value.mean - least) / (greatest - least) } else { 0.5 };
                let color = colorous::VIRIDIS.eval_continuous(part.clamp(0.0, 1.0)).as_array();
                let at = [MARGIN[0] + column * CELL[0], y];
                canvas.rectangle(at, [CELL[0] - 2, CELL[1] - 2], color);
                canvas.text([at[0] + 8, at[1] + 8], CELL[0] - 12, &shown(value.mean), readable_on(color));
                if let Some(half_width) = value.half_width {
                    let text = format!("±{}", shown(half_width));
                    canvas.text([at[0] + 8, at[1] + 32], CELL[0] - 12, &text, readable_on(color));
                }
            }
        }
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&canvas.pixels)?;
        writer.finish()?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_the_colours_of_their_means() {
        let value = |mean| Estimate { mean, half_width: Some(0.5) };
        let map = HeatMap {
            title: "attempts".into(),
            rows: vec!["1 dB".into(), "2 dB".into()],
            columns: vec!["100 ms".into(), "300 ms".into()],
            values: vec![vec![value(1.0), value(2.0)], vec![value(3.0), value(4.0)]],
        };
        let bytes = map.to_png().expect("a picture");
        assert_eq!(bytes, map.to_png().expect("a picture"));
        let mut reader = png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let info = reader.next_frame(&mut pixels).expect("an image");
        assert_eq!((info.width, info.height), (424, 176));
        let at = |x: usize, y: usize| [0, 1, 2].map(|channel| pixels[3 * (y * 424 + x) + channel]);
        assert_eq!(at(121, 65), colorous::VIRIDIS.eval_continuous(0.0).as_array());
        assert_eq!(at(121 + 152, 65 + 56), colorous::VIRIDIS.eval_continuous(1.0).as_array());
        let empty = HeatMap { title: String::new(), rows: Vec::new(), columns: Vec::new(), values: Vec::new() };
        assert!(empty.to_png().is_ok());
    }
}
