//! Targets of the sixth generation in two columns that must not be mixed: those of ITU-R, and those of the article this twin answers.
//!
//! Start at [`TARGETS`]; [`Figure::is_met_by`] compares a measured value, with its direction.
//!
//! **Accuracy.** Recommendation ITU-R M.2160-0 gives values for research and investigation, as examples, not requirements; where it names several,
//! all are here as a range from the least to the most demanding. The article states goals without a method; where it is silent the column is empty.

/// Where a column's values come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TargetSource {
    /// Capabilities of IMT-2030.
    Imt2030,
    /// Goals of the article.
    Article,
}

impl TargetSource {
    /// Heading of its column.
    pub fn label(self) -> &'static str {
        match self {
            Self::Imt2030 => "IMT-2030 examples",
            Self::Article => "Article's goals",
        }
    }

    /// What to cite.
    pub fn citation(self) -> &'static str {
        match self {
            Self::Imt2030 => "Recommendation ITU-R M.2160-0 (11/2023), section 3 and figure 3",
            Self::Article => "the article's targets as issue 4 of this project states them",
        }
    }
}

/// Whether more or less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    Higher,
    /// Less is better.
    Lower,
}

/// A target's values, in the unit of its row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// The least demanding value.
    pub least: f64,
    /// The most demanding value; equal to the least where there is one.
    pub most: f64,
    /// Whether a value equal to the target meets it ("up to", "at least"), or must be beyond it ("below").
    pub is_inclusive: bool,
}

impl Figure {
    /// Whether a measured value reaches the least demanding target; undefined values do not.
    pub fn is_met_by(&self, value: f64, better: Better) -> bool {
        let beyond = match better {
            Better::Higher => value > self.least,
            Better::Lower => value < self.least,
        };
        beyond || (self.is_inclusive && value == self.least)
    }

    /// The same for the most demanding target.
    pub fn is_exceeded_by(&self, value: f64, better: Better) -> bool {
        Self { least: self.most, ..*self }.is_met_by(value, better)
    }
}

/// A capability with its target in each column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// Name of the capability, as in M.2160.
    pub name: &'static str,
    /// Unit of its values.
    pub unit: &'static str,
    /// Which direction is better.
    pub better: Better,
    /// IMT-2030; `None` where M.2160 gives no number.
    pub imt_2030: Option<Figure>,
    /// The article; `None` where it says nothing.
    pub article: Option<Figure>,
}

impl Target {
    /// Its figure in a column.
    pub fn figure(&self, source: TargetSource) -> Option<Figure> {
        match source {
            TargetSource::Imt2030 => self.imt_2030,
            TargetSource::Article => self.article,
        }
    }
}

const fn range(least: f64, most: f64) -> Option<Figure> {
    Some(Figure { least, most, is_inclusive: true })
}

const fn beyond(value: f64) -> Option<Figure> {
    Some(Figure { least: value, most: value, is_inclusive: false })
}

const fn row(
    name: &'static str,
    unit: &'static str,
    better: Better,
    imt_2030: Option<Figure>,
    article: Option<Figure>,
) -> Target {
    Target { name, unit, better, imt_2030, article }
}

/// Every capability with a number in either column.
#[rustfmt::skip]
pub const TARGETS: [Target; 9] = [
    row("Peak data rate", "bit/s", Better::Higher, range(50e9, 200e9), range(1e12, 1e12)),
    row("User experienced data rate", "bit/s", Better::Higher, range(300e6, 500e6), None),
    row("Spectrum efficiency over IMT-2020", "times", Better::Higher, range(1.5, 3.0), None),
    row("Area traffic capacity", "bit/s/m²", Better::Higher, range(30e6, 50e6), None),
    row("Connection density", "devices/km²", Better::Higher, range(1e6, 1e8), range(1e7, 1e7)),
    row("Mobility", "m/s", Better::Higher, range(500.0 / 3.6, 1000.0 / 3.6), None),
    row("Latency (air interface)", "s", Better::Lower, range(1e-3, 0.1e-3), beyond(1e-3)),
    row("Unreliability (air interface)", "share of packets", Better::Lower, range(1e-5, 1e-7), None),
    row("Positioning accuracy", "m", Better::Lower, range(0.10, 0.01), None),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn target(name: &str) -> Target {
        *TARGETS.iter().find(|target| target.name.starts_with(name)).expect("the row exists")
    }

    #[test]
    fn columns_keep_apart() {
        let latency = target("Latency");
        let [imt, article] =
            [TargetSource::Imt2030, TargetSource::Article].map(|source| latency.figure(source).expect("both have one"));
        // Exactly a millisecond meets "0.1 to 1 ms" and misses "below 1 ms".
        assert!(imt.is_met_by(1e-3, latency.better) && !article.is_met_by(1e-3, latency.better));
        assert!(imt.is_met_by(0.5e-3, latency.better) && !imt.is_exceeded_by(0.5e-3, latency.better));
        assert!(imt.is_exceeded_by(0.1e-3, latency.better) && !imt.is_met_by(f64::NAN, latency.better));
        let peak = target("Peak");
        let [imt, article] = [peak.imt_2030, peak.article].map(|figure| figure.expect("both have one"));
        assert!(imt.is_exceeded_by(200e9, peak.better) && !article.is_met_by(200e9, peak.better));
        let density = target("Connection").article.expect("it has one");
        assert!(density.is_met_by(1e7, Better::Higher) && !density.is_met_by(9.99e6, Better::Higher));
        assert_ne!(TargetSource::Imt2030.label(), TargetSource::Article.label());
        assert_ne!(TargetSource::Imt2030.citation(), TargetSource::Article.citation());
    }

    #[test]
    fn ranges_go_from_least_to_most_demanding() {
        for (index, target) in TARGETS.iter().enumerate() {
            assert!(TARGETS[..index].iter().all(|other| other.name != target.name), "{}", target.name);
            for figure in [target.imt_2030, target.article].into_iter().flatten() {
                let is_ordered = match target.better {
                    Better::Higher => figure.least <= figure.most,
                    Better::Lower => figure.least >= figure.most,
                };
                assert!(is_ordered && figure.least > 0.0, "{}", target.name);
            }
            assert!(target.imt_2030.is_some(), "{}", target.name);
        }
        assert_eq!(TARGETS.iter().filter(|target| target.article.is_some()).count(), 3);
    }
}
