//! PNG: the map in viridis with a title, a legend bar and ticks, or in the colours of its classes with a key to them.

mod canvas;
mod ticks;

use crate::{ExportError, Raster};
use canvas::{Canvas, GLYPH, text_width};
use std::io::Write;
use ticks::{decades, ticks};

/// Longer edge a small map is enlarged to, pixels.
const LONG_EDGE: usize = 480;
/// Least height of the legend, pixels.
const LEGEND_HEIGHT: usize = 200;
/// Most pixels of a picture: 256 Mi, one gigabyte.
const MAX_PIXELS: usize = 1 << 28;
/// Space around everything, pixels.
const PAD: usize = 16;
/// Width of the legend bar, pixels.
const BAR: usize = 20;
/// Length of a tick and the gap behind it, pixels.
const TICK: usize = 6;
/// Enlargement of title and numbers.
const LARGE: usize = 2;
/// Most characters of a heading; the rest is cut.
const MAX_TEXT: usize = 60;

const PAPER: [u8; 4] = [255, 255, 255, 255];
const INK: [u8; 4] = [30, 34, 40, 255];
const NOTHING: [u8; 4] = [0, 0, 0, 0];

/// Most lines of a key to classes; what is beyond is counted.
const MAX_CLASSES: usize = 16;

/// A value that stands for something, as a cell's number does.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// The value; values of the raster are compared after rounding.
    pub value: f64,
    /// Red, green, blue.
    pub color: [u8; 3],
    /// What it stands for.
    pub label: String,
}

/// How a map is drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// Values of the first and last colour; least and greatest value of the raster when `None`. Values beyond take the end colours.
    pub range: Option<[f64; 2]>,
    /// Whether equal steps of colour are equal factors; the range must then be above 0, and values below it take the first colour.
    pub logarithmic: bool,
    /// Whether there are title, legend and ticks around the map; without, the picture is the bare map.
    pub legend: bool,
    /// Edge of a cell, pixels, at least 1; chosen so that a small map is 480 pixels long when `None`.
    pub pixels_per_cell: Option<u32>,
    /// Values that stand for something; with any, all others are transparent and there is no colour bar.
    pub classes: Vec<Class>,
}

impl Default for Picture {
    /// Colours over all values, a legend, and cells large enough to see.
    fn default() -> Self {
        Self { range: None, logarithmic: false, legend: true, pixels_per_cell: None, classes: Vec::new() }
    }
}

impl Picture {
    /// The bare map, one pixel per cell, transparent where there is nothing: for overlays.
    pub fn overlay(range: [f64; 2]) -> Self {
        Self { range: Some(range), legend: false, pixels_per_cell: Some(1), ..Self::default() }
    }
}

/// Writes a picture in RGBA, north up; cells without a value are transparent.
///
/// # Errors
/// [`ExportError`] if the raster or the range is not sound, the picture would be too large, or the writer fails.
pub fn write_png(raster: &Raster, picture: &Picture, out: &mut impl Write) -> Result<(), ExportError> {
    raster.check()?;
    let scale = Scale::new(picture.range, raster.extent())?;
    let logarithmic = picture.logarithmic && scale.range.is_some_and(|[low, _]| low > 0.0);
    let scale = Scale { classes: &picture.classes, logarithmic, ..scale };
    let enlarged = LONG_EDGE.div_ceil(raster.nx.max(raster.ny));
    let cell = picture.pixels_per_cell.map_or(enlarged, |pixels| pixels.max(1) as usize);
    let map = [raster.nx.saturating_mul(cell), raster.ny.saturating_mul(cell)];
    let canvas =
        if picture.legend { with_legend(raster, &scale, map, cell)? } else { bare(raster, &scale, map, cell)? };
    let size = |pixels: usize| u32::try_from(pixels).expect("at most MAX_PIXELS");
    let mut encoder = png::Encoder::new(out, size(canvas.width), size(canvas.height));
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_depth(png::BitDepth::Eight);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&canvas.pixels)?;
    writer.finish()?;
    Ok(())
}

/// An empty picture, if it is not too large.
fn blank(width: usize, height: usize, color: [u8; 4]) -> Result<Canvas, ExportError> {
    let fits = width.checked_mul(height).is_some_and(|pixels| pixels <= MAX_PIXELS);
    if fits { Ok(Canvas::new(width, height, color)) } else { Err(ExportError::Pixels { width, height }) }
}

fn bare(raster: &Raster, scale: &Scale<'_>, map: [usize; 2], cell: usize) -> Result<Canvas, ExportError> {
    let mut canvas = blank(map[0], map[1], NOTHING)?;
    draw_map(&mut canvas, raster, scale, [0, 0], cell);
    Ok(canvas)
}

fn with_legend(raster: &Raster, scale: &Scale<'_>, map: [usize; 2], cell: usize) -> Result<Canvas, ExportError> {
    let line = GLYPH * LARGE;
    let title = shortened(&raster.quantity);
    let unit = shortened(&raster.unit);
    let Raster { nx, ny, cell_m, min: [west, south], .. } = raster;
    let place = if raster.is_facade {
        format!("walls side by side seen from outside, foot at {south} m")
    } else {
        format!("south-west corner {west} m east, {south} m north of the origin")
    };
    let caption = format!("{nx} x {ny} cells of {cell_m} m, {place}");
    let height = map[1].max(LEGEND_HEIGHT);
    let labels = match (scale.classes.is_empty(), scale.logarithmic) {
        (true, true) => decades(scale.range),
        (true, false) => ticks(scale.range, height / (3 * line)),
        (false, _) => Vec::new(),
    };
    let key = key(scale.classes, height / (2 * line));
    let texts = labels.iter().map(|tick| &tick.label).chain(key.iter().map(|(_, label)| label));
    let widest = texts.map(|text| text_width(text, LARGE)).max().unwrap_or(0);
    let beside = BAR + TICK + TICK + widest.max(text_width(&unit, LARGE).saturating_sub(BAR + 2 * TICK));
    let content = map[0].saturating_add(PAD + beside);
    let width = content.max(text_width(&title, LARGE)).max(text_width(&caption, 1));
    // Title; unit above the bar; map and bar; caption.
    let [map_x, map_y] = [PAD, PAD + line + PAD + line + PAD];
    let mut canvas = blank(width.saturating_add(2 * PAD), height.saturating_add(map_y + PAD + GLYPH + PAD), PAPER)?;
    canvas.text(&title, [PAD, PAD], LARGE, INK);
    draw_map(&mut canvas, raster, scale, [map_x, map_y], cell);

    let bar_x = map_x + map[0] + PAD;
    canvas.text(&unit, [bar_x, map_y - PAD - line], LARGE, INK);
    for (row, (color, label)) in key.iter().enumerate() {
        let y = map_y + row * 2 * line;
        canvas.fill([bar_x, y], [line, line], color.map_or(PAPER, |[r, g, b]| [r, g, b, 255]));
        canvas.text(label, [bar_x + BAR + 2 * TICK, y], LARGE, INK);
    }
    for y in 0..if key.is_empty() { height } else { 0 } {
        let color = scale.color_at(1.0 - (y as f64 + 0.5) / height as f64);
        canvas.fill([bar_x, map_y + y], [BAR, 1], color);
    }
    for tick in &labels {
        let share = scale.share(tick.value);
        let y = map_y + ((1.0 - share) * (height - 1) as f64).round() as usize;
        canvas.fill([bar_x + BAR, y], [TICK, 2.min(map_y + height - y)], INK);
        canvas.text(&tick.label, [bar_x + BAR + 2 * TICK, y + 1 - line / 2], LARGE, INK);
    }
    if raster.extent().is_none() {
        canvas.text("no values", [map_x, map_y], 1, INK);
    }
    canvas.text(&caption, [PAD, map_y + height + PAD], 1, INK);
    Ok(canvas)
}

/// Lines of a key: colour and name of each class, and how many are left out.
fn key(classes: &[Class], room: usize) -> Vec<(Option<[u8; 3]>, String)> {
    let most = room.clamp(1, MAX_CLASSES);
    let line = |class: &Class| (Some(class.color), shortened(&class.label));
    let mut lines: Vec<_> = classes.iter().take(most).map(line).collect();
    if classes.len() > most {
        lines.pop();
        lines.push((None, format!("and {} more", classes.len() - lines.len())));
    }
    lines
}

/// A heading of at most [`MAX_TEXT`] characters.
fn shortened(text: &str) -> String {
    if text.chars().count() <= MAX_TEXT {
        return text.into();
    }
    text.chars().take(MAX_TEXT - 3).chain("...".chars()).collect()
}

fn draw_map(canvas: &mut Canvas, raster: &Raster, scale: &Scale<'_>, corner: [usize; 2], cell: usize) {
    for (row, values) in raster.rows_from_north().enumerate() {
        for (column, value) in values.iter().enumerate() {
            let at = [corner[0] + column * cell, corner[1] + row * cell];
            canvas.fill(at, [cell, cell], scale.color(*value));
        }
    }
}

/// From values to colours.
struct Scale<'a> {
    /// Values of the first and last colour; `None` where all is empty.
    range: Option<[f64; 2]>,
    logarithmic: bool,
    /// Colours of their own; the range is not used then.
    classes: &'a [Class],
}

impl Scale<'_> {
    fn new(asked: Option<[f64; 2]>, extent: Option<[f64; 2]>) -> Result<Self, ExportError> {
        if let Some([low, high]) = asked
            && !(low.is_finite() && high.is_finite() && low < high)
        {
            return Err(ExportError::Range { low, high });
        }
        // A map of one value gets a range around it, so that the legend has two ends.
        let found = extent.map(|[low, high]| {
            let margin = if low < high { 0.0 } else { (low.abs() * 0.01).max(0.5) };
            [low - margin, high + margin]
        });
        Ok(Self { range: asked.or(found), logarithmic: false, classes: &[] })
    }

    /// Place of a value between the ends, 0..=1.
    fn share(&self, value: f64) -> f64 {
        let [low, high] = self.range.unwrap_or([0.0, 1.0]);
        if self.logarithmic {
            return ((value.max(low) / low).log10() / (high / low).log10()).clamp(0.0, 1.0);
        }
        ((value - low) / (high - low)).clamp(0.0, 1.0)
    }

    fn color_at(&self, share: f64) -> [u8; 4] {
        if self.range.is_none() {
            return NOTHING;
        }
        let color = colorous::VIRIDIS.eval_continuous(share);
        [color.r, color.g, color.b, 255]
    }

    fn color(&self, value: f64) -> [u8; 4] {
        if value.is_nan() {
            return NOTHING;
        }
        if self.classes.is_empty() {
            return self.color_at(self.share(value));
        }
        let class = self.classes.iter().find(|class| class.value.round() == value.round());
        class.map_or(NOTHING, |Class { color: [r, g, b], .. }| [*r, *g, *b, 255])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_single_value_has_a_legend_with_two_ends() {
        for value in [0.0, -95.3, 1e30] {
            let scale = Scale::new(None, Some([value, value])).expect("a range");
            let [low, high] = scale.range.expect("values");
            assert!(low < value && value < high);
            assert!((scale.share(value) - 0.5).abs() < 1e-9);
            assert!(ticks(scale.range, 8).len() >= 2);
        }
    }

    #[test]
    fn a_range_without_extent_is_refused() {
        for [low, high] in [[1.0, 1.0], [2.0, 1.0], [f64::NAN, 1.0], [0.0, f64::INFINITY]] {
            assert!(matches!(Scale::new(Some([low, high]), None), Err(ExportError::Range { .. })));
        }
    }
}
