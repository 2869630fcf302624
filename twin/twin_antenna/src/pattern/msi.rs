//! Pattern files of the Planet format: `.msi`, `.pln`, `.prn`.
//!
//! There is no standard. Read is what vendors write: lines of a keyword and a value, then `HORIZONTAL 360` and `VERTICAL 360`, each
//! followed by as many lines of an angle in degrees and a loss in dB below the maximum. Horizontal angles turn clockwise from above,
//! vertical ones downwards from the horizon in front (so that an electrical downtilt of 6° peaks at 6).
//! GAIN is in dBd unless dBi is written. Decimal commas, tabs, semicolons, comments (`#`, `//`, `!`, `COMMENT`), CRLF, a byte order
//! mark, any order of keywords, a name without NAME, and cuts of other counts than 360 are all read; unknown keywords are skipped.
//! Files are often Latin-1: hosts turn bytes into text before they call.

use super::numbers::{amount_and_unit, number, point};
use super::{Cut, ImportedPattern, PatternError};
use twin_units::Hertz;

/// Largest text read, bytes; a file of two cuts in tenths of a degree has a tenth of that.
pub const MAX_BYTES: usize = 1 << 20;
/// Most points of a cut: tenths of a degree.
const MAX_POINTS: usize = 3600;
/// Fewest points of a cut: every 10°.
const MIN_POINTS: usize = 36;
/// Largest loss, dB; more is not measured.
const MAX_LOSS_DB: f64 = 200.0;
/// Gain of a half-wave dipole as data sheets have it, dBi.
const DIPOLE_DBI: f64 = 2.15;
/// Longest piece of a file quoted in a message, characters.
const MAX_QUOTE: usize = 40;

/// Reads a pattern; the first fault ends it.
///
/// # Errors
/// Every [`PatternError`] names its line and what to do; oddities that can be read are in [`ImportedPattern::notes`].
pub fn parse_msi(text: &str) -> Result<ImportedPattern, PatternError> {
    if text.len() > MAX_BYTES {
        return Err(PatternError::TooLarge { bytes: text.len(), limit: MAX_BYTES });
    }
    let mut reader = Reader::default();
    let text = text.trim_start_matches('\u{feff}');
    let mut last = 0;
    for (index, line) in text.lines().enumerate() {
        last = index + 1;
        let line = line.trim();
        let comment = ["#", "//", "!"].iter().any(|mark| line.starts_with(mark));
        if !line.is_empty() && !comment {
            reader.take(last, line)?;
        }
    }
    reader.finish(last)
}

/// A keyword that holds a cut, and what is read of it so far.
struct OpenCut {
    keyword: &'static str,
    line: usize,
    announced: usize,
    /// Angle, loss, line.
    points: Vec<(f64, f64, usize)>,
}

/// What is read so far.
#[derive(Default)]
struct Reader {
    started: bool,
    name: Option<String>,
    make: Option<String>,
    polarisation: Option<String>,
    frequency: Option<Hertz>,
    gain: Option<(f64, usize)>,
    electrical_tilt_deg: Option<f64>,
    open: Option<OpenCut>,
    horizontal: Option<(Cut, usize)>,
    vertical: Option<(Cut, usize)>,
    notes: Vec<String>,
}

impl Reader {
    fn take(&mut self, line: usize, text: &str) -> Result<(), PatternError> {
        let first = !std::mem::replace(&mut self.started, true);
        let split = text.find(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | ';')).unwrap_or(text.len());
        let keyword = text[..split].to_ascii_uppercase();
        let value =
            text[split..].trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '=' | ';')).trim();
        let unsigned = text.trim_start_matches(['+', '-', '.', ',']);
        let starts_like_number = unsigned.starts_with(|c: char| c.is_ascii_digit());
        if let Some(open) = self.open.as_mut() {
            if starts_like_number {
                let point = point(text).ok_or_else(|| PatternError::BadPoint { line, found: quote(text) })?;
                return open.add(line, point);
            }
            if matches!(keyword.as_str(), "NAN" | "INF" | "INFINITY") {
                return Err(PatternError::BadPoint { line, found: quote(text) });
            }
            if keyword == "COMMENT" {
                return Ok(());
            }
            self.close(line)?;
        } else if starts_like_number && !first {
            return Err(PatternError::StrayPoint { line, found: quote(text) });
        }
        match keyword.as_str() {
            "HORIZONTAL" => self.open_cut("HORIZONTAL", line, value),
            "VERTICAL" => self.open_cut("VERTICAL", line, value),
            "NAME" => set_once(&mut self.name, value),
            "MAKE" => set_once(&mut self.make, value),
            "POLARIZATION" | "POLARISATION" => set_once(&mut self.polarisation, value),
            "GAIN" => self.gain(line, value),
            "FREQUENCY" => {
                self.frequency = frequency(line, value)?.or(self.frequency);
                Ok(())
            }
            "TILT" | "ELECTRICAL_TILT" => self.tilt(line, &keyword, value),
            _ if first => set_once(&mut self.name, text),
            _ => Ok(()),
        }
    }

    fn open_cut(&mut self, keyword: &'static str, line: usize, value: &str) -> Result<(), PatternError> {
        let done = if keyword == "HORIZONTAL" { &self.horizontal } else { &self.vertical };
        if let Some((_, first_line)) = done {
            return Err(PatternError::Repeated { line, keyword, first_line: *first_line });
        }
        let announced = if value.is_empty() { Some(360.0) } else { value.split_whitespace().next().and_then(number) };
        let announced = announced.filter(|count| count.fract() == 0.0).ok_or_else(|| PatternError::BadValue {
            line,
            keyword,
            expected: "the number of lines that follow, such as 360",
            found: quote(value),
        })?;
        let what = "the number of lines of a cut";
        let announced = in_range(line, what, announced, MIN_POINTS as f64, MAX_POINTS as f64)? as usize;
        self.open = Some(OpenCut { keyword, line, announced, points: Vec::new() });
        Ok(())
    }

    /// Ends the open cut, at the line that ends it.
    fn close(&mut self, line: usize) -> Result<(), PatternError> {
        let Some(open) = self.open.take() else { return Ok(()) };
        let (keyword, opened) = (open.keyword, open.line);
        let cut = open.into_cut(line, &mut self.notes)?;
        let place = if keyword == "HORIZONTAL" { &mut self.horizontal } else { &mut self.vertical };
        *place = Some((cut, opened));
        Ok(())
    }

    fn gain(&mut self, line: usize, value: &str) -> Result<(), PatternError> {
        if let Some((_, first_line)) = self.gain {
            return Err(PatternError::Repeated { line, keyword: "GAIN", first_line });
        }
        let bad = || PatternError::BadValue {
            line,
            keyword: "GAIN",
            expected: "a number and dBi or dBd, such as 17.5 dBi",
            found: quote(value),
        };
        let (amount, unit) = amount_and_unit(value).ok_or_else(bad)?;
        let gain_dbi = match unit.to_ascii_lowercase().as_str() {
            "dbi" => amount,
            "dbd" => amount + DIPOLE_DBI,
            "" => {
                self.notes.push("GAIN has no unit: read as dBd, which is the custom of the format".to_owned());
                amount + DIPOLE_DBI
            }
            _ => return Err(bad()),
        };
        self.gain = Some((in_range(line, "the gain in dBi", gain_dbi, -60.0, 100.0)?, line));
        Ok(())
    }

    fn tilt(&mut self, line: usize, keyword: &str, value: &str) -> Result<(), PatternError> {
        let mut words = value.split_whitespace().peekable();
        let kind = words.next_if(|word| number(word.trim_end_matches('°')).is_none()).unwrap_or_default();
        let Some(word) = words.next() else { return Ok(()) };
        let amount = number(word.trim_end_matches('°')).ok_or_else(|| PatternError::BadValue {
            line,
            keyword: "TILT",
            expected: "ELECTRICAL or MECHANICAL and degrees, such as ELECTRICAL 6",
            found: quote(value),
        })?;
        let tilt_deg = in_range(line, "the tilt in degrees", amount, -90.0, 90.0)?;
        if keyword == "TILT" && kind.eq_ignore_ascii_case("MECHANICAL") {
            if tilt_deg != 0.0 {
                self.notes
                    .push(format!("TILT MECHANICAL {tilt_deg}: not applied, set the downtilt of the cell instead"));
            }
        } else {
            self.electrical_tilt_deg = Some(tilt_deg);
        }
        Ok(())
    }

    fn finish(mut self, last: usize) -> Result<ImportedPattern, PatternError> {
        self.close(last)?;
        let missing = |keyword, remedy| PatternError::Missing { keyword, remedy };
        let (gain_dbi, _) = self.gain.ok_or(missing("GAIN", "GAIN 17.5 dBi"))?;
        let (horizontal, _) = self
            .horizontal
            .ok_or(missing("HORIZONTAL", "HORIZONTAL 360, then 360 lines of an angle and a loss in dB"))?;
        let (vertical, _) =
            self.vertical.ok_or(missing("VERTICAL", "VERTICAL 360, then 360 lines of an angle and a loss in dB"))?;
        let peak_deg = vertical.peak_deg();
        if let Some(tilt) = self.electrical_tilt_deg.filter(|tilt| *tilt >= 1.0)
            && (180.0..360.0 - 0.5 * tilt).contains(&peak_deg)
        {
            self.notes.push(format!(
                "TILT says {tilt}° down, but the vertical cut peaks at {peak_deg}, which is up: turn it upside down if its angles count upwards"
            ));
        }
        for (keyword, cut) in [("HORIZONTAL", &horizontal), ("VERTICAL", &vertical)] {
            let least = cut.loss_db(cut.peak_deg());
            if least > 1.0 {
                self.notes
                    .push(format!("{keyword} never gets within 1 dB of the maximum: its least loss is {least} dB"));
            }
        }
        Ok(ImportedPattern {
            name: self.name.unwrap_or_default(),
            make: self.make,
            polarisation: self.polarisation,
            frequency: self.frequency,
            gain_dbi,
            electrical_tilt_deg: self.electrical_tilt_deg,
            horizontal,
            vertical,
            notes: self.notes,
        })
    }
}

impl OpenCut {
    fn add(&mut self, line: usize, (angle, loss): (f64, f64)) -> Result<(), PatternError> {
        let angle = in_range(line, "the angle in degrees", angle, -360.0, 360.0)?;
        let loss = in_range(line, "the loss in dB", loss, -MAX_LOSS_DB, MAX_LOSS_DB)?;
        let closes_circle =
            angle == 360.0 && self.points.first().is_some_and(|first| first.0 == 0.0 && first.1 == loss);
        if closes_circle {
            // The circle is written closed, with or without counting the line; one point is enough.
            if self.announced == self.points.len() + 1 {
                self.announced -= 1;
            }
            return Ok(());
        }
        if self.points.len() >= self.announced {
            let found = quote(&format!("{angle} {loss}"));
            return Err(PatternError::StrayPoint { line, found });
        }
        let angle_deg = angle - (angle / 360.0).floor() * 360.0;
        self.points.push((if angle_deg >= 360.0 { 0.0 } else { angle_deg }, loss, line));
        Ok(())
    }

    fn into_cut(mut self, line: usize, notes: &mut Vec<String>) -> Result<Cut, PatternError> {
        let (keyword, announced, found) = (self.keyword, self.announced, self.points.len());
        if self.points.iter().all(|point| point.1 <= 0.0) && self.points.iter().any(|point| point.1 < 0.0) {
            notes.push(format!("{keyword} is written as gains below 0 dB: signs turned"));
            self.points.iter_mut().for_each(|point| point.1 = -point.1);
        } else if let Some(&(_, found, line)) = self.points.iter().find(|point| point.1 < 0.0) {
            return Err(PatternError::MixedSigns { line, keyword, found });
        }
        self.points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.2.cmp(&b.2)));
        if let Some(pair) = self.points.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(PatternError::RepeatedAngle { line: pair[1].2, angle_deg: pair[1].0, keyword });
        }
        if found < announced {
            let missing_deg = self.missing_deg();
            return Err(PatternError::TooFewPoints { line, keyword, announced, found, missing_deg });
        }
        let points = self.points.into_iter().map(|(angle, loss, _)| (angle, loss)).collect();
        Cut::new(points).ok_or(PatternError::Missing { keyword, remedy: "360 lines of an angle and a loss in dB" })
    }

    /// The first angle that an even spread of the announced lines has and this cut lacks, degrees; the points are in order.
    fn missing_deg(&self) -> f64 {
        let step = 360.0 / self.announced as f64;
        let expected = |index: usize| index as f64 * step;
        let first_off =
            self.points.iter().enumerate().find(|(index, point)| (point.0 - expected(*index)).abs() > 0.5 * step);
        expected(first_off.map_or(self.points.len(), |(index, _)| index))
    }
}

fn set_once(place: &mut Option<String>, value: &str) -> Result<(), PatternError> {
    if place.is_none() {
        *place = Some(value.chars().take(200).collect());
    }
    Ok(())
}

fn in_range(line: usize, what: &'static str, found: f64, low: f64, high: f64) -> Result<f64, PatternError> {
    if (low..=high).contains(&found) {
        Ok(found)
    } else {
        Err(PatternError::OutOfRange { line, what, found, low, high })
    }
}

/// A frequency; MHz unless a unit is written; the middle of a range such as `1710-1880`.
fn frequency(line: usize, value: &str) -> Result<Option<Hertz>, PatternError> {
    if value.is_empty() {
        return Ok(None);
    }
    let bad = || PatternError::BadValue {
        line,
        keyword: "FREQUENCY",
        expected: "MHz or a number with a unit, such as 3500 or 3.5 GHz",
        found: quote(value),
    };
    let (low, rest) = value.split_once('-').unwrap_or((value, ""));
    let (mut amount, mut unit) = amount_and_unit(low.trim()).ok_or_else(bad)?;
    if !rest.is_empty() {
        let (high, unit_of_both) = amount_and_unit(rest.trim()).ok_or_else(bad)?;
        (amount, unit) = (0.5 * (amount + high), unit_of_both);
    }
    let hertz = match unit.to_ascii_lowercase().as_str() {
        "" | "mhz" => amount * 1e6,
        "ghz" => amount * 1e9,
        "khz" => amount * 1e3,
        "hz" => amount,
        _ => return Err(bad()),
    };
    in_range(line, "the frequency in Hz", hertz, 1e6, 1e13).map(|hertz| Some(Hertz(hertz)))
}

fn quote(text: &str) -> String {
    text.chars().take(MAX_QUOTE).collect()
}
