//! What can be wrong with a pattern file, where, and what to do about it.

/// A fault of a pattern file; line numbers count from 1.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PatternError {
    /// The text is larger than any pattern file.
    #[error("the file has {bytes} bytes, more than the {limit} a pattern may have: is it the right file?")]
    TooLarge {
        /// Size found.
        bytes: usize,
        /// Largest size read.
        limit: usize,
    },
    /// A keyword's value cannot be read.
    #[error("line {line}: {keyword} should be {expected}, found {found:?}")]
    BadValue {
        /// Where.
        line: usize,
        /// Of what.
        keyword: &'static str,
        /// What it should look like.
        expected: &'static str,
        /// What is there, shortened.
        found: String,
    },
    /// A number is outside its range.
    #[error("line {line}: {what} is {found}, it should be from {low} to {high}")]
    OutOfRange {
        /// Where.
        line: usize,
        /// Of what, with its unit.
        what: &'static str,
        /// The number.
        found: f64,
        /// Least value.
        low: f64,
        /// Largest value.
        high: f64,
    },
    /// A line of a cut is not an angle and a loss.
    #[error("line {line}: expected an angle and a loss such as \"12 0.35\", found {found:?}")]
    BadPoint {
        /// Where.
        line: usize,
        /// What is there, shortened.
        found: String,
    },
    /// An angle is there twice in a cut.
    #[error("line {line}: {angle_deg}° is there twice in {keyword}: remove one of the lines")]
    RepeatedAngle {
        /// Where the second one is.
        line: usize,
        /// The angle, degrees, 0..360.
        angle_deg: f64,
        /// The cut.
        keyword: &'static str,
    },
    /// A cut ends before its announced number of lines.
    #[error(
        "line {line}: {keyword} announces {announced} lines and has {found}; {missing_deg}° is missing: add it or correct the number"
    )]
    TooFewPoints {
        /// Where the cut ends.
        line: usize,
        /// The cut.
        keyword: &'static str,
        /// Number of lines announced.
        announced: usize,
        /// Number of lines there.
        found: usize,
        /// The middle of the largest gap, or the first whole degree missing.
        missing_deg: f64,
    },
    /// Numbers where a keyword should be.
    #[error("line {line}: found {found:?} outside a cut: HORIZONTAL and VERTICAL must announce how many lines follow")]
    StrayPoint {
        /// Where.
        line: usize,
        /// What is there, shortened.
        found: String,
    },
    /// A keyword that may be there once is there again.
    #[error("line {line}: {keyword} is there already in line {first_line}: keep one of them")]
    Repeated {
        /// Where the second one is.
        line: usize,
        /// The keyword.
        keyword: &'static str,
        /// Where the first one is.
        first_line: usize,
    },
    /// Losses of both signs in a cut.
    #[error(
        "line {line}: {keyword} has losses of both signs, here {found} dB: write all as positive dB below the maximum"
    )]
    MixedSigns {
        /// Where the sign changes.
        line: usize,
        /// The cut.
        keyword: &'static str,
        /// The loss found, dB.
        found: f64,
    },
    /// A keyword that must be there is not.
    #[error("{keyword} is missing: add {remedy:?}")]
    Missing {
        /// The keyword.
        keyword: &'static str,
        /// What to add.
        remedy: &'static str,
    },
}
